//! Days of the journal, sealed: a hash over every line recorded in a day, chained to the day before. What is changed, added
//! or taken away later shows. Types only.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use kernel::{TenantId, Ts};

#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::day_seal)]
pub(crate) struct SealRow {
    pub(crate) tenant_id: TenantId,
    /// `2026-11-20`, UTC.
    pub(crate) day: String,
    pub(crate) lines: i64,
    /// Of the day's lines and the root of the day before, hexadecimal SHA-256.
    pub(crate) root: String,
    pub(crate) created_at: Ts,
}
