//! Rows of mastery: one per person and skill.

use std::collections::BTreeMap;

use db::{Conn, Json, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};

use super::{Cell, Seen};
use crate::schema::mastery;

/// Cells by name: `topic/<topic>` or `sop/<procedure>/<step>`.
pub(crate) type Cells = BTreeMap<String, Cell>;

/// Days since 1970 as the model counts them.
pub(crate) fn day(now: Ts) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "microseconds of this century fit in 53 bits")]
    let micros = now.micros() as f64;
    micros / 86_400_000_000.0
}

pub(crate) fn cells(c: &mut Conn<'_>, tenant: TenantId, account: AccountId, skill: &str) -> Result<Cells> {
    let found: Option<Json<Cells>> =
        on!(c, k => mastery::table.find((tenant, account, skill)).select(mastery::cells).first(*k).optional())?;
    Ok(found.map(|json| json.0).unwrap_or_default())
}

/// Takes in what was seen of a person, in the caller's transaction.
pub(crate) fn learn(
    c: &mut Conn<'_>,
    tenant: TenantId,
    account: AccountId,
    skill: &str,
    seen: &[(String, Seen)],
    now: Ts,
) -> Result<Cells> {
    let mut all = cells(c, tenant, account, skill)?;
    for (name, what) in seen {
        let cell = all.entry(name.clone()).or_default();
        *cell = cell.after(*what, day(now));
    }
    let target = mastery::table.find((tenant, account, skill));
    let set = (mastery::cells.eq(Json(all.clone())), mastery::updated_at.eq(now));
    let updated = on!(c, k => diesel::update(target).set(set.clone()).keep().execute(*k))?;
    if updated == 0 {
        let row = (
            mastery::tenant_id.eq(tenant),
            mastery::account_id.eq(account),
            mastery::skill.eq(skill),
            mastery::cells.eq(Json(all.clone())),
            mastery::updated_at.eq(now),
        );
        on!(c, k => diesel::insert_into(mastery::table).values(row.clone()).execute(*k))?;
    }
    Ok(all)
}
