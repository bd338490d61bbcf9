//! Who serves what, and why: presence, tasks, offers, pieces.
//!
//! Invariants: the task row is the truth and moves only by compare-and-set; the attempt number fences everything done
//! under an offer; nothing is offered without certificate, trusted session, consent, capacity and funds, checked in the
//! transaction that offers; every state but waiting and ended has a lease; a task has at most one piece.
//! Callers: `conversation` creates, closes and completes tasks through the façade; the gateway runs [`run`].

mod eligible;
mod matcher;
mod moves;
mod offer;
mod presence;
mod rules;
mod schema;
mod standby;
mod task;
mod wall;

use db::{Conn, outbox::Consumer};
pub use dispatch_core as core;
pub use dispatch_core::ids::{Task, TaskId};
use http::{Ctx, Routes};
use kernel::{AccountId, Result, SessionId, TenantId, Ts};

pub use market::ProjectId;
pub use matcher::{Engine, service::BATCH, service::beat, service::run, service::tick};
pub use moves::{Outcome, Refusal};
pub use offer::{OfferView, ReservationRow, ReservationState};
pub use presence::{Duty, PresenceState, PresenceView, service::DeskFacts};
pub use rules::{BASE, DispatchRules};
pub use task::{Contact, NewTask, Offered, StepDone, TaskEvent, TaskRow, TaskState, TasksOffered};
pub use wall::{ServiceLevel, Timing, service::HourLevel};

kernel::nouns! {
    /// An offer of a task to one worker.
    Reservation => ReservationId,
    /// Work done that is paid.
    Piece => PieceId,
    /// The thread a task is about; `conversation` owns it.
    Conversation => ConversationId,
}

/// Offers as leaves of the log: all that never changes of them.
pub const OFFERS: audit::Batched = audit::Batched {
    kind: "offer",
    table: "reservation",
    columns: &["tenant_id", "id", "task_id", "worker_id", "attempt", "offered_at", "expires_at", "why", "policy_hash"],
    later: &[],
    subject: "worker_id",
};

/// A new task, waiting from `now`. Emits `task.created` and wakes the matcher after the commit.
pub fn create_task(c: &mut Conn<'_>, new: &NewTask, now: Ts) -> db::Result<TaskId> {
    moves::create(c, new, now)
}

/// A task of `tenant`.
pub fn task(c: &mut Conn<'_>, tenant: TenantId, id: TaskId) -> db::Result<Option<TaskRow>> {
    task::store::get(c, tenant, id)
}

/// The newest task of a conversation.
pub fn task_of(c: &mut Conn<'_>, tenant: TenantId, conversation: ConversationId) -> db::Result<Option<TaskRow>> {
    task::store::of_conversation(c, tenant, conversation)
}

/// Makes what the core wants offered, in the caller's transaction of `Scope::Platform`; see [`Refusal`] for what is left out.
/// The matcher's own step, here for measurements and tests.
pub fn offer_all(c: &mut Conn<'_>, engine: &Engine, wanted: &[core::Offer], now: Ts) -> db::Result<Vec<Outcome>> {
    moves::offer_all(c, engine.rules(), engine.policy_hash(), wanted, now)
}

/// What `worker` holds (reserved, assigned and wrapping tasks), in any tenant; `Scope::Platform`.
pub fn held(c: &mut Conn<'_>, worker: AccountId) -> db::Result<Vec<TaskRow>> {
    task::store::held(c, worker)
}

/// A task that `worker` holds or held last, in any tenant; `Scope::Platform`.
pub fn task_of_worker(c: &mut Conn<'_>, worker: AccountId, id: TaskId) -> db::Result<Option<TaskRow>> {
    Ok(task::store::anywhere(c, id)?.filter(|row| row.worker_id == Some(worker)))
}

/// The first answer to the customer was sent under `task`.
pub fn first_reply(c: &mut Conn<'_>, task: &TaskRow, now: Ts) -> db::Result<()> {
    moves::first_reply(c, task, now)
}

/// The conversation of an assigned task is over: wrap-up begins. Errors: `wrong_state`.
pub fn wrap(c: &mut Conn<'_>, engine: &Engine, task: &TaskRow, now: Ts) -> db::Result<()> {
    moves::wrap(c, engine.rules(), task, now)
}

/// `worker` did a step of the procedure under `task`: it is paid for when the task is completed, once.
pub fn stepped(c: &mut Conn<'_>, task: &TaskRow, worker: AccountId, did: &StepDone, now: Ts) -> db::Result<()> {
    task::store::stepped(c, task, worker, did, now)
}

/// Ends the wrap-up: the task is completed and its one piece written. `note` is masked. Errors: `wrong_state`.
pub fn complete(c: &mut Conn<'_>, task: &TaskRow, code: &str, note: Option<&str>, now: Ts) -> db::Result<PieceId> {
    moves::complete(c, task, code, note, now)
}

/// The piece of a task, once completed.
pub fn piece_of(c: &mut Conn<'_>, tenant: TenantId, task: TaskId) -> db::Result<Option<PieceId>> {
    task::store::piece_of(c, tenant, task)
}

/// Pieces written so far, in all tenants; `Scope::Platform`.
pub fn piece_count(c: &mut Conn<'_>) -> db::Result<i64> {
    task::store::piece_count(c)
}

/// The customer left before a worker took the task. `Scope::Platform`. Errors: `wrong_state` once it is assigned.
pub fn cancel(c: &mut Conn<'_>, task: &TaskRow, reason: &str, now: Ts) -> db::Result<()> {
    moves::cancel(c, task, reason, now)
}

/// `supervisor` serves the customer of `task` in person from now on; see [`keep`]. `Scope::Platform`. Errors: `wrong_state`.
pub fn take_over(c: &mut Conn<'_>, engine: &Engine, task: &TaskRow, supervisor: AccountId, now: Ts) -> db::Result<TaskId> {
    moves::seize(c, engine.rules(), task, supervisor, now)
}

/// Renews the lease of what `supervisor` serves in person; returns until when. Errors: `wrong_state` when it is nothing.
pub fn keep(c: &mut Conn<'_>, engine: &Engine, supervisor: AccountId, now: Ts) -> db::Result<Ts> {
    moves::keep(c, engine.rules(), supervisor, now)
}

/// Takes a served task from its worker: it waits again and goes to somebody else. `Scope::Platform`. Errors: `wrong_state`.
pub fn release(c: &mut Conn<'_>, engine: &Engine, task: &TaskRow, now: Ts) -> db::Result<()> {
    moves::force_release(c, engine.rules(), task, now)
}

/// What dispatch knows for a worker's desk in `session`; `Scope::Platform`.
pub fn desk(c: &mut Conn<'_>, engine: &Engine, worker: AccountId, session: SessionId, now: Ts) -> db::Result<DeskFacts> {
    presence::service::desk(c, engine.rules(), worker, session, now)
}

/// Service level of a project over the last 24 hours and by hour. Errors: `not_found` unless `tenant` owns it.
pub fn service_level(
    c: &mut Conn<'_>,
    tenant: TenantId,
    project: ProjectId,
    now: Ts,
) -> db::Result<(ServiceLevel, Vec<HourLevel>)> {
    wall::service::service_level(c, tenant, project, now)
}

/// The resource that desk actions are asked about: the worker's own desk.
fn desk_of(ctx: &Ctx) -> Result<authz::Resource> {
    let actor = ctx.actor()?;
    Ok(authz::Resource::of("desk").tenant(actor.tenant).owner(actor.account))
}

/// Every route and socket operation of dispatch.
pub fn routes() -> Routes {
    presence::http::routes()
        .merge(standby::http::routes())
        .merge(offer::http::routes())
        .merge(task::http::routes())
        .merge(wall::http::routes())
}

/// What dispatch hears: certificates, sessions, suspensions and deposits change what can be offered; a test call wants
/// somebody at the desk.
pub fn consumers(engine: &Engine) -> Vec<Consumer> {
    let (engine, guarded, caller) = (engine.clone(), engine.clone(), engine.clone());
    #[derive(serde::Deserialize)]
    struct Holder {
        account: AccountId,
        skill: String,
    }
    #[derive(serde::Deserialize)]
    struct Person {
        account: AccountId,
    }
    #[derive(serde::Deserialize)]
    struct Ended {
        account: AccountId,
        session: SessionId,
    }
    vec![
        Consumer::new(
            "dispatch.certificates",
            &["certificate.issued", "certificate.live", "certificate.lapsed"],
            |c, event, now| {
                let holder: Holder = event.parse()?;
                presence::service::refresh_skills(c, holder.account, holder.skill, now)
            },
        ),
        Consumer::new("dispatch.test_calls", &["test_call.wanted"], move |c, _, now| matcher::service::assess(c, &caller, now)),
        Consumer::new("dispatch.sessions", &["session.ended", "posture.lost"], move |c, event, now| {
            let account = event.parse::<Person>()?.account;
            if event.topic == "posture.lost" {
                moves::distrust(c, engine.rules(), account, now)?;
            }
            presence::service::refresh_posture(c, engine.rules(), account, now)
        }),
        Consumer::new("dispatch.guard", &["guard.terminated"], move |c, event, now| {
            let Ended { account, session } = event.parse()?;
            presence::service::send_home(c, guarded.rules(), account, session, now)
        }),
        Consumer::new("dispatch.deposits", &["escrow.deposited"], |c, event, now| {
            task::store::release_holds(c, event.tenant, now)?;
            c.wake(moves::WAKE);
            Ok(())
        }),
        Consumer::new("dispatch.suspensions", &["account.suspended", "account.restored"], |c, event, now| {
            let account = event.parse::<Person>()?.account;
            presence::service::suspend(c, account, event.topic == "account.suspended", now)
        }),
    ]
}
