//! Use cases of the widget's visitor: a session, and the snapshot of the thread.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use db::{Conn, streams};
use http::Ctx;
use kernel::{Code, Error, Result, Scope, TenantId};
use masking_core::{Known, Label};

use super::{ContactRow, Via, check_origin, page_of, short_label, store};
use crate::{
    ContactId, ConversationState,
    channel::{self, KeyKind, store as channels},
    message::{CustomerMessage, store as messages},
    privacy,
    thread::{ThreadRow, service as threads, store as rows},
};

/// Messages a widget shows.
const SHOWN: i64 = 200;

/// What a page knows of its customer.
#[derive(Clone, Default)]
pub(crate) struct KnownValues {
    pub(crate) name: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) plate: Option<String>,
    pub(crate) order: Option<String>,
}

impl KnownValues {
    /// What is given, by field. Errors: `invalid_field` for values no person has.
    fn pairs(&self) -> Result<Vec<(&'static str, Known)>> {
        let all = [
            ("name", Label::Person, &self.name),
            ("phone", Label::Phone, &self.phone),
            ("email", Label::Email, &self.email),
            ("address", Label::Address, &self.address),
            ("plate", Label::Plate, &self.plate),
            ("order", Label::OrderNo, &self.order),
        ];
        let mut pairs = Vec::new();
        for (field, label, value) in all {
            let Some(value) = value.as_deref().map(str::trim).filter(|v| !v.is_empty()) else { continue };
            if value.chars().count() > 200 || value.chars().any(char::is_control) {
                return Err(Error::field(&format!("known.{field}"), "invalid", "at most 200 printable characters"));
            }
            pairs.push((field, Known { label, value: value.to_owned() }));
        }
        Ok(pairs)
    }
}

/// The values that the enterprise's server vouches for: all of them, or none. What only a page says is not believed.
async fn verified(
    ctx: &Ctx,
    project: &market::Project,
    pairs: Vec<(&'static str, Known)>,
    hash: Option<&str>,
) -> Result<Vec<Known>> {
    let Some(hash) = hash.filter(|_| !pairs.is_empty()) else { return Ok(Vec::new()) };
    let (tenant, id) = (project.tenant_id, project.id);
    let channel = ctx.app.db.read(Scope::Tenant(tenant), move |c| channels::get(c, tenant, id)).await?;
    let Some(key) = channel.and_then(|channel| channel.key(&ctx.app.seal, KeyKind::Identity)) else { return Ok(Vec::new()) };
    let fields: Vec<(&str, &Known)> = pairs.iter().map(|(name, known)| (*name, known)).collect();
    let holds = channel::identity_holds(&key, &fields, hash);
    Ok(if holds { pairs.into_iter().map(|(_, known)| known).collect() } else { Vec::new() })
}

/// A visit about to begin.
pub(crate) struct NewSession {
    pub(crate) widget_token: String,
    pub(crate) visitor_secret: Option<String>,
    pub(crate) known: KnownValues,
    pub(crate) identity_hash: Option<String>,
    pub(crate) page: Option<String>,
}

/// A visit that has begun.
pub(crate) struct Opened {
    pub(crate) access_token: String,
    pub(crate) visitor_secret: String,
    pub(crate) contact: ContactId,
    /// The enterprise's server vouched for the known values, which count from now on.
    pub(crate) is_verified: bool,
    pub(crate) project_name: String,
    pub(crate) locale: &'static str,
}

/// Begins a visit, or resumes the one that `visitor_secret` names.
///
/// Errors: `not_found` for a widget nobody has; `wrong_state` while its project is paused; `origin_refused`;
/// `invalid_field`.
pub(crate) async fn open_session(ctx: &Ctx, new: NewSession) -> Result<Opened> {
    let token = new.widget_token.clone();
    let project = ctx.app.db.read(Scope::Platform, move |c| market::project_by_widget(c, &token)).await?;
    let project = project.ok_or_else(|| Error::not_found("widget"))?;
    if !project.is_live() {
        return Err(Error::new(Code::WrongState, "this service is paused at the moment"));
    }
    check_origin(&project.origins, ctx.headers.get("origin"))?;
    if new.identity_hash.as_deref().is_some_and(|hash| hash.len() > 128) {
        return Err(Error::field("identity_hash", "too_long", "at most 128 characters"));
    }
    let known = verified(ctx, &project, new.known.pairs()?, new.identity_hash.as_deref()).await?;
    let is_verified = !known.is_empty();
    let page = match new.page.as_deref().and_then(page_of) {
        Some(page) if privacy::is_clean(ctx, project.id, &page).await? => Some(page),
        _ => None,
    };
    let secret = match new.visitor_secret.filter(|secret| secret.len() <= 64) {
        Some(secret) => secret,
        None => fresh_secret(),
    };
    let tenant = project.tenant_id;
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    let hash = seal.hmac("widget.visitor", format!("{tenant}|{secret}").as_bytes());
    let project_id = project.id;
    let contact = ctx
        .app
        .db
        .write(Scope::Tenant(tenant), move |c| {
            let row = find_or_create(c, tenant, project_id, &hash, Via::Widget, now)?;
            if let Some(page) = &page {
                store::set_page(c, tenant, row.id, page)?;
            }
            privacy::set_known(c, &seal, tenant, row.id, &known, now)?;
            Ok(row.id)
        })
        .await?;
    let access_token = privacy::visitor_token(ctx, tenant, contact)?;
    Ok(Opened { access_token, visitor_secret: secret, contact, is_verified, project_name: project.name, locale: locale(ctx) })
}

/// The contact whose secret or reference has this keyed hash; made when there is none.
pub(crate) fn find_or_create(
    c: &mut Conn<'_>,
    tenant: TenantId,
    project: crate::ProjectId,
    hash: &[u8],
    via: Via,
    now: kernel::Ts,
) -> db::Result<ContactRow> {
    if let Some(found) = store::by_secret(c, tenant, hash)?.filter(|found| found.project_id == project) {
        store::touch(c, tenant, found.id, now)?;
        return Ok(found);
    }
    let id = ContactId::at(now);
    let row = ContactRow {
        tenant_id: tenant,
        id,
        project_id: project,
        secret_hash: hash.to_vec(),
        label: short_label(id),
        page: None,
        created_at: now,
        seen_at: now,
        via,
    };
    store::insert(c, &row)?;
    Ok(row)
}

/// 32 random bytes as text.
fn fresh_secret() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

fn locale(ctx: &Ctx) -> &'static str {
    let asked = ctx.headers.get("accept-language").unwrap_or("zh");
    if asked.trim_start().to_ascii_lowercase().starts_with("en") { "en" } else { "zh-CN" }
}

/// What a widget shows: the newest conversation, expanded for its customer.
pub(crate) struct Found {
    pub(crate) epoch: String,
    pub(crate) seq: i64,
    pub(crate) conversation: Option<(ThreadRow, ConversationState)>,
    pub(crate) messages: Vec<CustomerMessage>,
}

/// The customer's newest conversation with its messages, and the stream position they stand for.
pub(crate) async fn thread(ctx: &Ctx) -> Result<Found> {
    let actor = ctx.actor()?;
    let (tenant, contact): (TenantId, ContactId) = (actor.tenant, actor.account.cast());
    let seal = ctx.app.seal.clone();
    let read = move |c: &mut Conn<'_>| {
        let head = streams::head(c, contact.uuid())?;
        let Some(row) = rows::newest_of(c, tenant, contact)? else {
            return Ok(Found { epoch: head.epoch, seq: head.head, conversation: None, messages: Vec::new() });
        };
        let mut shown = Vec::new();
        for message in messages::latest(c, tenant, row.id, SHOWN)? {
            let mut view = message.for_customer();
            view.text = privacy::expand(c, &seal, tenant, row.id, &view.text)?;
            shown.push(view);
        }
        let task = threads::newest_task(c, &row)?;
        let state = row.shown_to_customer(task.as_ref());
        Ok(Found { epoch: head.epoch, seq: head.head, conversation: Some((row, state)), messages: shown })
    };
    ctx.app.db.read(Scope::Tenant(tenant), read).await
}
