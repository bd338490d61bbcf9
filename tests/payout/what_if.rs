//! A draft tried on a closed month: who would gain and lose, and nothing written.

use serde_json::{Value, json};
use testkit::TestApp;

use crate::fixture::{POOR, RICH, admin, app, close, owner, served, shop, sound, worker};

/// A floor of so many fen an hour, with its own proofs.
fn floor(hourly: i64) -> String {
    let mut text = format!(
        "[[version]]\neffective_from = \"2026-03-01\"\nsource_title = \"Draft\"\nsource_date = \"2026-02-01\"\nstatus = \"draft\"\n\
         [version.rule]\ndefault_place = \"CN-310000\"\n[[version.rule.place]]\nplace = \"CN-310000\"\ncurrency = \"CNY\"\n\
         mode = \"aggregate\"\nhourly = {hourly}\nholiday_bp = 30000\n"
    );
    for hours in 1..=8 {
        let due = hourly * hours;
        text.push_str(&format!(
            "[[version.vector]]\nplace = \"CN-310000\"\ntime = {{ engaged = [[0, {}]] }}\npaid_seconds = {}\nfloor = {due}\ntop_up = {due}\n",
            3600 * hours,
            3600 * hours
        ));
    }
    text
}

async fn tried(app: &TestApp, rule: &str, toml: &str) -> Value {
    let body = json!({"rule": rule, "toml": toml});
    let answer = app.post("/settlements/2026-01/what-if", &body).by(&admin(app)).send().await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body
}

testkit::both! {
    async fn a_higher_floor_names_who_gains_and_writes_nothing(base: Base) {
        let app = app(base).await;
        let project = shop(&app, 1000).await;
        // An hour for one piece of 8.50: the floor of 24.00 tops it up. Ten minutes for another: it needs none.
        served(&app, &project, RICH, 1, 3600, 0).await;
        served(&app, &project, POOR, 2, 600, 0).await;
        app.base.clock.set("2026-02-04T01:00:00Z".parse().unwrap());
        close(&app, "2026-01").await;
        let lines = app.read(ledger::check).await.lines;

        for (rule, file) in [
            ("floor", include_str!("../../policies/payout/floor.toml")),
            ("quality", include_str!("../../policies/payout/quality.toml")),
            ("cn-iit-platform", include_str!("../../policies/tax/cn-iit-platform.toml")),
        ] {
            let same = tried(&app, rule, file).await;
            assert_eq!((&same["workers"], &same["gain"], &same["lose"]), (&json!(2), &json!(0), &json!(0)), "{rule}: {same}");
            assert_eq!(same["before"], same["after"], "{rule}");
        }
        let more = tried(&app, "floor", &floor(6000)).await;
        assert_eq!((&more["gain"], &more["lose"]), (&json!(2), &json!(0)), "{more}");
        assert_eq!((&more["before"]["floor_minor"], &more["after"]["floor_minor"]), (&json!(1550), &json!(5150 + 150)), "{more}");
        assert_eq!(more["most_gained"][0]["worker"], json!(RICH));
        let less = tried(&app, "floor", &floor(1200)).await;
        assert_eq!((&less["lose"], &less["most_lost"][0]["after_minor"], &less["needs_notice"]), (&json!(1), &json!(1200), &json!(true)), "{less}");

        assert_eq!(app.read(ledger::check).await.lines, lines);
        sound(&app).await;
        let body = json!({"rule": "floor", "toml": floor(1200)});
        for who in [worker(&app, RICH), owner(&app)] {
            assert_eq!(app.post("/settlements/2026-01/what-if", &body).by(&who).send().await.code(), "forbidden");
        }
        assert_eq!(app.post("/settlements/2025-12/what-if", &body).by(&admin(&app)).send().await.code(), "not_found");
        let torn = json!({"rule": "floor", "toml": floor(1200).replace("top_up = 1200", "top_up = 1201")});
        assert!(app.post("/settlements/2026-01/what-if", &torn).by(&admin(&app)).send().await.status >= 400);
        let other = json!({"rule": "base", "toml": "x"});
        assert_eq!(app.post("/settlements/2026-01/what-if", &other).by(&admin(&app)).send().await.code(), "invalid_field");
    }
}
