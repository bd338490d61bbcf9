//! Who acts, from where, and on whose behalf.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AccountId, Code, Error, PLATFORM, Result, SessionId, TenantId, Ts};

/// What an account may be. The words are those of the policies in `policies/authz`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Serves customers (云客服).
    Worker,
    /// Works for an enterprise: reads and configures.
    Member,
    /// Runs an enterprise's tenant: also money and people.
    Owner,
    /// Runs the platform.
    Admin,
    /// A customer behind a widget.
    Visitor,
}

impl Role {
    pub const ALL: [Self; 5] = [Self::Worker, Self::Member, Self::Owner, Self::Admin, Self::Visitor];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Worker => "worker",
            Self::Member => "member",
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Visitor => "visitor",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| Error::new(Code::InvalidField, format!("{text:?} is not a role")))
    }
}

/// How far a session's device is trusted (0 none … 3 attested system), and until when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Posture {
    pub level: u8,
    pub expires_at: Ts,
}

impl Posture {
    /// The level that counts now: 0 once expired.
    pub fn level_at(self, now: Ts) -> u8 {
        if now < self.expires_at { self.level } else { 0 }
    }
}

/// Which level of trust each kind of work demands. The attestation policy says so; whoever hands out work or shows
/// originals asks here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demands {
    /// To be at work at all.
    pub work: u8,
    /// To see an original.
    pub reveal: u8,
    /// To read customers' text as text where it is drawn for everybody else.
    pub text: u8,
    /// To serve work of sensitivity 1, 2 and 3.
    pub sensitivity: [u8; 3],
}

impl Default for Demands {
    /// As `policies/attestation/base.toml` has it.
    fn default() -> Self {
        Self { work: 1, reveal: 2, text: 3, sensitivity: [1, 2, 3] }
    }
}

impl Demands {
    /// The level that work of `sensitivity` demands. What is not on the scale demands the most.
    pub fn of(&self, sensitivity: u8) -> u8 {
        let at = usize::from(sensitivity.saturating_sub(1));
        self.sensitivity.get(at).copied().unwrap_or(3)
    }
}

/// The authenticated party of a request. Built by `identity` only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub account: AccountId,
    pub tenant: TenantId,
    pub role: Role,
    pub session: SessionId,
    pub posture: Posture,
}

impl Actor {
    /// The rows this actor's own tenant may touch.
    pub const fn scope(&self) -> Scope {
        Scope::Tenant(self.tenant)
    }
}

/// Whose rows a use case may touch. `Platform` spans tenants and is listed in `docs/PLATFORM_SCOPE.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Tenant(TenantId),
    Platform,
}

impl Scope {
    /// The tenant of the scope; the platform's own when it spans tenants.
    pub const fn tenant(self) -> TenantId {
        match self {
            Self::Tenant(id) => id,
            Self::Platform => PLATFORM,
        }
    }

    pub fn covers(self, tenant: TenantId) -> bool {
        matches!(self, Self::Platform) || self.tenant() == tenant
    }
}
