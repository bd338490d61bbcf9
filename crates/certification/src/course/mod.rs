//! Skills, their courses and lessons: data from the policy files, and the marking of a lesson's quiz.

pub mod http;
pub mod policy;
pub(crate) mod service;
pub(crate) mod store;

use kernel::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::chance::order;
use policy::{Choices, Course, Lesson};

db::text_enum! {
    /// How far a lesson is.
    pub enum LessonState { Learning = "learning", Done = "done" }
}

db::text_enum! {
    /// How a worker stands to a skill.
    pub enum SkillState { None = "none", Learning = "learning", Certified = "certified" }
}

/// The language of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Zh,
    En,
}

impl Language {
    /// From a locale; everything but English reads Chinese.
    pub fn of(locale: &str) -> Self {
        if locale == "en" { Self::En } else { Self::Zh }
    }
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

/// A question as shown, and which option is right.
pub(crate) struct Posed {
    pub(crate) question: Question,
    pub(crate) right: String,
}

/// Shuffles the options under `seed`. The first option of the file is the right one.
pub(crate) fn pose(id: &str, asked: &Choices, seed: i64, language: Language) -> Posed {
    let mut right = String::new();
    let options = order(seed, &format!("{id}.options"), asked.options.len())
        .into_iter()
        .enumerate()
        .filter_map(|(place, original)| {
            let id = char::from(b'a' + u8::try_from(place).unwrap_or(25).min(25)).to_string();
            if original == 0 {
                right.clone_from(&id);
            }
            asked.options.get(original).map(|text| Choice { id, text: text.get(language).to_owned() })
        })
        .collect();
    let question = Question { id: id.to_owned(), text: asked.text.get(language).to_owned(), options };
    Posed { question, right }
}

/// Refuses answers to questions that were not asked, options that were not offered, and doubled answers.
pub(crate) fn check_answers(posed: &[Posed], answers: &[Answer]) -> Result<()> {
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
    Ok(())
}

pub(crate) fn is_right(posed: &Posed, answers: &[Answer]) -> bool {
    answers.iter().any(|a| a.question == posed.question.id && a.option == posed.right)
}

/// The quiz of a lesson as shown. Its order is the same for everybody: it teaches, it does not examine.
pub(crate) fn quiz(lesson: &Lesson, language: Language) -> Vec<Posed> {
    lesson.quiz.iter().map(|q| pose(&q.id, &q.asked(), lesson.n, language)).collect()
}

/// How one quiz question went, and why the right answer is right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Explained {
    pub question: String,
    pub correct: bool,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    pub correct: i64,
    pub total: i64,
    pub done: bool,
    pub explain: Vec<Explained>,
}

/// Marks a complete set of quiz answers.
pub fn mark(course: &Course, lesson: &Lesson, language: Language, answers: &[Answer]) -> Result<Marked> {
    let posed = quiz(lesson, language);
    check_answers(&posed, answers)?;
    if answers.len() != posed.len() {
        return Err(Error::field("answers", "required", format!("answer all {} questions", posed.len())));
    }
    let explain: Vec<Explained> = posed
        .iter()
        .zip(&lesson.quiz)
        .map(|(p, q)| Explained {
            question: q.id.clone(),
            correct: is_right(p, answers),
            text: q.explain.get(language).to_owned(),
        })
        .collect();
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let (correct, total) = (count(explain.iter().filter(|e| e.correct).count()), count(explain.len()));
    Ok(Marked { correct, total, done: correct * 100 >= course.quiz_pass_percent * total, explain })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::seeds::course;

    /// Right answers to a lesson's quiz, from the file.
    pub(crate) fn key(lesson: &Lesson) -> Vec<Answer> {
        quiz(lesson, Language::Zh).into_iter().map(|p| Answer { question: p.question.id, option: p.right }).collect()
    }

    #[test]
    fn a_quiz_is_marked_and_explained() {
        let course = course("ecommerce.after_sale");
        let lesson = &course.lesson[0];
        let marked = mark(&course, lesson, Language::En, &key(lesson)).unwrap();
        assert!(marked.done && marked.correct == marked.total && marked.explain.iter().all(|e| e.correct));
        let wrong: Vec<Answer> = key(lesson)
            .into_iter()
            .map(|a| Answer { option: ["a", "b"].into_iter().find(|o| *o != a.option).unwrap().to_owned(), ..a })
            .collect();
        assert!(!mark(&course, lesson, Language::En, &wrong).unwrap().done);
        assert_eq!(mark(&course, lesson, Language::En, &key(lesson)[1..]).unwrap_err().fields[0].code, "required");
        let doubled = [key(lesson)[0].clone(), key(lesson)[0].clone()];
        assert_eq!(mark(&course, lesson, Language::En, &doubled).unwrap_err().fields[0].code, "invalid");
    }
}
