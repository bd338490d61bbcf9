//! Offers made together: what fails among them is left out, the others stand; nothing is taken twice.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::HashSet;

use dispatch::{BASE, DispatchRules, Engine, NewTask, Outcome, Refusal, TaskId, TaskState, core::Offer};
use kernel::{AccountId, Currency, Money, Scope, policy::Policy};

use super::{
    crowd::{crowd, desk, distrust, offers, suspend, wanted},
    world::{self, World, world},
};

async fn offer(w: &World, engine: &Engine, all: Vec<Offer>) -> Vec<Outcome> {
    let (engine, now) = (engine.clone(), w.app.now());
    w.app.write(move |c| dispatch::offer_all(c, &engine, &all, now)).await
}

async fn offer_of(w: &World, task: TaskId, worker: AccountId) -> Offer {
    wanted(&w.row(task).await, worker)
}

/// Nothing of a refused offer may be there: neither on the task nor with the worker.
async fn untouched(w: &World, task: TaskId, worker: AccountId) {
    let row = w.row(task).await;
    assert_eq!((row.attempt, row.worker_id), (0, None), "{row:?}");
    assert_eq!(desk(w, worker).await.1, 0, "no units are taken");
    assert!(w.pushed(worker, "offer").await.is_empty());
    assert!(!offers(w).await.iter().any(|(of, to, _)| *of == task || *to == worker));
}

testkit::both! {
    async fn what_fails_leaves_the_others_alone(base: Base) {
        let w = world(base, |_, setup| setup).await;
        let workers = crowd(&w, 8).await;
        let dear = world::project(&w.app, w.tenant, world::ESCROW + 1, vec![]).await.id;
        let mut all = Vec::new();
        let mut tasks = Vec::new();
        for worker in &workers {
            let task = if tasks.len() == 4 { w.task_of(dear, 1).await } else { w.task().await };
            all.push(offer_of(&w, task, *worker).await);
            tasks.push(task);
        }
        all[1].attempt = 2;
        let (tenant, left, now) = (w.tenant, tasks[2], w.app.now());
        w.app.write(move |c| {
            let row = dispatch::task(c, tenant, left)?.unwrap();
            dispatch::cancel(c, &row, "customer_left", now)
        }).await;
        distrust(&w, workers[3]).await;
        suspend(&w, workers[5]).await;
        // The first worker once more, and the first task once more.
        let extra = w.task().await;
        all.push(offer_of(&w, extra, workers[0]).await);
        all.push(Offer { worker: workers[7], ..all[0].clone() });
        all.swap(7, 9);

        let outcomes = offer(&w, &w.engine, all).await;
        let refused: Vec<Option<Refusal>> = outcomes.iter().map(|one| one.err()).collect();
        let (moved, worker) = (Some(Refusal::TaskMoved), Some(Refusal::Worker));
        assert_eq!(refused, [None, moved, moved, worker, Some(Refusal::NotFunded), worker, None, moved, worker, None]);
        let mut made = offers(&w).await;
        made.sort();
        let mut expected = [0, 6, 7].map(|n| (tasks[n], workers[n], 1));
        expected.sort();
        assert_eq!(made, expected);
        for n in [0, 6, 7] {
            let row = w.row(tasks[n]).await;
            assert_eq!((row.state, row.attempt, row.worker_id), (TaskState::Reserved, 1, Some(workers[n])));
            assert_eq!(desk(&w, workers[n]).await, ("available".to_owned(), 30, 1));
            let pushed = w.pushed(workers[n], "offer").await;
            assert_eq!((pushed.len(), pushed[0]["task_id"].clone()), (1, serde_json::json!(tasks[n])));
            assert_eq!(pushed[0]["project_name"], "Shop");
        }
        for n in 1..6 {
            untouched(&w, tasks[n], workers[n]).await;
        }
        assert_eq!(w.row(extra).await.attempt, 0);
        assert_eq!(desk(&w, workers[3]).await.0, "offline", "who may not be asked is no longer asked");
        assert_eq!(desk(&w, workers[5]).await.0, "offline");
        assert_eq!(w.row(tasks[4]).await.hold.as_deref(), Some("not_funded"));
        assert_eq!(w.heard().await.iter().filter(|topic| *topic == "task.offered").count(), 3);

        w.tick().await;
        let free: HashSet<AccountId> = [1, 2, 4].map(|n| workers[n]).into();
        for task in [tasks[1], tasks[3], tasks[5]] {
            let row = w.row(task).await;
            assert_eq!(row.state, TaskState::Reserved, "decided again, the oldest first");
            assert!(row.worker_id.is_some_and(|who| free.contains(&who)));
        }
        assert_eq!(w.row(extra).await.state, TaskState::Pending, "nobody is left for the youngest");
    }

    async fn more_than_one_batch_keeps_the_order(base: Base) {
        let w = world(base, |_, setup| setup).await;
        // A few more than one transaction takes.
        let count = dispatch::BATCH + 6;
        let workers = crowd(&w, count).await;
        let (tenant, project, now) = (w.tenant, w.project, w.app.now());
        let mut tasks: Vec<TaskId> = w.app.write(move |c| {
            market::deposit(c, tenant, None, Money::new(100_000, Currency::CNY), "second", now)?;
            let new = |priority| NewTask {
                tenant,
                project,
                skill: world::SKILL.to_owned(),
                conversation: dispatch::ConversationId::new(),
                sensitivity: 1,
                priority,
                units: 30,
                contact: None,
            };
            let last = count as u64 + 4;
            (0..=last).map(|n| dispatch::create_task(c, &new(i64::from(n == last)), now.plus(std::time::Duration::from_millis(n)))).collect()
        }).await;
        // One of the longest idle is not trusted any more, which is found out in the batch.
        distrust(&w, workers[1]).await;
        w.advance(1.0);
        w.tick().await;
        let made = offers(&w).await;
        assert_eq!(made.len(), count - 1, "everybody but one is asked, each once");
        assert_eq!(made.iter().map(|(_, worker, _)| *worker).collect::<HashSet<_>>().len(), count - 1);
        let asked: HashSet<TaskId> = made.iter().map(|(task, ..)| *task).collect();
        let first = tasks.pop().unwrap();
        assert!(asked.contains(&first), "the one of higher priority");
        let mut late: Vec<usize> = (0..tasks.len()).filter(|n| !asked.contains(&tasks[*n])).collect();
        // The untrusted one's task found nobody free; else the youngest wait.
        late.retain(|n| *n < count - 1);
        assert!(late.len() <= 1, "{late:?}");
        assert!(made.iter().all(|(.., attempt)| *attempt == 1));
        for worker in workers.iter().filter(|worker| **worker != workers[1]) {
            assert_eq!(desk(&w, *worker).await, ("available".to_owned(), 30, 1));
        }
        let (escrow, wrong) = w.app.read(move |c| Ok((market::escrow(c, tenant)?, market::unequal_purses(c)?))).await;
        assert_eq!(escrow.reserved.minor, (count as i64 - 1) * 200, "exactly what was offered is set aside");
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    async fn funds_for_one_are_not_taken_by_two(base: Base) {
        let w = world(base, |_, setup| setup).await;
        let workers = crowd(&w, 2).await;
        let half = world::project(&w.app, w.tenant, world::ESCROW / 2 + 1, vec![]).await.id;
        let tasks = [w.task_of(half, 1).await, w.task_of(half, 1).await];
        let all = vec![offer_of(&w, tasks[0], workers[0]).await, offer_of(&w, tasks[1], workers[1]).await];
        let outcomes = offer(&w, &w.engine, all).await;
        assert!(outcomes[0].is_ok());
        assert_eq!(outcomes[1], Err(Refusal::NotFunded));
        untouched(&w, tasks[1], workers[1]).await;
        let check = w.app.read(ledger::check).await;
        assert!(check.balanced, "{:?}", check.problems);
    }

    async fn several_offers_to_one_worker_are_booked_one_by_one(base: Base) {
        let w = world(base, |_, setup| setup).await;
        let text = String::from_utf8(BASE.to_vec()).unwrap().replace("offers_at_once = 1", "offers_at_once = 4");
        let engine = Engine::new(Policy::<DispatchRules>::parse("base", text.as_bytes()).unwrap(), 7);
        let worker = crowd(&w, 1).await[0];
        let mut all = Vec::new();
        for _ in 0..4 {
            let task = w.task().await;
            all.push(offer_of(&w, task, worker).await);
        }
        let outcomes = offer(&w, &engine, all).await;
        assert_eq!(outcomes.iter().filter(|one| one.is_ok()).count(), 3, "3 × 30 of 100 units");
        assert_eq!(outcomes[3], Err(Refusal::Worker));
        assert_eq!(desk(&w, worker).await, ("available".to_owned(), 90, 3));
        assert_eq!(w.pushed(worker, "offer").await.len(), 3);
    }

    async fn two_batches_at_once_make_each_offer_once(base: Base) {
        let w = world(base, |_, setup| setup).await;
        let workers = crowd(&w, 24).await;
        let mut all = Vec::new();
        for worker in &workers {
            let task = w.task().await;
            all.push(offer_of(&w, task, *worker).await);
        }
        // The second gateway wants the same tasks for other workers.
        let mut other: Vec<Offer> = all.iter().zip(workers.iter().rev()).map(|(one, worker)| Offer { worker: *worker, ..one.clone() }).collect();
        other.rotate_left(7);
        let batch = |all: Vec<Offer>| {
            let (engine, now) = (w.engine.clone(), w.app.now());
            w.app.app.db.write(Scope::Platform, move |c| dispatch::offer_all(c, &engine, &all, now))
        };
        let (a, b) = futures_util::join!(batch(all), batch(other));
        let made = a.unwrap().into_iter().chain(b.unwrap()).filter(Result::is_ok).count();
        assert_eq!(made, 24, "one of the two makes them all, the other finds them made");
        let written = offers(&w).await;
        assert_eq!(written.iter().map(|(task, ..)| *task).collect::<HashSet<_>>().len(), 24);
        for worker in &workers {
            assert_eq!(desk(&w, *worker).await, ("available".to_owned(), 30, 1));
        }
    }
}
