//! Scenarios over HTTP, for who writes them.

use std::sync::Arc;

use audit::policy::{PolicyState, Version};
use http::{Access, Ctx, Json, NoContent, Path, Routes};
use kernel::{Result, Ts};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sop::{Definition, Severity};
use utoipa::ToSchema;

use super::{FILE, Issue, Preview, read, service};
use crate::{
    course::policy::Text,
    simulator::{
        Judged, Line, Mood,
        policy::{Customers, Scenario},
    },
};

#[derive(Serialize, ToSchema)]
struct ScenarioHeads {
    items: Vec<ScenarioHead>,
}

/// A scenario at a glance.
#[derive(Serialize, ToSchema)]
pub(crate) struct ScenarioHead {
    pub(crate) name: String,
    pub(crate) title: Text,
    pub(crate) procedure: String,
    pub(crate) in_force: bool,
    /// False once the procedure in force no longer has what it names: then nobody is offered it.
    pub(crate) fits: bool,
    /// Made from a conversation.
    pub(crate) is_made: bool,
    pub(crate) versions: i64,
}

impl ScenarioHead {
    pub(crate) fn of(scenario: &Scenario, in_force: bool, fits: bool) -> Self {
        Self {
            name: scenario.id.clone(),
            title: scenario.title.clone(),
            procedure: scenario.sop.clone(),
            in_force,
            fits,
            is_made: scenario.made_from.is_some(),
            versions: 1,
        }
    }
}

#[derive(Serialize, ToSchema)]
struct ScenarioVersions {
    items: Vec<ScenarioVersion>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ScenarioVersion {
    hash: String,
    state: PolicyState,
    at: Ts,
    source: String,
    form: Option<Scenario>,
}

impl ScenarioVersion {
    pub(crate) fn of(version: &Version) -> Self {
        let source = String::from_utf8_lossy(&version.body).into_owned();
        let form = read(&source).ok();
        Self { hash: version.hash.clone(), state: version.state, at: version.effective_from, source, form }
    }
}

/// Either a text or a form.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ScenarioWritten)]
pub(crate) struct Written {
    /// TOML of one scenario.
    #[serde(default)]
    pub(crate) source: Option<String>,
    #[serde(default)]
    pub(crate) form: Option<Scenario>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ScenarioPlay)]
struct Play {
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    form: Option<Scenario>,
    #[serde(default)]
    seed: u32,
    /// `zh` or `en`.
    #[serde(default)]
    language: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ScenarioHash)]
struct Hash {
    hash: String,
}

/// A scenario as text and as form, and what is wrong with it.
#[derive(Serialize, ToSchema)]
#[schema(as = ScenarioChecked)]
pub(crate) struct CheckedScenario {
    pub(crate) fit: bool,
    issues: Vec<ScenarioIssue>,
    pub(crate) source: String,
    /// Absent when the text has not the shape of a scenario.
    pub(crate) form: Option<Scenario>,
}

#[derive(Serialize, ToSchema)]
struct ScenarioIssue {
    file: String,
    /// From 1.
    line: u64,
    rule: String,
    /// `error` keeps it from being published; `warning` does not.
    severity: String,
    /// The field of the form, such as `goal.reason`.
    field: String,
    text: String,
    hint: String,
}

impl CheckedScenario {
    pub(crate) fn of(source: String, form: Option<Scenario>, issues: Vec<Issue>) -> Self {
        let fit = form.is_some() && issues.iter().all(|i| i.severity != Severity::Error);
        let issue = |i: Issue| ScenarioIssue {
            file: FILE.to_owned(),
            line: i.line,
            rule: i.rule.to_owned(),
            severity: i.severity.as_str().to_owned(),
            field: i.field,
            text: i.text,
            hint: i.hint,
        };
        Self { fit, issues: issues.into_iter().map(issue).collect(), source, form }
    }

    /// The errors as one text: file, line, rule and hint of each.
    pub(crate) fn errors(&self) -> String {
        let errors = self.issues.iter().filter(|i| i.severity == Severity::Error.as_str());
        let shown = errors.map(|i| format!("{}:{}: [{}] {} ({})", i.file, i.line, i.rule, i.text, i.hint));
        shown.collect::<Vec<_>>().join("; ")
    }
}

/// A conversation in which every step is done by the book.
#[derive(Serialize, ToSchema)]
pub(crate) struct ScenarioPreview {
    seed: u32,
    mood: Mood,
    lines: Vec<Line>,
    judged: Judged,
}

impl ScenarioPreview {
    pub(crate) fn of(seed: u32, preview: Preview) -> Self {
        Self { seed, mood: preview.session.mood, lines: preview.session.lines, judged: preview.judged }
    }
}

/// What a form can be filled with.
#[derive(Serialize, ToSchema)]
pub(crate) struct ScenarioChoices {
    procedures: Vec<ChoiceProcedure>,
    personas: Vec<ChoicePersona>,
    /// A form to begin from.
    empty: Scenario,
}

#[derive(Serialize, ToSchema)]
struct ChoiceProcedure {
    name: String,
    title: Text,
    skill: Option<String>,
    own: bool,
    slots: Vec<ChoiceSlot>,
    steps: Vec<ChoiceStep>,
}

/// A slot that a scenario may fix; slots of personal data are left out.
#[derive(Serialize, ToSchema)]
struct ChoiceSlot {
    name: String,
    label: Text,
    /// `string`, `integer`, `number` or `boolean`.
    kind: String,
    /// The only values allowed; empty for any.
    #[schema(value_type = Vec<Object>)]
    values: Vec<Value>,
}

#[derive(Serialize, ToSchema)]
struct ChoiceStep {
    name: String,
    title: Text,
}

#[derive(Serialize, ToSchema)]
struct ChoicePersona {
    id: String,
    name: Text,
    patience: i64,
}

fn plain(text: &sop::Text) -> Text {
    Text { zh: text.zh.clone(), en: text.en.clone() }
}

impl ScenarioChoices {
    pub(crate) fn of(defs: &[(bool, Arc<Definition>)], customers: &Customers, empty: Scenario) -> Self {
        let slot = |s: &sop::Slot| ChoiceSlot {
            name: s.name.clone(),
            label: plain(&s.label),
            kind: s.kind.as_str().to_owned(),
            values: s.values.clone(),
        };
        let step = |s: &sop::Step| ChoiceStep { name: s.name.clone(), title: plain(&s.title) };
        let procedure = |(own, def): &(bool, Arc<Definition>)| ChoiceProcedure {
            name: def.name.clone(),
            title: plain(&def.title),
            skill: def.skill.clone(),
            own: *own,
            slots: def.slots.iter().filter(|s| s.pii.is_none()).map(slot).collect(),
            steps: def.steps.iter().filter(|s| s.function().is_some()).map(step).collect(),
        };
        let persona = |p: &crate::simulator::policy::Persona| ChoicePersona {
            id: p.id.clone(),
            name: p.name.clone(),
            patience: p.patience,
        };
        Self {
            procedures: defs.iter().map(procedure).collect(),
            personas: customers.persona.iter().map(persona).collect(),
            empty,
        }
    }
}

/// A scenario that was kept.
#[derive(Serialize, ToSchema)]
#[schema(as = ScenarioKept)]
struct Kept {
    name: String,
    hash: String,
}

async fn list(ctx: Ctx) -> Result<Json<ScenarioHeads>> {
    Ok(Json(ScenarioHeads { items: service::list(&ctx).await? }))
}

async fn choices(ctx: Ctx) -> Result<Json<ScenarioChoices>> {
    Ok(Json(service::choices(&ctx).await?))
}

async fn one(ctx: Ctx, Path(name): Path<String>) -> Result<Json<ScenarioVersions>> {
    Ok(Json(ScenarioVersions { items: service::one(&ctx, name).await? }))
}

async fn check(ctx: Ctx, Json(body): Json<Written>) -> Result<Json<CheckedScenario>> {
    Ok(Json(service::check(&ctx, body).await?))
}

async fn preview(ctx: Ctx, Json(body): Json<Play>) -> Result<Json<ScenarioPreview>> {
    let Play { source, form, seed, language } = body;
    Ok(Json(service::preview(&ctx, Written { source, form }, seed, language == "en").await?))
}

async fn keep(ctx: Ctx, Json(body): Json<Written>) -> Result<Json<Kept>> {
    let (name, hash) = service::keep(&ctx, body).await?;
    Ok(Json(Kept { name, hash }))
}

async fn publish(ctx: Ctx, Path(name): Path<String>, Json(body): Json<Hash>) -> Result<NoContent> {
    service::publish(&ctx, name, body.hash).await?;
    Ok(NoContent)
}

pub(crate) fn routes() -> Routes {
    Routes::new("certification")
        .get("/scenarios", Access::To("procedure:read"), list)
        .summary("Your scenarios for the simulator")
        .put("/scenarios", Access::To("procedure:edit"), keep)
        .summary("Keep a scenario as a draft; an unfit one is refused with its lines")
        .get("/scenario-choices", Access::To("procedure:read"), choices)
        .summary("What a scenario can be filled with: procedures, slots, steps and personas")
        .post("/scenarios/check", Access::To("procedure:read"), check)
        .summary("What is wrong with a scenario, by file, line, rule and hint; as text and as form")
        .post("/scenarios/preview", Access::To("procedure:read"), preview)
        .summary("A seeded customer of the scenario, served by the book; changes nothing")
        .get("/scenarios/{name}", Access::To("procedure:read"), one)
        .summary("The versions of a scenario, as texts and forms")
        .post("/scenarios/{name}/publish", Access::To("procedure:edit"), publish)
        .summary("Put a kept version in force, all at once")
}
