//! Signing in, and one's own profile and consents.

use identity::Purpose;
use kernel::{PLATFORM, Role};
use serde_json::json;

use crate::{PASSWORD, desk, footprint, form, refused, seeded, sign_in, worker};

testkit::both! {
    async fn wrong_credentials_look_all_alike(base: Base) {
        let app = desk(base).await;
        seeded(&app, "lin@example.com", Role::Worker, PLATFORM).await;
        let enter = async |email: &str, password: &str| app.post("/sign-in", &json!({ "email": email, "password": password })).send().await;
        let mut details = Vec::new();
        for (email, password) in [("lin@example.com", "wrong password"), ("nobody@example.com", PASSWORD), ("lin@example.com", "")] {
            let answer = refused(&app, "wrong_credentials", async || enter(email, password).await).await;
            assert_eq!((answer.status, answer.header("set-cookie")), (401, None));
            details.push(answer.body["detail"].clone());
        }
        details.dedup();
        assert_eq!(details.len(), 1);
        assert_eq!(enter("lin@example.com", &"x".repeat(129)).await.code(), "wrong_credentials");
        refused(&app, "invalid_field", async || enter("lin", PASSWORD).await).await;
        assert_eq!(footprint(&app).await["session"], 0);
    }

    async fn an_unverified_address_says_so_only_to_who_knows_the_password(base: Base) {
        let app = desk(base).await;
        app.post("/sign-up", &form("lin@example.com")).send().await.ok();
        let enter = async |password: &str| app.post("/sign-in", &json!({ "email": "lin@example.com", "password": password })).send().await;
        refused(&app, "email_not_verified", async || enter(PASSWORD).await).await;
        refused(&app, "wrong_credentials", async || enter("wrong password").await).await;
    }

    async fn attempts_on_one_address_run_out(base: Base) {
        let app = desk(base).await;
        seeded(&app, "lin@example.com", Role::Worker, PLATFORM).await;
        let enter = async |email: &str| app.post("/sign-in", &json!({ "email": email, "password": "wrong password" })).send().await;
        for _ in 0..10 {
            assert_eq!(enter("lin@example.com").await.code(), "wrong_credentials");
        }
        let answer = refused(&app, "rate_limited", async || enter("lin@example.com").await).await;
        assert_eq!(answer.header("retry-after"), Some("60"));
        assert_eq!(enter("other@example.com").await.code(), "wrong_credentials");
    }

    async fn a_profile_changes_in_part(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let me = app.put("/me", &json!({ "name": " 林小晓 " })).bearer(&lin.token).send().await.ok();
        assert_eq!((&me["name"], &me["locale"]), (&json!("林小晓"), &json!("zh-CN")));
        let me = app.put("/me", &json!({ "locale": "en" })).bearer(&lin.token).send().await.ok();
        assert_eq!((&me["name"], &me["locale"]), (&json!("林小晓"), &json!("en")));
        for bad in [json!({ "name": "" }), json!({ "locale": "fr" }), json!({ "role": "admin" }), json!({ "name": "x".repeat(61) })] {
            refused(&app, "invalid_field", async || app.put("/me", &bad).bearer(&lin.token).send().await).await;
        }
        refused(&app, "unauthenticated", async || app.put("/me", &json!({ "locale": "en" })).send().await).await;
    }

    async fn consents_leave_receipts(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let decide = async |purpose: &str, granted: bool| {
            app.put(&format!("/me/consents/{purpose}"), &json!({ "granted": granted })).bearer(&lin.token).send().await
        };
        let has = async || app.read({ let id = lin.id; move |c| identity::has_consent(c, id, Purpose::InterviewRecording) }).await;
        assert!(!has().await);
        let standing = decide("interview_recording", true).await.ok();
        assert_eq!((&standing["granted"], &standing["required"]), (&json!(true), &json!(true)));
        assert!(has().await);
        decide("interview_recording", true).await.ok();
        assert_eq!(footprint(&app).await["consent"], 1, "repeating it leaves no second receipt");
        decide("interview_recording", false).await.ok();
        assert!(!has().await);
        assert_eq!(footprint(&app).await["consent"], 2, "withdrawing adds a receipt and removes none");
        let me = app.get("/me").bearer(&lin.token).send().await.ok();
        let one = me["consents"].as_array().unwrap().iter().find(|c| c["purpose"] == "interview_recording").unwrap().clone();
        assert_eq!((&one["granted"], one["at"].is_string()), (&json!(false), true));
        refused(&app, "invalid_id", async || decide("everything", true).await).await;
        refused(&app, "invalid_field", async || app.put("/me/consents/marketing_mail", &json!({ "granted": "yes" })).bearer(&lin.token).send().await).await;
    }

    async fn a_visitor_has_no_account(base: Base) {
        let app = desk(base).await;
        let state = app.app.get::<identity::State>().unwrap();
        let token = identity::issue_visitor(&state, PLATFORM, uuid::Uuid::now_v7(), app.now()).unwrap();
        for path in ["/me", "/me/sessions", "/me/notifications", "/me/notification-settings", "/me/passkeys", "/accounts"] {
            refused(&app, "forbidden", async || app.get(path).bearer(&token).send().await).await;
        }
        for (path, body) in [("/me/consents/service_terms", json!({ "granted": true })), ("/me", json!({ "locale": "en" })), ("/me/notification-settings", json!({ "items": [] }))] {
            refused(&app, "forbidden", async || app.put(path, &body).bearer(&token).send().await).await;
        }
        for path in ["/me/passkeys/begin", "/me/attest/begin"] {
            refused(&app, "forbidden", async || app.post(path, &json!({})).bearer(&token).send().await).await;
        }
    }

    async fn a_stale_password_check_does_not_sign_in(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        assert!(app.read({ let id = lin.id; move |c| identity::account(c, id) }).await.is_some());
        let again = sign_in(&app, "lin@example.com").await;
        assert_ne!(again.token, lin.token);
        assert_eq!(footprint(&app).await["session"], 2);
    }
}
