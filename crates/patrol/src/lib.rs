//! Patrol: every draft is judged before it is sent, every customer turn is watched for what a supervisor must see.
//!
//! Invariants: the judgement is pure and deterministic, rules are data with their own vectors; a verdict row holds a keyed
//! hash of the text and places in it, never the text; a verdict answers only for the exact text it was made for.
//! `conversation` calls [`judge`] while typing and again at send, and [`record`]s what it sends.

mod beside;
mod cli;
mod disguise;
mod file;
mod fold;
mod judge;
mod lexicon;
mod model;
mod quoted;
mod receipt;
mod risk;
mod rules;
mod schema;
mod spelling;
mod switch;
mod traditional;
mod verdict;

pub use beside::{Ahead, Beside, Missing, Provenance, Words};
pub use cli::{Answer, Session, run};
pub use judge::{added, judge};
pub use model::{EXAMPLES, Example, HeldBack, examples, hold_back};
pub use receipt::Checked;
pub use risk::Risk;
pub use rules::Rules;
pub use switch::Switch;
pub use verdict::{Class, Draft, Hit, Mark, Outcome, Recorded, Side, Verdict, VerdictEntity, VerdictId};

use db::Conn;
use kernel::{AccountId, TenantId, Ts, policy::Policy};
use seal::Keyring;
use uuid::Uuid;

/// Version of the judging code, recorded with every verdict.
pub const ENGINE: &str = concat!("patrol/", env!("CARGO_PKG_VERSION"));

/// The built-in rules: seed of the policy table.
pub const BASE_CN: &[u8] = include_bytes!("../../../policies/patrol/base-cn.toml");

/// A verdict about to be recorded, and the message it is about.
#[derive(Clone, Debug)]
pub struct NewVerdict<'a> {
    pub conversation: Uuid,
    /// The worker; absent for customers and robots.
    pub author: Option<AccountId>,
    pub side: Side,
    /// The exact text that was judged.
    pub text: &'a str,
    pub verdict: &'a Verdict,
    /// What it was judged by beside its words.
    pub beside: Option<&'a Beside>,
    /// Why the worker sends it in spite of a warning; masked like any other text of the worker's.
    pub override_reason: Option<&'a str>,
}

/// Records a verdict in the caller's transaction, before the message is stored.
pub fn record(
    c: &mut Conn<'_>,
    keyring: &Keyring,
    policy: &Policy<Rules>,
    tenant: TenantId,
    new: &NewVerdict<'_>,
    now: Ts,
) -> db::Result<VerdictId> {
    let row = Recorded {
        id: VerdictId::at(now),
        conversation: new.conversation,
        author: new.author,
        side: new.side,
        text_hash: text_hash(keyring, tenant, new.conversation, new.text).to_vec(),
        outcome: new.verdict.outcome,
        hits: new.verdict.hits.iter().map(Mark::from).collect(),
        beside: new.beside.filter(|beside| !beside.is_empty()).cloned(),
        override_reason: new.override_reason.map(str::to_owned),
        policy_id: policy.id.clone(),
        policy_hash: policy.hash.clone(),
        engine: ENGINE.to_owned(),
        at: now,
    };
    verdict::store::insert(c, tenant, &row)?;
    Ok(row.id)
}

/// The switch; `None` when it was never touched, and patrol in service. `Scope::Platform`.
pub fn switch(c: &mut Conn<'_>) -> db::Result<Option<Switch>> {
    switch::store::get(c)
}

/// Sets the switch. `Scope::Platform`; the caller leaves the line in the audit trail.
pub fn set_switch(c: &mut Conn<'_>, switch: &Switch) -> db::Result<()> {
    switch::store::set(c, switch)
}

/// A recorded verdict, if the tenant has it.
pub fn find(c: &mut Conn<'_>, tenant: TenantId, id: VerdictId) -> db::Result<Option<Recorded>> {
    verdict::store::by_id(c, tenant, id)
}

/// All verdicts of a conversation, oldest first.
pub fn of_conversation(c: &mut Conn<'_>, tenant: TenantId, conversation: Uuid) -> db::Result<Vec<Recorded>> {
    verdict::store::of_conversation(c, tenant, conversation)
}

/// How this worker's desk first told that this very text came to be, in one conversation. A later telling clears nothing.
pub fn first_told(
    c: &mut Conn<'_>,
    keyring: &Keyring,
    tenant: TenantId,
    conversation: Uuid,
    author: AccountId,
    text: &str,
) -> db::Result<Option<Provenance>> {
    let rows = verdict::store::beside_of(c, tenant, conversation, author, &text_hash(keyring, tenant, conversation, text))?;
    Ok(rows.into_iter().find_map(|beside| beside.provenance))
}

/// How many drafts of this worker were stopped since `since`, in one tenant's conversations.
pub fn held_since(c: &mut Conn<'_>, tenant: TenantId, author: AccountId, since: Ts) -> db::Result<i64> {
    verdict::store::held_since(c, tenant, author, since)
}

/// Whether `row` was made for exactly this text.
pub fn answers_for(keyring: &Keyring, tenant: TenantId, row: &Recorded, text: &str) -> bool {
    row.text_hash == text_hash(keyring, tenant, row.conversation, text)
}

/// Judges recorded inputs `{side, text, customer?, skill?, locale?, beside?}` again under the bytes of a policy file; the outcome is
/// `{outcome, hits}`. Only for verdicts whose text the caller still has: verdict rows themselves hold none.
pub fn replay(inputs: &serde_json::Value, policy: &[u8]) -> kernel::Result<serde_json::Value> {
    let inputs: verdict::Inputs = serde_json::from_value(inputs.clone()).map_err(kernel::Error::internal)?;
    let policy = Policy::<Rules>::parse("replay", policy)?;
    let verdict = judge(&policy.value, &inputs.draft());
    serde_json::to_value(verdict).map_err(kernel::Error::internal)
}

/// Keyed, so that a short text cannot be guessed from its hash; bound to the conversation, so that equal texts differ.
fn text_hash(keyring: &Keyring, tenant: TenantId, conversation: Uuid, text: &str) -> [u8; 32] {
    let bytes = [tenant.uuid().as_bytes().as_slice(), conversation.as_bytes(), text.as_bytes()].concat();
    keyring.hmac("patrol.text", &bytes)
}
