//! Passkeys by a software authenticator: enrolment, attestation, posture, and every way to cheat.

use kernel::{Posture, SessionId};
use serde_json::{Value, json};
use swarm::SoftKey;
use testkit::{Answer, TestApp};

use crate::{Person, advance, desk, footprint, refused, sign_in, worker};

const ORIGIN: &str = "http://localhost:8080";

fn key(seed: u64) -> SoftKey {
    SoftKey::new(ORIGIN, seed).unwrap()
}

async fn begin(app: &TestApp, who: &Person, path: &str) -> Value {
    app.post(&format!("/me/{path}/begin"), &json!({})).bearer(&who.token).send().await.ok()
}

async fn finish(app: &TestApp, who: &Person, path: &str, body: &Value) -> Answer {
    app.post(&format!("/me/{path}/finish"), body).bearer(&who.token).send().await
}

fn enrolment(begun: &Value, key: &mut SoftKey, label: &str) -> Value {
    json!({ "ceremony_id": begun["ceremony_id"], "label": label, "credential": key.create(&begun["options"]).unwrap() })
}

fn attestation(begun: &Value, key: &mut SoftKey) -> Value {
    json!({ "ceremony_id": begun["ceremony_id"], "credential": key.get(&begun["options"]).unwrap() })
}

async fn enrol(app: &TestApp, who: &Person, key: &mut SoftKey) {
    let begun = begin(app, who, "passkeys").await;
    assert_eq!(finish(app, who, "passkeys", &enrolment(&begun, key, "我的笔记本")).await.status, 201);
}

async fn attest(app: &TestApp, who: &Person, key: &mut SoftKey) -> Answer {
    let begun = begin(app, who, "attest").await;
    finish(app, who, "attest", &attestation(&begun, key)).await
}

async fn session_of(app: &TestApp, who: &Person) -> SessionId {
    let sessions = app.get("/me/sessions").bearer(&who.token).send().await.ok();
    let current = sessions["items"].as_array().unwrap().iter().find(|s| s["current"] == true).unwrap().clone();
    current["id"].as_str().unwrap().parse().unwrap()
}

async fn posture(app: &TestApp, who: &Person) -> Posture {
    let (id, now) = (who.id, app.now());
    app.read(move |c| identity::posture(c, id, now)).await
}

testkit::both! {
    async fn a_passkey_raises_its_session_only(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let phone = sign_in(&app, "lin@example.com").await;
        let mut key = key(1);
        enrol(&app, &lin, &mut key).await;
        let list = app.get("/me/passkeys").bearer(&lin.token).send().await.ok();
        assert_eq!((&list["items"][0]["label"], list["items"][0].get("last_used_at")), (&json!("我的笔记本"), None));
        app.settle().await;
        assert!(app.app.mail.sent().iter().any(|m| m.subject.contains("通行密钥")), "its person is told");
        assert_eq!(posture(&app, &lin).await.level, 0, "enrolling is not attesting");
        let raised = attest(&app, &lin, &mut key).await.ok();
        assert_eq!(raised["posture"]["level"], 1);
        assert_eq!(raised["posture"]["expires_at"], json!(app.now().plus(std::time::Duration::from_secs(900))));
        let level = async |who: &Person| app.get("/me").bearer(&who.token).send().await.ok()["posture"]["level"].clone();
        assert_eq!((level(&lin).await, level(&phone).await), (json!(1), json!(0)));
        let list = app.get("/me/passkeys").bearer(&lin.token).send().await.ok();
        assert!(list["items"][0]["last_used_at"].is_string());
        advance(&app, 299);
        assert_eq!(attest(&app, &lin, &mut key).await.status, 200, "again, with a higher counter");
    }

    async fn heartbeats_keep_a_posture_up_for_a_shift(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let mut key = key(2);
        enrol(&app, &lin, &mut key).await;
        attest(&app, &lin, &mut key).await.ok();
        let session = session_of(&app, &lin).await;
        let beat = async || { let now = app.now(); app.write(move |c| identity::touch_posture(c, session, now)).await };
        for _ in 0..60 {
            advance(&app, 600);
            assert_eq!(beat().await.level, 1);
        }
        assert_eq!(posture(&app, &lin).await.level, 1);
        advance(&app, 901);
        assert_eq!((posture(&app, &lin).await.level, beat().await.level), (0, 0), "lost stays lost");
        // From outside, e.g. a lost device.
        let up = Posture { level: 2, expires_at: app.now().plus(std::time::Duration::from_secs(60)) };
        assert!(app.write(move |c| identity::set_posture(c, session, up)).await);
        assert_eq!(posture(&app, &lin).await.level, 2);
        let down = Posture { level: 0, expires_at: app.now() };
        assert!(app.write(move |c| identity::set_posture(c, session, down)).await);
        assert_eq!((posture(&app, &lin).await.level, beat().await.level), (0, 0));
        assert!(!app.write(move |c| identity::set_posture(c, SessionId::from_u128(1), up)).await);
    }

    async fn a_ceremony_answers_once_to_its_own_session_in_time(base: Base) {
        let app = desk(base).await;
        let (lin, wu) = (worker(&app, "lin@example.com").await, worker(&app, "wu@example.com").await);
        let phone = sign_in(&app, "lin@example.com").await;
        let mut key = key(3);
        let begun = begin(&app, &lin, "passkeys").await;
        let body = enrolment(&begun, &mut key, "x");
        for other in [&wu, &phone] {
            refused(&app, "passkey_refused", async || finish(&app, other, "passkeys", &body).await).await;
        }
        let mut wrong_kind = body.clone();
        wrong_kind.as_object_mut().unwrap().remove("label");
        assert!(finish(&app, &lin, "attest", &wrong_kind).await.status >= 400);
        assert_eq!(finish(&app, &lin, "passkeys", &body).await.status, 201);
        refused(&app, "passkey_refused", async || finish(&app, &lin, "passkeys", &body).await).await;
        // Attesting: the same answer twice.
        let begun = begin(&app, &lin, "attest").await;
        let answer = attestation(&begun, &mut key);
        assert_eq!(finish(&app, &lin, "attest", &answer).await.status, 200);
        refused(&app, "passkey_refused", async || finish(&app, &lin, "attest", &answer).await).await;
        // The same answer to another question.
        let begun = begin(&app, &lin, "attest").await;
        let mut moved = answer.clone();
        moved["ceremony_id"] = begun["ceremony_id"].clone();
        assert_eq!(finish(&app, &lin, "attest", &moved).await.code(), "passkey_refused");
        let late = attestation(&begun, &mut key);
        refused(&app, "passkey_refused", async || finish(&app, &lin, "attest", &late).await).await;
        // Too late.
        let begun = begin(&app, &lin, "attest").await;
        let answer = attestation(&begun, &mut key);
        let before = app.get("/me").bearer(&lin.token).send().await.ok()["posture"]["expires_at"].clone();
        advance(&app, 299);
        let refreshed = app.call("POST", "/token/refresh").header("cookie", &format!("__Host-refresh={}", lin.refresh)).send().await;
        let lin = Person::of(&lin.email, refreshed);
        advance(&app, 1);
        assert_eq!(finish(&app, &lin, "attest", &answer).await.code(), "passkey_refused");
        assert_eq!(app.get("/me").bearer(&lin.token).send().await.ok()["posture"]["expires_at"], before);
    }

    async fn wrong_keys_and_wrong_pages_are_refused(base: Base) {
        let app = desk(base).await;
        let (lin, wu) = (worker(&app, "lin@example.com").await, worker(&app, "wu@example.com").await);
        let no_key = async || app.post("/me/attest/begin", &json!({})).bearer(&lin.token).send().await;
        refused(&app, "passkey_refused", no_key).await;
        let mut mine = key(4);
        enrol(&app, &lin, &mut mine).await;
        // A page elsewhere that asked on our behalf.
        let mut phished = SoftKey::new("https://tide.example", 5).unwrap();
        let begun = begin(&app, &lin, "passkeys").await;
        assert_eq!(finish(&app, &lin, "passkeys", &enrolment(&begun, &mut phished, "x")).await.code(), "passkey_refused");
        // Another person's key.
        let mut theirs = key(6);
        enrol(&app, &wu, &mut theirs).await;
        assert_eq!(attest(&app, &lin, &mut theirs).await.code(), "passkey_refused");
        // One key, two people.
        let begun = begin(&app, &wu, "passkeys").await;
        assert_eq!(finish(&app, &wu, "passkeys", &enrolment(&begun, &mut mine, "x")).await.code(), "passkey_refused");
        assert_eq!(footprint(&app).await["passkey"], 2);
        // A copy whose counter stays behind.
        assert_eq!(attest(&app, &lin, &mut mine).await.status, 200);
        let mut copy = key(4);
        assert_eq!(attest(&app, &lin, &mut copy).await.code(), "passkey_refused");
        assert_eq!(posture(&app, &wu).await.level, 0);
    }

    async fn fields_of_an_enrolment(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let begun = begin(&app, &lin, "passkeys").await;
        let good = enrolment(&begun, &mut key(7), "x");
        for (field, value) in [("label", json!("")), ("label", json!("x".repeat(61))), ("credential", json!({})), ("credential", json!("x")), ("ceremony_id", json!("x")), ("other", json!(1))] {
            let mut body = good.clone();
            body[field] = value;
            refused(&app, "invalid_field", async || finish(&app, &lin, "passkeys", &body).await).await;
        }
        assert_eq!(finish(&app, &lin, "passkeys", &good).await.status, 201, "what was refused used up nothing");
    }
}
