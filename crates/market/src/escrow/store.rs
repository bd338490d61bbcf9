//! Rows of `deposit`.

use db::{Conn, on};
use diesel::prelude::*;

use super::DepositRow;
use crate::schema::deposit;

pub(crate) fn insert(c: &mut Conn<'_>, row: &DepositRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(deposit::table).values(row).execute(*k))?;
    Ok(())
}
