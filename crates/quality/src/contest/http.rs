//! `/evaluations/{id}/contests`.

use audit::CaseId;
use conversation::ConversationId;
use http::{Access, Created, Ctx, Json, Path, Routes};
use kernel::{Error, Result, Ts};
use patrol::{Mark, Outcome, VerdictId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Kind, State,
    service::{self, Contested},
};

/// A draft that patrol stopped, or warned of before it was sent all the same.
#[derive(Serialize, ToSchema)]
struct HeldDraft {
    id: VerdictId,
    outcome: Outcome,
    hits: Vec<Mark>,
    at: Ts,
}

/// What was contested, and the case it became.
#[derive(Serialize, ToSchema)]
struct Contest {
    case_id: CaseId,
    kind: Kind,
    /// Id of the item, or of the verdict.
    name: String,
    state: State,
    created_at: Ts,
}

#[derive(Serialize, ToSchema)]
struct Contests {
    held: Vec<HeldDraft>,
    items: Vec<Contest>,
}

/// Exactly one of item and verdict.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewContest {
    item: Option<String>,
    verdict_id: Option<VerdictId>,
    /// At most 2000 characters; sealed.
    words: String,
}

#[derive(Serialize, ToSchema)]
struct Contesting {
    case_id: CaseId,
}

async fn list(ctx: Ctx, Path(id): Path<ConversationId>) -> Result<Json<Contests>> {
    let open = service::open(&ctx, id).await?;
    let held =
        open.held.into_iter().map(|one| HeldDraft { id: one.id, outcome: one.outcome, hits: one.hits, at: one.at }).collect();
    let view = |row: super::store::Row| Contest {
        case_id: row.case_id,
        kind: row.kind,
        name: row.name,
        state: row.state,
        created_at: row.created_at,
    };
    Ok(Json(Contests { held, items: open.contests.into_iter().map(view).collect() }))
}

async fn contest(ctx: Ctx, Path(id): Path<ConversationId>, Json(new): Json<NewContest>) -> Result<Created<Contesting>> {
    let what = match (new.item, new.verdict_id) {
        (Some(item), None) => Contested::Item(item),
        (None, Some(verdict)) => Contested::Verdict(verdict),
        _ => return Err(Error::field("item", "required", "name an item or a draft, not both")),
    };
    let case_id = service::contest(&ctx, id, what, new.words).await?;
    Ok(Created(Contesting { case_id }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("quality")
        .get("/evaluations/{id}/contests", Access::To("evaluation:contest"), list)
        .summary("Drafts of mine that were stopped or warned of, and what I contested of a conversation")
        .post("/evaluations/{id}/contests", Access::To("evaluation:contest"), contest)
        .summary("Contest an item of an evaluation, a stopped draft, or a warning")
}
