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
    DialogueFeatures, InterviewId, InterviewState, Lengths, PartKind, PartState, TypingFeatures,
    bank::Bank,
    dialogue::{self, Played},
    http::{InterviewView, ReportView},
    items, seed_of,
    signals::{KEPT, Signal},
    store::{self, Change, InterviewRow, PartRow},
    typing::{self, TypingEvent, TypingTask},
    words::fold,
};
use crate::{
    ApplicationId, appeal,
    application::{
        service::{record, step},
        store as applications,
        store::ApplicationRow,
    },
    consents,
    score::{self, Score, policy::InterviewPolicy},
    speech::{Transcript, TranscriptView},
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
    pub(crate) lengths: Lengths,
    /// The newest upload of each recorded part.
    pub(crate) uploads: Vec<uploads::UploadRow>,
    key: DataKey,
}

impl Room {
    pub(crate) fn part(&self, kind: PartKind) -> Result<&PartRow> {
        self.parts.iter().find(|p| p.kind == kind).ok_or_else(|| Error::internal("an interview lost a part"))
    }

    /// What the candidate has said to each customer so far.
    fn said(&self) -> Result<Vec<Vec<String>>> {
        let part = self.part(PartKind::Dialogue)?;
        part.answer.as_ref().map_or_else(|| Ok(Vec::new()), |sealed| open_answer(&self.key, self.row.id, part.kind, sealed))
    }

    fn play(&self, round: i64, said: &[String]) -> Result<Played> {
        let scenario = self.bank.scenario_of(self.row.seed, round)?;
        Ok(dialogue::play(scenario, &self.bank.cues, self.row.seed, said))
    }

    /// The dialogue that is going on: which customer, counted from 0, and what was said. The last one when all are over.
    pub(crate) fn talking(&self) -> Result<(i64, Played)> {
        let said = self.said()?;
        let mut at = count(said.len()).max(1) - 1;
        let mut played = self.play(at, said.last().map_or(&[][..], Vec::as_slice))?;
        if played.done && at + 1 < self.lengths.scenarios {
            at += 1;
            played = self.play(at, &[])?;
        }
        Ok((at, played))
    }

    /// Every conversation so far: the title of its card, and what was said.
    pub(crate) fn conversations(&self) -> Result<Vec<(String, Vec<dialogue::Turn>)>> {
        let said = self.said()?;
        let one = |(n, lines): (i64, &Vec<String>)| {
            Ok((self.bank.scenario_of(self.row.seed, n)?.title.clone(), self.play(n, lines)?.turns))
        };
        (0..).zip(&said).map(one).collect()
    }

    /// Every text that was typed, beside what was to be typed.
    pub(crate) fn typed(&self) -> Result<Vec<(String, String)>> {
        let Some(sealed) = &self.part(PartKind::Typing)?.answer else { return Ok(Vec::new()) };
        let answers: Vec<serde_json::Value> = open_answer(&self.key, self.row.id, PartKind::Typing, sealed)?;
        let text = |v: &serde_json::Value| v["text"].as_str().unwrap_or_default().to_owned();
        (0..).zip(&answers).map(|(n, v)| Ok((self.bank.typing_of(self.row.seed, n)?.text.clone(), text(v)))).collect()
    }

    /// What a speech engine heard in a recorded part.
    pub(crate) fn transcript(&self, kind: PartKind) -> Result<Option<Transcript>> {
        transcript(&self.key, &self.parts, self.row.id, kind)
    }

    /// Every transcript, in the order of the parts.
    pub(crate) fn transcripts(&self) -> Result<Vec<TranscriptView>> {
        let one = |kind: PartKind| Ok(self.transcript(kind)?.map(|heard| heard.view(kind)));
        PartKind::RECORDED.into_iter().filter_map(|kind| one(kind).transpose()).collect()
    }

    /// The security answers so far, round by round.
    pub(crate) fn secured(&self) -> Result<Vec<Vec<items::Answer>>> {
        let part = self.part(PartKind::Security)?;
        let open = part.answer.as_ref().filter(|_| part.state == PartState::Open);
        open.map_or_else(|| Ok(Vec::new()), |sealed| open_answer(&self.key, self.row.id, part.kind, sealed))
    }

    /// The typing round that is open, counted from 0.
    pub(crate) fn typing_round(&self) -> Result<i64> {
        Ok(self.part(PartKind::Typing)?.steps.min(self.lengths.typing_rounds - 1))
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The bank a running interview was drawn from, whatever is in force now. Parsed once per process.
pub(crate) fn bank_of(c: &mut Conn<'_>, hash: &str) -> db::Result<Arc<Bank>> {
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
    let lengths = audit::policy::typed::<InterviewPolicy>(c, "interview")?.value.lengths().clone();
    let (row, parts) = fresh(application, id, bank, &lengths, now)?;
    store::insert(c, &row, &parts)?;
    Ok(id)
}

pub(crate) fn fresh(
    application: &ApplicationRow,
    id: InterviewId,
    bank: &Policy<Bank>,
    lengths: &Lengths,
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
        lengths: Some(Json(lengths.clone())),
        signals: None,
        result: None,
        created_at: now,
        submitted_at: None,
        scored_at: None,
    };
    let form = |kind| -> Result<String> {
        Ok(match kind {
            PartKind::Typing => bank.value.typing_of(seed, 0)?.id.clone(),
            PartKind::ReadAloud => bank.value.read_aloud_of(seed)?.id.clone(),
            PartKind::Talk => bank.value.talk_of(seed)?.id.clone(),
            PartKind::Dialogue => bank.value.scenario_of(seed, 0)?.id.clone(),
            PartKind::Syllables | PartKind::Words | PartKind::Business | PartKind::Security => "seeded".to_owned(),
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
    let parts = bank.value.parts(lengths).into_iter().map(part).collect::<Result<_>>()?;
    Ok((row, parts))
}

/// Reads the actor's room. Before there is one: `step_out_of_order`.
pub(crate) fn room(c: &mut Conn<'_>, keyring: &seal::Keyring, actor: &Actor, now: Ts) -> db::Result<Room> {
    let row = store::of_account(c, actor.tenant, actor.account)?.ok_or_else(|| step("answer the vetting questions first"))?;
    let parts = store::parts(c, row.tenant_id, row.id)?;
    let bank = bank_of(c, &row.bank_hash)?;
    let uploads = uploads::latest(c, row.tenant_id, row.id)?;
    let key = keyring.data_key(c, row.tenant_id, crate::KEY, row.account_id.uuid(), now)?;
    let lengths = row.lengths.clone().map(|l| l.0).ok_or_else(|| step("this interview is from before; ask for a new one"))?;
    Ok(Room { row, parts, bank, lengths, uploads, key })
}

/// The room of an application, for the person who reviews it. `None` before there is one or when its words were erased.
pub(crate) fn of_application(
    c: &mut Conn<'_>,
    keyring: &seal::Keyring,
    tenant: TenantId,
    id: ApplicationId,
) -> db::Result<Option<Room>> {
    let Some(row) = store::of_application(c, tenant, id)? else { return Ok(None) };
    let Some(key) = keyring.existing_key(c, tenant, crate::KEY, row.account_id.uuid())? else { return Ok(None) };
    let Some(Json(lengths)) = row.lengths.clone() else { return Ok(None) };
    let parts = store::parts(c, tenant, row.id)?;
    let bank = bank_of(c, &row.bank_hash)?;
    let uploads = uploads::latest(c, tenant, row.id)?;
    Ok(Some(Room { row, parts, bank, lengths, uploads, key }))
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
        PartKind::Syllables => "answer.syllables",
        PartKind::Words => "answer.words",
        PartKind::ReadAloud => "answer.read_aloud",
        PartKind::Talk => "answer.talk",
        PartKind::Business => "answer.business",
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

/// What the engine heard of a recorded part, if it was asked.
pub(crate) fn transcript(key: &DataKey, parts: &[PartRow], id: InterviewId, kind: PartKind) -> Result<Option<Transcript>> {
    let sealed = parts.iter().find(|p| p.kind == kind && p.kind.is_recorded()).and_then(|p| p.answer.as_ref());
    sealed.map(|sealed| open_answer(key, id, kind, sealed)).transpose()
}

pub(crate) fn seal_transcript(key: &DataKey, id: InterviewId, kind: PartKind, heard: &Transcript) -> Result<Vec<u8>> {
    seal_answer(key, id, kind, heard)
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

/// A part that has taken an answer and asks for more.
const fn going_on(answer: Vec<u8>, steps: i64) -> Change {
    Change { state: PartState::Open, steps, answer: Some(answer), features: None, opened_at: None }
}

fn done(features: &impl Serialize, answer: Vec<u8>, steps: i64) -> Result<Change> {
    let features = serde_json::to_value(features).map_err(Error::internal)?;
    Ok(Change { state: PartState::Done, steps, answer: Some(answer), features: Some(features), opened_at: None })
}

/// Takes one text of the typing test. Errors: `typing_not_human`, `invalid_field`, `step_out_of_order`; nothing is written then.
pub(crate) async fn typing(ctx: &Ctx, text: String, events: Vec<TypingEvent>) -> Result<InterviewView> {
    let (actor, room) = enter(ctx, PartKind::Typing).await?;
    let policy = ctx.app.db.read(actor.scope(), |c| audit::policy::typed::<InterviewPolicy>(c, "interview")).await?;
    let part = room.part(PartKind::Typing)?;
    let item = room.bank.typing_of(room.row.seed, part.steps)?;
    let opened = part.opened_at.unwrap_or(room.row.created_at);
    let open_ms = i64::try_from(ctx.now.since(opened).as_millis()).unwrap_or(i64::MAX);
    let task = TypingTask { locale: &room.row.locale, target: &item.text, seconds: item.seconds, open_ms };
    let measured = typing::measure(&policy.value.typing.human, &task, &text, &events)?;
    let mut features: Vec<TypingFeatures> = part.features.clone().map_or_else(|| Ok(Vec::new()), |f| parsed(f.0))?;
    let mut answers: Vec<serde_json::Value> =
        part.answer.as_ref().map_or_else(|| Ok(Vec::new()), |sealed| open_answer(&room.key, room.row.id, part.kind, sealed))?;
    features.push(measured);
    answers.push(json!({"text": text, "events": events}));
    let steps = count(features.len());
    let state = if steps >= room.lengths.typing_rounds { PartState::Done } else { PartState::Open };
    let change = Change {
        state,
        steps,
        answer: Some(seal_answer(&room.key, room.row.id, PartKind::Typing, &answers)?),
        features: Some(serde_json::to_value(&features).map_err(Error::internal)?),
        opened_at: Some(ctx.now),
    };
    write(ctx, actor, &room, PartKind::Typing, change).await?;
    mine(ctx).await
}

fn parsed<T: DeserializeOwned>(value: serde_json::Value) -> Result<T> {
    serde_json::from_value(value).map_err(Error::internal)
}

/// What came of one thing said: the conversation with this customer, and how many customers are still to come.
pub(crate) struct Talked {
    pub(crate) played: Played,
    pub(crate) left: i64,
}

/// Says one thing to the scripted customer. Returns the whole conversation with them.
pub(crate) async fn say(ctx: &Ctx, text: String) -> Result<Talked> {
    let text = text.trim().to_owned();
    if text.is_empty() {
        return Err(Error::field("text", "required", "write something"));
    }
    if text.chars().count() > TURN_MAX {
        return Err(Error::field("text", "too_long", format!("at most {TURN_MAX} characters")));
    }
    let (actor, room) = enter(ctx, PartKind::Dialogue).await?;
    let mut said = room.said()?;
    let (round, _) = room.talking()?;
    if count(said.len()) <= round {
        said.push(Vec::new());
    }
    if let Some(now) = said.last_mut() {
        now.push(text);
    }
    let played = room.play(round, said.last().map_or(&[][..], Vec::as_slice))?;
    let left = room.lengths.scenarios - round - i64::from(played.done);
    let steps = said.iter().map(|s| count(s.len())).sum();
    let answer = seal_answer(&room.key, room.row.id, PartKind::Dialogue, &said)?;
    let opened_at = room.part(PartKind::Dialogue)?.opened_at;
    let change = if left == 0 {
        let features: Vec<DialogueFeatures> =
            (0..).zip(&said).map(|(n, s)| Ok(room.play(n, s)?.features)).collect::<Result<_>>()?;
        done(&features, answer, steps)?
    } else {
        Change { state: PartState::Open, steps, answer: Some(answer), features: None, opened_at }
    };
    let prints = if left == 0 { prints(&room, &said)? } else { Vec::new() };
    write(ctx, actor, &room, PartKind::Dialogue, change).await?;
    remember(ctx, &room, prints).await?;
    Ok(Talked { played, left })
}

/// Fewest characters of a conversation that can be called a copy of another.
const COPY_MIN: usize = 60;

/// A print of what was written to each customer, without width, case, spaces and marks.
fn prints(room: &Room, said: &[Vec<String>]) -> Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for (n, lines) in (0..).zip(said) {
        let scenario = &room.bank.scenario_of(room.row.seed, n)?.id;
        let plain: String = fold(&lines.concat()).chars().filter(|c| c.is_alphanumeric()).collect();
        if plain.chars().count() >= COPY_MIN {
            found.push((kernel::sha256_hex(format!("{scenario}|{plain}").as_bytes()), format!("dialogue.{scenario}")));
        }
    }
    Ok(found)
}

async fn remember(ctx: &Ctx, room: &Room, prints: Vec<(String, String)>) -> Result<()> {
    if prints.is_empty() {
        return Ok(());
    }
    let (tenant, id, now) = (room.row.tenant_id, room.row.id, ctx.now);
    ctx.app
        .db
        .write(kernel::Scope::Tenant(tenant), move |c| {
            prints.iter().try_for_each(|(print, part)| store::remember(c, tenant, print, id, part, now))
        })
        .await
}

/// Takes the security answers, all of them. What must be right and is not is asked once more: the part stays open for it.
pub(crate) async fn secure(ctx: &Ctx, answers: Vec<items::Answer>) -> Result<InterviewView> {
    let (actor, room) = enter(ctx, PartKind::Security).await?;
    let mut rounds = room.secured()?;
    rounds.push(answers);
    let (features, left) = items::examine(&room.bank.security, &room.lengths, room.row.seed, &rounds)?;
    let (answer, steps) = (seal_answer(&room.key, room.row.id, PartKind::Security, &rounds)?, count(rounds.len()));
    let change = if left.is_empty() { done(&features, answer, steps)? } else { going_on(answer, steps) };
    write(ctx, actor, &room, PartKind::Security, change).await?;
    mine(ctx).await
}

/// Takes the business answers, all of them, once.
pub(crate) async fn business(ctx: &Ctx, answers: Vec<items::Answer>) -> Result<InterviewView> {
    let (actor, room) = enter(ctx, PartKind::Business).await?;
    let features = items::mark_business(&room.bank.business, room.lengths.business(), room.row.seed, &answers)?;
    let answer = seal_answer(&room.key, room.row.id, PartKind::Business, &answers)?;
    write(ctx, actor, &room, PartKind::Business, done(&features, answer, 1)?).await?;
    mine(ctx).await
}

/// Takes what the room's page noticed; the first [`KEPT`] are kept. Gives how many are known.
pub(crate) async fn signal(ctx: &Ctx, new: Vec<Signal>) -> Result<i64> {
    if let Some(n) = new.iter().position(|s| s.at_ms < 0 || s.ms < 0 || s.ms > 86_400_000) {
        return Err(Error::field(&format!("signals[{n}]"), "out_of_range", "times are milliseconds from 0"));
    }
    let actor = ctx.actor()?.clone();
    ctx.app
        .db
        .write(actor.scope(), move |c| {
            let row = store::of_account(c, actor.tenant, actor.account)?.ok_or_else(|| Error::not_found("your interview"))?;
            if row.state != InterviewState::Open {
                return Err(step("the interview has been handed in").into());
            }
            let mut all = row.signals.map(|s| s.0).unwrap_or_default();
            all.extend(new.iter().cloned());
            all.truncate(KEPT);
            store::signals(c, row.tenant_id, row.id, &all)?;
            Ok(count(all.len()))
        })
        .await
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

/// The result with its reasons, from the recorded score alone, and what the engine heard.
pub(crate) async fn report(ctx: &Ctx) -> Result<ReportView> {
    let actor = ctx.actor()?.clone();
    let seal = ctx.app.seal.clone();
    let found = ctx
        .app
        .db
        .read(actor.scope(), move |c| {
            let Some(application) = applications::of_account(c, actor.tenant, actor.account)? else { return Ok(None) };
            let score = result(c, application.tenant_id, application.id)?;
            let room = of_application(c, &seal, application.tenant_id, application.id);
            let room = match room {
                Err(db::Error::App(error)) if error.code == Code::ContentErased => None,
                found => found?,
            };
            let transcripts = room.filter(|_| score.is_some()).map_or_else(|| Ok(Vec::new()), |room| room.transcripts())?;
            let ways = appeal::ways(c, &application)?;
            Ok(Some((application, score, transcripts, ways)))
        })
        .await?;
    let (application, score, transcripts, ways) = found.ok_or_else(|| Error::not_found("your interview"))?;
    Ok(ReportView::of(&application, score, transcripts, ways))
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
