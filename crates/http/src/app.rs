//! The application: foundation services, hooks and typed extras, shared by every request and job.

use std::{
    any::{Any, TypeId},
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use actix_web::web::Bytes;
use authz::Authz;
use db::{Db, Wake, Whisper, streams::StreamEvent};
use futures_util::future::BoxFuture;
use kernel::{Actor, Clock, Code, Demands, Error, Result};
use tokio::sync::{Notify, broadcast::error::RecvError, watch};
use uuid::Uuid;

use crate::{Limits, Metrics};

/// Turns a bearer token into an actor; `identity` provides it.
pub type Authenticate = Arc<dyn Fn(Arc<App>, String) -> BoxFuture<'static, Result<Actor>> + Send + Sync>;
/// Prepares stream events for one receiver, e.g. expands tokens for a visitor. Its result is never stored.
pub type Deliver = Arc<dyn Fn(Arc<App>, Actor, Vec<StreamEvent>) -> BoxFuture<'static, Result<Vec<StreamEvent>>> + Send + Sync>;

/// Whether an actor's session may still act; asked again while a socket is open.
pub type Alive = Arc<dyn Fn(Arc<App>, Actor) -> BoxFuture<'static, Result<bool>> + Send + Sync>;

/// Whether a sensitive request was signed by its session's key, where the session has one; `attestation` provides it.
pub type Vouch = Arc<dyn Fn(Arc<App>, Actor, Sensitive) -> BoxFuture<'static, Result<()>> + Send + Sync>;

/// A sensitive request as it arrived.
#[derive(Clone, Debug)]
pub struct Sensitive {
    pub method: &'static str,
    /// With the prefix, without the query.
    pub path: String,
    pub body: Bytes,
    /// The header `x-session-signature`.
    pub signature: Option<String>,
}

/// The files under `policies/`, by path relative to it.
#[derive(Clone, Debug, Default)]
pub struct PolicyFiles(Arc<BTreeMap<String, Vec<u8>>>);

impl PolicyFiles {
    pub fn new(files: BTreeMap<String, Vec<u8>>) -> Self {
        Self(Arc::new(files))
    }

    /// The bytes of `path`, e.g. `interview.toml`; a missing file is an error that names it.
    pub fn get(&self, path: &str) -> Result<&[u8]> {
        let found = self.0.get(path).map(Vec::as_slice);
        found.ok_or_else(|| Error::new(Code::PolicyMissing, format!("policies/{path} is missing from this build")))
    }

    /// The same files with `path` replaced.
    pub fn with(&self, path: &str, bytes: Vec<u8>) -> Self {
        let mut files = (*self.0).clone();
        files.insert(path.to_owned(), bytes);
        Self(Arc::new(files))
    }

    /// Files below `folder`, in name order.
    pub fn under<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.0.iter().filter(move |(path, _)| path.starts_with(folder)).map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }
}

/// What an [`App`] is made from.
pub struct Parts {
    pub db: Db,
    pub clock: Clock,
    pub seal: seal::Keyring,
    pub authz: Authz,
    pub mail: post::Mailer,
    pub blobs: post::Blobs,
    pub policies: PolicyFiles,
    pub limits: Limits,
    pub authenticate: Authenticate,
    pub deliver: Deliver,
    pub alive: Alive,
    pub vouch: Vouch,
}

/// Everything a use case may need from outside itself.
pub struct App {
    pub db: Db,
    pub clock: Clock,
    pub seal: seal::Keyring,
    pub authz: Authz,
    pub mail: post::Mailer,
    pub blobs: post::Blobs,
    pub policies: PolicyFiles,
    pub limits: Limits,
    pub metrics: Metrics,
    pub hub: Hub,
    pub(crate) authenticate: Authenticate,
    pub(crate) deliver: Deliver,
    pub(crate) alive: Alive,
    pub(crate) vouch: Vouch,
    /// Rises when sessions ended or changed; open sockets then ask whether theirs still lives.
    sessions_changed: AtomicU64,
    stopping: watch::Sender<bool>,
    extras: HashMap<TypeId, Arc<dyn Any + Send + Sync>>,
}

impl App {
    /// Builds the application. `extras` are the engines and configurations that domains look up by type.
    pub fn build(parts: Parts, extras: Vec<Arc<dyn Any + Send + Sync>>) -> Result<Arc<Self>> {
        let metrics = Metrics::new()?;
        let extras = extras.into_iter().map(|extra| ((*extra).type_id(), extra)).collect();
        let Parts { db, clock, seal, authz, mail, blobs, policies, limits, authenticate, deliver, alive, vouch } = parts;
        let (stopping, _) = watch::channel(false);
        Ok(Arc::new(Self {
            hub: Hub::default(),
            sessions_changed: AtomicU64::new(0),
            db,
            clock,
            seal,
            authz,
            mail,
            blobs,
            policies,
            limits,
            metrics,
            authenticate,
            deliver,
            alive,
            vouch,
            stopping,
            extras,
        }))
    }

    /// The levels of trust that the attestation policy demands, as wired; the shipped policy's where nobody wired any.
    pub fn demands(&self) -> Demands {
        self.get::<Demands>().map(|found| *found).unwrap_or_default()
    }

    /// The extra of type `T` given at wiring; a missing one is a wiring fault.
    pub fn get<T: Any + Send + Sync>(&self) -> Result<Arc<T>> {
        let extra = self.extras.get(&TypeId::of::<T>()).cloned();
        extra
            .and_then(|e| e.downcast::<T>().ok())
            .ok_or_else(|| Error::internal(format!("{} was not wired", std::any::type_name::<T>())))
    }

    /// The actor behind a bearer token.
    pub async fn authenticate(self: &Arc<Self>, bearer: String) -> Result<Actor> {
        (self.authenticate)(Arc::clone(self), bearer).await
    }

    /// Changes when some session ended or changed.
    pub(crate) fn sessions_mark(&self) -> u64 {
        self.sessions_changed.load(Ordering::Relaxed)
    }

    /// Tells sockets and workers to finish; new sockets are refused.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    pub fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }

    /// Every socket looks at its stream and at its session.
    fn let_all_look(&self) {
        self.sessions_changed.fetch_add(1, Ordering::Relaxed);
        self.hub.notify_all();
    }

    /// Tells the sockets of `whisper.to`, here and in other processes, something that is not worth keeping: it has no sequence
    /// number and is never stored, and who is not there misses it.
    pub fn whisper(&self, whisper: Whisper) {
        self.hub.whisper(&whisper);
        self.db.wake_others(&Wake::Whisper(Box::new(whisper)));
    }

    /// Forwards hints to the sockets of this process until the application stops.
    pub async fn run_hub(self: Arc<Self>) {
        let mut wakes = self.db.wakes();
        let mut stopping = self.stopping();
        loop {
            tokio::select! {
                wake = wakes.recv() => match wake {
                    Ok(Wake::Stream(owner)) => self.hub.notify(owner),
                    Ok(Wake::Whisper(whisper)) => self.hub.whisper(&whisper),
                    Ok(Wake::Topic(topic)) if topic == "identity.session" => self.let_all_look(),
                    Ok(Wake::Everything) | Err(RecvError::Lagged(_)) => self.let_all_look(),
                    Ok(_) => {}
                    Err(RecvError::Closed) => return,
                },
                _ = stopping.wait_for(|s| *s) => return,
            }
        }
    }
}

/// Who listens to which stream in this process.
#[derive(Default)]
pub struct Hub {
    listeners: Mutex<HashMap<Uuid, Vec<Arc<Bell>>>>,
}

/// Whispers that may wait for one listener; more are dropped.
const WHISPERS: usize = 32;

/// Wakes one socket or event stream, and holds what was whispered to it meanwhile.
#[derive(Default)]
pub struct Bell {
    rung: Notify,
    whispers: Mutex<BTreeSet<Whisper>>,
}

impl Bell {
    /// Resolves once something may have happened since the last call.
    pub async fn rung(&self) {
        self.rung.notified().await;
    }

    /// What was whispered since the last call, the same thing once.
    pub fn whispered(&self) -> Vec<Whisper> {
        let mut waiting = self.whispers.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *waiting).into_iter().collect()
    }

    fn whisper(&self, whisper: &Whisper) {
        let mut waiting = self.whispers.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < WHISPERS {
            waiting.insert(whisper.clone());
        }
        drop(waiting);
        self.rung.notify_one();
    }
}

impl Hub {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Uuid, Vec<Arc<Bell>>>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new listener to `owner`'s stream; whoever has it must [`Hub::leave`].
    pub fn listen(&self, owner: Uuid) -> Arc<Bell> {
        let bell = Arc::new(Bell::default());
        self.lock().entry(owner).or_default().push(Arc::clone(&bell));
        bell
    }

    pub fn leave(&self, owner: Uuid, bell: &Arc<Bell>) {
        let mut listeners = self.lock();
        if let Some(bells) = listeners.get_mut(&owner) {
            bells.retain(|b| !Arc::ptr_eq(b, bell));
            if bells.is_empty() {
                listeners.remove(&owner);
            }
        }
    }

    fn notify(&self, owner: Uuid) {
        if let Some(bells) = self.lock().get(&owner) {
            bells.iter().for_each(|b| b.rung.notify_one());
        }
    }

    fn whisper(&self, whisper: &Whisper) {
        if let Some(bells) = self.lock().get(&whisper.to) {
            bells.iter().for_each(|b| b.whisper(whisper));
        }
    }

    fn notify_all(&self) {
        self.lock().values().flatten().for_each(|b| b.rung.notify_one());
    }

    /// Open sockets and event streams.
    pub fn count(&self) -> usize {
        self.lock().values().map(Vec::len).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whispers_reach_who_listens_and_are_coalesced() {
        let hub = Hub::default();
        let (owner, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let typing = |to, n| Whisper { to, kind: "typing".into(), noun: "conversation_id".into(), about: Uuid::from_u128(n) };
        hub.whisper(&typing(owner, 0));
        let bell = hub.listen(owner);
        assert!(bell.whispered().is_empty(), "nobody listened then");
        hub.whisper(&typing(owner, 3));
        hub.whisper(&typing(owner, 3));
        hub.whisper(&typing(other, 4));
        assert_eq!(bell.whispered(), [typing(owner, 3)]);
        assert!(bell.whispered().is_empty(), "told once");
        for n in 0..100 {
            hub.whisper(&typing(owner, n));
        }
        assert_eq!(bell.whispered().len(), WHISPERS);
        hub.leave(owner, &bell);
        assert_eq!(hub.count(), 0);
    }
}
