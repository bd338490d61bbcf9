//! A task: one piece of work of a project, waiting for a worker or with one. The row is the truth.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};
use serde::{Deserialize, Serialize};

use crate::{ConversationId, PieceId, ProjectId, ReservationId, TaskId, offer::ReservationRow, schema};

/// The customer a task is about; `conversation` owns the noun.
#[derive(Debug)]
pub enum Contact {}

db::text_enum! {
    /// Where a task stands. Only `reserved`, `assigned` and `wrapping` have a worker, and each of them has a lease.
    pub enum TaskState {
        Pending = "pending",
        Reserved = "reserved",
        Assigned = "assigned",
        Wrapping = "wrapping",
        Completed = "completed",
        Canceled = "canceled",
    }
}

impl TaskState {
    /// Not completed or canceled.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Completed | Self::Canceled)
    }
}

/// What a new task needs to be. `units` comes from the policy (`DispatchRules::units`).
#[derive(Clone, Debug)]
pub struct NewTask {
    pub tenant: TenantId,
    pub project: ProjectId,
    pub skill: String,
    pub conversation: ConversationId,
    /// Posture level the worker's session must have, 1–3.
    pub sensitivity: u8,
    /// Higher goes first; 0 is usual.
    pub priority: i64,
    pub units: u32,
    /// Whose conversation it is: the worker who served this contact last is preferred.
    pub contact: Option<uuid::Uuid>,
}

/// A task as stored.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = schema::task)]
pub struct TaskRow {
    pub tenant_id: TenantId,
    pub id: TaskId,
    pub project_id: ProjectId,
    pub conversation_id: ConversationId,
    pub skill: String,
    pub units: i64,
    pub sensitivity: i64,
    pub priority: i64,
    pub state: TaskState,
    /// Number of the latest offer; the fencing token of everything done under it.
    pub attempt: i64,
    pub worker_id: Option<AccountId>,
    /// Why it cannot be offered at the moment, e.g. `not_funded`.
    pub hold: Option<String>,
    pub not_before_at: Ts,
    pub lease_ends_at: Option<Ts>,
    pub created_at: Ts,
    pub waiting_since_at: Ts,
    /// First acceptance.
    pub answered_at: Option<Ts>,
    pub first_reply_at: Option<Ts>,
    pub wrapping_at: Option<Ts>,
    pub ended_at: Option<Ts>,
    pub wrap_code: Option<String>,
    /// Masked.
    pub wrap_note: Option<String>,
    pub changed_at: Ts,
    pub contact_id: Option<kernel::Id<Contact>>,
    /// The worker who served the contact last.
    pub affinity_id: Option<AccountId>,
    /// By when it should be answered.
    pub due_at: Option<Ts>,
    /// A transfer: the task that this one takes over once it is accepted.
    pub follows_id: Option<TaskId>,
    /// Only this worker is asked.
    pub target_id: Option<AccountId>,
    /// This worker is not asked.
    pub except_id: Option<AccountId>,
}

/// `hold` of a task that a supervisor serves in person: it counts against nobody's capacity and pays no piece.
const SUPERVISOR: &str = "supervisor";

impl TaskRow {
    /// Whether a supervisor took the conversation over.
    pub fn is_supervised(&self) -> bool {
        self.hold.as_deref() == Some(SUPERVISOR)
    }

    /// The task under which `supervisor` goes on with what `before` was about.
    pub(crate) fn supervised(before: &Self, supervisor: AccountId, lease: Ts, now: Ts) -> Self {
        Self {
            id: TaskId::at(now),
            state: TaskState::Assigned,
            attempt: 1,
            worker_id: Some(supervisor),
            hold: Some(SUPERVISOR.to_owned()),
            not_before_at: now,
            lease_ends_at: Some(lease),
            created_at: now,
            waiting_since_at: now,
            answered_at: Some(now),
            first_reply_at: None,
            wrapping_at: None,
            ended_at: None,
            changed_at: now,
            affinity_id: None,
            due_at: None,
            follows_id: Some(before.id),
            target_id: None,
            except_id: None,
            ..before.clone()
        }
    }

    pub(crate) fn new(new: &NewTask, now: Ts) -> Self {
        Self {
            tenant_id: new.tenant,
            id: TaskId::at(now),
            project_id: new.project,
            conversation_id: new.conversation,
            skill: new.skill.clone(),
            units: i64::from(new.units),
            sensitivity: i64::from(new.sensitivity),
            priority: new.priority,
            state: TaskState::Pending,
            attempt: 0,
            worker_id: None,
            hold: None,
            not_before_at: now,
            lease_ends_at: None,
            created_at: now,
            waiting_since_at: now,
            answered_at: None,
            first_reply_at: None,
            wrapping_at: None,
            ended_at: None,
            wrap_code: None,
            wrap_note: None,
            changed_at: now,
            contact_id: new.contact.map(kernel::Id::from_uuid),
            affinity_id: None,
            due_at: None,
            follows_id: None,
            target_id: None,
            except_id: None,
        }
    }
}

/// A step of its procedure that a worker did under a task; `weight` standard steps are paid for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, diesel::Queryable)]
pub struct StepDone {
    pub step: String,
    pub title_zh: String,
    pub title_en: String,
    pub weight: i64,
}

/// Body of `task.offered`: what one transaction offered of a tenant's tasks. Ids, numbers and code words only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TasksOffered {
    pub tenant: TenantId,
    pub offers: Vec<Offered>,
}

/// An offer that was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offered {
    pub task: TaskId,
    pub project: ProjectId,
    pub conversation: ConversationId,
    pub skill: String,
    pub attempt: i64,
    pub worker: AccountId,
    pub reservation: ReservationId,
}

impl Offered {
    pub(crate) fn of(task: TaskRow, made: &ReservationRow) -> Self {
        Self {
            task: task.id,
            project: task.project_id,
            conversation: task.conversation_id,
            skill: task.skill,
            attempt: made.attempt,
            worker: made.worker_id,
            reservation: made.id,
        }
    }
}

/// Body of every other `task.*` event. Ids, numbers and code words only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TaskEvent {
    pub task: TaskId,
    pub tenant: TenantId,
    pub project: ProjectId,
    pub conversation: ConversationId,
    pub skill: String,
    pub attempt: i64,
    /// The worker it is about, in all but `task.created` and `task.canceled` of a waiting task.
    pub worker: Option<AccountId>,
    pub reservation: Option<ReservationId>,
    /// In `task.completed`: the piece to pay.
    pub piece: Option<PieceId>,
    /// In `task.completed`: standard steps that were done, the sum of the weights below.
    #[serde(default)]
    pub steps: i64,
    /// In `task.completed`: the steps of the procedure that were done, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub did: Vec<StepDone>,
    /// In `task.completed`: when the worker took it.
    #[serde(default)]
    pub served_from: Option<Ts>,
    /// In `task.released` and `task.canceled`: `declined`, `rescinded`, `lease_expired`, `customer_left`.
    pub reason: Option<String>,
}

impl TaskEvent {
    pub(crate) fn of(task: &TaskRow) -> Self {
        Self {
            task: task.id,
            tenant: task.tenant_id,
            project: task.project_id,
            conversation: task.conversation_id,
            skill: task.skill.clone(),
            attempt: task.attempt,
            worker: task.worker_id,
            reservation: None,
            piece: None,
            steps: 0,
            did: Vec::new(),
            served_from: None,
            reason: None,
        }
    }
}
