//! The store itself, on both engines: group commit, retries, idempotency, outbox, streams, jobs, leases.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may stop at once and say why")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use db::{
    idempotency::{self, Key},
    jobs, leases,
    outbox::{self, Consumer},
    streams,
};
use diesel::{
    Connection, RunQueryDsl,
    connection::{Instrumentation, InstrumentationEvent},
};
use kernel::{Code, Error, Event, PLATFORM, Scope};
use serde_json::json;
use testkit::{Base, Engine};
use uuid::Uuid;

/// Two writers who are in each other's way for good are no fault of the store's.
#[test]
#[expect(clippy::disallowed_methods, reason = "only the server can fail this way")]
fn who_never_gets_through_is_told_to_come_back_and_wrote_nothing() {
    testkit::run(Engine::Postgres, |base: Base| async move {
        let (owner, now) = (Uuid::now_v7(), base.clock.now());
        let never = move |c: &mut db::Conn<'_>| {
            streams::push(c, owner, "x", &json!({}), now)?;
            let fails = "DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = 'serialization_failure'; END $$";
            db::on!(c, k => diesel::sql_query(fails).execute(*k))?;
            Ok(())
        };
        let told = base.db.write(Scope::Platform, never).await.unwrap_err();
        assert_eq!((told.code, told.retry_after_s), (Code::Busy, Some(1)));
        assert_eq!(base.db.read(Scope::Platform, move |c| streams::head(c, owner)).await.unwrap().head, 0);
    });
}

testkit::both! {
    async fn updates_stay_prepared(base: Base) {
        let read = base.db.write(Scope::Platform, |c| {
            let read = Arc::new(Mutex::new(Vec::new()));
            let heard = Arc::clone(&read);
            let hear = move |event: InstrumentationEvent<'_>| {
                if let InstrumentationEvent::CacheQuery { sql, .. } = event {
                    heard.lock().unwrap().push(sql.to_owned());
                }
            };
            db::on!(c, k => k.set_instrumentation(hear));
            for _ in 0..3 {
                leases::release(c, "once", "nobody")?;
            }
            db::on!(c, k => k.set_instrumentation(None::<Box<dyn Instrumentation>>));
            Ok(read)
        }).await.unwrap();
        let read = read.lock().unwrap();
        assert_eq!(read.len(), 1, "{read:?}");
        assert!(read[0].starts_with("UPDATE"), "{read:?}");
    }

    async fn a_refused_transaction_leaves_nothing(base: Base) {
        let now = base.clock.now();
        let owner = Uuid::now_v7();
        let refused = base.db.write(Scope::Platform, move |c| {
            streams::push(c, owner, "x", &json!({}), now)?;
            Err::<(), _>(Error::new(Code::Conflict, "no").into())
        }).await;
        assert_eq!(refused.unwrap_err().code, Code::Conflict);
        let panicked = base.db.write(Scope::Platform, move |c| {
            streams::push(c, owner, "x", &json!({}), now)?;
            if now.micros() > 0 { panic!("in the middle") }
            Ok(())
        }).await;
        assert_eq!(panicked.unwrap_err().code, Code::Internal);
        let head = base.db.read(Scope::Platform, move |c| streams::head(c, owner)).await.unwrap();
        assert_eq!(head.head, 0);
        // The writer survived the panic.
        let seq = base.db.write(Scope::Platform, move |c| streams::push(c, owner, "x", &json!({}), now)).await.unwrap();
        assert_eq!(seq, 1);
    }

    async fn streams_are_gapless_under_concurrency(base: Base) {
        let now = base.clock.now();
        let owner = Uuid::now_v7();
        let pushes: Vec<_> = (0..100).map(|n| {
            let db = base.db.clone();
            tokio::spawn(async move {
                // A hundred want one row: who is told that the store is busy has written nothing, and comes back.
                loop {
                    match db.write(Scope::Platform, move |c| streams::push(c, owner, "n", &json!({ "n": n }), now)).await {
                        Err(error) if error.code == Code::Busy => {}
                        pushed => return pushed,
                    }
                }
            })
        }).collect();
        for push in pushes {
            push.await.unwrap().unwrap();
        }
        let events = base.db.read(Scope::Platform, move |c| streams::after(c, owner, 0, 1000)).await.unwrap();
        let seqs: Vec<i64> = events.iter().map(|e| e.seq).collect();
        assert_eq!(seqs, (1..=100).collect::<Vec<_>>());
    }

    async fn many_streams_are_read_at_once_each_from_where_it_is(base: Base) {
        let now = base.clock.now();
        let owners: Vec<Uuid> = (0..3).map(|_| Uuid::now_v7()).collect();
        let pushes: Vec<(Uuid, serde_json::Value)> = owners[..2].iter().flat_map(|owner| (1..=5).map(|n| (*owner, json!({ "n": n })))).collect();
        base.db.write(Scope::Platform, move |c| streams::push_all(c, "n", &pushes, now)).await.unwrap();
        let asked = [(owners[1], 3), (owners[2], 0), (owners[0], 0), (owners[1], 0), (owners[0], 5)];
        let found = base.db.read(Scope::Platform, move |c| streams::after_each(c, &asked, 4)).await.unwrap();
        let seqs: Vec<Vec<i64>> = found.iter().map(|events| events.iter().map(|e| e.seq).collect()).collect();
        assert_eq!(seqs, [vec![4, 5], vec![], vec![1, 2, 3, 4], vec![1, 2, 3, 4], vec![]]);
        assert_eq!(found[0][1].body, json!({ "n": 5 }));
        let asked = owners.clone();
        let mut heads = base.db.read(Scope::Platform, move |c| streams::heads(c, &asked)).await.unwrap();
        heads.sort_unstable();
        assert_eq!(heads, [(owners[0], 5), (owners[1], 5)]);
    }

    async fn whoever_is_behind_is_rung_for_though_the_hint_was_lost(base: Base) {
        let (hub, now) = (http::Hub::default(), base.clock.now());
        let (behind, abreast) = (Uuid::now_v7(), Uuid::now_v7());
        let bells = [hub.listen(behind), hub.listen(abreast)];
        base.db.write(Scope::Platform, move |c| streams::push_all(c, "x", &[(behind, json!({})), (abreast, json!({}))], now)).await.unwrap();
        bells[0].reached(0);
        bells[1].reached(1);
        hub.look(&base.db).await.unwrap();
        let rung = bells.map(|bell| futures_util::FutureExt::now_or_never(bell.rung()).is_some());
        assert_eq!(rung, [true, false]);
    }

    async fn who_asks_together_gets_their_own_events(base: Base) {
        let (hub, now) = (Arc::new(http::Hub::default()), base.clock.now());
        let owners: Vec<Uuid> = (0..400).map(|_| Uuid::now_v7()).collect();
        let pushes: Vec<(Uuid, Uuid)> = owners.iter().map(|owner| (*owner, *owner)).collect();
        base.db.write(Scope::Platform, move |c| streams::push_all(c, "own", &pushes, now)).await.unwrap();
        let asks: Vec<_> = owners.iter().map(|owner| {
            let (hub, db, owner) = (Arc::clone(&hub), base.db.clone(), *owner);
            tokio::spawn(async move { hub.events(&db, owner, 0).await })
        }).collect();
        for (nth, (owner, ask)) in owners.iter().zip(asks).enumerate() {
            // Whoever leaves takes nobody along.
            if nth % 7 == 0 {
                ask.abort();
            } else {
                let events = ask.await.unwrap().unwrap();
                assert_eq!(events.iter().map(|e| &e.body).collect::<Vec<_>>(), [&json!(owner)]);
            }
        }
    }

    async fn an_idempotency_key_has_one_effect(base: Base) {
        let now = base.clock.now();
        let owner = Uuid::now_v7();
        let key = Key { owner, key: "k".into(), route: "POST /x".into(), body_hash: "h".into() };
        let tries: Vec<_> = (0..20).map(|_| {
            let (db, key) = (base.db.clone(), key.clone());
            tokio::spawn(async move {
                db.write(Scope::Platform, move |c| idempotency::once(c, &key, now, |c| streams::push(c, owner, "x", &json!({}), now))).await
            })
        }).collect();
        for attempt in tries {
            assert_eq!(attempt.await.unwrap().unwrap(), 1);
        }
        let other = Key { body_hash: "another".into(), ..key };
        let refused = base.db.write(Scope::Platform, move |c| idempotency::once(c, &other, now, |c| streams::push(c, owner, "x", &json!({}), now))).await;
        assert_eq!(refused.unwrap_err().code, Code::IdempotencyKeyReused);
        assert_eq!(base.db.read(Scope::Platform, move |c| streams::head(c, owner)).await.unwrap().head, 1);
    }

    async fn an_event_has_its_effect_once_and_failures_are_set_aside(base: Base) {
        let now = base.clock.now();
        let owner = Uuid::now_v7();
        let good = Consumer::new("good", &["thing.happened"], move |c, event, now| {
            streams::push(c, owner, "heard", &event.body, now)?;
            Ok(())
        });
        let bad = Consumer::new("bad", &["thing.broke"], |_, _, _| Err(Error::internal("never works").into()));
        base.db.write(Scope::Platform, move |c| {
            outbox::emit(c, &Event::new("thing.happened", PLATFORM, &json!({ "n": 1 })), now)?;
            outbox::emit(c, &Event::new("thing.broke", PLATFORM, &json!({})), now)
        }).await.unwrap();
        let consumers = [good, bad];
        for _ in 0..40 {
            outbox::pump(&base.db, &consumers, base.clock.now()).await.unwrap();
            base.clock.advance(Duration::from_secs(600));
        }
        assert_eq!(base.db.read(Scope::Platform, move |c| streams::head(c, owner)).await.unwrap().head, 1);
        assert_eq!(base.db.read(Scope::Platform, outbox::backlog).await.unwrap(), (0, 1));
    }

    async fn what_nobody_hears_is_not_written(base: Base) {
        let now = base.clock.now();
        let ear = |topics| Consumer::new("ear", topics, |_, _, _| Ok(()));
        let tell = || base.db.write(Scope::Platform, move |c| {
            outbox::emit(c, &Event::new("thing.happened", PLATFORM, &json!({})), now)?;
            outbox::emit(c, &Event::new("thing.broke", PLATFORM, &json!({})), now)?;
            outbox::backlog(c)
        });
        assert_eq!(tell().await.unwrap(), (2, 0), "before it is said who hears, all of it is kept");
        base.db.hear(&[ear(&["thing.broke"]), ear(&["thing.mended"])]);
        assert_eq!(tell().await.unwrap(), (3, 0), "one of two");
        // Whoever holds the store already knows, and what was said stays said.
        let other = base.db.clone();
        other.hear(&[ear(&["thing.happened"])]);
        assert_eq!(tell().await.unwrap(), (4, 0));
    }

    async fn many_events_share_a_transaction_and_one_that_cannot_be_heard_is_put_aside_alone(base: Base) {
        let (now, owner) = (base.clock.now(), Uuid::now_v7());
        let sizes = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&sizes);
        let all = Consumer::many("all", &["thing.happened"], move |c, events, now| {
            told.lock().unwrap().push(events.len());
            for event in events {
                if event.body["n"] == 7 {
                    return Err(Error::internal("never works").into());
                }
                streams::push(c, owner, "heard", &event.body, now)?;
            }
            Ok(())
        });
        base.db.write(Scope::Platform, move |c| {
            // Events of one instant have no order: the one that fails is older, and so among the first.
            outbox::emit_all(c, "thing.happened", &[(PLATFORM, json!({ "n": 7 }))], now.minus(Duration::from_secs(1)))?;
            let events: Vec<_> = (8..307).map(|n| (PLATFORM, json!({ "n": n }))).collect();
            outbox::emit_all(c, "thing.happened", &events, now)
        }).await.unwrap();
        let consumers = [all];
        outbox::pump(&base.db, &consumers, base.clock.now()).await.unwrap();
        assert_eq!(sizes.lock().unwrap()[..2], [outbox::TOGETHER, 1], "together first, then one by one");
        for _ in 0..40 {
            base.clock.advance(Duration::from_secs(600));
            outbox::pump(&base.db, &consumers, base.clock.now()).await.unwrap();
        }
        assert!(sizes.lock().unwrap().contains(&44), "the rest came together");
        assert_eq!(base.db.read(Scope::Platform, move |c| streams::head(c, owner)).await.unwrap().head, 299);
        assert_eq!(base.db.read(Scope::Platform, outbox::backlog).await.unwrap(), (0, 1));
    }

    async fn jobs_are_claimed_once_and_leases_fence(base: Base) {
        let now = base.clock.now();
        base.db.write(Scope::Platform, move |c| {
            for n in 0..30 {
                jobs::enqueue(c, "q", &n.to_string(), &json!({ "n": n }), now, now)?;
                jobs::enqueue(c, "q", &n.to_string(), &json!({ "n": n }), now, now)?;
            }
            Ok(())
        }).await.unwrap();
        let claims: Vec<_> = (0..8).map(|w| {
            let db = base.db.clone();
            tokio::spawn(async move { db.write(Scope::Platform, move |c| jobs::claim(c, &["q"], &w.to_string(), Duration::from_secs(60), 10, now)).await })
        }).collect();
        let mut keys = Vec::new();
        for claim in claims {
            keys.extend(claim.await.unwrap().unwrap().into_iter().map(|j| j.key));
        }
        let total = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!((keys.len(), total), (30, 30));
        let ttl = Duration::from_secs(5);
        let first = base.db.write(Scope::Platform, move |c| leases::acquire(c, "m", "a", ttl, now)).await.unwrap();
        let second = base.db.write(Scope::Platform, move |c| leases::acquire(c, "m", "b", ttl, now)).await.unwrap();
        let later = now.plus(Duration::from_secs(6));
        let third = base.db.write(Scope::Platform, move |c| leases::acquire(c, "m", "b", ttl, later)).await.unwrap();
        assert_eq!((first, second, third), (Some(1), None, Some(2)));
    }
}
