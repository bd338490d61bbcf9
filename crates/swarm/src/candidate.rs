//! One simulated candidate: from sign-up to certificate through the public API. Some cheat or give up.

use std::time::Duration;

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use crate::{
    Client, Failure, Login, World,
    media::{self, Voice},
    script,
};

pub(crate) async fn live(world: World, seed: u64) {
    let Some(mailbox) = world.options.mailbox.clone() else { return };
    let mut rng = StdRng::seed_from_u64(seed);
    world.stats.add("candidates", 1);
    let began = Instant::now();
    let outcome = apply(&world, &mut rng, &mailbox, began).await;
    match outcome {
        Ok(word) => world.stats.add(word, 1),
        Err(failure) => {
            world.stats.refused(failure.code());
            tracing::debug!(%failure, "a simulated candidate gave up");
        }
    }
}

async fn apply(world: &World, rng: &mut StdRng, mailbox: &crate::Mailbox, began: Instant) -> Result<&'static str, Failure> {
    let client = enter(world, rng, mailbox).await?;
    let cheats = rng.random_bool(0.1);
    // Most know their trade; somebody in eight would rather guess.
    let knows = if rng.random_bool(0.125) { 0.5 } else { 0.97 };
    let mut mind = Mind { world, knows };
    sit(&mind, rng, &client, cheats).await?;
    client.post("/interviews/mine/submit", &json!({})).await?;
    world.stats.add("interviewed", 1);
    let submitted = Instant::now();
    let is_admitted = is_admitted(world, &client).await?;
    world.stats.took("submitted_to_scored", submitted.elapsed());
    if !is_admitted {
        return Ok("sent_to_review");
    }
    world.stats.add("admitted", 1);
    // Whoever was admitted reads the lessons.
    mind.knows = 0.97;
    study(&mind, rng, &client, began).await
}

/// Somebody who is asked things.
struct Mind<'a> {
    world: &'a World,
    /// Chance of knowing an answer.
    knows: f64,
}

/// Signs up, consents, says who they are and answers the vetting: the interview is open to them then.
pub(crate) async fn enter(world: &World, rng: &mut StdRng, mailbox: &crate::Mailbox) -> Result<Client, Failure> {
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
    let mut patience = Patience::new();
    let code = loop {
        match mailbox(&login.email) {
            Some(code) => break code,
            None => patience.wait("a verification mail").await?,
        }
    };
    client.post("/verify-email", &json!({ "email": login.email, "code": code })).await?;
    for purpose in ["service_terms", "identity_check", "interview_recording", "automated_scoring"] {
        client.put(&format!("/me/consents/{purpose}"), &json!({ "granted": true })).await?;
    }
    let application = client.post("/applications", &json!({})).await?;
    identify(world, rng, &client, &who.name).await?;
    // The first option is the good one, as on most forms; somebody in twenty answers one question otherwise.
    let asked = application["vetting"]["questions"].as_array().cloned().unwrap_or_default();
    let odd = rng.random_bool(0.05).then(|| rng.random_range(0..asked.len().max(1)));
    let answers: serde_json::Map<String, Value> = asked
        .iter()
        .enumerate()
        .filter_map(|(n, question)| {
            let options = question["options"].as_array()?;
            let option = if odd == Some(n) { options.last()? } else { options.first()? };
            Some((question["id"].as_str()?.to_owned(), option["id"].clone()))
        })
        .collect();
    client.put("/applications/mine/vetting", &json!({ "answers": answers })).await?;
    Ok(client)
}

/// Waits between questions, ever longer, for a quarter of an hour in all.
struct Patience {
    until: Instant,
    pause: Duration,
}

impl Patience {
    fn new() -> Self {
        Self { until: Instant::now() + Duration::from_secs(900), pause: Duration::from_millis(100) }
    }

    /// Errors: `Odd` when it has run out.
    async fn wait(&mut self, what: &str) -> Result<(), Failure> {
        if Instant::now() > self.until {
            return Err(Failure::Odd(format!("waited in vain for {what}")));
        }
        tokio::time::sleep(self.pause).await;
        self.pause = (self.pause * 2).min(Duration::from_secs(4));
        Ok(())
    }
}

/// States a document. Some mistype a digit first: that is refused by name, and counts nothing.
async fn identify(world: &World, rng: &mut StdRng, client: &Client, name: &str) -> Result<(), Failure> {
    let number = resident_number(rng);
    if rng.random_bool(0.1) {
        let mut slip = number.clone().into_bytes();
        if let Some(digit) = slip.get_mut(15) {
            *digit = b'0' + (*digit - b'0' + 1) % 10;
        }
        let wrong = json!({ "document": "resident_id", "number": String::from_utf8_lossy(&slip), "name": name });
        match client.put("/applications/mine/identity", &wrong).await {
            Ok(_) => world.stats.fault("a mistyped document was accepted".to_owned()),
            Err(failure) => world.stats.refused(failure.code()),
        }
    }
    let stated = json!({ "document": "resident_id", "number": number, "name": name });
    let seen = client.put("/applications/mine/identity", &stated).await?;
    if seen.to_string().contains(&number) {
        world.stats.fault("a document's number came back whole".to_owned());
    }
    world.stats.add("identified", 1);
    Ok(())
}

/// A made-up resident's number of an adult whose check sign holds.
fn resident_number(rng: &mut StdRng) -> String {
    let region = ["110105", "310115", "440305", "510107", "330106"][rng.random_range(0..5)];
    let (year, month, day) = (rng.random_range(1966..2004), rng.random_range(1..=12), rng.random_range(1..=28));
    let body = format!("{region}{year}{month:02}{day:02}{:03}", rng.random_range(1..1000));
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.bytes().zip(weights).map(|(b, w)| u32::from(b - b'0') * w).sum();
    let sign = char::from(b"10X98765432"[(sum % 11) as usize]);
    format!("{body}{sign}")
}

/// Takes the parts one by one until none is open. A part may have several rounds.
async fn sit(mind: &Mind<'_>, rng: &mut StdRng, client: &Client, cheats: bool) -> Result<(), Failure> {
    let mut voice = Voice::new(rng.random());
    for _ in 0..40 {
        let room = client.get("/interviews/mine").await?;
        let parts = room["parts"].as_array().cloned().unwrap_or_default();
        let Some(part) = parts.into_iter().find(|part| part["state"] == "open") else { return Ok(()) };
        take_part(mind, rng, client, &mut voice, &part, cheats).await?;
    }
    Err(Failure::Odd("the interview does not end".to_owned()))
}

async fn take_part(
    mind: &Mind<'_>,
    rng: &mut StdRng,
    client: &Client,
    voice: &mut Voice,
    part: &Value,
    cheats: bool,
) -> Result<(), Failure> {
    let world = mind.world;
    match part["kind"].as_str().unwrap_or("") {
        "typing" => {
            let text = part["text"].as_str().unwrap_or("").to_owned();
            if cheats {
                let pasted = json!({ "text": text, "events": [{ "at_ms": 500, "kind": "insert", "text": text }] });
                match client.post("/interviews/mine/typing", &pasted).await {
                    Ok(_) => world.stats.fault("a pasted typing test was accepted".to_owned()),
                    Err(failure) => world.stats.refused(failure.code()),
                }
            }
            let (answer, ms) = typed(rng, &text);
            // Whoever claims to have typed for so long must have been there for so long.
            tokio::time::sleep(Duration::from_millis(ms)).await;
            client.post("/interviews/mine/typing", &answer).await.map(|_| ())
        }
        "syllables" => {
            let tones: Vec<usize> = prompts(part).iter().map(|text| text.chars().next().map_or(0, script::tone_of)).collect();
            let (sound, marks) = voice.prompts(&tones, 900);
            upload(client, "syllables", &sound, &marks).await
        }
        "words" => {
            let (sound, marks) = voice.prompts(&vec![4; prompts(part).len()], 900);
            upload(client, "words", &sound, &marks).await
        }
        "read_aloud" => {
            if cheats {
                hand_in_silence(world, rng, client, voice).await?;
            }
            let letters = part["text"].as_str().unwrap_or("").chars().filter(|c| c.is_alphanumeric()).count();
            let syllables = if part["text"].as_str().is_some_and(str::is_ascii) { letters / 3 } else { letters };
            upload(client, "read_aloud", &voice.speech(syllables * 250), &[]).await
        }
        "talk" => {
            let most = part["max_seconds"].as_u64().unwrap_or(20).saturating_mul(1000) as usize;
            upload(client, "talk", &voice.speech((most * 2 / 3).min(24_000)), &[]).await
        }
        "dialogue" => converse(rng, client, part).await,
        "business" => {
            let answers = mind.pick_answers(rng, &part["questions"]);
            client.post("/interviews/mine/business", &json!({ "answers": answers })).await.map(|_| ())
        }
        "security" => {
            let answers = mind.pick_answers(rng, &part["questions"]);
            client.post("/interviews/mine/security", &json!({ "answers": answers })).await.map(|_| ())
        }
        other => Err(Failure::Odd(format!("an unknown part: {other}"))),
    }
}

fn prompts(part: &Value) -> Vec<String> {
    let all = part["prompts"].as_array().cloned().unwrap_or_default();
    all.iter().filter_map(|p| p.as_str().map(str::to_owned)).collect()
}

/// A bad take: it must be asked for again, never scored.
async fn hand_in_silence(world: &World, rng: &mut StdRng, client: &Client, voice: &mut Voice) -> Result<(), Failure> {
    let ms = rng.random_range(5_000..9_000);
    match record(client, "read_aloud", &voice.room(ms), &[]).await? {
        state if state == "redo" => world.stats.add("redone", 1),
        state => world.stats.fault(format!("a silent take became {state}")),
    }
    Ok(())
}

/// Human keystrokes: uneven pauses, a slip corrected now and then; and how long they took.
fn typed(rng: &mut StdRng, text: &str) -> (Value, u64) {
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
    (json!({ "text": written, "events": events }), at)
}

/// Hands in a recording that must be heard.
async fn upload(client: &Client, purpose: &str, sound: &[f32], marks: &[u64]) -> Result<(), Failure> {
    match record(client, purpose, sound, marks).await? {
        state if state == "done" => Ok(()),
        state => Err(Failure::Odd(format!("a good take of {purpose} became {state}"))),
    }
}

/// Sends a recording in chunks; gives the state it ended in.
async fn record(client: &Client, purpose: &str, sound: &[f32], marks: &[u64]) -> Result<String, Failure> {
    let recording = media::webm(sound);
    let (id, chunk) = begin_take(client, purpose).await?;
    let mut count = 0;
    for (n, bytes) in recording.chunks(chunk).enumerate() {
        send_chunk(client, &id, n, bytes).await?;
        count = n + 1;
    }
    let ms = sound.len() * 1000 / media::RATE;
    let ended =
        client.post(&format!("/uploads/{id}/complete"), &json!({ "chunks": count, "duration_ms": ms, "marks": marks })).await?;
    if let Some(reason) = ended["reason"].as_str() {
        tracing::debug!(purpose, reason, "a take has to be recorded again");
    }
    Ok(ended["state"].as_str().unwrap_or("").to_owned())
}

/// Begins a take; gives its id and the largest chunk.
pub(crate) async fn begin_take(client: &Client, purpose: &str) -> Result<(String, usize), Failure> {
    let opened = client.post("/uploads", &json!({ "purpose": purpose, "mime": "audio/webm" })).await?;
    let chunk = (opened["chunk_max"].as_u64().unwrap_or(65_536) as usize).clamp(1, 48 * 1024);
    Ok((opened["id"].as_str().unwrap_or("").to_owned(), chunk))
}

pub(crate) async fn send_chunk(client: &Client, id: &str, n: usize, bytes: &[u8]) -> Result<(), Failure> {
    let hash: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
    client.put_bytes(&format!("/uploads/{id}/chunks/{n}"), bytes.to_vec(), &hash).await.map(|_| ())
}

async fn converse(rng: &mut StdRng, client: &Client, part: &Value) -> Result<(), Failure> {
    let card = part["scenario"]["brief"].as_str().unwrap_or("");
    let lines = script::by_the_card(rng, card, card.contains("Follow"));
    for n in 0..30 {
        // Whoever has said all they had to say goes on being polite until the customer is done.
        let spare = if card.contains("Follow") {
            format!("Thank you ({n}). Goodbye.")
        } else {
            format!("谢谢您（{n}），再见。")
        };
        let state = client.post("/interviews/mine/dialogue", &json!({ "text": lines.get(n).unwrap_or(&spare) })).await?;
        if state["done"].as_bool().unwrap_or(false) {
            break;
        }
    }
    Ok(())
}

impl Mind<'_> {
    /// The options that this person holds for right: known ones, else any.
    fn pick_answers(&self, rng: &mut StdRng, questions: &Value) -> Vec<Value> {
        let all = questions.as_array().cloned().unwrap_or_default();
        let known = |option: &&Value| option["text"].as_str().is_some_and(|text| self.world.options.knowledge.contains(text));
        let chosen = all.iter().filter_map(|question| {
            let options = question["options"].as_array()?;
            let any = options.get(rng.random_range(0..options.len()))?;
            let option = if rng.random_bool(self.knows) { options.iter().find(known).unwrap_or(any) } else { any };
            Some(json!({ "question": question["id"], "option": option["id"] }))
        });
        chosen.collect()
    }
}

async fn is_admitted(world: &World, client: &Client) -> Result<bool, Failure> {
    let mut patience = Patience::new();
    loop {
        let application = client.get("/applications/mine").await?;
        match application["state"].as_str().unwrap_or("") {
            "admitted" => return Ok(true),
            "review" | "declined" => return Ok(false),
            _ if world.is_closing() => return Ok(false),
            _ => patience.wait("a score").await?,
        }
    }
}

async fn study(mind: &Mind<'_>, rng: &mut StdRng, client: &Client, began: Instant) -> Result<&'static str, Failure> {
    let world = mind.world;
    let skills = client.get("/skills").await?;
    let skill = skills["items"][0]["code"].as_str().unwrap_or("").to_owned();
    let course = client.get(&format!("/courses/{skill}")).await?;
    for lesson in course["lessons"].as_array().cloned().unwrap_or_default() {
        for _ in 0..4 {
            let answers = mind.pick_answers(rng, &lesson["quiz"]);
            let marked =
                client.post(&format!("/courses/{skill}/lessons/{}", lesson["n"]), &json!({ "answers": answers })).await?;
            if marked["done"].as_bool().unwrap_or(false) {
                break;
            }
        }
    }
    train(world, client, &skill).await?;
    let exam = client.post("/exams", &json!({ "skill": skill })).await?;
    world.think(rng, 20.0).await;
    let answers = mind.pick_answers(rng, &exam["questions"]);
    let id = exam["id"].as_str().unwrap_or("");
    let result = client.post(&format!("/exams/{id}/answers"), &json!({ "answers": answers })).await?;
    if !result["passed"].as_bool().unwrap_or(false) {
        return Ok("failed_exam");
    }
    world.stats.took("sign_up_to_certified", began.elapsed());
    Ok(if test_call(world, rng, client, &skill).await? { "live" } else { "certified" })
}

/// What to say at a step, as the simulator's advice taught it.
type Taught = std::collections::HashMap<String, String>;

/// Practises to hear what to say, then sits scenario exams until three in a row are passed.
async fn train(world: &World, client: &Client, skill: &str) -> Result<(), Failure> {
    let offered = client.get("/simulations/scenarios").await?;
    let mine: Vec<Value> = offered["items"].as_array().into_iter().flatten().filter(|s| s["skill"] == skill).cloned().collect();
    // An enterprise's own dialogue is trained on where there is one: it runs that enterprise's procedure.
    let house = mine.iter().find(|s| s["enterprise"].is_string());
    let Some(scenario) = house.or(mine.first()).and_then(|s| s["id"].as_str()) else { return Ok(()) };
    if house.is_some() {
        world.stats.add("trained_in_house", 1);
    }
    let mut taught = Taught::new();
    // What customers agree to differs; so do the steps that they lead to.
    for _ in 0..4 {
        play(client, scenario, "practice", &mut taught).await?;
    }
    for _ in 0..20 {
        let course = client.get(&format!("/courses/{skill}")).await?;
        if course["exam"]["scenarios_left"] == 0 || world.is_closing() {
            break;
        }
        let is_passed = play(client, scenario, "exam", &mut taught).await?;
        world.stats.add("scenario_exams", 1);
        // Whoever met a step that nobody had taught them practises again.
        for _ in 0..if is_passed { 0 } else { 3 } {
            play(client, scenario, "practice", &mut taught).await?;
        }
    }
    Ok(())
}

/// Does the step that is waited for, in the words that were taught, until the conversation ends. Whether it was passed.
async fn play(client: &Client, scenario: &str, mode: &str, taught: &mut Taught) -> Result<bool, Failure> {
    let mut view = client.post("/simulations", &json!({ "scenario": scenario, "mode": mode })).await?;
    for _ in 0..60 {
        if view["state"] != "open" {
            break;
        }
        for advice in view["advice"].as_array().into_iter().flatten().filter(|a| a["kind"] == "next_step") {
            let step = advice["rule"].as_str().and_then(|r| r.split('#').nth(1)).unwrap_or("");
            let text = advice["text"].as_str().and_then(|t| t.split_once(": ")).map_or("", |(_, prompt)| prompt);
            taught.insert(step.to_owned(), text.replace(['{', '}'], ""));
        }
        let steps = view["steps"].as_array().cloned().unwrap_or_default();
        let Some(step) = steps.iter().find(|s| s["state"] == "current") else { break };
        let name = step["step"].as_str().unwrap_or("");
        let said = taught.get(name).filter(|t| !t.is_empty()).map_or(step["title"].as_str().unwrap_or(name), String::as_str);
        let body = if step["function"] == "act" { json!({ "act": name }) } else { json!({ "text": said }) };
        let id = view["id"].as_str().unwrap_or("").to_owned();
        view = client.post(&format!("/simulations/{id}/turns"), &body).await?;
    }
    Ok(view["state"] == "passed")
}

/// Asks for a test call, answers whoever plays the customer, and waits for the sheets. Whether it was passed.
async fn test_call(world: &World, rng: &mut StdRng, client: &Client, skill: &str) -> Result<bool, Failure> {
    const WORDS: [&str; 4] = [
        "您好，我是客服，很高兴为您服务。",
        "非常抱歉给您带来不便，请问方便说一下具体情况吗？",
        "我马上为您核实并按流程处理。",
        "已经为您登记处理，请您留意结果，感谢您的耐心。",
    ];
    let call = client.post("/test-calls", &json!({ "skill": skill })).await?;
    let id = call["id"].as_str().unwrap_or("").to_owned();
    let mut said = 0;
    for _ in 0..240 {
        let now = client.get(&format!("/test-calls/{id}")).await?;
        let heard = now["lines"].as_array().into_iter().flatten().filter(|l| l["from"] == "customer").count();
        match now["state"].as_str().unwrap_or("") {
            "passed" => return Ok(true),
            "failed" => return Ok(false),
            "calling" if said == WORDS.len() => {
                client.post(&format!("/test-calls/{id}/end"), &json!({})).await?;
            }
            "calling" if heard > said => {
                world.think(rng, 2.0).await;
                client.post(&format!("/test-calls/{id}/lines"), &json!({ "text": WORDS[said] })).await?;
                said += 1;
            }
            _ if world.is_closing() => return Ok(false),
            _ => tokio::time::sleep(Duration::from_millis(500)).await,
        }
    }
    Ok(false)
}
