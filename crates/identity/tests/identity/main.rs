//! Identity over HTTP, on both engines. Every refusal is checked for its code and for having left nothing behind.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on must stop")]

mod accounts;
mod admin;
mod members;
mod notices;
mod passkeys;
mod recovery;
mod sessions;
mod sign_up;

use std::{collections::BTreeMap, sync::Arc};

use diesel::{QueryableByName, RunQueryDsl, sql_types::BigInt};
use identity::{Config, Locale, Opening, State};
use kernel::{AccountId, PLATFORM, Role, TenantId};
use serde_json::{Value, json};
use testkit::{Answer, Base, Setup, TestApp};

pub(crate) const PASSWORD: &str = "correct horse battery";

/// An application that serves identity and believes only its tokens.
pub(crate) async fn desk(base: Base) -> TestApp {
    let state = State::new(Config::default(), &seal::Keyring::from_root([7; 32])).unwrap();
    let setup = Setup {
        routes: identity::routes(),
        consumers: identity::consumers(),
        jobs: identity::jobs(),
        schedules: identity::schedules(),
        extras: vec![Arc::new(state)],
        authenticate: Some(Arc::new(identity::authenticate)),
        ..Setup::default()
    };
    base.app(setup).await
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

const TABLES: [&str; 16] = [
    "account",
    "tenant",
    "sign_up",
    "password_reset",
    "invitation",
    "session",
    "refresh_token",
    "passkey",
    "ceremony",
    "consent",
    "notification",
    "notification_setting",
    "job",
    "outbox",
    "audit_entry",
    "stream_event",
];

/// How many rows each table has, and how many mails were sent.
#[expect(clippy::disallowed_methods, reason = "counting rows of every table, whoever owns it")]
pub(crate) async fn footprint(app: &TestApp) -> BTreeMap<&'static str, i64> {
    let mut counts = app
        .read(|c| {
            let mut counts = BTreeMap::new();
            for table in TABLES {
                let query = diesel::sql_query(format!("SELECT count(*) AS n FROM {table}"));
                let count: Count = db::on!(c, k => query.get_result(*k))?;
                counts.insert(table, count.n);
            }
            Ok(counts)
        })
        .await;
    counts.insert("mail", i64::try_from(app.app.mail.sent().len()).unwrap());
    counts
}

/// Runs `act` and checks that it was refused with `code` and left nothing.
pub(crate) async fn refused(app: &TestApp, code: &str, act: impl AsyncFnOnce() -> Answer) -> Answer {
    app.settle().await;
    let before = footprint(app).await;
    let answer = act().await;
    assert_eq!(answer.code(), code, "{}", answer.body);
    app.settle().await;
    let mut after = footprint(app).await;
    // A refused sign-in is on record, and tidying leaves its own job.
    if matches!(code, "wrong_credentials" | "account_suspended") {
        *after.get_mut("audit_entry").unwrap() -= 1;
    }
    after.insert("job", before["job"]);
    assert_eq!(before, after, "refused with {code}, but something was written");
    answer
}

pub(crate) fn form(email: &str) -> Value {
    json!({ "email": email, "password": PASSWORD, "name": "林晓", "locale": "zh-CN", "kind": "worker" })
}

/// The code in the latest mail to `email`.
pub(crate) async fn mailed_code(app: &TestApp, email: &str) -> String {
    app.settle().await;
    let mail =
        app.app.mail.sent().into_iter().rfind(|m| m.to == email && m.subject.contains("验证码")).expect("a mail with a code");
    mail.subject.chars().rev().take(6).collect::<Vec<_>>().into_iter().rev().collect()
}

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: AccountId,
    pub(crate) email: String,
    pub(crate) token: String,
    /// The value of the refresh cookie.
    pub(crate) refresh: String,
}

impl Person {
    pub(crate) fn of(email: &str, answer: Answer) -> Self {
        let refresh = refresh_cookie(&answer);
        let body = answer.ok();
        Self {
            id: body["account"]["id"].as_str().unwrap().parse().unwrap(),
            email: email.to_owned(),
            token: body["access_token"].as_str().unwrap().to_owned(),
            refresh,
        }
    }
}

/// The value that an answer sets the refresh cookie to.
pub(crate) fn refresh_cookie(answer: &Answer) -> String {
    let cookie = answer.header("set-cookie").unwrap_or_default();
    let value = cookie.strip_prefix("__Host-refresh=").and_then(|rest| rest.split(';').next()).unwrap_or_default();
    value.to_owned()
}

/// Writes a verified account of `role` in `tenant`.
pub(crate) async fn seeded(app: &TestApp, email: &str, role: Role, tenant: TenantId) -> AccountId {
    let state = app.app.get::<State>().unwrap();
    let password_hash = state.hash_password(PASSWORD).await.unwrap();
    let opening = Opening {
        email: identity::Email::parse(email).unwrap(),
        name: "林晓".to_owned(),
        tenant,
        role,
        locale: Locale::ZhCn,
        password_hash,
    };
    let (seal, now) = (app.app.seal.clone(), app.now());
    app.write(move |c| identity::seed_account(c, &seal, &opening, false, now)).await
}

pub(crate) async fn sign_in(app: &TestApp, email: &str) -> Person {
    let answer = app.post("/sign-in", &json!({ "email": email, "password": PASSWORD })).send().await;
    Person::of(email, answer)
}

/// A seeded worker who is signed in.
pub(crate) async fn worker(app: &TestApp, email: &str) -> Person {
    seeded(app, email, Role::Worker, PLATFORM).await;
    sign_in(app, email).await
}

pub(crate) fn advance(app: &TestApp, seconds: u64) {
    app.base.clock.advance(std::time::Duration::from_secs(seconds));
}
