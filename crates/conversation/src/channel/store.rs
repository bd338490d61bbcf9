//! Rows of `channel`.

use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::{Code, Error, TenantId, Ts};

use super::{ChannelRow, KeyKind};
use crate::{ProjectId, schema::channel};

pub(crate) fn get(c: &mut Conn<'_>, tenant: TenantId, project: ProjectId) -> db::Result<Option<ChannelRow>> {
    Ok(on!(c, k => channel::table.find((tenant, project)).select(ChannelRow::as_select()).first(*k).optional())?)
}

/// The channel; made when there is none.
pub(crate) fn get_or_make(c: &mut Conn<'_>, tenant: TenantId, project: ProjectId, now: Ts) -> db::Result<ChannelRow> {
    let fresh = ChannelRow::new(tenant, project, now);
    on!(c, k => diesel::insert_into(channel::table).values(&fresh).on_conflict_do_nothing().execute(*k))?;
    Ok(get(c, tenant, project)?.unwrap_or(fresh))
}

/// Compare-and-set: the next version of a key.
pub(crate) fn next_key(c: &mut Conn<'_>, seen: &ChannelRow, kind: KeyKind, now: Ts) -> db::Result<ChannelRow> {
    let next = seen.version(kind) + 1;
    let mut row = ChannelRow { changed_at: now, ..seen.clone() };
    match kind {
        KeyKind::Identity => row.identity_version = next,
        KeyKind::Inbound => row.inbound_version = next,
        KeyKind::Hook => row.hook_version = next,
    }
    let same = channel::identity_version
        .eq(seen.identity_version)
        .and(channel::inbound_version.eq(seen.inbound_version))
        .and(channel::hook_version.eq(seen.hook_version));
    let rows = on!(c, k => diesel::update(channel::table.find((seen.tenant_id, seen.project_id)).filter(same))
        .set((
            channel::identity_version.eq(row.identity_version),
            channel::inbound_version.eq(row.inbound_version),
            channel::hook_version.eq(row.hook_version),
            channel::changed_at.eq(now),
        ))
        .keep().execute(*k))?;
    if rows == 1 { Ok(row) } else { Err(Error::new(Code::Conflict, "the keys changed meanwhile; load them again").into()) }
}

pub(crate) fn set_hook(c: &mut Conn<'_>, seen: &ChannelRow, url: Option<&str>, now: Ts) -> db::Result<()> {
    on!(c, k => diesel::update(channel::table.find((seen.tenant_id, seen.project_id)))
        .set((channel::hook_url.eq(url), channel::changed_at.eq(now)))
        .keep().execute(*k))?;
    Ok(())
}
