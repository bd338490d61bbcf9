//! Procedures over HTTP, on both engines: imported, mended, rehearsed, kept, published at once; of others, nothing.

use kernel::{AccountId, Actor, PLATFORM, Role, TenantId};
use serde_json::{Value, json};
use testkit::{Answer, TestApp};

use crate::tests::start;

const SHIPPED: &str = include_str!("../../../policies/sop/ecommerce-refund.yaml");

fn owner(app: &TestApp, n: u128) -> Actor {
    app.actor(Role::Owner, AccountId::from_u128(n), TenantId::from_u128(n), 1)
}

async fn post(app: &TestApp, who: &Actor, path: &str, body: Value) -> Answer {
    app.post(&format!("/procedures{path}"), &body).by(who).send().await
}

async fn keep(app: &TestApp, who: &Actor, source: &str) -> Answer {
    app.put("/procedures", &json!({ "source": source })).by(who).send().await
}

async fn states(app: &TestApp, who: &Actor) -> Vec<String> {
    let all = app.get("/procedures/ecommerce-refund").by(who).send().await.ok();
    let shown = |v: &Value| format!("{}{}", v["state"].as_str().unwrap(), if v["own"] == true { "" } else { " platform" });
    let mut states: Vec<String> = all["items"].as_array().unwrap().iter().map(shown).collect();
    states.sort();
    states
}

testkit::both! {
    async fn an_enterprise_writes_its_own_procedure_and_a_broken_one_changes_nothing(base: Base) {
        let app = start(base).await;
        let (shop, rival) = (owner(&app, 9), owner(&app, 10));
        assert_eq!(states(&app, &shop).await, ["active platform"]);
        let broken = SHIPPED.replace("call: confirm", "call: convince");
        let seen = post(&app, &shop, "/check", json!({ "source": broken })).await.ok();
        let first = &seen["issues"][0];
        assert_eq!(seen["fit"], false);
        assert!(first["line"].as_u64().unwrap() > 1 && first["rule"].is_string() && first["hint"].is_string(), "{seen}");
        assert_eq!(keep(&app, &shop, &broken).await.code(), "policy_invalid");
        assert_eq!(states(&app, &shop).await, ["active platform"]);

        let mine = SHIPPED.replace("version: '1.0.0'", "version: '1.0.1'");
        let seen = post(&app, &shop, "/check", json!({ "source": mine })).await.ok();
        assert_eq!(seen["fit"], true, "{seen}");
        let steps = seen["steps"].as_array().unwrap();
        assert!(steps.iter().any(|s| s["does"] == "switch" && s["next"].as_array().unwrap().len() > 1));
        let kept = keep(&app, &shop, &mine).await.ok();
        assert_eq!(states(&app, &shop).await, ["active platform", "draft"]);
        assert_eq!(post(&app, &shop, "/ecommerce-refund/publish", json!({"hash": kept["hash"]})).await.status, 204);
        assert_eq!(states(&app, &shop).await, ["active", "active platform"]);
        // Another version retires it in the same step; the rival sees and publishes nothing of it.
        let next = keep(&app, &shop, &SHIPPED.replace("version: '1.0.0'", "version: '1.0.2'")).await.ok();
        assert_eq!(post(&app, &rival, "/ecommerce-refund/publish", json!({"hash": next["hash"]})).await.code(), "not_found");
        post(&app, &shop, "/ecommerce-refund/publish", json!({"hash": next["hash"]})).await;
        assert_eq!(states(&app, &shop).await, ["active", "active platform", "retired"]);
        assert_eq!(states(&app, &rival).await, ["active platform"]);
        let worker = app.actor(Role::Worker, AccountId::from_u128(5), PLATFORM, 1);
        assert_eq!(keep(&app, &worker, &mine).await.code(), "forbidden");
    }

    async fn a_list_of_guidelines_becomes_a_procedure_that_can_be_walked(base: Base) {
        let app = start(base).await;
        let shop = owner(&app, 9);
        let list = "退货流程\n1. 问候客户\n2. 询问订单号\n3. 查询订单状态\n4. 与客户确认是否退货\n5. 感谢客户\n";
        let brought = post(&app, &shop, "/import", json!({"from": "guidelines", "source": list})).await.ok();
        let source = brought["items"][0]["source"].as_str().unwrap();
        let walked = post(&app, &shop, "/simulate", json!({"source": source, "seed": 3})).await.ok();
        assert!(walked["path"].as_array().unwrap().len() >= 4 && walked["end"].is_string(), "{walked}");
        let again = post(&app, &shop, "/simulate", json!({"source": source, "seed": 3})).await.ok();
        assert_eq!(walked, again);
        assert_eq!(post(&app, &shop, "/import", json!({"from": "stars", "source": list})).await.code(), "invalid_field");
        assert_eq!(post(&app, &shop, "/simulate", json!({"source": "do: []"})).await.code(), "policy_invalid");
    }
}
