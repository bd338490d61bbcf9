//! Rows of `retention_run`.

use db::{Conn, on};
use diesel::prelude::*;
use kernel::Ts;

use crate::schema::retention_run;

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = retention_run)]
pub(crate) struct Run {
    /// A table's.
    pub(crate) name: String,
    pub(crate) ran_at: Ts,
    /// In the last run.
    pub(crate) deleted: i64,
    /// Since ever.
    pub(crate) total: i64,
    /// Due, but held.
    pub(crate) held: i64,
    /// Rows that are there.
    pub(crate) kept: i64,
    pub(crate) oldest_at: Option<Ts>,
}

pub(crate) fn all(c: &mut Conn<'_>) -> db::Result<Vec<Run>> {
    Ok(on!(c, k => retention_run::table.select(Run::as_select()).load(*k))?)
}

pub(crate) fn put(c: &mut Conn<'_>, run: &Run) -> db::Result<()> {
    on!(c, k => diesel::delete(retention_run::table.find(&run.name)).execute(*k))?;
    on!(c, k => diesel::insert_into(retention_run::table).values(run).execute(*k))?;
    Ok(())
}
