//! Setting a new password: with a code mailed to somebody who forgot it, or with the old one while signed in.
//!
//! The code is not stored: it is derived from the root key, as that of a sign-up is. Whoever asks gets the same
//! answer, whether or not the address has an account.

pub mod http;
pub mod service;
pub(crate) mod store;

use std::time::Duration;

use kernel::{AccountId, Ts};
use seal::Keyring;

use crate::account::{CODE_PAUSE, CODES, CodeId};

/// How long one request for a new password is remembered; so many codes are sent in it and no more.
pub const RESET_WAITS: Duration = Duration::from_secs(24 * 3600);

/// The six digits of one issue of an account's code.
pub fn code(keyring: &Keyring, account: AccountId, issue: CodeId) -> String {
    let mac = keyring.hmac("identity.password_reset", format!("{account}|{issue}").as_bytes());
    let number = mac.iter().take(8).fold(0_u64, |n, byte| (n << 8) | u64::from(*byte));
    format!("{:06}", number % 1_000_000)
}

/// What a fresh request does to the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// There is none that counts: begin anew.
    Begin,
    /// Send another code in place of the last.
    Again,
    /// Too soon, or too many today: nothing is sent.
    Wait,
}

/// Judges a request at `now` after `before`: when it began, how many codes were sent and when the last was.
pub fn ask(before: Option<(Ts, i64, Ts)>, now: Ts) -> Ask {
    match before {
        None => Ask::Begin,
        Some((began, ..)) if now >= began.plus(RESET_WAITS) => Ask::Begin,
        Some((_, sent, last)) if sent < CODES && now >= last.plus(CODE_PAUSE) => Ask::Again,
        Some(_) => Ask::Wait,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Ts = Ts::from_micros(1_795_132_800_000_000);

    #[test]
    fn codes_are_asked_for_with_pauses_and_not_for_ever() {
        let at = |s: u64| NOW.plus(Duration::from_secs(s));
        assert_eq!(ask(None, NOW), Ask::Begin);
        assert_eq!(ask(Some((NOW, 1, NOW)), at(59)), Ask::Wait);
        assert_eq!(ask(Some((NOW, 1, NOW)), at(60)), Ask::Again);
        assert_eq!(ask(Some((NOW, CODES, NOW)), at(3600)), Ask::Wait);
        assert_eq!(ask(Some((NOW, CODES, NOW)), at(24 * 3600)), Ask::Begin);
    }

    #[test]
    fn a_code_is_that_of_its_account_and_issue() {
        let ring = Keyring::from_root([1; 32]);
        let (a, b) = (AccountId::from_u128(1), AccountId::from_u128(2));
        let made = code(&ring, a, CodeId::from_u128(3));
        assert!(made.len() == 6 && made.bytes().all(|d| d.is_ascii_digit()));
        assert_eq!(made, code(&ring, a, CodeId::from_u128(3)));
        assert!(made != code(&ring, b, CodeId::from_u128(3)) || made != code(&ring, a, CodeId::from_u128(4)));
    }
}
