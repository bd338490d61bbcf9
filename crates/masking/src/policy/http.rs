//! Requests and answers about masking policies.

use audit::policy::{PolicyState, Version};
use http::{Access, Ctx, Json, Path, Query, Routes};
use kernel::{Result, Ts};
use masking_core::{Action, Detector, Label};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::service::{self, Whole};

#[derive(Serialize, ToSchema)]
struct MaskingPolicies {
    items: Vec<MaskingPolicyLine>,
}

/// A policy that a project may choose, or will be able to once it is published.
#[derive(Serialize, ToSchema)]
struct MaskingPolicyLine {
    id: String,
    /// Of the platform: to be chosen and extended, not changed.
    shipped: bool,
    /// Projects may choose it.
    published: bool,
    /// The newest version is a draft.
    draft: bool,
    versions: usize,
    changed_at: Option<Ts>,
}

#[derive(Serialize, ToSchema)]
struct MaskingPolicyVersion {
    hash: String,
    state: PolicyState,
    /// When it came into force; when it was kept, for a draft.
    at: Ts,
}

/// What a policy does with one kind of value.
#[derive(Serialize, ToSchema)]
struct EntityLine {
    label: String,
    /// The kind's name in tokens.
    name: String,
    #[schema(value_type = String)]
    action: Action,
    /// Purposes for which a worker may see the value; none means never.
    reveal: Vec<String>,
}

#[derive(Serialize, ToSchema)]
struct MaskingPolicyView {
    id: String,
    shipped: bool,
    /// Of the version shown.
    hash: String,
    /// TOML.
    source: String,
    /// Hash of the version in force.
    active: Option<String>,
    versions: Vec<MaskingPolicyVersion>,
    entities: Vec<EntityLine>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PickVersion {
    /// Show this version; the newest when absent.
    hash: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PolicySourceBody {
    /// TOML; it extends a shipped policy and brings its own test vectors.
    source: String,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PolicyHash {
    hash: String,
}

fn line((id, shipped, versions): (String, bool, Vec<Version>)) -> MaskingPolicyLine {
    MaskingPolicyLine {
        published: shipped || versions.iter().any(|v| v.state == PolicyState::Active),
        draft: versions.first().is_some_and(|v| v.state == PolicyState::Draft),
        versions: versions.len(),
        changed_at: versions.first().map(|v| v.effective_from),
        id,
        shipped,
    }
}

fn entities(detector: &Detector) -> Vec<EntityLine> {
    let policy = detector.policy();
    let custom = policy.entities().map(|(label, _)| label.clone()).filter(|label| matches!(label, Label::Custom(..)));
    let all = Label::builtin().chain(custom);
    let one = |label: Label| EntityLine {
        name: label.zh().to_owned(),
        action: policy.action(&label),
        reveal: policy.reveal(&label).to_vec(),
        label: label.as_str().to_owned(),
    };
    all.map(one).collect()
}

fn view(whole: Whole) -> MaskingPolicyView {
    let version = |v: &Version| MaskingPolicyVersion { hash: v.hash.clone(), state: v.state, at: v.effective_from };
    MaskingPolicyView {
        versions: whole.versions.iter().map(version).collect(),
        entities: whole.detector.as_ref().map(entities).unwrap_or_default(),
        id: whole.id,
        shipped: whole.is_shipped,
        hash: whole.hash,
        source: whole.source,
        active: whole.active,
    }
}

async fn list(ctx: Ctx) -> Result<Json<MaskingPolicies>> {
    Ok(Json(MaskingPolicies { items: service::list(&ctx).await?.into_iter().map(line).collect() }))
}

async fn one(ctx: Ctx, Path(id): Path<String>, Query(q): Query<PickVersion>) -> Result<Json<MaskingPolicyView>> {
    Ok(Json(view(service::one(&ctx, id, q.hash).await?)))
}

async fn save(ctx: Ctx, Path(id): Path<String>, Json(body): Json<PolicySourceBody>) -> Result<Json<PolicyHash>> {
    Ok(Json(PolicyHash { hash: service::save(&ctx, id, body.source).await? }))
}

async fn publish(ctx: Ctx, Path(id): Path<String>, Json(body): Json<PolicyHash>) -> Result<Json<PolicyHash>> {
    service::publish(&ctx, id, body.hash.clone()).await?;
    Ok(Json(body))
}

pub(crate) fn routes() -> Routes {
    Routes::new("masking")
        .get("/masking/policies", Access::To("masking:preview"), list)
        .summary("Masking policies that projects may choose, and drafts")
        .get("/masking/policies/{id}", Access::To("masking:preview"), one)
        .summary("A masking policy's text, versions and what it does with each kind of value")
        .put("/masking/policies/{id}", Access::To("masking:edit"), save)
        .summary("Keep a masking policy as a draft; a text whose vectors fail is refused")
        .post("/masking/policies/{id}/publish", Access::To("masking:edit"), publish)
        .summary("Put a kept version in force")
}
