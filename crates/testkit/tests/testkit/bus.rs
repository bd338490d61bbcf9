//! The bus: processes on one Postgres hear each other, and again after their lines were cut.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop at once and say why")]

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::Duration,
};

use db::{
    Db, Wake, Whisper,
    outbox::{self, Consumer},
    streams,
};
use diesel::RunQueryDsl;
use kernel::{Code, Error, Event, PLATFORM, Scope};
use serde_json::json;
use testkit::{Base, Engine};
use tokio::sync::broadcast::Receiver;
use uuid::Uuid;

/// Waits for `wanted` and gives what was heard before it.
async fn until(heard: &mut Receiver<Wake>, wanted: &Wake) -> Vec<Wake> {
    let mut before = Vec::new();
    let wait = async {
        loop {
            match heard.recv().await.unwrap() {
                wake if wake == *wanted => return,
                wake => before.push(wake),
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.expect("it was never heard");
    before
}

async fn say(db: &Db, wake: Wake) {
    let said = move |c: &mut db::Conn<'_>| {
        c.wake(wake.clone());
        Ok(())
    };
    db.write(Scope::Platform, said).await.unwrap();
}

#[test]
fn processes_hear_what_the_others_commit() {
    testkit::run(Engine::Postgres, |base: Base| async move {
        let (one, two) = (Db::open(&base.options).unwrap(), Db::open(&base.options).unwrap());
        let (mut at_one, mut at_two) = (one.wakes(), two.wakes());
        let (first, second) = (one.join_bus().unwrap(), two.join_bus().unwrap());
        until(&mut at_one, &Wake::Everything).await;
        until(&mut at_two, &Wake::Everything).await;

        let (owner, now) = (Uuid::now_v7(), base.clock.now());
        one.write(Scope::Platform, move |c| streams::push(c, owner, "x", &json!({}), now)).await.unwrap();
        until(&mut at_two, &Wake::Stream(owner)).await;

        let refused: kernel::Result<()> = one
            .write(Scope::Platform, |c| {
                c.wake(Wake::topic("refused"));
                Err(Error::new(Code::Conflict, "no").into())
            })
            .await;
        assert!(refused.is_err());
        one.write(Scope::Platform, move |c| outbox::emit(c, &Event::new("x", PLATFORM, &json!({})), now)).await.unwrap();
        say(&one, Wake::topic("dispatch")).await;
        let whisper = Whisper { to: owner, kind: "typing".into(), noun: "conversation_id".into(), about: owner };
        one.wake_others(&Wake::Whisper(Box::new(whisper.clone())));
        let before = until(&mut at_two, &Wake::topic("dispatch")).await;
        assert!(before.iter().all(|wake| matches!(wake, Wake::Whisper(_))), "{before:?}: only what was committed, and no events");

        // What one said itself it has heard once: an echo would have come before this.
        say(&two, Wake::Jobs).await;
        let own = until(&mut at_one, &Wake::Jobs).await;
        assert_eq!(own, [Wake::Stream(owner), Wake::Outbox, Wake::topic("dispatch")]);

        // The last words of who leaves are still carried.
        say(&one, Wake::topic("last")).await;
        first.leave().await.unwrap();
        until(&mut at_two, &Wake::topic("last")).await;
        second.leave().await.unwrap();
    });
}

/// Ends every line of the bus on this database, from the server's side.
#[expect(clippy::disallowed_methods, reason = "there is no other way to cut a line")]
async fn cut(base: &Base) {
    let all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
        WHERE datname = current_database() AND application_name = 'tidecrew-bus'";
    let ended = base.db.write(Scope::Platform, move |c| db::on!(c, k => diesel::sql_query(all).execute(*k)).map_err(Into::into));
    assert_eq!(ended.await.unwrap(), 2);
}

#[test]
fn a_lost_line_is_found_again_and_everybody_looks() {
    testkit::run(Engine::Postgres, |base: Base| async move {
        let (one, two) = (Db::open(&base.options).unwrap(), Db::open(&base.options).unwrap());
        let (mut at_one, mut at_two) = (one.wakes(), two.wakes());
        let (_first, _second) = (one.join_bus().unwrap(), two.join_bus().unwrap());
        until(&mut at_one, &Wake::Everything).await;
        until(&mut at_two, &Wake::Everything).await;
        cut(&base).await;
        // Said into a line that is dead or will be: nobody hears it, and both look at everything.
        say(&one, Wake::Jobs).await;
        until(&mut at_one, &Wake::Everything).await;
        until(&mut at_two, &Wake::Everything).await;
        say(&one, Wake::topic("again")).await;
        until(&mut at_two, &Wake::topic("again")).await;
        say(&two, Wake::topic("again, too")).await;
        until(&mut at_one, &Wake::topic("again, too")).await;
    });
}

#[test]
fn an_embedded_store_has_nobody_else_to_hear() {
    testkit::run(Engine::Sqlite, |base: Base| async move {
        let mut heard = base.db.wakes();
        let bus = base.db.join_bus().unwrap();
        say(&base.db, Wake::Jobs).await;
        bus.leave().await.unwrap();
        assert_eq!(until(&mut heard, &Wake::Jobs).await, []);
    });
}

#[test]
fn what_one_process_delivers_the_others_leave_to_it() {
    testkit::run(Engine::Postgres, |base: Base| async move {
        let (one, two) = (Db::open(&base.options).unwrap(), Db::open(&base.options).unwrap());
        let now = base.clock.now();
        for n in 0..3 {
            one.write(Scope::Platform, move |c| outbox::emit(c, &Event::new("x", PLATFORM, &json!(n)), now)).await.unwrap();
        }
        let runs = Arc::new(AtomicUsize::new(0));
        let (enter, mut entered) = tokio::sync::mpsc::unbounded_channel();
        let (go, wait) = mpsc::channel::<()>();
        let (counted, wait) = (Arc::clone(&runs), Mutex::new(wait));
        // In the middle of its transaction until it is told to go on.
        let slow = Consumer::many("heard", &["x"], move |_, events, _| {
            counted.fetch_add(events.len(), Ordering::SeqCst);
            enter.send(()).unwrap();
            wait.lock().unwrap().recv().unwrap();
            Ok(())
        });
        let first = tokio::spawn(async move { outbox::pump(&one, &[slow], now).await });
        entered.recv().await.unwrap();
        let counted = Arc::clone(&runs);
        let quick = [Consumer::many("heard", &["x"], move |_, events, _| {
            counted.fetch_add(events.len(), Ordering::SeqCst);
            Ok(())
        })];
        assert_eq!(outbox::pump(&two, &quick, now).await.unwrap(), 0);
        go.send(()).unwrap();
        assert_eq!(first.await.unwrap().unwrap(), 3);
        assert_eq!(outbox::pump(&two, &quick, now).await.unwrap(), 0);
        assert_eq!(runs.load(Ordering::SeqCst), 3, "each once");
    });
}
