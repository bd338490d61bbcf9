//! What a draft is judged by beside its words: how it came to be, and where its procedure stands.

use conversation::ConversationId;
use kernel::{PLATFORM, Role};
use patrol::{Outcome, Recorded};
use serde_json::{Value, json};

use crate::{
    accepts, answers, says, talking, texts, thread, visit,
    world::{Person, World},
};

const ANSWER: &str = "您好，您咨询的商品支持七天无理由退货，请保持吊牌和包装完好，寄回的运费由我们承担，收到后三天内为您退款。";

fn pasted() -> Value {
    json!({"typed": 0, "inserted": ANSWER.chars().count(), "offered": 0, "edits": 0, "ms": 0})
}

fn typed() -> Value {
    json!({"typed": ANSWER.chars().count(), "inserted": 0, "offered": 0, "edits": 2, "ms": 30_000})
}

async fn post(w: &World, worker: &Person, path: &str, body: Value) -> testkit::Answer {
    w.app.post(path, &body).bearer(&worker.token).send().await
}

/// Verdicts about workers' drafts.
async fn recorded(w: &World, id: &str) -> Vec<Recorded> {
    let (tenant, talk) = (w.tenant, id.parse::<ConversationId>().unwrap());
    let all = w.app.read(move |c| patrol::of_conversation(c, tenant, talk.uuid())).await;
    all.into_iter().filter(|row| row.side == patrol::Side::Agent).collect()
}

async fn nothing_was_sent(w: &World) {
    w.app.settle().await;
    assert!(!w.heard().await.contains(&"message.sent".to_owned()), "nothing was sent");
}

testkit::both! {
    async fn a_pasted_answer_is_warned_about_and_no_other_telling_clears_it(base: Base) {
        let w = talking(base).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let visitor = visit(&w, json!({})).await;
        says(&w, &visitor, "能退货吗").await;
        let (id, _) = accepts(&w, &worker).await;
        let (check, send) = (format!("/conversations/{id}/drafts/check"), format!("/conversations/{id}/messages"));

        let checked = post(&w, &worker, &check, json!({"text": ANSWER, "provenance": pasted()})).await.ok();
        assert_eq!((&checked["outcome"], &checked["hits"][0]["rule"]), (&json!("warn"), &json!("prompt_paste.pasted")), "{checked}");
        let receipt = checked["receipt"].clone();
        let forged = json!({"text": ANSWER, "provenance": typed(), "receipt": receipt});
        let refused = post(&w, &worker, &send, forged).await;
        assert_eq!((refused.status, refused.code().as_str()), (422, "invalid_field"), "the receipt is for what was told: {}", refused.body);
        assert!(recorded(&w, &id).await.is_empty());

        let honest = json!({"text": ANSWER, "provenance": pasted(), "receipt": receipt});
        let held = post(&w, &worker, &send, honest.clone()).await;
        assert_eq!(held.code(), "draft_blocked");
        let errors = held.body["errors"].as_array().unwrap();
        assert!(errors.iter().any(|e| e["field"] == "override_reason" && e["code"] == "required"), "{errors:?}");
        // What was told of this very text stands, whatever is told of it now.
        for body in [json!({"text": ANSWER}), json!({"text": ANSWER, "provenance": typed()})] {
            assert_eq!(post(&w, &worker, &send, body).await.code(), "draft_blocked");
        }
        nothing_was_sent(&w).await;
        assert!(!texts(&thread(&w, &visitor).await["messages"]).contains(&ANSWER.to_owned()));

        let mut insists = honest;
        insists["override_reason"] = json!("客户要原文");
        let sent = post(&w, &worker, &send, insists).await.ok();
        assert_eq!((&sent["verdict"]["outcome"], &sent["verdict"]["hits"][0]["class"]), (&json!("warn"), &json!("prompt_paste")));
        let rows = recorded(&w, &id).await;
        assert_eq!(rows.len(), 4, "three held, one sent");
        let inserted = u32::try_from(ANSWER.chars().count()).unwrap();
        for row in &rows {
            let told = row.beside.as_ref().and_then(|beside| beside.provenance).unwrap();
            assert_eq!((row.outcome, told.inserted, told.typed), (Outcome::Warn, inserted, 0));
        }
        // What is kept judges again to the same.
        let kept = serde_json::to_value(&rows[3].beside).unwrap();
        let again = patrol::replay(&json!({"side": "agent", "text": ANSWER, "customer": "能退货吗", "beside": kept}), patrol::BASE_CN).unwrap();
        assert_eq!((&again["outcome"], &again["hits"][0]["rule"]), (&json!("warn"), &json!("prompt_paste.pasted")));
    }

    async fn what_was_typed_passes_and_what_nobody_could_have_done_is_refused(base: Base) {
        let w = talking(base).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let visitor = visit(&w, json!({})).await;
        says(&w, &visitor, "能退货吗").await;
        let (id, _) = accepts(&w, &worker).await;
        let send = format!("/conversations/{id}/messages");
        let over = json!({"typed": 2_000_000, "inserted": 0, "offered": 0, "edits": 0, "ms": 0});
        let refused = post(&w, &worker, &send, json!({"text": ANSWER, "provenance": over})).await;
        assert_eq!((refused.code().as_str(), &refused.body["errors"][0]["field"]), ("invalid_field", &json!("provenance.typed")));
        for broken in [json!({"typed": 1}), json!({"typed": -1, "inserted": 0, "offered": 0, "edits": 0, "ms": 0}), json!("typed")] {
            let refused = post(&w, &worker, &send, json!({"text": ANSWER, "provenance": broken})).await;
            assert_eq!(refused.code(), "invalid_field", "{}", refused.body);
        }
        let mut talkative = typed();
        talkative["keys"] = json!("abc");
        assert_eq!(post(&w, &worker, &send, json!({"text": ANSWER, "provenance": talkative})).await.code(), "invalid_field");
        nothing_was_sent(&w).await;
        assert!(recorded(&w, &id).await.is_empty());
        let fast = json!({"typed": ANSWER.chars().count(), "inserted": 0, "offered": 0, "edits": 0, "ms": 300});
        assert_eq!(post(&w, &worker, &send, json!({"text": ANSWER, "provenance": fast})).await.code(), "draft_blocked");
        nothing_was_sent(&w).await;
        let slower = format!("{ANSWER}谢谢");
        let sent = post(&w, &worker, &send, json!({"text": slower, "provenance": typed()})).await.ok();
        assert_eq!(sent["verdict"]["outcome"], "pass");
    }

    async fn whoever_works_with_other_programs_is_not_asked_how(base: Base) {
        let w = talking(base).await;
        let worker = w.worker("worker").await;
        let admin = w.person("fang", Role::Admin, PLATFORM, 1).await;
        w.online(&worker).await;
        let visitor = visit(&w, json!({})).await;
        says(&w, &visitor, "能退货吗").await;
        let (id, _) = accepts(&w, &worker).await;
        let grant = format!("/accounts/{}/text-mode", worker.account);
        assert_eq!(w.app.put(&grant, &json!({"granted": true})).bearer(&admin.token).send().await.status, 204);
        let sent = post(&w, &worker, &format!("/conversations/{id}/messages"), json!({"text": ANSWER, "provenance": pasted()})).await.ok();
        assert_eq!(sent["verdict"]["outcome"], "pass");
        assert!(recorded(&w, &id).await.iter().all(|row| row.beside.is_none()), "nor is it kept");
    }

    async fn a_draft_ahead_of_its_procedure_is_warned_about(base: Base) {
        let w = talking(base).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let visitor = visit(&w, json!({})).await;
        says(&w, &visitor, "我要退款").await;
        let (id, _) = accepts(&w, &worker).await;
        let path = format!("/conversations/{id}/procedure");
        let check = format!("/conversations/{id}/drafts/check");
        let draft = "退款已经提交了，退款单号是 R12";
        let free = post(&w, &worker, &check, json!({"text": draft})).await.ok();
        assert_eq!(free["outcome"], "pass", "no procedure runs");
        post(&w, &worker, &path, json!({"procedure": "ecommerce-refund"})).await.ok();
        let step = async |step: &str, slots: Value| {
            post(&w, &worker, &format!("{path}/steps"), json!({"step": step, "do": "complete", "slots": slots})).await.ok()
        };
        step("greet", json!({})).await;

        let refused = answers(&w, &worker, &id, draft).await;
        assert_eq!(refused.code(), "draft_blocked", "{}", refused.body);
        let errors = refused.body["errors"].as_array().unwrap();
        let hit = errors.iter().find(|e| e["code"] == "missing_step.procedure").unwrap();
        let said = hit["detail"].as_str().unwrap();
        assert!(said.contains("核实订单") && said.contains("提交退款") && said.contains("→ 请提供一下订单号"), "{said}");
        nothing_was_sent(&w).await;
        let rows = recorded(&w, &id).await;
        let ahead = rows[0].beside.as_ref().and_then(|beside| beside.ahead.as_ref()).unwrap();
        assert_eq!((ahead.step.as_str(), ahead.missing[0].step.as_str()), ("tell_result", "ask_order"));

        step("ask_order", json!({"order_no": "〔订单·1〕", "phone_tail": "〔手机·1〕"})).await;
        step("look_up", json!({"within_days": true, "amount": 30})).await;
        step("ask_reason", json!({"reason": "late"})).await;
        step("soothe", json!({})).await;
        step("explain_rule", json!({})).await;
        step("confirm_refund", json!({"agreed": true})).await;
        assert_eq!(answers(&w, &worker, &id, draft).await.code(), "draft_blocked", "told before it was done");
        nothing_was_sent(&w).await;
        step("refund", json!({"refund_no": "R12"})).await;
        assert_eq!(answers(&w, &worker, &id, draft).await.ok()["verdict"]["outcome"], "pass");
    }
}
