//! Routes of background work.

use db::{jobs::JobView, outbox::DeadLetter};
use http::{Access, Ctx, Json, Query, Routes};
use kernel::{Cursor, Error, Page, PageQuery, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::service;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct JobQuery {
    after: Option<Cursor>,
    limit: Option<u16>,
    /// `ready`, `running`, `done` or `dead`.
    state: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OutboxQuery {
    /// Only `dead` is kept long enough to be listed.
    state: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct DeadLetters {
    items: Vec<DeadLetter>,
}

async fn jobs(ctx: Ctx, Query(q): Query<JobQuery>) -> Result<Json<Page<JobView>>> {
    Ok(Json(service::jobs(&ctx, q.state, PageQuery { after: q.after, limit: q.limit }).await?))
}

async fn outbox(ctx: Ctx, Query(q): Query<OutboxQuery>) -> Result<Json<DeadLetters>> {
    if q.state.as_deref().is_some_and(|s| s != "dead") {
        return Err(Error::field("state", "invalid", "only dead events are listed"));
    }
    Ok(Json(DeadLetters { items: service::dead(&ctx).await? }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("audit")
        .get("/jobs", Access::To("job:read"), jobs)
        .summary("Background jobs, newest first")
        .get("/outbox", Access::To("outbox:read"), outbox)
        .summary("Events that could not be delivered")
}
