//! Devices enrol, sessions rise and fall, forgers and strangers get nothing; on both engines.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    dead_code,
    reason = "a test stops at the first surprise; the forge is shared"
)]

#[path = "../../../attestation-core/tests/attestation/forge.rs"]
mod forge;
mod near;
mod rhythm;
mod signed;

use std::{sync::Arc, time::Duration};

use attestation::Trusting;
use attestation_core::{
    bytes::{hex, sha256},
    session::{Purpose, message, request},
    webauthn::to_b64,
};
use diesel::{QueryableByName, RunQueryDsl, sql_types::Text};
use identity::{Config, Locale, Opening, State};
use kernel::{AccountId, Id, PLATFORM, Role, policy::Policy};
use serde_json::{Value, json};
use testkit::{Answer, Base, Setup, TestApp};

use forge::{Ceremony, MAKER, Pair};
use signed::removing;

const PASSWORD: &str = "correct horse battery";

/// Frames are asked for in the test of frames only, so that no other depends on chance.
async fn app(base: Base) -> TestApp {
    let mut rules = forge::rules();
    rules.guard.every_s[1] = u32::MAX;
    app_under(base, rules).await
}

async fn app_under(base: Base, rules: attestation_core::Rules) -> TestApp {
    let config = Config { rp_id: forge::RP.to_owned(), rp_origin: forge::ORIGIN.to_owned(), ..Config::default() };
    let state = State::new(config, &seal::Keyring::from_root([7; 32])).unwrap();
    let policy = Policy { id: "base".to_owned(), hash: "test".to_owned(), value: rules.clone() };
    let setup = Setup {
        routes: identity::routes().merge(attestation::routes()).merge(audit::routes()),
        consumers: attestation::consumers(rules),
        jobs: identity::jobs().into_iter().chain(attestation::jobs()).collect(),
        vouch: Some(attestation::voucher()),
        extras: vec![Arc::new(state), Arc::new(Trusting(policy)), Arc::new(audit::Replayers::default())],
        authenticate: Some(Arc::new(identity::authenticate)),
        ..Setup::default()
    };
    base.app(setup).await
}

struct Person {
    id: AccountId,
    token: String,
    /// The refresh cookie.
    cookie: String,
}

async fn person(app: &TestApp, email: &str, role: Role) -> Person {
    let password_hash = app.app.get::<State>().unwrap().hash_password(PASSWORD).await.unwrap();
    let (seal, now) = (app.app.seal.clone(), app.now());
    let new = Opening {
        email: identity::Email::parse(email).unwrap(),
        name: "林晓".to_owned(),
        tenant: PLATFORM,
        role,
        locale: Locale::ZhCn,
        password_hash,
    };
    let id = app.write(move |c| identity::seed_account(c, &seal, &new, true, now)).await;
    let answer = app.post("/sign-in", &json!({ "email": email, "password": PASSWORD })).send().await;
    signed(id, answer)
}

fn signed(id: AccountId, answer: Answer) -> Person {
    let cookie = answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    Person { id, cookie, token: answer.ok()["access_token"].as_str().unwrap().to_owned() }
}

async fn worker(app: &TestApp, email: &str) -> Person {
    person(app, email, Role::Worker).await
}

/// Time passes; the person's token is renewed as a page does.
async fn later(app: &TestApp, who: &mut Person, seconds: u64) {
    app.base.clock.advance(Duration::from_secs(seconds));
    *who = signed(who.id, app.call("POST", "/token/refresh").header("cookie", &who.cookie).send().await);
}

async fn post(app: &TestApp, who: &Person, path: &str, body: Value) -> Answer {
    app.post(path, &body).bearer(&who.token).send().await
}

/// Why evidence was refused.
fn refusal(answer: &Answer) -> String {
    assert_eq!(answer.code(), "evidence_refused", "{}", answer.body);
    answer.body["errors"][0]["code"].as_str().unwrap_or_default().to_owned()
}

async fn enrol_with(app: &TestApp, who: &Person, key: &Pair, change: impl FnOnce(&mut Ceremony)) -> Answer {
    let begun = post(app, who, "/me/devices/begin", json!({})).await.ok();
    let challenge = begun["options"]["publicKey"]["challenge"].as_str().unwrap().to_owned();
    let mut ceremony = Ceremony { challenge, ..Ceremony::new("webauthn.create") };
    change(&mut ceremony);
    let credential = forge::registered(&ceremony, key, &MAKER);
    post(app, who, "/me/devices/finish", json!({ "ask_id": begun["ask_id"], "label": "书房", "credential": credential })).await
}

async fn prove_with(app: &TestApp, who: &Person, key: &Pair, session: &Pair, counter: u32) -> Answer {
    let begun = post(app, who, "/me/posture/begin", json!({ "session_key": to_b64(&session.point()) })).await.ok();
    let challenge = begun["options"]["publicKey"]["challenge"].as_str().unwrap().to_owned();
    let ceremony = Ceremony { challenge, counter, ..Ceremony::new("webauthn.get") };
    let credential = forge::asserted(&ceremony, key);
    post(app, who, "/me/posture/finish", json!({ "ask_id": begun["ask_id"], "credential": credential })).await
}

async fn beat(app: &TestApp, who: &Person, session: &Pair, seq: u64) -> Answer {
    let at = app.now().millis();
    let id = app.get("/me/posture").bearer(&who.token).send().await.ok()["session_id"].as_str().unwrap().to_owned();
    let signature = to_b64(&session.raw(&message(Purpose::Heartbeat, &id, seq, at, &[])));
    post(app, who, "/me/posture/beat", json!({ "seq": seq, "at_ms": at, "signature": signature })).await
}

async fn level(app: &TestApp, who: &Person) -> u8 {
    let (id, now) = (who.id, app.now());
    app.read(move |c| identity::posture(c, id, now)).await.level_at(now)
}

#[derive(QueryableByName)]
struct Action {
    #[diesel(sql_type = Text)]
    action: String,
}

/// What the audit log says was done, oldest first.
#[expect(clippy::disallowed_methods, reason = "the log has no way to ask for actions only")]
async fn audited(app: &TestApp) -> Vec<String> {
    let rows = app
        .read(|c| {
            let query = diesel::sql_query("SELECT action FROM audit_entry ORDER BY id");
            let rows: Vec<Action> = db::on!(c, k => query.get_results(*k))?;
            Ok(rows)
        })
        .await;
    rows.into_iter().map(|row| row.action).collect()
}

/// A verdict of two live cameras that answers a challenge, signed by the session's key.
fn verdict(session: &str, keys: &Pair, challenge: &Value, phone: bool) -> Value {
    let seq = challenge["seq"].as_u64().unwrap();
    let t = challenge["deadline_ms"].as_i64().unwrap() - 4_000;
    let camera = |n: u64| {
        json!({
            "id": format!("cam{n}"), "label": "Integrated Camera", "frame_no": seq * 10,
            "frame_sha256": hex(&sha256(&[seq.to_be_bytes(), n.to_be_bytes()].concat())), "fps": 15.0, "state": "live",
        })
    };
    let cams = [camera(0), camera(1)];
    let frame = challenge["kind"] == "frame";
    let picture = if frame { empty_room() } else { Vec::new() };
    let mut cams = cams.to_vec();
    if frame {
        cams[0]["frame_sha256"] = json!(hex(&sha256(&picture)));
    }
    let findings = if phone { json!([{ "class": "phone", "p": 0.9 }]) } else { json!([]) };
    let body = json!({
        "sid": session, "seq": seq, "nonce": challenge["nonce"], "t": t, "cams": cams, "findings": findings,
        "model_sha256": hex(&sha256(b"model")), "page": { "full": true, "visible": true, "focus": true },
        "seen": challenge.get("colours").cloned().unwrap_or(json!([])), "pose": challenge.get("pose"),
        "frame_sha256": frame.then(|| cams[0]["frame_sha256"].clone()),
    })
    .to_string();
    let signature = to_b64(&keys.raw(&message(Purpose::Verdict, session, seq, t, body.as_bytes())));
    json!({ "body": body, "signature": signature, "picture": frame.then(|| to_b64(&picture)) })
}

/// A camera's picture with nobody in it.
fn empty_room() -> Vec<u8> {
    room(120)
}

fn room(shade: u8) -> Vec<u8> {
    let mut out = std::io::Cursor::new(Vec::new());
    let grey = pixel::image::RgbImage::from_pixel(320, 240, pixel::image::Rgb([shade, 130, shade]));
    grey.write_to(&mut out, pixel::image::ImageFormat::Jpeg).unwrap();
    out.into_inner()
}

/// Agrees to the cameras and begins the guard.
async fn guarded(app: &TestApp, who: &Person) -> Value {
    assert_eq!(app.put("/me/consents/camera_guard", &json!({ "granted": true })).bearer(&who.token).send().await.status, 200);
    post(app, who, "/desk/guard", json!({})).await.ok()
}

/// Lets time pass until the guard asks something.
async fn next_challenge(app: &TestApp, who: &mut Person) -> Value {
    for _ in 0..60 {
        let standing = app.get("/desk/guard").bearer(&who.token).send().await.ok();
        if standing["challenge"].is_object() {
            return standing["challenge"].clone();
        }
        later(app, who, 1).await;
        attestation::tick(&app.app).await.unwrap();
    }
    panic!("the guard asks nothing");
}

/// A worker whose session is proved, and the session's key and number.
async fn proved(app: &TestApp, email: &str) -> (Person, Pair, String) {
    let who = worker(app, email).await;
    let (key, session) = (Pair::new(), Pair::new());
    enrol_with(app, &who, &key, |_| {}).await;
    let standing = prove_with(app, &who, &key, &session, 2).await.ok();
    let id = standing["session_id"].as_str().unwrap().to_owned();
    (who, session, id)
}

testkit::both! {
    async fn an_attested_key_gives_level_two_and_beats_keep_it(base: Base) {
        let app = app(base).await;
        let mut lin = worker(&app, "lin@example.com").await;
        let (key, session) = (Pair::new(), Pair::new());
        let enrolled = enrol_with(&app, &lin, &key, |_| {}).await;
        assert_eq!((enrolled.status, enrolled.body["device"]["model"].as_str()), (201, Some("Test Key")));
        assert_eq!(level(&app, &lin).await, 0, "enrolling proves no session");
        let standing = prove_with(&app, &lin, &key, &session, 2).await.ok();
        assert_eq!((&standing["posture"]["level"], &standing["claims"]), (&json!(2), &json!(["passkey", "bound_key", "session_key"])));
        assert_eq!(standing["missing"].as_array().unwrap().len(), 1, "pixels, or a quote with its log");
        for seq in 1..=3 {
            later(&app, &mut lin, 280).await;
            assert_eq!(beat(&app, &lin, &session, seq).await.status, 200);
        }
        later(&app, &mut lin, 280).await;
        assert_eq!(level(&app, &lin).await, 2, "nineteen minutes on");
        assert_eq!(refusal(&beat(&app, &lin, &session, 3).await), "session.sequence");
        assert_eq!(refusal(&beat(&app, &lin, &Pair::new(), 4).await), "session.signature");
        later(&app, &mut lin, 901).await;
        assert_eq!(level(&app, &lin).await, 0);
        let now = app.now();
        assert_eq!(app.write(move |c| attestation::lower(c, &forge::RULES, now)).await, 1);
        let audited = audited(&app).await;
        assert!(["device.enrolled", "posture.raised", "posture.lost"].iter().all(|a| audited.iter().any(|b| b == a)), "{audited:?}");
    }

    async fn what_is_not_vouched_for_is_refused_and_leaves_nothing(base: Base) {
        let app = app(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let key = Pair::new();
        for (code, change) in [
            ("webauthn.synced", (|c| c.flags = 0x4d) as fn(&mut Ceremony)),
            ("webauthn.model", |c| (c.aaguid, c.cert_aaguid) = ([9; 16], [9; 16])),
            ("webauthn.origin", |c| c.origin = "https://evil.cn".to_owned()),
            ("webauthn.challenge", |c| c.challenge = to_b64(&[1; 32])),
        ] {
            assert_eq!(refusal(&enrol_with(&app, &lin, &key, change).await), code);
        }
        assert_eq!(app.get("/me/devices").bearer(&lin.token).send().await.ok()["items"], json!([]));
        let none = post(&app, &lin, "/me/posture/begin", json!({ "session_key": to_b64(&Pair::new().point()) })).await;
        assert_eq!(none.code(), "evidence_refused");
        assert_eq!(refusal(&post(&app, &lin, "/me/posture/begin", json!({ "session_key": "AAAA" })).await), "session.key");
    }

    async fn a_copied_key_and_a_replayed_answer_are_refused(base: Base) {
        let app = app(base).await;
        let (lin, wu) = (worker(&app, "lin@example.com").await, worker(&app, "wu@example.com").await);
        let (key, session) = (Pair::new(), Pair::new());
        assert_eq!(enrol_with(&app, &lin, &key, |_| {}).await.status, 201);
        assert_eq!(enrol_with(&app, &wu, &key, |_| {}).await.code(), "evidence_refused", "one device, one person");
        assert_eq!(prove_with(&app, &lin, &key, &session, 5).await.status, 200);
        assert_eq!(refusal(&prove_with(&app, &lin, &key, &session, 5).await), "webauthn.counter");
        let begun = post(&app, &lin, "/me/posture/begin", json!({ "session_key": to_b64(&session.point()) })).await.ok();
        let challenge = begun["options"]["publicKey"]["challenge"].as_str().unwrap().to_owned();
        let answer = forge::asserted(&Ceremony { challenge, counter: 6, ..Ceremony::new("webauthn.get") }, &key);
        let body = json!({ "ask_id": begun["ask_id"], "credential": answer });
        assert_eq!(post(&app, &wu, "/me/posture/finish", body.clone()).await.code(), "evidence_refused", "another's ceremony");
        assert_eq!(post(&app, &lin, "/me/posture/finish", body.clone()).await.status, 200);
        assert_eq!(post(&app, &lin, "/me/posture/finish", body).await.code(), "evidence_refused", "answered already");
    }

    async fn removing_the_device_ends_its_trust(base: Base) {
        let app = app(base).await;
        let (lin, wu) = (worker(&app, "lin@example.com").await, worker(&app, "wu@example.com").await);
        let (key, session) = (Pair::new(), Pair::new());
        let id = enrol_with(&app, &lin, &key, |_| {}).await.body["device"]["id"].as_str().unwrap().to_owned();
        let standing = prove_with(&app, &lin, &key, &session, 2).await.ok();
        assert_eq!(app.call("DELETE", &format!("/me/devices/{id}")).bearer(&wu.token).send().await.code(), "not_found");
        assert_eq!(level(&app, &lin).await, 2);
        let path = format!("/api/v1/me/devices/{id}");
        let header = removing(&session, standing["session_id"].as_str().unwrap(), 1, app.now().millis(), &path);
        let remove = app.call("DELETE", &format!("/me/devices/{id}")).bearer(&lin.token).header("x-session-signature", &header);
        assert_eq!(remove.send().await.status, 204);
        assert_eq!(level(&app, &lin).await, 0);
        assert_eq!(beat(&app, &lin, &session, 1).await.code(), "evidence_refused");
    }

    async fn admins_see_the_fleet_and_what_another_policy_would_do(base: Base) {
        let app = app(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let (key, session) = (Pair::new(), Pair::new());
        enrol_with(&app, &lin, &key, |_| {}).await;
        prove_with(&app, &lin, &key, &session, 2).await.ok();
        assert_eq!(app.get("/attestation/fleet").bearer(&lin.token).send().await.status, 403);
        let admin = person(&app, "admin@example.com", Role::Admin).await;
        let fleet = app.get("/attestation/fleet").bearer(&admin.token).send().await.ok();
        assert_eq!((&fleet["items"][0]["level"], &fleet["items"][0]["model"]), (&json!(2), &json!("Test Key")));
        let base = String::from_utf8(app.app.policies.get("attestation/base.toml").unwrap().to_vec()).unwrap();
        let base = base.replace("without = 1", "without = 3");
        let same = post(&app, &admin, "/attestation/preview", json!({ "policy": base })).await.ok();
        assert_eq!((&same["looked_at"], &same["changes"]), (&json!(1), &json!([])));
        let strict = base.replace("claims = [\"bound_key\"]", "claims = [\"bound_key\", \"guard\"]");
        assert_eq!(post(&app, &admin, "/attestation/preview", json!({ "policy": strict })).await.code(), "policy_invalid", "its vectors say otherwise");
        let strict: String = strict.split("[[vector]]").enumerate().filter(|(n, _)| *n == 0).map(|(_, text)| text).collect();
        let roots = &base[base.find("[[root]]").unwrap()..];
        let lost = post(&app, &admin, "/attestation/preview", json!({ "policy": strict + roots })).await.ok();
        assert_eq!((&lost["changes"][0]["from"], &lost["changes"][0]["to"]), (&json!(2), &json!(1)));
    }

    async fn a_confirmed_phone_ends_the_session_and_two_people_decide(base: Base) {
        let app = app(base).await;
        let (mut lin, keys, session) = proved(&app, "lin@example.com").await;
        assert_eq!(app.get("/desk/guard").bearer(&lin.token).send().await.code(), "not_found");
        assert_eq!(post(&app, &lin, "/desk/guard", json!({})).await.code(), "consent_missing");
        assert_eq!(guarded(&app, &lin).await["state"], "ok");
        let picture = json!({ "picture": to_b64(&empty_room()) });
        assert_eq!(post(&app, &lin, "/desk/guard/evidence", picture.clone()).await.code(), "wrong_state", "nothing was seen");
        let mut states = Vec::new();
        for phone in [false, true, true, true] {
            let challenge = next_challenge(&app, &mut lin).await;
            let step = post(&app, &lin, "/desk/guard/verdict", verdict(&session, &keys, &challenge, phone)).await.ok();
            states.push(step["state"].as_str().unwrap().to_owned());
        }
        assert_eq!(states, ["ok", "degraded", "degraded", "terminated"]);
        assert_eq!(level(&app, &lin).await, 0, "nothing shown before counts any more");
        assert_eq!(post(&app, &lin, "/desk/guard", json!({})).await.code(), "conflict", "not in this session");

        let (fang, zhou) = (person(&app, "fang@example.com", Role::Admin).await, person(&app, "zhou@example.com", Role::Admin).await);
        let inbox = app.get("/incidents").bearer(&fang.token).send().await.ok();
        let id = inbox["items"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!(app.get("/incidents").bearer(&lin.token).send().await.status, 403);
        let own = app.get(&format!("/incidents/{id}")).bearer(&lin.token).send().await.ok();
        assert_eq!(own["timeline"].as_array().unwrap().last().unwrap()["state"], "terminated");
        let wu = worker(&app, "wu@example.com").await;
        assert_eq!(app.get(&format!("/incidents/{id}")).bearer(&wu.token).send().await.code(), "not_found");
        for n in 0..4 {
            let kept = post(&app, &lin, "/desk/guard/evidence", picture.clone()).await;
            assert_eq!(kept.status, if n < 3 { 201 } else { 409 }, "three pictures");
        }
        assert_eq!(post(&app, &lin, "/desk/guard/evidence", json!({ "picture": to_b64(b"text") })).await.code(), "invalid_field");
        let pictures = format!("/incidents/{id}/evidence");
        assert_eq!(app.get(&pictures).bearer(&wu.token).send().await.code(), "not_found");
        let kept = app.get(&pictures).bearer(&fang.token).send().await.ok()["items"].as_array().unwrap().clone();
        assert_eq!(kept.len(), 3);
        let one = format!("{pictures}/{}", kept[0]["id"].as_str().unwrap());
        assert_eq!(app.get(&one).bearer(&wu.token).send().await.code(), "not_found");
        let seen = app.get(&one).bearer(&fang.token).send().await;
        assert_eq!((seen.status, seen.header("content-type").unwrap()), (200, "image/jpeg"));
        let decide = format!("/incidents/{id}/decide");
        assert_eq!(post(&app, &fang, &decide, json!({ "dismiss": false })).await.ok()["state"], "proposed");
        assert_eq!(post(&app, &fang, &decide, json!({ "dismiss": false })).await.code(), "forbidden", "a second person");
        assert_eq!(post(&app, &zhou, &decide, json!({ "dismiss": false })).await.ok()["state"], "confirmed");
        assert_eq!(post(&app, &zhou, &decide, json!({ "dismiss": true })).await.code(), "wrong_state");
        assert!(audited(&app).await.iter().any(|action| action == "incident.picture_seen"));

        // A ruling can be contested before a second judge, once; who wins is rid of it.
        let cases = app.get("/cases").bearer(&lin.token).send().await.ok();
        assert_eq!((&cases["items"][0]["kind"], &cases["items"][0]["state"]), (&json!("guard"), &json!("noticed")));
        let case = format!("/cases/{}", cases["items"][0]["id"].as_str().unwrap());
        let words = json!({ "words": "那是我的计算器" });
        assert_eq!(app.post(&format!("{case}/appeal"), &words).key(Id::<()>::new().uuid()).bearer(&lin.token).send().await.status, 204);
        let verdict = json!({ "outcome": "for_subject", "rule": "guard.terminated_seen", "reason": "是计算器" });
        let decided = app.post(&format!("{case}/verdict"), &verdict).key(Id::<()>::new().uuid()).bearer(&zhou.token).send().await;
        assert_eq!(decided.code(), "forbidden", "zhou ruled already");
        let wang = person(&app, "wang@example.com", Role::Admin).await;
        let decided = app.post(&format!("{case}/verdict"), &verdict).key(Id::<()>::new().uuid()).bearer(&wang.token).send().await;
        assert_eq!(decided.status, 204, "{}", decided.body);
        app.settle().await;
        assert_eq!(app.get(&format!("/incidents/{id}")).bearer(&lin.token).send().await.ok()["state"], "dismissed");
        app.base.clock.advance(Duration::from_secs(8 * 24 * 3600));
        let now = app.now();
        app.write(move |c| attestation::forget(c, now)).await;
        let admin = person(&app, "feng@example.com", Role::Admin).await;
        assert_eq!(app.get(&pictures).bearer(&admin.token).send().await.ok()["items"], json!([]), "deleted seven days after");
    }

    async fn a_telephone_is_the_second_camera_until_it_falls_silent(base: Base) {
        let app = app(base).await;
        let (mut lin, keys, session) = proved(&app, "lin@example.com").await;
        assert_eq!(post(&app, &lin, "/desk/guard/cameras", json!({})).await.code(), "consent_missing");
        guarded(&app, &lin).await;
        let code = post(&app, &lin, "/desk/guard/cameras", json!({})).await;
        assert_eq!(code.status, 201);
        let secret = code.body["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let join = async |code: &str| app.post("/camera/join", &json!({ "code": code })).send().await;
        assert_eq!(join("guessed").await.code(), "code_invalid");
        let token = join(&secret).await.ok()["token"].as_str().unwrap().to_owned();
        assert_eq!(join(&secret).await.code(), "code_invalid", "once");
        let report = async |n: u64, label: &str| {
            let report = json!({ "label": label, "frame_no": n, "frame_sha256": hex(&sha256(&n.to_be_bytes())), "fps": 15.0, "state": "live" });
            app.post("/camera/report", &json!({ "token": token, "report": report })).send().await
        };
        assert_eq!(report(1, "OBS Virtual Camera").await.code(), "evidence_refused");
        let one = |mut body: Value, keys: &Pair| {
            let mut text: Value = serde_json::from_str(body["body"].as_str().unwrap()).unwrap();
            text["cams"].as_array_mut().unwrap().pop();
            let text = text.to_string();
            let verdict: Value = serde_json::from_str(&text).unwrap();
            let (seq, t) = (verdict["seq"].as_u64().unwrap(), verdict["t"].as_i64().unwrap());
            body["signature"] = json!(to_b64(&keys.raw(&message(Purpose::Verdict, &session, seq, t, text.as_bytes()))));
            body["body"] = json!(text);
            body
        };
        let challenge = next_challenge(&app, &mut lin).await;
        assert_eq!(report(2, "Back Camera").await.ok()["guard"], "ok");
        let step = post(&app, &lin, "/desk/guard/verdict", one(verdict(&session, &keys, &challenge, false), &keys)).await.ok();
        assert_eq!((&step["state"], &step["phones"][0]["state"]), (&json!("ok"), &json!("live")), "{step}");
        let challenge = next_challenge(&app, &mut lin).await;
        later(&app, &mut lin, 1).await;
        assert_eq!(report(2, "Back Camera").await.ok()["guard"], "ok", "the same frame again");
        let step = post(&app, &lin, "/desk/guard/verdict", one(verdict(&session, &keys, &challenge, false), &keys)).await.ok();
        assert_eq!(step["reasons"][0]["params"]["class"], "camera_frozen", "{step}");
        later(&app, &mut lin, 11).await;
        let challenge = next_challenge(&app, &mut lin).await;
        let step = post(&app, &lin, "/desk/guard/verdict", one(verdict(&session, &keys, &challenge, false), &keys)).await.ok();
        assert_eq!(step["reasons"][0]["code"], "guard.cameras", "a silent telephone is no camera: {step}");
    }

    async fn a_frame_is_looked_at_and_must_be_the_one_that_was_named(base: Base) {
        let mut rules = forge::rules();
        rules.guard.every_s = [1_000_000, 1, u32::MAX];
        let app = app_under(base, rules).await;
        let (mut lin, keys, session) = proved(&app, "lin@example.com").await;
        guarded(&app, &lin).await;
        let challenge = next_challenge(&app, &mut lin).await;
        post(&app, &lin, "/desk/guard/verdict", verdict(&session, &keys, &challenge, false)).await.ok();
        let challenge = next_challenge(&app, &mut lin).await;
        assert_eq!(challenge["kind"], "frame");
        let mut other = verdict(&session, &keys, &challenge, false);
        other["picture"] = json!(to_b64(&room(90)));
        let step = post(&app, &lin, "/desk/guard/verdict", other).await.ok();
        assert_eq!(step["reasons"][0]["code"], "guard.frame", "another picture than the one named: {step}");
        let challenge = next_challenge(&app, &mut lin).await;
        let step = post(&app, &lin, "/desk/guard/verdict", verdict(&session, &keys, &challenge, false)).await.ok();
        assert_eq!((&step["state"], &step["reasons"][0]["params"]["class"]), (&json!("degraded"), &json!("absent")), "{step}");
    }

    async fn low_work_only_until_the_cameras_are_watched(base: Base) {
        let mut rules = forge::rules();
        rules.guard.without = 1;
        rules.guard.every_s[1] = u32::MAX;
        let app = app_under(base, rules).await;
        let (mut lin, keys, session) = proved(&app, "lin@example.com").await;
        let standing = async |lin: &Person| app.get("/me/posture").bearer(&lin.token).send().await.ok();
        let before = standing(&lin).await;
        assert_eq!((level(&app, &lin).await, &before["missing"]), (1, &json!(["guard"])), "{before}");
        guarded(&app, &lin).await;
        let challenge = next_challenge(&app, &mut lin).await;
        post(&app, &lin, "/desk/guard/verdict", verdict(&session, &keys, &challenge, false)).await.ok();
        assert_eq!(level(&app, &lin).await, 2);
        assert_eq!(post(&app, &lin, "/me/posture/pixels", json!({})).await.ok()["posture"]["level"], 3, "what is secret comes as pictures");
        post(&app, &lin, "/desk/guard/break", json!({})).await.ok();
        assert_eq!(level(&app, &lin).await, 1, "a break takes it away at once");
    }

    async fn a_session_that_ended_while_trusted_stops_nobodys_clock(base: Base) {
        let mut rules = forge::rules();
        rules.guard.without = 1;
        rules.guard.every_s[1] = u32::MAX;
        let app = app_under(base, rules).await;
        let (mut lin, keys, session) = proved(&app, "lin@example.com").await;
        guarded(&app, &lin).await;
        let challenge = next_challenge(&app, &mut lin).await;
        post(&app, &lin, "/desk/guard/verdict", verdict(&session, &keys, &challenge, false)).await.ok();
        assert_eq!(level(&app, &lin).await, 2);
        app.post("/sign-out", &json!({})).header("cookie", &lin.cookie).bearer(&lin.token).send().await;
        app.base.clock.advance(Duration::from_secs(120));
        let now = app.now();
        app.write(move |c| db::jobs::enqueue(c, "attestation.expire", "schedule", &json!({}), now, now)).await;
        app.settle().await;
        let state = app.read(move |c| db::jobs::list(c, None, kernel::Id::from_u128(u128::MAX), 50)).await;
        let expire = state.iter().find(|job| job.queue == "attestation.expire").unwrap();
        assert_eq!((expire.state.as_str(), expire.attempts), ("done", 1), "the clock goes on for everybody else");
        assert!(audited(&app).await.iter().any(|action| action == "posture.lost"));
    }

    async fn whoever_no_longer_agrees_is_not_watched(base: Base) {
        let app = app(base).await;
        let (lin, _, _) = proved(&app, "lin@example.com").await;
        guarded(&app, &lin).await;
        assert_eq!(app.put("/me/consents/camera_guard", &json!({ "granted": false })).bearer(&lin.token).send().await.status, 200);
        app.settle().await;
        assert_eq!(app.get("/desk/guard").bearer(&lin.token).send().await.code(), "not_found");
        assert_eq!(app.get("/me/incidents").bearer(&lin.token).send().await.ok()["items"], json!([]));
        assert!(audited(&app).await.iter().any(|action| action == "guard.withdrawn"));
    }

    async fn a_page_that_sees_a_telephone_is_asked_at_once(base: Base) {
        let app = app(base).await;
        let (mut lin, keys, session) = proved(&app, "lin@example.com").await;
        let asked = async |lin: &Person| post(&app, lin, "/desk/guard/challenge", json!({})).await;
        guarded(&app, &lin).await;
        let mut challenge = next_challenge(&app, &mut lin).await;
        for (seq, state) in [(1, "degraded"), (2, "degraded"), (3, "terminated")] {
            assert_eq!((&challenge["seq"], asked(&lin).await.ok()["challenge"]["seq"].clone()), (&json!(seq), json!(seq)), "one at a time");
            let step = post(&app, &lin, "/desk/guard/verdict", verdict(&session, &keys, &challenge, true)).await.ok();
            assert_eq!(step["state"], state, "{step}");
            challenge = asked(&lin).await.body["challenge"].clone();
        }
        assert_eq!(level(&app, &lin).await, 0, "within the same second");
        assert_eq!(asked(&lin).await.code(), "not_found");
    }

    async fn silence_ends_the_session_at_the_second_miss(base: Base) {
        let guard = forge::rules().guard;
        let app = app(base).await;
        let (mut lin, _, _) = proved(&app, "lin@example.com").await;
        guarded(&app, &lin).await;
        let state = async |lin: &Person| app.get("/desk/guard").bearer(&lin.token).send().await.ok()["state"].clone();
        next_challenge(&app, &mut lin).await;
        later(&app, &mut lin, u64::from(guard.pose_s) + 1).await;
        attestation::tick(&app.app).await.unwrap();
        assert_eq!(state(&lin).await, "degraded");
        next_challenge(&app, &mut lin).await;
        later(&app, &mut lin, u64::from(guard.answer_s) + 1).await;
        attestation::tick(&app.app).await.unwrap();
        assert_eq!(level(&app, &lin).await, 0);
        let own = app.get("/me/incidents").bearer(&lin.token).send().await.ok();
        assert_eq!(own["items"][0]["reasons"][1]["code"], "guard.terminated_missed");
    }

    async fn a_break_asks_nothing_and_a_forged_verdict_is_a_miss(base: Base) {
        let app = app(base).await;
        let (mut lin, keys, session) = proved(&app, "lin@example.com").await;
        guarded(&app, &lin).await;
        assert_eq!(post(&app, &lin, "/desk/guard/break", json!({})).await.ok()["state"], "break");
        later(&app, &mut lin, 200).await;
        attestation::tick(&app.app).await.unwrap();
        assert_eq!(post(&app, &lin, "/desk/guard/resume", json!({})).await.ok()["state"], "degraded");
        let challenge = next_challenge(&app, &mut lin).await;
        let forged = post(&app, &lin, "/desk/guard/verdict", verdict(&session, &Pair::new(), &challenge, false)).await.ok();
        assert_eq!((&forged["state"], &forged["reasons"][0]["code"]), (&json!("degraded"), &json!("guard.signature")));
        let challenge = next_challenge(&app, &mut lin).await;
        assert_eq!(post(&app, &lin, "/desk/guard/verdict", verdict(&session, &keys, &challenge, false)).await.ok()["state"], "ok");
    }
}
