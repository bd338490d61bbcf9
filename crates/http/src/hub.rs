//! Who listens to which stream in this process: bells that hints ring, one look for all listeners where hints were lost, and
//! one reading for all who were rung for at the same time.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use db::{
    Db, Whisper,
    streams::{self, StreamEvent},
};
use kernel::{Error, Result, Scope};
use tokio::{
    sync::{Notify, oneshot},
    time::{MissedTickBehavior, interval},
};
use uuid::Uuid;

/// Hints may be lost; whoever has not got as far as their stream is rung for this often all the same.
const LOOK: Duration = Duration::from_secs(2);
/// Streams looked at by one statement.
const CHUNK: usize = 1000;
/// Listeners whose events are read in one transaction.
const TOGETHER: usize = 128;
/// Events given to a listener at once at most.
pub(crate) const EVENTS: usize = 256;

/// Who listens to which stream in this process.
#[derive(Default)]
pub struct Hub {
    listeners: Mutex<HashMap<Uuid, Vec<Arc<Bell>>>>,
    reading: Arc<Mutex<Reading>>,
}

/// Who waits for events, and whether somebody is reading.
#[derive(Default)]
struct Reading {
    waiting: Vec<Ask>,
    is_read: bool,
}

struct Ask {
    owner: Uuid,
    after: i64,
    answer: oneshot::Sender<Result<Vec<StreamEvent>>>,
}

/// Whispers that may wait for one listener; more are dropped.
const WHISPERS: usize = 32;

/// Wakes one socket or event stream, and holds what was whispered to it meanwhile.
pub struct Bell {
    rung: Notify,
    /// The number its listener has got to.
    reached: AtomicI64,
    whispers: Mutex<BTreeSet<Whisper>>,
}

impl Bell {
    fn new() -> Self {
        // Nobody is behind before they have said where they are.
        Self { rung: Notify::new(), reached: AtomicI64::new(i64::MAX), whispers: Mutex::default() }
    }

    /// The listener has everything up to `seq`.
    pub fn reached(&self, seq: i64) {
        self.reached.store(seq, Ordering::Relaxed);
    }

    /// Resolves once something may have happened since the last call.
    pub async fn rung(&self) {
        self.rung.notified().await;
    }

    /// What was whispered since the last call, the same thing once.
    pub fn whispered(&self) -> Vec<Whisper> {
        let mut waiting = self.whispers.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *waiting).into_iter().collect()
    }

    fn whisper(&self, whisper: &Whisper) {
        let mut waiting = self.whispers.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < WHISPERS {
            waiting.insert(whisper.clone());
        }
        drop(waiting);
        self.rung.notify_one();
    }
}

impl Hub {
    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Vec<Arc<Bell>>>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new listener to `owner`'s stream; whoever has it must [`Hub::leave`].
    pub fn listen(&self, owner: Uuid) -> Arc<Bell> {
        let bell = Arc::new(Bell::new());
        self.lock().entry(owner).or_default().push(Arc::clone(&bell));
        bell
    }

    pub fn leave(&self, owner: Uuid, bell: &Arc<Bell>) {
        let mut listeners = self.lock();
        if let Some(bells) = listeners.get_mut(&owner) {
            bells.retain(|b| !Arc::ptr_eq(b, bell));
            if bells.is_empty() {
                listeners.remove(&owner);
            }
        }
    }

    pub(crate) fn notify(&self, owner: Uuid) {
        if let Some(bells) = self.lock().get(&owner) {
            bells.iter().for_each(|b| b.rung.notify_one());
        }
    }

    pub(crate) fn whisper(&self, whisper: &Whisper) {
        if let Some(bells) = self.lock().get(&whisper.to) {
            bells.iter().for_each(|b| b.whisper(whisper));
        }
    }

    pub(crate) fn notify_all(&self) {
        self.lock().values().flatten().for_each(|b| b.rung.notify_one());
    }

    /// Up to 256 events of `owner`'s stream after `after`. Who asks while others are read for is read for next, together
    /// with all who asked meanwhile: a thousand sockets cost the store a few transactions.
    ///
    /// Errors: those of the store.
    pub async fn events(&self, db: &Db, owner: Uuid, after: i64) -> Result<Vec<StreamEvent>> {
        let (answer, answered) = oneshot::channel();
        let is_read = {
            let mut reading = lock(&self.reading);
            reading.waiting.push(Ask { owner, after, answer });
            std::mem::replace(&mut reading.is_read, true)
        };
        // A task of its own reads: whoever asked first may leave while others wait.
        if !is_read {
            tokio::spawn(read_for_all(db.clone(), Arc::clone(&self.reading)));
        }
        answered.await.map_err(Error::internal)?
    }

    /// Rings, again and again, for whoever has not got as far as their stream.
    pub(crate) async fn look_after(&self, db: &Db) {
        let mut pause = interval(LOOK);
        pause.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            pause.tick().await;
            if let Err(error) = self.look(db).await {
                tracing::debug!(%error, "streams were not looked at; the next look does it");
            }
        }
    }

    /// Rings for whoever has not got as far as their stream: hints may be lost. Errors: those of the store.
    pub async fn look(&self, db: &Db) -> Result<()> {
        let owners: Vec<Uuid> = self.lock().keys().copied().collect();
        for chunk in owners.chunks(CHUNK) {
            let chunk = chunk.to_vec();
            let heads = db.read(Scope::Platform, move |c| streams::heads(c, &chunk)).await?;
            heads.into_iter().for_each(|(owner, head)| self.notify_behind(owner, head));
        }
        Ok(())
    }

    fn notify_behind(&self, owner: Uuid, head: i64) {
        if let Some(bells) = self.lock().get(&owner) {
            bells.iter().filter(|b| b.reached.load(Ordering::Relaxed) < head).for_each(|b| b.rung.notify_one());
        }
    }

    /// Open sockets and event streams.
    pub fn count(&self) -> usize {
        self.lock().values().map(Vec::len).sum()
    }
}

fn lock(reading: &Mutex<Reading>) -> MutexGuard<'_, Reading> {
    reading.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads until nobody waits.
async fn read_for_all(db: Db, reading: Arc<Mutex<Reading>>) {
    loop {
        let asks: Vec<Ask> = {
            let mut reading = lock(&reading);
            let count = reading.waiting.len().min(TOGETHER);
            reading.is_read = count > 0;
            reading.waiting.drain(..count).collect()
        };
        if asks.is_empty() {
            return;
        }
        let asked: Vec<(Uuid, i64)> = asks.iter().map(|ask| (ask.owner, ask.after)).collect();
        let read = move |c: &mut db::Conn<'_>| streams::after_each(c, &asked, EVENTS as i64);
        match db.read(Scope::Platform, read).await {
            // Who has left hears nothing.
            Ok(found) => asks.into_iter().zip(found).for_each(|(ask, events)| drop(ask.answer.send(Ok(events)))),
            Err(error) => {
                let again = || Error::new(error.code, error.detail.clone());
                asks.into_iter().for_each(|ask| drop(ask.answer.send(Err(again()))));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whispers_reach_who_listens_and_are_coalesced() {
        let hub = Hub::default();
        let (owner, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let typing = |to, n| Whisper { to, kind: "typing".into(), noun: "conversation_id".into(), about: Uuid::from_u128(n) };
        hub.whisper(&typing(owner, 0));
        let bell = hub.listen(owner);
        assert!(bell.whispered().is_empty(), "nobody listened then");
        hub.whisper(&typing(owner, 3));
        hub.whisper(&typing(owner, 3));
        hub.whisper(&typing(other, 4));
        assert_eq!(bell.whispered(), [typing(owner, 3)]);
        assert!(bell.whispered().is_empty(), "told once");
        for n in 0..100 {
            hub.whisper(&typing(owner, n));
        }
        assert_eq!(bell.whispered().len(), WHISPERS);
        hub.leave(owner, &bell);
        assert_eq!(hub.count(), 0);
    }
}
