//! One simulated worker: enrols a passkey, goes online, serves what is offered. Some ignore, decline, vanish or misbehave.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use tokio::time::{Instant, interval};

use crate::{
    Client, Failure, Login, SoftKey, World, assessor, script,
    socket::{Feed, Frame},
    steps,
    typist::{KEYS, Moments, Tempo, Typist},
    writer::{self, Writer},
};

/// A conversation being served.
#[derive(Default)]
struct Talk {
    task: String,
    answered: usize,
    waiting_since: Option<Instant>,
    is_english: bool,
}

/// How long a worker stays away who was told to rest.
const REST: Duration = Duration::from_secs(60);

struct Desk {
    world: World,
    /// Set to break by the platform: goes home once everybody is served.
    sent_home: bool,
    client: Arc<Client>,
    rng: StdRng,
    talks: HashMap<String, Talk>,
    /// Customer messages seen, to notice doubles.
    seen: HashSet<String>,
    /// Goes on when told not to.
    is_stubborn: bool,
    /// Where the answers come from.
    writer: Writer,
    /// Who is at the keys.
    hands: Hands,
}

/// The hands that type, and whether they are the worker's own.
struct Hands {
    typist: Typist,
    day: Tempo,
    /// Somebody else sat down in the middle of the shift, and has not the worker's key.
    is_somebody_else: bool,
    /// The platform asks for the worker's key.
    is_asked: bool,
}

impl Hands {
    fn new(seed: u64, is_somebody_else: bool) -> Self {
        let mut typist = Typist::new(seed);
        Self { day: typist.day(), typist, is_somebody_else, is_asked: false }
    }
}

pub(crate) async fn live(world: World, login: Login, seed: u64) {
    let mut rounds = 0_u64;
    let mut key = match SoftKey::new(&world.options.base, seed) {
        Ok(key) => key,
        Err(failure) => return world.stats.fault(failure.to_string()),
    };
    while !world.is_closing() {
        rounds += 1;
        if let Err(failure) = shift(&world, &login, &mut key, seed, rounds).await {
            world.stats.refused(failure.code());
            if failure.code() == "rest_needed" {
                tokio::time::sleep(REST).await;
            }
            tracing::debug!(email = login.email, %failure, "a simulated worker's shift ended early");
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// Signs in, proves the device and works until the population closes or this worker vanishes.
async fn shift(world: &World, login: &Login, key: &mut SoftKey, person: u64, rounds: u64) -> Result<(), Failure> {
    let client = Arc::new(Client::new(&world.options.base)?);
    client.sign_in(login).await?;
    prove_device(&client, key).await?;
    client.put("/me/consents/typing_rhythm", &json!({ "granted": true })).await?;
    let mut rng = StdRng::seed_from_u64(person ^ rounds);
    let mut feed = Feed::open(Arc::clone(&client), Arc::clone(&world.stats), rng.random_bool(0.3));
    let is_stubborn = rng.random_bool(0.2);
    let writer = if rng.random_bool(0.1) { Writer::Paster } else { Writer::Hand };
    let mut desk = Desk {
        world: world.clone(),
        sent_home: false,
        client,
        rng,
        talks: HashMap::new(),
        seen: HashSet::new(),
        is_stubborn,
        writer,
        hands: Hands::new(person, false),
    };
    desk.catch_up().await?;
    desk.client.put("/desk/presence", &json!({ "state": "available" })).await?;
    world.stats.add("shifts", 1);
    let mut beat = interval(Duration::from_secs(5));
    let mut work = interval(Duration::from_millis(200));
    let mut closing = world.closing.clone();
    let vanishes = desk.rng.random_bool(0.15).then(|| Instant::now() + Duration::from_secs(desk.rng.random_range(20..120)));
    loop {
        tokio::select! {
            frame = feed.next() => match frame {
                Some(frame) => desk.hear(frame).await?,
                None => return Err(Failure::Odd("the desk's socket ended".to_owned())),
            },
            _ = beat.tick() => { desk.client.post("/desk/heartbeat", &json!({})).await?; }
            _ = work.tick() => desk.answer_someone().await?,
            () = async { let _ = closing.wait_for(|c| *c).await; }, if desk.talks.is_empty() => {
                desk.client.put("/desk/presence", &json!({ "state": "offline" })).await?;
                return Ok(());
            }
        }
        if desk.hands.is_asked {
            if desk.hands.is_somebody_else {
                world.stats.add("swapped_stopped", 1);
                return Ok(());
            }
            // The worker's own key answers, and work goes on.
            world.stats.add("rechecked", 1);
            attest(&desk.client, key).await?;
            desk.hands.is_asked = false;
            desk.talks.clear();
            desk.client.put("/desk/presence", &json!({ "state": "available" })).await?;
        }
        if desk.sent_home && desk.talks.is_empty() {
            desk.client.put("/desk/presence", &json!({ "state": "offline" })).await?;
            return Ok(());
        }
        if vanishes.is_some_and(|at| Instant::now() > at) && !world.is_closing() {
            world.stats.add("vanished", 1);
            return Ok(());
        }
    }
}

/// Uses the passkey, enrolling it first if the server does not know it.
pub(crate) async fn prove_device(client: &Client, key: &mut SoftKey) -> Result<(), Failure> {
    for purpose in ["service_terms", "device_attestation"] {
        client.put(&format!("/me/consents/{purpose}"), &json!({ "granted": true })).await?;
    }
    if matches!(attest(client, key).await, Err(Failure::Refused { .. })) {
        let begun = client.post("/me/passkeys/begin", &json!({})).await?;
        let credential = key.create(&begun["options"])?;
        client
            .post(
                "/me/passkeys/finish",
                &json!({ "ceremony_id": begun["ceremony_id"], "label": "simulated", "credential": credential }),
            )
            .await?;
        attest(client, key).await?;
    }
    Ok(())
}

async fn attest(client: &Client, key: &mut SoftKey) -> Result<(), Failure> {
    let begun = client.post("/me/attest/begin", &json!({})).await?;
    let credential = key.get(&begun["options"])?;
    client.post("/me/attest/finish", &json!({ "ceremony_id": begun["ceremony_id"], "credential": credential })).await?;
    Ok(())
}

impl Desk {
    /// Reads the desk's snapshot, as after signing in or a gap.
    async fn catch_up(&mut self) -> Result<(), Failure> {
        let desk = self.client.get("/desk").await?;
        for offer in desk["offers"].as_array().cloned().unwrap_or_default() {
            self.consider(&offer).await?;
        }
        for conversation in desk["conversations"].as_array().cloned().unwrap_or_default() {
            self.take_up(&conversation["id"], &conversation["task_id"]).await?;
        }
        Ok(())
    }

    async fn hear(&mut self, frame: Frame) -> Result<(), Failure> {
        let Frame::Event { kind, body, .. } = frame else {
            if let Frame::Ready { gap: true } = frame {
                self.catch_up().await?;
            }
            return Ok(());
        };
        match kind.as_str() {
            "offer" => self.consider(&body).await?,
            "test_call" => self.assess(body),
            "message" => self.note_message(&body),
            "presence" if body["state"] == "break" => {
                self.world.stats.add("sent_home", 1);
                self.sent_home = true;
            }
            "task.closed" => {
                let id = body["conversation_id"].as_str().unwrap_or("").to_owned();
                self.talks.remove(&id);
            }
            _ => {}
        }
        Ok(())
    }

    /// A part in a test call is served beside the desk's own work.
    fn assess(&mut self, offer: Value) {
        let (world, client, mut rng) = (self.world.clone(), Arc::clone(&self.client), StdRng::seed_from_u64(self.rng.random()));
        tokio::spawn(async move {
            if let Err(failure) = assessor::offered(&world, &mut rng, &client, &offer).await {
                world.stats.refused(failure.code());
            }
        });
    }

    async fn consider(&mut self, offer: &Value) -> Result<(), Failure> {
        self.world.stats.add("offers", 1);
        let Some(id) = offer["id"].as_str().or_else(|| offer["reservation"].as_str()).map(ToOwned::to_owned) else {
            self.world.stats.fault("an offer without an id".to_owned());
            return Ok(());
        };
        match self.rng.random_range(0..100) {
            0..4 => {
                self.world.stats.add("ignored", 1);
                return Ok(());
            }
            4..7 => {
                self.world.stats.add("declined", 1);
                let outcome = self.client.post(&format!("/offers/{id}/decline"), &json!({ "reason": "busy" })).await;
                return self.tolerate(outcome);
            }
            _ => {}
        }
        self.world.think(&mut self.rng, 1.5).await;
        match self.client.post(&format!("/offers/{id}/accept"), &json!({})).await {
            Ok(accepted) => {
                self.world.stats.add("accepted", 1);
                self.take_up(&accepted["conversation_id"], &accepted["task_id"]).await
            }
            outcome => self.tolerate(outcome),
        }
    }

    /// A refusal is part of life; a broken line ends the shift.
    fn tolerate(&self, outcome: Result<Value, Failure>) -> Result<(), Failure> {
        match outcome {
            Ok(_) => Ok(()),
            Err(Failure::Refused { status, code, .. }) if status < 500 => {
                self.world.stats.refused(&code);
                Ok(())
            }
            Err(failure) => Err(failure),
        }
    }

    async fn take_up(&mut self, conversation: &Value, task: &Value) -> Result<(), Failure> {
        let (Some(id), Some(task)) = (conversation.as_str(), task.as_str()) else { return Ok(()) };
        let thread = match self.client.get(&format!("/conversations/{id}")).await {
            Ok(thread) => thread,
            outcome => return self.tolerate(outcome),
        };
        let messages = thread["messages"].as_array().cloned().unwrap_or_default();
        let answered = messages.iter().filter(|m| m["from"] == "worker").count();
        let last_is_customer = messages.last().is_some_and(|m| m["from"] == "customer");
        for message in &messages {
            self.look_for_leaks(message["text"].as_str().unwrap_or(""));
            self.seen.insert(message["id"].as_str().unwrap_or("").to_owned());
        }
        let text = messages.first().and_then(|m| m["text"].as_str()).unwrap_or("");
        let talk = self.talks.entry(id.to_owned()).or_default();
        talk.task = task.to_owned();
        talk.answered = answered;
        talk.is_english = text.is_ascii();
        talk.waiting_since = last_is_customer.then(Instant::now);
        Ok(())
    }

    fn note_message(&mut self, body: &Value) {
        let message = if body["message"].is_object() { &body["message"] } else { body };
        let conversation =
            body["conversation_id"].as_str().or_else(|| message["conversation_id"].as_str()).unwrap_or("").to_owned();
        if message["from"] != "customer" {
            return;
        }
        self.look_for_leaks(message["text"].as_str().unwrap_or(""));
        let id = message["id"].as_str().unwrap_or("").to_owned();
        self.seen.insert(id);
        if let Some(talk) = self.talks.get_mut(&conversation) {
            talk.waiting_since.get_or_insert_with(Instant::now);
        }
    }

    /// A worker must never see a plain mobile number; this is the crudest possible look.
    fn look_for_leaks(&self, text: &str) {
        let mut run = 0;
        for c in text.chars().chain(std::iter::once(' ')) {
            if c.is_ascii_digit() {
                run += 1;
            } else {
                if run == 11 {
                    self.world.stats.fault("eleven digits in a row reached a desk".to_owned());
                }
                run = 0;
            }
        }
    }

    /// Answers the customer who has waited longest.
    async fn answer_someone(&mut self) -> Result<(), Failure> {
        let waiting =
            self.talks.iter().filter_map(|(id, t)| Some((t.waiting_since?, id.clone()))).min_by_key(|(since, _)| *since);
        let Some((_, id)) = waiting else { return self.end_the_silent().await };
        self.world.think(&mut self.rng, 3.0).await;
        let Some(talk) = self.talks.get(&id) else { return Ok(()) };
        let (n, is_english) = (talk.answered, talk.is_english);
        if self.rng.random_bool(0.05) {
            self.misbehave(&id).await?;
        }
        if self.writer == Writer::Paster {
            self.paste(&id).await?;
        }
        let text = script::worker_line(&mut self.rng, n, is_english);
        let outcome = self.say(&id, &text).await;
        if outcome.is_ok() {
            self.world.stats.add("answers", 1);
            self.tell_keys().await?;
            if let Some(talk) = self.talks.get_mut(&id) {
                talk.answered += 1;
                talk.waiting_since = None;
            }
        } else if let Some(talk) = self.talks.get_mut(&id) {
            talk.waiting_since = None;
        }
        self.tolerate(outcome)?;
        let most = self.rng.random_range(1..5);
        match steps::go_on(&self.client, &mut self.rng, &id, most).await {
            Ok(done) => self.world.stats.add("steps", done),
            Err(failure) => self.tolerate(Err(failure))?,
        }
        if n >= 3 {
            self.close(&id).await?;
        }
        Ok(())
    }

    /// Sends a proper answer, typed. One that runs ahead of the procedure is sent for a reason, once the procedure has caught up.
    async fn say(&mut self, id: &str, text: &str) -> Result<Value, Failure> {
        let path = format!("/conversations/{id}/messages");
        let counts = Writer::Hand.counts(&mut self.rng, text);
        let started = Instant::now();
        let outcome = self.client.post(&path, &json!({ "text": text, "provenance": counts })).await;
        if outcome.is_ok() {
            self.world.stats.took("worker_send", started.elapsed());
        }
        if outcome.as_ref().is_err_and(|failure| failure.code() == "draft_blocked") {
            self.world.stats.add("answers_held", 1);
            let done = steps::go_on(&self.client, &mut self.rng, id, 12).await?;
            self.world.stats.add("steps", done);
            let reason = script::excuse(&mut self.rng);
            return self.client.post(&path, &json!({ "text": text, "provenance": counts, "override_reason": reason })).await;
        }
        outcome
    }

    /// Brings a ready answer in; told off, a stubborn worker insists and others leave it.
    async fn paste(&mut self, id: &str) -> Result<(), Failure> {
        let text = writer::ready(&mut self.rng);
        let counts = self.writer.counts(&mut self.rng, text);
        let path = format!("/conversations/{id}/messages");
        self.world.stats.add("pasted", 1);
        let mut outcome = self.client.post(&path, &json!({ "text": text, "provenance": counts })).await;
        if outcome.as_ref().is_err_and(|failure| failure.code() == "draft_blocked") {
            self.world.stats.add("pastes_held", 1);
            if !self.is_stubborn {
                return Ok(());
            }
            let reason = script::excuse(&mut self.rng);
            outcome = self.client.post(&path, &json!({ "text": text, "provenance": counts, "override_reason": reason })).await;
        }
        self.tolerate(outcome)
    }

    /// Tries to send what must not be sent; getting through is counted, for the masters of the detectors to read. A stubborn
    /// worker tries several times, and insists on what was only warned about.
    async fn misbehave(&mut self, id: &str) -> Result<(), Failure> {
        for _ in 0..if self.is_stubborn { 4 } else { 1 } {
            let text = script::bad_worker_line(&mut self.rng);
            self.world.stats.add("misbehaved", 1);
            let path = format!("/conversations/{id}/messages");
            let mut outcome = self.client.post(&path, &json!({ "text": text })).await;
            if self.is_stubborn && outcome.as_ref().is_err_and(|failure| failure.code() == "draft_blocked") {
                let reason = script::excuse(&mut self.rng);
                outcome = self.client.post(&path, &json!({ "text": text, "override_reason": reason })).await;
                if outcome.is_ok() {
                    self.world.stats.add("overridden", 1);
                    continue;
                }
            }
            match outcome {
                Ok(_) => self.world.stats.add("misbehaviour_sent", 1),
                outcome => self.tolerate(outcome)?,
            }
        }
        Ok(())
    }

    /// Reports how an answer was typed. Once the platform knows the worker, somebody else may sit down at the desk.
    async fn tell_keys(&mut self) -> Result<(), Failure> {
        let (down, between) = self.hands.typist.window(self.hands.day);
        let told = |all: Moments| -> Value {
            all.into_iter().map(|(class, (n, mean, sd))| (class.to_owned(), json!({ "n": n, "mean": mean, "sd": sd }))).collect()
        };
        let window = json!({ "keys": KEYS, "dwell": told(down), "flight": told(between) });
        let now = kernel::Clock::system().now().millis();
        let body = json!({ "window": window, "offset_min": 480, "at_ms": now });
        match self.client.post("/desk/rhythm", &body).await {
            Ok(standing) => {
                self.hands.is_asked = standing["state"] == "recheck";
                if standing["state"] == "ok" && !self.hands.is_somebody_else && self.rng.random_bool(0.005) {
                    self.world.stats.add("swapped", 1);
                    self.hands = Hands::new(self.rng.random_range(1 << 40..1 << 41), true);
                }
                Ok(())
            }
            outcome => self.tolerate(outcome),
        }
    }

    /// Closes a conversation whose customer has fallen silent, now and then.
    async fn end_the_silent(&mut self) -> Result<(), Failure> {
        let quiet = if self.world.is_closing() { 1.0 } else { 0.01 };
        if !self.rng.random_bool(quiet) {
            return Ok(());
        }
        let answered = self.talks.iter().find(|(_, t)| t.answered > 0).map(|(id, _)| id.clone());
        let any = answered.or_else(|| self.talks.keys().next().cloned().filter(|_| self.world.is_closing()));
        match any {
            Some(id) => self.close(&id).await,
            None => Ok(()),
        }
    }

    async fn close(&mut self, id: &str) -> Result<(), Failure> {
        let Some(talk) = self.talks.remove(id) else { return Ok(()) };
        let outcome = self.client.post(&format!("/conversations/{id}/close"), &json!({})).await;
        self.tolerate(outcome)?;
        self.world.think(&mut self.rng, 1.0).await;
        let code = if self.rng.random_bool(0.8) { "resolved" } else { "follow_up" };
        match self.client.post(&format!("/tasks/{}/wrap-up", talk.task), &json!({ "code": code, "note": "" })).await {
            Ok(_) => {
                self.world.stats.add("completed", 1);
                Ok(())
            }
            outcome => self.tolerate(outcome),
        }
    }
}
