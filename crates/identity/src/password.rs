//! Passwords: argon2id in a bounded pool outside any transaction, under a pepper that the store does not hold.

use std::sync::Arc;

use argon2::{Argon2, Params, PasswordHasher as _, PasswordVerifier as _, password_hash::phc::PasswordHash};
use kernel::{Code, Error, Result};
use seal::Keyring;
use tokio::sync::Semaphore;

/// Fewest and most characters of a password.
pub(crate) const LENGTH: std::ops::RangeInclusive<usize> = 10..=128;
/// Callers that may wait for a hash before the next is told to come back.
const WAITING: usize = 64;

/// Long passwords that lists of leaked ones begin with; compared without case, and as the whole password.
const COMMON: &[&str] = &[
    "1234567890",
    "12345678910",
    "0123456789",
    "123456789a",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "qwertyuiop",
    "qwerty12345",
    "qwerty123456",
    "asdfghjkl1",
    "zxcvbnm123",
    "password12",
    "password123",
    "password1234",
    "passw0rd123",
    "p@ssw0rd123",
    "iloveyou12",
    "iloveyou123",
    "welcome123",
    "letmein123",
    "administrator",
    "admin12345",
    "admin123456",
    "changeme123",
    "woaini1314",
    "woaini520520",
    "5201314520",
    "1314520520",
    "aa123456789",
    "abc1234567",
    "abcd123456",
    "abc123456789",
    "tidecrew123",
    "superman123",
    "football123",
    "baseball123",
    "sunshine123",
    "princess123",
    "1111111111",
    "0000000000",
    "8888888888",
    "6666666666",
    "9876543210",
    "q1w2e3r4t5",
    "qazwsxedc1",
];

/// Refuses passwords that are too short, too long, among the common ones, or made of one or two characters.
pub(crate) fn acceptable(password: &str) -> Result<()> {
    let length = password.chars().count();
    if length < *LENGTH.start() {
        return Err(Error::field("password", "too_short", format!("a password has at least {} characters", LENGTH.start())));
    }
    if length > *LENGTH.end() {
        return Err(Error::field("password", "too_long", format!("a password has at most {} characters", LENGTH.end())));
    }
    let mut kinds: Vec<char> = password.to_lowercase().chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    if kinds.len() < 3 || COMMON.contains(&password.to_lowercase().as_str()) {
        return Err(Error::field("password", "too_common", "this password is among the first that anybody would try"));
    }
    Ok(())
}

/// What checking a password found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Checked {
    pub(crate) right: bool,
    /// The hash was made with weaker parameters than today's.
    pub(crate) outdated: bool,
}

/// Hashes and checks passwords: as many at once as there are cores, a bounded number waiting.
#[derive(Clone)]
pub(crate) struct Hasher {
    keyring: Keyring,
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    dummy: Arc<str>,
}

impl Hasher {
    /// Parameters are OWASP's: argon2id, 19 MiB, 2 passes, 1 lane.
    pub(crate) fn new(keyring: &Keyring) -> Result<Self> {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let dummy = hash(&peppered(keyring, "a password that nobody has"))?;
        Ok(Self {
            keyring: keyring.clone(),
            running: Arc::new(Semaphore::new(cores)),
            waiting: Arc::new(Semaphore::new(WAITING)),
            dummy: dummy.into(),
        })
    }

    /// The hash to store. `rate_limited` when too many are waiting.
    pub(crate) async fn hash(&self, password: &str) -> Result<String> {
        let pepper = peppered(&self.keyring, password);
        self.run(move || hash(&pepper)).await
    }

    /// Checks against `stored`, or against nobody's hash for the same time when there is none.
    pub(crate) async fn check(&self, password: &str, stored: Option<String>) -> Result<Checked> {
        let pepper = peppered(&self.keyring, password);
        let known = stored.is_some();
        let against = stored.unwrap_or_else(|| self.dummy.to_string());
        let checked = self.run(move || check(&pepper, &against)).await?;
        Ok(Checked { right: checked.right && known, ..checked })
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let full =
            || Error::new(Code::RateLimited, "many people are signing in at this moment; try again in a second").retry_after(1);
        let _place = Arc::clone(&self.waiting).try_acquire_owned().map_err(|_| full())?;
        let core = Arc::clone(&self.running).acquire_owned().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(move || {
            let _core = core;
            work()
        })
        .await
        .map_err(Error::internal)?
    }
}

fn peppered(keyring: &Keyring, password: &str) -> [u8; 32] {
    keyring.hmac("identity.password", password.as_bytes())
}

fn hash(pepper: &[u8; 32]) -> Result<String> {
    let made = Argon2::default().hash_password(pepper).map_err(Error::internal)?;
    Ok(made.to_string())
}

fn check(pepper: &[u8; 32], stored: &str) -> Result<Checked> {
    let parsed = PasswordHash::new(stored).map_err(Error::internal)?;
    let today = Params::default();
    let made = Params::try_from(&parsed).map_err(Error::internal)?;
    let outdated = (made.m_cost(), made.t_cost(), made.p_cost()) != (today.m_cost(), today.t_cost(), today.p_cost());
    Ok(Checked { right: Argon2::default().verify_password(pepper, &parsed).is_ok(), outdated })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hasher() -> Hasher {
        Hasher::new(&Keyring::from_root([7; 32])).unwrap()
    }

    #[test]
    fn length_and_common_words() {
        let refused = |p: &str| acceptable(p).unwrap_err().fields[0].code.clone();
        assert_eq!(refused("short pwd"), "too_short");
        assert_eq!(refused(&"长".repeat(129)), "too_long");
        assert_eq!(refused("PassWord123"), "too_common");
        assert_eq!(refused("ababababab"), "too_common");
        assert!(acceptable("correct horse").is_ok());
        assert!(acceptable(&"潮汐客".repeat(4)).is_ok());
        assert!(COMMON.iter().all(|word| LENGTH.contains(&word.chars().count())), "shorter ones are refused anyway");
    }

    #[tokio::test]
    async fn checks_and_peppers() {
        let hasher = hasher();
        let stored = hasher.hash("correct horse").await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert_ne!(stored, hasher.hash("correct horse").await.unwrap(), "salted");
        assert_eq!(hasher.check("correct horse", Some(stored.clone())).await.unwrap(), Checked { right: true, outdated: false });
        assert!(!hasher.check("correct horsf", Some(stored.clone())).await.unwrap().right);
        assert!(!hasher.check("a password that nobody has", None).await.unwrap().right);
        let elsewhere = Hasher::new(&Keyring::from_root([8; 32])).unwrap();
        assert!(!elsewhere.check("correct horse", Some(stored)).await.unwrap().right, "another root key is another pepper");
    }

    #[tokio::test]
    async fn weaker_parameters_are_noticed() {
        let keyring = Keyring::from_root([7; 32]);
        let weak = Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, Params::new(1024, 1, 1, None).unwrap());
        let stored = weak.hash_password(&peppered(&keyring, "correct horse")).unwrap().to_string();
        assert_eq!(hasher().check("correct horse", Some(stored)).await.unwrap(), Checked { right: true, outdated: true });
    }

    #[tokio::test]
    async fn a_full_queue_is_said_so() {
        let hasher = hasher();
        let many = u32::try_from(WAITING).unwrap();
        let _all = Arc::clone(&hasher.waiting).try_acquire_many_owned(many).unwrap();
        let error = hasher.hash("correct horse").await.unwrap_err();
        assert_eq!((error.code, error.retry_after_s), (Code::RateLimited, Some(1)));
    }
}
