//! All sessions that are trusted now, and what another policy would make of them.

pub mod http;
pub mod service;

use std::collections::BTreeMap;

use attestation_core::Claim;
use kernel::{AccountId, SessionId, Ts};
use serde::Serialize;
use utoipa::ToSchema;

/// Sessions shown at most.
pub const MOST: i64 = 500;

/// A trusted session.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FleetSession {
    pub account_id: AccountId,
    pub session_id: SessionId,
    pub level: u8,
    pub expires_at: Ts,
    #[schema(value_type = Vec<String>)]
    pub claims: Vec<Claim>,
    /// The device that speaks for it, as the policy names its model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The number that pictures drawn for it carry: what `tidecrew watermark read` prints.
    pub mark: u32,
    /// What its page's own guard stopped or noticed, how often: `hidden`, `capture_key`, …
    pub noticed: BTreeMap<String, u32>,
}

/// A session whose level another policy would change.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LevelChange {
    pub account_id: AccountId,
    pub session_id: SessionId,
    pub from: u8,
    pub to: u8,
}
