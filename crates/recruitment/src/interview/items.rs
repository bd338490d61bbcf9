//! Keyed questions: information security, some of which must be right, and business sense by kind.

use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::chance::{order, pick};

/// The kinds of business items: what to do, what one knows, what a procedure says.
pub const BUSINESS: [&str; 3] = ["situation", "knowledge", "lookup"];

/// A question with parallel forms; the seed picks one form per candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub id: String,
    /// One of [`BUSINESS`]; security items have none.
    #[serde(default)]
    pub kind: Option<String>,
    /// A wrong answer here sends the application to a person.
    #[serde(default)]
    pub must_pass: bool,
    pub form: Vec<Form>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub text: String,
    /// What has to be looked up in, in Markdown.
    #[serde(default)]
    pub document: Option<String>,
    /// The first option is the right one; the room shows them shuffled.
    pub options: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Choice {
    pub id: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = InterviewQuestion)]
pub struct Question {
    pub id: String,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    pub options: Vec<Choice>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    pub question: String,
    pub option: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecurityFeatures {
    pub right: i64,
    pub asked: i64,
    /// Questions answered wrongly.
    pub missed: Vec<String>,
    /// Those of them that must be right.
    pub must_pass_missed: Vec<String>,
}

/// How many of one kind were asked and right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    pub right: i64,
    pub asked: i64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BusinessFeatures {
    pub situation: Tally,
    pub knowledge: Tally,
    pub lookup: Tally,
    pub missed: Vec<String>,
}

/// A question as shown, with the option that is right.
struct Posed {
    question: Question,
    right: String,
    must_pass: bool,
}

/// All items that must be passed, filled up to `count`, in an order of their own. `label` keeps the draws of parts apart.
fn pose(items: &[&Item], label: &str, count: i64, seed: i64) -> Vec<Posed> {
    let count = usize::try_from(count).unwrap_or(0);
    let musts = items.iter().filter(|item| item.must_pass);
    let shuffled = order(seed, label, items.len());
    let others = shuffled.iter().filter_map(|i| items.get(*i)).filter(|item| !item.must_pass);
    let chosen: Vec<&Item> = musts.chain(others).copied().take(count.max(items.iter().filter(|i| i.must_pass).count())).collect();
    let places = order(seed, &format!("{label}.order"), chosen.len());
    let mut placed: Vec<(usize, &Item)> = places.into_iter().zip(chosen).collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().filter_map(|(_, item)| pose_one(item, seed)).collect()
}

fn pose_security(items: &[Item], count: i64, seed: i64) -> Vec<Posed> {
    pose(&items.iter().collect::<Vec<_>>(), "security", count, seed)
}

fn pose_business(items: &[Item], counts: [i64; 3], seed: i64) -> Vec<(&'static str, Posed)> {
    let mut posed = Vec::new();
    for (kind, count) in BUSINESS.into_iter().zip(counts) {
        let of_kind: Vec<&Item> = items.iter().filter(|item| item.kind.as_deref() == Some(kind)).collect();
        posed.extend(pose(&of_kind, kind, count, seed).into_iter().map(|p| (kind, p)));
    }
    posed
}

fn pose_one(item: &Item, seed: i64) -> Option<Posed> {
    let form = pick(seed, &item.id, &item.form)?;
    let mut right = String::new();
    let options = order(seed, &format!("{}.options", item.id), form.options.len())
        .into_iter()
        .enumerate()
        .filter_map(|(place, original)| {
            let id = char::from(b'a' + u8::try_from(place).unwrap_or(25).min(25)).to_string();
            if original == 0 {
                right.clone_from(&id);
            }
            form.options.get(original).map(|text| Choice { id, text: text.clone() })
        })
        .collect();
    let question = Question { id: item.id.clone(), text: form.text.clone(), document: form.document.clone(), options };
    Some(Posed { question, right, must_pass: item.must_pass })
}

/// The security questions of `seed`: all that must be passed, filled up to `count`.
pub fn questions(items: &[Item], count: i64, seed: i64) -> Vec<Question> {
    pose_security(items, count, seed).into_iter().map(|posed| posed.question).collect()
}

/// The business questions of `seed`: so many situations, points of knowledge and look-ups.
pub fn business_questions(items: &[Item], counts: [i64; 3], seed: i64) -> Vec<Question> {
    pose_business(items, counts, seed).into_iter().map(|(_, posed)| posed.question).collect()
}

/// Refuses unknown, missing and doubled answers as field errors.
fn complete(posed: &[&Posed], answers: &[Answer]) -> Result<()> {
    for (i, answer) in answers.iter().enumerate() {
        let Some(known) = posed.iter().find(|p| p.question.id == answer.question) else {
            return Err(Error::field(&format!("answers[{i}].question"), "unknown", "this question was not asked"));
        };
        if !known.question.options.iter().any(|o| o.id == answer.option) {
            return Err(Error::field(&format!("answers[{i}].option"), "unknown", "this option was not offered"));
        }
        if answers.iter().take(i).any(|other| other.question == answer.question) {
            return Err(Error::field(&format!("answers[{i}].question"), "invalid", "answered twice"));
        }
    }
    if answers.len() != posed.len() {
        return Err(Error::field("answers", "required", format!("answer all {} questions", posed.len())));
    }
    Ok(())
}

fn is_right(posed: &Posed, answers: &[Answer]) -> bool {
    answers.iter().any(|a| a.question == posed.question.id && a.option == posed.right)
}

/// Marks a complete set of security answers.
pub fn mark(items: &[Item], count: i64, seed: i64, answers: &[Answer]) -> Result<SecurityFeatures> {
    let posed = pose_security(items, count, seed);
    complete(&posed.iter().collect::<Vec<_>>(), answers)?;
    let missed: Vec<&Posed> = posed.iter().filter(|p| !is_right(p, answers)).collect();
    let count = |n: usize| i64::try_from(n).unwrap_or(0);
    Ok(SecurityFeatures {
        right: count(posed.len() - missed.len()),
        asked: count(posed.len()),
        missed: missed.iter().map(|p| p.question.id.clone()).collect(),
        must_pass_missed: missed.iter().filter(|p| p.must_pass).map(|p| p.question.id.clone()).collect(),
    })
}

/// Marks a complete set of business answers.
pub fn mark_business(items: &[Item], counts: [i64; 3], seed: i64, answers: &[Answer]) -> Result<BusinessFeatures> {
    let posed = pose_business(items, counts, seed);
    complete(&posed.iter().map(|(_, p)| p).collect::<Vec<_>>(), answers)?;
    let mut features = BusinessFeatures::default();
    for (kind, one) in &posed {
        let tally = match *kind {
            "situation" => &mut features.situation,
            "knowledge" => &mut features.knowledge,
            _ => &mut features.lookup,
        };
        tally.asked += 1;
        if is_right(one, answers) {
            tally.right += 1;
        } else {
            features.missed.push(one.question.id.clone());
        }
    }
    Ok(features)
}

/// The right security answers of `seed`, for tests and simulated candidates that read the item bank.
pub fn key(items: &[Item], count: i64, seed: i64) -> Vec<Answer> {
    pose_security(items, count, seed).into_iter().map(|p| Answer { question: p.question.id, option: p.right }).collect()
}

/// The right business answers of `seed`.
pub fn business_key(items: &[Item], counts: [i64; 3], seed: i64) -> Vec<Answer> {
    let posed = pose_business(items, counts, seed);
    posed.into_iter().map(|(_, p)| Answer { question: p.question.id, option: p.right }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn items() -> Vec<Item> {
        (0..8)
            .map(|i| Item {
                kind: None,
                id: format!("q{i}"),
                must_pass: i < 2,
                form: (0..2)
                    .map(|f| Form {
                        document: None,
                        text: format!("{i}/{f}"),
                        options: ["yes", "no", "maybe"].map(str::to_owned).to_vec(),
                    })
                    .collect(),
            })
            .collect()
    }

    proptest! {
        #[test]
        fn the_key_is_always_full_marks_and_musts_are_always_asked(seed in any::<i64>()) {
            let items = items();
            let shown = questions(&items, 5, seed);
            prop_assert_eq!(shown.len(), 5);
            prop_assert!(["q0", "q1"].iter().all(|q| shown.iter().any(|s| s.id == *q)));
            prop_assert_eq!(mark(&items, 5, seed, &key(&items, 5, seed)).unwrap().right, 5);
        }
    }

    #[test]
    fn incomplete_doubled_and_unknown_answers_are_refused() {
        let items = items();
        let full = key(&items, 5, 3);
        assert!(mark(&items, 5, 3, &full[..4]).is_err());
        let mut doubled = full.clone();
        doubled[1] = doubled[0].clone();
        assert!(mark(&items, 5, 3, &doubled).is_err());
        let mut unknown = full.clone();
        unknown[0].option = "z".into();
        assert!(mark(&items, 5, 3, &unknown).is_err());
    }

    #[test]
    fn a_missed_must_is_named() {
        let items = items();
        let mut answers = key(&items, 5, 3);
        let at = answers.iter().position(|a| a.question == "q0").unwrap();
        answers[at].option = ["a", "b", "c"].into_iter().find(|o| *o != answers[at].option).unwrap().to_owned();
        assert_eq!(mark(&items, 5, 3, &answers).unwrap().must_pass_missed, ["q0"]);
    }
}
