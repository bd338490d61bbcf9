//! A connection of either engine, inside a transaction.

use std::borrow::Cow;

use diesel::{
    Connection, PgConnection, SqliteConnection,
    connection::{AnsiTransactionManager, TransactionManager},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{Result, outbox::Heard};

/// The engine behind a connection.
pub enum Link<'a> {
    Sqlite(&'a mut SqliteConnection),
    Pg(&'a mut PgConnection),
}

/// A connection inside a transaction, with the wake-ups to send once it has committed.
pub struct Conn<'a> {
    pub link: Link<'a>,
    wakes: Vec<Wake>,
    heard: Heard,
}

/// A hint that rows are waiting, or a word that is not kept. Losing one costs latency, never work.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Wake {
    /// A person's event stream grew.
    Stream(Uuid),
    /// The outbox grew.
    Outbox,
    /// A job became ready.
    Jobs,
    /// Something a domain waits for, e.g. `dispatch`.
    Topic(Cow<'static, str>),
    /// Something for whoever listens to a stream just now.
    Whisper(Box<Whisper>),
    /// Hints may have been lost: everybody looks.
    Everything,
}

impl Wake {
    pub const fn topic(name: &'static str) -> Self {
        Self::Topic(Cow::Borrowed(name))
    }
}

/// Something that is not worth keeping, e.g. that somebody types. It has ids and words of the code, and no place for anything
/// that anybody wrote.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Whisper {
    /// Whose stream's listeners are told.
    pub to: Uuid,
    pub kind: Cow<'static, str>,
    /// What `about` is, e.g. `conversation_id`.
    pub noun: Cow<'static, str>,
    pub about: Uuid,
}

impl Whisper {
    /// As pages see it: `{"conversation_id": "…"}`.
    pub fn body(&self) -> Value {
        json!({ (&*self.noun): self.about })
    }
}

/// Expands a query once per engine: `on!(c, k => diesel::delete(table).execute(*k))`.
#[macro_export]
macro_rules! on {
    ($conn:expr, $k:ident => $body:expr) => {
        match &mut $conn.link {
            $crate::Link::Sqlite($k) => $body,
            $crate::Link::Pg($k) => $body,
        }
    };
}

type Sqlite = <SqliteConnection as Connection>::TransactionManager;
type Pg = <PgConnection as Connection>::TransactionManager;

impl<'a> Conn<'a> {
    pub(crate) fn sqlite(conn: &'a mut SqliteConnection, heard: &Heard) -> Self {
        Self { link: Link::Sqlite(conn), wakes: Vec::new(), heard: heard.clone() }
    }

    pub(crate) fn pg(conn: &'a mut PgConnection, heard: &Heard) -> Self {
        Self { link: Link::Pg(conn), wakes: Vec::new(), heard: heard.clone() }
    }

    /// Does anybody hear events of this topic?
    pub(crate) fn hears(&self, topic: &str) -> bool {
        self.heard.has(topic)
    }

    /// Whether this is Postgres; only `db` branches on it.
    pub const fn is_pg(&self) -> bool {
        matches!(self.link, Link::Pg(_))
    }

    /// Sends `wake` to whoever waits for it, here and in other processes, after the transaction has committed.
    pub fn wake(&mut self, wake: Wake) {
        if !self.wakes.contains(&wake) {
            self.wakes.push(wake);
        }
    }

    pub(crate) fn take_wakes(&mut self) -> Vec<Wake> {
        std::mem::take(&mut self.wakes)
    }

    pub(crate) fn begin(&mut self, sql: &str) -> Result<()> {
        match &mut self.link {
            Link::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(*c, sql)?,
            Link::Pg(c) => AnsiTransactionManager::begin_transaction_sql(*c, sql)?,
        }
        Ok(())
    }

    pub(crate) fn finish<T>(&mut self, outcome: Result<T>) -> Result<T> {
        match outcome {
            Ok(value) => {
                match &mut self.link {
                    Link::Sqlite(c) => Sqlite::commit_transaction(*c)?,
                    Link::Pg(c) => Pg::commit_transaction(*c)?,
                }
                Ok(value)
            }
            Err(error) => {
                if let Err(second) = self.roll_back() {
                    tracing::error!(%second, "rollback failed");
                }
                Err(error)
            }
        }
    }

    pub(crate) fn roll_back(&mut self) -> Result<()> {
        match &mut self.link {
            Link::Sqlite(c) => Sqlite::rollback_transaction(*c)?,
            Link::Pg(c) => Pg::rollback_transaction(*c)?,
        }
        Ok(())
    }

    /// Runs `f` without a savepoint: its failure sends no wake-ups, and what it wrote is the caller's to undo.
    pub(crate) fn bare<T>(&mut self, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let before = self.wakes.len();
        let outcome = f(self);
        if outcome.is_err() {
            self.wakes.truncate(before);
        }
        outcome
    }

    /// Runs `f` in a savepoint: its failure undoes only itself. A failed `f` sends no wake-ups.
    pub fn nested<T>(&mut self, f: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        match &mut self.link {
            Link::Sqlite(c) => Sqlite::begin_transaction(*c)?,
            Link::Pg(c) => Pg::begin_transaction(*c)?,
        }
        let outcome = self.bare(f);
        self.finish(outcome)
    }
}
