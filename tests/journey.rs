//! The path that must work: from sign-up to a paid piece, on both engines, through the public API.

use std::collections::BTreeMap;

use kernel::Id;
use serde_json::{Value, json};

use crate::world::{Person, World};

const WIDGET_ORIGIN: &str = "https://shop.example";

pub(crate) async fn admitted_worker<'a>(world: &'a World, email: &str) -> Person<'a> {
    let worker = world.sign_up(email, "worker").await;
    worker.consent().await;
    let account = worker.account["id"].as_str().unwrap().parse().unwrap();
    world.app.write(move |c| recruitment::seed_admitted(c, account, "zh-CN", "2026-01-05T07:00:00Z".parse().unwrap())).await;
    let seal = world.app.app.seal.clone();
    world
        .app
        .write(move |c| {
            certification::seed_certificate(c, &seal, account, "ecommerce.after_sale", "2026-01-05T07:30:00Z".parse().unwrap())
        })
        .await;
    world.settle().await;
    worker.prove_device().await;
    worker
}

pub(crate) async fn funded_project(enterprise: &Person<'_>) -> Value {
    let project = json!({
        "name": "售后咨询", "channel": "chat", "skill": "ecommerce.after_sale", "masking_policy": "base-cn",
        "price": { "minor": 300, "currency": "CNY" }, "sensitivity": 1, "origins": [WIDGET_ORIGIN],
    });
    let project = enterprise.post("/projects", project).await.ok();
    enterprise.put(&format!("/projects/{}", project["id"].as_str().unwrap()), json!({ "state": "live" })).await.ok();
    enterprise
        .post("/escrow/deposits", json!({ "amount": { "minor": 10_000, "currency": "CNY" }, "reference": "wire 1" }))
        .await
        .ok();
    project
}

/// One conversation from first word to pay, and the ids of what it left behind.
pub(crate) async fn lived(world: &World) -> BTreeMap<&'static str, String> {
    let worker = admitted_worker(world, "lin@example.com").await;
    let enterprise = world.sign_up("shop@example.com", "enterprise").await;
    let project = funded_project(&enterprise).await;
    worker.put("/desk/presence", json!({ "state": "available" })).await.ok();
    let source = "id = \"shop-cn\"\nversion = 1\nextends = \"base-cn\"\n";
    enterprise.put("/masking/policies/shop-cn", json!({ "source": source })).await.ok();
    let customer =
        world.visitor(project["widget_token"].as_str().unwrap(), json!({ "name": "欧阳子涵", "phone": "13812345678" })).await;
    customer.post("/widget/messages", json!({ "text": "在吗，我是欧阳子涵，电话13812345678" })).await.ok();
    world.settle().await;
    let offer = worker.get("/desk").await.ok()["offers"][0]["id"].as_str().unwrap().to_owned();
    let accepted = worker.post(&format!("/offers/{offer}/accept"), json!({})).await.ok();
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    let (conversation, task) = (text(&accepted["conversation_id"]), text(&accepted["task_id"]));
    worker.post(&format!("/conversations/{conversation}/messages"), json!({ "text": "您好，马上为您查询" })).await.ok();
    worker.post(&format!("/conversations/{conversation}/close"), json!({})).await.ok();
    worker.post(&format!("/tasks/{task}/wrap-up"), json!({ "code": "resolved", "note": "" })).await.ok();
    world.settle().await;
    let invited = json!({ "email": "zhou@example.com", "role": "member", "locale": "zh-CN" });
    let invited = enterprise.post("/members/invitations", invited).await.ok();
    let admin = world.admin().await;
    let first = |answer: Value, field: &str| text(&answer["items"][0][field]);
    let earnings = worker.get("/earnings").await.ok();
    let simulation = worker.post("/simulations", json!({ "scenario": "refund_damaged" })).await.ok();
    let export = worker.post("/me/exports", json!({})).await.ok();
    let application = text(&worker.get("/applications/mine").await.ok()["id"]);
    BTreeMap::from([
        ("project", text(&project["id"])),
        ("conversation", conversation),
        ("task", task),
        ("offer", offer),
        ("earning", text(&earnings["lines"]["items"][0]["id"])),
        ("decision", first(admin.get("/decisions").await.ok(), "id")),
        ("account", text(&worker.account["id"])),
        ("session", first(worker.get("/me/sessions").await.ok(), "id")),
        ("passkey", first(worker.get("/me/passkeys").await.ok(), "id")),
        ("invitation", text(&invited["id"])),
        ("account_of_owner", text(&enterprise.account["id"])),
        ("export", text(&export["id"])),
        ("erasure", Id::<()>::new().to_string()),
        ("hold", Id::<()>::new().to_string()),
        ("notification", Id::<()>::new().to_string()),
        ("statement", Id::<()>::new().to_string()),
        ("batch", Id::<()>::new().to_string()),
        ("case", Id::<()>::new().to_string()),
        ("invoice", Id::<()>::new().to_string()),
        ("refund", Id::<()>::new().to_string()),
        ("order", Id::<()>::new().to_string()),
        ("surge", Id::<()>::new().to_string()),
        ("standby", Id::<()>::new().to_string()),
        ("upload", Id::<()>::new().to_string()),
        ("exam", Id::<()>::new().to_string()),
        ("procedure", "ecommerce-refund".to_owned()),
        ("scenario", "cup-broken".to_owned()),
        ("test_call", Id::<()>::new().to_string()),
        ("simulation", text(&simulation["id"])),
        ("application", application),
        ("entry", first(admin.get("/audit/entries").await.ok(), "id")),
        ("certificate", first(worker.get("/certificates/mine").await.ok(), "id")),
        ("masking_policy", "shop-cn".to_owned()),
        ("policy", first(admin.get("/policies").await.ok(), "hash")),
        ("skill", "ecommerce.after_sale".to_owned()),
        ("purpose", "marketing_mail".to_owned()),
    ])
}

testkit::both! {
    async fn a_masked_conversation_is_served_and_paid(base: Base) {
        let world = World::new(base).await;
        let worker = admitted_worker(&world, "lin@example.com").await;
        let enterprise = world.sign_up("shop@example.com", "enterprise").await;
        let project = funded_project(&enterprise).await;
        worker.put("/desk/presence", json!({ "state": "available" })).await.ok();

        let customer = world.visitor(project["widget_token"].as_str().unwrap(), json!({ "name": "欧阳子涵", "phone": "13812345678" })).await;
        let words = "你好，我是欧阳子涵，电话138 1234 5678，邮箱 ou@example.com，卡号6222021234567890128";
        customer.post("/widget/messages", json!({ "text": words })).await.ok();
        world.settle().await;

        let desk = worker.get("/desk").await.ok();
        let offer = &desk["offers"][0];
        assert!(offer["why"].as_array().is_some_and(|w| !w.is_empty()), "an offer says why: {desk}");
        let accepted = worker.post(&format!("/offers/{}/accept", offer["id"].as_str().unwrap()), json!({})).await.ok();
        let conversation = accepted["conversation_id"].as_str().unwrap().to_owned();
        let thread = worker.get(&format!("/conversations/{conversation}")).await.ok();
        let seen = thread.to_string();
        for secret in ["欧阳子涵", "138 1234 5678", "13812345678", "ou@example.com", "6222021234567890128"] {
            assert!(!seen.contains(secret), "{secret} reached the desk: {seen}");
        }
        assert!(seen.contains("〔"), "tokens stand in for what was masked: {seen}");

        // A block leaves nothing for the customer.
        let refused = worker.post(&format!("/conversations/{conversation}/messages"), json!({ "text": "你加我微信 kefu_20250101 私下聊" })).await;
        assert_eq!(refused.code(), "draft_blocked");
        let thread = customer.get("/widget/thread").await.ok();
        assert_eq!(thread["messages"].as_array().unwrap().iter().filter(|m| m["from"] == "worker").count(), 0);

        // A token in the answer is expanded for the customer only.
        let phone = seen.split('〔').find_map(|p| p.split_once('〕').map(|(t, _)| t).filter(|t| t.starts_with("手机"))).unwrap().to_owned();
        let answer = format!("您好，稍后会打您的电话〔{phone}〕确认。");
        let sent = worker.post(&format!("/conversations/{conversation}/messages"), json!({ "text": answer })).await.ok();
        assert!(sent["message"]["verdict"]["id"].is_string(), "{sent}");
        let thread = customer.get("/widget/thread").await.ok().to_string();
        assert!(thread.contains("138 1234 5678") || thread.contains("13812345678"), "{thread}");

        worker.post(&format!("/conversations/{conversation}/close"), json!({})).await.ok();
        let task = accepted["task_id"].as_str().unwrap();
        worker.post(&format!("/tasks/{task}/wrap-up"), json!({ "code": "resolved", "note": "" })).await.ok();
        customer.post("/widget/rating", json!({ "score": 5 })).await.ok();
        world.settle().await;

        let earnings = worker.get("/earnings").await.ok();
        assert_eq!(earnings["pieces"], 1, "{earnings}");
        assert_eq!(earnings["today"]["minor"], 255, "300 fen less the 15 % fee: {earnings}");
        let escrow = enterprise.get("/escrow").await.ok();
        assert_eq!((&escrow["free"]["minor"], &escrow["spent"]["minor"]), (&json!(9_700), &json!(300)), "{escrow}");
        let check = world.app.read(ledger::check).await;
        assert!(check.balanced, "{check:?}");
        let list = enterprise.get("/conversations").await.ok();
        assert_eq!(list["items"][0]["rating"], 5, "{list}");
    }

    async fn an_unfunded_project_offers_nothing(base: Base) {
        let world = World::new(base).await;
        let worker = admitted_worker(&world, "lin@example.com").await;
        let enterprise = world.sign_up("shop@example.com", "enterprise").await;
        let project = json!({
            "name": "无预付款", "channel": "chat", "skill": "ecommerce.after_sale", "masking_policy": "base-cn",
            "price": { "minor": 300, "currency": "CNY" }, "sensitivity": 1, "origins": [],
        });
        let project = enterprise.post("/projects", project).await.ok();
        enterprise.put(&format!("/projects/{}", project["id"].as_str().unwrap()), json!({ "state": "live" })).await.ok();
        worker.put("/desk/presence", json!({ "state": "available" })).await.ok();
        let customer = world.visitor(project["widget_token"].as_str().unwrap(), json!({})).await;
        customer.post("/widget/messages", json!({ "text": "在吗" })).await.ok();
        world.settle().await;
        assert_eq!(worker.get("/desk").await.ok()["offers"], json!([]));
        assert_eq!(worker.get("/earnings").await.ok()["pieces"], 0);
    }
}
