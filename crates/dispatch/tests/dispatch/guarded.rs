//! What the guard's end of a session takes: the work of who is at the desk in it, and nothing of a session begun since.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use db::outbox;
use dispatch::{TaskId, TaskState};
use kernel::{Event, SessionId};
use serde_json::json;

use super::world::{Person, World, world};

/// The guard says that `session` of `who` is over.
async fn terminated(w: &World, who: &Person, session: SessionId) {
    let (account, tenant, now) = (who.account, who.tenant, w.app.now());
    w.app
        .write(move |c| {
            outbox::emit(c, &Event::new("guard.terminated", tenant, &json!({ "account": account, "session": session })), now)
        })
        .await;
    w.app.settle().await;
}

/// A task that `who` serves.
async fn served(w: &World, who: &Person) -> TaskId {
    let task = w.task().await;
    w.tick().await;
    let path = format!("/offers/{}/accept", w.offer(who).await);
    w.app.post(&path, &json!({})).bearer(&who.token).send().await.ok();
    task
}

async fn shown(w: &World, who: &Person) -> String {
    w.pushed(who.account, "presence").await.last().unwrap()["state"].as_str().unwrap().to_owned()
}

testkit::both! {
    async fn the_session_at_the_desk_loses_its_work(base: Base) {
        let w = world(base, |_, setup| setup).await;
        let (watched, other) = (w.worker("watched").await, w.worker("other").await);
        let session = w.session(&watched).await;
        w.online(&watched).await;
        let task = served(&w, &watched).await;
        w.online(&other).await;
        terminated(&w, &watched, session).await;
        assert_eq!(shown(&w, &watched).await, "offline");
        w.tick().await;
        let row = w.row(task).await;
        assert_eq!((row.state, row.worker_id), (TaskState::Reserved, Some(other.account)), "another is asked at once");
    }

    async fn a_session_begun_since_goes_on(base: Base) {
        let w = world(base, |_, setup| setup).await;
        let mut worker = w.worker("worker").await;
        let left = w.session(&worker).await;
        w.online(&worker).await;
        // The browser was closed and another opened; the guard of the one before only then gives up.
        let (token, _) = w.sign_in(&worker.email, 2).await;
        worker.token = token;
        w.online(&worker).await;
        let task = served(&w, &worker).await;
        terminated(&w, &worker, left).await;
        assert_eq!(shown(&w, &worker).await, "busy");
        let row = w.row(task).await;
        assert_eq!((row.state, row.worker_id), (TaskState::Assigned, Some(worker.account)));
        assert_eq!(w.heard().await.iter().filter(|topic| *topic == "task.released").count(), 0);
    }

    async fn a_heartbeat_takes_the_seat(base: Base) {
        let w = world(base, |_, setup| setup).await;
        let mut worker = w.worker("worker").await;
        w.online(&worker).await;
        let (token, session) = w.sign_in(&worker.email, 2).await;
        worker.token = token;
        w.beat(&worker).await;
        terminated(&w, &worker, session).await;
        assert_eq!(shown(&w, &worker).await, "offline", "who is heard in a session is at the desk in it");
    }
    async fn trust_of_another_session_does_not_count_at_the_desk(base: Base) {
        let w = world(base, |_, setup| setup).await;
        let worker = w.worker("worker").await;
        let (plain, _) = w.sign_in(&worker.email, 1).await;
        let seated = Person { token: plain, ..worker.clone() };
        w.online(&seated).await;
        let sensitive = w.task_of(w.project, 2).await;
        w.tick().await;
        assert_eq!(w.row(sensitive).await.state, TaskState::Pending, "a browser that is trusted lies open elsewhere");
        w.beat(&worker).await;
        w.tick().await;
        let row = w.row(sensitive).await;
        assert_eq!((row.state, row.worker_id), (TaskState::Reserved, Some(worker.account)), "now the desk is open there");
        // Who takes it in the session that is not trusted enough gets nothing.
        let path = format!("/offers/{}/accept", w.offer(&worker).await);
        let refused = w.app.post(&path, &json!({})).bearer(&seated.token).send().await;
        assert_eq!((refused.status, refused.code().as_str()), (403, "posture_too_low"));
        assert_eq!(w.row(sensitive).await.state, TaskState::Reserved, "nothing was taken");
        w.app.post(&path, &json!({})).bearer(&worker.token).send().await.ok();
        assert_eq!(w.row(sensitive).await.state, TaskState::Assigned);
        // The desk moves to the session trusted less: what needs more goes back at once.
        w.beat(&seated).await;
        assert_eq!(w.row(sensitive).await.state, TaskState::Pending);
        assert_eq!(w.heard().await.iter().filter(|topic| *topic == "task.released").count(), 1);
    }
}
