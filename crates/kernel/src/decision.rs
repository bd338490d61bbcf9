//! An automated decision: inputs, policy, outcome and reasons, complete enough to replay.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{AccountId, DecisionId, TenantId, Ts};

/// One term of a decision. `code` is translated by the interface; `params` fill its text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Reason {
    /// Stable word, e.g. `typing.cpm`.
    pub code: String,
    /// Numbers and words of the text.
    #[schema(value_type = Object)]
    pub params: Value,
    /// Points given by this term, when the decision is a score.
    pub points: Option<i64>,
    /// Points that could be had.
    pub max: Option<i64>,
}

impl Reason {
    pub fn new(code: impl Into<String>, params: Value) -> Self {
        Self { code: code.into(), params, points: None, max: None }
    }

    pub fn scored(mut self, points: i64, max: i64) -> Self {
        self.points = Some(points);
        self.max = Some(max);
        self
    }
}

/// A decision ready to be recorded by `audit`. Replaying `inputs` under the policy with `policy_hash` gives `outcome`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    pub id: DecisionId,
    pub tenant: TenantId,
    /// What was decided, e.g. `interview.score`; names the replayer.
    pub kind: String,
    /// The person it concerns, if any.
    pub subject: Option<AccountId>,
    pub policy_id: String,
    pub policy_hash: String,
    /// Version of the deciding code.
    pub engine: String,
    pub inputs: Value,
    pub outcome: Value,
    pub reasons: Vec<Reason>,
    pub at: Ts,
}
