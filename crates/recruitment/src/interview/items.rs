//! Keyed questions: information security, some of which must be right, and business sense by kind.

use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Lengths;
use crate::chance::order;

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
    /// Those that must be right and were asked once more, in another form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked_again: Vec<String>,
    /// Those of them that were wrong every time.
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
    placed.into_iter().filter_map(|(_, item)| pose_one(item, seed, 0)).collect()
}

fn pose_business(items: &[Item], counts: [i64; 3], seed: i64) -> Vec<(&'static str, Posed)> {
    let mut posed = Vec::new();
    for (kind, count) in BUSINESS.into_iter().zip(counts) {
        let of_kind: Vec<&Item> = items.iter().filter(|item| item.kind.as_deref() == Some(kind)).collect();
        posed.extend(pose(&of_kind, kind, count, seed).into_iter().map(|p| (kind, p)));
    }
    posed
}

/// `turn` counts from 0 how often this item was asked before; each time it takes another form, as long as there are any.
fn pose_one(item: &Item, seed: i64, turn: usize) -> Option<Posed> {
    let forms = order(seed, &item.id, item.form.len());
    let form = item.form.get(*forms.get(turn.checked_rem(forms.len())?)?)?;
    let mut right = String::new();
    let label = if turn == 0 { format!("{}.options", item.id) } else { format!("{}.options.{turn}", item.id) };
    let options = order(seed, &label, form.options.len())
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

/// Marks the security answers of every round so far and gives the questions of the next: first all of `seed`, then those that
/// must be right and were not, in another form. None are left once all are right or were asked often enough.
pub fn examine(
    items: &[Item],
    lengths: &Lengths,
    seed: i64,
    rounds: &[Vec<Answer>],
) -> Result<(SecurityFeatures, Vec<Question>)> {
    let mut posed = pose(&items.iter().collect::<Vec<_>>(), "security", lengths.security, seed);
    let mut features = SecurityFeatures::default();
    for (turn, answers) in (1..).zip(rounds) {
        complete(&posed.iter().collect::<Vec<_>>(), answers)?;
        let ids = |posed: &[&Posed]| posed.iter().map(|p| p.question.id.clone()).collect::<Vec<_>>();
        let missed: Vec<&Posed> = posed.iter().filter(|p| !is_right(p, answers)).collect();
        let musts: Vec<&Posed> = missed.iter().filter(|p| p.must_pass).copied().collect();
        if turn == 1 {
            features.asked = i64::try_from(posed.len()).unwrap_or(0);
            features.right = i64::try_from(posed.len() - missed.len()).unwrap_or(0);
            features.missed = ids(&missed);
        }
        features.must_pass_missed = ids(&musts);
        let is_last = i64::from(turn) >= lengths.security_asks;
        let wrong = items.iter().filter(|item| !is_last && features.must_pass_missed.contains(&item.id));
        posed = wrong.filter_map(|item| pose_one(item, seed, usize::try_from(turn).ok()?)).collect();
        if turn == 1 {
            features.asked_again = ids(&posed.iter().collect::<Vec<_>>());
        }
    }
    Ok((features, posed.into_iter().map(|p| p.question).collect()))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

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

    fn lengths(security_asks: i64) -> Lengths {
        let none = json!({
            "typing_rounds": 0, "syllables": 0, "words": 0, "prompt_ms": 0, "tone_items_min": 0, "talk_seconds": 0, "talk_min_ms": 0,
            "scenarios": 0, "situations": 0, "knowledge": 0, "lookups": 0, "security": 5, "security_asks": security_asks, "sample_pct": 0,
        });
        serde_json::from_value(none).unwrap()
    }

    /// The right answers of the first round.
    fn key(items: &[Item], seed: i64) -> Vec<Answer> {
        let right = |q: &Question| q.options.iter().find(|o| o.text == "yes").unwrap().id.clone();
        let (_, shown) = examine(items, &lengths(1), seed, &[]).unwrap();
        shown.iter().map(|q| Answer { question: q.id.clone(), option: right(q) }).collect()
    }

    /// The key with the answer to `question` made wrong.
    fn slipped(answers: &[Answer], question: &str) -> Vec<Answer> {
        let other = |o: &str| ["a", "b"].into_iter().find(|x| *x != o).unwrap().to_owned();
        let slip = |a: &Answer| if a.question == question { Answer { option: other(&a.option), ..a.clone() } } else { a.clone() };
        answers.iter().map(slip).collect()
    }

    proptest! {
        #[test]
        fn the_key_is_always_full_marks_and_musts_are_always_asked(seed in any::<i64>()) {
            let items = items();
            let (_, shown) = examine(&items, &lengths(2), seed, &[]).unwrap();
            prop_assert_eq!(shown.len(), 5);
            prop_assert!(["q0", "q1"].iter().all(|q| shown.iter().any(|s| s.id == *q)));
            let (marks, left) = examine(&items, &lengths(2), seed, &[key(&items, seed)]).unwrap();
            prop_assert_eq!((marks.right, marks.asked_again.len(), left.len()), (5, 0, 0));
        }

        #[test]
        fn a_missed_must_is_asked_once_more_in_another_form(seed in any::<i64>(), which in 0..3_usize) {
            let items = items();
            let (_, first) = examine(&items, &lengths(2), seed, &[]).unwrap();
            let slip = slipped(&key(&items, seed), "q0");
            let (marks, again) = examine(&items, &lengths(2), seed, std::slice::from_ref(&slip)).unwrap();
            prop_assert_eq!((marks.right, &marks.must_pass_missed, &marks.asked_again), (4, &vec!["q0".to_owned()], &marks.must_pass_missed));
            prop_assert_eq!(again.len(), 1);
            prop_assert_ne!(&again[0].text, &first.iter().find(|q| q.id == "q0").unwrap().text);
            let option = &again[0].options[which];
            let second = vec![Answer { question: "q0".into(), option: option.id.clone() }];
            let (marks, left) = examine(&items, &lengths(2), seed, &[slip, second]).unwrap();
            // The first miss still counts, and nothing is asked a third time.
            prop_assert_eq!((marks.right, marks.missed.len(), left.len()), (4, 1, 0));
            prop_assert_eq!(marks.must_pass_missed.is_empty(), option.text == "yes");
        }
    }

    #[test]
    fn where_it_is_asked_once_a_missed_must_stands() {
        let items = items();
        let (marks, left) = examine(&items, &lengths(1), 3, &[slipped(&key(&items, 3), "q0")]).unwrap();
        assert_eq!((marks.must_pass_missed.len(), left.len()), (1, 0));
        let (_, left) = examine(&items, &lengths(2), 3, &[slipped(&key(&items, 3), "q2")]).unwrap();
        assert!(left.is_empty(), "only what must be right is asked again");
    }

    #[test]
    fn incomplete_doubled_and_unknown_answers_are_refused() {
        let items = items();
        let full = key(&items, 3);
        let refused = |rounds: &[Vec<Answer>]| examine(&items, &lengths(2), 3, rounds).is_err();
        assert!(refused(&[full[..4].to_vec()]));
        let mut doubled = full.clone();
        doubled[1] = doubled[0].clone();
        assert!(refused(&[doubled]));
        let mut unknown = full.clone();
        unknown[0].option = "z".into();
        assert!(refused(&[unknown]));
        assert!(refused(&[slipped(&full, "q0"), full]), "the second round asks one question, not all");
    }
}
