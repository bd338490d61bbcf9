//! One simulated enterprise's trainer: sets a price on steps, publishes the enterprise's own procedure, writes a scenario for
//! it, and makes scenarios of conversations that failed.

use std::{collections::HashSet, time::Duration};

use serde_json::{Value, json};

use crate::{Client, Failure, Login, World};

/// Price of a standard step, thousandths of a fen, and how much a piece with its steps may cost beyond its own price.
const STEP_MILLI: i64 = 15_500;
const STEPS_MOST: i64 = 600;
/// Scenarios made of conversations in one run.
const MADE: usize = 5;

pub(crate) async fn live(world: World, login: Login) {
    let mut made = HashSet::new();
    let mut is_set = false;
    while !world.is_closing() {
        if let Err(failure) = work(&world, &login, &mut is_set, &mut made).await {
            world.stats.refused(failure.code());
            tracing::debug!(email = login.email, %failure, "a simulated trainer's round ended early");
        }
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
}

async fn work(world: &World, login: &Login, is_set: &mut bool, made: &mut HashSet<String>) -> Result<(), Failure> {
    let client = Client::new(&world.options.base)?;
    client.sign_in(login).await?;
    while !world.is_closing() {
        if !*is_set {
            set_up(world, &client).await?;
            *is_set = true;
        }
        if made.len() < MADE {
            learn(world, &client, made).await?;
        }
        tokio::time::sleep(Duration::from_secs(3)).await;
    }
    Ok(())
}

/// Prices, the enterprise's own procedure, and a scenario over it. What is there already stays.
async fn set_up(world: &World, client: &Client) -> Result<(), Failure> {
    let projects = client.get("/projects").await?;
    let project = &projects["items"][0];
    let price = project["price"]["minor"].as_i64().unwrap_or(100);
    let money = |minor: i64| json!({ "minor": minor, "currency": "CNY" });
    let rates = json!({ "price": money(price), "step_milli": STEP_MILLI, "most": money(price + STEPS_MOST) });
    client.put(&format!("/projects/{}/rates", project["id"].as_str().unwrap_or("")), &rates).await?;
    let all = client.get("/procedures").await?;
    let fits = |p: &&Value| p["skill"] == project["skill"];
    let Some(procedure) = all["items"].as_array().into_iter().flatten().find(fits).cloned() else { return Ok(()) };
    let name = procedure["name"].as_str().unwrap_or("").to_owned();
    if procedure["own"] != true {
        let versions = client.get(&format!("/procedures/{name}")).await?;
        let source = format!("{}# 本店版本\n", versions["items"][0]["source"].as_str().unwrap_or(""));
        let kept = client.put("/procedures", &json!({ "source": source })).await?;
        client.post(&format!("/procedures/{name}/publish"), &json!({ "hash": kept["hash"] })).await?;
        world.stats.add("procedures_published", 1);
    }
    let form = json!({
        "id": "house-hurried", "sop": name, "title": { "zh": "着急的老客户", "en": "A regular in a hurry" },
        "opening": [{ "zh": "在吗？我这边比较急，麻烦快点帮我处理。", "en": "Hello? I am in a hurry, please help me quickly." }],
        "persona": ["hurried"], "patience": 6, "mood": "uneasy",
    });
    publish(world, client, &form).await.map(drop)
}

/// Keeps a scenario and puts it in force. False when it was refused, with its lines.
async fn publish(world: &World, client: &Client, form: &Value) -> Result<bool, Failure> {
    let kept = match client.put("/scenarios", &json!({ "form": form })).await {
        Ok(kept) => kept,
        Err(Failure::Refused { status, code, .. }) if status < 500 => {
            world.stats.refused(&code);
            world.stats.add("scenarios_refused", 1);
            return Ok(false);
        }
        Err(failure) => return Err(failure),
    };
    let name = kept["name"].as_str().unwrap_or("");
    client.post(&format!("/scenarios/{name}/publish"), &json!({ "hash": kept["hash"] })).await?;
    world.stats.add("scenarios_published", 1);
    Ok(true)
}

/// Makes a scenario of a conversation that failed its evaluation.
async fn learn(world: &World, client: &Client, made: &mut HashSet<String>) -> Result<(), Failure> {
    let failed = client.get("/evaluations?result=failed&limit=20").await?;
    let fresh = failed["items"].as_array().into_iter().flatten().filter_map(|e| e["conversation_id"].as_str());
    let Some(id) = fresh.map(str::to_owned).find(|id| !made.contains(id)) else { return Ok(()) };
    made.insert(id.clone());
    let lesson = client.get(&format!("/conversations/{id}/lesson")).await?;
    let choices = client.get("/scenario-choices").await?;
    let all = choices["procedures"].as_array().cloned().unwrap_or_default();
    let ran = all.iter().find(|p| p["name"] == lesson["procedure"]);
    let Some(procedure) = ran.or_else(|| all.iter().find(|p| p["skill"] == lesson["skill"])) else { return Ok(()) };
    let slots = procedure["slots"].as_array().cloned().unwrap_or_default();
    let known = |name: &str| slots.iter().any(|s| s["name"] == name);
    let goal: serde_json::Map<String, Value> = lesson["slots"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| known(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let opening: Vec<Value> = lesson["opening"].as_array().into_iter().flatten().map(|t| json!({ "zh": t, "en": t })).collect();
    let trains: Vec<Value> = lesson["wrong"].as_array().into_iter().flatten().map(|w| w["step"].clone()).collect();
    let form = json!({
        "id": format!("from-{}", id.get(id.len().saturating_sub(8)..).unwrap_or(&id)), "sop": procedure["name"],
        "title": { "zh": "来自会话", "en": "From a conversation" }, "opening": opening, "mood": "uneasy", "patience": 8,
        "trains": trains, "made_from": id, "goal": goal,
    });
    if publish(world, client, &form).await? {
        world.stats.add("scenarios_made", 1);
    }
    Ok(())
}
