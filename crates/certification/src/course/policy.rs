//! The shapes of `policies/certification/skills.toml` and `policies/courses/<skill>.toml`, with their own checks.

use std::collections::BTreeSet;

use kernel::policy::Rules;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Language;
use crate::exam;

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = BothTexts)]
pub struct Text {
    pub zh: String,
    pub en: String,
}

impl Text {
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }

    pub(crate) fn is_whole(&self) -> bool {
        !self.zh.trim().is_empty() && !self.en.trim().is_empty()
    }
}

/// The catalogue of skills.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    pub version: String,
    pub skill: Vec<Skill>,
    pub vector: Vec<CatalogueVector>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skill {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    /// How long course and exam take.
    pub minutes: i64,
    /// Level of the certificate, 1–5.
    pub level: u8,
    pub valid_days: u64,
    /// A certificate may be renewed this many days before it expires.
    pub renew_days: u64,
    /// The exam opens after three scenario exams in a row, on three seeds.
    pub scenario_exam: bool,
    /// A first certificate opens live tasks only after a test call.
    pub test_call: bool,
}

/// Whether a certificate of `skill` counts `days` after it was issued.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueVector {
    pub name: String,
    pub skill: String,
    pub days: u64,
    pub valid: bool,
}

impl Catalogue {
    pub fn find(&self, code: &str) -> Option<&Skill> {
        self.skill.iter().find(|s| s.code == code)
    }
}

impl Rules for Catalogue {
    const KIND: &'static str = "certification.skills";

    fn check(&self) -> Result<(), String> {
        let codes: BTreeSet<&str> = self.skill.iter().map(|s| s.code.as_str()).collect();
        if codes.len() != self.skill.len() || codes.is_empty() {
            return Err("skills: at least one, each code once".to_owned());
        }
        for skill in &self.skill {
            let plain = skill.code.bytes().all(|b| b.is_ascii_lowercase() || b"._".contains(&b));
            let named = !skill.name_zh.is_empty() && !skill.name_en.is_empty();
            if !plain || !named || !(1..=5).contains(&skill.level) || skill.valid_days <= skill.renew_days || skill.minutes < 1 {
                return Err(format!("skill {}: code, names, level 1–5, minutes and days must fit", skill.code));
            }
        }
        for vector in &self.vector {
            let skill = self.find(&vector.skill).ok_or_else(|| format!("vector {:?}: unknown skill", vector.name))?;
            if (vector.days < skill.valid_days) != vector.valid {
                return Err(format!("vector {:?}: wanted valid = {}", vector.name, vector.valid));
            }
        }
        Ok(())
    }
}

/// Lessons and exam of one skill.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Course {
    pub version: String,
    pub skill: String,
    pub title: Text,
    pub quiz_pass_percent: i64,
    pub exam: ExamRules,
    pub lesson: Vec<Lesson>,
    pub item: Vec<Item>,
    pub vector: Vec<CourseVector>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExamRules {
    pub questions: usize,
    pub pass_percent: i64,
    pub minutes: u64,
    /// Exams that may be taken within the window.
    pub attempts: usize,
    pub window_days: u64,
    /// Pause after the first, second … exam that was not passed; the last one holds for all further.
    pub wait_minutes: Vec<u64>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lesson {
    pub n: i64,
    pub title: Text,
    /// Markdown.
    pub body: Text,
    /// Topics of exam items that this lesson teaches.
    #[serde(default)]
    pub topics: Vec<String>,
    pub quiz: Vec<Quiz>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiz {
    pub id: String,
    pub text: Text,
    pub options: Vec<Text>,
    pub explain: Text,
}

impl Quiz {
    pub(crate) fn asked(&self) -> Choices {
        Choices { text: self.text.clone(), options: self.options.clone() }
    }
}

/// A thing to know, asked in parallel forms.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub id: String,
    /// What a wrong answer shows to be missing.
    pub topic: String,
    pub form: Vec<Choices>,
}

/// A question with its options, the right one first.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choices {
    pub text: Text,
    pub options: Vec<Text>,
}

/// So many right answers and what must come of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CourseVector {
    pub name: String,
    pub right: usize,
    pub passed: bool,
}

impl Choices {
    fn is_whole(&self) -> bool {
        let distinct: BTreeSet<(&str, &str)> = self.options.iter().map(|o| (o.zh.as_str(), o.en.as_str())).collect();
        self.text.is_whole()
            && self.options.len() >= 3
            && self.options.iter().all(Text::is_whole)
            && distinct.len() == self.options.len()
    }
}

impl Rules for Course {
    const KIND: &'static str = "certification.course";

    fn check(&self) -> Result<(), String> {
        let rules = &self.exam;
        let sane = (1..=100).contains(&rules.pass_percent) && (0..=100).contains(&self.quiz_pass_percent);
        if !sane || rules.questions == 0 || rules.questions > self.item.len() || rules.minutes == 0 || rules.attempts == 0 {
            return Err("exam: percents, questions, minutes or attempts do not fit".to_owned());
        }
        if rules.wait_minutes.is_empty() || !self.title.is_whole() {
            return Err("exam.wait_minutes or title is missing".to_owned());
        }
        for (i, lesson) in self.lesson.iter().enumerate() {
            let in_order = usize::try_from(lesson.n) == Ok(i + 1);
            if !in_order || !lesson.title.is_whole() || !lesson.body.is_whole() || lesson.quiz.is_empty() {
                return Err(format!("lesson {}: number, title, body or quiz is missing", lesson.n));
            }
            if let Some(quiz) = lesson.quiz.iter().find(|q| !q.asked().is_whole() || !q.explain.is_whole()) {
                return Err(format!(
                    "lesson {} quiz {}: text in both languages, three distinct options, explanation",
                    lesson.n, quiz.id
                ));
            }
        }
        let ids =
            self.item.iter().map(|i| i.id.as_str()).chain(self.lesson.iter().flat_map(|l| l.quiz.iter().map(|q| q.id.as_str())));
        let mut seen = BTreeSet::new();
        if let Some(twice) = ids.into_iter().find(|id| !seen.insert(*id)) {
            return Err(format!("{twice:?} is there twice"));
        }
        if let Some(item) = self.item.iter().find(|i| i.form.len() < 2 || !i.form.iter().all(Choices::is_whole)) {
            return Err(format!("item {}: two whole forms in both languages with three distinct options", item.id));
        }
        if !self.vector.iter().any(|v| v.passed) || !self.vector.iter().any(|v| !v.passed) {
            return Err("vectors of both outcomes are needed".to_owned());
        }
        for vector in &self.vector {
            let got = exam::mark(self, 1, &exam::answers(self, 1, vector.right)).map_err(|e| e.to_string())?;
            if got.passed != vector.passed {
                return Err(format!("vector {:?}: {} of {} right gave passed = {}", vector.name, got.score, got.max, got.passed));
            }
        }
        Ok(())
    }
}
