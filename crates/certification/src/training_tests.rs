//! The simulator over HTTP, on both engines: train, be advised, fail, and be told what to learn.

use db::on;
use diesel::prelude::*;
use kernel::Actor;
use serde_json::{Value, json};
use testkit::{Answer, TestApp};

use crate::{
    exam, schema,
    seeds::course,
    tests::{SHOP, admit, by_the_book, hand_in, learn, lesson, sit, start, trained, worker},
};

async fn begin(app: &TestApp, who: &Actor, body: Value) -> Answer {
    app.post("/simulations", &body).by(who).send().await
}

async fn turn(app: &TestApp, who: &Actor, id: &str, body: Value) -> Answer {
    app.post(&format!("/simulations/{id}/turns"), &body).by(who).send().await
}

async fn rows(app: &TestApp) -> Vec<String> {
    app.read(|c| {
        let all: Vec<(crate::SimulationId, String, Option<kernel::Ts>)> = on!(c, k => schema::simulation::table
            .select((schema::simulation::id, schema::simulation::state, schema::simulation::ended_at))
            .order(schema::simulation::id)
            .load(*k))?;
        let known: Vec<String> = on!(c, k => schema::mastery::table.select(schema::mastery::skill).load(*k))?;
        Ok(vec![format!("{all:?}"), format!("{known:?}")])
    })
    .await
}

testkit::both! {
    async fn a_trainee_is_advised_fails_and_is_told_what_to_learn(base: Base) {
        let app = start(base).await;
        let who = worker(&app, "amy").await;
        admit(&app, &who).await;
        let before = rows(&app).await;
        assert_eq!(begin(&app, &who, json!({"scenario": "refund_damaged"})).await.code(), "step_out_of_order", "untrained");
        assert_eq!(rows(&app).await, before);
        lesson(&app, &who, SHOP, 1).await.ok();
        let offered = app.get("/simulations/scenarios").by(&who).send().await.ok();
        let trained = |skill: &str| offered["items"].as_array().unwrap().iter().filter(|s| s["skill"] == skill).all(|s| s["trained"] == true);
        assert!(trained(SHOP) && !trained("travel.booking"), "{offered}");

        let view = begin(&app, &who, json!({"scenario": "refund_damaged", "seed": 7})).await.ok();
        let id = view["id"].as_str().unwrap().to_owned();
        assert_eq!(view["advice"][0]["rule"], "sop:ecommerce-refund#greet");
        let twin = begin(&app, &who, json!({"scenario": "refund_damaged", "seed": 7})).await.ok();
        assert_eq!(view["lines"], twin["lines"], "the same seed");

        // What patrol stops is not sent, and is advised with its rule.
        let stopped = turn(&app, &who, &id, json!({"text": "你加我微信 kefu_20250101 私下聊"})).await.ok();
        assert!(stopped["advice"].as_array().unwrap().iter().any(|a| a["kind"] == "patrol"), "{stopped}");
        assert!(stopped["lines"].as_array().unwrap().iter().all(|l| l["from"] != "worker"));
        let early = turn(&app, &who, &id, json!({"act": "refund"})).await.ok();
        assert!(early["advice"].as_array().unwrap().iter().any(|a| a["rule"] == "sop:ecommerce-refund#refund/out_of_order"), "{early}");
        let ended = app.post(&format!("/simulations/{id}/end"), &json!({})).by(&who).send().await.ok();
        assert_eq!((&ended["state"], &ended["judged"]["passed"]), (&json!("failed"), &json!(false)));
        let before = rows(&app).await;
        assert_eq!(turn(&app, &who, &id, json!({"text": "hello"})).await.code(), "conversation_closed");
        assert_eq!(rows(&app).await, before);

        let known = app.get(&format!("/courses/{SHOP}/mastery")).by(&who).send().await.ok();
        let next = known["next_cell"].as_str().unwrap();
        assert!(next.starts_with("sop/ecommerce-refund/"), "{known}");
        assert!(known["next_scenario"].as_str().is_some_and(|s| s.starts_with("refund_")), "{known}");
        assert_eq!(known["exam_passed"], false);
    }

    async fn the_scenario_exam_is_three_of_three_without_help(base: Base) {
        let app = start(base).await;
        let who = worker(&app, "bob").await;
        admit(&app, &who).await;
        learn(&app, &who, SHOP).await;
        for n in 1..=3 {
            let view = begin(&app, &who, json!({"scenario": "refund_damaged", "mode": "exam", "seed": 1})).await.ok();
            assert_eq!(view["advice"], json!([]));
            assert_ne!(view["seed"], 1, "an exam draws its own seed");
            let done = by_the_book(&app, &who, view).await;
            assert_eq!(done["judged"]["passed"], true, "{done}");
            let known = app.get(&format!("/courses/{SHOP}/mastery")).by(&who).send().await.ok();
            assert_eq!((&known["exams_in_a_row"], &known["exam_passed"]), (&json!(n), &json!(n == 3)));
        }
    }

    async fn strangers_and_bad_turns_are_refused(base: Base) {
        let app = start(base).await;
        let (who, other) = (worker(&app, "cat").await, worker(&app, "eve").await);
        for person in [&who, &other] {
            admit(&app, person).await;
            lesson(&app, person, SHOP, 1).await.ok();
        }
        let view = begin(&app, &who, json!({"scenario": "refund_late"})).await.ok();
        let id = view["id"].as_str().unwrap();
        let before = rows(&app).await;
        assert_eq!(turn(&app, &other, id, json!({"text": "hello"})).await.code(), "not_found");
        assert_eq!(app.get(&format!("/simulations/{id}")).by(&other).send().await.code(), "not_found");
        assert_eq!(begin(&app, &who, json!({"scenario": "none"})).await.code(), "not_found");
        for bad in [json!({}), json!({"text": " "}), json!({"text": "a", "act": "refund"}), json!({"act": "greet"}), json!({"act": "x"}), json!({"seed": 1})] {
            assert_eq!(turn(&app, &who, id, bad.clone()).await.code(), "invalid_field", "{bad}");
        }
        assert_eq!(rows(&app).await, before);
        assert_eq!(app.get(&format!("/simulations/{id}")).by(&who).send().await.ok()["lines"], view["lines"]);
    }

    async fn a_failed_exam_names_the_lesson_that_fits(base: Base) {
        let app = start(base).await;
        let who = worker(&app, "dan").await;
        admit(&app, &who).await;
        learn(&app, &who, SHOP).await;
        trained(&app, &who, SHOP).await;
        let exam = sit(&app, &who, SHOP).await.ok();
        // Every question right but those of one topic.
        let (course, id) = (course(SHOP), exam["id"].as_str().unwrap().parse::<crate::ExamId>().unwrap());
        let right = exam::answers(&course, exam::seed_of(id), 10);
        let wrong = exam::answers(&course, exam::seed_of(id), 0);
        let topic = |question: &str| course.item.iter().find(|i| i.id == question).map(|i| i.topic.clone()).unwrap();
        let fault = topic(&right[0].question);
        let mixed: Vec<_> = right.iter().zip(&wrong).map(|(r, w)| if topic(&r.question) == fault { w.clone() } else { r.clone() }).collect();
        hand_in(&app, &who, &exam, json!({ "answers": mixed })).await.ok();
        let known = app.get(&format!("/courses/{SHOP}/mastery")).by(&who).send().await.ok();
        assert_eq!(known["next_cell"], format!("topic/{fault}"), "{known}");
        let teaches = course.lesson.iter().find(|l| l.topics.contains(&fault)).map(|l| l.n);
        assert_eq!(known["next_lesson"].as_i64(), teaches);
        assert!(teaches.is_some());
    }

    async fn a_carried_credential_is_refused_when_forged_suspended_expired_or_revoked(base: Base) {
        let app = start(base).await;
        let (who, other) = (worker(&app, "fay").await, worker(&app, "eve").await);
        let (account, seal, now) = (who.account, app.app.seal.clone(), app.now());
        let id = app.write(move |c| crate::seed_certificate(c, &seal, account, SHOP, now)).await;
        let path = format!("/certificates/{id}/credential");
        assert_eq!(app.get(&path).by(&other).send().await.code(), "not_found");
        let carried = app.get(&path).by(&who).send().await.ok();
        let credential = carried["credential"].as_str().unwrap().to_owned();
        let check = async |text: String| {
            let answer = app.post("/public/credentials", &json!({ "credential": text })).send().await.ok();
            (answer["valid"] == true, answer["standing"].as_str().unwrap().to_owned())
        };
        assert_eq!(check(credential.clone()).await, (true, "valid".to_owned()));
        // Another level under the same signature, another key, and nonsense.
        let parts: Vec<&str> = credential.split('.').collect();
        let forged = format!("{}.{}A.{}", parts[0], parts[1], parts[2]);
        let alien = audit::SigningKey::from_bytes(&[7; 32]);
        let row = app.read(move |c| crate::certificate::store::find(c, kernel::PLATFORM, id)).await.unwrap();
        let unknown = crate::certificate::store::CertificateRow { id: crate::CertificateId::new(), ..row.clone() };
        for text in [forged, crate::certificate::credential::issue(&alien, &row), "a.b.c".to_owned(), String::new()] {
            assert_eq!(check(text).await, (false, "forged".to_owned()));
        }
        let ours = crate::certificate::credential::key(&app.app.seal);
        assert_eq!(check(crate::certificate::credential::issue(&ours, &unknown)).await.1, "unknown");
        for (to, standing) in [(crate::CertificateState::Suspended, "suspended"), (crate::CertificateState::Revoked, "revoked")] {
            let now = app.now();
            app.write(move |c| crate::change(c, id, to, None, now)).await;
            assert_eq!(check(credential.clone()).await, (false, standing.to_owned()));
        }
        let (account, seal, now) = (who.account, app.app.seal.clone(), app.now());
        let id = app.write(move |c| crate::seed_certificate(c, &seal, account, "travel.booking", now)).await;
        let carried = app.get(&format!("/certificates/{id}/credential")).by(&who).send().await.ok();
        app.base.clock.advance(std::time::Duration::from_secs(365 * 24 * 3600));
        assert_eq!(check(carried["credential"].as_str().unwrap().to_owned()).await, (false, "expired".to_owned()));
    }
}
