//! The pools and the single SQLite writer: `Db::write` and `Db::read`.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use diesel::{
    Connection, PgConnection, RunQueryDsl, SqliteConnection,
    r2d2::{ConnectionManager, CustomizeConnection, Pool},
};
use kernel::{Code, Scope};
use tokio::sync::{Semaphore, broadcast, mpsc, oneshot};

use crate::{
    Conn, Dialect, Result, Wake,
    bus::Wakes,
    group::{Command, Job, commit},
    outbox::Heard,
};

/// How long a caller waits for a free connection or a place in the writer's queue before it is told to come back.
const PATIENCE: Duration = Duration::from_secs(2);
/// Commands the SQLite writer may have waiting.
const QUEUE: usize = 1024;
/// Commands committed together at most.
const GROUP: usize = 64;
/// Attempts of a Postgres transaction that is asked to run again.
const ATTEMPTS: u32 = 8;

/// Where the store is and how wide its pools are.
#[derive(Clone, Debug)]
pub struct Options {
    /// `postgres://…`, or a path for SQLite.
    pub url: String,
    /// Connections: Postgres in all, SQLite for reading.
    pub pool: u32,
}

impl Options {
    pub fn sqlite(path: PathBuf) -> Self {
        Self { url: path.to_string_lossy().into_owned(), pool: 4 }
    }

    pub fn dialect(&self) -> Dialect {
        if self.url.starts_with("postgres://") || self.url.starts_with("postgresql://") {
            Dialect::Postgres
        } else {
            Dialect::Sqlite
        }
    }
}

type SqlitePool = Pool<ConnectionManager<SqliteConnection>>;
type PgPool = Pool<ConnectionManager<PgConnection>>;

#[derive(Clone)]
enum Engine {
    Sqlite { read: SqlitePool, write: mpsc::Sender<Box<dyn Job>>, url: String },
    Pg { pool: PgPool, url: String },
}

/// The store. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    engine: Engine,
    permits: Arc<Semaphore>,
    wakes: Wakes,
    pub(crate) heard: Heard,
}

#[derive(Debug)]
struct ReadOnly;
impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for ReadOnly {
    fn on_acquire(&self, conn: &mut SqliteConnection) -> std::result::Result<(), diesel::r2d2::Error> {
        pragma(
            conn,
            "PRAGMA busy_timeout = 5000; PRAGMA query_only = ON; PRAGMA mmap_size = 268435456; PRAGMA foreign_keys = ON;",
        )
        .map_err(diesel::r2d2::Error::QueryError)
    }
}

/// Postgres compiles a plan that it believes to be dear: thirteen milliseconds for what takes one.
#[derive(Debug)]
struct Plain;
impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for Plain {
    fn on_acquire(&self, conn: &mut PgConnection) -> std::result::Result<(), diesel::r2d2::Error> {
        diesel::connection::SimpleConnection::batch_execute(conn, "SET jit = off").map_err(diesel::r2d2::Error::QueryError)
    }
}

fn pragma(conn: &mut SqliteConnection, sql: &str) -> diesel::QueryResult<()> {
    diesel::connection::SimpleConnection::batch_execute(conn, sql)
}

impl Db {
    /// Opens the store. The schema must have been migrated already.
    pub fn open(options: &Options) -> kernel::Result<Self> {
        let (wakes, heard) = (Wakes::new(options.dialect()), Heard::default());
        let engine = match options.dialect() {
            Dialect::Sqlite => open_sqlite(options, wakes.clone(), heard.clone())?,
            Dialect::Postgres => open_pg(options)?,
        };
        Ok(Self { engine, permits: Arc::new(Semaphore::new(options.pool as usize)), wakes, heard })
    }

    pub const fn dialect(&self) -> Dialect {
        match self.engine {
            Engine::Sqlite { .. } => Dialect::Sqlite,
            Engine::Pg { .. } => Dialect::Postgres,
        }
    }

    /// Hints of committed work: this process's, and those of others once it has joined the bus.
    pub fn wakes(&self) -> broadcast::Receiver<Wake> {
        self.wakes.listen()
    }

    /// Sends a hint to the other processes, without a transaction; this one has heard it already.
    pub fn wake_others(&self, wake: &Wake) {
        self.wakes.send_abroad(wake);
    }

    pub(crate) const fn hints(&self) -> &Wakes {
        &self.wakes
    }

    /// Where Postgres is, if it is Postgres.
    pub(crate) fn pg_url(&self) -> Option<&str> {
        match &self.engine {
            Engine::Pg { url, .. } => Some(url),
            Engine::Sqlite { .. } => None,
        }
    }

    /// Runs `f` in one write transaction. Either engine may run it several times; it answers only after COMMIT.
    ///
    /// Errors: what `f` returns; `busy` when the queue is full; `internal` when the store fails.
    pub async fn write<T, F>(&self, scope: Scope, f: F) -> kernel::Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Conn<'_>) -> Result<T> + Send + 'static,
    {
        match &self.engine {
            Engine::Sqlite { write, .. } => self.write_sqlite(write, f).await,
            Engine::Pg { pool, .. } => {
                let begin = begin_pg(scope, "BEGIN ISOLATION LEVEL REPEATABLE READ");
                let (wakes, heard) = (self.wakes.clone(), self.heard.clone());
                self.with_pg(pool, move |conn| retrying(conn, &begin, &wakes, &heard, &f)).await
            }
        }
    }

    async fn write_sqlite<T, F>(&self, queue: &mpsc::Sender<Box<dyn Job>>, f: F) -> kernel::Result<T>
    where
        T: Send + 'static,
        F: Fn(&mut Conn<'_>) -> Result<T> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job = Command::new(f, answer);
        queue.send_timeout(Box::new(job), PATIENCE).await.map_err(|_| busy())?;
        let outcome = answered.await.map_err(kernel::Error::internal)?;
        Ok(outcome?)
    }

    /// Runs `f` on a consistent snapshot without the right to write.
    pub async fn read<T, F>(&self, scope: Scope, f: F) -> kernel::Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn<'_>) -> Result<T> + Send + 'static,
    {
        match &self.engine {
            Engine::Sqlite { read, .. } => {
                let permit = self.permit().await?;
                let (pool, heard) = (read.clone(), self.heard.clone());
                in_blocking(move || {
                    let _permit = permit;
                    let mut pooled = pool.get().map_err(kernel::Error::internal)?;
                    let mut conn = Conn::sqlite(&mut pooled, &heard);
                    conn.begin("BEGIN DEFERRED")?;
                    let outcome = guarded(&mut conn, f);
                    Ok(conn.finish(outcome)?)
                })
                .await
            }
            Engine::Pg { pool, .. } => {
                let begin = begin_pg(scope, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
                let heard = self.heard.clone();
                self.with_pg(pool, move |pg| {
                    let mut conn = Conn::pg(pg, &heard);
                    conn.begin(&begin)?;
                    let outcome = guarded(&mut conn, f);
                    Ok(conn.finish(outcome)?)
                })
                .await
            }
        }
    }

    async fn with_pg<T: Send + 'static>(
        &self,
        pool: &PgPool,
        f: impl FnOnce(&mut PgConnection) -> kernel::Result<T> + Send + 'static,
    ) -> kernel::Result<T> {
        let permit = self.permit().await?;
        let pool = pool.clone();
        in_blocking(move || {
            let _permit = permit;
            let mut pooled = pool.get().map_err(kernel::Error::internal)?;
            f(&mut pooled)
        })
        .await
    }

    /// After rows were erased: nothing of them stays in the files. SQLite overwrites what is deleted and empties its
    /// write-ahead log here; Postgres vacuums `tables`. Its own log and backups are the operator's.
    ///
    /// Errors: `busy` while somebody reads an older state of SQLite's log; ask again.
    pub async fn scrub(&self, tables: Vec<String>) -> kernel::Result<()> {
        match &self.engine {
            Engine::Sqlite { url, .. } => {
                let url = url.clone();
                in_blocking(move || empty_log(&url)).await
            }
            Engine::Pg { pool, .. } => {
                let vacuum = move |pg: &mut PgConnection| {
                    for table in &tables {
                        let sql = format!("VACUUM \"{table}\"");
                        diesel::connection::SimpleConnection::batch_execute(pg, &sql).map_err(crate::Error::from)?;
                    }
                    Ok(())
                };
                self.with_pg(pool, vacuum).await
            }
        }
    }

    async fn permit(&self) -> kernel::Result<tokio::sync::OwnedSemaphorePermit> {
        match tokio::time::timeout(PATIENCE, Arc::clone(&self.permits).acquire_owned()).await {
            Ok(permit) => permit.map_err(kernel::Error::internal),
            Err(_) => Err(busy()),
        }
    }
}

fn busy() -> kernel::Error {
    kernel::Error::new(Code::Busy, "the store is busy; try again in a moment").retry_after(1)
}

async fn in_blocking<T: Send + 'static>(f: impl FnOnce() -> kernel::Result<T> + Send + 'static) -> kernel::Result<T> {
    tokio::task::spawn_blocking(f).await.map_err(kernel::Error::internal)?
}

/// A panic inside a transaction becomes an error, so that it cannot end the writer or poison a connection.
pub(crate) fn guarded<T>(conn: &mut Conn<'_>, f: impl FnOnce(&mut Conn<'_>) -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(|| f(conn))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned()).or_else(|| panic.downcast_ref::<String>().cloned());
        Err(kernel::Error::internal(format!("panic in a transaction: {}", text.unwrap_or_default())).into())
    })
}

fn begin_pg(scope: Scope, begin: &str) -> String {
    match scope {
        Scope::Platform => format!("{begin}; SET LOCAL app.platform = 'on'"),
        Scope::Tenant(tenant) => format!("{begin}; SET LOCAL app.tenant = '{tenant}'"),
    }
}

fn retrying<T>(
    pg: &mut PgConnection,
    begin: &str,
    wakes: &Wakes,
    heard: &Heard,
    f: &impl Fn(&mut Conn<'_>) -> Result<T>,
) -> kernel::Result<T> {
    for attempt in 1..=ATTEMPTS {
        let mut conn = Conn::pg(pg, heard);
        conn.begin(begin)?;
        let outcome = guarded(&mut conn, f);
        let outcome = conn.finish(outcome);
        match outcome {
            Err(error) if error.wants_retry() => std::thread::sleep(pause(attempt)),
            Err(error) => return Err(error.into()),
            Ok(value) => {
                conn.take_wakes().into_iter().for_each(|wake| wakes.send(wake));
                return Ok(value);
            }
        }
    }
    // Too many want the same rows; nothing was written, and who comes back later gets through.
    Err(busy())
}

/// 1, 2, 4 … 64 ms with a spread, so that two losers do not meet again.
fn pause(attempt: u32) -> Duration {
    let spread = kernel::Clock::system().now().micros().unsigned_abs() % 1000;
    Duration::from_micros((1000 << attempt.min(6)) / 2 + spread)
}

fn open_pg(options: &Options) -> kernel::Result<Engine> {
    let pool = Pool::builder()
        .max_size(options.pool)
        .min_idle(Some(1))
        .connection_timeout(Duration::from_secs(10))
        .test_on_check_out(false)
        .connection_customizer(Box::new(Plain))
        .build(ConnectionManager::new(&options.url))
        .map_err(|cause| kernel::Error::new(Code::Internal, "cannot connect to Postgres").because(cause))?;
    Ok(Engine::Pg { pool, url: options.url.clone() })
}

fn open_sqlite(options: &Options, wakes: Wakes, heard: Heard) -> kernel::Result<Engine> {
    let writer = open_writer(&options.url).map_err(kernel::Error::internal)?;
    let read = Pool::builder()
        .max_size(options.pool)
        .test_on_check_out(false)
        .connection_customizer(Box::new(ReadOnly))
        .build(ConnectionManager::new(&options.url))
        .map_err(kernel::Error::internal)?;
    let (write, queue) = mpsc::channel(QUEUE);
    let url = options.url.clone();
    std::thread::Builder::new()
        .name("sqlite-writer".to_owned())
        .spawn(move || run_writer(writer, &url, queue, &wakes, &heard))
        .map_err(kernel::Error::internal)?;
    Ok(Engine::Sqlite { read, write, url: options.url.clone() })
}

fn open_writer(url: &str) -> std::result::Result<SqliteConnection, Box<dyn std::error::Error + Send + Sync>> {
    let mut writer = SqliteConnection::establish(url)?;
    pragma(
        &mut writer,
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;",
    )?;
    Ok(writer)
}

#[derive(diesel::QueryableByName)]
struct Emptied {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    busy: i32,
}

#[expect(clippy::disallowed_methods, reason = "a pragma")]
fn empty_log(url: &str) -> kernel::Result<()> {
    let mut own = SqliteConnection::establish(url).map_err(kernel::Error::internal)?;
    pragma(&mut own, "PRAGMA busy_timeout = 5000").map_err(crate::Error::from)?;
    let done: Emptied = diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(&mut own).map_err(crate::Error::from)?;
    if done.busy == 0 { Ok(()) } else { Err(busy()) }
}

/// Owns the only read-write connection. All that is queued, at most [`GROUP`], shares one COMMIT and so one fsync.
fn run_writer(mut sqlite: SqliteConnection, url: &str, mut queue: mpsc::Receiver<Box<dyn Job>>, wakes: &Wakes, heard: &Heard) {
    let mut jobs = Vec::with_capacity(GROUP);
    let mut careful = 0;
    while queue.blocking_recv_many(&mut jobs, GROUP) > 0 {
        let mut conn = Conn::sqlite(&mut sqlite, heard);
        let outcome = commit(&mut conn, &mut jobs, &mut careful);
        if let Err(error) = &outcome {
            tracing::error!(%error, "group commit failed");
        }
        let pending = conn.take_wakes();
        // Hints first: who hears that a write is done must not find what was remembered before it.
        if outcome.is_ok() {
            pending.into_iter().for_each(|wake| wakes.send(wake));
        }
        for job in jobs.drain(..) {
            job.answer(outcome.is_ok());
        }
        if outcome.is_ok() {
            continue;
        }
        // SQLite ends a transaction by itself when the disk is full, and then nobody knows how deep this connection is.
        match open_writer(url) {
            Ok(fresh) => sqlite = fresh,
            Err(error) => tracing::error!(%error, "the store could not be opened again; the next write tries once more"),
        }
    }
    // Fold the log back so that a closed store is one file.
    if let Err(error) = diesel::connection::SimpleConnection::batch_execute(&mut sqlite, "PRAGMA wal_checkpoint(TRUNCATE)") {
        tracing::warn!(%error, "checkpoint at close failed");
    }
}

/// Whether the store answers: `SELECT 1` on the read side.
impl Db {
    pub async fn ping(&self) -> kernel::Result<()> {
        self.read(Scope::Platform, |c| {
            let one = diesel::select(diesel::dsl::sql::<diesel::sql_types::Integer>("1"));
            crate::on!(c, k => one.execute(*k))?;
            Ok(())
        })
        .await
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a table of the test's own")]
mod tests {
    use diesel::sql_query;

    use super::*;

    /// A page limit stands for a full disk: SQLite answers both alike.
    #[tokio::test]
    async fn a_full_disk_refuses_and_the_writer_goes_on() {
        let file = std::env::temp_dir().join(format!("tidecrew-full-{}.sqlite", uuid::Uuid::now_v7()));
        let db = Db::open(&Options::sqlite(file.clone())).unwrap();
        let run = |sql: &'static str| {
            db.write(Scope::Platform, move |c| crate::on!(c, k => sql_query(sql).execute(*k)).map(drop).map_err(Into::into))
        };
        run("CREATE TABLE note (text BLOB NOT NULL)").await.unwrap();
        run("PRAGMA max_page_count = 3").await.unwrap();
        run("INSERT INTO note VALUES (zeroblob(1000000))").await.unwrap_err();
        for _ in 0..3 {
            run("INSERT INTO note VALUES (zeroblob(10))").await.unwrap();
        }
        let kept = db.read(Scope::Platform, |c| {
            let count = diesel::dsl::sql::<diesel::sql_types::BigInt>("(SELECT count(*) FROM note)");
            crate::on!(c, k => diesel::select(count).get_result::<i64>(*k)).map_err(Into::into)
        });
        assert_eq!(kept.await.unwrap(), 3, "the refused one is not there, the others are");
        drop(db);
        std::fs::remove_file(file).unwrap();
    }

    #[tokio::test]
    async fn a_hint_is_there_when_its_write_is_answered() {
        let file = std::env::temp_dir().join(format!("tidecrew-hint-{}.sqlite", uuid::Uuid::now_v7()));
        let db = Db::open(&Options::sqlite(file.clone())).unwrap();
        let mut hints = db.wakes();
        for _ in 0..200 {
            let told = db.write(Scope::Platform, |c| {
                c.wake(Wake::Jobs);
                Ok(())
            });
            told.await.unwrap();
            assert_eq!(hints.try_recv().unwrap(), Wake::Jobs);
        }
        drop(db);
        std::fs::remove_file(file).unwrap();
    }
}
