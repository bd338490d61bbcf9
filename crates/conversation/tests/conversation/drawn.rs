//! Where a project draws, no byte of what a customer wrote reaches a worker as text: not by the API, not by the stream.

use kernel::{Currency, Money, Role};
use serde_json::{Value, json};
use testkit::{Answer, Base, TestApp};

use super::{
    accepts, answers, says, talking, texts, visit,
    world::{Person, SKILL, World},
};

/// Conversations that are searched, on each engine.
const CONVERSATIONS: usize = 12;

async fn drawing(base: Base, sensitivity: u8) -> World {
    let mut w = talking(base).await;
    let (tenant, now) = (w.tenant, w.app.now());
    let project = w
        .app
        .write(move |c| {
            let new = market::NewProject {
                name: "Vault".to_owned(),
                channel: market::Channel::Chat,
                skill: SKILL.to_owned(),
                masking_policy: "base-cn".to_owned(),
                price: Money::new(200, Currency::CNY),
                sensitivity,
                origins: Vec::new(),
                is_drawn: sensitivity < 3,
            };
            market::create_project(c, tenant, None, new, now)
        })
        .await;
    w.project = project.id;
    w
}

async fn picture(app: &TestApp, who: &Person, id: &str, what: &str) -> Answer {
    app.get(&format!("/conversations/{id}/pictures/{what}?width=400&scale=2")).bearer(&who.token).send().await
}

/// Everything that a worker's page can ask for, and everything that was pushed to it.
async fn heard(w: &World, who: &Person, id: &str) -> String {
    let mut all = String::new();
    for path in [
        "/desk",
        "/conversations",
        &format!("/conversations/{id}"),
        &format!("/conversations/{id}/tokens"),
        &format!("/conversations/{id}/procedure"),
        "/me/notifications",
    ] {
        all += &w.app.get(path).bearer(&who.token).send().await.body.to_string();
    }
    let owner = who.account.uuid();
    let events = w.app.read(move |c| db::streams::after(c, owner, 0, 1000)).await;
    events.into_iter().fold(all, |all, event| all + &event.kind + &event.body.to_string())
}

testkit::both! {
    async fn no_word_of_a_customer_reaches_a_worker_as_text(base: Base) {
        let w = drawing(base, 1).await;
        let worker = w.worker("lin").await;
        w.online(&worker).await;
        let mut searched = 0;
        for n in 0..CONVERSATIONS {
            w.beat(&worker).await;
            let visitor = visit(&w, json!({})).await;
            let mine = [format!("紫色雨伞第{n}把"), format!("umbrella{n}q"), "13970416285".to_owned()];
            says(&w, &visitor, &format!("我丢了{}，编号{}", mine[0], mine[1])).await;
            let (id, task) = accepts(&w, &worker).await;
            says(&w, &visitor, &format!("{}还在吗？电话13970416285", mine[0])).await;
            let sent = answers(&w, &worker, &id, "您好，正在为您查找。").await;
            assert_eq!(sent.status, 201);
            let told = heard(&w, &worker, &id).await + &sent.body.to_string();
            assert!(told.contains("正在为您查找"), "one's own words are text");
            for word in &mine {
                assert!(!told.contains(word.as_str()), "{word} in {told}");
            }
            searched += told.len();
            let view = w.app.get(&format!("/conversations/{id}")).bearer(&worker.token).send().await.ok();
            let theirs: Vec<&Value> = view["messages"].as_array().unwrap().iter().filter(|m| m["from"] == "customer").collect();
            assert_eq!((view["is_drawn"].clone(), theirs.len()), (json!(true), 2));
            for message in theirs {
                let drawn = picture(&w.app, &worker, &id, message["id"].as_str().unwrap()).await;
                assert_eq!((drawn.status, drawn.header("content-type").unwrap()), (200, "image/png"));
            }
            // The customer and the enterprise read on.
            let theirs = w.app.get("/widget/thread").bearer(&visitor.token).send().await.ok();
            assert!(texts(&theirs["messages"]).iter().any(|text| text.contains(&mine[0])), "{theirs}");
            w.app.post(&format!("/conversations/{id}/close"), &json!({})).bearer(&worker.token).send().await;
            let wrapped = w.app.post(&format!("/tasks/{task}/wrap-up"), &json!({ "code": "resolved" })).bearer(&worker.token).send().await;
            assert_eq!(wrapped.status, 200, "{}", wrapped.body);
        }
        assert!(searched > CONVERSATIONS * 1000);
    }

    async fn a_click_finds_a_hidden_value_and_strangers_find_nothing(base: Base) {
        let w = drawing(base, 1).await;
        let (worker, other) = (w.worker("lin").await, w.worker("wu").await);
        let owner = w.person("boss", Role::Owner, w.tenant, 1).await;
        w.online(&worker).await;
        let visitor = visit(&w, json!({})).await;
        let said = says(&w, &visitor, "13970416285").await;
        let (id, _) = accepts(&w, &worker).await;
        let what = said["id"].as_str().unwrap();
        let place = json!({ "width": 400, "x": 20.0, "y": 32.0 });
        let pick = async |who: &Person, place: &Value| {
            w.app.post(&format!("/conversations/{id}/pictures/{what}/pick"), place).bearer(&who.token).send().await
        };
        assert_eq!(pick(&worker, &place).await.ok()["token"], "〔手机·1〕");
        assert_eq!(pick(&worker, &json!({ "width": 400, "x": 390.0, "y": 32.0 })).await.ok()["token"], Value::Null);
        assert_eq!(pick(&other, &place).await.code(), "not_found");
        assert_eq!(picture(&w.app, &other, &id, what).await.code(), "not_found");
        assert_eq!(picture(&w.app, &worker, &id, "context").await.code(), "not_found", "nothing was told");
        let reveal = format!("/conversations/{id}/tokens/%E3%80%94%E6%89%8B%E6%9C%BA%C2%B71%E3%80%95/reveal");
        let shown = w.app.post(&reveal, &json!({ "purpose": "callback" })).bearer(&worker.token).send().await;
        assert_eq!(shown.code(), "forbidden", "no original where text is drawn");
        assert_eq!(picture(&w.app, &owner, &id, what).await.status, 404, "pictures are the worker's who serves");
    }

    async fn the_most_sensitive_is_drawn_but_for_whom_text_was_granted(base: Base) {
        let w = drawing(base, 3).await;
        let worker = w.worker_with("lin", 3, true).await;
        let admin = w.person("fang", Role::Admin, kernel::PLATFORM, 1).await;
        w.online(&worker).await;
        let visitor = visit(&w, json!({})).await;
        says(&w, &visitor, "蓝色信封").await;
        let (id, _) = accepts(&w, &worker).await;
        assert!(!heard(&w, &worker, &id).await.contains("蓝色信封"));
        let grant = format!("/accounts/{}/text-mode", worker.account);
        assert_eq!(w.app.put(&grant, &json!({ "granted": true })).bearer(&worker.token).send().await.status, 403);
        assert_eq!(w.app.put(&grant, &json!({ "granted": true })).bearer(&admin.token).send().await.status, 204);
        let view = w.app.get(&format!("/conversations/{id}")).bearer(&worker.token).send().await.ok();
        assert!(texts(&view["messages"]).iter().any(|text| text.contains("蓝色信封")), "{view}");
        // A device that is trusted less shows pictures again.
        let actor = w.app.app.authenticate(worker.token.clone()).await.unwrap();
        let until = w.app.now().plus(std::time::Duration::from_secs(3600));
        w.app.write(move |c| identity::set_posture(c, actor.session, kernel::Posture { level: 2, expires_at: until })).await;
        let view = w.app.get(&format!("/conversations/{id}")).bearer(&worker.token).send().await.ok();
        assert!(!texts(&view["messages"]).iter().any(|text| text.contains("蓝色信封")));
    }
}

#[test]
fn a_machine_without_a_font_says_so() {
    let drawing = conversation::Drawing::new(Some("/nowhere/font.ttc".into()));
    assert!(drawing.lacks().unwrap().contains("fonts-noto-cjk"));
    assert!(conversation::Drawing::new(None).lacks().is_none(), "install fonts-noto-cjk to run these tests");
}
