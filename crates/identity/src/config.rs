//! Configuration, and the state of this process: keys, the hashing pool, the relying party, live sessions.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use db::{Db, Wake};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use kernel::{Actor, Code, Error, Result, SessionId, Ts};
use seal::Keyring;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::{Receiver, error::TryRecvError};
use webauthn_rs::{Webauthn, WebauthnBuilder, prelude::Url};

use crate::{password::Hasher, token::Tokens};

/// How long a session may be believed without asking the store.
const BELIEVED: Duration = Duration::from_secs(1);
/// Sessions remembered at most.
const REMEMBERED: usize = 50_000;
/// Password attempts per address: so many at once, then one every six seconds.
const ATTEMPTS_PER_MINUTE: NonZeroU32 = match NonZeroU32::new(10) {
    Some(ten) => ten,
    None => NonZeroU32::MIN,
};

/// Sent after a commit that ended a session or changed its posture, so that this process asks the store again.
pub(crate) const SESSION_CHANGED: Wake = Wake::topic("identity.session");

/// Where the product is reached, which is also what passkeys are bound to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Relying party of passkeys: the host, or a parent domain of it. Changing it makes every passkey useless.
    pub rp_id: String,
    /// Where people open the product, e.g. `https://work.example.com`; mails link to it.
    pub rp_origin: String,
    /// Shown by the authenticator.
    pub rp_name: String,
    /// Further origins whose pages may use the refresh cookie.
    pub origins: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            rp_id: "localhost".to_owned(),
            rp_origin: "http://localhost:8080".to_owned(),
            rp_name: "Tidecrew".to_owned(),
            origins: Vec::new(),
        }
    }
}

impl Config {
    /// For a server on this machine.
    pub fn local(port: u16) -> Self {
        Self { rp_origin: format!("http://localhost:{port}"), ..Self::default() }
    }

    fn webauthn(&self) -> Result<Webauthn> {
        let refuse = |field: &str, what: String| Error::field(field, "invalid", what);
        let origin = Url::parse(&self.rp_origin).map_err(|e| refuse("rp_origin", format!("{}: {e}", self.rp_origin)))?;
        let build = WebauthnBuilder::new(&self.rp_id, &origin)
            .map(|b| b.rp_name(&self.rp_name).timeout(crate::passkey::CEREMONY).allow_any_port(self.rp_id == "localhost"));
        build
            .and_then(WebauthnBuilder::build)
            .map_err(|e| refuse("rp_id", format!("{} is not the host of {} or a parent of it ({e})", self.rp_id, self.rp_origin)))
    }
}

/// What identity keeps in the process. Wire one per application, as an extra.
pub struct State {
    pub config: Config,
    pub(crate) tokens: Tokens,
    pub(crate) hasher: Hasher,
    pub(crate) webauthn: Webauthn,
    pub(crate) live: Live,
    attempts: DefaultKeyedRateLimiter<[u8; 16]>,
}

impl State {
    /// `invalid_field` when the relying party and the origin do not belong together.
    pub fn new(config: Config, keyring: &Keyring) -> Result<Self> {
        let webauthn = config.webauthn()?;
        Ok(Self {
            config,
            tokens: Tokens::new(keyring),
            hasher: Hasher::new(keyring)?,
            webauthn,
            live: Live::default(),
            attempts: RateLimiter::keyed(Quota::per_minute(ATTEMPTS_PER_MINUTE)),
        })
    }

    /// The hash to store for a password that was not typed by a person, e.g. of a demo account.
    pub async fn hash_password(&self, password: &str) -> Result<String> {
        self.hasher.hash(password).await
    }

    /// Draws one password attempt for an address, whether or not it has an account.
    pub(crate) fn attempt(&self, email_index: [u8; 16]) -> Result<()> {
        let refuse =
            |_| Error::new(Code::RateLimited, "too many attempts for this address; try again in a minute").retry_after(60);
        self.attempts.check_key(&email_index).map_err(refuse)
    }

    /// Forgets addresses that nobody tried lately.
    pub(crate) fn tidy(&self) {
        self.attempts.retain_recent();
        self.attempts.shrink_to_fit();
    }
}

/// Sessions believed for at most [`BELIEVED`]; a revocation takes effect at once, one in another process as soon as it is
/// heard of.
#[derive(Default)]
pub(crate) struct Live {
    inner: Mutex<Believed>,
}

#[derive(Default)]
struct Believed {
    sessions: HashMap<SessionId, Seen>,
    /// When a session last changed: what was asked of the store before is not believed.
    changed_at: Option<Instant>,
    wakes: Option<Receiver<Wake>>,
}

struct Seen {
    at: Instant,
    actor: Actor,
    expires_at: Ts,
}

impl Live {
    fn lock(&self) -> MutexGuard<'_, Believed> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The actor of a session that was live a moment ago.
    pub(crate) fn get(&self, db: &Db, session: SessionId, now: Ts) -> Option<Actor> {
        let mut believed = self.lock();
        if believed.changed(db) {
            believed.forget();
        }
        let seen = believed.sessions.get(&session)?;
        (seen.at.elapsed() < BELIEVED && now < seen.expires_at).then(|| seen.actor.clone())
    }

    /// Believes `actor` from `at` on, which is before the store was asked.
    pub(crate) fn put(&self, at: Instant, actor: Actor, expires_at: Ts) {
        let mut believed = self.lock();
        if believed.changed_at.is_some_and(|changed_at| at <= changed_at) {
            return;
        }
        if believed.sessions.len() >= REMEMBERED {
            believed.sessions.retain(|_, seen| seen.at.elapsed() < BELIEVED);
        }
        believed.sessions.insert(actor.session, Seen { at, actor, expires_at });
    }

    /// Asks the store again for everybody.
    pub(crate) fn forget(&self) {
        self.lock().forget();
    }
}

impl Believed {
    fn forget(&mut self) {
        self.sessions.clear();
        self.changed_at = Some(Instant::now());
    }

    /// Whether a session changed since the last call. The first call begins to listen; nothing is believed yet then.
    fn changed(&mut self, db: &Db) -> bool {
        let wakes = self.wakes.get_or_insert_with(|| db.wakes());
        let mut changed = false;
        loop {
            match wakes.try_recv() {
                Ok(wake) => changed |= wake == SESSION_CHANGED || wake == Wake::Everything,
                // Hints were lost: believe nothing.
                Err(TryRecvError::Lagged(_)) => changed = true,
                Err(TryRecvError::Empty | TryRecvError::Closed) => return changed,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_relying_party_must_fit_the_origin() {
        let config = |id: &str, origin: &str| Config { rp_id: id.to_owned(), rp_origin: origin.to_owned(), ..Config::default() };
        assert!(Config::local(8080).webauthn().is_ok());
        assert!(config("example.com", "https://work.example.com").webauthn().is_ok());
        for (id, origin) in
            [("example.com", "https://badexample.com"), ("localhost", "nonsense"), ("127.0.0.1", "http://127.0.0.1:80")]
        {
            assert_eq!(config(id, origin).webauthn().unwrap_err().code, Code::InvalidField, "{id} {origin}");
        }
    }

    #[test]
    fn attempts_are_counted_per_address() {
        let state = State::new(Config::default(), &Keyring::from_root([1; 32])).unwrap();
        for _ in 0..10 {
            state.attempt([1; 16]).unwrap();
        }
        assert_eq!(state.attempt([1; 16]).unwrap_err().code, Code::RateLimited);
        assert!(state.attempt([2; 16]).is_ok());
    }

    #[test]
    fn what_was_asked_before_a_change_is_not_believed() {
        let live = Live::default();
        let (now, later) = (Ts::from_micros(0), Ts::from_micros(1_000_000));
        let actor = Actor {
            account: kernel::AccountId::at(now),
            tenant: kernel::TenantId::at(now),
            role: kernel::Role::Worker,
            session: SessionId::at(now),
            posture: kernel::Posture::default(),
        };
        let believed = || live.lock().sessions.contains_key(&actor.session);
        let asked = Instant::now();
        live.forget();
        live.put(asked, actor.clone(), later);
        assert!(!believed(), "the change came between the question and its answer");
        live.put(Instant::now() + Duration::from_micros(1), actor.clone(), later);
        assert!(believed());
    }
}
