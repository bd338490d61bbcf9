//! Rows of `appeal_case`.

use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::{AccountId, Code, Error, PageQuery, TenantId, Ts};

use super::{CaseId, CaseRefId, CaseRow, CaseState, CaseVerdict, ResolvedBy};
use crate::schema::appeal_case;

pub(crate) fn insert(c: &mut Conn<'_>, row: &CaseRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(appeal_case::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn get(c: &mut Conn<'_>, id: CaseId) -> db::Result<Option<CaseRow>> {
    Ok(on!(c, k => appeal_case::table.filter(appeal_case::id.eq(id)).select(CaseRow::as_select()).first(*k).optional())?)
}

/// Cases about a person, or all, in a state or in any, newest first.
pub(crate) fn list(
    c: &mut Conn<'_>,
    subject: Option<AccountId>,
    state: Option<CaseState>,
    page: &PageQuery,
) -> db::Result<Vec<CaseRow>> {
    let before: CaseId = page.before();
    Ok(on!(c, k => {
        let mut query = appeal_case::table.filter(appeal_case::id.lt(before)).into_boxed();
        if let Some(subject) = subject {
            query = query.filter(appeal_case::subject_id.eq(subject));
        }
        if let Some(state) = state {
            query = query.filter(appeal_case::state.eq(state));
        }
        query.order(appeal_case::id.desc()).limit(page.fetch()).select(CaseRow::as_select()).load(*k)
    })?)
}

/// A tenant's cases of a kind opened since, oldest first.
pub(crate) fn since(c: &mut Conn<'_>, tenant: TenantId, kind: &str, from: Ts) -> db::Result<Vec<CaseRow>> {
    Ok(on!(c, k => appeal_case::table
        .filter(appeal_case::tenant_id.eq(tenant).and(appeal_case::kind.eq(kind)).and(appeal_case::opened_at.ge(from)))
        .order(appeal_case::opened_at)
        .select(CaseRow::as_select())
        .load(*k))?)
}

/// The newest cases of all tenants since, for statistics.
pub(crate) fn lately(c: &mut Conn<'_>, from: Ts, limit: i64) -> db::Result<Vec<CaseRow>> {
    Ok(on!(c, k => appeal_case::table
        .filter(appeal_case::opened_at.ge(from))
        .order(appeal_case::id.desc())
        .limit(limit)
        .select(CaseRow::as_select())
        .load(*k))?)
}

/// The newest case about one thing.
pub(crate) fn about(c: &mut Conn<'_>, tenant: TenantId, ref_kind: &str, ref_id: uuid::Uuid) -> db::Result<Option<CaseRow>> {
    let id: CaseRefId = kernel::Id::from_uuid(ref_id);
    Ok(on!(c, k => appeal_case::table
        .filter(appeal_case::tenant_id.eq(tenant).and(appeal_case::ref_kind.eq(ref_kind)).and(appeal_case::ref_id.eq(id)))
        .order(appeal_case::id.desc())
        .select(CaseRow::as_select())
        .first(*k)
        .optional())?)
}

/// Cases whose window or clock has run out, oldest first.
pub(crate) fn overdue(c: &mut Conn<'_>, now: Ts, limit: i64) -> db::Result<Vec<CaseRow>> {
    let noticed = appeal_case::state.eq(CaseState::Noticed).and(appeal_case::answer_by_at.le(now).assume_not_null());
    let open = appeal_case::state.eq(CaseState::Open).and(appeal_case::decide_by_at.le(now).assume_not_null());
    Ok(on!(c, k => appeal_case::table
        .filter(noticed.or(open))
        .order(appeal_case::id)
        .limit(limit)
        .select(CaseRow::as_select())
        .load(*k))?)
}

fn exactly_one(rows: usize) -> db::Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::new(Code::Conflict, "the case changed meanwhile").into()) }
}

/// Compare-and-set: a notice is appealed against.
pub(crate) fn appeal(c: &mut Conn<'_>, row: &CaseRow, words: &[u8], decide_by: Ts) -> db::Result<()> {
    let noticed = appeal_case::table.find((row.tenant_id, row.id)).filter(appeal_case::state.eq(CaseState::Noticed));
    let set = (
        appeal_case::state.eq(CaseState::Open),
        appeal_case::words.eq(Some(words)),
        appeal_case::decide_by_at.eq(Some(decide_by)),
    );
    exactly_one(on!(c, k => diesel::update(noticed).set(set).keep().execute(*k))?)
}

/// How a case ends.
pub(crate) struct End<'a> {
    pub(crate) outcome: CaseVerdict,
    pub(crate) by: ResolvedBy,
    pub(crate) judge: Option<AccountId>,
    pub(crate) rule: Option<&'a str>,
    pub(crate) award_minor: Option<i64>,
    pub(crate) note: Option<&'a [u8]>,
}

/// Compare-and-set: the case is resolved.
pub(crate) fn resolve(c: &mut Conn<'_>, row: &CaseRow, end: &End<'_>, now: Ts) -> db::Result<()> {
    let same = appeal_case::table.find((row.tenant_id, row.id)).filter(appeal_case::state.eq(row.state));
    let set = (
        appeal_case::state.eq(CaseState::Resolved),
        appeal_case::outcome.eq(Some(end.outcome)),
        appeal_case::resolved_by.eq(Some(end.by)),
        appeal_case::judge_id.eq(end.judge),
        appeal_case::rule.eq(end.rule),
        appeal_case::award_minor.eq(end.award_minor),
        appeal_case::note.eq(end.note),
        appeal_case::resolved_at.eq(Some(now)),
    );
    exactly_one(on!(c, k => diesel::update(same).set(set).keep().execute(*k))?)
}
