//! Entries of the audit log, the leaves they become, and checkpoints over them.

mod bundle;
mod checkpoint;
pub(crate) mod http;
pub mod note;
pub(crate) mod service;
pub(crate) mod store;
mod verify;

use std::fmt::Write;

use kernel::{AccountId, Actor, Error, Result, SessionId, TenantId, Ts, canonical_json};
use rand::{TryRng, rngs::SysRng};
use serde_json::{Value, json};
use uuid::Uuid;

pub use bundle::{check, export};
pub use checkpoint::{Checkpoint, ORIGIN, Signer, SigningKey, VerifyingKey};
pub use verify::{Report, verify};

use crate::merkle::{Hash, leaf, sha256};

kernel::nouns! {
    /// A line of the audit log.
    AuditEntry => EntryId,
    /// Whatever an entry is about.
    Object => ObjectId,
    /// Whatever a leaf stands for.
    Leaf => LeafId,
}

db::text_enum! {
    /// What a leaf stands for.
    pub enum Source { Entry = "entry", Decision = "decision" }
}

/// Something that happened, to be recorded. `detail` holds ids, numbers and code words, never personal data.
pub struct Entry<'a> {
    /// Whose matter it is; the transaction's scope must cover it.
    pub tenant: TenantId,
    /// Who did it; `None` for the system itself.
    pub actor: Option<&'a Actor>,
    /// What was done, e.g. `project.create`.
    pub action: &'a str,
    /// What it was done to, e.g. `project`.
    pub object_kind: &'a str,
    pub object_id: Uuid,
    pub detail: Value,
    pub at: Ts,
}

/// An entry as stored; `detail` lives beside it so that it can be erased.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::audit_entry)]
pub(crate) struct EntryRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: EntryId,
    pub(crate) created_at: Ts,
    pub(crate) actor_id: Option<AccountId>,
    pub(crate) actor_role: Option<String>,
    pub(crate) session_id: Option<SessionId>,
    pub(crate) action: String,
    pub(crate) object_kind: String,
    pub(crate) object_id: ObjectId,
    pub(crate) detail_hash: Vec<u8>,
    pub(crate) leaf_hash: Vec<u8>,
}

impl EntryRow {
    /// The row of `entry` over an already committed detail.
    pub(crate) fn of(entry: &Entry<'_>, commitment: &Hash) -> Self {
        let mut row = Self {
            tenant_id: entry.tenant,
            id: EntryId::at(entry.at),
            created_at: entry.at,
            actor_id: entry.actor.map(|a| a.account),
            actor_role: entry.actor.map(|a| a.role.as_str().to_owned()),
            session_id: entry.actor.map(|a| a.session),
            action: entry.action.to_owned(),
            object_kind: entry.object_kind.to_owned(),
            object_id: ObjectId::from_uuid(entry.object_id),
            detail_hash: commitment.to_vec(),
            leaf_hash: Vec::new(),
        };
        row.leaf_hash = row.leaf().to_vec();
        row
    }

    /// What the row's leaf says.
    pub(crate) fn content(&self) -> Value {
        json!({
            "v": 1,
            "type": "entry",
            "id": self.id,
            "tenant": self.tenant_id,
            "at": self.created_at,
            "actor": self.actor_id,
            "role": self.actor_role,
            "session": self.session_id,
            "action": self.action,
            "object_kind": self.object_kind,
            "object_id": self.object_id,
            "detail": hex(&self.detail_hash),
        })
    }

    /// Hash of the leaf that this row must be.
    pub(crate) fn leaf(&self) -> Hash {
        leaf(canonical_json(&self.content()).as_bytes())
    }
}

/// Text that may be erased later, with the salt that keeps its commitment from being guessed.
pub(crate) struct Salted {
    pub(crate) salt: [u8; 16],
    pub(crate) text: String,
}

impl Salted {
    /// Salts the canonical form of `value`.
    pub(crate) fn new(value: &Value) -> Result<Self> {
        Self::of(canonical_json(value))
    }

    /// Salts a text that is canonical.
    pub(crate) fn of(text: String) -> Result<Self> {
        let mut salt = [0; 16];
        SysRng.try_fill_bytes(&mut salt).map_err(|cause| Error::internal(format!("no random bytes: {cause}")))?;
        Ok(Self { salt, text })
    }

    pub(crate) fn commitment(&self) -> Hash {
        commitment(&self.salt, &self.text)
    }
}

/// Salt and text as stored; absent once erased.
pub(crate) type Words = Option<(Vec<u8>, String)>;

/// What stands in a leaf for an erasable text.
pub(crate) fn commitment(salt: &[u8], text: &str) -> Hash {
    sha256(&[salt, text.as_bytes()])
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Reads what [`hex`] wrote; `None` for anything else.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let digit = |d: u8| char::from(d).to_digit(16).filter(|_| !d.is_ascii_uppercase());
    let byte = |[high, low]: &[u8; 2]| Some((digit(*high)? << 4 | digit(*low)?) as u8);
    if rest.is_empty() { pairs.iter().map(byte).collect() } else { None }
}

/// Writes `entry` and queues its leaf, in the caller's transaction.
pub fn record(c: &mut db::Conn<'_>, entry: &Entry<'_>) -> db::Result<EntryId> {
    let detail = Salted::new(&entry.detail)?;
    let row = EntryRow::of(entry, &detail.commitment());
    store::insert(c, &row, &detail)?;
    store::queue(c, Source::Entry, &[(row.id.cast(), row.leaf_hash.clone())])?;
    Ok(row.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(action: &str) -> Entry<'_> {
        Entry {
            tenant: kernel::PLATFORM,
            actor: None,
            action,
            object_kind: "project",
            object_id: Uuid::from_u128(7),
            detail: json!({"b": 1, "a": [2]}),
            at: Ts::from_micros(1_000_000),
        }
    }

    #[test]
    fn every_column_is_in_the_leaf() {
        let base = EntryRow::of(&entry("project.create"), &[1; 32]);
        let changed = |f: fn(&mut EntryRow)| {
            let mut row = base.clone();
            f(&mut row);
            row.leaf()
        };
        let edits: [fn(&mut EntryRow); 10] = [
            |r| r.tenant_id = TenantId::from_u128(2),
            |r| r.id = EntryId::from_u128(2),
            |r| r.created_at = Ts::from_micros(1_000_001),
            |r| r.actor_id = Some(AccountId::from_u128(2)),
            |r| r.actor_role = Some("admin".to_owned()),
            |r| r.session_id = Some(SessionId::from_u128(2)),
            |r| r.action = "project.change".to_owned(),
            |r| r.object_kind = "task".to_owned(),
            |r| r.object_id = ObjectId::from_u128(8),
            |r| r.detail_hash = vec![2; 32],
        ];
        assert_eq!(base.leaf().to_vec(), base.leaf_hash);
        for edit in edits {
            assert_ne!(changed(edit).to_vec(), base.leaf_hash);
        }
    }

    #[test]
    fn a_commitment_needs_its_salt() {
        let detail = Salted::new(&json!({"b": 1, "a": 2})).unwrap();
        assert_eq!(detail.text, r#"{"a":2,"b":1}"#);
        assert_eq!(detail.commitment(), commitment(&detail.salt, &detail.text));
        assert_ne!(detail.commitment(), Salted::new(&json!({"a": 2, "b": 1})).unwrap().commitment());
    }
}
