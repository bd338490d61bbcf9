//! What moves a worker's pay besides finished tasks: quality and floor when a period closes, standby, and what is held and
//! given back. Every line says what it follows from; quality and floor are decisions that replay. Pure here.

pub(crate) mod service;
pub(crate) mod store;

use db::Json;
use kernel::{AccountId, Code, Currency, DecisionId, Error, PLATFORM, Reason, Result, TenantId, Ts, policy::Policy};
use market::{CURRENCY, ProjectId, UNIT_BP};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    rejudged,
    rules::{
        Dated, Day,
        floor::{Due, Floor, Time},
        quality::Quality,
    },
    statement::StatementId,
};

kernel::nouns! {
    /// A line of pay that is no piece.
    AdjustmentEntity => AdjustmentId,
    /// Whatever a line of pay is about.
    AdjustedEntity => AdjustedId,
    /// A time at the desk.
    SpanEntity => SpanId,
}

/// `Decision.kind` of a quality multiplier and of a floor.
pub(crate) const QUALITY: &str = "payout.quality";
pub(crate) const FLOOR: &str = "payout.floor";
pub(crate) const ENGINE: &str = "payout.close/1";

db::text_enum! {
    /// Why pay moved.
    pub enum AdjustmentKind {
        /// The quality multiplier of a period.
        Quality = "quality",
        /// What was missing to the hourly floor.
        Floor = "floor",
        /// Reserved peak minutes in which no customer came.
        Standby = "standby",
        /// Held until an appeal is over.
        Held = "held",
        /// Given back: the appeal was won.
        Released = "released",
        /// For the time it was held.
        Interest = "interest",
        /// A dispute was won: what had been paid too little.
        BackPay = "back_pay",
        /// A test call was played or scored.
        Assessment = "assessment",
        /// A closed month was judged better later: what it had been paid too little.
        Rejudged = "rejudged",
    }
}

impl AdjustmentKind {
    /// Whether it counts as earned before a period's rules: the time of test calls does not, nor what is owed for another month.
    pub(crate) const fn fills_the_floor(self) -> bool {
        !matches!(self, Self::Quality | Self::Floor | Self::Assessment | Self::Rejudged)
    }
}

/// A line as stored. The amount is below zero where it takes.
#[derive(Clone, Debug, PartialEq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
// Nothing is written as a default: rows of one statement then look alike.
#[diesel(table_name = crate::schema::adjustment, treat_none_as_default_value = false)]
pub(crate) struct AdjustmentRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: AdjustmentId,
    pub(crate) worker_id: AccountId,
    pub(crate) kind: AdjustmentKind,
    pub(crate) amount_minor: i64,
    pub(crate) currency: String,
    pub(crate) day: String,
    pub(crate) project_id: Option<ProjectId>,
    pub(crate) ref_kind: String,
    pub(crate) ref_id: AdjustedId,
    pub(crate) decision_id: Option<DecisionId>,
    /// Hash of the rule that decided; empty where none did.
    pub(crate) policy_hash: String,
    /// Numbers of the formula.
    pub(crate) facts: Json<Value>,
    pub(crate) statement_id: Option<StatementId>,
    pub(crate) created_at: Ts,
}

/// The same line on a statement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AdjustmentLine {
    pub(crate) id: AdjustmentId,
    pub(crate) kind: AdjustmentKind,
    pub(crate) day: String,
    pub(crate) amount_minor: i64,
    pub(crate) project: Option<ProjectId>,
    pub(crate) decision: Option<DecisionId>,
    pub(crate) policy_hash: String,
    #[schema(value_type = Object)]
    pub(crate) facts: Value,
}

impl From<AdjustmentRow> for AdjustmentLine {
    fn from(row: AdjustmentRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            day: row.day,
            amount_minor: row.amount_minor,
            project: row.project_id,
            decision: row.decision_id,
            policy_hash: row.policy_hash,
            facts: row.facts.0,
        }
    }
}

/// What one project's work earned a worker in a period, surge apart, and what its quality pool has for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Worked {
    pub(crate) project: ProjectId,
    pub(crate) pay_minor: i64,
    /// The worker's part of the pool; a shorter pool pays everybody in proportion.
    pub(crate) funded_minor: i64,
}

/// What a quality multiplier is decided from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct QualityInputs {
    pub(crate) on: Day,
    pub(crate) score_bp: i64,
    pub(crate) sample: i64,
    /// What the worker's time is worth at least.
    pub(crate) floor_minor: i64,
    pub(crate) worked: Vec<Worked>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct QualityOutcome {
    pub(crate) multiplier_bp: i64,
    /// By project in the order of the inputs; below zero where it takes.
    pub(crate) delta_minor: Vec<i64>,
}

/// What the multiplier would add to `pay` if its pool had enough.
pub(crate) fn wanted(rule: &Quality, multiplier_bp: i64, pay: i64) -> Result<i64> {
    Ok((rule.apply(pay, multiplier_bp, 0)? - pay).max(0))
}

/// More from the pools, as far as they reach; less from all projects alike, never below the floor.
pub(crate) fn quality(rule: &Dated<Quality>, inputs: &QualityInputs) -> Result<QualityOutcome> {
    quality_by(&rule.on(inputs.on)?.rule, inputs)
}

/// The same by one version of the rule.
pub(crate) fn quality_by(rule: &Quality, inputs: &QualityInputs) -> Result<QualityOutcome> {
    let multiplier_bp = rule.multiplier(inputs.score_bp, inputs.sample)?;
    let total = crate::statement::total(inputs.worked.iter().map(|w| w.pay_minor))?;
    let delta_minor = if multiplier_bp >= UNIT_BP {
        let more = |w: &Worked| Ok(wanted(rule, multiplier_bp, w.pay_minor)?.min(w.funded_minor.max(0)));
        inputs.worked.iter().map(more).collect::<Result<_>>()?
    } else {
        let less = total - rule.apply(total, multiplier_bp, inputs.floor_minor)?;
        let weight = |w: &Worked| u32::try_from(w.pay_minor);
        let weights = inputs.worked.iter().map(weight).collect::<std::result::Result<Vec<u32>, _>>();
        let weights = weights.map_err(|_| Error::new(Code::AmountTooLarge, "the pay of a period is too large"))?;
        kernel::split(less, &weights).into_iter().map(|part| -part).collect()
    };
    Ok(QualityOutcome { multiplier_bp, delta_minor })
}

/// What a floor is decided from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct FloorInputs {
    pub(crate) on: Day,
    pub(crate) place: String,
    /// Seconds since 1970.
    pub(crate) time: Time,
    /// All pay of the period before the floor.
    pub(crate) earned_minor: i64,
}

pub(crate) fn floor(rule: &Dated<Floor>, inputs: &FloorInputs) -> Result<Due> {
    floor_by(&rule.on(inputs.on)?.rule, inputs)
}

/// The same by one version of the rule.
pub(crate) fn floor_by(rule: &Floor, inputs: &FloorInputs) -> Result<Due> {
    rule.of(&inputs.place)?.due(&inputs.time, inputs.earned_minor)
}

fn json_of(value: &impl Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(Error::internal)
}

pub(crate) fn replay_quality(inputs: &Value, policy: &[u8]) -> Result<Value> {
    let inputs: QualityInputs = serde_json::from_value(inputs.clone()).map_err(Error::internal)?;
    json_of(&quality(&Policy::<Dated<Quality>>::parse("quality", policy)?.value, &inputs)?)
}

pub(crate) fn replay_floor(inputs: &Value, policy: &[u8]) -> Result<Value> {
    let inputs: FloorInputs = serde_json::from_value(inputs.clone()).map_err(Error::internal)?;
    json_of(&floor(&Policy::<Dated<Floor>>::parse("floor", policy)?.value, &inputs)?)
}

pub(crate) fn quality_reasons(inputs: &QualityInputs, outcome: &QualityOutcome) -> Vec<Reason> {
    let sum: i64 = outcome.delta_minor.iter().sum();
    vec![
        Reason::new("payout.quality.score", json!({"score_bp": inputs.score_bp, "sample": inputs.sample})),
        Reason::new("payout.quality", json!({"quality_bp": outcome.multiplier_bp})),
        Reason::new("payout.quality.delta", json!({"minor": sum, "currency": market::CURRENCY})),
    ]
}

pub(crate) fn floor_reasons(due: &Due, earned_minor: i64, currency: Currency) -> Vec<Reason> {
    vec![
        Reason::new("payout.floor.time", json!({"engaged_s": due.engaged_seconds, "paid_s": due.paid_seconds})),
        Reason::new("payout.floor", json!({"minor": due.floor, "earned_minor": earned_minor, "currency": currency})),
        Reason::new("payout.floor.top_up", json!({"minor": due.top_up, "currency": currency})),
    ]
}

/// Recomputes a line of a statement from its facts and the rule it names; `None` for lines that no rule decided.
pub(crate) fn recompute(line: &AdjustmentLine, rules: &[Vec<u8>]) -> Result<Option<i64>> {
    let bytes = |hash: &str| {
        let found = rules.iter().find(|bytes| kernel::sha256_hex(bytes) == hash);
        found.ok_or_else(|| Error::new(Code::PolicyMissing, format!("no rule file has the hash {hash}; name it with --policy")))
    };
    let invalid = |e: serde_json::Error| Error::new(Code::InvalidField, format!("line {}: {e}", line.id));
    match line.kind {
        AdjustmentKind::Quality => {
            let inputs: QualityInputs = serde_json::from_value(line.facts.clone()).map_err(invalid)?;
            let rule = Policy::<Dated<Quality>>::parse("quality", bytes(&line.policy_hash)?)?;
            let outcome = quality(&rule.value, &inputs)?;
            let of = |(w, delta): (&Worked, &i64)| (Some(w.project) == line.project).then_some(*delta);
            Ok(inputs.worked.iter().zip(&outcome.delta_minor).find_map(of).or(Some(0)))
        }
        AdjustmentKind::Floor => {
            let inputs: FloorInputs = serde_json::from_value(line.facts.clone()).map_err(invalid)?;
            let rule = Policy::<Dated<Floor>>::parse("floor", bytes(&line.policy_hash)?)?;
            Ok(Some(floor(&rule.value, &inputs)?.top_up))
        }
        AdjustmentKind::Assessment => Ok(Some(crate::assessment::recompute(&line.facts, bytes(&line.policy_hash)?)?)),
        AdjustmentKind::Rejudged => {
            let floor = bytes(rejudged::floor_hash(&line.facts).unwrap_or_default())?;
            Ok(Some(rejudged::recompute(&line.facts, bytes(&line.policy_hash)?, floor)?))
        }
        _ => Ok(None),
    }
}

/// A line to be written.
pub(crate) struct NewLine<'a> {
    pub(crate) id: AdjustmentId,
    pub(crate) worker: AccountId,
    pub(crate) kind: AdjustmentKind,
    pub(crate) amount_minor: i64,
    pub(crate) day: String,
    pub(crate) project: Option<ProjectId>,
    pub(crate) about: (&'a str, Uuid),
    pub(crate) decision: Option<DecisionId>,
    pub(crate) policy_hash: &'a str,
    pub(crate) facts: Value,
}

impl NewLine<'_> {
    /// As it is stored before it stands in a statement.
    pub(crate) fn row(self, now: Ts) -> AdjustmentRow {
        AdjustmentRow {
            tenant_id: PLATFORM,
            id: self.id,
            worker_id: self.worker,
            kind: self.kind,
            amount_minor: self.amount_minor,
            currency: CURRENCY.as_str().to_owned(),
            day: self.day,
            project_id: self.project,
            ref_kind: self.about.0.to_owned(),
            ref_id: AdjustedId::from_uuid(self.about.1),
            decision_id: self.decision,
            policy_hash: self.policy_hash.to_owned(),
            facts: Json(self.facts),
            statement_id: None,
            created_at: now,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const QUALITY_FILE: &[u8] = include_bytes!("../../../../policies/payout/quality.toml");
    const FLOOR_FILE: &[u8] = include_bytes!("../../../../policies/payout/floor.toml");

    fn inputs(score_bp: i64, floor_minor: i64, worked: &[(i64, i64)]) -> QualityInputs {
        let worked = worked.iter().zip(1..).map(|((pay_minor, funded_minor), n)| Worked {
            project: ProjectId::from_u128(n),
            pay_minor: *pay_minor,
            funded_minor: *funded_minor,
        });
        QualityInputs { on: "2026-02-01".parse().unwrap(), score_bp, sample: 40, floor_minor, worked: worked.collect() }
    }

    fn decided(inputs: &QualityInputs) -> QualityOutcome {
        quality(&Policy::<Dated<Quality>>::parse("quality", QUALITY_FILE).unwrap().value, inputs).unwrap()
    }

    #[test]
    fn more_comes_from_pools_and_less_stops_at_the_floor() {
        let more = decided(&inputs(9500, 0, &[(1000, 500), (1000, 50), (1000, 0)]));
        assert_eq!(more, QualityOutcome { multiplier_bp: 12_000, delta_minor: vec![200, 50, 0] });
        assert_eq!(decided(&inputs(2000, 0, &[(100, 9), (200, 0)])).delta_minor, [-10, -20]);
        assert_eq!(decided(&inputs(2000, 290, &[(100, 9), (200, 0)])).delta_minor, [-3, -7]);
        assert_eq!(decided(&inputs(2000, 900, &[(100, 0), (200, 0)])).delta_minor, [0, 0]);
        let newcomer = QualityInputs { sample: 3, ..inputs(2000, 0, &[(100, 0)]) };
        assert_eq!(decided(&newcomer), QualityOutcome { multiplier_bp: 10_000, delta_minor: vec![0] });
    }

    #[test]
    fn what_was_decided_replays_and_recomputes() {
        let inputs = inputs(9500, 0, &[(1000, 500), (999, 50)]);
        let outcome = decided(&inputs);
        let facts = serde_json::to_value(&inputs).unwrap();
        assert_eq!(replay_quality(&facts, QUALITY_FILE).unwrap(), serde_json::to_value(&outcome).unwrap());
        let line = AdjustmentLine {
            id: AdjustmentId::from_u128(1),
            kind: AdjustmentKind::Quality,
            day: "2026-01-31".to_owned(),
            amount_minor: 50,
            project: Some(ProjectId::from_u128(2)),
            decision: None,
            policy_hash: kernel::sha256_hex(QUALITY_FILE),
            facts,
        };
        let rules = [FLOOR_FILE.to_vec(), QUALITY_FILE.to_vec()];
        assert_eq!(recompute(&line, &rules).unwrap(), Some(50));
        assert_eq!(recompute(&line, &rules[..1]).unwrap_err().code, Code::PolicyMissing);
        let time = Time { engaged: vec![(0, 3600)], ..Time::default() };
        let facts = FloorInputs { on: inputs.on, place: "CN-310000".to_owned(), time, earned_minor: 1000 };
        let facts = serde_json::to_value(facts).unwrap();
        assert_eq!(replay_floor(&facts, FLOOR_FILE).unwrap()["top_up"], 1400);
        let line = AdjustmentLine { kind: AdjustmentKind::Floor, policy_hash: kernel::sha256_hex(FLOOR_FILE), facts, ..line };
        assert_eq!(recompute(&line, &rules).unwrap(), Some(1400));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(crate::cases(10_000)))]

        /// P10: what quality leaves is never below the floor, unless it was before; pools are never overspent.
        #[test]
        fn quality_keeps_the_floor_and_the_pools(score in 0_i64..=10_000, floor in 0_i64..100_000, worked in prop::collection::vec((1_i64..50_000, 0_i64..5_000), 1..6)) {
            let inputs = inputs(score, floor, &worked);
            let outcome = decided(&inputs);
            let total: i64 = worked.iter().map(|(pay, _)| pay).sum();
            let after = total + outcome.delta_minor.iter().sum::<i64>();
            prop_assert!(after >= floor.min(total));
            for ((pay, funded), delta) in worked.iter().zip(&outcome.delta_minor) {
                prop_assert!(*delta <= *funded && pay + delta >= 0);
            }
        }
    }
}
