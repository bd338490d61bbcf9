//! What a worker earned for a finished task, and how the amount follows from price, fee and quality. Pure rules here.

mod formula;
pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use std::time::Duration;

use kernel::{AccountId, Code, Currency, DecisionId, Error, Money, Reason, Result, TenantId, Ts, policy::Policy};
use market::{ProjectId, Tariff, UNIT_BP, divide};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use formula::{Formula, Language};

kernel::nouns! {
    /// What one worker earned for one task.
    EarningEntity => EarningId,
    /// The task that was served; `dispatch` owns it.
    PaidTask => PaidTaskId,
    /// The piece of work that is paid; `dispatch` owns it.
    PaidPiece => PaidPieceId,
}

/// `Decision.kind` of an accrual.
pub const KIND: &str = "payout.accrue";
/// Version of the accrual's code, part of every decision.
pub(crate) const ENGINE: &str = "payout/1";

db::text_enum! {
    /// How final an earning is.
    pub enum EarningState {
        /// Earned; a hold is still possible.
        Accrued = "accrued",
    }
}

/// An earning as stored.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::earning)]
pub(crate) struct EarningRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: EarningId,
    pub(crate) task_id: PaidTaskId,
    pub(crate) piece_id: Option<PaidPieceId>,
    pub(crate) project_id: ProjectId,
    pub(crate) worker_id: AccountId,
    pub(crate) price_minor: i64,
    pub(crate) fee_bp: i64,
    pub(crate) fee_minor: i64,
    pub(crate) quality_bp: i64,
    pub(crate) amount_minor: i64,
    pub(crate) currency: String,
    pub(crate) state: EarningState,
    /// Pay day, `2026-11-20`, in the tariff's time zone.
    pub(crate) day: String,
    pub(crate) decision_id: DecisionId,
    pub(crate) earned_at: Ts,
    pub(crate) created_at: Ts,
}

impl EarningRow {
    pub(crate) fn money(&self, minor: i64) -> Result<Money> {
        Ok(Money::new(minor, self.currency.parse::<Currency>()?))
    }

    /// The formula of the amount, in words of `language`.
    pub(crate) fn formula(&self, language: Language) -> Result<Formula> {
        let (price, fee, pay) = (self.money(self.price_minor)?, self.money(self.fee_minor)?, self.money(self.amount_minor)?);
        Ok(Formula::new(price, self.fee_bp, fee, self.quality_bp, pay, language))
    }
}

/// What an accrual follows from, besides the tariff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inputs {
    pub task: PaidTaskId,
    pub project: ProjectId,
    pub worker: AccountId,
    pub price_minor: i64,
    pub currency: Currency,
    /// Locked when the task's money was reserved.
    pub fee_bp: i64,
}

/// How a price was divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accrual {
    pub fee_minor: i64,
    pub quality_bp: i64,
    pub pay_minor: i64,
}

/// Divides the price of a piece. Fee and pay sum to it exactly.
pub fn accrue(inputs: &Inputs, tariff: &Tariff) -> Result<Accrual> {
    if tariff.quality_bp != UNIT_BP {
        return Err(Error::new(Code::PolicyInvalid, "a quality multiplier needs a funded pool"));
    }
    let share = divide(Money::new(inputs.price_minor, inputs.currency), inputs.fee_bp)?;
    Ok(Accrual { fee_minor: share.fee.minor, quality_bp: tariff.quality_bp, pay_minor: share.pay.minor })
}

/// The terms of an accrual as reasons of its decision.
pub(crate) fn reasons(inputs: &Inputs, accrual: &Accrual) -> Vec<Reason> {
    let currency = inputs.currency;
    vec![
        Reason::new("payout.price", json!({"minor": inputs.price_minor, "currency": currency})),
        Reason::new("payout.fee", json!({"fee_bp": inputs.fee_bp, "minor": accrual.fee_minor, "currency": currency})),
        Reason::new("payout.quality", json!({"quality_bp": accrual.quality_bp})),
        Reason::new("payout.pay", json!({"minor": accrual.pay_minor, "currency": currency})),
    ]
}

/// Decides a recorded accrual again.
pub(crate) fn replay(inputs: &Value, policy: &[u8]) -> Result<Value> {
    let inputs: Inputs = serde_json::from_value(inputs.clone()).map_err(Error::internal)?;
    let tariff = Policy::<Tariff>::parse("base", policy)?;
    serde_json::to_value(accrue(&inputs, &tariff.value)?).map_err(Error::internal)
}

/// The pay day of an instant, `2026-11-20`.
pub(crate) fn pay_day(at: Ts, offset_minutes: i64) -> String {
    let offset = Duration::from_secs(offset_minutes.unsigned_abs() * 60);
    if offset_minutes < 0 { at.minus(offset).day() } else { at.plus(offset).day() }
}

/// The first day of a day's month.
pub(crate) fn month_start(day: &str) -> String {
    format!("{}-01", day.get(..7).unwrap_or(day))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FILE: &[u8] = include_bytes!("../../../../policies/payout/base.toml");

    fn tariff() -> Tariff {
        Policy::parse("base", FILE).unwrap().value
    }

    fn inputs(price_minor: i64, fee_bp: i64) -> Inputs {
        Inputs {
            task: PaidTaskId::from_u128(1),
            project: ProjectId::from_u128(2),
            worker: AccountId::from_u128(3),
            price_minor,
            currency: Currency::CNY,
            fee_bp,
        }
    }

    #[test]
    fn a_recorded_accrual_replays_to_itself() {
        let inputs = inputs(120, 1500);
        let accrual = accrue(&inputs, &tariff()).unwrap();
        assert_eq!(accrual, Accrual { fee_minor: 18, quality_bp: 10_000, pay_minor: 102 });
        let again = replay(&serde_json::to_value(inputs).unwrap(), FILE).unwrap();
        assert_eq!(again, serde_json::to_value(accrual).unwrap());
        assert!(replay(&json!({"price_minor": "120"}), FILE).is_err());
    }

    #[test]
    fn pay_days_begin_at_the_tariffs_midnight() {
        let at: Ts = "2026-11-20T16:00:00Z".parse().unwrap();
        assert_eq!(pay_day(at, 480), "2026-11-21");
        assert_eq!(pay_day(at.minus(Duration::from_micros(1)), 480), "2026-11-20");
        assert_eq!(pay_day("2026-11-20T01:00:00Z".parse().unwrap(), -120), "2026-11-19");
        assert_eq!(month_start("2026-11-20"), "2026-11-01");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_between_price_fee_and_pay(price in 1_i64..=100_000, fee_bp in 0_i64..=5_000) {
            let accrual = accrue(&inputs(price, fee_bp), &tariff()).unwrap();
            prop_assert_eq!(accrual.fee_minor + accrual.pay_minor, price);
            prop_assert!(accrual.pay_minor > 0);
        }
    }
}
