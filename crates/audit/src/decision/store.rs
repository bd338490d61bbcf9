//! Rows of `decision` and `decision_body`.

use db::{Conn, on};
use diesel::prelude::*;
use kernel::{AccountId, DecisionId, Error, TenantId};

use super::{DecisionRow, Words};
use crate::{
    log::{self, LeafId, Salted},
    schema::{decision, decision_body},
};

pub(crate) fn insert(c: &mut Conn<'_>, decisions: &[(DecisionRow, Salted)]) -> db::Result<()> {
    db::insert_rows!(c, decision, decisions, |one| {
        tenant_id: one.0.tenant_id,
        id: one.0.id,
        kind: one.0.kind.as_str(),
        subject_id: one.0.subject_id,
        policy: one.0.policy.as_str(),
        policy_hash: one.0.policy_hash.as_str(),
        engine: one.0.engine.as_str(),
        created_at: one.0.created_at,
        body_hash: one.0.body_hash.as_slice(),
        leaf_hash: one.0.leaf_hash.as_slice(),
    });
    db::insert_rows!(c, decision_body, decisions, |one| {
        tenant_id: one.0.tenant_id,
        decision_id: one.0.id,
        salt: one.1.salt.as_slice(),
        body: one.1.text.as_str(),
    });
    Ok(())
}

/// A decision with its words, if they were not erased.
pub(crate) type Full = (DecisionRow, Option<Words>);

fn parse((row, text): (DecisionRow, Option<String>)) -> kernel::Result<Full> {
    let words = text.map(|t| serde_json::from_str(&t)).transpose().map_err(Error::internal)?;
    Ok((row, words))
}

/// Any tenant's decision: the caller decides who may see it.
pub(crate) fn get(c: &mut Conn<'_>, id: DecisionId) -> db::Result<Option<Full>> {
    let row: Option<(DecisionRow, Option<String>)> = on!(c, k => decision::table
        .left_join(decision_body::table.on(decision_body::decision_id.eq(decision::id)))
        .filter(decision::id.eq(id))
        .select((DecisionRow::as_select(), decision_body::body.nullable()))
        .first(*k)
        .optional())?;
    Ok(row.map(parse).transpose()?)
}

/// Whose decisions to list.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whose {
    All,
    Tenant(TenantId),
    Subject(AccountId),
}

/// Decisions, newest first.
pub(crate) fn list(
    c: &mut Conn<'_>,
    whose: Whose,
    kind: Option<String>,
    before: DecisionId,
    limit: i64,
) -> db::Result<Vec<Full>> {
    let rows: Vec<(DecisionRow, Option<String>)> = on!(c, k => {
        let mut query = decision::table
            .left_join(decision_body::table.on(decision_body::decision_id.eq(decision::id)))
            .filter(decision::id.lt(before))
            .select((DecisionRow::as_select(), decision_body::body.nullable()))
            .into_boxed();
        query = match whose {
            Whose::All => query,
            Whose::Tenant(tenant) => query.filter(decision::tenant_id.eq(tenant)),
            Whose::Subject(subject) => query.filter(decision::subject_id.eq(subject)),
        };
        if let Some(kind) = kind {
            query = query.filter(decision::kind.eq(kind));
        }
        query.order(decision::id.desc()).limit(limit).load(*k)
    })?;
    Ok(rows.into_iter().map(parse).collect::<kernel::Result<_>>()?)
}

/// Decisions by id with salt and words, for verification.
pub(crate) fn by_ids(c: &mut Conn<'_>, ids: &[LeafId]) -> db::Result<Vec<(DecisionRow, log::Words)>> {
    let ids: Vec<DecisionId> = ids.iter().map(|id| id.cast()).collect();
    Ok(on!(c, k => decision::table
        .left_join(decision_body::table.on(decision_body::decision_id.eq(decision::id)))
        .filter(decision::id.eq_any(ids))
        .select((DecisionRow::as_select(), (decision_body::salt, decision_body::body).nullable()))
        .load(*k))?)
}

pub(crate) fn erase(c: &mut Conn<'_>, subject: AccountId) -> db::Result<usize> {
    let ids: Vec<DecisionId> =
        on!(c, k => decision::table.filter(decision::subject_id.eq(subject)).select(decision::id).load(*k))?;
    let mut gone = 0;
    for chunk in ids.chunks(500) {
        gone += on!(c, k => diesel::delete(decision_body::table.filter(decision_body::decision_id.eq_any(chunk))).execute(*k))?;
    }
    Ok(gone)
}
