//! Closing a month: final pay, tax and statements, once, exact, shown to whom they concern, recomputable.

use std::{io::Write, process::Command};

use kernel::{AccountId, Role};
use ledger::{Chart, Format};
use serde_json::json;

use crate::fixture::{POOR, RICH, SHOP, admin, app, close, fen, net, rules, shop, statements, work, worker};

testkit::both! {
    async fn a_month_is_closed_once_taxed_and_explained(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 100_000).await;
        work(&app, &project, RICH, 1..9).await;
        work(&app, &project, POOR, 20..21).await;
        let early = app.post("/settlements", &json!({"period": "2026-01"})).by(&admin(&app)).send().await;
        assert_eq!(early.code(), "invalid_field");
        app.base.clock.set("2026-02-04T01:00:00Z".parse().unwrap());
        for _ in 0..2 {
            close(&app, "2026-01").await;
        }
        // 680,000 less a fifth less 500,000 is 44,000, three in a hundred of it.
        let mine = statements(&app, RICH).await;
        assert_eq!(mine.len(), 1);
        let want = [("period", json!("2026-01")), ("gross", json!(fen(680_000))), ("tax", json!(fen(1320))), ("net", json!(fen(678_680)))];
        for (key, value) in want {
            assert_eq!(mine[0][key], value, "{key}");
        }
        let held = [Chart::WorkerAccrued, Chart::WorkerPayable, Chart::IncomeTax];
        for (code, minor) in held.into_iter().zip([0, 678_680, 1320]) {
            assert_eq!(net(&app, code, RICH).await, minor, "{code:?}");
        }
        assert_eq!((net(&app, Chart::WorkerPayable, POOR).await, net(&app, Chart::IncomeTax, POOR).await), (85_000, 0));

        let at = format!("/statements/{}", mine[0]["id"].as_str().unwrap());
        let detail = app.get(&at).header("accept-language", "zh").by(&worker(&app, RICH)).send().await.ok();
        assert_eq!(detail["lines"].as_array().unwrap().len(), 8);
        assert_eq!(detail["lines"][0]["formula"]["text"], "单价 1000.00 元 − 平台服务费 150.00 元（15%） = 850.00 元");
        assert_eq!(detail["tax_working"]["step"]["base"], 44_000);
        // The document alone, with the rule's file, gives the same figures; a changed one does not.
        let again = payout::recompute(detail["document"].to_string().as_bytes(), &rules()).unwrap();
        assert!(again.same, "{again:?}");
        let mut forged = detail["document"].clone();
        forged["net_minor"] = json!(680_000);
        assert!(!payout::recompute(forged.to_string().as_bytes(), &rules()).unwrap().same);
        let table = app.get(&format!("{at}/lines")).by(&worker(&app, RICH)).send().await;
        assert_eq!(table.status, 200);

        assert_eq!(app.get(&at).by(&worker(&app, POOR)).send().await.code(), "not_found");
        assert_eq!(app.get(&at).send().await.code(), "unauthenticated");
        for path in ["/settlements", "/statements"] {
            let owner = app.actor(Role::Owner, AccountId::from_u128(6), SHOP, 1);
            assert_eq!(app.get(path).by(&owner).send().await.code(), "forbidden");
        }
        assert_eq!(app.post("/settlements", &json!({"period": "2026-01"})).by(&worker(&app, RICH)).send().await.code(), "forbidden");
        let all = app.get("/settlements").by(&admin(&app)).send().await.ok();
        assert_eq!((&all["items"][0]["workers"], &all["items"][0]["net"]), (&json!(2), &json!(fen(763_680))));
        let found = app.read(payout::verify).await;
        assert!(found.sound && found.statements == 2 && found.earnings == 9, "{:?}", found.problems);
    }

    async fn what_comes_late_is_in_the_next_month_and_tax_is_cumulative(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 100_000).await;
        work(&app, &project, RICH, 1..9).await;
        app.base.clock.set("2026-02-04T01:00:00Z".parse().unwrap());
        // The hourly look alone closes the month.
        let now = app.now();
        app.write(move |c| db::jobs::enqueue(c, "payout.tick", "test", &json!({}), now, now)).await;
        app.settle().await;
        assert_eq!(statements(&app, RICH).await.len(), 1);
        work(&app, &project, RICH, 9..17).await;
        app.base.clock.set("2026-03-10T01:00:00Z".parse().unwrap());
        close(&app, "2026-02").await;
        let both = statements(&app, RICH).await;
        assert_eq!(both.len(), 2);
        // 1,360,000 × 0.8 − 1,000,000 = 88,000 → 2,640 in all, 1,320 of it withheld before.
        let taxes: i64 = both.iter().map(|s| s["tax"]["minor"].as_i64().unwrap()).sum();
        assert_eq!(taxes, 2640);
        let held = net(&app, Chart::IncomeTax, RICH).await;
        assert_eq!(held, 2640);
        let decisions = app.get("/decisions").by(&admin(&app)).send().await.ok();
        let tax = decisions["items"].as_array().unwrap().iter().find(|d| d["kind"] == "payout.tax").unwrap();
        let again = app.call("POST", &format!("/decisions/{}/replay", tax["id"].as_str().unwrap())).by(&admin(&app)).send().await.ok();
        assert_eq!(again, json!({"result": "same"}));
        assert!(app.read(payout::verify).await.sound);
    }

    async fn closing_twice_at_once_pays_once(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 1000).await;
        for n in 0..5_u128 {
            work(&app, &project, AccountId::from_u128(200 + n), n * 10 + 1..n * 10 + 3).await;
        }
        app.base.clock.set("2026-02-04T01:00:00Z".parse().unwrap());
        let now = app.now();
        for key in ["a", "b", "c"] {
            app.write(move |c| db::jobs::enqueue(c, "payout.close", key, &json!({"period": "2026-01"}), now, now)).await;
        }
        let runners = (0..3).map(|_| app.worker.work());
        futures_util::future::join_all(runners).await;
        app.settle().await;
        for n in 0..5_u128 {
            assert_eq!(net(&app, Chart::WorkerPayable, AccountId::from_u128(200 + n)).await, 1700);
        }
        let found = app.read(payout::verify).await;
        assert!(found.sound && found.statements == 5, "{:?}", found.problems);
    }

    /// P12: independent programs accept the journal with no tolerance and have the same balances.
    async fn other_programs_accept_the_journal(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 100_000).await;
        work(&app, &project, RICH, 1..9).await;
        app.base.clock.set("2026-02-04T01:00:00Z".parse().unwrap());
        close(&app, "2026-01").await;
        let export = async |format| {
            app.read(move |c| {
                let mut out = String::new();
                ledger::export_as(c, format, &mut out)?;
                Ok(out)
            })
            .await
        };
        let text = export(Format::Hledger).await;
        let mut file = tempfile::NamedTempFile::with_suffix(".journal").unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let Ok(checked) = Command::new("hledger").arg("-f").arg(file.path()).args(["check", "--strict"]).output() else {
            return println!("skipped: hledger is not installed");
        };
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
        let told = Command::new("hledger").arg("-f").arg(file.path()).args(["balance", "liabilities:worker:payable", "-N", "--flat"]).output().unwrap();
        assert!(String::from_utf8_lossy(&told.stdout).contains("CNY -6786.80"), "{}", String::from_utf8_lossy(&told.stdout));
        // One fen less on one side is noticed.
        file.as_file_mut().write_all(b"\n2026-01-01 * x\n    assets:bank:client:00000000-0000-0000-0000-000000000001  CNY 1.00\n    liabilities:suspense:x  CNY -0.99\n").unwrap();
        assert!(!Command::new("hledger").arg("-f").arg(file.path()).arg("check").output().unwrap().status.success());
    }
}
