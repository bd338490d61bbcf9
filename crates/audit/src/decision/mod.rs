//! Automated decisions: recorded whole, readable by those they concern, replayed on demand.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use std::collections::BTreeMap;

use db::Conn;
use kernel::{AccountId, Code, Decision, DecisionId, Error, Reason, Result, TenantId, Ts, canonical_json};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::{
    log::{self, Salted, Source, hex},
    merkle::{Hash, leaf},
    policy,
};

/// A decision's row; its words live beside it so that they can be erased.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::decision)]
pub(crate) struct DecisionRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: DecisionId,
    pub(crate) kind: String,
    pub(crate) subject_id: Option<AccountId>,
    pub(crate) policy: String,
    pub(crate) policy_hash: String,
    pub(crate) engine: String,
    pub(crate) created_at: Ts,
    pub(crate) body_hash: Vec<u8>,
    pub(crate) leaf_hash: Vec<u8>,
}

impl DecisionRow {
    fn of(decision: &Decision, commitment: &Hash) -> Self {
        let mut row = Self {
            tenant_id: decision.tenant,
            id: decision.id,
            kind: decision.kind.clone(),
            subject_id: decision.subject,
            policy: decision.policy_id.clone(),
            policy_hash: decision.policy_hash.clone(),
            engine: decision.engine.clone(),
            created_at: decision.at,
            body_hash: commitment.to_vec(),
            leaf_hash: Vec::new(),
        };
        row.leaf_hash = row.leaf().to_vec();
        row
    }

    /// What the row's leaf says.
    pub(crate) fn content(&self) -> Value {
        json!({
            "v": 1,
            "type": "decision",
            "id": self.id,
            "tenant": self.tenant_id,
            "kind": self.kind,
            "subject": self.subject_id,
            "policy": self.policy,
            "policy_hash": self.policy_hash,
            "engine": self.engine,
            "at": self.created_at,
            "body": hex(&self.body_hash),
        })
    }

    /// Hash of the leaf that this row must be.
    pub(crate) fn leaf(&self) -> Hash {
        leaf(canonical_json(&self.content()).as_bytes())
    }
}

/// The erasable part of a decision.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Words {
    pub(crate) inputs: Value,
    pub(crate) outcome: Value,
    pub(crate) reasons: Vec<Reason>,
}

impl Words {
    /// The words of a decision as they are salted and stored.
    fn canonical(decision: &Decision) -> Result<String> {
        let reasons = serde_json::to_value(&decision.reasons).map_err(Error::internal)?;
        let [inputs, outcome, reasons] = [&decision.inputs, &decision.outcome, &reasons].map(canonical_json);
        Ok(format!(r#"{{"inputs":{inputs},"outcome":{outcome},"reasons":{reasons}}}"#))
    }
}

/// A pure function that decides again from recorded inputs and the policy's bytes.
#[derive(Clone, Copy)]
pub struct Replayer {
    /// `Decision.kind` that it answers for.
    pub kind: &'static str,
    pub run: fn(inputs: &Value, policy: &[u8]) -> Result<Value>,
}

/// Every domain's replayers; the gateway wires it as an extra of the application.
#[derive(Clone, Default)]
pub struct Replayers(pub Vec<Replayer>);

/// What deciding again gave.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Replay {
    /// The recorded outcome came out again.
    Same,
    Differs {
        #[schema(value_type = Object)]
        recorded: Value,
        #[schema(value_type = Object)]
        computed: Value,
    },
    /// The inputs were erased; the decision's leaf still stands in the log.
    Erased,
}

/// Records `decision` and queues its leaf, in the caller's transaction.
pub fn decide(c: &mut Conn<'_>, decision: &Decision) -> db::Result<()> {
    decide_all(c, std::slice::from_ref(decision))
}

/// Records many decisions, with a few statements for all of them.
pub fn decide_all(c: &mut Conn<'_>, decisions: &[Decision]) -> db::Result<()> {
    let mut rows = Vec::with_capacity(decisions.len());
    for decision in decisions {
        let body = Salted::of(Words::canonical(decision)?)?;
        rows.push((DecisionRow::of(decision, &body.commitment()), body));
    }
    store::insert(c, &rows)?;
    let leaves: Vec<_> = rows.iter().map(|(row, _)| (row.id.cast(), row.leaf_hash.clone())).collect();
    log::store::queue(c, Source::Decision, &leaves)
}

/// Decides again. Errors: `not_found`, `policy_missing`, and what the replayer returns.
pub fn replay(c: &mut Conn<'_>, replayers: &[Replayer], id: DecisionId) -> db::Result<Replay> {
    let (row, words) = store::get(c, id)?.ok_or_else(|| Error::not_found("the decision"))?;
    again(c, replayers, &row, words)
}

fn again(c: &mut Conn<'_>, replayers: &[Replayer], row: &DecisionRow, words: Option<Words>) -> db::Result<Replay> {
    let Some(words) = words else { return Ok(Replay::Erased) };
    let unknown = || Error::new(Code::Conflict, format!("decisions of kind {} cannot be replayed here", row.kind));
    let replayer = replayers.iter().find(|r| r.kind == row.kind).ok_or_else(unknown)?;
    let gone = || Error::new(Code::PolicyMissing, format!("the policy {} with hash {} is not kept", row.policy, row.policy_hash));
    let policy = policy::by_hash(c, &row.policy_hash)?.ok_or_else(gone)?;
    Ok(compare(replayer, words, &policy.body)?)
}

/// What deciding everything again gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// By kind: came out the same, came out otherwise, inputs erased.
    pub kinds: BTreeMap<String, Outcomes>,
    /// Decisions that came out otherwise or could not be made again, at most fifty.
    pub problems: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outcomes {
    pub same: u64,
    pub differs: u64,
    pub erased: u64,
    pub failed: u64,
}

impl Tally {
    pub fn holds(&self) -> bool {
        self.problems.is_empty()
    }
}

/// Decides everything there is again, in batches; run it in a read transaction of `Scope::Platform`.
pub fn replay_all(c: &mut Conn<'_>, replayers: &[Replayer]) -> db::Result<Tally> {
    let mut tally = Tally::default();
    let mut before = DecisionId::from_u128(u128::MAX);
    loop {
        let batch = store::list(c, store::Whose::All, None, before, 500)?;
        let Some((last, _)) = batch.last() else { return Ok(tally) };
        before = last.id;
        for (row, words) in batch {
            let outcome = again(c, replayers, &row, words);
            let count = tally.kinds.entry(row.kind.clone()).or_default();
            let problem = match outcome {
                Ok(Replay::Same) => {
                    count.same += 1;
                    continue;
                }
                Ok(Replay::Erased) => {
                    count.erased += 1;
                    continue;
                }
                Ok(Replay::Differs { .. }) => {
                    count.differs += 1;
                    "came out otherwise".to_owned()
                }
                Err(cause) => {
                    count.failed += 1;
                    Error::from(cause).to_string()
                }
            };
            if tally.problems.len() < 50 {
                tally.problems.push(format!("{} {}: {problem}", row.kind, row.id));
            }
        }
    }
}

fn compare(replayer: &Replayer, words: Words, policy: &[u8]) -> Result<Replay> {
    let computed = (replayer.run)(&words.inputs, policy)?;
    // Through text, so that numbers written alike are alike.
    if canonical_json(&computed) == canonical_json(&words.outcome) {
        return Ok(Replay::Same);
    }
    Ok(Replay::Differs { recorded: words.outcome, computed })
}

/// Erases the words of every decision about `subject`; ids, policy hashes and leaves stay. Returns how many.
pub fn erase(c: &mut Conn<'_>, subject: AccountId) -> db::Result<usize> {
    store::erase(c, subject)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOUBLE: Replayer = Replayer {
        kind: "test.double",
        run: |inputs, _| Ok(json!({"twice": inputs.get("n").and_then(Value::as_i64).unwrap_or_default() * 2})),
    };

    fn words(outcome: Value) -> Words {
        Words { inputs: json!({"n": 4}), outcome, reasons: vec![] }
    }

    #[test]
    fn words_are_written_as_they_are_read() {
        let decision = Decision {
            id: DecisionId::from_u128(1),
            tenant: kernel::PLATFORM,
            kind: "k".to_owned(),
            subject: None,
            policy_id: "p".to_owned(),
            policy_hash: "h".to_owned(),
            engine: "e".to_owned(),
            inputs: json!({"b": 1, "a": [null]}),
            outcome: json!("x"),
            reasons: vec![Reason::new("payout.tax", json!({"minor": 1}))],
            at: Ts::default(),
        };
        let text = Words::canonical(&decision).unwrap();
        let read: Words = serde_json::from_str(&text).unwrap();
        assert_eq!((&read.inputs, &read.outcome, &read.reasons), (&decision.inputs, &decision.outcome, &decision.reasons));
        assert_eq!(text, canonical_json(&serde_json::to_value(&read).unwrap()));
    }

    #[test]
    fn the_same_inputs_give_the_same_or_the_difference_is_named() {
        assert_eq!(compare(&DOUBLE, words(json!({"twice": 8})), b"").unwrap(), Replay::Same);
        let differs = compare(&DOUBLE, words(json!({"twice": 9})), b"").unwrap();
        assert_eq!(differs, Replay::Differs { recorded: json!({"twice": 9}), computed: json!({"twice": 8}) });
    }
}
