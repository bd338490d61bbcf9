//! Use cases of cases: opening (by domains), appealing, judging, and what time alone resolves.

use std::{sync::Arc, time::Duration};

use authz::Resource;
use db::{Conn, Json, outbox};
use http::{App, Ctx};
use kernel::{Actor, Code, Error, Event, PLATFORM, Page, PageQuery, Result, Role, Scope, Ts, canonical_json, sha256_hex};
use seal::{Keyring, Place};
use serde_json::json;

use super::{
    CaseId, CaseRow, CaseState, CaseVerdict, DAYS, NewCase, ResolvedBy,
    outcome::{Outcomes, tally},
    store,
    store::End,
    words,
};
use crate::{Entry, record};

/// Kind of the data keys that words about a person are sealed under; their owner is the person.
const KEY: &str = "case";
/// Cases that statistics look at: of this time, and at most so many.
const YEAR: Duration = Duration::from_secs(365 * 86_400);
const COUNTED: i64 = 20_000;
pub(crate) const JOB: &str = "audit.cases";

fn place(column: &'static str, id: CaseId) -> Place {
    Place::new("appeal_case", column, id.uuid())
}

fn absent() -> Error {
    Error::not_found("the case")
}

fn resource(row: &CaseRow) -> Resource {
    Resource::of("case").id(row.id).tenant(row.tenant_id).owner(row.subject_id)
}

fn seal_words(c: &mut Conn<'_>, seal: &Keyring, row: &CaseRow, column: &'static str, text: &str, now: Ts) -> db::Result<Vec<u8>> {
    let key = seal.data_key(c, PLATFORM, KEY, row.subject_id.uuid(), now)?;
    Ok(key.seal(&place(column, row.id), text.as_bytes()))
}

/// Words of a case in the clear; `None` when there are none, or when they were erased.
fn open_words(c: &mut Conn<'_>, seal: &Keyring, row: &CaseRow, column: &'static str) -> db::Result<Option<String>> {
    let sealed = if column == "words" { &row.words } else { &row.note };
    let Some(sealed) = sealed else { return Ok(None) };
    let key = match seal.existing_key(c, PLATFORM, KEY, row.subject_id.uuid()) {
        Err(db::Error::App(error)) if error.code == Code::ContentErased => return Ok(None),
        found => found?,
    };
    let key = key.ok_or_else(|| Error::internal("words without their key"))?;
    Ok(Some(key.open_text(&place(column, row.id), sealed)?))
}

fn told(c: &mut Conn<'_>, topic: &'static str, actor: Option<&Actor>, row: &CaseRow, now: Ts) -> db::Result<()> {
    let fact = row.fact();
    outbox::emit(c, &Event::new(topic, row.tenant_id, &fact), now)?;
    let mut detail = serde_json::to_value(&fact).map_err(Error::internal)?;
    detail["evidence_hash"] = json!(row.evidence_hash);
    detail["rule"] = json!(row.rule);
    let entry =
        Entry { tenant: row.tenant_id, actor, action: topic, object_kind: "case", object_id: row.id.uuid(), detail, at: now };
    record(c, &entry).map(drop)
}

/// Opens a case in the caller's transaction. Errors: `invalid_field` for words that are none.
pub(crate) fn open(c: &mut Conn<'_>, seal: &Keyring, new: &NewCase<'_>, now: Ts) -> db::Result<CaseId> {
    let waits = new.first.is_some() && !new.guarded;
    let by = now.plus(DAYS);
    let mut row = CaseRow {
        tenant_id: new.tenant,
        id: CaseId::at(now),
        kind: new.kind.to_owned(),
        subject_id: new.subject,
        ref_kind: new.about.0.to_owned(),
        ref_id: kernel::Id::from_uuid(new.about.1),
        state: if waits { CaseState::Noticed } else { CaseState::Open },
        first_judge_id: new.first.and_then(|(judge, _)| judge),
        first_code: new.first.map(|(_, code)| code.to_owned()),
        guarded: i64::from(new.guarded),
        evidence: Json(new.evidence.clone()),
        evidence_hash: sha256_hex(canonical_json(&new.evidence).as_bytes()),
        words: None,
        opened_at: now,
        answer_by_at: waits.then_some(by),
        decide_by_at: (!waits).then_some(by),
        judge_id: None,
        outcome: None,
        resolved_by: None,
        rule: None,
        award_minor: None,
        note: None,
        resolved_at: None,
    };
    if let Some(text) = new.words {
        let text = words("words", text)?;
        row.words = Some(seal_words(c, seal, &row, "words", &text, now)?);
    }
    store::insert(c, &row)?;
    told(c, "case.opened", None, &row, now)?;
    Ok(row.id)
}

/// A case with its words, as far as the asker may see them.
pub(crate) struct Seen {
    pub(crate) row: CaseRow,
    pub(crate) words: Option<String>,
    pub(crate) note: Option<String>,
    /// Whether the first verdict may be shown: to its subject, and to judges once the second is given.
    pub(crate) shows_first: bool,
    /// Whether the asker may judge it now.
    pub(crate) may_judge: bool,
}

/// The actor's own cases, or all for judges.
pub(crate) async fn list(ctx: &Ctx, state: Option<CaseState>, query: PageQuery) -> Result<Page<CaseRow>> {
    let actor = ctx.actor()?;
    ctx.permit("case:list", &Resource::of("case").tenant(actor.tenant).owner(actor.account))?;
    let subject = (actor.role != Role::Admin).then_some(actor.account);
    let asked = query.clone();
    let rows = ctx.app.db.read(Scope::Platform, move |c| store::list(c, subject, state, &asked)).await?;
    Ok(Page::cut(rows, &query, |row| row.id))
}

/// How cases of the last year ended.
pub(crate) async fn outcomes(ctx: &Ctx) -> Result<Vec<Outcomes>> {
    let from = ctx.now.minus(YEAR);
    let rows = ctx.app.db.read(Scope::Platform, move |c| store::lately(c, from, COUNTED)).await?;
    Ok(tally(&rows))
}

/// Somebody else's case is not found.
pub(crate) async fn one(ctx: &Ctx, id: CaseId) -> Result<Seen> {
    let actor = ctx.actor()?.clone();
    let seal = ctx.app.seal.clone();
    let read = move |c: &mut Conn<'_>| {
        let row = store::get(c, id)?.ok_or_else(absent)?;
        Ok((open_words(c, &seal, &row, "words")?, open_words(c, &seal, &row, "note")?, row))
    };
    let (words, note, row) = ctx.app.db.read(Scope::Platform, read).await?;
    ctx.permit("case:read", &resource(&row)).map_err(|_| absent())?;
    let shows_first = actor.account == row.subject_id || row.state == CaseState::Resolved;
    let may_judge = actor.role == Role::Admin && row.may_judge(actor.account).is_ok();
    Ok(Seen { row, words, note, shows_first, may_judge })
}

/// The subject appeals against a notice. Errors: `not_found`, `wrong_state` (appealed or over), `invalid_field`.
pub(crate) async fn appeal(ctx: &Ctx, id: CaseId, text: String) -> Result<()> {
    let actor = ctx.actor()?.clone();
    let text = words("words", &text)?;
    let seen = one(ctx, id).await?.row;
    ctx.permit("case:appeal", &resource(&seen)).map_err(|_| absent())?;
    let (now, seal) = (ctx.now, ctx.app.seal.clone());
    ctx.once(Scope::Platform, move |c| {
        let row = store::get(c, id)?.ok_or_else(absent)?;
        if row.state != CaseState::Noticed || row.by_time(now).is_some() {
            return Err(Error::new(Code::WrongState, "this was appealed against already, or its time is over").into());
        }
        let sealed = seal_words(c, &seal, &row, "words", &text, now)?;
        store::appeal(c, &row, &sealed, now.plus(DAYS))?;
        told(c, "case.appealed", Some(&actor), &CaseRow { state: CaseState::Open, ..row }, now)
    })
    .await
}

/// A judge's decision.
#[derive(Clone, Debug)]
pub(crate) struct Judgement {
    pub(crate) outcome: CaseVerdict,
    pub(crate) rule: String,
    pub(crate) reason: String,
    pub(crate) award_minor: Option<i64>,
}

/// A second person decides. Errors: `not_found`, `forbidden` (had a part in it), `wrong_state`, `invalid_field`.
pub(crate) async fn judge(ctx: &Ctx, id: CaseId, judgement: Judgement) -> Result<()> {
    let actor = ctx.actor()?.clone();
    let reason = words("reason", &judgement.reason)?;
    if judgement.rule.trim().is_empty() || judgement.rule.chars().count() > 80 {
        return Err(Error::field("rule", "required", "name the rule that decides, in at most 80 characters"));
    }
    if judgement.award_minor.is_some_and(|minor| minor < 0) {
        return Err(Error::field("award_minor", "out_of_range", "not below zero"));
    }
    let seen = ctx.app.db.read(Scope::Platform, move |c| store::get(c, id)).await?.ok_or_else(absent)?;
    ctx.permit("case:judge", &resource(&seen).part([seen.subject_id]).part(seen.first_judge_id))?;
    let (now, seal) = (ctx.now, ctx.app.seal.clone());
    ctx.once(Scope::Platform, move |c| {
        let row = store::get(c, id)?.ok_or_else(absent)?;
        row.may_judge(actor.account)?;
        let note = seal_words(c, &seal, &row, "note", &reason, now)?;
        let end = End {
            outcome: judgement.outcome,
            by: ResolvedBy::Judge,
            judge: Some(actor.account),
            rule: Some(judgement.rule.trim()),
            award_minor: judgement.award_minor,
            note: Some(&note),
        };
        resolve(c, row, &end, Some(&actor), now)
    })
    .await
}

fn resolve(c: &mut Conn<'_>, row: CaseRow, end: &End<'_>, actor: Option<&Actor>, now: Ts) -> db::Result<()> {
    store::resolve(c, &row, end, now)?;
    let resolved = CaseRow {
        state: CaseState::Resolved,
        outcome: Some(end.outcome),
        resolved_by: Some(end.by),
        rule: end.rule.map(ToOwned::to_owned),
        award_minor: end.award_minor,
        ..row
    };
    told(c, "case.resolved", actor, &resolved, now)
}

/// Job: notices that nobody appealed against stand; cases that nobody judged in time are won by their subjects.
pub(crate) async fn tick(app: Arc<App>) -> Result<()> {
    loop {
        let now = app.clock.now();
        let write = move |c: &mut Conn<'_>| {
            let mut done = 0;
            for row in store::overdue(c, now, 100)? {
                if let Some((outcome, by)) = row.by_time(now) {
                    let end = End { outcome, by, judge: None, rule: None, award_minor: None, note: None };
                    resolve(c, row, &end, None, now)?;
                    done += 1;
                }
            }
            Ok(done)
        };
        if app.db.write(Scope::Platform, write).await? == 0 {
            return Ok(());
        }
    }
}
