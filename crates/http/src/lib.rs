//! HTTP at the edge: declared routes, typed handlers, problem+json, idempotency, limits, and sockets that resume.
//!
//! A route is declared once; the actix configuration, the OpenAPI document and the list for the authorisation
//! matrix all come from that declaration. The only crate besides the domains' `http.rs` files that names actix.
//! Knows no domain.

mod app;
mod ctx;
mod edge;
mod handler;
mod hub;
mod input;
mod limits;
mod metrics;
mod openapi;
mod output;
mod problem;
mod routes;
mod socket;
mod sse;
mod system;
mod work;

pub use app::{Alive, App, Authenticate, Deliver, Parts, PolicyFiles, Sensitive, Vouch};
pub use ctx::Ctx;
pub use edge::configure;
pub use handler::Handler;
pub use hub::{Bell, Hub};
pub use input::{Body, Headers, Input, Json, Path, Query};
pub use limits::{Budget, Limits};
pub use metrics::Metrics;
pub use openapi::{clashes, document};
pub use output::{Accepted, Bare, Created, NoContent, Output, Raw, Reply};
pub use problem::Problem;
pub use routes::{Access, Route, Routes};
pub use work::{Job, Schedule, Worker, blocking};
