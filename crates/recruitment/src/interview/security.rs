//! Information-security questions: keyed situations, some of which must be right.

use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::chance::{order, pick};

/// A situation with parallel forms; the seed picks one form per candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecurityItem {
    pub id: String,
    /// A wrong answer here sends the application to a person.
    #[serde(default)]
    pub must_pass: bool,
    pub form: Vec<SecurityForm>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecurityForm {
    pub text: String,
    /// The first option is the right one; the room shows them shuffled.
    pub options: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Choice {
    pub id: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Question {
    pub id: String,
    pub text: String,
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

/// A question as shown, with the option that is right.
struct Posed {
    question: Question,
    right: String,
    must_pass: bool,
}

fn pose(items: &[SecurityItem], count: usize, seed: i64) -> Vec<Posed> {
    let musts = items.iter().filter(|item| item.must_pass);
    let shuffled = order(seed, "security", items.len());
    let others = shuffled.iter().filter_map(|i| items.get(*i)).filter(|item| !item.must_pass);
    let mut chosen: Vec<&SecurityItem> = musts.chain(others).take(count).collect();
    let places = order(seed, "security.order", chosen.len());
    let mut placed: Vec<(usize, &SecurityItem)> = places.into_iter().zip(chosen.drain(..)).collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().filter_map(|(_, item)| pose_one(item, seed)).collect()
}

fn pose_one(item: &SecurityItem, seed: i64) -> Option<Posed> {
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
    let question = Question { id: item.id.clone(), text: form.text.clone(), options };
    Some(Posed { question, right, must_pass: item.must_pass })
}

/// The questions of `seed`: all that must be passed, filled up to `count`.
pub fn questions(items: &[SecurityItem], count: usize, seed: i64) -> Vec<Question> {
    pose(items, count, seed).into_iter().map(|posed| posed.question).collect()
}

/// Marks a complete set of answers. Unknown, missing or doubled answers are field errors.
pub fn mark(items: &[SecurityItem], count: usize, seed: i64, answers: &[Answer]) -> Result<SecurityFeatures> {
    let posed = pose(items, count, seed);
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
    let missed: Vec<&Posed> =
        posed.iter().filter(|p| !answers.iter().any(|a| a.question == p.question.id && a.option == p.right)).collect();
    let count = |n: usize| i64::try_from(n).unwrap_or(0);
    Ok(SecurityFeatures {
        right: count(posed.len() - missed.len()),
        asked: count(posed.len()),
        missed: missed.iter().map(|p| p.question.id.clone()).collect(),
        must_pass_missed: missed.iter().filter(|p| p.must_pass).map(|p| p.question.id.clone()).collect(),
    })
}

/// The right answers of `seed`, for tests and simulated candidates that read the item bank.
pub fn key(items: &[SecurityItem], count: usize, seed: i64) -> Vec<Answer> {
    pose(items, count, seed).into_iter().map(|p| Answer { question: p.question.id, option: p.right }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn items() -> Vec<SecurityItem> {
        (0..8)
            .map(|i| SecurityItem {
                id: format!("q{i}"),
                must_pass: i < 2,
                form: (0..2)
                    .map(|f| SecurityForm {
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
