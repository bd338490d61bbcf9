//! Use cases of tokens: compare without seeing, see for a purpose.

use std::time::Duration;

use authz::Resource;
use db::Conn;
use http::Ctx;
use kernel::{Actor, Code, Error, Result, Scope, TenantId, Ts};
use masking_core::{Detector, Label};
use seal::Keyring;
use serde_json::json;
use uuid::Uuid;

use super::{
    ENDING_MAX, ENDING_MIN, Mark, bare, ends_with,
    store::{self, NewUse, UseKind},
};
use crate::{
    Act, Acted, CONVERSATION_KEY, Held, Holder,
    vault::{self, store::TokenRow},
};

/// Comparisons with one token an hour, by anybody.
const CHECKS_PER_TOKEN: i64 = 10;
/// Looks at one token an hour, by anybody.
const REVEALS_PER_TOKEN: i64 = 5;
/// Looks of one worker an hour, in all conversations.
const REVEALS_PER_WORKER: i64 = 30;
/// Calls to, or deliveries of, one token an hour.
const ACTS_PER_TOKEN: i64 = 10;
/// Calls or deliveries by one worker an hour, in all conversations.
const ACTS_PER_WORKER: i64 = 120;
const HOUR: Duration = Duration::from_secs(3600);

/// The conversation's tenant, once its worker is found to be the actor. Others learn nothing of its existence.
async fn held(ctx: &Ctx, holder: Holder, conversation: Uuid) -> Result<Held> {
    let held = ctx.app.db.read(Scope::Platform, move |c| holder(c, conversation)).await?;
    let absent = || Error::not_found("conversation");
    let held = held.ok_or_else(absent)?;
    ctx.permit("token:check", &token_of(conversation, &held).ok_or_else(absent)?)?;
    Ok(held)
}

fn token_of(conversation: Uuid, held: &Held) -> Option<Resource> {
    Some(Resource::of("token").id(kernel::Id::<()>::from_uuid(conversation)).tenant(held.tenant).owner(held.worker?))
}

fn token(c: &mut Conn<'_>, tenant: TenantId, conversation: Uuid, mark: &Mark) -> db::Result<TokenRow> {
    let row = vault::store::by_marks(c, tenant, conversation, &[mark])?.pop();
    let unknown = || Error::new(Code::TokenUnknown, format!("{} is not a token of this conversation", mark.text()));
    Ok(row.ok_or_else(unknown)?)
}

fn parse(token: &str) -> Result<Mark> {
    Mark::parse(token).ok_or_else(|| Error::new(Code::TokenUnknown, "this is not a token"))
}

/// Whether the value behind a token ends with `ending`: a customer's "the one ending in 5678" confirmed unseen.
///
/// Errors: `not_found` unless the actor serves the conversation; `token_unknown`; `invalid_field`; `rate_limited`.
pub(crate) async fn check(ctx: &Ctx, holder: Holder, conversation: Uuid, name: &str, ending: &str) -> Result<bool> {
    let mark = parse(name)?;
    let length = bare(ending).chars().count();
    if !(ENDING_MIN..=ENDING_MAX).contains(&length) {
        let detail = format!("give the last {ENDING_MIN} to {ENDING_MAX} letters or digits");
        return Err(Error::field("ends_with", if length < ENDING_MIN { "too_short" } else { "too_long" }, detail));
    }
    let held = held(ctx, holder, conversation).await?;
    let row = used(ctx, &held, conversation, mark, None).await?;
    let original = opened(ctx, held.tenant, conversation, row).await?;
    Ok(ends_with(&original.canonical, ending))
}

/// The original behind a token. The look is recorded, audited and committed before the original is opened.
///
/// Errors: as [`check`]; `posture_too_low`; `forbidden` when the policy never shows such values; `invalid_field` for a
/// purpose that the policy does not name.
pub(crate) async fn reveal(ctx: &Ctx, holder: Holder, conversation: Uuid, name: &str, purpose: String) -> Result<String> {
    let mark = parse(name)?;
    let held = held(ctx, holder, conversation).await?;
    if held.is_drawn {
        return Err(Error::forbidden("this conversation shows no originals: compare, call or send the value instead"));
    }
    if ctx.actor()?.posture.level_at(ctx.now) < ctx.app.demands().reveal {
        return Err(Error::new(Code::PostureTooLow, "originals are shown on an attested device only; confirm your device first"));
    }
    ctx.permit("token:reveal", &token_of(conversation, &held).ok_or_else(|| Error::not_found("conversation"))?)?;
    let row = used(ctx, &held, conversation, mark, Some(purpose)).await?;
    Ok(opened(ctx, held.tenant, conversation, row).await?.shown())
}

/// Records the use of a token, within its limits, and gives the token. `purpose` makes it a look, else a comparison.
async fn used(ctx: &Ctx, held: &Held, conversation: Uuid, mark: Mark, purpose: Option<String>) -> Result<TokenRow> {
    let actor = ctx.actor()?.clone();
    let detector = detector_of(ctx, held).await?;
    let (tenant, now) = (held.tenant, ctx.now);
    let kind = if purpose.is_some() { UseKind::Reveal } else { UseKind::Check };
    ctx.app
        .db
        .write(Scope::Platform, move |c| {
            let row = token(c, tenant, conversation, &mark)?;
            if let Some(purpose) = &purpose {
                allowed(&detector, &row.label, purpose)?;
            }
            record(c, &actor, tenant, conversation, &row, kind, purpose.clone(), now)?;
            Ok(row)
        })
        .await
}

/// Counts a use against its limits and writes it down, in the audit trail as well.
#[allow(clippy::too_many_arguments, reason = "one line of a trail: who, what, where, why, when")]
fn record(
    c: &mut Conn<'_>,
    actor: &Actor,
    tenant: TenantId,
    conversation: Uuid,
    row: &TokenRow,
    kind: UseKind,
    purpose: Option<String>,
    now: Ts,
) -> db::Result<()> {
    let detail = json!({ "conversation": conversation, "token": row.id, "label": row.label, "purpose": purpose });
    let new = NewUse { tenant, conversation, token: row.id, account: actor.account, kind, purpose };
    within_limits(c, &new, now)?;
    store::insert(c, &new, now)?;
    let action = match kind {
        UseKind::Check => "token.check",
        UseKind::Reveal => "token.reveal",
        UseKind::Call => "token.call",
        UseKind::Send => "token.send",
    };
    audit::record(
        c,
        &audit::Entry { tenant, actor: Some(actor), action, object_kind: "token", object_id: row.id.uuid(), detail, at: now },
    )?;
    Ok(())
}

/// Records that a value is acted on unseen, in the transaction that orders the act, and gives its token.
///
/// Errors: `token_unknown`; `invalid_field` when such a value cannot be called; `rate_limited`.
pub(crate) fn act(
    c: &mut Conn<'_>,
    actor: &Actor,
    tenant: TenantId,
    conversation: Uuid,
    name: &str,
    act: Act,
    now: Ts,
) -> db::Result<Acted> {
    let mark = parse(name)?;
    let row = token(c, tenant, conversation, &mark)?;
    let kind = match act {
        Act::Call => UseKind::Call,
        Act::Send => UseKind::Send,
    };
    if act == Act::Call && row.label != Label::Phone.as_str() {
        return Err(Error::field("token", "invalid", "only telephone numbers can be called").into());
    }
    record(c, actor, tenant, conversation, &row, kind, None, now)?;
    Ok(Acted { id: row.id.uuid(), token: mark.text(), label: row.label })
}

/// The rules of the conversation's project.
async fn detector_of(ctx: &Ctx, held: &Held) -> Result<Detector> {
    let (tenant, id) = (held.tenant, held.policy.clone());
    let chosen = ctx.app.db.read(Scope::Tenant(tenant), move |c| crate::chosen(c, tenant, &id)).await?;
    crate::detector(&ctx.app, chosen).await
}

fn allowed(detector: &Detector, label: &str, purpose: &str) -> Result<()> {
    let label = Label::parse(label).ok_or_else(|| Error::internal("a stored label is malformed"))?;
    let purposes = detector.policy().reveal(&label);
    if purposes.is_empty() {
        return Err(Error::forbidden("values of this kind are never shown; compare an ending instead"));
    }
    if purposes.iter().any(|p| p == purpose) {
        return Ok(());
    }
    Err(Error::field("purpose", "invalid", format!("one of {}", purposes.join(", "))))
}

fn within_limits(c: &mut Conn<'_>, new: &NewUse, now: Ts) -> db::Result<()> {
    let since = now.minus(HOUR);
    let (per_token, per_account) = match new.kind {
        UseKind::Check => (CHECKS_PER_TOKEN, i64::MAX),
        UseKind::Reveal => (REVEALS_PER_TOKEN, REVEALS_PER_WORKER),
        UseKind::Call | UseKind::Send => (ACTS_PER_TOKEN, ACTS_PER_WORKER),
    };
    if store::of_token(c, new, since)? >= per_token || store::of_account(c, new, since)? >= per_account {
        let what = "this value was used too often within the hour; ask your supervisor if you need it again";
        return Err(Error::new(Code::RateLimited, what).retry_after(HOUR.as_secs()).into());
    }
    Ok(())
}

async fn opened(ctx: &Ctx, tenant: TenantId, conversation: Uuid, row: TokenRow) -> Result<vault::Original> {
    let keyring: Keyring = ctx.app.seal.clone();
    let find = move |c: &mut Conn<'_>| {
        let key = keyring.existing_key(c, tenant, CONVERSATION_KEY, conversation)?;
        let key = key.ok_or_else(|| Error::internal("a token without a key"))?;
        Ok(vault::open(&key, &row)?)
    };
    ctx.app.db.read(Scope::Tenant(tenant), find).await
}
