//! Telling people, and sending the mails that were queued.

use std::sync::Arc;

use db::{Conn, jobs, outbox::Delivered, streams};
use http::{App, Ctx};
use kernel::{AccountId, Error, Page, PageQuery, Result, Scope, Ts};
use post::Mail;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Kind, MAIL, MailJob, NotificationId, Setting, Told, acceptable, filled, store, text, text::Words};
use crate::{
    State,
    account::{self, Email, Locale},
    member, person, recovery,
};

/// Tells `account` something by the ways it wants: a row and a push in the product, a mail by the queue.
/// An account that is gone, or that the transaction's scope does not cover, is told nothing.
pub fn notify(c: &mut Conn<'_>, account: AccountId, kind: Kind, params: &Value, now: Ts) -> db::Result<()> {
    let Some(found) = account::store::find(c, account)? else { return Ok(()) };
    let stored = store::settings(c, account)?;
    let Some(setting) = filled(&stored).into_iter().find(|s| s.kind == kind) else { return Ok(()) };
    let id = NotificationId::at(now);
    if setting.in_product {
        store::insert(c, found.tenant, account, id, kind, params, now)?;
        let told = Told { id, kind, params: params.clone(), created_at: now, read_at: None };
        streams::push(c, account.uuid(), "notification", &json!(told), now)?;
    }
    if setting.mail {
        let job = MailJob::Notice { account, kind, params: params.clone() };
        jobs::enqueue(c, MAIL, &id.to_string(), &json!(job), now, now)?;
    }
    Ok(())
}

/// What of an event is told to the person it concerns. Ids and code words only.
#[derive(Deserialize)]
struct Heard {
    /// `case.*`: whom it concerns.
    subject: Option<AccountId>,
    case: Option<Uuid>,
    state: Option<String>,
    outcome: Option<String>,
    /// `statement.issued`: whose it is.
    worker: Option<AccountId>,
    statement: Option<Uuid>,
    period: Option<String>,
}

/// A case that begins or ends, and a new statement, are told to whom they concern, as their settings have it.
pub fn heard(c: &mut Conn<'_>, event: &Delivered, now: Ts) -> db::Result<()> {
    let fact: Heard = event.parse()?;
    if event.topic == "statement.issued" {
        let Some(worker) = fact.worker else { return Ok(()) };
        let params = json!({"statement_id": fact.statement, "period": fact.period});
        return notify(c, worker, Kind::Statement, &params, now);
    }
    let Some(subject) = fact.subject else { return Ok(()) };
    let what = fact.outcome.or(fact.state);
    notify(c, subject, Kind::Appeal, &json!({"case_id": fact.case, "what": what}), now)
}

/// The signed-in person's notifications.
pub async fn list(ctx: &Ctx, query: PageQuery) -> Result<Page<Told>> {
    let actor = person(ctx)?.clone();
    let (before, fetch) = (query.before(), query.fetch());
    let rows = ctx.app.db.read(actor.scope(), move |c| store::list(c, actor.tenant, actor.account, before, fetch)).await?;
    Ok(Page::cut(rows, &query, |told| told.id))
}

/// Marks one as read; once read it stays so.
pub async fn read(ctx: &Ctx, id: NotificationId) -> Result<()> {
    let actor = person(ctx)?.clone();
    let now = ctx.now;
    let found = ctx.app.db.write(actor.scope(), move |c| store::read(c, actor.tenant, actor.account, id, now)).await?;
    if found { Ok(()) } else { Err(Error::not_found("this notification")) }
}

/// By which ways the signed-in person is told.
pub async fn settings(ctx: &Ctx) -> Result<Vec<Setting>> {
    let actor = person(ctx)?.clone();
    let stored = ctx.app.db.read(actor.scope(), move |c| store::settings(c, actor.account)).await?;
    Ok(filled(&stored))
}

/// Changes the settings given; the others stay.
pub async fn change_settings(ctx: &Ctx, settings: Vec<Setting>) -> Result<Vec<Setting>> {
    let actor = person(ctx)?.clone();
    acceptable(&settings)?;
    let now = ctx.now;
    let stored = ctx.app.db.write(actor.scope(), move |c| {
        for setting in &settings {
            store::set(c, actor.tenant, actor.account, *setting, now)?;
        }
        store::settings(c, actor.account)
    });
    Ok(filled(&stored.await?))
}

/// Sends one queued mail. A mail whose reason is gone by now is dropped.
pub async fn send(app: Arc<App>, job: MailJob) -> Result<()> {
    let Some(mail) = compose(&app, job).await? else { return Ok(()) };
    app.mail.send(mail).await
}

async fn compose(app: &App, job: MailJob) -> Result<Option<Mail>> {
    let (seal, now) = (app.seal.clone(), app.clock.now());
    match job {
        MailJob::Code { sign_up, code } => {
            let found =
                app.db.read(Scope::Platform, move |c| account::service::code_letter(c, &seal, sign_up, code, now)).await?;
            Ok(found.map(|(to, name, locale, digits)| mail(&to, text::code(locale, &name, &digits))))
        }
        MailJob::Reset { account, code } => {
            let found = app.db.read(Scope::Platform, move |c| recovery::service::letter(c, &seal, account, code, now)).await?;
            Ok(found.map(|(to, name, locale, digits)| mail(&to, text::reset(locale, &name, &digits))))
        }
        MailJob::Invitation { invitation } => {
            let origin = app.get::<State>()?.config.rp_origin.clone();
            let found = app.db.read(Scope::Platform, move |c| member::service::letter(c, &seal, invitation, now)).await?;
            Ok(found.map(|(to, enterprise, locale, token)| {
                mail(&to, text::invitation(locale, &enterprise, &format!("{origin}/console/invitation#{token}")))
            }))
        }
        MailJob::Notice { account, kind, params } => {
            let origin = app.get::<State>()?.config.rp_origin.clone();
            let found = app.db.read(Scope::Platform, move |c| recipient(c, &seal, account)).await?;
            Ok(found.map(|(to, name, locale)| mail(&to, text::notice(locale, &name, kind, &params, &origin))))
        }
    }
}

fn recipient(c: &mut Conn<'_>, seal: &seal::Keyring, id: AccountId) -> db::Result<Option<(Email, String, Locale)>> {
    let Some(account) = account::store::find(c, id)? else { return Ok(None) };
    let (email, name) = account::service::personal(c, seal, &account)?;
    Ok(Some((email, name, account.locale)))
}

fn mail(to: &Email, words: Words) -> Mail {
    Mail { to: to.as_str().to_owned(), subject: words.subject, text: words.text }
}
