//! Notifications: rows, pushes, mails, settings.

use serde_json::json;
use testkit::TestApp;

use crate::{Person, desk, footprint, refused, worker};

async fn tell(app: &TestApp, person: &Person, kind: &'static str) {
    let (id, now) = (person.id, app.now());
    app.write(move |c| identity::notify(c, id, kind, &json!({ "n": 1 }), now)).await;
    app.settle().await;
}

testkit::both! {
    async fn a_person_is_told_by_every_way(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        tell(&app, &lin, "interview_result").await;
        let list = app.get("/me/notifications").bearer(&lin.token).send().await.ok();
        assert_eq!((&list["items"][0]["kind"], &list["items"][0]["params"]["n"], &list["next"]), (&json!("interview_result"), &json!(1), &json!(null)));
        assert!(list["items"][0].get("read_at").is_none());
        let owner = lin.id.uuid();
        let events = app.read(move |c| db::streams::after(c, owner, 0, 10)).await;
        assert_eq!((events.len(), events[0].kind.as_str(), &events[0].body["id"]), (1, "notification", &list["items"][0]["id"]));
        let mail = app.app.mail.sent().pop().unwrap();
        assert_eq!((mail.to.as_str(), mail.subject.as_str()), ("lin@example.com", "面试结果"));
        assert!(mail.text.contains("林晓") && mail.text.contains("http://localhost:8080"));
    }

    async fn reading_is_for_its_own_person(base: Base) {
        let app = desk(base).await;
        let (lin, wu) = (worker(&app, "lin@example.com").await, worker(&app, "wu@example.com").await);
        tell(&app, &lin, "certificate").await;
        let list = async |who: &Person| app.get("/me/notifications").bearer(&who.token).send().await.ok();
        let id = list(&lin).await["items"][0]["id"].as_str().unwrap().to_owned();
        let read = async |who: &Person, id: &str| app.post(&format!("/me/notifications/{id}/read"), &json!({})).bearer(&who.token).send().await;
        refused(&app, "not_found", async || read(&wu, &id).await).await;
        refused(&app, "not_found", async || read(&lin, &uuid::Uuid::now_v7().to_string()).await).await;
        assert!(list(&lin).await["items"][0].get("read_at").is_none());
        assert!(list(&wu).await["items"].as_array().unwrap().is_empty());
        assert_eq!(read(&lin, &id).await.status, 204);
        let at = list(&lin).await["items"][0]["read_at"].clone();
        crate::advance(&app, 60);
        assert_eq!(read(&lin, &id).await.status, 204);
        assert_eq!(list(&lin).await["items"][0]["read_at"], at, "once read it stays so");
    }

    async fn settings_are_kept(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let get = async || app.get("/me/notification-settings").bearer(&lin.token).send().await.ok();
        assert_eq!(get().await["items"].as_array().unwrap().len(), 6);
        let put = async |items: serde_json::Value| app.put("/me/notification-settings", &json!({ "items": items })).bearer(&lin.token).send().await;
        put(json!([{ "kind": "certificate", "mail": false, "in_product": true }, { "kind": "appeal", "mail": true, "in_product": false }])).await.ok();
        tell(&app, &lin, "certificate").await;
        assert_eq!((footprint(&app).await["notification"], app.app.mail.sent().len()), (1, 0));
        tell(&app, &lin, "appeal").await;
        assert_eq!((footprint(&app).await["notification"], app.app.mail.sent().len()), (1, 1));
        put(json!([{ "kind": "appeal", "mail": false, "in_product": false }])).await.ok();
        tell(&app, &lin, "appeal").await;
        assert_eq!((footprint(&app).await["notification"], app.app.mail.sent().len()), (1, 1));
        for bad in [
            json!([{ "kind": "security", "mail": false, "in_product": true }]),
            json!([{ "kind": "appeal", "mail": true, "in_product": true }, { "kind": "appeal", "mail": true, "in_product": true }]),
            json!([{ "kind": "weather", "mail": true, "in_product": true }]),
            json!([{ "kind": "appeal", "mail": true }]),
        ] {
            let before = get().await;
            refused(&app, "invalid_field", async || put(bad.clone()).await).await;
            assert_eq!(get().await, before);
        }
    }

    async fn lists_come_in_pages(base: Base) {
        let app = desk(base).await;
        let lin = worker(&app, "lin@example.com").await;
        for _ in 0..5 {
            tell(&app, &lin, "offer_missed").await;
            crate::advance(&app, 1);
        }
        let page = async |query: &str| app.get(&format!("/me/notifications?{query}")).bearer(&lin.token).send().await;
        let first = page("limit=2").await.ok();
        let second = page(&format!("limit=2&after={}", first["next"].as_str().unwrap())).await.ok();
        let third = page(&format!("limit=2&after={}", second["next"].as_str().unwrap())).await.ok();
        let count = |page: &serde_json::Value| page["items"].as_array().unwrap().len();
        assert_eq!((count(&first), count(&second), count(&third), &third["next"]), (2, 2, 1, &json!(null)));
        refused(&app, "invalid_query", async || page("limit=many").await).await;
        refused(&app, "invalid_query", async || page("colour=red").await).await;
        assert!(app.app.mail.sent().is_empty(), "missed offers are not mailed unless asked for");
    }
}
