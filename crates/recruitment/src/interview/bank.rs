//! The item bank of one language: parallel forms for every part, chosen by the logged seed, and the vetting questions.

use std::{collections::BTreeSet, sync::Arc};

use kernel::{Error, Result, policy::Rules};
use serde::{Deserialize, Serialize};

use super::{
    PartKind,
    dialogue::{self, Cues, Scenario},
    items::{self, Item},
    lengths::Lengths,
};
use crate::chance::{order, pick};

/// Kind of an item bank among the policies; its id is the locale.
pub const BANK: &str = "interview.bank";

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bank {
    pub version: String,
    pub locale: String,
    pub cues: Cues,
    pub vetting: Vec<VettingQuestion>,
    pub typing: Vec<TypingItem>,
    /// Single syllables and words; only where Mandarin is asked for.
    #[serde(default)]
    pub mandarin: Option<Mandarin>,
    pub read_aloud: Vec<ReadAloudItem>,
    pub talk: Vec<TalkItem>,
    pub scenario: Vec<Scenario>,
    pub business: Vec<Item>,
    pub security: Vec<Item>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mandarin {
    /// Characters of each of the four tones; each has one reading only.
    pub syllables: [String; 4],
    /// Words of two syllables.
    pub words: Vec<String>,
}

/// Something to talk about freely.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TalkItem {
    pub id: String,
    pub text: String,
    /// What may be spoken of: words of which one is enough, split by `|`. Told with a transcript, never scored.
    #[serde(default)]
    pub about: Vec<String>,
}

/// A syllable to be read, and the tone that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    pub text: String,
    /// 1 to 4; 0 for a word.
    pub tone: u8,
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
    /// The text of typing round `round`, counted from 0; no round repeats one before it while there are others.
    pub fn typing_of(&self, seed: i64, round: i64) -> Result<&TypingItem> {
        nth(seed, "typing", &self.typing, round)
    }

    pub fn talk_of(&self, seed: i64) -> Result<&TalkItem> {
        pick(seed, "talk", &self.talk).ok_or_else(empty)
    }

    /// `count` syllables, as many of each tone as can be, in an order of their own.
    pub fn syllables_of(&self, seed: i64, count: i64) -> Vec<Prompt> {
        let Some(mandarin) = &self.mandarin else { return Vec::new() };
        let count = usize::try_from(count).unwrap_or(0);
        let mut chosen = Vec::with_capacity(count);
        for (tone, list) in (1_u8..=4).zip(&mandarin.syllables) {
            let list: Vec<char> = list.chars().collect();
            let wanted = count / 4 + usize::from(usize::from(tone) <= count % 4);
            let places = order(seed, &format!("syllables.{tone}"), list.len());
            chosen
                .extend(places.iter().take(wanted).filter_map(|at| list.get(*at)).map(|c| Prompt { text: c.to_string(), tone }));
        }
        shuffled(seed, "syllables", chosen)
    }

    /// `count` words.
    pub fn words_of(&self, seed: i64, count: i64) -> Vec<Prompt> {
        let words = self.mandarin.as_ref().map_or(&[][..], |m| m.words.as_slice());
        let places = order(seed, "words", words.len()).into_iter().take(usize::try_from(count).unwrap_or(0));
        places.filter_map(|at| words.get(at)).map(|word| Prompt { text: word.clone(), tone: 0 }).collect()
    }

    /// What is asked one by one in a recording of `kind`.
    pub fn prompts_of(&self, kind: PartKind, seed: i64, lengths: &Lengths) -> Vec<Prompt> {
        match kind {
            PartKind::Syllables => self.syllables_of(seed, lengths.syllables),
            PartKind::Words => self.words_of(seed, lengths.words),
            _ => Vec::new(),
        }
    }

    /// The parts of a room in this language, in their order.
    pub fn parts(&self, lengths: &Lengths) -> Vec<PartKind> {
        let asked = |kind: &PartKind| match kind {
            PartKind::Syllables => self.mandarin.is_some() && lengths.syllables > 0,
            PartKind::Words => self.mandarin.is_some() && lengths.words > 0,
            PartKind::Talk => lengths.talk_seconds > 0,
            _ => true,
        };
        PartKind::ALL.iter().copied().filter(asked).collect()
    }

    pub fn read_aloud_of(&self, seed: i64) -> Result<&ReadAloudItem> {
        pick(seed, "read_aloud", &self.read_aloud).ok_or_else(empty)
    }

    /// The customer of dialogue `round`, counted from 0.
    pub fn scenario_of(&self, seed: i64, round: i64) -> Result<&Scenario> {
        nth(seed, "scenario", &self.scenario, round)
    }
}

fn nth<'a, T>(seed: i64, label: &str, items: &'a [T], n: i64) -> Result<&'a T> {
    let places = order(seed, label, items.len());
    let at = usize::try_from(n).unwrap_or(0) % places.len().max(1);
    places.get(at).and_then(|i| items.get(*i)).ok_or_else(empty)
}

fn shuffled<T>(seed: i64, label: &str, items: Vec<T>) -> Vec<T> {
    let mut placed: Vec<(usize, T)> = order(seed, &format!("{label}.order"), items.len()).into_iter().zip(items).collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, item)| item).collect()
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
        unique("talk", self.talk.iter().map(|q| q.id.as_str()))?;
        unique("business", self.business.iter().map(|q| q.id.as_str()))?;
        unique("security", self.security.iter().map(|q| q.id.as_str()))?;
        if let Some(mandarin) = &self.mandarin {
            let all: Vec<String> = mandarin.syllables.iter().flat_map(|list| list.chars().map(String::from)).collect();
            unique("syllables", all.iter().map(String::as_str))?;
            unique("words", mandarin.words.iter().map(String::as_str))?;
            if mandarin.syllables.iter().any(|list| list.chars().count() < 12) {
                return Err("syllables: at least twelve of each tone".to_owned());
            }
        }
        for question in &self.vetting {
            let offered = |id: &Option<String>| id.as_ref().is_none_or(|id| question.options.iter().any(|o| o.id == *id));
            if question.options.len() < 2 || !offered(&question.must) || !offered(&question.expect) {
                return Err(format!("vetting {}: must and expect name one of at least two options", question.id));
            }
        }
        for kind in items::BUSINESS {
            if !self.business.iter().any(|item| item.kind.as_deref() == Some(kind)) {
                return Err(format!("business: no item of the kind {kind}"));
            }
        }
        for item in self.security.iter().chain(&self.business) {
            if item.form.len() < 2 || item.form.iter().any(|f| f.options.len() < 3) {
                return Err(format!("{}: at least two forms of at least three options", item.id));
            }
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
    fn syllables_are_spread_over_the_tones_and_forms_differ() {
        let bank = bank("zh-CN");
        let forty = bank.syllables_of(7, 40);
        assert!((1..=4).all(|tone| forty.iter().filter(|p| p.tone == tone).count() == 10));
        assert_ne!(forty, bank.syllables_of(8, 40));
        assert_eq!((bank.syllables_of(7, 7).len(), bank.words_of(7, 20).len()), (7, 20));
        let texts = [0, 1].map(|round| bank.typing_of(7, round).unwrap().id.clone());
        assert_ne!(texts[0], texts[1]);
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
