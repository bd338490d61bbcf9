//! One gateway dies, another goes on: nothing half done stays, and what the dead one would have ended is ended by the other.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::{sync::Arc, time::Duration};

use db::{Db, Dialect, Options, Wake};
use diesel::RunQueryDsl;
use dispatch::{Engine, Refusal, TaskState};
use futures_util::future::join_all;
use kernel::Scope;
use tokio::sync::broadcast::error::RecvError;

use super::{
    crowd::{crowd, desk, offers, wanted},
    torture::second_gateway,
    world::world,
};

/// Ends the server's side of the connection that `c` is, in the middle of its transaction.
#[expect(clippy::disallowed_methods, reason = "there is no other way to die")]
fn die(c: &mut db::Conn<'_>) -> db::Result<()> {
    let last_words = diesel::sql_query("SELECT pg_terminate_backend(pg_backend_pid())");
    db::on!(c, k => last_words.execute(*k))?;
    Ok(())
}

testkit::both! {
    async fn offers_of_a_connection_that_dies_were_never_made(base: Base) {
        let w = world(base, |_, setup| setup).await;
        if w.app.base.options.dialect() == Dialect::Sqlite {
            // There is no connection to lose; a killed process is the gateway's own test.
            return;
        }
        let first = second_gateway(&w, Db::open(&Options { pool: 1, ..w.app.base.options.clone() }).unwrap());
        let workers = crowd(&w, 3).await;
        let mut all = Vec::new();
        for worker in &workers {
            let task = w.task().await;
            all.push(wanted(&w.row(task).await, *worker));
        }
        let tasks: Vec<_> = all.iter().map(|offer| offer.task).collect();
        let (engine, now) = (w.engine.clone(), w.app.now());
        let died: kernel::Result<()> = first
            .db
            .write(Scope::Platform, move |c| {
                assert!(dispatch::offer_all(c, &engine, &all, now)?.iter().all(Result::is_ok));
                die(c)
            })
            .await;
        assert!(died.is_err());
        assert!(offers(&w).await.is_empty());
        for (task, worker) in tasks.iter().zip(&workers) {
            assert_eq!((w.row(*task).await.state, w.row(*task).await.attempt), (TaskState::Pending, 0));
            assert_eq!(desk(&w, *worker).await, ("available".to_owned(), 0, 0));
            assert!(w.pushed(*worker, "offer").await.is_empty());
        }
        // The other one waits for nothing: no lock of the dead is left.
        w.tick().await;
        assert_eq!(offers(&w).await.len(), 3);
        assert_eq!(w.heard().await.iter().filter(|topic| *topic == "task.offered").count(), 3);
        // The first has a new connection when it needs one.
        let late = crowd(&w, 1).await[0];
        let task = w.task().await;
        dispatch::tick(&first).await.unwrap();
        assert_eq!(w.row(task).await.worker_id, Some(late));
    }

    async fn a_standby_waits_and_goes_on_within_five_seconds_of_a_death(base: Base) {
        let w = world(base, |_, setup| setup).await;
        let (active, standby) = (second_gateway(&w, w.app.base.db.clone()), Arc::clone(&w.app.app));
        let mut workers = Vec::new();
        for name in ["first", "second"] {
            let who = w.worker(name).await;
            w.online(&who).await;
            workers.push(who.account);
        }
        let task = w.task().await;
        assert!(dispatch::beat(&active).await.unwrap().is_some());
        let later = w.task().await;
        assert_eq!(dispatch::beat(&standby).await.unwrap(), None, "one of them matches");
        assert_eq!(offers(&w).await.len(), 1, "the standby decides nothing");
        w.advance(1.0);
        assert!(dispatch::beat(&active).await.unwrap().is_some());
        assert_eq!((w.row(task).await.worker_id, w.row(later).await.worker_id), (Some(workers[0]), Some(workers[1])));

        // The active one ends the first offer, renews its lease and is gone. What it saw last it still remembers.
        w.advance(19.0);
        assert!(dispatch::beat(&active).await.unwrap().is_some());
        assert_eq!(w.pushed(workers[0], "offer.gone").await.len(), 1);
        let (died, seen) = (w.app.now(), w.row(task).await);
        let free = crowd(&w, 1).await[0];
        while w.row(task).await.worker_id.is_none() {
            w.advance(1.0);
            dispatch::beat(&standby).await.unwrap();
            assert!(w.app.now().since(died) <= Duration::from_secs(5), "nobody has taken over");
        }
        assert_eq!(w.row(task).await.worker_id, Some(free));
        assert_eq!(w.pushed(workers[1], "offer.gone").await[0]["reason"], "timeout", "the sweep goes on too");

        // It was only paused. Whatever it still wants to offer is offered already, and then it learns that it stands by.
        let other = crowd(&w, 1).await[0];
        let (engine, now, made) = (active.get::<Engine>().unwrap(), w.app.now(), offers(&w).await);
        let stale = w.app.write(move |c| dispatch::offer_all(c, &engine, &[wanted(&seen, other)], now)).await;
        assert_eq!(stale, [Err(Refusal::TaskMoved)]);
        dispatch::tick(&active).await.unwrap();
        assert_eq!(dispatch::beat(&active).await.unwrap(), None);
        assert_eq!(offers(&w).await.iter().filter(|(id, ..)| *id == task).count(), made.iter().filter(|(id, ..)| *id == task).count());
    }

    async fn tasks_that_keep_coming_are_no_reason_to_read_everything_anew(base: Base) {
        const LINES: usize = 4;
        const EACH: usize = 12;
        let w = world(base, |_, setup| setup).await;
        crowd(&w, LINES * EACH).await;
        let mut hints = w.app.base.db.wakes();
        let running = actix_web::rt::spawn(dispatch::run(Arc::clone(&w.app.app)));
        // Some come while each round makes its offers.
        let line = async || {
            for _ in 0..EACH {
                w.task().await;
            }
        };
        join_all((0..LINES).map(|_| line())).await;
        while offers(&w).await.len() < LINES * EACH {
            let hint = tokio::time::timeout(Duration::from_secs(5), hints.recv()).await.unwrap();
            assert!(!matches!(hint, Err(RecvError::Closed)));
        }
        assert_eq!(w.engine.full_reads().await, 1, "once at first; nothing was refused");
        w.app.app.stop();
        running.await.unwrap().unwrap();
    }

    async fn who_ends_properly_leaves_the_matching_to_the_next_at_once(base: Base) {
        let w = world(base, |_, setup| setup).await;
        let active = second_gateway(&w, w.app.base.db.clone());
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let mut pushes = w.app.base.db.wakes();
        let running = actix_web::rt::spawn(dispatch::run(Arc::clone(&active)));
        w.task().await;
        while pushes.recv().await.unwrap() != Wake::Stream(worker.account.uuid()) {}
        assert_eq!(dispatch::beat(&w.app.app).await.unwrap(), None);
        active.stop();
        running.await.unwrap().unwrap();
        // No time has passed: the lease would not have run out.
        assert!(dispatch::beat(&w.app.app).await.unwrap().is_some());
        assert_eq!(dispatch::beat(&active).await.unwrap(), None);
    }
}
