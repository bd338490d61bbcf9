//! Rows of `evaluation` and `evaluation_review`.

use std::collections::BTreeMap;

use conversation::{ConversationId, MessageId, ProjectId};
use db::{Conn, Json, Keep, on};
use diesel::{prelude::*, upsert::excluded};
use kernel::{AccountId, PageQuery, TenantId, Ts};

use super::{Found, ItemState};
use crate::schema::{evaluation, evaluation_review};

db::text_enum! {
    /// Whether a conversation passed its form.
    pub enum Result {
        Passed = "passed",
        Failed = "failed",
    }
}

db::text_enum! {
    /// Whether two people score it as well.
    pub enum Sampled {
        Yes = "yes",
        No = "no",
    }
}

#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = evaluation)]
pub(crate) struct EvaluationRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) conversation_id: ConversationId,
    pub(crate) project_id: ProjectId,
    pub(crate) worker_id: Option<AccountId>,
    pub(crate) form_id: String,
    pub(crate) form_hash: String,
    /// Per cent.
    pub(crate) score: i64,
    pub(crate) result: Result,
    pub(crate) items: Json<Vec<Found>>,
    /// Messages by the place that items name.
    pub(crate) evidence: Json<BTreeMap<usize, MessageId>>,
    pub(crate) sampled: Sampled,
    pub(crate) closed_at: Ts,
    pub(crate) evaluated_at: Ts,
}

impl EvaluationRow {
    /// Cells of mastery that it found weak.
    pub(crate) fn weak(&self) -> Vec<String> {
        self.items.0.iter().filter(|item| item.state == ItemState::Missed).map(|item| super::cell(&item.id)).collect()
    }
}

/// Stores an evaluation in place of an earlier one of the same conversation.
pub(crate) fn put(c: &mut Conn<'_>, row: &EvaluationRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(evaluation::table)
        .values(row)
        .on_conflict((evaluation::tenant_id, evaluation::conversation_id))
        .do_update()
        .set((
            evaluation::worker_id.eq(excluded(evaluation::worker_id)),
            evaluation::form_id.eq(excluded(evaluation::form_id)),
            evaluation::form_hash.eq(excluded(evaluation::form_hash)),
            evaluation::score.eq(excluded(evaluation::score)),
            evaluation::result.eq(excluded(evaluation::result)),
            evaluation::items.eq(excluded(evaluation::items)),
            evaluation::evidence.eq(excluded(evaluation::evidence)),
            evaluation::evaluated_at.eq(excluded(evaluation::evaluated_at)),
        ))
        .keep().execute(*k))?;
    Ok(())
}

pub(crate) fn get(c: &mut Conn<'_>, tenant: TenantId, id: ConversationId) -> db::Result<Option<EvaluationRow>> {
    Ok(on!(c, k => evaluation::table.find((tenant, id)).select(EvaluationRow::as_select()).first(*k).optional())?)
}

/// Of any tenant; for `Scope::Platform`.
pub(crate) fn anywhere(c: &mut Conn<'_>, id: ConversationId) -> db::Result<Option<EvaluationRow>> {
    Ok(on!(c, k => evaluation::table
        .filter(evaluation::conversation_id.eq(id))
        .select(EvaluationRow::as_select())
        .first(*k)
        .optional())?)
}

/// A worker's conversations that were evaluated since then and did not pass, with their scores, the earliest first.
pub(crate) fn failed_since(
    c: &mut Conn<'_>,
    tenant: TenantId,
    worker: AccountId,
    since: Ts,
) -> db::Result<Vec<(ConversationId, i64)>> {
    Ok(on!(c, k => evaluation::table
        .filter(evaluation::tenant_id.eq(tenant).and(evaluation::worker_id.eq(worker)))
        .filter(evaluation::result.eq(Result::Failed).and(evaluation::evaluated_at.ge(since)))
        .order((evaluation::evaluated_at, evaluation::conversation_id))
        .select((evaluation::conversation_id, evaluation::score))
        .load(*k))?)
}

/// Which form these were evaluated by.
pub(crate) fn forms(c: &mut Conn<'_>, ids: &[ConversationId]) -> db::Result<BTreeMap<ConversationId, String>> {
    let rows: Vec<(ConversationId, String)> = on!(c, k => evaluation::table
        .filter(evaluation::conversation_id.eq_any(ids))
        .select((evaluation::conversation_id, evaluation::form_hash))
        .load(*k))?;
    Ok(rows.into_iter().collect())
}

/// Of any tenant, by conversation. `Scope::Platform`.
pub(crate) fn these(c: &mut Conn<'_>, ids: &[ConversationId]) -> db::Result<Vec<EvaluationRow>> {
    Ok(on!(c, k => evaluation::table
        .filter(evaluation::conversation_id.eq_any(ids))
        .select(EvaluationRow::as_select())
        .load(*k))?)
}

/// What a list is limited to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Limits {
    pub(crate) tenant: Option<TenantId>,
    pub(crate) worker: Option<AccountId>,
    pub(crate) result: Option<Result>,
    pub(crate) sampled: bool,
}

/// Newest conversations first.
pub(crate) fn list(c: &mut Conn<'_>, limits: &Limits, page: &PageQuery) -> db::Result<Vec<EvaluationRow>> {
    let before: ConversationId = page.before();
    on!(c, k => {
        let mut query = evaluation::table.filter(evaluation::conversation_id.lt(before)).into_boxed();
        if let Some(tenant) = limits.tenant {
            query = query.filter(evaluation::tenant_id.eq(tenant));
        }
        if let Some(worker) = limits.worker {
            query = query.filter(evaluation::worker_id.eq(worker));
        }
        if let Some(result) = limits.result {
            query = query.filter(evaluation::result.eq(result));
        }
        if limits.sampled {
            query = query.filter(evaluation::sampled.eq(Sampled::Yes));
        }
        Ok(query.order(evaluation::conversation_id.desc()).limit(page.fetch()).select(EvaluationRow::as_select()).load(*k)?)
    })
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = evaluation_review)]
pub(crate) struct ReviewRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) conversation_id: ConversationId,
    pub(crate) reviewer_id: AccountId,
    pub(crate) points: Json<BTreeMap<String, u32>>,
    pub(crate) created_at: Ts,
}

pub(crate) fn add_review(c: &mut Conn<'_>, row: &ReviewRow) -> db::Result<()> {
    on!(c, k => diesel::insert_into(evaluation_review::table).values(row).execute(*k))?;
    Ok(())
}

/// Reviews of these conversations, oldest first.
pub(crate) fn reviews(c: &mut Conn<'_>, ids: &[ConversationId]) -> db::Result<Vec<ReviewRow>> {
    Ok(on!(c, k => evaluation_review::table
        .filter(evaluation_review::conversation_id.eq_any(ids))
        .order((evaluation_review::conversation_id, evaluation_review::created_at, evaluation_review::reviewer_id))
        .select(ReviewRow::as_select())
        .load(*k))?)
}

/// The newest reviews of all tenants. `Scope::Platform`.
pub(crate) fn newest_reviews(c: &mut Conn<'_>, limit: i64) -> db::Result<Vec<ReviewRow>> {
    Ok(on!(c, k => evaluation_review::table
        .order((evaluation_review::conversation_id.desc(), evaluation_review::created_at))
        .limit(limit)
        .select(ReviewRow::as_select())
        .load(*k))?)
}
