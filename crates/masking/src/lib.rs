//! The vault behind masked text: numbers tokens 〔手机·1〕, seals originals, expands them for their customer, and lets a worker
//! act on a value without seeing it, or see it for a purpose.
//!
//! Invariants: detection runs before a transaction, numbering and sealing inside the one that stores the text; originals,
//! known values and the memory of turns exist only sealed under the key of their conversation or contact; a token is
//! expanded only in the conversation that issued it, and brackets from outside are escaped, so none can be forged;
//! a look at an original is recorded before the original is opened.
//! Callers: `conversation` (its routes pass in who serves what: [`token_routes`]), `recruitment` and whoever stores text.

mod detect;
mod policy;
mod preview;
mod schema;
mod token;
mod vault;

use std::sync::Arc;

use db::Conn;
use http::{App, PolicyFiles, Routes};
use kernel::{AccountId, Actor, Error, Result, Scope, TenantId, Ts};
use seal::Keyring;
use uuid::Uuid;

pub use detect::{Detected, Memory, Speaker, detect};
pub use masking_core::{Detector, Known};
pub use policy::Chosen;
pub use vault::Masked;
pub use vault::doc::{Document, read_document};

/// Kind of the data key of a conversation.
pub const CONVERSATION_KEY: &str = "conversation";
/// Kind of the data key of a contact.
pub const CONTACT_KEY: &str = "contact";
/// The policy when a project names none.
pub const BASE: &str = "base-cn";

/// What detection needs to know of a conversation and its customer. Reads only.
///
/// Errors: `content_erased` when either was erased.
pub fn memory(c: &mut Conn<'_>, keyring: &Keyring, tenant: TenantId, conversation: Uuid, contact: Uuid) -> db::Result<Memory> {
    vault::memory(c, keyring, tenant, conversation, contact)
}

/// Numbers and seals what [`detect`] found and gives the text to store, in the transaction that stores it. Also gives
/// the new text of earlier messages that turn out to hold parts of a value.
///
/// Errors: `invalid_field` when the policy refuses the text; `content_erased`.
pub fn mask_in(
    c: &mut Conn<'_>,
    keyring: &Keyring,
    tenant: TenantId,
    conversation: Uuid,
    text: &str,
    detected: &Detected,
    now: Ts,
) -> db::Result<Masked> {
    vault::mask_in(c, keyring, tenant, conversation, text, detected, now)
}

/// Numbers and seals what [`read_document`] found, in the transaction that stores the document, and gives it masked.
///
/// Errors: `content_erased`.
pub fn mask_document_in(
    c: &mut Conn<'_>,
    keyring: &Keyring,
    tenant: TenantId,
    conversation: Uuid,
    document: &Document,
    now: Ts,
) -> db::Result<serde_json::Value> {
    vault::doc::mask_in(c, keyring, tenant, conversation, document, now)
}

/// The text with the tokens issued in this conversation replaced by what was written; any other 〔…〕 stays.
/// For the customer of the conversation only.
///
/// Errors: `content_erased`.
pub fn expand(c: &mut Conn<'_>, keyring: &Keyring, tenant: TenantId, conversation: Uuid, text: &str) -> db::Result<String> {
    vault::expand(c, keyring, tenant, conversation, text)
}

/// The tokens issued in a conversation, in order of issue.
pub fn tokens(c: &mut Conn<'_>, tenant: TenantId, conversation: Uuid) -> db::Result<Vec<String>> {
    vault::tokens(c, tenant, conversation)
}

/// Remembers, sealed, what is known of a contact, in place of what was known before.
pub fn set_known(
    c: &mut Conn<'_>,
    keyring: &Keyring,
    tenant: TenantId,
    contact: Uuid,
    known: Vec<Known>,
    now: Ts,
) -> db::Result<()> {
    vault::set_known(c, keyring, tenant, contact, &known, now)
}

/// What is known of a contact.
pub fn known(c: &mut Conn<'_>, keyring: &Keyring, tenant: TenantId, contact: Uuid) -> db::Result<Vec<Known>> {
    vault::known(c, keyring, tenant, contact)
}

/// Destroys a conversation's key: its originals are gone and [`expand`] answers `content_erased`. `false` when it had none.
pub fn shred(c: &mut Conn<'_>, keyring: &Keyring, tenant: TenantId, conversation: Uuid, now: Ts) -> db::Result<bool> {
    vault::shred(c, keyring, tenant, conversation, now)
}

/// Destroys what is known of a contact. `false` when nothing was.
pub fn forget(c: &mut Conn<'_>, keyring: &Keyring, tenant: TenantId, contact: Uuid, now: Ts) -> db::Result<bool> {
    vault::forget(c, keyring, tenant, contact, now)
}

/// Whose conversation it is and who serves it now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub tenant: TenantId,
    pub worker: Option<AccountId>,
    /// Id of the masking policy of its project.
    pub policy: String,
    /// Its worker sees pictures instead of text, and so no original either.
    pub is_drawn: bool,
}

/// What may be done with a value that nobody sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Call it through something that hides the number.
    Call,
    /// Send it to the enterprise's own system.
    Send,
}

/// The token that an [`Act`] was recorded for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acted {
    pub id: Uuid,
    /// 〔手机·1〕.
    pub token: String,
    pub label: String,
}

/// Records, within limits and in the audit trail, that a token of this conversation is acted on. The caller has made
/// sure that `actor` serves the conversation, and orders the act in the same transaction.
///
/// Errors: `token_unknown`; `invalid_field` for a call to what is no telephone number; `rate_limited`.
pub fn act(
    c: &mut Conn<'_>,
    actor: &Actor,
    tenant: TenantId,
    conversation: Uuid,
    token: &str,
    act: Act,
    now: Ts,
) -> db::Result<Acted> {
    token::service::act(c, actor, tenant, conversation, token, act, now)
}

/// A token of a conversation and what the policy lets its worker do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenLine {
    pub token: String,
    pub label: String,
    /// Purposes for which the value may be seen; none means never.
    pub purposes: Vec<String>,
}

/// The tokens of a conversation in order of issue, by the rules of `detector`.
pub fn token_lines(c: &mut Conn<'_>, detector: &Detector, tenant: TenantId, conversation: Uuid) -> db::Result<Vec<TokenLine>> {
    vault::lines(c, detector, tenant, conversation)
}

/// Finds who serves a conversation; `None` when there is no such conversation.
pub type Holder = fn(&mut Conn<'_>, Uuid) -> db::Result<Option<Held>>;

/// The routes that act on tokens of a conversation, for the crate that knows conversations.
pub fn token_routes(holder: Holder) -> Routes {
    token::http::routes(holder)
}

/// The routes that need no conversation.
pub fn routes() -> Routes {
    preview::http::routes().merge(policy::http::routes())
}

/// What the policy `id` of a project means to its enterprise now. Reads only.
pub fn chosen(c: &mut Conn<'_>, tenant: TenantId, id: &str) -> db::Result<Chosen> {
    policy::chosen(c, tenant, id)
}

/// The detector of a chosen policy; compiled once per version and process, off the request's thread.
///
/// Errors: `policy_invalid`, `policy_missing`; detection then refuses the text rather than look through it by less.
pub async fn detector(app: &App, chosen: Chosen) -> Result<Detector> {
    let (files, base) = (app.policies.clone(), app.get::<Detector>()?);
    if chosen.is_ready() {
        return policy::detector(&files, &base, &chosen);
    }
    http::blocking(move || policy::detector(&files, &base, &chosen)).await
}

/// The detector of the base policy; an extra of the application.
pub fn load(files: &PolicyFiles) -> Result<Detector> {
    let missing = || Error::not_found("the masking policy");
    let bytes = policy::shipped(files, BASE).ok_or_else(missing)?;
    Ok(Detector::new(Arc::new(policy::parse(files, bytes)?)))
}

/// Takes the shipped policies into the policy table, once their vectors have passed.
pub fn seed_policies(c: &mut Conn<'_>, files: &PolicyFiles, now: Ts) -> db::Result<()> {
    for id in policy::shipped_ids(files) {
        let bytes = policy::shipped(files, &id).unwrap_or_default();
        policy::parse(files, bytes)?;
        audit::policy::seed(c, "masking", Scope::Platform, &id, bytes, now)?;
    }
    Ok(())
}
