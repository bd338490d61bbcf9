//! Contesting what was decided, through the one case machine; and coming again after a while.
//!
//! Two ways to contest: a person's "no" is told as a notice that its subject may appeal against, and who wins is admitted;
//! while a score waits for a person its subject may ask for a new interview (something went wrong in this one), and who wins
//! gets one. A second person judges without seeing the first verdict; after fourteen days the clock decides for the subject.

use audit::{CaseFact, CaseId, CaseState, CaseVerdict, NewCase};
use db::{Conn, Json, outbox::Delivered};
use http::Ctx;
use kernel::{AccountId, Code, Error, PLATFORM, Result, Ts, canonical_json, sha256_hex};
use seal::Keyring;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::{
    ApplicationId, ApplicationState,
    application::{
        http::ApplicationView,
        service::{loaded, record, step, told},
        store::{self as applications, ApplicationRow},
    },
    interview::{self, InterviewId, bank::Bank, store as interviews},
    score::policy::InterviewPolicy,
    upload::store as uploads,
};

/// Kind of a case about a person's "no", and of one that asks for a new interview. Each is about the thing of its name.
pub(crate) const REFUSAL: &str = "application";
pub(crate) const INTERVIEW: &str = "interview";

/// What of an application is contested, to its owner.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ContestedView {
    pub case: CaseId,
    /// `application` (a person declined) or `interview` (a new one is asked for).
    pub kind: String,
    pub state: CaseState,
    /// Until when an appeal is taken.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub answer_by: Option<Ts>,
    /// Until when somebody decides; then it is won.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub decide_by: Option<Ts>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub outcome: Option<CaseVerdict>,
}

/// What the report says about contesting and coming again.
#[derive(Debug, Default)]
pub(crate) struct Ways {
    pub(crate) contested: Option<ContestedView>,
    pub(crate) may_appeal: bool,
    pub(crate) retake_at: Option<Ts>,
}

/// What the score and the answers were, frozen: numbers, ids and hashes, nobody's name, and not the first judge's words.
fn evidence(c: &mut Conn<'_>, row: &ApplicationRow) -> db::Result<(Option<InterviewId>, Value)> {
    let Some(interview) = interviews::of_application(c, row.tenant_id, row.id)? else { return Ok((None, json!({}))) };
    let mut recordings = Vec::new();
    for upload in uploads::latest(c, row.tenant_id, interview.id)? {
        let chunks = uploads::chunks(c, row.tenant_id, upload.id)?;
        let hashes: Vec<&str> = chunks.iter().map(|chunk| chunk.sha256.as_str()).collect();
        recordings.push(json!({
            "upload": upload.id, "part": upload.purpose, "state": upload.state,
            "sha256_of_hashes": sha256_hex(hashes.concat().as_bytes()),
        }));
    }
    let features: Vec<Value> = interviews::parts(c, row.tenant_id, interview.id)?
        .into_iter()
        .map(|p| json!({"part": p.kind, "sha256": p.features.map(|Json(f)| sha256_hex(canonical_json(&f).as_bytes()))}))
        .collect();
    let evidence = json!({
        "application": row.id, "interview": interview.id, "decision": row.decision_id, "bank_hash": interview.bank_hash,
        "seed": interview.seed, "score": interview.result.map(|Json(score)| score), "vetting_flags": row.vetting_flags.0,
        "features": features, "recordings": recordings,
    });
    Ok((Some(interview.id), evidence))
}

/// Tells somebody that a person declined them and that they may appeal. In the caller's transaction.
pub(crate) fn notice(c: &mut Conn<'_>, seal: &Keyring, row: &ApplicationRow, judge: AccountId, now: Ts) -> db::Result<()> {
    let (_, evidence) = evidence(c, row)?;
    let new = NewCase {
        tenant: PLATFORM,
        kind: REFUSAL,
        subject: row.account_id,
        about: (REFUSAL, row.id.uuid()),
        first: Some((Some(judge), "declined")),
        guarded: false,
        evidence,
        words: None,
    };
    audit::open_case(c, seal, &new, now).map(drop)
}

/// What may be contested of `row`, and when it may be tried again.
pub(crate) fn ways(c: &mut Conn<'_>, row: &ApplicationRow) -> db::Result<Ways> {
    let interview = interviews::of_application(c, row.tenant_id, row.id)?.map(|i| i.id);
    let about_interview = match interview {
        Some(id) => audit::case_about(c, PLATFORM, INTERVIEW, id.uuid())?,
        None => None,
    };
    let about = match row.state {
        ApplicationState::Declined => audit::case_about(c, PLATFORM, REFUSAL, row.id.uuid())?.or(about_interview),
        _ => about_interview,
    };
    let policy = audit::policy::typed::<InterviewPolicy>(c, "interview")?;
    let retake_at = match (row.state, row.decided_at) {
        (ApplicationState::Declined, Some(at)) => Some(policy.value.retake_at(at)),
        _ => None,
    };
    let may_appeal = row.state == ApplicationState::Review && about.is_none();
    let view = |case: audit::CaseRow| ContestedView {
        case: case.id,
        kind: case.kind,
        state: case.state,
        answer_by: case.answer_by_at,
        decide_by: case.decide_by_at,
        outcome: case.outcome,
    };
    Ok(Ways { contested: about.map(view), may_appeal, retake_at })
}

/// Asks for a new interview while the score of this one waits for a person; once for each interview.
/// Errors: `step_out_of_order`, `already_decided` (asked before), `invalid_field`.
pub(crate) async fn ask(ctx: &Ctx, words: String) -> Result<ContestedView> {
    let actor = ctx.actor()?.clone();
    let (now, seal) = (ctx.now, ctx.app.seal.clone());
    ctx.once(actor.scope(), move |c| {
        let row = applications::of_account(c, actor.tenant, actor.account)?.ok_or_else(|| step("apply first"))?;
        if row.state != ApplicationState::Review {
            return Err(step("this is for a score that waits for a person").into());
        }
        let (Some(interview), evidence) = evidence(c, &row)? else { return Err(step("there is no interview").into()) };
        if audit::case_about(c, PLATFORM, INTERVIEW, interview.uuid())?.is_some() {
            return Err(Error::new(Code::AlreadyDecided, "a new interview was asked for already").into());
        }
        let new = NewCase {
            tenant: PLATFORM,
            kind: INTERVIEW,
            subject: row.account_id,
            about: (INTERVIEW, interview.uuid()),
            first: None,
            guarded: false,
            evidence,
            words: Some(&words),
        };
        audit::open_case(c, &seal, &new, now)?;
        record(c, &actor, "application.contested", row.id, json!({"interview": interview}), now)?;
        ways(c, &row)?.contested.ok_or_else(|| Error::internal("a case that was not opened").into())
    })
    .await
}

/// Begins again after a "no", from the date of the policy on. Errors: `step_out_of_order`, `wrong_state` before that date or
/// while an appeal runs.
pub(crate) async fn retake(ctx: &Ctx) -> Result<ApplicationView> {
    let actor = ctx.actor()?.clone();
    let (now, seal) = (ctx.now, ctx.app.seal.clone());
    ctx.once(actor.scope(), move |c| {
        let row = applications::of_account(c, actor.tenant, actor.account)?.ok_or_else(|| step("apply first"))?;
        let ways = ways(c, &row)?;
        let from = ways.retake_at.ok_or_else(|| step("there is nothing to take again"))?;
        if now < from {
            return Err(Error::new(Code::WrongState, format!("the interview may be taken again from {from} on")).into());
        }
        if ways.contested.is_some_and(|case| case.state == CaseState::Open) {
            return Err(Error::new(Code::WrongState, "your appeal is being judged; wait for its end").into());
        }
        reopen(c, &row, now)?;
        record(c, &actor, "application.retaken", row.id, json!({}), now)?;
        let row = applications::find(c, row.tenant_id, row.id)?.ok_or_else(|| Error::not_found("your application"))?;
        Ok(ApplicationView::of(loaded(c, &seal, row)?))
    })
    .await
}

/// Opens a new interview; the old one stays as evidence.
fn reopen(c: &mut Conn<'_>, row: &ApplicationRow, now: Ts) -> db::Result<()> {
    let bank = audit::policy::typed::<Bank>(c, &row.locale)?;
    if !applications::reopened(c, row.tenant_id, row.id, row.state)? {
        return Err(Error::conflict("the application changed meanwhile").into());
    }
    interview::service::open(c, row, &bank, now).map(drop)
}

/// Consumer of `case.resolved`: who won is admitted, or gets a new interview. Once per case.
pub(crate) fn resolved(c: &mut Conn<'_>, event: &Delivered, now: Ts) -> db::Result<()> {
    let fact: CaseFact = event.parse()?;
    if fact.outcome != Some(CaseVerdict::ForSubject) || ![REFUSAL, INTERVIEW].contains(&fact.ref_kind.as_str()) {
        return Ok(());
    }
    let Some(row) = applications::of_account(c, PLATFORM, fact.subject)? else { return Ok(()) };
    match (fact.ref_kind.as_str(), row.state) {
        (REFUSAL, ApplicationState::Declined) if row.id == ApplicationId::from_uuid(fact.ref_id.uuid()) => {
            let is_admitted = applications::upheld(c, PLATFORM, row.id, now)?;
            if is_admitted {
                told(c, row.account_id, row.id, ApplicationState::Admitted, now)?;
            }
        }
        (INTERVIEW, ApplicationState::Review | ApplicationState::Declined) => {
            let current = interviews::of_application(c, PLATFORM, row.id)?.map(|i| i.id);
            if current == Some(InterviewId::from_uuid(fact.ref_id.uuid())) {
                reopen(c, &row, now)?;
                told(c, row.account_id, row.id, ApplicationState::Interview, now)?;
            }
        }
        // Admitted meanwhile, or a newer interview is under way: there is nothing left to win.
        _ => {}
    }
    Ok(())
}
