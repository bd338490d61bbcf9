//! Routes declared once: path, method, access, handler and its types.

use std::{rc::Rc, sync::Arc};

use futures_util::future::BoxFuture;
use kernel::{Code, Error, Result};
use serde_json::Value;

use crate::{Budget, Ctx, Handler, handler::Erased, openapi::Operation};

/// Prefix of every declared path.
pub(crate) const PREFIX: &str = "/api/v1";
/// Largest JSON body unless a route says otherwise.
const BODY_MAX: usize = 64 * 1024;

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody; the actor is filled in when a token is sent.
    Public,
    /// Any signed-in actor; the service decides about objects.
    Signed,
    /// The policies are asked for this action on the actor's own tenant before the handler runs.
    To(&'static str),
}

type Make = Arc<dyn Fn() -> Erased + Send + Sync>;
type Command = Arc<dyn Fn(Ctx, Value) -> BoxFuture<'static, Result<Value>> + Send + Sync>;

/// One declared route.
#[derive(Clone)]
pub struct Route {
    /// The domain that declared it.
    pub tag: &'static str,
    pub method: &'static str,
    /// Path with `{parameters}`, prefix included.
    pub path: String,
    pub access: Access,
    pub summary: &'static str,
    /// Demands an `Idempotency-Key`.
    pub once: bool,
    /// Signed by the key of a session that has one.
    pub signed: bool,
    pub budget: Option<Budget>,
    pub body_max: usize,
    pub(crate) make: Make,
    pub(crate) operation: Operation,
}

/// A socket operation: the same use case as a route, keyed by the client's `cid`.
#[derive(Clone)]
pub struct SocketCommand {
    pub op: &'static str,
    pub run: Command,
}

/// The routes of one domain, or of all after merging.
#[derive(Clone, Default)]
pub struct Routes {
    tag: &'static str,
    pub all: Vec<Route>,
    pub commands: Vec<SocketCommand>,
}

impl Routes {
    /// An empty list whose routes are tagged with the domain's name.
    pub fn new(tag: &'static str) -> Self {
        Self { tag, ..Self::default() }
    }

    fn add<Args: 'static, H: Handler<Args>>(mut self, method: &'static str, path: &str, access: Access, handler: H) -> Self {
        let mut operation = Operation::default();
        H::describe(&mut operation);
        let make: Make = Arc::new(move || {
            let handler = handler.clone();
            Rc::new(move |ctx, incoming| handler.call(ctx, incoming))
        });
        self.all.push(Route {
            tag: self.tag,
            method,
            path: format!("{PREFIX}{path}"),
            access,
            summary: "",
            once: false,
            signed: false,
            budget: None,
            body_max: BODY_MAX,
            make,
            operation,
        });
        self
    }

    pub fn get<Args: 'static>(self, path: &str, access: Access, handler: impl Handler<Args>) -> Self {
        self.add("GET", path, access, handler)
    }

    pub fn post<Args: 'static>(self, path: &str, access: Access, handler: impl Handler<Args>) -> Self {
        self.add("POST", path, access, handler)
    }

    pub fn put<Args: 'static>(self, path: &str, access: Access, handler: impl Handler<Args>) -> Self {
        self.add("PUT", path, access, handler)
    }

    pub fn delete<Args: 'static>(self, path: &str, access: Access, handler: impl Handler<Args>) -> Self {
        self.add("DELETE", path, access, handler)
    }

    fn last(mut self, f: impl FnOnce(&mut Route)) -> Self {
        if let Some(route) = self.all.last_mut() {
            f(route);
        }
        self
    }

    /// One sentence for the API document.
    pub fn summary(self, text: &'static str) -> Self {
        self.last(|r| r.summary = text)
    }

    /// The route just added costs money or sends something: it demands an `Idempotency-Key`.
    pub fn once(self) -> Self {
        self.last(|r| r.once = true)
    }

    /// The route just added is sensitive: a session with a certified key signs it (`x-session-signature`), so that a stolen
    /// token is not enough.
    pub fn signed(self) -> Self {
        self.last(|r| r.signed = true)
    }

    /// The route just added draws on `budget` as well.
    pub fn limit(self, budget: Budget) -> Self {
        self.last(|r| r.budget = Some(budget))
    }

    /// The route just added takes bodies up to `bytes`.
    pub fn body_max(self, bytes: usize) -> Self {
        self.last(|r| r.body_max = bytes)
    }

    /// Adds a socket operation. `run` gets the frame's body; its context carries the frame's `cid` as idempotency key.
    pub fn command<F, Fut>(mut self, op: &'static str, run: F) -> Self
    where
        F: Fn(Ctx, Value) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Value>> + Send + 'static,
    {
        self.commands.push(SocketCommand { op, run: Arc::new(move |ctx, body| Box::pin(run(ctx, body))) });
        self
    }

    /// Adds another domain's routes.
    pub fn merge(mut self, other: Self) -> Self {
        self.all.extend(other.all);
        self.commands.extend(other.commands);
        self
    }

    /// Refuses a list that declares the same method and path, or the same socket operation, twice.
    pub fn check(&self) -> Result<()> {
        let mut seen = std::collections::HashSet::new();
        let paths = self.all.iter().map(|r| format!("{} {}", r.method, r.path));
        let commands = self.commands.iter().map(|c| format!("socket {}", c.op));
        for name in paths.chain(commands) {
            if !seen.insert(name.clone()) {
                return Err(Error::new(Code::Internal, format!("{name} is declared twice")));
            }
        }
        Ok(())
    }
}
