//! Rows of learners and their lessons.

use db::{Conn, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};

use super::LessonState;
use crate::schema::{learner, lesson};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = lesson)]
pub(crate) struct LessonRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) account_id: AccountId,
    pub(crate) skill: String,
    pub(crate) n: i64,
    pub(crate) state: LessonState,
    pub(crate) tries: i64,
    pub(crate) correct: i64,
    pub(crate) total: i64,
    pub(crate) updated_at: Ts,
    pub(crate) done_at: Option<Ts>,
}

/// Lets `account` learn; nothing when it may already.
pub(crate) fn admit(c: &mut Conn<'_>, tenant: TenantId, account: AccountId, now: Ts) -> Result<()> {
    let row = (learner::tenant_id.eq(tenant), learner::account_id.eq(account), learner::admitted_at.eq(now));
    on!(c, k => diesel::insert_into(learner::table).values(row).on_conflict_do_nothing().execute(*k))?;
    Ok(())
}

pub(crate) fn is_learner(c: &mut Conn<'_>, tenant: TenantId, account: AccountId) -> Result<bool> {
    let found: Option<Ts> =
        on!(c, k => learner::table.find((tenant, account)).select(learner::admitted_at).first(*k).optional())?;
    Ok(found.is_some())
}

/// The lessons an account has tried, of one skill or of all.
pub(crate) fn lessons(c: &mut Conn<'_>, tenant: TenantId, account: AccountId) -> Result<Vec<LessonRow>> {
    let found = on!(c, k => lesson::table
        .filter(lesson::tenant_id.eq(tenant).and(lesson::account_id.eq(account)))
        .order((lesson::skill, lesson::n))
        .select(LessonRow::as_select())
        .load(*k))?;
    Ok(found)
}

/// Writes a try. What was done stays done.
pub(crate) fn put(c: &mut Conn<'_>, row: &LessonRow) -> Result<()> {
    let target = lesson::table.find((row.tenant_id, row.account_id, &row.skill, row.n));
    let updated = on!(c, k => diesel::update(target)
        .set((
            lesson::state.eq(row.state),
            lesson::tries.eq(lesson::tries + 1),
            lesson::correct.eq(row.correct),
            lesson::total.eq(row.total),
            lesson::updated_at.eq(row.updated_at),
            lesson::done_at.eq(row.done_at),
        ))
        .keep().execute(*k))?;
    if updated == 0 {
        on!(c, k => diesel::insert_into(lesson::table).values(row).execute(*k))?;
    }
    Ok(())
}
