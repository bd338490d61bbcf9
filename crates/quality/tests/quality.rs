//! Quality over the whole desk, on both engines: rules of an enterprise, what reaches the inbox, evaluations.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../../dispatch/tests/dispatch/world.rs"]
mod world;

use std::sync::{Arc, Mutex};

use db::outbox::Consumer;
use diesel::prelude::*;
use kernel::{Id, PLATFORM, Role, policy::Policy};
use serde_json::{Value, json};
use testkit::{Answer, Base};
use world::{Person, World, world};

diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    evaluation (tenant_id, conversation_id) {
        tenant_id -> Uid,
        conversation_id -> Uid,
        sampled -> Text,
    }
}

/// What quality pay was told, in all tests of this file.
static JUDGED: Mutex<Vec<Value>> = Mutex::new(Vec::new());
/// What somebody is to learn again, in all tests of this file.
static WANTED: Mutex<Vec<Value>> = Mutex::new(Vec::new());

async fn working(base: Base) -> World {
    let rules = Policy::<patrol::Rules>::parse("base-cn", patrol::BASE_CN).unwrap();
    let w = world(base, |_, mut setup| {
        let files = testkit::policies_from_disk();
        setup.routes = setup.routes.merge(conversation::routes()).merge(quality::routes()).merge(audit::routes());
        setup.consumers.extend(conversation::consumers());
        setup.consumers.push(Consumer::new("test.judged", &["piece.judged"], |_, event, _| {
            JUDGED.lock().unwrap().push(event.body.clone());
            Ok(())
        }));
        setup.consumers.push(Consumer::new("test.wanted", &["training.wanted"], |_, event, _| {
            WANTED.lock().unwrap().push(event.body.clone());
            Ok(())
        }));
        setup.consumers.extend(quality::consumers(&files).unwrap());
        setup.jobs.extend(quality::jobs());
        setup.schedules.extend(quality::schedules());
        setup.extras.push(Arc::new(rules));
        setup.extras.push(Arc::new(masking::load(&files).unwrap()));
        setup.deliver = Some(conversation::expander());
        setup
    })
    .await;
    let (files, now) = (testkit::policies_from_disk(), w.app.now());
    w.app.write(move |c| quality::seed_policies(c, &files, now)).await;
    w
}

/// A worker in conversation with a customer.
struct Talk {
    worker: Person,
    visitor: String,
    id: String,
}

async fn talk(w: &World, worker: &Person) -> Talk {
    let project = w.project;
    let widget = w.app.read(move |c| market::project(c, project)).await.widget_token;
    let opened = w.app.post("/widget/sessions", &json!({"widget_token": widget, "known": {}})).send().await.ok();
    let visitor = opened["access_token"].as_str().unwrap().to_owned();
    says(w, &visitor, "你好，快递到哪了").await;
    w.tick().await;
    let path = format!("/offers/{}/accept", w.offer(worker).await);
    let taken = w.app.post(&path, &json!({})).bearer(&worker.token).send().await.ok();
    w.app.settle().await;
    Talk { worker: worker.clone(), visitor, id: taken["conversation_id"].as_str().unwrap().to_owned() }
}

/// A conversation that does not pass: the customer waits more than a minute for a promise that nobody can keep.
async fn served_badly(w: &World, worker: &Person) -> Talk {
    let talk = talk(w, worker).await;
    for _ in 0..7 {
        w.advance(10.0);
        w.beat(worker).await;
    }
    answers(w, &talk, "我保证明天一定到货", Some("仓库已确认")).await.ok();
    w.app.post(&format!("/conversations/{}/close", talk.id), &json!({})).bearer(&worker.token).send().await.ok();
    w.app.settle().await;
    talk
}

async fn says(w: &World, visitor: &str, text: &str) {
    w.app.post("/widget/messages", &json!({"text": text})).bearer(visitor).send().await.ok();
    w.advance(0.5);
}

async fn answers(w: &World, talk: &Talk, text: &str, reason: Option<&str>) -> Answer {
    let body = reason.map_or(json!({"text": text}), |reason| json!({"text": text, "override_reason": reason}));
    let answer = w.app.post(&format!("/conversations/{}/messages", talk.id), &body).bearer(&talk.worker.token).send().await;
    w.advance(0.5);
    answer
}

async fn inbox(w: &World, admin: &Person) -> Vec<Value> {
    w.app.settle().await;
    w.app.get("/exceptions").bearer(&admin.token).send().await.ok()["items"].as_array().unwrap().clone()
}

const OWN: &str = r#"id = "own"
version = 1
[[rule]]
id = "own.old"
class = "tenant_rule"
outcome = "block"
match = ["停产款"]
why_zh = "请勿推荐停产商品"
why_en = "Do not offer discontinued goods"
[[test]]
expect = "block"
texts = ["这是停产款"]
"#;

testkit::both! {
    async fn exceptions_are_grouped_ranked_and_handled_at_once(base: Base) {
        let w = working(base).await;
        let admin = w.person("admin", Role::Admin, PLATFORM, 2).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let talk = talk(&w, &worker).await;
        assert!(inbox(&w, &admin).await.is_empty());

        for _ in 0..2 {
            answers(&w, &talk, "我保证明天一定到货", Some("仓库已确认")).await.ok();
        }
        for n in 0..3 {
            let held = answers(&w, &talk, "加我微信聊", None).await;
            assert_eq!(held.code(), "draft_blocked");
            let stopped = inbox(&w, &admin).await.iter().any(|group| group["cause"] == "blocks");
            assert_eq!(stopped, n == 2, "one is a slip, three are a habit");
        }
        for n in 0..2 {
            says(&w, &talk.visitor, "再不处理我就打12315投诉你们").await;
            let threats = inbox(&w, &admin).await.into_iter().find(|group| group["cause"] == "escalation");
            assert_eq!(threats.map(|group| group["count"].as_i64()), (n == 1).then_some(Some(2)), "the first is the worker's");
        }
        says(&w, &talk.visitor, "我不想活了").await;
        let groups = inbox(&w, &admin).await;
        let causes: Vec<&str> = groups.iter().map(|group| group["cause"].as_str().unwrap()).collect();
        assert_eq!(causes, ["self_harm", "escalation", "blocks", "override"], "heaviest first");
        let overridden = &groups[3];
        assert_eq!((overridden["count"].as_i64(), overridden["clock"].as_str()), (Some(2), Some("fine")), "grouped");
        assert_eq!((&overridden["worker_id"], overridden["about"].as_str()), (&Value::Null, Some("over_promise.firm")));
        let evidence = &overridden["evidence"][0];
        assert_eq!(evidence["worker_id"], worker.account.to_string());
        assert_eq!((evidence["said"]["text"].as_str(), evidence["detail"].as_str()), (Some("我保证明天一定到货"), Some("仓库已确认")));
        assert_eq!(groups[2]["evidence"][0]["said"], Value::Null, "a stopped draft is not kept");

        w.advance(180.0);
        assert_eq!(inbox(&w, &admin).await[0]["clock"], "late");
        let ids: Vec<&Value> = groups.iter().map(|group| &group["id"]).collect();
        let unknown = kernel::Id::<()>::new().to_string();
        let handle = |ids: Value| {
            let body = json!({"ids": ids, "outcome": "coached", "note": "谈过"});
            w.app.post("/exceptions/handle", &body).bearer(&admin.token).send()
        };
        assert_eq!(handle(json!([ids[0], unknown])).await.code(), "not_found");
        assert_eq!(inbox(&w, &admin).await.len(), 4, "all or none");
        assert_eq!(handle(json!(ids)).await.ok()["handled"], 4);
        assert_eq!(handle(json!([ids[0]])).await.code(), "conflict");
        assert!(inbox(&w, &admin).await.is_empty());
        let done = w.app.get("/exceptions?state=done").bearer(&admin.token).send().await.ok();
        assert_eq!((done["items"].as_array().unwrap().len(), done["items"][0]["outcome"].as_str()), (4, Some("coached")));
        answers(&w, &talk, "我保证明天一定到货", Some("仓库又确认")).await.ok();
        assert_eq!(inbox(&w, &admin).await.len(), 1, "what is handled is over; what comes again is new");
        assert_eq!(w.app.get("/exceptions").bearer(&worker.token).send().await.status, 403);
    }

    async fn warnings_sent_all_the_same_are_told_by_rule_and_taught_by_worker(base: Base) {
        let w = working(base).await;
        let admin = w.person("admin", Role::Admin, PLATFORM, 2).await;
        let mut who = Vec::new();
        for name in ["first", "second"] {
            let worker = w.worker(name).await;
            w.online(&worker).await;
            let talk = talk(&w, &worker).await;
            answers(&w, &talk, "我保证明天一定到货", Some("仓库已确认")).await.ok();
            w.app.put("/desk/presence", &json!({"state": "offline"})).bearer(&worker.token).send().await.ok();
            who.push(worker);
        }
        let groups = inbox(&w, &admin).await;
        assert_eq!((groups.len(), groups[0]["count"].as_i64()), (1, Some(2)), "one thing for a human: {groups:?}");
        let whose: Vec<&str> = groups[0]["evidence"].as_array().unwrap().iter().map(|one| one["worker_id"].as_str().unwrap()).collect();
        assert_eq!(whose, [who[1].account.to_string(), who[0].account.to_string()]);

        let body = json!({"ids": [groups[0]["id"]], "outcome": "retrain", "note": null});
        w.app.post("/exceptions/handle", &body).bearer(&admin.token).send().await.ok();
        w.app.settle().await;
        let wanted = WANTED.lock().unwrap().clone();
        for worker in &who {
            let theirs: Vec<&Value> = wanted.iter().filter(|body| body["worker"] == worker.account.to_string()).collect();
            assert_eq!(theirs.len(), 1, "each is taught once");
            assert_eq!((&theirs[0]["skill"], &theirs[0]["weak"]), (&json!("ecommerce.after_sale"), &json!(["quality/verdicts"])));
        }
    }

    async fn an_enterprise_tries_keeps_and_publishes_its_own_rules(base: Base) {
        let w = working(base).await;
        let owner = w.person("owner", Role::Owner, w.tenant, 2).await;
        let now = w.app.now();
        let elsewhere = w.app.write(move |c| identity::seed_tenant(c, "Other", now)).await;
        let stranger = w.person("stranger", Role::Owner, elsewhere, 2).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let talk = talk(&w, &worker).await;
        answers(&w, &talk, "您好，这款是停产款，您看行吗", None).await.ok();
        answers(&w, &talk, "您好，新款也有货的", None).await.ok();

        let try_out = |who: &Person, source: &str| w.app.post("/patrol/rules/try", &json!({"source": source})).bearer(&who.token).send();
        let tried = try_out(&owner, OWN).await.ok();
        assert_eq!((tried["looked_at"].as_i64(), tried["stopped"].as_i64(), tried["warned"].as_i64()), (Some(3), Some(1), Some(0)));
        assert_eq!(tried["shown"][0]["text"], "您好，这款是停产款，您看行吗");
        assert_eq!(try_out(&stranger, OWN).await.ok()["looked_at"], 0, "nobody tries on another's past");
        assert_eq!(try_out(&worker, OWN).await.status, 403);

        let failing = format!("{OWN}[[test]]\nexpect = \"block\"\ntexts = [\"新款\"]\n");
        let refused = w.app.put("/patrol/rules", &json!({"source": failing})).bearer(&owner.token).send().await;
        assert_eq!(refused.code(), "policy_invalid");
        assert!(refused.body.to_string().contains("patrol/own: line 15: test vector"), "{}", refused.body);
        let empty = w.app.get("/patrol/rules").bearer(&owner.token).send().await.ok();
        assert_eq!(empty["versions"], json!([]), "what fails is not kept");

        let kept = w.app.put("/patrol/rules", &json!({"source": OWN})).bearer(&owner.token).send().await.ok();
        answers(&w, &talk, "您好，这款是停产款，您看行吗", None).await.ok();
        w.app.post("/patrol/rules/publish", &json!({"hash": kept["hash"]})).bearer(&owner.token).send().await.ok();
        let held = answers(&w, &talk, "您好，这款是停产款，您看行吗", None).await;
        assert_eq!(held.code(), "draft_blocked", "{}", held.body);
        assert!(held.body.to_string().contains("own.old"));
        answers(&w, &talk, "您好，新款也有货的", None).await.ok();
        assert_eq!(answers(&w, &talk, "加我微信聊", None).await.code(), "draft_blocked", "the base still holds");
        let shown = w.app.get("/patrol/rules").bearer(&stranger.token).send().await.ok();
        assert_eq!(shown["versions"], json!([]));
    }

    async fn every_conversation_is_evaluated_and_again_the_same(base: Base) {
        let w = working(base).await;
        let admin = w.person("admin", Role::Admin, PLATFORM, 2).await;
        let owner = w.person("owner", Role::Owner, w.tenant, 2).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let talk = served_badly(&w, &worker).await;
        let read = |who: &Person| w.app.get("/evaluations").bearer(&who.token).send();
        let mine = read(&worker).await.ok();
        let one = &mine["items"][0];
        assert_eq!((one["result"].as_str(), one["conversation_id"].as_str()), (Some("failed"), Some(talk.id.as_str())), "{mine}");
        let items = one["items"].as_array().unwrap();
        let missed: Vec<&str> = items.iter().filter(|item| item["state"] == "missed").filter_map(|item| item["id"].as_str()).collect();
        assert_eq!(missed, ["first_reply", "greeting", "closing", "verdicts"]);
        assert_eq!(read(&owner).await.ok()["items"], mine["items"]);
        assert_eq!(read(&admin).await.ok()["items"], mine["items"]);
        let poor = || async { inbox(&w, &admin).await.into_iter().find(|group| group["cause"] == "quality") };
        served_badly(&w, &worker).await;
        assert!(poor().await.is_none(), "lessons are enough for two");
        served_badly(&w, &worker).await;
        let group = poor().await.unwrap();
        let told: Vec<&str> = group["evidence"].as_array().unwrap().iter().filter_map(|one| one["detail"].as_str()).collect();
        assert_eq!((group["count"].as_i64(), told.len()), (Some(3), 3), "{group}");
        let mine = read(&worker).await.ok();
        w.advance(400.0);
        w.app.settle().await;
        let admin = w.person("later", Role::Admin, PLATFORM, 2).await;
        assert_eq!(read(&admin).await.ok()["items"], mine["items"], "evaluated again, the same");
        let points = json!({"points": {"understood": 10, "warmth": 5}});
        let review = || w.app.post(&format!("/evaluations/{}/reviews", talk.id), &points).bearer(&admin.token).send();
        let (first, second) = (review().await, review().await);
        let sampled = first.status == 200;
        assert_eq!(second.code(), if sampled { "conflict" } else { "not_found" }, "only the sample is scored, and once by each");
    }

    async fn what_is_overturned_counts_no_more(base: Base) {
        let w = working(base).await;
        let admin = w.person("admin", Role::Admin, PLATFORM, 2).await;
        let (worker, other) = (w.worker("worker").await, w.person("other", Role::Worker, PLATFORM, 2).await);
        w.online(&worker).await;
        let talk = talk(&w, &worker).await;
        assert_eq!(answers(&w, &talk, "你加我微信 kefu_20250101 私下聊", None).await.code(), "draft_blocked");
        answers(&w, &talk, "我保证明天一定到货", Some("仓库已确认")).await.ok();
        answers(&w, &talk, "您好，马上为您查询，感谢您的耐心", None).await.ok();
        w.app.post(&format!("/conversations/{}/close", talk.id), &json!({})).bearer(&worker.token).send().await.ok();
        w.app.settle().await;
        let read = |token: String| { let app = &w.app; async move { app.get("/evaluations").bearer(&token).send().await.ok()["items"][0].clone() } };
        let before = read(worker.token.clone()).await;
        let state = |one: &Value, id: &str| one["items"].as_array().unwrap().iter().find(|item| item["id"] == id).unwrap()["state"].clone();
        assert_eq!(state(&before, "verdicts"), "missed", "{before}");

        let path = format!("/evaluations/{}/contests", talk.id);
        let open = w.app.get(&path).bearer(&worker.token).send().await.ok();
        let drafts: Vec<&str> = open["held"].as_array().unwrap().iter().filter_map(|one| one["outcome"].as_str()).collect();
        assert_eq!((drafts, &open["items"]), (vec!["block", "warn"], &json!([])), "{open}");
        let (draft, warned) = (open["held"][0]["id"].clone(), open["held"][1]["id"].clone());
        let contest = json!({"verdict_id": draft, "words": "客户要求发官方公众号名称"});
        assert_eq!(w.app.post(&path, &contest).bearer(&other.token).send().await.code(), "not_found", "somebody else's");
        let case = w.app.post(&path, &contest).bearer(&worker.token).send().await.ok()["case_id"].as_str().unwrap().to_owned();
        assert_eq!(w.app.post(&path, &contest).bearer(&worker.token).send().await.code(), "conflict", "once");
        let met = json!({"item": "closing", "words": "不对"});
        assert_eq!(w.app.post(&path, &met).bearer(&worker.token).send().await.code(), "invalid_field", "it was met");

        let seen = w.app.get(&format!("/cases/{case}")).bearer(&admin.token).send().await.ok();
        assert_eq!((&seen["kind"], &seen["may_judge"], &seen["first_code"]), (&json!("verdict"), &json!(true), &Value::Null), "{seen}");
        let verdict = json!({"outcome": "for_subject", "rule": "context", "reason": "官方渠道，不算站外", "award_minor": null});
        w.app.post(&format!("/cases/{case}/verdict"), &verdict).key(Id::<()>::new().uuid()).bearer(&admin.token).send().await.ok();
        w.app.settle().await;
        let half = read(worker.token.clone()).await;
        assert_eq!((state(&half, "verdicts"), &half["score"]), (json!("missed"), &before["score"]), "the warning still counts: {half}");

        let contest = json!({"verdict_id": warned, "words": "仓库当面确认过，已有单号"});
        let case = w.app.post(&path, &contest).bearer(&worker.token).send().await.ok()["case_id"].as_str().unwrap().to_owned();
        w.app.post(&format!("/cases/{case}/verdict"), &verdict).key(Id::<()>::new().uuid()).bearer(&admin.token).send().await.ok();
        w.app.settle().await;
        let after = read(worker.token.clone()).await;
        assert_eq!(state(&after, "verdicts"), "met", "{after}");
        assert!(after["score"].as_i64() > before["score"].as_i64(), "{before} {after}");
        let told: Vec<i64> = JUDGED.lock().unwrap().iter().filter(|body| body["conversation"] == talk.id.as_str()).filter_map(|body| body["score_bp"].as_i64()).collect();
        assert_eq!(told, [before["score"].as_i64().unwrap() * 100, after["score"].as_i64().unwrap() * 100], "pay hears both");

        let outcomes = w.app.get("/case-outcomes").bearer(&admin.token).send().await.ok();
        let rule = outcomes["items"].as_array().unwrap().iter().filter(|one| one["by"] == "rule");
        let counted: Vec<_> = rule.map(|one| (one["key"].as_str().unwrap().split('.').next().unwrap(), one["cases"].as_i64(), one["for_subject_pct"].as_i64())).collect();
        for key in ["verdict/off_platform", "verdict/over_promise"] {
            assert!(counted.contains(&(key, Some(1), Some(100))), "{outcomes}");
        }
        assert_eq!(w.app.get("/case-outcomes").bearer(&worker.token).send().await.code(), "forbidden");
    }

    async fn judges_are_measured_by_known_answers(base: Base) {
        let w = working(base).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let talk = talk(&w, &worker).await;
        answers(&w, &talk, "您好，马上为您查询", None).await.ok();
        w.app.post(&format!("/conversations/{}/close", talk.id), &json!({})).bearer(&worker.token).send().await.ok();
        w.app.settle().await;
        w.app.write(|c| db::on!(c, k => diesel::update(evaluation::table).set(evaluation::sampled.eq("yes")).execute(*k)).map_err(Into::into)).await;
        let mut judges = Vec::new();
        for name in ["a", "b", "strict"] {
            judges.push(w.person(name, Role::Admin, PLATFORM, 2).await);
        }
        let path = format!("/evaluations/{}/reviews", talk.id);
        let score = |judge: &Person, warmth: u32| w.app.post(&path, &json!({"points": {"understood": 10, "warmth": warmth}})).bearer(&judge.token).send();
        let gold = |judge: &Person| w.app.post(&format!("/evaluations/{}/gold", talk.id), &json!({})).bearer(&judge.token).send();
        score(&judges[0], 8).await.ok();
        assert_eq!(gold(&judges[0]).await.code(), "conflict", "one score is no known answer");
        score(&judges[1], 8).await.ok();
        assert!(gold(&judges[0]).await.status < 300);
        w.advance(1.0);
        let list = |judge: &Person| w.app.get("/evaluations/sample").bearer(&judge.token).send();
        let unseen = list(&judges[2]).await.ok()["items"][0].clone();
        assert_eq!((&unseen["reviews"], &unseen["known"], &unseen["others"]), (&json!(0), &Value::Null, &json!([])), "it looks like any other");
        score(&judges[2], 2).await.ok();
        let seen = list(&judges[2]).await.ok()["items"][0].clone();
        assert_eq!(seen["known"], json!({"understood": 10, "warmth": 8}));
        let measured = w.app.get("/evaluation-judges").bearer(&judges[0].token).send().await.ok();
        assert_eq!(measured["items"].as_array().unwrap().len(), 1, "only who answered since it was known: {measured}");
        assert_eq!((&measured["items"][0]["equal"], &measured["items"][0]["lean"]), (&json!(50), &json!(-33)), "{measured}");
    }
}
