//! Rows of `contact`.

use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::{TenantId, Ts};

use super::ContactRow;
use crate::{ContactId, schema::contact};

pub(crate) fn insert(c: &mut Conn<'_>, row: &ContactRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(contact::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn get(c: &mut Conn<'_>, tenant: TenantId, id: ContactId) -> db::Result<Option<ContactRow>> {
    Ok(on!(c, k => contact::table.find((tenant, id)).select(ContactRow::as_select()).first(*k).optional())?)
}

/// The contact that holds the secret with this hash.
pub(crate) fn by_secret(c: &mut Conn<'_>, tenant: TenantId, hash: &[u8]) -> db::Result<Option<ContactRow>> {
    Ok(on!(c, k => contact::table
        .filter(contact::tenant_id.eq(tenant).and(contact::secret_hash.eq(hash)))
        .select(ContactRow::as_select())
        .first(*k)
        .optional())?)
}

/// Marks the contact as seen. It also locks the row, so that two first messages cannot open two conversations.
pub(crate) fn touch(c: &mut Conn<'_>, tenant: TenantId, id: ContactId, now: Ts) -> db::Result<Option<ContactRow>> {
    Ok(on!(c, k => diesel::update(contact::table.find((tenant, id)))
        .set(contact::seen_at.eq(now))
        .returning(ContactRow::as_returning())
        .keep().get_result(*k)
        .optional())?)
}

/// Remembers the page the contact is on.
pub(crate) fn set_page(c: &mut Conn<'_>, tenant: TenantId, id: ContactId, page: &str) -> db::Result<()> {
    on!(c, k => diesel::update(contact::table.find((tenant, id))).set(contact::page.eq(page)).keep().execute(*k))?;
    Ok(())
}
