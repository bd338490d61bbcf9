//! Use cases of surges: filling a pool, promising from it, and giving back what was not spent.

use std::sync::Arc;

use authz::Resource;
use db::Conn;
use http::{App, Ctx};
use kernel::{Actor, Error, Money, Page, PageQuery, Result, Scope, TenantId, Ts};
use ledger::{Account, Act, Chart, Transfer, TransferId, derived};
use serde_json::json;

use super::{NewSurge, PoolRow, PoolState, store};
use crate::{
    CURRENCY, PoolId, ProjectId,
    budget::Terms,
    rules::{
        Dated, Day,
        surge::{Surge, award},
    },
    tariff::divide,
};

pub(crate) const JOB: &str = "market.surges";

pub(crate) fn account(pool: PoolId) -> Account {
    Account::new(Chart::BonusPool, pool.uuid(), CURRENCY)
}

fn resource(tenant: TenantId) -> Resource {
    Resource::of("surge").tenant(tenant)
}

/// Puts the highest surge into `terms` that an open pool of the project covers; the pool, when there is one.
pub(crate) fn promise(c: &mut Conn<'_>, project: ProjectId, terms: &mut Terms, now: Ts) -> db::Result<Option<PoolId>> {
    let open = store::open(c, project, now)?;
    if open.is_empty() {
        return Ok(None);
    }
    let policy = audit::policy::typed::<Dated<Surge>>(c, "surge")?;
    let rule = &policy.value.on(Day::of(now))?.rule;
    let pay = divide(Money::new(terms.price_minor, terms.currency), terms.fee_bp)?.pay.minor;
    for pool in open {
        let free = ledger::balance(c, &account(pool.id))?.free();
        let bp = rule.funded(rule.multiplier(pool.gap_bp), pay, free)?;
        let minor = award(pay, bp)?;
        if minor > 0 {
            (terms.surge_bp, terms.surge_minor) = (bp, minor);
            return Ok(Some(pool.id));
        }
    }
    Ok(None)
}

fn transfer(step: &str, kind: &'static str, pool: PoolId, key: &str, act: Act, now: Ts) -> Transfer {
    let id: TransferId = derived(&["surge", step, &pool.to_string(), key]);
    Transfer { id, act, kind, ref_kind: "surge", ref_id: pool.uuid(), effective_at: now, corrects: None }
}

/// Opens a surge in the caller's transaction; nobody is asked here. Errors: `not_found`, `invalid_field`,
/// `insufficient_funds`.
pub(crate) fn make(c: &mut Conn<'_>, tenant: TenantId, actor: Option<&Actor>, new: NewSurge, now: Ts) -> db::Result<PoolRow> {
    crate::project_of(c, tenant, new.project)?;
    let policy = audit::policy::typed::<Dated<Surge>>(c, "surge")?;
    let new = new.checked(policy.value.on(Day::of(now))?.rule.window_minutes)?;
    let id = PoolId::at(now);
    let escrow = Account::new(Chart::EscrowFree, tenant.uuid(), CURRENCY);
    let act = Act::Post { debit: escrow, credit: account(id), amount: new.amount };
    ledger::post(c, &[transfer("fund", "pool.fund", id, "", act, now)], now)?;
    let row = PoolRow {
        tenant_id: tenant,
        id,
        project_id: new.project,
        gap_bp: new.gap_bp,
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        state: PoolState::Open,
        funded_minor: new.amount.minor,
        currency: CURRENCY.as_str().to_owned(),
        created_at: now,
        changed_at: now,
    };
    store::insert(c, &row)?;
    record(c, actor, "surge.open", &row, now)?;
    Ok(row)
}

fn record(c: &mut Conn<'_>, actor: Option<&Actor>, action: &str, row: &PoolRow, now: Ts) -> db::Result<()> {
    let detail =
        json!({"project": row.project_id, "gap_bp": row.gap_bp, "funded_minor": row.funded_minor, "ends_at": row.ends_at});
    let entry =
        audit::Entry { tenant: row.tenant_id, actor, action, object_kind: "surge", object_id: row.id.uuid(), detail, at: now };
    audit::record(c, &entry).map(drop)
}

pub(crate) async fn open(ctx: &Ctx, new: NewSurge) -> Result<PoolId> {
    let actor = ctx.actor()?.clone();
    ctx.permit("surge:open", &resource(actor.tenant))?;
    let now = ctx.now;
    ctx.once(actor.scope(), move |c| Ok(make(c, actor.tenant, Some(&actor), new, now)?.id)).await
}

/// Ends a surge now; what is promised is still paid, the rest goes back to escrow.
pub(crate) async fn end(ctx: &Ctx, id: PoolId) -> Result<()> {
    let actor = ctx.actor()?.clone();
    ctx.permit("surge:open", &resource(actor.tenant))?;
    let now = ctx.now;
    ctx.once(actor.scope(), move |c| {
        let row = store::get(c, actor.tenant, id)?.ok_or_else(|| Error::not_found("the surge"))?;
        if row.state == PoolState::Open && row.ends_at > now {
            store::set(c, &row, now.max(row.starts_at), PoolState::Open, now)?;
            record(c, Some(&actor), "surge.end", &row, now)?;
        }
        release(c, &row, now)
    })
    .await
}

/// Fills a project's quality pool, the account 2050 of the project. Errors: `not_found`, `invalid_field`,
/// `insufficient_funds`.
pub(crate) async fn fund_quality(ctx: &Ctx, project: ProjectId, amount: Money) -> Result<()> {
    let actor = ctx.actor()?.clone();
    ctx.permit("surge:open", &resource(actor.tenant))?;
    if amount.currency != CURRENCY || !(1..=10_000_000_000).contains(&amount.minor) {
        return Err(Error::field("amount.minor", "out_of_range", "1 to 10000000000, in the escrow's currency"));
    }
    let now = ctx.now;
    ctx.once(actor.scope(), move |c| move_quality(c, &actor, project, amount, true, now)).await
}

/// Takes back what a project's quality pool holds.
pub(crate) async fn empty_quality(ctx: &Ctx, project: ProjectId) -> Result<()> {
    let actor = ctx.actor()?.clone();
    ctx.permit("surge:open", &resource(actor.tenant))?;
    let now = ctx.now;
    ctx.once(actor.scope(), move |c| {
        crate::project_of(c, actor.tenant, project)?;
        let free = ledger::balance(c, &Account::new(Chart::BonusPool, project.uuid(), CURRENCY))?.free();
        if free == 0 { Ok(()) } else { move_quality(c, &actor, project, Money::new(free, CURRENCY), false, now) }
    })
    .await
}

fn move_quality(c: &mut Conn<'_>, actor: &Actor, project: ProjectId, amount: Money, fills: bool, now: Ts) -> db::Result<()> {
    crate::project_of(c, actor.tenant, project)?;
    let escrow = Account::new(Chart::EscrowFree, actor.tenant.uuid(), CURRENCY);
    let pool = Account::new(Chart::BonusPool, project.uuid(), CURRENCY);
    let (debit, credit, kind) = if fills { (escrow, pool, "pool.fund") } else { (pool, escrow, "pool.release") };
    let id = TransferId::at(now);
    let act = Act::Post { debit, credit, amount };
    let one = Transfer { id, act, kind, ref_kind: "project", ref_id: project.uuid(), effective_at: now, corrects: None };
    ledger::post(c, &[one], now)?;
    let entry = audit::Entry {
        tenant: actor.tenant,
        actor: Some(actor),
        action: kind,
        object_kind: "project",
        object_id: project.uuid(),
        detail: json!({"amount_minor": amount.minor}),
        at: now,
    };
    audit::record(c, &entry).map(drop)
}

/// Gives free money of an ended surge back; once nothing is promised any more it is over.
fn release(c: &mut Conn<'_>, row: &PoolRow, now: Ts) -> db::Result<()> {
    let balance = ledger::balance(c, &account(row.id))?;
    if balance.free() > 0 {
        let escrow = Account::new(Chart::EscrowFree, row.tenant_id.uuid(), CURRENCY);
        let act = Act::Post { debit: account(row.id), credit: escrow, amount: Money::new(balance.free(), CURRENCY) };
        // So much has left the pool before: tells one release from the next.
        let key = balance.debits_posted.to_string();
        ledger::post(c, &[transfer("release", "pool.release", row.id, &key, act, now)], now)?;
    }
    if balance.debits_pending == 0 {
        store::set(c, row, now.min(row.ends_at).max(row.starts_at), PoolState::Ended, now)?;
    }
    Ok(())
}

/// A surge with what its pool still holds, promises included, and what it may still promise.
pub(crate) async fn list(ctx: &Ctx, query: PageQuery) -> Result<Page<(PoolRow, i64, i64)>> {
    let actor = ctx.actor()?;
    let tenant = actor.tenant;
    ctx.permit("surge:read", &resource(tenant))?;
    let asked = query.clone();
    let read = move |c: &mut Conn<'_>| {
        let rows = store::list(c, tenant, &asked)?;
        rows.into_iter()
            .map(|row| {
                let balance = ledger::balance(c, &account(row.id))?;
                Ok((row, balance.net(), balance.free()))
            })
            .collect::<db::Result<Vec<_>>>()
    };
    let rows = ctx.app.db.read(actor.scope(), read).await?;
    Ok(Page::cut(rows, &query, |(row, ..)| row.id))
}

/// Job: surges whose time is over give back what they did not spend.
pub(crate) async fn tick(app: Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let write = move |c: &mut Conn<'_>| store::over(c, now, 100)?.iter().try_for_each(|row| release(c, row, now));
    app.db.write(Scope::Platform, write).await
}
