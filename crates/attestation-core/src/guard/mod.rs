//! The guard of a session's cameras: challenges go out, signed verdicts come back, and a pure machine says whether work
//! goes on: ok → degraded (text is masked) → terminated (work is taken away).
//!
//! A client can lie; a signed verdict only binds blame. What catches liars are the frame, flash and pose challenges.

mod judge;
pub mod replay;
mod rules;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use kernel::Reason;
use serde::{Deserialize, Serialize};
use serde_json::json;

pub use rules::GuardRules;

use crate::{refusal::Refusal, session::SessionKey};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Are you there?
    Heartbeat,
    /// Send the frame itself, for a second look.
    Frame,
    /// The screen shows these colours; the camera sees them on the person.
    Flash,
    /// Turn your head, or show the desk.
    Pose,
}

/// One question of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    /// From 1, without gaps.
    pub seq: u64,
    /// 16 random bytes in hexadecimal.
    pub nonce: String,
    /// Milliseconds, on the session's clock.
    pub deadline_ms: i64,
    pub kind: Kind,
    /// Of a flash: the colours in order, e.g. `["red","blue"]`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub colours: Vec<String>,
    /// Of a pose: `left`, `right` or `desk`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pose: Option<String>,
}

/// What a camera is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CameraState {
    Live,
    Covered,
    Frozen,
    Gone,
}

/// One camera of a verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Camera {
    /// Hash of the device id: the same camera has the same one all session long.
    pub id: String,
    /// As the browser names it.
    pub label: String,
    pub frame_no: u64,
    /// Of the newest frame's pixels.
    pub frame_sha256: String,
    pub fps: f64,
    pub state: CameraState,
}

/// What was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    Phone,
    SecondFace,
    Absent,
    CameraCovered,
    CameraFrozen,
    ScreenPhotoPose,
    OtherIdentity,
}

impl Class {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::SecondFace => "second_face",
            Self::Absent => "absent",
            Self::CameraCovered => "camera_covered",
            Self::CameraFrozen => "camera_frozen",
            Self::ScreenPhotoPose => "screen_photo_pose",
            Self::OtherIdentity => "other_identity",
        }
    }

    /// Does it end work once confirmed? The others only mask until they pass, and end work when they stay.
    const fn ends_work(self) -> bool {
        matches!(self, Self::Phone | Self::SecondFace | Self::ScreenPhotoPose | Self::OtherIdentity)
    }
}

/// A class and how sure the model is, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    pub class: Class,
    pub p: f64,
}

/// The desk's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    pub full: bool,
    pub visible: bool,
    pub focus: bool,
}

/// The client's answer, signed as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    pub sid: String,
    pub seq: u64,
    pub nonce: String,
    /// Milliseconds, on the session's clock.
    pub t: i64,
    pub cams: Vec<Camera>,
    #[serde(default)]
    pub findings: Vec<Finding>,
    pub model_sha256: String,
    pub page: Page,
    /// Of a flash: the colours the camera saw.
    #[serde(default)]
    pub seen: Vec<String>,
    /// Of a pose: the movement the model saw.
    #[serde(default)]
    pub pose: Option<String>,
    /// Of a frame: SHA-256 of the picture uploaded.
    #[serde(default)]
    pub frame_sha256: Option<String>,
}

/// Where the guard stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Ok,
    /// Customers' text is masked until the guard is content again.
    Degraded,
    /// The worker asked for it: cameras and work are off.
    Break,
    /// For good: a new session must begin.
    Terminated,
}

/// The state after an event, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    pub state: State,
    pub reasons: Vec<Reason>,
}

/// The machine of one session.
#[derive(Clone, Debug)]
pub struct Guard {
    session: String,
    key: SessionKey,
    rules: GuardRules,
    state: State,
    waiting: Option<Challenge>,
    /// Number of the last challenge given.
    given: u64,
    /// Hash of the last verdict taken, which may come again when the answer to it got lost.
    taken: Option<(u64, [u8; 32])>,
    /// The last challenges, newest last: was each missed?
    history: VecDeque<bool>,
    missed_in_row: u32,
    /// The last verdicts, newest last: what each saw for sure.
    seen: VecDeque<BTreeSet<Class>>,
    frames: BTreeMap<String, u64>,
    hashes: BTreeSet<String>,
    order: VecDeque<String>,
    page_left: bool,
}

/// A verdict as it comes over the wire: the JSON text that was signed, and the signature (64 bytes).
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    pub body: &'a str,
    pub signature: &'a [u8],
}

impl Guard {
    pub fn new(session: &str, key: SessionKey, rules: GuardRules) -> Self {
        Self {
            session: session.to_owned(),
            key,
            rules,
            state: State::Ok,
            waiting: None,
            given: 0,
            taken: None,
            history: VecDeque::new(),
            missed_in_row: 0,
            seen: VecDeque::new(),
            frames: BTreeMap::new(),
            hashes: BTreeSet::new(),
            order: VecDeque::new(),
            page_left: false,
        }
    }

    pub const fn state(&self) -> State {
        self.state
    }

    /// The challenge that waits for its answer.
    pub const fn waiting(&self) -> Option<&Challenge> {
        self.waiting.as_ref()
    }

    /// Number of the last challenge given.
    pub const fn given(&self) -> u64 {
        self.given
    }

    fn step(&self, reasons: Vec<Reason>) -> Step {
        Step { state: self.state, reasons }
    }

    /// A challenge goes out. One that still waits must have been answered or missed before.
    pub fn challenge(&mut self, challenge: Challenge, now_ms: i64) -> Result<Step, Refusal> {
        let mut step = self.tick(now_ms);
        if matches!(self.state, State::Terminated | State::Break) {
            return Ok(step);
        }
        if challenge.seq != self.given + 1 || self.waiting.is_some() {
            return Err(Refusal::GuardSequence);
        }
        self.given = challenge.seq;
        self.waiting = Some(challenge);
        step.state = self.state;
        Ok(step)
    }

    /// Time passes: a challenge whose deadline is over was missed.
    pub fn tick(&mut self, now_ms: i64) -> Step {
        let over = self.waiting.as_ref().is_some_and(|c| c.deadline_ms < now_ms);
        if !over || matches!(self.state, State::Terminated | State::Break) {
            return self.step(Vec::new());
        }
        let challenge = self.waiting.take();
        let seq = challenge.map_or(self.given, |c| c.seq);
        self.missed(Reason::new("guard.missed", json!({ "seq": seq })))
    }

    /// The worker takes a break: nothing is asked until they come back. A terminated session stays so.
    pub fn pause(&mut self) -> Step {
        if self.state != State::Terminated {
            self.state = State::Break;
            self.waiting = None;
        }
        self.step(vec![Reason::new("guard.break", json!({}))])
    }

    /// Back from the break. What was seen before it is forgotten, missed challenges are not.
    pub fn resume(&mut self) -> Step {
        if self.state == State::Break {
            self.state = State::Degraded;
            self.seen.clear();
        }
        self.step(vec![Reason::new("guard.resumed", json!({}))])
    }

    /// A verdict arrives. One that is refused counts as a missed challenge.
    pub fn verdict(&mut self, signed: Signed<'_>, now_ms: i64) -> Step {
        if matches!(self.state, State::Terminated | State::Break) {
            return self.step(Vec::new());
        }
        let hash = crate::bytes::sha256(signed.body.as_bytes());
        if self.waiting.is_none() && self.taken.is_some_and(|(_, before)| before == hash) {
            return self.step(vec![Reason::new("guard.repeated", json!({}))]);
        }
        let late = self.tick(now_ms);
        if !late.reasons.is_empty() {
            let mut reasons = late.reasons;
            reasons.push(Reason::new(Refusal::GuardLate.code(), json!({})));
            return self.step(reasons);
        }
        match self.judge(signed) {
            Ok(verdict) => {
                self.taken = Some((verdict.seq, hash));
                self.waiting = None;
                self.answered(&verdict)
            }
            Err(refusal) => {
                let seq = self.waiting.take().map(|c| c.seq);
                self.missed(Reason::new(refusal.code(), json!({ "seq": seq })))
            }
        }
    }

    fn missed(&mut self, why: Reason) -> Step {
        self.note(true);
        self.missed_in_row += 1;
        let of_late = self.history.iter().filter(|missed| **missed).count();
        let ended = self.missed_in_row >= self.rules.misses_in_row || of_late >= self.rules.misses_of_late;
        self.state = if ended { State::Terminated } else { State::Degraded };
        let mut reasons = vec![why];
        if ended {
            reasons.push(Reason::new("guard.terminated_missed", json!({ "in_row": self.missed_in_row, "of_late": of_late })));
        }
        self.step(reasons)
    }

    fn note(&mut self, missed: bool) {
        self.history.push_back(missed);
        if self.history.len() > self.rules.history {
            self.history.pop_front();
        }
    }

    fn answered(&mut self, verdict: &Verdict) -> Step {
        self.note(false);
        self.missed_in_row = 0;
        let sure = verdict.findings.iter().filter(|f| f.p >= self.rules.sure).map(|f| f.class);
        let by_camera = verdict.cams.iter().filter_map(|c| match c.state {
            CameraState::Covered => Some(Class::CameraCovered),
            CameraState::Frozen => Some(Class::CameraFrozen),
            CameraState::Live | CameraState::Gone => None,
        });
        let now: BTreeSet<Class> = sure.chain(by_camera).collect();
        self.seen.push_back(now.clone());
        if self.seen.len() > self.rules.of_frames {
            self.seen.pop_front();
        }
        self.page_left = !(verdict.page.full && verdict.page.visible && verdict.page.focus);
        let mut reasons: Vec<Reason> =
            now.iter().map(|c| Reason::new("guard.seen", json!({ "class": c.as_str(), "times": self.times(*c) }))).collect();
        if self.page_left {
            reasons.push(Reason::new("guard.page_left", json!({ "page": verdict.page })));
        }
        let confirmed = now.iter().copied().find(|c| {
            let needed = if c.ends_work() { self.rules.confirm } else { self.rules.of_frames };
            self.times(*c) >= needed
        });
        self.state = match confirmed {
            Some(class) => {
                reasons
                    .push(Reason::new("guard.terminated_seen", json!({ "class": class.as_str(), "times": self.times(class) })));
                State::Terminated
            }
            None if now.is_empty() && !self.page_left => State::Ok,
            None => State::Degraded,
        };
        self.step(reasons)
    }

    fn times(&self, class: Class) -> usize {
        self.seen.iter().filter(|frame| frame.contains(&class)).count()
    }
}
