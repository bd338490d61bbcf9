//! One conversation from first word to rating, step by step, with somebody else's hand on the clock: for making history.

use std::{sync::Arc, time::Duration};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::json;

use crate::{
    Client, Failure, Login, SoftKey,
    script::{self, Manner},
    worker,
};

/// Moves the server's clock.
pub type Pass = dyn Fn(Duration) + Send + Sync;

/// Between two signs of life of a desk.
const BEAT: Duration = Duration::from_secs(15);

/// What an episode needs. `pass` moves the server's clock.
pub struct Episode<'a> {
    pub base: &'a str,
    pub widget: &'a str,
    pub login: &'a Login,
    pub key: &'a mut SoftKey,
    pub seed: u64,
    /// How long the worker and the customer look into it before they go on.
    pub linger: Duration,
    pub pass: &'a Pass,
}

impl Episode<'_> {
    /// Plays it; the worker signs in for it and leaves after it.
    pub async fn play(self) -> Result<(), Failure> {
        let mut rng = StdRng::seed_from_u64(self.seed);
        let who = script::persona(&mut rng);
        let worker = Arc::new(Client::new(self.base)?);
        worker.sign_in(self.login).await?;
        worker::prove_device(&worker, self.key).await?;
        worker.put("/desk/presence", &json!({ "state": "available" })).await?;
        let customer = Client::new(self.base)?;
        let known = json!({ "name": who.name, "phone": who.phone, "email": who.email, "order": who.order });
        customer.post("/widget/sessions", &json!({ "widget_token": self.widget, "known": known })).await?;
        let lines = script::customer_lines(&mut rng, &who, Manner::Plain);
        let Some((first, rest)) = lines.split_first() else { return Ok(()) };
        customer.post("/widget/messages", &json!({ "text": first })).await?;
        let (offer, task) = wait_for_offer(&worker).await?;
        (self.pass)(Duration::from_secs(rng.random_range(3..12)));
        let accepted = worker.post(&format!("/offers/{offer}/accept"), &json!({})).await?;
        let conversation = accepted["conversation_id"].as_str().unwrap_or("").to_owned();
        sit(&worker, self.linger, self.pass).await?;
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

/// A worker at the desk for `time`, whether customers come or not; signs in for it and leaves after it.
pub async fn stand_by(base: &str, login: &Login, key: &mut SoftKey, time: Duration, pass: &Pass) -> Result<(), Failure> {
    let worker = Client::new(base)?;
    worker.sign_in(login).await?;
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
    for _ in 0..200 {
        let desk = worker.get("/desk").await?;
        let offer = &desk["offers"][0];
        if let (Some(id), Some(task)) = (offer["id"].as_str(), offer["task_id"].as_str()) {
            return Ok((id.to_owned(), task.to_owned()));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Err(Failure::Odd("no offer came".to_owned()))
}
