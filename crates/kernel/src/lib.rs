//! The words every crate shares: typed ids, money, time, errors, actors, events, decisions, policies.
//!
//! Pure and dull on purpose: no I/O, no actix; of diesel only the SQL types of ids and times, which Rust wants beside
//! the Rust types. An edit here re-checks the whole workspace.

mod actor;
mod decision;
mod error;
mod event;
mod id;
mod money;
mod page;
pub mod policy;
pub mod sql;
mod time;

pub use actor::{Actor, Demands, Posture, Role, Scope};
pub use decision::{Decision, Reason};
pub use error::{Code, Error, FieldError, Result};
pub use event::Event;
pub use id::{Account, AccountId, DecisionEntity, DecisionId, EventEntity, EventId, Id, Session, SessionId, Tenant, TenantId};
pub use money::{Currency, Money, half_even, split};
pub use page::{Cursor, Page, PageQuery};
pub use time::{Clock, Ts};

/// The fixed tenant that owns workers, skills, certificates and the platform's own ledger.
pub const PLATFORM: TenantId = TenantId::from_u128(1);

/// SHA-256 of `bytes` as 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// Canonical JSON text: object keys sorted, no spaces. Hashes and signatures are taken over this form.
pub fn canonical_json(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Array(items) => {
            let inner: Vec<String> = items.iter().map(canonical_json).collect();
            format!("[{}]", inner.join(","))
        }
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            let inner: Vec<String> = keys
                .into_iter()
                .filter_map(|k| map.get(k).map(|v| format!("{}:{}", Value::String(k.clone()), canonical_json(v))))
                .collect();
            format!("{{{}}}", inner.join(","))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_json_ignores_key_order() {
        let a = serde_json::json!({"b": [1, {"y": null, "x": "é"}], "a": 1});
        assert_eq!(canonical_json(&a), r#"{"a":1,"b":[1,{"x":"é","y":null}]}"#);
    }
}
