//! Exams: a seeded form, a clock, one set of answers, a score with reasons that replays from the record.

pub mod http;
pub(crate) mod service;
pub(crate) mod store;
pub mod timing;

use std::{collections::BTreeMap, time::Duration};

use kernel::{Error, Reason, Result, Ts, policy::Policy};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::{
    chance::{order, pick},
    course::{
        Answer, Language, Posed, Question, check_answers, is_right,
        policy::{Course, ExamRules, Item},
        pose,
    },
    mastery::Seen,
    simulator::SimulationId,
};

kernel::nouns! {
    /// One sitting of an exam.
    Exam => ExamId,
}

db::text_enum! {
    /// Where an exam stands.
    pub enum ExamState { Open = "open", Passed = "passed", Failed = "failed", Expired = "expired" }
}

/// Decision kind and version of this code.
pub const KIND: &str = "exam.score";
pub const ENGINE: &str = concat!("certification/", env!("CARGO_PKG_VERSION"));
/// Answers that were under way when the clock ran out still count.
pub const GRACE: Duration = Duration::from_secs(10);

/// The seed that chose the form: 48 bits of the exam's id.
pub fn seed_of(id: ExamId) -> i64 {
    i64::try_from(id.uuid().as_u128() & 0xffff_ffff_ffff).unwrap_or(0)
}

fn posed(course: &Course, seed: i64, language: Language) -> Vec<(&Item, Posed)> {
    let chosen = order(seed, "items", course.item.len()).into_iter().take(course.exam.questions);
    chosen
        .filter_map(|i| course.item.get(i))
        .filter_map(|item| Some((item, pose(&item.id, pick(seed, &item.id, &item.form)?, seed, language))))
        .collect()
}

/// The questions of `seed`.
pub fn questions(course: &Course, seed: i64, language: Language) -> Vec<Question> {
    posed(course, seed, language).into_iter().map(|(_, p)| p.question).collect()
}

/// Answers of which the first `right` are right; for vectors, demo data and tests.
pub fn answers(course: &Course, seed: i64, right: usize) -> Vec<Answer> {
    let all = posed(course, seed, Language::Zh).into_iter().enumerate();
    all.map(|(i, (_, p))| {
        let wrong = p.question.options.iter().map(|o| &o.id).find(|id| **id != p.right).cloned().unwrap_or_default();
        Answer { question: p.question.id, option: if i < right { p.right } else { wrong } }
    })
    .collect()
}

/// The `outcome` of the decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Score {
    pub passed: bool,
    pub score: i64,
    pub max: i64,
    pub percent: i64,
    pub pass_percent: i64,
    /// Topic → (right, asked).
    pub topics: BTreeMap<String, (i64, i64)>,
    /// Items without a right answer.
    pub missed: Vec<String>,
}

impl Score {
    /// What the answers say of each topic, one per answer.
    pub fn seen(&self) -> impl Iterator<Item = (String, Seen)> + '_ {
        self.topics.iter().flat_map(|(topic, (right, of))| {
            (0..*of).map(move |i| (format!("topic/{topic}"), Seen::Examined { right: i < *right }))
        })
    }

    /// One scored reason per topic, then the pass mark.
    pub fn reasons(&self) -> Vec<Reason> {
        let topic = |(topic, (right, of)): (&String, &(i64, i64))| {
            Reason::new("exam.topic", json!({"topic": topic, "right": right, "of": of})).scored(*right, *of)
        };
        let mark = json!({"percent": self.percent, "needed": self.pass_percent, "passed": self.passed});
        self.topics.iter().map(topic).chain([Reason::new("exam.pass_mark", mark)]).collect()
    }
}

/// Marks answers to the form of `seed`. What is left open counts as wrong.
pub fn mark(course: &Course, seed: i64, answers: &[Answer]) -> Result<Score> {
    let (items, shown): (Vec<&Item>, Vec<Posed>) = posed(course, seed, Language::Zh).into_iter().unzip();
    check_answers(&shown, answers)?;
    let mut topics: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    let mut missed = Vec::new();
    for (item, posed) in items.iter().zip(&shown) {
        let right = is_right(posed, answers);
        let entry = topics.entry(item.topic.clone()).or_default();
        *entry = (entry.0 + i64::from(right), entry.1 + 1);
        if !right {
            missed.push(item.id.clone());
        }
    }
    let max: i64 = topics.values().map(|t| t.1).sum();
    let score: i64 = topics.values().map(|t| t.0).sum();
    let passed = max > 0 && score * 100 >= course.exam.pass_percent * max;
    let percent = score * 100 / max.max(1);
    Ok(Score { passed, score, max, percent, pass_percent: course.exam.pass_percent, topics, missed })
}

/// The `inputs` of the decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inputs {
    pub skill: String,
    pub seed: i64,
    pub answers: Vec<Answer>,
    /// Made for demo data, not sat by a person.
    #[serde(default)]
    pub is_demo: bool,
    /// The scenario exams that opened it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scenarios: Vec<SimulationId>,
}

/// Recomputes a recorded outcome from its inputs and the bytes of the course.
pub fn replay(inputs: &Value, policy: &[u8]) -> Result<Value> {
    let inputs: Inputs = serde_json::from_value(inputs.clone()).map_err(Error::internal)?;
    let course = Policy::<Course>::parse(&inputs.skill, policy)?;
    serde_json::to_value(mark(&course.value, inputs.seed, &inputs.answers)?).map_err(Error::internal)
}

/// Whether and when a worker may sit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub attempts_left: i64,
    /// The next attempt opens then, if not now.
    pub next_at: Option<Ts>,
}

/// Ends of the exams that were not passed, oldest first. An exam whose clock ran out is one of them.
pub(crate) fn past(taken: &[store::ExamRow], now: Ts) -> Vec<Ts> {
    let mut ends: Vec<Ts> = taken
        .iter()
        .filter_map(|exam| match exam.state {
            ExamState::Failed => exam.submitted_at,
            ExamState::Expired => Some(exam.expires_at),
            ExamState::Open => (now >= exam.expires_at.plus(GRACE)).then_some(exam.expires_at),
            ExamState::Passed => None,
        })
        .collect();
    ends.sort();
    ends
}

/// The rules of waiting, applied to the ends of exams that were not passed (oldest first).
pub fn standing(rules: &ExamRules, ends: &[Ts], now: Ts) -> Standing {
    let window = Duration::from_secs(rules.window_days * 24 * 3600);
    let recent: Vec<Ts> = ends.iter().copied().filter(|end| end.plus(window) > now).collect();
    let attempts_left = rules.attempts.saturating_sub(recent.len());
    let opens = match (recent.last(), attempts_left) {
        (None, _) => None,
        // The oldest attempt leaves the window first.
        (Some(_), 0) => recent.get(recent.len() - rules.attempts).map(|oldest| oldest.plus(window)),
        (Some(last), _) => {
            let step = recent.len().min(rules.wait_minutes.len()).saturating_sub(1);
            rules.wait_minutes.get(step).map(|minutes| last.plus(Duration::from_secs(minutes * 60)))
        }
    };
    Standing { attempts_left: i64::try_from(attempts_left).unwrap_or(0), next_at: opens.filter(|at| *at > now) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::seeds::{course, course_bytes};

    #[test]
    fn waiting_grows_and_the_window_slides() {
        let rules = course("ecommerce.after_sale").exam;
        let at = |minutes: u64| Ts::from_micros(1_000_000_000_000_000).plus(Duration::from_secs(minutes * 60));
        assert_eq!(standing(&rules, &[], at(0)), Standing { attempts_left: 5, next_at: None });
        assert_eq!(standing(&rules, &[at(0)], at(1)), Standing { attempts_left: 4, next_at: Some(at(5)) });
        assert_eq!(standing(&rules, &[at(0)], at(5)).next_at, None);
        assert_eq!(standing(&rules, &[at(0), at(10)], at(11)).next_at, Some(at(70)));
        let five = [at(0), at(10), at(100), at(2000), at(4000)];
        assert_eq!(standing(&rules, &five, at(4001)), Standing { attempts_left: 0, next_at: Some(at(30 * 24 * 60)) });
        assert_eq!(standing(&rules, &five, at(30 * 24 * 60)).attempts_left, 1);
    }

    #[test]
    fn a_replay_is_byte_identical() {
        for skill in ["ecommerce.after_sale", "travel.booking"] {
            let course = course(skill);
            let inputs = Inputs {
                skill: skill.to_owned(),
                seed: 77,
                answers: answers(&course, 77, 8),
                is_demo: false,
                scenarios: Vec::new(),
            };
            let first = serde_json::to_value(mark(&course, 77, &inputs.answers).unwrap()).unwrap();
            let again = replay(&serde_json::to_value(&inputs).unwrap(), course_bytes(skill)).unwrap();
            assert_eq!(kernel::canonical_json(&first), kernel::canonical_json(&again));
        }
    }

    proptest! {
        #[test]
        fn eight_of_ten_pass_in_every_form(seed in any::<i64>(), right in 0..=10_usize) {
            let course = course("travel.booking");
            let score = mark(&course, seed, &answers(&course, seed, right)).unwrap();
            prop_assert_eq!((score.score, score.max, score.passed), (right as i64, 10, right >= 8));
            prop_assert_eq!(score.missed.len(), 10 - right);
            prop_assert_eq!(questions(&course, seed, Language::En).len(), 10);
            let reasons = score.reasons();
            prop_assert_eq!(reasons.iter().filter_map(|r| r.points).sum::<i64>(), score.score);
        }
    }
}
