//! The simulator over HTTP.

use http::{Access, Created, Ctx, Json, Path, Routes};
use kernel::{Result, Ts};
use serde::{Deserialize, Serialize};
use sop::{Definition, checklist};
use utoipa::ToSchema;

use super::{Advice, Judged, Line, Mode, Mood, Session, SimulationId, SimulationState, service, store::SimulationRow};
use crate::course::Language;

#[derive(Debug, Serialize, ToSchema)]
pub struct Scenarios {
    pub items: Vec<Offered>,
}

/// A dialogue to train on; only those of a trained skill can be begun.
#[derive(Debug, Serialize, ToSchema)]
pub struct Offered {
    pub id: String,
    pub title: String,
    pub procedure: String,
    /// Whose dialogue it is; absent for the platform's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enterprise: Option<String>,
    pub skill: String,
    pub trained: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    pub scenario: String,
    #[serde(default = "practice")]
    pub mode: Mode,
    /// Repeats a conversation; for practice only.
    #[serde(default)]
    pub seed: Option<u32>,
}

fn practice() -> Mode {
    Mode::Practice
}

/// Either a text or an act.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Take {
    #[serde(default)]
    pub text: Option<String>,
    /// Name of a step that uses a tool.
    #[serde(default)]
    pub act: Option<String>,
}

/// A step of the procedure as the desk lists it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct StepView {
    pub step: String,
    pub title: String,
    pub function: String,
    /// `done`, `current`, `skipped`, `ahead` or `open`.
    pub state: String,
    pub required: bool,
}

/// A slot with its value; personal data as its token.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FilledSlot {
    pub slot: String,
    pub label: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SimulationView {
    pub id: SimulationId,
    pub skill: String,
    pub scenario: String,
    pub title: String,
    pub mode: Mode,
    pub state: SimulationState,
    pub seed: i64,
    pub mood: Mood,
    pub lines: Vec<Line>,
    pub advice: Vec<Advice>,
    pub steps: Vec<StepView>,
    pub slots: Vec<FilledSlot>,
    pub next: Vec<String>,
    pub missing: Vec<String>,
    /// SHA-256 of the procedure it runs under.
    pub procedure_hash: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub judged: Option<Judged>,
    pub started_at: Ts,
}

impl SimulationView {
    pub(crate) fn of(row: &SimulationRow, title: String, def: &Definition, session: &Session) -> Self {
        let language = Language::of(&row.locale);
        let list = checklist(def, &session.sop);
        let own = |text: &sop::Text| super::advice::plain(text, language).to_owned();
        let steps = list.items.iter().map(|item| StepView {
            step: item.step.clone(),
            title: own(&item.title),
            function: item.function.as_str().to_owned(),
            state: item.state.as_str().to_owned(),
            required: item.required,
        });
        let slots = list.slots.iter().map(|slot| FilledSlot {
            slot: slot.slot.clone(),
            label: own(&slot.label),
            value: slot.value.as_ref().map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned)),
        });
        Self {
            id: row.id,
            skill: row.skill.clone(),
            scenario: row.scenario.clone(),
            title,
            mode: row.mode,
            state: row.state,
            seed: row.seed,
            mood: session.mood,
            lines: session.lines.clone(),
            // Whoever is examined is not helped.
            advice: if row.mode == Mode::Practice { session.advice.clone() } else { Vec::new() },
            steps: steps.collect(),
            slots: slots.collect(),
            next: list.next.clone(),
            missing: list.missing.clone(),
            procedure_hash: row.sop_hash.clone(),
            judged: row.judged.as_ref().map(|j| j.0.clone()),
            started_at: row.started_at,
        }
    }
}

/// How well one step or topic is known.
#[derive(Debug, Serialize, ToSchema)]
pub struct CellView {
    /// `topic/<topic>` or `sop/<procedure>/<step>`.
    pub cell: String,
    pub percent: i64,
    pub mastered: bool,
    pub seen: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MasteryView {
    pub skill: String,
    pub cells: Vec<CellView>,
    /// The weakest cell, or the one whose review is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cell: Option<String>,
    /// The dialogue that trains it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_scenario: Option<String>,
    /// The lesson that teaches it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_lesson: Option<i64>,
    /// Scenario exams passed in a row, newest first; three of three on different seeds pass.
    pub exams_in_a_row: i64,
    pub exam_passed: bool,
}

async fn scenarios(ctx: Ctx) -> Result<Json<Scenarios>> {
    Ok(Json(Scenarios { items: service::scenarios(&ctx).await? }))
}

async fn begin(ctx: Ctx, Json(body): Json<Begin>) -> Result<Created<SimulationView>> {
    Ok(Created(service::begin(&ctx, body).await?))
}

async fn one(ctx: Ctx, Path(id): Path<SimulationId>) -> Result<Json<SimulationView>> {
    Ok(Json(service::one(&ctx, id).await?))
}

async fn take(ctx: Ctx, Path(id): Path<SimulationId>, Json(body): Json<Take>) -> Result<Json<SimulationView>> {
    Ok(Json(service::take(&ctx, id, body).await?))
}

async fn end(ctx: Ctx, Path(id): Path<SimulationId>) -> Result<Json<SimulationView>> {
    Ok(Json(service::end(&ctx, id).await?))
}

async fn known(ctx: Ctx, Path(skill): Path<String>) -> Result<Json<MasteryView>> {
    Ok(Json(service::known(&ctx, skill).await?))
}

pub(crate) fn routes() -> Routes {
    Routes::new("certification")
        .get("/simulations/scenarios", Access::To("simulation:train"), scenarios)
        .summary("The dialogues you can train on")
        .post("/simulations", Access::To("simulation:train"), begin)
        .summary("Begin a simulated conversation")
        .once()
        .get("/simulations/{id}", Access::To("simulation:train"), one)
        .summary("A simulated conversation, with advice on the last turn")
        .post("/simulations/{id}/turns", Access::To("simulation:train"), take)
        .summary("Say a sentence or use a tool; the customer answers")
        .once()
        .post("/simulations/{id}/end", Access::To("simulation:train"), end)
        .summary("End a simulated conversation and have it judged")
        .once()
        .get("/courses/{skill}/mastery", Access::To("course:study"), known)
        .summary("What you know of a skill, and what to learn next")
}
