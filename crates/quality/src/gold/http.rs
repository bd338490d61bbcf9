//! `/evaluations/{id}/gold` and `/evaluation-judges`.

use conversation::ConversationId;
use http::{Access, Ctx, Json, NoContent, Path, Routes};
use kernel::Result;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Judge, service};

#[derive(Serialize, ToSchema)]
struct Judges {
    items: Vec<Judge>,
}

async fn set(ctx: Ctx, Path(id): Path<ConversationId>) -> Result<NoContent> {
    service::set(&ctx, id).await.map(|()| NoContent)
}

async fn judges(ctx: Ctx) -> Result<Json<Judges>> {
    Ok(Json(Judges { items: service::judges(&ctx).await? }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("quality")
        .post("/evaluations/{id}/gold", Access::To("evaluation:review"), set)
        .summary("Make the answer known that two people gave alike; later judges are measured by it")
        .get("/evaluation-judges", Access::To("evaluation:review"), judges)
        .summary("How judges did by known answers")
}
