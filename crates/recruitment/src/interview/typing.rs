//! The typing test: the log of events is replayed, so that only what a person typed, in a person's time, counts.

use std::collections::BTreeMap;

use kernel::{Code, Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::{edits_to_prefix, fold};

/// One editing event at the end of the text. The room's text box keeps the caret there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TypingEvent {
    /// Milliseconds since the first focus of the box.
    pub at_ms: i64,
    pub kind: TypingKind,
    /// What was inserted or committed by the input method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// How many characters were deleted; 1 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TypingKind {
    /// A key put characters in.
    Insert,
    /// Characters before the caret went.
    Delete,
    /// An input method committed a composition.
    Compose,
}

/// What a person can do; above these the log was not typed. All whole numbers, so that a replay is exact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HumanRules {
    /// Fewer typed characters than this cannot be judged.
    pub min_chars: i64,
    /// More characters in one key press are a paste, a script or dictation.
    pub max_insert_chars: i64,
    /// More characters in one composition are a paste.
    pub max_compose_chars: i64,
    /// A composition of `k` characters takes at least `k` times this.
    pub min_ms_per_composed_char: i64,
    /// Gaps shorter than this are too fast for two key presses …
    pub fast_gap_ms: i64,
    /// … and may make up at most this share of all gaps, in percent.
    pub fast_share_max_pct: i64,
    /// Gaps this close to the middle one are "the same" …
    pub same_gap_ms: i64,
    /// … and may make up at most this share, in percent: a script has no variance.
    pub same_share_max_pct: i64,
    /// Correct characters per minute nobody exceeds, by locale.
    pub cpm_max: BTreeMap<String, i64>,
    /// How far the log's clock may run ahead of the server's, in ms.
    pub clock_slack_ms: i64,
}

/// What is scored, and the evidence for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TypingFeatures {
    /// Correct characters per minute.
    pub cpm: i64,
    /// Share of typed characters that were right, per mille.
    pub accuracy_pm: i64,
    pub typed: i64,
    pub edits: i64,
    pub elapsed_ms: i64,
    pub events: i64,
    pub deletions: i64,
}

/// The task a log answers.
pub struct TypingTask<'a> {
    pub locale: &'a str,
    pub target: &'a str,
    pub seconds: i64,
    /// Milliseconds since the part was opened, by the server's clock.
    pub open_ms: i64,
}

const MAX_EVENTS: usize = 5_000;
const MAX_CHARS: usize = 2_000;

/// The text a log produces. Refuses logs that are out of order, too long, or have events without content.
pub fn replay(events: &[TypingEvent]) -> Result<String> {
    if events.len() > MAX_EVENTS {
        return Err(Error::field("events", "too_long", format!("at most {MAX_EVENTS} events")));
    }
    let mut text: Vec<char> = Vec::new();
    let mut last = 0;
    for (i, event) in events.iter().enumerate() {
        let at = format!("events[{i}]");
        if event.at_ms < last {
            return Err(Error::field(&format!("{at}.at_ms"), "out_of_range", "times must not go backwards"));
        }
        last = event.at_ms;
        match (event.kind, &event.text) {
            (TypingKind::Delete, None) => {
                let count = usize::try_from(event.count.unwrap_or(1)).unwrap_or(usize::MAX);
                text.truncate(text.len().saturating_sub(count));
            }
            (TypingKind::Insert | TypingKind::Compose, Some(new)) if !new.is_empty() && event.count.is_none() => {
                text.extend(new.chars());
            }
            _ => return Err(Error::field(&at, "invalid", "insert and compose carry text, delete carries a count")),
        }
        if text.len() > MAX_CHARS {
            return Err(Error::field("text", "too_long", format!("at most {MAX_CHARS} characters")));
        }
    }
    Ok(text.into_iter().collect())
}

/// Replays `events`, checks that they are `text` and were typed by a person, and measures speed and accuracy.
pub fn measure(rules: &HumanRules, task: &TypingTask<'_>, text: &str, events: &[TypingEvent]) -> Result<TypingFeatures> {
    if replay(events)? != text {
        return Err(not_human("the text is not what the log of key presses gives; type it, do not paste or set it"));
    }
    let typed: Vec<char> = fold(text).chars().collect();
    let count = to_i64(typed.len());
    if count < rules.min_chars {
        return Err(Error::field("text", "too_short", format!("type at least {} characters", rules.min_chars)));
    }
    check_clock(rules, task, events)?;
    check_amounts(rules, events)?;
    check_rhythm(rules, events)?;
    let target: Vec<char> = fold(task.target).chars().collect();
    let edits = to_i64(edits_to_prefix(&typed, &target));
    let last = events.last().map_or(0, |e| e.at_ms);
    let elapsed_ms = if typed.len() >= target.len() { last.max(1) } else { task.seconds * 1000 };
    let correct = (count - edits).max(0);
    let cpm = correct * 60_000 / elapsed_ms.max(1);
    let limit = rules.cpm_max.get(task.locale).copied().unwrap_or(i64::MAX);
    if cpm > limit || correct * 60_000 / last.max(1) > limit * 2 {
        return Err(not_human("nobody types that fast; type the text key by key"));
    }
    Ok(TypingFeatures {
        cpm,
        accuracy_pm: correct * 1000 / count,
        typed: count,
        edits,
        elapsed_ms,
        events: to_i64(events.len()),
        deletions: to_i64(events.iter().filter(|e| e.kind == TypingKind::Delete).count()),
    })
}

fn check_clock(rules: &HumanRules, task: &TypingTask<'_>, events: &[TypingEvent]) -> Result<()> {
    let first = events.first().map_or(0, |e| e.at_ms);
    let last = events.last().map_or(0, |e| e.at_ms);
    if first < 0 || last > task.seconds * 1000 + rules.clock_slack_ms {
        return Err(Error::field("events", "out_of_range", format!("the test takes {} seconds", task.seconds)));
    }
    if last > task.open_ms + rules.clock_slack_ms {
        return Err(not_human("the log covers more time than has passed"));
    }
    Ok(())
}

fn check_amounts(rules: &HumanRules, events: &[TypingEvent]) -> Result<()> {
    let mut before = 0;
    for event in events {
        let chars = event.text.as_ref().map_or(0, |t| to_i64(t.chars().count()));
        let gap = event.at_ms - before;
        before = event.at_ms;
        let too_much = match event.kind {
            TypingKind::Insert => chars > rules.max_insert_chars,
            TypingKind::Compose => chars > rules.max_compose_chars || gap < chars * rules.min_ms_per_composed_char,
            TypingKind::Delete => false,
        };
        if too_much {
            return Err(not_human("too much text arrived at once; type it, do not paste or dictate it"));
        }
    }
    Ok(())
}

fn check_rhythm(rules: &HumanRules, events: &[TypingEvent]) -> Result<()> {
    let mut gaps: Vec<i64> = events.iter().zip(events.iter().skip(1)).map(|(a, b)| b.at_ms - a.at_ms).collect();
    if gaps.len() < 4 {
        return Err(not_human("too few key presses for this text"));
    }
    gaps.sort_unstable();
    let middle = gaps.get(gaps.len() / 2).copied().unwrap_or(0);
    let share = |n: usize| to_i64(n) * 100 / to_i64(gaps.len());
    let fast = share(gaps.iter().filter(|g| **g < rules.fast_gap_ms).count());
    let same = share(gaps.iter().filter(|g| (**g - middle).abs() <= rules.same_gap_ms).count());
    if fast > rules.fast_share_max_pct || same > rules.same_share_max_pct {
        return Err(not_human("the key presses are as even as a machine's; type the text yourself"));
    }
    Ok(())
}

fn not_human(detail: &str) -> Error {
    Error::new(Code::TypingNotHuman, detail)
}

fn to_i64(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chance::between;

    pub(crate) fn rules() -> HumanRules {
        HumanRules {
            min_chars: 10,
            max_insert_chars: 4,
            max_compose_chars: 16,
            min_ms_per_composed_char: 40,
            fast_gap_ms: 20,
            fast_share_max_pct: 25,
            same_gap_ms: 4,
            same_share_max_pct: 60,
            cpm_max: BTreeMap::from([("zh-CN".into(), 300), ("en".into(), 900)]),
            clock_slack_ms: 3_000,
        }
    }

    /// A person typing `text` one key at a time.
    pub(crate) fn by_hand(text: &str, seed: i64, pace_ms: i64) -> Vec<TypingEvent> {
        let mut at = 200;
        text.chars()
            .enumerate()
            .map(|(i, c)| {
                at += between(seed, &format!("gap{i}"), pace_ms / 2, pace_ms * 3 / 2);
                TypingEvent { at_ms: at, kind: TypingKind::Insert, text: Some(c.to_string()), count: None }
            })
            .collect()
    }

    const TARGET: &str = "您好,请问您的订单号是多少?我马上为您查询物流进度。";

    fn task(open_ms: i64) -> TypingTask<'static> {
        TypingTask { locale: "zh-CN", target: TARGET, seconds: 90, open_ms }
    }

    fn code(text: &str, events: &[TypingEvent]) -> Code {
        measure(&rules(), &task(90_000), text, events).unwrap_err().code
    }

    #[test]
    fn a_person_is_measured() {
        let f = measure(&rules(), &task(90_000), TARGET, &by_hand(TARGET, 1, 900)).unwrap();
        assert_eq!((f.accuracy_pm, f.edits), (1000, 0));
        assert!((50..90).contains(&f.cpm), "{f:?}");
        let half: String = TARGET.chars().take(13).collect();
        let slow = measure(&rules(), &task(90_000), &half, &by_hand(&half, 1, 900)).unwrap();
        assert_eq!(slow.elapsed_ms, 90_000, "an unfinished text is measured over the whole time");
    }

    #[test]
    fn compositions_and_corrections_replay() {
        let mut events = by_hand("您号", 3, 600);
        let mut at = 2_000;
        events.push(TypingEvent { at_ms: at, kind: TypingKind::Delete, text: None, count: Some(1) });
        for (i, word) in
            ["好", ",请问", "您的", "订单号", "是多少?", "我马上", "为您", "查询", "物流", "进度。"].into_iter().enumerate()
        {
            at += 900 + i as i64 * 37;
            events.push(TypingEvent { at_ms: at, kind: TypingKind::Compose, text: Some(word.to_owned()), count: None });
        }
        let f = measure(&rules(), &task(90_000), TARGET, &events).unwrap();
        assert_eq!((f.edits, f.deletions), (0, 1));
    }

    #[test]
    fn paste_script_and_machines_are_refused() {
        let one = |kind, at_ms| vec![TypingEvent { at_ms, kind, text: Some(TARGET.to_owned()), count: None }];
        assert_eq!(code(TARGET, &one(TypingKind::Insert, 30_000)), Code::TypingNotHuman);
        assert_eq!(code(TARGET, &one(TypingKind::Compose, 30_000)), Code::TypingNotHuman);
        assert_eq!(code(TARGET, &by_hand("您好", 1, 500)), Code::TypingNotHuman, "text set by a script");
        let even: Vec<_> =
            by_hand(TARGET, 1, 500).into_iter().enumerate().map(|(i, e)| TypingEvent { at_ms: 300 * i as i64, ..e }).collect();
        assert_eq!(code(TARGET, &even), Code::TypingNotHuman, "no variance");
        assert_eq!(code(TARGET, &by_hand(TARGET, 1, 60)), Code::TypingNotHuman, "faster than anybody");
        let early = measure(&rules(), &task(1_000), TARGET, &by_hand(TARGET, 1, 900)).unwrap_err();
        assert_eq!(early.code, Code::TypingNotHuman, "more time claimed than passed");
    }

    #[test]
    fn broken_logs_are_field_errors() {
        let mut back = by_hand(TARGET, 1, 900);
        back.swap(3, 9);
        assert_eq!(code(TARGET, &back), Code::InvalidField);
        let empty = [TypingEvent { at_ms: 1, kind: TypingKind::Insert, text: None, count: None }];
        assert_eq!(code(TARGET, &empty), Code::InvalidField);
        assert_eq!(code("", &[]), Code::InvalidField);
        let late: Vec<_> = by_hand(TARGET, 1, 900).into_iter().map(|e| TypingEvent { at_ms: e.at_ms + 90_000, ..e }).collect();
        assert_eq!(code(TARGET, &late), Code::InvalidField);
    }

    proptest! {
        #[test]
        fn any_log_gives_a_result_and_never_a_panic(
            raw in prop::collection::vec((any::<i64>(), 0..3_u8, prop::option::of(".{0,6}"), any::<Option<u32>>()), 0..40),
            text in ".{0,60}",
        ) {
            let events: Vec<_> = raw.into_iter().map(|(at_ms, kind, text, count)| TypingEvent {
                at_ms: at_ms % 100_000,
                kind: match kind { 0 => TypingKind::Insert, 1 => TypingKind::Delete, _ => TypingKind::Compose },
                text,
                count,
            }).collect();
            let _ = measure(&rules(), &task(90_000), &text, &events);
        }

        #[test]
        fn a_person_s_typing_is_accepted(seed in 0..5000_i64, pace in 320..1200_i64) {
            let text: String = TARGET.chars().take(20).collect();
            prop_assert!(measure(&rules(), &task(90_000), &text, &by_hand(&text, seed, pace)).is_ok());
        }
    }
}
