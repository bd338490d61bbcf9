//! Pay: what finished tasks earn their workers, with the formula, and what they cost their enterprises.
//!
//! Invariants: a task is paid at most once (its earning row is unique, its transfers' ids follow from its id); fee and pay
//! sum to the price; every accrual is a decision that replays. It hears `task.completed` and `task.canceled` and tells
//! `earning.accrued`. Money moves in `ledger` only. Nobody but the gateway calls it.

mod cost;
mod earning;
mod schema;

use audit::Replayer;
use db::{Conn, outbox::Consumer};
use http::Routes;

pub use earning::{
    Accrual, EarningEntity, EarningId, EarningState, Formula, Inputs, KIND, Language, PaidPiece, PaidPieceId, PaidTask,
    PaidTaskId, accrue,
};

/// Earnings written so far, in all tenants; `Scope::Platform`.
pub fn earning_count(c: &mut Conn<'_>) -> db::Result<i64> {
    earning::store::count(c)
}

pub fn routes() -> Routes {
    Routes::new("payout").merge(earning::http::routes()).merge(cost::http::routes())
}

pub fn consumers() -> Vec<Consumer> {
    vec![
        Consumer::new("payout.accrue", &["task.completed"], earning::service::completed),
        Consumer::new("payout.release", &["task.canceled"], earning::service::canceled),
    ]
}

pub fn replayers() -> Vec<Replayer> {
    vec![Replayer { kind: KIND, run: earning::replay }]
}
