//! Rows of `gold`.

use std::collections::BTreeMap;

use conversation::ConversationId;
use db::{Conn, Json, on};
use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};

use super::Points;
use crate::schema::{evaluation_review, gold};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = gold)]
pub(crate) struct Row {
    pub(crate) tenant_id: TenantId,
    pub(crate) conversation_id: ConversationId,
    pub(crate) points: Json<Points>,
    pub(crate) set_by_id: AccountId,
    pub(crate) created_at: Ts,
}

pub(crate) fn insert(c: &mut Conn<'_>, row: &Row) -> db::Result<()> {
    on!(c, k => diesel::insert_into(gold::table).values(row).execute(*k))?;
    Ok(())
}

/// Known answers of these.
pub(crate) fn known(c: &mut Conn<'_>, ids: &[ConversationId]) -> db::Result<BTreeMap<ConversationId, Points>> {
    let rows: Vec<(ConversationId, Json<Points>)> = on!(c, k => gold::table
        .filter(gold::conversation_id.eq_any(ids))
        .select((gold::conversation_id, gold::points))
        .load(*k))?;
    Ok(rows.into_iter().map(|(id, points)| (id, points.0)).collect())
}

/// The newest conversations with a known answer that a judge has not scored.
pub(crate) fn unanswered(c: &mut Conn<'_>, judge: AccountId, limit: i64) -> db::Result<Vec<ConversationId>> {
    let scored =
        evaluation_review::table.filter(evaluation_review::reviewer_id.eq(judge)).select(evaluation_review::conversation_id);
    Ok(on!(c, k => gold::table
        .filter(gold::conversation_id.ne_all(scored))
        .order(gold::conversation_id.desc())
        .limit(limit)
        .select(gold::conversation_id)
        .load(*k))?)
}

/// What judges gave for conversations whose answer is known, since it is known.
pub(crate) fn given(c: &mut Conn<'_>, limit: i64) -> db::Result<Vec<(AccountId, Points, Points)>> {
    let rows: Vec<(AccountId, Json<Points>, Json<Points>)> = on!(c, k => gold::table
        .inner_join(evaluation_review::table.on(evaluation_review::conversation_id.eq(gold::conversation_id)))
        .filter(evaluation_review::created_at.gt(gold::created_at))
        .order(evaluation_review::created_at.desc())
        .limit(limit)
        .select((evaluation_review::reviewer_id, evaluation_review::points, gold::points))
        .load(*k))?;
    Ok(rows.into_iter().map(|(judge, gave, known)| (judge, gave.0, known.0)).collect())
}
