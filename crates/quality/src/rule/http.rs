//! Routes of an enterprise's patrol rules.

use audit::policy::PolicyState;
use http::{Access, Ctx, Json, Routes};
use kernel::{Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Tried, service};

#[derive(Serialize, ToSchema)]
struct PatrolRules {
    /// TOML of the newest version; absent when there is none.
    source: Option<String>,
    /// Hash of the version in force.
    active: Option<String>,
    versions: Vec<PatrolRulesVersion>,
}

#[derive(Serialize, ToSchema)]
struct PatrolRulesVersion {
    hash: String,
    state: PolicyState,
    at: Ts,
    source: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PatrolRulesSource {
    /// TOML: words, rules of the class `tenant_rule`, and vectors.
    source: String,
}

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PatrolRulesHash {
    hash: String,
}

async fn show(ctx: Ctx) -> Result<Json<PatrolRules>> {
    let all = service::versions(&ctx).await?;
    let text = |version: &audit::policy::Version| String::from_utf8_lossy(&version.body).into_owned();
    Ok(Json(PatrolRules {
        source: all.first().map(text),
        active: service::active(&all).map(|version| version.hash.clone()),
        versions: all
            .iter()
            .map(|v| PatrolRulesVersion { hash: v.hash.clone(), state: v.state, at: v.effective_from, source: text(v) })
            .collect(),
    }))
}

async fn try_out(ctx: Ctx, Json(body): Json<PatrolRulesSource>) -> Result<Json<Tried>> {
    Ok(Json(service::try_out(&ctx, body.source).await?))
}

async fn save(ctx: Ctx, Json(body): Json<PatrolRulesSource>) -> Result<Json<PatrolRulesHash>> {
    Ok(Json(PatrolRulesHash { hash: service::save(&ctx, body.source).await? }))
}

async fn publish(ctx: Ctx, Json(body): Json<PatrolRulesHash>) -> Result<Json<PatrolRulesHash>> {
    service::publish(&ctx, body.hash.clone()).await?;
    Ok(Json(body))
}

pub(crate) fn routes() -> Routes {
    Routes::new("quality")
        .get("/patrol/rules", Access::To("patrol:read"), show)
        .summary("The enterprise's own patrol rules and their versions")
        .put("/patrol/rules", Access::To("patrol:edit"), save)
        .summary("Keep patrol rules as a draft; a text whose vectors fail is refused with its line")
        .post("/patrol/rules/try", Access::To("patrol:read"), try_out)
        .summary("What rules would have stopped of the enterprise's past conversations; changes nothing")
        .post("/patrol/rules/publish", Access::To("patrol:edit"), publish)
        .summary("Put a kept version in force")
}
