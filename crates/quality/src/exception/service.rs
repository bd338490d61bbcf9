//! Use cases of the inbox: fed by events, read ranked with evidence, handled one by one or many at once.

use std::collections::{BTreeMap, BTreeSet};

use conversation::{ConversationEvent, ConversationId, MessageId, Sender, Turn};
use db::{
    Conn, Json,
    outbox::{self, Delivered},
};
use dispatch::TaskEvent;
use http::Ctx;
use kernel::{AccountId, Code, Error, Event, Result, Scope, TenantId, Ts};
use patrol::{Outcome, Verdict};
use serde::Deserialize;
use serde_json::json;

use super::{
    Cause, Causes, Clock, ExceptionId, ExceptionItemId, ExceptionOutcome, ExceptionState, cause_of, clock, load, rank,
    store::{self, GroupRow, ItemRow},
};
use crate::evaluation;

/// Groups that are looked at and shown.
const GROUPS: i64 = 500;
/// Evidence shown of each.
const EVIDENCE: i64 = 5;
/// Groups handled in one call.
const BATCH: usize = 100;
/// Evidence of a group that is taught from.
const TAUGHT: i64 = 50;
/// Item of the form that stopped and overridden drafts miss.
const DRAFTS: &str = "verdicts";

/// What has happened, ready to be put in its group.
struct Happened {
    tenant: TenantId,
    worker: Option<AccountId>,
    cause: Cause,
    conversation: ConversationId,
    message: Option<MessageId>,
    rules: Vec<String>,
    detail: Option<String>,
}

/// Body of `quality.failed`.
#[derive(Deserialize)]
struct Failed {
    conversation: ConversationId,
    worker: Option<AccountId>,
    score: i64,
}

/// Puts what happened in the group of its cause and worker, or rule. Each happening counts once.
pub(crate) fn heard(c: &mut Conn<'_>, causes: &Causes, event: &Delivered, now: Ts) -> db::Result<()> {
    let told = match event.topic.as_str() {
        "quality.failed" => failed(c, causes, event)?,
        "conversation.alerted" => alerted(c, causes, event)?,
        _ => understand(c, causes, event)?.into_iter().collect(),
    };
    told.into_iter().try_for_each(|what| put(c, causes, what, event, now))
}

fn put(c: &mut Conn<'_>, causes: &Causes, what: Happened, event: &Delivered, now: Ts) -> db::Result<()> {
    let Some(weigh) = causes.of(what.cause) else { return Ok(()) };
    // A warning that is sent all the same says as much of its rule as of who did it: those of a rule are one thing.
    let about = (what.cause == Cause::Override).then(|| what.rules.first().cloned()).flatten();
    let worker = what.worker.filter(|_| about.is_none());
    let group = match store::open_of(c, what.tenant, worker, what.cause, about.as_deref())? {
        // Alerts of one message, and failures of one conversation, are one thing however often they are told.
        Some(group)
            if (what.message.is_some() || what.cause == Cause::Quality)
                && store::has(c, &group, what.conversation, what.message)? =>
        {
            return Ok(());
        }
        Some(group) => {
            store::add(c, &group, event.at)?;
            group
        }
        None => {
            let group = GroupRow {
                tenant_id: what.tenant,
                id: ExceptionId::at(now),
                worker_id: worker,
                cause: what.cause,
                state: ExceptionState::Open,
                weight: weigh.weight,
                count: 1,
                first_at: event.at,
                last_at: event.at,
                due_at: event.at.plus(weigh.within()),
                handled_by_id: None,
                handled_at: None,
                outcome: None,
                note: None,
                about,
            };
            store::insert(c, &group)?;
            group
        }
    };
    let item = ItemRow {
        tenant_id: what.tenant,
        id: ExceptionItemId::at(now),
        exception_id: group.id,
        conversation_id: what.conversation,
        message_id: what.message,
        rules: Json(what.rules),
        detail: what.detail,
        created_at: event.at,
        worker_id: what.worker,
    };
    store::add_item(c, &item)
}

/// What an event is about; `None` for what is no exception.
fn understand(c: &mut Conn<'_>, causes: &Causes, event: &Delivered) -> db::Result<Option<Happened>> {
    match event.topic.as_str() {
        "task.released" => {
            let body: TaskEvent = event.parse()?;
            let lost = body.reason.as_deref() == Some("lease_expired");
            Ok(lost.then(|| Happened {
                worker: body.worker,
                detail: body.reason,
                ..happened(event.tenant, Cause::Lease, body.conversation)
            }))
        }
        "verdict.held" => held(c, causes, event),
        topic => {
            let body: ConversationEvent = event.parse()?;
            let Some(message) = body.message else { return Ok(None) };
            let said = conversation::turn(c, event.tenant, message)?.map(|(turn, _)| turn);
            let cause = if topic == "verdict.overridden" { Cause::Override } else { Cause::Unjudged };
            let rules = rules(said.as_ref().and_then(|turn| turn.verdict.as_ref()));
            let detail = said.as_ref().and_then(|turn| turn.override_reason.clone());
            let worker = said.and_then(|turn| turn.worker).or(body.worker);
            let base = happened(event.tenant, cause, body.conversation);
            Ok(Some(Happened { worker, message: Some(message), rules, detail, ..base }))
        }
    }
}

fn happened(tenant: TenantId, cause: Cause, conversation: ConversationId) -> Happened {
    Happened { tenant, worker: None, cause, conversation, message: None, rules: Vec::new(), detail: None }
}

/// A customer's turns that are out of the ordinary. What comes in series is told from the last of a series on, with all of it:
/// a threat is first its worker's to answer, and the desk shows it; one that is made again is a human's.
fn alerted(c: &mut Conn<'_>, causes: &Causes, event: &Delivered) -> db::Result<Vec<Happened>> {
    let body: ConversationEvent = event.parse()?;
    let Some(message) = body.message else { return Ok(Vec::new()) };
    let Some((turn, _)) = conversation::turn(c, event.tenant, message)? else { return Ok(Vec::new()) };
    let cause = cause_of(turn.verdict.as_ref());
    let all = match causes.of(cause).and_then(|weigh| weigh.series()) {
        None => vec![turn],
        Some((times, span)) => {
            let record = conversation::record(c, event.tenant, body.conversation)?;
            let since = event.at.minus(span);
            let alike =
                |turn: &Turn| turn.from == Sender::Customer && turn.at >= since && turn.at <= event.at && is_of(turn, cause);
            let all: Vec<Turn> = record.into_iter().flat_map(|record| record.turns).filter(alike).collect();
            if i64::try_from(all.len()).unwrap_or(i64::MAX) < times { Vec::new() } else { all }
        }
    };
    let told = |turn: Turn| Happened {
        worker: turn.worker.or(body.worker),
        message: Some(turn.message),
        rules: rules(turn.verdict.as_ref()),
        ..happened(event.tenant, cause, body.conversation)
    };
    Ok(all.into_iter().map(told).collect())
}

fn is_of(turn: &Turn, cause: Cause) -> bool {
    turn.verdict.as_ref().is_some_and(|verdict| verdict.outcome == Outcome::Alert && cause_of(Some(verdict)) == cause)
}

fn rules(verdict: Option<&Verdict>) -> Vec<String> {
    verdict.map(|verdict| verdict.hits.iter().map(|hit| hit.rule.clone()).collect()).unwrap_or_default()
}

/// Conversations of a worker that did not pass are told together from the third on: before that, the lessons that follow are enough.
fn failed(c: &mut Conn<'_>, causes: &Causes, event: &Delivered) -> db::Result<Vec<Happened>> {
    let body: Failed = event.parse()?;
    let series = causes.of(Cause::Quality).and_then(|weigh| weigh.series());
    let all = match (body.worker, series) {
        (Some(worker), Some((times, span))) => {
            let all = evaluation::store::failed_since(c, event.tenant, worker, event.at.minus(span))?;
            if i64::try_from(all.len()).unwrap_or(i64::MAX) < times { Vec::new() } else { all }
        }
        _ => vec![(body.conversation, body.score)],
    };
    let told = |(conversation, score): (ConversationId, i64)| Happened {
        worker: body.worker,
        detail: Some(score.to_string()),
        ..happened(event.tenant, Cause::Quality, conversation)
    };
    Ok(all.into_iter().map(told).collect())
}

/// A draft that was stopped is told from the third of its worker on: one is a slip, several are a habit.
fn held(c: &mut Conn<'_>, causes: &Causes, event: &Delivered) -> db::Result<Option<Happened>> {
    let body: ConversationEvent = event.parse()?;
    let (Some(worker), Some(verdict)) = (body.worker, body.verdict) else { return Ok(None) };
    if let Some((times, span)) = causes.of(Cause::Blocks).and_then(|weigh| weigh.series())
        && patrol::held_since(c, event.tenant, worker, event.at.minus(span))? < times
    {
        return Ok(None);
    }
    let row = patrol::find(c, event.tenant, verdict)?;
    let rules = row.map(|row| row.hits.into_iter().map(|mark| mark.rule).collect()).unwrap_or_default();
    Ok(Some(Happened { worker: Some(worker), rules, ..happened(event.tenant, Cause::Blocks, body.conversation) }))
}

/// A piece of evidence with its words, where they are kept.
#[derive(Clone, Debug)]
pub(crate) struct Evidence {
    pub(crate) item: ItemRow,
    pub(crate) said: Option<Turn>,
    pub(crate) before: Option<Turn>,
}

/// A group as shown.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) row: GroupRow,
    pub(crate) clock: Clock,
    pub(crate) rank: i64,
    pub(crate) evidence: Vec<Evidence>,
}

/// Groups of a state, heaviest first, with their newest evidence.
pub(crate) async fn list(ctx: &Ctx, state: ExceptionState) -> Result<Vec<Group>> {
    let (most, now) = (load(&ctx.app.policies)?.value.most, ctx.now);
    let read = move |c: &mut Conn<'_>| {
        let mut groups = Vec::new();
        for row in store::list(c, state, GROUPS)? {
            let clock = clock(row.first_at, row.due_at, row.handled_at.unwrap_or(now));
            let rank = rank(row.weight, row.count, clock, most);
            groups.push(Group { evidence: evidence(c, &row)?, row, clock, rank });
        }
        groups.sort_by_key(|group| (std::cmp::Reverse(group.rank), group.row.due_at, group.row.id));
        Ok(groups)
    };
    ctx.app.db.read(Scope::Platform, read).await
}

fn evidence(c: &mut Conn<'_>, row: &GroupRow) -> db::Result<Vec<Evidence>> {
    let mut all = Vec::new();
    for item in store::items(c, row, EVIDENCE)? {
        let said = match item.message_id {
            Some(message) => conversation::turn(c, row.tenant_id, message)?,
            None => None,
        };
        let (said, before) = said.map_or((None, None), |(said, before)| (Some(said), before));
        all.push(Evidence { item, said, before });
    }
    Ok(all)
}

/// Handles groups, all or none. Who is to learn again is taught what the conversations of the group lacked.
///
/// Errors: `invalid_field` for none or too many; `not_found`; `conflict` when one was handled meanwhile.
pub(crate) async fn handle(ctx: &Ctx, ids: Vec<ExceptionId>, outcome: ExceptionOutcome, note: Option<String>) -> Result<usize> {
    if ids.is_empty() || ids.len() > BATCH {
        return Err(Error::field("ids", "invalid", format!("between 1 and {BATCH} groups")));
    }
    let note = note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    if note.as_ref().is_some_and(|note| note.chars().count() > 500) {
        return Err(Error::field("note", "too_long", "at most 500 characters"));
    }
    let (actor, now) = (ctx.actor()?.clone(), ctx.now);
    let write = move |c: &mut Conn<'_>| {
        for id in &ids {
            let row = store::get(c, *id)?.ok_or_else(|| Error::not_found("the exception"))?;
            if !store::close(c, &row, actor.account, outcome, note.as_deref(), now)? {
                return Err(Error::new(Code::Conflict, "somebody else has handled one of these; look again").into());
            }
            if outcome == ExceptionOutcome::Retrain {
                retrain(c, &row, now)?;
            }
            let told = json!({
                "exception": id, "worker": row.worker_id, "about": row.about, "cause": row.cause, "outcome": outcome, "count": row.count,
            });
            outbox::emit(c, &Event::new("exception.handled", row.tenant_id, &told), now)?;
            let entry = audit::Entry {
                tenant: row.tenant_id,
                actor: Some(&actor),
                action: "exception.handle",
                object_kind: "exception",
                object_id: id.uuid(),
                detail: told,
                at: now,
            };
            audit::record(c, &entry)?;
        }
        Ok(ids.len())
    };
    ctx.app.db.write(Scope::Platform, write).await
}

/// Each worker of the group learns again what its conversations lacked, and where drafts were at fault, that.
fn retrain(c: &mut Conn<'_>, group: &GroupRow, now: Ts) -> db::Result<()> {
    let mut weak: BTreeMap<(AccountId, String), BTreeSet<String>> = BTreeMap::new();
    for item in store::items(c, group, TAUGHT)? {
        let (Some(worker), Some(record)) = (item.worker_id, conversation::record(c, item.tenant_id, item.conversation_id)?)
        else {
            continue;
        };
        let cells = weak.entry((worker, market::project(c, record.project)?.skill)).or_default();
        if let Some(row) = evaluation::store::get(c, item.tenant_id, item.conversation_id)? {
            cells.extend(row.weak());
        }
        if matches!(group.cause, Cause::Override | Cause::Blocks) {
            cells.insert(evaluation::cell(DRAFTS));
        }
    }
    for ((worker, skill), cells) in weak.into_iter().filter(|(_, cells)| !cells.is_empty()) {
        let body = json!({ "exception": group.id, "worker": worker, "skill": skill, "weak": cells });
        outbox::emit(c, &Event::new("training.wanted", group.tenant_id, &body), now)?;
    }
    Ok(())
}
