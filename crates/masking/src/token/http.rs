//! Requests and answers about tokens.

use http::{Access, Budget, Ctx, Json, Path, Routes};
use kernel::Result;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{REMASK_AFTER_S, service};
use crate::Holder;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Ending {
    /// The last two to four letters or digits.
    ends_with: String,
}

#[derive(Serialize, ToSchema)]
struct Matches {
    matches: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Why {
    /// One of the purposes that the masking policy names for this kind of value.
    purpose: String,
}

#[derive(Serialize, ToSchema)]
struct Revealed {
    value: String,
    /// Seconds after which it must be covered again.
    remask_after_s: u32,
}

async fn check(ctx: Ctx, holder: Holder, (conversation, token): (Uuid, String), body: Ending) -> Result<Json<Matches>> {
    let matches = service::check(&ctx, holder, conversation, &token, &body.ends_with).await?;
    Ok(Json(Matches { matches }))
}

async fn reveal(ctx: Ctx, holder: Holder, (conversation, token): (Uuid, String), body: Why) -> Result<Json<Revealed>> {
    let value = service::reveal(&ctx, holder, conversation, &token, body.purpose).await?;
    Ok(Json(Revealed { value, remask_after_s: REMASK_AFTER_S }))
}

/// `{token}` is 手机·1 or 〔手机·1〕.
pub(crate) fn routes(holder: Holder) -> Routes {
    Routes::new("masking")
        .post("/conversations/{id}/tokens/{token}/check", Access::To("token:check"), move |ctx: Ctx, Path(path), Json(body)| {
            check(ctx, holder, path, body)
        })
        .summary("Compare the end of a hidden value without seeing it")
        .post("/conversations/{id}/tokens/{token}/reveal", Access::To("token:check"), move |ctx: Ctx, Path(path), Json(body)| {
            reveal(ctx, holder, path, body)
        })
        .summary("See a hidden value for a purpose; the look is audited first")
        .signed()
        .limit(Budget::Reveal)
}
