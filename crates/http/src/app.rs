//! The application: foundation services, hooks and typed extras, shared by every request and job.

use std::{
    any::{Any, TypeId},
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use authz::Authz;
use db::{Db, Wake, streams::StreamEvent};
use futures_util::future::BoxFuture;
use kernel::{Actor, Clock, Code, Error, Result};
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::{Limits, Metrics};

/// Turns a bearer token into an actor; `identity` provides it.
pub type Authenticate = Arc<dyn Fn(Arc<App>, String) -> BoxFuture<'static, Result<Actor>> + Send + Sync>;
/// Prepares stream events for one receiver, e.g. expands tokens for a visitor. Its result is never stored.
pub type Deliver = Arc<dyn Fn(Arc<App>, Actor, Vec<StreamEvent>) -> BoxFuture<'static, Result<Vec<StreamEvent>>> + Send + Sync>;

/// Whether an actor's session may still act; asked again while a socket is open.
pub type Alive = Arc<dyn Fn(Arc<App>, Actor) -> BoxFuture<'static, Result<bool>> + Send + Sync>;

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
        let Parts { db, clock, seal, authz, mail, blobs, policies, limits, authenticate, deliver, alive } = parts;
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
            stopping,
            extras,
        }))
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

    /// Forwards the store's stream wake-ups to the sockets of this process until the application stops.
    pub async fn run_hub(self: Arc<Self>) {
        let mut wakes = self.db.wakes();
        let mut stopping = self.stopping();
        loop {
            tokio::select! {
                wake = wakes.recv() => match wake {
                    Ok(Wake::Stream(owner)) => self.hub.notify(owner),
                    Ok(Wake::Topic("identity.session")) => {
                        self.sessions_changed.fetch_add(1, Ordering::Relaxed);
                        self.hub.notify_all();
                    }
                    Ok(_) => {}
                    // Hints were dropped: let everybody look.
                    Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => self.hub.notify_all(),
                    Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
                },
                _ = stopping.wait_for(|s| *s) => return,
            }
        }
    }
}

/// Who listens to which stream in this process.
#[derive(Default)]
pub struct Hub {
    listeners: Mutex<HashMap<Uuid, Vec<Arc<Notify>>>>,
}

impl Hub {
    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Uuid, Vec<Arc<Notify>>>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn listen(&self, owner: Uuid) -> Arc<Notify> {
        let bell = Arc::new(Notify::new());
        self.lock().entry(owner).or_default().push(Arc::clone(&bell));
        bell
    }

    pub(crate) fn leave(&self, owner: Uuid, bell: &Arc<Notify>) {
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
            bells.iter().for_each(|b| b.notify_one());
        }
    }

    fn notify_all(&self) {
        self.lock().values().flatten().for_each(|b| b.notify_one());
    }

    /// Open sockets and event streams.
    pub fn count(&self) -> usize {
        self.lock().values().map(Vec::len).sum()
    }
}
