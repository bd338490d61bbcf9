//! `/password-reset` and `/me/password`.

use http::{Accepted, Access, Budget, Ctx, Json, NoContent, Routes};
use kernel::Result;
use serde::Deserialize;
use utoipa::ToSchema;

use super::service;
use crate::account::http::Next;

/// Asks for a code with which a new password can be set.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskReset {
    pub email: String,
}

/// Sets a new password with the code from the mail.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishReset {
    pub email: String,
    /// Six digits.
    pub code: String,
    pub password: String,
}

/// Changes a password that is known.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    pub current: String,
    pub password: String,
}

async fn request(ctx: Ctx, Json(body): Json<AskReset>) -> Result<Accepted<Next>> {
    service::request(&ctx, &body.email).await?;
    Ok(Accepted(Next { next: "password_reset", sign_up: None }))
}

async fn finish(ctx: Ctx, Json(body): Json<FinishReset>) -> Result<NoContent> {
    service::finish(&ctx, &body.email, &body.code, &body.password).await.map(|()| NoContent)
}

async fn change(ctx: Ctx, Json(body): Json<ChangePassword>) -> Result<NoContent> {
    service::change(&ctx, &body.current, &body.password).await.map(|()| NoContent)
}

pub fn routes() -> Routes {
    Routes::new("identity")
        .post("/password-reset", Access::Public, request)
        .summary("Ask for a code to set a new password with")
        .limit(Budget::Code)
        .post("/password-reset/finish", Access::Public, finish)
        .summary("Set a new password with the code; every session ends")
        .limit(Budget::SignIn)
        .put("/me/password", Access::Signed, change)
        .summary("Change my password; my other sessions end")
        .limit(Budget::SignIn)
}
