//! One conversation from first word to rating, step by step, with somebody else's hand on the clock: for making history.

use std::time::Duration;

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::json;

use crate::{
    Client, Failure, Person, SoftKey,
    script::{self, Manner},
    worker,
};

/// Moves the server's clock.
pub type Pass = dyn Fn(Duration) + Send + Sync;

/// What the server does a moment later by itself is looked for this often and so many times: half a minute in all, for a
/// machine that does other things as well.
pub const LOOK: Duration = Duration::from_millis(20);
pub const LOOKS: u32 = 1500;
/// Between two signs of life of a desk.
const BEAT: Duration = Duration::from_secs(15);

/// What an episode needs. `pass` moves the server's clock.
pub struct Episode<'a> {
    pub base: &'a str,
    pub widget: &'a str,
    pub person: &'a mut Person,
    pub key: &'a mut SoftKey,
    pub seed: u64,
    /// How long the worker and the customer look into it before they go on.
    pub linger: Duration,
    /// The customer is rude, and the worker forgets themselves: drafts are stopped, a warning is overridden.
    pub goes_wrong: bool,
    pub pass: &'a Pass,
}

impl Episode<'_> {
    /// Plays it; the worker goes online for it and offline after it.
    pub async fn play(self) -> Result<(), Failure> {
        let mut rng = StdRng::seed_from_u64(self.seed);
        let who = script::persona(&mut rng);
        let worker = self.person.client(self.base).await?;
        worker::prove_device(&worker, self.key).await?;
        worker.put("/desk/presence", &json!({ "state": "available" })).await?;
        let customer = Client::new(self.base)?;
        let known = json!({ "name": who.name, "phone": who.phone, "email": who.email, "order": who.order });
        customer.post("/widget/sessions", &json!({ "widget_token": self.widget, "known": known })).await?;
        let lines = script::customer_lines(&mut rng, &who, if self.goes_wrong { Manner::Rude } else { Manner::Plain });
        let Some((first, rest)) = lines.split_first() else { return Ok(()) };
        customer.post("/widget/messages", &json!({ "text": first })).await?;
        let (offer, task) = wait_for_offer(&worker).await?;
        (self.pass)(Duration::from_secs(rng.random_range(3..12)));
        let accepted = worker.post(&format!("/offers/{offer}/accept"), &json!({})).await?;
        let conversation = accepted["conversation_id"].as_str().unwrap_or("").to_owned();
        sit(&worker, self.linger, self.pass).await?;
        if self.goes_wrong {
            forget_oneself(&worker, &conversation, &mut rng).await?;
        }
        for n in 0..=rest.len() {
            (self.pass)(Duration::from_secs(rng.random_range(8..45)));
            worker.post("/desk/heartbeat", &json!({})).await?;
            let text = script::worker_line(&mut rng, n, who.is_english);
            worker.post(&format!("/conversations/{conversation}/messages"), &json!({ "text": text })).await?;
            if let Some(line) = rest.get(n) {
                (self.pass)(Duration::from_secs(rng.random_range(6..40)));
                worker.post("/desk/heartbeat", &json!({})).await?;
                customer.post("/widget/messages", &json!({ "text": line })).await?;
            }
        }
        worker.post(&format!("/conversations/{conversation}/close"), &json!({})).await?;
        (self.pass)(Duration::from_secs(rng.random_range(5..20)));
        worker.post(&format!("/tasks/{task}/wrap-up"), &json!({ "code": "resolved", "note": "" })).await?;
        customer.post("/widget/rating", &json!({ "score": rng.random_range(3..6) })).await?;
        worker.put("/desk/presence", &json!({ "state": "offline" })).await?;
        Ok(())
    }
}

/// Tries what must not be sent, four times, and insists on what was only warned about.
async fn forget_oneself(worker: &Client, conversation: &str, rng: &mut StdRng) -> Result<(), Failure> {
    let path = format!("/conversations/{conversation}/messages");
    for _ in 0..4 {
        let text = script::bad_worker_line(rng);
        let Err(refused) = worker.post(&path, &json!({ "text": text })).await else { continue };
        if refused.code() != "draft_blocked" {
            return Err(refused);
        }
        let insists = json!({ "text": text, "override_reason": script::excuse(rng) });
        match worker.post(&path, &insists).await {
            Err(refused) if refused.code() != "draft_blocked" => return Err(refused),
            _ => {}
        }
    }
    Ok(())
}

/// The worker contests the newest of their evaluations that failed; `false` when none did.
pub async fn contest(base: &str, person: &mut Person) -> Result<bool, Failure> {
    let worker = person.client(base).await?;
    let page = worker.get("/evaluations").await?;
    let failed = page["items"].as_array().into_iter().flatten().find(|one| one["result"] == "failed");
    let Some(id) = failed.and_then(|one| one["conversation_id"].as_str()) else { return Ok(false) };
    let path = format!("/evaluations/{id}/contests");
    let held = worker.get(&path).await?["held"][0]["id"].clone();
    let words = script::PLEA;
    let missed = failed.and_then(|one| one["items"].as_array()?.iter().find(|item| item["state"] == "missed"));
    let what = match missed {
        _ if held.is_string() => json!({ "verdict_id": held, "words": words }),
        Some(item) => json!({ "item": item["id"], "words": words }),
        None => return Ok(false),
    };
    worker.post(&path, &what).await?;
    Ok(true)
}

/// A worker at the desk for `time`, whether customers come or not; online for it and offline after it.
pub async fn stand_by(base: &str, person: &mut Person, key: &mut SoftKey, time: Duration, pass: &Pass) -> Result<(), Failure> {
    let worker = person.client(base).await?;
    worker::prove_device(&worker, key).await?;
    worker.put("/desk/presence", &json!({ "state": "available" })).await?;
    sit(&worker, time, pass).await?;
    worker.put("/desk/presence", &json!({ "state": "offline" })).await?;
    Ok(())
}

/// Time passes at the desk, whose page tells that it is there.
async fn sit(worker: &Client, time: Duration, pass: &Pass) -> Result<(), Failure> {
    for _ in 0..time.as_secs() / BEAT.as_secs() {
        pass(BEAT);
        worker.post("/desk/heartbeat", &json!({})).await?;
    }
    Ok(())
}

async fn wait_for_offer(worker: &Client) -> Result<(String, String), Failure> {
    for _ in 0..LOOKS {
        let desk = worker.get("/desk").await?;
        let offer = &desk["offers"][0];
        if let (Some(id), Some(task)) = (offer["id"].as_str(), offer["task_id"].as_str()) {
            return Ok((id.to_owned(), task.to_owned()));
        }
        tokio::time::sleep(LOOK).await;
    }
    Err(Failure::Odd("no offer came".to_owned()))
}
