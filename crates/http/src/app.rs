//! The application: foundation services, hooks and typed extras, shared by every request and job.

use std::{
    any::{Any, TypeId},
    collections::{BTreeMap, HashMap},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use actix_web::web::Bytes;
use authz::Authz;
use db::{Db, Wake, Whisper, streams::StreamEvent};
use futures_util::future::BoxFuture;
use kernel::{Actor, Clock, Code, Demands, Error, Result};
use tokio::sync::{broadcast::error::RecvError, watch};

use crate::{Hub, Limits, Metrics};

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

    /// Rings for the sockets of this process until the application stops.
    pub async fn run_hub(self: Arc<Self>) {
        let mut stopping = self.stopping();
        tokio::select! {
            () = self.forward() => {}
            () = self.hub.look_after(&self.db) => {}
            _ = stopping.wait_for(|s| *s) => {}
        }
    }

    async fn forward(&self) {
        let mut wakes = self.db.wakes();
        loop {
            match wakes.recv().await {
                Ok(Wake::Stream(owner)) => self.hub.notify(owner),
                Ok(Wake::Whisper(whisper)) => self.hub.whisper(&whisper),
                Ok(Wake::Topic(topic)) if topic == "identity.session" => self.let_all_look(),
                Ok(Wake::Everything) | Err(RecvError::Lagged(_)) => self.let_all_look(),
                Ok(_) => {}
                Err(RecvError::Closed) => return,
            }
        }
    }
}
