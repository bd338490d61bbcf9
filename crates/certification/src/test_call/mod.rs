//! Test calls: a person plays the customer, two others score blind what was said, a third when they disagree. Pure here.
//!
//! `wanted` (the candidate is ready) → `calling` (an assessor plays the customer) → `scoring` → `passed` or `failed`. A call
//! that went silent is free for another assessor.

pub mod http;
pub(crate) mod service;
pub(crate) mod store;

use std::collections::{BTreeMap, BTreeSet};

use kernel::{
    Error, Reason, Result, Ts,
    policy::{Policy, Rules},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::course::policy::Text;

kernel::nouns! {
    /// One test call.
    TestCall => TestCallId,
}

db::text_enum! {
    /// Where a test call stands.
    pub enum TestCallState {
        Wanted = "wanted", Calling = "calling", Scoring = "scoring", Passed = "passed", Failed = "failed",
    }
}

db::text_enum! {
    /// What somebody is to a test call.
    pub enum Part { Candidate = "candidate", Customer = "customer", Scorer = "scorer" }
}

/// Decision kind.
pub const KIND: &str = "test_call.score";
/// Sheets that decide when they agree, and how many there are at most.
const SHEETS: usize = 2;
const SHEETS_MOST: usize = 3;
/// Best mark of an item; 0 is not done.
pub const BEST: u8 = 2;

/// A line of the recording. What the patrol stopped was not said; its rules stay, its words do not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = TestCallLine)]
pub struct Spoken {
    pub from: Part,
    pub text: String,
    pub at: Ts,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stopped: Vec<String>,
}

/// Marks by item, 0 to 2.
pub type Marks = BTreeMap<String, u8>;

/// `policies/certification/test_call.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub version: String,
    pub assessor_hours: u64,
    pub idle_minutes: u64,
    pub least_lines: usize,
    pub pass_percent: u64,
    pub wait_minutes: u64,
    /// An assessor answers an offer within so long, or the next one is asked.
    #[serde(default = "offer_seconds")]
    pub offer_seconds: u64,
    /// Whoever let an offer go by is asked again after so long.
    #[serde(default = "again_seconds")]
    pub again_seconds: u64,
    pub item: Vec<FormItem>,
    pub vector: Vec<FormVector>,
}

const fn offer_seconds() -> u64 {
    30
}

const fn again_seconds() -> u64 {
    120
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormItem {
    pub id: String,
    pub weight: u64,
    /// A mark of 0 fails the whole sheet.
    pub must: bool,
    pub name: Text,
}

/// What some sheets lead to; `passed` is absent where they decide nothing.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormVector {
    pub name: String,
    pub sheets: Vec<Marks>,
    pub passed: Option<bool>,
}

impl Rules for Form {
    const KIND: &'static str = "certification.test_call";

    fn check(&self) -> std::result::Result<(), String> {
        let ids: BTreeSet<&str> = self.item.iter().map(|i| i.id.as_str()).collect();
        if ids.is_empty() || ids.len() != self.item.len() || self.item.iter().any(|i| i.weight == 0) {
            return Err("items: at least one, each once, each of some weight".to_owned());
        }
        if !(1..=100).contains(&self.pass_percent) || self.idle_minutes == 0 || self.least_lines == 0 {
            return Err("pass_percent from 1 to 100; idle_minutes and least_lines from 1".to_owned());
        }
        for vector in &self.vector {
            for sheet in &vector.sheets {
                checked(self, sheet).map_err(|e| format!("vector {:?}: {}", vector.name, e.detail))?;
            }
            if settle(self, &vector.sheets).map(|v| v.passed) != vector.passed {
                return Err(format!("vector {:?}: wanted passed = {:?}", vector.name, vector.passed));
            }
        }
        Ok(())
    }
}

/// Refuses a sheet that leaves an item out, names another, or gives a mark that there is not.
pub fn checked(form: &Form, marks: &Marks) -> Result<()> {
    if let Some(item) = form.item.iter().find(|i| !marks.contains_key(&i.id)) {
        return Err(Error::field("marks", "required", format!("{} has no mark", item.id)));
    }
    if let Some((id, _)) = marks.iter().find(|(id, mark)| **mark > BEST || !form.item.iter().any(|i| i.id == **id)) {
        return Err(Error::field("marks", "invalid", format!("{id}: an item of the form, marked 0 to {BEST}")));
    }
    Ok(())
}

/// Weighted percentage of a sheet, and whether it passes.
fn sheet(form: &Form, marks: &Marks) -> (u64, bool) {
    let mark = |item: &FormItem| u64::from(marks.get(&item.id).copied().unwrap_or(0));
    let most: u64 = form.item.iter().map(|i| i.weight * u64::from(BEST)).sum();
    let got: u64 = form.item.iter().map(|i| i.weight * mark(i)).sum();
    let percent = got * 100 / most.max(1);
    (percent, percent >= form.pass_percent && form.item.iter().all(|i| !i.must || mark(i) > 0))
}

/// The `outcome` of the decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub passed: bool,
    /// Per sheet: percentage, and whether it passes.
    pub sheets: Vec<(u64, bool)>,
    /// Item → points of all sheets, and the most there could be.
    pub items: BTreeMap<String, (i64, i64)>,
}

/// The verdict of the sheets; `None` while too few are there, or two disagree.
pub fn settle(form: &Form, sheets: &[Marks]) -> Option<Verdict> {
    let each: Vec<(u64, bool)> = sheets.iter().take(SHEETS_MOST).map(|marks| sheet(form, marks)).collect();
    let (yes, no) = (each.iter().filter(|s| s.1).count(), each.iter().filter(|s| !s.1).count());
    if yes.max(no) < SHEETS {
        return None;
    }
    let item = |i: &FormItem| {
        let got: i64 = sheets.iter().map(|m| i64::from(m.get(&i.id).copied().unwrap_or(0))).sum();
        let most = i64::from(BEST) * i64::try_from(each.len()).unwrap_or(0);
        (i.id.clone(), (got, most))
    };
    Some(Verdict { passed: yes > no, items: form.item.iter().map(item).collect(), sheets: each })
}

impl Verdict {
    /// One scored reason per item, then how the sheets stood.
    pub fn reasons(&self) -> Vec<Reason> {
        let item =
            |(id, (got, most)): (&String, &(i64, i64))| Reason::new("test_call.item", json!({"topic": id})).scored(*got, *most);
        let passing = self.sheets.iter().filter(|s| s.1).count();
        let sheets = json!({"passing": passing, "of": self.sheets.len(), "passed": self.passed});
        self.items.iter().map(item).chain([Reason::new("test_call.sheets", sheets)]).collect()
    }
}

/// The `inputs` of the decision. Who scored is not among them: the sheets lie in the order they came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    pub skill: String,
    pub scenario: String,
    pub sheets: Vec<Marks>,
    /// SHA-256 over the recording.
    pub recording: String,
    /// Made for demo data.
    #[serde(default)]
    pub is_demo: bool,
}

/// Recomputes a recorded outcome from its inputs and the bytes of the form.
pub fn replay(inputs: &Value, policy: &[u8]) -> Result<Value> {
    let inputs: Inputs = serde_json::from_value(inputs.clone()).map_err(Error::internal)?;
    let form = Policy::<Form>::parse("test_call", policy)?;
    let verdict = settle(&form.value, &inputs.sheets).ok_or_else(|| Error::internal("a test call without a verdict"))?;
    serde_json::to_value(verdict).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        Policy::<Form>::parse("test_call", include_bytes!("../../../../policies/certification/test_call.toml")).unwrap().value
    }

    fn marks(form: &Form, mark: u8) -> Marks {
        form.item.iter().map(|i| (i.id.clone(), mark)).collect()
    }

    #[test]
    fn two_decide_when_they_agree_and_a_third_when_not() {
        let form = form();
        let (good, bad) = (marks(&form, 2), marks(&form, 0));
        assert_eq!(settle(&form, std::slice::from_ref(&good)), None);
        assert_eq!(settle(&form, &[good.clone(), bad.clone()]), None);
        assert!(settle(&form, &[good.clone(), good.clone()]).unwrap().passed);
        assert!(!settle(&form, &[good.clone(), bad.clone(), bad.clone()]).unwrap().passed);
        let verdict = settle(&form, &[bad, good.clone(), good.clone()]).unwrap();
        assert!(verdict.passed && verdict.reasons().len() == form.item.len() + 1);
        let mut must = good;
        must.insert("privacy".to_owned(), 0);
        assert!(!sheet(&form, &must).1, "what must be there cannot be made up for");
    }

    #[test]
    fn a_sheet_is_whole_or_refused() {
        let form = form();
        let whole = marks(&form, 1);
        assert!(checked(&form, &whole).is_ok());
        let mut short = whole.clone();
        short.remove("privacy");
        let (mut more, mut high) = (whole.clone(), whole);
        more.insert("looks".to_owned(), 1);
        high.insert("privacy".to_owned(), 3);
        for bad in [short, more, high] {
            assert_eq!(checked(&form, &bad).unwrap_err().fields[0].field, "marks");
        }
    }
}
