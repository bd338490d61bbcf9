//! What a draft is judged by beside its words: how it came to be, as its desk counted, and where its procedure stands.
//!
//! Both may warn. Neither clears anything: a page that was tampered with counts as it likes.

use std::sync::OnceLock;

use kernel::{Error, Result};
use regex::Regex;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    Class, Draft, Hit, Outcome,
    file::{ProcedureRow, ProvenanceRow, Texts},
    judge::words,
    rules::Inner,
};

/// Letters and changes that a desk may tell of one draft.
const MOST: u32 = 1_000_000;
/// Milliseconds of typing that a desk may tell: a day.
const LONGEST: u32 = 86_400_000;

/// How a draft came to be: numbers that its desk counted; no text and no key. Where it is absent nobody knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Provenance {
    /// Letters that were typed, through an input method too.
    pub typed: u32,
    /// Letters that came at once from elsewhere: pasted, dropped, put in by another program.
    pub inserted: u32,
    /// Letters of the desk's own that were taken over: suggestions, tokens.
    pub offered: u32,
    /// Changes that took letters away.
    pub edits: u32,
    /// Milliseconds of typing; of a pause only its beginning.
    pub ms: u32,
}

impl Provenance {
    /// Errors: `invalid_field` naming the number that no draft has.
    pub fn check(self) -> Result<Self> {
        let letters = [("typed", self.typed), ("inserted", self.inserted), ("offered", self.offered), ("edits", self.edits)];
        let over = letters.into_iter().find(|(_, n)| *n > MOST).map(|(name, _)| name);
        match over.or((self.ms > LONGEST).then_some("ms")) {
            Some(name) => Err(Error::field(&format!("provenance.{name}"), "invalid", "no draft has so many")),
            None => Ok(self),
        }
    }

    /// The same numbers always give the same line; what a receipt is signed over.
    pub(crate) fn line(self) -> String {
        format!("{},{},{},{},{}", self.typed, self.inserted, self.offered, self.edits, self.ms)
    }
}

/// Words in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub zh: String,
    pub en: String,
}

/// A step that was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Missing {
    pub step: String,
    pub title: Words,
    /// How the step is said, where it is said.
    pub say: Option<Words>,
}

/// A draft that does a step of its procedure before what must come first was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ahead {
    /// The step that the draft does.
    pub step: String,
    /// The step was heard by its own cue, not by likeness.
    pub certain: bool,
    pub missing: Vec<Missing>,
}

/// What a draft is judged by beside its words. Kept with its verdict, so that it can be judged again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Letters of the draft that are sentences of its procedure, word for word.
    #[serde(default)]
    pub quoted: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ahead: Option<Ahead>,
}

impl Beside {
    pub const fn is_empty(&self) -> bool {
        self.provenance.is_none() && self.ahead.is_none()
    }
}

/// What speaks against a worker's draft beside its words.
pub(crate) fn hits(inner: &Inner, draft: &Draft<'_>, regulated: bool, english: bool) -> Vec<Hit> {
    let Some(beside) = draft.beside else { return Vec::new() };
    let end = draft.text.chars().count();
    if end == 0 {
        return Vec::new();
    }
    let made = inner.file.provenance.as_ref().zip(beside.provenance).and_then(|(row, told)| {
        let (rule, texts) = made(row, told, draft.text, beside.quoted, inner.suggestions())?;
        let (why, suggestion) = words(texts, english);
        Some(Hit { rule, class: Class::PromptPaste, outcome: Outcome::Warn, start: 0, end, why, suggestion })
    });
    let ahead = inner.file.procedure.as_ref().zip(beside.ahead.as_ref()).map(|(row, ahead)| {
        let (why, suggestion) = told(inner, ahead, english);
        let outcome = weight(row, ahead, regulated);
        Hit { rule: "missing_step.procedure".to_owned(), class: Class::MissingStep, outcome, start: 0, end, why, suggestion }
    });
    made.into_iter().chain(ahead).collect()
}

/// What only resembles a step never stops a draft.
fn weight(row: &ProcedureRow, ahead: &Ahead, regulated: bool) -> Outcome {
    let outcome = row.outcome_regulated.filter(|_| regulated).unwrap_or(row.outcome);
    if ahead.certain { outcome } else { outcome.min(Outcome::Warn) }
}

/// Why, with the titles of what is missing; and the words of the first step that has some.
fn told(inner: &Inner, ahead: &Ahead, english: bool) -> (String, Option<String>) {
    let of = |words: &Words| if english { words.en.clone() } else { words.zh.clone() };
    let (why, _) = inner.file.class.get(&Class::MissingStep).map(|texts| words(texts, english)).unwrap_or_default();
    let titles: Vec<String> = ahead.missing.iter().map(|step| of(&step.title)).collect();
    let why = if english { format!("{why}: {}", titles.join(", ")) } else { format!("{why}：{}", titles.join("、")) };
    // Words with a gap to fill are no sentence yet.
    let say = ahead.missing.iter().filter_map(|step| step.say.as_ref()).map(of);
    (why, say.into_iter().find(|text| !text.is_empty() && !text.contains('{')))
}

/// The rule that the making of a draft breaks, if any.
fn made<'a>(
    row: &'a ProvenanceRow,
    told: Provenance,
    text: &str,
    quoted: u32,
    ours: impl Iterator<Item = &'a str>,
) -> Option<(String, &'a Texts)> {
    let letters = count(text);
    // Letters that nobody counted came from somewhere else.
    let uncounted = letters.saturating_sub(u64::from(told.typed) + u64::from(told.inserted) + u64::from(told.offered));
    let at_once = u64::from(told.inserted) + u64::from(told.offered) + uncounted;
    let typed = u64::from(told.typed);
    if at_once >= row.least {
        let outside = at_once.saturating_sub(free(text, ours) + u64::from(quoted));
        if outside >= row.least && outside * 100 >= row.share * (typed + outside) {
            return Some(("prompt_paste.pasted".to_owned(), &row.pasted));
        }
    }
    let needs = (typed * per_letter(row, text) + u64::from(told.edits) * 1_000_000 / row.other) / 1000;
    (typed >= row.least && u64::from(told.ms) < needs).then(|| ("prompt_paste.fast".to_owned(), &row.fast))
}

fn count(text: &str) -> u64 {
    text.chars().count() as u64
}

/// Microseconds that the quickest hand needs for a letter of `text`, on the average.
fn per_letter(row: &ProvenanceRow, text: &str) -> u64 {
    let han = text.chars().filter(|c| ('\u{3400}'..='\u{9fff}').contains(c)).count() as u64;
    let all = count(text).max(1);
    (han * 1_000_000 / row.han + (all - han) * 1_000_000 / row.other) / all
}

/// Letters that may come at once: sentences of ours, tokens, addresses of pages, numbers.
fn free<'a>(text: &str, ours: impl Iterator<Item = &'a str>) -> u64 {
    static COPIED: OnceLock<Option<Regex>> = OnceLock::new();
    let copied = COPIED.get_or_init(|| Regex::new("〔[^〕]{1,24}〕|https?://[!-~]+|[A-Za-z-]*[0-9][0-9A-Za-z-]{5,}").ok());
    let mut rest = text.to_owned();
    for sentence in ours.filter(|sentence| !sentence.is_empty()) {
        if rest.contains(sentence) {
            rest = rest.replace(sentence, "\n");
        }
    }
    if let Some(copied) = copied {
        rest = copied.replace_all(&rest, "\n").into_owned();
    }
    count(text).saturating_sub(count(&rest))
}

#[cfg(test)]
mod tests {
    use crate::{Rules, Verdict, judge};

    use super::*;

    const ANSWER: &str =
        "您好，您咨询的商品支持七天无理由退货，请保持吊牌和包装完好，寄回的运费由我们承担，收到后三天内为您退款。";

    fn verdict(text: &str, provenance: Provenance) -> Verdict {
        let rules = Rules::base_cn().unwrap().value;
        judge(&rules, &Draft::agent(text).beside(&Beside { provenance: Some(provenance), ..Beside::default() }))
    }

    fn rule(text: &str, provenance: Provenance) -> Option<String> {
        verdict(text, provenance).hits.into_iter().find(|hit| hit.class == Class::PromptPaste).map(|hit| hit.rule)
    }

    #[test]
    fn a_hand_is_believed_and_a_paste_is_warned_about() {
        let all = u32::try_from(ANSWER.chars().count()).unwrap();
        let hand = Provenance { typed: all, ms: 25_000, edits: 3, ..Provenance::default() };
        assert_eq!(verdict(ANSWER, hand).outcome, Outcome::Pass);
        let pasted = Provenance { inserted: all, ..Provenance::default() };
        let judged = verdict(ANSWER, pasted);
        assert_eq!((judged.outcome, judged.class()), (Outcome::Warn, Some(Class::PromptPaste)), "never stopped by this alone");
        assert!(!judged.may_send(None) && judged.may_send(Some("x")));
        let hit = judged.hits.first().unwrap();
        assert_eq!((hit.rule.as_str(), hit.start, hit.end), ("prompt_paste.pasted", 0, all as usize));
        // A greeting typed before it changes nothing, and neither does what was typed over and over.
        assert!(rule(ANSWER, Provenance { typed: 6, inserted: all, ms: 3_000, ..hand }).is_some());
        assert_eq!(rule(ANSWER, Provenance { typed: 0, ms: 0, ..hand }).as_deref(), Some("prompt_paste.pasted"), "uncounted");
        assert_eq!(rule(ANSWER, Provenance { ms: 900, ..hand }).as_deref(), Some("prompt_paste.fast"));
        assert_eq!(rule("好的，马上看", Provenance { inserted: 6, ..Provenance::default() }), None, "short");
    }

    #[test]
    fn only_sentences_of_ours_are_believed_to_be_ours() {
        let base = Rules::base_cn().unwrap().value;
        let own = base.inner().suggestions().find(|text| text.chars().count() > 42).unwrap().to_owned();
        let taken = |text: &str| Provenance { offered: u32::try_from(text.chars().count()).unwrap(), ..Provenance::default() };
        assert_eq!(rule(&own, taken(&own)), None);
        assert!(rule(ANSWER, taken(ANSWER)).is_some(), "a page may say so; the words are not ours");
        let link = "请看 https://help.example.com/returns/how-to-send-something-back-within-thirty-days?from=chat 谢谢";
        assert_eq!(rule(link, Provenance { typed: 8, inserted: 84, ms: 5_000, ..Provenance::default() }), None);
        let quoted = Beside { provenance: Some(taken(ANSWER)), quoted: taken(ANSWER).offered, ..Beside::default() };
        assert_eq!(judge(&base, &Draft::agent(ANSWER).beside(&quoted)).outcome, Outcome::Pass, "its procedure says it so");
    }

    #[test]
    fn numbers_no_draft_has_are_refused_by_name() {
        let fields = [
            (Provenance { typed: MOST + 1, ..Provenance::default() }, "provenance.typed"),
            (Provenance { edits: u32::MAX, ..Provenance::default() }, "provenance.edits"),
            (Provenance { ms: LONGEST + 1, ..Provenance::default() }, "provenance.ms"),
        ];
        for (told, name) in fields {
            assert_eq!(told.check().unwrap_err().fields[0].field, name);
        }
        assert!(Provenance { typed: MOST, ms: LONGEST, ..Provenance::default() }.check().is_ok());
        assert!(
            serde_json::from_str::<Provenance>("{\"typed\":1,\"inserted\":0,\"offered\":0,\"edits\":0,\"ms\":1,\"keys\":\"a\"}")
                .is_err()
        );
        assert!(serde_json::from_str::<Provenance>("{\"typed\":-1,\"inserted\":0,\"offered\":0,\"edits\":0,\"ms\":1}").is_err());
    }

    #[test]
    fn a_step_ahead_is_told_with_what_is_missing() {
        let rules = Rules::base_cn().unwrap().value;
        let word = |zh: &str, en: &str| Words { zh: zh.to_owned(), en: en.to_owned() };
        let missing = Missing {
            step: "verify".to_owned(),
            title: word("核实", "Verify"),
            say: Some(word("请报订单号", "Your order number?")),
        };
        let ahead = |certain| Ahead { step: "tell".to_owned(), certain, missing: vec![missing.clone()] };
        let judged = |certain, skill, locale: &'static str| {
            let beside = Beside { ahead: Some(ahead(certain)), ..Beside::default() };
            judge(&rules, &Draft::agent("包裹在路上了").beside(&beside).skill(skill).locale(locale))
        };
        let plain = judged(true, None, "zh-CN");
        assert_eq!((plain.outcome, plain.class()), (Outcome::Warn, Some(Class::MissingStep)));
        assert!(plain.hits[0].why.ends_with("：核实") && plain.hits[0].suggestion.as_deref() == Some("请报订单号"));
        assert_eq!(judged(true, Some("finance"), "zh-CN").outcome, Outcome::Block);
        assert_eq!(judged(false, Some("finance"), "zh-CN").outcome, Outcome::Warn, "likeness alone stops nothing");
        assert_eq!(judged(true, None, "en").hits[0].suggestion.as_deref(), Some("Your order number?"));
    }
}
