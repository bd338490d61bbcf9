//! Conversations: a thread between a contact and the workers who serve it, one after the other.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use db::Json;
use diesel::prelude::*;
use dispatch::{TaskRow, TaskState};
use kernel::{AccountId, TenantId, Ts};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{ContactId, ConversationId, ProjectId, TaskId, schema};

db::text_enum! {
    /// Whether the customer can still write into it.
    pub enum ThreadState {
        Open = "open",
        Closed = "closed",
    }
}

db::text_enum! {
    /// A conversation as shown: an open one waits or is served, as its task stands.
    pub enum ConversationState {
        Waiting = "waiting",
        Serving = "serving",
        Wrapping = "wrapping",
        Closed = "closed",
    }
}

db::text_enum! {
    /// Who ended a conversation.
    pub enum ClosedBy {
        Customer = "customer",
        Worker = "worker",
        System = "system",
    }
}

/// A conversation as stored.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = schema::conversation)]
pub(crate) struct ThreadRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: ConversationId,
    pub(crate) project_id: ProjectId,
    pub(crate) contact_id: ContactId,
    pub(crate) state: ThreadState,
    /// The newest task.
    pub(crate) task_id: Option<TaskId>,
    /// The worker who serves it, or served it last.
    pub(crate) worker_id: Option<AccountId>,
    /// Sequence number of the newest message; 0 when there is none.
    pub(crate) next_seq: i64,
    /// How far the worker has read.
    pub(crate) read_seq: i64,
    pub(crate) opened_at: Ts,
    pub(crate) last_at: Ts,
    pub(crate) closed_at: Option<Ts>,
    pub(crate) closed_by: Option<ClosedBy>,
    pub(crate) rating: Option<i64>,
    /// Masked.
    pub(crate) rating_comment: Option<String>,
    pub(crate) rated_at: Option<Ts>,
    /// What the enterprise's system told of the customer's matter, masked.
    pub(crate) context: Option<Json<Value>>,
}

impl ThreadRow {
    pub(crate) fn new(tenant: TenantId, project: ProjectId, contact: ContactId, now: Ts) -> Self {
        Self {
            tenant_id: tenant,
            id: ConversationId::at(now),
            project_id: project,
            contact_id: contact,
            state: ThreadState::Open,
            task_id: None,
            worker_id: None,
            next_seq: 0,
            read_seq: 0,
            opened_at: now,
            last_at: now,
            closed_at: None,
            closed_by: None,
            rating: None,
            rating_comment: None,
            rated_at: None,
            context: None,
        }
    }

    /// The state to show, given its newest task.
    pub(crate) fn shown(&self, task: Option<&TaskRow>) -> ConversationState {
        match (self.state, task.map(|t| t.state)) {
            (_, Some(TaskState::Wrapping)) => ConversationState::Wrapping,
            (ThreadState::Closed, _) => ConversationState::Closed,
            (ThreadState::Open, Some(TaskState::Assigned)) => ConversationState::Serving,
            (ThreadState::Open, _) => ConversationState::Waiting,
        }
    }

    /// The state to show to the customer, who does not wait for a wrap-up.
    pub(crate) fn shown_to_customer(&self, task: Option<&TaskRow>) -> ConversationState {
        match self.shown(task) {
            ConversationState::Wrapping => ConversationState::Closed,
            other => other,
        }
    }
}

/// Body of every `conversation.*` and `message.*` event. Ids, numbers and code words only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConversationEvent {
    pub conversation: ConversationId,
    pub tenant: TenantId,
    pub project: ProjectId,
    pub task: Option<TaskId>,
    pub worker: Option<AccountId>,
    /// In `message.*`: the message.
    pub message: Option<crate::MessageId>,
    /// In `verdict.held`: the verdict; the draft itself is not kept.
    #[serde(default)]
    pub verdict: Option<patrol::VerdictId>,
    /// In `conversation.rated`: 1–5.
    pub score: Option<i64>,
    /// In `conversation.closed`: who closed it.
    pub by: Option<ClosedBy>,
    /// In `verdict.held`: the skill, and the step that was waited for, as `sop/<procedure>/<step>`.
    #[serde(default)]
    pub skill: Option<String>,
    #[serde(default)]
    pub cell: Option<String>,
}

impl ConversationEvent {
    pub(crate) const fn of(row: &ThreadRow) -> Self {
        Self {
            conversation: row.id,
            tenant: row.tenant_id,
            project: row.project_id,
            task: row.task_id,
            worker: row.worker_id,
            message: None,
            verdict: None,
            score: None,
            by: None,
            skill: None,
            cell: None,
        }
    }
}
