//! Rows of uploads and their chunks.

use db::{Conn, Json, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};

use super::{UploadId, UploadPurpose, UploadResult, UploadState};
use crate::{
    InterviewId,
    schema::{upload, upload_chunk},
};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = upload)]
pub(crate) struct UploadRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: UploadId,
    pub(crate) account_id: AccountId,
    pub(crate) interview_id: InterviewId,
    pub(crate) purpose: UploadPurpose,
    pub(crate) mime: String,
    pub(crate) state: UploadState,
    pub(crate) next: i64,
    pub(crate) bytes: i64,
    pub(crate) result: Option<Json<UploadResult>>,
    pub(crate) created_at: Ts,
    pub(crate) closed_at: Option<Ts>,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = upload_chunk)]
pub(crate) struct ChunkRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) upload_id: UploadId,
    pub(crate) n: i64,
    pub(crate) sha256: String,
    pub(crate) bytes: i64,
    pub(crate) created_at: Ts,
}

pub(crate) fn insert(c: &mut Conn<'_>, row: &UploadRow) -> Result<()> {
    on!(c, k => diesel::insert_into(upload::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn find(c: &mut Conn<'_>, tenant: TenantId, id: UploadId) -> Result<Option<UploadRow>> {
    let found = on!(c, k => upload::table.find((tenant, id)).select(UploadRow::as_select()).first(*k).optional())?;
    Ok(found)
}

/// The newest upload of each purpose.
pub(crate) fn latest(c: &mut Conn<'_>, tenant: TenantId, interview: InterviewId) -> Result<Vec<UploadRow>> {
    let all: Vec<UploadRow> = on!(c, k => upload::table
        .filter(upload::tenant_id.eq(tenant).and(upload::interview_id.eq(interview)))
        .order(upload::id.desc())
        .select(UploadRow::as_select())
        .load(*k))?;
    let mut newest: Vec<UploadRow> = Vec::new();
    for row in all {
        if !newest.iter().any(|known| known.purpose == row.purpose) {
            newest.push(row);
        }
    }
    Ok(newest)
}

pub(crate) fn count(c: &mut Conn<'_>, tenant: TenantId, interview: InterviewId, purpose: UploadPurpose) -> Result<i64> {
    let found = on!(c, k => upload::table
        .filter(upload::tenant_id.eq(tenant).and(upload::interview_id.eq(interview)).and(upload::purpose.eq(purpose)))
        .count()
        .get_result(*k))?;
    Ok(found)
}

/// Drops an open upload of the interview, if there is one.
pub(crate) fn drop_open(c: &mut Conn<'_>, tenant: TenantId, interview: InterviewId, now: Ts) -> Result<()> {
    let target = upload::table
        .filter(upload::tenant_id.eq(tenant).and(upload::interview_id.eq(interview)).and(upload::state.eq(UploadState::Open)));
    on!(c, k => diesel::update(target)
        .set((upload::state.eq(UploadState::Dropped), upload::closed_at.eq(Some(now))))
        .keep().execute(*k))?;
    Ok(())
}

pub(crate) fn chunk(c: &mut Conn<'_>, tenant: TenantId, id: UploadId, n: i64) -> Result<Option<String>> {
    let found = on!(c, k => upload_chunk::table.find((tenant, id, n)).select(upload_chunk::sha256).first(*k).optional())?;
    Ok(found)
}

pub(crate) fn chunks(c: &mut Conn<'_>, tenant: TenantId, id: UploadId) -> Result<Vec<ChunkRow>> {
    let found = on!(c, k => upload_chunk::table
        .filter(upload_chunk::tenant_id.eq(tenant).and(upload_chunk::upload_id.eq(id)))
        .order(upload_chunk::n)
        .select(ChunkRow::as_select())
        .load(*k))?;
    Ok(found)
}

/// Counts chunk `row.n` in. False when the upload does not await it (any more).
pub(crate) fn add_chunk(c: &mut Conn<'_>, row: &ChunkRow) -> Result<bool> {
    let target = upload::table.filter(
        upload::tenant_id
            .eq(row.tenant_id)
            .and(upload::id.eq(row.upload_id))
            .and(upload::state.eq(UploadState::Open))
            .and(upload::next.eq(row.n)),
    );
    let done = on!(c, k => diesel::update(target)
        .set((upload::next.eq(upload::next + 1), upload::bytes.eq(upload::bytes + row.bytes)))
        .keep().execute(*k))?;
    if done == 1 {
        on!(c, k => diesel::insert_into(upload_chunk::table).values(row).execute(*k))?;
    }
    Ok(done == 1)
}

/// Closes an open upload that holds exactly `chunks`. False when it changed meanwhile.
pub(crate) fn close(c: &mut Conn<'_>, row: &UploadRow, state: UploadState, result: &UploadResult, now: Ts) -> Result<bool> {
    let target = upload::table.filter(
        upload::tenant_id
            .eq(row.tenant_id)
            .and(upload::id.eq(row.id))
            .and(upload::state.eq(UploadState::Open))
            .and(upload::next.eq(row.next)),
    );
    let done = on!(c, k => diesel::update(target)
        .set((upload::state.eq(state), upload::result.eq(Some(Json(result.clone()))), upload::closed_at.eq(Some(now))))
        .keep().execute(*k))?;
    Ok(done == 1)
}

/// Uploads whose bytes need not be kept: used ones closed before `kept`, unused ones closed or left before `unused`.
pub(crate) fn overdue(c: &mut Conn<'_>, tenant: TenantId, kept: Ts, unused: Ts, limit: i64) -> Result<Vec<UploadId>> {
    let found = on!(c, k => upload::table
        .inner_join(upload_chunk::table.on(upload_chunk::tenant_id.eq(upload::tenant_id).and(upload_chunk::upload_id.eq(upload::id))))
        .filter(upload::tenant_id.eq(tenant))
        .filter(upload::created_at.lt(kept).or(upload::state.ne(UploadState::Done).and(upload::created_at.lt(unused))))
        .select(upload::id)
        .distinct()
        .limit(limit)
        .load(*k))?;
    Ok(found)
}

/// Forgets the chunks of an upload; its row stays as evidence that it was there.
pub(crate) fn forget_chunks(c: &mut Conn<'_>, tenant: TenantId, id: UploadId) -> Result<()> {
    let target = upload_chunk::table.filter(upload_chunk::tenant_id.eq(tenant).and(upload_chunk::upload_id.eq(id)));
    on!(c, k => diesel::delete(target).execute(*k))?;
    Ok(())
}
