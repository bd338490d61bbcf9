//! Use cases of refunds: asking, and what the bank answered.

use authz::Resource;
use db::Conn;
use http::Ctx;
use kernel::{Actor, Error, Money, PLATFORM, Page, PageQuery, Result, Role, Scope, Ts};
use ledger::{Account, Act, Chart, Transfer, derived};
use serde_json::json;

use super::{RefundId, RefundRow, RefundState, store};
use crate::CURRENCY;

fn clearing(id: RefundId) -> Account {
    Account::new(Chart::PayoutClearing, id.uuid(), CURRENCY)
}

fn post(c: &mut Conn<'_>, kind: &'static str, row: &RefundRow, debit: Account, credit: Account, now: Ts) -> db::Result<()> {
    let transfer = Transfer {
        id: derived(&[kind, &row.id.to_string()]),
        act: Act::Post { debit, credit, amount: Money::new(row.amount_minor, CURRENCY) },
        kind,
        ref_kind: "refund",
        ref_id: row.id.uuid(),
        effective_at: now,
        corrects: None,
    };
    ledger::post(c, &[transfer], now).map(drop)
}

fn record(c: &mut Conn<'_>, actor: &Actor, action: &'static str, row: &RefundRow, now: Ts) -> db::Result<()> {
    let entry = audit::Entry {
        tenant: row.tenant_id,
        actor: Some(actor),
        action,
        object_kind: "refund",
        object_id: row.id.uuid(),
        detail: json!({"amount_minor": row.amount_minor}),
        at: now,
    };
    audit::record(c, &entry).map(drop)
}

/// An owner takes free money out. Errors: `invalid_field`, `insufficient_funds`.
pub(crate) async fn ask(ctx: &Ctx, amount: Money) -> Result<RefundId> {
    let actor = ctx.actor()?.clone();
    ctx.permit("refund:ask", &Resource::of("refund").tenant(actor.tenant))?;
    if amount.currency != CURRENCY || amount.minor < 1 {
        return Err(Error::field("amount.minor", "out_of_range", "at least one, in the escrow's currency"));
    }
    let now = ctx.now;
    ctx.once(actor.scope(), move |c| {
        let row = RefundRow {
            tenant_id: actor.tenant,
            id: RefundId::at(now),
            amount_minor: amount.minor,
            currency: CURRENCY.as_str().to_owned(),
            state: RefundState::Instructed,
            bank_ref: None,
            created_at: now,
            changed_at: now,
        };
        let escrow = Account::new(Chart::EscrowFree, actor.tenant.uuid(), CURRENCY);
        post(c, "refund.instruct", &row, escrow, clearing(row.id), now)?;
        store::insert(c, &row)?;
        record(c, &actor, "refund.ask", &row, now)?;
        Ok(row.id)
    })
    .await
}

/// What the bank said: paid, or refused, whereupon the money is free again. Errors: `not_found`, `already_decided`.
pub(crate) async fn answered(ctx: &Ctx, id: RefundId, is_paid: bool, bank_ref: String) -> Result<()> {
    let actor = ctx.actor()?.clone();
    ctx.permit("refund:answer", &Resource::of("refund").tenant(PLATFORM))?;
    let bank_ref = bank_ref.trim().to_owned();
    if bank_ref.is_empty() || bank_ref.chars().count() > 80 {
        return Err(Error::field("bank_ref", "required", "the bank's reference, at most 80 characters"));
    }
    let now = ctx.now;
    ctx.once(Scope::Platform, move |c| {
        let row = store::anywhere(c, id)?.ok_or_else(|| Error::not_found("the refund"))?;
        let escrow = Account::new(Chart::EscrowFree, row.tenant_id.uuid(), CURRENCY);
        let (state, kind, credit) = match is_paid {
            true => (RefundState::Settled, "refund.settle", Account::platform(Chart::BankClient, CURRENCY)),
            false => (RefundState::Returned, "refund.return", escrow),
        };
        store::end(c, &row, state, &bank_ref, now)?;
        post(c, kind, &row, clearing(id), credit, now)?;
        record(c, &actor, kind, &row, now)
    })
    .await
}

pub(crate) async fn list(ctx: &Ctx, query: PageQuery) -> Result<Page<RefundRow>> {
    let actor = ctx.actor()?;
    ctx.permit("refund:read", &Resource::of("refund").tenant(actor.tenant))?;
    let (tenant, scope) = match actor.role {
        Role::Admin => (None, Scope::Platform),
        _ => (Some(actor.tenant), actor.scope()),
    };
    let asked = query.clone();
    let rows = ctx.app.db.read(scope, move |c| store::list(c, tenant, &asked)).await?;
    Ok(Page::cut(rows, &query, |row| row.id))
}
