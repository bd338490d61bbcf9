//! Routes of evaluations.

use std::collections::BTreeMap;

use conversation::{ConversationId, MessageId, ProjectId};
use http::{Access, Ctx, Json, Path, Query, Routes};
use kernel::{AccountId, Cursor, Page, PageQuery, Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Agreement, Form, Found, Measure,
    service::{self, Sample},
    store::{EvaluationRow, Limits, Result as Passed},
};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EvaluationQuery {
    after: Option<Cursor>,
    limit: Option<u16>,
    result: Option<Passed>,
    worker: Option<AccountId>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SampleQuery {
    after: Option<Cursor>,
    limit: Option<u16>,
}

/// A conversation's evaluation.
#[derive(Serialize, ToSchema)]
struct EvaluationView {
    conversation_id: ConversationId,
    project_id: ProjectId,
    worker_id: Option<AccountId>,
    form_id: String,
    form_hash: String,
    /// Per cent of the points that could be had.
    score: i64,
    #[schema(value_type = String)]
    result: Passed,
    items: Vec<Found>,
    /// Message of each place that items name.
    evidence: BTreeMap<usize, MessageId>,
    closed_at: Ts,
}

/// Names of a form's items, in both languages.
#[derive(Serialize, ToSchema)]
struct FormItem {
    id: String,
    zh: String,
    en: String,
    points: u32,
    /// A person gives the points.
    human: bool,
}

#[derive(Serialize, ToSchema)]
struct FormView {
    id: String,
    hash: String,
    pass: u8,
    /// Share of conversations that two people score, per cent.
    sample: u8,
    items: Vec<FormItem>,
}

#[derive(Serialize, ToSchema)]
struct EvaluationPage {
    items: Vec<EvaluationView>,
    next: Option<Cursor>,
    form: FormView,
}

#[derive(Serialize, ToSchema)]
struct SampleView {
    evaluation: EvaluationView,
    /// What you gave.
    mine: Option<BTreeMap<String, u32>>,
    /// What the other gave; empty until you have scored.
    others: Vec<BTreeMap<String, u32>>,
    reviews: usize,
    /// The known answer, where there is one and you have given yours.
    known: Option<BTreeMap<String, u32>>,
}

#[derive(Serialize, ToSchema)]
struct SamplePage {
    items: Vec<SampleView>,
    next: Option<Cursor>,
    agreement: Agreement,
    form: FormView,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReviewPoints {
    /// Points of each item that a person scores.
    points: BTreeMap<String, u32>,
}

#[derive(Serialize, ToSchema)]
struct Reviewed {
    done: bool,
}

fn view(row: EvaluationRow) -> EvaluationView {
    EvaluationView {
        conversation_id: row.conversation_id,
        project_id: row.project_id,
        worker_id: row.worker_id,
        form_id: row.form_id,
        form_hash: row.form_hash,
        score: row.score,
        result: row.result,
        items: row.items.0,
        evidence: row.evidence.0,
        closed_at: row.closed_at,
    }
}

fn form_view(form: &kernel::policy::Policy<Form>) -> FormView {
    let item = |item: &super::Item| FormItem {
        id: item.id.clone(),
        zh: item.zh.clone(),
        en: item.en.clone(),
        points: item.points,
        human: matches!(item.measure, Measure::Human),
    };
    FormView {
        id: form.id.clone(),
        hash: form.hash.clone(),
        pass: form.value.pass,
        sample: form.value.sample,
        items: form.value.item.iter().map(item).collect(),
    }
}

fn sample_view(sample: Sample) -> SampleView {
    let Sample { row, mine, others, reviews, known } = sample;
    SampleView { evaluation: view(row), mine, others, reviews, known }
}

async fn list(ctx: Ctx, Query(q): Query<EvaluationQuery>) -> Result<Json<EvaluationPage>> {
    let limits = Limits { result: q.result, worker: q.worker, ..Limits::default() };
    let Page { items, next } = service::list(&ctx, limits, PageQuery { after: q.after, limit: q.limit }).await?;
    let items = items.into_iter().map(view).collect();
    Ok(Json(EvaluationPage { items, next, form: form_view(&*service::form(&ctx).await?) }))
}

async fn sample(ctx: Ctx, Query(q): Query<SampleQuery>) -> Result<Json<SamplePage>> {
    let (Page { items, next }, agreement) = service::sample(&ctx, PageQuery { after: q.after, limit: q.limit }).await?;
    let items = items.into_iter().map(sample_view).collect();
    Ok(Json(SamplePage { items, next, agreement, form: form_view(&*service::form(&ctx).await?) }))
}

async fn review(ctx: Ctx, Path(id): Path<ConversationId>, Json(body): Json<ReviewPoints>) -> Result<Json<Reviewed>> {
    service::review(&ctx, id, body.points).await?;
    Ok(Json(Reviewed { done: true }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("quality")
        .get("/evaluations", Access::To("evaluation:read"), list)
        .summary("How conversations were evaluated: a worker's own, an enterprise's, or all")
        .get("/evaluations/sample", Access::To("evaluation:review"), sample)
        .summary("Conversations that two people score, and how far they agree")
        .post("/evaluations/{id}/reviews", Access::To("evaluation:review"), review)
        .summary("Score a conversation of the sample")
}
