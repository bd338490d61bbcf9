//! Hints between the processes of one Postgres: what one of them has committed the others hear within some tens of
//! milliseconds. On SQLite there is one process, and nothing to carry.
//!
//! A thread owns a connection that listens and notifies. It notifies after the commit, never in the business transaction:
//! there a NOTIFY makes every commit of the database wait for the one before it, fsync included. Nothing depends on a hint:
//! rows are the truth, everybody looks by themselves every second or two, and whoever found the line again looks at once.
//! Hints are made of ids and of words of the code; nothing that anybody wrote travels here.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use diesel::{
    Connection, PgConnection, RunQueryDsl,
    connection::SimpleConnection,
    sql_types::{Array, Integer, Text},
};
use kernel::{Error, Result};
use tokio::sync::broadcast::{self, Receiver, Sender, error::TryRecvError};

use crate::{Db, Dialect, Wake};

/// Pause between two looks at the line; what is said meanwhile travels together.
const BEAT: Duration = Duration::from_millis(10);
/// Pause before a lost line is opened again.
const AGAIN: Duration = Duration::from_millis(500);
/// Bytes of one notice. Postgres takes 7999.
const NOTICE: usize = 7900;
/// Hints that may wait for a waiter, or for the line; when there are more, everybody looks.
const WAITING: usize = 4096;

/// Where this process's hints go: to its own waiters, and to the other processes once it has joined the bus.
#[derive(Clone)]
pub(crate) struct Wakes {
    here: Sender<Wake>,
    abroad: Sender<Wake>,
}

impl Wakes {
    pub(crate) fn new(dialect: Dialect) -> Self {
        let abroad = if dialect == Dialect::Postgres { WAITING } else { 1 };
        Self { here: broadcast::channel(WAITING).0, abroad: broadcast::channel(abroad).0 }
    }

    pub(crate) fn listen(&self) -> Receiver<Wake> {
        self.here.subscribe()
    }

    /// To everybody.
    pub(crate) fn send(&self, wake: Wake) {
        self.send_abroad(&wake);
        self.send_here(wake);
    }

    fn send_here(&self, wake: Wake) {
        // No receiver is no error: the hint is only a hint.
        let _ = self.here.send(wake);
    }

    /// To the other processes. The outbox is left out: whoever wrote an event is about to deliver it, and the others look each
    /// second for what was left.
    pub(crate) fn send_abroad(&self, wake: &Wake) {
        if *wake != Wake::Outbox && self.abroad.receiver_count() > 0 {
            let _ = self.abroad.send(wake.clone());
        }
    }
}

/// A process's place on the bus, which it gives up when this is dropped.
#[derive(Debug)]
pub struct Bus {
    leaving: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Bus {
    /// Leaves once everything said so far has been told.
    pub async fn leave(mut self) -> Result<()> {
        self.leaving.store(true, Ordering::Release);
        let Some(thread) = self.thread.take() else { return Ok(()) };
        let ended = tokio::task::spawn_blocking(move || thread.join()).await.map_err(Error::internal)?;
        ended.map_err(|_| Error::internal("the bus ended abruptly"))
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.leaving.store(true, Ordering::Release);
    }
}

impl Db {
    /// Hears and tells hints across processes from now on, as whoever serves or runs jobs does, once. The first thing heard is
    /// [`Wake::Everything`], as soon as the line is there; while it is not, only this process's own hints are heard.
    pub fn join_bus(&self) -> Result<Bus> {
        let leaving = Arc::new(AtomicBool::new(false));
        let Some(url) = self.pg_url() else { return Ok(Bus { leaving, thread: None }) };
        let (url, wakes) = (mannered(url), self.hints().clone());
        let said = wakes.abroad.subscribe();
        let carrier = Carrier { url, wakes, said, leaving: Arc::clone(&leaving), is_behind: false };
        let thread = thread::Builder::new().name("bus".to_owned()).spawn(move || carrier.run()).map_err(Error::internal)?;
        Ok(Bus { leaving, thread: Some(thread) })
    }
}

/// How the line shows in `pg_stat_activity`, and within how many seconds the system shall notice that the other end is gone
/// without a word.
const MANNERS: &str = "application_name=tidecrew-bus&connect_timeout=5&keepalives_idle=5&keepalives_interval=2\
    &keepalives_count=3&tcp_user_timeout=10000";

fn mannered(url: &str) -> String {
    let sign = if url.contains('?') { '&' } else { '?' };
    format!("{url}{sign}{MANNERS}")
}

struct Carrier {
    url: String,
    wakes: Wakes,
    said: Receiver<Wake>,
    leaving: Arc<AtomicBool>,
    /// Something that was said did not get through: the others must look.
    is_behind: bool,
}

impl Carrier {
    fn run(mut self) {
        while let Err(error) = self.carry() {
            tracing::warn!(%error, "the bus has no connection; changes of other processes are seen a second or two later");
            self.is_behind = true;
            if self.leaving.load(Ordering::Acquire) {
                return;
            }
            thread::sleep(AGAIN);
        }
    }

    /// Returns when the process leaves; an error is a lost line.
    fn carry(&mut self) -> Result<()> {
        let mut line = Line::open(&self.url)?;
        // What the others said before we listened.
        self.wakes.send_here(Wake::Everything);
        loop {
            // Asked before the last words are taken, so that they are.
            let is_leaving = self.leaving.load(Ordering::Acquire);
            let words = self.take();
            line.tell(&words)?;
            if is_leaving {
                return Ok(());
            }
            line.hear(&self.wakes)?;
            thread::sleep(BEAT);
        }
    }

    /// What was said here since the last call, each hint once, as notices.
    fn take(&mut self) -> Vec<String> {
        let mut said = HashSet::new();
        if std::mem::take(&mut self.is_behind) {
            said.insert(Wake::Everything);
        }
        loop {
            match self.said.try_recv() {
                Ok(wake) => said.insert(wake),
                Err(TryRecvError::Lagged(_)) => said.insert(Wake::Everything),
                Err(TryRecvError::Empty | TryRecvError::Closed) => return notices(said),
            };
        }
    }
}

/// Hints as notices: one in a line, as many in each as fit.
fn notices(wakes: impl IntoIterator<Item = Wake>) -> Vec<String> {
    let mut notices: Vec<String> = Vec::new();
    for wake in wakes {
        // A hint of ids and words always has a form.
        let Ok(word) = serde_json::to_string(&wake) else { continue };
        match notices.last_mut() {
            Some(last) if last.len() + 1 + word.len() <= NOTICE => {
                last.push('\n');
                last.push_str(&word);
            }
            _ => notices.push(word),
        }
    }
    notices
}

/// The hints of a notice. What cannot be read was said by another version of the program: everybody looks.
fn hints(notice: &str) -> impl Iterator<Item = Wake> {
    notice.lines().map(|word| serde_json::from_str(word).unwrap_or(Wake::Everything))
}

struct Line {
    pg: PgConnection,
    /// The server's number of this connection: what it says itself it need not hear.
    me: i32,
}

#[expect(clippy::disallowed_methods, reason = "diesel has no words for notices")]
impl Line {
    fn open(url: &str) -> Result<Self> {
        let mut pg = PgConnection::establish(url).map_err(Error::internal)?;
        // A notice is worth no fsync.
        pg.batch_execute("SET synchronous_commit = off; LISTEN tidecrew").map_err(Error::internal)?;
        let me = diesel::select(diesel::dsl::sql::<Integer>("pg_backend_pid()")).get_result(&mut pg).map_err(Error::internal)?;
        Ok(Self { pg, me })
    }

    fn tell(&mut self, notices: &[String]) -> Result<()> {
        if notices.is_empty() {
            return Ok(());
        }
        let tell = diesel::sql_query("SELECT pg_notify('tidecrew', notice) FROM unnest($1) AS notice");
        tell.bind::<Array<Text>, _>(notices).execute(&mut self.pg).map_err(Error::internal)?;
        Ok(())
    }

    /// Does not wait.
    fn hear(&mut self, wakes: &Wakes) -> Result<()> {
        for notice in self.pg.notifications_iter() {
            let notice = notice.map_err(Error::internal)?;
            if notice.process_id != self.me {
                hints(&notice.payload).for_each(|wake| wakes.send_here(wake));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::Whisper;

    #[test]
    fn notices_fit_and_are_read_as_they_were_said() {
        let about =
            |n| Whisper { to: Uuid::from_u128(n), kind: "typing".into(), noun: "conversation_id".into(), about: Uuid::nil() };
        let whispers = (0..100).map(|n| Wake::Whisper(Box::new(about(n))));
        let streams = (0..1000).map(|n| Wake::Stream(Uuid::from_u128(n)));
        let said: Vec<Wake> =
            [Wake::Jobs, Wake::topic("dispatch"), Wake::Everything].into_iter().chain(streams).chain(whispers).collect();
        let told = notices(said.clone());
        assert!(told.iter().all(|notice| notice.len() <= NOTICE) && told.len() < 10, "{}", told.len());
        let heard: Vec<Wake> = told.iter().flat_map(|notice| hints(notice)).collect();
        assert_eq!(heard, said);
    }

    #[test]
    fn words_of_another_version_make_everybody_look() {
        assert_eq!(hints("\"Jobs\"\n{\"Later\":1}").collect::<Vec<_>>(), [Wake::Jobs, Wake::Everything]);
    }

    #[test]
    fn what_is_said_while_nobody_carries_it_is_kept_nowhere() {
        let wakes = Wakes::new(Dialect::Postgres);
        let mut here = wakes.listen();
        wakes.send(Wake::Jobs);
        let mut said = wakes.abroad.subscribe();
        assert!(said.try_recv().is_err());
        wakes.send(Wake::Outbox);
        wakes.send(Wake::Jobs);
        assert_eq!(said.try_recv().unwrap(), Wake::Jobs, "events are delivered by whoever wrote them");
        let heard: Vec<Wake> = std::iter::from_fn(|| here.try_recv().ok()).collect();
        assert_eq!(heard, [Wake::Jobs, Wake::Outbox, Wake::Jobs]);
    }

    #[test]
    fn an_address_keeps_what_it_asks_for() {
        assert!(mannered("postgres://a@b/c").starts_with("postgres://a@b/c?application_name="));
        assert!(mannered("postgres://a@b/c?sslmode=require").starts_with("postgres://a@b/c?sslmode=require&application_name="));
    }
}
