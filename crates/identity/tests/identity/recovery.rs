//! A forgotten password, a changed one, and a passkey taken away.

use kernel::{PLATFORM, Posture, Role};
use serde_json::{Value, json};
use swarm::SoftKey;
use testkit::{Answer, TestApp};

use crate::{PASSWORD, Person, advance, desk, footprint, refused, seeded, sign_in, worker};

const NEW: &str = "a wholly new secret";

async fn ask(app: &TestApp, email: &str) -> Answer {
    app.post("/password-reset", &json!({ "email": email })).send().await
}

async fn finish(app: &TestApp, email: &str, code: &str, password: &str) -> Answer {
    app.post("/password-reset/finish", &json!({ "email": email, "code": code, "password": password })).send().await
}

async fn enter(app: &TestApp, email: &str, password: &str) -> Answer {
    app.post("/sign-in", &json!({ "email": email, "password": password })).send().await
}

/// The code in the latest mail about a new password.
async fn reset_code(app: &TestApp, email: &str) -> String {
    app.settle().await;
    let mail =
        app.app.mail.sent().into_iter().rfind(|m| m.to == email && m.subject.contains("重置")).expect("a mail with a code");
    mail.subject.chars().rev().take(6).collect::<Vec<_>>().into_iter().rev().collect()
}

async fn change(app: &TestApp, who: &Person, current: &str, password: &str) -> Answer {
    app.put("/me/password", &json!({ "current": current, "password": password })).bearer(&who.token).send().await
}

async fn enrol(app: &TestApp, who: &Person, seed: u64) -> (SoftKey, Value) {
    let mut key = SoftKey::new("http://localhost:8080", seed).unwrap();
    let begun = app.post("/me/passkeys/begin", &json!({})).bearer(&who.token).send().await.ok();
    let body =
        json!({ "ceremony_id": begun["ceremony_id"], "label": "laptop", "credential": key.create(&begun["options"]).unwrap() });
    let made = app.post("/me/passkeys/finish", &body).bearer(&who.token).send().await.ok();
    (key, made["id"].clone())
}

async fn remove(app: &TestApp, who: &Person, id: &Value, body: Value) -> Answer {
    app.post(&format!("/me/passkeys/{}/remove", id.as_str().unwrap()), &body).bearer(&who.token).send().await
}

testkit::both! {
    async fn a_forgotten_password_is_set_anew_once(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        ask(&app, "lin@example.com").await.ok();
        let code = reset_code(&app, "lin@example.com").await;
        assert_eq!(finish(&app, "lin@example.com", &code, NEW).await.status, 204);
        assert_eq!(app.get("/me").bearer(&lin.token).send().await.code(), "session_revoked");
        assert_eq!(enter(&app, "lin@example.com", PASSWORD).await.code(), "wrong_credentials");
        enter(&app, "lin@example.com", NEW).await.ok();
        app.settle().await;
        assert!(app.app.mail.sent().iter().any(|m| m.to == "lin@example.com" && m.subject == "密码已重置"));
        refused(&app, "code_invalid", async || finish(&app, "lin@example.com", &code, PASSWORD).await).await;
    }

    async fn whether_an_address_exists_does_not_show(base: Base) {
        let app = desk(base).await;
        seeded(&app, "lin@example.com", Role::Worker, PLATFORM).await;
        let (known, unknown) = (ask(&app, "lin@example.com").await, ask(&app, "nobody@example.com").await);
        assert_eq!((known.status, &known.body), (unknown.status, &unknown.body));
        app.settle().await;
        assert_eq!(app.app.mail.sent().len(), 1);
        let wrong = finish(&app, "lin@example.com", "not it", NEW).await;
        let nobody = refused(&app, "code_invalid", async || finish(&app, "nobody@example.com", "000000", NEW).await).await;
        assert_eq!((wrong.status, &wrong.body["detail"]), (nobody.status, &nobody.body["detail"]));
        refused(&app, "invalid_field", async || ask(&app, "lin").await).await;
        refused(&app, "invalid_field", async || finish(&app, "lin@example.com", "000000", "short").await).await;
    }

    async fn codes_wait_run_out_and_are_not_guessed(base: Base) {
        let app = desk(base).await;
        seeded(&app, "lin@example.com", Role::Worker, PLATFORM).await;
        ask(&app, "lin@example.com").await.ok();
        let first = reset_code(&app, "lin@example.com").await;
        ask(&app, "lin@example.com").await.ok();
        app.settle().await;
        assert_eq!(app.app.mail.sent().len(), 1, "the second comes too soon");
        advance(&app, 61);
        ask(&app, "lin@example.com").await.ok();
        let second = reset_code(&app, "lin@example.com").await;
        if first != second {
            assert_eq!(finish(&app, "lin@example.com", &first, NEW).await.code(), "code_invalid");
        }
        for _ in 0..5 {
            assert_eq!(finish(&app, "lin@example.com", "wrong!", NEW).await.code(), "code_invalid");
        }
        refused(&app, "code_invalid", async || finish(&app, "lin@example.com", &second, NEW).await).await;
        enter(&app, "lin@example.com", PASSWORD).await.ok();
    }

    async fn a_code_is_dead_after_ten_minutes(base: Base) {
        let app = desk(base).await;
        seeded(&app, "lin@example.com", Role::Worker, PLATFORM).await;
        ask(&app, "lin@example.com").await.ok();
        let code = reset_code(&app, "lin@example.com").await;
        advance(&app, 600);
        refused(&app, "code_invalid", async || finish(&app, "lin@example.com", &code, NEW).await).await;
    }

    async fn a_known_password_is_changed_and_other_devices_leave(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let phone = sign_in(&app, "lin@example.com").await;
        refused(&app, "wrong_credentials", async || change(&app, &lin, "not my password", NEW).await).await;
        refused(&app, "invalid_field", async || change(&app, &lin, PASSWORD, "short").await).await;
        refused(&app, "unauthenticated", async || app.put("/me/password", &json!({ "current": PASSWORD, "password": NEW })).send().await).await;
        assert_eq!(change(&app, &lin, PASSWORD, NEW).await.status, 204);
        app.get("/me").bearer(&lin.token).send().await.ok();
        assert_eq!(app.get("/me").bearer(&phone.token).send().await.code(), "session_revoked");
        enter(&app, "lin@example.com", NEW).await.ok();
        app.settle().await;
        assert!(app.app.mail.sent().iter().any(|m| m.subject == "密码已修改"));
    }

    async fn the_last_passkey_goes_only_when_meant_and_takes_its_trust_along(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let rival = worker(&app, "rival@example.com").await;
        let (mut key, first) = enrol(&app, &lin, 1).await;
        let (_, second) = enrol(&app, &lin, 2).await;
        let begun = app.post("/me/attest/begin", &json!({})).bearer(&lin.token).send().await.ok();
        let body = json!({ "ceremony_id": begun["ceremony_id"], "credential": key.get(&begun["options"]).unwrap() });
        app.post("/me/attest/finish", &body).bearer(&lin.token).send().await.ok();
        let level = async || {
            let (id, now) = (lin.id, app.now());
            let posture: Posture = app.read(move |c| identity::posture(c, id, now)).await;
            posture.level
        };
        let proof = json!({ "password": PASSWORD });
        refused(&app, "wrong_credentials", async || remove(&app, &lin, &second, json!({ "password": "not my password" })).await).await;
        refused(&app, "not_found", async || remove(&app, &rival, &second, proof.clone()).await).await;
        assert_eq!(footprint(&app).await["passkey"], 2);
        assert_eq!(remove(&app, &lin, &second, proof.clone()).await.status, 204);
        assert_eq!(level().await, 1);
        refused(&app, "conflict", async || remove(&app, &lin, &first, proof.clone()).await).await;
        assert_eq!(remove(&app, &lin, &first, json!({ "password": PASSWORD, "even_last": true })).await.status, 204);
        assert_eq!((level().await, footprint(&app).await["passkey"]), (0, 0));
    }
}
