//! The guard, played: honest sessions stay, liars and the silent do not.

use attestation_core::{
    bytes::{hex, sha256},
    guard::{Camera, CameraState, Challenge, Class, Finding, Guard, Kind, Page, Signed, State, Verdict, replay},
    session::{Purpose, SessionKey, message},
    webauthn::to_b64,
};

use crate::forge::{Pair, RULES};

/// A client, and what it was asked so far.
struct Client {
    keys: Pair,
    guard: Guard,
    clock: i64,
    frame: u64,
    lines: Vec<serde_json::Value>,
}

impl Client {
    fn new() -> Self {
        let keys = Pair::new();
        let guard = Guard::new("s1", SessionKey::parse(&keys.point()).unwrap(), RULES.guard.clone());
        let lines = vec![serde_json::json!({ "type": "session", "t": 0, "sid": "s1", "key": to_b64(&keys.point()) })];
        Self { keys, guard, clock: 0, frame: 0, lines }
    }

    fn ask(&mut self, kind: Kind) -> Challenge {
        self.clock += 15_000;
        let seq = self.guard.given() + 1;
        let challenge = Challenge {
            seq,
            nonce: hex(&sha256(&seq.to_be_bytes())[..16]),
            deadline_ms: self.clock + 5_000,
            kind,
            colours: if kind == Kind::Flash { ["red", "blue", "green", "red"].map(str::to_owned).to_vec() } else { vec![] },
            pose: (kind == Kind::Pose).then(|| "left".to_owned()),
        };
        self.lines.push(serde_json::json!({ "type": "challenge", "t": self.clock, "challenge": challenge }));
        self.guard.challenge(challenge.clone(), self.clock).unwrap();
        challenge
    }

    fn answer(&mut self, challenge: &Challenge) -> Verdict {
        self.frame += 1;
        let camera = |n: u64| Camera {
            id: format!("cam{n}"),
            label: "Integrated Camera".to_owned(),
            frame_no: self.frame,
            frame_sha256: hex(&sha256(&[self.frame.to_be_bytes(), n.to_be_bytes()].concat())),
            fps: 15.0,
            state: CameraState::Live,
        };
        let cams = vec![camera(0), camera(1)];
        Verdict {
            sid: "s1".to_owned(),
            seq: challenge.seq,
            nonce: challenge.nonce.clone(),
            t: self.clock + 500,
            frame_sha256: (challenge.kind == Kind::Frame).then(|| cams[0].frame_sha256.clone()),
            cams,
            findings: vec![],
            model_sha256: hex(&sha256(b"model")),
            page: Page { full: true, visible: true, focus: true },
            seen: challenge.colours.clone(),
            pose: challenge.pose.clone(),
        }
    }

    fn send(&mut self, verdict: &Verdict) -> (State, Vec<String>) {
        let body = serde_json::to_string(verdict).unwrap();
        let signature = self.keys.raw(&message(Purpose::Verdict, "s1", verdict.seq, verdict.t, body.as_bytes()));
        self.send_raw(&body, &signature)
    }

    fn send_raw(&mut self, body: &str, signature: &[u8]) -> (State, Vec<String>) {
        let at = self.clock + 600;
        self.lines.push(serde_json::json!({ "type": "verdict", "t": at, "body": body, "sig": to_b64(signature) }));
        let step = self.guard.verdict(Signed { body, signature }, at);
        (step.state, step.reasons.into_iter().map(|r| r.code).collect())
    }

    /// Asks for a heartbeat and answers it after `change`.
    fn round(&mut self, kind: Kind, change: impl FnOnce(&mut Verdict)) -> (State, Vec<String>) {
        let challenge = self.ask(kind);
        let mut verdict = self.answer(&challenge);
        change(&mut verdict);
        self.send(&verdict)
    }
}

#[test]
fn an_honest_hour_is_never_stopped() {
    let mut client = Client::new();
    for n in 0..240 {
        let kind = [Kind::Heartbeat, Kind::Frame, Kind::Flash, Kind::Pose][n % 4];
        assert_eq!(client.round(kind, |_| {}), (State::Ok, vec![]), "round {n}");
    }
}

#[test]
fn each_lie_is_named_and_the_second_ends_work() {
    type Lie = (&'static str, Kind, fn(&mut Verdict));
    let lies: [Lie; 14] = [
        ("guard.session", Kind::Heartbeat, |v| v.sid = "s2".into()),
        ("guard.nonce", Kind::Heartbeat, |v| v.nonce = "00".repeat(16)),
        ("guard.sequence", Kind::Heartbeat, |v| v.seq += 1),
        ("guard.clock", Kind::Heartbeat, |v| v.t += 60_000),
        ("guard.model", Kind::Heartbeat, |v| v.model_sha256 = "00".repeat(32)),
        ("guard.virtual_camera", Kind::Heartbeat, |v| v.cams[0].label = "OBS Virtual Camera".into()),
        ("guard.cameras", Kind::Heartbeat, |v| v.cams.truncate(1)),
        ("guard.cameras", Kind::Heartbeat, |v| v.cams[1].id = v.cams[0].id.clone()),
        ("guard.frame_rate", Kind::Heartbeat, |v| v.cams[0].fps = 240.0),
        ("guard.frame_frozen", Kind::Heartbeat, |v| v.cams[0].frame_no = 1),
        ("guard.frame_looped", Kind::Heartbeat, |v| {
            v.cams[0].frame_sha256 = hex(&sha256(&[1_u64.to_be_bytes(), [0; 8]].concat()))
        }),
        ("guard.flash", Kind::Flash, |v| v.seen = vec!["grey".into(); 4]),
        ("guard.pose", Kind::Pose, |v| v.pose = None),
        ("guard.frame", Kind::Frame, |v| v.frame_sha256 = Some("00".repeat(32))),
    ];
    for (code, kind, lie) in lies {
        let mut client = Client::new();
        client.round(Kind::Heartbeat, |_| {});
        let (state, reasons) = client.round(kind, lie);
        assert_eq!((state, reasons[0].as_str()), (State::Degraded, code));
        let (state, reasons) = client.round(kind, lie);
        assert_eq!((state, reasons.last().unwrap().as_str()), (State::Terminated, "guard.terminated_missed"), "{code}");
        assert_eq!(client.round(Kind::Heartbeat, |_| {}).0, State::Terminated);
    }
}

#[test]
fn a_slow_machine_masks_and_never_ends_work() {
    let mut client = Client::new();
    client.round(Kind::Heartbeat, |_| {});
    for n in 0..60 {
        let (state, reasons) = client.round([Kind::Heartbeat, Kind::Frame][n % 2], |v| v.cams[n % 2].fps = [0.0, 3.9][n % 2]);
        assert_eq!((state, reasons), (State::Degraded, vec!["guard.seen".to_owned()]), "round {n}");
    }
    assert_eq!(client.round(Kind::Heartbeat, |_| {}), (State::Ok, vec![]));
    // Nor does it excuse what is seen beside it.
    let mut states = vec![];
    for _ in 0..3 {
        let both = |v: &mut Verdict| {
            v.cams[0].fps = 1.0;
            v.findings = vec![Finding { class: Class::Phone, p: 0.9 }];
        };
        states.push(client.round(Kind::Heartbeat, both).0);
    }
    assert_eq!(states, [State::Degraded, State::Degraded, State::Terminated]);
}

#[test]
fn forged_and_malformed_verdicts_are_missed() {
    let mut client = Client::new();
    let challenge = client.ask(Kind::Heartbeat);
    let verdict = client.answer(&challenge);
    let body = serde_json::to_string(&verdict).unwrap();
    assert_eq!(client.send_raw(&body, &[7; 64]).1[0], "guard.signature");
    client.ask(Kind::Heartbeat);
    assert_eq!(
        client.send_raw("{", &[7; 64]),
        (State::Terminated, vec!["guard.malformed".into(), "guard.terminated_missed".into()])
    );
}

#[test]
fn silence_degrades_then_ends() {
    let mut client = Client::new();
    client.ask(Kind::Heartbeat);
    let first = client.guard.tick(client.clock + 5_001);
    assert_eq!((first.state, first.reasons[0].code.as_str()), (State::Degraded, "guard.missed"));
    let challenge = client.ask(Kind::Heartbeat);
    let verdict = client.answer(&challenge);
    client.clock += 6_000;
    let (state, reasons) = client.send(&verdict);
    assert_eq!((state, reasons.last().unwrap().as_str()), (State::Terminated, "guard.late"));
}

#[test]
fn every_other_miss_ends_work_too() {
    let mut client = Client::new();
    let mut states = vec![];
    for _ in 0..3 {
        client.ask(Kind::Heartbeat);
        states.push(client.guard.tick(client.clock + 5_001).state);
        states.push(client.round(Kind::Heartbeat, |_| {}).0);
    }
    assert_eq!(states, [State::Degraded, State::Ok, State::Degraded, State::Ok, State::Terminated, State::Terminated]);
}

#[test]
fn a_phone_is_confirmed_by_three_of_five() {
    let mut client = Client::new();
    let phone = |p: f64| move |v: &mut Verdict| v.findings.push(Finding { class: Class::Phone, p });
    assert_eq!(client.round(Kind::Heartbeat, phone(0.4)).0, State::Ok);
    assert_eq!(client.round(Kind::Heartbeat, phone(0.9)).0, State::Degraded);
    assert_eq!(client.round(Kind::Heartbeat, |_| {}).0, State::Ok);
    assert_eq!(client.round(Kind::Heartbeat, phone(0.9)).0, State::Degraded);
    let (state, reasons) = client.round(Kind::Heartbeat, phone(0.9));
    assert_eq!((state, reasons.last().unwrap().as_str()), (State::Terminated, "guard.terminated_seen"));
}

#[test]
fn leaving_the_page_or_covering_a_camera_masks() {
    let mut client = Client::new();
    assert_eq!(client.round(Kind::Heartbeat, |v| v.page.visible = false).0, State::Degraded);
    assert_eq!(client.round(Kind::Heartbeat, |_| {}).0, State::Ok);
    for n in 1..=5 {
        let state = client.round(Kind::Heartbeat, |v| v.cams[1].state = CameraState::Covered).0;
        assert_eq!(state, if n < 5 { State::Degraded } else { State::Terminated });
    }
}

#[test]
fn a_break_stops_everything_and_ends_masked() {
    let mut client = Client::new();
    client.ask(Kind::Heartbeat);
    assert_eq!(client.guard.pause().state, State::Break);
    assert_eq!(client.guard.tick(i64::MAX).state, State::Break);
    assert_eq!(client.guard.resume().state, State::Degraded);
    assert_eq!(client.round(Kind::Heartbeat, |_| {}).0, State::Ok);
}

#[test]
fn a_verdict_sent_twice_counts_once() {
    let mut client = Client::new();
    let challenge = client.ask(Kind::Heartbeat);
    let verdict = client.answer(&challenge);
    assert_eq!(client.send(&verdict).0, State::Ok);
    assert_eq!(client.send(&verdict), (State::Ok, vec!["guard.repeated".into()]));
}

#[test]
fn a_recording_plays_to_the_same_states() {
    let mut client = Client::new();
    let live = [
        client.round(Kind::Heartbeat, |_| {}).0,
        client.round(Kind::Flash, |v| v.seen.clear()).0,
        client.round(Kind::Flash, |v| v.seen.clear()).0,
    ];
    let text: String = client.lines.iter().map(|l| l.to_string() + "\n").collect();
    let played = replay::play(&text, &RULES.guard).unwrap();
    let after_verdicts: Vec<State> = played.iter().skip(2).step_by(2).map(|p| p.step.state).collect();
    assert_eq!(after_verdicts, live);
    let broken = replay::play(&text.replacen("\"seq\":2", "\"seq\":3", 1), &RULES.guard).unwrap_err();
    assert_eq!((broken.line, broken.refusal.code()), (4, "guard.sequence"));
    assert_eq!(replay::play("{}", &RULES.guard).unwrap_err().refusal.code(), "input.malformed");
}
