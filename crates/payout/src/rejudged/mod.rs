//! A closed month whose judgement turned out better: what quality and floor would have paid by it, less what they paid, is
//! owed by the platform and stands as a line in the worker's next statement. Never less. Pure here.

pub(crate) mod service;

use kernel::{Code, Error, Result, policy::Policy};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    adjustment::{FloorInputs, QualityInputs, floor_by, quality_by},
    rules::{Dated, floor::Floor, quality::Quality},
    statement::{Period, StatementId, total},
};

/// What a line follows from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Again {
    /// The statement of the closed month.
    pub(crate) statement: StatementId,
    pub(crate) period: Period,
    /// Score and sample as they are judged now.
    pub(crate) quality: QualityInputs,
    /// Of the month, with what was earned before quality.
    pub(crate) floor: FloorInputs,
    pub(crate) floor_hash: String,
    /// What quality and floor paid, lines like this one included.
    pub(crate) paid_minor: i64,
}

/// Quality and floor of a month by the rules given: what quality moves, project by project, and what the floor adds.
pub(crate) fn paid_by(quality: &Quality, floor: &Floor, inputs: &QualityInputs, before: &FloorInputs) -> Result<(i64, i64)> {
    let delta = total(quality_by(quality, inputs)?.delta_minor)?;
    let earned_minor = total([before.earned_minor, delta])?;
    let top_up = floor_by(floor, &FloorInputs { earned_minor, ..before.clone() })?.top_up;
    Ok((delta, top_up))
}

impl Again {
    /// What is owed; nought when nothing is.
    pub(crate) fn owed(&self, quality: &Dated<Quality>, floor: &Dated<Floor>) -> Result<i64> {
        let on = self.quality.on;
        let (delta, top_up) = paid_by(&quality.on(on)?.rule, &floor.on(on)?.rule, &self.quality, &self.floor)?;
        Ok(total([delta, top_up, -self.paid_minor])?.max(0))
    }
}

/// The rules that a recorded line names beside its own.
pub(crate) fn floor_hash(facts: &Value) -> Option<&str> {
    facts["floor_hash"].as_str()
}

/// Computes a recorded line again from its facts and the bytes of both rules.
pub(crate) fn recompute(facts: &Value, quality: &[u8], floor: &[u8]) -> Result<i64> {
    let again: Again = serde_json::from_value(facts.clone()).map_err(|e| Error::new(Code::InvalidField, e.to_string()))?;
    let quality = Policy::<Dated<Quality>>::parse("quality", quality)?.value;
    again.owed(&quality, &Policy::<Dated<Floor>>::parse("floor", floor)?.value)
}

#[cfg(test)]
mod tests {
    use market::ProjectId;

    use super::*;
    use crate::{adjustment::Worked, rules::floor::Time};

    const QUALITY: &[u8] = include_bytes!("../../../../policies/payout/quality.toml");
    const FLOOR: &[u8] = include_bytes!("../../../../policies/payout/floor.toml");

    fn owed(score_bp: i64, engaged: i64, paid_minor: i64) -> i64 {
        let worked = vec![Worked { project: ProjectId::from_u128(1), pay_minor: 85_000, funded_minor: 3000 }];
        let on = "2026-01-01".parse().unwrap();
        let time = Time { engaged: vec![(0, engaged)], ..Time::default() };
        let floor = FloorInputs { on, place: "CN-310000".to_owned(), time, earned_minor: 85_000 };
        let quality = QualityInputs { on, score_bp, sample: 30, floor_minor: 0, worked };
        let (statement, period) = (StatementId::from_u128(1), "2026-01".parse().unwrap());
        let again = Again { statement, period, quality, floor, floor_hash: kernel::sha256_hex(FLOOR), paid_minor };
        let facts = serde_json::to_value(&again).unwrap();
        assert_eq!(floor_hash(&facts), Some(kernel::sha256_hex(FLOOR).as_str()));
        recompute(&facts, QUALITY, FLOOR).unwrap()
    }

    #[test]
    fn what_is_owed_is_what_would_have_been_paid_less_what_was() {
        // A tenth was taken: all of it is owed at a score that takes nothing, and what the pool has at the best one.
        assert_eq!(owed(8000, 0, -8500), 8500);
        assert_eq!(owed(9500, 0, -8500), 8500 + 3000);
        assert_eq!(owed(7000, 0, -8500), 4250);
        // Paid before, judged worse again, or with a floor that had made up for it: nothing.
        assert_eq!(owed(8000, 0, 0), 0);
        assert_eq!(owed(2000, 0, 0), 0);
        // Forty hours are worth 96,000: what quality took, the floor gave.
        assert_eq!(owed(2000, 144_000, 11_000), 0);
        assert_eq!(owed(8000, 144_000, 11_000), 0);
    }
}
