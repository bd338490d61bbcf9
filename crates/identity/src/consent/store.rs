//! Receipts. Nothing here updates or deletes.

use std::collections::HashMap;

use db::{Conn, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, SessionId, TenantId, Ts};

use super::{Latest, Purpose, ReceiptId};
use crate::schema::consent;

/// Adds a receipt. `session` is the one it was given in, if a person gave it.
pub(crate) fn add(
    c: &mut Conn<'_>,
    tenant: TenantId,
    of: AccountId,
    session: Option<SessionId>,
    purpose: Purpose,
    granted: bool,
    now: Ts,
) -> Result<()> {
    let row = (
        consent::id.eq(ReceiptId::at(now)),
        consent::tenant_id.eq(tenant),
        consent::account_id.eq(of),
        consent::purpose.eq(purpose),
        consent::version.eq(purpose.version()),
        consent::is_granted.eq(granted),
        consent::session_id.eq(session),
        consent::created_at.eq(now),
    );
    on!(c, k => diesel::insert_into(consent::table).values(row).execute(*k))?;
    Ok(())
}

type Row = (Purpose, String, bool, Ts);

fn read((purpose, version, granted, at): Row) -> Latest {
    Latest { purpose, version, granted, at }
}

/// The latest receipt of one purpose.
pub(crate) fn latest(c: &mut Conn<'_>, of: AccountId, purpose: Purpose) -> Result<Option<Latest>> {
    let row: Option<Row> = on!(c, k => consent::table
        .filter(consent::account_id.eq(of).and(consent::purpose.eq(purpose)))
        .order(consent::created_at.desc())
        .select((consent::purpose, consent::version, consent::is_granted, consent::created_at))
        .first(*k)
        .optional())?;
    Ok(row.map(read))
}

/// The latest receipts of some purposes, by account and purpose.
pub(crate) fn latest_of_many(
    c: &mut Conn<'_>,
    of: &[AccountId],
    purposes: &[Purpose],
) -> Result<HashMap<(AccountId, Purpose), Latest>> {
    let rows: Vec<(AccountId, Row)> = on!(c, k => consent::table
        .filter(consent::account_id.eq_any(of).and(consent::purpose.eq_any(purposes)))
        .order(consent::created_at)
        .select((consent::account_id, (consent::purpose, consent::version, consent::is_granted, consent::created_at)))
        .load(*k))?;
    // A later one takes the place of an earlier one.
    Ok(rows.into_iter().map(|(account, row)| ((account, row.0), read(row))).collect())
}

/// The latest receipt of every purpose that has one.
pub(crate) fn latest_of_all(c: &mut Conn<'_>, of: AccountId) -> Result<Vec<Latest>> {
    let mut all = Vec::with_capacity(Purpose::ALL.len());
    for purpose in Purpose::ALL {
        all.extend(latest(c, of, *purpose)?);
    }
    Ok(all)
}
