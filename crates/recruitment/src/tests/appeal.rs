//! Contesting and coming again, on both engines: a new interview, a "no" that is overruled, the clock, the date of a re-take.

use std::time::Duration;

use super::*;

const DAY: Duration = Duration::from_secs(86_400);

/// With the cases of the audit crate and the consumer that hears them.
async fn court(base: Base) -> TestApp {
    let setup = Setup {
        routes: crate::routes().merge(identity::routes()).merge(audit::routes()),
        jobs: [crate::jobs(), audit::jobs()].concat_all(),
        consumers: crate::consumers(),
        extras: vec![std::sync::Arc::new(crate::Adapters::default())],
        ..Setup::default()
    };
    let app = base.app(setup).await;
    let (files, now) = (crate::shortened(&app.app.policies).unwrap(), app.now());
    app.write(move |c| crate::seed_policies(c, &files, now)).await;
    app
}

trait ConcatAll<T> {
    fn concat_all(self) -> Vec<T>;
}

impl<T> ConcatAll<T> for [Vec<T>; 2] {
    fn concat_all(self) -> Vec<T> {
        self.into_iter().flatten().collect()
    }
}

fn admin(app: &TestApp, n: u128) -> Actor {
    app.actor(Role::Admin, AccountId::from_u128(n), PLATFORM, 1)
}

/// Somebody whose interview waits for a person.
async fn waiting(app: &TestApp, name: &str) -> (Actor, String) {
    let who = worker(app, name).await;
    apply(app, &who).await.ok();
    identify(app, &who).await.ok();
    vet(app, &who, json!(clean())).await.ok();
    sit(app, &who, false).await;
    assert_eq!(state(app, &who).await, "review");
    let id = app.get("/applications/mine").by(&who).send().await.ok()["id"].as_str().unwrap().to_owned();
    (who, id)
}

/// The room from its first part to the score; well, or with gibberish in the dialogue.
async fn sit(app: &TestApp, who: &Actor, well: bool) {
    typing(app, who).await.ok();
    speak(app, who).await.ok();
    business(app, who).await.ok();
    if well {
        talk(app, who).await.ok();
    } else {
        while !say(app, who, "啦啦啦 退款 退款").await.ok()["done"].as_bool().unwrap() {}
    }
    secure(app, who).await.ok();
    submit(app, who).await.ok();
    app.settle().await;
}

async fn report(app: &TestApp, who: &Actor) -> Value {
    app.get("/interviews/mine/report").by(who).send().await.ok()
}

async fn ask(app: &TestApp, who: &Actor, words: &str) -> Answer {
    app.post("/applications/mine/appeal", &json!({ "words": words })).by(who).send().await
}

async fn verdict(app: &TestApp, judge: &Actor, case: &str, outcome: &str) -> Answer {
    let body = json!({"outcome": outcome, "rule": "interview.fault", "reason": "听过录音"});
    app.post(&format!("/cases/{case}/verdict"), &body).by(judge).send().await
}

async fn decline(app: &TestApp, judge: &Actor, id: &str) {
    app.post(&format!("/reviews/{id}"), &json!({"outcome": "decline", "note": "表达不清"})).by(judge).send().await.ok();
    app.settle().await;
}

async fn retake(app: &TestApp, who: &Actor) -> Answer {
    app.post("/applications/mine/retake", &json!({})).by(who).send().await
}

testkit::both! {
    async fn who_wins_a_new_interview_takes_it(base: Base) {
        let app = court(base).await;
        let (who, id) = waiting(&app, "ying").await;
        let before = report(&app, &who).await;
        assert_eq!((&before["may_appeal"], before.get("contested")), (&json!(true), None));
        let stranger = worker(&app, "stranger").await;
        let untouched = rows(&app).await;
        for bad in ["", "   ", &"长".repeat(2001)] {
            assert_eq!(refused(&app, untouched.clone(), ask(&app, &who, bad).await).await, "invalid_field");
        }
        assert_eq!(refused(&app, untouched.clone(), ask(&app, &stranger, "x").await).await, "step_out_of_order");
        assert_eq!(refused(&app, untouched, retake(&app, &who).await).await, "step_out_of_order");
        let asked = ask(&app, &who, "麦克风中途断了").await.ok();
        assert_eq!((&asked["kind"], &asked["state"]), (&json!("interview"), &json!("open")));
        assert_eq!(ask(&app, &who, "再来").await.code(), "already_decided");
        let case = asked["case"].as_str().unwrap().to_owned();
        assert_eq!(report(&app, &who).await["contested"]["case"], case);
        assert_eq!(app.get(&format!("/cases/{case}")).by(&stranger).send().await.code(), "not_found");
        let seen = app.get(&format!("/cases/{case}")).by(&admin(&app, 77)).send().await.ok();
        assert_eq!(seen["evidence"]["decision"], before["decision_id"]);
        assert!(seen["evidence"]["recordings"].as_array().unwrap().len() >= 2 && !seen.to_string().contains("ying@"), "{seen}");
        verdict(&app, &admin(&app, 77), &case, "for_subject").await.ok();
        app.settle().await;
        assert_eq!(state(&app, &who).await, "interview");
        assert_eq!(app.get("/interviews/mine").by(&who).send().await.ok()["state"], "open");
        sit(&app, &who, true).await;
        assert_eq!(state(&app, &who).await, "admitted", "{}", report(&app, &who).await);
        // The first decision still replays, beside the second.
        for decision in [&before["decision_id"], &report(&app, &who).await["decision_id"]] {
            assert_eq!(replayed(&app, decision).await, audit::Replay::Same);
        }
        assert_ne!(id, case);
    }

    async fn a_no_is_overruled_by_somebody_else_or_by_the_clock(base: Base) {
        let app = court(base).await;
        for (name, by_clock) in [("judged", false), ("forgotten", true)] {
            let (who, id) = waiting(&app, name).await;
            let first = admin(&app, 77);
            decline(&app, &first, &id).await;
            let told = report(&app, &who).await;
            assert_eq!((&told["state"], &told["contested"]["state"], &told["contested"]["kind"]), (&json!("declined"), &json!("noticed"), &json!("application")));
            let case = told["contested"]["case"].as_str().unwrap().to_owned();
            app.post(&format!("/cases/{case}/appeal"), &json!({"words": "请再听一遍"})).by(&who).send().await.ok();
            assert_eq!(verdict(&app, &first, &case, "against_subject").await.code(), "forbidden", "nobody judges twice");
            let seen = app.get(&format!("/cases/{case}")).by(&admin(&app, 78)).send().await.ok();
            assert!(seen["first_code"].is_null() && !seen.to_string().contains("表达不清"), "blind to the first verdict: {seen}");
            if by_clock {
                app.base.clock.advance(DAY * 15);
                let now = app.now();
                app.write(move |c| db::jobs::enqueue(c, "audit.cases", "test", &json!({}), now, now)).await;
            } else {
                verdict(&app, &admin(&app, 78), &case, "for_subject").await.ok();
            }
            app.settle().await;
            assert_eq!(state(&app, &who).await, "admitted");
        }
    }

    async fn a_no_that_stands_may_be_tried_again_from_its_date(base: Base) {
        let app = court(base).await;
        let (who, id) = waiting(&app, "again").await;
        decline(&app, &admin(&app, 77), &id).await;
        let told = report(&app, &who).await;
        let case = told["contested"]["case"].as_str().unwrap().to_owned();
        app.post(&format!("/cases/{case}/appeal"), &json!({"words": "请再听一遍"})).by(&who).send().await.ok();
        verdict(&app, &admin(&app, 78), &case, "against_subject").await.ok();
        app.settle().await;
        assert_eq!(state(&app, &who).await, "declined");
        let from: kernel::Ts = told["retake_at"].as_str().unwrap().parse().unwrap();
        assert_eq!(from.since(told["decided_at"].as_str().unwrap().parse().unwrap()), DAY * 30);
        let before = rows(&app).await;
        assert_eq!(refused(&app, before.clone(), retake(&app, &who).await).await, "wrong_state");
        assert_eq!(refused(&app, before, ask(&app, &who, "x").await).await, "step_out_of_order");
        app.base.clock.advance(DAY * 31);
        assert_eq!(retake(&app, &who).await.ok()["state"], "interview");
        sit(&app, &who, true).await;
        assert_eq!(state(&app, &who).await, "admitted", "the old interview's answers are no copies: {}", report(&app, &who).await);
    }
}
