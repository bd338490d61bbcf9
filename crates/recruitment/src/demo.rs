//! Admitted candidates for demo data: the same rows and the same scoring as the room gives, on made-up answers.

use std::collections::BTreeMap;

use db::{Conn, Json};
use kernel::{AccountId, Error, PLATFORM, Ts};

use crate::{
    ApplicationId, ApplicationState, VettingState,
    application::{
        service::{draft, told},
        store as applications,
    },
    chance::between,
    interview::{
        DialogueFeatures, InterviewId, InterviewState, PartKind, PartState, Resolution, SecurityFeatures, TypingFeatures,
        bank::Bank, security, seed_of, service::fresh, store as interviews,
    },
    media::{Container, Take},
    score::{Features, Outcome, ReadAloud, policy::InterviewPolicy, score, service::decision},
};

/// Plausible features of somebody who does well. The decision's inputs say that they are demo data.
fn features(bank: &Bank, seed: i64) -> kernel::Result<Features> {
    let draw = |label: &str, low, high| between(seed, label, low, high);
    let english = bank.locale == "en";
    let scenario = bank.scenario_of(seed)?;
    let facts = i64::try_from(scenario.slot.len()).unwrap_or(0);
    let asked = i64::try_from(bank.security_asked).unwrap_or(0);
    let syllables = bank.read_aloud_of(seed)?.syllables;
    let duration_ms = syllables * 10_000 / draw("pace", 35, 50);
    let keyed = security::questions(&bank.security, bank.security_asked, seed);
    let slip = keyed.iter().find(|q| draw("slip", 0, 2) == 0 && !bank.security.iter().any(|i| i.id == q.id && i.must_pass));
    Ok(Features {
        locale: bank.locale.clone(),
        typing: TypingFeatures {
            cpm: if english { draw("cpm", 170, 260) } else { draw("cpm", 48, 85) },
            accuracy_pm: draw("accuracy", 955, 998),
            typed: 70,
            edits: draw("edits", 0, 3),
            elapsed_ms: 90_000,
            events: draw("events", 72, 120),
            deletions: draw("deletions", 0, 6),
        },
        read_aloud: ReadAloud {
            take: Take {
                container: Container::Webm,
                codec: "A_OPUS".to_owned(),
                duration_ms,
                packets: duration_ms / 60,
                audio_bytes: duration_ms * 4,
                bytes_per_s: 4_000,
                quiet_ms: duration_ms / draw("quiet", 6, 12),
                gap_ms: 0,
            },
            syllables,
            takes: 1,
        },
        dialogue: DialogueFeatures {
            scenario: scenario.id.clone(),
            slots: facts,
            slots_max: facts,
            verified: true,
            resolution: Resolution::Right,
            acknowledged: draw("heard", 0, 3) > 0,
            closed: draw("closed", 0, 3) > 0,
            turns: facts + draw("turns", 2, 4),
            ..DialogueFeatures::default()
        },
        security: SecurityFeatures {
            right: asked - i64::from(slip.is_some()),
            asked,
            missed: slip.map(|q| q.id.clone()).into_iter().collect(),
            must_pass_missed: Vec::new(),
        },
        vetting_flags: Vec::new(),
        is_demo: true,
    })
}

/// Writes an admitted application with its scored interview, decision, notice and event, at `now`.
pub(crate) fn seed_admitted(c: &mut Conn<'_>, account: AccountId, locale: &str, now: Ts) -> db::Result<ApplicationId> {
    let policy = audit::policy::typed::<InterviewPolicy>(c, "interview")?;
    let bank = audit::policy::typed::<Bank>(c, locale)?;
    let mut row = draft(PLATFORM, account, locale, now);
    let id = InterviewId::at(now);
    let features = features(&bank.value, seed_of(id))?;
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
    let (mut interview, mut parts) = fresh(&row, id, &bank, now)?;
    interview.state = InterviewState::Scored;
    interview.result = Some(Json(decision.outcome.clone()));
    (interview.submitted_at, interview.scored_at) = (Some(now), Some(now));
    for part in &mut parts {
        let value = match part.kind {
            PartKind::Typing => serde_json::to_value(&features.typing),
            PartKind::ReadAloud => serde_json::to_value(&features.read_aloud),
            PartKind::Dialogue => serde_json::to_value(&features.dialogue),
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
                let s = score(&policy, &features(&bank(locale), seed).unwrap());
                prop_assert_eq!(s.outcome, Outcome::Advance, "{} {:?}", s.total, s.flags);
            }
        }
    }
}
