//! `/retention`.

use std::time::Duration;

use http::{Access, Ctx, Json, NoContent, Routes};
use kernel::{Result, Ts};
use serde::Serialize;
use utoipa::ToSchema;

use super::{service, store::Run};
use crate::{map::Table, subject};

/// How long a table's rows are kept, and how its clock stands.
#[derive(Serialize, ToSchema)]
struct RetentionClock {
    table: String,
    /// `conversation`, `money`, `audit`, …
    class: String,
    purpose: String,
    /// In words.
    retention: String,
    /// Days after `from`; absent where rows go with others or with their person.
    days: Option<u32>,
    from: Option<String>,
    /// Words that are emptied instead of rows deleted.
    empties: Vec<String>,
    /// Goes with rows of this.
    with: Option<String>,
    /// Who deletes, where not this clock; `hand` for what is append-only.
    by: Option<String>,
    /// Law by which an erasure keeps rows, and why.
    law: Option<String>,
    why: Option<String>,
    ran_at: Option<Ts>,
    rows: Option<i64>,
    /// When the oldest row is due.
    next_at: Option<Ts>,
    deleted: Option<i64>,
    deleted_ever: Option<i64>,
    /// Due, but held.
    held: Option<i64>,
}

#[derive(Serialize, ToSchema)]
struct Retention {
    items: Vec<RetentionClock>,
}

fn view(map: &crate::Map, name: &str, about: &Table, run: Option<&Run>) -> RetentionClock {
    let clock = about.clock.as_ref();
    let law = map.law(name);
    let days = clock.and_then(|clock| clock.days);
    let after = |days: u32| Duration::from_secs(u64::from(days) * 86_400);
    RetentionClock {
        table: name.to_owned(),
        class: about.class.clone(),
        purpose: about.purpose.clone(),
        retention: about.retention.clone(),
        days,
        from: clock.and_then(|clock| clock.from.clone()),
        empties: clock.map(|clock| clock.blank.clone()).unwrap_or_default(),
        with: clock.and_then(|clock| clock.with.as_ref()?.split_once('>').map(|(_, table)| table.to_owned())),
        by: clock.and_then(|clock| clock.by.clone()),
        law: law.map(|(name, _)| name.to_owned()),
        why: law.map(|(_, law)| law.what.clone()),
        ran_at: run.map(|run| run.ran_at),
        rows: run.map(|run| run.kept),
        next_at: run.and_then(|run| Some(run.oldest_at?.plus(after(days?)))),
        deleted: run.map(|run| run.deleted),
        deleted_ever: run.map(|run| run.total),
        held: run.map(|run| run.held),
    }
}

async fn list(ctx: Ctx) -> Result<Json<Retention>> {
    let (map, runs) = (subject::map(&ctx.app)?, service::last(&ctx).await?);
    let items = map.tables().map(|(name, about)| view(&map, name, about, runs.get(name))).collect();
    Ok(Json(Retention { items }))
}

async fn run(ctx: Ctx) -> Result<NoContent> {
    service::ask(&ctx).await.map(|()| NoContent)
}

pub(crate) fn routes() -> Routes {
    Routes::new("privacy")
        .get("/retention", Access::To("privacy:read"), list)
        .summary("How long everything is kept, and when the next of it goes")
        .post("/retention/run", Access::To("privacy:retain"), run)
        .summary("Run the clocks now")
}
