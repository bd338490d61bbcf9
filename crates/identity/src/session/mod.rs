//! Sessions: one sign-in on one device, kept alive by refresh tokens that are good for one use each.
//!
//! A refresh token's successor is derived from it, so a client that lost the answer gets the same successor again;
//! after ten seconds, or once the successor was used, showing an old token ends the whole session.

pub mod http;
pub mod service;
pub(crate) mod store;

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use kernel::{AccountId, Code, Error, Posture, Result, Role, SessionId, TenantId, Ts};
use rand::Rng as _;
use seal::Keyring;

/// Name of the refresh cookie. The prefix makes browsers refuse it without `Secure` or with a domain.
pub const COOKIE: &str = "__Host-refresh";
/// How long a lost answer may be asked for again.
pub const REPEAT: Duration = Duration::from_secs(10);
/// How long a passkey's word holds without a heartbeat.
pub const POSTURE_HOLDS: Duration = Duration::from_secs(15 * 60);
/// How long heartbeats can keep a posture up.
pub const POSTURE_CAP: Duration = Duration::from_secs(12 * 3600);

db::text_enum! {
    /// Why a session ended.
    pub enum EndReason {
        SignedOut = "signed_out",
        Revoked = "revoked",
        Reused = "reused",
        Suspended = "suspended",
        Expired = "expired",
    }
}

/// A session as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub tenant: TenantId,
    pub account: AccountId,
    /// Coarse words for the person's list, e.g. `Chrome · Windows`.
    pub device: String,
    pub created_at: Ts,
    pub seen_at: Ts,
    pub expires_at: Ts,
    pub ended_at: Option<Ts>,
    pub posture: Posture,
    /// No heartbeat keeps the posture up beyond this.
    pub posture_cap_at: Ts,
}

impl Session {
    /// A session of `account` that begins now, without posture.
    pub fn begin(account: AccountId, tenant: TenantId, role: Role, device: String, now: Ts) -> Self {
        Self {
            id: SessionId::at(now),
            tenant,
            account,
            device,
            created_at: now,
            seen_at: now,
            expires_at: now.plus(lasts(role)),
            ended_at: None,
            posture: Posture { level: 0, expires_at: now },
            posture_cap_at: now,
        }
    }

    pub fn is_live(&self, now: Ts) -> bool {
        self.ended_at.is_none() && now < self.expires_at
    }
}

/// The absolute length of a session: a shift for workers, 30 days for others.
pub const fn lasts(role: Role) -> Duration {
    match role {
        Role::Worker => Duration::from_secs(12 * 3600),
        Role::Member | Role::Owner | Role::Admin | Role::Visitor => Duration::from_secs(30 * 24 * 3600),
    }
}

/// A refresh token: 256 bits that say nothing. Never stored; the store knows its hash.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken([u8; 32]);

impl std::fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RefreshToken(..)")
    }
}

impl RefreshToken {
    /// The first of a session.
    pub fn random() -> Self {
        let mut bytes = [0; 32];
        rand::rng().fill_bytes(&mut bytes);
        Self(bytes)
    }

    pub fn parse(text: &str) -> Result<Self> {
        let refuse = || Error::new(Code::Unauthenticated, "this refresh token is not one of ours; sign in again");
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| refuse())?;
        bytes.try_into().map(Self).map_err(|_| refuse())
    }

    /// The one that replaces it. Only the holder of the root key can tell.
    pub fn successor(&self, keyring: &Keyring) -> Self {
        Self(keyring.hmac("identity.refresh", &self.0))
    }

    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What the store finds it by. Plain hashing suffices for 256 random bits.
    pub fn hash(&self) -> Vec<u8> {
        kernel::sha256_hex(&self.0).into_bytes()
    }
}

/// What the store knows of a token that was shown.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    pub used_at: Option<Ts>,
    /// Its successor was shown already.
    pub successor_used: bool,
}

/// What to do about a token that was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refresh {
    /// Mark it used and issue its successor.
    Rotate,
    /// Its answer was lost: give the same successor again.
    Repeat,
    /// Somebody holds a copy: end the session.
    Reused,
}

/// Decides about a known token of a live session.
pub fn judge_refresh(shown: Shown, now: Ts) -> Refresh {
    match shown.used_at {
        None => Refresh::Rotate,
        Some(at) if now < at.plus(REPEAT) && !shown.successor_used => Refresh::Repeat,
        Some(_) => Refresh::Reused,
    }
}

/// The posture after a sign of life: up for another quarter of an hour, never beyond the cap; once lost it stays lost.
pub fn touched(posture: Posture, cap_at: Ts, now: Ts) -> Posture {
    if posture.level_at(now) == 0 {
        return posture;
    }
    Posture { expires_at: now.plus(POSTURE_HOLDS).min(cap_at).max(posture.expires_at), ..posture }
}

/// Where a request that carries the cookie came from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sender<'a> {
    pub fetch_site: Option<&'a str>,
    pub origin: Option<&'a str>,
    pub host: Option<&'a str>,
}

/// Refuses a cookie sent by another site's page. Browsers name the page on every POST; programs, which hold no
/// person's cookies, name none.
pub fn same_site(sender: Sender<'_>, allowed: &[&str]) -> Result<()> {
    let refuse = || Error::new(Code::OriginRefused, "another site's page may not use this cookie");
    if let Some(site) = sender.fetch_site
        && !matches!(site, "same-origin" | "none")
    {
        return Err(refuse());
    }
    let Some(origin) = sender.origin else { return Ok(()) };
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    let own = host.is_some() && host == sender.host;
    if own || allowed.contains(&origin) { Ok(()) } else { Err(refuse()) }
}

/// The cookie that carries `token` until `expires_at`.
pub fn cookie(token: &RefreshToken, expires_at: Ts, now: Ts) -> String {
    format!("{COOKIE}={}; Path=/; Max-Age={}; HttpOnly; Secure; SameSite=Strict", token.reveal(), expires_at.since(now).as_secs())
}

/// The cookie that removes it.
pub fn no_cookie() -> String {
    format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict")
}

/// `Chrome · Windows` from a `User-Agent`; enough to recognise a device, too little to follow one.
pub fn device(user_agent: &str) -> String {
    let first = |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name);
    let browser =
        first(&[("Edg", "Edge"), ("Firefox/", "Firefox"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]);
    let system = first(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "other".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Ts = Ts::from_micros(1_795_132_800_000_000);

    fn at(seconds: u64) -> Ts {
        NOW.plus(Duration::from_secs(seconds))
    }

    #[test]
    fn a_lost_answer_may_be_repeated_for_ten_seconds() {
        let shown = |used_at, successor_used| Shown { used_at, successor_used };
        assert_eq!(judge_refresh(shown(None, false), NOW), Refresh::Rotate);
        assert_eq!(judge_refresh(shown(Some(NOW), false), at(9)), Refresh::Repeat);
        assert_eq!(judge_refresh(shown(Some(NOW), false), at(10)), Refresh::Reused);
        assert_eq!(judge_refresh(shown(Some(NOW), true), at(1)), Refresh::Reused, "the answer had arrived");
    }

    #[test]
    fn tokens_follow_one_another() {
        let ring = Keyring::from_root([1; 32]);
        let token = RefreshToken::random();
        assert_ne!(token, RefreshToken::random());
        assert_eq!(token.successor(&ring), RefreshToken::parse(&token.reveal()).unwrap().successor(&ring));
        assert_ne!(token.successor(&ring), token.successor(&Keyring::from_root([2; 32])));
        assert_eq!(token.reveal().len(), 43);
        for bad in ["", "short", &"A".repeat(44), "!".repeat(43).as_str()] {
            assert_eq!(RefreshToken::parse(bad).unwrap_err().code, Code::Unauthenticated);
        }
        assert_eq!(format!("{token:?}"), "RefreshToken(..)");
    }

    #[test]
    fn other_sites_are_refused() {
        let from = |fetch_site, origin| Sender { fetch_site, origin, host: Some("work.example.com") };
        let ok = |s| same_site(s, &["https://app.example.com"]).is_ok();
        assert!(ok(from(Some("same-origin"), Some("https://work.example.com"))));
        assert!(ok(from(None, Some("https://app.example.com"))));
        assert!(ok(from(None, None)), "a program");
        assert!(!ok(from(Some("cross-site"), None)));
        assert!(!ok(from(Some("same-site"), Some("https://work.example.com"))));
        assert!(!ok(from(None, Some("https://evil.example"))));
        assert!(!ok(from(None, Some("null"))));
        assert!(!ok(from(None, Some("work.example.com"))));
        assert!(!ok(Sender { origin: Some("https://x"), ..Sender::default() }));
    }

    #[test]
    fn cookies_are_locked() {
        let text = cookie(&RefreshToken([0; 32]), at(60), NOW);
        assert_eq!(text, format!("__Host-refresh={}; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Strict", "A".repeat(43)));
        assert!(no_cookie().contains("Max-Age=0"));
    }

    #[test]
    fn devices_are_coarse() {
        let chrome =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        assert_eq!(device(chrome), "Chrome · Windows");
        assert_eq!(device("curl/8"), "other");
    }

    #[test]
    fn a_shift_is_twelve_hours() {
        let session = |role| Session::begin(AccountId::from_u128(1), kernel::PLATFORM, role, String::new(), NOW);
        assert!(session(Role::Worker).is_live(at(12 * 3600 - 1)) && !session(Role::Worker).is_live(at(12 * 3600)));
        assert!(session(Role::Owner).is_live(at(30 * 86_400 - 1)) && !session(Role::Owner).is_live(at(30 * 86_400)));
    }

    proptest! {
        #[test]
        fn posture_never_outlives_its_cap(beats in prop::collection::vec(0_u64..1_200, 0..80)) {
            let cap = NOW.plus(POSTURE_CAP);
            let mut posture = Posture { level: 1, expires_at: NOW.plus(POSTURE_HOLDS) };
            let (mut now, mut lost) = (NOW, false);
            for pause in beats {
                now = now.plus(Duration::from_secs(pause));
                lost |= posture.level_at(now) == 0;
                let next = touched(posture, cap, now);
                prop_assert!(next.expires_at >= posture.expires_at && next.expires_at <= cap.max(posture.expires_at));
                prop_assert!(next.expires_at <= now.plus(POSTURE_HOLDS).max(posture.expires_at));
                posture = next;
                prop_assert!(!lost || posture.level_at(now) == 0, "what is lost stays lost");
            }
        }
    }
}
