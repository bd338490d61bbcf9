//! An application: draft → interview → scoring → admitted, or review by a person → admitted or declined.
//!
//! A won appeal goes its own way beside these: from declined to admitted, or back to a new interview (`appeal`).

pub mod http;
pub(crate) mod service;
pub(crate) mod store;

use std::collections::BTreeMap;

use kernel::{Error, Result};

use crate::interview::bank::VettingQuestion;

kernel::nouns! {
    /// A person's wish to serve.
    Application => ApplicationId,
}

db::text_enum! {
    /// Where an application stands.
    pub enum ApplicationState {
        Draft = "draft",
        Interview = "interview",
        Scoring = "scoring",
        Admitted = "admitted",
        Review = "review",
        Declined = "declined",
    }
}

db::text_enum! {
    /// What the vetting answers gave.
    pub enum VettingState { Open = "open", Passed = "passed", Flagged = "flagged" }
}

/// Vetting answers: question → option.
pub type Answers = BTreeMap<String, String>;

impl ApplicationState {
    /// Whether an application may go from `self` to `to`. There is no way from scoring to declined: only a person declines.
    pub fn may_become(self, to: Self) -> bool {
        matches!(
            (self, to),
            (Self::Draft, Self::Interview)
                | (Self::Interview, Self::Scoring)
                | (Self::Scoring, Self::Admitted | Self::Review)
                | (Self::Review, Self::Admitted | Self::Declined)
        )
    }
}

/// Checks a whole set of vetting answers and returns the questions whose answer a person should see.
/// An answer that rules out the work is a field error, like a missing or unknown one.
pub fn vet(questions: &[VettingQuestion], answers: &Answers) -> Result<Vec<String>> {
    if let Some(unknown) = answers.keys().find(|id| !questions.iter().any(|q| q.id == **id)) {
        return Err(Error::field(&format!("answers.{unknown}"), "unknown", "this was not asked"));
    }
    let mut flags = Vec::new();
    for question in questions {
        let field = format!("answers.{}", question.id);
        let Some(answer) = answers.get(&question.id) else {
            return Err(Error::field(&field, "required", "answer every question"));
        };
        if !question.options.iter().any(|o| o.id == *answer) {
            return Err(Error::field(&field, "unknown", "this option was not offered"));
        }
        if question.must.as_ref().is_some_and(|must| must != answer) {
            return Err(Error::field(&field, "invalid", "with this answer you cannot serve customers here"));
        }
        if question.expect.as_ref().is_some_and(|expect| expect != answer) {
            flags.push(question.id.clone());
        }
    }
    Ok(flags)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::interview::bank::tests::bank;

    pub(crate) fn clean() -> Answers {
        let pairs = [
            ("adult", "yes"),
            ("confidentiality", "yes"),
            ("private_space", "yes"),
            ("own_device", "own"),
            ("incident", "no"),
            ("conflict", "no"),
        ];
        pairs.map(|(q, a)| (q.to_owned(), a.to_owned())).into()
    }

    #[test]
    fn answers_pass_are_flagged_or_refused() {
        for locale in ["zh-CN", "en"] {
            let questions = bank(locale).vetting;
            let with = |q: &str, a: &str| {
                let mut answers = clean();
                answers.insert(q.to_owned(), a.to_owned());
                vet(&questions, &answers)
            };
            assert!(vet(&questions, &clean()).unwrap().is_empty());
            assert_eq!(with("incident", "yes").unwrap(), ["incident"]);
            assert_eq!(with("adult", "no").unwrap_err().fields[0].code, "invalid");
            assert_eq!(with("adult", "perhaps").unwrap_err().fields[0].code, "unknown");
            assert_eq!(with("shoe_size", "44").unwrap_err().fields[0].code, "unknown");
            let mut missing = clean();
            missing.remove("conflict");
            assert_eq!(vet(&questions, &missing).unwrap_err().fields[0].code, "required");
        }
    }

    #[test]
    fn every_way_to_admission_goes_through_interview_and_scoring() {
        use ApplicationState as S;
        // Walk backwards from admission: each path must hold draft, interview and scoring.
        let mut paths = vec![vec![S::Admitted]];
        while let Some(path) = paths.pop() {
            let before: Vec<S> = S::ALL.iter().copied().filter(|s| s.may_become(path[0])).collect();
            if before.is_empty() {
                assert!([S::Draft, S::Interview, S::Scoring].iter().all(|s| path.contains(s)), "{path:?}");
            }
            paths.extend(before.into_iter().map(|s| [&[s][..], &path].concat()));
        }
        assert!(S::ALL.iter().all(|s| !S::Declined.may_become(*s) && !S::Admitted.may_become(*s)));
    }
}
