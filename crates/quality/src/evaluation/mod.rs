//! Evaluation of a conversation by a form: pure, so that doing it again gives the same.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use kernel::policy;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The form every conversation is evaluated by.
pub(crate) const FORM: &str = "service-base";

/// The cell of mastery that an item of the form is about.
pub(crate) fn cell(item: &str) -> String {
    format!("quality/{item}")
}

db::text_enum! {
    /// What became of an item.
    pub enum ItemState {
        Met = "met",
        Missed = "missed",
        /// There was nothing to measure; its points do not count.
        NotApplicable = "not_applicable",
        /// Waits for a person.
        Human = "human",
    }
}

db::text_enum! {
    /// Who spoke, as far as evaluation cares.
    pub enum Said {
        Customer = "customer",
        Worker = "worker",
    }
}

/// A form: its items, and conversations with the score they must get.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub id: String,
    pub version: u32,
    /// Score, per cent, from which a conversation passes.
    pub pass: u8,
    /// Share of conversations that two people score as well, per cent.
    pub sample: u8,
    pub item: Vec<Item>,
    #[serde(default)]
    test: Vec<Test>,
}

/// One item of a form.
#[derive(Clone, Debug, Deserialize)]
pub struct Item {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub points: u32,
    #[serde(flatten)]
    pub measure: Measure,
}

/// How an item is measured.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Measure {
    /// The first answer comes within so many seconds of the customer's first turn.
    FirstReply { within_s: i64 },
    /// This share of answers, per cent, comes within so many seconds.
    Gaps { within_s: i64, share: usize },
    /// An answer has one of these phrases: the first, the last, or any.
    Phrase { place: Place, any: Vec<String> },
    /// Fewer warnings sent all the same, and fewer drafts stopped, than these.
    Verdicts { overridden: usize, held: usize },
    /// The procedure was kept to at least so far, per cent.
    Conformance { least: u8 },
    /// The customer rated at least so much.
    Csat { least: i64 },
    /// A person gives the points.
    Human,
}

/// Which answers must have the phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    First,
    Last,
    Anywhere,
}

/// One turn, as evaluation sees it. `at` is in seconds of any clock.
#[derive(Clone, Debug)]
pub struct Fact<'a> {
    pub at: i64,
    pub from: Said,
    pub text: &'a str,
    pub overridden: bool,
}

/// What is known of a conversation.
#[derive(Clone, Debug, Default)]
pub struct Facts<'a> {
    pub turns: Vec<Fact<'a>>,
    /// Drafts that were stopped.
    pub held: usize,
    pub rating: Option<i64>,
    /// Per cent.
    pub conformance: Option<u8>,
}

/// What was found of one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = EvaluationItem)]
pub struct Found {
    pub id: String,
    pub state: ItemState,
    pub points: u32,
    pub of: u32,
    /// Turns that show it, by their place among the turns of customer and workers.
    pub evidence: Vec<usize>,
}

/// A conversation's evaluation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Per cent of the points that could be had.
    pub score: u8,
    pub items: Vec<Found>,
}

/// Turns named as evidence of one item.
const EVIDENCE: usize = 8;

/// Evaluates a conversation. Pure and linear in its length.
pub fn evaluate(form: &Form, facts: &Facts<'_>) -> Score {
    scored(form.item.iter().map(|item| measure(item, facts)).collect())
}

/// The score without items whose verdict was overturned: they count neither for nor against.
pub(crate) fn waive(done: Score, overturned: &[String]) -> Score {
    let waived = |item: Found| match item.state {
        ItemState::Missed if overturned.contains(&item.id) => Found { state: ItemState::NotApplicable, ..item },
        _ => item,
    };
    scored(done.items.into_iter().map(waived).collect())
}

fn scored(items: Vec<Found>) -> Score {
    let counted = items.iter().filter(|item| matches!(item.state, ItemState::Met | ItemState::Missed));
    let (points, of) = counted.fold((0, 0), |(points, of), item| (points + item.points, of + item.of));
    let score = u8::try_from((points * 100 + of / 2).checked_div(of).unwrap_or(0)).unwrap_or(100);
    Score { score, items }
}

fn measure(item: &Item, facts: &Facts<'_>) -> Found {
    let (met, evidence) = match &item.measure {
        Measure::FirstReply { within_s } => first_reply(facts, *within_s),
        Measure::Gaps { within_s, share } => gaps(facts, *within_s, *share),
        Measure::Phrase { place, any } => phrase(facts, *place, any),
        Measure::Verdicts { overridden, held } => {
            let sent = places(facts, |turn| turn.overridden);
            let answered = facts.held > 0 || facts.turns.iter().any(|turn| turn.from == Said::Worker);
            (answered.then_some(sent.len() < *overridden && facts.held < *held), sent)
        }
        Measure::Conformance { least } => (facts.conformance.map(|percent| percent >= *least), Vec::new()),
        Measure::Csat { least } => (facts.rating.map(|rating| rating >= *least), Vec::new()),
        Measure::Human => {
            return Found { id: item.id.clone(), state: ItemState::Human, points: 0, of: item.points, evidence: Vec::new() };
        }
    };
    let state = met.map_or(ItemState::NotApplicable, |met| if met { ItemState::Met } else { ItemState::Missed });
    let points = if state == ItemState::Met { item.points } else { 0 };
    Found { id: item.id.clone(), state, points, of: item.points, evidence: evidence.into_iter().take(EVIDENCE).collect() }
}

fn places(facts: &Facts<'_>, holds: impl Fn(&Fact<'_>) -> bool) -> Vec<usize> {
    facts.turns.iter().enumerate().filter(|(_, turn)| holds(turn)).map(|(at, _)| at).collect()
}

/// Met or not, and the turns that show it; no verdict without a customer's turn.
fn first_reply(facts: &Facts<'_>, within: i64) -> (Option<bool>, Vec<usize>) {
    let Some(asked) = facts.turns.iter().position(|turn| turn.from == Said::Customer) else { return (None, Vec::new()) };
    let since = facts.turns.get(asked).map_or(0, |turn| turn.at);
    let answer = facts.turns.iter().enumerate().skip(asked).find(|(_, turn)| turn.from == Said::Worker);
    let met = answer.is_some_and(|(_, turn)| turn.at - since <= within);
    (Some(met), std::iter::once(asked).chain(answer.map(|(at, _)| at)).collect())
}

/// Answers to the customer's newest turn but the first, and those that came late.
fn gaps(facts: &Facts<'_>, within: i64, share: usize) -> (Option<bool>, Vec<usize>) {
    let (mut waiting, mut answers, mut late) = (None, 0_usize, Vec::new());
    for (at, turn) in facts.turns.iter().enumerate() {
        match turn.from {
            Said::Customer => waiting = waiting.or(Some(turn.at)),
            Said::Worker => {
                let Some(since) = waiting.take() else { continue };
                answers += 1;
                if turn.at - since > within {
                    late.push(at);
                }
            }
        }
    }
    let met = (answers > 1).then(|| (answers - late.len()) * 100 >= answers * share);
    (met, late)
}

fn phrase(facts: &Facts<'_>, place: Place, any: &[String]) -> (Option<bool>, Vec<usize>) {
    let answers = places(facts, |turn| turn.from == Said::Worker);
    let looked: Vec<usize> = match place {
        Place::First => answers.first().copied().into_iter().collect(),
        Place::Last => answers.last().copied().into_iter().collect(),
        Place::Anywhere => answers,
    };
    if looked.is_empty() {
        return (None, Vec::new());
    }
    let has = |at: &usize| {
        let text = facts.turns.get(*at).map(|turn| turn.text.to_lowercase()).unwrap_or_default();
        any.iter().any(|phrase| text.contains(phrase.as_str()))
    };
    (Some(looked.iter().any(has)), looked)
}

/// A conversation of a form's own, and what it must get.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Test {
    zh: String,
    turns: Vec<TestTurn>,
    #[serde(default)]
    held: usize,
    rating: Option<i64>,
    conformance: Option<u8>,
    score: u8,
    /// Items that must be among the missed.
    #[serde(default)]
    missed: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TestTurn {
    at_s: i64,
    from: Said,
    text: String,
    #[serde(default)]
    overridden: bool,
}

impl policy::Rules for Form {
    const KIND: &'static str = "evaluation";

    fn check(&self) -> Result<(), String> {
        if self.item.iter().all(|item| matches!(item.measure, Measure::Human)) {
            return Err("no item is measured".to_owned());
        }
        self.test.iter().try_for_each(|test| {
            let turn = |turn: &'_ TestTurn| (turn.at_s, turn.from, turn.text.clone(), turn.overridden);
            let turns: Vec<_> = test.turns.iter().map(turn).collect();
            let turns =
                turns.iter().map(|(at, from, text, overridden)| Fact { at: *at, from: *from, text, overridden: *overridden });
            let facts = Facts { turns: turns.collect(), held: test.held, rating: test.rating, conformance: test.conformance };
            let got = evaluate(self, &facts);
            let missed = |id: &String| got.items.iter().any(|item| item.id == *id && item.state == ItemState::Missed);
            match test.missed.iter().find(|id| !missed(id)) {
                _ if got.score != test.score => Err(format!("vector {:?}: wanted {}, got {}", test.zh, test.score, got.score)),
                Some(id) => Err(format!("vector {:?}: {id} is not missed", test.zh)),
                None => Ok(()),
            }
        })
    }
}

/// How far two people agree: over items both gave points for, the share of equal points, and Cohen's kappa beyond chance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, ToSchema)]
pub(crate) struct Agreement {
    /// Items that two people scored.
    pub(crate) items: usize,
    /// Share of equal points, per cent.
    pub(crate) equal: u8,
    /// −100 to 100; absent when chance alone would always agree.
    pub(crate) kappa: Option<i8>,
}

pub(crate) fn agreement(pairs: &[(u32, u32)]) -> Agreement {
    #[expect(clippy::cast_precision_loss, reason = "few items")]
    let share = |count: usize| count as f64 / pairs.len().max(1) as f64;
    let equal = share(pairs.iter().filter(|(a, b)| a == b).count());
    let mut values: Vec<u32> = pairs.iter().flat_map(|(a, b)| [*a, *b]).collect();
    values.sort_unstable();
    values.dedup();
    let of = |value: u32| (pairs.iter().filter(|p| p.0 == value).count(), pairs.iter().filter(|p| p.1 == value).count());
    let chance: f64 = values.iter().map(|value| of(*value)).map(|(a, b)| share(a) * share(b)).sum();
    let kappa = (!pairs.is_empty() && chance < 1.0).then(|| (equal - chance) / (1.0 - chance));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "shares of a hundred")]
    Agreement { items: pairs.len(), equal: (equal * 100.0).round() as u8, kappa: kappa.map(|k| (k * 100.0).round() as i8) }
}

#[cfg(test)]
mod tests {
    use kernel::policy::Policy;

    use super::*;

    const SHIPPED: &[u8] = include_bytes!("../../../../policies/quality/service-base.toml");

    #[test]
    fn the_shipped_form_passes_its_vectors_and_a_wrong_one_is_named() {
        Policy::<Form>::parse("x", SHIPPED).unwrap();
        let text = std::str::from_utf8(SHIPPED).unwrap();
        let wrong = text.replace("score = 100\n\n[[test]]\nzh = \"慢而冷淡\"", "score = 90\n\n[[test]]\nzh = \"慢而冷淡\"");
        let error = Policy::<Form>::parse("x", wrong.as_bytes()).unwrap_err();
        assert!(error.detail.contains("vector \"好的会话\": wanted 90, got 100"), "{}", error.detail);
    }

    #[test]
    fn evaluating_again_gives_the_same_and_evidence_points_at_turns() {
        let form = Policy::<Form>::parse("x", SHIPPED).unwrap().value;
        let turn = |at, from, text| Fact { at, from, text, overridden: false };
        let turns = vec![turn(0, Said::Customer, "在吗"), turn(500, Said::Worker, "您好")];
        let facts = Facts { turns, ..Facts::default() };
        let score = evaluate(&form, &facts);
        assert_eq!(score, evaluate(&form, &facts));
        let first = score.items.iter().find(|item| item.id == "first_reply").unwrap();
        assert_eq!((first.state, first.evidence.as_slice()), (ItemState::Missed, [0, 1].as_slice()));
    }

    #[test]
    fn an_overturned_item_counts_no_more() {
        let form = Policy::<Form>::parse("x", SHIPPED).unwrap().value;
        let turn = |at, from, text| Fact { at, from, text, overridden: false };
        let turns = vec![turn(0, Said::Customer, "在吗"), turn(500, Said::Worker, "您好，谢谢")];
        let before = evaluate(&form, &Facts { turns, ..Facts::default() });
        let after = waive(before.clone(), &["first_reply".to_owned(), "greeting".to_owned()]);
        assert!(before.score < 100 && after.score == 100, "{before:?} {after:?}");
        assert_eq!(waive(before.clone(), &[]), before);
    }

    #[test]
    fn agreement_is_measured_beyond_chance() {
        assert_eq!(agreement(&[]), Agreement::default());
        let all = agreement(&[(0, 0), (10, 10), (10, 10), (0, 0)]);
        assert_eq!((all.items, all.equal, all.kappa), (4, 100, Some(100)));
        let half = agreement(&[(0, 10), (10, 10), (10, 0), (0, 0)]);
        assert_eq!((half.equal, half.kappa), (50, Some(0)));
        assert_eq!(agreement(&[(5, 5), (5, 5)]).kappa, None);
    }
}
