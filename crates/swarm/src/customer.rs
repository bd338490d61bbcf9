//! One simulated customer: opens the widget, writes, waits for answers, rates, leaves. Some misbehave.

use std::{sync::Arc, time::Duration};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use crate::{
    Client, Failure, World,
    script::{self, Manner, Persona},
    socket::{Feed, Frame},
};

/// Longest wait for an answer before a customer gives up, at pace 1.
const PATIENCE_S: f64 = 180.0;

pub(crate) async fn live(world: World, seed: u64) {
    let mut rng = StdRng::seed_from_u64(seed);
    let who = script::persona(&mut rng);
    let manner = script::manner(&mut rng);
    world.stats.add("customers", 1);
    if let Err(failure) = talk(&world, &mut rng, &who, manner).await {
        world.stats.refused(failure.code());
        if !world.is_closing() {
            tracing::debug!(%failure, "a simulated customer gave up");
        }
    }
}

async fn talk(world: &World, rng: &mut StdRng, who: &Persona, manner: Manner) -> Result<(), Failure> {
    let client = Arc::new(Client::new(&world.options.base)?);
    let widget = &world.options.widgets;
    let token = widget.get(rng.random_range(0..widget.len().max(1))).ok_or_else(|| Failure::Odd("no widget token".to_owned()))?;
    let known = json!({ "name": who.name, "phone": who.phone, "email": who.email, "order": who.order });
    let page = "https://shop.example.com/orders";
    client.post("/widget/sessions", &json!({ "widget_token": token, "known": known, "page": page })).await?;
    let mut feed = Feed::open(Arc::clone(&client), Arc::clone(&world.stats), rng.random_bool(0.2));
    let lines = script::customer_lines(rng, who, manner);
    let leaves_after = if manner == Manner::DropsOut { 1 } else { usize::MAX };
    let mut answered = 0;
    for (n, line) in lines.iter().enumerate() {
        say(world, &client, line, manner).await?;
        if n + 1 >= leaves_after {
            world.stats.add("dropped_out", 1);
            return Ok(());
        }
        let patience = Duration::from_secs_f64((PATIENCE_S * world.options.pace).max(20.0));
        if hear(world, &mut feed, patience).await {
            answered += 1;
        } else {
            world.stats.add("abandoned", 1);
            break;
        }
        world.think(rng, 4.0).await;
    }
    check_thread(world, &client, &lines).await?;
    if answered > 0 {
        rate(world, rng, &client, manner).await?;
    }
    Ok(())
}

async fn say(world: &World, client: &Client, text: &str, manner: Manner) -> Result<(), Failure> {
    let started = Instant::now();
    let body = json!({ "text": text });
    client.post("/widget/messages", &body).await?;
    world.stats.took("customer_send", started.elapsed());
    world.stats.add("messages", 1);
    if manner == Manner::Repeats {
        // The same words again, as an impatient finger does; a new message, not a replay.
        client.post("/widget/messages", &body).await?;
        world.stats.add("messages", 1);
    }
    Ok(())
}

/// Waits for the worker's next message.
async fn hear(world: &World, feed: &mut Feed, patience: Duration) -> bool {
    let started = Instant::now();
    let answer = timeout(patience, async {
        while let Some(frame) = feed.next().await {
            if let Frame::Event { kind, body, .. } = frame
                && kind == "message"
                && matches!(sender(&body), "worker" | "bot")
            {
                return true;
            }
        }
        false
    });
    let heard = answer.await.unwrap_or(false);
    if heard {
        world.stats.took("first_or_next_reply", started.elapsed());
    }
    heard
}

fn sender(body: &Value) -> &str {
    body["from"].as_str().or_else(|| body["message"]["from"].as_str()).unwrap_or("")
}

/// What stands in the thread as the customer's own must be their own words, to the letter.
async fn check_thread(world: &World, client: &Client, said: &[String]) -> Result<(), Failure> {
    let thread = client.get("/widget/thread").await?;
    let messages = thread["messages"].as_array().cloned().unwrap_or_default();
    let own = messages.iter().filter(|m| m["from"] == "customer").filter_map(|m| m["text"].as_str());
    if own.into_iter().any(|text| !said.iter().any(|line| line == text)) {
        world.stats.fault("a customer's own message does not read as it was written".to_owned());
    }
    Ok(())
}

async fn rate(world: &World, rng: &mut StdRng, client: &Client, manner: Manner) -> Result<(), Failure> {
    let score = if manner == Manner::Rude { rng.random_range(1..4) } else { rng.random_range(3..6) };
    match client.post("/widget/rating", &json!({ "score": score })).await {
        Ok(_) => world.stats.add("rated", 1),
        Err(failure) => world.stats.refused(failure.code()),
    }
    Ok(())
}
