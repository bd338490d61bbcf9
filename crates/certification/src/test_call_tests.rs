//! From scenario exams to a live certificate over HTTP, on both engines: the gate, the test call, who may do what, appeals.

use std::time::Duration;

use audit::CaseVerdict;
use kernel::{Actor, PLATFORM, Role};
use serde_json::{Value, json};
use testkit::{Answer, TestApp};

use crate::{
    CertificateState, ExamId, Part,
    call_offer::{OfferState, store as offers},
    exam::{ExamState, store as exams},
    tests::{SHOP, admit, answers, hand_in, holds, learn, scenario_exams, sit, start, worker},
};

/// Somebody who has served for long enough to assess.
async fn assessor(app: &TestApp, name: &str) -> Actor {
    let who = worker(app, name).await;
    let (account, seal, since) = (who.account, app.app.seal.clone(), app.now().minus(Duration::from_secs(86_400)));
    app.write(move |c| crate::seed_certificate(c, &seal, account, SHOP, since)).await;
    who
}

/// A worker who has passed the exam and waits for the test call.
async fn examined(app: &TestApp, name: &str) -> Actor {
    let who = worker(app, name).await;
    admit(app, &who).await;
    learn(app, &who, SHOP).await;
    scenario_exams(app, &who).await;
    let exam = sit(app, &who, SHOP).await.ok();
    assert_eq!(hand_in(app, &who, &exam, answers(&exam, 10)).await.ok()["passed"], true);
    who
}

async fn post(app: &TestApp, who: &Actor, path: &str, body: Value) -> Answer {
    app.post(&format!("/test-calls{path}"), &body).by(who).send().await
}

async fn look(app: &TestApp, who: &Actor, id: &str) -> Answer {
    app.get(&format!("/test-calls/{id}")).by(who).send().await
}

fn sheet(mark: u8) -> Value {
    json!({"marks": {"greeting": mark, "listening": mark, "procedure": mark, "privacy": mark, "empathy": mark}})
}

/// A call from asking to hanging up; gives its id.
async fn called(app: &TestApp, who: &Actor, customer: &Actor) -> String {
    let asked = post(app, who, "", json!({"skill": SHOP})).await.ok();
    let id = asked["id"].as_str().unwrap().to_owned();
    let taken = post(app, customer, &format!("/{id}/take"), json!({})).await.ok();
    assert!(taken["brief"]["opening"].is_string(), "{taken}");
    post(app, customer, &format!("/{id}/lines"), json!({"text": "Hi, my cup arrived broken."})).await.ok();
    for line in
        ["Hello, this is after-sale service.", "Sorry about that. What is the order number?", "I have asked for the refund."]
    {
        post(app, who, &format!("/{id}/lines"), json!({"text": line})).await.ok();
    }
    assert_eq!(post(app, who, &format!("/{id}/end"), json!({})).await.ok()["state"], "scoring");
    id
}

testkit::both! {
    async fn only_a_test_call_opens_live_work(base: Base) {
        let app = start(base).await;
        let (amy, customer) = (examined(&app, "amy").await, assessor(&app, "cus").await);
        let (one, two) = (assessor(&app, "one").await, assessor(&app, "two").await);
        assert_eq!(holds(&app, &amy, SHOP).await, None, "certified, not live");
        let mine = app.get("/certificates/mine").by(&amy).send().await.ok();
        assert_eq!((&mine["items"][0]["state"], &mine["items"][0]["live_at"]), (&json!("valid"), &Value::Null));
        let skill = app.get("/skills").by(&amy).send().await.ok();
        assert_eq!(skill["items"][0]["certificate"]["live"], false);

        let id = called(&app, &amy, &customer).await;
        // Who called does not score, the candidate does not, nobody scores twice, and nobody sees another's sheet.
        assert_eq!(post(&app, &customer, &format!("/{id}/scores"), sheet(2)).await.code(), "wrong_state");
        assert_eq!(post(&app, &amy, &format!("/{id}/scores"), sheet(2)).await.code(), "wrong_state");
        let seen = look(&app, &one, &id).await.ok();
        assert_eq!((&seen["part"], seen["lines"].as_array().unwrap().len()), (&json!("scorer"), 4));
        assert!(!seen.to_string().contains(&amy.account.to_string()) && !seen.to_string().contains("amy"), "blind: {seen}");
        assert_eq!(post(&app, &one, &format!("/{id}/scores"), json!({"marks": {"greeting": 2}})).await.code(), "invalid_field");
        assert_eq!(post(&app, &one, &format!("/{id}/scores"), sheet(2)).await.ok()["state"], "scoring");
        assert_eq!(post(&app, &one, &format!("/{id}/scores"), sheet(2)).await.code(), "not_found");
        assert_eq!(holds(&app, &amy, SHOP).await, None, "one sheet decides nothing");
        assert_eq!(post(&app, &two, &format!("/{id}/scores"), sheet(2)).await.ok()["state"], "passed");
        assert_eq!(holds(&app, &amy, SHOP).await, Some(1));
        let shown = look(&app, &amy, &id).await.ok();
        let decision: kernel::DecisionId = shown["decision_id"].as_str().unwrap().parse().unwrap();
        assert!(shown["reasons"].as_array().unwrap().len() > 5, "{shown}");
        assert_eq!(app.read(move |c| audit::replay(c, &crate::replayers(), decision)).await, audit::Replay::Same);
        assert_eq!(post(&app, &amy, "", json!({"skill": SHOP})).await.code(), "conflict", "live already");
    }

    async fn two_who_disagree_are_decided_by_a_third_and_a_failure_teaches(base: Base) {
        let app = start(base).await;
        let (bob, customer) = (examined(&app, "bob").await, assessor(&app, "cus").await);
        let id = called(&app, &bob, &customer).await;
        for (name, mark, state) in [("one", 2, "scoring"), ("two", 0, "scoring"), ("tri", 0, "failed")] {
            let scorer = assessor(&app, name).await;
            assert_eq!(post(&app, &scorer, &format!("/{id}/scores"), sheet(mark)).await.ok()["state"], state);
        }
        let late = assessor(&app, "late").await;
        assert_eq!(post(&app, &late, &format!("/{id}/scores"), sheet(2)).await.code(), "not_found");
        assert_eq!(holds(&app, &bob, SHOP).await, None);
        assert_eq!(post(&app, &bob, "", json!({"skill": SHOP})).await.code(), "exam_closed", "a pause first");
        let known = app.get(&format!("/courses/{SHOP}/mastery")).by(&bob).send().await.ok();
        assert!(known["next_cell"].as_str().unwrap().starts_with("call/"), "{known}");
        app.base.clock.advance(Duration::from_secs(30 * 60));
        let again = called(&app, &bob, &customer).await;
        assert_ne!(again, id);
    }

    async fn strangers_beginners_and_silence_get_nowhere(base: Base) {
        let app = start(base).await;
        let (cat, eve, customer) = (examined(&app, "cat").await, examined(&app, "eve").await, assessor(&app, "cus").await);
        assert_eq!(post(&app, &worker(&app, "new").await, "", json!({"skill": SHOP})).await.code(), "step_out_of_order");
        let id = post(&app, &cat, "", json!({"skill": SHOP})).await.ok()["id"].as_str().unwrap().to_owned();
        assert_eq!(post(&app, &cat, "", json!({"skill": SHOP})).await.ok()["id"], id, "the one under way");
        // A worker without live work of their own is no assessor.
        assert_eq!(look(&app, &eve, &id).await.code(), "not_found");
        assert_eq!(post(&app, &eve, &format!("/{id}/take"), json!({})).await.code(), "not_found");
        assert_eq!(app.get("/test-calls/duties").by(&eve).send().await.ok()["items"], json!([]));
        assert_eq!(post(&app, &cat, &format!("/{id}/take"), json!({})).await.code(), "wrong_state");
        assert_eq!(post(&app, &cat, &format!("/{id}/lines"), json!({"text": "Hello?"})).await.code(), "wrong_state");
        assert_eq!(app.get("/test-calls/duties").by(&customer).send().await.ok()["items"][0]["part"], "customer");
        post(&app, &customer, &format!("/{id}/take"), json!({})).await.ok();
        // What patrol stops is not said, and its words are not kept.
        let said = post(&app, &cat, &format!("/{id}/lines"), json!({"text": "你加我微信 kefu_20250101 私下聊"})).await.ok();
        assert!(!said["lines"][0]["stopped"].as_array().unwrap().is_empty() && said["lines"][0]["text"] == "", "{said}");
        // Too little was said: it waits for somebody else; so does a call whose assessor went silent.
        assert_eq!(post(&app, &customer, &format!("/{id}/end"), json!({})).await.ok()["state"], "wanted");
        let other = assessor(&app, "oth").await;
        post(&app, &customer, &format!("/{id}/take"), json!({})).await.ok();
        assert_eq!(post(&app, &other, &format!("/{id}/take"), json!({})).await.code(), "not_found");
        app.base.clock.advance(Duration::from_secs(10 * 60));
        assert_eq!(post(&app, &other, &format!("/{id}/take"), json!({})).await.ok()["state"], "calling");
        // An administrator may assess.
        let admin = app.actor(Role::Admin, kernel::AccountId::from_u128(77), PLATFORM, 1);
        app.get("/test-calls/duties").by(&admin).send().await.ok();
    }

    async fn a_part_is_offered_to_one_at_a_time_runs_out_and_is_told_when_done(base: Base) {
        let app = start(base).await;
        let (eva, one, two) = (examined(&app, "eva").await, assessor(&app, "one").await, assessor(&app, "two").await);
        let id = post(&app, &eva, "", json!({"skill": SHOP})).await.ok()["id"].as_str().unwrap().to_owned();
        let wants = async || app.read({ let now = app.now(); move |c| crate::calls_waiting(c, now) }).await;
        let ask = async |who: &Actor| {
            let (want, worker, now) = (wants().await.into_iter().next().unwrap(), who.account, app.now());
            app.write(move |c| crate::offer_call(c, &want, worker, now)).await
        };
        assert_eq!(wants().await.len(), 1);
        assert_eq!(ask(&eva).await, None, "nobody assesses themselves");
        let until = ask(&one).await.unwrap();
        assert_eq!(until.since(app.now()).as_secs(), 30);
        assert!(wants().await.is_empty(), "one at a time");
        // While it is theirs, nobody else may take it, nor sees it.
        assert_eq!(app.get("/test-calls/duties").by(&two).send().await.ok()["items"], json!([]));
        assert_eq!(post(&app, &two, &format!("/{id}/take"), json!({})).await.code(), "not_found");
        app.base.clock.advance(Duration::from_secs(30));
        assert_eq!(wants().await.len(), 1, "it ran out");
        assert_eq!(ask(&one).await, None, "who let it go by is not asked again at once");
        ask(&two).await.unwrap();
        assert_eq!(post(&app, &two, &format!("/{id}/decline"), json!({})).await.status, 204);
        assert_eq!(post(&app, &two, &format!("/{id}/decline"), json!({})).await.code(), "wrong_state");
        app.base.clock.advance(Duration::from_secs(120));
        ask(&one).await.unwrap();
        assert_eq!(post(&app, &one, &format!("/{id}/take"), json!({})).await.ok()["state"], "calling");
        for line in ["Hello, this is after-sale service.", "Sorry about that. What is the order number?", "I have asked for the refund."] {
            post(&app, &eva, &format!("/{id}/lines"), json!({"text": line})).await.ok();
        }
        assert_eq!(post(&app, &eva, &format!("/{id}/end"), json!({})).await.ok()["state"], "scoring");
        assert_eq!(wants().await.len(), 2, "two sheets are wanted");
        ask(&two).await.unwrap();
        assert_eq!(wants().await.len(), 1);
        post(&app, &two, &format!("/{id}/take"), json!({})).await.ok();
        post(&app, &two, &format!("/{id}/scores"), sheet(2)).await.ok();
        let call: crate::TestCallId = id.parse().unwrap();
        for (part, who) in [(Part::Customer, &one), (Part::Scorer, &two)] {
            let offers = app.read(move |c| offers::of_call(c, PLATFORM, call, part)).await;
            let last = offers.last().unwrap();
            assert_eq!((last.worker_id, last.state), (who.account, OfferState::Done));
        }
    }

    async fn scenario_exams_open_the_exam_and_cannot_be_dodged(base: Base) {
        let app = start(base).await;
        let who = worker(&app, "dan").await;
        admit(&app, &who).await;
        learn(&app, &who, SHOP).await;
        assert_eq!(sit(&app, &who, SHOP).await.code(), "step_out_of_order");
        assert_eq!(app.get(&format!("/courses/{SHOP}")).by(&who).send().await.ok()["exam"]["scenarios_left"], 3);
        let begin = async || app.post("/simulations", &json!({"scenario": "refund_damaged", "mode": "exam"})).by(&who).send().await.ok();
        let open = begin().await;
        assert_eq!(begin().await["id"], open["id"], "an exam under way goes on, whatever came between");
        app.base.clock.advance(Duration::from_secs(30 * 60));
        assert_ne!(begin().await["id"], open["id"]);
        let left = app.get(&format!("/simulations/{}", open["id"].as_str().unwrap())).by(&who).send().await.ok();
        assert_eq!(left["state"], "failed", "its clock closed it");
        scenario_exams(&app, &who).await;
        assert_eq!(app.get(&format!("/courses/{SHOP}")).by(&who).send().await.ok()["exam"]["scenarios_left"], 0);
        sit(&app, &who, SHOP).await.ok();
    }

    async fn a_failed_exam_is_appealed_and_the_clock_is_on_the_workers_side(base: Base) {
        let app = start(base).await;
        let who = worker(&app, "fay").await;
        admit(&app, &who).await;
        learn(&app, &who, SHOP).await;
        scenario_exams(&app, &who).await;
        let exam = sit(&app, &who, SHOP).await.ok();
        assert_eq!(hand_in(&app, &who, &exam, answers(&exam, 5)).await.ok()["passed"], false);
        let case = app.get("/cases").by(&who).send().await.ok()["items"][0].clone();
        assert_eq!((&case["kind"], &case["ref_id"], &case["state"]), (&json!("exam"), &exam["id"], &json!("noticed")));
        let path = format!("/cases/{}", case["id"].as_str().unwrap());
        let other = worker(&app, "eve").await;
        assert_eq!(app.post(&format!("{path}/appeal"), &json!({"words": "x"})).by(&other).send().await.code(), "not_found");
        let words = json!({"words": "Two questions have two right answers."});
        assert_eq!(app.post(&format!("{path}/appeal"), &words).by(&who).send().await.status, 204);
        // A judge sees the frozen evidence, not the first verdict.
        let admin = app.actor(Role::Admin, kernel::AccountId::from_u128(77), PLATFORM, 1);
        let seen = app.get(&path).by(&admin).send().await.ok();
        assert!(seen["evidence"]["decision"].is_string() && seen["first_code"] == Value::Null, "{seen}");
        // Nobody judges in time.
        app.base.clock.advance(Duration::from_secs(14 * 86_400));
        app.settle().await;
        let seen = app.get(&path).by(&who).send().await.ok();
        assert_eq!((&seen["outcome"], &seen["resolved_by"]), (&json!(CaseVerdict::ForSubject), &json!("clock")));
        let id: ExamId = exam["id"].as_str().unwrap().parse().unwrap();
        assert_eq!(app.read(move |c| exams::find(c, PLATFORM, id)).await.unwrap().state, ExamState::Passed);
        let mine = app.get("/certificates/mine").by(&who).send().await.ok();
        assert_eq!(mine["items"][0]["state"], json!(CertificateState::Valid));
        assert_eq!(holds(&app, &who, SHOP).await, None, "the test call is still due");
    }
}
