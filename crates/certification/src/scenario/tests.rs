//! Scenarios over HTTP, on both engines: written, refused by line, played by the book, published at once, and trained on over
//! the enterprise's own procedure.

use kernel::{AccountId, Actor, PLATFORM, Role, TenantId};
use serde_json::{Value, json};
use testkit::{Answer, TestApp};

use super::{read, render};
use crate::tests::{SHOP, admit, by_the_book_of, learn, start, worker};

const SHIPPED: &str = include_str!("../../../../policies/sop/ecommerce-refund.yaml");

fn owner(app: &TestApp, n: u128) -> Actor {
    app.actor(Role::Owner, AccountId::from_u128(n), TenantId::from_u128(n), 1)
}

async fn post(app: &TestApp, who: &Actor, path: &str, body: Value) -> Answer {
    app.post(path, &body).by(who).send().await
}

fn form() -> Value {
    json!({
        "id": "cup-broken", "sop": "ecommerce-refund", "title": {"zh": "杯子碎了", "en": "A broken cup"},
        "opening": [{"zh": "杯子到了是碎的，我要退款。", "en": "The cup arrived broken and I want my money back."}],
        "persona": ["patient"], "patience": 8, "mood": "uneasy", "trains": ["ask_photo"],
        "goal": {"reason": "damaged", "photo": true, "within_days": true, "agreed": true},
        "saying": {"reason=damaged": {"zh": "收到就是破的", "en": "it was broken on arrival"}},
    })
}

fn with(key: &str, value: Value) -> Value {
    let mut form = form();
    form[key] = value;
    form
}

async fn keep(app: &TestApp, who: &Actor, form: Value) -> Answer {
    app.put("/scenarios", &json!({ "form": form })).by(who).send().await
}

/// The enterprise's own version of the procedure, published; its hash.
async fn own_procedure(app: &TestApp, who: &Actor) -> String {
    let mine = SHIPPED.replace("version: '1.0.0'", "version: '1.0.9'").replace("我是售后客服", "我是海风售后");
    let kept = app.put("/procedures", &json!({ "source": mine })).by(who).send().await.ok();
    let hash = kept["hash"].as_str().unwrap().to_owned();
    assert_eq!(post(app, who, "/procedures/ecommerce-refund/publish", json!({ "hash": hash })).await.status, 204);
    hash
}

async fn states(app: &TestApp, who: &Actor) -> Vec<String> {
    let all = app.get("/scenarios/cup-broken").by(who).send().await.ok();
    all["items"].as_array().unwrap().iter().map(|v| v["state"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_form_is_written_and_read_as_itself() {
    let scenario: crate::simulator::policy::Scenario = serde_json::from_value(form()).unwrap();
    assert_eq!(read(&render(&scenario)).unwrap(), scenario);
    let broken = read("id = \"x\"\nsop = \"y\"\ntitle = 3\n").unwrap_err();
    assert_eq!((broken.line, broken.rule), (3, "shape"));
}

testkit::both! {
    async fn what_is_wrong_has_a_line_a_rule_and_a_hint_and_changes_nothing(base: Base) {
        let app = start(base).await;
        let shop = owner(&app, 9);
        let choices = app.get("/scenario-choices").by(&shop).send().await.ok();
        assert!(choices["procedures"].as_array().unwrap().iter().any(|p| p["name"] == "ecommerce-refund" && p["own"] == false));
        let slots = choices["procedures"][0]["slots"].as_array().unwrap();
        assert!(slots.iter().all(|s| s["name"] != "order_no" && s["name"] != "phone_tail"), "personal slots are not fixed");
        let kept = keep(&app, &shop, form()).await.ok();
        post(&app, &shop, "/scenarios/cup-broken/publish", json!({"hash": kept["hash"]})).await;
        assert_eq!(states(&app, &shop).await, ["active"]);
        for (key, value, rule) in [
            ("sop", json!("no-such"), "no_procedure"),
            ("goal", json!({"reason": "bored"}), "wrong_value"),
            ("goal", json!({"colour": "red"}), "unknown_slot"),
            ("goal", json!({"phone_tail": "13800138000"}), "personal_slot"),
            ("opening", json!([]), "no_opening"),
            ("opening", json!([{"zh": "我的电话是13812345678，快退款", "en": "Refund me"}]), "personal_data"),
            ("title", json!({"zh": "杯子", "en": " "}), "untranslated"),
            ("persona", json!(["saint"]), "unknown_persona"),
            ("patience", json!(0), "patience"),
            ("trains", json!(["dance"]), "unknown_step"),
            ("id", json!("A B"), "name"),
        ] {
            let seen = post(&app, &shop, "/scenarios/check", json!({"form": with(key, value.clone())})).await.ok();
            let found = seen["issues"].as_array().unwrap().iter().find(|i| i["rule"] == rule);
            let found = found.unwrap_or_else(|| panic!("{rule} was not found: {seen}"));
            assert!(found["line"].as_u64().unwrap() >= 1 && found["file"] == "scenario.toml" && !found["hint"].as_str().unwrap().is_empty());
            assert_eq!(seen["fit"], false, "{rule}");
            let refused = keep(&app, &shop, with(key, value)).await;
            assert_eq!(refused.code(), "policy_invalid", "{rule}");
        }
        let line = seen_line(&app, &shop, "wrong_value", with("goal", json!({"photo": true, "reason": "bored"}))).await;
        let text = post(&app, &shop, "/scenarios/check", json!({"form": with("goal", json!({"photo": true, "reason": "bored"}))})).await.ok();
        let source = text["source"].as_str().unwrap();
        assert!(source.lines().nth(line - 1).unwrap().contains("bored"), "line {line} of {source}");
        assert_eq!(states(&app, &shop).await, ["active"], "the published one stays");
        assert_eq!(post(&app, &shop, "/scenarios/check", json!({})).await.code(), "invalid_field");
    }

    async fn an_enterprises_scenario_is_trained_on_and_examined_over_its_own_procedure(base: Base) {
        let app = start(base).await;
        let (shop, rival) = (owner(&app, 9), owner(&app, 10));
        let hash = own_procedure(&app, &shop).await;
        let played = post(&app, &shop, "/scenarios/preview", json!({"form": form(), "seed": 3, "language": "zh"})).await.ok();
        assert_eq!(played["judged"]["passed"], true, "{played}");
        assert_eq!(played, post(&app, &shop, "/scenarios/preview", json!({"form": form(), "seed": 3, "language": "zh"})).await.ok());
        let who = worker(&app, "amy").await;
        admit(&app, &who).await;
        learn(&app, &who, SHOP).await;
        let offered = async || {
            let all = app.get("/simulations/scenarios").by(&who).send().await.ok();
            all["items"].as_array().unwrap().iter().find(|s| s["title"] == "A broken cup").cloned()
        };
        let kept = keep(&app, &shop, form()).await.ok();
        assert_eq!(offered().await, None, "a draft is not offered");
        assert_eq!(post(&app, &rival, "/scenarios/cup-broken/publish", json!({"hash": kept["hash"]})).await.code(), "not_found");
        assert_eq!(post(&app, &shop, "/scenarios/cup-broken/publish", json!({"hash": kept["hash"]})).await.status, 204);
        assert_eq!(app.get("/scenarios").by(&rival).send().await.ok()["items"], json!([]));
        assert_eq!(keep(&app, &who, form()).await.code(), "forbidden");
        let id = offered().await.unwrap()["id"].clone();
        let begun = post(&app, &who, "/simulations", json!({"scenario": id})).await.ok();
        assert_eq!((&begun["procedure_hash"], &begun["mood"]), (&json!(hash), &json!("uneasy")));
        // Who goes on after a new version was published keeps the one they began under.
        let next = keep(&app, &shop, with("patience", json!(9))).await.ok();
        post(&app, &shop, "/scenarios/cup-broken/publish", json!({"hash": next["hash"]})).await;
        let def = sop::parse("own", SHIPPED.replace("我是售后客服", "我是海风售后").as_bytes()).unwrap();
        let done = by_the_book_of(&app, &who, &def, begun).await;
        assert_eq!(done["judged"]["passed"], true, "{done}");
        for n in 1..=3 {
            let exam = post(&app, &who, "/simulations", json!({"scenario": id, "mode": "exam"})).await.ok();
            assert_eq!(exam["procedure_hash"], json!(hash));
            by_the_book_of(&app, &who, &def, exam).await;
            let known = app.get(&format!("/courses/{SHOP}/mastery")).by(&who).send().await.ok();
            assert_eq!(known["exams_in_a_row"], n);
        }
        // What the procedure has no more is offered no more, and the console says so.
        let other = SHIPPED.replace("photo: { type: boolean", "picture: { type: boolean").replace("slot: photo", "slot: picture").replace("version: '1.0.0'", "version: '2.0.0'");
        let kept = app.put("/procedures", &json!({ "source": other })).by(&shop).send().await.ok();
        post(&app, &shop, "/procedures/ecommerce-refund/publish", json!({"hash": kept["hash"]})).await;
        assert_eq!(offered().await, None);
        assert_eq!(app.get("/scenarios").by(&shop).send().await.ok()["items"][0]["fits"], false);
        assert_eq!(post(&app, &who, "/simulations", json!({"scenario": id})).await.code(), "not_found");
        let admin = app.actor(Role::Admin, AccountId::from_u128(77), PLATFORM, 1);
        keep(&app, &admin, form()).await.ok();
    }

    async fn a_weak_step_is_trained_by_the_scenario_made_for_it(base: Base) {
        let app = start(base).await;
        let shop = owner(&app, 9);
        let kept = keep(&app, &shop, with("made_from", json!(kernel::Id::<()>::new().to_string()))).await.ok();
        post(&app, &shop, "/scenarios/cup-broken/publish", json!({"hash": kept["hash"]})).await;
        assert_eq!(app.get("/scenarios").by(&shop).send().await.ok()["items"][0]["is_made"], true);
        let who = worker(&app, "bob").await;
        admit(&app, &who).await;
        learn(&app, &who, SHOP).await;
        let account = who.account;
        let now = app.now();
        app.write(move |c| {
            let seen = [("sop/ecommerce-refund/ask_photo".to_owned(), crate::mastery::Seen::QualityFailed)];
            crate::mastery::store::learn(c, PLATFORM, account, SHOP, &seen, now).map(drop)
        })
        .await;
        let known = app.get(&format!("/courses/{SHOP}/mastery")).by(&who).send().await.ok();
        assert!(known["next_scenario"].as_str().unwrap().ends_with("/cup-broken"), "{known}");
    }
}

async fn seen_line(app: &TestApp, who: &Actor, rule: &str, form: Value) -> usize {
    let seen = post(app, who, "/scenarios/check", json!({ "form": form })).await.ok();
    let found = seen["issues"].as_array().unwrap().iter().find(|i| i["rule"] == rule).cloned().unwrap();
    usize::try_from(found["line"].as_u64().unwrap()).unwrap()
}
