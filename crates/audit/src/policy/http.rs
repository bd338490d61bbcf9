//! Routes of policies.

use http::{Access, Ctx, Json, Path, Raw, Routes};
use kernel::{Result, TenantId, Ts};
use serde::Serialize;
use utoipa::ToSchema;

use super::{PolicySource, PolicyState, VersionRow, service};

/// A version of a rule file.
#[derive(Serialize, ToSchema)]
struct PolicyView {
    tenant: TenantId,
    kind: String,
    id: String,
    hash: String,
    state: PolicyState,
    source: PolicySource,
    effective_from: Ts,
}

#[derive(Serialize, ToSchema)]
struct Policies {
    items: Vec<PolicyView>,
}

fn view(row: VersionRow) -> PolicyView {
    PolicyView {
        tenant: row.tenant_id,
        kind: row.kind,
        id: row.name,
        hash: row.hash,
        state: row.state,
        source: row.source,
        effective_from: row.effective_from_at,
    }
}

async fn list(ctx: Ctx) -> Result<Json<Policies>> {
    let items = service::list(&ctx).await?.into_iter().map(view).collect();
    Ok(Json(Policies { items }))
}

async fn text(ctx: Ctx, Path(hash): Path<String>) -> Result<Raw> {
    let version = service::text(&ctx, hash).await?;
    Ok(Raw { media: "text/plain; charset=utf-8", bytes: version.body.into() })
}

pub(crate) fn routes() -> Routes {
    Routes::new("audit")
        .get("/policies", Access::To("policy:read"), list)
        .summary("Rule files in force and their earlier versions")
        .get("/policies/{hash}", Access::To("policy:read"), text)
        .summary("The text of a rule file, by the hash of its bytes")
}
