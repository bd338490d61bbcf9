//! Use case of lessons: reading one. Only masked text is there to be read.

use std::collections::BTreeMap;

use db::Conn;
use http::Ctx;
use kernel::{Code, Error, Result, Role, Scope};
use serde_json::Value;

use super::{Wrong, known, wrong};
use crate::{
    ConversationId,
    message::{Sender, store as messages},
    procedure,
    thread::{ThreadState, store as threads},
};

/// First messages that are looked at, and how many of the customer's begin a scenario.
const LOOKED_AT: i64 = 500;
const OPENINGS: usize = 2;

pub(crate) struct Lesson {
    pub(crate) skill: String,
    pub(crate) rating: Option<i64>,
    /// The procedure that ran.
    pub(crate) procedure: Option<String>,
    pub(crate) opening: Vec<String>,
    pub(crate) slots: BTreeMap<String, Value>,
    pub(crate) wrong: Vec<Wrong>,
}

/// What a conversation teaches: the enterprise's own, any for an admin. Errors: `not_found`, `wrong_state` while it goes on.
pub(crate) async fn read(ctx: &Ctx, id: ConversationId) -> Result<Lesson> {
    let actor = ctx.actor()?.clone();
    let absent = || Error::not_found("conversation");
    if actor.role == Role::Worker {
        return Err(absent());
    }
    let load = move |c: &mut Conn<'_>| {
        let thread = match actor.role {
            Role::Admin => threads::anywhere(c, id)?,
            _ => threads::get(c, actor.tenant, id)?,
        };
        let thread = thread.ok_or_else(absent)?;
        if thread.state != ThreadState::Closed {
            return Err(Error::new(Code::WrongState, "a conversation teaches once it is over").into());
        }
        let said = messages::latest(c, thread.tenant_id, id, LOOKED_AT)?;
        let opening = said.into_iter().filter(|m| m.sender == Sender::Customer).map(|m| m.body).take(OPENINGS).collect();
        let ran = procedure::service::ran(c, thread.tenant_id, id)?;
        let (procedure, slots, wrong) = match ran {
            Some((def, state)) => (Some(def.name.clone()), known(&def, &state), wrong(&def, &state)),
            None => (None, BTreeMap::new(), Vec::new()),
        };
        let skill = market::project(c, thread.project_id)?.skill;
        Ok(Lesson { skill, rating: thread.rating, procedure, opening, slots, wrong })
    };
    ctx.app.db.read(Scope::Platform, load).await
}
