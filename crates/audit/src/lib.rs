//! What happened, what was decided and under which rules, in a log whose later change shows.
//!
//! Invariants: entries, decisions, leaves and checkpoints are only ever added (triggers refuse the rest); an entry is
//! written in the transaction of the fact it tells; every leaf is the hash of its row, every checkpoint is signed.
//! Words (details, inputs, reasons) lie beside their rows under a salted commitment, so that erasing them breaks no
//! proof. Every domain calls [`record`] and [`decide`]; only the sequencer touches leaves, tiles and checkpoints. What a
//! person contests is a case ([`open_case`]): evidence frozen, a second judge blind to the first, a clock for the person.

mod batch;
mod case;
mod decision;
mod log;
pub mod merkle;
mod operations;
pub mod policy;
mod schema;

use std::time::Duration;

use ::seal::Keyring;
use db::Conn;
use http::{App, Job, Routes, Schedule};
use kernel::{Result, TenantId, Ts};

pub use batch::{Batched, Batches};
pub use case::{CaseEntity, CaseFact, CaseId, CaseRefEntity, CaseRefId, CaseRow, CaseState, CaseVerdict, NewCase, ResolvedBy};
pub use decision::{Outcomes, Replay, Replayer, Replayers, Tally, decide, decide_all, erase, replay, replay_all};
pub use log::{
    AuditEntry, Checkpoint, Entry, EntryId, ORIGIN, Report, Signer, SigningKey, VerifyingKey, check, export, hex,
    http::ProofView,
    note::{self, Cosignature, Witnesses},
    record, verify,
};

/// Gives waiting leaves their places and signs a checkpoint, in the caller's transaction; `None` when nothing waited.
/// At most 1000 leaves a call.
pub fn seal(c: &mut Conn<'_>, signer: &Signer, now: Ts) -> db::Result<Option<Checkpoint>> {
    log::service::seal(c, signer, now)
}

/// The reasons of a decision; `None` when they were erased. Errors: `not_found`.
pub fn reasons_of(c: &mut Conn<'_>, id: kernel::DecisionId) -> db::Result<Option<Vec<kernel::Reason>>> {
    let (_, words) = decision::store::get(c, id)?.ok_or_else(|| kernel::Error::not_found("the decision"))?;
    Ok(words.map(|words| words.reasons))
}

/// That an entry is in the log; `None` while it waits for its place, seconds at most.
pub fn proof_of(c: &mut Conn<'_>, id: EntryId) -> db::Result<Option<ProofView>> {
    Ok(log::service::proof_of(c, id)?.map(|proof| ProofView::of(id, proof)))
}

/// What a decision was made from; `None` when it was erased. Errors: `not_found`.
pub fn inputs_of(c: &mut Conn<'_>, id: kernel::DecisionId) -> db::Result<Option<serde_json::Value>> {
    let (_, words) = decision::store::get(c, id)?.ok_or_else(|| kernel::Error::not_found("the decision"))?;
    Ok(words.map(|words| words.inputs))
}

/// Opens a case in the caller's transaction (`Scope::Platform`) and tells `case.opened`. The domain hears `case.resolved`.
///
/// Errors: `invalid_field` for empty or too long words.
pub fn open_case(c: &mut Conn<'_>, seal: &Keyring, new: &NewCase<'_>, now: Ts) -> db::Result<CaseId> {
    case::service::open(c, seal, new, now)
}

/// A case, whosever it is: the caller decides what of it to show.
pub fn case(c: &mut Conn<'_>, id: CaseId) -> db::Result<Option<CaseRow>> {
    case::store::get(c, id)
}

/// The newest case of a kind about one thing.
pub fn case_about(c: &mut Conn<'_>, tenant: TenantId, ref_kind: &str, ref_id: uuid::Uuid) -> db::Result<Option<CaseRow>> {
    case::store::about(c, tenant, ref_kind, ref_id)
}

/// A tenant's cases of a kind opened since, oldest first: for guards against verdicts in bulk.
pub fn cases_since(c: &mut Conn<'_>, tenant: TenantId, kind: &str, from: Ts) -> db::Result<Vec<CaseRow>> {
    case::store::since(c, tenant, kind, from)
}

/// Seals until nothing waits, a short transaction at a time.
pub async fn seal_all(app: std::sync::Arc<App>) -> Result<()> {
    log::service::seal_all(app).await
}

pub fn routes() -> Routes {
    Routes::new("audit")
        .merge(log::http::routes())
        .merge(batch::http::routes())
        .merge(case::http::routes())
        .merge(decision::http::routes())
        .merge(policy::http::routes())
        .merge(operations::http::routes())
}

/// A process that died while it sealed is taken over after this; sealing itself is one at a time by a row lock.
pub const SEALS: Duration = Duration::from_secs(2);

pub fn jobs() -> Vec<Job> {
    vec![
        Job::new("audit.seal", |app, _| log::service::seal_all(app)).leased(SEALS),
        Job::new(batch::service::JOB, |app, _| batch::service::gather(app)).leased(SEALS),
        Job::new(case::service::JOB, |app, _| case::service::tick(app)),
    ]
}

/// A leaf waits at most this long for its checkpoint, and the moment the job takes.
pub fn schedules() -> Vec<Schedule> {
    vec![
        Schedule { queue: "audit.seal", every: Duration::from_secs(4) },
        Schedule { queue: batch::service::JOB, every: Duration::from_secs(4) },
        Schedule { queue: case::service::JOB, every: Duration::from_secs(300) },
    ]
}
