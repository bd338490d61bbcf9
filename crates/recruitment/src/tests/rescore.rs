//! A new policy over what was measured before, on both engines: the same bytes, who waits may advance, who was decided is told of.

use super::*;

/// The shipped policy with only two of its vectors, and `changes` made to it.
fn policy_with(app: &TestApp, changes: &[(&str, &str)]) -> String {
    let files = crate::shortened(&app.app.policies).unwrap();
    let text = String::from_utf8(files.get("interview.toml").unwrap().to_vec()).unwrap();
    let all: Vec<&str> = text.split("[[vector]]").collect();
    let kept = all[1..].iter().filter(|v| v.contains("a capable candidate") || v.contains("off-platform"));
    let mut new = all[0].to_owned();
    kept.for_each(|v| new.push_str(&format!("[[vector]]{v}")));
    for (from, to) in changes {
        assert!(new.contains(from), "{from}");
        new = new.replacen(from, to, 1);
    }
    new
}

async fn publish(app: &TestApp, who: &Actor, text: &str) -> Answer {
    app.post("/interview-rules", &json!({ "text": text })).by(who).send().await
}

/// Somebody whose dialogue was gibberish and who waits for a person.
async fn waiting(app: &TestApp, name: &str) -> Actor {
    let who = worker(app, name).await;
    apply(app, &who).await.ok();
    identify(app, &who).await.ok();
    vet(app, &who, json!(clean())).await.ok();
    typing(app, &who).await.ok();
    speak(app, &who).await.ok();
    business(app, &who).await.ok();
    while !say(app, &who, &format!("啦啦啦 {name}")).await.ok()["done"].as_bool().unwrap() {}
    secure(app, &who).await.ok();
    submit(app, &who).await.ok();
    app.settle().await;
    assert_eq!(state(app, &who).await, "review");
    who
}

async fn run(app: &TestApp, admin: &Actor, id: &Value) -> Value {
    app.get(&format!("/rescores/{}", id.as_str().unwrap())).by(admin).send().await.ok()
}

testkit::both! {
    async fn a_new_policy_scores_again_what_was_measured(base: Base) {
        let app = start(base).await;
        let admin = app.actor(Role::Admin, AccountId::from_u128(99), PLATFORM, 1);
        let waiter = waiting(&app, "deng").await;
        let admitted = worker(&app, "demo").await;
        let (id, now) = (admitted.account, app.now());
        app.write(move |c| crate::seed_admitted(c, id, "zh-CN", now)).await;
        let report = async |who: &Actor| app.get("/interviews/mine/report").by(who).send().await.ok();
        let (before, decided) = (report(&waiter).await, report(&admitted).await);

        // Other bytes, the same rules: every score is the same to the byte, and nothing is decided anew.
        let same = policy_with(&app, &[]);
        let begun = publish(&app, &admin, &same).await.ok()["run"].clone();
        assert_eq!((&begun["state"], &begun["total"], &begun["done"]), (&json!("running"), &json!(2), &json!(0)));
        app.settle().await;
        let through = run(&app, &admin, &begun["id"]).await;
        assert_eq!((&through["run"]["state"], &through["run"]["done"], &through["run"]["changed"]), (&json!("done"), &json!(2), &json!(0)), "{through}");
        assert_eq!(report(&waiter).await, before);
        assert!(publish(&app, &admin, &same).await.ok().get("run").is_none(), "it is in force already");

        // Kinder rules: who waited advances by a decision that replays; who was decided keeps theirs.
        let kind = [("advance_at = 70", "advance_at = 20"), ("dialogue_min_pct = 50", "dialogue_min_pct = 0"), ("stuffed_max = 2", "stuffed_max = 99"), ("ci_halfwidth_max = 20", "ci_halfwidth_max = 90")];
        let text = policy_with(&app, &kind);
        let begun = publish(&app, &admin, &text).await.ok()["run"].clone();
        app.settle().await;
        let through = run(&app, &admin, &begun["id"]).await;
        assert_eq!((&through["run"]["state"], &through["run"]["advanced"]), (&json!("done"), &json!(1)), "{through}");
        assert_eq!(state(&app, &waiter).await, "admitted");
        let after = report(&waiter).await;
        assert_eq!(after["outcome"], "advance");
        assert_ne!(after["decision_id"], before["decision_id"]);
        for decision in [&before["decision_id"], &after["decision_id"], &decided["decision_id"]] {
            assert_eq!(replayed(&app, decision).await, audit::Replay::Same);
        }
        assert_eq!(report(&admitted).await["decision_id"], decided["decision_id"], "information only");
        let told = through["results"].as_array().unwrap();
        assert!(told.iter().any(|r| r["decision_id"].is_string() && r["now_outcome"] == "advance"));
        let list = app.get("/rescores").by(&admin).send().await.ok();
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
        assert_eq!(app.get("/interview-rules").by(&admin).send().await.ok()["hash"], begun["policy_hash"]);
    }

    async fn a_run_goes_on_after_a_kill_and_stops_for_a_newer_policy(base: Base) {
        let app = start(base).await;
        let admin = app.actor(Role::Admin, AccountId::from_u128(99), PLATFORM, 1);
        for n in 0..3 {
            let who = worker(&app, &format!("demo{n}")).await;
            let (id, now) = (who.account, app.now());
            app.write(move |c| crate::seed_admitted(c, id, "zh-CN", now)).await;
        }
        let old = publish(&app, &admin, &policy_with(&app, &[])).await.ok()["run"].clone();
        let new = publish(&app, &admin, &policy_with(&app, &[("after_days = 30", "after_days = 31")])).await.ok()["run"].clone();
        // A process claims the job and dies; its lease runs out and another one does it.
        let now = app.now();
        let dead = app.write(move |c| db::jobs::claim(c, &["interview.rescore"], "dead", Duration::from_secs(120), 1, now)).await;
        assert_eq!(dead.len(), 1);
        app.base.clock.advance(Duration::from_secs(200));
        app.settle().await;
        assert_eq!(run(&app, &admin, &old["id"]).await["run"]["state"], "superseded");
        let through = run(&app, &admin, &new["id"]).await;
        assert_eq!((&through["run"]["state"], &through["run"]["done"]), (&json!("done"), &json!(3)));
    }

    async fn only_a_policy_that_holds_is_put_in_force(base: Base) {
        let app = start(base).await;
        let admin = app.actor(Role::Admin, AccountId::from_u128(99), PLATFORM, 1);
        let who = worker(&app, "nobody").await;
        let hash = app.get("/interview-rules").by(&admin).send().await.ok()["hash"].clone();
        let good = policy_with(&app, &[]);
        assert_eq!(publish(&app, &who, &good).await.code(), "forbidden");
        assert_eq!(app.get("/rescores").by(&who).send().await.code(), "forbidden");
        let wrong = policy_with(&app, &[("advance_at = 70", "advance_at = 99")]);
        for (text, code) in [("", "policy_invalid"), ("version = 1", "policy_invalid"), (wrong.as_str(), "policy_invalid"), (&"# \n".repeat(60_000), "invalid_field")] {
            assert_eq!(publish(&app, &admin, text).await.code(), code);
        }
        assert_eq!(app.get("/interview-rules").by(&admin).send().await.ok()["hash"], hash);
        assert_eq!(app.get(&format!("/rescores/{}", kernel::Id::<()>::new())).by(&admin).send().await.code(), "not_found");
        let listed = app.get("/rescores").by(&admin).send().await.ok();
        assert_eq!(listed["items"], json!([]));
    }
}
