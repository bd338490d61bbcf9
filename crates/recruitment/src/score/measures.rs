//! The terms of the score: each value with its interval, its evidence and its points.

use serde_json::{Value, json};

use super::{
    Features, Measure, counted as counted_speech,
    policy::{self, InterviewPolicy, Points, VoiceRules},
    transcripts,
};
use crate::{
    interview::{DialogueFeatures, Resolution, items::Tally},
    spoken::Spoken,
};

/// A measure, and its points at the worse end of its interval.
pub(super) struct Term {
    pub measure: Measure,
    pub low: i64,
}

/// Wilson's interval of `right` in `n`, in per mille.
pub(crate) fn wilson(right: i64, n: i64) -> [i64; 2] {
    let (p, n, z) = (right as f64 / n.max(1) as f64, n.max(1) as f64, 1.96_f64);
    let middle = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let whole = 1.0 + z * z / n;
    [((middle - half) / whole * 1000.0).round() as i64, ((middle + half) / whole * 1000.0).round() as i64]
}

/// `max × share / 10 000`, rounded half to even.
pub(super) fn part_of(max: i64, basis_points: i64) -> i64 {
    let exact = max * basis_points.clamp(0, 10_000);
    let (floor, twice) = (exact.div_euclid(10_000), exact.rem_euclid(10_000) * 2);
    floor + i64::from(twice > 10_000 || (twice == 10_000 && floor % 2 == 1))
}

/// A measure without points.
pub(crate) fn told(name: &str, value: i64, unit: &str, n: i64, ci95: [i64; 2], evidence: Value) -> Measure {
    Measure { name: name.to_owned(), value, unit: unit.to_owned(), n: Some(n), ci95: Some(ci95), evidence, points: 0, max: 0 }
}

/// A measure whose points follow from its value by `worth`, in hundredths of a percent of `max`.
pub(super) fn valued(measure: Measure, max: i64, worth: impl Fn(i64) -> i64) -> Term {
    let points = part_of(max, worth(measure.value));
    let ends = measure.ci95.unwrap_or([measure.value; 2]);
    let low = ends.into_iter().map(|end| part_of(max, worth(end))).fold(points, i64::min);
    Term { measure: Measure { points, max, ..measure }, low }
}

/// So many of so many, each worth the same.
fn counted(name: &str, unit: &str, right: i64, of: i64, max: i64, evidence: Value) -> Term {
    let [low, high] = wilson(right, of);
    let measure = told(name, right, unit, of, [low * of / 1000, (high * of + 999) / 1000], evidence);
    let points = part_of(max, right * 10_000 / of.max(1));
    Term { measure: Measure { points, max, ..measure }, low: part_of(max, low * 10).min(points) }
}

pub(super) fn terms(policy: &InterviewPolicy, points: &Points, features: &Features) -> Vec<Term> {
    let mut terms = typing(policy, points, features);
    terms.extend(spoken(policy, points, features));
    terms.extend(dialogue(policy, points, &features.dialogue));
    if let Some(business) = &features.business {
        let all = [
            ("business.situations", business.situation, points.situations),
            ("business.knowledge", business.knowledge, points.knowledge),
            ("business.lookups", business.lookup, points.lookups),
        ];
        let item = |(name, tally, max): (&str, Tally, i64)| {
            counted(name, "right", tally.right, tally.asked, max, json!({"of": tally.asked, "missed": business.missed}))
        };
        terms.extend(all.into_iter().map(item));
    }
    let s = &features.security;
    let mut seen = json!({"of": s.asked, "missed": s.missed, "must_pass_missed": s.must_pass_missed, "gate": true});
    if !s.asked_again.is_empty() {
        seen["asked_again"] = json!(s.asked_again);
    }
    terms.push(counted("security.items", "right", s.right, s.asked, 0, seen));
    terms
}

fn typing(policy: &InterviewPolicy, points: &Points, features: &Features) -> Vec<Term> {
    let sum = |of: fn(&crate::interview::TypingFeatures) -> i64| features.typing.iter().map(of).sum::<i64>();
    let (typed, edits, elapsed) = (sum(|f| f.typed), sum(|f| f.edits), sum(|f| f.elapsed_ms));
    let correct = (typed - edits).max(0);
    let cpm = correct * 60_000 / elapsed.max(1);
    let off = (1.96 * (correct as f64).sqrt() * 60_000.0 / elapsed.max(1) as f64).round() as i64;
    let curve = policy.typing.cpm.get(&features.locale).map_or(&[][..], Vec::as_slice);
    let seen = json!({
        "texts": features.typing.len(), "typed": typed, "edits": edits, "elapsed_ms": elapsed,
        "events": sum(|f| f.events), "deletions": sum(|f| f.deletions),
    });
    let speed = told("typing.cpm", cpm, "characters/min", typed, [(cpm - off).max(0), cpm + off], seen);
    let seen = json!({"typed": typed, "edits": edits});
    let right = told("typing.accuracy", correct * 1000 / typed.max(1), "per mille", typed, wilson(correct, typed), seen);
    // Accuracy of a handful of characters says nothing: it counts as far as there was speed.
    let is_slow = policy::curve(curve, cpm) == 0;
    vec![
        valued(speed, points.typing_cpm, |cpm| policy::curve(curve, cpm)),
        valued(right, points.typing_accuracy, |pm| if is_slow { 0 } else { policy::curve(&policy.typing.accuracy, pm) }),
    ]
}

/// How many of the asked tones were produced, of how many that were heard.
pub(crate) fn tones(rules: &VoiceRules, spoken: &Spoken) -> (i64, i64) {
    let right = spoken.tones.iter().filter(|t| t.p_pm >= rules.tone_accept_pm).count();
    (right as i64, spoken.tones.len() as i64)
}

fn spoken(policy: &InterviewPolicy, points: &Points, features: &Features) -> Vec<Term> {
    let rules = &policy.voice;
    let mut terms = Vec::new();
    let mut tones_max = points.tones;
    let mut fluency = points.fluency;
    if let (Some((rules, speech)), _) = counted_speech(policy, features) {
        let pool = points.tones + points.fluency;
        let shares = [rules.segments_pct, rules.passage_pct].map(|pct| part_of(pool, pct * 100));
        tones_max = part_of(pool, rules.tones_pct * 100);
        fluency = pool - tones_max - shares[0] - shares[1];
        terms.extend(transcripts::terms(policy, rules, features, speech, shares));
    }
    // Where Mandarin is not asked for, reading fluently earns what tones would.
    match &features.syllables {
        None => fluency += tones_max,
        Some(spoken) => {
            let (right, n) = tones(rules, spoken);
            let items: Vec<[i64; 2]> = spoken.tones.iter().map(|t| [i64::from(t.tone), t.p_pm]).collect();
            let seen = json!({"of": spoken.asked, "takes": spoken.takes, "heard": spoken.heard, "tone_and_p": items});
            let measure = told("mandarin.tones", right * 1000 / n.max(1), "per mille", n, wilson(right, n), seen);
            terms.push(valued(measure, tones_max, |pm| policy::curve(&rules.tones, pm)));
        }
    }
    let read = &features.read_aloud;
    let (rate, off) = (read.pace.rate_centi(), read.pace.rate_error_pct());
    let seen = json!({"pace": read.pace, "heard": read.heard, "takes": read.takes, "of": read.asked});
    let ci = [rate * (100 - off) / 100, rate * (100 + off) / 100];
    let half = fluency / 2;
    let measure = told("fluency.rate", rate, "syllables/100 s", read.pace.syllables, ci, seen);
    terms.push(valued(measure, fluency - half, |rate| policy::curve(&rules.rate_centi, rate)));
    let pauses = read.pace.pause_pm();
    let seen = json!({"long": read.pace.long_pauses, "longest_ms": read.pace.longest_pause_ms, "pause_ms": read.pace.pause_ms});
    let measure = told("fluency.pauses", pauses, "per mille", read.pace.pauses, [pauses; 2], seen);
    terms.push(valued(measure, half, |pm| policy::curve(&rules.pause_pm, pm)));
    let told_only = [("words.heard", &features.words), ("talk.rate", &features.talk)];
    for (name, spoken) in told_only.into_iter().filter_map(|(name, s)| s.as_ref().map(|s| (name, s))) {
        let (value, unit, n) = if name == "words.heard" {
            (spoken.items, "words", spoken.asked)
        } else {
            (spoken.pace.rate_centi(), "syllables/100 s", spoken.pace.syllables)
        };
        let seen =
            json!({"pace": spoken.pace, "heard": spoken.heard, "takes": spoken.takes, "of": spoken.asked, "scored": false});
        terms.push(Term { measure: told(name, value, unit, n, [value; 2], seen), low: 0 });
    }
    terms
}

fn dialogue(policy: &InterviewPolicy, points: &Points, all: &[DialogueFeatures]) -> Vec<Term> {
    let n = all.len() as i64;
    let sum = |of: &dyn Fn(&DialogueFeatures) -> i64| all.iter().map(of).sum::<i64>();
    let (slots, of) = (sum(&|f| f.slots), sum(&|f| f.slots_max));
    let solved = sum(&|f| i64::from(f.resolution == Resolution::Right));
    let scenarios: Vec<&str> = all.iter().map(|f| f.scenario.as_str()).collect();
    let way: Vec<Value> = all
        .iter()
        .map(|f| json!({"scenario": f.scenario, "resolution": f.resolution, "turns": f.turns, "left": f.left}))
        .collect();
    let premature = sum(&|f| f.premature);
    vec![
        counted("dialogue.slots", "facts", slots, of, points.dialogue_slots, json!({"of": of, "scenarios": scenarios})),
        counted(
            "dialogue.verification",
            "customers",
            sum(&|f| i64::from(f.verified)),
            n,
            points.dialogue_verification,
            json!({"of": n, "premature": premature}),
        ),
        counted("dialogue.resolution", "customers", solved, n, points.dialogue_resolution, json!({"of": n, "way": way})),
        compliance(policy, points, all, slots > 0),
        courtesy(policy, points, all),
    ]
}

fn compliance(policy: &InterviewPolicy, points: &Points, all: &[DialogueFeatures], happened: bool) -> Term {
    let c = &policy.compliance;
    let max = points.dialogue_compliance;
    let sum = |of: fn(&DialogueFeatures) -> i64| all.iter().map(of).sum::<i64>();
    let violations: Vec<i64> = all.iter().flat_map(|f| f.violations.iter().copied()).collect();
    let lost = violations.len() as i64 * c.violation
        + sum(|f| f.wrong_promises) * c.wrong_promise
        + sum(|f| f.premature) * c.premature
        + sum(|f| f.stuffed) * c.stuffed;
    let seen = json!({
        "violations": violations, "wrong_promises": sum(|f| f.wrong_promises), "premature": sum(|f| f.premature),
        "stuffed": sum(|f| f.stuffed),
    });
    let points = if happened { (max - lost).clamp(0, max) } else { 0 };
    let turns = sum(|f| f.turns);
    Term {
        measure: Measure { points, max, ..told("dialogue.compliance", lost, "points lost", turns, [lost; 2], seen) },
        low: points,
    }
}

/// Showing that the customer was heard, and closing; only where the problem was solved, and never by count of words.
fn courtesy(policy: &InterviewPolicy, points: &Points, all: &[DialogueFeatures]) -> Term {
    let (n, max) = (all.len().max(1) as i64, points.dialogue_courtesy);
    let solved = |f: &&DialogueFeatures| f.resolution == Resolution::Right;
    let count = |is: fn(&DialogueFeatures) -> bool| all.iter().filter(solved).filter(|f| is(f)).count() as i64;
    let (heard, closed) = (count(|f| f.acknowledged), count(|f| f.closed));
    let share = heard * policy.courtesy.acknowledged_pct * 100 / n + closed * (100 - policy.courtesy.acknowledged_pct) * 100 / n;
    let points = part_of(max, share);
    let seen = json!({"acknowledged": heard, "closed": closed, "of": n});
    let value = heard + closed;
    Term { measure: Measure { points, max, ..told("dialogue.courtesy", value, "times", 2 * n, [value; 2], seen) }, low: points }
}
