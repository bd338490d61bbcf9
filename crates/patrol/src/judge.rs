//! The judgement: which rules hold for a message, and which of them its context undoes.

use masking_core::{SpeakerState, Turn};

use crate::{
    Class, Draft, Hit, Outcome, Rules, Side, Verdict, beside,
    disguise::{self, Glyph},
    file::Texts,
    fold::{Cell, Folded, Kind},
    lexicon::{Found, Words},
    model::{Heard, Lead},
    quoted,
    rules::{Inner, Pattern, Rule, Step},
};

/// Matches of one rule that are reported.
const PER_RULE: usize = 4;
/// Thousandths of the margin by which another class may lead over a sign's.
const RIVAL: i64 = 100;
/// Thousandths of the margin less that a disguised message needs: nobody hides what is harmless.
const HIDDEN: i64 = 100;
/// Thousandths of the margin more that speak against a customer's being in danger before that is doubted.
const GRAVE: i64 = 250;
/// Latin letters of a message about which the model may speak by itself; a Chinese character counts two.
const ENOUGH: usize = 8;
/// Characters of the shortest number somebody can be called by.
const LEAST_NUMBER: usize = 5;
/// Hits reported in all.
const MOST: usize = 32;

/// Judges `draft`. Pure and deterministic: the same rules and draft give the same verdict.
pub fn judge(rules: &Rules, draft: &Draft<'_>) -> Verdict {
    let inner = rules.inner();
    let scene = Scene::of(inner, draft.text);
    let before = draft.last_customer_turn.map(|turn| Scene::of(inner, turn));
    let english = draft.locale.starts_with("en");
    let regulated = draft.skill.is_some_and(|skill| rules.is_regulated(skill));
    let mut hits = Vec::new();
    let holds =
        |rule: &&Rule| rule.side == draft.side && applies(rule, draft.skill, before.as_ref()) && misses(&scene, rule, draft.said);
    let hit = |rule: &Rule, found: &Found| {
        scene.hit(rule, rule.outcome_regulated.filter(|_| regulated).unwrap_or(rule.outcome), found, english)
    };
    let mut reported = false;
    for rule in inner.rules.iter().filter(|rule| rule.lift.is_none()).filter(holds) {
        for found in scene.matches(rule) {
            // An insult that the draft only quotes is somebody else's.
            let is_reported = rule.class == Class::Abuse && draft.side == Side::Agent && quoted::is_reported(&scene, &found);
            reported |= is_reported;
            hits.push(hit(rule, &found));
            hits.last_mut().filter(|_| is_reported).into_iter().for_each(|hit| hit.outcome = Outcome::Note);
        }
    }
    if draft.side == Side::Agent {
        hits.extend(personal_data(inner, draft, english));
    }
    let mut leads = Vec::new();
    if let Some(model) = &inner.model {
        leads = model.leads(draft.side, &scene);
        if reported {
            leads.retain(|heard| heard.class != Class::Abuse);
        }
        weigh(&scene, &leads, &mut hits);
        for rule in inner.rules.iter().filter(|rule| is_heard(rule, &leads, &scene)).filter(holds) {
            // A rule that stands by itself says more precisely where.
            if hits.iter().any(|hit| hit.class == rule.class && hit.outcome >= rule.outcome) {
                continue;
            }
            let found = scene.matches(rule);
            let whole =
                scene.whole().filter(|_| found.is_empty() && rule.disguised && scene.disguised && scene.speaks_of_something());
            let signs: Vec<Hit> = found.iter().copied().chain(whole).map(|found| hit(rule, &found)).collect();
            let known = hits.len();
            hits.extend(signs);
            leave_out_explained(&mut hits, known);
        }
        if scene.says_enough() && scene.speaks_of_something() {
            let heard = heard(draft.side, &scene, &leads, &hits);
            hits.extend(heard.and_then(|(class, outcome)| tone(&scene, class, outcome, english)));
        }
    }
    if draft.side == Side::Agent {
        // What words show is said more precisely by the words.
        let known: Vec<Class> = hits.iter().filter(|hit| hit.outcome >= Outcome::Warn).map(|hit| hit.class).collect();
        hits.extend(beside::hits(inner, draft, regulated, english).into_iter().filter(|hit| !known.contains(&hit.class)));
    }
    // Each is compared with each: of a flood the heaviest are enough.
    hits.sort_by_key(|hit| std::cmp::Reverse(hit.outcome));
    hits.truncate(MOST * MOST);
    let mut verdict = Verdict::of(widest(hits));
    // Of what weighs the same, that comes first which the whole message sounds like.
    let lead = |class: Class| leads.iter().find(|heard| heard.class == class).map_or(Lead::MIN, |heard| heard.lead);
    verdict.hits.sort_by_key(|hit| std::cmp::Reverse((hit.outcome, lead(hit.class))));
    verdict.hits.truncate(MOST);
    verdict
}

/// What the rules that an enterprise added say about `draft`, heaviest first; the base is not asked.
pub fn added(rules: &Rules, draft: &Draft<'_>) -> Vec<Hit> {
    let inner = rules.inner();
    let scene = Scene::of(inner, draft.text);
    let before = draft.last_customer_turn.map(|turn| Scene::of(inner, turn));
    let own = inner.rules.iter().filter(|rule| rule.class == Class::TenantRule && rule.side == draft.side);
    let hits =
        own.filter(|rule| applies(rule, draft.skill, before.as_ref()) && misses(&scene, rule, draft.said)).flat_map(|rule| {
            scene.matches(rule).into_iter().map(|found| scene.hit(rule, rule.outcome, &found, draft.locale.starts_with("en")))
        });
    Verdict::of(widest(hits.collect())).hits
}

/// Whether a skill, or the trade it belongs to (`finance` of `finance.cards`), is among some.
pub(crate) fn is_among(those: &[String], skill: &str) -> bool {
    let trade = skill.split('.').next().unwrap_or(skill);
    those.iter().any(|one| one == skill || one == trade)
}

/// Whether a step that the rule asks for was taken neither earlier nor in this message. Rules without one always hold.
fn misses(scene: &Scene<'_>, rule: &Rule, said: Option<&[&str]>) -> bool {
    let has = |scene: &Scene<'_>| rule.missing.iter().any(|pattern| scene.first(pattern));
    rule.missing.is_empty()
        || said.is_some_and(|turns| !has(scene) && !turns.iter().any(|turn| has(&Scene::of(scene.inner, turn))))
}

/// Whether the model hears the class of a sign, and none much more.
fn is_heard(rule: &Rule, leads: &[Heard], scene: &Scene<'_>) -> bool {
    let most = leads.first().map_or(0, |heard| heard.lead);
    let hidden = if scene.disguised { HIDDEN } else { 0 };
    let least = rule.lift.map(|least| (least - hidden).max(most - RIVAL));
    let is_it = |heard: &&Heard| heard.class == rule.class;
    least.is_some_and(|least| {
        leads.iter().find(is_it).is_some_and(|heard| heard.lead >= least && is_said(rule.side, scene, heard))
    })
}

/// Drops the signs from `known` on that only say how a step is left out: "skip", "directly".
fn leave_out_explained(hits: &mut Vec<Hit>, known: usize) {
    let signs = hits.split_off(known);
    let covers = |step: &Hit, sign: &Hit| step.class == Class::MissingStep && step.start <= sign.start && sign.end <= step.end;
    let new: Vec<Hit> = signs.into_iter().filter(|sign| !hits.iter().any(|step| covers(step, sign))).collect();
    hits.extend(new);
}

/// Whether the words themselves have part in it, rather than only what they speak of. A customer who threatens or is in danger
/// need not say so.
fn is_said(side: Side, scene: &Scene<'_>, heard: &Heard) -> bool {
    scene.disguised || side == Side::Customer || heard.said >= scene.inner.file.model.said
}

/// A match of words in a message that sounds like nothing bad at all was most likely quoted, refused or asked about: it
/// remains as a remark. Firm rules and personal data stand, and a customer in danger is doubted last.
fn weigh(scene: &Scene<'_>, leads: &[Heard], hits: &mut [Hit]) {
    let Some(most) = leads.first().filter(|_| !scene.disguised).map(|heard| heard.lead) else { return };
    let firm = |id: &str| scene.inner.rules.iter().find(|rule| rule.id == id).is_none_or(|rule| rule.firm);
    let calm = |class: Class| scene.inner.file.model.calm - if class == Class::SelfHarm { GRAVE } else { 0 };
    // Where it sounds like something else that is bad, a class it does not sound like at all is as doubtful; but for swearing,
    // which any sentence can hold.
    let silent = |class: Class| leads.iter().any(|heard| heard.class == class && heard.lead < calm(class));
    let other = |class: Class| class != Class::Abuse && silent(class) && most >= RIVAL;
    let is_doubted = |hit: &Hit| (most < calm(hit.class) || other(hit.class)) && !firm(&hit.rule);
    let doubted = hits.iter_mut().filter(|hit| is_doubted(hit));
    doubted.for_each(|hit| hit.outcome = hit.outcome.min(Outcome::Note));
}

/// What the model adds to `hits`: a warning to the worker; a customer in danger, whatever else they say; or that a customer
/// threatens, insults or is displeased. A supervisor who looks in vain loses half a minute, and no more.
fn heard(side: Side, scene: &Scene<'_>, leads: &[Heard], hits: &[Hit]) -> Option<(Class, Outcome)> {
    let model = &scene.inner.file.model;
    let is_known = |class: Class| hits.iter().any(|hit| hit.class == class && hit.outcome == Outcome::Alert);
    let most = leads.first().map_or(0, |heard| heard.lead);
    let least = model.danger.max(most - RIVAL);
    let is_danger = |heard: &&Heard| heard.class == Class::SelfHarm && heard.lead >= least && !is_known(heard.class);
    if let Some(danger) = leads.iter().find(is_danger).filter(|_| side == Side::Customer) {
        return Some((danger.class, Outcome::Alert));
    }
    let Heard { class, lead, .. } =
        *leads.first().filter(|heard| hits.iter().all(|hit| hit.outcome < Outcome::Warn) && is_said(side, scene, heard))?;
    let outcome = match side {
        Side::Agent => (lead >= model.warn).then_some(Outcome::Warn),
        Side::Customer if class != Class::Negative && lead >= model.alert => Some(Outcome::Alert),
        Side::Customer => (lead >= model.note).then_some(Outcome::Note),
    };
    outcome.map(|outcome| (class, outcome))
}

/// A hit of the model's, which hears the whole message.
fn tone(scene: &Scene<'_>, class: Class, outcome: Outcome, english: bool) -> Option<Hit> {
    let (why, suggestion) = scene.inner.file.class.get(&class).map(|texts| words(texts, english)).unwrap_or_default();
    let whole = scene.whole().next()?;
    let (start, end) = scene.folded.original(whole.start, whole.end);
    Some(Hit { rule: format!("model.{}", class.as_str()), class, outcome, start, end, why, suggestion })
}

/// Drops hits that lie within a wider one of the same class and weight.
fn widest(hits: Vec<Hit>) -> Vec<Hit> {
    let wider = |i: usize, hit: &Hit| {
        hits.iter().enumerate().any(|(j, other)| {
            let covers = other.start <= hit.start && hit.end <= other.end;
            let same = (other.start, other.end) == (hit.start, hit.end);
            i != j && covers && other.class == hit.class && other.outcome >= hit.outcome && (!same || j < i)
        })
    };
    let keep: Vec<bool> = hits.iter().enumerate().map(|(i, hit)| !wider(i, hit)).collect();
    hits.into_iter().zip(keep).filter_map(|(hit, keep)| keep.then_some(hit)).collect()
}

fn applies(rule: &Rule, skill: Option<&str>, before: Option<&Scene<'_>>) -> bool {
    let said = |patterns: &[Pattern]| before.is_some_and(|scene| patterns.iter().any(|p| scene.first(p)));
    (rule.skills.is_empty() || skill.is_some_and(|skill| is_among(&rule.skills, skill)))
        && (rule.after.is_empty() || said(&rule.after))
        && !said(&rule.unless_after)
}

pub(crate) fn words(texts: &Texts, english: bool) -> (String, Option<String>) {
    if english { (texts.why_en.clone(), texts.suggest_en.clone()) } else { (texts.why_zh.clone(), texts.suggest_zh.clone()) }
}

/// What a worker typed that looks like personal data or a contact of somebody.
fn personal_data(inner: &Inner, draft: &Draft<'_>, english: bool) -> Vec<Hit> {
    let own = if draft.pii.is_none() {
        let mut state = SpeakerState::default();
        inner.detector.scan(Turn { text: draft.text, speaker: 1, seq: 0, known: &[], state: &mut state, at_ms: 0 }).spans
    } else {
        Vec::new()
    };
    let spans = draft.pii.unwrap_or(&own);
    let hit = |span: &masking_core::Span| {
        let label =
            if is_office(span.label.as_str(), draft.text.get(span.start..span.end)?) { "OFFICE" } else { span.label.as_str() };
        // How a number begins is none yet.
        if span.label.as_str() == "PHONE" && draft.text.get(span.start..span.end)?.chars().count() < LEAST_NUMBER {
            return None;
        }
        let (class, outcome) = *inner.pii.get(label).or_else(|| inner.pii.get(span.label.as_str()))?;
        let (start, end) = span.code_points(draft.text);
        let (why, suggestion) = inner.file.class.get(&class).map(|texts| words(texts, english)).unwrap_or_default();
        Some(Hit {
            rule: format!("pii.{}", span.label.as_str().to_ascii_lowercase()),
            class,
            outcome,
            start,
            end,
            why,
            suggestion,
        })
    };
    spans.iter().filter_map(hit).filter(|hit| hit.outcome > Outcome::Pass).collect()
}

/// Numbers that cost the caller nothing or little, a company's: ten digits that start so.
const HOTLINES: [&str; 8] = ["400", "800", "888", "877", "866", "855", "844", "833"];

/// Mailboxes that nobody has to themselves, and hosts where anybody may have any.
const ROLES: [&str; 13] = [
    "service", "support", "info", "help", "contact", "sales", "billing", "care", "orders", "returns", "kefu", "noreply",
    "no-reply",
];
const FREE: [&str; 10] = ["gmail.", "qq.", "163.", "126.", "sina.", "hotmail.", "outlook.", "yahoo.", "icloud.", "proton"];

/// A contact of a shop or an office rather than a person's: a number with its area code in front, a hotline, a mailbox of a
/// role.
fn is_office(label: &str, contact: &str) -> bool {
    match label {
        "PHONE" => {
            let digits: String = contact.chars().filter(char::is_ascii_digit).collect();
            let area = contact.starts_with('0') && (10..=12).contains(&digits.len()) && !digits.starts_with("07");
            // A Chinese mobile starts with a one as well, but nothing follows it.
            let abroad =
                contact.starts_with("+1") || contact.strip_prefix('1').is_some_and(|rest| !rest.starts_with(char::is_numeric));
            let home = digits.strip_prefix('1').filter(|_| abroad).unwrap_or(&digits);
            area || home.len() == 10 && HOTLINES.iter().any(|start| home.starts_with(start))
        }
        "EMAIL" => contact
            .to_lowercase()
            .split_once('@')
            .is_some_and(|(name, host)| ROLES.contains(&name) && !FREE.iter().any(|free| host.starts_with(free))),
        _ => false,
    }
}

/// A message with its words found.
pub(crate) struct Scene<'a> {
    inner: &'a Inner,
    pub(crate) folded: Folded,
    found: Words,
    text: String,
    cell_of: Vec<usize>,
    /// The letters as they are meant, whatever disguises them.
    pub(crate) read: Vec<Glyph>,
    pub(crate) disguised: bool,
    /// Cells of codes: letters and digits in one piece of which no word is known.
    pub(crate) codes: Vec<bool>,
}

/// Letters and digits in one piece from which they may be a code.
const CODE: usize = 4;

fn codes(folded: &Folded, found: &[Found]) -> Vec<bool> {
    let mut codes = vec![false; folded.cells.len()];
    let is_part = |cell: &Cell| matches!(cell.kind, Kind::Latin | Kind::Digit);
    // By start, so that each piece asks only for its own words.
    let mut words: Option<Vec<Found>> = None;
    let mut from = 0;
    for run in folded.cells.chunk_by(|a, b| is_part(a) == is_part(b)) {
        let to = from + run.len();
        let has = |kind: Kind| run.iter().any(|cell| cell.kind == kind);
        if run.len() >= CODE && has(Kind::Latin) && has(Kind::Digit) {
            let words = words.get_or_insert_with(|| {
                let mut words = found.to_vec();
                words.sort_unstable();
                words.dedup();
                words
            });
            let own = words.get(words.partition_point(|word| word.start < from)..).unwrap_or(&[]);
            let inside = |word: &Found| word.end <= to && word.end > word.start + if word.start == from { 1 } else { 2 };
            let is_code = !own.iter().take_while(|word| word.start < to).any(inside);
            codes.get_mut(from..to).into_iter().flatten().for_each(|code| *code = is_code);
        }
        from = to;
    }
    codes
}

impl<'a> Scene<'a> {
    pub(crate) fn of(inner: &'a Inner, text: &str) -> Self {
        let folded = Folded::of(text);
        let respelt = inner.lexicon.respelt(&folded);
        let found = inner.lexicon.find(&folded, respelt.as_deref());
        let (text, cell_of) = folded.text();
        let content = disguise::content(&folded);
        let read = respelt.unwrap_or_else(|| disguise::meant(&folded, &content));
        // Digits among letters hide a word only if they make one; else they are a number of something.
        let leet = disguise::leet_cells(&folded);
        let hides = |word: &Found| {
            word.end - word.start > 2 && leet.get(leet.partition_point(|at| *at < word.start)).is_some_and(|at| *at < word.end)
        };
        let disguised = disguise::is_disguised(&folded, &content) || !leet.is_empty() && found.all().iter().any(hides);
        let codes = codes(&folded, found.all());
        Self { inner, folded, found, text, cell_of, read, disguised, codes }
    }

    fn hit(&self, rule: &Rule, outcome: Outcome, found: &Found, english: bool) -> Hit {
        let (start, end) = self.folded.original(found.start, found.end);
        let (why, suggestion) = words(&rule.texts, english);
        Hit { rule: rule.id.clone(), class: rule.class, outcome, start, end, why, suggestion }
    }

    /// Words of the set of this name.
    pub(crate) fn of_name(&self, name: &str) -> &[Found] {
        self.inner.named.iter().find(|(known, _)| known == name).map_or(&[], |(_, set)| self.set(*set))
    }

    /// Words of named sets in their order.
    pub(crate) fn named(&self) -> Vec<(&'a str, Found)> {
        let of = |(name, set): &'a (String, usize)| self.set(*set).iter().map(|found| (name.as_str(), *found));
        let mut all: Vec<(&str, Found)> = self.inner.named.iter().flat_map(of).collect();
        all.sort_unstable_by_key(|(name, found)| (found.start, found.end, *name));
        all
    }

    /// Whether the model may speak by itself: a word or two say too little.
    fn says_enough(&self) -> bool {
        let count = |kind: Kind| self.folded.cells.iter().filter(|cell| cell.kind == kind).count();
        count(Kind::Han) * 2 + count(Kind::Latin) >= ENOUGH
    }

    /// Whether any word of a named set is in it: of a message without one, as of noise, the model knows nothing.
    fn speaks_of_something(&self) -> bool {
        self.inner.named.iter().any(|(_, set)| !self.set(*set).is_empty())
    }

    /// The whole message, if there is anything in it.
    fn whole(&self) -> impl Iterator<Item = Found> + use<> {
        let end = self.folded.cells.len();
        (end > 0).then_some(Found { start: 0, end }).into_iter()
    }

    fn set(&self, set: usize) -> &[Found] {
        self.found.set(set)
    }

    /// The rule's matches that stand in this context, at most [`PER_RULE`], none inside another.
    fn matches(&self, rule: &Rule) -> Vec<Found> {
        let mut all: Vec<Found> = rule.patterns.iter().flat_map(|pattern| self.all(pattern)).collect();
        all.extend(
            rule.regex.iter().flat_map(|regex| regex.find_iter(&self.text)).filter_map(|m| self.cells(m.start(), m.end())),
        );
        if all.is_empty() {
            return all;
        }
        all.sort_unstable_by_key(|found| (found.start, std::cmp::Reverse(found.end)));
        let unless: Vec<Found> = rule.unless.iter().flat_map(|pattern| self.all(pattern)).collect();
        let mut kept: Vec<Found> = Vec::new();
        for found in all {
            let inside = kept.last().is_some_and(|last| found.end <= last.end);
            if inside || rule.negatable && self.negated(&found) || unless.iter().any(|other| self.close(&found, other, rule.near))
            {
                continue;
            }
            kept.push(found);
            if kept.len() == PER_RULE {
                break;
            }
        }
        kept
    }

    fn cells(&self, start: usize, end: usize) -> Option<Found> {
        let (first, last) = (self.cell_of.get(start)?, self.cell_of.get(end.checked_sub(1)?)?);
        Some(Found { start: *first, end: last + 1 })
    }

    fn first(&self, pattern: &Pattern) -> bool {
        self.starts(pattern).any(|start| self.follow(pattern, start).is_some())
    }

    fn all(&self, pattern: &'a Pattern) -> impl Iterator<Item = Found> {
        self.starts(pattern).filter_map(|start| self.follow(pattern, start))
    }

    fn starts(&self, pattern: &Pattern) -> impl Iterator<Item = Found> {
        pattern.first().map_or(&[][..], |step| self.set(step.set)).iter().copied()
    }

    /// Extends a match of the first step over the others, each the nearest from which the rest can follow.
    fn follow(&self, pattern: &[Step], start: Found) -> Option<Found> {
        let [step, rest @ ..] = pattern else { return None };
        let Some(next) = rest.first() else { return Some(start) };
        let list = self.set(next.set);
        let from = list.partition_point(|f| f.start < start.end);
        let follows = |f: &&Found| self.folded.content(start.end, f.start) <= step.gap;
        let mut near = list.get(from..)?.iter().take_while(follows).filter(|f| self.together(&start, f));
        near.find_map(|f| self.follow(rest, *f)).map(|last| Found { start: start.start, end: last.end })
    }

    /// No sentence ends between the end of `a` and the start of `b`.
    fn together(&self, a: &Found, b: &Found) -> bool {
        self.folded.sentence.get(a.end.saturating_sub(1)) == self.folded.sentence.get(b.start)
    }

    /// Whether `other` overlaps `found` or stands less than `near` letters from it in the same sentence.
    fn close(&self, found: &Found, other: &Found, near: usize) -> bool {
        if other.end <= found.start {
            self.folded.content(other.end, found.start) < near && self.together(other, found)
        } else if other.start >= found.end {
            self.folded.content(found.end, other.start) < near && self.together(found, other)
        } else {
            true
        }
    }

    /// Whether a negation stands before or inside the match, or a denial after it, in the same clause.
    fn negated(&self, found: &Found) -> bool {
        let negation = &self.inner.negation;
        let harmless = self.set(negation.harmless);
        let real = |word: &&Found| !harmless.iter().any(|h| h.start <= word.start && word.end <= h.end);
        let before = self.set(negation.before).iter().filter(real).any(|word| {
            let inside = word.start >= found.start && word.end <= found.end;
            inside || word.end <= found.start && self.reaches(word, found, word)
        });
        before
            || self.set(negation.after).iter().filter(real).any(|word| word.start >= found.end && self.reaches(found, word, word))
    }

    /// Whether `a` and `b` stand in one clause, no further apart than the negation `word` reaches, with no turn between.
    fn reaches(&self, a: &Found, b: &Found, word: &Found) -> bool {
        let latin = self.folded.cells.get(word.start).is_some_and(|cell| cell.kind == Kind::Latin);
        let reach = self.inner.negation.reach * if latin { 4 } else { 1 };
        let clause = |cell: usize| self.folded.clause.get(cell);
        self.folded.content(a.end, b.start) <= reach
            && clause(a.end.saturating_sub(1)) == clause(b.start)
            && !self.set(self.inner.negation.ends).iter().any(|turn| turn.start >= a.end && turn.end <= b.start)
    }
}

#[cfg(test)]
mod tests {
    use kernel::policy::Policy;
    use proptest::prelude::*;
    use std::sync::OnceLock;

    use super::*;

    fn base() -> &'static Rules {
        static BASE: OnceLock<Policy<Rules>> = OnceLock::new();
        &BASE.get_or_init(|| Rules::base_cn().unwrap()).value
    }

    #[test]
    fn a_hit_marks_the_original_and_says_why_in_the_drafts_language() {
        let text = "😀您好，加Ｖ\u{200b}信：tide_77，谢谢";
        let zh = judge(base(), &Draft::agent(text));
        assert_eq!(zh.outcome, Outcome::Block);
        let hit = zh.hits.first().unwrap();
        let marked: String = text.chars().skip(hit.start).take(hit.end - hit.start).collect();
        assert!(marked.starts_with("加Ｖ\u{200b}信"), "{marked}");
        assert!(hit.why.contains("平台") && hit.suggestion.is_some());
        let en = judge(base(), &Draft::agent(text).locale("en"));
        assert!(en.hits.first().unwrap().why.is_ascii());
    }

    #[test]
    fn the_customers_own_detector_is_used_when_given() {
        let text = "证件11010519491231002X";
        let own = judge(base(), &Draft::agent(text));
        assert!(own.outcome == Outcome::Block && own.class() == Some(Class::PiiLeak), "{own:?}");
        assert_eq!(judge(base(), &Draft::agent(text).found(&[])).outcome, Outcome::Pass);
    }

    #[test]
    fn an_offices_contact_may_be_told_and_a_persons_may_not() {
        for contact in ["400-820-8888", "010-62345678", "1-800-555-0142", "+1 888 555 0142", "service@example.com"] {
            let verdict = judge(base(), &Draft::agent(&format!("客服是{contact}")));
            assert!(verdict.outcome <= Outcome::Note, "{contact}: {verdict:?}");
        }
        for contact in ["18001234567", "13812345678", "service@gmail.com", "li.na@example.com"] {
            assert_eq!(judge(base(), &Draft::agent(&format!("找{contact}"))).outcome, Outcome::Block, "{contact}");
        }
    }

    #[test]
    fn a_customers_turn_is_never_blocked() {
        for text in ["我的卡号6222021234567890123", "加我微信", "傻逼", "我要自杀"] {
            let verdict = judge(base(), &Draft::customer(text));
            assert!(verdict.outcome <= Outcome::Alert && verdict.may_send(None), "{text}");
        }
    }

    #[test]
    fn a_warning_needs_a_reason_and_a_block_has_none() {
        let warn = judge(base(), &Draft::agent("我保证明天一定到货"));
        assert!(!warn.may_send(None) && !warn.may_send(Some(" ")) && warn.may_send(Some("仓库已确认")));
        assert!(!judge(base(), &Draft::agent("加我微信")).may_send(Some("please")));
    }

    #[test]
    fn long_hostile_text_stays_quick() {
        let units = [
            "加",
            "微",
            "加我微信",
            "不能",
            "1",
            "。",
            "＋",
            "a ",
            "保证",
            "😀",
            "👨‍👩‍👧‍👦",
            "\u{202e}مرحبا ",
            "שלום",
            "“‘「",
            "〔",
            "〔〕",
            "((",
            "é\u{301}",
            "\u{200b}",
            "我妈吞了药 ",
            "@",
            "wo jia ",
            "力口",
            "1d10t ",
            "нi",
            "ｗ",
            "\n",
            "\u{0}",
            "a",
        ];
        for unit in units {
            let text: String = unit.repeat(65_536 / unit.len());
            let from = std::time::Instant::now();
            judge(base(), &Draft::agent(&text));
            judge(base(), &Draft::customer(&text));
            assert!(from.elapsed().as_millis() < 8_000, "{unit}: {:?}", from.elapsed());
        }
    }

    proptest! {
        #[test]
        fn hits_lie_in_the_text_and_judging_twice_gives_the_same(
            parts in prop::collection::vec(prop_oneof![Just("加我微信".to_owned()), Just("〔手机·1〕".to_owned()), Just("不能".to_owned()), "\\PC{0,12}"], 0..8),
        ) {
            let text = parts.concat();
            let count = text.chars().count();
            for draft in [Draft::agent(&text), Draft::customer(&text)] {
                let verdict = judge(base(), &draft);
                prop_assert!(verdict.hits.iter().all(|hit| hit.start < hit.end && hit.end <= count));
                prop_assert_eq!(verdict.hits.first().map_or(Outcome::Pass, |hit| hit.outcome), verdict.outcome);
                prop_assert_eq!(judge(base(), &draft), verdict);
            }
        }
    }
}
