//! A month that is closed and judged better later: the difference is owed, once, and stands in the next statement.

use kernel::{AccountId, Currency};
use ledger::{Account, Chart};
use market::Project;
use serde_json::{Value, json};
use testkit::TestApp;
use uuid::Uuid;

use crate::fixture::{
    POOR, RICH, SHOP, app, at, close, delivered, fen, net, net_of, owner, rules, served, shop, sound, statements, tell, work,
    worker,
};

/// A score of one finished task, given for the first time or anew.
async fn judged(app: &TestApp, who: AccountId, tasks: std::ops::Range<u128>, score_bp: i64) {
    for task in tasks {
        let body = json!({"tenant": SHOP, "task": Uuid::from_u128(task), "worker": who, "score_bp": score_bp});
        tell(app, "piece.judged", SHOP, body).await;
    }
    delivered(app).await;
}

fn make_whole() -> Account {
    Account::platform(Chart::MakeWhole, Currency::CNY)
}

/// Ten pieces of 85.00 in January, thirty scores of `score_bp`; the month is closed.
async fn january(app: &TestApp, project: &Project, who: AccountId, first: u128, score_bp: i64) -> Value {
    work(app, project, who, first..first + 10).await;
    judged(app, who, first..first + 30, score_bp).await;
    app.base.clock.set(at("2026-02-04T01:00:00Z"));
    close(app, "2026-01").await;
    statements(app, who).await[0].clone()
}

/// Lines of a later judgement in a worker's newest statement, and whether it computes again.
async fn owed(app: &TestApp, who: AccountId) -> Vec<Value> {
    let newest = statements(app, who).await[0]["id"].as_str().unwrap().to_owned();
    let one = app.get(&format!("/statements/{newest}")).by(&worker(app, who)).send().await.ok();
    let again = payout::recompute(one["document"].to_string().as_bytes(), &rules()).unwrap();
    assert!(again.same, "{again:?}");
    one["adjustments"].as_array().unwrap().iter().filter(|line| line["kind"] == "rejudged").cloned().collect()
}

testkit::both! {
    async fn what_a_won_appeal_makes_of_a_closed_month_is_paid_once_in_the_next_statement_and_never_taken(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 10_000).await;
        // 0.95 of 85,000: 4,250 were taken.
        let january = january(&app, &project, POOR, 1, 7000).await;
        assert_eq!(january["gross"], json!(fen(80_750)));
        // One piece is judged better: 7,100 on average, 0.955.
        judged(&app, POOR, 1..2, 10_000).await;
        assert_eq!((net(&app, Chart::WorkerAccrued, POOR).await, net_of(&app, make_whole()).await), (425, -425));
        // The same again, worse, and back to where it was: nothing moves.
        for score_bp in [10_000, 3000, 10_000] {
            judged(&app, POOR, 1..2, score_bp).await;
        }
        assert_eq!(net(&app, Chart::WorkerAccrued, POOR).await, 425);
        // Others at once, each told twice.
        for _ in 0..2 {
            judged(&app, POOR, 2..5, 10_000).await;
        }
        assert_eq!((net(&app, Chart::WorkerAccrued, POOR).await, net_of(&app, make_whole()).await), (1700, -1700));
        assert_eq!(statements(&app, POOR).await[0], january, "what was stated stays as it is");
        sound(&app).await;

        app.base.clock.set(at("2026-03-04T01:00:00Z"));
        close(&app, "2026-02").await;
        let lines = owed(&app, POOR).await;
        assert_eq!(lines.iter().map(|l| l["amount_minor"].as_i64().unwrap()).sum::<i64>(), 1700);
        let last = lines.iter().max_by_key(|l| l["facts"]["paid_minor"].as_i64().unwrap()).unwrap();
        assert_eq!((&last["facts"]["period"], &last["facts"]["quality"]["score_bp"]), (&json!("2026-01"), &json!(7400)));
        let february = statements(&app, POOR).await[0].clone();
        assert_eq!((&february["period"], &february["gross"]), (&json!("2026-02"), &json!(fen(1700))));
        assert_eq!(net(&app, Chart::WorkerAccrued, POOR).await, 0);
        // Effective when January ended, recorded when it was known, and it names what it corrects.
        let id = january["id"].as_str().unwrap().parse::<kernel::Id<()>>().unwrap().uuid();
        let moved = app.read(move |c| ledger::about(c, id)).await;
        let whole: Vec<_> = moved.iter().filter(|(line, ..)| line.kind == "make_whole.pay").collect();
        let made_final = moved.iter().find(|(line, ..)| line.kind == "hold.over").unwrap();
        for (line, ..) in &whole {
            assert_eq!((line.effective_at, line.corrects_id), (at("2026-02-01T00:00:00Z"), Some(made_final.0.id)));
            assert!(line.recorded_at >= at("2026-02-04T01:00:00Z"));
        }
        assert_eq!(whole.iter().map(|(line, ..)| line.amount_minor).sum::<i64>(), 1700);
        let decision = last["decision"].as_str().unwrap();
        let replayed = app.call("POST", &format!("/decisions/{decision}/replay")).by(&worker(&app, POOR)).send().await.ok();
        assert_eq!(replayed, json!({"result": "same"}));
        sound(&app).await;
    }

    async fn what_a_pool_would_have_paid_comes_from_the_platform_up_to_what_the_pool_had(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 10_000).await;
        let fund = json!({"amount": fen(9000)});
        assert_eq!(app.post(&format!("/projects/{}/quality-pool", project.id), &fund).by(&owner(&app)).send().await.status, 204);
        let pool = Account::new(Chart::BonusPool, project.id.uuid(), Currency::CNY);
        let january = january(&app, &project, RICH, 1, 8000).await;
        assert_eq!(january["gross"], json!(fen(85_000)));
        // 1.2 of 85,000 would be 17,000 more.
        judged(&app, RICH, 1..31, 9500).await;
        assert_eq!((net(&app, Chart::WorkerAccrued, RICH).await, net_of(&app, make_whole()).await), (9000, -9000));
        assert_eq!(net_of(&app, pool).await, 9000, "the enterprise's month is closed");
        app.base.clock.set(at("2026-03-04T01:00:00Z"));
        close(&app, "2026-02").await;
        assert_eq!(owed(&app, RICH).await.iter().map(|l| l["amount_minor"].as_i64().unwrap()).sum::<i64>(), 9000);
        sound(&app).await;
    }

    async fn what_the_floor_had_made_up_for_is_not_paid_twice_and_fills_no_other_months_floor(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 10_000).await;
        app.base.clock.set(at("2026-01-20T00:00:00Z"));
        // Forty hours are worth 96,000; eleven pieces earned 93,500.
        served(&app, &project, POOR, 90, 144_000, 0).await;
        let january = january(&app, &project, POOR, 1, 7000).await;
        assert_eq!(january["gross"], json!(fen(96_000)));
        judged(&app, POOR, 1..31, 8000).await;
        assert_eq!(net(&app, Chart::WorkerAccrued, POOR).await, 0, "quality takes nothing below the floor");
        // A month without a floor is owed; the next month's floor is what it would be without that.
        app.base.clock.set(at("2026-02-10T01:00:00Z"));
        work(&app, &project, RICH, 200..210).await;
        judged(&app, RICH, 200..230, 7000).await;
        app.base.clock.set(at("2026-03-04T01:00:00Z"));
        close(&app, "2026-02").await;
        judged(&app, RICH, 200..230, 8000).await;
        served(&app, &project, RICH, 300, 18_000, 0).await;
        app.base.clock.set(at("2026-04-04T01:00:00Z"));
        close(&app, "2026-03").await;
        let march = statements(&app, RICH).await[0].clone();
        // Five hours are worth 12,000, one piece earned 8,500; 4,250 are February's.
        assert_eq!(march["gross"], json!(fen(12_000 + 4250)), "{march}");
        sound(&app).await;
    }

    async fn a_first_judgement_or_one_of_an_open_month_changes_no_closed_one(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 10_000).await;
        january(&app, &project, POOR, 1, 7000).await;
        judged(&app, POOR, 500..540, 10_000).await;
        judged(&app, POOR, 500..501, 9000).await;
        judged(&app, POOR, 500..501, 10_000).await;
        assert_eq!((net(&app, Chart::WorkerAccrued, POOR).await, net_of(&app, make_whole()).await), (0, 0));
        sound(&app).await;
    }
}
