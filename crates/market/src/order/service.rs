//! Use cases of capacity orders: placing, starting, calling off, closing, and what they cost so far.

use std::sync::Arc;

use authz::Resource;
use db::{Conn, outbox};
use http::{App, Ctx};
use kernel::{Actor, Code, Error, Event, Money, Page, PageQuery, Result, Role, Scope, TenantId, Ts};
use ledger::{Account, Act, Balance, Chart, Transfer, TransferId, derived};
use serde_json::json;

use super::{NewOrder, OrderRow, OrderState, store};
use crate::{
    CURRENCY, OrderId, ProjectId,
    rules::{
        Dated, Day,
        rates::{Per, Tariffs, Work},
    },
    standby,
};

pub(crate) const JOB: &str = "market.orders";

pub(crate) fn account(order: OrderId) -> Account {
    Account::new(Chart::Budget, order.uuid(), CURRENCY)
}

fn resource(tenant: TenantId) -> Resource {
    Resource::of("order").tenant(tenant)
}

fn absent() -> Error {
    Error::not_found("the order")
}

fn id(step: &str, order: OrderId, key: &str) -> TransferId {
    derived(&["order", step, &order.to_string(), key])
}

fn transfer(id: TransferId, kind: &'static str, order: OrderId, act: Act, now: Ts) -> Transfer {
    Transfer { id, act, kind, ref_kind: "order", ref_id: order.uuid(), effective_at: now, corrects: None }
}

/// The order that pays for the project's work now; while there is one nothing else does.
pub(crate) fn paying(c: &mut Conn<'_>, project: ProjectId, now: Ts) -> db::Result<Option<OrderId>> {
    Ok(store::live(c, project, now)?.map(|row| row.id))
}

/// Places an order in the caller's transaction; nobody is asked here. Errors: `not_found`, `invalid_field`,
/// `insufficient_funds`.
pub(crate) fn make(c: &mut Conn<'_>, tenant: TenantId, actor: Option<&Actor>, new: NewOrder, now: Ts) -> db::Result<OrderRow> {
    crate::project_of(c, tenant, new.project)?;
    let new = new.checked(now)?;
    let policy = audit::policy::typed::<Dated<Tariffs>>(c, "tariff")?;
    // An hour of standby, so that the rate keeps its thousandths.
    let hour = [Work { kind: "standby".to_owned(), per: Per::Minute, count: 3600 * 1000 }];
    let standby_milli = policy.value.on(Day::of(now))?.rule.pay(&hour)? / 60;
    let row = OrderRow {
        tenant_id: tenant,
        id: OrderId::at(now),
        project_id: new.project,
        base_per_hour: new.base_per_hour,
        burst_per_hour: new.burst_per_hour,
        starts_at: new.starts_at,
        ends_at: new.ends_at,
        budget_minor: new.budget.minor,
        currency: CURRENCY.as_str().to_owned(),
        standby_minutes: new.standby.map_or(0, |peak| peak.minutes),
        standby_from_at: new.standby.map(|peak| peak.from),
        standby_until_at: new.standby.map(|peak| peak.until),
        standby_milli,
        released_minor: 0,
        state: OrderState::Reserved,
        created_at: now,
        changed_at: now,
    };
    if row.standby_pay(row.standby_minutes * 60)? > row.budget_minor {
        return Err(Error::field("budget.minor", "out_of_range", "the reserved peak alone costs more than the budget").into());
    }
    let escrow = Account::new(Chart::EscrowFree, tenant.uuid(), CURRENCY);
    let act = Act::Reserve { debit: escrow, credit: account(row.id), amount: new.budget, expires_at: Some(new.ends_at) };
    ledger::post(c, &[transfer(id("reserve", row.id, ""), "order.reserve", row.id, act, now)], now)?;
    store::insert(c, &row)?;
    told(c, actor, "order.place", &row, now)?;
    if row.starts_at <= now { start(c, &row, now) } else { Ok(row) }
}

fn told(c: &mut Conn<'_>, actor: Option<&Actor>, action: &'static str, row: &OrderRow, now: Ts) -> db::Result<()> {
    let detail = json!({"order": row.id, "project": row.project_id, "budget_minor": row.budget_minor, "state": row.state,
        "standby_minutes": row.standby_minutes, "starts_at": row.starts_at, "ends_at": row.ends_at});
    outbox::emit(c, &Event::new(action, row.tenant_id, &detail), now)?;
    let entry =
        audit::Entry { tenant: row.tenant_id, actor, action, object_kind: "order", object_id: row.id.uuid(), detail, at: now };
    audit::record(c, &entry).map(drop)
}

/// The order begins: its budget is its own.
fn start(c: &mut Conn<'_>, row: &OrderRow, now: Ts) -> db::Result<OrderRow> {
    let act = Act::Settle { pending: id("reserve", row.id, ""), amount: None };
    ledger::post(c, &[transfer(id("start", row.id, ""), "order.start", row.id, act, now)], now)?;
    store::set(c, row, OrderState::Live, row.ends_at, now)?;
    Ok(OrderRow { state: OrderState::Live, changed_at: now, ..row.clone() })
}

/// Gives what was not spent back to escrow; once nothing is set aside any more the order is closed.
fn close(c: &mut Conn<'_>, row: &OrderRow, now: Ts) -> db::Result<()> {
    let balance = ledger::balance(c, &account(row.id))?;
    if balance.free() > 0 {
        let escrow = Account::new(Chart::EscrowFree, row.tenant_id.uuid(), CURRENCY);
        let act = Act::Post { debit: account(row.id), credit: escrow, amount: Money::new(balance.free(), CURRENCY) };
        let release = id("release", row.id, &balance.debits_posted.to_string());
        ledger::post(c, &[transfer(release, "order.release", row.id, act, now)], now)?;
        store::released(c, row, balance.free())?;
    }
    if balance.debits_pending == 0 {
        store::set(c, row, OrderState::Closed, row.ends_at.min(now).max(row.starts_at), now)?;
        told(c, None, "order.close", row, now)?;
    }
    Ok(())
}

pub(crate) async fn place(ctx: &Ctx, new: NewOrder) -> Result<OrderId> {
    let actor = ctx.actor()?.clone();
    ctx.permit("order:place", &resource(actor.tenant))?;
    let now = ctx.now;
    ctx.once(actor.scope(), move |c| Ok(make(c, actor.tenant, Some(&actor), new, now)?.id)).await
}

/// Calls an order off. One that has not begun frees its money; a live one ends now, what was promised is still paid.
///
/// Errors: `not_found`; `wrong_state` when it is over.
pub(crate) async fn cancel(ctx: &Ctx, order: OrderId) -> Result<()> {
    let actor = ctx.actor()?.clone();
    ctx.permit("order:place", &resource(actor.tenant))?;
    let now = ctx.now;
    ctx.once(actor.scope(), move |c| {
        let row = store::get(c, actor.tenant, order)?.ok_or_else(absent)?;
        match row.state {
            OrderState::Reserved => {
                let act = Act::Void { pending: id("reserve", row.id, "") };
                ledger::post(c, &[transfer(id("cancel", row.id, ""), "order.cancel", row.id, act, now)], now)?;
                store::set(c, &row, OrderState::Canceled, row.ends_at, now)?;
                told(c, Some(&actor), "order.cancel", &row, now)
            }
            OrderState::Live => {
                let ended = OrderRow { ends_at: now.max(row.starts_at), ..row.clone() };
                store::set(c, &row, OrderState::Live, ended.ends_at, now)?;
                told(c, Some(&actor), "order.cancel", &ended, now)?;
                close(c, &ended, now)
            }
            OrderState::Closed | OrderState::Canceled => Err(Error::new(Code::WrongState, "the order is over").into()),
        }
    })
    .await
}

/// An order with its budget's totals and the minutes of standby that are booked.
pub(crate) type Shown = (OrderRow, Balance, i64);

fn shown(c: &mut Conn<'_>, row: OrderRow) -> db::Result<Shown> {
    let balance = ledger::balance(c, &account(row.id))?;
    let booked = standby::store::booked_seconds(c, row.id)?;
    Ok((row, balance, booked / 60))
}

pub(crate) async fn list(ctx: &Ctx, query: PageQuery) -> Result<Page<Shown>> {
    let actor = ctx.actor()?;
    ctx.permit("order:read", &resource(actor.tenant))?;
    let (tenant, scope) = match actor.role {
        Role::Admin => (None, Scope::Platform),
        _ => (Some(actor.tenant), actor.scope()),
    };
    let asked = query.clone();
    let read = move |c: &mut Conn<'_>| {
        let rows = store::list(c, tenant, &asked)?;
        rows.into_iter().map(|row| shown(c, row)).collect::<db::Result<Vec<_>>>()
    };
    let rows = ctx.app.db.read(scope, read).await?;
    Ok(Page::cut(rows, &query, |(row, ..)| row.id))
}

/// One order with the journal lines about it. Another tenant's is not found.
pub(crate) async fn one(ctx: &Ctx, order: OrderId) -> Result<(Shown, Vec<(ledger::Line, Account, Account)>)> {
    let actor = ctx.actor()?;
    let tenant = (actor.role != Role::Admin).then_some(actor.tenant);
    let scope = if tenant.is_none() { Scope::Platform } else { actor.scope() };
    let read = move |c: &mut Conn<'_>| {
        let row = store::anywhere(c, order)?.filter(|row| tenant.is_none_or(|t| t == row.tenant_id)).ok_or_else(absent)?;
        let lines = ledger::entries(c, &account(order), &PageQuery { after: None, limit: Some(200) })?;
        Ok((shown(c, row)?, lines))
    };
    let found = ctx.app.db.read(scope, read).await?;
    ctx.permit("order:read", &resource(found.0.0.tenant_id).id(order)).map_err(|_| absent())?;
    Ok(found)
}

/// Job: orders begin and end when their time has come.
pub(crate) async fn tick(app: Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let write = move |c: &mut Conn<'_>| {
        for row in store::due(c, OrderState::Reserved, now, 100)? {
            if row.ends_at <= now {
                // Nobody ran this while it was to be live: the reservation has run out by itself.
                store::set(c, &row, OrderState::Closed, row.ends_at, now)?;
            } else {
                start(c, &row, now)?;
            }
        }
        store::due(c, OrderState::Live, now, 100)?.iter().try_for_each(|row| close(c, row, now))
    };
    app.db.write(Scope::Platform, write).await
}
