//! Rows of `legal_hold`.

use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::{AccountId, PageQuery, TenantId, Ts};

use super::{Kind, State};
use crate::{HoldId, PersonId, schema::legal_hold};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = legal_hold, treat_none_as_null = true)]
pub(crate) struct Row {
    /// The platform, which alone holds.
    pub(crate) tenant_id: TenantId,
    pub(crate) id: HoldId,
    pub(crate) kind: Kind,
    /// An account, a contact, or a tenant.
    pub(crate) target_id: PersonId,
    pub(crate) reason: String,
    pub(crate) state: State,
    pub(crate) placed_by_id: AccountId,
    pub(crate) confirmed_by_id: Option<AccountId>,
    pub(crate) lifted_by_id: Option<AccountId>,
    pub(crate) lift_confirmed_by_id: Option<AccountId>,
    pub(crate) created_at: Ts,
    pub(crate) changed_at: Ts,
}

pub(crate) fn insert(c: &mut Conn<'_>, row: &Row) -> db::Result<()> {
    on!(c, k => diesel::insert_into(legal_hold::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn get(c: &mut Conn<'_>, id: HoldId) -> db::Result<Option<Row>> {
    Ok(on!(c, k => legal_hold::table.filter(legal_hold::id.eq(id)).select(Row::as_select()).first(*k).optional())?)
}

pub(crate) fn put(c: &mut Conn<'_>, row: &Row) -> db::Result<()> {
    on!(c, k => diesel::update(legal_hold::table.find((row.tenant_id, row.id))).set(row).keep().execute(*k))?;
    Ok(())
}

/// Newest first.
pub(crate) fn list(c: &mut Conn<'_>, page: &PageQuery) -> db::Result<Vec<Row>> {
    let before: HoldId = page.before();
    Ok(on!(c, k => legal_hold::table
        .filter(legal_hold::id.lt(before))
        .order(legal_hold::id.desc())
        .limit(page.fetch())
        .select(Row::as_select())
        .load(*k))?)
}

/// Holds that are neither lifted nor lapsed.
pub(crate) fn standing(c: &mut Conn<'_>) -> db::Result<Vec<Row>> {
    Ok(on!(c, k => legal_hold::table
        .filter(legal_hold::state.eq_any([State::Proposed, State::Active, State::Lifting]))
        .select(Row::as_select())
        .load(*k))?)
}
