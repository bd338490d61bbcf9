//! Routes of messages: the worker's side. The customer's are the widget's.

use http::{Access, Created, Ctx, Json, Path, Routes};
use kernel::{Error, Result, Role};
use patrol::{Provenance, Verdict, VerdictId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    CustomerMessage, MessageView, VerdictView,
    service::{self, Answer},
};
use crate::ConversationId;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DraftText)]
pub(crate) struct Check {
    text: String,
    /// How it came to be; unknown when absent.
    provenance: Option<Provenance>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Send {
    text: String,
    /// Why to send it although patrol warned.
    override_reason: Option<String>,
    /// Of the check this very text was shown to have; refused when it was made for anything else.
    receipt: Option<String>,
    /// How it came to be, as the check was told: it is part of the receipt. What was told of this very text earlier stands.
    provenance: Option<Provenance>,
}

/// The verdict a draft would get.
#[derive(Serialize, ToSchema)]
pub(crate) struct CheckedView {
    #[serde(flatten)]
    verdict: Verdict,
    /// For [`Send::receipt`]: good for this text, conversation and worker, for ten minutes.
    receipt: String,
}

/// A message that was sent, and the verdict under which it was.
#[derive(Serialize, ToSchema)]
pub(crate) struct SentView {
    message: MessageView,
    verdict: VerdictView,
}

/// A message of the customer, as stored for them.
#[derive(Serialize, ToSchema)]
pub(crate) struct SaidView {
    pub(crate) message: CustomerMessage,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkerOp {
    conversation_id: ConversationId,
    text: String,
    override_reason: Option<String>,
    receipt: Option<String>,
    provenance: Option<Provenance>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VisitorOp {
    text: String,
}

impl SentView {
    fn of((message, id, judged): (MessageView, VerdictId, Verdict)) -> Self {
        Self { message, verdict: VerdictView { id, judged } }
    }
}

async fn check(ctx: Ctx, Path(id): Path<ConversationId>, Json(body): Json<Check>) -> Result<Json<CheckedView>> {
    let (verdict, receipt) = service::check(&ctx, id, &body.text, body.provenance).await?;
    Ok(Json(CheckedView { verdict, receipt }))
}

async fn send(ctx: Ctx, Path(id): Path<ConversationId>, Json(body): Json<Send>) -> Result<Created<SentView>> {
    let Send { text, override_reason, receipt, provenance } = body;
    let answer = Answer { text, override_reason, receipt, provenance };
    Ok(Created(SentView::of(service::from_worker(&ctx, id, answer).await?)))
}

/// `message.send` over the socket: the customer's or the worker's, by who sends it.
async fn send_op(ctx: Ctx, body: Value) -> Result<Value> {
    let actor = ctx.actor()?.clone();
    let bad = |e: serde_json::Error| Error::field("body", "invalid", e.to_string());
    if actor.role == Role::Visitor {
        ctx.permit("widget:write", &crate::own("widget", &actor))?;
        let op: VisitorOp = serde_json::from_value(body).map_err(bad)?;
        let message = service::from_customer(&ctx, &op.text).await?;
        return serde_json::to_value(SaidView { message }).map_err(Error::internal);
    }
    ctx.permit("conversation:write", &crate::own("conversation", &actor))?;
    let WorkerOp { conversation_id, text, override_reason, receipt, provenance } = serde_json::from_value(body).map_err(bad)?;
    let answer = Answer { text, override_reason, receipt, provenance };
    let sent = service::from_worker(&ctx, conversation_id, answer).await?;
    serde_json::to_value(SentView::of(sent)).map_err(Error::internal)
}

pub(crate) fn routes() -> Routes {
    Routes::new("conversation")
        .post("/conversations/{id}/drafts/check", Access::To("conversation:write"), check)
        .summary("The verdict a draft would get, with a receipt; not recorded")
        .post("/conversations/{id}/messages", Access::To("conversation:write"), send)
        .summary("Answer the customer")
        .once()
        .command("message.send", send_op)
}
