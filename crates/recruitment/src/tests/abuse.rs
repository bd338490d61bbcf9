//! The abuse suite: none of it reaches "advance"; what the page noticed; broken recordings. On both engines.

use super::*;

/// What people try who cannot do the work. Everything that is not named is done well.
#[derive(Clone, Copy, Default)]
struct Way {
    /// Said to the customer again and again instead of following the card.
    says: &'static [&'static str],
    /// Reads other tones than those asked for, as another language would.
    foreign: bool,
    /// A voice fed in where the microphone is: no room around it.
    synthetic: bool,
    /// Chooses the last option everywhere.
    guesses: bool,
}

/// Takes the whole interview in this way and gives its report.
async fn sat(app: &TestApp, name: &str, way: Way) -> Value {
    let who = worker(app, name).await;
    apply(app, &who).await.ok();
    identify(app, &who).await.ok();
    vet(app, &who, json!(clean())).await.ok();
    typing(app, &who).await.ok();
    read_list(app, &who, "syllables", !way.foreign).await.ok();
    read_list(app, &who, "words", true).await.ok();
    let mut person = voice(&who);
    let sound = |ms, person: &mut Voice| if way.synthetic { person.without_a_room().speech(ms) } else { person.speech(ms) };
    record(app, &who, &swarm::webm(&sound(21_000, &mut person))).await.ok();
    record_as(app, &who, "talk", &swarm::webm(&sound(6_000, &mut person)), &[]).await.ok();
    if way.says.is_empty() {
        talk(app, &who).await.ok();
    } else {
        for line in way.says.iter().cycle() {
            if say(app, &who, line).await.ok()["left"] == 0 {
                break;
            }
        }
    }
    if way.guesses {
        // The third time what must be right and was missed; that nothing is left open shows when they hand in.
        for kind in ["business", "security", "security"] {
            let shown = room(app, &who).await;
            let questions = part(&shown, kind)["questions"].as_array().unwrap().clone();
            let answers: Vec<Value> = questions
                .iter()
                .map(|q| json!({"question": q["id"], "option": q["options"].as_array().unwrap().last().unwrap()["id"]}))
                .collect();
            app.post(&format!("/interviews/mine/{kind}"), &json!({ "answers": answers })).by(&who).send().await;
        }
    } else {
        business(app, &who).await.ok();
        secure(app, &who).await.ok();
    }
    submit(app, &who).await.ok();
    app.settle().await;
    app.get("/interviews/mine/report").by(&who).send().await.ok()
}

testkit::both! {
    async fn no_abuse_reaches_advance(base: Base) {
        let app = start(base).await;
        let honest = sat(&app, "honest", Way::default()).await;
        assert_eq!(honest["outcome"], "advance", "{honest}");
        let abuses: [(&str, Way); 7] = [
            ("gibberish", Way { says: &["啊啊啊啊", "床前明月光疑是地上霜", "1234567"], ..Way::default() }),
            ("german", Way { says: &["Der Mond ist aufgegangen", "Die goldnen Sternlein prangen"], foreign: true, ..Way::default() }),
            ("stuffing", Way { says: &["请问订单号 收件人 时间 补发 退款 换货 抱歉 祝您", "抱歉 请问 订单号 入住人 原因 免费取消 祝您"], ..Way::default() }),
            ("reading-the-card", Way { says: &["请按流程处理：先安抚，再核实两项信息：订单号、收件人姓氏。核实之前不要给方案。"], ..Way::default() }),
            ("tts", Way { synthetic: true, ..Way::default() }),
            ("foreign-voice", Way { foreign: true, ..Way::default() }),
            ("guessing", Way { guesses: true, ..Way::default() }),
        ];
        for (name, way) in abuses {
            let report = sat(&app, name, way).await;
            assert_eq!(report["outcome"], "review", "{name} got through: {report}");
        }
    }

    async fn an_answer_copied_from_another_candidate_is_seen(base: Base) {
        let app = start(base).await;
        let mut flagged = 0;
        // Forms are drawn: of several candidates with the model answer some meet the same customer.
        for n in 0..4 {
            let report = sat(&app, &format!("copy{n}"), Way::default()).await;
            flagged += report["reasons"].as_array().unwrap().iter().filter(|r| r["code"] == "integrity.copied").count();
            assert_eq!(report["outcome"] == "review", report["reasons"].as_array().unwrap().iter().any(|r| r["code"] == "integrity.copied"));
        }
        assert!(flagged >= 1, "four people, three customers");
    }

    async fn leaving_the_page_is_shown_to_a_person(base: Base) {
        let app = start(base).await;
        let who = worker(&app, "restless").await;
        apply(&app, &who).await.ok();
        identify(&app, &who).await.ok();
        vet(&app, &who, json!(clean())).await.ok();
        let away = json!({"signals": [{"kind": "hidden", "at_ms": 1000, "ms": 4000}, {"kind": "hidden", "at_ms": 9000, "ms": 2000}, {"kind": "hidden", "at_ms": 12000, "ms": 900}, {"kind": "pause", "at_ms": 1, "ms": 5}]});
        assert_eq!(app.post("/interviews/mine/signals", &away).by(&who).send().await.ok()["known"], 4);
        let before = rows(&app).await;
        for bad in [json!({"signals": [{"kind": "hidden", "at_ms": -1}]}), json!({"signals": [{"kind": "smile", "at_ms": 1}]}), json!({"signals": vec![json!({"kind": "blur", "at_ms": 1}); 101]})] {
            let answer = app.post("/interviews/mine/signals", &bad).by(&who).send().await;
            assert_eq!(refused(&app, before.clone(), answer).await, "invalid_field");
        }
        typing(&app, &who).await.ok();
        speak(&app, &who).await.ok();
        talk(&app, &who).await.ok();
        business(&app, &who).await.ok();
        secure(&app, &who).await.ok();
        submit(&app, &who).await.ok();
        app.settle().await;
        let report = app.get("/interviews/mine/report").by(&who).send().await.ok();
        let flag = report["reasons"].as_array().unwrap().iter().find(|r| r["code"] == "integrity.signals").expect("a flag").clone();
        assert_eq!(flag["params"]["noticed"][0]["count"], 3);
        assert_eq!((&report["outcome"], report["total"].as_i64().unwrap() > 80), (&json!("review"), true), "a flag costs no points");
    }

    async fn any_recording_is_scored_or_asked_for_again(base: Base) {
        let app = start(base).await;
        let who = worker(&app, "broken").await;
        apply(&app, &who).await.ok();
        identify(&app, &who).await.ok();
        vet(&app, &who, json!(clean())).await.ok();
        let take = reading(&who, 9_000);
        let n = take.len();
        let noise: Vec<u8> = (0..9_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        let hum: Vec<f32> = (0..16_000 * 8).map(|i| (i as f32 * 0.17).sin() * 0.2).collect();
        let loud: Vec<f32> = voice(&who).speech(8_000).iter().map(|x| (x * 60.0).clamp(-1.0, 1.0)).collect();
        let corpus: Vec<(&str, Vec<u8>)> = vec![
            ("random bytes", noise.clone()),
            ("a header and noise", [&take[..200], &noise].concat()),
            ("a missing middle", [&take[..n / 6], &take[n * 5 / 6..]].concat()),
            ("no header", take[n / 2..].to_vec()),
            ("a hum", swarm::webm(&hum)),
            ("shouting", swarm::webm(&loud)),
        ];
        for (what, bytes) in corpus {
            let ended = record(&app, &who, &bytes).await.ok();
            assert_eq!(ended["state"], "redo", "{what}: {ended}");
            assert!(ended["reason"].is_string(), "{what}: {ended}");
        }
        // Cut in the middle of a cluster, as a browser that was closed leaves it: what is there is heard.
        assert_eq!(record(&app, &who, &take[..n * 9 / 10]).await.ok()["state"], "done");
    }
}
