//! One gateway dies, another goes on: nothing half done stays, and what the dead one would have ended is ended by the other.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use db::{Db, Dialect, Options};
use diesel::RunQueryDsl;
use dispatch::TaskState;
use kernel::Scope;

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

    async fn a_standby_ends_within_five_seconds_what_the_dead_one_would_have(base: Base) {
        let w = world(base, |_, setup| setup).await;
        let first = second_gateway(&w, w.app.base.db.clone());
        let mut workers = Vec::new();
        for name in ["first", "second"] {
            let who = w.worker(name).await;
            w.online(&who).await;
            workers.push(who.account);
        }
        let task = w.task().await;
        dispatch::tick(&first).await.unwrap();
        let later = w.task().await;
        w.advance(1.0);
        dispatch::tick(&first).await.unwrap();
        assert_eq!((w.row(task).await.worker_id, w.row(later).await.worker_id), (Some(workers[0]), Some(workers[1])));

        // The first gateway ends the first offer, and with it takes the lease of the sweep; then it is gone.
        w.advance(19.0);
        dispatch::tick(&first).await.unwrap();
        assert_eq!(w.pushed(workers[0], "offer.gone").await.len(), 1);
        let died = w.app.now();
        w.advance(0.999);
        let free = crowd(&w, 1).await[0];
        w.tick().await;
        assert_eq!(w.row(task).await.worker_id, Some(free), "offers wait for no lease");
        w.advance(0.01);
        w.tick().await;
        assert!(w.pushed(workers[1], "offer.gone").await.is_empty(), "the sweep does");
        while w.pushed(workers[1], "offer.gone").await.is_empty() {
            w.advance(1.0);
            w.tick().await;
            assert!(w.app.now().since(died) <= std::time::Duration::from_secs(5), "nobody has taken over");
        }
        assert_eq!(w.pushed(workers[1], "offer.gone").await[0]["reason"], "timeout");
    }
}
