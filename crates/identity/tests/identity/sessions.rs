//! Refreshing, lost answers, copies, ending sessions.

use kernel::{PLATFORM, Role, TenantId};
use serde_json::json;
use testkit::{Answer, TestApp};

use crate::{Person, advance, desk, footprint, refresh_cookie, refused, seeded, sign_in, worker};

async fn refresh(app: &TestApp, cookie: &str) -> Answer {
    app.call("POST", "/token/refresh").header("cookie", &format!("a=b; __Host-refresh={cookie}")).send().await
}

async fn alive(app: &TestApp, person: &Person) -> bool {
    app.get("/me").bearer(&person.token).send().await.status == 200
}

testkit::both! {
    async fn tokens_rotate(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        advance(&app, 301);
        assert_eq!(app.get("/me").bearer(&lin.token).send().await.code(), "token_expired");
        let mut cookie = lin.refresh.clone();
        for _ in 0..3 {
            advance(&app, 300);
            let answer = refresh(&app, &cookie).await;
            let next = refresh_cookie(&answer);
            let body = answer.ok();
            assert_ne!(next, cookie);
            assert_eq!(body["account"]["id"], json!(lin.id));
            assert_eq!(app.get("/me").bearer(body["access_token"].as_str().unwrap()).send().await.status, 200);
            cookie = next;
        }
        assert_eq!(footprint(&app).await["refresh_token"], 4);
    }

    async fn a_lost_answer_is_given_again(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let first = refresh_cookie(&refresh(&app, &lin.refresh).await);
        advance(&app, 9);
        let again = refresh(&app, &lin.refresh).await;
        assert_eq!((again.status, refresh_cookie(&again)), (200, first.clone()));
        assert_eq!(footprint(&app).await["refresh_token"], 2, "one successor");
        assert_eq!(refresh(&app, &first).await.status, 200);
    }

    async fn a_copy_ends_the_whole_session(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let other = sign_in(&app, "lin@example.com").await;
        let next = refresh_cookie(&refresh(&app, &lin.refresh).await);
        assert!(alive(&app, &lin).await);
        advance(&app, 10);
        let answer = refresh(&app, &lin.refresh).await;
        assert_eq!((answer.code().as_str(), answer.header("set-cookie")), ("refresh_reused", None));
        assert_eq!(app.get("/me").bearer(&lin.token).send().await.code(), "session_revoked", "at once, not after a second");
        refused(&app, "session_revoked", async || refresh(&app, &next).await).await;
        refused(&app, "session_revoked", async || refresh(&app, &lin.refresh).await).await;
        assert!(alive(&app, &other).await, "the other session stays");
        app.settle().await;
        let notices = app.get("/me/notifications").bearer(&other.token).send().await.ok();
        assert_eq!((&notices["items"][0]["kind"], &notices["items"][0]["params"]["what"]), (&json!("security"), &json!("session_copied")));
        assert!(app.app.mail.sent().iter().any(|m| m.to == lin.email && m.subject.contains("会话")));
    }

    async fn a_copy_is_noticed_even_within_ten_seconds(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let next = refresh_cookie(&refresh(&app, &lin.refresh).await);
        assert_eq!(refresh(&app, &next).await.status, 200);
        assert_eq!(refresh(&app, &lin.refresh).await.code(), "refresh_reused", "its successor had arrived");
        assert!(!alive(&app, &lin).await);
    }

    async fn two_tabs_refresh_at_once(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let (a, b) = futures_util::future::join(refresh(&app, &lin.refresh), refresh(&app, &lin.refresh)).await;
        assert_eq!((a.status, b.status), (200, 200));
        assert_eq!(refresh_cookie(&a), refresh_cookie(&b));
        assert!(alive(&app, &lin).await);
    }

    async fn other_sites_and_strangers_get_nothing(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let cookie = format!("__Host-refresh={}", lin.refresh);
        let from = |name: &'static str, value: &'static str| app.call("POST", "/token/refresh").header("cookie", &cookie).header(name, value);
        refused(&app, "origin_refused", async || from("origin", "https://evil.example").send().await).await;
        refused(&app, "origin_refused", async || from("origin", "null").send().await).await;
        refused(&app, "origin_refused", async || from("sec-fetch-site", "cross-site").send().await).await;
        let leave = async || app.call("POST", "/sign-out").header("cookie", &cookie).header("sec-fetch-site", "cross-site").send().await;
        refused(&app, "origin_refused", leave).await;
        refused(&app, "unauthenticated", async || app.call("POST", "/token/refresh").send().await).await;
        refused(&app, "unauthenticated", async || refresh(&app, "nonsense").await).await;
        refused(&app, "session_revoked", async || refresh(&app, &"A".repeat(43)).await).await;
        assert_eq!(from("origin", "http://localhost:8080").send().await.status, 200);
        assert!(alive(&app, &lin).await);
        refused(&app, "unauthenticated", async || app.get("/me").bearer("nonsense").send().await).await;
    }

    async fn a_shift_ends_and_says_so(base: Base) {
        let app = desk(base).await;
        let tenant = app.write({ let now = app.now(); move |c| identity::seed_tenant(c, "海棠电商", now) }).await;
        let mut lin = worker(&app, "lin@example.com").await;
        seeded(&app, "wu@haitang.cn", Role::Owner, tenant).await;
        let mut wu = sign_in(&app, "wu@haitang.cn").await;
        advance(&app, 12 * 3600 - 1);
        lin = Person::of(&lin.email, refresh(&app, &lin.refresh).await);
        wu = Person::of(&wu.email, refresh(&app, &wu.refresh).await);
        assert!(alive(&app, &lin).await);
        advance(&app, 1);
        assert_eq!(app.get("/me").bearer(&lin.token).send().await.code(), "session_revoked");
        assert!(alive(&app, &wu).await);
        refused(&app, "session_revoked", async || refresh(&app, &lin.refresh).await).await;
        app.settle().await;
        assert_eq!(footprint(&app).await["refresh_token"], 2, "only the owner's tokens are kept");
    }

    async fn a_session_is_ended_by_its_person_only(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let phone = sign_in(&app, "lin@example.com").await;
        let wu = worker(&app, "wu@example.com").await;
        let sessions = app.get("/me/sessions").bearer(&lin.token).send().await.ok();
        assert_eq!(sessions["items"].as_array().unwrap().len(), 2, "newest first, own only");
        let of = |current: bool| sessions["items"].as_array().unwrap().iter().find(|s| s["current"] == current).unwrap()["id"].as_str().unwrap().to_owned();
        let drop = async |who: &Person, id: &str| app.call("DELETE", &format!("/me/sessions/{id}")).bearer(&who.token).send().await;
        refused(&app, "not_found", async || drop(&wu, &of(false)).await).await;
        refused(&app, "not_found", async || drop(&lin, &kernel::SessionId::new().to_string()).await).await;
        refused(&app, "invalid_id", async || drop(&lin, "1").await).await;
        assert!(alive(&app, &phone).await);
        assert_eq!(drop(&lin, &of(false)).await.status, 204);
        assert_eq!(app.get("/me").bearer(&phone.token).send().await.code(), "session_revoked");
        refused(&app, "session_revoked", async || refresh(&app, &phone.refresh).await).await;
        refused(&app, "not_found", async || drop(&lin, &of(false)).await).await;
        assert!(alive(&app, &lin).await);
    }

    async fn signing_out_ends_the_session(base: Base) {
        let app = desk(base).await;
        let (lin, wu) = (worker(&app, "lin@example.com").await, worker(&app, "wu@example.com").await);
        assert_eq!(app.call("POST", "/sign-out").bearer(&lin.token).send().await.status, 204);
        assert!(!alive(&app, &lin).await);
        let by_cookie = app.call("POST", "/sign-out").header("cookie", &format!("__Host-refresh={}", wu.refresh)).send().await;
        assert_eq!(by_cookie.status, 204);
        assert!(!alive(&app, &wu).await);
        assert_eq!(app.call("POST", "/sign-out").send().await.status, 204, "ending nothing is no error");
        assert_eq!(footprint(&app).await["refresh_token"], 0);
    }

    async fn another_process_hears_of_it_within_a_second(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        assert!(alive(&app, &lin).await);
        // Another process writes to the same store: no wake-up of ours, only time.
        let elsewhere = db::Db::open(&app.base.options).unwrap();
        let (now, id) = (app.now(), lin.id);
        let ended = elsewhere.write(kernel::Scope::Platform, move |c| {
            let all = identity::session::service::end_all(c, id, identity::session::EndReason::Revoked, now)?;
            Ok(all)
        });
        assert_eq!(ended.await.unwrap(), 1);
        tokio::time::sleep(std::time::Duration::from_millis(1_010)).await;
        assert_eq!(app.get("/me").bearer(&lin.token).send().await.code(), "session_revoked");
    }

    async fn a_token_does_not_move_to_another_tenant(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let other = TenantId::from_u128(77);
        let seen = app.app.db.read(kernel::Scope::Tenant(other), { let id = lin.id; move |c| identity::account(c, id) }).await.unwrap();
        // SQLite has no second wall; what stands in front of it is checked by every other test here.
        assert_eq!(seen.is_some(), app.app.db.dialect() == db::Dialect::Sqlite);
        assert_eq!(app.read({ let id = lin.id; move |c| identity::account(c, id) }).await.unwrap().tenant, PLATFORM);
    }
}
