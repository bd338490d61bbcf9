//! Who works for an enterprise: its members and owners, and the invitations that make them.
//!
//! An invitation's secret is derived from the root key and travels only in its mail: a copy of the store lets nobody
//! in. An enterprise always keeps an owner who may act.

pub mod http;
pub mod service;
pub(crate) mod store;

use std::time::Duration;

use kernel::{AccountId, Error, Id, Result, Role, Ts};
use seal::Keyring;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::account::{AccountState, Locale};

kernel::nouns! {
    /// Somebody asked to work for an enterprise.
    Invitation => InvitationId,
}

/// How long an invitation may wait.
pub const WAITS: Duration = Duration::from_secs(7 * 24 * 3600);
/// Invitations of one enterprise that may wait at once.
pub const MOST: usize = 50;

db::text_enum! {
    /// What somebody is in their enterprise: members read and configure, owners also move money and look after people.
    pub enum MemberRole { Member = "member", Owner = "owner" }
}

impl MemberRole {
    pub const fn role(self) -> Role {
        match self {
            Self::Member => Role::Member,
            Self::Owner => Role::Owner,
        }
    }
}

/// Somebody of the enterprise.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MemberView {
    pub id: AccountId,
    pub name: String,
    pub email_masked: String,
    pub role: Role,
    pub state: AccountState,
    pub created_at: Ts,
    /// When they last used the product; absent if never, or if that session is forgotten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<Ts>,
}

/// An invitation that waits.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct InvitationView {
    pub id: InvitationId,
    pub email_masked: String,
    pub role: MemberRole,
    pub created_at: Ts,
    pub expires_at: Ts,
}

/// What the invited person sees before they accept.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InvitedView {
    pub enterprise: String,
    pub email_masked: String,
    pub role: MemberRole,
    pub locale: Locale,
}

/// The secret of an invitation: 64 hexadecimal digits.
fn secret(keyring: &Keyring, id: InvitationId) -> String {
    let mac = keyring.hmac("identity.invitation", id.to_string().as_bytes());
    mac.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the link in the mail carries: id and secret.
pub fn token(keyring: &Keyring, id: InvitationId) -> String {
    format!("{id}.{}", secret(keyring, id))
}

/// The invitation whose token this is; `not_found` for anything else.
pub fn of_token(keyring: &Keyring, token: &str) -> Result<InvitationId> {
    let unknown = || Error::not_found("this invitation");
    let (id, typed) = token.trim().split_once('.').ok_or_else(unknown)?;
    let id: InvitationId = id.parse::<Id<Invitation>>().map_err(|_| unknown())?;
    let right = secret(keyring, id);
    // Every digit is looked at, whichever is wrong first.
    let differs = right.bytes().zip(typed.bytes()).fold(right.len() ^ typed.len(), |d, (a, b)| d | usize::from(a ^ b));
    if differs == 0 { Ok(id) } else { Err(unknown()) }
}

/// Refuses to take the role of owner from the last one who may act. `owners` are those, `of` the account that would
/// lose it.
pub fn keeps_an_owner(owners: &[AccountId], of: AccountId) -> Result<()> {
    if owners == [of] {
        return Err(Error::conflict("this is the last owner; make somebody else an owner first"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_its_own_invitation_only() {
        let ring = Keyring::from_root([1; 32]);
        let (a, b) = (InvitationId::from_u128(1), InvitationId::from_u128(2));
        assert_eq!(of_token(&ring, &token(&ring, a)).unwrap(), a);
        let crossed = token(&ring, a).replace(&a.to_string(), &b.to_string());
        let other = token(&Keyring::from_root([2; 32]), a);
        for bad in ["", ".", "x.y", crossed.as_str(), other.as_str(), token(&ring, a).trim_end_matches(|_| true), &a.to_string()]
        {
            assert!(of_token(&ring, bad).is_err(), "{bad}");
        }
        assert!(of_token(&ring, &token(&ring, a)[..60]).is_err());
    }

    #[test]
    fn the_last_owner_stays() {
        let (a, b) = (AccountId::from_u128(1), AccountId::from_u128(2));
        assert!(keeps_an_owner(&[a], a).is_err());
        assert!(keeps_an_owner(&[a, b], a).is_ok());
        assert!(keeps_an_owner(&[a], b).is_ok());
        assert!(keeps_an_owner(&[], b).is_ok());
    }
}
