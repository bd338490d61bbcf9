//! The log, decisions and policies over the store and over HTTP, on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

use std::sync::{Arc, Mutex};

use audit::{Entry, Replay, Replayer, Replayers, Report, Signer, merkle};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use db::{Conn, Dialect};
use diesel::connection::SimpleConnection;
use kernel::{AccountId, Actor, Code, Decision, DecisionId, Error, PLATFORM, Reason, Role, Scope, TenantId, Ts, policy::Rules};
use serde::Deserialize;
use serde_json::{Value, json};
use testkit::{Base, Setup, TestApp};
use uuid::Uuid;

const SHOP: TenantId = TenantId::from_u128(70);
const OTHER: TenantId = TenantId::from_u128(71);
const WORKER: AccountId = AccountId::from_u128(80);

const DOUBLE: Replayer =
    Replayer { kind: "test.double", run: |inputs, _| Ok(json!({"twice": inputs["n"].as_i64().unwrap_or_default() * 2})) };

async fn app(base: Base) -> TestApp {
    let setup = Setup {
        routes: audit::routes(),
        jobs: audit::jobs(),
        schedules: audit::schedules(),
        extras: vec![
            Arc::new(Replayers(vec![DOUBLE])),
            Arc::new(audit::Witnesses(vec![("tower.example".into(), witness(5).verifying_key())])),
        ],
        ..Setup::default()
    };
    base.app(setup).await
}

fn witness(seed: u8) -> audit::SigningKey {
    audit::SigningKey::from_bytes(&[seed; 32])
}

fn signer(app: &TestApp) -> Signer {
    Signer::of(&app.app.seal)
}

fn admin(app: &TestApp) -> Actor {
    app.actor(Role::Admin, AccountId::from_u128(1), PLATFORM, 1)
}

fn entry(n: u128, at: Ts) -> Entry<'static> {
    Entry {
        tenant: SHOP,
        actor: None,
        action: "project.create",
        object_kind: "project",
        object_id: Uuid::from_u128(n),
        detail: json!({"n": n.to_string()}),
        at,
    }
}

fn decision(tenant: TenantId, subject: Option<AccountId>, n: i64, twice: i64, at: Ts) -> Decision {
    Decision {
        id: DecisionId::at(at),
        tenant,
        kind: "test.double".to_owned(),
        subject,
        policy_id: "base".to_owned(),
        policy_hash: kernel::sha256_hex(b"factor = 2\n"),
        engine: "test/1".to_owned(),
        inputs: json!({"n": n}),
        outcome: json!({"twice": twice}),
        reasons: vec![Reason::new("test.doubled", json!({"n": n})).scored(1, 1)],
        at,
    }
}

async fn decide(app: &TestApp, decision: Decision) -> DecisionId {
    let id = decision.id;
    app.write(move |c| {
        audit::policy::seed(c, "doubling", Scope::Platform, "base", b"factor = 2\n", decision.at)?;
        audit::decide(c, &decision)
    })
    .await;
    id
}

async fn record(app: &TestApp, from: u128, to: u128) -> Vec<audit::EntryId> {
    let now = app.now();
    app.write(move |c| (from..to).map(|n| audit::record(c, &entry(n, now))).collect()).await
}

async fn verified(app: &TestApp) -> Report {
    let key = signer(app).key();
    app.read(move |c| audit::verify(c, &key)).await
}

fn unhex(text: &Value) -> merkle::Hash {
    let text = text.as_str().unwrap();
    let bytes: Vec<u8> = (0..32).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap()).collect();
    bytes.try_into().unwrap()
}

fn path(value: &Value) -> Vec<merkle::Hash> {
    value["path"].as_array().unwrap().iter().map(unhex).collect()
}

fn raw(c: &mut Conn<'_>, sql: &str) -> db::Result<()> {
    db::on!(c, k => (*k).batch_execute(sql))?;
    Ok(())
}

/// The log as a file.
async fn file(app: &TestApp) -> Vec<u8> {
    let key = signer(app).key();
    app.read(move |c| {
        let mut out = Vec::new();
        audit::export(c, &key, &mut out)?;
        Ok(out)
    })
    .await
}

/// A small generator: tampering is drawn, and drawn alike every time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n as u64).unwrap()
    }
}

/// One way of tampering with a file: flips a bit, deletes, doubles or swaps lines, or forks the end. `None` when nothing changed.
fn tampered(file: &[u8], draw: &mut Draw) -> Option<Vec<u8>> {
    let mut lines: Vec<Vec<u8>> = file.split_inclusive(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
    let (one, other) = (1 + draw.below(lines.len() - 1), 1 + draw.below(lines.len() - 1));
    match draw.below(5) {
        0 => {
            let at = draw.below(lines[one].len() - 1);
            lines[one][at] ^= 1 << draw.below(7);
        }
        // A checkpoint that is left out takes nothing away: a later one covers the same leaves. The last may not go.
        1 if lines[one].starts_with(b"{\"line\":\"leaf\"") || one + 1 == lines.len() => drop(lines.remove(one)),
        1 => return None,
        2 => lines.insert(one, lines[other].clone()),
        3 => lines.swap(one, other),
        _ => {
            let text = String::from_utf8(lines[one].clone()).unwrap();
            lines[one] =
                text.replacen("project.create", "project.delete", 1).replacen("test.double", "test.single", 1).into_bytes();
        }
    }
    let changed = lines.concat();
    (changed != file).then_some(changed)
}

testkit::both! {
    async fn the_file_tells_every_tampering_without_the_store(base: Base) {
        let app = app(base).await;
        record(&app, 0, 40).await;
        app.settle().await;
        for n in 0..8 {
            decide(&app, decision(SHOP, Some(WORKER), n, n * 2, app.now())).await;
        }
        record(&app, 40, 60).await;
        app.settle().await;
        assert_eq!(app.write(|c| audit::erase(c, WORKER)).await, 8);
        let (file, key) = (file(&app).await, signer(&app).key());
        let report = audit::check(&file[..], Some(&key)).unwrap();
        assert!(report.holds() && report.trusted, "{:?}", report.problems);
        assert_eq!((report.leaves, report.checkpoints, report.erased), (68, 2, 8));
        let alone = audit::check(&file[..], None).unwrap();
        assert!(alone.holds() && !alone.trusted);
        let foreign = Signer::of(&seal::Keyring::from_root([9; 32])).key();
        assert!(!audit::check(&file[..], Some(&foreign)).unwrap().holds());
        assert_eq!(audit::check(&b"{}\n"[..], None).unwrap_err().code, Code::InvalidField);
        assert_eq!(audit::check(&b""[..], None).unwrap_err().code, Code::InvalidField);

        let (mut draw, mut tried, mut missed) = (Draw(0x9e37_79b9_7f4a_7c15), 0, Vec::new());
        while tried < 1000 {
            let Some(changed) = tampered(&file, &mut draw) else { continue };
            tried += 1;
            // A line that is none is an error, which is found as well.
            if audit::check(&changed[..], Some(&key)).is_ok_and(|report| report.holds()) {
                missed.push(String::from_utf8_lossy(&changed).into_owned());
            }
        }
        assert!(missed.is_empty(), "{} of {tried} were missed; the first: {}", missed.len(), missed[0]);
    }

    async fn anybody_follows_the_log_and_known_witnesses_cosign(base: Base) {
        let app = app(base).await;
        record(&app, 0, 300).await;
        app.settle().await;
        let note_text = String::from_utf8(app.get("/log/checkpoint").send().await.bytes).unwrap();
        let known = audit::Witnesses(vec![("tower.example".into(), witness(5).verifying_key())]);
        let (at, cosigned) = audit::note::read(&note_text, &signer(&app).key(), &known).unwrap();
        assert_eq!((at.size, cosigned.len()), (300, 0));
        let mut tree = merkle::Memory::default();
        for number in 0..2 {
            let bytes = app.get(&format!("/log/tiles/0/{number}")).send().await.bytes;
            tree.extend(&merkle::Tile::parse(number, &bytes).unwrap().hashes);
        }
        let Ok(root) = merkle::root(&mut tree, at.size);
        assert_eq!(root, at.root);
        assert_eq!(app.get("/log/tiles/0/7").send().await.code(), "not_found");
        assert_eq!(app.get("/log/tiles/0/x").send().await.code(), "invalid_id");

        let word = |name: &str, seed: u8, size: u64| {
            let sign = audit::Cosignature::sign(name, &witness(seed), &at, 1_700_000_000);
            json!({"size": size, "witness": name, "at": sign.at, "signature": BASE64.encode(sign.signature)})
        };
        for (body, code) in [
            (word("tower.example", 6, 300), "forbidden"),
            (word("nobody.example", 5, 300), "forbidden"),
            (word("tower.example", 5, 299), "not_found"),
            (json!({"size": 300, "witness": "tower.example", "at": 1, "signature": "?"}), "invalid_field"),
        ] {
            assert_eq!(app.post("/log/cosignatures", &body).send().await.code(), code, "{body}");
        }
        let plain = String::from_utf8(app.get("/log/checkpoint").send().await.bytes).unwrap();
        assert_eq!(plain, note_text, "a refused word leaves nothing behind");
        for _ in 0..2 {
            assert_eq!(app.post("/log/cosignatures", &word("tower.example", 5, 300)).send().await.status, 204);
        }
        let signed = String::from_utf8(app.get("/log/checkpoint").send().await.bytes).unwrap();
        let (_, cosigned) = audit::note::read(&signed, &signer(&app).key(), &known).unwrap();
        assert_eq!(cosigned.len(), 1);
    }

    async fn everything_is_decided_again(base: Base) {
        let app = app(base).await;
        for n in 0..5 {
            decide(&app, decision(SHOP, Some(WORKER), n, n * 2, app.now())).await;
        }
        let tally = app.read(|c| audit::replay_all(c, &[DOUBLE])).await;
        assert!(tally.holds());
        assert_eq!(tally.kinds["test.double"], audit::Outcomes { same: 5, ..audit::Outcomes::default() });
        decide(&app, decision(OTHER, None, 1, 3, app.now())).await;
        let tally = app.read(|c| audit::replay_all(c, &[DOUBLE])).await;
        assert_eq!((tally.holds(), tally.kinds["test.double"].differs, tally.problems.len()), (false, 1, 1));
        assert_eq!(app.read(|c| audit::replay_all(c, &[])).await.kinds["test.double"].failed, 6);
    }

    async fn entries_are_sealed_proved_and_grow_consistently(base: Base) {
        let app = app(base).await;
        let (admin, worker) = (admin(&app), app.actor(Role::Worker, WORKER, PLATFORM, 1));
        assert_eq!(app.get("/audit/checkpoint").by(&worker).send().await.code(), "not_found");

        let first = record(&app, 0, 300).await;
        let waits = app.get(&format!("/audit/entries/{}/proof", first[0])).by(&admin).send().await;
        assert_eq!((waits.code().as_str(), waits.status), ("conflict", 409));
        app.settle().await;
        let old = app.get("/audit/checkpoint").by(&worker).send().await.ok();
        assert_eq!(old["size"], 300);

        record(&app, 300, 333).await;
        decide(&app, decision(SHOP, None, 2, 4, app.now())).await;
        app.settle().await;
        let new = app.get("/audit/checkpoint").by(&worker).send().await.ok();
        assert_eq!(new["size"], 334);

        for id in [first[0], first[299], first[150]] {
            let proof = app.get(&format!("/audit/entries/{id}/proof")).by(&admin).send().await.ok();
            let seq = proof["seq"].as_u64().unwrap();
            assert!(merkle::verify_inclusion(&unhex(&proof["leaf"]), seq, 334, &path(&proof), &unhex(&new["root"])));
            assert!(!merkle::verify_inclusion(&unhex(&proof["leaf"]), seq, 334, &path(&proof), &unhex(&old["root"])));
        }
        let grown = app.get("/audit/consistency?from=300").by(&worker).send().await.ok();
        assert!(merkle::verify_consistency(300, 334, &path(&grown), &unhex(&old["root"]), &unhex(&new["root"])));
        assert_eq!(app.get("/audit/consistency?from=335").by(&worker).send().await.code(), "invalid_field");

        let report = verified(&app).await;
        assert!(report.holds(), "{:?}", report.problems);
        assert_eq!((report.leaves, report.checkpoints, report.erased), (334, 2, 0));
        // Nothing waits: sealing again adds no checkpoint.
        app.settle().await;
        assert_eq!(verified(&app).await.checkpoints, 2);
    }

    async fn the_list_is_paged_filtered_and_for_admins_only(base: Base) {
        let app = app(base).await;
        let admin = admin(&app);
        let actor = app.actor(Role::Owner, AccountId::from_u128(9), SHOP, 1);
        record(&app, 0, 3).await;
        let (by, now) = (actor.clone(), app.now());
        app.write(move |c| audit::record(c, &Entry { actor: Some(&by), action: "escrow.deposit", ..entry(9, now) })).await;
        let page = app.get("/audit/entries?limit=3").by(&admin).send().await.ok();
        assert_eq!(page["items"].as_array().unwrap().len(), 3);
        let next = page["next"].as_str().unwrap();
        let rest = app.get(&format!("/audit/entries?limit=3&after={next}")).by(&admin).send().await.ok();
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
        let mine = app.get(&format!("/audit/entries?actor={}", actor.account)).by(&admin).send().await.ok();
        assert_eq!(mine["items"].as_array().unwrap().len(), 1);
        assert_eq!(mine["items"][0]["role"], "owner");
        assert_eq!(mine["items"][0]["detail"], json!({"n": "9"}));
        let object = Uuid::from_u128(9);
        assert_eq!(app.get(&format!("/audit/entries?object={object}")).by(&admin).send().await.ok()["items"].as_array().unwrap().len(), 1);
        for (times, count) in [("from=2000-01-01T00:00:00Z", 4), ("until=2000-01-01T00:00:00Z", 0), ("from=2200-01-01T00:00:00Z", 0)] {
            let page = app.get(&format!("/audit/entries?{times}")).by(&admin).send().await.ok();
            assert_eq!(page["items"].as_array().unwrap().len(), count, "{times}");
        }
        let by_action = app.get("/audit/entries?action=project.create").by(&admin).send().await.ok();
        assert_eq!(by_action["items"].as_array().unwrap().len(), 3);

        let worker = app.actor(Role::Worker, WORKER, PLATFORM, 1);
        for address in ["/audit/entries", "/jobs", "/outbox", "/policies"] {
            for other in [&actor, &worker] {
                assert_eq!(app.get(address).by(other).send().await.code(), "forbidden", "{address}");
            }
            assert_eq!(app.get(address).send().await.code(), "unauthenticated", "{address}");
            app.get(address).by(&admin).send().await.ok();
        }
        assert_eq!(app.get("/jobs?state=odd").by(&admin).send().await.code(), "invalid_field");
        assert_eq!(app.get("/audit/entries?actor=me").by(&admin).send().await.code(), "invalid_query");
        assert_eq!(app.get("/audit/entries?who=me").by(&admin).send().await.code(), "invalid_query");
    }

    async fn history_refuses_to_be_changed(base: Base) {
        let app = app(base).await;
        record(&app, 0, 2).await;
        decide(&app, decision(SHOP, None, 2, 4, app.now())).await;
        app.settle().await;
        for sql in [
            "UPDATE audit_entry SET action = 'nothing'",
            "DELETE FROM audit_entry",
            "UPDATE audit_leaf SET seq = seq + 100",
            "DELETE FROM audit_leaf",
            "DELETE FROM audit_checkpoint",
            "UPDATE audit_checkpoint SET size = 1",
            "UPDATE decision SET kind = 'other'",
            "DELETE FROM decision",
        ] {
            let refused = app.app.db.write(Scope::Platform, move |c| raw(c, sql)).await;
            assert!(refused.is_err(), "{sql}");
        }
        assert!(verified(&app).await.holds());
    }

    async fn whoever_gets_past_the_triggers_is_found_out(base: Base) {
        let app = app(base).await;
        record(&app, 0, 300).await;
        // Leaves lie in the order of their times: the decision is the last.
        app.base.clock.advance(std::time::Duration::from_secs(1));
        decide(&app, decision(SHOP, None, 2, 4, app.now())).await;
        app.settle().await;
        let key = signer(&app).key();
        let unlock = match app.app.db.dialect() {
            Dialect::Sqlite => "DROP TRIGGER audit_entry_no_update; DROP TRIGGER audit_entry_no_delete; DROP TRIGGER audit_leaf_no_update;
                DROP TRIGGER audit_leaf_no_delete; DROP TRIGGER audit_checkpoint_no_update; DROP TRIGGER decision_no_update;",
            Dialect::Postgres => "ALTER TABLE audit_entry DISABLE TRIGGER USER; ALTER TABLE audit_leaf DISABLE TRIGGER USER;
                ALTER TABLE audit_checkpoint DISABLE TRIGGER USER; ALTER TABLE decision DISABLE TRIGGER USER;",
        };
        let cases = [
            ("UPDATE audit_entry SET action = 'nothing' WHERE id = (SELECT ref_id FROM audit_leaf WHERE seq = 7)", "tile 0/0"),
            ("UPDATE audit_detail SET detail = '{}' WHERE entry_id = (SELECT ref_id FROM audit_leaf WHERE seq = 8)", "not what was committed"),
            ("DELETE FROM audit_entry WHERE id = (SELECT ref_id FROM audit_leaf WHERE seq = 9)", "is gone"),
            ("DELETE FROM audit_leaf WHERE seq = 20", "is missing"),
            ("DELETE FROM audit_leaf WHERE seq > 100", "another root"),
            ("UPDATE audit_leaf SET seq = seq + 1000 WHERE seq = 5", "is missing"),
            ("UPDATE decision SET engine = 'test/2'", "another root"),
            ("UPDATE decision_body SET body = '{}'", "not what was committed"),
            ("UPDATE audit_checkpoint SET size = size - 1", "not signed"),
        ];
        for (sql, word) in cases {
            let found: Arc<Mutex<Option<Report>>> = Arc::default();
            let seen = Arc::clone(&found);
            // The change is undone by the error at the end.
            let undone = app.app.db.write::<(), _>(Scope::Platform, move |c| {
                raw(c, unlock)?;
                raw(c, sql)?;
                *seen.lock().unwrap() = Some(audit::verify(c, &key)?);
                Err(Error::conflict("enough seen").into())
            }).await.unwrap_err();
            assert_eq!(undone.code, Code::Conflict, "{sql}: {undone}");
            let report = found.lock().unwrap().take().unwrap();
            assert!(!report.holds() && report.problems.iter().any(|p| p.contains(word)), "{sql}: {:?}", report.problems);
        }
        assert!(verified(&app).await.holds());
        // Another installation's key signs nothing here.
        let foreign = Signer::of(&seal::Keyring::from_root([9; 32])).key();
        assert!(!app.read(move |c| audit::verify(c, &foreign)).await.holds());
    }

    async fn writers_and_sealers_at_once_lose_and_double_nothing(base: Base) {
        let app = app(base).await;
        let now = app.now();
        let mut work = Vec::new();
        for n in 0..60_u128 {
            let db = app.app.db.clone();
            let signer = signer(&app);
            work.push(Box::pin(async move {
                if n % 5 == 4 {
                    db.write(Scope::Platform, move |c| audit::seal(c, &signer, now).map(drop)).await
                } else {
                    db.write(Scope::Tenant(SHOP), move |c| audit::record(c, &entry(n, now)).map(drop)).await
                }
            }));
        }
        for outcome in futures_util::future::join_all(work).await {
            outcome.unwrap();
        }
        app.settle().await;
        let report = verified(&app).await;
        assert!(report.holds(), "{:?}", report.problems);
        assert_eq!(report.leaves, 48);
    }

    async fn decisions_are_seen_by_whom_they_concern_and_replay(base: Base) {
        let app = app(base).await;
        let at = app.now();
        let mine = decide(&app, decision(SHOP, Some(WORKER), 4, 8, at)).await;
        let wrong = decide(&app, decision(SHOP, Some(AccountId::from_u128(81)), 4, 9, at)).await;
        let foreign = decide(&app, decision(OTHER, None, 5, 10, at)).await;
        let worker = app.actor(Role::Worker, WORKER, PLATFORM, 1);
        let member = app.actor(Role::Member, AccountId::from_u128(90), SHOP, 1);
        let admin = admin(&app);
        let ids = |list: Value| -> Vec<String> {
            let mut ids: Vec<String> = list["items"].as_array().unwrap().iter().map(|d| d["id"].as_str().unwrap().to_owned()).collect();
            ids.sort();
            ids
        };
        let sorted = |ids: &[DecisionId]| -> Vec<String> {
            let mut ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            ids.sort();
            ids
        };
        assert_eq!(ids(app.get("/decisions").by(&worker).send().await.ok()), sorted(&[mine]));
        assert_eq!(ids(app.get("/decisions").by(&member).send().await.ok()), sorted(&[mine, wrong]));
        assert_eq!(ids(app.get("/decisions").by(&admin).send().await.ok()), sorted(&[mine, wrong, foreign]));
        assert_eq!(ids(app.get("/decisions?kind=other").by(&admin).send().await.ok()), Vec::<String>::new());

        for (who, id) in [(&worker, wrong), (&worker, foreign), (&member, foreign)] {
            assert_eq!(app.get(&format!("/decisions/{id}")).by(who).send().await.code(), "not_found");
            assert_eq!(app.call("POST", &format!("/decisions/{id}/replay")).by(who).send().await.code(), "not_found");
        }
        let shown = app.get(&format!("/decisions/{mine}")).by(&worker).send().await.ok();
        assert_eq!((&shown["outcome"], &shown["reasons"][0]["code"]), (&json!({"twice": 8}), &json!("test.doubled")));
        let same = app.call("POST", &format!("/decisions/{mine}/replay")).by(&worker).send().await.ok();
        assert_eq!(same, json!({"result": "same"}));
        let differs = app.call("POST", &format!("/decisions/{wrong}/replay")).by(&admin).send().await.ok();
        assert_eq!(differs, json!({"result": "differs", "recorded": {"twice": 9}, "computed": {"twice": 8}}));

        // Erased: the words go, the proof stays.
        app.settle().await;
        assert_eq!(app.write(|c| audit::erase(c, WORKER)).await, 1);
        let gone = app.call("POST", &format!("/decisions/{mine}/replay")).by(&worker).send().await.ok();
        assert_eq!(gone, json!({"result": "erased"}));
        let shown = app.get(&format!("/decisions/{mine}")).by(&worker).send().await.ok();
        assert_eq!((&shown["erased"], &shown["inputs"]), (&json!(true), &Value::Null));
        let report = verified(&app).await;
        assert!(report.holds(), "{:?}", report.problems);
        assert_eq!(report.erased, 1);
        let unknown = app.read(move |c| Ok(audit::replay(c, &[], wrong).err().map(kernel::Error::from).map(|e| e.code))).await;
        assert_eq!(unknown, Some(Code::Conflict));
        assert_eq!(app.read(move |c| audit::replay(c, &[DOUBLE], mine)).await, Replay::Erased);
    }

    async fn files_seed_policies_and_later_files_replace_them(base: Base) {
        let app = app(base).await;
        let now = app.now();
        let seed = |bytes: &'static [u8]| app.write(move |c| audit::policy::seed(c, "doubling", Scope::Platform, "base", bytes, now));
        let missing = app.app.db.read(Scope::Platform, |c| audit::policy::typed::<Doubling>(c, "base")).await.unwrap_err();
        assert_eq!(missing.code, Code::PolicyMissing);
        let first = seed(b"factor = 2\n").await;
        assert_eq!(seed(b"factor = 2\n").await, first);
        assert_eq!(app.read(|c| audit::policy::typed::<Doubling>(c, "base")).await.value.factor, 2);
        let second = seed(b"factor = 3\n").await;
        // A tenant's transaction reads the platform's rules.
        let typed = app.app.db.read(Scope::Tenant(SHOP), |c| audit::policy::typed::<Doubling>(c, "base")).await.unwrap();
        assert_eq!((typed.value.factor, &typed.hash), (3, &second));
        assert_eq!(app.read(|c| audit::policy::current(c, "doubling", "base")).await, (second.clone(), b"factor = 3\n".to_vec()));
        let old = first.clone();
        let kept = app.read(move |c| audit::policy::by_hash(c, &old)).await.unwrap();
        assert_eq!((kept.body, kept.state), (b"factor = 2\n".to_vec(), audit::policy::PolicyState::Retired));
        // A retired file does not come back by being seeded again.
        seed(b"factor = 2\n").await;
        assert_eq!(app.read(|c| audit::policy::current(c, "doubling", "base")).await.0, second);

        let admin = admin(&app);
        let list = app.get("/policies").by(&admin).send().await.ok();
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
        let text = app.get(&format!("/policies/{first}")).by(&admin).send().await;
        assert_eq!((text.status, text.bytes.as_slice()), (200, b"factor = 2\n".as_slice()));
        assert_eq!(app.get("/policies/0000").by(&admin).send().await.code(), "not_found");
    }
}

#[derive(Debug, Deserialize)]
struct Doubling {
    factor: i64,
}

impl Rules for Doubling {
    const KIND: &'static str = "doubling";

    fn check(&self) -> Result<(), String> {
        Ok(())
    }
}
