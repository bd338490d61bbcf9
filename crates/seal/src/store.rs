//! Rows of `data_key`.

use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::{TenantId, Ts};
use uuid::Uuid;

use crate::schema::data_key;

kernel::nouns! {
    /// A data key.
    Key => KeyId,
    /// Whatever a data key belongs to.
    KeyOwner => KeyOwnerId,
}

/// A wrapped key; `wrapped` is absent once it was destroyed.
pub(crate) struct Row {
    pub(crate) id: Uuid,
    pub(crate) wrapped: Option<Vec<u8>>,
}

pub(crate) fn find(c: &mut Conn<'_>, tenant: TenantId, kind: &str, owner: Uuid) -> db::Result<Option<Row>> {
    let row: Option<(KeyId, Option<Vec<u8>>)> = on!(c, k => data_key::table
        .filter(data_key::tenant_id.eq(tenant).and(data_key::kind.eq(kind)).and(data_key::owner_id.eq(KeyOwnerId::from_uuid(owner))))
        .select((data_key::id, data_key::wrapped))
        .first(*k)
        .optional())?;
    Ok(row.map(|(id, wrapped)| Row { id: id.uuid(), wrapped }))
}

/// `false` when the owner already has a key.
pub(crate) fn insert(
    c: &mut Conn<'_>,
    tenant: TenantId,
    id: Uuid,
    kind: &str,
    owner: Uuid,
    wrapped: &[u8],
    now: Ts,
) -> db::Result<bool> {
    let row = (
        data_key::tenant_id.eq(tenant),
        data_key::id.eq(KeyId::from_uuid(id)),
        data_key::kind.eq(kind),
        data_key::owner_id.eq(KeyOwnerId::from_uuid(owner)),
        data_key::wrapped.eq(Some(wrapped)),
        data_key::created_at.eq(now),
    );
    Ok(on!(c, k => diesel::insert_into(data_key::table).values(row).on_conflict_do_nothing().execute(*k))? == 1)
}

/// Forgets the wrapped bytes. `false` when they were already gone.
pub(crate) fn destroy(c: &mut Conn<'_>, tenant: TenantId, id: Uuid, now: Ts) -> db::Result<bool> {
    let live = data_key::table
        .filter(data_key::tenant_id.eq(tenant).and(data_key::id.eq(KeyId::from_uuid(id))).and(data_key::wrapped.is_not_null()));
    let gone = (data_key::wrapped.eq(None::<Vec<u8>>), data_key::destroyed_at.eq(Some(now)));
    Ok(on!(c, k => diesel::update(live).set(gone).keep().execute(*k))? == 1)
}

/// Whose key it is: tenant, kind, owner.
pub(crate) type Whose = (TenantId, String, KeyOwnerId);

/// A key by its id, of whatever tenant.
pub(crate) fn by_id(c: &mut Conn<'_>, id: Uuid) -> db::Result<Option<(Whose, Row)>> {
    let row: Option<(Whose, Option<Vec<u8>>)> = on!(c, k => data_key::table
        .filter(data_key::id.eq(KeyId::from_uuid(id)))
        .select(((data_key::tenant_id, data_key::kind, data_key::owner_id), data_key::wrapped))
        .first(*k)
        .optional())?;
    Ok(row.map(|(whose, wrapped)| (whose, Row { id, wrapped })))
}

/// Live keys of an owner in every tenant.
pub(crate) fn of_owner(c: &mut Conn<'_>, owner: Uuid) -> db::Result<Vec<(TenantId, KeyId)>> {
    Ok(on!(c, k => data_key::table
        .filter(data_key::owner_id.eq(KeyOwnerId::from_uuid(owner)).and(data_key::wrapped.is_not_null()))
        .select((data_key::tenant_id, data_key::id))
        .load(*k))?)
}
