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
    CameraSlow,
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
            Self::CameraSlow => "camera_slow",
            Self::ScreenPhotoPose => "screen_photo_pose",
            Self::OtherIdentity => "other_identity",
        }
    }

    /// Of the last `of_frames` verdicts, how many confirm it and so end work? Each masks until it passes; what is grave ends work
    /// soon, what is not only when it stays, and a machine that does not keep up never.
    const fn confirmed_by(self, rules: &GuardRules) -> Option<usize> {
        match self {
            Self::Phone | Self::SecondFace | Self::ScreenPhotoPose | Self::OtherIdentity => Some(rules.confirm),
            Self::Absent | Self::CameraCovered | Self::CameraFrozen => Some(rules.of_frames),
            Self::CameraSlow => None,
        }
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
    memory: Memory,
}

/// What the machine remembers between events; kept by whoever runs it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Memory {
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

impl Memory {
    /// Was any challenge ever answered? Before, nobody knows whether there are cameras.
    pub const fn has_answered(&self) -> bool {
        self.taken.is_some()
    }

    pub const fn state(&self) -> State {
        self.state
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self {
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
}

/// A verdict as it comes over the wire: the JSON text that was signed, and the signature (64 bytes).
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    pub body: &'a str,
    pub signature: &'a [u8],
}

/// What whoever runs the guard knows beside the page's verdict.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Cameras that speak for themselves, e.g. a telephone's; judged by whoever hears them.
    pub cameras: Vec<Camera>,
    /// What it saw itself in the picture that came with the verdict.
    pub classes: BTreeSet<Class>,
    /// SHA-256 of that picture, hexadecimal. `None`: pictures are not at hand, as in a recording.
    pub picture: Option<String>,
}

impl Guard {
    pub fn new(session: &str, key: SessionKey, rules: GuardRules) -> Self {
        Self::recall(session, key, rules, Memory::default())
    }

    /// The machine as it was left.
    pub fn recall(session: &str, key: SessionKey, rules: GuardRules, memory: Memory) -> Self {
        Self { session: session.to_owned(), key, rules, memory }
    }

    /// What to keep until the next event.
    pub fn memory(self) -> Memory {
        self.memory
    }

    pub const fn state(&self) -> State {
        self.memory.state
    }

    /// The challenge that waits for its answer.
    pub const fn waiting(&self) -> Option<&Challenge> {
        self.memory.waiting.as_ref()
    }

    /// Number of the last challenge given.
    pub const fn given(&self) -> u64 {
        self.memory.given
    }

    fn step(&self, reasons: Vec<Reason>) -> Step {
        Step { state: self.memory.state, reasons }
    }

    /// A challenge goes out. One that still waits must have been answered or missed before.
    pub fn challenge(&mut self, challenge: Challenge, now_ms: i64) -> Result<Step, Refusal> {
        let mut step = self.tick(now_ms);
        if matches!(self.memory.state, State::Terminated | State::Break) {
            return Ok(step);
        }
        if challenge.seq != self.memory.given + 1 || self.memory.waiting.is_some() {
            return Err(Refusal::GuardSequence);
        }
        self.memory.given = challenge.seq;
        self.memory.waiting = Some(challenge);
        step.state = self.memory.state;
        Ok(step)
    }

    /// Time passes: a challenge whose deadline is over was missed.
    pub fn tick(&mut self, now_ms: i64) -> Step {
        let over = self.memory.waiting.as_ref().is_some_and(|c| c.deadline_ms < now_ms);
        if !over || matches!(self.memory.state, State::Terminated | State::Break) {
            return self.step(Vec::new());
        }
        let challenge = self.memory.waiting.take();
        let seq = challenge.map_or(self.memory.given, |c| c.seq);
        self.missed(Reason::new("guard.missed", json!({ "seq": seq })))
    }

    /// The worker takes a break: nothing is asked until they come back. A terminated session stays so.
    pub fn pause(&mut self) -> Step {
        if self.memory.state != State::Terminated {
            self.memory.state = State::Break;
            self.memory.waiting = None;
        }
        self.step(vec![Reason::new("guard.break", json!({}))])
    }

    /// Back from the break. What was seen before it is forgotten, missed challenges are not.
    pub fn resume(&mut self) -> Step {
        if self.memory.state == State::Break {
            self.memory.state = State::Degraded;
            self.memory.seen.clear();
        }
        self.step(vec![Reason::new("guard.resumed", json!({}))])
    }

    /// A verdict arrives. One that is refused counts as a missed challenge.
    pub fn verdict(&mut self, signed: Signed<'_>, now_ms: i64) -> Step {
        self.verdict_with(signed, &Known::default(), now_ms)
    }

    /// As [`Guard::verdict`], with what the caller knows beside it.
    pub fn verdict_with(&mut self, signed: Signed<'_>, known: &Known, now_ms: i64) -> Step {
        if matches!(self.memory.state, State::Terminated | State::Break) {
            return self.step(Vec::new());
        }
        let hash = crate::bytes::sha256(signed.body.as_bytes());
        if self.memory.waiting.is_none() && self.memory.taken.is_some_and(|(_, before)| before == hash) {
            return self.step(vec![Reason::new("guard.repeated", json!({}))]);
        }
        let late = self.tick(now_ms);
        if !late.reasons.is_empty() {
            let mut reasons = late.reasons;
            reasons.push(Reason::new(Refusal::GuardLate.code(), json!({})));
            return self.step(reasons);
        }
        match self.judge(signed, known) {
            Ok(verdict) => {
                self.memory.taken = Some((verdict.seq, hash));
                self.memory.waiting = None;
                self.answered(&verdict, known)
            }
            Err(refusal) => {
                let seq = self.memory.waiting.take().map(|c| c.seq);
                self.missed(Reason::new(refusal.code(), json!({ "seq": seq })))
            }
        }
    }

    fn missed(&mut self, why: Reason) -> Step {
        self.note(true);
        self.memory.missed_in_row += 1;
        let of_late = self.memory.history.iter().filter(|missed| **missed).count();
        let ended = self.memory.missed_in_row >= self.rules.misses_in_row || of_late >= self.rules.misses_of_late;
        self.memory.state = if ended { State::Terminated } else { State::Degraded };
        let mut reasons = vec![why];
        if ended {
            reasons
                .push(Reason::new("guard.terminated_missed", json!({ "in_row": self.memory.missed_in_row, "of_late": of_late })));
        }
        self.step(reasons)
    }

    fn note(&mut self, missed: bool) {
        self.memory.history.push_back(missed);
        if self.memory.history.len() > self.rules.history {
            self.memory.history.pop_front();
        }
    }

    fn answered(&mut self, verdict: &Verdict, known: &Known) -> Step {
        self.note(false);
        self.memory.missed_in_row = 0;
        let sure = verdict.findings.iter().filter(|f| f.p >= self.rules.sure).map(|f| f.class);
        let by_camera = verdict.cams.iter().chain(&known.cameras).filter_map(|c| match c.state {
            CameraState::Covered => Some(Class::CameraCovered),
            CameraState::Frozen => Some(Class::CameraFrozen),
            CameraState::Live if self.rules.is_slow(c.fps) => Some(Class::CameraSlow),
            CameraState::Live | CameraState::Gone => None,
        });
        let now: BTreeSet<Class> = sure.chain(by_camera).chain(known.classes.iter().copied()).collect();
        self.memory.seen.push_back(now.clone());
        if self.memory.seen.len() > self.rules.of_frames {
            self.memory.seen.pop_front();
        }
        self.memory.page_left = !(verdict.page.full && verdict.page.visible && verdict.page.focus);
        let mut reasons: Vec<Reason> =
            now.iter().map(|c| Reason::new("guard.seen", json!({ "class": c.as_str(), "times": self.times(*c) }))).collect();
        if self.memory.page_left {
            reasons.push(Reason::new("guard.page_left", json!({ "page": verdict.page })));
        }
        let confirmed = now.iter().copied().find(|c| c.confirmed_by(&self.rules).is_some_and(|needed| self.times(*c) >= needed));
        self.memory.state = match confirmed {
            Some(class) => {
                reasons
                    .push(Reason::new("guard.terminated_seen", json!({ "class": class.as_str(), "times": self.times(class) })));
                State::Terminated
            }
            None if now.is_empty() && !self.memory.page_left => State::Ok,
            None => State::Degraded,
        };
        self.step(reasons)
    }

    fn times(&self, class: Class) -> usize {
        self.memory.seen.iter().filter(|frame| frame.contains(&class)).count()
    }
}
