//! Routes of acting on a hidden value without seeing it.

use http::{Access, Created, Ctx, Json, Path, Routes};
use kernel::Result;
use masking::{Act, TokenLine};
use serde::Serialize;
use utoipa::ToSchema;

use super::service::{self, Ordered};
use crate::ConversationId;

#[derive(Serialize, ToSchema)]
struct Tokens {
    items: Vec<TokenView>,
}

/// A token and what its worker may do with it.
#[derive(Serialize, ToSchema)]
struct TokenView {
    /// 〔手机·1〕.
    token: String,
    label: String,
    /// Purposes for which the value may be seen; none means never.
    reveal: Vec<String>,
    can_call: bool,
    /// The enterprise's system takes values.
    can_send: bool,
}

fn line(line: TokenLine, can_send: bool) -> TokenView {
    TokenView { can_call: line.label == "PHONE", token: line.token, label: line.label, reveal: line.purposes, can_send }
}

async fn tokens(ctx: Ctx, Path(id): Path<ConversationId>) -> Result<Json<Tokens>> {
    let (lines, can_send) = service::tokens(&ctx, id).await?;
    Ok(Json(Tokens { items: lines.into_iter().map(|each| line(each, can_send)).collect() }))
}

async fn call(ctx: Ctx, Path((id, token)): Path<(ConversationId, String)>) -> Result<Created<Ordered>> {
    Ok(Created(service::act(&ctx, id, token, Act::Call).await?))
}

async fn send(ctx: Ctx, Path((id, token)): Path<(ConversationId, String)>) -> Result<Created<Ordered>> {
    Ok(Created(service::act(&ctx, id, token, Act::Send).await?))
}

/// `{token}` is 手机·1 or 〔手机·1〕.
pub(crate) fn routes() -> Routes {
    Routes::new("conversation")
        .get("/conversations/{id}/tokens", Access::To("token:check"), tokens)
        .summary("Tokens of a conversation and what may be done with each")
        .post("/conversations/{id}/tokens/{token}/call", Access::To("token:check"), call)
        .summary("Have a hidden number called; it is not shown")
        .once()
        .signed()
        .post("/conversations/{id}/tokens/{token}/send", Access::To("token:check"), send)
        .summary("Send a hidden value to the enterprise's own system; it is not shown")
        .once()
        .signed()
}
