//! Plays a recorded session of the guard: one JSON object a line, one state a line back.

use serde::{Deserialize, Serialize};

use super::{Challenge, Guard, GuardRules, Signed, State, Step};
use crate::{refusal::Refusal, session::SessionKey, webauthn::b64};

/// A line of a recording. `t` is milliseconds on the session's clock and never falls.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Line {
    /// The first line: whose session, and the key its verdicts are signed with (65 bytes, base64url).
    Session {
        t: i64,
        sid: String,
        key: String,
    },
    Challenge {
        t: i64,
        challenge: Challenge,
    },
    /// `body` is the JSON text that was signed; `sig` is 64 bytes, base64url.
    Verdict {
        t: i64,
        body: String,
        sig: String,
    },
    /// Nothing came; only time passed.
    Tick {
        t: i64,
    },
    Break {
        t: i64,
    },
    Resume {
        t: i64,
    },
}

impl Line {
    const fn at(&self) -> i64 {
        match self {
            Self::Session { t, .. }
            | Self::Challenge { t, .. }
            | Self::Verdict { t, .. }
            | Self::Tick { t }
            | Self::Break { t }
            | Self::Resume { t } => *t,
        }
    }
}

/// What a line led to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Played {
    /// Line number, from 1.
    pub line: usize,
    pub t: i64,
    #[serde(flatten)]
    pub step: Step,
}

/// Why a recording cannot be played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Broken {
    pub line: usize,
    pub refusal: Refusal,
}

/// Plays a recording to its end, or to the first line that is none.
pub fn play(text: &str, rules: &GuardRules) -> Result<Vec<Played>, Broken> {
    let mut guard: Option<Guard> = None;
    let mut played = Vec::new();
    let mut clock = i64::MIN;
    for (n, text) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let broken = |refusal| Broken { line: n + 1, refusal };
        let line: Line = serde_json::from_str(text).map_err(|_| broken(Refusal::InputMalformed))?;
        let t = line.at();
        if t < clock {
            return Err(broken(Refusal::GuardClock));
        }
        clock = t;
        let step = match (&mut guard, line) {
            (None, Line::Session { sid, key, .. }) => {
                let key = b64(&key).and_then(|point| SessionKey::parse(&point)).map_err(broken)?;
                guard = Some(Guard::new(&sid, key, rules.clone()));
                Step { state: State::Ok, reasons: Vec::new() }
            }
            (Some(guard), line) => apply(guard, line).map_err(broken)?,
            (None, _) => return Err(broken(Refusal::GuardSession)),
        };
        played.push(Played { line: n + 1, t, step });
    }
    Ok(played)
}

fn apply(guard: &mut Guard, line: Line) -> Result<Step, Refusal> {
    match line {
        Line::Session { .. } => Err(Refusal::GuardSession),
        Line::Challenge { t, challenge } => guard.challenge(challenge, t),
        Line::Verdict { t, body, sig } => Ok(guard.verdict(Signed { body: &body, signature: &b64(&sig)? }, t)),
        Line::Tick { t } => Ok(guard.tick(t)),
        Line::Break { .. } => Ok(guard.pause()),
        Line::Resume { .. } => Ok(guard.resume()),
    }
}
