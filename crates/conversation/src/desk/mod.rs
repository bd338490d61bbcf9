//! The desk's snapshot: what a desk shows when it opens or has lost its place in the stream.

pub(crate) mod http;
pub(crate) mod service;

use dispatch::{OfferView, PresenceView};
use kernel::{Reason, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ConversationId, ConversationState, TaskId};

/// The snapshot, as of `seq` of the worker's stream.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Desk {
    pub epoch: String,
    pub seq: i64,
    pub presence: PresenceView,
    pub offers: Vec<OfferView>,
    pub conversations: Vec<DeskLine>,
    /// Why the worker cannot go online; empty when they can.
    pub blockers: Vec<Reason>,
    /// Codes that wrap-up and declining take.
    pub wrap_codes: Vec<String>,
    pub decline_reasons: Vec<String>,
}

/// One conversation on the desk.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct DeskLine {
    pub id: ConversationId,
    pub task_id: TaskId,
    pub project_name: String,
    pub state: ConversationState,
    /// Customer messages not read yet.
    pub unread: i64,
    pub last_at: Ts,
    /// Since when the customer waits for an answer, when they do.
    pub waiting_since: Option<Ts>,
    /// When the current state ends by itself.
    pub lease_until: Option<Ts>,
    /// What happens to drafts now.
    #[serde(default)]
    pub patrol: PatrolMode,
}

db::text_enum! {
    /// How drafts of a conversation are handled: judged, or what holds while patrol is out of service.
    #[derive(Default)]
    pub enum PatrolMode {
        #[default]
        Judging = "judging",
        /// Sent unjudged, flagged and looked at afterwards.
        Open = "open",
        /// A regulated trade: nothing is sent.
        Closed = "closed",
    }
}
