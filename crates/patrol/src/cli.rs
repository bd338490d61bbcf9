//! The answer of `tidecrew patrol --jsonl`: one line in, one line out.

use serde::{Deserialize, Serialize};

use crate::{Draft, Rules, Side, judge};

/// A line of input.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    side: Side,
    text: String,
    customer: Option<String>,
    skill: Option<String>,
}

/// A line of output but for `us`, which the caller measures around [`answer`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The class that decided, or `ok`.
    pub label: &'static str,
    /// `pass`, `note`, `warn`, `block` or `alert`.
    pub severity: &'static str,
    /// Code points `[start, end]` of every hit.
    pub spans: Vec<[usize; 2]>,
    /// The rule that decided.
    pub rule: Option<String>,
}

/// Judges one JSON line `{"side","text"[,"customer","skill"]}`.
pub fn answer(rules: &Rules, line: &str) -> kernel::Result<Answer> {
    let line: Line = serde_json::from_str(line)
        .map_err(|cause| kernel::Error::new(kernel::Code::MalformedBody, format!("not a line of patrol: {cause}")))?;
    let draft =
        Draft { side: line.side, ..Draft::agent(&line.text) }.after(line.customer.as_deref()).skill(line.skill.as_deref());
    let verdict = judge(rules, &draft);
    Ok(Answer {
        label: verdict.class().map_or("ok", crate::Class::as_str),
        severity: verdict.outcome.as_str(),
        spans: verdict.hits.iter().map(|hit| [hit.start, hit.end]).collect(),
        rule: verdict.hits.first().map(|hit| hit.rule.clone()),
    })
}
