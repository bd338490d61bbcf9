//! The dispatch protocol on both engines: who is offered what, what becomes of it, and what must never happen.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::sync::{Arc, Mutex};

use dispatch::TaskState;
use kernel::{Code, PLATFORM, Role};
use serde_json::json;
use testkit::Base;

use super::world::{self, World, world};

async fn plain(base: Base) -> World {
    world(base, |_, setup| setup).await
}

testkit::both! {
    async fn a_task_goes_to_the_longest_idle_and_is_paid_for_once(base: Base) {
        let w = plain(base).await;
        let (first, second) = (w.worker("first").await, w.worker("second").await);
        w.online(&first).await;
        w.online(&second).await;
        let task = w.task().await;
        w.tick().await;

        let offers = w.pushed(first.account, "offer").await;
        assert_eq!(offers.len(), 1, "the longest idle is asked");
        assert!(w.pushed(second.account, "offer").await.is_empty());
        assert_eq!(offers[0]["task_id"], json!(task));
        assert_eq!(offers[0]["project_name"], "Shop");
        let codes: Vec<&str> = offers[0]["why"].as_array().unwrap().iter().map(|r| r["code"].as_str().unwrap()).collect();
        assert!(codes.contains(&"dispatch.next_idle_shorter"), "{codes:?}");

        let id = w.offer(&first).await;
        let path = format!("/offers/{id}/accept");
        let answer = w.app.post(&path, &json!({})).bearer(&first.token).send().await.ok();
        assert_eq!(answer["task_id"], json!(task));
        let again = w.app.post(&path, &json!({})).bearer(&first.token).send().await.ok();
        assert_eq!(again, answer, "a lost answer can be asked for again");
        let row = w.row(task).await;
        assert_eq!((row.state, row.worker_id, row.attempt), (TaskState::Assigned, Some(first.account), 1));

        let (tenant, engine, now) = (w.tenant, w.engine.clone(), w.app.now());
        w.app.write(move |c| {
            let row = dispatch::task(c, tenant, task)?.unwrap();
            dispatch::wrap(c, &engine, &row, now)
        }).await;
        let done = move |c: &mut db::Conn<'_>| {
            let row = dispatch::task(c, tenant, task)?.unwrap();
            dispatch::complete(c, &row, "resolved", None, now)
        };
        let piece = w.app.write(done).await;
        let twice = w.app.app.db.write(kernel::Scope::Platform, done).await.unwrap_err();
        assert_eq!(twice.code, Code::WrongState);
        assert_eq!(w.app.read(move |c| dispatch::piece_of(c, tenant, task)).await, Some(piece));
        let heard = w.heard().await;
        assert_eq!(heard, ["task.assigned", "task.completed", "task.created", "task.offered"]);
    }

    async fn two_workers_cannot_take_the_same_offer(base: Base) {
        let w = plain(base).await;
        let (asked, other) = (w.worker("asked").await, w.worker("other").await);
        w.online(&asked).await;
        w.online(&other).await;
        let task = w.task().await;
        w.tick().await;
        let path = format!("/offers/{}/accept", w.offer(&asked).await);

        let stolen = w.app.post(&path, &json!({})).bearer(&other.token).send().await;
        assert_eq!((stolen.status, stolen.code().as_str()), (404, "not_found"));
        assert_eq!(w.row(task).await.state, TaskState::Reserved);

        let body = json!({});
        let (a, b) = futures_util::join!(
            w.app.post(&path, &body).bearer(&asked.token).send(),
            w.app.post(&path, &body).bearer(&asked.token).send()
        );
        assert_eq!(a.ok(), b.ok(), "both frames of one worker get the one assignment");
        assert_eq!(w.pushed(asked.account, "task.assigned").await.len(), 1);
        assert_eq!(w.heard().await.iter().filter(|t| *t == "task.assigned").count(), 1);
    }

    async fn a_missed_offer_goes_to_the_next_and_a_late_answer_is_refused(base: Base) {
        let w = plain(base).await;
        let (first, second) = (w.worker("first").await, w.worker("second").await);
        w.online(&first).await;
        w.online(&second).await;
        let task = w.task().await;
        w.tick().await;
        let missed = w.offer(&first).await;

        w.advance(19.0);
        w.tick().await;
        assert!(w.pushed(second.account, "offer").await.is_empty(), "19 s: not yet");
        w.advance(1.0);
        let late = w.app.post(&format!("/offers/{missed}/accept"), &json!({})).bearer(&first.token).send().await;
        assert_eq!(late.code(), "offer_gone", "at 20 s it is late even before the sweep");
        w.tick().await;

        assert_eq!(w.pushed(first.account, "offer.gone").await[0]["reason"], "timeout");
        let told = w.pushed(first.account, "notification").await;
        assert_eq!(told.iter().filter(|n| n["kind"] == "offer_missed").count(), 1, "{told:?}");
        assert_eq!(w.pushed(second.account, "offer").await.len(), 1);
        let late = w.app.post(&format!("/offers/{missed}/accept"), &json!({})).bearer(&first.token).send().await;
        assert_eq!(late.code(), "offer_gone");
        let row = w.row(task).await;
        assert_eq!((row.state, row.attempt, row.worker_id), (TaskState::Reserved, 2, Some(second.account)));
        let taken = format!("/offers/{}/accept", w.offer(&second).await);
        w.app.post(&taken, &json!({})).bearer(&second.token).send().await.ok();
        assert_eq!(w.row(task).await.worker_id, Some(second.account));
    }

    async fn whoever_lets_everything_pass_is_asked_again_later_and_then_given_a_break(base: Base) {
        let w = plain(base).await;
        let only = w.worker("only").await;
        w.online(&only).await;
        let task = w.task().await;
        for round in 1..=3 {
            w.tick().await;
            assert_eq!(w.pushed(only.account, "offer").await.len(), round);
            w.advance(20.0);
            w.beat(&only).await;
            w.tick().await;
            assert_eq!(w.pushed(only.account, "offer").await.len(), round, "not asked again at once");
            w.advance(30.0);
            if round < 3 {
                w.beat(&only).await;
            }
            w.advance(31.0);
            if round < 3 {
                w.beat(&only).await;
            }
        }
        let states = w.pushed(only.account, "presence").await;
        assert!(states.iter().any(|p| p["state"] == "break"), "{states:?}");
        w.tick().await;
        assert_eq!(w.row(task).await.state, TaskState::Pending, "the customer still waits, nobody is lost");
        assert_eq!(w.pushed(only.account, "offer").await.len(), 3);
    }

    async fn a_declined_offer_goes_to_the_next(base: Base) {
        let w = plain(base).await;
        let (first, second) = (w.worker("first").await, w.worker("second").await);
        w.online(&first).await;
        w.online(&second).await;
        w.task().await;
        w.tick().await;
        let path = format!("/offers/{}/decline", w.offer(&first).await);
        let odd = w.app.post(&path, &json!({"reason": "bored"})).bearer(&first.token).send().await;
        assert_eq!((odd.status, odd.code().as_str()), (422, "invalid_field"));
        assert!(w.pushed(first.account, "offer.gone").await.is_empty());
        let foreign = w.app.post(&path, &json!({"reason": "not_ready"})).bearer(&second.token).send().await;
        assert_eq!(foreign.code(), "not_found");
        w.app.post(&path, &json!({"reason": "not_ready"})).bearer(&first.token).send().await.ok();
        w.tick().await;
        assert_eq!(w.pushed(second.account, "offer").await.len(), 1);
        assert!(w.heard().await.contains(&"task.released".to_owned()));
    }

    async fn a_vanished_workers_task_is_offered_again_in_front(base: Base) {
        let w = plain(base).await;
        let gone = w.worker("gone").await;
        w.online(&gone).await;
        let task = w.task().await;
        w.tick().await;
        let path = format!("/offers/{}/accept", w.offer(&gone).await);
        w.app.post(&path, &json!({})).bearer(&gone.token).send().await.ok();
        let later = w.task().await;

        w.advance(59.0);
        w.tick().await;
        assert_eq!(w.row(task).await.state, TaskState::Assigned, "the lease still runs");
        w.advance(2.0);
        w.tick().await;
        let row = w.row(task).await;
        assert_eq!((row.state, row.priority, row.worker_id), (TaskState::Pending, 10, None));
        assert_eq!(w.pushed(gone.account, "task.closed").await[0]["reason"], "lease_expired");
        assert_eq!(w.pushed(gone.account, "presence").await.last().unwrap()["state"], "offline");

        let next = w.worker("next").await;
        w.online(&next).await;
        w.tick().await;
        let offers = w.pushed(next.account, "offer").await;
        assert_eq!(offers[0]["task_id"], json!(task), "before the one that merely waited");
        assert_eq!(w.row(later).await.state, TaskState::Pending);
        let again = w.app.post(&path, &json!({})).bearer(&gone.token).send().await;
        assert_eq!(again.code(), "offer_gone", "the old attempt is fenced off");
    }

    async fn heartbeats_keep_a_task(base: Base) {
        let w = plain(base).await;
        let here = w.worker("here").await;
        w.online(&here).await;
        let task = w.task().await;
        w.tick().await;
        let path = format!("/offers/{}/accept", w.offer(&here).await);
        w.app.post(&path, &json!({})).bearer(&here.token).send().await.ok();
        for _ in 0..6 {
            w.advance(30.0);
            w.beat(&here).await;
            w.tick().await;
        }
        assert_eq!(w.row(task).await.state, TaskState::Assigned);
        let stranger = w.worker("stranger").await;
        let refused = w.app.post("/desk/heartbeat", &json!({})).bearer(&stranger.token).send().await;
        assert_eq!(refused.code(), "wrong_state", "who is offline has nothing to keep");
    }

    async fn wrap_up_ends_by_itself_and_is_paid(base: Base) {
        let told = Arc::new(Mutex::new(Vec::new()));
        let ear = Arc::clone(&told);
        let w = world(base, |_, mut setup| {
            setup.consumers.push(db::outbox::Consumer::new("test.steps", &["task.completed"], move |_, event, _| {
                ear.lock().unwrap().push(event.parse::<dispatch::TaskEvent>()?);
                Ok(())
            }));
            setup
        })
        .await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let task = w.task().await;
        w.tick().await;
        let path = format!("/offers/{}/accept", w.offer(&worker).await);
        w.app.post(&path, &json!({})).bearer(&worker.token).send().await.ok();
        let (tenant, engine, now) = (w.tenant, w.engine.clone(), w.app.now());
        let who = worker.account;
        w.app.write(move |c| {
            let row = dispatch::task(c, tenant, task)?.unwrap();
            // The second time is no second step, and what another did is not theirs.
            for (step, by) in [("greet", who), ("refund", who), ("refund", who), ("farewell", kernel::AccountId::new())] {
                let weight = if step == "refund" { 4 } else { 1 };
                let did = dispatch::StepDone { step: step.to_owned(), title_zh: step.to_owned(), title_en: step.to_owned(), weight };
                dispatch::stepped(c, &row, by, &did, now)?;
            }
            dispatch::wrap(c, &engine, &row, now)
        }).await;
        assert_eq!(w.pushed(worker.account, "presence").await.last().unwrap()["state"], "wrap_up");
        w.advance(40.0);
        w.beat(&worker).await;
        w.advance(21.0);
        w.beat(&worker).await;
        w.tick().await;
        let row = w.row(task).await;
        assert_eq!((row.state, row.wrap_code.as_deref()), (TaskState::Completed, Some("auto")));
        assert!(w.app.read(move |c| dispatch::piece_of(c, tenant, task)).await.is_some());
        w.app.settle().await;
        let event = told.lock().unwrap().pop().unwrap();
        assert_eq!((event.steps, event.did.len()), (5, 2), "steps are paid, whoever ends the wrap-up");
        assert_eq!(w.pushed(worker.account, "presence").await.last().unwrap()["state"], "available");
    }

    async fn nobody_works_longer_than_they_may(base: Base) {
        let w = plain(base).await;
        let (tired, fresh) = (w.worker("tired").await, w.worker("fresh").await);
        let session = w.session(&tired).await;
        w.online(&tired).await;
        w.advance(10.0);
        w.online(&fresh).await;
        w.has_worked(&tired, 239).await;
        let first = w.task().await;
        w.tick().await;
        assert_eq!(w.row(first).await.worker_id, Some(tired.account), "a minute is left, and they have waited longest");
        let path = format!("/offers/{}/decline", w.offer(&tired).await);
        w.app.post(&path, &json!({"reason": "other"})).bearer(&tired.token).send().await.ok();
        w.tick().await;
        assert_eq!(w.row(first).await.worker_id, Some(fresh.account));

        w.has_worked(&tired, 240).await;
        let second = w.task().await;
        for _ in 0..3 {
            w.tick().await;
        }
        assert!(w.row(second).await.worker_id != Some(tired.account), "the offer is refused in its own transaction");
        assert_eq!(w.pushed(tired.account, "presence").await.last().unwrap()["state"], "break");
        let refused = w.app.put("/desk/presence", &json!({"state": "available"})).bearer(&tired.token).send().await;
        assert_eq!((refused.status, refused.code().as_str()), (409, "rest_needed"));
        let blockers = async || {
            let (engine, account, now) = (w.engine.clone(), tired.account, w.app.now());
            w.app.read(move |c| Ok(dispatch::desk(c, &engine, account, session, now)?.blockers)).await
        };
        assert_eq!(blockers().await.first().map(|b| (b.code.clone(), b.params["why"].clone())), Some(("rest_needed".to_owned(), json!("run"))));
        w.advance(14.0 * 60.0);
        assert_eq!(blockers().await.len(), 1, "fourteen minutes are no rest");
        w.advance(61.0);
        assert!(blockers().await.is_empty());
    }

    async fn nobody_is_asked_without_certificate_trust_or_funds(base: Base) {
        let w = plain(base).await;
        let learner = w.worker_with("learner", 2, false).await;
        let body = json!({"state": "available"});
        let refused = w.app.put("/desk/presence", &body).bearer(&learner.token).send().await;
        assert_eq!((refused.status, refused.code().as_str()), (403, "certificate_missing"));
        let untrusted = w.worker_with("untrusted", 0, true).await;
        let refused = w.app.put("/desk/presence", &body).bearer(&untrusted.token).send().await;
        assert_eq!(refused.code(), "posture_too_low");

        let worker = w.worker_with("worker", 1, true).await;
        w.online(&worker).await;
        let sensitive = w.task_of(w.project, 2).await;
        let dear = world::project(&w.app, w.tenant, world::ESCROW + 1, vec![]).await.id;
        let unfunded = w.task_of(dear, 1).await;
        w.tick().await;
        assert!(w.pushed(worker.account, "offer").await.is_empty());
        assert_eq!(w.row(sensitive).await.state, TaskState::Pending);
        let row = w.row(unfunded).await;
        assert_eq!((row.state, row.attempt, row.hold.as_deref()), (TaskState::Pending, 0, Some("not_funded")));
        assert_eq!(w.heard().await, ["task.created", "task.created"], "nothing was offered");

        let (tenant, now) = (w.tenant, w.app.now());
        w.app.write(move |c| market::deposit(c, tenant, None, kernel::Money::new(500, kernel::Currency::CNY), "more", now)).await;
        w.app.settle().await;
        w.tick().await;
        let offers = w.pushed(worker.account, "offer").await;
        assert_eq!((offers.len(), &offers[0]["task_id"]), (1, &json!(unfunded)), "the deposit is enough, and heard of");
        assert_eq!(offers[0]["pay"]["currency"], "CNY");
        w.app.put("/desk/presence", &json!({"state": "offline"})).bearer(&worker.token).send().await.ok();
        w.online(&worker).await;

        // Losing the certificate between two offers: the next one is not made.
        let (certificate, now) = (worker.certificate.unwrap(), w.app.now());
        w.app.write(move |c| {
            certification::change(c, certificate, certification::CertificateState::Suspended, None, now)
        }).await;
        w.task().await;
        w.tick().await;
        assert_eq!(w.pushed(worker.account, "offer").await.len(), 1);
        assert_eq!(w.pushed(worker.account, "presence").await.last().unwrap()["state"], "offline");
    }

    async fn going_offline_hands_the_offer_on(base: Base) {
        let w = plain(base).await;
        let (first, second) = (w.worker("first").await, w.worker("second").await);
        w.online(&first).await;
        w.online(&second).await;
        w.task().await;
        w.tick().await;
        w.app.put("/desk/presence", &json!({"state": "offline"})).bearer(&first.token).send().await.ok();
        w.tick().await;
        assert_eq!(w.pushed(first.account, "offer.gone").await[0]["reason"], "rescinded");
        assert_eq!(w.pushed(second.account, "offer").await.len(), 1);
    }

    async fn a_customer_who_leaves_takes_the_offer_along(base: Base) {
        let w = plain(base).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let task = w.task().await;
        w.tick().await;
        let (tenant, now) = (w.tenant, w.app.now());
        w.app.write(move |c| {
            let row = dispatch::task(c, tenant, task)?.unwrap();
            dispatch::cancel(c, &row, "customer_left", now)
        }).await;
        let path = format!("/offers/{}/accept", w.offer(&worker).await);
        let late = w.app.post(&path, &json!({})).bearer(&worker.token).send().await;
        assert_eq!(late.code(), "offer_gone");
        assert_eq!(w.row(task).await.state, TaskState::Canceled);
        w.task().await;
        w.tick().await;
        assert_eq!(w.pushed(worker.account, "offer").await.len(), 2, "the worker is free again");
    }

    async fn capacity_bounds_what_one_worker_holds(base: Base) {
        let w = plain(base).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        for _ in 0..5 {
            w.task().await;
        }
        for round in 1..=3 {
            w.tick().await;
            assert_eq!(w.pushed(worker.account, "offer").await.len(), round, "one offer at a time");
            let path = format!("/offers/{}/accept", w.offer(&worker).await);
            w.app.post(&path, &json!({})).bearer(&worker.token).send().await.ok();
        }
        w.tick().await;
        assert_eq!(w.pushed(worker.account, "offer").await.len(), 3, "3 × 30 of 100 units are taken");
    }

    async fn enterprises_see_their_own_tasks_and_why(base: Base) {
        let w = plain(base).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let task = w.task().await;
        w.tick().await;
        let now = w.app.now();
        let other = w.app.write(move |c| identity::seed_tenant(c, "Other", now)).await;
        let owner = w.person("owner", Role::Owner, w.tenant, 0).await;
        let foreign = w.person("foreign", Role::Owner, other, 0).await;
        let admin = w.person("admin", Role::Admin, PLATFORM, 0).await;
        let path = format!("/tasks/{task}/offers");
        for who in [&owner, &admin] {
            let history = w.app.get(&path).bearer(&who.token).send().await.ok();
            assert_eq!(history["items"][0]["state"], "pending");
            assert_eq!(history["items"][0]["terms"]["chosen"]["worker"], json!(worker.account));
            assert_eq!(history["items"][0]["replays"], true);
            let tasks = w.app.get("/tasks?state=reserved").bearer(&who.token).send().await.ok();
            assert_eq!(tasks["items"][0]["id"], json!(task));
        }
        assert_eq!(w.app.get(&path).bearer(&foreign.token).send().await.code(), "not_found");
        assert_eq!(w.app.get(&path).bearer(&worker.token).send().await.code(), "forbidden");
        let none = w.app.get("/tasks").bearer(&foreign.token).send().await.ok();
        assert_eq!(none["items"], json!([]));
        let wall = w.app.get("/wall").bearer(&owner.token).send().await.ok();
        let queue = wall["queues"].as_array().unwrap().iter().find(|q| q["project_id"] == json!(w.project)).unwrap();
        assert_eq!((&queue["waiting"], &queue["serving"]), (&json!(1), &json!(0)));
        assert_eq!(w.app.get("/wall").bearer(&worker.token).send().await.code(), "forbidden");
        assert_eq!(w.app.get("/wall").send().await.code(), "unauthenticated");
    }
}
