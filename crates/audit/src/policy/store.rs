//! Rows of `policy_version`.

use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::{Code, Error, PLATFORM, TenantId, Ts};

use super::{Head, PolicyState, VersionRow};
use crate::schema::policy_version;

pub(crate) fn get(c: &mut Conn<'_>, tenant: TenantId, kind: &str, name: &str, hash: &str) -> db::Result<Option<VersionRow>> {
    Ok(on!(c, k => policy_version::table
        .find((tenant, kind, name, hash))
        .select(VersionRow::as_select())
        .first(*k)
        .optional())?)
}

pub(crate) fn active(c: &mut Conn<'_>, tenant: TenantId, kind: &str, name: &str) -> db::Result<Option<VersionRow>> {
    Ok(on!(c, k => policy_version::table
        .filter(policy_version::tenant_id.eq(tenant))
        .filter(policy_version::kind.eq(kind).and(policy_version::name.eq(name)).and(policy_version::state.eq(PolicyState::Active)))
        .select(VersionRow::as_select())
        .first(*k)
        .optional())?)
}

pub(crate) fn active_of(c: &mut Conn<'_>, tenant: TenantId, kind: &str) -> db::Result<Vec<VersionRow>> {
    Ok(on!(c, k => policy_version::table
        .filter(policy_version::tenant_id.eq(tenant))
        .filter(policy_version::kind.eq(kind).and(policy_version::state.eq(PolicyState::Active)))
        .order(policy_version::name)
        .select(VersionRow::as_select())
        .load(*k))?)
}

/// Versions of a kind in force, of one tenant or of all, by tenant and name; at most 2000.
pub(crate) fn heads(c: &mut Conn<'_>, tenant: Option<TenantId>, kind: &str) -> db::Result<Vec<Head>> {
    let rows: Vec<(TenantId, String, String)> = on!(c, k => {
        let mut query = policy_version::table
            .filter(policy_version::kind.eq(kind).and(policy_version::state.eq(PolicyState::Active)))
            .into_boxed();
        if let Some(tenant) = tenant {
            query = query.filter(policy_version::tenant_id.eq(tenant));
        }
        query
            .order((policy_version::tenant_id, policy_version::name))
            .limit(2000)
            .select((policy_version::tenant_id, policy_version::name, policy_version::hash))
            .load(*k)
    })?;
    Ok(rows.into_iter().map(|(tenant, id, hash)| Head { tenant, id, hash }).collect())
}

pub(crate) fn active_hash(c: &mut Conn<'_>, tenant: TenantId, kind: &str, name: &str) -> db::Result<Option<String>> {
    Ok(on!(c, k => policy_version::table
        .filter(policy_version::tenant_id.eq(tenant))
        .filter(policy_version::kind.eq(kind).and(policy_version::name.eq(name)).and(policy_version::state.eq(PolicyState::Active)))
        .select(policy_version::hash)
        .first(*k)
        .optional())?)
}

pub(crate) fn by_hash(c: &mut Conn<'_>, hash: &str) -> db::Result<Option<VersionRow>> {
    Ok(on!(c, k => policy_version::table
        .filter(policy_version::hash.eq(hash))
        .order((policy_version::tenant_id, policy_version::kind, policy_version::name))
        .select(VersionRow::as_select())
        .first(*k)
        .optional())?)
}

pub(crate) fn insert(c: &mut Conn<'_>, row: &VersionRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(policy_version::table).values(row).execute(*k))?;
    Ok(())
}

/// Compare-and-set of a version's state.
pub(crate) fn set_state(c: &mut Conn<'_>, seen: &VersionRow, state: PolicyState) -> db::Result<()> {
    let key = (seen.tenant_id, &seen.kind, &seen.name, &seen.hash);
    let rows = on!(c, k => diesel::update(policy_version::table.find(key).filter(policy_version::state.eq(seen.state)))
        .set(policy_version::state.eq(state))
        .keep().execute(*k))?;
    if rows == 1 { Ok(()) } else { Err(Error::new(Code::Conflict, "the policy changed meanwhile").into()) }
}

/// Compare-and-set: the version comes into force now.
pub(crate) fn activate(c: &mut Conn<'_>, seen: &VersionRow, now: Ts) -> db::Result<()> {
    let key = (seen.tenant_id, &seen.kind, &seen.name, &seen.hash);
    let rows = on!(c, k => diesel::update(policy_version::table.find(key).filter(policy_version::state.eq(seen.state)))
        .set((policy_version::state.eq(PolicyState::Active), policy_version::effective_from_at.eq(now)))
        .keep().execute(*k))?;
    if rows == 1 { Ok(()) } else { Err(Error::new(Code::Conflict, "the policy changed meanwhile").into()) }
}

/// The tenant's and the platform's versions, by kind and name, newest first within.
pub(crate) fn list(c: &mut Conn<'_>, tenant: TenantId) -> db::Result<Vec<VersionRow>> {
    Ok(on!(c, k => policy_version::table
        .filter(policy_version::tenant_id.eq_any([tenant, PLATFORM]))
        .order((policy_version::kind, policy_version::name, policy_version::effective_from_at.desc(), policy_version::hash))
        .limit(1000)
        .select(VersionRow::as_select())
        .load(*k))?)
}
