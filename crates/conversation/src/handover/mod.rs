//! Acting on a hidden value without showing it – a call, a delivery to the enterprise's own system – and telling that
//! system of replies. Pure.
//!
//! A row is the order; what is posted is made when it is posted, so that no original lies in a queue.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use kernel::{AccountId, Id, TenantId, Ts};

use crate::{ConversationId, HandoverId, MessageId, ProjectId, schema};

db::text_enum! {
    /// What is ordered.
    pub(crate) enum HandoverKind {
        /// Ring a number that nobody sees.
        Call = "call",
        /// Give a value to the enterprise's system.
        Send = "send",
        /// Tell the enterprise's system what was answered.
        Reply = "reply",
    }
}

db::text_enum! {
    /// How far it got.
    pub(crate) enum HandoverState {
        /// Written down here: there is no address to post it to.
        Recorded = "recorded",
        Queued = "queued",
        Delivered = "delivered",
        /// The address did not take it; it is tried again for a while.
        Failed = "failed",
    }
}

/// An order as stored.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = schema::handover)]
pub(crate) struct HandoverRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: HandoverId,
    pub(crate) project_id: ProjectId,
    pub(crate) conversation_id: ConversationId,
    pub(crate) kind: HandoverKind,
    /// Row of the token in the vault.
    pub(crate) token_id: Option<Id<()>>,
    /// 〔手机·1〕.
    pub(crate) token: Option<String>,
    /// The message of a `reply`.
    pub(crate) message_id: Option<MessageId>,
    pub(crate) account_id: Option<AccountId>,
    pub(crate) state: HandoverState,
    /// The address's last answer.
    pub(crate) status: Option<i64>,
    pub(crate) created_at: Ts,
    pub(crate) changed_at: Ts,
}
