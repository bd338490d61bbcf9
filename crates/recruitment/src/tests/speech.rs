//! With a speech engine: the full report, its failures that end in a partial one, and Debian's engine where it is installed.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;
use crate::{
    Adapters,
    speech::{Engine, engine::Settings, engine::wav},
};

/// What the engine answers to its calls, in order; the last one again and again. `None` never answers.
type Script = Arc<Mutex<Vec<Option<Vec<u8>>>>>;

struct Shim {
    url: String,
    script: Script,
    calls: Arc<AtomicUsize>,
}

/// An engine on this machine that plays a script.
async fn shim() -> Shim {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let (script, calls): (Script, _) = (Arc::default(), Arc::new(AtomicUsize::new(0)));
    let (lines, count) = (Arc::clone(&script), Arc::clone(&calls));
    tokio::spawn(async move {
        loop {
            let (mut line, _) = listener.accept().await.unwrap();
            let n = count.fetch_add(1, Ordering::SeqCst);
            let answer = {
                let all = lines.lock().unwrap();
                all.get(n).or(all.last()).cloned().flatten()
            };
            tokio::spawn(async move {
                let mut all = Vec::new();
                // The form ends with its boundary and two hyphens.
                while !all.ends_with(b"--\r\n") {
                    let mut piece = vec![0; 65_536];
                    let n = line.read(&mut piece).await.unwrap_or(0);
                    if n == 0 {
                        return;
                    }
                    all.extend_from_slice(&piece[..n]);
                }
                assert!(all.starts_with(b"POST /v1/audio/transcriptions HTTP/1.1\r\n"));
                match answer {
                    Some(answer) => line.write_all(&answer).await.unwrap_or_default(),
                    None => std::future::pending().await,
                }
            });
        }
    });
    Shim { url, script, calls }
}

fn ok(body: &Value) -> Option<Vec<u8>> {
    let text = body.to_string();
    Some(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{text}", text.len()).into_bytes())
}

/// A transcript with a time for every character, spread over two seconds.
fn said(text: &str) -> Value {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| i as f64 * 2.0 / chars.len() as f64;
    let words: Vec<Value> =
        chars.iter().enumerate().map(|(i, c)| json!({"word": c.to_string(), "start": at(i), "end": at(i + 1)})).collect();
    json!({"text": text, "words": words, "segments": [{"start": 0.0, "end": 2.0, "avg_logprob": -0.1}]})
}

fn engine(url: &str) -> Adapters {
    let settings = Settings {
        url,
        key: Some("k".to_owned()),
        model: "shim",
        timeout: Duration::from_millis(1_500),
        max_bytes: 8 << 20,
        tries: 2,
    };
    Adapters { speech: Some(Engine::new(&settings).unwrap()), ..Adapters::default() }
}

/// Somebody who did everything well, up to handing it in; and what the engine should hear.
async fn handed_in(app: &TestApp, name: &str) -> (Actor, Vec<Value>) {
    let who = worker(app, name).await;
    apply(app, &who).await.ok();
    identify(app, &who).await.ok();
    vet(app, &who, json!(clean())).await.ok();
    typing(app, &who).await.ok();
    speak(app, &who).await.ok();
    talk(app, &who).await.ok();
    business(app, &who).await.ok();
    secure(app, &who).await.ok();
    let shown = room(app, &who).await;
    let list = |kind: &str| {
        let all: Vec<&str> = part(&shown, kind)["prompts"].as_array().unwrap().iter().map(|p| p.as_str().unwrap()).collect();
        json!({"text": all.join("，"), "segments": [{"start": 0.0, "end": 9.0, "avg_logprob": -0.1}]})
    };
    let passage = part(&shown, "read_aloud")["text"].as_str().unwrap().to_owned();
    let talk = said("嗯我我早上坐地铁去公园然后中午吃饭");
    let heard = vec![list("syllables"), list("words"), said(&passage), talk];
    submit(app, &who).await.ok();
    (who, heard)
}

async fn report(app: &TestApp, who: &Actor) -> Value {
    app.get("/interviews/mine/report").by(who).send().await.ok()
}

fn reason<'a>(report: &'a Value, code: &str) -> &'a Value {
    report["reasons"].as_array().unwrap().iter().find(|r| r["code"] == code).unwrap_or(&Value::Null)
}

testkit::both! {
    async fn an_engine_makes_the_report_whole(base: Base) {
        let shim = shim().await;
        let app = start_with(base, engine(&shim.url)).await;
        let (who, heard) = handed_in(&app, "wen").await;
        *shim.script.lock().unwrap() = heard.iter().map(ok).collect();
        app.settle().await;
        let full = report(&app, &who).await;
        assert_eq!((&full["partial"], &full["outcome"]), (&json!(false), &json!("advance")), "{full}");
        assert_eq!(full["voice"]["outcome"], "advance", "{full}");
        assert_eq!(shim.calls.load(Ordering::SeqCst), 4);
        assert_eq!(reason(&full, "speech.segments")["params"]["value"], 1000, "{full}");
        assert_eq!(reason(&full, "speech.passage")["params"]["evidence"]["edits"], 0);
        assert_eq!(reason(&full, "talk.flow")["params"]["evidence"]["fillers"], 1);
        assert_eq!(reason(&full, "mandarin.band")["params"]["evidence"]["certificate"], false);
        let points: i64 = full["reasons"].as_array().unwrap().iter().filter_map(|r| r["points"].as_i64()).sum();
        assert_eq!(json!(points), full["total"]);
        let transcripts = full["transcripts"].as_array().unwrap();
        assert_eq!(transcripts.len(), 4);
        let passage = transcripts.iter().find(|t| t["part"] == "read_aloud").unwrap();
        assert!(passage["words"].as_array().unwrap().len() > 20 && passage["confidence_pm"] == 905, "{passage}");
        // The record holds numbers, not words, and replays without an engine.
        drop(shim);
        assert_eq!(replayed(&app, &full["decision_id"]).await, audit::Replay::Same);

        // The desk reads the transcript beside the recording.
        let admin = app.actor(Role::Admin, AccountId::from_u128(99), PLATFORM, 1);
        let mine = app.get("/applications/mine").by(&who).send().await.ok();
        let seen = app.get(&format!("/reviews/{}", mine["id"].as_str().unwrap())).by(&admin).send().await.ok();
        let talk = seen["recordings"].as_array().unwrap().iter().find(|r| r["part"] == "talk").unwrap().clone();
        assert!(talk["transcript"]["text"].as_str().unwrap().contains("地铁"), "{talk}");
    }

    async fn another_text_goes_to_a_person(base: Base) {
        let shim = shim().await;
        let app = start_with(base, engine(&shim.url)).await;
        let (who, mut heard) = handed_in(&app, "xia").await;
        heard[2] = said("完全不是这一篇文章里的话");
        *shim.script.lock().unwrap() = heard.iter().map(ok).collect();
        app.settle().await;
        let told = report(&app, &who).await;
        assert_eq!((&told["outcome"], &told["partial"]), (&json!("review"), &json!(false)));
        assert!(reason(&told, "read_aloud.other_text")["params"]["per_mille"].as_i64().unwrap() < 500, "{told}");
    }

    async fn an_engine_that_gives_nothing_is_tried_again_and_then_done_without(base: Base) {
        let shim = shim().await;
        let app = start_with(base, engine(&shim.url)).await;
        let huge = [b"HTTP/1.1 200 OK\r\ncontent-length: 9000000\r\n\r\n".to_vec(), vec![b' '; 3_000_000]].concat();
        let cases: [(&str, Option<Vec<u8>>); 5] = [
            ("failing", Some(b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n".to_vec())),
            ("refused", Some(b"HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n".to_vec())),
            ("garbled", ok(&json!({"text": "x", "words": [{"word": "x", "start": 5.0, "end": -1.0}]}))),
            ("too_large", Some(huge)),
            ("timeout", None),
        ];
        for (word, answer) in cases {
            let (who, heard) = handed_in(&app, &format!("lu-{word}")).await;
            shim.calls.store(0, Ordering::SeqCst);
            *shim.script.lock().unwrap() = vec![ok(&heard[0]), answer];
            app.settle().await;
            assert_eq!(state(&app, &who).await, "scoring", "the job comes back after {word}");
            assert_eq!(shim.calls.load(Ordering::SeqCst), 2);
            app.base.clock.advance(Duration::from_secs(10));
            app.settle().await;
            let told = report(&app, &who).await;
            assert_eq!((&told["partial"], &told["partial_why"]), (&json!(true), &json!(word)), "{told}");
            assert!(told["total"].as_i64().unwrap() > 80, "nobody loses by an engine's fault: {told}");
            assert_eq!(told["voice"]["outcome"], "review");
            assert_eq!(shim.calls.load(Ordering::SeqCst), 3, "what was heard before is not asked for again");
            assert_eq!(replayed(&app, &told["decision_id"]).await, audit::Replay::Same);
        }
    }

    async fn a_killed_scoring_job_is_taken_over_and_scores_once(base: Base) {
        let shim = shim().await;
        let app = start_with(base, engine(&shim.url)).await;
        let (who, heard) = handed_in(&app, "pan").await;
        *shim.script.lock().unwrap() = heard.iter().map(ok).collect();
        // A process claims the job and is killed; nothing happens until its lease runs out.
        let now = app.now();
        let dead = app.write(move |c| db::jobs::claim(c, &["interview.score"], "dead", Duration::from_secs(120), 1, now)).await;
        assert_eq!(dead.len(), 1);
        app.settle().await;
        assert_eq!(state(&app, &who).await, "scoring");
        app.base.clock.advance(Duration::from_secs(200));
        app.settle().await;
        let told = report(&app, &who).await;
        assert_eq!((&told["outcome"], &told["partial"]), (&json!("advance"), &json!(false)));
        // The killed process comes back to life and goes on: it finds the score and does nothing.
        crate::score::service::run(Arc::clone(&app.app), dead[0].clone()).await.unwrap();
        assert_eq!(report(&app, &who).await, told);
        let decisions = app.get("/decisions?kind=interview.score").by(&app.actor(Role::Admin, AccountId::from_u128(99), PLATFORM, 1)).send().await.ok();
        assert_eq!(decisions["items"].as_array().unwrap().len(), 1, "one score");
        assert_eq!(shim.calls.load(Ordering::SeqCst), 4);
    }

    async fn an_engine_that_comes_back_is_heard(base: Base) {
        let shim = shim().await;
        let app = start_with(base, engine(&shim.url)).await;
        let (who, heard) = handed_in(&app, "mei").await;
        *shim.script.lock().unwrap() = vec![Some(b"nonsense\r\n\r\n".to_vec()), ok(&heard[0]), ok(&heard[1]), ok(&heard[2]), ok(&heard[3])];
        app.settle().await;
        assert_eq!(state(&app, &who).await, "scoring");
        app.base.clock.advance(Duration::from_secs(10));
        app.settle().await;
        assert_eq!(report(&app, &who).await["partial"], false);
    }
}

#[tokio::test]
async fn debian_s_engine_hears_through_the_same_adapter() {
    let has = |program: &str| {
        Command::new("sh").args(["-c", &format!("command -v {program}")]).output().is_ok_and(|o| o.status.success())
    };
    if !["pocketsphinx_continuous", "espeak-ng", "python3"].into_iter().all(has) {
        eprintln!("skipped: pocketsphinx is not installed (ops/lib/speech/install)");
        return;
    }
    let server = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ops/lib/speech/serve.py");
    let mut child = Command::new("python3").arg(server).stdout(Stdio::piped()).spawn().unwrap();
    let mut url = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
    let spoken = Command::new("espeak-ng")
        .args(["-v", "en-us", "-s", "130", "--stdout", "please tell me your order number"])
        .output()
        .unwrap();
    let sound = voice::decode(spoken.stdout).unwrap();
    let settings = Settings {
        url: url.trim(),
        key: None,
        model: "pocketsphinx",
        timeout: Duration::from_secs(25),
        max_bytes: 1 << 20,
        tries: 1,
    };
    let heard = Engine::new(&settings).unwrap().transcribe(&wav(&sound), "en").await;
    child.kill().unwrap();
    child.wait().unwrap();
    let heard = heard.unwrap();
    assert!(heard.words.len() >= 3 && heard.confidence_pm.is_some(), "{heard:?}");
    assert!(heard.words.windows(2).all(|w| w[0].from_ms <= w[1].from_ms), "{heard:?}");
}
