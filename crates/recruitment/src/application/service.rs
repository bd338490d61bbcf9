//! Use cases of an application: apply, answer the vetting questions, and a person's review.

use std::sync::Arc;

use audit::Entry;
use authz::Resource;
use db::{Conn, Json, outbox};
use http::Ctx;
use kernel::{AccountId, Actor, Code, Error, Event, PLATFORM, Page, PageQuery, Result, TenantId, Ts, policy::Policy};
use seal::{Keyring, Place};
use serde_json::json;

use super::{
    Answers, ApplicationId, ApplicationState, VettingState,
    http::{ApplicationView, ReviewView},
    store::{self, ApplicationRow},
    vet,
};
use crate::{
    consents,
    interview::{self, bank::Bank},
    person::{self, http::IdentityView},
};

/// Among the vetting flags: the document is to be looked at.
const IDENTITY: &str = "identity";

/// What the pages need of an application, read in one transaction.
pub(crate) struct Found {
    pub(crate) row: ApplicationRow,
    pub(crate) bank: Arc<Policy<Bank>>,
    pub(crate) parts: Option<interview::service::Overview>,
    pub(crate) identity: Option<IdentityView>,
}

pub(crate) fn loaded(c: &mut Conn<'_>, seal: &Keyring, row: ApplicationRow) -> db::Result<Found> {
    let bank = audit::policy::typed::<Bank>(c, &row.locale)?;
    let parts = interview::service::overview(c, row.tenant_id, row.id)?;
    let identity = person::service::view(c, seal, row.account_id)?;
    Ok(Found { row, bank, parts, identity })
}

/// Opens a draft. Errors: `consent_missing`; `conflict` when the account has applied before.
pub(crate) async fn create(ctx: &Ctx) -> Result<ApplicationView> {
    let actor = ctx.actor()?.clone();
    let (now, seal) = (ctx.now, ctx.app.seal.clone());
    ctx.once(actor.scope(), move |c| {
        consents(c, actor.account, &[identity::Purpose::ServiceTerms])?;
        let account = identity::account(c, actor.account)?.ok_or_else(|| Error::not_found("the account"))?;
        let row = draft(actor.tenant, actor.account, account.locale.as_str(), now);
        if store::of_account(c, actor.tenant, actor.account)?.is_some() {
            return Err(Error::conflict("you have applied already; go on with that application").into());
        }
        store::insert(c, &row)?;
        record(c, &actor, "application.created", row.id, json!({}), now)?;
        Ok(ApplicationView::of(loaded(c, &seal, row)?))
    })
    .await
}

pub(crate) fn draft(tenant: TenantId, account: AccountId, locale: &str, now: Ts) -> ApplicationRow {
    ApplicationRow {
        tenant_id: tenant,
        id: ApplicationId::at(now),
        account_id: account,
        state: ApplicationState::Draft,
        locale: locale.to_owned(),
        vetting_state: VettingState::Open,
        vetting: Json(Answers::new()),
        vetting_flags: Json(Vec::new()),
        decision_id: None,
        reviewer_id: None,
        review_note: None,
        created_at: now,
        submitted_at: None,
        decided_at: None,
    }
}

/// The actor's application; `not_found` before there is one.
pub(crate) async fn mine(ctx: &Ctx) -> Result<ApplicationView> {
    let actor = ctx.actor()?.clone();
    let seal = ctx.app.seal.clone();
    let found = ctx
        .app
        .db
        .read(actor.scope(), move |c| {
            let row = store::of_account(c, actor.tenant, actor.account)?;
            row.map(|row| loaded(c, &seal, row)).transpose()
        })
        .await?;
    found.map(ApplicationView::of).ok_or_else(|| Error::not_found("your application"))
}

/// Takes the vetting answers of a draft and opens the interview. All interview consents must stand.
/// Errors: `step_out_of_order` (also before a document was checked), `consent_missing`, `invalid_field` naming the question.
pub(crate) async fn vetting(ctx: &Ctx, answers: Answers) -> Result<ApplicationView> {
    let actor = ctx.actor()?.clone();
    let (now, seal) = (ctx.now, ctx.app.seal.clone());
    ctx.app
        .db
        .write(actor.scope(), move |c| {
            let row = store::of_account(c, actor.tenant, actor.account)?.ok_or_else(|| step("apply first"))?;
            if !row.state.may_become(ApplicationState::Interview) {
                return Err(step("the vetting questions have been answered").into());
            }
            consents(c, actor.account, crate::INTERVIEW_CONSENTS)?;
            let bank = audit::policy::typed::<Bank>(c, &row.locale)?;
            let mut flags = vet(&bank.value.vetting, &answers)?;
            if person::service::is_flagged(c, actor.account)? {
                flags.push(IDENTITY.to_owned());
            }
            if !store::vetted(c, actor.tenant, row.id, &answers, &flags)? {
                return Err(step("the vetting questions have been answered").into());
            }
            let opened = interview::service::open(c, &row, &bank, now)?;
            record(c, &actor, "application.vetted", row.id, json!({"flags": flags, "interview": opened}), now)?;
            let row = store::find(c, actor.tenant, row.id)?.ok_or_else(|| Error::not_found("your application"))?;
            Ok(ApplicationView::of(loaded(c, &seal, row)?))
        })
        .await
}

/// Applications that wait for a person, newest first, without names.
pub(crate) async fn reviews(ctx: &Ctx, query: PageQuery) -> Result<Page<ReviewView>> {
    let (before, fetch) = (query.before(), query.fetch());
    let rows = ctx
        .app
        .db
        .read(kernel::Scope::Tenant(PLATFORM), move |c| {
            let rows = store::in_review(c, PLATFORM, before, fetch)?;
            let mut views = Vec::with_capacity(rows.len());
            for row in rows {
                let score = interview::service::result(c, row.tenant_id, row.id)?;
                views.push(ReviewView::of(row, score));
            }
            Ok(views)
        })
        .await?;
    Ok(Page::cut(rows, &query, |view| view.application_id))
}

/// A person admits or declines. Errors: `not_found`; `already_decided`; `forbidden` on one's own application.
pub(crate) async fn decide(ctx: &Ctx, id: ApplicationId, admit: bool, note: String) -> Result<ReviewView> {
    let actor = ctx.actor()?.clone();
    ctx.permit("review:decide", &Resource::of("review").id(id).tenant(PLATFORM))?;
    let note = note.trim().to_owned();
    if note.chars().count() > 2_000 {
        return Err(Error::field("note", "too_long", "at most 2000 characters"));
    }
    if !admit && note.is_empty() {
        return Err(Error::field("note", "required", "say why; the candidate is told"));
    }
    let (now, seal) = (ctx.now, ctx.app.seal.clone());
    ctx.once(kernel::Scope::Tenant(PLATFORM), move |c| {
        let row = store::find(c, PLATFORM, id)?.ok_or_else(|| Error::not_found("the application"))?;
        if row.account_id == actor.account {
            return Err(Error::forbidden("nobody decides about themselves").into());
        }
        let to = if admit { ApplicationState::Admitted } else { ApplicationState::Declined };
        let key = seal.data_key(c, PLATFORM, crate::KEY, row.account_id.uuid(), now)?;
        let sealed = key.seal(&Place::new("application", "review_note", id.uuid()), note.as_bytes());
        if !row.state.may_become(to) || !store::reviewed(c, PLATFORM, id, to, actor.account, &sealed, now)? {
            return Err(Error::new(Code::AlreadyDecided, "this application does not wait for a review").into());
        }
        record(c, &actor, "application.reviewed", id, json!({"outcome": to, "decision": row.decision_id}), now)?;
        told(c, row.account_id, id, to, now)?;
        if !admit {
            crate::appeal::notice(c, &seal, &row, actor.account, now)?;
        }
        let score = interview::service::result(c, PLATFORM, id)?;
        let row = store::find(c, PLATFORM, id)?.ok_or_else(|| Error::not_found("the application"))?;
        Ok(ReviewView::of(row, score))
    })
    .await
}

/// Tells the candidate, and everybody else when somebody was admitted.
pub(crate) fn told(c: &mut Conn<'_>, account: AccountId, id: ApplicationId, state: ApplicationState, now: Ts) -> db::Result<()> {
    identity::notify(c, account, "interview_result", &json!({"application": id, "outcome": state}), now)?;
    if state == ApplicationState::Admitted {
        let body = json!({"application": id, "account": account});
        outbox::emit(c, &Event::new(crate::ADMITTED, PLATFORM, &body), now)?;
    }
    Ok(())
}

pub(crate) fn record(
    c: &mut Conn<'_>,
    actor: &Actor,
    action: &str,
    id: ApplicationId,
    detail: serde_json::Value,
    now: Ts,
) -> db::Result<()> {
    let entry =
        Entry { tenant: PLATFORM, actor: Some(actor), action, object_kind: "application", object_id: id.uuid(), detail, at: now };
    audit::record(c, &entry)?;
    Ok(())
}

pub(crate) fn step(detail: &str) -> Error {
    Error::new(Code::StepOutOfOrder, detail)
}
