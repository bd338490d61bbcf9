//! One request's surroundings: who asks, when, under which key.

use std::{net::IpAddr, sync::Arc};

use authz::Resource;
use db::{Conn, idempotency};
use kernel::{Actor, Code, Error, Result, Scope, Ts};
use serde::{Serialize, de::DeserializeOwned};

use crate::{App, Headers};

/// Passed to every handler and on to its service. Cheap to clone.
#[derive(Clone)]
pub struct Ctx {
    pub app: Arc<App>,
    /// When the request arrived; the time that its rows bear.
    pub now: Ts,
    pub request_id: String,
    /// The peer's address.
    pub ip: Option<IpAddr>,
    pub headers: Headers,
    pub(crate) actor: Option<Actor>,
    pub(crate) key: Option<idempotency::Key>,
}

impl Ctx {
    /// A context outside any request, for jobs, seeding and tests.
    pub fn internal(app: Arc<App>, actor: Option<Actor>) -> Self {
        let now = app.clock.now();
        Self { app, now, request_id: "internal".to_owned(), ip: None, headers: Headers::default(), actor, key: None }
    }

    /// The same context under an idempotency key.
    pub fn keyed(mut self, key: idempotency::Key) -> Self {
        self.key = Some(key);
        self
    }

    /// The signed-in actor, or `unauthenticated`.
    pub fn actor(&self) -> Result<&Actor> {
        self.actor.as_ref().ok_or_else(|| Error::new(Code::Unauthenticated, "sign in first"))
    }

    pub const fn maybe_actor(&self) -> Option<&Actor> {
        self.actor.as_ref()
    }

    /// Asks the policies; see [`authz::Authz::permit`].
    pub fn permit(&self, action: &str, resource: &Resource) -> Result<()> {
        self.app.authz.permit(self.actor()?, action, resource, self.now)
    }

    /// One write transaction whose effect and answer belong to the request's `Idempotency-Key`.
    pub async fn once<T, F>(&self, scope: Scope, f: F) -> Result<T>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: Fn(&mut Conn<'_>) -> db::Result<T> + Send + 'static,
    {
        let missing =
            || Error::new(Code::IdempotencyKeyMissing, "send an Idempotency-Key header: any fresh UUID, repeated on a retry");
        let key = self.key.clone().ok_or_else(missing)?;
        let now = self.now;
        self.app.db.write(scope, move |c| idempotency::once(c, &key, now, |c| f(c))).await
    }

    /// A cookie of the request.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let header = self.headers.get("cookie")?;
        header.split(';').find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then(|| value.to_owned())
        })
    }
}
