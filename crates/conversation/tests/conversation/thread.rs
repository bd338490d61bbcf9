//! From the first word to the rating, and every way in which that goes wrong.

use std::sync::Arc;

use conversation::ConversationId;
use kernel::{Id, PLATFORM, Role};
use serde_json::{Value, json};
use testkit::Base;

use crate::{
    PHONE, accepts, answers, says, talking, talking_under, texts, thread, visit,
    world::{self, World},
};

/// Takes patrol out of service in the middle of a conversation and answers: the world, the desk, what became of it.
async fn unjudged(base: Base, rules: &str) -> (World, Value, testkit::Answer) {
    let w = talking_under(base, rules).await;
    let worker = w.worker("worker").await;
    w.online(&worker).await;
    let visitor = visit(&w, json!({})).await;
    says(&w, &visitor, "你好").await;
    let (id, _) = accepts(&w, &worker).await;
    let (now, changed_by) = (w.app.now(), worker.account);
    w.app
        .write(move |c| {
            patrol::set_switch(c, &patrol::Switch { down_since: Some(now), reason: None, changed_by, changed_at: now })
        })
        .await;
    let desk = w.app.get("/desk").bearer(&worker.token).send().await.ok();
    let path = format!("/conversations/{id}/messages");
    let answer = w.app.post(&path, &json!({"text": "您好，请讲"})).bearer(&worker.token).send().await;
    w.app.settle().await;
    let (tenant, talk) = (w.tenant, id.parse::<ConversationId>().unwrap());
    let verdicts = w.app.read(move |c| patrol::of_conversation(c, tenant, talk.uuid())).await;
    assert!(verdicts.iter().any(|row| row.side == patrol::Side::Agent), "neither sent nor refused without a verdict");
    (w, desk, answer)
}

testkit::both! {
    async fn a_conversation_from_first_word_to_rating(base: Base) {
        let w = talking(base).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let visitor = visit(&w, json!({})).await;
        let first = says(&w, &visitor, &format!("你好,我的手机是{PHONE},什么时候发货?")).await;
        assert!(first["text"].as_str().unwrap().contains(PHONE), "the customer reads their own words");
        let (id, task) = accepts(&w, &worker).await;

        let seen = w.app.get(&format!("/conversations/{id}")).bearer(&worker.token).send().await.ok();
        let text = seen["messages"][0]["text"].as_str().unwrap();
        assert!(text.contains("〔手机·1〕") && !text.contains(PHONE), "{text}");
        assert_eq!(seen["known_tokens"], json!(["〔手机·1〕"]));
        assert_eq!((&seen["state"], &seen["project"]["name"]), (&json!("serving"), &json!("Shop")));
        assert_eq!(seen["messages"][1]["text"], "agent_joined");
        assert_eq!(seen["cost"], Value::Null, "what it costs is not the worker's business");

        let desk = w.app.get("/desk").bearer(&worker.token).send().await.ok();
        assert_eq!(desk["conversations"][0]["unread"], 1);
        assert_eq!(desk["presence"]["state"], "busy");
        let sent = answers(&w, &worker, &id, "您好,〔手机·1〕已登记,明天发货。").await.ok();
        assert_eq!(sent["verdict"]["outcome"], "pass");
        assert_eq!(sent["message"]["verdict"]["id"], sent["verdict"]["id"]);
        let desk = w.app.get("/desk").bearer(&worker.token).send().await.ok();
        assert_eq!(desk["conversations"][0]["unread"], 0);

        let view = thread(&w, &visitor).await;
        assert_eq!(texts(&view["messages"])[2], format!("您好,{PHONE}已登记,明天发货。"));
        assert!(view["messages"][2].get("verdict").is_none(), "verdicts are not the customer's business");
        assert_eq!(view["conversation"]["state"], "serving");

        let wrap = format!("/tasks/{task}/wrap-up");
        let early = w.app.post(&wrap, &json!({"code": "resolved"})).bearer(&worker.token).send().await;
        assert_eq!(early.code(), "wrong_state");
        w.app.post(&format!("/conversations/{id}/close"), &json!({})).bearer(&worker.token).send().await.ok();
        assert_eq!(answers(&w, &worker, &id, "还有吗").await.code(), "wrong_state");
        let body = json!({"code": "resolved", "note": format!("客户电话{PHONE}")});
        let done = w.app.post(&wrap, &body).bearer(&worker.token).send().await.ok();
        let again = w.app.post(&wrap, &body).bearer(&worker.token).send().await.ok();
        assert_eq!(done, again, "one piece, however often it is asked for");
        let gone = w.app.get(&format!("/conversations/{id}")).bearer(&worker.token).send().await;
        assert_eq!(gone.code(), "not_found", "what is done is no longer the worker's to read");

        let rating = json!({"score": 5, "comment": "谢谢"});
        w.app.post("/widget/rating", &rating).bearer(&visitor.token).send().await.ok();
        let twice = w.app.post("/widget/rating", &rating).bearer(&visitor.token).send().await;
        assert_eq!(twice.code(), "conflict");
        let owner = w.person("owner", Role::Owner, w.tenant, 0).await;
        let lines = w.app.get("/conversations").bearer(&owner.token).send().await.ok();
        assert_eq!((&lines["items"][0]["rating"], &lines["items"][0]["cost"]["minor"]), (&json!(5), &json!(200)));
        let whole = w.app.get(&format!("/conversations/{id}")).bearer(&owner.token).send().await.ok();
        assert_eq!((&whole["cost"]["minor"], &whole["service"]["within_20s"]), (&json!(200), &json!(true)));
        assert!(whole["service"]["first_reply_s"].as_i64() >= whole["service"]["wait_s"].as_i64());
        let level = w.app.get(&format!("/projects/{}/service-level", w.project)).bearer(&owner.token).send().await.ok();
        assert_eq!((&level["answered"], &level["within_20s_pct"], &level["rating_avg"]), (&json!(1), &json!(100.0), &json!(5.0)));
        let heard = w.heard().await;
        for topic in ["conversation.opened", "conversation.closed", "conversation.rated", "task.completed", "message.received", "message.sent"] {
            assert_eq!(heard.iter().filter(|t| *t == topic).count(), 1, "{topic}");
        }
    }

    async fn who_types_shows_on_the_other_side_and_nowhere_else(base: Base) {
        let w = talking(base).await;
        let worker = w.worker("worker").await;
        let stranger = w.worker("stranger").await;
        w.online(&worker).await;
        let visitor = visit(&w, json!({})).await;
        let customer_types = async |token: &str| w.app.post("/widget/typing", &json!({})).bearer(token).send().await;
        assert_eq!(customer_types(&visitor.token).await.status, 204, "nobody is there yet, which is no error");
        says(&w, &visitor, "在吗").await;
        let (id, _) = accepts(&w, &worker).await;
        let (desk, page) = (w.app.app.hub.listen(worker.account.uuid()), w.app.app.hub.listen(visitor.contact.uuid()));
        let heads = async || {
            let (a, b) = (worker.account.uuid(), visitor.contact.uuid());
            w.app.read(move |c| Ok((db::streams::head(c, a)?.head, db::streams::head(c, b)?.head))).await
        };
        let before = heads().await;
        customer_types(&visitor.token).await;
        customer_types(&visitor.token).await;
        let told: Vec<_> = desk.whispered().iter().map(|w| (w.kind.to_string(), w.body())).collect();
        assert_eq!(told, [("typing".to_owned(), json!({ "conversation_id": id }))], "twice at once is told once");
        assert!(page.whispered().is_empty());
        let path = format!("/conversations/{id}/typing");
        assert_eq!(w.app.post(&path, &json!({})).bearer(&worker.token).send().await.status, 204);
        assert_eq!(page.whispered().len(), 1);
        assert_eq!(w.app.post(&path, &json!({})).bearer(&stranger.token).send().await.code(), "not_found");
        assert_eq!(w.app.post(&path, &json!({})).bearer(&visitor.token).send().await.code(), "forbidden");
        assert!(page.whispered().is_empty() && desk.whispered().is_empty());
        assert_eq!(heads().await, before, "nothing of it is stored or numbered");
        w.app.post(&format!("/conversations/{id}/close"), &json!({})).bearer(&worker.token).send().await.ok();
        customer_types(&visitor.token).await;
        assert!(desk.whispered().is_empty(), "the conversation is over");
    }

    async fn masked_text_never_holds_the_number(base: Base) {
        let w = talking(base).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let visitor = visit(&w, json!({"name": "欧阳静雯", "phone": PHONE})).await;
        says(&w, &visitor, &format!("电话{PHONE}")).await;
        says(&w, &visitor, "我是欧阳静雯,卡号6222021234567890128").await;
        let (id, _) = accepts(&w, &worker).await;
        answers(&w, &worker, &id, "收到").await.ok();

        let secrets = [PHONE, "欧阳静雯", "6222021234567890128"];
        let seen = w.app.get(&format!("/conversations/{id}")).bearer(&worker.token).send().await;
        let owner = w.person("owner", Role::Owner, w.tenant, 0).await;
        let read = w.app.get(&format!("/conversations/{id}")).bearer(&owner.token).send().await;
        let mut places = vec![seen.ok().to_string(), read.ok().to_string()];
        for stream in [worker.account.uuid(), visitor.contact.uuid()] {
            let events = w.app.read(move |c| db::streams::after(c, stream, 0, 1000)).await;
            places.push(serde_json::to_string(&events).unwrap());
        }
        for place in &places {
            for secret in secrets {
                assert!(!place.contains(secret), "{secret} in {place}");
            }
        }
        // On SQLite the whole store is a few files: nothing readable may be in any of them.
        for file in std::fs::read_dir(&w.app.base.dir).unwrap() {
            let bytes = std::fs::read(file.unwrap().path()).unwrap();
            for secret in secrets {
                assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{secret} on disk");
            }
        }
        assert_eq!(texts(&thread(&w, &visitor).await["messages"])[0], format!("电话{PHONE}"));
    }

    async fn a_blocked_draft_never_reaches_the_customer(base: Base) {
        let w = talking(base).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let visitor = visit(&w, json!({})).await;
        says(&w, &visitor, "在吗").await;
        let (id, _) = accepts(&w, &worker).await;
        let before = w.pushed(visitor.contact, "message").await.len();

        let draft = "加我微信聊,这边不方便";
        let checked = w.app.post(&format!("/conversations/{id}/drafts/check"), &json!({"text": draft})).bearer(&worker.token).send().await.ok();
        assert_eq!(checked["outcome"], "block");
        let refused = answers(&w, &worker, &id, draft).await;
        assert_eq!((refused.status, refused.code().as_str()), (422, "draft_blocked"));
        let fields = refused.body["errors"].as_array().unwrap();
        assert!(fields.iter().any(|f| f["field"].as_str().unwrap().starts_with("text[")), "{fields:?}");
        assert!(!fields[0]["detail"].as_str().unwrap().is_empty());

        assert_eq!(w.pushed(visitor.contact, "message").await.len(), before);
        assert!(!texts(&thread(&w, &visitor).await["messages"]).iter().any(|t| t.contains("微信")));
        assert!(!w.heard().await.contains(&"message.sent".to_owned()));
        let (tenant, conversation) = (w.tenant, id.parse::<ConversationId>().unwrap());
        let verdicts = w.app.read(move |c| patrol::of_conversation(c, tenant, conversation.uuid())).await;
        assert_eq!(verdicts.len(), 1, "the check is not recorded, the attempt to send is");
        assert_eq!(verdicts[0].outcome, patrol::Outcome::Block);
    }

    async fn a_procedure_is_begun_followed_and_kept_from_others(base: Base) {
        let w = talking(base).await;
        let (worker, other) = (w.worker("worker").await, w.worker("other").await);
        w.online(&worker).await;
        let visitor = visit(&w, json!({})).await;
        says(&w, &visitor, &format!("我要退款,手机{PHONE}")).await;
        let (id, _) = accepts(&w, &worker).await;
        let path = format!("/conversations/{id}/procedure");
        let steps = format!("{path}/steps");
        let offered = w.app.get(&path).bearer(&worker.token).send().await.ok();
        assert!(offered["offered"].as_array().unwrap().iter().any(|o| o["name"] == "ecommerce-refund"), "{offered}");
        let early = w.app.post(&steps, &json!({"step": "greet", "do": "complete"})).bearer(&worker.token).send().await;
        assert_eq!(early.code(), "wrong_state", "none runs");
        let body = json!({"procedure": "ecommerce-refund"});
        assert_eq!(w.app.post(&path, &body).bearer(&other.token).send().await.code(), "not_found");
        assert_eq!(w.app.post(&path, &json!({"procedure": "travel-change"})).bearer(&worker.token).send().await.code(), "not_found");
        let begun = w.app.post(&path, &body).bearer(&worker.token).send().await.ok();
        assert_eq!(begun["steps"][0]["state"], "current");
        assert_eq!(w.app.post(&path, &body).bearer(&worker.token).send().await.code(), "conflict");

        w.app.post(&steps, &json!({"step": "greet", "do": "complete"})).bearer(&worker.token).send().await.ok();
        let bare = json!({"step": "ask_order", "do": "complete", "slots": {"order_no": "〔订单·1〕", "phone_tail": PHONE}});
        let before = w.app.get(&path).bearer(&worker.token).send().await.ok();
        assert_eq!(w.app.post(&steps, &bare).bearer(&worker.token).send().await.code(), "invalid_field", "tokens only");
        assert_eq!(w.app.get(&path).bearer(&worker.token).send().await.ok(), before);
        let masked = json!({"step": "ask_order", "do": "complete", "evidence": ["m1"], "slots": {"order_no": "〔订单·1〕", "phone_tail": "〔手机·1〕"}});
        let next = w.app.post(&steps, &masked).bearer(&worker.token).send().await.ok();
        let current = next["steps"].as_array().unwrap().iter().find(|s| s["state"] == "current").unwrap();
        assert_eq!(current["step"], "look_up");
        assert!(next.to_string().contains("〔手机·1〕") && !next.to_string().contains(PHONE));
        assert_eq!(w.app.get(&path).bearer(&other.token).send().await.code(), "not_found");

        // What it teaches, once it is over: masked words, nothing personal in the slots, and to its enterprise alone.
        let owner = w.person("owner", Role::Owner, w.tenant, 1).await;
        let now = w.app.now();
        let elsewhere = w.app.write(move |c| identity::seed_tenant(c, "Rival", now)).await;
        let rival = w.person("rival", Role::Owner, elsewhere, 1).await;
        let lesson = format!("/conversations/{id}/lesson");
        assert_eq!(w.app.get(&lesson).bearer(&owner.token).send().await.code(), "wrong_state");
        let skipped = w.app.post(&steps, &json!({"step": "look_up", "do": "skip"})).bearer(&worker.token).send().await;
        assert_eq!(skipped.status, 200, "{}", skipped.body);
        w.app.post(&format!("/conversations/{id}/close"), &json!({})).bearer(&worker.token).send().await;
        let told = w.app.get(&lesson).bearer(&owner.token).send().await.ok();
        assert_eq!((&told["procedure"], &told["slots"]), (&json!("ecommerce-refund"), &json!({})));
        assert!(told["opening"][0].as_str().unwrap().contains("〔手机·1〕") && !told.to_string().contains(PHONE), "{told}");
        assert_eq!(told["wrong"][0]["step"], "look_up");
        for stranger in [&rival, &worker] {
            assert_eq!(w.app.get(&lesson).bearer(&stranger.token).send().await.code(), "not_found");
        }
    }

    async fn a_warning_needs_a_reason(base: Base) {
        let w = talking(base).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let visitor = visit(&w, json!({})).await;
        says(&w, &visitor, "什么时候能退款").await;
        let (id, _) = accepts(&w, &worker).await;
        let path = format!("/conversations/{id}/messages");
        let draft = "我保证今天一定退款到账";
        let refused = answers(&w, &worker, &id, draft).await;
        assert_eq!(refused.code(), "draft_blocked");
        let fields = refused.body["errors"].as_array().unwrap();
        assert!(fields.iter().any(|f| f["field"] == "override_reason" && f["code"] == "required"), "{fields:?}");
        let personal = json!({"text": draft, "override_reason": format!("他的手机{PHONE}")});
        let refused = w.app.post(&path, &personal).bearer(&worker.token).send().await;
        assert_eq!(refused.code(), "invalid_field", "reasons are read by others: nothing personal in them");
        assert!(!w.heard().await.contains(&"message.sent".to_owned()));
        let body = json!({"text": draft, "override_reason": "财务已确认今天到账"});
        let sent = w.app.post(&path, &body).bearer(&worker.token).send().await.ok();
        assert_eq!(sent["verdict"]["outcome"], "warn");
        assert!(texts(&thread(&w, &visitor).await["messages"]).contains(&draft.to_owned()));
        w.app.settle().await;
        assert!(w.heard().await.contains(&"verdict.overridden".to_owned()));
    }

    async fn a_receipt_is_good_for_the_text_it_was_made_for(base: Base) {
        let w = talking(base).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let visitor = visit(&w, json!({})).await;
        says(&w, &visitor, "你好").await;
        let (id, _) = accepts(&w, &worker).await;
        let path = format!("/conversations/{id}/messages");
        let check = json!({"text": "您好，请讲"});
        let checked = w.app.post(&format!("/conversations/{id}/drafts/check"), &check).bearer(&worker.token).send().await.ok();
        let receipt = checked["receipt"].as_str().unwrap();
        let elsewhere = w.worker("elsewhere").await;
        w.online(&elsewhere).await;
        let other = visit(&w, json!({})).await;
        says(&w, &other, "在吗").await;
        let (second, _) = accepts(&w, &elsewhere).await;
        let replayed = json!({"text": "您好，请讲", "receipt": receipt});
        let refused = w.app.post(&format!("/conversations/{second}/messages"), &replayed).bearer(&elsewhere.token).send().await;
        assert_eq!((refused.status, refused.code().as_str()), (422, "invalid_field"), "carried elsewhere: {}", refused.body);
        for (text, receipt) in [("您好，请讲讲", receipt), ("您好，请讲", "99999999999999.00")] {
            let refused = w.app.post(&path, &json!({"text": text, "receipt": receipt})).bearer(&worker.token).send().await;
            assert_eq!((refused.status, refused.code().as_str()), (422, "invalid_field"), "{}", refused.body);
        }
        assert!(!w.heard().await.contains(&"message.sent".to_owned()), "nothing was sent");
        let sent = w.app.post(&path, &json!({"text": "您好，请讲", "receipt": receipt})).bearer(&worker.token).send().await.ok();
        assert_eq!(sent["verdict"]["outcome"], "pass");
    }

    async fn without_patrol_messages_of_an_open_trade_are_sent_and_flagged(base: Base) {
        let (w, desk, answer) = unjudged(base, std::str::from_utf8(patrol::BASE_CN).unwrap()).await;
        assert_eq!(desk["conversations"][0]["patrol"], "open");
        let answer = answer.ok();
        assert_eq!(answer["verdict"]["outcome"], "note");
        assert_eq!(answer["verdict"]["hits"][0]["class"], "unjudged");
        let heard = w.heard().await;
        assert!(heard.contains(&"message.sent".to_owned()) && heard.contains(&"verdict.unjudged".to_owned()), "{heard:?}");
    }

    async fn without_patrol_a_regulated_trade_is_closed(base: Base) {
        let rules = std::str::from_utf8(patrol::BASE_CN).unwrap().replace("\"legal\"]", "\"legal\", \"ecommerce\"]");
        let (w, desk, answer) = unjudged(base, &rules).await;
        assert_eq!(desk["conversations"][0]["patrol"], "closed");
        assert_eq!((answer.status, answer.code().as_str()), (503, "patrol_down"), "{}", answer.body);
        assert!(!w.heard().await.contains(&"message.sent".to_owned()), "nothing was sent");
    }

    async fn a_customers_threat_is_shown_to_the_desk_and_not_to_the_customer(base: Base) {
        let w = talking(base).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let visitor = visit(&w, json!({})).await;
        says(&w, &visitor, "再不处理我就打12315投诉你们").await;
        let (id, _) = accepts(&w, &worker).await;
        assert!(w.heard().await.contains(&"conversation.alerted".to_owned()));
        let seen = w.app.get(&format!("/conversations/{id}")).bearer(&worker.token).send().await.ok();
        let verdict = &seen["messages"][0]["verdict"];
        assert_eq!((verdict["outcome"].as_str(), verdict["hits"][0]["class"].as_str()), (Some("alert"), Some("escalation")), "{seen}");
        assert!(thread(&w, &visitor).await["messages"][0].get("verdict").is_none());
    }

    async fn a_number_given_in_parts_is_hidden_in_all_of_them(base: Base) {
        let w = talking(base).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let visitor = visit(&w, json!({})).await;
        for part in ["我的手机号前面是138", "1234", "后面5678"] {
            says(&w, &visitor, part).await;
        }
        let (id, _) = accepts(&w, &worker).await;
        let seen = w.app.get(&format!("/conversations/{id}")).bearer(&worker.token).send().await.ok();
        let all = texts(&seen["messages"]);
        assert!(all.iter().take(3).all(|t| t.contains('〔')), "{all:?}");
        assert!(!all.join(" ").contains("1234") && !all.join(" ").contains("5678"), "{all:?}");
        let own = texts(&thread(&w, &visitor).await["messages"]);
        // The customer reads in each message what they wrote there.
        assert_eq!(own.get(..3), Some(["我的手机号前面是138", "1234", "后面5678"].map(str::to_owned).as_slice()), "{own:?}");
    }

    async fn a_token_from_elsewhere_is_refused(base: Base) {
        let w = talking(base).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let visitor = visit(&w, json!({})).await;
        says(&w, &visitor, "在吗").await;
        let (id, _) = accepts(&w, &worker).await;
        assert_eq!(answers(&w, &worker, &id, "您的〔手机·1〕").await.code(), "token_unknown");
        assert_eq!(answers(&w, &worker, &id, "  ").await.code(), "invalid_field");
        assert_eq!(answers(&w, &worker, &id, &"长".repeat(4001)).await.code(), "invalid_field");
        assert!(!w.heard().await.contains(&"message.sent".to_owned()));
    }

    async fn somebody_elses_conversation_is_not_found(base: Base) {
        let w = talking(base).await;
        let (worker, other) = (w.worker("worker").await, w.worker("other").await);
        w.online(&worker).await;
        let visitor = visit(&w, json!({})).await;
        says(&w, &visitor, "在吗").await;
        let (id, task) = accepts(&w, &worker).await;
        let now = w.app.now();
        let elsewhere = w.app.write(move |c| identity::seed_tenant(c, "Other", now)).await;
        let stranger = w.person("stranger", Role::Owner, elsewhere, 0).await;
        let own = w.person("own", Role::Owner, w.tenant, 0).await;
        let admin = w.person("admin", Role::Admin, PLATFORM, 0).await;

        let path = format!("/conversations/{id}");
        for who in [&other, &stranger] {
            assert_eq!(w.app.get(&path).bearer(&who.token).send().await.code(), "not_found");
            let list = w.app.get("/conversations").bearer(&who.token).send().await.ok();
            assert_eq!(list["items"], json!([]));
        }
        for who in [&worker, &own, &admin] {
            w.app.get(&path).bearer(&who.token).send().await.ok();
        }
        assert_eq!(answers(&w, &other, &id, "我来").await.code(), "not_found");
        assert_eq!(answers(&w, &own, &id, "我来").await.code(), "not_found", "they may write only where they have taken over");
        let close = w.app.post(&format!("{path}/close"), &json!({})).bearer(&other.token).send().await;
        assert_eq!(close.code(), "not_found");
        let wrap = w.app.post(&format!("/tasks/{task}/wrap-up"), &json!({"code": "resolved"})).bearer(&other.token).send().await;
        assert_eq!(wrap.code(), "task_not_yours");
        let foreign = format!("/projects/{}/service-level", w.project);
        assert_eq!(w.app.get(&foreign).bearer(&stranger.token).send().await.code(), "not_found");
        assert_eq!(w.app.get("/widget/thread").bearer(&worker.token).send().await.code(), "forbidden");
        assert_eq!(w.app.get("/desk").bearer(&visitor.token).send().await.code(), "forbidden");
        let another = visit(&w, json!({})).await;
        assert_eq!(thread(&w, &another).await["conversation"], Value::Null);
        assert!(!w.heard().await.contains(&"message.sent".to_owned()));
    }

    async fn a_repeated_key_sends_once(base: Base) {
        let w = talking(base).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let visitor = visit(&w, json!({})).await;
        let key = Id::<()>::new().uuid();
        let body = json!({"text": format!("我的电话{PHONE}")});
        let mut said = Vec::new();
        for _ in 0..3 {
            said.push(w.app.post("/widget/messages", &body).key(key).bearer(&visitor.token).send().await.ok());
        }
        assert!(said.iter().all(|one| *one == said[0]), "{said:?}");
        let other = w.app.post("/widget/messages", &json!({"text": "别的"})).key(key).bearer(&visitor.token).send().await;
        assert_eq!(other.code(), "idempotency_key_reused");
        assert_eq!(thread(&w, &visitor).await["messages"].as_array().unwrap().len(), 1);
        let (id, _) = accepts(&w, &worker).await;
        let path = format!("/conversations/{id}/messages");
        let key = Id::<()>::new().uuid();
        let a = w.app.post(&path, &json!({"text": "您好"})).key(key).bearer(&worker.token).send().await.ok();
        let b = w.app.post(&path, &json!({"text": "您好"})).key(key).bearer(&worker.token).send().await.ok();
        assert_eq!(a, b);
        let heard = w.heard().await;
        assert_eq!(heard.iter().filter(|t| *t == "message.sent").count(), 1);
        assert_eq!(heard.iter().filter(|t| *t == "task.created").count(), 1);
    }

    async fn the_conversation_outlives_a_vanished_worker(base: Base) {
        let w = talking(base).await;
        let (gone, next) = (w.worker("gone").await, w.worker("next").await);
        w.online(&gone).await;
        let visitor = visit(&w, json!({})).await;
        says(&w, &visitor, &format!("我的手机是{PHONE}")).await;
        let (id, _) = accepts(&w, &gone).await;
        answers(&w, &gone, &id, "稍等").await.ok();
        w.advance(61.0);
        w.tick().await;
        w.app.settle().await;
        assert_eq!(thread(&w, &visitor).await["conversation"]["state"], "waiting");
        assert_eq!(answers(&w, &gone, &id, "还在").await.code(), "not_found");
        w.online(&next).await;
        let (same, _) = accepts(&w, &next).await;
        assert_eq!(same, id);
        let seen = w.app.get(&format!("/conversations/{id}")).bearer(&next.token).send().await.ok();
        let all = texts(&seen["messages"]);
        assert!(all[0].contains("〔手机·1〕") && all.contains(&"稍等".to_owned()), "{all:?}");
        assert_eq!(all.iter().filter(|t| *t == "agent_joined").count(), 2);
        answers(&w, &next, &id, "我接手了").await.ok();
    }

    async fn a_customer_who_leaves_and_comes_back_starts_anew(base: Base) {
        let w = talking(base).await;
        let visitor = visit(&w, json!({})).await;
        says(&w, &visitor, "在吗").await;
        let close = || w.app.post("/widget/close", &json!({})).bearer(&visitor.token).send();
        close().await.ok();
        close().await.ok();
        let view = thread(&w, &visitor).await;
        assert_eq!(view["conversation"]["state"], "closed");
        let old = view["conversation"]["id"].clone();
        assert!(w.heard().await.contains(&"task.canceled".to_owned()));
        says(&w, &visitor, "又来了").await;
        let view = thread(&w, &visitor).await;
        assert_ne!(view["conversation"]["id"], old);
        assert_eq!(texts(&view["messages"]), ["又来了"]);
        assert_eq!(w.heard().await.iter().filter(|t| *t == "task.created").count(), 2);
    }

    async fn tokens_are_expanded_for_their_own_customer_only(base: Base) {
        let w = talking(base).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let (visitor, other) = (visit(&w, json!({})).await, visit(&w, json!({})).await);
        says(&w, &visitor, &format!("我的手机是{PHONE}")).await;
        accepts(&w, &worker).await;
        let deliver = conversation::expander();
        let contact = visitor.contact.uuid();
        let events = w.app.read(move |c| db::streams::after(c, contact, 0, 100)).await;
        let told = |token: String| {
            let (deliver, events, app) = (Arc::clone(&deliver), events.clone(), Arc::clone(&w.app.app));
            async move {
                let actor = app.authenticate(token).await.unwrap();
                serde_json::to_string(&deliver(app, actor, events).await.unwrap()).unwrap()
            }
        };
        assert!(told(visitor.token.clone()).await.contains(PHONE));
        for token in [other.token.clone(), worker.token.clone()] {
            let text = told(token).await;
            assert!(!text.contains(PHONE) && text.contains("〔手机·1〕"));
        }
    }

    async fn a_widget_answers_its_own_pages_only(base: Base) {
        let w = talking(base).await;
        let project = world::project(&w.app, w.tenant, 100, vec!["https://shop.example".to_owned()]).await;
        let open = |origin: &'static str| {
            let body = json!({"widget_token": project.widget_token});
            w.app.post("/widget/sessions", &body).header("origin", origin).send()
        };
        assert_eq!(open("https://evil.example").await.code(), "origin_refused");
        let opened = open("https://shop.example").await.ok();
        let secret = opened["visitor_secret"].as_str().unwrap();
        let body = json!({"widget_token": project.widget_token, "visitor_secret": secret});
        let again = w.app.post("/widget/sessions", &body).header("origin", "https://shop.example").send().await.ok();
        assert_eq!(again["contact_id"], opened["contact_id"], "the same browser is the same contact");
        let unknown = w.app.post("/widget/sessions", &json!({"widget_token": "nobody"})).send().await;
        assert_eq!(unknown.code(), "not_found");
        let odd = w.app.post("/widget/sessions", &json!({"widget_token": "x", "admin": true})).send().await;
        assert_eq!(odd.code(), "invalid_field");
    }

    async fn two_first_messages_open_one_conversation(base: Base) {
        let w = talking(base).await;
        let visitor = visit(&w, json!({})).await;
        let (one, two) = (json!({"text": "一"}), json!({"text": "二"}));
        let (a, b) = futures_util::join!(
            w.app.post("/widget/messages", &one).bearer(&visitor.token).send(),
            w.app.post("/widget/messages", &two).bearer(&visitor.token).send()
        );
        let (a, b) = (a.ok(), b.ok());
        assert_eq!(a["message"]["conversation_id"], b["message"]["conversation_id"]);
        let view = thread(&w, &visitor).await;
        let seqs: Vec<&Value> = view["messages"].as_array().unwrap().iter().map(|m| &m["seq"]).collect();
        assert_eq!(seqs, [&json!(1), &json!(2)]);
        assert_eq!(w.heard().await.iter().filter(|t| *t == "task.created").count(), 1);
    }
}
