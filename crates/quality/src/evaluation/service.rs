//! Use cases of evaluations: done when a conversation is over, done again when rules change, read, scored by people.

use std::{collections::BTreeMap, sync::Arc};

use conversation::{ConversationEvent, ConversationId, Record, Sender};
use db::{Conn, Json, outbox, outbox::Delivered};
use http::{App, Ctx};
use kernel::{AccountId, Code, Error, Event, Page, PageQuery, Result, Role, Scope, TenantId, Ts, policy::Policy};
use serde_json::json;

use super::{
    Agreement, FORM, Fact, Facts, Form, Measure, Said, agreement, evaluate,
    store::{self, EvaluationRow, Limits, Result as Passed, ReviewRow, Sampled},
    waive,
};

use crate::{
    contest::{self, service::Won},
    gold,
};

/// The job that evaluates again what an older form evaluated, or nobody did.
pub(crate) const AGAIN: &str = "quality.again";
/// Conversations it looks at at once, and evaluates in one transaction.
const LOOKED: i64 = 500;
const CHUNK: usize = 25;
/// People who score a conversation of the sample.
const REVIEWERS: usize = 2;
/// Reviews that agreement is measured over.
const RECENT: i64 = 1000;

/// A conversation is over, or was rated since: it is evaluated.
pub(crate) fn heard(c: &mut Conn<'_>, event: &Delivered, now: Ts) -> db::Result<()> {
    let body: ConversationEvent = event.parse()?;
    let form = audit::policy::typed::<Form>(c, FORM)?;
    one(c, &form, body.tenant, body.conversation, now)
}

/// Evaluates one conversation that is over. The same conversation and form give the same row.
fn one(c: &mut Conn<'_>, form: &Policy<Form>, tenant: TenantId, id: ConversationId, now: Ts) -> db::Result<()> {
    let Some(record) = conversation::record(c, tenant, id)? else { return Ok(()) };
    let Some(closed_at) = record.closed_at else { return Ok(()) };
    let before = store::get(c, tenant, id)?;
    let won = contest::service::won(c, tenant, id)?;
    let row = row(form, &record, &won, closed_at, now);
    store::put(c, &row)?;
    if before.as_ref().is_none_or(|before| before.score != row.score) {
        judged(c, &row, now)?;
    }
    // Told once: when it turns out to have failed.
    let failed_before = before.is_some_and(|before| before.result == Passed::Failed);
    if row.result == Passed::Failed && !failed_before && row.worker_id.is_some() {
        let weak = row.weak();
        let skill = market::project(c, row.project_id)?.skill;
        let body = json!({ "conversation": id, "worker": row.worker_id, "score": row.score, "form": row.form_hash, "skill": skill, "weak": weak });
        outbox::emit(c, &Event::new("quality.failed", tenant, &body), now)?;
    }
    Ok(())
}

/// Quality pay hears the score of the piece that the conversation was.
fn judged(c: &mut Conn<'_>, row: &EvaluationRow, now: Ts) -> db::Result<()> {
    let task = dispatch::task_of(c, row.tenant_id, row.conversation_id.cast())?;
    let (Some(task), Some(worker)) = (task, row.worker_id) else { return Ok(()) };
    let body = json!({ "tenant": row.tenant_id, "task": task.id, "worker": worker, "score_bp": row.score * 100, "conversation": row.conversation_id });
    outbox::emit(c, &Event::new("piece.judged", row.tenant_id, &body), now)
}

/// A judge has spoken about a conversation: it is evaluated again with what was overturned left out.
pub(crate) fn reconsider(c: &mut Conn<'_>, tenant: TenantId, id: ConversationId, now: Ts) -> db::Result<()> {
    let form = audit::policy::typed::<Form>(c, FORM)?;
    one(c, &form, tenant, id, now)
}

fn row(form: &Policy<Form>, record: &Record, won: &Won, closed_at: Ts, now: Ts) -> EvaluationRow {
    let spoken = record.turns.iter().filter_map(|turn| {
        let from = match turn.from {
            Sender::Customer => Said::Customer,
            Sender::Worker => Said::Worker,
            Sender::Bot | Sender::System => return None,
        };
        let overridden = turn.override_reason.is_some() && !won.sent.contains(&turn.at);
        Some((turn.message, Fact { at: turn.at.millis() / 1000, from, text: &turn.text, overridden }))
    });
    let (messages, turns): (Vec<_>, Vec<_>) = spoken.unzip();
    let facts =
        Facts { turns, held: record.held.saturating_sub(won.stopped), rating: record.rating, conformance: record.conformance };
    let done = waive(evaluate(&form.value, &facts), &won.items);
    let named = done.items.iter().flat_map(|item| &item.evidence).filter_map(|at| Some((*at, *messages.get(*at)?)));
    EvaluationRow {
        tenant_id: record.tenant,
        conversation_id: record.conversation,
        project_id: record.project,
        worker_id: record.worker,
        form_id: form.id.clone(),
        form_hash: form.hash.clone(),
        score: i64::from(done.score),
        result: if done.score >= form.value.pass { Passed::Passed } else { Passed::Failed },
        evidence: Json(named.collect()),
        items: Json(done.items),
        sampled: if in_sample(record.conversation, form.value.sample) { Sampled::Yes } else { Sampled::No },
        closed_at,
        evaluated_at: now,
    }
}

/// Which conversations two people score follows from their ids alone, so that nobody can choose them.
fn in_sample(id: ConversationId, share: u8) -> bool {
    let last = id.uuid().as_bytes().iter().rev().take(4).fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
    last.wrapping_mul(2_654_435_761) >> 16 < u32::from(share) * 65_536 / 100
}

/// Evaluates every conversation that is over and was not evaluated by the form in force, a short transaction at a time.
pub(crate) async fn again(app: Arc<App>) -> Result<()> {
    let form = app.db.read(Scope::Platform, |c| audit::policy::typed::<Form>(c, FORM)).await?;
    let mut after = ConversationId::from_u128(0);
    loop {
        let hash = form.hash.clone();
        let (last, stale) = app.db.read(Scope::Platform, move |c| stale(c, &hash, after)).await?;
        for few in stale.chunks(CHUNK) {
            let (form, few, now) = (Arc::clone(&form), few.to_vec(), app.clock.now());
            let write = move |c: &mut Conn<'_>| few.iter().try_for_each(|(tenant, id)| one(c, &form, *tenant, *id, now));
            app.db.write(Scope::Platform, write).await?;
        }
        match last {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}

/// A conversation with its tenant.
type Whose = (TenantId, ConversationId);

/// The last conversation looked at, if any, and those of them that another form evaluated, or nobody did.
fn stale(c: &mut Conn<'_>, hash: &str, after: ConversationId) -> db::Result<(Option<ConversationId>, Vec<Whose>)> {
    let closed = conversation::closed(c, after, LOOKED)?;
    let ids: Vec<ConversationId> = closed.iter().map(|(_, id)| *id).collect();
    let known = store::forms(c, &ids)?;
    let stale = closed.into_iter().filter(|(_, id)| known.get(id).is_none_or(|form| form != hash)).collect();
    Ok((ids.last().copied(), stale))
}

/// Evaluations that the actor may see: a worker's own, an enterprise's, an admin's all. Newest first.
pub(crate) async fn list(ctx: &Ctx, mut limits: Limits, page: PageQuery) -> Result<Page<EvaluationRow>> {
    let actor = ctx.actor()?.clone();
    match actor.role {
        Role::Admin => {}
        Role::Worker => limits.worker = Some(actor.account),
        _ => limits.tenant = Some(actor.tenant),
    }
    let scope = if matches!(actor.role, Role::Worker | Role::Admin) { Scope::Platform } else { actor.scope() };
    let query = page.clone();
    let rows = ctx.app.db.read(scope, move |c| store::list(c, &limits, &page)).await?;
    Ok(Page::cut(rows, &query, |row| row.conversation_id))
}

/// The form in force.
pub(crate) async fn form(ctx: &Ctx) -> Result<Arc<Policy<Form>>> {
    ctx.app.db.read(Scope::Platform, |c| audit::policy::typed::<Form>(c, FORM)).await
}

/// A conversation of the sample, as one who scores it sees it.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) row: EvaluationRow,
    /// What this reviewer gave, if they have.
    pub(crate) mine: Option<BTreeMap<String, u32>>,
    /// What the other gave; hidden until this reviewer has scored.
    pub(crate) others: Vec<BTreeMap<String, u32>>,
    pub(crate) reviews: usize,
    /// The known answer, once this reviewer has given theirs.
    pub(crate) known: Option<BTreeMap<String, u32>>,
}

/// The sample, newest first, and how far people agree.
pub(crate) async fn sample(ctx: &Ctx, page: PageQuery) -> Result<(Page<Sample>, Agreement)> {
    let me = ctx.actor()?.account;
    let query = page.clone();
    let load = move |c: &mut Conn<'_>| {
        let mut rows = store::list(c, &Limits { sampled: true, ..Limits::default() }, &page)?;
        // Conversations whose answer is known are mixed in at the beginning, where they look like any other.
        if page.after.is_none() {
            let mixed = gold::service::unanswered(c, me, rows.len())?;
            rows.retain(|row| mixed.iter().all(|gold| gold.conversation_id != row.conversation_id));
            mixed.into_iter().for_each(|gold| rows.insert(place(me, gold.conversation_id, rows.len()), gold));
        }
        let ids: Vec<ConversationId> = rows.iter().map(|row| row.conversation_id).collect();
        let reviews = store::reviews(c, &ids)?;
        let recent = store::newest_reviews(c, RECENT)?;
        let known = gold::store::known(c, &ids)?;
        let samples: Vec<Sample> = rows.into_iter().map(|row| seen_by(me, row, &reviews, &known)).collect();
        Ok((samples, agreement(&pairs(&recent))))
    };
    let (samples, agreed) = ctx.app.db.read(Scope::Platform, load).await?;
    Ok((Page::cut(samples, &query, |sample| sample.row.conversation_id), agreed))
}

/// Where a conversation with a known answer stands among `others`: for each judge elsewhere, and always the same.
fn place(me: AccountId, id: ConversationId, others: usize) -> usize {
    let bytes = id.uuid().into_bytes().into_iter().chain(me.uuid().into_bytes());
    bytes.fold(7_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte))) % (others + 1)
}

type Points = BTreeMap<String, u32>;

fn seen_by(me: AccountId, row: EvaluationRow, reviews: &[ReviewRow], known: &BTreeMap<ConversationId, Points>) -> Sample {
    let own: Vec<&ReviewRow> = reviews.iter().filter(|review| review.conversation_id == row.conversation_id).collect();
    let known = known.get(&row.conversation_id);
    let mine = own.iter().find(|review| review.reviewer_id == me).map(|review| review.points.0.clone());
    let others = own.iter().filter(|review| mine.is_some() && review.reviewer_id != me);
    // A known answer stays a secret: until this judge has given theirs, nobody seems to have scored it.
    let reviews = if known.is_some() && mine.is_none() { 0 } else { own.len() };
    let others = others.map(|review| review.points.0.clone()).collect();
    Sample { others, reviews, known: known.filter(|_| mine.is_some()).cloned(), mine, row }
}

/// Points that two people gave for the same item of the same conversation.
fn pairs(reviews: &[ReviewRow]) -> Vec<(u32, u32)> {
    let groups = reviews.chunk_by(|a, b| a.conversation_id == b.conversation_id);
    let two = groups.filter_map(|group| match group {
        [a, b, ..] => Some((a, b)),
        _ => None,
    });
    two.flat_map(|(a, b)| {
        a.points.0.iter().filter_map(|(item, points)| Some((*points, *b.points.0.get(item)?))).collect::<Vec<_>>()
    })
    .collect()
}

/// Scores the human items of a conversation of the sample.
///
/// Errors: `not_found` outside the sample; `invalid_field` for points of anything but a human item, or too many; `conflict`
/// when this reviewer has scored it, or two others have.
pub(crate) async fn review(ctx: &Ctx, id: ConversationId, points: BTreeMap<String, u32>) -> Result<()> {
    let form = form(ctx).await?;
    let human = form.value.item.iter().filter(|item| matches!(item.measure, Measure::Human));
    let most: BTreeMap<&str, u32> = human.map(|item| (item.id.as_str(), item.points)).collect();
    if points.keys().map(String::as_str).ne(most.keys().copied()) {
        return Err(Error::field("points", "invalid", "give points for every item that a person scores, and for no other"));
    }
    if points.iter().any(|(item, given)| most.get(item.as_str()).is_none_or(|most| given > most)) {
        return Err(Error::field("points", "too_large", "more points than the item has"));
    }
    let (reviewer, actor, now) = (ctx.actor()?.account, ctx.actor()?.clone(), ctx.now);
    let write = move |c: &mut Conn<'_>| {
        let row =
            store::anywhere(c, id)?.filter(|row| row.sampled == Sampled::Yes).ok_or_else(|| Error::not_found("conversation"))?;
        let before = store::reviews(c, &[id])?;
        // Every judge is measured by a conversation whose answer is known.
        let most = if gold::store::known(c, &[id])?.is_empty() { REVIEWERS } else { usize::MAX };
        if before.len() >= most || before.iter().any(|review| review.reviewer_id == reviewer) {
            return Err(Error::new(Code::Conflict, "this conversation was scored already").into());
        }
        let review = ReviewRow {
            tenant_id: row.tenant_id,
            conversation_id: id,
            reviewer_id: reviewer,
            points: Json(points.clone()),
            created_at: now,
        };
        store::add_review(c, &review)?;
        let entry = audit::Entry {
            tenant: row.tenant_id,
            actor: Some(&actor),
            action: "evaluation.review",
            object_kind: "conversation",
            object_id: id.uuid(),
            detail: json!({ "points": points }),
            at: now,
        };
        audit::record(c, &entry).map(drop)
    };
    ctx.app.db.write(Scope::Platform, write).await
}
