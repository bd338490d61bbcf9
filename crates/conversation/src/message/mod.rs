//! Messages: masked text in the order of the conversation. A worker's message has a verdict, or it does not exist.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use db::Json;
use diesel::prelude::*;
use kernel::{AccountId, Error, Result, TenantId, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use patrol::{Verdict, VerdictId};

use crate::{ConversationId, MessageId, schema};

db::text_enum! {
    /// Who wrote a message.
    pub enum Sender {
        Customer = "customer",
        Worker = "worker",
        Bot = "bot",
        /// The body is a code that the interface translates, e.g. `agent_joined`.
        System = "system",
    }
}

/// A message as stored.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = schema::message)]
pub(crate) struct MessageRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: MessageId,
    pub(crate) conversation_id: ConversationId,
    pub(crate) seq: i64,
    pub(crate) sender: Sender,
    pub(crate) worker_id: Option<AccountId>,
    /// Masked, or a code for `system`.
    pub(crate) body: String,
    pub(crate) verdict_id: Option<VerdictId>,
    pub(crate) verdict: Option<Json<Verdict>>,
    pub(crate) override_reason: Option<String>,
    pub(crate) created_at: Ts,
}

/// A message as workers and enterprises see it: masked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MessageView {
    pub id: MessageId,
    pub conversation_id: ConversationId,
    pub seq: i64,
    pub from: Sender,
    pub text: String,
    pub at: Ts,
    pub verdict: Option<VerdictView>,
    /// `sent`: only sent messages are stored.
    pub state: MessageState,
    /// The words are a picture: `/conversations/{id}/pictures/{message}`.
    #[serde(default)]
    pub is_drawn: bool,
}

db::text_enum! {
    /// Whether the customer has it. A held draft goes back to its author and is not stored.
    pub enum MessageState {
        Sent = "sent",
        Held = "held",
    }
}

/// The verdict under which a message was sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VerdictView {
    pub id: VerdictId,
    #[serde(flatten)]
    pub judged: Verdict,
}

/// A message as its customer sees it: nothing of verdicts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CustomerMessage {
    pub id: MessageId,
    pub conversation_id: ConversationId,
    pub seq: i64,
    pub from: Sender,
    pub text: String,
    pub at: Ts,
}

impl MessageRow {
    pub(crate) fn view(&self) -> MessageView {
        let verdict = self.verdict_id.zip(self.verdict.as_ref());
        MessageView {
            id: self.id,
            conversation_id: self.conversation_id,
            seq: self.seq,
            from: self.sender,
            text: self.body.clone(),
            at: self.created_at,
            verdict: verdict.map(|(id, judged)| VerdictView { id, judged: judged.0.clone() }),
            state: MessageState::Sent,
            is_drawn: false,
        }
    }

    /// For the customer's stream: still masked; tokens are expanded when it is delivered.
    pub(crate) fn for_customer(&self) -> CustomerMessage {
        CustomerMessage {
            id: self.id,
            conversation_id: self.conversation_id,
            seq: self.seq,
            from: self.sender,
            text: self.body.clone(),
            at: self.created_at,
        }
    }
}

/// Longest message, in characters.
pub(crate) const TEXT_MAX: usize = 4000;

/// A text fit to be sent: trimmed, not empty, not too long, without control characters.
///
/// Errors: `invalid_field` naming `field`.
pub(crate) fn clean(field: &str, text: &str, max: usize) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::field(field, "required", "write something"));
    }
    if text.chars().count() > max {
        return Err(Error::field(field, "too_long", format!("at most {max} characters")));
    }
    if text.chars().any(|ch| ch.is_control() && !matches!(ch, '\n' | '\r' | '\t')) {
        return Err(Error::field(field, "invalid", "control characters are not allowed"));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_bounded() {
        assert_eq!(clean("text", "  你好\n ", 10).unwrap(), "你好");
        for (bad, word) in [("  ", "required"), ("12345678901", "too_long"), ("a\u{0}b", "invalid")] {
            let error = clean("text", bad, 10).unwrap_err();
            assert_eq!((error.fields[0].field.as_str(), error.fields[0].code.as_str()), ("text", word));
        }
    }
}
