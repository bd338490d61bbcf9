//! Facts that other crates hear about: written to the outbox in the business transaction.

use serde::Serialize;
use serde_json::Value;

use crate::TenantId;

/// A fact, named in the past tense (`task.completed`). Carries ids and numbers, never personal data.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub topic: &'static str,
    pub tenant: TenantId,
    pub body: Value,
}

impl Event {
    /// An event whose body is `body` as JSON; a body that cannot be JSON becomes `null`.
    pub fn new(topic: &'static str, tenant: TenantId, body: &impl Serialize) -> Self {
        Self { topic, tenant, body: serde_json::to_value(body).unwrap_or(Value::Null) }
    }
}
