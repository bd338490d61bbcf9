//! The route of what-if.

use http::{Access, Ctx, Json, Path, Routes};
use kernel::Result;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{WhatIf, service};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WhatIfBody {
    /// `quality`, `floor` or `cn-iit-platform`.
    rule: String,
    /// The draft as a rule file.
    toml: String,
}

async fn tried(ctx: Ctx, Path(period): Path<String>, Json(b): Json<WhatIfBody>) -> Result<Json<WhatIf>> {
    Ok(Json(service::tried(&ctx, period, &b.rule, &b.toml).await?))
}

pub(crate) fn routes() -> Routes {
    Routes::new("payout")
        .post("/settlements/{period}/what-if", Access::To("settlement:read"), tried)
        .summary("Pay a closed month again under a draft of a rule: who would gain, who would lose. Writes nothing")
}
