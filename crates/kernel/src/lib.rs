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
    let mut out = String::with_capacity(256);
    canonical_into(value, &mut out);
    out
}

fn canonical_into(value: &serde_json::Value, out: &mut String) {
    use std::fmt::Write;

    use serde_json::Value;
    match value {
        Value::Array(items) => {
            let mut before = '[';
            for item in items {
                out.push(before);
                canonical_into(item, out);
                before = ',';
            }
            out.push_str(if items.is_empty() { "[]" } else { "]" });
        }
        Value::Object(map) => {
            let mut members: Vec<(&String, &Value)> = map.iter().collect();
            members.sort_unstable_by_key(|(key, _)| *key);
            let mut before = '{';
            for (key, member) in members {
                out.push(before);
                written(key, out);
                out.push(':');
                canonical_into(member, out);
                before = ',';
            }
            out.push_str(if map.is_empty() { "{}" } else { "}" });
        }
        Value::String(text) => written(text, out),
        other => {
            // Writing to a String cannot fail.
            let _ = write!(out, "{other}");
        }
    }
}

/// Text in quotes; most of it needs no escapes.
fn written(text: &str, out: &mut String) {
    if text.bytes().all(|b| b >= b' ' && b != b'"' && b != b'\\' && b != 0x7f) {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&serde_json::Value::from(text).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_json_ignores_key_order() {
        let a = serde_json::json!({"b": [1, {"y": null, "x": "é"}], "a": 1});
        assert_eq!(canonical_json(&a), r#"{"a":1,"b":[1,{"x":"é","y":null}]}"#);
        let b = serde_json::json!({"": {}, "e": [], "q\"\n": ["\\", "\u{1}\u{7f}", true, -1, 1.5]});
        assert_eq!(canonical_json(&b), b.to_string(), "escapes are the writer's");
    }
}
