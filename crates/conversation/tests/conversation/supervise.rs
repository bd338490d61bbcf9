//! Supervisors in a live conversation.

use kernel::{Id, PLATFORM, Role};
use serde_json::json;

use crate::{
    PHONE, accepts, answers, says, talking, texts, thread, visit,
    world::{Person, World},
};

async fn supervise(w: &World, who: &Person, id: &str, act: &str) -> testkit::Answer {
    w.app.post(&format!("/conversations/{id}/{act}"), &json!({})).bearer(&who.token).send().await
}

async fn whisper(w: &World, who: &Person, id: &str, text: &str) -> testkit::Answer {
    let path = format!("/conversations/{id}/whispers");
    w.app.post(&path, &json!({"text": text})).key(Id::<()>::new().uuid()).bearer(&who.token).send().await
}

testkit::both! {
    async fn a_supervisor_listens_whispers_and_gives_to_another(base: Base) {
        let w = talking(base).await;
        let (worker, next) = (w.worker("worker").await, w.worker("next").await);
        w.online(&worker).await;
        let owner = w.person("owner", Role::Owner, w.tenant, 0).await;
        let visitor = visit(&w, json!({})).await;
        says(&w, &visitor, "在吗").await;
        assert_eq!(supervise(&w, &owner, "00000000-0000-7000-8000-000000000000", "monitor").await.code(), "not_found");
        let id = thread(&w, &visitor).await["conversation"]["id"].as_str().unwrap().to_owned();
        assert_eq!(whisper(&w, &owner, &id, "早").await.code(), "wrong_state", "nobody serves yet");
        accepts(&w, &worker).await;

        supervise(&w, &owner, &id, "monitor").await.ok();
        assert_eq!(w.pushed(worker.account, "monitored").await.len(), 1, "the worker is told");
        let said = whisper(&w, &owner, &id, &format!("可以给他免运费，有事打我{PHONE}")).await.ok();
        assert!(said["text"].as_str().unwrap().contains("〔手机·1〕"), "{said}");
        let heard = w.pushed(worker.account, "whisper").await;
        assert!(heard.len() == 1 && !heard[0].to_string().contains(PHONE), "{heard:?}");
        let seen = w.app.get(&format!("/conversations/{id}")).bearer(&worker.token).send().await.ok();
        assert_eq!(seen["whispers"].as_array().unwrap().len(), 1);
        let customer = thread(&w, &visitor).await.to_string();
        assert!(!customer.contains("免运费"), "{customer}");
        assert_eq!(whisper(&w, &owner, &id, " ").await.code(), "invalid_field");
        assert_eq!(whisper(&w, &worker, &id, "我").await.code(), "forbidden");

        let elsewhere = { let now = w.app.now(); w.app.write(move |c| identity::seed_tenant(c, "Other", now)).await };
        let stranger = w.person("stranger", Role::Owner, elsewhere, 0).await;
        for act in ["monitor", "take-over", "release"] {
            assert_eq!(supervise(&w, &stranger, &id, act).await.code(), "not_found", "{act}");
        }
        assert_eq!(whisper(&w, &stranger, &id, "嘿").await.code(), "not_found");
        assert_eq!(w.pushed(worker.account, "whisper").await.len(), 1, "what was refused was not pushed");

        w.online(&next).await;
        supervise(&w, &owner, &id, "release").await.ok();
        let (same, _) = accepts(&w, &next).await;
        assert_eq!(same, id);
        assert_eq!(answers(&w, &worker, &id, "我还在").await.code(), "not_found");
    }

    async fn a_supervisor_takes_over_and_answers(base: Base) {
        let w = talking(base).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let owner = w.person("owner", Role::Owner, w.tenant, 0).await;
        let visitor = visit(&w, json!({})).await;
        says(&w, &visitor, "在吗").await;
        let (id, task) = accepts(&w, &worker).await;
        answers(&w, &worker, &id, "您好").await.ok();

        let mine = supervise(&w, &owner, &id, "take-over").await.ok();
        w.app.settle().await;
        assert_eq!(supervise(&w, &owner, &id, "take-over").await.code(), "wrong_state", "it is theirs already");
        let (first, second): (dispatch::TaskId, dispatch::TaskId) = (task.parse().unwrap(), mine["task_id"].as_str().unwrap().parse().unwrap());
        let tenant = w.tenant;
        let paid = w.app.read(move |c| Ok((dispatch::piece_of(c, tenant, first)?, dispatch::piece_of(c, tenant, second)?))).await;
        assert!(paid.0.is_some() && paid.1.is_none(), "who had answered is paid: {paid:?}");
        assert_eq!(answers(&w, &worker, &id, "我还在").await.code(), "not_found");
        answers(&w, &owner, &id, "我是主管，我来处理").await.ok();
        assert_eq!(answers(&w, &owner, &id, "加我微信13812345678").await.code(), "draft_blocked", "their drafts are judged too");
        assert!(texts(&thread(&w, &visitor).await["messages"]).contains(&"我是主管，我来处理".to_owned()));

        // As long as their page is there it stays theirs; when it goes, the next worker gets it.
        for _ in 0..3 {
            w.advance(40.0);
            w.app.post("/supervision/keep", &json!({})).bearer(&owner.token).send().await.ok();
            w.tick().await;
        }
        says(&w, &visitor, "谢谢").await;
        assert_eq!(thread(&w, &visitor).await["conversation"]["state"], "serving");
        w.advance(61.0);
        w.tick().await;
        w.app.settle().await;
        assert_eq!(w.app.post("/supervision/keep", &json!({})).bearer(&owner.token).send().await.code(), "wrong_state");
        w.online(&worker).await;
        let (same, _) = accepts(&w, &worker).await;
        assert_eq!(same, id);

        // Taken over once more, and ended: no wrap-up, no second piece.
        supervise(&w, &owner, &id, "take-over").await.ok();
        w.app.settle().await;
        w.app.post(&format!("/conversations/{id}/close"), &json!({})).bearer(&owner.token).send().await.ok();
        assert_eq!(thread(&w, &visitor).await["conversation"]["state"], "closed");
        assert_eq!(w.app.read(dispatch::piece_count).await, 1, "one answer by the worker, one piece");
        let desk = w.app.get("/desk").bearer(&worker.token).send().await.ok();
        assert_eq!((desk["presence"]["used"].as_i64(), desk["conversations"].as_array().unwrap().len()), (Some(0), 0));
    }

    async fn a_customer_nobody_serves_yet_is_taken_over(base: Base) {
        let w = talking(base).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let admin = w.person("admin", Role::Admin, PLATFORM, 0).await;
        let visitor = visit(&w, json!({})).await;
        says(&w, &visitor, "在吗").await;
        w.tick().await;
        let id = thread(&w, &visitor).await["conversation"]["id"].as_str().unwrap().to_owned();
        supervise(&w, &admin, &id, "take-over").await.ok();
        w.app.settle().await;
        assert_eq!(w.pushed(worker.account, "offer.gone").await.len(), 1, "the offer that was out is withdrawn");
        answers(&w, &admin, &id, "您好，我是主管").await.ok();
        let desk = w.app.get("/desk").bearer(&worker.token).send().await.ok();
        assert_eq!((desk["presence"]["used"].as_i64(), desk["offers"].as_array().unwrap().len()), (Some(0), 0));
        let tenant = w.tenant;
        let free = w.app.read(move |c| market::escrow(c, tenant)).await;
        assert_eq!(free.reserved.minor, 0, "nothing is set aside for it");
    }
}
