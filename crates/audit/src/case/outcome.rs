//! How cases end, by rule, by group of workers and by judge: where one of them loses or wins too often, a person should look.

use std::{collections::BTreeMap, time::Duration};

use serde::Serialize;
use utoipa::ToSchema;

use super::{CaseRow, CaseState, CaseVerdict, ResolvedBy};

db::text_enum! {
    /// What cases are grouped by.
    #[schema(as = OutcomeBy)]
    pub enum By {
        /// The first verdict's code, under its kind.
        Rule = "rule",
        /// How long the subject had been here: `new` below 30 days, `settled` below 180, else `long`.
        Group = "group",
        /// Who decided the case.
        Judge = "judge",
        /// Who gave the first verdict, where a person did.
        First = "first",
    }
}

const NEW: Duration = Duration::from_secs(30 * 86_400);
const SETTLED: Duration = Duration::from_secs(180 * 86_400);

/// Cases of one rule, group or judge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Outcomes {
    pub(crate) by: By,
    pub(crate) key: String,
    pub(crate) cases: u32,
    pub(crate) resolved: u32,
    pub(crate) for_subject: u32,
    /// Resolved because a time was over, not by a judge.
    pub(crate) by_time: u32,
    /// Of the resolved, per cent.
    pub(crate) for_subject_pct: u32,
}

/// Tallies cases. Ordered by kind of group, most cases first.
pub(crate) fn tally(rows: &[CaseRow]) -> Vec<Outcomes> {
    let mut sums: BTreeMap<(By, String), [u32; 4]> = BTreeMap::new();
    for row in rows {
        for key in keys(row) {
            let [cases, resolved, won, timed] = sums.entry(key).or_default();
            let over = row.state == CaseState::Resolved;
            *cases += 1;
            *resolved += u32::from(over);
            *won += u32::from(row.outcome == Some(CaseVerdict::ForSubject));
            *timed += u32::from(over && row.resolved_by != Some(ResolvedBy::Judge));
        }
    }
    let one = |((by, key), [cases, resolved, for_subject, by_time]): ((By, String), [u32; 4])| Outcomes {
        by,
        key,
        cases,
        resolved,
        for_subject,
        by_time,
        for_subject_pct: (for_subject * 100 + resolved / 2).checked_div(resolved).unwrap_or(0),
    };
    let mut all: Vec<Outcomes> = sums.into_iter().map(one).collect();
    all.sort_by(|a, b| (a.by, std::cmp::Reverse(a.cases), &a.key).cmp(&(b.by, std::cmp::Reverse(b.cases), &b.key)));
    all
}

fn keys(row: &CaseRow) -> Vec<(By, String)> {
    let code = row.first_code.as_deref().unwrap_or("asked");
    let mut keys = vec![(By::Rule, format!("{}/{code}", row.kind)), (By::Group, group(row).to_owned())];
    keys.extend(row.judge_id.map(|judge| (By::Judge, judge.to_string())));
    keys.extend(row.first_judge_id.map(|judge| (By::First, judge.to_string())));
    keys
}

/// An account's id begins with the time it was made.
fn group(row: &CaseRow) -> &'static str {
    let made = i64::try_from(row.subject_id.uuid().as_u128() >> 80).unwrap_or(i64::MAX / 1000);
    let here = row.opened_at.since(kernel::Ts::from_micros(made * 1000));
    match () {
        () if here < NEW => "new",
        () if here < SETTLED => "settled",
        () => "long",
    }
}

#[cfg(test)]
mod tests {
    use db::Json;
    use kernel::{AccountId, Ts};

    use super::*;

    #[test]
    fn rules_groups_and_judges_are_counted() {
        let opened: Ts = "2026-06-01T00:00:00Z".parse().unwrap();
        let case = |days: u64, judge: Option<u128>, outcome, by| CaseRow {
            tenant_id: kernel::PLATFORM,
            id: kernel::Id::new(),
            kind: "verdict".to_owned(),
            subject_id: AccountId::at(opened.minus(Duration::from_secs(days * 86_400))),
            ref_kind: "verdict".to_owned(),
            ref_id: kernel::Id::new(),
            state: CaseState::Resolved,
            first_judge_id: None,
            first_code: Some("off_platform.add".to_owned()),
            guarded: 1,
            evidence: Json(serde_json::Value::Null),
            evidence_hash: String::new(),
            words: None,
            opened_at: opened,
            answer_by_at: None,
            decide_by_at: None,
            judge_id: judge.map(AccountId::from_u128),
            outcome: Some(outcome),
            resolved_by: Some(by),
            rule: None,
            award_minor: None,
            note: None,
            resolved_at: None,
        };
        let rows = [
            case(3, Some(7), CaseVerdict::ForSubject, ResolvedBy::Judge),
            case(60, Some(7), CaseVerdict::AgainstSubject, ResolvedBy::Judge),
            case(400, None, CaseVerdict::ForSubject, ResolvedBy::Clock),
        ];
        let got = tally(&rows);
        let find = |by, key: &str| got.iter().find(|one| one.by == by && one.key == key).unwrap();
        let rule = find(By::Rule, "verdict/off_platform.add");
        assert_eq!((rule.cases, rule.resolved, rule.for_subject, rule.by_time, rule.for_subject_pct), (3, 3, 2, 1, 67));
        assert_eq!(find(By::Judge, &AccountId::from_u128(7).to_string()).for_subject_pct, 50);
        for (group, won) in [("new", 1), ("settled", 0), ("long", 1)] {
            assert_eq!(find(By::Group, group).for_subject, won, "{group}");
        }
    }
}
