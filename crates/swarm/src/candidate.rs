//! One simulated candidate: from sign-up to certificate through the public API. Some cheat or give up.

use std::time::Duration;

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{Client, Failure, Login, World, media, script};

pub(crate) async fn live(world: World, seed: u64) {
    let Some(mailbox) = world.options.mailbox.clone() else { return };
    let mut rng = StdRng::seed_from_u64(seed);
    world.stats.add("candidates", 1);
    let outcome = apply(&world, &mut rng, &mailbox).await;
    match outcome {
        Ok(word) => world.stats.add(word, 1),
        Err(failure) => {
            world.stats.refused(failure.code());
            tracing::debug!(%failure, "a simulated candidate gave up");
        }
    }
}

async fn apply(world: &World, rng: &mut StdRng, mailbox: &crate::Mailbox) -> Result<&'static str, Failure> {
    let who = script::persona(rng);
    let login = Login {
        email: format!("c{}@candidates.example", kernel::Id::<()>::new()),
        password: format!("{:032x}", rng.random::<u128>()),
    };
    let client = Client::new(&world.options.base)?;
    let locale = if who.is_english { "en" } else { "zh-CN" };
    client
        .post(
            "/sign-up",
            &json!({ "email": login.email, "password": login.password, "name": who.name, "locale": locale, "kind": "worker" }),
        )
        .await?;
    let code = wait_for_code(mailbox, &login.email).await?;
    client.post("/verify-email", &json!({ "email": login.email, "code": code })).await?;
    for purpose in ["service_terms", "interview_recording", "automated_scoring"] {
        client.put(&format!("/me/consents/{purpose}"), &json!({ "granted": true })).await?;
    }
    let application = client.post("/applications", &json!({})).await?;
    // The first option is the good one, as on most forms; somebody in twenty answers otherwise.
    let asked = application["vetting"]["questions"].as_array().cloned().unwrap_or_default();
    let answers: serde_json::Map<String, Value> = asked
        .iter()
        .filter_map(|question| {
            let options = question["options"].as_array()?;
            let option = if rng.random_bool(0.95) { options.first()? } else { options.last()? };
            Some((question["id"].as_str()?.to_owned(), option["id"].clone()))
        })
        .collect();
    client.put("/applications/mine/vetting", &json!({ "answers": answers })).await?;
    let interview = client.get("/interviews/mine").await?;
    let cheats = rng.random_bool(0.1);
    for part in interview["parts"].as_array().cloned().unwrap_or_default() {
        take_part(world, rng, &client, &part, cheats).await?;
    }
    client.post("/interviews/mine/submit", &json!({})).await?;
    world.stats.add("interviewed", 1);
    if !is_admitted(world, &client).await? {
        return Ok("sent_to_review");
    }
    world.stats.add("admitted", 1);
    study(world, rng, &client).await
}

async fn wait_for_code(mailbox: &crate::Mailbox, email: &str) -> Result<String, Failure> {
    for _ in 0..100 {
        if let Some(code) = mailbox(email) {
            return Ok(code);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err(Failure::Odd("no verification mail".to_owned()))
}

async fn take_part(world: &World, rng: &mut StdRng, client: &Client, part: &Value, cheats: bool) -> Result<(), Failure> {
    let content = if part["content"].is_object() { &part["content"] } else { part };
    match part["kind"].as_str().unwrap_or("") {
        "typing" => {
            let text = content["text"].as_str().unwrap_or("").to_owned();
            if cheats {
                let pasted = json!({ "text": text, "events": [{ "at_ms": 500, "kind": "insert", "text": text }] });
                match client.post("/interviews/mine/typing", &pasted).await {
                    Ok(_) => world.stats.fault("a pasted typing test was accepted".to_owned()),
                    Err(failure) => world.stats.refused(failure.code()),
                }
            }
            client.post("/interviews/mine/typing", &typed(rng, &text)).await.map(|_| ())
        }
        "read_aloud" => upload(rng, client).await,
        "dialogue" => converse(client).await,
        "security" => {
            let answers = pick_answers(rng, &content["questions"]);
            client.post("/interviews/mine/security", &json!({ "answers": answers })).await.map(|_| ())
        }
        _ => Ok(()),
    }
}

/// Human keystrokes: uneven pauses, a slip corrected now and then.
fn typed(rng: &mut StdRng, text: &str) -> Value {
    let mut at = 400_u64;
    let mut events = Vec::new();
    let mut written = String::new();
    for c in text.chars() {
        let pause = 120 + (rng.random::<f64>().powi(3) * 700.0) as u64;
        at += pause;
        if at > 85_000 {
            break;
        }
        if rng.random_bool(0.02) {
            events.push(json!({ "at_ms": at, "kind": "insert", "text": "x" }));
            at += 180 + rng.random_range(0..200);
            events.push(json!({ "at_ms": at, "kind": "delete", "count": 1 }));
            at += 90 + rng.random_range(0..100);
        }
        events.push(json!({ "at_ms": at, "kind": "insert", "text": c.to_string() }));
        written.push(c);
    }
    json!({ "text": written, "events": events })
}

async fn upload(rng: &mut StdRng, client: &Client) -> Result<(), Failure> {
    let recording = media::webm_voice(rng, 20);
    let opened = client.post("/uploads", &json!({ "purpose": "read_aloud", "mime": "audio/webm" })).await?;
    let id = opened["id"].as_str().unwrap_or("").to_owned();
    let chunk = (opened["chunk_max"].as_u64().unwrap_or(65_536) as usize).clamp(1, 48 * 1024);
    let mut count = 0;
    for (n, bytes) in recording.chunks(chunk).enumerate() {
        let hash: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
        client.put_bytes(&format!("/uploads/{id}/chunks/{n}"), bytes.to_vec(), &hash).await?;
        count = n + 1;
    }
    client.post(&format!("/uploads/{id}/complete"), &json!({ "chunks": count, "duration_ms": 20_000 })).await.map(|_| ())
}

async fn converse(client: &Client) -> Result<(), Failure> {
    for line in script::candidate_lines() {
        let state = client.post("/interviews/mine/dialogue", &json!({ "text": line })).await?;
        if state["done"].as_bool().unwrap_or(false) {
            break;
        }
    }
    Ok(())
}

/// Picks the option that reads most carefully: the longest one, with a slip now and then.
fn pick_answers(rng: &mut StdRng, questions: &Value) -> Vec<Value> {
    let all = questions.as_array().cloned().unwrap_or_default();
    let chosen = all.iter().filter_map(|question| {
        let options = question["options"].as_array()?;
        let careful = options.iter().max_by_key(|o| o["text"].as_str().map_or(0, |t| t.chars().count()))?;
        let any = options.get(rng.random_range(0..options.len()))?;
        let option = if rng.random_bool(0.95) { careful } else { any };
        Some(json!({ "question": question["id"], "option": option["id"] }))
    });
    chosen.collect()
}

async fn is_admitted(world: &World, client: &Client) -> Result<bool, Failure> {
    for _ in 0..120 {
        let application = client.get("/applications/mine").await?;
        match application["state"].as_str().unwrap_or("") {
            "admitted" => return Ok(true),
            "review" | "declined" => return Ok(false),
            _ if world.is_closing() => return Ok(false),
            _ => tokio::time::sleep(Duration::from_millis(250)).await,
        }
    }
    Ok(false)
}

async fn study(world: &World, rng: &mut StdRng, client: &Client) -> Result<&'static str, Failure> {
    let skills = client.get("/skills").await?;
    let skill = skills["items"][0]["code"].as_str().unwrap_or("").to_owned();
    let course = client.get(&format!("/courses/{skill}")).await?;
    for lesson in course["lessons"].as_array().cloned().unwrap_or_default() {
        for _ in 0..4 {
            let answers = pick_answers(rng, &lesson["quiz"]);
            let marked =
                client.post(&format!("/courses/{skill}/lessons/{}", lesson["n"]), &json!({ "answers": answers })).await?;
            if marked["done"].as_bool().unwrap_or(false) {
                break;
            }
        }
    }
    let exam = client.post("/exams", &json!({ "skill": skill })).await?;
    world.think(rng, 20.0).await;
    let answers = pick_answers(rng, &exam["questions"]);
    let id = exam["id"].as_str().unwrap_or("");
    let result = client.post(&format!("/exams/{id}/answers"), &json!({ "answers": answers })).await?;
    Ok(if result["passed"].as_bool().unwrap_or(false) { "certified" } else { "failed_exam" })
}
