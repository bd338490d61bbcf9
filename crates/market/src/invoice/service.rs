//! Use cases of invoices: issuing a month's, showing them, and comparing them with the journal.

use std::{collections::BTreeSet, sync::Arc};

use authz::Resource;
use db::{Conn, Json, outbox};
use http::{App, Ctx};
use kernel::{Error, Event, Page, PageQuery, Result, Role, Scope, TenantId, Ts};
use ledger::{Account, Chart, Moved};
use serde_json::json;

use super::{InvoiceId, InvoiceKind, InvoiceLine, InvoiceRow, divide, fee, store};
use crate::{
    CURRENCY, budget::purse, order::store as orders, project::store as projects, rules::local_day, surge::store as surges,
    tariff::Tariff,
};

pub(crate) const JOB: &str = "market.invoices";

/// Every account of an enterprise: what leaves them all has been spent.
fn accounts(c: &mut Conn<'_>, tenant: TenantId) -> db::Result<Vec<Account>> {
    let of = |code, owner| Account::new(code, owner, CURRENCY);
    let mut all = vec![of(Chart::EscrowFree, tenant.uuid())];
    for project in projects::all(c, Some(tenant))? {
        all.extend([of(Chart::Budget, project.id.uuid()), of(Chart::BonusPool, project.id.uuid())]);
        all.push(purse::account(project.id, CURRENCY));
    }
    all.extend(orders::all(c, tenant)?.iter().map(|order| of(Chart::Budget, order.id.uuid())));
    all.extend(surges::all(c, tenant)?.iter().map(|pool| of(Chart::BonusPool, pool.uuid())));
    Ok(all)
}

fn moved(c: &mut Conn<'_>, tenant: TenantId, from: Ts, until: Ts) -> db::Result<Vec<Moved>> {
    let accounts = accounts(c, tenant)?;
    ledger::moved(c, &accounts, from, until)
}

/// Issues what a tenant's journal says up to `until`, if that is not done yet.
fn issue(c: &mut Conn<'_>, tenant: TenantId, period: &str, until: Ts, now: Ts) -> db::Result<()> {
    let from = store::until(c, tenant)?.unwrap_or_default();
    if from >= until {
        return Ok(());
    }
    let (charged, credited) = divide(moved(c, tenant, from, until)?);
    for (kind, lines) in [(InvoiceKind::Invoice, charged), (InvoiceKind::CreditNote, credited)] {
        // A month without work has an invoice of nothing, which says so; a credit note of nothing is none.
        if lines.is_empty() && kind == InvoiceKind::CreditNote {
            continue;
        }
        let row = InvoiceRow {
            tenant_id: tenant,
            id: InvoiceId::at(now),
            period: period.to_owned(),
            kind,
            sum_minor: lines.iter().map(|l: &InvoiceLine| l.amount_minor).sum(),
            fee_minor: fee(&lines),
            currency: CURRENCY.as_str().to_owned(),
            from_at: from,
            until_at: until,
            lines: Json(lines),
            created_at: now,
        };
        store::insert(c, &row)?;
        let told = json!({"invoice": row.id, "kind": row.kind, "period": row.period, "sum_minor": row.sum_minor});
        outbox::emit(c, &Event::new("invoice.issued", tenant, &told), now)?;
        let entry = audit::Entry {
            tenant,
            actor: None,
            action: "invoice.issue",
            object_kind: "invoice",
            object_id: row.id.uuid(),
            detail: told,
            at: now,
        };
        audit::record(c, &entry)?;
    }
    Ok(())
}

/// The month before the one of `now`, and the instant at which it ended, in the tariff's time zone.
fn last_month(now: Ts, offset_minutes: i64) -> Result<(String, Ts)> {
    let first = format!("{}-01", local_day(now, offset_minutes).get(..7).unwrap_or_default());
    let local: Ts = format!("{first}T00:00:00Z").parse()?;
    let until = Ts::from_micros(local.micros() - offset_minutes * 60_000_000);
    let before = Ts::from_micros(local.micros() - 1).day();
    Ok((before.get(..7).unwrap_or_default().to_owned(), until))
}

/// Job: every enterprise has its invoice of the month that is over.
pub(crate) async fn tick(app: Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let write = move |c: &mut Conn<'_>| {
        let tariff = audit::policy::typed::<Tariff>(c, "base")?;
        let (period, until) = last_month(now, tariff.value.utc_offset_minutes)?;
        let tenants: BTreeSet<TenantId> =
            projects::all(c, None)?.into_iter().filter(|p| p.created_at < until).map(|p| p.tenant_id).collect();
        tenants.into_iter().try_for_each(|tenant| issue(c, tenant, &period, until, now))
    };
    app.db.write(Scope::Platform, write).await
}

pub(crate) async fn list(ctx: &Ctx, query: PageQuery) -> Result<Page<InvoiceRow>> {
    let actor = ctx.actor()?;
    ctx.permit("invoice:read", &Resource::of("invoice").tenant(actor.tenant))?;
    let (tenant, scope) = match actor.role {
        Role::Admin => (None, Scope::Platform),
        _ => (Some(actor.tenant), actor.scope()),
    };
    let asked = query.clone();
    let rows = ctx.app.db.read(scope, move |c| store::list(c, tenant, &asked)).await?;
    Ok(Page::cut(rows, &query, |row| row.id))
}

/// Another tenant's invoice is not found.
pub(crate) async fn one(ctx: &Ctx, id: InvoiceId) -> Result<InvoiceRow> {
    ctx.actor()?;
    let absent = || Error::not_found("the invoice");
    let row = ctx.app.db.read(Scope::Platform, move |c| store::anywhere(c, id)).await?.ok_or_else(absent)?;
    ctx.permit("invoice:read", &Resource::of("invoice").id(id).tenant(row.tenant_id)).map_err(|_| absent())?;
    Ok(row)
}

/// Tenants whose invoices less credit notes are not what the journal says up to the last of them.
pub(crate) fn unequal(c: &mut Conn<'_>) -> db::Result<Vec<String>> {
    let tenants: BTreeSet<TenantId> = projects::all(c, None)?.into_iter().map(|p| p.tenant_id).collect();
    let mut wrong = Vec::new();
    for tenant in tenants {
        let Some(until) = store::until(c, tenant)? else { continue };
        let (charged, credited) = divide(moved(c, tenant, Ts::default(), until)?);
        let sum = |lines: &[InvoiceLine]| lines.iter().map(|l| l.amount_minor).sum::<i64>();
        let journal = sum(&charged) - sum(&credited);
        let invoiced = store::sum(c, tenant, InvoiceKind::Invoice)? - store::sum(c, tenant, InvoiceKind::CreditNote)?;
        if journal != invoiced {
            wrong.push(format!("tenant {tenant}: invoices say {invoiced}, the journal {journal}"));
        }
    }
    Ok(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_ends_at_local_midnight() {
        let (period, until) = last_month("2026-01-31T16:00:00Z".parse().unwrap(), 480).unwrap();
        assert_eq!((period.as_str(), until), ("2026-01", "2026-01-31T16:00:00Z".parse().unwrap()));
        assert_eq!(last_month("2026-01-31T15:59:59Z".parse().unwrap(), 480).unwrap().0, "2025-12");
    }
}
