//! What admins may do to accounts, and that nobody else may.

use kernel::{PLATFORM, Role};
use serde_json::json;

use crate::{PASSWORD, desk, refused, seeded, sign_in, worker};

testkit::both! {
    async fn a_suspended_person_is_out_at_once(base: Base) {
        let app = desk(base).await;
        seeded(&app, "admin@tide.cn", Role::Admin, PLATFORM).await;
        let (admin, lin) = (sign_in(&app, "admin@tide.cn").await, worker(&app, "lin@example.com").await);
        assert_eq!(app.get("/me").bearer(&lin.token).send().await.status, 200);
        let act = async |what: &str| app.post(&format!("/accounts/{}/{what}", lin.id), &json!({})).bearer(&admin.token).send().await;
        assert_eq!(act("suspend").await.status, 204);
        assert_eq!(act("suspend").await.status, 204, "twice is once");
        assert_eq!(app.get("/me").bearer(&lin.token).send().await.code(), "session_revoked");
        let cookie = format!("__Host-refresh={}", lin.refresh);
        refused(&app, "session_revoked", async || app.call("POST", "/token/refresh").header("cookie", &cookie).send().await).await;
        let enter = async || app.post("/sign-in", &json!({ "email": lin.email, "password": PASSWORD })).send().await;
        refused(&app, "account_suspended", enter).await;
        refused(&app, "wrong_credentials", async || app.post("/sign-in", &json!({ "email": lin.email, "password": "wrong password" })).send().await).await;
        assert_eq!(app.app.mail.sent().iter().filter(|m| m.to == lin.email && m.subject.contains("暂停")).count(), 1);
        let list = app.get("/accounts?role=worker").bearer(&admin.token).send().await.ok();
        assert_eq!((&list["items"][0]["state"], &list["items"][0]["name"]), (&json!("suspended"), &json!("林晓")));
        assert_eq!(act("restore").await.status, 204);
        sign_in(&app, &lin.email).await;
    }

    async fn others_may_not(base: Base) {
        let app = desk(base).await;
        let tenant = app.write({ let now = app.now(); move |c| identity::seed_tenant(c, "海棠电商", now) }).await;
        seeded(&app, "wu@haitang.cn", Role::Owner, tenant).await;
        seeded(&app, "admin@tide.cn", Role::Admin, PLATFORM).await;
        let (lin, wu, admin) = (worker(&app, "lin@example.com").await, sign_in(&app, "wu@haitang.cn").await, sign_in(&app, "admin@tide.cn").await);
        for person in [&lin, &wu] {
            refused(&app, "forbidden", async || app.get("/accounts").bearer(&person.token).send().await).await;
            for what in ["suspend", "restore"] {
                let path = format!("/accounts/{}/{what}", admin.id);
                refused(&app, "not_found", async || app.post(&path, &json!({})).bearer(&person.token).send().await).await;
            }
        }
        refused(&app, "unauthenticated", async || app.get("/accounts").send().await).await;
        let own = format!("/accounts/{}/suspend", admin.id);
        refused(&app, "conflict", async || app.post(&own, &json!({})).bearer(&admin.token).send().await).await;
        let nobody = format!("/accounts/{}/suspend", kernel::AccountId::new());
        refused(&app, "not_found", async || app.post(&nobody, &json!({})).bearer(&admin.token).send().await).await;
        let list = app.get("/accounts").bearer(&admin.token).send().await.ok();
        assert_eq!(list["items"].as_array().unwrap().len(), 3);
        let owners = app.get("/accounts?role=owner&limit=1").bearer(&admin.token).send().await.ok();
        assert_eq!((&owners["items"][0]["tenant"]["name"], &owners["next"]), (&json!("海棠电商"), &json!(null)));
        refused(&app, "invalid_query", async || app.get("/accounts?role=king").bearer(&admin.token).send().await).await;
    }

    async fn names_are_told_to_admins_only(base: Base) {
        let app = desk(base).await;
        seeded(&app, "admin@tide.cn", Role::Admin, PLATFORM).await;
        let (admin, lin) = (sign_in(&app, "admin@tide.cn").await, worker(&app, "lin@example.com").await);
        let nobody = kernel::AccountId::new();
        let of = |ids: &str| format!("/accounts/names?ids={ids}");
        let told = app.get(&of(&format!("{nobody},{}", lin.id))).bearer(&admin.token).send().await.ok();
        assert_eq!(told["items"], json!([{ "id": nobody, "name": "" }, { "id": lin.id, "name": "林晓" }]));
        refused(&app, "forbidden", async || app.get(&of(&lin.id.to_string())).bearer(&lin.token).send().await).await;
        for wrong in ["", "lin", &vec![nobody.to_string(); 101].join(",")] {
            refused(&app, "invalid_field", async || app.get(&of(wrong)).bearer(&admin.token).send().await).await;
        }
    }
}
