//! Use cases of contests: what can be contested, contesting, and what a judge's word changes.

use std::collections::HashSet;

use audit::{CaseFact, CaseId, CaseVerdict, NewCase};
use conversation::ConversationId;
use db::{Conn, outbox::Delivered};
use http::Ctx;
use kernel::{AccountId, Code, Error, Result, Scope, TenantId, Ts};
use patrol::{Outcome, Recorded, Side, VerdictId};
use serde_json::{Value, json};

use super::{
    Kind, State,
    store::{self, Row},
};
use crate::evaluation::{
    ItemState,
    store::{self as evaluations, EvaluationRow},
};

/// Words of the case machine.
const ITEM: &str = "evaluation";
const VERDICT: &str = "verdict";

fn absent() -> Error {
    Error::not_found("the evaluation")
}

/// What was overturned of a conversation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Won {
    pub(crate) items: Vec<String>,
    /// How many stopped drafts.
    pub(crate) stopped: usize,
    /// When what had been warned of was sent all the same.
    pub(crate) sent: HashSet<Ts>,
}

/// What counts no more of a conversation.
pub(crate) fn won(c: &mut Conn<'_>, tenant: TenantId, id: ConversationId) -> db::Result<Won> {
    let overturned: Vec<Row> = store::of(c, tenant, id)?.into_iter().filter(|row| row.state == State::Won).collect();
    let (verdicts, items): (Vec<Row>, Vec<Row>) = overturned.into_iter().partition(|row| row.kind == Kind::Verdict);
    let mut won = Won { items: items.into_iter().map(|row| row.name).collect(), ..Won::default() };
    if verdicts.is_empty() {
        return Ok(won);
    }
    let names: HashSet<String> = verdicts.into_iter().map(|row| row.name).collect();
    for verdict in patrol::of_conversation(c, tenant, id.uuid())?.iter().filter(|one| names.contains(&one.id.to_string())) {
        if verdict.outcome == Outcome::Block {
            won.stopped += 1;
        } else {
            won.sent.insert(verdict.at);
        }
    }
    Ok(won)
}

/// What of a conversation its worker may contest or has contested.
pub(crate) struct Open {
    pub(crate) held: Vec<Recorded>,
    pub(crate) contests: Vec<Row>,
}

fn own(c: &mut Conn<'_>, worker: AccountId, id: ConversationId) -> db::Result<EvaluationRow> {
    Ok(evaluations::anywhere(c, id)?.filter(|row| row.worker_id == Some(worker)).ok_or_else(absent)?)
}

fn held(c: &mut Conn<'_>, row: &EvaluationRow) -> db::Result<Vec<Recorded>> {
    let all = patrol::of_conversation(c, row.tenant_id, row.conversation_id.uuid())?;
    // A warning that was heeded left nothing behind.
    let counts = |one: &Recorded| one.outcome == Outcome::Block || one.outcome == Outcome::Warn && one.override_reason.is_some();
    Ok(all.into_iter().filter(|one| one.side == Side::Agent && one.author == row.worker_id && counts(one)).collect())
}

/// Drafts of mine that were stopped in a conversation or warned of and sent, and what I contested of it. Somebody else's is
/// not found.
pub(crate) async fn open(ctx: &Ctx, id: ConversationId) -> Result<Open> {
    let worker = ctx.actor()?.account;
    let load = move |c: &mut Conn<'_>| {
        let row = own(c, worker, id)?;
        Ok(Open { held: held(c, &row)?, contests: store::of(c, row.tenant_id, id)? })
    };
    ctx.app.db.read(Scope::Platform, load).await
}

/// What a worker contests.
#[derive(Clone, Debug)]
pub(crate) enum Contested {
    Item(String),
    Verdict(VerdictId),
}

/// What is frozen, what it is about, the first verdict's code, and its name.
fn ground(c: &mut Conn<'_>, row: &EvaluationRow, what: &Contested) -> db::Result<(Kind, String, String, Value)> {
    let mut evidence = json!({
        "conversation": row.conversation_id, "form": row.form_id, "form_hash": row.form_hash, "score": row.score,
    });
    match what {
        Contested::Item(name) => {
            let found = row.items.0.iter().find(|item| item.id == *name && item.state == ItemState::Missed);
            let item = found.ok_or_else(|| Error::field("item", "unknown", "only an item that counts as missed is contested"))?;
            let messages: Vec<_> = item.evidence.iter().filter_map(|at| row.evidence.0.get(at)).collect();
            evidence["item"] = json!(item);
            evidence["messages"] = json!(messages);
            Ok((Kind::Item, name.clone(), format!("quality/{name}"), evidence))
        }
        Contested::Verdict(id) => {
            let found = held(c, row)?.into_iter().find(|one| one.id == *id);
            let verdict = found.ok_or_else(|| Error::not_found("the draft"))?;
            let rule = verdict.hits.first().map_or_else(|| "patrol".to_owned(), |hit| hit.rule.clone());
            evidence["verdict"] = json!({
                "id": id, "outcome": verdict.outcome, "hits": verdict.hits,
                "policy": verdict.policy_id, "policy_hash": verdict.policy_hash, "engine": verdict.engine, "at": verdict.at, "beside": verdict.beside,
            });
            Ok((Kind::Verdict, id.to_string(), rule, evidence))
        }
    }
}

/// A worker contests. Errors: `not_found`, `invalid_field`, `conflict` when it is contested already.
pub(crate) async fn contest(ctx: &Ctx, id: ConversationId, what: Contested, words: String) -> Result<CaseId> {
    let (worker, now, seal) = (ctx.actor()?.account, ctx.now, ctx.app.seal.clone());
    let write = move |c: &mut Conn<'_>| {
        let row = own(c, worker, id)?;
        let (kind, name, code, evidence) = ground(c, &row, &what)?;
        if store::of(c, row.tenant_id, id)?.iter().any(|other| other.kind == kind && other.name == name) {
            return Err(Error::new(Code::Conflict, "this was contested already").into());
        }
        let about = match &what {
            Contested::Item(_) => (ITEM, id.uuid()),
            Contested::Verdict(verdict) => (VERDICT, verdict.uuid()),
        };
        let new = NewCase {
            tenant: row.tenant_id,
            kind: about.0,
            subject: worker,
            about,
            first: Some((None, &code)),
            // A machine judged first, and its subject speaks now: a judge at once.
            guarded: true,
            evidence,
            words: Some(&words),
        };
        let case_id = audit::open_case(c, &seal, &new, now)?;
        let contest = Row {
            tenant_id: row.tenant_id,
            case_id,
            conversation_id: id,
            worker_id: worker,
            kind,
            name,
            state: State::Open,
            created_at: now,
        };
        store::insert(c, &contest)?;
        Ok(case_id)
    };
    ctx.app.db.write(Scope::Platform, write).await
}

/// `case.resolved`: what was overturned counts no more, from the evaluation to the pay.
pub(crate) fn resolved(c: &mut Conn<'_>, event: &Delivered, now: Ts) -> db::Result<()> {
    let told: CaseFact = event.parse()?;
    if ![ITEM, VERDICT].contains(&told.kind.as_str()) {
        return Ok(());
    }
    let won = told.outcome == Some(CaseVerdict::ForSubject);
    let Some(row) = store::end(c, told.case, if won { State::Won } else { State::Lost })? else { return Ok(()) };
    if won {
        crate::evaluation::service::reconsider(c, row.tenant_id, row.conversation_id, now)?;
    }
    Ok(())
}
