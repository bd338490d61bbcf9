//! From a form to a verified account.

use identity::State;
use kernel::{PLATFORM, Role};
use serde_json::{Value, json};
use testkit::TestApp;

use crate::{PASSWORD, Person, advance, desk, footprint, form, mailed_code, refused, sign_in, worker};

async fn take(app: &TestApp, body: &Value) -> String {
    app.post("/sign-up", body).send().await.ok()["sign_up"].as_str().unwrap().to_owned()
}

fn with(mut body: Value, field: &str, value: Value) -> Value {
    body[field] = value;
    body
}

testkit::both! {
    async fn a_worker_verifies_and_is_signed_in(base: Base) {
        let app = desk(base).await;
        let answer = app.post("/sign-up", &form(" Lin@Example.com ")).send().await;
        assert_eq!((answer.status, answer.body["next"].as_str()), (202, Some("verify_email")));
        let code = mailed_code(&app, "lin@example.com").await;
        assert_eq!(footprint(&app).await["account"], 0, "nobody exists before the code came back");
        let agent = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36";
        let body = json!({ "email": "lin@example.com", "code": code, "sign_up": answer.body["sign_up"] });
        let signed = app.post("/verify-email", &body).header("user-agent", agent).send().await;
        assert_eq!(signed.body["expires_in"], 300);
        let cookie = signed.header("set-cookie").unwrap().to_owned();
        assert!(cookie.contains("Max-Age=43200") && cookie.ends_with("HttpOnly; Secure; SameSite=Strict"), "{cookie}");
        let lin = Person::of("lin@example.com", signed);
        let me = app.get("/me").bearer(&lin.token).send().await.ok();
        assert_eq!((&me["name"], &me["email_masked"], &me["role"]), (&json!("林晓"), &json!("l***@example.com"), &json!("worker")));
        assert_eq!((&me["tenant"]["id"], &me["posture"]["level"]), (&json!(PLATFORM), &json!(0)));
        assert_eq!(me["consents"].as_array().unwrap().len(), 8);
        let sessions = app.get("/me/sessions").bearer(&lin.token).send().await.ok();
        assert_eq!((&sessions["items"][0]["device"], &sessions["items"][0]["current"]), (&json!("Chrome · Windows"), &json!(true)));
        assert_eq!(footprint(&app).await["sign_up"], 0);
        sign_in(&app, "LIN@example.com").await;
    }

    async fn an_enterprise_gets_a_tenant_of_its_own(base: Base) {
        let app = desk(base).await;
        let body = json!({ "email": "wu@haitang.cn", "password": PASSWORD, "name": "Wu", "locale": "en", "kind": "enterprise", "enterprise_name": "海棠电商" });
        take(&app, &body).await;
        app.settle().await;
        let mail = app.app.mail.sent().pop().unwrap();
        assert!(mail.subject.starts_with("Your Tidecrew code is "), "{}", mail.subject);
        let code = mail.subject.rsplit(' ').next().unwrap();
        let wu = Person::of("wu@haitang.cn", app.post("/verify-email", &json!({ "email": "wu@haitang.cn", "code": code })).send().await);
        let me = app.get("/me").bearer(&wu.token).send().await.ok();
        assert_eq!((&me["role"], &me["tenant"]["name"]), (&json!("owner"), &json!("海棠电商")));
        assert_ne!(me["tenant"]["id"], json!(PLATFORM));
        let tenant = me["tenant"]["id"].as_str().unwrap().parse().unwrap();
        assert_eq!(app.read(move |c| identity::tenant(c, tenant)).await.unwrap().name, "海棠电商");
    }

    async fn every_field_is_checked(base: Base) {
        let app = desk(base).await;
        let good = || form("lin@example.com");
        let bad = [
            (with(good(), "email", json!("nobody")), "email", "invalid"),
            (with(good(), "email", json!(format!("a@{}.cn", "b.".repeat(130)))), "email", "too_long"),
            (with(good(), "email", json!("a@b.cn\r\nBcc: x@y.cn")), "email", "invalid"),
            (with(good(), "password", json!("short")), "password", "too_short"),
            (with(good(), "password", json!("x1y2".repeat(33))), "password", "too_long"),
            (with(good(), "password", json!("password123")), "password", "too_common"),
            (with(good(), "name", json!("  ")), "name", "required"),
            (with(good(), "name", json!("名".repeat(61))), "name", "too_long"),
            (with(good(), "name", json!("a\u{202e}b")), "name", "invalid"),
            (with(good(), "enterprise_name", json!("x")), "enterprise_name", "invalid"),
            (with(good(), "kind", json!("enterprise")), "enterprise_name", "required"),
            (with(with(good(), "kind", json!("enterprise")), "enterprise_name", json!("x".repeat(81))), "enterprise_name", "too_long"),
            (with(good(), "surprise", json!(1)), "surprise", "unknown"),
            (json!({ "email": "lin@example.com" }), "password", "required"),
            (with(good(), "kind", json!("admin")), "body", "invalid"),
            (with(good(), "locale", json!("fr")), "body", "invalid"),
            (with(good(), "name", json!(7)), "body", "invalid"),
        ];
        for (body, field, word) in bad {
            let answer = refused(&app, "invalid_field", async || app.post("/sign-up", &body).send().await).await;
            let error = &answer.body["errors"][0];
            assert_eq!((error["field"].as_str(), error["code"].as_str()), (Some(field), Some(word)), "{body}");
        }
        let broken = async || app.call("POST", "/sign-up").bytes(b"{".to_vec()).header("content-type", "application/json").send().await;
        refused(&app, "malformed_body", broken).await;
        refused(&app, "unsupported_media_type", async || app.call("POST", "/sign-up").bytes(b"{}".to_vec()).send().await).await;
        refused(&app, "body_too_large", async || app.post("/sign-up", &with(good(), "name", json!("x".repeat(70_000)))).send().await).await;
    }

    async fn a_taken_address_gets_the_same_answer(base: Base) {
        let app = desk(base).await;
        worker(&app, "lin@example.com").await;
        let fresh = app.post("/sign-up", &form("new@example.com")).send().await;
        let sign_ups = footprint(&app).await["sign_up"];
        let again = app.post("/sign-up", &form("lin@example.com")).send().await;
        let keys = |body: &Value| body.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!((again.status, keys(&again.body)), (fresh.status, keys(&fresh.body)));
        assert_eq!(footprint(&app).await["sign_up"], sign_ups, "no second sign-up");
        app.settle().await;
        let told = || app.app.mail.sent().iter().filter(|m| m.to == "lin@example.com").count();
        assert_eq!(told(), 1, "its owner is told");
        app.post("/sign-up", &form("lin@example.com")).send().await.ok();
        app.settle().await;
        assert_eq!(told(), 1, "once a day");
        let code = json!({ "email": "lin@example.com", "code": "000000", "sign_up": again.body["sign_up"] });
        refused(&app, "code_invalid", async || app.post("/verify-email", &code).send().await).await;
        sign_in(&app, "lin@example.com").await;
    }

    async fn a_code_has_five_tries_and_ten_minutes(base: Base) {
        let app = desk(base).await;
        take(&app, &form("lin@example.com")).await;
        let right = mailed_code(&app, "lin@example.com").await;
        let wrong = if right == "111111" { "222222" } else { "111111" };
        let bring = async |code: &str| app.post("/verify-email", &json!({ "email": "lin@example.com", "code": code })).send().await;
        for typed in [wrong, "", "12345", "1234567", "abcdef"] {
            refused(&app, "code_invalid", async || bring(typed).await).await;
        }
        refused(&app, "code_invalid", async || bring(&right).await).await;
        // A fresh one, after a pause.
        let resend = async || app.post("/verify-email/resend", &json!({ "email": "lin@example.com" })).send().await;
        assert_eq!(resend().await.status, 202);
        assert_eq!(mailed_code(&app, "lin@example.com").await, right, "not within the minute");
        advance(&app, 60);
        resend().await.ok();
        let second = mailed_code(&app, "lin@example.com").await;
        assert_ne!(second, right);
        advance(&app, 600);
        refused(&app, "code_invalid", async || bring(&second).await).await;
        resend().await.ok();
        let third = mailed_code(&app, "lin@example.com").await;
        refused(&app, "code_invalid", async || bring(&second).await).await;
        assert_eq!(bring(&third).await.status, 200);
        refused(&app, "code_invalid", async || bring(&third).await).await;
    }

    async fn resending_says_nothing_about_an_address(base: Base) {
        let app = desk(base).await;
        let before = footprint(&app).await;
        let answer = app.post("/verify-email/resend", &json!({ "email": "nobody@example.com" })).send().await;
        assert_eq!((answer.status, &answer.body), (202, &json!({ "next": "verify_email" })));
        assert_eq!(footprint(&app).await, before);
        take(&app, &form("lin@example.com")).await;
        app.settle().await;
        for _ in 0..8 {
            advance(&app, 60);
            assert_eq!(app.post("/verify-email/resend", &json!({ "email": "lin@example.com" })).send().await.body, answer.body);
            app.settle().await;
        }
        assert_eq!(app.app.mail.sent().len(), 5, "five codes for one sign-up");
    }

    async fn a_code_belongs_to_its_own_sign_up(base: Base) {
        let app = desk(base).await;
        let mine = take(&app, &form("lin@example.com")).await;
        let my_code = mailed_code(&app, "lin@example.com").await;
        advance(&app, 1);
        // Somebody else signs up with my address and a password of theirs.
        let theirs = take(&app, &with(form("lin@example.com"), "password", json!("a thief's password"))).await;
        let their_code = mailed_code(&app, "lin@example.com").await;
        let bring = async |code: &str, id: &str| app.post("/verify-email", &json!({ "email": "lin@example.com", "code": code, "sign_up": id })).send().await;
        refused(&app, "code_invalid", async || bring(&their_code, &mine).await).await;
        refused(&app, "code_invalid", async || bring(&my_code, &theirs).await).await;
        assert_eq!(bring(&my_code, &mine).await.status, 200);
        refused(&app, "wrong_credentials", async || app.post("/sign-in", &json!({ "email": "lin@example.com", "password": "a thief's password" })).send().await).await;
        sign_in(&app, "lin@example.com").await;
    }

    async fn ten_sign_ups_may_wait_for_one_address(base: Base) {
        let app = desk(base).await;
        for _ in 0..12 {
            take(&app, &form("lin@example.com")).await;
        }
        app.settle().await;
        assert_eq!((footprint(&app).await["sign_up"], app.app.mail.sent().len()), (10, 10));
        advance(&app, 24 * 3600 + 1);
        app.settle().await;
        assert_eq!(footprint(&app).await["sign_up"], 0, "forgotten after a day");
    }

    async fn nothing_personal_is_stored_in_the_clear(base: Base) {
        let app = desk(base).await;
        take(&app, &form("planted-address@example.com")).await;
        let code = mailed_code(&app, "planted-address@example.com").await;
        app.post("/verify-email", &json!({ "email": "planted-address@example.com", "code": code })).send().await.ok();
        app.post("/sign-up", &with(form("second-planted@example.com"), "name", json!("PlantedName"))).send().await.ok();
        app.settle().await;
        if app.app.db.dialect() == db::Dialect::Sqlite {
            for file in ["tidecrew.db", "tidecrew.db-wal"] {
                let bytes = std::fs::read(app.base.dir.join(file)).unwrap_or_default();
                for planted in ["planted-address", "second-planted", "林晓", "PlantedName", PASSWORD] {
                    let found = bytes.windows(planted.len()).any(|w| w == planted.as_bytes());
                    assert!(!found, "{planted} is in {file}");
                }
            }
        }
    }

    async fn seeding_twice_changes_nothing(base: Base) {
        let app = desk(base).await;
        let first = crate::seeded(&app, "lin@example.com", Role::Worker, PLATFORM).await;
        let before = footprint(&app).await;
        assert_eq!(crate::seeded(&app, "LIN@example.com", Role::Admin, PLATFORM).await, first);
        assert_eq!(footprint(&app).await, before);
        assert!(app.app.get::<State>().is_ok());
    }
}
