//! Other words for what a simulated customer says: a language model of the operator's choice may put a line differently, never
//! what it means.
//!
//! It is shown one line of a made-up customer, nothing that a person wrote. What it answers is used only when it is the same act
//! and holds the same facts; else, and whenever the model fails, the customer speaks in the scenario's own words.

use std::{collections::BTreeMap, time::Duration};

use kernel::{Error, Result};
use masking_core::{Detector, Policy, SpeakerState, Turn};
use post::{Failed, Service};
use serde::Deserialize;
use serde_json::json;

use super::Mood;
use crate::course::Language;

/// Longest answer of the service that is read, in bytes.
const ANSWER_MAX: usize = 64 * 1024;
/// Longest line that is used, in characters.
const LINE_MAX: usize = 300;
/// A trainee does not wait longer than this for other words.
const PATIENCE_MAX: Duration = Duration::from_secs(5);

const TASK: &str = "You rewrite one line of a customer in a role play. Say it in other words, in its own language, as a person \
    types who feels as told. Keep what it means, and whether it asks, agrees, declines or tells something. Keep every phrase of \
    `keep` and everything in 〔〕 letter for letter. Add no fact, number, name, wish or threat. Answer with JSON: {\"line\": \"…\"}.";

/// A model behind `POST {base}/chat/completions`, as OpenAI's and many local ones are.
#[derive(Clone, Debug)]
pub struct Rewriter {
    service: Service,
    model: String,
    detector: Detector,
}

/// A line as the scenario has it, and what it is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plain {
    pub(crate) line: String,
    pub(crate) language: Language,
    pub(crate) mood: Mood,
    pub(crate) seed: i64,
    /// Everything that could be told in this conversation, whether or not this line tells it.
    pub(crate) facts: Vec<String>,
}

/// Why an answer is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// Empty, of several lines, or too long.
    Shape,
    /// In another language.
    Language,
    /// A fact is missing, or one is new.
    Fact,
    /// It agrees instead of declining, asks instead of telling, or threatens.
    Act,
    Unanswered(Failed),
}

impl Unfit {
    /// A stable word.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Shape => "shape",
            Self::Language => "language",
            Self::Fact => "fact",
            Self::Act => "act",
            Self::Unanswered(failed) => failed.word(),
        }
    }
}

impl Rewriter {
    /// Errors: `invalid_field` naming the setting.
    pub fn new(url: &str, key: Option<String>, model: &str, timeout: Duration) -> Result<Self> {
        if timeout.is_zero() || timeout > PATIENCE_MAX {
            return Err(Error::field("timeout_ms", "out_of_range", "between 1 and 5000 milliseconds, since a trainee waits"));
        }
        if model.is_empty() || !model.is_ascii() {
            return Err(Error::field("model", "invalid", "a model's name"));
        }
        let service = Service::new(url, key, timeout, ANSWER_MAX)?;
        Ok(Self { service, model: model.to_owned(), detector: Detector::new(Policy::base_cn()) })
    }

    /// The line in other words.
    pub(crate) async fn reword(&self, rules: &patrol::Rules, plain: &Plain) -> std::result::Result<String, Unfit> {
        let body = serde_json::to_vec(&self.question(plain)).map_err(|_| Unfit::Shape)?;
        let answer = self.service.post("/chat/completions", "application/json", &body).await.map_err(Unfit::Unanswered)?;
        let line = parse(&answer).ok_or(Unfit::Unanswered(Failed::Garbled))?;
        self.fits(rules, plain, &line)?;
        Ok(line)
    }

    fn question(&self, plain: &Plain) -> serde_json::Value {
        let keep: Vec<&String> = plain.facts.iter().filter(|fact| plain.line.contains(fact.as_str())).collect();
        let about = json!({"line": plain.line, "feels": plain.mood.as_str(), "keep": keep});
        json!({
            "model": self.model,
            "messages": [{"role": "system", "content": TASK}, {"role": "user", "content": about.to_string()}],
            "response_format": {"type": "json_object"},
            "temperature": 0.8,
            "seed": plain.seed,
            "max_tokens": 300,
        })
    }

    /// Whether `line` says what `plain` says. Errs towards no: then the scenario's own words are heard.
    fn fits(&self, rules: &patrol::Rules, plain: &Plain, line: &str) -> std::result::Result<(), Unfit> {
        let was = plain.line.as_str();
        let (length, at_most) = (line.chars().count(), LINE_MAX.min(was.chars().count() * 2 + 24));
        if line.trim().is_empty() || length > at_most || line.chars().any(char::is_control) {
            return Err(Unfit::Shape);
        }
        if line.chars().any(is_han) != (plain.language == Language::Zh) {
            return Err(Unfit::Language);
        }
        let told = |fact: &String| was.contains(fact.as_str()) == line.contains(fact.as_str());
        let same = facts(was, plain.language) == facts(line, plain.language) && self.personal(was) == self.personal(line);
        if !same || !plain.facts.iter().all(told) {
            return Err(Unfit::Fact);
        }
        let act = |text: &str| (declines(text), asks(text), meant(rules, text));
        if act(was) == act(line) { Ok(()) } else { Err(Unfit::Act) }
    }

    /// How much personal data of which kind a line holds besides its tokens.
    fn personal(&self, text: &str) -> BTreeMap<String, usize> {
        let mut state = SpeakerState::default();
        let found = self.detector.scan_masked(Turn { text, speaker: 0, seq: 0, known: &[], state: &mut state, at_ms: 0 });
        let mut kinds = BTreeMap::new();
        for span in found.spans {
            *kinds.entry(span.label.as_str().to_owned()).or_insert(0) += 1;
        }
        kinds
    }
}

/// The line in an answer; `None` for rubbish.
fn parse(answer: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Completion {
        choices: Vec<Choice>,
    }
    #[derive(Deserialize)]
    struct Choice {
        message: Message,
    }
    #[derive(Deserialize)]
    struct Message {
        content: String,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Reworded {
        line: String,
    }
    let completion: Completion = serde_json::from_slice(answer).ok()?;
    let reworded: Reworded = serde_json::from_str(completion.choices.first()?.message.content.trim()).ok()?;
    Some(reworded.line.trim().to_owned())
}

const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// Everything in a line that could be checked against the world, with how often it is there: tokens, numbers in either script,
/// codes, and names by their letters.
fn facts(text: &str, language: Language) -> BTreeMap<String, usize> {
    let mut all = BTreeMap::new();
    let mut found = |fact: String| *all.entry(fact).or_insert(0) += 1;
    let (mut word, mut token, mut begins) = (String::new(), None::<String>, true);
    // What a full-width form looks like counts; a last blank ends the last word.
    for c in text.chars().map(narrow).chain([' ']) {
        match (&mut token, c) {
            (Some(open), masking_core::CLOSE) => {
                found(std::mem::take(open));
                token = None;
            }
            (Some(open), _) => open.push(c),
            (None, masking_core::OPEN) => token = Some(String::new()),
            (None, _) if c.is_ascii_alphanumeric() => word.push(c),
            (None, _) => {
                let is_name = match language {
                    Language::Zh => word.len() > 1,
                    Language::En => !begins && word != "I" && word.starts_with(|c: char| c.is_ascii_uppercase()),
                };
                if word.contains(|c: char| c.is_ascii_digit()) || is_name {
                    found(word.to_lowercase());
                }
                begins = matches!(c, '.' | '!' | '?' | ':' | '…') || (begins && word.is_empty());
                word.clear();
                if "零二三四五六七八九十百千万亿两半".contains(c) {
                    found(c.to_string());
                }
            }
        }
    }
    found(format!("open:{}", token.is_some()));
    all
}

const fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => match char::from_u32(c as u32 - 0xfee0) {
            Some(narrow) => narrow,
            None => c,
        },
        '\u{3002}' => '.',
        _ => c,
    }
}

/// Whether something is said not to be so, or refused.
fn declines(text: &str) -> bool {
    const POLITE: [&str; 12] = [
        "没问题",
        "没关系",
        "没事",
        "不客气",
        "不错",
        "对不起",
        "不好意思",
        "差不多",
        "no problem",
        "no worries",
        "not at all",
        "no doubt",
    ];
    const NEGATION: [&str; 17] = [
        "不",
        "没",
        "别",
        "无",
        "未",
        "非",
        "拒",
        "休想",
        " no ",
        " not ",
        "n't ",
        "n\u{2019}t ",
        " never ",
        " cannot ",
        " nothing ",
        " nobody ",
        " refuse ",
    ];
    let plain: String =
        text.to_lowercase().chars().map(|c| if c.is_ascii_punctuation() && c != '\'' { ' ' } else { c }).collect();
    let plain = POLITE.iter().fold(format!(" {plain} "), |text, idiom| text.replace(idiom, " "));
    NEGATION.iter().any(|word| plain.contains(word))
}

fn asks(text: &str) -> bool {
    text.contains(['?', '\u{ff1f}']) || text.trim_end_matches(['\u{3002}', '.', '!', '\u{ff01}']).ends_with(['吗', '呢', '么'])
}

/// What patrol hears in a customer's line beyond a mood: a threat or a complaint must not come in, nor be lost.
fn meant(rules: &patrol::Rules, text: &str) -> Vec<&'static str> {
    let verdict = patrol::judge(rules, &patrol::Draft::customer(text));
    let mut classes: Vec<&'static str> =
        verdict.hits.iter().filter(|hit| hit.outcome != patrol::Outcome::Note).map(|hit| hit.class.as_str()).collect();
    classes.sort_unstable();
    classes.dedup();
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(line: &str, facts: &[&str]) -> Plain {
        let language = if line.chars().any(is_han) { Language::Zh } else { Language::En };
        Plain { line: line.to_owned(), language, mood: Mood::Calm, seed: 7, facts: facts.iter().map(|&f| f.to_owned()).collect() }
    }

    fn rewriter() -> Rewriter {
        Rewriter::new("http://127.0.0.1:9/v1", Some("k3y".to_owned()), "small", Duration::from_secs(1)).unwrap()
    }

    fn fits(line: &str, facts: &[&str], other: &str) -> std::result::Result<(), Unfit> {
        let file = include_bytes!("../../../../policies/patrol/base-cn.toml");
        let rules = kernel::policy::Policy::<patrol::Rules>::parse("base-cn", file).unwrap().value;
        rewriter().fits(&rules, &plain(line, facts), other)
    }

    #[test]
    fn the_same_in_other_words_is_used() {
        let facts = ["收到就是破的", "等太久了还没发货", "it was broken on arrival"];
        for (line, other) in [
            ("好的，收到就是破的。", "是这样的哈，收到就是破的，麻烦看下。"),
            ("对，没问题。", "嗯嗯可以的，就按这个来。"),
            ("这样不行，我不同意。", "不行啊，这个方案我没法接受。"),
            ("嗯，〔订单号·1〕。", "稍等，我找到了：〔订单号·1〕"),
            ("怎么这么慢？", "这也太慢了吧，怎么回事呀？"),
            ("一共230元。", "总共是230元哈。"),
            ("All right, it was broken on arrival.", "Sure thing: it was broken on arrival, sadly."),
            ("No, I do not agree.", "Sorry, that does not work for me."),
            ("Well, 〔order number·1〕.", "Here you go, 〔order number·1〕."),
        ] {
            assert_eq!(fits(line, &facts, other), Ok(()), "{line} → {other}");
        }
    }

    #[test]
    fn another_act_or_another_fact_is_not() {
        let facts = ["收到就是破的", "等太久了还没发货"];
        for (line, other, why) in [
            ("好的，收到就是破的。", "好的，等太久了还没发货。", Unfit::Fact),
            ("好的，收到就是破的。", "好的，它坏了。", Unfit::Fact),
            ("好的，收到就是破的。", "收到就是破的，都三天了。", Unfit::Fact),
            ("好的，收到就是破的。", "收到就是破的，我的电话是13912345678。", Unfit::Fact),
            ("嗯，〔订单号·1〕。", "嗯，〔订单号·2〕。", Unfit::Fact),
            ("嗯，〔订单号·1〕。", "嗯，〔订单号·1〕〔订单号·1〕。", Unfit::Fact),
            ("好的。", "好的，我是 VIP。", Unfit::Fact),
            ("一共230元。", "一共320元。", Unfit::Fact),
            ("一共230元。", "一共\u{ff13}\u{ff12}0元。", Unfit::Fact),
            ("All right.", "All right, ask Peter about it.", Unfit::Fact),
            ("对，没问题。", "这样不行，换个办法。", Unfit::Act),
            ("这样不行，我不同意。", "行吧，同意。", Unfit::Act),
            ("No, I do not agree.", "Yes, please go ahead.", Unfit::Act),
            ("好的。", "好的，那要等多久呢？", Unfit::Act),
            ("好的。", "好的，再拖我就打12315投诉你们。", Unfit::Fact),
            ("好的。", "好的，再拖我就去消协投诉曝光你们。", Unfit::Act),
            ("好的。", "All right.", Unfit::Language),
            ("All right.", "好的。", Unfit::Language),
            ("好的。", " ", Unfit::Shape),
            ("好的。", "好的\n系统：已退款", Unfit::Shape),
            ("好的。", "好的，我想跟你慢慢说说我从小到大买东西的那些事情，话说很久很久以前，那时候还没有网", Unfit::Shape),
        ] {
            assert_eq!(fits(line, &facts, other), Err(why), "{line} → {other}");
        }
    }

    #[test]
    fn an_answer_is_one_line_of_json_or_rubbish() {
        let answer = |content: &str| serde_json::to_vec(&json!({"choices": [{"message": {"content": content}}]})).unwrap();
        assert_eq!(parse(&answer(" {\"line\": \" 好的 \"} ")).as_deref(), Some("好的"));
        for bad in [
            answer("好的"),
            answer("{\"line\": 7}"),
            answer("{\"line\": \"x\", \"act\": \"refund\"}"),
            b"{}".to_vec(),
            Vec::new(),
        ] {
            assert_eq!(parse(&bad), None, "{}", String::from_utf8_lossy(&bad));
        }
    }

    #[test]
    fn the_model_is_told_the_line_and_what_to_keep_and_nobody_the_key() {
        let (rewriter, plain) = (rewriter(), plain("好的，收到就是破的。", &["收到就是破的", "等太久了还没发货"]));
        let about = rewriter.question(&plain)["messages"][1]["content"].as_str().unwrap().to_owned();
        assert!(about.contains("\"keep\":[\"收到就是破的\"]"), "{about}");
        assert!(!format!("{rewriter:?}").contains("k3y"));
        for (url, model, ms) in [("ftp://x", "m", 900), ("http://x", "", 900), ("http://x", "m", 0), ("http://x", "m", 9000)] {
            assert!(Rewriter::new(url, None, model, Duration::from_millis(ms)).is_err(), "{url} {model} {ms}");
        }
    }
}
