//! Use cases of sealed days: sealing those that are over, checking them again, showing them.

use std::{sync::Arc, time::Duration};

use authz::Resource;
use db::Conn;
use http::{App, Ctx};
use kernel::{Error, PLATFORM, Result, Scope, Ts};
use ledger::derived;
use serde_json::json;

use super::{SealRow, store};

pub(crate) const JOB: &str = "payout.seal";
pub(crate) const SWEEP: &str = "payout.sweep";
const DAY: Duration = Duration::from_secs(86_400);
/// A transaction that began before midnight may still record a moment after it.
const SETTLED: Duration = Duration::from_secs(3600);
/// Days of one transaction.
const CHUNK: usize = 31;

fn midnight(day: &str) -> Result<Ts> {
    format!("{day}T00:00:00Z").parse()
}

fn sealed(c: &mut Conn<'_>, day: &str, before: &str, now: Ts) -> db::Result<SealRow> {
    let from = midnight(day)?;
    let (lines, root) = ledger::root(c, from, from.plus(DAY), before)?;
    Ok(SealRow { tenant_id: PLATFORM, day: day.to_owned(), lines, root, created_at: now })
}

/// Job: every day that is over gets its seal, in order, and the seal goes into the audit log.
pub(crate) async fn tick(app: Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let write = move |c: &mut Conn<'_>| {
        let until = midnight(&now.minus(SETTLED).day())?;
        for _ in 0..CHUNK {
            let last = store::last(c)?;
            let from = match &last {
                Some(row) => midnight(&row.day)?.plus(DAY),
                None => match ledger::first_recorded(c)? {
                    Some(first) => midnight(&first.day())?,
                    None => return Ok(()),
                },
            };
            if from >= until {
                return Ok(());
            }
            let row = sealed(c, &from.day(), last.as_ref().map_or("", |row| row.root.as_str()), now)?;
            store::insert(c, &row)?;
            let entry = audit::Entry {
                tenant: PLATFORM,
                actor: None,
                action: "ledger.sealed",
                object_kind: "ledger_day",
                object_id: derived::<()>(&["day", &row.day]).uuid(),
                detail: json!({"day": row.day, "lines": row.lines, "root": row.root}),
                at: now,
            };
            audit::record(c, &entry)?;
        }
        Ok(())
    };
    app.db.write(Scope::Platform, write).await
}

/// Days whose lines are no longer what they were when they were sealed.
pub(crate) fn broken(c: &mut Conn<'_>) -> db::Result<Vec<String>> {
    let (mut after, mut before, mut wrong) = (String::new(), String::new(), Vec::new());
    loop {
        let rows = store::after(c, &after, 100)?;
        let Some(last) = rows.last() else { return Ok(wrong) };
        after.clone_from(&last.day);
        for row in rows {
            let found = sealed(c, &row.day, &before, row.created_at)?;
            if found != row {
                wrong.push(format!("day {}: sealed with {} lines, now {}, or they differ", row.day, row.lines, found.lines));
            }
            before = row.root;
        }
    }
}

/// Job: every invariant of pay over the whole store. What does not hold is an error of the job, told on the page of jobs.
pub(crate) async fn sweep(app: Arc<App>) -> Result<()> {
    let found = app.db.read(Scope::Platform, crate::verify).await?;
    match found.problems.first() {
        None if found.sound => Ok(()),
        first => Err(Error::internal(format!("{} problems in the books; the first: {first:?}", found.problem_count))),
    }
}

pub(crate) async fn list(ctx: &Ctx) -> Result<Vec<SealRow>> {
    ctx.permit("settlement:read", &Resource::of("settlement").tenant(PLATFORM))?;
    ctx.app.db.read(Scope::Platform, |c| store::newest(c, 400)).await
}
