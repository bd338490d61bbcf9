//! Pay: what finished tasks earn their workers, with the formula, and what they cost their enterprises.
//!
//! Invariants: a task is paid at most once (its earning row is unique, its transfers' ids follow from its id); fee and pay
//! sum to the price; every accrual is a decision that replays. It hears `task.completed` and `task.canceled` and tells
//! `earning.accrued`. Money moves in `ledger` only. Nobody but the gateway calls it.

mod adjustment;
mod batch;
mod cost;
mod earning;
pub mod event;
mod hold;
mod hourly;
pub mod rails;
pub mod rules;
mod schema;
mod statement;
mod verify;

use std::time::Duration;

use audit::Replayer;
use db::{Conn, outbox::Consumer};
use http::{Job, PolicyFiles, Routes, Schedule};
use kernel::Ts;

pub use statement::{StatementEntity, StatementId, recompute::Recomputed};
pub use verify::{Verified, recompute, verify};

pub use batch::{BankEntity, BankLineId, BatchEntity, BatchId, BatchState, PayoutEntity, PayoutId, Rails};
pub use earning::{
    Accrual, EarningEntity, EarningId, EarningState, Formula, Inputs, KIND, Language, PaidPiece, PaidPieceId, PaidTask,
    PaidTaskId, accrue,
};

/// Earnings written so far, in all tenants; `Scope::Platform`.
pub fn earning_count(c: &mut Conn<'_>) -> db::Result<i64> {
    earning::store::count(c)
}

/// Takes the shipped rules of pay and tax as policy versions. Run at every start; a refused file stops it.
pub fn seed_policies(c: &mut Conn<'_>, files: &PolicyFiles, now: Ts) -> db::Result<()> {
    rules::seed(c, files, now)
}

pub fn routes() -> Routes {
    Routes::new("payout")
        .merge(hourly::http::routes())
        .merge(earning::http::routes())
        .merge(hold::http::routes())
        .merge(cost::http::routes())
        .merge(statement::http::routes())
        .merge(batch::http::routes())
}

pub fn consumers() -> Vec<Consumer> {
    vec![
        Consumer::new("payout.accrue", &["task.completed"], earning::service::completed),
        Consumer::new("payout.release", &["task.canceled"], earning::service::canceled),
        Consumer::new("payout.scores", &["conversation.rated", "piece.judged"], adjustment::service::rated),
        Consumer::new("payout.cases", &["case.resolved"], hold::service::resolved),
        Consumer::new("payout.spans", &["presence.ended"], adjustment::service::present),
    ]
}

pub fn jobs() -> Vec<Job> {
    let tick = Job::new(statement::service::TICK, |app, _| statement::service::tick(app));
    vec![
        tick,
        Job::new(statement::service::CLOSE, statement::service::close),
        Job::new(adjustment::service::STANDBY, |app, _| adjustment::service::standby(app)),
        Job::new(hourly::service::JOB, |app, _| hourly::service::tick(app)),
    ]
}

pub fn schedules() -> Vec<Schedule> {
    vec![
        Schedule { queue: statement::service::TICK, every: Duration::from_secs(3600) },
        Schedule { queue: adjustment::service::STANDBY, every: Duration::from_secs(300) },
        Schedule { queue: hourly::service::JOB, every: Duration::from_secs(3600) },
    ]
}

pub fn replayers() -> Vec<Replayer> {
    vec![
        Replayer { kind: KIND, run: earning::replay },
        Replayer { kind: statement::KIND, run: statement::replay },
        Replayer { kind: adjustment::QUALITY, run: adjustment::replay_quality },
        Replayer { kind: adjustment::FLOOR, run: adjustment::replay_floor },
    ]
}

/// Cases of a property test: `PROPTEST_CASES` where it is set, as nightly, else `few`.
#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "how many cases a test draws is no configuration of the product")]
fn cases(few: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(few)
}
