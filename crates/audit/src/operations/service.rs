//! Use cases of background work: reading its rows.

use db::{
    jobs::{self, JobView},
    outbox::{self, DeadLetter},
};
use http::Ctx;
use kernel::{Error, Page, PageQuery, Result, Scope};

/// States a job may be in.
const STATES: [&str; 4] = ["ready", "running", "done", "dead"];

pub(crate) async fn jobs(ctx: &Ctx, state: Option<String>, query: PageQuery) -> Result<Page<JobView>> {
    if let Some(word) = state.as_deref().filter(|s| !STATES.contains(s)) {
        return Err(Error::field("state", "invalid", format!("{word:?} is not one of {STATES:?}")));
    }
    let (before, fetch) = (query.before(), query.fetch());
    let rows = ctx.app.db.read(Scope::Platform, move |c| jobs::list(c, state.as_deref(), before, fetch)).await?;
    Ok(Page::cut(rows, &query, |job| job.id))
}

/// Events whose deliveries were given up, oldest first, at most 200.
pub(crate) async fn dead(ctx: &Ctx) -> Result<Vec<DeadLetter>> {
    ctx.app.db.read(Scope::Platform, |c| outbox::dead(c, 200)).await
}
