//! Use cases of the interview room: what to do, the answers to each part, handing in, the report.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use db::{Conn, Json, jobs};
use http::Ctx;
use kernel::{Actor, Code, Error, Result, TenantId, Ts, policy::Policy};
use seal::{DataKey, Place};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;

use super::{
    InterviewId, InterviewState, PartKind, PartState,
    bank::Bank,
    dialogue::{self, Played},
    http::{InterviewView, ReportView},
    security, seed_of,
    store::{self, Change, InterviewRow, PartRow},
    typing::{self, TypingEvent, TypingTask},
};
use crate::{
    ApplicationId,
    application::{
        service::{record, step},
        store as applications,
        store::ApplicationRow,
    },
    consents,
    score::{self, Score, policy::InterviewPolicy},
    upload::store as uploads,
};

/// An interview's id, its state and the state of its parts.
pub(crate) type Overview = (InterviewId, InterviewState, Vec<(PartKind, PartState)>);

/// Longest turn of a dialogue, in characters.
const TURN_MAX: usize = 500;

/// Everything the room shows, read in one transaction.
pub(crate) struct Room {
    pub(crate) row: InterviewRow,
    pub(crate) parts: Vec<PartRow>,
    pub(crate) bank: Arc<Bank>,
    pub(crate) upload: Option<uploads::UploadRow>,
    key: DataKey,
}

impl Room {
    pub(crate) fn part(&self, kind: PartKind) -> Result<&PartRow> {
        self.parts.iter().find(|p| p.kind == kind).ok_or_else(|| Error::internal("an interview lost a part"))
    }

    /// What the candidate has said in the dialogue so far.
    fn said(&self) -> Result<Vec<String>> {
        let part = self.part(PartKind::Dialogue)?;
        part.answer.as_ref().map_or_else(|| Ok(Vec::new()), |sealed| open_answer(&self.key, self.row.id, part.kind, sealed))
    }

    pub(crate) fn played(&self) -> Result<Played> {
        let scenario = self.bank.scenario_of(self.row.seed)?;
        Ok(dialogue::play(scenario, &self.bank.cues, self.row.seed, &self.said()?))
    }
}

/// The bank a running interview was drawn from, whatever is in force now. Parsed once per process.
fn bank_of(c: &mut Conn<'_>, hash: &str) -> db::Result<Arc<Bank>> {
    static PARSED: OnceLock<Mutex<HashMap<String, Arc<Bank>>>> = OnceLock::new();
    let cache = PARSED.get_or_init(Mutex::default);
    if let Some(found) = cache.lock().unwrap_or_else(PoisonError::into_inner).get(hash) {
        return Ok(Arc::clone(found));
    }
    let gone = || Error::new(Code::PolicyMissing, "the item bank of this interview is not kept");
    let version = audit::policy::by_hash(c, hash)?.ok_or_else(gone)?;
    let bank = Arc::new(Policy::<Bank>::parse(&version.id, &version.body)?.value);
    cache.lock().unwrap_or_else(PoisonError::into_inner).insert(hash.to_owned(), Arc::clone(&bank));
    Ok(bank)
}

/// Opens the interview of an application under `bank`, in the caller's transaction.
pub(crate) fn open(c: &mut Conn<'_>, application: &ApplicationRow, bank: &Policy<Bank>, now: Ts) -> db::Result<InterviewId> {
    let id = InterviewId::at(now);
    let (row, parts) = fresh(application, id, bank, now)?;
    store::insert(c, &row, &parts)?;
    Ok(id)
}

pub(crate) fn fresh(
    application: &ApplicationRow,
    id: InterviewId,
    bank: &Policy<Bank>,
    now: Ts,
) -> Result<(InterviewRow, Vec<PartRow>)> {
    let seed = seed_of(id);
    let row = InterviewRow {
        tenant_id: application.tenant_id,
        id,
        application_id: application.id,
        account_id: application.account_id,
        state: InterviewState::Open,
        locale: application.locale.clone(),
        bank_hash: bank.hash.clone(),
        seed,
        result: None,
        created_at: now,
        submitted_at: None,
        scored_at: None,
    };
    let form = |kind| -> Result<String> {
        Ok(match kind {
            PartKind::Typing => bank.value.typing_of(seed)?.id.clone(),
            PartKind::ReadAloud => bank.value.read_aloud_of(seed)?.id.clone(),
            PartKind::Dialogue => bank.value.scenario_of(seed)?.id.clone(),
            PartKind::Security => "seeded".to_owned(),
        })
    };
    let part = |kind: PartKind| -> Result<PartRow> {
        Ok(PartRow {
            tenant_id: application.tenant_id,
            interview_id: id,
            kind,
            state: PartState::Open,
            form: form(kind)?,
            steps: 0,
            answer: None,
            features: None,
            opened_at: Some(now),
            done_at: None,
        })
    };
    let parts = PartKind::ALL.iter().map(|kind| part(*kind)).collect::<Result<_>>()?;
    Ok((row, parts))
}

/// Reads the actor's room. Before there is one: `step_out_of_order`.
pub(crate) fn room(c: &mut Conn<'_>, keyring: &seal::Keyring, actor: &Actor, now: Ts) -> db::Result<Room> {
    let row = store::of_account(c, actor.tenant, actor.account)?.ok_or_else(|| step("answer the vetting questions first"))?;
    let parts = store::parts(c, row.tenant_id, row.id)?;
    let bank = bank_of(c, &row.bank_hash)?;
    let upload = uploads::latest(c, row.tenant_id, row.id)?;
    let key = keyring.data_key(c, row.tenant_id, crate::KEY, row.account_id.uuid(), now)?;
    Ok(Room { row, parts, bank, upload, key })
}

/// The actor's room, when `kind` still takes answers and the consents still stand.
pub(crate) fn open_room(c: &mut Conn<'_>, keyring: &seal::Keyring, actor: &Actor, kind: PartKind, now: Ts) -> db::Result<Room> {
    let room = room(c, keyring, actor, now)?;
    if room.row.state != InterviewState::Open {
        return Err(step("the interview has been handed in").into());
    }
    if room.part(kind)?.state != PartState::Open {
        return Err(step("this part is done; its answer cannot be changed").into());
    }
    consents(c, actor.account, crate::INTERVIEW_CONSENTS)?;
    Ok(room)
}

fn place(id: InterviewId, kind: PartKind) -> Place {
    let column = match kind {
        PartKind::Typing => "answer.typing",
        PartKind::ReadAloud => "answer.read_aloud",
        PartKind::Dialogue => "answer.dialogue",
        PartKind::Security => "answer.security",
    };
    Place::new("interview_part", column, id.uuid())
}

fn seal_answer(key: &DataKey, id: InterviewId, kind: PartKind, answer: &impl Serialize) -> Result<Vec<u8>> {
    let bytes = serde_json::to_vec(answer).map_err(Error::internal)?;
    Ok(key.seal(&place(id, kind), &bytes))
}

fn open_answer<T: DeserializeOwned>(key: &DataKey, id: InterviewId, kind: PartKind, sealed: &[u8]) -> Result<T> {
    serde_json::from_slice(&key.open(&place(id, kind), sealed)?).map_err(Error::internal)
}

/// The room as the candidate sees it; `not_found` before there is one.
pub(crate) async fn mine(ctx: &Ctx) -> Result<InterviewView> {
    let actor = ctx.actor()?.clone();
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    let room = ctx
        .app
        .db
        .write(actor.scope(), move |c| {
            if store::of_account(c, actor.tenant, actor.account)?.is_none() {
                return Err(Error::not_found("your interview").into());
            }
            room(c, &seal, &actor, now)
        })
        .await?;
    InterviewView::of(&room)
}

/// A room read outside the transaction that will write the answer.
async fn enter(ctx: &Ctx, kind: PartKind) -> Result<(Actor, Room)> {
    let actor = ctx.actor()?.clone();
    let (seal, now, who) = (ctx.app.seal.clone(), ctx.now, actor.clone());
    let room = ctx.app.db.write(actor.scope(), move |c| open_room(c, &seal, &who, kind, now)).await?;
    Ok((actor, room))
}

/// Writes one answer with a compare-and-set on the part's steps.
async fn write(ctx: &Ctx, actor: Actor, room: &Room, kind: PartKind, change: Change) -> Result<()> {
    let before = room.part(kind)?.steps;
    let (tenant, id, application, now) = (room.row.tenant_id, room.row.id, room.row.application_id, ctx.now);
    ctx.app
        .db
        .write(actor.scope(), move |c| {
            if !store::answer(c, tenant, id, kind, before, change.clone(), now)? {
                return Err(step("this part was answered meanwhile").into());
            }
            if change.state == PartState::Done {
                record(c, &actor, "interview.part_done", application, json!({"part": kind}), now)?;
            }
            Ok(())
        })
        .await
}

fn done(features: &impl Serialize, answer: Vec<u8>, steps: i64) -> Result<Change> {
    let features = serde_json::to_value(features).map_err(Error::internal)?;
    Ok(Change { state: PartState::Done, steps, answer: Some(answer), features: Some(features) })
}

/// Takes the typing test. Errors: `typing_not_human`, `invalid_field`, `step_out_of_order`; nothing is written then.
pub(crate) async fn typing(ctx: &Ctx, text: String, events: Vec<TypingEvent>) -> Result<InterviewView> {
    let (actor, room) = enter(ctx, PartKind::Typing).await?;
    let policy = ctx.app.db.read(actor.scope(), |c| audit::policy::typed::<InterviewPolicy>(c, "interview")).await?;
    let item = room.bank.typing_of(room.row.seed)?;
    let opened = room.part(PartKind::Typing)?.opened_at.unwrap_or(room.row.created_at);
    let open_ms = i64::try_from(ctx.now.since(opened).as_millis()).unwrap_or(i64::MAX);
    let task = TypingTask { locale: &room.row.locale, target: &item.text, seconds: item.seconds, open_ms };
    let features = typing::measure(&policy.value.typing.human, &task, &text, &events)?;
    let answer = seal_answer(&room.key, room.row.id, PartKind::Typing, &json!({"text": text, "events": events}))?;
    write(ctx, actor, &room, PartKind::Typing, done(&features, answer, 1)?).await?;
    mine(ctx).await
}

/// Says one thing to the scripted customer. Returns the whole conversation.
pub(crate) async fn say(ctx: &Ctx, text: String) -> Result<Played> {
    let text = text.trim().to_owned();
    if text.is_empty() {
        return Err(Error::field("text", "required", "write something"));
    }
    if text.chars().count() > TURN_MAX {
        return Err(Error::field("text", "too_long", format!("at most {TURN_MAX} characters")));
    }
    let (actor, room) = enter(ctx, PartKind::Dialogue).await?;
    let mut said = room.said()?;
    said.push(text);
    let scenario = room.bank.scenario_of(room.row.seed)?;
    let played = dialogue::play(scenario, &room.bank.cues, room.row.seed, &said);
    let steps = i64::try_from(said.len()).unwrap_or(i64::MAX);
    let answer = seal_answer(&room.key, room.row.id, PartKind::Dialogue, &said)?;
    let change = if played.done {
        done(&played.features, answer, steps)?
    } else {
        Change { state: PartState::Open, steps, answer: Some(answer), features: None }
    };
    write(ctx, actor, &room, PartKind::Dialogue, change).await?;
    Ok(played)
}

/// Takes the security answers, all of them, once.
pub(crate) async fn secure(ctx: &Ctx, answers: Vec<security::Answer>) -> Result<InterviewView> {
    let (actor, room) = enter(ctx, PartKind::Security).await?;
    let features = security::mark(&room.bank.security, room.bank.security_asked, room.row.seed, &answers)?;
    let answer = seal_answer(&room.key, room.row.id, PartKind::Security, &answers)?;
    write(ctx, actor, &room, PartKind::Security, done(&features, answer, 1)?).await?;
    mine(ctx).await
}

/// Hands the interview in and queues its scoring. Errors: `step_out_of_order` while a part is open or when handed in.
pub(crate) async fn submit(ctx: &Ctx) -> Result<InterviewState> {
    let actor = ctx.actor()?.clone();
    let now = ctx.now;
    ctx.once(actor.scope(), move |c| {
        let row = store::of_account(c, actor.tenant, actor.account)?.ok_or_else(|| step("answer the vetting questions first"))?;
        consents(c, actor.account, crate::INTERVIEW_CONSENTS)?;
        let open = store::parts(c, row.tenant_id, row.id)?.into_iter().find(|p| p.state == PartState::Open);
        if let Some(part) = open {
            return Err(step(&format!("the part {} is not done", part.kind.as_str())).into());
        }
        let handed_in = store::submit(c, row.tenant_id, row.id, now)?;
        if !handed_in || !applications::submitted(c, row.tenant_id, row.application_id, now)? {
            return Err(step("the interview has been handed in").into());
        }
        let job = json!({"application": row.application_id});
        jobs::enqueue(c, score::service::QUEUE, &row.application_id.to_string(), &job, now, now)?;
        record(c, &actor, "interview.submitted", row.application_id, json!({"interview": row.id}), now)?;
        Ok(InterviewState::Scoring)
    })
    .await
}

/// The result with its reasons, from the recorded score alone.
pub(crate) async fn report(ctx: &Ctx) -> Result<ReportView> {
    let actor = ctx.actor()?.clone();
    let found = ctx
        .app
        .db
        .read(actor.scope(), move |c| {
            let Some(application) = applications::of_account(c, actor.tenant, actor.account)? else { return Ok(None) };
            let score = result(c, application.tenant_id, application.id)?;
            Ok(Some((application, score)))
        })
        .await?;
    let (application, score) = found.ok_or_else(|| Error::not_found("your interview"))?;
    Ok(ReportView::of(&application, score))
}

/// The recorded score of an application, once there is one.
pub(crate) fn result(c: &mut Conn<'_>, tenant: TenantId, id: ApplicationId) -> db::Result<Option<Score>> {
    let row = store::of_application(c, tenant, id)?;
    let Some(Json(value)) = row.and_then(|row| row.result) else { return Ok(None) };
    Ok(Some(serde_json::from_value(value).map_err(Error::internal)?))
}

pub(crate) fn overview(c: &mut Conn<'_>, tenant: TenantId, id: ApplicationId) -> db::Result<Option<Overview>> {
    let Some(row) = store::of_application(c, tenant, id)? else { return Ok(None) };
    let parts = store::parts(c, tenant, row.id)?;
    Ok(Some((row.id, row.state, parts.into_iter().map(|p| (p.kind, p.state)).collect())))
}
