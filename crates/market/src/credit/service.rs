//! Use cases of credit: setting a line, drawing on it, what was paid and what is credited back. Event 19 of the chart.

use authz::Resource;
use db::{Conn, outbox};
use http::Ctx;
use kernel::{Actor, Code, Error, Event, Money, PLATFORM, Page, PageQuery, Result, Role, Scope, TenantId, Ts};
use ledger::{Account, Act, Chart, Transfer, derived};
use serde_json::json;

use super::{Against, LineRow, PostpaidId, PostpaidRow, PostpaidState, store};
use crate::CURRENCY;

fn resource(tenant: TenantId) -> Resource {
    Resource::of("credit").tenant(tenant)
}

fn owed_by(tenant: TenantId) -> Account {
    Account::new(Chart::EnterpriseReceivable, tenant.uuid(), CURRENCY)
}

fn escrow(tenant: TenantId) -> Account {
    Account::new(Chart::EscrowFree, tenant.uuid(), CURRENCY)
}

/// What an enterprise owes, minor units.
fn owed(c: &mut Conn<'_>, tenant: TenantId) -> db::Result<i64> {
    Ok(-ledger::balance(c, &owed_by(tenant))?.net())
}

fn record(c: &mut Conn<'_>, actor: &Actor, action: &'static str, row: &PostpaidRow, amount: i64, now: Ts) -> db::Result<()> {
    let detail = json!({"invoice": row.id, "amount_minor": amount, "left_minor": row.left(), "due_at": row.due_at});
    outbox::emit(c, &Event::new(action, row.tenant_id, &detail), now)?;
    let entry = audit::Entry {
        tenant: row.tenant_id,
        actor: Some(actor),
        action,
        object_kind: "postpaid",
        object_id: row.id.uuid(),
        detail,
        at: now,
    };
    audit::record(c, &entry).map(drop)
}

/// An administrator sets what an enterprise may owe. Errors: `invalid_field`, `currency_mismatch`.
pub(crate) async fn grant(ctx: &Ctx, tenant: TenantId, limit: Money, days: i64) -> Result<()> {
    let actor = ctx.actor()?.clone();
    ctx.permit("credit:grant", &resource(PLATFORM))?;
    let now = ctx.now;
    let row = LineRow::checked(tenant, limit, days, now)?;
    ctx.once(Scope::Platform, move |c| {
        store::put_line(c, &row)?;
        let entry = audit::Entry {
            tenant,
            actor: Some(&actor),
            action: "credit.grant",
            object_kind: "tenant",
            object_id: tenant.uuid(),
            detail: json!({"limit_minor": row.limit_minor, "days": row.days}),
            at: now,
        };
        audit::record(c, &entry).map(drop)
    })
    .await
}

/// An enterprise's line, and what it owes. Nobody has granted one: a limit of nought.
pub(crate) async fn show(ctx: &Ctx) -> Result<(Option<LineRow>, i64)> {
    let tenant = ctx.actor()?.tenant;
    ctx.permit("credit:read", &resource(tenant))?;
    ctx.app.db.read(Scope::Tenant(tenant), move |c| Ok((store::line(c, tenant)?, owed(c, tenant)?))).await
}

/// An owner draws on the line: an invoice, and as much free escrow. Errors: `invalid_field`, `insufficient_funds` above
/// the limit.
pub(crate) async fn draw(ctx: &Ctx, amount: Money) -> Result<PostpaidId> {
    let actor = ctx.actor()?.clone();
    ctx.permit("credit:draw", &resource(actor.tenant))?;
    if amount.currency != CURRENCY || amount.minor < 1 {
        return Err(Error::field("amount.minor", "out_of_range", "at least one, in the escrow's currency"));
    }
    let (tenant, now) = (actor.tenant, ctx.now);
    ctx.once(actor.scope(), move |c| {
        let line = store::line(c, tenant)?;
        let line = line.ok_or_else(|| Error::new(Code::InsufficientFunds, "no credit line was granted"))?;
        let free = line.limit_minor - owed(c, tenant)?;
        if amount.minor > free {
            return Err(Error::new(Code::InsufficientFunds, format!("the line leaves {}", free.max(0))).into());
        }
        let row = PostpaidRow {
            tenant_id: tenant,
            id: PostpaidId::at(now),
            amount_minor: amount.minor,
            paid_minor: 0,
            credited_minor: 0,
            currency: CURRENCY.as_str().to_owned(),
            state: PostpaidState::Open,
            due_at: line.due(now),
            created_at: now,
            changed_at: now,
        };
        // Two draws at once would both fit: the line's row is written, so that one of them comes after the other.
        store::put_line(c, &LineRow { changed_at: now, ..line })?;
        post(c, "invoice.issue", &row, "", amount, [owed_by(tenant), escrow(tenant)], now)?;
        store::insert(c, &row)?;
        record(c, &actor, "credit.draw", &row, amount.minor, now)?;
        Ok(row.id)
    })
    .await
}

fn post(
    c: &mut Conn<'_>,
    kind: &'static str,
    row: &PostpaidRow,
    key: &str,
    amount: Money,
    [debit, credit]: [Account; 2],
    now: Ts,
) -> db::Result<bool> {
    let transfer = Transfer {
        id: derived(&[kind, &row.id.to_string(), key]),
        act: Act::Post { debit, credit, amount },
        kind,
        ref_kind: "postpaid",
        ref_id: row.id.uuid(),
        effective_at: now,
        corrects: None,
    };
    ledger::post(c, &[transfer], now)
}

/// Money for an invoice arrived, or a part of it is credited back. The same reference again changes nothing.
///
/// Errors: `not_found`; `invalid_field` for more than is left; `insufficient_funds` where what a note gives back is spent;
/// `transfer_differs` for the same reference with another amount.
pub(crate) async fn less(ctx: &Ctx, id: PostpaidId, against: Against, amount: Money, reference: String) -> Result<()> {
    let actor = ctx.actor()?.clone();
    ctx.permit("credit:settle", &resource(PLATFORM))?;
    let reference = reference.trim().to_owned();
    if reference.is_empty() || reference.chars().count() > 80 {
        return Err(Error::field("reference", "required", "the bank's reference or the reason, at most 80 characters"));
    }
    let now = ctx.now;
    ctx.once(Scope::Platform, move |c| {
        let row = store::anywhere(c, id)?.ok_or_else(|| Error::not_found("the invoice"))?;
        let owed = owed_by(row.tenant_id);
        let (kind, debit) = match against {
            Against::Payment => ("invoice.paid", Account::platform(Chart::BankClient, CURRENCY)),
            Against::Note => ("invoice.credit", escrow(row.tenant_id)),
        };
        // Recorded before: told again. Its amount is compared by the ledger, whatever is left of the invoice now.
        if !post(c, kind, &row, &reference, amount, [debit, owed], now)? {
            return Ok(());
        }
        let next = row.less(against, amount, now)?;
        store::set(c, &row, &next)?;
        record(c, &actor, kind, &next, amount.minor, now)
    })
    .await
}

pub(crate) async fn list(ctx: &Ctx, query: PageQuery) -> Result<Page<PostpaidRow>> {
    let actor = ctx.actor()?;
    ctx.permit("credit:read", &resource(actor.tenant))?;
    let (tenant, scope) = match actor.role {
        Role::Admin => (None, Scope::Platform),
        _ => (Some(actor.tenant), actor.scope()),
    };
    let asked = query.clone();
    let rows = ctx.app.db.read(scope, move |c| store::list(c, tenant, &asked)).await?;
    Ok(Page::cut(rows, &query, |row| row.id))
}
