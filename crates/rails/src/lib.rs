//! Ways in which money leaves: what is written to banks and wallets, what is read from them, and what follows. Pure.
//!
//! Invariants: amounts are integers of minor units, nothing is rounded; what was written reads back; a torn or unsigned
//! answer says nothing, and an unsigned notice is refused ([`notice`]); a payout moves money once whatever is heard, and from
//! `unknown` only a query moves on ([`machine`]); bank lines are matched by ids, never by amounts ([`reconcile`]). `payout`
//! uses it, and the simulated bank of `swarm`; it sends nothing itself.

pub mod camt;
pub mod machine;
pub mod notice;
pub mod pain001;
pub mod pain002;
pub mod party;
pub mod reconcile;
pub mod wallet;
mod xml;

#[cfg(test)]
mod iso_tests;

use kernel::{Code, Error, Result};

/// Longest id that ISO 20022 carries.
pub const ID_CHARS: usize = 35;

/// `1234.05` from minor units of a currency with two places.
pub fn major(minor: i64) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let abs = minor.unsigned_abs();
    format!("{sign}{}.{:02}", abs / 100, abs % 100)
}

/// Minor units from a decimal text. Digits past the second place must be zero: nothing is rounded on the way in.
pub fn minor(text: &str) -> Result<i64> {
    let refuse = || Error::new(Code::InvalidField, format!("{text:?} is not an amount with two places"));
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() && part.is_empty() || !digits(whole) || !digits(part) || whole.len() > 16 {
        return Err(refuse());
    }
    let (cents, rest) = part.split_at(part.len().min(2));
    if rest.bytes().any(|b| b != b'0') {
        return Err(refuse());
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| refuse())? };
    let cents: i64 = format!("{cents:0<2}").parse().map_err(|_| refuse())?;
    whole.checked_mul(100).and_then(|w| w.checked_add(cents)).ok_or_else(refuse)
}

/// Cases of a property test: `PROPTEST_CASES` where it is set, as nightly, else `few`.
#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "how many cases a test draws is no configuration of the product")]
fn cases(few: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(few)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_exact_or_refused() {
        for (text, want) in [("0", 0), ("1", 100), ("1.5", 150), (".05", 5), ("12.30000", 1230), (" 7.07 ", 707)] {
            assert_eq!(minor(text).unwrap(), want, "{text}");
        }
        for text in ["", ".", "-1", "+1", "1.001", "1,00", "1e3", "99999999999999999", "９"] {
            assert!(minor(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(amount in 0_i64..10_000_000_000_000) {
            prop_assert_eq!(minor(&major(amount)).unwrap(), amount);
        }
    }
}
