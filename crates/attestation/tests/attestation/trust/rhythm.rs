//! Somebody else at the keys: by how they type, until the person's own key answers.

use super::*;

/// A page's report of 120 keys, all of them `off` from what is usual, in logarithms of milliseconds; the `nth` window of a person is
/// made up as no other.
fn keys(app: &TestApp, nth: u32, off: f64) -> Value {
    let moment = |at: u32, mean: f64| json!({ "n": 9 + (nth >> at & 1), "mean": mean + off, "sd": 0.3 });
    let dwell = [("left_top", 0), ("left_home", 1), ("right_top", 2), ("right_home", 3), ("space", 4)]
        .map(|(class, at)| (class, moment(at, 4.6)));
    let flight = [("ll", 5), ("lr", 6), ("rl", 7), ("rr", 8)].map(|(class, at)| (class, moment(at, 5.0)));
    let all = |of: &[(&str, Value)]| of.iter().map(|(class, m)| ((*class).to_owned(), m.clone())).collect::<Value>();
    let window = json!({ "keys": 120, "dwell": all(&dwell), "flight": all(&flight) });
    json!({ "window": window, "offset_min": 480, "at_ms": app.now().millis() })
}

testkit::both! {
    async fn somebody_else_at_the_keys_is_stopped_until_the_persons_own_key_answers(base: Base) {
        let app = app(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let (key, session) = (Pair::new(), Pair::new());
        enrol_with(&app, &lin, &key, |_| {}).await;
        prove_with(&app, &lin, &key, &session, 2).await.ok();
        let nth = std::cell::Cell::new(0);
        let report = async |off: f64| {
            nth.set(nth.get() + 1);
            post(&app, &lin, "/desk/rhythm", keys(&app, nth.get(), off)).await
        };
        assert_eq!(report(0.0).await.code(), "consent_missing");
        let consent = async |granted: bool| app.put("/me/consents/typing_rhythm", &json!({ "granted": granted })).bearer(&lin.token).send().await;
        assert_eq!(consent(true).await.status, 200);
        let few = json!({ "window": { "keys": 10, "dwell": {}, "flight": {} }, "offset_min": 0, "at_ms": 0 });
        assert_eq!(post(&app, &lin, "/desk/rhythm", few).await.code(), "invalid_field", "too few tell too much");
        assert_eq!(report(0.0).await.ok()["state"], "learning");
        for n in 0..24 {
            report(f64::from(n % 5) * 0.02 - 0.04).await.ok();
        }
        assert_eq!(report(0.0).await.ok()["state"], "ok");
        assert_eq!(level(&app, &lin).await, 2);
        for round in 1..=3 {
            let strange = report(0.9).await.ok();
            assert_eq!((&strange["state"], level(&app, &lin).await), (&json!("recheck"), 0), "{strange}");
            assert_eq!(report(0.0).await.ok()["state"], "recheck", "only the key answers");
            beat(&app, &lin, &session, round * 10).await;
            assert_eq!(level(&app, &lin).await, 0, "heartbeats keep nothing up");
            let inbox = app.get("/me/incidents").bearer(&lin.token).send().await.ok();
            assert_eq!(inbox["items"].as_array().unwrap().len(), usize::from(round == 3), "the third in a day is for people to decide");
            assert_eq!(prove_with(&app, &lin, &Pair::new(), &session, 9).await.code(), "evidence_refused", "another's key does not answer");
            prove_with(&app, &lin, &key, &session, u32::try_from(round).unwrap() + 2).await.ok();
            app.settle().await;
            let now = app.get("/desk/rhythm").bearer(&lin.token).send().await.ok();
            assert_eq!((&now["state"], now["rechecks"].as_array().unwrap().last().unwrap()["passed_at"].is_string()), (&json!("ok"), true));
            assert_eq!(now["rechecks"][0]["reasons"][0]["code"], "identity.rhythm");
        }
        let admin = person(&app, "admin@example.com", Role::Admin).await;
        let case = app.get("/incidents").bearer(&admin.token).send().await.ok()["items"][0].clone();
        assert_eq!(case["reasons"][0]["code"], "identity.rechecks");
        let decide = format!("/incidents/{}/decide", case["id"].as_str().unwrap());
        assert_eq!(post(&app, &admin, &decide, json!({ "dismiss": true })).await.ok()["state"], "dismissed");
        assert_eq!(report(0.9).await.ok()["state"], "learning", "it was the person: learnt anew");
        let audited = audited(&app).await;
        assert!(["identity.recheck_asked", "identity.recheck_passed"].iter().all(|a| audited.iter().any(|b| b == a)));
        assert_eq!(consent(false).await.status, 200);
        app.settle().await;
        let off = app.get("/desk/rhythm").bearer(&lin.token).send().await.ok();
        assert_eq!((&off["state"], &off["windows"]), (&json!("off"), &json!(0)));
    }

    async fn typing_that_was_recorded_is_no_typing(base: Base) {
        let app = app(base).await;
        let lin = worker(&app, "lin@example.com").await;
        let (key, session) = (Pair::new(), Pair::new());
        enrol_with(&app, &lin, &key, |_| {}).await;
        prove_with(&app, &lin, &key, &session, 2).await.ok();
        assert_eq!(app.put("/me/consents/typing_rhythm", &json!({ "granted": true })).bearer(&lin.token).send().await.status, 200);
        for nth in 1..=24 {
            assert_ne!(post(&app, &lin, "/desk/rhythm", keys(&app, nth, 0.0)).await.ok()["state"], "recheck");
        }
        // What is typed is never made up the same twice.
        let again = post(&app, &lin, "/desk/rhythm", keys(&app, 7, 0.0)).await.ok();
        assert_eq!((&again["state"], level(&app, &lin).await), (&json!("recheck"), 0), "{again}");
        assert_eq!(again["rechecks"][0]["reasons"][0]["code"], "identity.window_again");
    }

    async fn what_the_page_noticed_is_told_without_cameras_and_seen_in_the_fleet(base: Base) {
        let app = app(base).await;
        let (lin, _, session) = proved(&app, "lin@example.com").await;
        let told = async |noticed: Value| {
            let body = json!({ "noticed": noticed, "offset_min": 480, "at_ms": app.now().millis() });
            post(&app, &lin, "/desk/rhythm", body).await
        };
        assert_eq!(told(json!({ "hidden": 2, "capture_key": 1 })).await.status, 200);
        assert_eq!(told(json!({ "hidden": 1 })).await.status, 200);
        assert_eq!(told(json!({ "anything": 1 })).await.code(), "invalid_field");
        let admin = person(&app, "admin@example.com", Role::Admin).await;
        let fleet = app.get("/attestation/fleet").bearer(&admin.token).send().await.ok();
        let own = fleet["items"].as_array().unwrap().iter().find(|one| one["session_id"] == session.as_str()).unwrap();
        assert_eq!(own["noticed"], json!({ "hidden": 3, "capture_key": 1 }));
        let grave = audited(&app).await.iter().filter(|action| *action == "guard.page_noticed").count();
        assert_eq!(grave, 1, "a screenshot key is a line of the log, leaving the page is none");
    }
}
