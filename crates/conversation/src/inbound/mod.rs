//! Messages that an enterprise's own system sends on behalf of its customers: signed, and masked by the policy's paths
//! before anything is stored. Pure.

pub(crate) mod http;
pub(crate) mod service;

use kernel::{Error, Result};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// Longest reference to a customer.
const CUSTOMER_MAX: usize = 200;
/// The channel that paths of the policy are meant for when none is named.
const CHANNEL: &str = "inbound";

/// What is posted.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Incoming {
    /// The enterprise's own reference to its customer; kept only as a keyed hash.
    pub(crate) customer: String,
    pub(crate) text: String,
    /// Which `[[json]]` rows of the masking policy apply; `inbound` when absent.
    pub(crate) channel: Option<String>,
    /// What the worker should know, e.g. the order: any JSON, masked by the policy's paths.
    pub(crate) data: Option<Value>,
}

impl Incoming {
    /// Errors: `malformed_body`, `invalid_field`.
    fn read(bytes: &[u8]) -> Result<Self> {
        // The parser's own words may quote what was sent, so they are left out.
        let bad = |_| Error::new(kernel::Code::MalformedBody, "send {customer, text, channel?, data?} as JSON");
        let incoming: Self = serde_json::from_slice(bytes).map_err(bad)?;
        let length = incoming.customer.trim().chars().count();
        if length == 0 || length > CUSTOMER_MAX {
            return Err(Error::field("customer", "invalid", format!("1 to {CUSTOMER_MAX} characters")));
        }
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if incoming.channel.as_ref().is_some_and(|name| name.len() > 40 || !name.bytes().all(plain)) {
            return Err(Error::field("channel", "invalid", "at most 40 of a-z, 0-9 and -"));
        }
        Ok(incoming)
    }

    fn channel(&self) -> &str {
        self.channel.as_deref().unwrap_or(CHANNEL)
    }
}
