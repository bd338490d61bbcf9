//! Pay that is contested: rejected by its enterprise, penalised by the platform, or disputed by its worker. It is held, not
//! taken, until the case is over (`audit`'s machine); what is lost goes back to the order or to a pool that is never income.
//! Pure here.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use kernel::{AccountId, TenantId, Ts};
use market::ProjectId;

use crate::{EarningId, PaidTaskId, rules::penalty::Penalty};

db::text_enum! {
    /// Why pay is held.
    pub enum HoldKind {
        /// The enterprise rejects the piece.
        Rejection = "rejection",
        /// The platform proposes a penalty.
        Penalty = "penalty",
    }
}

db::text_enum! {
    /// Where held pay is.
    pub enum HoldState { Held = "held", Won = "won", Lost = "lost" }
}

db::text_enum! {
    /// Why a piece is rejected or penalised.
    pub enum HoldReason {
        WrongAnswer = "wrong_answer",
        Rude = "rude",
        Unfinished = "unfinished",
        RuleBroken = "rule_broken",
    }
}

/// Kind of the cases that workers open about an amount.
pub(crate) const DISPUTE: &str = "pay";

/// Held pay as stored; its case tells why and how it ended.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::hold)]
pub(crate) struct HoldRow {
    /// Of the enterprise.
    pub(crate) tenant_id: TenantId,
    pub(crate) case_id: audit::CaseId,
    pub(crate) worker_id: AccountId,
    pub(crate) earning_id: EarningId,
    pub(crate) task_id: PaidTaskId,
    pub(crate) project_id: ProjectId,
    pub(crate) kind: HoldKind,
    pub(crate) amount_minor: i64,
    pub(crate) state: HoldState,
    pub(crate) created_at: Ts,
    pub(crate) changed_at: Ts,
}

/// Rejections and pieces of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Daily {
    pub(crate) rejected: i64,
    pub(crate) pieces: i64,
}

impl Daily {
    /// Share of the pieces, basis points; more rejections than pieces are all of them.
    fn share_bp(self) -> i64 {
        (self.rejected * 10_000 / self.pieces.max(1)).min(10_000)
    }
}

/// Whether so many rejections in a day are out of the enterprise's ordinary: more than a fixed share, and more than its mean
/// and a few deviations. They then go to a judge at once.
pub(crate) fn in_bulk(rule: &Penalty, history: &[Daily], today: Daily) -> bool {
    if today.rejected < rule.guard_least {
        return false;
    }
    let shares: Vec<i64> = history.iter().filter(|d| d.pieces > 0).map(|d| d.share_bp()).collect();
    let days = i64::try_from(shares.len()).unwrap_or(i64::MAX).max(1);
    let mean = shares.iter().sum::<i64>() / days;
    let variance = shares.iter().map(|s| (s - mean) * (s - mean)).sum::<i64>() / days;
    today.share_bp() > rule.guard_bp.max(mean + rule.guard_sigma * variance.isqrt())
}

/// Whether an enterprise whose rejections were overturned so often may still reject by itself.
pub(crate) const fn keeps_right(rule: &Penalty, overturned: i64, resolved: i64) -> bool {
    resolved < rule.overturned_least || overturned * 10_000 <= resolved * rule.overturned_bp
}

/// Interest on held pay, minor units, rounded half to even.
pub(crate) fn interest(rule: &Penalty, amount: i64, since: Ts, now: Ts) -> kernel::Result<i64> {
    let seconds = i128::from((now.micros() - since.micros()).max(0) / 1_000_000);
    crate::rules::minor(i128::from(amount) * i128::from(rule.interest_bp_day) * seconds, 10_000 * 86_400)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use kernel::policy::Policy;

    use super::*;
    use crate::rules::Dated;

    fn rule() -> Penalty {
        let file = include_bytes!("../../../../policies/payout/penalty.toml");
        Policy::<Dated<Penalty>>::parse("penalty", file).unwrap().value.last().unwrap().rule.clone()
    }

    #[test]
    fn a_flood_of_rejections_is_noticed_and_a_usual_day_is_not() {
        let day = |rejected, pieces| Daily { rejected, pieces };
        let calm = [day(1, 100), day(2, 100), day(1, 100), day(0, 0)];
        assert!(!in_bulk(&rule(), &calm, day(4, 4)), "too few to say");
        assert!(!in_bulk(&rule(), &calm, day(5, 100)));
        assert!(in_bulk(&rule(), &calm, day(8, 100)));
        assert!(in_bulk(&rule(), &[], day(6, 100)));
        // Somebody who always rejects a lot is measured by their own spread as well.
        let wild = [day(10, 100), day(30, 100), day(10, 100), day(30, 100)];
        assert!(!in_bulk(&rule(), &wild, day(49, 100)));
        assert!(in_bulk(&rule(), &wild, day(51, 100)));
    }

    #[test]
    fn who_is_overturned_too_often_loses_the_right() {
        assert!(keeps_right(&rule(), 9, 9));
        assert!(keeps_right(&rule(), 3, 10));
        assert!(!keeps_right(&rule(), 4, 10));
    }

    #[test]
    fn interest_is_exact() {
        let ten_days = Ts::default().plus(Duration::from_secs(10 * 86_400));
        // 0.05 % a day.
        assert_eq!(interest(&rule(), 10_000, Ts::default(), ten_days).unwrap(), 50);
        assert_eq!(interest(&rule(), 100, Ts::default(), ten_days).unwrap(), 0);
        assert_eq!(interest(&rule(), 10_000, ten_days, Ts::default()).unwrap(), 0);
    }
}
