//! The guard of the cameras in the product: challenges go out over the stream, signed verdicts come back, and whoever is
//! terminated loses the session's work and gets a case that a person decides.

pub mod http;
pub mod service;
pub(crate) mod store;

use std::time::Duration;

use attestation_core::guard::{Challenge, GuardRules, Kind};
use kernel::{Reason, SessionId, Ts};
use rand::{Rng, RngExt};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

kernel::nouns! {
    /// A case of the guard.
    Incident => IncidentId,
}

/// Colours of a flash, and how many are shown.
const COLOURS: [&str; 3] = ["red", "green", "blue"];
const FLASHES: usize = 4;
/// Longest wait of a guard that is not content, in seconds.
const SOON: f64 = 5.0;
const POSES: [&str; 2] = ["left", "right"];

db::text_enum! {
    /// Where a case stands.
    #[schema(as = IncidentState)]
    pub enum IncidentState {
        Open = "open",
        /// One person wants a penalty; another must agree.
        Proposed = "proposed",
        Confirmed = "confirmed",
        Dismissed = "dismissed",
    }
}

/// One step of a session's guard, as a case keeps it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct GuardStep {
    pub at: Ts,
    /// `ok`, `degraded`, `break` or `terminated`.
    pub state: String,
    pub reasons: Vec<Reason>,
}

/// Steps kept of a session at most; a case is about its last minutes.
pub const KEPT: usize = 40;

/// A case as admins and the person concerned see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IncidentView {
    pub id: IncidentId,
    pub account_id: kernel::AccountId,
    pub session_id: SessionId,
    pub state: IncidentState,
    pub opened_at: Ts,
    /// Why the guard ended the session's work.
    pub reasons: Vec<Reason>,
    /// The session's last steps, oldest first; empty in lists.
    pub timeline: Vec<GuardStep>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Ts>,
}

/// The next challenge, and how long after `now` it goes out: the kinds come at random, each as often as the rules say.
///
/// A guard that is not content asks again `soon`, so that whoever is honest is not kept waiting and whoever is not does
/// not get far.
pub fn draw(rules: &GuardRules, seq: u64, soon: bool, now: Ts, rng: &mut impl Rng) -> (Challenge, Duration) {
    let kinds = [Kind::Heartbeat, Kind::Frame, Kind::Flash];
    // Whichever would come first: each kind's waiting time is exponential with its own mean.
    let waits = kinds.into_iter().zip(rules.every_s).map(|(kind, mean)| {
        let share: f64 = rng.random_range(1e-6..1.0);
        (kind, -share.ln() * f64::from(mean))
    });
    let (kind, wait) = waits.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((Kind::Heartbeat, 15.0));
    let first = seq == 1;
    let longest = if soon { SOON } else { f64::from(rules.every_s[0]) * 3.0 };
    let wait = Duration::from_secs_f64(if first { 0.0 } else { wait.clamp(2.0, longest) });
    let kind = if first { Kind::Pose } else { kind };
    let mut nonce = [0; 16];
    rng.fill_bytes(&mut nonce);
    let goes_out = now.plus(wait);
    let challenge = Challenge {
        seq,
        nonce: attestation_core::bytes::hex(&nonce),
        deadline_ms: goes_out.millis() + rules.answer_ms(kind),
        kind,
        colours: if kind == Kind::Flash { colours(rng) } else { Vec::new() },
        pose: (kind == Kind::Pose).then(|| POSES[rng.random_range(0..POSES.len())].to_owned()),
    };
    (challenge, wait)
}

/// Colours in an order nobody can know before; no two alike in a row.
fn colours(rng: &mut impl Rng) -> Vec<String> {
    let mut shown: Vec<String> = Vec::new();
    while shown.len() < FLASHES {
        let next = COLOURS[rng.random_range(0..COLOURS.len())];
        if shown.last().is_none_or(|last| last != next) {
            shown.push(next.to_owned());
        }
    }
    shown
}

/// Where a session's guard stands; `None` without one.
pub(crate) fn state_of(c: &mut db::Conn<'_>, session: SessionId) -> db::Result<Option<attestation_core::guard::State>> {
    Ok(store::find(c, session)?.map(|run| run.memory.state()))
}

/// When a session's guard last saw something, and whether that ended its work.
pub(crate) fn last_seen(c: &mut db::Conn<'_>, session: SessionId) -> db::Result<Option<(Ts, bool)>> {
    let Some(run) = store::find(c, session)? else { return Ok(None) };
    let seen = |step: &&GuardStep| step.reasons.iter().any(|reason| reason.code == "guard.seen");
    Ok(run.steps.iter().rev().find(seen).map(|step| (step.at, run.is_over)))
}

/// Whether some guard must be looked at.
pub(crate) fn is_due(c: &mut db::Conn<'_>, now: Ts) -> db::Result<bool> {
    Ok(!store::due(c, now, 1)?.is_empty())
}
