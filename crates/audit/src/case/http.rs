//! Routes of cases: "my appeals" of whom they concern, and the desk of judges.

use http::{Access, Ctx, Json, NoContent, Path, Query, Routes};
use kernel::{AccountId, Cursor, Page, PageQuery, Result, Ts};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{CaseId, CaseRefId, CaseRow, CaseState, CaseVerdict, ResolvedBy, outcome::Outcomes, service};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CaseQuery {
    after: Option<Cursor>,
    limit: Option<u16>,
    state: Option<CaseState>,
}

/// A case at a glance.
#[derive(Serialize, ToSchema)]
struct CaseView {
    id: CaseId,
    /// `rejection`, `penalty`, `pay`, or another domain's word.
    kind: String,
    subject: AccountId,
    ref_kind: String,
    ref_id: CaseRefId,
    state: CaseState,
    opened_at: Ts,
    /// Until when its subject may appeal; then the first verdict stands.
    answer_by: Option<Ts>,
    /// Until when a judge decides; then its subject has won.
    decide_by: Option<Ts>,
    outcome: Option<CaseVerdict>,
    resolved_by: Option<ResolvedBy>,
    resolved_at: Option<Ts>,
}

/// A case whole.
#[derive(Serialize, ToSchema)]
struct CaseDetail {
    #[serde(flatten)]
    case: CaseView,
    /// Ids, hashes and numbers as they were when the case began.
    #[schema(value_type = Object)]
    evidence: Value,
    /// SHA-256 of the evidence as canonical JSON; it stands in the audit log.
    evidence_hash: String,
    /// Why the first verdict was given, as a code. A judge sees it only after their own.
    first_code: Option<String>,
    /// It went to a judge at once, because so many were judged alike.
    guarded: bool,
    /// What its subject says.
    words: Option<String>,
    /// Id of the rule that decided, and the judge's reason.
    rule: Option<String>,
    reason: Option<String>,
    award_minor: Option<i64>,
    /// Whether you may judge it now.
    may_judge: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AppealBody {
    /// At most 2000 characters; sealed.
    words: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VerdictBody {
    outcome: CaseVerdict,
    /// Id of the rule that decides.
    rule: String,
    /// Told to the subject; at most 2000 characters.
    reason: String,
    /// What is due to the subject, minor units, where the case is about an amount.
    award_minor: Option<i64>,
}

fn view(row: &CaseRow) -> CaseView {
    CaseView {
        id: row.id,
        kind: row.kind.clone(),
        subject: row.subject_id,
        ref_kind: row.ref_kind.clone(),
        ref_id: row.ref_id,
        state: row.state,
        opened_at: row.opened_at,
        answer_by: row.answer_by_at,
        decide_by: row.decide_by_at,
        outcome: row.outcome,
        resolved_by: row.resolved_by,
        resolved_at: row.resolved_at,
    }
}

async fn list(ctx: Ctx, Query(q): Query<CaseQuery>) -> Result<Json<Page<CaseView>>> {
    let page = service::list(&ctx, q.state, PageQuery { after: q.after, limit: q.limit }).await?;
    Ok(Json(page.map(|row| view(&row))))
}

async fn one(ctx: Ctx, Path(id): Path<CaseId>) -> Result<Json<CaseDetail>> {
    let service::Seen { row, words, note, shows_first, may_judge } = service::one(&ctx, id).await?;
    Ok(Json(CaseDetail {
        case: view(&row),
        evidence: row.evidence.0,
        evidence_hash: row.evidence_hash,
        first_code: row.first_code.filter(|_| shows_first),
        guarded: row.guarded == 1,
        words,
        rule: row.rule,
        reason: note,
        award_minor: row.award_minor,
        may_judge,
    }))
}

async fn appeal(ctx: Ctx, Path(id): Path<CaseId>, Json(b): Json<AppealBody>) -> Result<NoContent> {
    service::appeal(&ctx, id, b.words).await?;
    Ok(NoContent)
}

async fn judge(ctx: Ctx, Path(id): Path<CaseId>, Json(b): Json<VerdictBody>) -> Result<NoContent> {
    let VerdictBody { outcome, rule, reason, award_minor } = b;
    service::judge(&ctx, id, service::Judgement { outcome, rule, reason, award_minor }).await?;
    Ok(NoContent)
}

#[derive(Serialize, ToSchema)]
struct CaseOutcomes {
    items: Vec<Outcomes>,
}

async fn outcomes(ctx: Ctx) -> Result<Json<CaseOutcomes>> {
    Ok(Json(CaseOutcomes { items: service::outcomes(&ctx).await? }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("audit")
        .get("/cases", Access::To("case:list"), list)
        .summary("What is contested, newest first: my own; for judges all")
        .get("/case-outcomes", Access::To("case:count"), outcomes)
        .summary("How cases of the last year ended, by rule, group of workers and judge")
        .get("/cases/{id}", Access::To("case:read"), one)
        .summary("One case with its frozen evidence; judges do not see the first verdict before their own")
        .post("/cases/{id}/appeal", Access::To("case:appeal"), appeal)
        .once()
        .summary("Appeal against a verdict about me")
        .post("/cases/{id}/verdict", Access::To("case:judge"), judge)
        .once()
        .summary("Decide a case that somebody else judged first")
}
