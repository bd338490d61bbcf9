//! Schema migrations: same folder names for both engines, run under a guard on Postgres.

use diesel::{
    Connection, PgConnection, SqliteConnection,
    connection::SimpleConnection,
    migration::{Migration, MigrationSource},
    pg::Pg,
    sqlite::Sqlite,
};
use diesel_migrations::MigrationHarness;
use kernel::{Code, Error, Result};

use crate::Options;

/// Which SQL an engine speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// Folder under `migrations/`.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Applies what is pending and returns the names. Several nodes may start at once: Postgres serialises them by an advisory lock.
pub fn migrate(
    options: &Options,
    sqlite: &impl MigrationSource<Sqlite>,
    postgres: &impl MigrationSource<Pg>,
) -> Result<Vec<String>> {
    let failed = |cause: Cause| Error::new(Code::Internal, "the schema could not be migrated").because(cause);
    match options.dialect() {
        Dialect::Sqlite => {
            let mut conn = SqliteConnection::establish(&options.url).map_err(Error::internal)?;
            conn.batch_execute("PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 10000;").map_err(Error::internal)?;
            Ok(conn.run_pending_migrations(Borrowed(sqlite)).map_err(failed)?.iter().map(ToString::to_string).collect())
        }
        Dialect::Postgres => {
            let mut conn = PgConnection::establish(&options.url).map_err(Error::internal)?;
            conn.batch_execute("SELECT pg_advisory_lock(7150391)").map_err(Error::internal)?;
            let done = conn
                .run_pending_migrations(Borrowed(postgres))
                .map_err(failed)
                .map(|v| v.iter().map(ToString::to_string).collect());
            conn.batch_execute("SELECT pg_advisory_unlock(7150391)").map_err(Error::internal)?;
            done
        }
    }
}

/// Reverts every migration, newest first; for the test that proves `down.sql`.
pub fn revert_all(options: &Options, sqlite: &impl MigrationSource<Sqlite>, postgres: &impl MigrationSource<Pg>) -> Result<()> {
    let failed = |cause: Cause| Error::new(Code::Internal, "the schema could not be reverted").because(cause);
    match options.dialect() {
        Dialect::Sqlite => {
            let mut conn = SqliteConnection::establish(&options.url).map_err(Error::internal)?;
            conn.revert_all_migrations(Borrowed(sqlite)).map_err(failed)?;
        }
        Dialect::Postgres => {
            let mut conn = PgConnection::establish(&options.url).map_err(Error::internal)?;
            conn.revert_all_migrations(Borrowed(postgres)).map_err(failed)?;
        }
    }
    Ok(())
}

/// diesel wants the source by value; ours are shared.
struct Borrowed<'a, S>(&'a S);

impl<DB: diesel::backend::Backend, S: MigrationSource<DB>> MigrationSource<DB> for Borrowed<'_, S> {
    fn migrations(&self) -> diesel::migration::Result<Vec<Box<dyn Migration<DB>>>> {
        self.0.migrations()
    }
}
