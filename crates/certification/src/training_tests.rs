//! The simulator over HTTP, on both engines: train, be advised, fail, and be told what to learn.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use db::on;
use diesel::prelude::*;
use kernel::Actor;
use serde_json::{Value, json};
use testkit::{Answer, TestApp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::{
    exam, schema,
    seeds::course,
    simulator::Rewriter,
    tests::{SHOP, admit, by_the_book, hand_in, learn, lesson, sit, start, start_speaking, trained, worker},
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

    /// One planted fault per worker, in live work and by one of three ways: the next lesson is exactly that cell.
    async fn what_goes_wrong_at_work_is_taught_next(base: Base) {
        let app = start(base).await;
        let def = sop::parse("refund", include_bytes!("../../../policies/sop/ecommerce-refund.yaml")).unwrap();
        let steps: Vec<String> =
            def.steps.iter().filter(|s| s.function().is_some()).map(|s| format!("sop/{}/{}", def.name, s.name)).collect();
        let (mut hits, mut people) = (0, 0);
        for (n, fault) in steps.iter().enumerate() {
            for way in 0..3 {
                let who = worker(&app, &format!("w{n}-{way}")).await;
                admit(&app, &who).await;
                let mut dice = crate::mastery::chance::Dice::new((n * 3 + way) as u64);
                for round in 0..8 {
                    // Everybody slips now and then; the planted step goes wrong mostly, or where patrol stopped a draft in it.
                    let stopped = way == 1 && round >= 5;
                    let mut slips = |cell: &String| match cell == fault {
                        true => stopped || way == 0 && dice.chance(0.75),
                        false => dice.chance(0.06),
                    };
                    let (weak, good): (Vec<&String>, Vec<&String>) = steps.iter().partition(|cell| slips(cell));
                    let mut events = vec![("procedure.measured", json!({"worker": who.account, "skill": SHOP, "good": good, "weak": weak}))];
                    if stopped {
                        events.insert(0, ("verdict.held", json!({"worker": who.account, "skill": SHOP, "cell": fault})));
                    }
                    if way == 2 && round >= 6 {
                        let found = if n % 2 == 0 { "quality.failed" } else { "training.wanted" };
                        events.push((found, json!({"worker": who.account, "skill": SHOP, "weak": [fault]})));
                    }
                    for (topic, body) in events {
                        let now = app.now();
                        app.write(move |c| db::outbox::emit(c, &kernel::Event::new(topic, kernel::PLATFORM, &body), now)).await;
                        app.worker.pump().await.unwrap();
                    }
                    app.base.clock.advance(std::time::Duration::from_secs(3600));
                }
                let known = app.get(&format!("/courses/{SHOP}/mastery")).by(&who).send().await.ok();
                people += 1;
                if known["next_cell"] == **fault {
                    assert!(known["next_scenario"].as_str().unwrap().starts_with("refund_"), "{known}");
                    hits += 1;
                }
            }
        }
        assert!(hits * 100 >= people * 90, "{hits} of {people} planted faults were taught next");
    }
}

/// A language model on this machine that answers as `mode` says, and how often it was asked.
async fn model(mode: Arc<Mutex<&'static str>>) -> (String, Arc<AtomicUsize>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    tokio::spawn(async move {
        loop {
            let (mut line, _) = listener.accept().await.unwrap();
            count.fetch_add(1, Ordering::SeqCst);
            let mut all = Vec::new();
            let body = loop {
                let mut piece = [0; 4096];
                let n = line.read(&mut piece).await.unwrap();
                all.extend_from_slice(&piece[..n]);
                let text = String::from_utf8_lossy(&all).into_owned();
                if let Some(body) = text.split_once("\r\n\r\n").and_then(|(_, body)| serde_json::from_str::<Value>(body).ok()) {
                    break body;
                }
            };
            let about: Value = serde_json::from_str(body["messages"][1]["content"].as_str().unwrap()).unwrap();
            let said = about["line"].as_str().unwrap();
            let other = match *mode.lock().unwrap() {
                "good" => format!("Hm … {said}"),
                "lies" => format!("{said} Call me on 13912345678."),
                _ => continue,
            };
            let answer = json!({"choices": [{"message": {"content": json!({"line": other}).to_string()}}]}).to_string();
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{answer}", answer.len());
            line.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (url, asked)
}

testkit::both! {
    async fn a_model_may_choose_words_when_somebody_practises_and_nothing_else(base: Base) {
        let mode = Arc::new(Mutex::new("good"));
        let (url, asked) = model(Arc::clone(&mode)).await;
        let rewriter = Rewriter::new(&url, None, "small", Duration::from_secs(5)).unwrap();
        let app = start_speaking(base, Some(rewriter)).await;
        let who = worker(&app, "zoe").await;
        admit(&app, &who).await;
        learn(&app, &who, SHOP).await;
        let mut played = Vec::new();
        for how in ["good", "lies", "gone"] {
            *mode.lock().unwrap() = how;
            let view = begin(&app, &who, json!({"scenario": "refund_damaged", "seed": 7})).await.ok();
            let id = view["id"].as_str().unwrap().to_owned();
            turn(&app, &who, &id, json!({"text": "Hello, how can I help you?"})).await.ok();
            let view = turn(&app, &who, &id, json!({"text": "Please tell me the order number and your telephone number."})).await.ok();
            let again = app.get(&format!("/simulations/{id}")).by(&who).send().await.ok();
            assert_eq!(again["lines"], view["lines"], "what was said stays said");
            played.push(view);
        }
        let (good, lies, gone) = (&played[0], &played[1], &played[2]);
        assert_eq!(lies["lines"], gone["lines"], "what is not fit is as if nothing was answered");
        assert!(gone["lines"].as_array().unwrap().iter().all(|line| line.get("reworded").is_none()));
        let mut answers = 0;
        for (other, own) in good["lines"].as_array().unwrap().iter().zip(gone["lines"].as_array().unwrap()) {
            if other.get("reworded").is_some() {
                assert_eq!(other["text"], format!("Hm … {}", own["text"].as_str().unwrap()));
                answers += 1;
            } else {
                assert_eq!(other, own);
            }
        }
        assert!(answers > 0, "{good}");
        for same in ["steps", "slots", "mood", "advice"] {
            assert_eq!(good[same], gone[same], "{same}");
        }
        // An exam is alike for everybody.
        let before = asked.load(Ordering::SeqCst);
        *mode.lock().unwrap() = "good";
        let view = begin(&app, &who, json!({"scenario": "refund_damaged", "mode": "exam"})).await.ok();
        let view = turn(&app, &who, view["id"].as_str().unwrap(), json!({"text": "Hello, how can I help you?"})).await.ok();
        assert!(view["lines"].as_array().unwrap().iter().all(|line| line.get("reworded").is_none()));
        assert_eq!(asked.load(Ordering::SeqCst), before);
    }
}
