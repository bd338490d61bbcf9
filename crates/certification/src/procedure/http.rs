//! Procedures over HTTP, for who writes them.

use audit::policy::{PolicyState, Version};
use http::{Access, Ctx, Json, NoContent, Path, Routes};
use kernel::{Result, Ts};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sop::Definition;
use utoipa::ToSchema;

use super::{Rehearsal, service};

#[derive(Serialize, ToSchema)]
#[schema(as = ProcedureHeads)]
pub(crate) struct Heads {
    items: Vec<ProcedureHead>,
}

/// A procedure at a glance.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProcedureHead {
    pub(crate) name: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) skill: Option<String>,
    pub(crate) steps: i64,
    /// The tenant's own; otherwise the platform's, to begin from.
    pub(crate) own: bool,
    pub(crate) in_force: bool,
    /// Versions of the tenant's own.
    pub(crate) versions: i64,
}

impl ProcedureHead {
    pub(crate) fn of(version: &Version, own: bool, in_force: bool) -> Self {
        let def = sop::parse(&version.id, &version.body).ok();
        let title = def.as_ref().map(|d| d.title.clone()).unwrap_or_else(|| sop::Text::both(&version.id));
        Self {
            name: version.id.clone(),
            title_zh: title.zh,
            title_en: title.en,
            skill: def.as_ref().and_then(|d| d.skill.clone()),
            steps: def.map_or(0, |d| i64::try_from(d.steps.len()).unwrap_or(0)),
            own,
            in_force,
            versions: i64::from(own),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = ProcedureVersions)]
pub(crate) struct Versions {
    items: Vec<ProcedureVersion>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ProcedureVersion {
    hash: String,
    state: PolicyState,
    own: bool,
    at: Ts,
    source: String,
}

impl ProcedureVersion {
    pub(crate) fn of(version: &Version, own: bool) -> Self {
        Self {
            hash: version.hash.clone(),
            state: version.state,
            own,
            at: version.effective_from,
            source: String::from_utf8_lossy(&version.body).into_owned(),
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProcedureSource)]
struct Source {
    /// YAML of one procedure.
    source: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProcedureImport)]
struct Bring {
    /// `guidelines` or `graph`.
    from: String,
    source: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProcedureWalk)]
struct Walk {
    source: String,
    #[serde(default)]
    seed: u32,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProcedureHash)]
struct Hash {
    hash: String,
}

/// What is wrong with a text, and its picture.
#[derive(Serialize, ToSchema)]
#[schema(as = ProcedureChecked)]
pub(crate) struct Checked {
    fit: bool,
    issues: Vec<CheckedIssue>,
    steps: Vec<CheckedStep>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ProcedureIssue)]
struct CheckedIssue {
    /// From 1.
    line: u64,
    rule: String,
    /// `error` keeps it from being published; `warning` does not.
    severity: String,
    text: String,
    hint: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ProcedureStep)]
struct CheckedStep {
    name: String,
    title_zh: String,
    title_en: String,
    line: u64,
    /// The function called, or `switch` or `set`.
    does: String,
    required: bool,
    target_seconds: u32,
    piece_weight: u32,
    /// Steps it can go to; `end` for the end.
    next: Vec<String>,
}

impl Checked {
    pub(crate) fn of(checked: &sop::Checked) -> Self {
        let issue = |i: &sop::Issue| CheckedIssue {
            line: i.line,
            rule: i.rule.to_owned(),
            severity: i.severity.as_str().to_owned(),
            text: i.text.clone(),
            hint: i.hint.clone(),
        };
        let steps = checked.definitions.first().map(sop::outline).unwrap_or_default();
        Self {
            fit: checked.is_fit() && checked.definitions.len() == 1,
            issues: checked.issues.iter().map(issue).collect(),
            steps: steps
                .into_iter()
                .map(|s| CheckedStep {
                    name: s.name,
                    title_zh: s.title.zh,
                    title_en: s.title.en,
                    line: s.line,
                    does: s.does.to_owned(),
                    required: s.required,
                    target_seconds: s.target_seconds,
                    piece_weight: s.piece_weight,
                    next: s.next,
                })
                .collect(),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = ProceduresBrought)]
struct AllBrought {
    items: Vec<Brought>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ProcedureBrought)]
pub(crate) struct Brought {
    pub(crate) name: String,
    pub(crate) source: String,
}

/// The way a seeded customer took through a procedure.
#[derive(Serialize, ToSchema)]
#[schema(as = ProcedureRehearsed)]
pub(crate) struct Rehearsed {
    seed: u32,
    path: Vec<WalkedStep>,
    /// How it ended; absent when it did not within 200 steps.
    end: Option<String>,
    /// From 0 to 1.
    conformance: f64,
    /// Weight of the steps done, and of all.
    weight: u64,
    weight_of: u64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ProcedureWalked)]
struct WalkedStep {
    step: String,
    /// `completed`, `skipped` or the rule that was broken.
    what: String,
    filled: Vec<WalkedSlot>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ProcedureFilled)]
struct WalkedSlot {
    slot: String,
    value: String,
}

impl Rehearsed {
    pub(crate) fn of(def: &Definition, seed: u32, rehearsal: Rehearsal) -> Self {
        let plain = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
        let end = rehearsal.end.and_then(|end| serde_json::to_value(end).ok()).and_then(|v| v.as_str().map(str::to_owned));
        Self {
            seed,
            path: rehearsal
                .path
                .iter()
                .map(|w| WalkedStep {
                    step: w.step.clone(),
                    what: w.what.clone(),
                    filled: w.filled.iter().map(|(k, v)| WalkedSlot { slot: k.clone(), value: plain(v) }).collect(),
                })
                .collect(),
            end,
            conformance: rehearsal.conformance,
            weight: rehearsal.weight,
            weight_of: def.weight(),
        }
    }
}

/// A text that was kept.
#[derive(Serialize, ToSchema)]
#[schema(as = ProcedureKept)]
struct Kept {
    name: String,
    hash: String,
}

async fn list(ctx: Ctx) -> Result<Json<Heads>> {
    Ok(Json(Heads { items: service::list(&ctx).await? }))
}

async fn one(ctx: Ctx, Path(name): Path<String>) -> Result<Json<Versions>> {
    Ok(Json(Versions { items: service::one(&ctx, name).await? }))
}

async fn check(ctx: Ctx, Json(body): Json<Source>) -> Result<Json<Checked>> {
    Ok(Json(service::check(&ctx, body.source).await?))
}

async fn bring(ctx: Ctx, Json(body): Json<Bring>) -> Result<Json<AllBrought>> {
    Ok(Json(AllBrought { items: service::bring(&ctx, body.from, body.source).await? }))
}

async fn walk(ctx: Ctx, Json(body): Json<Walk>) -> Result<Json<Rehearsed>> {
    Ok(Json(service::walk(&ctx, body.source, body.seed).await?))
}

async fn keep(ctx: Ctx, Json(body): Json<Source>) -> Result<Json<Kept>> {
    let (name, hash) = service::keep(&ctx, body.source).await?;
    Ok(Json(Kept { name, hash }))
}

async fn publish(ctx: Ctx, Path(name): Path<String>, Json(body): Json<Hash>) -> Result<NoContent> {
    service::publish(&ctx, name, body.hash).await?;
    Ok(NoContent)
}

pub(crate) fn routes() -> Routes {
    Routes::new("certification")
        .get("/procedures", Access::To("procedure:read"), list)
        .summary("The procedures there are: your own, and the platform's to begin from")
        .put("/procedures", Access::To("procedure:edit"), keep)
        .summary("Keep a procedure as a draft; an unfit text is refused with its lines")
        .post("/procedures/check", Access::To("procedure:read"), check)
        .summary("What is wrong with a text, by line, rule and hint, and its steps as a graph")
        .post("/procedures/import", Access::To("procedure:read"), bring)
        .summary("The procedures in a list of guidelines or a graph of states, as texts")
        .post("/procedures/simulate", Access::To("procedure:read"), walk)
        .summary("The way a seeded customer takes through a text; changes nothing")
        .get("/procedures/{name}", Access::To("procedure:read"), one)
        .summary("The versions of a procedure, with their texts")
        .post("/procedures/{name}/publish", Access::To("procedure:edit"), publish)
        .summary("Put a kept version in force, all at once")
}
