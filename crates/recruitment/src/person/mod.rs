//! Who somebody is: a document's number checked by its own rules, one person one account, and a verifier that may know more.
//!
//! Nothing of a document is stored in the clear: number, name and date of birth are sealed under the candidate's key, a blind
//! index finds the same document on another account, and screens show the first and the last sign only. Nobody is refused
//! by machine here: what does not add up is shown to a person.

pub mod http;
pub(crate) mod service;
pub(crate) mod store;
pub mod verify;

use kernel::{Error, Reason, Result, policy::Rules};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use recruitment_core::document::{Claim, Day, Document, DocumentKind};
pub use verify::{Finding, HttpVerifier, LocalRules, Verdict, Verifier};

/// Decision kind and version of this code.
pub const KIND: &str = "identity.check";
pub const ENGINE: &str = concat!("recruitment/", env!("CARGO_PKG_VERSION"), "+identity1");

kernel::nouns! {
    /// One check of a document.
    IdentityCheck => IdentityCheckId,
}

db::text_enum! {
    /// What a check gave.
    pub enum IdentityState {
        Passed = "passed",
        /// A person looks.
        Flagged = "flagged",
    }
}

/// `policies/identity.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityPolicy {
    pub version: String,
    pub min_age: i64,
    pub max_age: i64,
    /// Checks of one account; more are refused.
    pub checks_max: i64,
    pub vector: Vec<Vector>,
}

/// Facts in a few words and what must come of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    pub name: String,
    #[serde(flatten)]
    pub facts: Facts,
    pub state: IdentityState,
}

/// Everything a check is decided from. This is the `inputs` of the decision; it holds nothing of the document itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub document: DocumentKind,
    /// Full years at the day of the check.
    pub age: i64,
    /// Other accounts with the same document.
    pub others: i64,
    /// Who verified it.
    pub verifier: String,
    pub finding: Finding,
}

/// The `outcome` of the decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    pub state: IdentityState,
    /// What was found, each a reason.
    pub codes: Vec<String>,
}

impl Checked {
    pub(crate) fn reasons(&self, facts: &Facts) -> Vec<Reason> {
        let params = json!({"document": facts.document, "others": facts.others, "verifier": facts.verifier});
        self.codes.iter().map(|code| Reason::new(code.clone(), params.clone())).collect()
    }
}

/// Decides a check: everything in order passes, all else is looked at by a person.
pub fn judge(policy: &IdentityPolicy, facts: &Facts) -> Checked {
    let mut codes = Vec::new();
    let mut flag = |is: bool, code: &str| {
        if is {
            codes.push(code.to_owned());
        }
    };
    flag(facts.others > 0, "identity.duplicate");
    flag(facts.finding.verdict == Verdict::Contradicted, "identity.contradicted");
    flag(facts.finding.verdict == Verdict::Unknown, "identity.unverified");
    flag(facts.age > policy.max_age || facts.age < policy.min_age, "identity.age");
    if codes.is_empty() {
        return Checked { state: IdentityState::Passed, codes: vec!["identity.consistent".to_owned()] };
    }
    Checked { state: IdentityState::Flagged, codes }
}

/// Recomputes the outcome of a recorded check.
pub fn replay(inputs: &Value, policy: &[u8]) -> Result<Value> {
    let facts: Facts = serde_json::from_value(inputs.clone()).map_err(Error::internal)?;
    let policy = kernel::policy::Policy::<IdentityPolicy>::parse("identity", policy)?;
    serde_json::to_value(judge(&policy.value, &facts)).map_err(Error::internal)
}

impl Rules for IdentityPolicy {
    const KIND: &'static str = "identity";

    fn check(&self) -> std::result::Result<(), String> {
        if !(16..=self.max_age).contains(&self.min_age) || self.checks_max < 1 {
            return Err("ages from 16 on, in order, and at least one check".to_owned());
        }
        let wrong = self.vector.iter().find(|v| judge(self, &v.facts).state != v.state);
        match wrong {
            Some(vector) => Err(format!("vector {:?}: state is not {:?}", vector.name, vector.state)),
            None if self.vector.len() < 4 => Err("at least four vectors".to_owned()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seeds::IDENTITY;

    #[test]
    fn the_shipped_policy_holds_and_a_replay_is_the_same() {
        let policy = kernel::policy::Policy::<IdentityPolicy>::parse("identity", IDENTITY).unwrap().value;
        for vector in &policy.vector {
            let inputs = serde_json::to_value(&vector.facts).unwrap();
            let outcome = serde_json::to_value(judge(&policy, &vector.facts)).unwrap();
            assert_eq!(replay(&inputs, IDENTITY).unwrap(), outcome);
        }
    }
}
