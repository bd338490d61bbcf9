//! Masking policies over HTTP, on both engines: drafts, refusals that write nothing, publication, previews.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

use std::sync::Arc;

use kernel::{AccountId, Actor, Role, TenantId};
use masking::Detector;
use masking_core::Policy;
use serde_json::{Value, json};
use testkit::{Answer, Base, Setup, TestApp};

const SHOP: TenantId = TenantId::from_u128(70);
const RIVAL: TenantId = TenantId::from_u128(71);
const GOOD: &str = r#"id = "shop-cn"
version = 1
extends = "retail-cn"
[entity.PLATE]
action = "mask"
keep_first = 2
[[test]]
text = "车牌粤B12345停哪"
expect = "车牌粤B*****停哪"
"#;

async fn app(base: Base) -> TestApp {
    let setup = Setup { routes: masking::routes(), extras: vec![Arc::new(Detector::new(Policy::base_cn()))], ..Setup::default() };
    base.app(setup).await
}

fn owner(app: &TestApp, tenant: TenantId) -> Actor {
    app.actor(Role::Owner, AccountId::from_u128(tenant.uuid().as_u128() + 100), tenant, 1)
}

async fn save(app: &TestApp, who: &Actor, source: &str) -> Answer {
    app.put("/masking/policies/shop-cn", &json!({ "source": source })).by(who).send().await
}

async fn look(app: &TestApp, who: &Actor) -> Value {
    app.get("/masking/policies/shop-cn").by(who).send().await.ok()
}

async fn publish(app: &TestApp, who: &Actor, hash: &Value) -> Answer {
    app.post("/masking/policies/shop-cn/publish", &json!({ "hash": hash })).by(who).send().await
}

async fn preview(app: &TestApp, who: &Actor, text: &str) -> Answer {
    app.post("/masking/preview", &json!({ "text": text, "policy": "shop-cn" })).by(who).send().await
}

testkit::both! {
    async fn a_policy_is_drafted_published_and_taken_back(base: Base) {
        let app = app(base).await;
        let who = owner(&app, SHOP);
        let first = save(&app, &who, GOOD).await.ok()["hash"].clone();
        let seen = look(&app, &who).await;
        assert_eq!((&seen["active"], &seen["versions"][0]["state"]), (&Value::Null, &json!("draft")));
        assert_eq!(preview(&app, &who, "车牌粤B12345").await.code(), "not_found", "a draft is not in force");
        publish(&app, &who, &first).await.ok();
        assert_eq!(preview(&app, &who, "车牌粤B12345").await.ok()["text"], "车牌粤B*****");
        let plates = |v: &Value| v["entities"].as_array().unwrap().iter().find(|e| e["label"] == "PLATE").unwrap()["action"].clone();
        assert_eq!(plates(&look(&app, &who).await), "mask");

        let second = save(&app, &who, &GOOD.replace("keep_first = 2", "keep_first = 1").replace("粤B*****停", "粤******停")).await.ok()["hash"].clone();
        assert_eq!(preview(&app, &who, "车牌粤B12345").await.ok()["text"], "车牌粤B*****", "a draft changes nothing");
        publish(&app, &who, &second).await.ok();
        assert_eq!(preview(&app, &who, "车牌粤B12345").await.ok()["text"], "车牌粤******");
        publish(&app, &who, &first).await.ok();
        let seen = look(&app, &who).await;
        assert_eq!(seen["active"], first);
        let active = seen["versions"].as_array().unwrap().iter().filter(|v| v["state"] == "active").count();
        assert_eq!(active, 1, "one version is in force: {seen}");
    }

    async fn a_failing_text_is_refused_by_name_and_nothing_is_written(base: Base) {
        let app = app(base).await;
        let who = owner(&app, SHOP);
        let hash = save(&app, &who, GOOD).await.ok()["hash"].clone();
        publish(&app, &who, &hash).await.ok();
        let before = look(&app, &who).await;
        let vector = format!("{GOOD}[[test]]\ntext = \"我电话13812345678\"\nexpect = \"我电话13812345678\"\n");
        let weak = format!("{GOOD}[entity.PHONE]\naction = \"pass\"\n");
        let loose = GOOD.replace("extends = \"retail-cn\"\n", "");
        let other = GOOD.replace("id = \"shop-cn\"", "id = \"other-cn\"");
        for (source, says) in [(vector.as_str(), "test vector 2"), (&weak, "PHONE"), (&loose, "extend"), (&other, "other-cn"), ("not toml =", "masking")] {
            let refused = save(&app, &who, source).await;
            assert_eq!(refused.code(), "policy_invalid");
            assert!(refused.body["detail"].as_str().unwrap().contains(says), "{says}: {}", refused.body);
        }
        let taken = app.put("/masking/policies/base-cn", &json!({ "source": GOOD })).by(&who).send().await;
        assert_eq!(taken.code(), "invalid_field");
        assert_eq!(publish(&app, &who, &json!("0".repeat(64))).await.code(), "not_found");
        assert_eq!(look(&app, &who).await, before, "nothing was written");
    }

    async fn a_policy_is_its_enterprise_s_alone(base: Base) {
        let app = app(base).await;
        let who = owner(&app, SHOP);
        let rival = owner(&app, RIVAL);
        let worker = app.actor(Role::Worker, AccountId::from_u128(5), kernel::PLATFORM, 2);
        let hash = save(&app, &who, GOOD).await.ok()["hash"].clone();
        publish(&app, &who, &hash).await.ok();
        assert_eq!(app.get("/masking/policies/shop-cn").by(&rival).send().await.code(), "not_found");
        assert_eq!(publish(&app, &rival, &hash).await.code(), "not_found");
        assert_eq!(preview(&app, &rival, "车牌粤B12345").await.code(), "not_found");
        assert_eq!(save(&app, &worker, GOOD).await.status, 403);
        let list = app.get("/masking/policies").by(&rival).send().await.ok();
        assert!(!list.to_string().contains("shop-cn"), "{list}");
        let list = app.get("/masking/policies").by(&who).send().await.ok();
        assert_eq!(list["items"].as_array().unwrap().len(), 3, "{list}");
    }

    async fn a_sample_is_not_kept(base: Base) {
        let app = app(base).await;
        let who = owner(&app, SHOP);
        let shown = app.post("/masking/preview", &json!({ "text": "我电话13970416285，加我微信", "source": GOOD })).by(&who).send().await.ok();
        assert_eq!(shown["spans"][0]["label"], "PHONE");
        assert!(shown["spans"][0]["rule"].is_string() && shown["spans"][0]["score"].is_number());
        assert!(!shown["solicit"].as_array().unwrap().is_empty());
        for file in std::fs::read_dir(&app.base.dir).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            assert!(!bytes.windows(11).any(|part| part == b"13970416285"), "the sample is on disk");
        }
    }
}
