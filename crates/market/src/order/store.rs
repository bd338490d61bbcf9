//! Rows of `capacity_order`.

use std::collections::HashMap;

use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::{Code, Error, PageQuery, TenantId, Ts};

use super::{OrderRow, OrderState};
use crate::{OrderId, ProjectId, schema::capacity_order};

pub(crate) fn insert(c: &mut Conn<'_>, row: &OrderRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(capacity_order::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn get(c: &mut Conn<'_>, tenant: TenantId, id: OrderId) -> db::Result<Option<OrderRow>> {
    Ok(on!(c, k => capacity_order::table.find((tenant, id)).select(OrderRow::as_select()).first(*k).optional())?)
}

/// Any tenant's order: the caller decides what of it to show.
pub(crate) fn anywhere(c: &mut Conn<'_>, id: OrderId) -> db::Result<Option<OrderRow>> {
    Ok(on!(c, k => capacity_order::table.filter(capacity_order::id.eq(id)).select(OrderRow::as_select()).first(*k).optional())?)
}

/// Orders of a tenant, or of all, newest first.
pub(crate) fn list(c: &mut Conn<'_>, tenant: Option<TenantId>, page: &PageQuery) -> db::Result<Vec<OrderRow>> {
    let before: OrderId = page.before();
    Ok(on!(c, k => {
        let mut query = capacity_order::table.filter(capacity_order::id.lt(before)).into_boxed();
        if let Some(tenant) = tenant {
            query = query.filter(capacity_order::tenant_id.eq(tenant));
        }
        query.order(capacity_order::id.desc()).limit(page.fetch()).select(OrderRow::as_select()).load(*k)
    })?)
}

/// Every order of a tenant, oldest first.
pub(crate) fn all(c: &mut Conn<'_>, tenant: TenantId) -> db::Result<Vec<OrderRow>> {
    Ok(on!(c, k => capacity_order::table
        .filter(capacity_order::tenant_id.eq(tenant))
        .order(capacity_order::id)
        .select(OrderRow::as_select())
        .load(*k))?)
}

/// The order whose budget pays for a project's work at `now`: the one that ends first.
pub(crate) fn live(c: &mut Conn<'_>, project: ProjectId, now: Ts) -> db::Result<Option<OrderRow>> {
    Ok(on!(c, k => capacity_order::table
        .filter(capacity_order::project_id.eq(project).and(capacity_order::state.eq(OrderState::Live)))
        .filter(capacity_order::starts_at.le(now).and(capacity_order::ends_at.gt(now)))
        .order((capacity_order::ends_at, capacity_order::id))
        .select(OrderRow::as_select())
        .first(*k)
        .optional())?)
}

/// The orders whose budgets pay for many projects' work at `now`.
pub(crate) fn all_live(c: &mut Conn<'_>, projects: &[ProjectId], now: Ts) -> db::Result<HashMap<ProjectId, OrderId>> {
    let rows: Vec<(ProjectId, OrderId)> = on!(c, k => capacity_order::table
        .filter(db::among(capacity_order::project_id, projects).and(capacity_order::state.eq(OrderState::Live)))
        .filter(capacity_order::starts_at.le(now).and(capacity_order::ends_at.gt(now)))
        .order((capacity_order::ends_at.desc(), capacity_order::id.desc()))
        .select((capacity_order::project_id, capacity_order::id))
        .load(*k))?;
    // The one that ends first comes last and stays.
    Ok(rows.into_iter().collect())
}

/// Orders in `state` whose beginning (or end) has come, oldest first.
pub(crate) fn due(c: &mut Conn<'_>, state: OrderState, now: Ts, limit: i64) -> db::Result<Vec<OrderRow>> {
    Ok(on!(c, k => {
        let query = capacity_order::table.filter(capacity_order::state.eq(state)).into_boxed();
        let query = match state {
            OrderState::Reserved => query.filter(capacity_order::starts_at.le(now)),
            _ => query.filter(capacity_order::ends_at.le(now)),
        };
        query.order(capacity_order::id).limit(limit).select(OrderRow::as_select()).load(*k)
    })?)
}

/// Live orders of any tenant with reserved peak minutes that are not over, soonest first.
pub(crate) fn peaks(c: &mut Conn<'_>, now: Ts, limit: i64) -> db::Result<Vec<OrderRow>> {
    Ok(on!(c, k => capacity_order::table
        .filter(capacity_order::state.eq_any([OrderState::Live, OrderState::Reserved]))
        .filter(capacity_order::standby_minutes.gt(0).and(capacity_order::standby_until_at.gt(now)))
        .order((capacity_order::standby_from_at, capacity_order::id))
        .limit(limit)
        .select(OrderRow::as_select())
        .load(*k))?)
}

/// Compare-and-set of the state and the end.
pub(crate) fn set(c: &mut Conn<'_>, seen: &OrderRow, state: OrderState, ends_at: Ts, now: Ts) -> db::Result<()> {
    let rows = on!(c, k => diesel::update(capacity_order::table.find((seen.tenant_id, seen.id)).filter(capacity_order::state.eq(seen.state)))
        .set((capacity_order::state.eq(state), capacity_order::ends_at.eq(ends_at), capacity_order::changed_at.eq(now)))
        .keep().execute(*k))?;
    if rows == 1 { Ok(()) } else { Err(Error::new(Code::Conflict, "the order changed meanwhile").into()) }
}

/// Unspent money went back to escrow.
pub(crate) fn released(c: &mut Conn<'_>, row: &OrderRow, minor: i64) -> db::Result<()> {
    on!(c, k => diesel::update(capacity_order::table.find((row.tenant_id, row.id)))
        .set(capacity_order::released_minor.eq(capacity_order::released_minor + minor))
        .keep().execute(*k))?;
    Ok(())
}
