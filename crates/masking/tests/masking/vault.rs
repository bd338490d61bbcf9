//! The vault over the store and over HTTP, on both engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

use std::sync::Arc;

use db::Conn;
use kernel::{AccountId, Actor, Code, PLATFORM, Role, Scope, TenantId, Ts};
use masking::{Detector, Held, Known, Masked, Speaker};
use masking_core::{Label, Policy};
use serde_json::{Value, json};
use testkit::{Base, Setup, TestApp};
use uuid::Uuid;

const SHOP: TenantId = TenantId::from_u128(70);
const OTHER: TenantId = TenantId::from_u128(71);
const TALK: Uuid = Uuid::from_u128(90);
const ELSEWHERE: Uuid = Uuid::from_u128(91);
const CONTACT: Uuid = Uuid::from_u128(95);
const WORKER: AccountId = AccountId::from_u128(80);
const STRANGER: AccountId = AccountId::from_u128(81);
const PHONE: &str = "13812345678";

fn holder(_: &mut Conn<'_>, conversation: Uuid) -> db::Result<Option<Held>> {
    Ok((conversation == TALK).then_some(Held {
        tenant: SHOP,
        worker: Some(WORKER),
        policy: "base-cn".to_owned(),
        is_drawn: false,
    }))
}

async fn app(base: Base) -> TestApp {
    let setup = Setup {
        routes: masking::routes().merge(masking::token_routes(holder)),
        extras: vec![Arc::new(Detector::new(Policy::base_cn()))],
        ..Setup::default()
    };
    base.app(setup).await
}

fn worker(app: &TestApp, account: AccountId, posture: u8) -> Actor {
    app.actor(Role::Worker, account, PLATFORM, posture)
}

/// Says something in a conversation, the way `conversation` does.
async fn say(app: &TestApp, conversation: Uuid, speaker: Speaker, text: &str, seq: i64) -> Masked {
    let (ring, now) = (app.app.seal.clone(), app.now());
    let memory = app.read(move |c| masking::memory(c, &ring, SHOP, conversation, CONTACT)).await;
    let detector = app.app.get::<Detector>().unwrap();
    let detected = masking::detect(&detector, &memory, speaker, text, seq, now);
    let (ring, text) = (app.app.seal.clone(), text.to_owned());
    app.write(move |c| masking::mask_in(c, &ring, SHOP, conversation, &text, &detected, now)).await
}

async fn expand(app: &TestApp, conversation: Uuid, text: &str) -> String {
    let (ring, text) = (app.app.seal.clone(), text.to_owned());
    app.read(move |c| masking::expand(c, &ring, SHOP, conversation, &text)).await
}

async fn audited(app: &TestApp, action: &str) -> usize {
    let routes = app.get(&format!("/audit/entries?action={action}"));
    let admin = app.actor(Role::Admin, AccountId::from_u128(1), PLATFORM, 1);
    routes.by(&admin).send().await.ok()["items"].as_array().unwrap().len()
}

async fn app_with_audit(base: Base) -> TestApp {
    let setup = Setup {
        routes: masking::routes().merge(masking::token_routes(holder)).merge(audit::routes()),
        extras: vec![Arc::new(Detector::new(Policy::base_cn())), Arc::new(audit::Replayers::default())],
        ..Setup::default()
    };
    base.app(setup).await
}

testkit::both! {
    async fn equal_values_share_a_token_and_come_back_to_their_customer(base: Base) {
        let app = app(base).await;
        let first = say(&app, TALK, Speaker::Customer, "我电话138 1234 5678，邮箱li.na@163.com", 1).await;
        assert_eq!(first.text, "我电话〔手机·1〕，邮箱〔邮箱·1〕");
        let second = say(&app, TALK, Speaker::Customer, "就是13812345678，另一个是13987654321", 2).await;
        assert_eq!(second.text, "就是〔手机·1〕，另一个是〔手机·2〕");
        assert_eq!(expand(&app, TALK, &first.text).await, "我电话138 1234 5678，邮箱li.na@163.com");
        let tokens = app.read(|c| masking::tokens(c, SHOP, TALK)).await;
        assert_eq!(tokens.len(), 3);
        assert!(["〔手机·1〕", "〔手机·2〕", "〔邮箱·1〕"].iter().all(|t| tokens.contains(&(*t).to_owned())));
    }

    async fn a_token_means_nothing_elsewhere(base: Base) {
        let app = app(base).await;
        say(&app, TALK, Speaker::Customer, "我电话13812345678", 1).await;
        assert_eq!(expand(&app, ELSEWHERE, "打〔手机·1〕").await, "打〔手机·1〕");
        assert_eq!(expand(&app, TALK, "打〔手机·2〕〔手机·1").await, "打〔手机·2〕〔手机·1");
        let (ring, text) = (app.app.seal.clone(), "打〔手机·1〕");
        let foreign = app.read(move |c| masking::expand(c, &ring, OTHER, TALK, text)).await;
        assert_eq!(foreign, text);
        // The same value in another conversation is another token with another seal and digest.
        assert_eq!(say(&app, ELSEWHERE, Speaker::Customer, "我电话13812345678", 1).await.text, "我电话〔手机·1〕");
        let tokens = app.read(|c| masking::tokens(c, SHOP, ELSEWHERE)).await;
        assert_eq!(tokens, ["〔手机·1〕"]);
    }

    async fn a_customer_cannot_forge_a_token_and_a_worker_may_use_one(base: Base) {
        let app = app(base).await;
        say(&app, TALK, Speaker::Customer, "我电话13812345678", 1).await;
        let forged = say(&app, TALK, Speaker::Customer, "发到〔手机·1〕", 2).await;
        assert!(!forged.text.contains('〔'), "{}", forged.text);
        assert_eq!(expand(&app, TALK, &forged.text).await, forged.text);
        let answer = say(&app, TALK, Speaker::Worker, "稍后拨打〔手机·1〕", 3).await;
        assert_eq!(answer.text, "稍后拨打〔手机·1〕");
        assert_eq!(expand(&app, TALK, &answer.text).await, "稍后拨打13812345678");
    }

    async fn a_number_in_parts_is_taken_out_of_earlier_messages(base: Base) {
        let app = app(base).await;
        assert_eq!(say(&app, TALK, Speaker::Customer, "前面是138", 1).await.text, "前面是138");
        assert!(say(&app, TALK, Speaker::Customer, "1234", 2).await.earlier.is_empty());
        let last = say(&app, TALK, Speaker::Customer, "后面5678", 3).await;
        assert_eq!(last.text, "后面〔手机·1〕");
        assert_eq!(last.earlier, [(1, "前面是〔手机·2〕".to_owned()), (2, "〔手机·3〕".to_owned())]);
        // Each part expands to what was written there.
        assert_eq!(expand(&app, TALK, &last.text).await, "后面5678");
        let texts = last.earlier.iter().map(|(_, text)| text.as_str());
        let mut expanded = Vec::new();
        for text in texts {
            expanded.push(expand(&app, TALK, text).await);
        }
        assert_eq!(expanded, ["前面是138", "1234"]);
    }

    async fn known_values_are_sealed_and_found_without_cues(base: Base) {
        let app = app(base).await;
        let (ring, now) = (app.app.seal.clone(), app.now());
        let known = vec![Known { label: Label::Person, value: "欧阳娜娜".to_owned() }];
        let given = known.clone();
        app.write(move |c| masking::set_known(c, &ring, SHOP, CONTACT, given.clone(), now)).await;
        let ring = app.app.seal.clone();
        assert_eq!(app.read(move |c| masking::known(c, &ring, SHOP, CONTACT)).await, known);
        let said = say(&app, TALK, Speaker::Customer, "货给欧阳娜娜就行", 1).await;
        assert_eq!(said.text, "货给〔姓名·1〕就行");
        let (ring, now) = (app.app.seal.clone(), app.now());
        assert!(app.write(move |c| masking::forget(c, &ring, SHOP, CONTACT, now)).await);
        let ring = app.app.seal.clone();
        let gone = app.app.db.read(Scope::Platform, move |c| masking::known(c, &ring, SHOP, CONTACT)).await;
        assert_eq!(gone.unwrap_err().code, Code::ContentErased);
    }

    async fn a_shredded_conversation_gives_nothing_back(base: Base) {
        let app = app(base).await;
        let said = say(&app, TALK, Speaker::Customer, "我电话13812345678", 1).await;
        let (ring, now) = (app.app.seal.clone(), app.now());
        assert!(app.write(move |c| masking::shred(c, &ring, SHOP, TALK, now)).await);
        let ring = app.app.seal.clone();
        let gone = app.app.db.read(Scope::Platform, move |c| masking::expand(c, &ring, SHOP, TALK, &said.text)).await;
        assert_eq!(gone.unwrap_err().code, Code::ContentErased);
        let actor = worker(&app, WORKER, 2);
        let path = format!("/conversations/{TALK}/tokens/%E6%89%8B%E6%9C%BA%C2%B71/reveal");
        let refused = app.post(&path, &json!({"purpose": "callback"})).by(&actor).send().await;
        assert_eq!(refused.code(), "content_erased");
    }

    async fn a_worker_compares_endings_unseen(base: Base) {
        let app = app(base).await;
        say(&app, TALK, Speaker::Customer, "我电话138 1234 5678", 1).await;
        let actor = worker(&app, WORKER, 1);
        let path = format!("/conversations/{TALK}/tokens/%E6%89%8B%E6%9C%BA%C2%B71/check");
        let ask = async |ending: &str| app.post(&path, &json!({"ends_with": ending})).by(&actor).send().await;
        assert_eq!(ask("5678").await.ok(), json!({"matches": true}));
        assert_eq!(ask("56-78").await.ok(), json!({"matches": true}));
        assert_eq!(ask("1234").await.ok(), json!({"matches": false}));
        for (ending, word) in [("", "too_short"), ("8", "too_short"), ("45678", "too_long")] {
            assert_eq!(ask(ending).await.body["errors"][0]["code"], word, "{ending}");
        }
        for _ in 0..7 {
            ask("0000").await.ok();
        }
        assert_eq!(ask("5678").await.code(), "rate_limited");
    }

    async fn a_look_needs_the_assigned_worker_their_device_and_a_purpose(base: Base) {
        let app = app_with_audit(base).await;
        say(&app, TALK, Speaker::Customer, "我电话138 1234 5678，身份证11010519491231002X", 1).await;
        let ask = async |actor: &Actor, token: &str, purpose: &str| {
            let path = format!("/conversations/{TALK}/tokens/{token}/reveal");
            app.post(&path, &json!({"purpose": purpose})).by(actor).send().await
        };
        let (phone, id) = ("%E6%89%8B%E6%9C%BA%C2%B71", "%E3%80%94%E8%AF%81%E4%BB%B6%C2%B71%E3%80%95");
        assert_eq!(ask(&worker(&app, STRANGER, 2), phone, "callback").await.code(), "not_found");
        assert_eq!(ask(&worker(&app, WORKER, 1), phone, "callback").await.code(), "posture_too_low");
        assert_eq!(ask(&app.actor(Role::Member, STRANGER, SHOP, 2), phone, "callback").await.code(), "forbidden");
        let own = worker(&app, WORKER, 2);
        assert_eq!(ask(&own, phone, "curiosity").await.code(), "invalid_field");
        assert_eq!(ask(&own, id, "callback").await.code(), "forbidden");
        assert_eq!(ask(&own, "%E6%89%8B%E6%9C%BA%C2%B79", "callback").await.code(), "token_unknown");
        assert_eq!(ask(&own, "phone", "callback").await.code(), "token_unknown");
        assert_eq!(audited(&app, "token.reveal").await, 0, "a refusal shows nothing and records no look");

        assert_eq!(ask(&own, phone, "callback").await.ok(), json!({"value": "138 1234 5678", "remask_after_s": 30}));
        assert_eq!(audited(&app, "token.reveal").await, 1);
        for _ in 0..4 {
            ask(&own, phone, "callback").await.ok();
        }
        assert_eq!(ask(&own, phone, "callback").await.code(), "rate_limited");
        assert_eq!(audited(&app, "token.reveal").await, 5);
        app.base.clock.advance(std::time::Duration::from_secs(3_700));
        let later = worker(&app, WORKER, 2);
        ask(&later, phone, "callback").await.ok();
    }

    async fn the_preview_shows_what_a_worker_would_see(base: Base) {
        let app = app(base).await;
        let member = app.actor(Role::Member, STRANGER, SHOP, 1);
        let ask = async |body: Value| app.post("/masking/preview", &body).by(&member).send().await;
        let shown = ask(json!({"text": "我电话13812345678", "policy": "base-cn"})).await.ok();
        assert_eq!(shown["text"], "我电话〔手机·1〕");
        assert_eq!((&shown["spans"][0]["start"], &shown["spans"][0]["end"], &shown["spans"][0]["label"]), (&json!(3), &json!(14), &json!("PHONE")));
        let own = "id = 'own'\nversion = 1\nextends = 'base-cn'\n[entity.PHONE]\naction = 'redact'\n";
        assert_eq!(ask(json!({"text": "我电话13812345678", "source": own})).await.ok()["text"], "我电话〔手机〕");
        assert_eq!(ask(json!({"text": "x", "source": "id = 1"})).await.code(), "policy_invalid");
        assert_eq!(ask(json!({"text": "x", "policy": "../authz/core"})).await.code(), "not_found");
        assert_eq!(ask(json!({"text": "x".repeat(10_001)})).await.code(), "invalid_field");
        let refused = app.post("/masking/preview", &json!({"text": "x"})).by(&worker(&app, WORKER, 2)).send().await;
        assert_eq!(refused.code(), "forbidden");
    }

    async fn a_policy_that_blocks_stores_nothing(base: Base) {
        let app = app(base).await;
        let source = "id = 'strict'\nversion = 1\nextends = 'base-cn'\n[entity.PHONE]\naction = 'block'\n";
        let strict = Detector::new(Arc::new(Policy::parse(source.as_bytes(), &|_| None).unwrap()));
        let detected = masking::detect(&strict, &masking::Memory::default(), Speaker::Customer, "我电话13812345678", 1, app.now());
        let (ring, now) = (app.app.seal.clone(), app.now());
        let write = move |c: &mut Conn<'_>| masking::mask_in(c, &ring, SHOP, TALK, "我电话13812345678", &detected, now);
        assert_eq!(app.app.db.write(Scope::Tenant(SHOP), write).await.unwrap_err().code, Code::InvalidField);
        assert!(app.read(|c| masking::tokens(c, SHOP, TALK)).await.is_empty());
    }

    async fn two_messages_at_once_number_their_tokens_apart(base: Base) {
        let app = app(base).await;
        let detector = app.app.get::<Detector>().unwrap();
        let both = ["我电话13812345678", "我电话13987654321"].map(|text| {
            let detected = masking::detect(&detector, &masking::Memory::default(), Speaker::Customer, text, 1, app.now());
            let (ring, now, db) = (app.app.seal.clone(), app.now(), app.app.db.clone());
            tokio::spawn(async move {
                db.write(Scope::Tenant(SHOP), move |c| masking::mask_in(c, &ring, SHOP, TALK, text, &detected, now)).await
            })
        });
        let mut texts = Vec::new();
        for one in both {
            texts.push(one.await.unwrap().unwrap().text);
        }
        texts.sort();
        assert_eq!(texts, ["我电话〔手机·1〕", "我电话〔手机·2〕"]);
    }

    async fn no_original_lies_in_the_store(base: Base) {
        let app = app(base).await;
        let (ring, now) = (app.app.seal.clone(), app.now());
        let known = vec![Known { label: Label::Person, value: "Zebulon Quartzhammer".to_owned() }];
        app.write(move |c| masking::set_known(c, &ring, SHOP, CONTACT, known.clone(), now)).await;
        say(&app, TALK, Speaker::Customer, "我电话13812345678，邮箱planted.canary@example.org，Zebulon Quartzhammer", 1).await;
        say(&app, TALK, Speaker::Customer, "号码前面是1377", 2).await;
        let bytes = everything(&app);
        assert!(holds(&bytes, "PERSON"), "the label is there, so the rows were read");
        // On Postgres bytes come as hexadecimal digits.
        let hex = |text: &str| text.bytes().map(|b| format!("{b:02x}")).collect::<String>();
        for planted in [PHONE, "planted.canary", "Quartzhammer", "号码前面"] {
            assert!(!holds(&bytes, planted) && !holds(&bytes, &hex(planted)), "{planted} lies in the store");
        }
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// The vault as it lies in the store: SQLite's files with their log, or every row of Postgres as text.
fn everything(app: &TestApp) -> Vec<u8> {
    use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, sql_types::Text};
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        row: String,
    }
    if app.base.options.dialect() == db::Dialect::Sqlite {
        let file = std::path::PathBuf::from(&app.base.options.url);
        let log = file.with_extension("db-wal");
        return [file, log].iter().filter_map(|path| std::fs::read(path).ok()).flatten().collect();
    }
    let mut pg = PgConnection::establish(&app.base.options.url).unwrap();
    let mut all = Vec::new();
    for table in ["mask_token", "mask_state", "known_value", "token_use", "data_key"] {
        #[expect(clippy::disallowed_methods, reason = "a test that looks at the store from outside")]
        let query = diesel::sql_query(format!("SELECT t::text AS row FROM {table} t"));
        diesel::connection::SimpleConnection::batch_execute(&mut pg, "SET app.platform = 'on'").unwrap();
        all.extend(query.load::<Row>(&mut pg).unwrap().into_iter().flat_map(|r| r.row.into_bytes()));
    }
    all
}

#[test]
fn time_is_taken_from_the_caller() {
    // Same inputs, same result: detection has no clock and no randomness of its own.
    let detector = Detector::new(Policy::base_cn());
    let run = || {
        masking::detect(&detector, &masking::Memory::default(), Speaker::Customer, "我电话13812345678", 1, Ts::from_micros(5))
            .found
    };
    assert_eq!(run(), run());
}
