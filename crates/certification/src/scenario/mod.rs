//! Scenarios as enterprises write them: read, checked by line and rule, played by the book. Pure here; what is written is a
//! policy version.

pub(crate) mod http;
pub(crate) mod service;
#[cfg(test)]
mod tests;
mod text;

use std::collections::BTreeMap;

use sop::{Definition, Function, Severity};

pub(crate) use text::{read, render};

use crate::{
    course::{Language, policy::Text},
    simulator::{
        Did, Judged, Mood, PASS, Session, Setting, TURNS, Turn, judge,
        policy::{Customers, Scenario, misfits},
        replay,
    },
};

/// Kind of a scenario in the policy table.
pub(crate) const KIND: &str = "simulator.scenario";
/// What findings call the text.
pub(crate) const FILE: &str = "scenario.toml";
/// Largest text, most openings, longest sentence, and versions kept of one scenario.
pub(crate) const SOURCE_MAX: usize = 20_000;
const OPENINGS: usize = 8;
const SENTENCE: usize = 300;
pub(crate) const VERSIONS_MAX: usize = 100;
/// Most patience, and the least of a customer who begins in a mood.
const PATIENCE: i64 = 20;
const MOODY: i64 = 3;
/// Customers played by the book before a scenario is fit, and the steps somebody must do on the way.
const TRIALS: u64 = 8;
const LEAST_STEPS: usize = 3;
/// Seconds between two turns by the book.
const PACE_S: i64 = 8;

/// What is wrong with a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Issue {
    /// From 1.
    pub(crate) line: u64,
    pub(crate) rule: &'static str,
    pub(crate) severity: Severity,
    /// The field of the form.
    pub(crate) field: String,
    pub(crate) text: String,
    pub(crate) hint: String,
}

impl Issue {
    pub(crate) fn shown(&self) -> String {
        format!("{FILE}:{}: {} [{}] {} ({})", self.line, self.severity.as_str(), self.rule, self.text, self.hint)
    }
}

/// What a scenario is checked against.
#[derive(Clone, Copy)]
pub(crate) struct Against<'a> {
    /// The procedure it names; absent when there is none in force.
    pub(crate) def: Option<&'a Definition>,
    pub(crate) customers: &'a Customers,
    pub(crate) patrol: &'a patrol::Rules,
}

struct Linter<'a> {
    source: &'a str,
    issues: Vec<Issue>,
}

impl Linter<'_> {
    fn add(&mut self, severity: Severity, rule: &'static str, at: (&str, &str), text: String, hint: &str) {
        let field = if at.1.is_empty() { at.0.to_owned() } else { format!("{}.{}", at.0, at.1) };
        let line = text::line(self.source, at.0, at.1);
        self.issues.push(Issue { line, rule, severity, field, text, hint: hint.to_owned() });
    }

    fn error(&mut self, rule: &'static str, at: (&str, &str), text: String, hint: &str) {
        self.add(Severity::Error, rule, at, text, hint);
    }
}

/// Everything that is wrong with `scenario`, which was read from `source`.
pub(crate) fn lint(source: &str, scenario: &Scenario, against: Against<'_>) -> Vec<Issue> {
    let mut l = Linter { source, issues: Vec::new() };
    named(&mut l, scenario);
    customer(&mut l, scenario, against.customers);
    sentences(&mut l, scenario, against.patrol);
    match against.def {
        None => {
            let text = format!("no procedure {:?} is in force", scenario.sop);
            l.error("no_procedure", ("sop", ""), text, "publish it first, or name one of the platform's");
        }
        Some(def) => {
            for misfit in misfits(scenario, def) {
                l.error(misfit.rule, (misfit.at.0, &misfit.at.1), misfit.text, &misfit.hint);
            }
            unused(&mut l, scenario, def);
            if l.issues.iter().all(|i| i.severity != Severity::Error) {
                played(&mut l, scenario, def, against.customers);
            }
        }
    }
    l.issues.sort_by(|a, b| (a.line, a.rule).cmp(&(b.line, b.rule)));
    l.issues
}

fn named(l: &mut Linter<'_>, scenario: &Scenario) {
    let plain = scenario.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b));
    if !plain || !(3..=60).contains(&scenario.id.len()) {
        let text = format!("{:?} is no name", scenario.id);
        l.error("name", ("id", ""), text, "3 to 60 small letters, digits, - and _");
    }
    if scenario.opening.is_empty() || scenario.opening.len() > OPENINGS {
        let text = format!("{} openings", scenario.opening.len());
        l.error("no_opening", ("opening", ""), text, "write one to eight sentences that the customer may begin with");
    }
    let from = scenario.made_from.as_deref().filter(|id| id.parse::<kernel::Id<()>>().is_err());
    if let Some(id) = from {
        l.error("made_from", ("made_from", ""), format!("{id:?} is no conversation"), "leave it as it was filled in");
    }
}

fn customer(l: &mut Linter<'_>, scenario: &Scenario, customers: &Customers) {
    for id in scenario.persona.iter().filter(|id| !customers.persona.iter().any(|p| p.id == **id)) {
        let all: Vec<&str> = customers.persona.iter().map(|p| p.id.as_str()).collect();
        l.error("unknown_persona", ("persona", id), format!("no persona {id:?}"), &format!("there are {}", all.join(", ")));
    }
    if let Some(patience) = scenario.patience.filter(|p| !(1..=PATIENCE).contains(p)) {
        l.error(
            "patience",
            ("patience", ""),
            format!("a patience of {patience}"),
            "from 1 to 20; leave it out for the persona's own",
        );
    }
    let moody = scenario.mood.is_some_and(|mood| mood != Mood::Calm);
    if moody && scenario.patience.is_some_and(|p| p < MOODY) {
        let text = "a mood shows only where there is patience to lose".to_owned();
        l.error("mood", ("mood", ""), text, "give a patience of three or more, or begin calm");
    }
}

/// Every sentence with the place it stands in.
fn all_texts(scenario: &Scenario) -> impl Iterator<Item = ((&'static str, String), &Text)> {
    let title = std::iter::once((("title", String::new()), &scenario.title));
    let opening = scenario.opening.iter().map(|text| (("opening", text.zh.clone()), text));
    title.chain(opening).chain(scenario.saying.iter().map(|(key, text)| (("saying", key.clone()), text)))
}

fn sentences(l: &mut Linter<'_>, scenario: &Scenario, patrol: &patrol::Rules) {
    for ((table, key), text) in all_texts(scenario) {
        let at = (table, if table == "opening" { "" } else { key.as_str() });
        let line = if table == "opening" { text::line(l.source, table, &key) } else { text::line(l.source, table, at.1) };
        let before = l.issues.len();
        if !text.is_whole() {
            l.error("untranslated", at, "a text without one of its languages".to_owned(), "write it in Chinese and in English");
        }
        if text.zh.chars().count().max(text.en.chars().count()) > SENTENCE {
            l.error("too_long", at, "a sentence too long to be said".to_owned(), "300 characters at most");
        }
        for said in [&text.zh, &text.en] {
            personal(l, at, said, patrol);
        }
        for issue in l.issues.iter_mut().skip(before) {
            issue.line = line;
        }
    }
    for (slot, value) in &scenario.goal {
        if let Some(text) = value.as_str() {
            personal(l, ("goal", slot), text, patrol);
        }
    }
}

/// Only masked text may enter: what the detector of patrol takes for personal data is refused.
fn personal(l: &mut Linter<'_>, at: (&str, &str), text: &str, patrol: &patrol::Rules) {
    let verdict = patrol::judge(patrol, &patrol::Draft::agent(text));
    if let Some(hit) = verdict.hits.iter().find(|hit| hit.rule.starts_with("pii.")) {
        let what = format!("personal data: {}", hit.rule.trim_start_matches("pii."));
        l.error("personal_data", at, what, "put its token in its place, such as 〔手机·1〕, or leave it out");
    }
}

/// Words for a value that the scenario can never take.
fn unused(l: &mut Linter<'_>, scenario: &Scenario, def: &Definition) {
    for key in scenario.saying.keys() {
        let (slot, value) = key.split_once('=').unwrap_or((key, ""));
        let fixed = scenario.goal.get(slot).map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
        if def.slot(slot).is_none() || fixed.is_some_and(|fixed| fixed != value) {
            let hint = "write it as slot=value, with the value of the goal";
            l.add(Severity::Warning, "unused_saying", ("saying", key), format!("{key:?} is never said"), hint);
        }
    }
}

/// Plays it by the book: whoever does every step must be able to pass, and must have something to do.
fn played(l: &mut Linter<'_>, scenario: &Scenario, def: &Definition, customers: &Customers) {
    let all: Vec<Judged> =
        (1..=TRIALS).map(|seed| by_the_book(Setting { def, customers, scenario, seed, language: Language::Zh }).judged).collect();
    let passed = all.iter().filter(|j| j.passed).count();
    if passed == 0 {
        let text = "nobody can pass it, even by the book".to_owned();
        l.error("unwinnable", ("patience", ""), text, "give more patience, a calmer mood, or mend the words of the procedure");
    } else if all.iter().filter(|j| j.passed).any(|j| j.good.len() < LEAST_STEPS) {
        let text = format!("fewer than {LEAST_STEPS} steps lead to the end");
        l.error("too_short", ("sop", ""), text, "a dialogue of one or two steps examines nobody");
    } else if passed < all.len() {
        let text = format!("by the book {passed} of {TRIALS} customers are content");
        let hint = format!("exams pass from {} per cent on; more patience makes it fairer", PASS * 100.0);
        l.add(Severity::Warning, "hard", ("patience", ""), text, &hint);
    }
}

/// A conversation in which every step is done in the procedure's own words.
pub(crate) struct Preview {
    pub(crate) session: Session,
    pub(crate) judged: Judged,
}

pub(crate) fn by_the_book(setting: Setting<'_>) -> Preview {
    let mut turns: Vec<Turn> = Vec::new();
    let mut session = replay(setting, &turns);
    while !session.ended && turns.len() < TURNS {
        let Some(step) = session.sop.current.and_then(|i| setting.def.steps.get(i)) else { break };
        let at_s = PACE_S * (i64::try_from(turns.len()).unwrap_or(0) + 1);
        let what = if step.function() == Some(Function::Act) {
            Did::Acted { step: step.name.clone() }
        } else {
            let words = step.text().filter(|t| !t.zh.is_empty()).unwrap_or(&step.title);
            let words = if setting.language == Language::En { &words.en } else { &words.zh };
            Did::Said { text: words.replace(['{', '}'], ""), verdict: patrol::Outcome::Pass, rules: Vec::new() }
        };
        turns.push(Turn::new(at_s, what));
        session = replay(setting, &turns);
    }
    Preview { judged: judge(setting.def, &session), session }
}

/// Whether every slot, value and step of a scenario is in a procedure: what was published before may fit no longer.
pub(crate) fn still_fits(scenario: &Scenario, def: &Definition) -> bool {
    misfits(scenario, def).is_empty()
}

/// What a form begins from.
pub(crate) fn empty() -> Scenario {
    Scenario { opening: vec![Text::default()], goal: BTreeMap::new(), ..Scenario::default() }
}
