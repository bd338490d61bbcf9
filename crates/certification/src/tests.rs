//! Learning over HTTP, on both engines: the whole way to a certificate, steps out of order, resubmission, expiry.

use std::{sync::Arc, time::Duration};

use db::{Conn, on};
use diesel::prelude::*;
use kernel::{AccountId, Actor, DecisionId, PLATFORM, Role, Scope};
use serde_json::{Value, json};
use testkit::{Answer, Base, Setup, TestApp};

use crate::{CertificateState, chance, course::tests::key, exam, schema, seeds::course};

pub(crate) const SHOP: &str = "ecommerce.after_sale";

pub(crate) async fn start(base: Base) -> TestApp {
    start_speaking(base, None).await
}

/// The app whose simulated customers speak through a language model.
pub(crate) async fn start_speaking(base: Base, rewriter: Option<crate::simulator::Rewriter>) -> TestApp {
    let policies = testkit::policies_from_disk();
    let patrol = kernel::policy::Policy::<patrol::Rules>::parse("base-cn", policies.get("patrol/base-cn.toml").unwrap()).unwrap();
    let setup = Setup {
        extras: vec![Arc::new(crate::Simulator::load(&policies).unwrap().speaking(rewriter)), Arc::new(patrol)],
        routes: crate::routes().merge(audit::routes()),
        consumers: crate::consumers(),
        jobs: crate::jobs().into_iter().chain(audit::jobs()).collect(),
        schedules: crate::schedules().into_iter().chain(audit::schedules()).collect(),
        ..Setup::default()
    };
    let app = base.app(setup).await;
    let (files, now) = (app.app.policies.clone(), app.now());
    app.write(move |c| crate::seed_policies(c, &files, now)).await;
    app
}

pub(crate) async fn worker(app: &TestApp, name: &str) -> Actor {
    let opening = identity::Opening {
        email: identity::Email::parse(&format!("{name}@example.com")).unwrap(),
        name: name.to_owned(),
        tenant: PLATFORM,
        role: Role::Worker,
        locale: identity::Locale::En,
        password_hash: "none".to_owned(),
    };
    let (seal, now) = (app.app.seal.clone(), app.now());
    let id = app.write(move |c| identity::seed_account(c, &seal, &opening, true, now)).await;
    app.actor(Role::Worker, id, PLATFORM, 1)
}

/// Hears what recruitment says when somebody is admitted.
pub(crate) async fn admit(app: &TestApp, who: &Actor) {
    let (account, now) = (who.account, app.now());
    app.write(move |c| {
        let event = kernel::Event::new("application.admitted", PLATFORM, &json!({"application": account, "account": account}));
        db::outbox::emit(c, &event, now)
    })
    .await;
    app.worker.pump().await.unwrap();
}

/// Everything that a refused request must leave as it is.
async fn rows(app: &TestApp) -> Vec<String> {
    app.read(|c| {
        let exams: Vec<(crate::ExamId, String, Option<i64>)> = on!(c, k => schema::exam::table
            .select((schema::exam::id, schema::exam::state, schema::exam::score)).order(schema::exam::id).load(*k))?;
        let lessons: Vec<(AccountId, String, i64, i64)> = on!(c, k => schema::lesson::table
            .select((schema::lesson::account_id, schema::lesson::skill, schema::lesson::n, schema::lesson::tries))
            .order((schema::lesson::account_id, schema::lesson::skill, schema::lesson::n))
            .load(*k))?;
        let held: Vec<(crate::CertificateId, String)> = on!(c, k => schema::certificate::table
            .select((schema::certificate::id, schema::certificate::state)).order(schema::certificate::id).load(*k))?;
        Ok(vec![format!("{exams:?}"), format!("{lessons:?}"), format!("{held:?}"), format!("{:?}", db::outbox::backlog(c)?)])
    })
    .await
}

async fn refused(app: &TestApp, before: Vec<String>, answer: Answer) -> String {
    let code = answer.code();
    assert_eq!(rows(app).await, before, "{code} wrote something");
    code
}

pub(crate) async fn lesson(app: &TestApp, who: &Actor, skill: &str, n: i64) -> Answer {
    let answers = course(skill).lesson.iter().find(|l| l.n == n).map(key).unwrap_or_default();
    app.post(&format!("/courses/{skill}/lessons/{n}"), &json!({ "answers": answers })).by(who).send().await
}

pub(crate) async fn learn(app: &TestApp, who: &Actor, skill: &str) {
    for n in 1..=3 {
        assert_eq!(lesson(app, who, skill, n).await.ok()["done"], true);
    }
}

/// Does the current step in the procedure's own words, until the conversation ends.
pub(crate) async fn by_the_book(app: &TestApp, who: &Actor, view: Value) -> Value {
    let def = sop::parse("refund", include_bytes!("../../../policies/sop/ecommerce-refund.yaml")).unwrap();
    by_the_book_of(app, who, &def, view).await
}

pub(crate) async fn by_the_book_of(app: &TestApp, who: &Actor, def: &sop::Definition, mut view: Value) -> Value {
    let id = view["id"].as_str().unwrap().to_owned();
    while view["state"] == "open" {
        let steps = view["steps"].as_array().unwrap();
        let name = steps.iter().find(|s| s["state"] == "current").unwrap()["step"].as_str().unwrap();
        let (_, step) = def.step(name).unwrap();
        let body = match step.function().unwrap() {
            sop::Function::Act => json!({ "act": name }),
            _ => json!({ "text": step.text().unwrap().en.replace(['{', '}'], "") }),
        };
        view = app.post(&format!("/simulations/{id}/turns"), &body).by(who).send().await.ok();
    }
    view
}

/// Scenario exams until three in a row are passed.
pub(crate) async fn scenario_exams(app: &TestApp, who: &Actor) {
    for _ in 0..4 {
        let view = app.post("/simulations", &json!({"scenario": "refund_damaged", "mode": "exam"})).by(who).send().await.ok();
        by_the_book(app, who, view).await;
        let course = app.get(&format!("/courses/{SHOP}")).by(who).send().await.ok();
        if course["exam"]["scenarios_left"] == 0 {
            return;
        }
    }
    panic!("three scenario exams by the book were not passed");
}

/// Writes three passed scenario exams, for tests of what comes after.
pub(crate) async fn trained(app: &TestApp, who: &Actor, skill: &'static str) {
    let (account, now) = (who.account, app.now());
    app.write(move |c| crate::simulator::store::seed_passed(c, account, skill, now)).await;
}

pub(crate) async fn sit(app: &TestApp, who: &Actor, skill: &str) -> Answer {
    app.post("/exams", &json!({ "skill": skill })).by(who).send().await
}

pub(crate) fn answers(exam: &Value, right: usize) -> Value {
    let id: crate::ExamId = exam["id"].as_str().unwrap().parse().unwrap();
    let course = course(exam["skill"].as_str().unwrap());
    json!({ "answers": exam::answers(&course, exam::seed_of(id), right) })
}

pub(crate) async fn hand_in(app: &TestApp, who: &Actor, exam: &Value, body: Value) -> Answer {
    app.post(&format!("/exams/{}/answers", exam["id"].as_str().unwrap()), &body).by(who).send().await
}

pub(crate) async fn holds(app: &TestApp, who: &Actor, skill: &'static str) -> Option<u8> {
    let (account, now) = (who.account, app.now());
    app.read(move |c: &mut Conn<'_>| crate::holds(c, account, skill, now)).await
}

async fn certified(app: &TestApp, who: &Actor) -> bool {
    app.get("/certificates/mine").by(who).send().await.ok()["items"].as_array().unwrap().iter().any(|c| c["state"] == "valid")
}

testkit::both! {
    async fn an_admitted_worker_is_certified(base: Base) {
        let app = start(base).await;
        let who = worker(&app, "amy").await;
        admit(&app, &who).await;
        assert_eq!(app.get("/skills").by(&who).send().await.ok()["items"][0]["state"], "none");
        learn(&app, &who, SHOP).await;
        trained(&app, &who, SHOP).await;
        let page = app.get(&format!("/courses/{SHOP}")).by(&who).send().await.ok();
        assert!(page["lessons"].as_array().unwrap().iter().all(|l| l["done"] == true));
        assert_eq!(page["exam"]["attempts_left"], 5);
        let exam = sit(&app, &who, SHOP).await.ok();
        assert_eq!(sit(&app, &who, SHOP).await.ok(), exam, "an exam under way goes on with its clock");
        assert_eq!(exam["questions"].as_array().unwrap().len(), 10);
        let result = hand_in(&app, &who, &exam, answers(&exam, 9)).await.ok();
        assert_eq!((&result["passed"], &result["score"]), (&json!(true), &json!(9)));
        let decision: DecisionId = result["decision_id"].as_str().unwrap().parse().unwrap();
        assert_eq!(app.read(move |c| audit::replay(c, &crate::replayers(), decision)).await, audit::Replay::Same);

        assert_eq!(holds(&app, &who, SHOP).await, None, "the test call is outstanding");
        assert_eq!(holds(&app, &who, "travel.booking").await, None);
        assert_eq!(app.get("/skills").by(&who).send().await.ok()["items"][0]["state"], "certified");
        let mine = app.get("/certificates/mine").by(&who).send().await.ok();
        assert_eq!(mine["items"][0]["id"], result["certificate"]);
        let public = app.get(&format!("/public/certificates/{}", result["certificate"].as_str().unwrap())).send().await.ok();
        assert_eq!((&public["valid"], &public["live"], &public["holder_initial"]), (&json!(true), &json!(false), &json!("A*")));
        assert!(!public.to_string().contains("amy"));
        assert_eq!(sit(&app, &who, SHOP).await.code(), "conflict", "held");
    }

    async fn no_order_of_steps_gives_a_certificate_without_all_of_them(base: Base) {
        let app = start(base).await;
        for seed in 0..5 {
            let who = worker(&app, &format!("step{seed}")).await;
            let mut done = std::collections::BTreeSet::new();
            let mut exam = json!({"id": crate::ExamId::new(), "skill": SHOP});
            for round in 0..6 {
                for op in chance::order(seed, &format!("round{round}"), 7) {
                    let before = rows(&app).await;
                    let answer = match op {
                        0 => {
                            admit(&app, &who).await;
                            done.insert(0);
                            continue;
                        }
                        1..=3 => lesson(&app, &who, SHOP, op as i64).await,
                        4 => sit(&app, &who, SHOP).await,
                        5 => {
                            if done.insert(5) {
                                trained(&app, &who, SHOP).await;
                            }
                            continue;
                        }
                        _ => hand_in(&app, &who, &exam, answers(&exam, 10)).await,
                    };
                    if answer.status < 400 {
                        done.insert(op);
                        if op == 4 {
                            exam = answer.ok();
                        }
                    } else {
                        let code = refused(&app, before, answer).await;
                        assert!(["step_out_of_order", "not_found", "conflict", "exam_closed"].contains(&code.as_str()), "{op} gave {code}");
                    }
                    assert_eq!(certified(&app, &who).await, done.len() == 7, "after {done:?}");
                }
            }
            assert_eq!(done.len(), 7, "six rounds are enough");
        }
    }

    async fn exams_are_closed_after_their_answers_and_their_clock(base: Base) {
        let app = start(base).await;
        let who = worker(&app, "bob").await;
        let other = worker(&app, "eve").await;
        admit(&app, &who).await;
        admit(&app, &other).await;
        learn(&app, &who, SHOP).await;
        trained(&app, &who, SHOP).await;
        let exam = sit(&app, &who, SHOP).await.ok();
        let before = rows(&app).await;
        assert_eq!(refused(&app, before.clone(), hand_in(&app, &other, &exam, answers(&exam, 10)).await).await, "not_found");
        let bad = [
            json!({"answers": [{"question": "x", "option": "a"}]}),
            json!({"answers": [{"question": exam["questions"][0]["id"], "option": "z"}]}),
            json!({"answers": [{"question": exam["questions"][0]["id"], "option": "a"}, {"question": exam["questions"][0]["id"], "option": "b"}]}),
            json!({"answers": [], "score": 10}),
            json!({}),
        ];
        for body in bad {
            assert_eq!(refused(&app, before.clone(), hand_in(&app, &who, &exam, body).await).await, "invalid_field");
        }
        let path = format!("/exams/{}/answers", exam["id"].as_str().unwrap());
        let keyless = app.call("POST", &path).json(&answers(&exam, 10)).by(&who).send().await;
        assert_eq!(refused(&app, before, keyless).await, "idempotency_key_missing");

        // Failing closes it; a repeat of the same request gets the same answer, other answers are refused.
        let once = kernel::Id::<()>::new().uuid();
        let failed = app.post(&path, &answers(&exam, 7)).key(once).by(&who).send().await.ok();
        assert_eq!((&failed["passed"], &failed["certificate"]), (&json!(false), &Value::Null));
        let before = rows(&app).await;
        assert_eq!(app.post(&path, &answers(&exam, 7)).key(once).by(&who).send().await.ok(), failed);
        let reused = app.post(&path, &answers(&exam, 10)).key(once).by(&who).send().await;
        assert_eq!(refused(&app, before.clone(), reused).await, "idempotency_key_reused");
        assert_eq!(refused(&app, before.clone(), hand_in(&app, &who, &exam, answers(&exam, 10)).await).await, "exam_closed");
        assert_eq!(refused(&app, before, sit(&app, &who, SHOP).await).await, "exam_closed", "the pause has not passed");
        let page = app.get(&format!("/courses/{SHOP}")).by(&who).send().await.ok();
        assert_eq!(page["exam"]["attempts_left"], 4);
        assert!(page["exam"]["next_at"].is_string());

        // The clock closes an exam as well, and that counts as an attempt.
        app.base.clock.advance(Duration::from_secs(5 * 60));
        let late = sit(&app, &who, SHOP).await.ok();
        app.base.clock.advance(Duration::from_secs(15 * 60 + 10));
        let before = rows(&app).await;
        assert_eq!(refused(&app, before, hand_in(&app, &who, &late, answers(&late, 10)).await).await, "exam_closed");
        app.settle().await;
        let page = app.get(&format!("/courses/{SHOP}")).by(&who).send().await.ok();
        assert_eq!(page["exam"]["attempts_left"], 3);
        app.base.clock.advance(Duration::from_secs(3600));
        let third = sit(&app, &who, SHOP).await.ok();
        hand_in(&app, &who, &third, answers(&third, 8)).await.ok();
        assert!(certified(&app, &who).await);
    }

    async fn bad_steps_and_strangers_are_refused(base: Base) {
        let app = start(base).await;
        let who = worker(&app, "cat").await;
        let before = rows(&app).await;
        assert_eq!(refused(&app, before.clone(), lesson(&app, &who, SHOP, 1).await).await, "step_out_of_order");
        assert_eq!(refused(&app, before.clone(), sit(&app, &who, SHOP).await).await, "step_out_of_order");
        admit(&app, &who).await;
        let before = rows(&app).await;
        assert_eq!(refused(&app, before.clone(), lesson(&app, &who, SHOP, 2).await).await, "step_out_of_order");
        assert_eq!(refused(&app, before.clone(), lesson(&app, &who, SHOP, 9).await).await, "not_found");
        assert_eq!(refused(&app, before.clone(), sit(&app, &who, "cooking").await).await, "not_found");
        assert_eq!(refused(&app, before.clone(), app.get("/courses/cooking").by(&who).send().await).await, "not_found");
        let short = app.post(&format!("/courses/{SHOP}/lessons/1"), &json!({"answers": []})).by(&who).send().await;
        assert_eq!(refused(&app, before.clone(), short).await, "invalid_field");
        let member = app.actor(Role::Member, AccountId::from_u128(5), kernel::TenantId::from_u128(9), 1);
        assert_eq!(refused(&app, before.clone(), sit(&app, &member, SHOP).await).await, "forbidden");
        app.get("/skills").by(&member).send().await.ok();
        assert_eq!(refused(&app, before.clone(), app.get("/skills").send().await).await, "unauthenticated");
        let forged = app.get(&format!("/public/certificates/{}", crate::CertificateId::new())).send().await;
        assert_eq!(refused(&app, before.clone(), forged).await, "not_found");
        assert_eq!(refused(&app, before, app.get("/public/certificates/x").send().await).await, "invalid_id");
    }

    async fn certificates_lapse_by_time_and_by_decision(base: Base) {
        let app = start(base).await;
        let who = worker(&app, "dan").await;
        let (account, seal, now) = (who.account, app.app.seal.clone(), app.now());
        let id = app.write(move |c| crate::seed_certificate(c, &seal, account, "travel.booking", now)).await;
        assert_eq!(holds(&app, &who, "travel.booking").await, Some(1));
        let mine = app.get("/certificates/mine").by(&who).send().await.ok();
        assert_eq!(mine["items"][0]["state"], "valid");

        let set = async |to| {
            let now = app.now();
            app.app.db.write(Scope::Platform, move |c| crate::change(c, id, to, None, now)).await
        };
        set(CertificateState::Suspended).await.unwrap();
        assert_eq!(holds(&app, &who, "travel.booking").await, None);
        assert_eq!(sit(&app, &who, "travel.booking").await.code(), "wrong_state", "an exam does not lift a suspension");
        let page = format!("/public/certificates/{id}");
        assert_eq!(app.get(&page).send().await.ok()["valid"], false);
        set(CertificateState::Valid).await.unwrap();
        assert_eq!(holds(&app, &who, "travel.booking").await, Some(1));

        // The clock counts before the job has been by; the job then says so.
        app.base.clock.advance(Duration::from_secs(365 * 24 * 3600));
        assert_eq!(holds(&app, &who, "travel.booking").await, None);
        assert_eq!(app.get(&page).send().await.ok()["state"], "expired");
        app.settle().await;
        let stored = app.read(move |c| crate::certificate::store::find(c, PLATFORM, id)).await.unwrap();
        assert_eq!(stored.state, CertificateState::Expired);
        let before = rows(&app).await;
        assert_eq!(set(CertificateState::Valid).await.unwrap_err().code, kernel::Code::WrongState);
        assert_eq!(rows(&app).await, before);
        assert_eq!(sit(&app, &who, "travel.booking").await.code(), "step_out_of_order", "renewed as well as first earned");
        trained(&app, &who, "travel.booking").await;
        let exam = sit(&app, &who, "travel.booking").await.ok();
        hand_in(&app, &who, &exam, answers(&exam, 10)).await.ok();
        assert_eq!(holds(&app, &who, "travel.booking").await, Some(1), "certified again, and live as before");
    }
}

#[test]
fn a_course_with_a_failing_vector_is_refused_by_name() {
    let text =
        String::from_utf8(crate::seeds::course_bytes(SHOP).to_vec()).unwrap().replace("pass_percent = 80", "pass_percent = 60");
    let error = kernel::policy::Policy::<crate::course::policy::Course>::parse(SHOP, text.as_bytes()).unwrap_err();
    assert!(error.detail.contains("seven of ten do not pass"), "{}", error.detail);
}
