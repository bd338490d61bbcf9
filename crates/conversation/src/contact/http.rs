//! Routes of the widget: the customer's side.

use http::{Access, Budget, Created, Ctx, Json, NoContent, Routes};
use kernel::Result;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::service::{self, KnownValues, NewSession};
use crate::{
    ContactId, ConversationId, ConversationState,
    message::{CustomerMessage, http::SaidView, service as messages},
    thread::service as threads,
};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenSession {
    widget_token: String,
    /// From an earlier session of the same browser.
    visitor_secret: Option<String>,
    /// What the page knows of its customer: masked wherever it is written.
    known: Option<Known>,
    /// HMAC-SHA-256 over the known values, made by the enterprise's server with the project's identity key. Without it,
    /// or when it does not fit, the known values are left aside.
    identity_hash: Option<String>,
    /// Address of the page.
    page: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Known {
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    address: Option<String>,
    plate: Option<String>,
    order: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = WidgetSession)]
pub(crate) struct SessionView {
    access_token: String,
    /// Kept by the browser; shown once when it is new, and echoed when it was sent.
    visitor_secret: String,
    contact_id: ContactId,
    /// The known values are the customer's, as their enterprise's server vouches; they count from now on.
    verified: bool,
    project_name: String,
    locale: &'static str,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Say {
    text: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rate {
    /// 1–5.
    score: i64,
    comment: Option<String>,
}

/// The customer's newest conversation.
#[derive(Serialize, ToSchema)]
pub(crate) struct ThreadHead {
    id: ConversationId,
    state: ConversationState,
    rating: Option<i64>,
    agent: Option<Agent>,
}

/// Who serves, by pseudonym.
#[derive(Serialize, ToSchema)]
pub(crate) struct Agent {
    name: String,
}

/// The widget's snapshot, as of `seq` of the customer's stream. Tokens are expanded.
#[derive(Serialize, ToSchema)]
pub(crate) struct ThreadView {
    epoch: String,
    seq: i64,
    conversation: Option<ThreadHead>,
    messages: Vec<CustomerMessage>,
}

async fn open(ctx: Ctx, Json(body): Json<OpenSession>) -> Result<Created<SessionView>> {
    let known = body.known.map(|k| {
        let Known { name, phone, email, address, plate, order } = k;
        KnownValues { name, phone, email, address, plate, order }
    });
    let new = NewSession {
        widget_token: body.widget_token,
        visitor_secret: body.visitor_secret,
        known: known.unwrap_or_default(),
        identity_hash: body.identity_hash,
        page: body.page,
    };
    let opened = service::open_session(&ctx, new).await?;
    Ok(Created(SessionView {
        access_token: opened.access_token,
        visitor_secret: opened.visitor_secret,
        contact_id: opened.contact,
        verified: opened.is_verified,
        project_name: opened.project_name,
        locale: opened.locale,
    }))
}

async fn thread(ctx: Ctx) -> Result<Json<ThreadView>> {
    let found = service::thread(&ctx).await?;
    let conversation = found.conversation.map(|(row, state)| ThreadHead {
        id: row.id,
        state,
        rating: row.rating,
        agent: row.worker_id.map(|id| Agent { name: super::short_label(id) }),
    });
    Ok(Json(ThreadView { epoch: found.epoch, seq: found.seq, conversation, messages: found.messages }))
}

async fn say(ctx: Ctx, Json(body): Json<Say>) -> Result<Created<SaidView>> {
    Ok(Created(SaidView { message: messages::from_customer(&ctx, &body.text).await? }))
}

async fn rate(ctx: Ctx, Json(body): Json<Rate>) -> Result<NoContent> {
    threads::rate(&ctx, body.score, body.comment).await?;
    Ok(NoContent)
}

async fn close(ctx: Ctx) -> Result<NoContent> {
    threads::close_by_customer(&ctx).await?;
    Ok(NoContent)
}

pub(crate) fn routes() -> Routes {
    Routes::new("widget")
        .post("/widget/sessions", Access::Public, open)
        .summary("Begin or resume a visit")
        .limit(Budget::Widget)
        .get("/widget/thread", Access::To("widget:write"), thread)
        .summary("The customer's conversation")
        .post("/widget/messages", Access::To("widget:write"), say)
        .summary("Say something; opens a conversation when none is open")
        .once()
        .post("/widget/rating", Access::To("widget:write"), rate)
        .summary("Rate the conversation, once")
        .once()
        .post("/widget/close", Access::To("widget:write"), close)
        .summary("End the conversation")
}
