//! Pay: what finished tasks earn their workers, with the formula, and what they cost their enterprises.
//!
//! Invariants: a task is paid at most once (its earning row is unique, its transfers' ids follow from its id); fee and pay
//! sum to the price, a surge comes from its pool; every accrual, multiplier and floor is a decision that replays; what is
//! contested is held, not taken, until its case is over. It hears `task.*`, `conversation.rated`, `piece.judged`,
//! `presence.ended`, `test_call.served`, `incident.decided` and `case.resolved`, and tells `earning.accrued` and `statement.issued`. Money moves in `ledger` only.
//! Nobody but the gateway calls it.
//!
//! # Who posts which event
//!
//! The numbers are those of the chart of 21 events in [`event`]; `market` posts what is an enterprise's alone.
//!
//! | # | event | posted by |
//! |---|---|---|
//! | 1 | prepayment | `market` `POST /escrow/deposits` |
//! | 2 | budget reserved, started, called off | `market` `POST /orders`, job `market.orders`, `POST /orders/{id}/cancel`; per task `market::reserve` and `settle` |
//! | 3 | piece, fee, VAT in the fee (`payout/base`: `fee_vat_bp`) | consumer `payout.accrue` |
//! | 4 | hourly floor; standby; test calls | job `payout.close`; job `payout.standby`; consumer `payout.assessments` |
//! | 5 | pool filled; surge | `market` `POST /surges`, `POST /projects/{id}/quality-pool`; consumer `payout.accrue` |
//! | 6 | quality | job `payout.close` |
//! | 7 | held | `POST /earnings/{id}/rejection`, `POST /earnings/{id}/penalty` |
//! | 8, 9 | appeal lost, won with interest | consumer `payout.cases` |
//! | 9 | a closed month judged better | consumer `payout.scores`, job `payout.rejudge` |
//! | 10, 11 | final, withheld | job `payout.close` |
//! | 12–15 | instructed, settled, refused, returned, released | `POST /payout-batches/{id}/submission`; jobs `payout.send` and `payout.fetch`, `POST /bank-files`; `PUT /payee` |
//! | 16 | claimed, recovered up to the cap, given up | `POST /earnings/{id}/claim` and consumer `payout.claims`; job `payout.close`; `POST /receivables/{worker}/write-off` |
//! | 17 | remitted to the tax office | `POST /remittances`, job `payout.remit` |
//! | 18 | budget and pools back; refund | jobs `market.orders`, `market.surges`; `market` `POST /refunds` |
//! | 19 | postpaid invoice, paid, credited | `market` `POST /postpaid-invoices`, `…/{id}/payment`, `…/{id}/credit-note`; the monthly invoices are views of the journal (job `market.invoices`) |
//! | 20 | correction | consumer `payout.cases`: the fee of a piece whose rejection stands |
//! | 21 | exchange | `market` `POST /exchanges`: a prepayment in another currency |

mod adjustment;
mod assessment;
mod batch;
mod claim;
mod cost;
pub mod crash;
mod earning;
pub mod event;
mod hold;
mod hourly;
mod rail;
mod rejudged;
mod remittance;
pub mod rules;
mod schema;
mod seal_day;
mod statement;
mod verify;
mod what_if;

use std::time::Duration;

use audit::Replayer;
use db::{Conn, outbox::Consumer};
use http::{Job, PolicyFiles, Routes, Schedule};
use kernel::Ts;

pub use statement::{StatementEntity, StatementId, recompute::Recomputed};
pub use verify::{Verified, recompute, verify};
pub use what_if::{Draft, WhatIf, service::what_if};

pub use batch::{BankEntity, BankLineId, BatchEntity, BatchId, BatchState, PayoutEntity, PayoutId, Rails};
pub use rail::{BankPeer, Counterparties};

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
        .merge(claim::http::routes())
        .merge(remittance::http::routes())
        .merge(seal_day::http::routes())
        .merge(cost::http::routes())
        .merge(statement::http::routes())
        .merge(batch::http::routes())
        .merge(rail::http::routes())
        .merge(what_if::http::routes())
}

pub fn consumers() -> Vec<Consumer> {
    vec![
        Consumer::many("payout.accrue", &["task.completed"], earning::service::completed),
        Consumer::new("payout.release", &["task.canceled"], earning::service::canceled),
        Consumer::new("payout.scores", &["conversation.rated", "piece.judged"], adjustment::service::rated),
        Consumer::new("payout.cases", &["case.resolved"], hold::service::resolved),
        Consumer::new("payout.guarded", &["incident.decided"], hold::service::decided),
        Consumer::new("payout.claims", &["case.resolved"], claim::service::resolved),
        Consumer::new("payout.assessments", &["test_call.served"], assessment::service::served),
        Consumer::new("payout.spans", &["presence.ended"], adjustment::service::present),
    ]
}

pub fn jobs() -> Vec<Job> {
    let tick = Job::new(statement::service::TICK, |app, _| statement::service::tick(app));
    vec![
        tick,
        Job::new(statement::service::CLOSE, statement::close::close),
        Job::new(adjustment::service::STANDBY, |app, _| adjustment::service::standby(app)),
        Job::new(hold::service::GUARD, hold::service::guard),
        Job::new(rejudged::service::JOB, rejudged::service::run),
        Job::new(seal_day::service::JOB, |app, _| seal_day::service::tick(app)),
        Job::new(seal_day::service::SWEEP, |app, _| seal_day::service::sweep(app)),
        Job::new(remittance::service::JOB, remittance::service::pay),
        Job::new(hourly::service::JOB, |app, _| hourly::service::tick(app)),
        Job::new(rail::service::SEND, |app, _| rail::service::send(app)),
        Job::new(rail::service::FETCH, |app, _| rail::service::fetch(app)),
    ]
}

pub fn schedules() -> Vec<Schedule> {
    vec![
        Schedule { queue: statement::service::TICK, every: Duration::from_secs(3600) },
        Schedule { queue: adjustment::service::STANDBY, every: Duration::from_secs(300) },
        Schedule { queue: seal_day::service::JOB, every: Duration::from_secs(3600) },
        Schedule { queue: seal_day::service::SWEEP, every: Duration::from_secs(24 * 3600) },
        Schedule { queue: hourly::service::JOB, every: Duration::from_secs(3600) },
        Schedule { queue: rail::service::SEND, every: Duration::from_secs(60) },
        Schedule { queue: rail::service::FETCH, every: Duration::from_secs(60) },
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
