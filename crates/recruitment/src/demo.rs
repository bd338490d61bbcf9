//! Admitted candidates for demo data: the same rows and the same scoring as the room gives, on made-up answers.

use std::collections::BTreeMap;

use db::{Conn, Json};
use kernel::{AccountId, Error, PLATFORM, Ts};
use voice::{Pace, take::Heard};

use crate::{
    ApplicationId, ApplicationState, VettingState,
    application::{
        service::{draft, told},
        store as applications,
    },
    chance::between,
    interview::{
        BusinessFeatures, DialogueFeatures, InterviewId, InterviewState, Lengths, PartKind, PartState, Resolution,
        SecurityFeatures, TypingFeatures,
        bank::{Bank, Prompt},
        items::{self, Tally},
        seed_of,
        service::fresh,
        store as interviews,
    },
    score::{Features, Outcome, policy::InterviewPolicy, score, service::decision},
    spoken::{Spoken, ToneItem},
};

/// Plausible features of somebody who does well. The decision's inputs say that they are demo data.
fn features(bank: &Bank, lengths: &Lengths, seed: i64) -> kernel::Result<Features> {
    let draw = |label: &str, low, high| between(seed, label, low, high);
    let cpm = if bank.locale == "en" { draw("cpm", 170, 260) } else { draw("cpm", 48, 85) };
    let text = |n: i64| TypingFeatures {
        cpm,
        accuracy_pm: 980,
        typed: cpm * 3 / 2,
        edits: draw(&format!("edits{n}"), 0, 1),
        elapsed_ms: 90_000,
        events: draw("events", 72, 120),
        deletions: draw("deletions", 0, 6),
    };
    let syllables = bank.read_aloud_of(seed)?.syllables;
    let tone = |p: &Prompt| ToneItem { tone: p.tone, p_pm: if draw(&p.text, 0, 29) == 0 { 90 } else { draw(&p.text, 820, 998) } };
    let prompts = bank.prompts_of(PartKind::Syllables, seed, lengths);
    let words = bank.prompts_of(PartKind::Words, seed, lengths);
    let spoken = |asked: usize, tones| voice_of(seed, i64::try_from(asked).unwrap_or(0), tones);
    let security = items::examine(&bank.security, lengths, seed, &[])?.1;
    let slip = security.iter().find(|q| draw("slip", 0, 2) == 0 && !bank.security.iter().any(|i| i.id == q.id && i.must_pass));
    let asked = i64::try_from(security.len()).unwrap_or(0);
    let dialogue = |n: i64| -> kernel::Result<DialogueFeatures> {
        let scenario = bank.scenario_of(seed, n)?;
        let facts = i64::try_from(scenario.slot.len()).unwrap_or(0);
        Ok(DialogueFeatures {
            scenario: scenario.id.clone(),
            slots: facts,
            slots_max: facts,
            verified: true,
            resolution: Resolution::Right,
            acknowledged: draw(&format!("heard{n}"), 0, 3) > 0,
            closed: draw(&format!("closed{n}"), 0, 3) > 0,
            turns: facts + draw("turns", 2, 4),
            ..DialogueFeatures::default()
        })
    };
    let all = |asked| Tally { right: asked, asked };
    Ok(Features {
        locale: bank.locale.clone(),
        seed,
        sample_pct: lengths.sample_pct,
        typing: (0..lengths.typing_rounds).map(text).collect(),
        syllables: (!prompts.is_empty()).then(|| spoken(prompts.len(), prompts.iter().map(tone).collect())),
        words: (!words.is_empty()).then(|| spoken(words.len(), Vec::new())),
        read_aloud: voice_of(seed, syllables, Vec::new()),
        talk: Some(voice_of(seed, 0, Vec::new())),
        dialogue: (0..lengths.scenarios).map(dialogue).collect::<kernel::Result<_>>()?,
        business: Some(BusinessFeatures {
            situation: Tally { right: lengths.situations - draw("situation", 0, 1), asked: lengths.situations },
            knowledge: all(lengths.knowledge),
            lookup: all(lengths.lookups),
            missed: Vec::new(),
        }),
        security: SecurityFeatures {
            right: asked - i64::from(slip.is_some()),
            asked,
            missed: slip.map(|q| q.id.clone()).into_iter().collect(),
            ..SecurityFeatures::default()
        },
        vetting_flags: Vec::new(),
        signals: Vec::new(),
        copied: Vec::new(),
        speech: None,
        is_demo: true,
    })
}

/// A voice that reads about ninety syllables at an easy pace.
fn voice_of(seed: i64, asked: i64, tones: Vec<ToneItem>) -> Spoken {
    let syllables = if asked > 0 { asked } else { 90 };
    let span_ms = syllables * 10_000 / between(seed, "pace", 36, 50);
    let pause_ms = span_ms / between(seed, "pause", 7, 10);
    Spoken {
        heard: Heard {
            ms: span_ms + 900,
            speech_ms: span_ms - pause_ms,
            snr_db: 28,
            voice_db: -24,
            noise_db: -58,
            voiced_pm: 690,
            spread_cst: 520,
            ..Heard::default()
        },
        takes: 1,
        asked,
        items: asked,
        pace: Pace {
            syllables,
            span_ms,
            speech_ms: span_ms - pause_ms,
            pauses: pause_ms / 450,
            pause_ms,
            longest_pause_ms: 640,
            long_pauses: 0,
        },
        tones,
    }
}

/// Writes an admitted application with its scored interview, decision, notice and event, at `now`.
pub(crate) fn seed_admitted(c: &mut Conn<'_>, account: AccountId, locale: &str, now: Ts) -> db::Result<ApplicationId> {
    let policy = audit::policy::typed::<InterviewPolicy>(c, "interview")?;
    let bank = audit::policy::typed::<Bank>(c, locale)?;
    let mut row = draft(PLATFORM, account, locale, now);
    let id = InterviewId::at(now);
    let lengths = policy.value.lengths();
    let features = features(&bank.value, lengths, seed_of(id))?;
    let scored = score(&policy.value, &features);
    if scored.outcome != Outcome::Advance {
        return Err(Error::internal("demo features do not advance under the policy in force").into());
    }
    let decision = decision(account, &policy, &features, &scored, now)?;
    row.state = ApplicationState::Admitted;
    row.vetting_state = VettingState::Passed;
    let wanted = |q: &crate::interview::bank::VettingQuestion| {
        let first = q.options.first().map(|o| o.id.clone()).unwrap_or_default();
        (q.id.clone(), q.must.clone().or_else(|| q.expect.clone()).unwrap_or(first))
    };
    row.vetting = Json(bank.value.vetting.iter().map(wanted).collect::<BTreeMap<_, _>>());
    row.decision_id = Some(decision.id);
    (row.submitted_at, row.decided_at) = (Some(now), Some(now));
    let (mut interview, mut parts) = fresh(&row, id, &bank, lengths, now)?;
    interview.state = InterviewState::Scored;
    interview.result = Some(Json(decision.outcome.clone()));
    (interview.submitted_at, interview.scored_at) = (Some(now), Some(now));
    for part in &mut parts {
        let value = match part.kind {
            PartKind::Typing => serde_json::to_value(&features.typing),
            PartKind::Syllables => serde_json::to_value(&features.syllables),
            PartKind::Words => serde_json::to_value(&features.words),
            PartKind::ReadAloud => serde_json::to_value(&features.read_aloud),
            PartKind::Talk => serde_json::to_value(&features.talk),
            PartKind::Dialogue => serde_json::to_value(&features.dialogue),
            PartKind::Business => serde_json::to_value(&features.business),
            PartKind::Security => serde_json::to_value(&features.security),
        };
        (part.state, part.steps, part.done_at) = (PartState::Done, 1, Some(now));
        part.features = Some(Json(value.map_err(Error::internal)?));
    }
    applications::insert(c, &row)?;
    interviews::insert(c, &interview, &parts)?;
    audit::decide(c, &decision)?;
    told(c, account, row.id, ApplicationState::Admitted, now)?;
    Ok(row.id)
}

#[cfg(test)]
mod tests {
    use kernel::policy::Policy;
    use proptest::prelude::*;

    use super::*;
    use crate::{interview::bank::tests::bank, seeds};

    proptest! {
        #[test]
        fn made_up_candidates_always_advance(seed in 0..1_i64 << 48) {
            let policy = Policy::<InterviewPolicy>::parse("interview", seeds::INTERVIEW).unwrap().value;
            for locale in ["zh-CN", "en"] {
                let s = score(&policy, &features(&bank(locale), policy.lengths(), seed).unwrap());
                prop_assert_eq!(s.outcome, Outcome::Advance, "{} {:?}", s.total, s.flags);
            }
        }
    }
}
