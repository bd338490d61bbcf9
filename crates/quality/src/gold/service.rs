//! Use cases of gold: making an answer known, mixing it in, measuring judges.

use conversation::ConversationId;
use db::{Conn, Json};
use http::Ctx;
use kernel::{AccountId, Code, Error, Result, Scope};
use serde_json::json;

use super::{
    Judge, measured,
    store::{self, Row},
};
use crate::evaluation::store::{self as evaluations, EvaluationRow, Sampled};

/// One in so many of a judge's list has a known answer, and at least one.
const ONE_IN: usize = 10;
/// Answers that judges are measured over.
const RECENT: i64 = 2000;

/// Makes the answer of a sampled conversation known: two people scored it alike. Whoever scores it later is measured by it.
///
/// Errors: `not_found` outside the sample; `conflict` without two equal scores, or when it is known already.
pub(crate) async fn set(ctx: &Ctx, id: ConversationId) -> Result<()> {
    let (actor, now) = (ctx.actor()?.clone(), ctx.now);
    let write = move |c: &mut Conn<'_>| {
        let found = evaluations::anywhere(c, id)?.filter(|row| row.sampled == Sampled::Yes);
        let row = found.ok_or_else(|| Error::not_found("conversation"))?;
        let reviews = evaluations::reviews(c, &[id])?;
        let alike = match reviews.as_slice() {
            [a, b, ..] if a.points.0 == b.points.0 => a.points.0.clone(),
            _ => return Err(Error::new(Code::Conflict, "an answer is known when two people scored it alike").into()),
        };
        if !store::known(c, &[id])?.is_empty() {
            return Err(Error::new(Code::Conflict, "this answer is known already").into());
        }
        let gold = Row {
            tenant_id: row.tenant_id,
            conversation_id: id,
            points: Json(alike.clone()),
            set_by_id: actor.account,
            created_at: now,
        };
        store::insert(c, &gold)?;
        let entry = audit::Entry {
            tenant: row.tenant_id,
            actor: Some(&actor),
            action: "evaluation.gold",
            object_kind: "conversation",
            object_id: id.uuid(),
            detail: json!({ "points": alike }),
            at: now,
        };
        audit::record(c, &entry).map(drop)
    };
    ctx.app.db.write(Scope::Platform, write).await
}

/// Conversations with a known answer for a judge's list of `others`.
pub(crate) fn unanswered(c: &mut Conn<'_>, judge: AccountId, others: usize) -> db::Result<Vec<EvaluationRow>> {
    let few = i64::try_from(others / ONE_IN + 1).map_err(Error::internal)?;
    let ids = store::unanswered(c, judge, few)?;
    evaluations::these(c, &ids)
}

/// How judges did by known answers.
pub(crate) async fn judges(ctx: &Ctx) -> Result<Vec<Judge>> {
    let given = ctx.app.db.read(Scope::Platform, |c| store::given(c, RECENT)).await?;
    Ok(measured(&given))
}
