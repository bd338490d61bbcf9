//! The item bank of one language: parallel forms for every part, chosen by the logged seed, and the vetting questions.

use std::{collections::BTreeSet, sync::Arc};

use kernel::{Error, Result, policy::Rules};
use serde::{Deserialize, Serialize};

use super::dialogue::{self, Cues, Scenario};
use super::security::SecurityItem;
use crate::chance::pick;

/// Kind of an item bank among the policies; its id is the locale.
pub const BANK: &str = "interview.bank";

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bank {
    pub version: String,
    pub locale: String,
    pub security_asked: usize,
    pub cues: Cues,
    pub vetting: Vec<VettingQuestion>,
    pub typing: Vec<TypingItem>,
    pub read_aloud: Vec<ReadAloudItem>,
    pub scenario: Vec<Scenario>,
    pub security: Vec<SecurityItem>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypingItem {
    pub id: String,
    pub text: String,
    pub seconds: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadAloudItem {
    pub id: String,
    pub text: String,
    pub max_seconds: i64,
    /// Syllables of the text; the honest length of a take follows from them.
    pub syllables: i64,
}

/// A question asked before the interview.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VettingQuestion {
    pub id: String,
    pub text: String,
    pub options: Vec<VettingOption>,
    /// Without this answer the application cannot go on.
    #[serde(default)]
    pub must: Option<String>,
    /// Any other answer is looked at by a person.
    #[serde(default)]
    pub expect: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VettingOption {
    pub id: String,
    pub text: String,
}

impl Bank {
    pub fn typing_of(&self, seed: i64) -> Result<&TypingItem> {
        pick(seed, "typing", &self.typing).ok_or_else(empty)
    }

    pub fn read_aloud_of(&self, seed: i64) -> Result<&ReadAloudItem> {
        pick(seed, "read_aloud", &self.read_aloud).ok_or_else(empty)
    }

    pub fn scenario_of(&self, seed: i64) -> Result<&Scenario> {
        pick(seed, "scenario", &self.scenario).ok_or_else(empty)
    }
}

fn empty() -> Error {
    Error::internal("an item bank lost its items after it was checked")
}

fn unique<'a>(what: &str, ids: impl Iterator<Item = &'a str>) -> std::result::Result<(), String> {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(format!("{what} {id:?} is there twice"));
        }
    }
    if seen.len() < 2 {
        return Err(format!("{what}: at least two forms are needed"));
    }
    Ok(())
}

impl Rules for Bank {
    const KIND: &'static str = BANK;

    fn check(&self) -> std::result::Result<(), String> {
        if !["zh-CN", "en"].contains(&self.locale.as_str()) {
            return Err(format!("locale {:?} is not served", self.locale));
        }
        unique("vetting", self.vetting.iter().map(|q| q.id.as_str()))?;
        unique("typing", self.typing.iter().map(|q| q.id.as_str()))?;
        unique("read_aloud", self.read_aloud.iter().map(|q| q.id.as_str()))?;
        unique("scenario", self.scenario.iter().map(|q| q.id.as_str()))?;
        unique("security", self.security.iter().map(|q| q.id.as_str()))?;
        for question in &self.vetting {
            let offered = |id: &Option<String>| id.as_ref().is_none_or(|id| question.options.iter().any(|o| o.id == *id));
            if question.options.len() < 2 || !offered(&question.must) || !offered(&question.expect) {
                return Err(format!("vetting {}: must and expect name one of at least two options", question.id));
            }
        }
        for item in &self.security {
            if item.form.len() < 2 || item.form.iter().any(|f| f.options.len() < 3) {
                return Err(format!("security {}: at least two forms of at least three options", item.id));
            }
        }
        let musts = self.security.iter().filter(|q| q.must_pass).count();
        if self.security_asked < musts || self.security_asked > self.security.len() {
            return Err("security_asked does not fit the number of items".to_owned());
        }
        if let Some(item) = self.typing.iter().find(|i| i.seconds < 10 || i.text.chars().count() < 20) {
            return Err(format!("typing {}: at least 20 characters and 10 seconds", item.id));
        }
        if let Some(item) = self.read_aloud.iter().find(|i| i.syllables < 10 || i.max_seconds * 8 < i.syllables) {
            return Err(format!("read_aloud {}: syllables or max_seconds do not fit", item.id));
        }
        self.scenario.iter().try_for_each(|s| dialogue::check(s, &self.cues))
    }
}

/// A parsed bank with its hash; shared because every request of a candidate reads it.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub hash: String,
    pub bank: Arc<Bank>,
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::LazyLock;

    use kernel::policy::Policy;

    use super::*;
    use crate::{
        interview::{Resolution, dialogue::play},
        seeds,
    };

    /// A bank as shipped, parsed and checked once.
    pub(crate) fn bank(locale: &str) -> Bank {
        static ZH: LazyLock<Bank> = LazyLock::new(|| Policy::<Bank>::parse("zh-CN", seeds::BANK_ZH).unwrap().value);
        static EN: LazyLock<Bank> = LazyLock::new(|| Policy::<Bank>::parse("en", seeds::BANK_EN).unwrap().value);
        if locale == "en" { EN.clone() } else { ZH.clone() }
    }

    #[test]
    fn both_banks_hold_their_vectors() {
        for locale in ["zh-CN", "en"] {
            let bank = bank(locale);
            assert_eq!(bank.locale, locale);
            assert!(bank.scenario.len() >= 3 && bank.typing.len() >= 4);
        }
    }

    #[test]
    fn a_failing_scenario_vector_is_named() {
        let text = String::from_utf8(seeds::BANK_EN.to_vec()).unwrap().replacen("slots = 3", "slots = 2", 1);
        let error = Policy::<Bank>::parse("en", text.as_bytes()).unwrap_err();
        assert!(error.detail.contains("parcel_late") && error.detail.contains("by the procedure"), "{}", error.detail);
    }

    #[test]
    fn copied_answers_of_another_scenario_resolve_nothing() {
        for locale in ["zh-CN", "en"] {
            let bank = bank(locale);
            for scenario in &bank.scenario {
                for other in bank.scenario.iter().filter(|o| o.id != scenario.id) {
                    let played = play(scenario, &bank.cues, 1, &other.vector[0].say);
                    assert_ne!(played.features.slots, played.features.slots_max, "{} answered by {}", scenario.id, other.id);
                }
                let brief: Vec<String> = scenario.brief.lines().map(str::to_owned).collect();
                let read_out = play(scenario, &bank.cues, 1, &brief).features;
                assert_ne!(read_out.resolution, Resolution::Right, "{}: the card read out", scenario.id);
            }
        }
    }
}
