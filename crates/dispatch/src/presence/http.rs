//! Routes of presence.

use http::{Access, Ctx, Json, Routes};
use kernel::{Code, Error, Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Duty, PresenceView, service};

/// The states a worker may choose.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SetPresence {
    state: Duty,
}

/// Until when the desk counts as alive without another heartbeat.
#[derive(Serialize, ToSchema)]
pub(crate) struct HeartbeatView {
    lease_until: Ts,
}

async fn put(ctx: Ctx, Json(body): Json<SetPresence>) -> Result<Json<PresenceView>> {
    if body.state == Duty::Suspended {
        return Err(Error::field("state", "invalid", "one of available, break, offline"));
    }
    Ok(Json(service::set(&ctx, body.state).await?))
}

async fn heartbeat(ctx: Ctx) -> Result<Json<HeartbeatView>> {
    Ok(Json(HeartbeatView { lease_until: service::heartbeat(&ctx).await? }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("dispatch")
        .put("/desk/presence", Access::To("desk:use"), put)
        .summary("Go online, take a break, or go offline")
        .post("/desk/heartbeat", Access::To("desk:use"), heartbeat)
        .summary("Keep presence and the tasks being served")
        .command("heartbeat", |ctx, body| async move {
            if body.as_object().is_some_and(|fields| !fields.is_empty()) {
                return Err(Error::new(Code::MalformedBody, "heartbeat takes an empty body"));
            }
            ctx.permit("desk:use", &crate::desk_of(&ctx)?)?;
            serde_json::to_value(HeartbeatView { lease_until: service::heartbeat(&ctx).await? }).map_err(Error::internal)
        })
}
