//! Loads the desk's snapshot.

use db::{Conn, streams};
use dispatch::{Engine, TaskRow};
use http::Ctx;
use kernel::{Result, Scope, policy::Policy};
use patrol::Rules;

use super::{Desk, DeskLine};
use crate::{
    judge,
    message::{Sender, store as messages},
    thread::store as threads,
};

/// The worker's own desk, consistent with the stream position it carries.
pub(crate) async fn load(ctx: &Ctx) -> Result<Desk> {
    let (worker, session) = (ctx.actor()?.account, ctx.actor()?.session);
    let engine = ctx.app.get::<Engine>()?;
    let rules = ctx.app.get::<Policy<Rules>>()?;
    let now = ctx.now;
    let read = move |c: &mut Conn<'_>| {
        let head = streams::head(c, worker.uuid())?;
        let facts = dispatch::desk(c, &engine, worker, session, now)?;
        let mut conversations = Vec::with_capacity(facts.tasks.len());
        for task in &facts.tasks {
            conversations.extend(line(c, &rules.value, task)?);
        }
        Ok(Desk {
            epoch: head.epoch,
            seq: head.head,
            presence: facts.presence,
            offers: facts.offers,
            conversations,
            blockers: facts.blockers,
            wrap_codes: engine.rules().wrap_codes.clone(),
            decline_reasons: engine.rules().decline_reasons.clone(),
        })
    };
    ctx.app.db.read(Scope::Platform, read).await
}

fn line(c: &mut Conn<'_>, rules: &Rules, task: &TaskRow) -> db::Result<Option<DeskLine>> {
    let Some(thread) = threads::get(c, task.tenant_id, task.conversation_id)? else { return Ok(None) };
    let latest = messages::latest(c, thread.tenant_id, thread.id, 20)?;
    let last_answer = latest.iter().rposition(|m| m.sender == Sender::Worker).map_or(0, |at| at + 1);
    let waiting = latest.iter().skip(last_answer).find(|m| m.sender == Sender::Customer);
    Ok(Some(DeskLine {
        id: thread.id,
        task_id: task.id,
        project_name: market::project(c, thread.project_id)?.name.clone(),
        state: thread.shown(Some(task)),
        unread: messages::unread(c, thread.tenant_id, thread.id, thread.read_seq)?,
        last_at: thread.last_at,
        waiting_since: waiting.map(|m| m.created_at),
        lease_until: task.lease_ends_at,
        patrol: judge::mode(&judge::facts(c, thread.tenant_id)?, rules, &task.skill),
    }))
}
