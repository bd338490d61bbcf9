//! Threads between customers and the workers who serve them: contacts, conversations, messages, and the desk's snapshot.
//!
//! Invariants: what is stored, streamed or logged is masked – a value the detector finds exists only sealed in the
//! vault; tokens are expanded for their own customer at delivery and nowhere else; a worker's message has a verdict;
//! only the worker who holds the task reads or answers, everybody else of the platform gets `not_found`.
//! Callers: the gateway (routes, consumers, [`expander`]). Nothing depends on this crate but the gateway and `swarm`.

mod channel;
mod contact;
mod desk;
mod drawn;
mod handover;
mod history;
mod inbound;
mod judge;
mod lesson;
mod message;
mod privacy;
mod procedure;
mod schema;
mod supervise;
mod thread;
mod typing;

use authz::Resource;
use db::{Conn, outbox::Consumer};
use http::{Job, Routes};
use kernel::{Actor, Ts};
use serde_json::Value;

pub use desk::{Desk, DeskLine, PatrolMode};
pub use dispatch::{ConversationId, ProjectId, TaskId};
pub use drawn::Drawing;
pub use history::{Record, Turn, closed, newest, record, turn};
pub use message::{CustomerMessage, MessageState, MessageView, Sender, VerdictView};
pub use privacy::expander;
pub use supervise::WhisperView;
pub use thread::{ClosedBy, ConversationEvent, ConversationState, ThreadState};

kernel::nouns! {
    /// A customer's browser.
    Contact => ContactId,
    /// Something said in a conversation.
    Message => MessageId,
    /// A supervisor's word to a worker.
    Whisper => WhisperId,
    /// An order to act on a value, or to tell the enterprise's system something.
    Handover => HandoverId,
}

/// The actor's own collection of `kind`, as routes ask for it.
fn own(kind: &'static str, actor: &Actor) -> Resource {
    Resource::of(kind).tenant(actor.tenant).owner(actor.account)
}

/// Leaves a line in the audit trail about a conversation.
fn trail(
    c: &mut Conn<'_>,
    actor: &Actor,
    action: &'static str,
    thread: &thread::ThreadRow,
    detail: Value,
    at: Ts,
) -> db::Result<()> {
    audit::record(
        c,
        &audit::Entry {
            tenant: thread.tenant_id,
            actor: Some(actor),
            action,
            object_kind: "conversation",
            object_id: thread.id.uuid(),
            detail,
            at,
        },
    )?;
    Ok(())
}

/// Every route and socket operation of conversations, the widget and the desk's snapshot, and of tokens.
pub fn routes() -> Routes {
    contact::http::routes()
        .merge(thread::http::routes())
        .merge(message::http::routes())
        .merge(typing::http::routes())
        .merge(desk::http::routes())
        .merge(channel::http::routes())
        .merge(handover::http::routes())
        .merge(inbound::http::routes())
        .merge(procedure::http::routes())
        .merge(supervise::http::routes())
        .merge(drawn::http::routes())
        .merge(lesson::http::routes())
        .merge(masking::token_routes(thread::service::holder))
}

/// What conversations hear: a task found its worker, or lost them; a worker answered.
pub fn consumers() -> Vec<Consumer> {
    vec![
        Consumer::new("conversation.tasks", &["task.assigned", "task.released"], thread::service::on_task),
        Consumer::new("conversation.replies", &["message.sent"], handover::service::on_sent),
    ]
}

/// Posts to enterprises' own systems.
pub fn jobs() -> Vec<Job> {
    vec![Job::new(handover::service::QUEUE, handover::service::deliver)]
}
