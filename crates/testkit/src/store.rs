//! Databases: a migrated template per engine, cloned for each test and dropped after it.

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use db::{Db, Dialect, Options};
use diesel::{Connection, PgConnection, connection::SimpleConnection};
use diesel_migrations::FileBasedMigrations;
use kernel::{Clock, Id, Ts, sha256_hex};

/// Which store a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A test's own database, folder and clock. The database is dropped with it.
pub struct Base {
    pub db: Db,
    pub options: Options,
    pub clock: Clock,
    pub dir: PathBuf,
    engine: Engine,
    /// It is somebody else's: not dropped with this.
    lent: bool,
}

/// The project's root folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_path_buf()
}

/// `migrations/<engine>`.
pub fn migrations_dir(dialect: Dialect) -> PathBuf {
    root().join("migrations").join(dialect.folder())
}

fn migrations(dialect: Dialect) -> FileBasedMigrations {
    FileBasedMigrations::from_path(migrations_dir(dialect)).unwrap()
}

/// Applies the migrations on disk.
fn migrate(options: &Options) {
    let (sqlite, postgres) = (migrations(Dialect::Sqlite), migrations(Dialect::Postgres));
    db::migrate(options, &sqlite, &postgres).unwrap();
}

/// Hash over all `up.sql`, so that a changed migration makes a new template.
fn fingerprint(dialect: Dialect) -> String {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(migrations_dir(dialect)).unwrap().map(|e| e.unwrap().path()).collect();
    folders.sort();
    let text: String = folders.iter().filter_map(|f| std::fs::read_to_string(f.join("up.sql")).ok()).collect();
    sha256_hex(text.as_bytes())[..16].to_owned()
}

fn scratch() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let base = if memory.is_dir() { memory.to_path_buf() } else { std::env::temp_dir() };
    let dir = base.join(format!("tidecrew-test-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

/// A migrated SQLite file to copy from.
pub fn sqlite_template() -> &'static Path {
    static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let path = scratch().join("template.db");
        let options = Options::sqlite(path.clone());
        migrate(&options);
        // Closing the writer folds the log into the file, so that one copy is the whole database.
        let mut conn = diesel::SqliteConnection::establish(&options.url).unwrap();
        conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;").unwrap();
        path
    })
}

/// URL of the cluster for tests: `TIDECREW_TEST_PG`, or a throw-away one that `ops/pg` starts.
fn cluster() -> Option<&'static str> {
    static CLUSTER: OnceLock<Option<String>> = OnceLock::new();
    CLUSTER
        .get_or_init(|| {
            #[expect(clippy::disallowed_methods, reason = "tests have no configuration but this")]
            if let Ok(url) = std::env::var("TIDECREW_TEST_PG") {
                return Some(url);
            }
            let started = Command::new(root().join("ops/pg")).arg("start").output().ok()?;
            if started.status.code() == Some(3) {
                return None;
            }
            assert!(started.status.success(), "{}", String::from_utf8_lossy(&started.stderr));
            Some(String::from_utf8_lossy(&started.stdout).trim().to_owned())
        })
        .as_deref()
}

fn database_url(cluster: &str, name: &str) -> String {
    let (server, _) = cluster.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}

fn pg_template(cluster: &str) -> &'static str {
    static TEMPLATE: OnceLock<String> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let name = format!("template_{}", fingerprint(Dialect::Postgres));
        let mut conn = PgConnection::establish(cluster).unwrap();
        conn.batch_execute("SELECT pg_advisory_lock(7150392)").unwrap();
        let made = conn.batch_execute(&format!("CREATE DATABASE {name}"));
        if made.is_ok() {
            migrate(&Options { url: database_url(cluster, &name), pool: 1 });
        }
        conn.batch_execute("SELECT pg_advisory_unlock(7150392)").unwrap();
        name
    })
}

impl Base {
    /// A fresh database; `None` when there is no Postgres to be had.
    pub fn new(engine: Engine) -> Option<Self> {
        let name = format!("test_{}", Id::<()>::new().to_string().replace('-', ""));
        let dir = scratch().join(&name);
        std::fs::create_dir_all(&dir).unwrap();
        let options = match engine {
            Engine::Sqlite => {
                let path = dir.join("tidecrew.db");
                std::fs::copy(sqlite_template(), &path).unwrap();
                Options::sqlite(path)
            }
            Engine::Postgres => {
                let cluster = cluster()?;
                let template = pg_template(cluster);
                let mut conn = PgConnection::establish(cluster).unwrap();
                conn.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")).unwrap();
                Options { url: database_url(cluster, &name), pool: 6 }
            }
        };
        let clock = Clock::manual("2026-01-05T08:00:00Z".parse::<Ts>().unwrap());
        Some(Self { db: Db::open(&options).unwrap(), options, clock, dir, engine, lent: false })
    }

    /// The store of another process of the same test, under a clock of one's own.
    pub fn lent(options: Options, clock: Clock) -> Self {
        let engine = if options.dialect() == Dialect::Postgres { Engine::Postgres } else { Engine::Sqlite };
        Self { db: Db::open(&options).unwrap(), options, clock, dir: PathBuf::new(), engine, lent: true }
    }
}

impl Drop for Base {
    fn drop(&mut self) {
        if self.lent {
            return;
        }
        // Cleaning up is a courtesy: the folder and the cluster are in memory and thrown away whole.
        let _ = std::fs::remove_dir_all(&self.dir);
        if self.engine == Engine::Postgres
            && let Some(cluster) = cluster()
            && let Ok(mut conn) = PgConnection::establish(cluster)
            && let Some((_, name)) = self.options.url.rsplit_once('/')
        {
            let _ = conn.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}
