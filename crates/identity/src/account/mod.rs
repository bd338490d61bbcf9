//! Accounts and sign-ups: what an address, a name and a code must be.
//!
//! A sign-up becomes an account when the code sent to its address comes back. The code is not stored: it is derived
//! from the root key, so a copy of the store does not verify anybody.

pub mod http;
pub mod service;
pub(crate) mod store;

use std::time::Duration;

use kernel::{AccountId, Error, Result, Role, TenantId, Ts};
use seal::Keyring;

kernel::nouns! {
    /// A sign-up that waits for its code.
    SignUp => SignUpId,
    /// One issue of a code.
    IssuedCode => CodeId,
}

/// How long a code holds.
pub const CODE_HOLDS: Duration = Duration::from_secs(600);
/// Wrong codes before the code is dead.
pub const CODE_TRIES: i64 = 5;
/// A new code can be asked for this long after the last.
pub const CODE_PAUSE: Duration = Duration::from_secs(60);
/// Codes sent for one sign-up.
pub const CODES: i64 = 5;
/// How long a sign-up waits.
pub const SIGN_UP_WAITS: Duration = Duration::from_secs(24 * 3600);
/// Sign-ups that may wait for one address; more are answered alike and dropped.
pub const SIGN_UPS_PER_ADDRESS: i64 = 10;

db::text_enum! {
    /// What somebody signs up as.
    #[schema(as = SignUpKind)]
    pub enum Kind { Worker = "worker", Enterprise = "enterprise" }
}
db::text_enum! {
    /// Whether an account may act.
    pub enum AccountState { Active = "active", Suspended = "suspended" }
}
db::text_enum! {
    /// The language a person reads.
    pub enum Locale { ZhCn = "zh-CN", En = "en" }
}

/// An account without its personal data, which stays sealed in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub tenant: TenantId,
    pub role: Role,
    pub state: AccountState,
    pub locale: Locale,
    pub created_at: Ts,
}

/// An e-mail address as it is compared: trimmed, lower case.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Email(..)")
    }
}

impl Email {
    /// `invalid_field` unless it is an ordinary ASCII address of at most 254 characters.
    pub fn parse(text: &str) -> Result<Self> {
        let email = text.trim().to_ascii_lowercase();
        if email.len() > 254 {
            return Err(Error::field("email", "too_long", "an e-mail address has at most 254 characters"));
        }
        let whole = email.split_once('@').is_some_and(|(local, domain)| local_part(local) && domain_part(domain));
        if whole { Ok(Self(email)) } else { Err(Error::field("email", "invalid", "this is not an e-mail address")) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the store finds it by. Accounts of all tenants share one index: an address signs in without naming a tenant.
    pub fn index(&self, keyring: &Keyring) -> [u8; 16] {
        keyring.blind_index(kernel::PLATFORM, "account.email", &self.0)
    }

    /// `l***@example.com`: enough to recognise one's own.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.split_once('@').unwrap_or((&self.0, ""));
        format!("{}***@{domain}", local.chars().next().unwrap_or('*'))
    }
}

fn local_part(local: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-.".contains(c);
    (1..=64).contains(&local.len())
        && local.chars().all(plain)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
}

fn domain_part(domain: &str) -> bool {
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    let last_is_a_word = domain.rsplit('.').next().is_some_and(|l| l.chars().any(|c| c.is_ascii_alphabetic()));
    domain.split('.').count() >= 2 && domain.split('.').all(label) && last_is_a_word
}

/// A trimmed text of `1..=max` characters on one line, or a refusal that names `field`.
pub fn one_line(field: &str, text: &str, max: usize) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::field(field, "required", format!("{field} must not be empty")));
    }
    if text.chars().count() > max {
        return Err(Error::field(field, "too_long", format!("{field} has at most {max} characters")));
    }
    // Characters that turn or hide text would let a name pretend to be another.
    let hidden = |c: char| {
        c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    if text.chars().any(hidden) {
        return Err(Error::field(field, "invalid", format!("{field} holds characters that cannot be seen")));
    }
    Ok(text.to_owned())
}

/// The name of a person: 1–60 characters.
pub fn person_name(text: &str) -> Result<String> {
    one_line("name", text, 60)
}

/// An enterprise is named if and only if one signs up.
pub fn enterprise_name(kind: Kind, name: Option<&str>) -> Result<Option<String>> {
    match (kind, name) {
        (Kind::Enterprise, Some(name)) => one_line("enterprise_name", name, 80).map(Some),
        (Kind::Enterprise, None) => Err(Error::field("enterprise_name", "required", "an enterprise has a name")),
        (Kind::Worker, None) => Ok(None),
        (Kind::Worker, Some(_)) => Err(Error::field("enterprise_name", "invalid", "a worker signs up without an enterprise")),
    }
}

/// The six digits of one issue of a sign-up's code.
pub fn code(keyring: &Keyring, sign_up: SignUpId, issue: CodeId) -> String {
    let mac = keyring.hmac("identity.code", format!("{sign_up}|{issue}").as_bytes());
    let number = mac.iter().take(8).fold(0_u64, |n, byte| (n << 8) | u64::from(*byte));
    format!("{:06}", number % 1_000_000)
}

/// What became of a code that was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeAnswer {
    Right,
    /// One try is used up.
    Wrong,
    /// Too old or tried too often; even the right one does not help.
    Dead,
}

/// Judges a typed code against the right one, sent at `sent_at` and tried `tries` times before.
pub fn judge_code(right: &str, typed: &str, sent_at: Ts, tries: i64, now: Ts) -> CodeAnswer {
    if tries >= CODE_TRIES || now >= sent_at.plus(CODE_HOLDS) {
        return CodeAnswer::Dead;
    }
    // Every digit is looked at, whichever is wrong first.
    let differs = right.bytes().zip(typed.bytes()).fold(right.len() ^ typed.len(), |d, (a, b)| d | usize::from(a ^ b));
    if differs == 0 { CodeAnswer::Right } else { CodeAnswer::Wrong }
}

/// Whether another code may be sent now for a sign-up that had `sent` of them, the last at `last`.
pub fn may_resend(sent: i64, last: Ts, now: Ts) -> bool {
    sent < CODES && now >= last.plus(CODE_PAUSE)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Ts = Ts::from_micros(1_795_132_800_000_000);

    #[test]
    fn addresses() {
        for good in ["lin@example.com", "  Lin.Xiao+desk@Mail.Example.COM ", "a@b.cn", "o'neil@x-y.org", "1@163.com"] {
            assert!(Email::parse(good).is_ok(), "{good}");
        }
        let long_local = format!("{}@example.com", "a".repeat(65));
        for bad in [
            "",
            "lin",
            "@example.com",
            "lin@",
            "lin@host",
            "a@b@c.com",
            ".a@b.cn",
            "a.@b.cn",
            "a..b@c.cn",
            "a@-b.cn",
            "a@b-.cn",
            "a@b..cn",
            "a b@c.cn",
            "a@b.cn\r\nBcc: x@y.cn",
            "林@例子.cn",
            "a@127.0.0.1",
            "<a@b.cn>",
            &long_local,
        ] {
            assert_eq!(Email::parse(bad).unwrap_err().fields[0].code, "invalid", "{bad}");
        }
        let long = format!("a@{}.cn", "b.".repeat(130));
        assert_eq!(Email::parse(&long).unwrap_err().fields[0].code, "too_long");
        let email = Email::parse(" Lin@Example.com").unwrap();
        assert_eq!((email.as_str(), email.masked().as_str()), ("lin@example.com", "l***@example.com"));
        assert!(!format!("{email:?}").contains("lin"));
    }

    #[test]
    fn names() {
        assert_eq!(person_name("  林晓 ").unwrap(), "林晓");
        assert_eq!(person_name(" ").unwrap_err().fields[0].code, "required");
        assert_eq!(person_name(&"名".repeat(61)).unwrap_err().fields[0].code, "too_long");
        for hidden in ["a\nb", "a\u{202e}b", "a\u{200b}b"] {
            assert_eq!(person_name(hidden).unwrap_err().fields[0].code, "invalid");
        }
        assert_eq!(enterprise_name(Kind::Enterprise, None).unwrap_err().fields[0].code, "required");
        assert_eq!(enterprise_name(Kind::Worker, Some("x")).unwrap_err().fields[0].code, "invalid");
        assert_eq!(enterprise_name(Kind::Enterprise, Some(" 海棠电商 ")).unwrap().unwrap(), "海棠电商");
        assert!(enterprise_name(Kind::Enterprise, Some(&"x".repeat(81))).is_err());
    }

    #[test]
    fn codes_die() {
        let at = |s: u64| NOW.plus(Duration::from_secs(s));
        assert_eq!(judge_code("012345", "012345", NOW, 4, at(599)), CodeAnswer::Right);
        assert_eq!(judge_code("012345", "012346", NOW, 0, NOW), CodeAnswer::Wrong);
        assert_eq!(judge_code("012345", "01234", NOW, 0, NOW), CodeAnswer::Wrong);
        assert_eq!(judge_code("012345", "012345", NOW, 5, NOW), CodeAnswer::Dead);
        assert_eq!(judge_code("012345", "012345", NOW, 0, at(600)), CodeAnswer::Dead);
        assert!(!may_resend(1, NOW, at(59)) && may_resend(1, NOW, at(60)) && !may_resend(5, NOW, at(999)));
    }

    proptest! {
        #[test]
        fn codes_are_six_digits_of_their_own(a in any::<u128>(), b in any::<u128>()) {
            let ring = Keyring::from_root([1; 32]);
            let made = code(&ring, SignUpId::from_u128(a), CodeId::from_u128(b));
            prop_assert!(made.len() == 6 && made.bytes().all(|d| d.is_ascii_digit()));
            prop_assert_eq!(&made, &code(&ring, SignUpId::from_u128(a), CodeId::from_u128(b)));
        }

        #[test]
        fn parsing_an_address_never_panics(text in ".{0,80}") {
            if let Ok(email) = Email::parse(&text) {
                prop_assert!(email.masked().contains("***@"));
            }
        }
    }
}
