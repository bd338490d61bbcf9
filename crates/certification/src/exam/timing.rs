//! Whether a person could have answered so: too fast, in one rhythm, faster than anybody reads. What is found is shown to
//! whoever reviews, with its evidence; it never fails anybody by itself. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::course::{Language, Question};

/// Nobody reads and chooses within so long.
const LEAST_MS: i64 = 900;
/// Signs a second beyond which nobody reads: Chinese characters, and letters of English.
const ZH_SIGNS: i64 = 25;
const EN_SIGNS: i64 = 90;
/// Questions answered in one rhythm before it is odd, and how much of the mean they may differ by, per cent.
const RHYTHM: usize = 6;
const SPREAD: i64 = 6;
/// What a page's clock may be ahead of ours.
const SLACK_MS: i64 = 3_000;
/// Share of questions, per cent, that must be odd before speed is told.
const SHARE: usize = 30;

/// Time between the answer before and this one, as the page measured it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExamSpent)]
pub struct Spent {
    pub question: String,
    pub ms: i64,
}

db::text_enum! {
    /// What is odd.
    pub enum Oddity {
        TooFast = "too_fast", Reading = "reading", Rhythm = "rhythm", Clock = "clock",
    }
}

/// Something odd, with the numbers it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ExamFlag)]
pub struct Flag {
    pub rule: Oddity,
    /// The questions it is about; empty for the whole exam.
    pub questions: Vec<String>,
    /// What was measured, and where it begins to be odd: milliseconds, signs a second, or per cent.
    pub measured: i64,
    pub limit: i64,
}

/// What is kept of an exam's timing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timing {
    pub spent: Vec<Spent>,
    /// From the start to handing in, by our clock.
    pub elapsed_ms: i64,
    pub flags: Vec<Flag>,
}

impl Timing {
    /// Looks at how `questions` were answered within `elapsed_ms`.
    pub fn of(questions: &[Question], spent: Vec<Spent>, elapsed_ms: i64, language: Language) -> Self {
        let known: Vec<(&Question, i64)> = questions
            .iter()
            .filter_map(|q| Some((q, spent.iter().find(|s| s.question == q.id)?.ms.clamp(0, 86_400_000))))
            .collect();
        let count = i64::try_from(questions.len()).unwrap_or(1).max(1);
        let mut flags = Vec::new();
        if elapsed_ms / count < LEAST_MS {
            flags.push(Flag { rule: Oddity::TooFast, questions: Vec::new(), measured: elapsed_ms / count, limit: LEAST_MS });
        } else {
            flags.extend(many(&known, questions.len(), Oddity::TooFast, LEAST_MS, |_, ms| (ms, ms < LEAST_MS)));
        }
        let limit = if language == Language::En { EN_SIGNS } else { ZH_SIGNS };
        flags.extend(many(&known, questions.len(), Oddity::Reading, limit, |q, ms| {
            let speed = signs(q) * 1000 / ms.max(1);
            (speed, speed > limit)
        }));
        flags.extend(rhythm(&known));
        let told: i64 = known.iter().map(|(_, ms)| ms).sum();
        if told > elapsed_ms + SLACK_MS {
            flags.push(Flag { rule: Oddity::Clock, questions: Vec::new(), measured: told, limit: elapsed_ms });
        }
        Self { spent, elapsed_ms, flags }
    }
}

/// Signs of a question and its options.
fn signs(question: &Question) -> i64 {
    let all = question.options.iter().map(|o| o.text.as_str()).chain([question.text.as_str()]);
    i64::try_from(all.map(|t| t.chars().filter(|c| c.is_alphanumeric()).count()).sum::<usize>()).unwrap_or(i64::MAX)
}

/// A flag when a good part of the questions are odd; one slip is nothing.
fn many(
    known: &[(&Question, i64)],
    of: usize,
    rule: Oddity,
    limit: i64,
    odd: impl Fn(&Question, i64) -> (i64, bool),
) -> Option<Flag> {
    let found: Vec<(&Question, i64)> = known
        .iter()
        .map(|(q, ms)| (*q, odd(q, *ms)))
        .filter(|(_, (_, is))| *is)
        .map(|(q, (measured, _))| (q, measured))
        .collect();
    if found.is_empty() || found.len() * 100 < of * SHARE {
        return None;
    }
    let mut measured: Vec<i64> = found.iter().map(|(_, m)| *m).collect();
    measured.sort_unstable();
    let middle = measured.get(measured.len() / 2).copied().unwrap_or(0);
    Some(Flag { rule, questions: found.iter().map(|(q, _)| q.id.clone()).collect(), measured: middle, limit })
}

/// The mean difference from the mean, per cent of it: people are never so even.
fn rhythm(known: &[(&Question, i64)]) -> Option<Flag> {
    let count = i64::try_from(known.len()).ok()?;
    if known.len() < RHYTHM {
        return None;
    }
    let mean = known.iter().map(|(_, ms)| ms).sum::<i64>() / count;
    let spread = known.iter().map(|(_, ms)| (ms - mean).abs()).sum::<i64>() / count;
    let percent = spread * 100 / mean.max(1);
    let questions = known.iter().map(|(q, _)| q.id.clone()).collect();
    (mean > 0 && percent < SPREAD).then_some(Flag { rule: Oddity::Rhythm, questions, measured: percent, limit: SPREAD })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{exam, seeds::course};

    fn look(ms: impl Fn(usize) -> i64, elapsed_ms: i64) -> Vec<Oddity> {
        let questions = exam::questions(&course("travel.booking"), 7, Language::Zh);
        let spent = questions.iter().enumerate().map(|(i, q)| Spent { question: q.id.clone(), ms: ms(i) }).collect();
        Timing::of(&questions, spent, elapsed_ms, Language::Zh).flags.iter().map(|f| f.rule).collect()
    }

    #[test]
    fn people_are_uneven_and_read() {
        assert_eq!(look(|i| 6_000 + 2_500 * i64::try_from(i % 4).unwrap(), 120_000), []);
        assert_eq!(look(|i| if i == 3 { 400 } else { 6_000 + 2_500 * i64::try_from(i % 4).unwrap() }, 120_000), [], "one slip");
    }

    #[test]
    fn machines_are_fast_even_and_out_of_step_with_our_clock() {
        assert_eq!(look(|i| 300 + i64::try_from(i).unwrap() * 40, 30_000), [Oddity::TooFast, Oddity::Reading]);
        assert_eq!(look(|i| 9_000 + i64::try_from(i % 2).unwrap() * 20, 120_000), [Oddity::Rhythm]);
        assert_eq!(look(|i| 9_000 + 2_500 * i64::try_from(i % 4).unwrap(), 20_000), [Oddity::Clock]);
        let questions = exam::questions(&course("travel.booking"), 7, Language::Zh);
        let untold = Timing::of(&questions, Vec::new(), 4_000, Language::Zh).flags;
        assert_eq!(untold[0].rule, Oddity::TooFast, "our own clock is enough");
    }
}
