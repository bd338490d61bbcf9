//! The way in over HTTP, on both engines: the whole path, every step out of order, foreign ids, bad uploads.

use std::time::Duration;

use db::{Conn, on};
use diesel::prelude::*;
use http::PolicyFiles;
use kernel::{AccountId, Actor, DecisionId, PLATFORM, Role, Scope, sha256_hex};
use recruitment_core::document::made_up;
use serde_json::{Value, json};
use swarm::Voice;
use testkit::{Answer, Base, Setup, TestApp};

use crate::{
    application::tests::clean,
    chance,
    interview::{bank::Bank, bank::tests::bank, items, typing::tests::by_hand},
    schema,
};

mod abuse;
mod appeal;
mod bucket;
mod person;
mod rescore;
mod speech;

async fn start(base: Base) -> TestApp {
    start_with(base, crate::Adapters::default()).await
}

async fn start_with(base: Base, adapters: crate::Adapters) -> TestApp {
    start_over(base, adapters, post::Blobs::memory()).await
}

async fn start_over(base: Base, adapters: crate::Adapters, blobs: post::Blobs) -> TestApp {
    let setup = Setup {
        blobs,
        routes: crate::routes().merge(identity::routes()).merge(audit::routes()),
        jobs: crate::jobs(),
        extras: vec![std::sync::Arc::new(adapters)],
        ..Setup::default()
    };
    let app = base.app(setup).await;
    let (files, now) = (crate::shortened(&app.app.policies).unwrap(), app.now());
    app.write(move |c| crate::seed_policies(c, &files, now)).await;
    app
}

async fn account(app: &TestApp, name: &str, consents: bool) -> AccountId {
    let opening = identity::Opening {
        email: identity::Email::parse(&format!("{name}@example.com")).unwrap(),
        name: name.to_owned(),
        tenant: PLATFORM,
        role: Role::Worker,
        locale: if name.starts_with("en") { identity::Locale::En } else { identity::Locale::ZhCn },
        password_hash: "none".to_owned(),
    };
    let (seal, now) = (app.app.seal.clone(), app.now());
    app.write(move |c| identity::seed_account(c, &seal, &opening, consents, now)).await
}

async fn worker(app: &TestApp, name: &str) -> Actor {
    let id = account(app, name, true).await;
    app.actor(Role::Worker, id, PLATFORM, 1)
}

/// Everything that a refused request must leave as it is.
async fn rows(app: &TestApp) -> Vec<String> {
    app.read(|c| {
        let mut all = Vec::new();
        let apps: Vec<(crate::ApplicationId, String)> = on!(c, k => schema::application::table
            .select((schema::application::id, schema::application::state)).order(schema::application::id).load(*k))?;
        all.push(format!("{apps:?}"));
        let rooms: Vec<(crate::InterviewId, String)> = on!(c, k => schema::interview::table
            .select((schema::interview::id, schema::interview::state)).order(schema::interview::id).load(*k))?;
        all.push(format!("{rooms:?}"));
        let mut parts: Vec<(crate::InterviewId, String, String, i64)> = on!(c, k => schema::interview_part::table
            .select((schema::interview_part::interview_id, schema::interview_part::kind, schema::interview_part::state, schema::interview_part::steps))
            .load(*k))?;
        parts.sort();
        all.push(format!("{parts:?}"));
        let uploads: Vec<(crate::UploadId, String, i64, i64)> = on!(c, k => schema::upload::table
            .select((schema::upload::id, schema::upload::state, schema::upload::next, schema::upload::bytes)).order(schema::upload::id).load(*k))?;
        all.push(format!("{uploads:?}"));
        let chunks: i64 = on!(c, k => schema::upload_chunk::table.count().get_result(*k))?;
        let (ready, dead) = db::outbox::backlog(c)?;
        all.push(format!("{chunks} chunks, {ready} events, {dead} dead"));
        Ok(all)
    })
    .await
}

/// The refusal's code, after checking that nothing was written.
async fn refused(app: &TestApp, before: Vec<String>, answer: Answer) -> String {
    let code = answer.code();
    assert_eq!(rows(app).await, before, "{code} wrote something");
    code
}

async fn apply(app: &TestApp, who: &Actor) -> Answer {
    app.post("/applications", &json!({})).by(who).send().await
}

/// States a document of this person's own.
async fn identify(app: &TestApp, who: &Actor) -> Answer {
    let number = made_up(who.account.uuid().as_u128() as u64);
    app.put("/applications/mine/identity", &json!({"document": "resident_id", "number": number, "name": "林一帆"}))
        .by(who)
        .send()
        .await
}

async fn vet(app: &TestApp, who: &Actor, answers: Value) -> Answer {
    app.put("/applications/mine/vetting", &json!({ "answers": answers })).by(who).send().await
}

async fn room(app: &TestApp, who: &Actor) -> Value {
    app.get("/interviews/mine").by(who).send().await.body
}

fn part<'a>(room: &'a Value, kind: &str) -> &'a Value {
    room["parts"].as_array().unwrap().iter().find(|p| p["kind"] == kind).unwrap()
}

fn bank_for(who: &Value) -> (Bank, i64) {
    let text = part(who, "typing")["text"].as_str().unwrap();
    let locale = if text.is_ascii() { "en" } else { "zh-CN" };
    (bank(locale), who["seed"].as_i64().unwrap())
}

async fn typing(app: &TestApp, who: &Actor) -> Answer {
    let shown = room(app, who).await;
    let text = shown["parts"][0]["text"].as_str().unwrap_or("nothing to type here").to_owned();
    app.base.clock.advance(Duration::from_secs(95));
    let pace = if text.is_ascii() { 250 } else { 900 };
    let events = by_hand(&text, 5, pace);
    app.post("/interviews/mine/typing", &json!({"text": text, "events": events})).by(who).send().await
}

async fn begin(app: &TestApp, who: &Actor, purpose: &str) -> Answer {
    app.post("/uploads", &json!({"purpose": purpose, "mime": "audio/webm;codecs=opus"})).by(who).send().await
}

async fn chunk(app: &TestApp, who: &Actor, id: &Value, n: i64, bytes: &[u8]) -> Answer {
    let path = format!("/uploads/{}/chunks/{n}", id.as_str().unwrap());
    app.call("PUT", &path).header("x-sha256", &sha256_hex(bytes)).bytes(bytes.to_vec()).by(who).send().await
}

async fn complete(app: &TestApp, who: &Actor, id: &Value, chunks: i64, marks: &[u64]) -> Answer {
    let path = format!("/uploads/{}/complete", id.as_str().unwrap());
    app.post(&path, &json!({"chunks": chunks, "duration_ms": 24_000, "marks": marks})).by(who).send().await
}

async fn record_as(app: &TestApp, who: &Actor, purpose: &str, take: &[u8], marks: &[u64]) -> Answer {
    let begun = begin(app, who, purpose).await;
    if begun.status >= 400 {
        return begun;
    }
    let id = begun.body["id"].clone();
    let mut n = 0;
    for piece in take.chunks(20_000) {
        let next = chunk(app, who, &id, n, piece).await.ok();
        n += 1;
        assert_eq!(next["next"], n);
    }
    complete(app, who, &id, n, marks).await
}

async fn record(app: &TestApp, who: &Actor, take: &[u8]) -> Answer {
    record_as(app, who, "read_aloud", take, &[]).await
}

/// A voice of this person's own.
fn voice(who: &Actor) -> Voice {
    Voice::new(who.account.uuid().as_u128() as u64)
}

/// Somebody reading for so many seconds, encoded as a browser does.
fn reading(who: &Actor, ms: usize) -> Vec<u8> {
    swarm::webm(&voice(who).speech(ms))
}

/// Reads the list of a part, each item with the tone that is asked for, or with another one.
async fn read_list(app: &TestApp, who: &Actor, kind: &str, is_right: bool) -> Answer {
    let shown = room(app, who).await;
    let (mut tones, mut wanted) = (vec![1; 8], 8);
    if let Some(part) = shown["parts"].as_array().and_then(|all| all.iter().find(|p| p["kind"] == kind)) {
        let (bank, _) = bank_for(&shown);
        let tone_of =
            |text: &str| bank.mandarin.as_ref().unwrap().syllables.iter().position(|l| l.contains(text)).map_or(4, |n| n + 1);
        let all = part["prompts"].as_array().unwrap();
        wanted = all.len();
        tones = all.iter().map(|p| tone_of(p.as_str().unwrap())).map(|t| if is_right { t } else { t % 4 + 1 }).collect();
    }
    let (sound, marks) = voice(who).prompts(&tones[..wanted], 900);
    record_as(app, who, kind, &swarm::webm(&sound), &marks).await
}

/// Every recorded part, well done.
async fn speak(app: &TestApp, who: &Actor) -> Answer {
    let shown = room(app, who).await;
    let mut last = None;
    let parts = shown["parts"].as_array().cloned().unwrap_or_default();
    for kind in ["syllables", "words", "read_aloud", "talk"] {
        if !parts.is_empty() && !parts.iter().any(|p| p["kind"] == kind) {
            continue;
        }
        let answer = match kind {
            "read_aloud" => record(app, who, &reading(who, 21_000)).await,
            "talk" => record_as(app, who, "talk", &reading(who, 6_000), &[]).await,
            list => read_list(app, who, list, true).await,
        };
        if answer.status >= 400 {
            return answer;
        }
        assert_eq!(answer.body["state"], "done", "{kind}: {}", answer.body);
        last = Some(answer);
    }
    last.unwrap()
}

async fn talk(app: &TestApp, who: &Actor) -> Answer {
    let shown = room(app, who).await;
    if shown["parts"].is_null() {
        return say(app, who, "hello").await;
    }
    let (bank, seed) = bank_for(&shown);
    let scenario = bank.scenario_of(seed, 0).unwrap();
    let mut last = None;
    for line in &scenario.vector[0].say {
        let answer = say(app, who, line).await;
        if answer.status >= 400 {
            return answer;
        }
        last = Some(answer);
    }
    last.unwrap()
}

async fn say(app: &TestApp, who: &Actor, text: &str) -> Answer {
    app.post("/interviews/mine/dialogue", &json!({ "text": text })).by(who).send().await
}

/// The right answers to what a part asks now; nobody who is not asked answers anything.
fn right(items: &[items::Item], part: &Value) -> Vec<Value> {
    let one = |q: &Value| {
        let form = items.iter().flat_map(|i| &i.form).find(|f| q["text"] == *f.text).unwrap();
        let option = q["options"].as_array().unwrap().iter().find(|o| o["text"] == *form.options[0]).unwrap();
        json!({ "question": q["id"], "option": option["id"] })
    };
    part["questions"].as_array().into_iter().flatten().map(one).collect()
}

async fn question(app: &TestApp, who: &Actor, kind: &str, items: fn(&Bank) -> &[items::Item]) -> Answer {
    let shown = room(app, who).await;
    let answers = if shown["parts"].is_null() { Vec::new() } else { right(items(&bank_for(&shown).0), part(&shown, kind)) };
    app.post(&format!("/interviews/mine/{kind}"), &json!({ "answers": answers })).by(who).send().await
}

async fn secure(app: &TestApp, who: &Actor) -> Answer {
    question(app, who, "security", |bank| bank.security.as_slice()).await
}

async fn business(app: &TestApp, who: &Actor) -> Answer {
    question(app, who, "business", |bank| bank.business.as_slice()).await
}

/// Answers one question that must be right wrongly; then it is asked once more, in another form.
async fn slip(app: &TestApp, who: &Actor) {
    let shown = room(app, who).await;
    let bank = bank_for(&shown).0;
    let must = bank.security.iter().find(|i| i.must_pass).unwrap();
    let mut answers = right(&bank.security, part(&shown, "security"));
    let slipped = answers.iter_mut().find(|a| a["question"] == *must.id).unwrap();
    slipped["option"] = json!(if slipped["option"] == "a" { "b" } else { "a" });
    app.post("/interviews/mine/security", &json!({ "answers": answers })).by(who).send().await.ok();
    let now = room(app, who).await;
    let (first, again) = (part(&shown, "security"), part(&now, "security"));
    assert_eq!((&again["state"], &again["round"], again["questions"].as_array().unwrap().len()), (&json!("open"), &json!(2), 1));
    assert!(first["questions"].as_array().unwrap().iter().all(|q| q["text"] != again["questions"][0]["text"]));
    let before = rows(app).await;
    let whole = app.post("/interviews/mine/security", &json!({ "answers": answers })).by(who).send().await;
    assert_eq!(refused(app, before, whole).await, "invalid_field", "only what was missed is asked");
}

async fn submit(app: &TestApp, who: &Actor) -> Answer {
    app.post("/interviews/mine/submit", &json!({})).by(who).send().await
}

async fn state(app: &TestApp, who: &Actor) -> String {
    app.get("/applications/mine").by(who).send().await.body["state"].as_str().unwrap_or("none").to_owned()
}

async fn replayed(app: &TestApp, decision: &Value) -> audit::Replay {
    let id: DecisionId = decision.as_str().unwrap().parse().unwrap();
    app.read(move |c| audit::replay(c, &crate::replayers(), id)).await
}

testkit::both! {
    async fn a_candidate_is_admitted_with_reasons_that_replay(base: Base) {
        let app = start(base).await;
        for name in ["lin", "en-kim"] {
            let who = worker(&app, name).await;
            assert_eq!(apply(&app, &who).await.ok()["state"], "draft");
            assert_eq!(identify(&app, &who).await.ok()["state"], "passed");
            assert_eq!(vet(&app, &who, json!(clean())).await.ok()["state"], "interview");
            typing(&app, &who).await.ok();
            let quiet = swarm::webm(&voice(&who).room(9_000));
            assert_eq!(record(&app, &who, &quiet).await.ok()["reason"], "silent");
            assert_eq!(part(&room(&app, &who).await, "read_aloud")["upload"]["reason"], "silent");
            speak(&app, &who).await.ok();
            let talked = talk(&app, &who).await.ok();
            assert_eq!(talked["done"], true, "{talked}");
            business(&app, &who).await.ok();
            if name == "lin" {
                slip(&app, &who).await;
            }
            secure(&app, &who).await.ok();
            assert_eq!(submit(&app, &who).await.ok()["state"], "scoring");
            app.settle().await;
            assert_eq!(state(&app, &who).await, "admitted");
            let report = app.get("/interviews/mine/report").by(&who).send().await.ok();
            assert_eq!((&report["outcome"], &report["partial"]), (&json!("advance"), &json!(true)));
            let points: i64 = report["reasons"].as_array().unwrap().iter().filter_map(|r| r["points"].as_i64()).sum();
            assert_eq!(json!(points), report["total"]);
            assert_eq!(replayed(&app, &report["decision_id"]).await, audit::Replay::Same);
        }
        let (ready, _) = app.read(db::outbox::backlog).await;
        assert_eq!(ready, 0, "events were heard");
    }

    async fn a_weak_interview_goes_to_a_person_and_is_never_declined_by_machine(base: Base) {
        let app = start(base).await;
        let who = worker(&app, "wang").await;
        apply(&app, &who).await.ok();
        identify(&app, &who).await.ok();
        vet(&app, &who, json!(clean())).await.ok();
        typing(&app, &who).await.ok();
        speak(&app, &who).await.ok();
        business(&app, &who).await.ok();
        while !say(&app, &who, "啦啦啦 退款 退款").await.ok()["done"].as_bool().unwrap() {}
        secure(&app, &who).await.ok();
        submit(&app, &who).await.ok();
        app.settle().await;
        assert_eq!(state(&app, &who).await, "review");
        assert_eq!(app.get("/interviews/mine/report").by(&who).send().await.ok()["outcome"], "review");

        let admin = app.actor(Role::Admin, AccountId::from_u128(99), PLATFORM, 1);
        let desk = app.get("/reviews").by(&admin).send().await.ok();
        let id = desk["items"][0]["application_id"].as_str().unwrap().to_owned();
        let path = format!("/reviews/{id}");
        let seen = app.get(&path).by(&admin).send().await.ok();
        assert_eq!(seen["dialogues"][0]["turns"][1]["text"], "啦啦啦 退款 退款", "{seen}");
        assert!(!seen.to_string().contains("wang"), "the desk is blind to the name");
        let heard = seen["recordings"].as_array().unwrap().iter().find(|r| r["part"] == "read_aloud").unwrap();
        let listen = format!("{path}/recordings/{}", heard["id"].as_str().unwrap());
        let sound = app.get(&listen).by(&admin).send().await;
        assert_eq!((sound.status, sound.bytes.len() as i64), (200, heard["bytes"].as_i64().unwrap()));
        assert_eq!(app.get(&listen).by(&who).send().await.status, 403);
        let stranger = format!("{path}/recordings/{}", crate::UploadId::new());
        assert_eq!(app.get(&stranger).by(&admin).send().await.code(), "not_found");
        let decide = |body: Value| app.post(&path, &body).by(&admin);
        let before = rows(&app).await;
        assert_eq!(refused(&app, before.clone(), decide(json!({"outcome": "decline"})).send().await).await, "invalid_field");
        assert_eq!(refused(&app, before.clone(), app.post(&path, &json!({"outcome": "admit", "note": ""})).by(&who).send().await).await, "forbidden");
        assert_eq!(refused(&app, before.clone(), app.get("/reviews").by(&who).send().await).await, "forbidden");
        let nobody = format!("/reviews/{}", crate::ApplicationId::new());
        let answer = app.post(&nobody, &json!({"outcome": "admit", "note": "ok"})).by(&admin).send().await;
        assert_eq!(refused(&app, before, answer).await, "not_found");
        let key = kernel::Id::<()>::new().uuid();
        let body = json!({"outcome": "admit", "note": "电话沟通后确认表达清楚"});
        let first = decide(body.clone()).key(key).send().await.ok();
        assert_eq!(first["state"], "admitted");
        assert_eq!(decide(body).key(key).send().await.ok(), first, "a repeated request has one effect");
        let before = rows(&app).await;
        assert_eq!(refused(&app, before, decide(json!({"outcome": "decline", "note": "no"})).send().await).await, "already_decided");
        assert_eq!(state(&app, &who).await, "admitted");
    }

    async fn no_order_of_steps_admits_without_all_of_them(base: Base) {
        let app = start(base).await;
        for seed in 0..4 {
            let who = worker(&app, &format!("step{seed}")).await;
            let mut done = std::collections::BTreeSet::new();
            // Three shuffled rounds: whatever the order, enough of them complete the way.
            for round in 0..3 {
                for op in chance::order(seed, &format!("round{round}"), 9) {
                    let before = rows(&app).await;
                    let answer = match op {
                        0 => apply(&app, &who).await,
                        1 => vet(&app, &who, json!(clean())).await,
                        2 => typing(&app, &who).await,
                        3 => speak(&app, &who).await,
                        4 => talk(&app, &who).await,
                        5 => secure(&app, &who).await,
                        6 => business(&app, &who).await,
                        7 => identify(&app, &who).await,
                        _ => submit(&app, &who).await,
                    };
                    if answer.status < 400 {
                        done.insert(op);
                    } else {
                        let code = refused(&app, before, answer).await;
                        assert!(["step_out_of_order", "conflict", "not_found"].contains(&code.as_str()), "{op} gave {code}");
                    }
                    app.worker.work().await.unwrap();
                    let state = state(&app, &who).await;
                    let through = ["scoring", "admitted", "review"].contains(&state.as_str());
                    assert_eq!(through, done.len() == 9, "{state} after {done:?}");
                }
            }
        }
    }

    async fn consents_and_vetting_come_first(base: Base) {
        let app = start(base).await;
        let stranger = account(&app, "noconsent", false).await;
        let stranger = app.actor(Role::Worker, stranger, PLATFORM, 1);
        let before = rows(&app).await;
        assert_eq!(refused(&app, before.clone(), apply(&app, &stranger).await).await, "consent_missing");
        let answer = app.call("POST", "/applications").json(&json!({})).by(&stranger).send().await;
        assert_eq!(refused(&app, before.clone(), answer).await, "idempotency_key_missing");
        let member = app.actor(Role::Member, AccountId::from_u128(5), kernel::TenantId::from_u128(9), 1);
        assert_eq!(refused(&app, before.clone(), apply(&app, &member).await).await, "forbidden");
        assert_eq!(refused(&app, before.clone(), app.get("/applications/mine").send().await).await, "unauthenticated");
        assert_eq!(refused(&app, before, room_answer(&app, &stranger).await).await, "not_found");

        let who = worker(&app, "zhao").await;
        apply(&app, &who).await.ok();
        let before = rows(&app).await;
        for (answers, code) in [(json!({}), "invalid_field"), (json!({"adult": "no"}), "invalid_field"), (json!([1]), "invalid_field"), (json!({"adult": 1}), "invalid_field")] {
            assert_eq!(refused(&app, before.clone(), vet(&app, &who, answers).await).await, code);
        }
        let answer = app.put("/applications/mine/vetting", &json!({"answers": clean(), "admin": true})).by(&who).send().await;
        assert_eq!(refused(&app, before, answer).await, "invalid_field");

        // A withdrawn consent stops the interview.
        identify(&app, &who).await.ok();
        vet(&app, &who, json!(clean())).await.ok();
        app.base.clock.advance(Duration::from_secs(1));
        app.put("/me/consents/interview_recording", &json!({"granted": false})).by(&who).send().await.ok();
        let before = rows(&app).await;
        assert_eq!(refused(&app, before.clone(), begin(&app, &who, "read_aloud").await).await, "consent_missing");
        assert_eq!(refused(&app, before, say(&app, &who, "您好").await).await, "consent_missing");
    }

    async fn typed_answers_that_were_not_typed_are_refused(base: Base) {
        let app = start(base).await;
        let who = worker(&app, "zhou").await;
        apply(&app, &who).await.ok();
        identify(&app, &who).await.ok();
        vet(&app, &who, json!(clean())).await.ok();
        let text = part(&room(&app, &who).await, "typing")["text"].as_str().unwrap().to_owned();
        let before = rows(&app).await;
        let send = |text: &str, events: Value| app.post("/interviews/mine/typing", &json!({"text": text, "events": events})).by(&who);
        let quick = by_hand(&text, 5, 900);
        assert_eq!(refused(&app, before.clone(), send(&text, json!(quick)).send().await).await, "typing_not_human", "no time has passed");
        app.base.clock.advance(Duration::from_secs(95));
        let pasted = json!([{"at_ms": 900, "kind": "insert", "text": text}]);
        assert_eq!(refused(&app, before.clone(), send(&text, pasted).send().await).await, "typing_not_human");
        assert_eq!(refused(&app, before.clone(), send(&text, json!([])).send().await).await, "typing_not_human");
        let extra = json!([{"at_ms": 900, "kind": "insert", "text": "a", "trusted": true}]);
        assert_eq!(refused(&app, before.clone(), send("a", extra).send().await).await, "invalid_field");
        assert_eq!(refused(&app, before.clone(), send("a", json!([{"at_ms": 1, "kind": "paste"}])).send().await).await, "invalid_field");
        let long = "x".repeat(600_000);
        assert_eq!(refused(&app, before.clone(), send(&long, json!([])).send().await).await, "body_too_large");
        for bad in [json!({"text": ""}), json!({"text": "x".repeat(501)}), json!({}), json!({"text": 1})] {
            let answer = app.post("/interviews/mine/dialogue", &bad).by(&who).send().await;
            assert_eq!(refused(&app, before.clone(), answer).await, "invalid_field");
        }
        let answer = app.post("/interviews/mine/security", &json!({"answers": [{"question": "x", "option": "a"}]})).by(&who).send().await;
        assert_eq!(refused(&app, before, answer).await, "invalid_field");
        typing(&app, &who).await.ok();
        let before = rows(&app).await;
        assert_eq!(refused(&app, before, typing(&app, &who).await).await, "step_out_of_order", "an answer counts once");
    }

    async fn broken_uploads_count_nothing_in(base: Base) {
        let app = start(base).await;
        let who = worker(&app, "sun").await;
        apply(&app, &who).await.ok();
        identify(&app, &who).await.ok();
        vet(&app, &who, json!(clean())).await.ok();
        let before = rows(&app).await;
        let answer = app.post("/uploads", &json!({"purpose": "read_aloud", "mime": "text/html"})).by(&who).send().await;
        assert_eq!(refused(&app, before.clone(), answer).await, "unsupported_media_type");
        let answer = app.post("/uploads", &json!({"purpose": "avatar", "mime": "audio/webm"})).by(&who).send().await;
        assert_eq!(refused(&app, before, answer).await, "invalid_field");

        let take = reading(&who, 12_000);
        let id = begin(&app, &who, "read_aloud").await.ok()["id"].clone();
        let before = rows(&app).await;
        assert_eq!(refused(&app, before.clone(), chunk(&app, &who, &id, 1, &take[..100]).await).await, "upload_gap");
        let path = format!("/uploads/{}/chunks/0", id.as_str().unwrap());
        let wrong = app.call("PUT", &path).header("x-sha256", &sha256_hex(b"other")).bytes(take[..100].to_vec()).by(&who).send().await;
        assert_eq!(refused(&app, before.clone(), wrong).await, "upload_mismatch");
        let none = app.call("PUT", &path).bytes(take[..100].to_vec()).by(&who).send().await;
        assert_eq!(refused(&app, before.clone(), none).await, "invalid_field");
        assert_eq!(refused(&app, before.clone(), chunk(&app, &who, &id, 0, &[]).await).await, "invalid_field");
        assert_eq!(refused(&app, before.clone(), chunk(&app, &who, &id, 0, &vec![0; 1024 * 1024 + 1]).await).await, "body_too_large");
        assert_eq!(refused(&app, before.clone(), complete(&app, &who, &id, 1, &[]).await).await, "upload_gap");

        // Somebody else's upload does not exist.
        let other = worker(&app, "qian").await;
        let before = rows(&app).await;
        assert_eq!(refused(&app, before.clone(), chunk(&app, &other, &id, 0, &take[..100]).await).await, "not_found");
        assert_eq!(refused(&app, before.clone(), complete(&app, &other, &id, 0, &[]).await).await, "not_found");
        let answer = app.get(&format!("/uploads/{}", id.as_str().unwrap())).by(&other).send().await;
        assert_eq!(refused(&app, before, answer).await, "not_found");

        chunk(&app, &who, &id, 0, &take[..9_000]).await.ok();
        let before = rows(&app).await;
        assert_eq!(chunk(&app, &who, &id, 0, &take[..9_000]).await.ok()["next"], 1, "a repeat changes nothing");
        assert_eq!(refused(&app, before.clone(), chunk(&app, &who, &id, 0, &take[..8_000]).await).await, "upload_mismatch");
        assert_eq!(refused(&app, before, complete(&app, &who, &id, 0, &[]).await).await, "upload_mismatch");
        assert_eq!(app.get(&format!("/uploads/{}", id.as_str().unwrap())).by(&who).send().await.ok()["next"], 1);

        // A new take drops the old one, and a wrong container has to be redone, not scored.
        let redo = record(&app, &who, b"RIFF....WAVEfmt this is no recording of a browser").await.ok();
        assert_eq!((&redo["state"], &redo["reason"]), (&json!("redo"), &json!("wrong_container")));
        let before = rows(&app).await;
        assert_eq!(refused(&app, before, chunk(&app, &who, &id, 1, &take[9_000..18_000]).await).await, "wrong_state");
        for _ in 0..8 {
            begin(&app, &who, "read_aloud").await;
        }
        let before = rows(&app).await;
        assert_eq!(refused(&app, before, begin(&app, &who, "read_aloud").await).await, "wrong_state");
    }

    async fn recordings_are_forgotten_in_time(base: Base) {
        let app = start(base).await;
        let who = worker(&app, "wu").await;
        apply(&app, &who).await.ok();
        identify(&app, &who).await.ok();
        vet(&app, &who, json!(clean())).await.ok();
        let quiet = swarm::webm(&voice(&who).room(5_000));
        record(&app, &who, &quiet).await.ok();
        record(&app, &who, &reading(&who, 21_000)).await.ok();
        let kept = app.read(|c: &mut Conn<'_>| Ok(on!(c, k => schema::upload_chunk::table.count().get_result::<i64>(*k))?)).await;
        let chunks = async |days: u64| {
            app.base.clock.advance(Duration::from_secs(days * 24 * 3600));
            let now = app.now();
            app.write(move |c| db::jobs::enqueue(c, "interview.retention", "test", &json!({}), now, now)).await;
            app.settle().await;
            app.read(|c: &mut Conn<'_>| Ok(on!(c, k => schema::upload_chunk::table.count().get_result::<i64>(*k))?)).await
        };
        assert_eq!(chunks(1).await, kept, "a silent and a good take");
        assert!(chunks(7).await < kept, "the silent one is gone");
        typing(&app, &who).await.ok();
        let answers = async || {
            let held = schema::interview_part::answer.is_not_null();
            app.read(move |c: &mut Conn<'_>| Ok(on!(c, k => schema::interview_part::table.filter(held).count().get_result::<i64>(*k))?)).await
        };
        assert_eq!(answers().await, 1);
        assert_eq!(chunks(180).await, 0);
        assert_eq!(answers().await, 0, "what was typed goes with the recordings");
        let proof = app.get("/audit/entries?limit=50").by(&app.actor(Role::Admin, AccountId::from_u128(99), PLATFORM, 1)).send().await.ok();
        let deleted = proof["items"].as_array().unwrap().iter().filter(|e| e["action"] == "interview.recording_deleted").count();
        assert_eq!(deleted, 2, "each deletion leaves its proof");
    }

    async fn demo_candidates_are_admitted_by_the_same_rules(base: Base) {
        let app = start(base).await;
        let who = worker(&app, "demo").await;
        let (id, now) = (who.account, app.now());
        app.write(move |c| crate::seed_admitted(c, id, "zh-CN", now)).await;
        assert_eq!(state(&app, &who).await, "admitted");
        let report = app.get("/interviews/mine/report").by(&who).send().await.ok();
        assert_eq!(replayed(&app, &report["decision_id"]).await, audit::Replay::Same);
        let before = rows(&app).await;
        assert_eq!(refused(&app, before, apply(&app, &who).await).await, "conflict");
    }

    async fn a_policy_with_a_failing_vector_is_not_taken(base: Base) {
        let app = start(base).await;
        let text = String::from_utf8(app.app.policies.get("interview.toml").unwrap().to_vec()).unwrap();
        let broken = text.replacen("advance_at = 70", "advance_at = 99", 1).replacen("length = \"full\"", "length = \"short\"", 1);
        let files = PolicyFiles::new([("interview.toml".to_owned(), broken.into_bytes())].into());
        let now = app.now();
        let refused = app.app.db.write(Scope::Platform, move |c| crate::seed_policies(c, &files, now)).await.unwrap_err();
        assert_eq!(refused.code, kernel::Code::PolicyInvalid);
        assert!(refused.detail.contains("a capable candidate advances"), "{}", refused.detail);
        let hash = app.read(|c| Ok(audit::policy::current(c, "interview", "interview")?.0)).await;
        let short = crate::shortened(&app.app.policies).unwrap().get("interview.toml").unwrap().to_vec();
        assert_eq!(hash, sha256_hex(&short), "the version in force stays");
    }
}

async fn room_answer(app: &TestApp, who: &Actor) -> Answer {
    app.get("/interviews/mine").by(who).send().await
}
