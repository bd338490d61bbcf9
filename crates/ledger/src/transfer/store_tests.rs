//! The store against the auditor, concurrent spenders, expiry and repetition, on both engines.

use std::{collections::HashSet, time::Duration};

use db::Conn;
use diesel::connection::SimpleConnection;
use kernel::{AccountId, Code, Currency, Money, PLATFORM, PageQuery, Role, Scope, Ts};
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use testkit::{Base, Setup, TestApp};
use uuid::Uuid;

use super::{
    Act, Balance, Phase, Transfer, TransferId,
    auditor::{ACCOUNTS, Auditor, account, chain, draws, expected},
};
use crate::{Account, Chart, check, derived, post};

async fn app(base: Base) -> TestApp {
    base.app(Setup { routes: crate::routes(), jobs: crate::jobs(), schedules: crate::schedules(), ..Setup::default() }).await
}

fn fen(minor: i64) -> Money {
    Money::new(minor, Currency::CNY)
}

fn bank() -> Account {
    Account::platform(Chart::BankClient, Currency::CNY)
}

fn escrow() -> Account {
    Account::new(Chart::EscrowFree, Uuid::from_u128(1), Currency::CNY)
}

fn budget() -> Account {
    Account::new(Chart::Budget, Uuid::from_u128(3), Currency::CNY)
}

fn transfer(n: u128, act: Act) -> Transfer {
    let id = TransferId::from_u128(n);
    Transfer { id, act, kind: "test", ref_kind: "test", ref_id: Uuid::from_u128(n), effective_at: Ts::default(), corrects: None }
}

fn funding(minor: i64) -> Transfer {
    transfer(1, Act::Post { debit: bank(), credit: escrow(), amount: fen(minor) })
}

fn reserve(n: u128, minor: i64, expires_at: Option<Ts>) -> Transfer {
    transfer(n, Act::Reserve { debit: escrow(), credit: budget(), amount: fen(minor), expires_at })
}

async fn posted(app: &TestApp, chain: Vec<Transfer>) -> Result<bool, Code> {
    let now = app.now();
    app.app.db.write(Scope::Platform, move |c| post(c, &chain, now)).await.map_err(|e| e.code)
}

async fn held(app: &TestApp, account: Account) -> Balance {
    app.read(move |c| crate::balance(c, &account)).await
}

async fn sound(app: &TestApp) {
    let check = app.read(check).await;
    assert!(check.balanced, "{:?}", check.problems);
    assert_eq!(check.debits_minor, check.credits_minor);
}

async fn lines(app: &TestApp) -> i64 {
    app.read(check).await.lines
}

testkit::both! {
    async fn random_histories_end_as_the_auditor_says(base: Base) {
        let app = app(base).await;
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let (mut auditor, mut made, mut refused) = (Auditor::default(), Vec::new(), HashSet::new());
        for _ in 0..12 {
            for drawn in draws().new_tree(&mut runner).unwrap().current() {
                app.base.clock.advance(Duration::from_micros(1));
                let now = app.now();
                let chain = chain(&drawn, &made, now);
                made.extend(chain.clone());
                let predicted = auditor.take(&chain, now);
                let said = posted(&app, chain.clone()).await;
                assert_eq!(said.is_ok(), predicted.is_ok(), "{said:?} {predicted:?} {chain:?}");
                refused.extend(said.err());
            }
        }
        assert!(refused.contains(&Code::InsufficientFunds) && refused.contains(&Code::PendingClosed), "{refused:?}");
        for n in 0..ACCOUNTS {
            let account = account(n);
            let Balance { debits_posted, credits_posted, debits_pending, credits_pending } = expected(&auditor, &account);
            let kept = held(&app, account).await;
            assert_eq!((kept.debits_posted, kept.credits_posted), (debits_posted, credits_posted), "{account:?}");
            if account.code.bound() != crate::Bound::Free {
                assert_eq!((kept.debits_pending, kept.credits_pending), (debits_pending, credits_pending), "{account:?}");
            }
        }
        sound(&app).await;
    }

    async fn many_chains_at_once_end_as_one_after_the_other(base: Base) {
        let app = app(base).await;
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[12; 32]);
        let mut runner = TestRunner::new_with_rng(Config::default(), rng);
        let (mut auditor, mut made, mut refused) = (Auditor::default(), Vec::new(), 0);
        for _ in 0..12 {
            app.base.clock.advance(Duration::from_micros(1));
            let now = app.now();
            let mut chains = Vec::new();
            for drawn in draws().new_tree(&mut runner).unwrap().current() {
                let chain = chain(&drawn, &made, now);
                made.extend(chain.clone());
                chains.push(chain);
            }
            let predicted: Vec<bool> = chains.iter().map(|chain| auditor.take(chain, now).is_ok()).collect();
            let said = app
                .write(move |c| {
                    let all: Vec<&[Transfer]> = chains.iter().map(Vec::as_slice).collect();
                    crate::post_all(c, &all, now)
                })
                .await;
            let said: Vec<bool> = said.iter().map(Result::is_ok).collect();
            refused += said.iter().filter(|ok| !**ok).count();
            assert_eq!(said, predicted);
        }
        assert!(refused > 10, "{refused}");
        for n in 0..ACCOUNTS {
            let (want, kept) = (expected(&auditor, &account(n)), held(&app, account(n)).await);
            assert_eq!((kept.debits_posted, kept.credits_posted), (want.debits_posted, want.credits_posted), "{:?}", account(n));
        }
        sound(&app).await;
    }

    async fn spenders_at_once_never_overdraw(base: Base) {
        let app = app(base).await;
        posted(&app, vec![funding(100)]).await.unwrap();
        let spend = (0..24_u128).map(|n| posted(&app, vec![reserve(100 + n, 10, None)]));
        let outcomes = futures_util::future::join_all(spend).await;
        assert_eq!(outcomes.iter().filter(|o| **o == Ok(true)).count(), 10, "{outcomes:?}");
        assert!(outcomes.iter().all(|o| matches!(o, Ok(true) | Err(Code::InsufficientFunds))), "{outcomes:?}");
        let after = held(&app, escrow()).await;
        assert_eq!((after.free(), after.debits_pending), (0, 100));
        sound(&app).await;
    }

    async fn the_same_transfer_sent_by_many_moves_money_once(base: Base) {
        let app = app(base).await;
        let outcomes = futures_util::future::join_all((0..8).map(|_| posted(&app, vec![funding(100)]))).await;
        // A loser of the race may be told to come back; nobody is told that it moved twice.
        assert_eq!(outcomes.iter().filter(|o| **o == Ok(true)).count(), 1, "{outcomes:?}");
        assert_eq!(posted(&app, vec![funding(100)]).await, Ok(false));
        assert_eq!(posted(&app, vec![funding(101)]).await, Err(Code::TransferDiffers));
        assert_eq!(posted(&app, vec![Transfer { kind: "other", ..funding(100) }]).await, Err(Code::TransferDiffers));
        assert_eq!((held(&app, escrow()).await.free(), lines(&app).await), (100, 1));
    }

    async fn a_refused_chain_leaves_nothing(base: Base) {
        let app = app(base).await;
        posted(&app, vec![funding(100)]).await.unwrap();
        let first = transfer(10, Act::Post { debit: escrow(), credit: budget(), amount: fen(60) });
        let second = transfer(11, Act::Post { debit: escrow(), credit: budget(), amount: fen(60) });
        assert_eq!(posted(&app, vec![first.clone(), second]).await, Err(Code::InsufficientFunds));
        // A caller that catches the refusal and commits something else commits nothing of the chain.
        let now = app.now();
        let chain = vec![first, transfer(12, Act::Settle { pending: TransferId::from_u128(999), amount: None })];
        app.write(move |c| {
            assert!(post(c, &chain, now).is_err());
            Ok(())
        }).await;
        assert_eq!((held(&app, escrow()).await.free(), held(&app, budget()).await, lines(&app).await), (100, Balance::default(), 1));
        sound(&app).await;
    }

    async fn reservations_settle_in_part_void_and_expire(base: Base) {
        let app = app(base).await;
        let soon = app.now().plus(Duration::from_secs(60));
        posted(&app, vec![funding(100), reserve(20, 30, None), reserve(21, 30, None), reserve(22, 30, Some(soon))]).await.unwrap();
        assert_eq!(held(&app, escrow()).await.free(), 10);
        let part = |n, pending| transfer(n, Act::Settle { pending: TransferId::from_u128(pending), amount: Some(fen(20)) });
        posted(&app, vec![part(30, 20)]).await.unwrap();
        assert_eq!((held(&app, escrow()).await.free(), held(&app, budget()).await.net()), (20, 20));
        assert_eq!(posted(&app, vec![part(31, 20)]).await, Err(Code::PendingClosed), "settled already");
        let too_much = transfer(32, Act::Settle { pending: TransferId::from_u128(21), amount: Some(fen(31)) });
        assert_eq!(posted(&app, vec![too_much]).await, Err(Code::InvalidField));
        posted(&app, vec![transfer(33, Act::Void { pending: TransferId::from_u128(21) })]).await.unwrap();
        assert_eq!(held(&app, escrow()).await.free(), 50);

        app.base.clock.advance(Duration::from_secs(60));
        assert_eq!(posted(&app, vec![part(34, 22)]).await, Err(Code::PendingClosed), "run out, though not yet swept");
        app.settle().await;
        assert_eq!((held(&app, escrow()).await.free(), held(&app, escrow()).await.debits_pending), (80, 0));
        let void: TransferId = derived(&["expire", &TransferId::from_u128(22).to_string()]);
        assert_eq!(app.read(move |c| crate::transfer(c, void)).await.unwrap().phase, Phase::Voided);
        app.settle().await;
        sound(&app).await;
    }

    async fn the_journal_refuses_to_be_changed(base: Base) {
        let app = app(base).await;
        posted(&app, vec![funding(100)]).await.unwrap();
        for sql in ["UPDATE ledger_transfer SET amount_minor = 1", "DELETE FROM ledger_transfer"] {
            let raw = move |c: &mut Conn<'_>| { db::on!(c, k => (*k).batch_execute(sql))?; Ok(()) };
            assert!(app.app.db.write(Scope::Platform, raw).await.is_err(), "{sql}");
        }
        sound(&app).await;
        // Balances are guarded by the check instead.
        app.write(|c| { db::on!(c, k => (*k).batch_execute("UPDATE ledger_balance SET credits_posted = credits_posted + 1"))?; Ok(()) }).await;
        let check = app.read(check).await;
        assert!(!check.balanced && check.problems.iter().any(|p| p.contains("other totals")), "{:?}", check.problems);
    }

    async fn the_journal_is_paged_and_for_admins_only(base: Base) {
        let app = app(base).await;
        let fund = |n: u128| transfer(n, Act::Post { debit: bank(), credit: escrow(), amount: fen(5) });
        posted(&app, (1..6).map(fund).collect()).await.unwrap();
        let admin = app.actor(Role::Admin, AccountId::from_u128(1), PLATFORM, 1);
        let page = app.get("/journal?limit=3").by(&admin).send().await.ok();
        let ids: Vec<&str> = page["items"].as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap()).collect();
        assert_eq!(ids, [5, 4, 3].map(|n| TransferId::from_u128(n).to_string()));
        assert_eq!((page["items"][0]["debit"].as_str(), page["items"][0]["credit"].as_str()), (Some("1020"), Some("2010")));
        let next = page["next"].as_str().unwrap();
        assert_eq!(app.get(&format!("/journal?after={next}")).by(&admin).send().await.ok()["items"].as_array().unwrap().len(), 2);
        let check = app.get("/journal/check").by(&admin).send().await.ok();
        assert_eq!((&check["balanced"], &check["debits_minor"], &check["accounts"]), (&true.into(), &25.into(), &2.into()));
        for role in [Role::Worker, Role::Owner, Role::Visitor] {
            let other = app.actor(role, AccountId::from_u128(2), PLATFORM, 1);
            assert_eq!(app.get("/journal").by(&other).send().await.code(), "forbidden");
        }
        let rows = app.read(|c| crate::entries(c, &escrow(), &PageQuery::default())).await;
        assert_eq!(rows.len(), 5);
        assert_eq!(app.read(|c| crate::about(c, Uuid::from_u128(2))).await.len(), 1);
    }

    async fn hledger_accepts_the_export(base: Base) {
        let app = app(base).await;
        posted(&app, vec![funding(10_005), reserve(20, 30, None)]).await.unwrap();
        posted(&app, vec![transfer(30, Act::Settle { pending: TransferId::from_u128(20), amount: None })]).await.unwrap();
        let text = app.read(|c| { let mut text = String::new(); crate::export(c, &mut text)?; Ok(text) }).await;
        assert_eq!(text.matches(" * test | ").count(), 2, "{text}");
        let file = app.base.dir.join("journal.hledger");
        std::fs::write(&file, &text).unwrap();
        match std::process::Command::new("hledger").args(["check", "--strict", "-f"]).arg(&file).output() {
            Ok(said) => assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr)),
            Err(_) => eprintln!("skipped: no hledger on this machine"),
        }
    }
}
