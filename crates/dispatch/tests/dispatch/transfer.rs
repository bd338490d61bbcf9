//! Handing over and taking back, on both engines: the first keeps the conversation until the second has accepted.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use dispatch::{TaskId, TaskState};
use kernel::{PLATFORM, Role};
use serde_json::{Value, json};

use super::{
    crowd,
    world::{Person, SKILL, World, world},
};

/// A task that `first` serves.
async fn serving(w: &World, first: &Person) -> TaskId {
    w.online(first).await;
    let task = w.task().await;
    w.tick().await;
    accept(w, first).await;
    task
}

async fn accept(w: &World, who: &Person) -> Value {
    let path = format!("/offers/{}/accept", w.offer(who).await);
    w.app.post(&path, &json!({})).bearer(&who.token).send().await.ok()
}

async fn hand(w: &World, from: &Person, task: TaskId, body: &Value) -> testkit::Answer {
    w.app.post(&format!("/tasks/{task}/transfer"), body).bearer(&from.token).send().await
}

fn id(answer: &Value) -> TaskId {
    answer["task_id"].as_str().unwrap().parse().unwrap()
}

testkit::both! {
    async fn a_transfer_to_a_queue_leaves_no_gap(base: Base) {
        let w = world(base, |_, setup| setup).await;
        let (first, second) = (w.worker("first").await, w.worker("second").await);
        let task = serving(&w, &first).await;
        let follower = id(&hand(&w, &first, task, &json!({"to_queue": SKILL})).await.ok());
        w.tick().await;
        let (tenant, conversation) = (w.tenant, w.row(task).await.conversation_id);
        assert_eq!(w.row(follower).await.state, TaskState::Pending, "the first is not asked to take over from themselves");
        let newest = w.app.read(move |c| dispatch::task_of(c, tenant, conversation)).await.unwrap();
        assert_eq!(newest.id, task, "until somebody accepts, the conversation is the first one's");

        w.online(&second).await;
        w.tick().await;
        assert_eq!(w.row(task).await.state, TaskState::Assigned, "still served while the second makes up their mind");
        accept(&w, &second).await;
        let (before, after) = (w.row(task).await, w.row(follower).await);
        assert_eq!((before.state, before.wrap_code.as_deref()), (TaskState::Completed, Some("transferred")));
        assert_eq!((after.state, after.worker_id), (TaskState::Assigned, Some(second.account)));
        let newest = w.app.read(move |c| dispatch::task_of(c, tenant, conversation)).await.unwrap();
        assert_eq!(newest.id, follower);
        assert_eq!(w.app.read(move |c| dispatch::piece_of(c, tenant, task)).await, None, "nothing was answered yet");
        assert_eq!(w.pushed(first.account, "task.closed").await[0]["reason"], "transferred");
    }

    async fn whoever_is_named_may_say_no(base: Base) {
        let w = world(base, |_, setup| setup).await;
        let (first, second) = (w.worker("first").await, w.worker("second").await);
        let task = serving(&w, &first).await;
        w.online(&second).await;
        let follower = id(&hand(&w, &first, task, &json!({"to_worker": second.account})).await.ok());
        w.tick().await;
        let path = format!("/offers/{}/decline", w.offer(&second).await);
        assert_eq!(w.app.post(&path, &json!({"reason": "busy"})).bearer(&second.token).send().await.status, 204);
        assert_eq!(w.row(follower).await.state, TaskState::Canceled);
        let row = w.row(task).await;
        assert_eq!((row.state, row.worker_id), (TaskState::Assigned, Some(first.account)), "nothing is lost");
        assert_eq!(w.pushed(first.account, "transfer.ended").await[0]["reason"], "declined");
    }

    async fn who_may_hand_over_and_to_whom(base: Base) {
        let w = world(base, |_, setup| setup).await;
        let (first, second) = (w.worker("first").await, w.worker("second").await);
        let task = serving(&w, &first).await;
        for (body, field) in [
            (json!({}), "to_queue"),
            (json!({"to_queue": "nobody.asks"}), "to_queue"),
            (json!({"to_worker": first.account}), "to_worker"),
        ] {
            let refused = hand(&w, &first, task, &body).await;
            assert_eq!((refused.status, refused.body["errors"][0]["field"].as_str()), (422, Some(field)), "{body}");
        }
        assert_eq!(hand(&w, &second, task, &json!({"to_queue": SKILL})).await.status, 404);
        let follower = id(&hand(&w, &first, task, &json!({"to_queue": SKILL})).await.ok());
        assert_eq!(hand(&w, &first, task, &json!({"to_queue": SKILL})).await.code(), "wrong_state", "one at a time");
        let path = format!("/tasks/{task}/transfer");
        assert_eq!(w.app.call("DELETE", &path).bearer(&first.token).send().await.status, 204);
        assert_eq!(w.row(follower).await.state, TaskState::Canceled);
        let row = w.row(task).await;
        assert_eq!((row.state, row.attempt), (TaskState::Assigned, 1), "the task itself did not move");
    }

    async fn colleagues_are_those_who_could_take_over_now(base: Base) {
        let w = world(base, |_, setup| setup).await;
        let first = w.worker("first").await;
        let task = serving(&w, &first).await;
        let (free, later, resting) = (w.worker("free").await, w.worker("later").await, w.worker("resting").await);
        let (distrusted, lapsed) = (w.worker("distrusted").await, w.worker("lapsed").await);
        for who in [&free, &later, &resting, &distrusted, &lapsed] {
            w.online(who).await;
        }
        crowd::distrust(&w, distrusted.account).await;
        crowd::suspend(&w, lapsed.account).await;
        w.app.put("/desk/presence", &json!({"state": "break"})).bearer(&resting.token).send().await.ok();

        let path = format!("/tasks/{task}/colleagues");
        let shown = w.app.call("GET", &path).bearer(&first.token).send().await.ok();
        let items = shown["items"].as_array().unwrap();
        let workers: Vec<&str> = items.iter().map(|item| item["worker"].as_str().unwrap()).collect();
        let (one, two) = (free.account.to_string(), later.account.to_string());
        assert_eq!(workers, [&one, &two], "the longest idle first, and nobody who could not take it");
        assert_eq!(items[0]["number"], one[one.len() - 6..]);
        assert_eq!(items[0].as_object().unwrap().len(), 4, "a number and no name: {items:?}");

        let before = (w.row(task).await, w.heard().await);
        let now = w.app.now();
        let rival = w.app.write(move |c| identity::seed_tenant(c, "Rival", now)).await;
        for stranger in [&free, &w.person("rival", Role::Owner, rival, 0).await] {
            let refused = w.app.call("GET", &path).bearer(&stranger.token).send().await;
            assert_eq!((refused.status, refused.code().as_str()), (404, "not_found"));
        }
        assert_eq!(w.app.call("GET", &path).send().await.status, 401);
        let after = (w.row(task).await, w.heard().await);
        assert_eq!(format!("{before:?}"), format!("{after:?}"), "nothing was written");
        for supervisor in [w.person("boss", Role::Owner, w.tenant, 0).await, w.person("admin", Role::Admin, PLATFORM, 0).await] {
            assert_eq!(w.app.call("GET", &path).bearer(&supervisor.token).send().await.ok(), shown);
        }

        let follower = id(&hand(&w, &first, task, &json!({"to_worker": two})).await.ok());
        w.tick().await;
        assert_eq!(w.row(task).await.worker_id, Some(first.account), "the first keeps it until the second accepts");
        accept(&w, &later).await;
        assert_eq!(w.row(follower).await.worker_id, Some(later.account));
        assert_eq!(w.app.call("GET", &path).bearer(&first.token).send().await.status, 404, "it is no longer theirs");
    }

    async fn a_supervisor_takes_a_task_back(base: Base) {
        let w = world(base, |_, setup| setup).await;
        let (first, second) = (w.worker("first").await, w.worker("second").await);
        let task = serving(&w, &first).await;
        let path = format!("/tasks/{task}/release");
        let refused = w.app.post(&path, &json!({})).bearer(&first.token).send().await;
        assert_eq!(refused.status, 403);
        assert_eq!(w.row(task).await.state, TaskState::Assigned);
        let admin = w.person("admin", Role::Admin, PLATFORM, 0).await;
        assert_eq!(w.app.post(&path, &json!({})).bearer(&admin.token).send().await.status, 204);
        w.tick().await;
        assert_eq!(w.row(task).await.state, TaskState::Pending, "the one it was taken from is not asked again");
        w.online(&second).await;
        w.tick().await;
        assert_eq!(w.row(task).await.worker_id, Some(second.account));
        assert_eq!(w.pushed(first.account, "task.closed").await[0]["reason"], "force_released");
    }
}
