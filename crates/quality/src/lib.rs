//! Quality: an enterprise's own patrol rules, conversations evaluated afterwards, and what is out of the ordinary.
//!
//! Invariants: an evaluation is a pure function of a conversation and a form, so that doing it again gives the same; forms,
//! weights and clocks are data with vectors; nothing here holds a text – evidence is read where it lies, masked; an exception
//! is told once however often its cause repeats. It hears of conversations and tasks; only the gateway calls it.

mod contest;
mod evaluation;
mod exception;
mod gold;
mod rule;
mod schema;
mod switch;

use std::time::Duration;

use authz::Resource;
use db::{Conn, outbox::Consumer};
use http::{Job, PolicyFiles, Routes, Schedule};
use kernel::{Actor, Result, Scope, Ts, policy::Policy};

pub use evaluation::{Fact, Facts, Form, Found, ItemState, Said, Score, evaluate};
pub use exception::{Cause, Causes, ExceptionEntity, ExceptionId};

/// Groups that reached the inbox so far: their cause, and how often it happened; `Scope::Platform`.
pub fn exceptions_so_far(c: &mut Conn<'_>) -> db::Result<Vec<(Cause, i64)>> {
    exception::store::totals(c)
}

/// Verdicts as leaves of the log: all that never changes of them.
pub const VERDICTS: audit::Batched = audit::Batched {
    kind: "verdict",
    table: "verdict",
    columns: &[
        "tenant_id",
        "id",
        "conversation_id",
        "author_id",
        "side",
        "text_hash",
        "outcome",
        "hits",
        "policy_id",
        "policy_hash",
        "engine",
        "created_at",
    ],
    later: &["beside"],
    subject: "author_id",
};

/// The actor's own collection of `kind`, as routes ask for it.
fn own(kind: &'static str, actor: &Actor) -> Resource {
    Resource::of(kind).tenant(actor.tenant).owner(actor.account)
}

pub fn routes() -> Routes {
    Routes::new("quality")
        .merge(rule::http::routes())
        .merge(switch::http::routes())
        .merge(evaluation::http::routes())
        .merge(contest::http::routes())
        .merge(gold::http::routes())
        .merge(exception::http::routes())
}

/// What quality hears: conversations that are over or rated, warnings overridden, drafts stopped, alerts, lost leases.
pub fn consumers(files: &PolicyFiles) -> Result<Vec<Consumer>> {
    let causes = exception::load(files)?;
    Ok(vec![
        Consumer::new("quality.cases", &["case.resolved"], contest::service::resolved),
        Consumer::new("quality.evaluate", &["conversation.closed", "conversation.rated"], evaluation::service::heard),
        Consumer::new("quality.exceptions", exception::TOPICS, move |c, event, now| {
            exception::service::heard(c, &causes.value, event, now)
        }),
    ])
}

pub fn jobs() -> Vec<Job> {
    vec![Job::new(evaluation::service::AGAIN, |app, _| evaluation::service::again(app))]
}

/// Conversations are evaluated again within this time after their form changed.
pub fn schedules() -> Vec<Schedule> {
    vec![Schedule { queue: evaluation::service::AGAIN, every: Duration::from_secs(300) }]
}

/// Takes the shipped forms and causes as policy versions. Run at every start; a refused file stops it.
pub fn seed_policies(c: &mut Conn<'_>, files: &PolicyFiles, now: Ts) -> db::Result<()> {
    for (kind, id) in [("evaluation", evaluation::FORM), ("exceptions", exception::POLICY)] {
        let bytes = files.get(&format!("quality/{id}.toml"))?;
        match kind {
            "evaluation" => drop(Policy::<Form>::parse(id, bytes)?),
            _ => drop(Policy::<Causes>::parse(id, bytes)?),
        }
        audit::policy::seed(c, kind, Scope::Platform, id, bytes, now)?;
    }
    Ok(())
}
