//! A customer and a worker talk, on both engines: what each sees, what is stored, and what must never get through.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod beside;
mod drawn;
mod policies;
mod supervise;
mod thread;
#[path = "../../../dispatch/tests/dispatch/world.rs"]
mod world;

use std::sync::Arc;

use kernel::{Id, policy::Policy};
use serde_json::{Value, json};
use testkit::Base;
use world::{Person, World, world};

pub(crate) const PHONE: &str = "13812345678";

pub(crate) async fn talking(base: Base) -> World {
    talking_under(base, std::str::from_utf8(patrol::BASE_CN).unwrap()).await
}

pub(crate) async fn talking_under(base: Base, rules: &str) -> World {
    let rules = Policy::<patrol::Rules>::parse("base-cn", rules.as_bytes()).unwrap();
    world(base, |_, mut setup| {
        let detector = masking::load(&testkit::policies_from_disk()).unwrap();
        setup.routes = setup.routes.merge(conversation::routes());
        setup.consumers.extend(conversation::consumers());
        setup.extras.push(Arc::new(rules));
        setup.extras.push(Arc::new(detector));
        setup.extras.push(Arc::new(conversation::Drawing::new(None)));
        setup.deliver = Some(conversation::expander());
        setup
    })
    .await
}

/// A customer with an open widget.
pub(crate) struct Visitor {
    pub(crate) token: String,
    pub(crate) contact: Id<()>,
}

pub(crate) async fn visit(w: &World, known: Value) -> Visitor {
    let project = w.project;
    let widget = w.app.read(move |c| market::project(c, project)).await.widget_token;
    let body = json!({"widget_token": widget, "known": known});
    let opened = w.app.post("/widget/sessions", &body).send().await.ok();
    let token = opened["access_token"].as_str().unwrap().to_owned();
    Visitor { token, contact: opened["contact_id"].as_str().unwrap().parse().unwrap() }
}

pub(crate) async fn says(w: &World, who: &Visitor, text: &str) -> Value {
    let said = w.app.post("/widget/messages", &json!({"text": text})).bearer(&who.token).send().await.ok();
    w.advance(0.5);
    said["message"].clone()
}

/// Ticks, accepts the worker's newest offer and returns `(conversation, task)`.
pub(crate) async fn accepts(w: &World, worker: &Person) -> (String, String) {
    w.tick().await;
    let path = format!("/offers/{}/accept", w.offer(worker).await);
    let taken = w.app.post(&path, &json!({})).bearer(&worker.token).send().await.ok();
    w.app.settle().await;
    let word = |key: &str| taken[key].as_str().unwrap().to_owned();
    (word("conversation_id"), word("task_id"))
}

pub(crate) async fn answers(w: &World, worker: &Person, id: &str, text: &str) -> testkit::Answer {
    let path = format!("/conversations/{id}/messages");
    let answer = w.app.post(&path, &json!({"text": text})).bearer(&worker.token).send().await;
    w.advance(0.5);
    answer
}

pub(crate) async fn thread(w: &World, who: &Visitor) -> Value {
    w.app.get("/widget/thread").bearer(&who.token).send().await.ok()
}

pub(crate) fn texts(messages: &Value) -> Vec<String> {
    messages.as_array().unwrap().iter().map(|m| m["text"].as_str().unwrap().to_owned()).collect()
}
