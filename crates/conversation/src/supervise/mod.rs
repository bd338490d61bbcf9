//! Supervision of a live conversation: listening in, whispering to the worker, taking over. Each leaves a line in the trail.
//!
//! A worker is told that somebody listens; a whisper never reaches the customer and is masked like every other text.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ConversationId, WhisperId, schema};

/// Longest whisper, in characters.
pub(crate) const WHISPER_MAX: usize = 500;

/// A whisper as stored.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = schema::whisper)]
pub(crate) struct WhisperRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: WhisperId,
    pub(crate) conversation_id: ConversationId,
    /// Who whispered.
    pub(crate) account_id: AccountId,
    /// Masked.
    pub(crate) body: String,
    pub(crate) created_at: Ts,
}

/// What a supervisor told the worker beside the conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WhisperView {
    pub id: WhisperId,
    pub conversation_id: ConversationId,
    pub text: String,
    pub at: Ts,
}

impl WhisperRow {
    pub(crate) fn view(&self) -> WhisperView {
        WhisperView { id: self.id, conversation_id: self.conversation_id, text: self.body.clone(), at: self.created_at }
    }
}
