//! For tests only: a private database per test on both engines, a clock that stands still, an app in memory, actors.
//!
//! ```ignore
//! testkit::both! {
//!     async fn a_stranger_sees_nothing(base: Base) {
//!         let app = base.app(Setup { routes: crate::routes(), ..Setup::default() });
//!         let answer = app.get("/things").as_worker().send().await;
//!         assert_eq!(answer.code(), "not_found");
//!     }
//! }
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot be set up must stop at once"
)]

mod app;
mod bucket;
mod store;

pub use app::{Answer, Call, Setup, TestApp, authz_from_disk, policies_from_disk, token};
pub use bucket::{Bucket, Mood};
pub use store::{Base, Engine, migrations_dir, root, sqlite_template};

/// Makes two tests of one body: `name::sqlite` and `name::postgres`.
#[macro_export]
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($base:ident: Base) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports, reason = "bodies differ in what they use")]
            use super::*;

            async fn body($base: $crate::Base) $body

            $(#[$meta])*
            #[test]
            fn sqlite() {
                $crate::run($crate::Engine::Sqlite, body);
            }

            $(#[$meta])*
            #[test]
            fn postgres() {
                $crate::run($crate::Engine::Postgres, body);
            }
        }
    )+};
}

/// Runs `body` with a database of `engine`. Without Postgres programs the Postgres half says so and passes.
pub fn run<Fut: Future<Output = ()>>(engine: Engine, body: impl FnOnce(Base) -> Fut) {
    let Some(base) = Base::new(engine) else {
        eprintln!("skipped: no Postgres server programs on this machine");
        return;
    };
    block_on(body(base));
}

/// Runs `future` to its end as an application's own thread would.
pub fn block_on(future: impl Future<Output = ()>) {
    actix_web::rt::System::new().block_on(future);
}
