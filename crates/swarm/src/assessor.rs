//! One simulated assessor: plays the customer in test calls, and scores those of others from what was said.

use std::time::Duration;

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{Client, Failure, Login, World};

/// Sentences of the candidate after which the customer is content.
const ENOUGH: usize = 5;
/// Silence after which an assessor hangs up.
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) async fn live(world: World, login: Login, seed: u64) {
    let mut rng = StdRng::seed_from_u64(seed);
    while !world.is_closing() {
        if let Err(failure) = duty(&world, &login, &mut rng).await {
            world.stats.refused(failure.code());
            tracing::debug!(email = login.email, %failure, "a simulated assessor's round ended early");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Signs in, and serves what waits until something is refused: then somebody else was quicker.
async fn duty(world: &World, login: &Login, rng: &mut StdRng) -> Result<(), Failure> {
    let client = Client::new(&world.options.base)?;
    client.sign_in(login).await?;
    while !world.is_closing() {
        let waiting = client.get("/test-calls/duties").await?;
        for call in waiting["items"].as_array().cloned().unwrap_or_default() {
            let outcome = match call["part"].as_str() {
                Some("customer") => play(world, rng, &client, &call).await,
                Some("scorer") => score(world, &client, &call).await,
                _ => Ok(()),
            };
            match outcome {
                Ok(()) => {}
                Err(Failure::Refused { status: 404 | 409, code, .. }) => world.stats.refused(&code),
                Err(failure) => return Err(failure),
            }
        }
        let pause = rng.random_range(0.4..1.2);
        tokio::time::sleep(Duration::from_secs_f64(pause)).await;
    }
    Ok(())
}

/// Serves a part that was offered at the desk, as a person would: most take it, some decline, some let it run out.
pub(crate) async fn offered(world: &World, rng: &mut StdRng, client: &Client, offer: &Value) -> Result<(), Failure> {
    let id = offer["test_call"].as_str().unwrap_or("");
    world.stats.add("test_calls_offered", 1);
    match rng.random_range(0..100) {
        0..10 => return Ok(()),
        10..20 => return client.post(&format!("/test-calls/{id}/decline"), &json!({})).await.map(|_| ()),
        _ => {}
    }
    world.think(rng, 2.0).await;
    let call = client.get(&format!("/test-calls/{id}")).await?;
    match call["part"].as_str() {
        Some("customer") => play(world, rng, client, &call).await,
        Some("scorer") => {
            client.post(&format!("/test-calls/{id}/take"), &json!({})).await?;
            score(world, client, &call).await
        }
        _ => Ok(()),
    }
}

/// Plays the customer: says what is wrong, tells one fact after another when spoken to, and hangs up content or left alone.
async fn play(world: &World, rng: &mut StdRng, client: &Client, call: &Value) -> Result<(), Failure> {
    let id = call["id"].as_str().unwrap_or("");
    let taken = client.post(&format!("/test-calls/{id}/take"), &json!({})).await?;
    world.stats.add("test_calls", 1);
    let brief = &taken["brief"];
    let opening = brief["opening"].as_str().unwrap_or("").to_owned();
    let is_english = opening.is_ascii();
    let mut facts: Vec<String> = brief["facts"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|f| {
            let (label, value) = (f["label"].as_str().unwrap_or(""), f["value"].as_str().unwrap_or(""));
            if is_english {
                format!("You ask about the {label}? Well, {value}.")
            } else {
                format!("您问{label}啊，{value}。")
            }
        })
        .collect();
    facts.reverse();
    say(client, id, &opening).await?;
    let (mut answered, mut last) = (0, Instant::now());
    loop {
        let now = client.get(&format!("/test-calls/{id}")).await?;
        if now["state"] != "calling" {
            return Ok(());
        }
        let said = now["lines"].as_array().into_iter().flatten().filter(|l| l["from"] == "candidate").count();
        if said > answered {
            answered = said;
            last = Instant::now();
            world.think(rng, 1.5).await;
            let fine = if is_english { "All right, thank you." } else { "好的，谢谢。" };
            let line = facts.pop().unwrap_or_else(|| fine.to_owned());
            say(client, id, &line).await?;
        }
        if answered >= ENOUGH || last.elapsed() > PATIENCE || world.is_closing() {
            return client.post(&format!("/test-calls/{id}/end"), &json!({})).await.map(|_| ());
        }
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
}

async fn say(client: &Client, id: &str, text: &str) -> Result<(), Failure> {
    client.post(&format!("/test-calls/{id}/lines"), &json!({ "text": text })).await.map(|_| ())
}

/// Scores by what is in the recording: enough said, nothing stopped, a kind word.
async fn score(world: &World, client: &Client, call: &Value) -> Result<(), Failure> {
    let lines = call["lines"].as_array().cloned().unwrap_or_default();
    let own: Vec<&Value> = lines.iter().filter(|l| l["from"] == "candidate").collect();
    let stopped = own.iter().any(|l| l["stopped"].as_array().is_some_and(|s| !s.is_empty()));
    let text: String = own.iter().filter_map(|l| l["text"].as_str()).collect::<Vec<_>>().join(" ").to_lowercase();
    let says = |words: &[&str]| words.iter().any(|w| text.contains(w));
    let good = |yes: bool| if yes { 2 } else { 0 };
    let mark = |id: &str| match id {
        "greeting" => good(says(&["您好", "你好", "hello", "good "])),
        "privacy" => good(!stopped),
        "empathy" => good(says(&["抱歉", "理解", "马上", "sorry", "take care"])),
        "procedure" => good(own.len() >= 3 && text.chars().count() >= 30),
        _ => good(own.len() >= 3),
    };
    let ids = call["rubric"].as_array().into_iter().flatten().filter_map(|i| i["id"].as_str());
    let marks: serde_json::Map<String, Value> = ids.map(|id| (id.to_owned(), json!(mark(id)))).collect();
    let id = call["id"].as_str().unwrap_or("");
    client.post(&format!("/test-calls/{id}/scores"), &json!({ "marks": marks })).await?;
    world.stats.add("test_call_sheets", 1);
    Ok(())
}
