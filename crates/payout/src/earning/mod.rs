//! What a worker earned for a finished task, and how the amount follows from price, fee and quality. Pure rules here.

mod formula;
pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use kernel::{AccountId, Code, Currency, DecisionId, Error, Money, Reason, Result, TenantId, Ts, policy::Policy};
use market::{OrderId, ProjectId, Tariff, Terms, UNIT_BP, Work, divide, rules::minor};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub(crate) use formula::StepLine;
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
pub(crate) const ENGINE: &str = "payout/2";

db::text_enum! {
    /// How final an earning is.
    pub enum EarningState {
        /// Earned; a hold is still possible.
        Accrued = "accrued",
    }
}

/// A step of a procedure that was done for a piece: `weight` standard steps are paid for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, diesel::Queryable)]
pub(crate) struct StepPaid {
    pub(crate) step: String,
    pub(crate) title_zh: String,
    pub(crate) title_en: String,
    pub(crate) weight: i64,
}

/// An earning as stored.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
// Nothing is written as a default: rows of one statement then look alike.
#[diesel(table_name = crate::schema::earning, treat_none_as_default_value = false)]
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
    pub(crate) piece_minor: i64,
    pub(crate) steps: i64,
    pub(crate) step_milli: i64,
    pub(crate) seconds: i64,
    pub(crate) minute_milli: i64,
    pub(crate) most_minor: i64,
    pub(crate) surge_bp: i64,
    pub(crate) surge_minor: i64,
    /// Of the fee.
    pub(crate) vat_minor: i64,
    pub(crate) floor_hourly: i64,
    pub(crate) order_id: Option<OrderId>,
    /// When the worker took the task; absent on earnings from before it was told.
    pub(crate) started_at: Option<Ts>,
}

/// What a month's rules need of an earning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::earning)]
pub(crate) struct Earned {
    pub(crate) worker_id: AccountId,
    pub(crate) id: EarningId,
    pub(crate) tenant_id: TenantId,
    pub(crate) project_id: ProjectId,
    pub(crate) amount_minor: i64,
    pub(crate) surge_minor: i64,
    pub(crate) started_at: Option<Ts>,
    pub(crate) earned_at: Ts,
}

impl EarningRow {
    pub(crate) fn money(&self, minor: i64) -> Result<Money> {
        Ok(Money::new(minor, self.currency.parse::<Currency>()?))
    }

    /// The formula of the amount, in words of `language`.
    pub(crate) fn formula(&self, language: Language) -> Result<Formula> {
        let (price, fee, pay) = (self.money(self.price_minor)?, self.money(self.fee_minor)?, self.money(self.amount_minor)?);
        Ok(Formula::new(price, self.fee_bp, fee, self.quality_bp, pay, self.basis()?, language))
    }

    /// What of the price is for standard steps, as far as the most of the piece reached; minor units.
    pub(crate) fn for_steps(&self) -> Result<i64> {
        let exact = minor(i128::from(self.step_milli) * i128::from(self.steps), 1000)?;
        Ok(exact.min(self.price_minor - self.piece_minor).max(0))
    }

    /// Terms and work that the price came from; absent on earnings from before they were kept.
    pub(crate) fn basis(&self) -> Result<Option<(Terms, Work)>> {
        if self.piece_minor == 0 {
            return Ok(None);
        }
        let terms = Terms {
            price_minor: self.piece_minor,
            step_milli: self.step_milli,
            minute_milli: self.minute_milli,
            most_minor: self.most_minor,
            fee_bp: self.fee_bp,
            surge_bp: self.surge_bp,
            surge_minor: self.surge_minor,
            floor_hourly: self.floor_hourly,
            currency: self.currency.parse()?,
        };
        Ok(Some((terms, Work { steps: self.steps, seconds: self.seconds })))
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
    /// The terms that were printed on the offer, and what was done; absent in decisions of `payout/1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<(Terms, Work)>,
}

/// How a price was divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accrual {
    pub fee_minor: i64,
    pub quality_bp: i64,
    pub pay_minor: i64,
    /// Of the fee.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub vat_minor: i64,
    /// From the pool that was filled for it; beside the price.
    #[serde(default, skip_serializing_if = "is_nought")]
    pub surge_minor: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives references")]
const fn is_nought(minor: &i64) -> bool {
    *minor == 0
}

/// Divides the price of a piece, its steps and its minutes. Fee and pay sum to it exactly; a surge comes from its pool.
pub fn accrue(inputs: &Inputs, tariff: &Tariff) -> Result<Accrual> {
    if tariff.quality_bp != UNIT_BP {
        return Err(Error::new(Code::PolicyInvalid, "a quality multiplier needs a funded pool"));
    }
    let price = match &inputs.basis {
        Some((terms, work)) => terms.price(work)?,
        None => Money::new(inputs.price_minor, inputs.currency),
    };
    if price.minor != inputs.price_minor {
        return Err(Error::internal(format!(
            "task {}: charged {}, its terms say {}",
            inputs.task, inputs.price_minor, price.minor
        )));
    }
    let share = divide(price, inputs.fee_bp)?;
    let vat = i128::from(share.fee.minor) * i128::from(tariff.fee_vat_bp);
    Ok(Accrual {
        fee_minor: share.fee.minor,
        quality_bp: tariff.quality_bp,
        pay_minor: share.pay.minor,
        vat_minor: minor(vat, i128::from(UNIT_BP + tariff.fee_vat_bp))?,
        surge_minor: inputs.basis.map_or(Ok(0), |(terms, _)| terms.surge())?,
    })
}

/// The terms of an accrual as reasons of its decision.
pub(crate) fn reasons(inputs: &Inputs, accrual: &Accrual) -> Vec<Reason> {
    let currency = inputs.currency;
    let mut told = vec![
        Reason::new("payout.price", json!({"minor": inputs.price_minor, "currency": currency})),
        Reason::new("payout.fee", json!({"fee_bp": inputs.fee_bp, "minor": accrual.fee_minor, "currency": currency})),
        Reason::new("payout.quality", json!({"quality_bp": accrual.quality_bp})),
        Reason::new("payout.pay", json!({"minor": accrual.pay_minor, "currency": currency})),
    ];
    if let Some((terms, work)) = inputs.basis {
        if terms.step_milli > 0 {
            told.push(Reason::new(
                "payout.steps",
                json!({"steps": work.steps, "step_milli": terms.step_milli, "currency": currency}),
            ));
        }
        if terms.minute_milli > 0 {
            told.push(Reason::new(
                "payout.minutes",
                json!({"seconds": work.seconds, "minute_milli": terms.minute_milli, "currency": currency}),
            ));
        }
        if accrual.surge_minor > 0 {
            let params = json!({"surge_bp": terms.surge_bp, "minor": accrual.surge_minor, "currency": currency});
            told.push(Reason::new("payout.surge", params));
        }
    }
    told
}

/// Decides a recorded accrual again.
pub(crate) fn replay(inputs: &Value, policy: &[u8]) -> Result<Value> {
    let inputs: Inputs = serde_json::from_value(inputs.clone()).map_err(Error::internal)?;
    let tariff = Policy::<Tariff>::parse("base", policy)?;
    serde_json::to_value(accrue(&inputs, &tariff.value)?).map_err(Error::internal)
}

/// The pay day of an instant, `2026-11-20`.
pub(crate) use market::rules::local_day as pay_day;

/// The first day of a day's month.
pub(crate) fn month_start(day: &str) -> String {
    format!("{}-01", day.get(..7).unwrap_or(day))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

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
            basis: None,
        }
    }

    #[test]
    fn a_recorded_accrual_replays_to_itself() {
        let inputs = inputs(120, 1500);
        let accrual = accrue(&inputs, &tariff()).unwrap();
        assert_eq!(accrual, Accrual { fee_minor: 18, quality_bp: 10_000, pay_minor: 102, vat_minor: 0, surge_minor: 0 });
        let again = replay(&serde_json::to_value(inputs).unwrap(), FILE).unwrap();
        assert_eq!(again, serde_json::to_value(accrual).unwrap());
        assert_eq!(again, json!({"fee_minor": 18, "quality_bp": 10_000, "pay_minor": 102}), "as payout/1 wrote it");
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

    #[test]
    fn terms_give_the_price_and_the_surge_and_a_charge_that_differs_is_refused() {
        let terms = Terms {
            price_minor: 100,
            step_milli: 15_500,
            minute_milli: 45_000,
            most_minor: 300,
            fee_bp: 1500,
            surge_bp: 15_000,
            surge_minor: 42,
            floor_hourly: 2400,
            currency: Currency::CNY,
        };
        let basis = Some((terms, Work { steps: 3, seconds: 90 }));
        let mut with_vat = tariff();
        with_vat.fee_vat_bp = 600;
        let accrual = accrue(&Inputs { basis, ..inputs(214, 1500) }, &with_vat).unwrap();
        assert_eq!(accrual, Accrual { fee_minor: 32, quality_bp: 10_000, pay_minor: 182, vat_minor: 2, surge_minor: 42 });
        assert!(accrue(&Inputs { basis, ..inputs(213, 1500) }, &tariff()).is_err());
        assert_eq!(reasons(&Inputs { basis, ..inputs(214, 1500) }, &accrual).len(), 7);
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
