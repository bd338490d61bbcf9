//! What assessors are paid for their part in a test call: a line by the tariff, from the platform's own account. Pure here.

pub(crate) mod service;

use kernel::{Code, Error, Result, policy::Policy};
use market::rules::rates::{Per, Tariffs, Work};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::rules::{Dated, Day};

/// What a line follows from, besides the tariff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Inputs {
    pub(crate) on: Day,
    /// `customer` or `scorer`.
    pub(crate) part: String,
    pub(crate) skill: String,
}

/// Minor units for one part. Errors: `policy_missing` for a part without a rate.
pub(crate) fn pay(tariff: &Dated<Tariffs>, inputs: &Inputs) -> Result<i64> {
    let kind = match inputs.part.as_str() {
        "customer" => "test_call",
        "scorer" => "test_score",
        other => return Err(Error::new(Code::PolicyMissing, format!("no rate for the part {other:?} of a test call"))),
    };
    tariff.on(inputs.on)?.rule.pay(&[Work { kind: kind.to_owned(), per: Per::Piece, count: 1 }])
}

/// Computes a recorded line again.
pub(crate) fn recompute(facts: &Value, tariff: &[u8]) -> Result<i64> {
    let inputs: Inputs = serde_json::from_value(facts.clone()).map_err(|e| Error::new(Code::InvalidField, e.to_string()))?;
    pay(&Policy::<Dated<Tariffs>>::parse("tariff", tariff)?.value, &inputs)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &[u8] = include_bytes!("../../../../policies/payout/tariff.toml");

    #[test]
    fn playing_is_worth_more_than_scoring_and_nothing_else_is_paid() {
        let facts = |part: &str| serde_json::json!({"on": "2026-11-20", "part": part, "skill": "travel.booking"});
        assert_eq!(recompute(&facts("customer"), FILE).unwrap(), 300);
        assert_eq!(recompute(&facts("scorer"), FILE).unwrap(), 120);
        assert!(recompute(&facts("candidate"), FILE).is_err());
    }
}
