//! What live work says of its worker: steps of procedures, drafts that patrol stopped, evaluations that failed, what somebody
//! is to learn again.

use db::{Conn, outbox::Delivered};
use kernel::{AccountId, PLATFORM, Ts};
use serde::Deserialize;

use super::{Seen, store};

/// `procedure.measured`, `verdict.held`, `quality.failed` and `training.wanted`, as far as they teach. An event without worker
/// or skill does not.
#[derive(Deserialize)]
struct Live {
    worker: Option<AccountId>,
    skill: Option<String>,
    /// Cell of the step at which a draft was stopped.
    #[serde(default)]
    cell: Option<String>,
    /// Cells that went right, and wrong.
    #[serde(default)]
    good: Vec<String>,
    #[serde(default)]
    weak: Vec<String>,
}

/// Takes in what an event says. Runs once per event.
pub(crate) fn heard(c: &mut Conn<'_>, event: &Delivered, now: Ts) -> db::Result<()> {
    let live: Live = event.parse()?;
    let (Some(worker), Some(skill)) = (live.worker, live.skill) else { return Ok(()) };
    let weak = match event.topic.as_str() {
        "quality.failed" | "training.wanted" => Seen::QualityFailed,
        _ => Seen::Served { conforms: false },
    };
    let seen: Vec<(String, Seen)> = live
        .good
        .into_iter()
        .map(|cell| (cell, Seen::Served { conforms: true }))
        .chain(live.weak.into_iter().map(|cell| (cell, weak)))
        .chain(live.cell.into_iter().map(|cell| (cell, Seen::PatrolHit)))
        .collect();
    if seen.is_empty() {
        return Ok(());
    }
    store::learn(c, PLATFORM, worker, &skill, &seen, now).map(drop)
}
