//! Commands of the SQLite writer that share a commit.

use diesel::RunQueryDsl;
use kernel::Code;
use tokio::sync::oneshot;

use crate::{Conn, Error, Result, on, pool::guarded};

/// Groups that run with a savepoint for each command after one in which a command had to be undone.
const CAREFUL: u32 = 32;

/// A command that waits for the writer. It may run several times: what it does lies in the transaction alone.
pub(crate) trait Job: Send {
    /// Runs it and keeps what came of it for its caller. Errors: its own, in short.
    fn run(&mut self, c: &mut Conn<'_>) -> Result<()>;

    /// Tells its caller, after the commit or without one.
    fn answer(self: Box<Self>, committed: bool);
}

pub(crate) struct Command<T, F> {
    run: F,
    outcome: Option<Result<T>>,
    answer: oneshot::Sender<Result<T>>,
}

impl<T, F> Command<T, F> {
    pub(crate) const fn new(run: F, answer: oneshot::Sender<Result<T>>) -> Self {
        Self { run, outcome: None, answer }
    }
}

impl<T: Send, F: Fn(&mut Conn<'_>) -> Result<T> + Send> Job for Command<T, F> {
    fn run(&mut self, c: &mut Conn<'_>) -> Result<()> {
        let outcome = guarded(c, &self.run);
        let short = match &outcome {
            Ok(_) => Ok(()),
            // A refusal of ours leaves the connection as it is.
            Err(Error::App(error)) if error.code != Code::Internal => Err(kernel::Error::new(error.code, String::new()).into()),
            Err(_) => Err(diesel::result::Error::RollbackTransaction.into()),
        };
        self.outcome = Some(outcome);
        short
    }

    fn answer(self: Box<Self>, committed: bool) {
        let outcome = self.outcome.filter(|_| committed);
        // The caller may have gone away; the work is committed all the same.
        let _ = self.answer.send(outcome.unwrap_or_else(|| Err(diesel::result::Error::RollbackTransaction.into())));
    }
}

/// Runs `jobs` and commits what they wrote, without what those wrote that failed. A savepoint for each costs a third of a
/// short command, so they run without: who refuses before they write leaves nothing, and for anybody else all of it is
/// rolled back and run again with savepoints, as are the next groups. Errors: nothing was committed, and the connection is
/// of no more use.
pub(crate) fn commit(c: &mut Conn<'_>, jobs: &mut [Box<dyn Job>], careful: &mut u32) -> Result<()> {
    if *careful == 0 || jobs.len() == 1 {
        c.begin("BEGIN IMMEDIATE")?;
        if ran_well(c, jobs)? {
            return c.finish(Ok(()));
        }
        c.roll_back()?;
        c.take_wakes();
        if jobs.len() == 1 {
            return Ok(());
        }
        *careful = CAREFUL;
    }
    *careful -= 1;
    c.begin("BEGIN IMMEDIATE")?;
    for job in jobs {
        // Its caller is told what came of it.
        let _ = c.nested(|c| job.run(c));
    }
    c.finish(Ok(()))
}

/// Runs all of them without savepoints; `false` as soon as one has failed that may have left something.
fn ran_well(c: &mut Conn<'_>, jobs: &mut [Box<dyn Job>]) -> Result<bool> {
    let mut before = changes(c)?;
    for job in jobs {
        let outcome = c.bare(|c| job.run(c));
        if matches!(outcome, Err(Error::Sql(_))) {
            return Ok(false);
        }
        let after = changes(c)?;
        if outcome.is_err() && after != before {
            return Ok(false);
        }
        before = after;
    }
    Ok(true)
}

/// Rows that this connection has written, changed or deleted since it was opened.
fn changes(c: &mut Conn<'_>) -> Result<i64> {
    Ok(on!(c, k => diesel::select(total_changes()).get_result(*k))?)
}

// Not as literal SQL, which is read anew each time.
diesel::define_sql_function! { fn total_changes() -> diesel::sql_types::BigInt; }

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a table of the test's own")]
mod tests {
    use diesel::{Connection, SqliteConnection, sql_query};

    use super::*;
    use crate::{Wake, outbox::Heard};

    type Answer = oneshot::Receiver<Result<()>>;

    fn job(run: impl Fn(&mut Conn<'_>) -> Result<()> + Send + 'static) -> (Box<dyn Job>, Answer) {
        let (answer, answered) = oneshot::channel();
        (Box::new(Command::new(run, answer)), answered)
    }

    fn sql(c: &mut Conn<'_>, sql: &'static str) -> Result<()> {
        on!(c, k => sql_query(sql).execute(*k))?;
        Ok(())
    }

    fn refused() -> Result<()> {
        Err(kernel::Error::new(Code::Conflict, "no").into())
    }

    fn said(jobs: Vec<Box<dyn Job>>, answers: Vec<Answer>) -> Vec<bool> {
        jobs.into_iter().for_each(|job| job.answer(true));
        answers.into_iter().map(|mut answer| answer.try_recv().unwrap().is_ok()).collect()
    }

    fn kept(c: &mut Conn<'_>) -> String {
        let all = diesel::dsl::sql::<diesel::sql_types::Text>("(SELECT coalesce(group_concat(n, ' '), '') FROM note)");
        on!(c, k => diesel::select(all).get_result(*k)).unwrap()
    }

    #[test]
    fn who_fails_leaves_nothing_and_takes_nobody_along() {
        let mut sqlite = SqliteConnection::establish(":memory:").unwrap();
        let mut c = Conn::sqlite(&mut sqlite, &Heard::default());
        sql(&mut c, "CREATE TABLE note (n INTEGER NOT NULL UNIQUE)").unwrap();
        let mut careful = 0;
        // A refusal before anything is written costs nobody anything.
        let (mut jobs, answers): (Vec<_>, Vec<_>) =
            [job(|c| sql(c, "INSERT INTO note VALUES (1)")), job(|_| refused()), job(|c| sql(c, "INSERT INTO note VALUES (2)"))]
                .into_iter()
                .unzip();
        commit(&mut c, &mut jobs, &mut careful).unwrap();
        assert_eq!((said(jobs, answers), careful), (vec![true, false, true], 0));
        // After it: what it wrote is gone, and so is its hint.
        let written_then_refused = job(|c| {
            c.wake(Wake::Jobs);
            sql(c, "INSERT INTO note VALUES (4)")?;
            refused()
        });
        let (mut jobs, answers): (Vec<_>, Vec<_>) = [
            job(|c| sql(c, "INSERT INTO note VALUES (3)")),
            written_then_refused,
            job(|c| sql(c, "INSERT INTO note VALUES (1)")),
            job(|c| {
                c.wake(Wake::Outbox);
                sql(c, "INSERT INTO note VALUES (5)")
            }),
            job(|_| panic!("in a test")),
        ]
        .into_iter()
        .unzip();
        commit(&mut c, &mut jobs, &mut careful).unwrap();
        assert_eq!(said(jobs, answers), [true, false, false, true, false]);
        assert_eq!((kept(&mut c).as_str(), c.take_wakes(), careful), ("1 2 3 5", vec![Wake::Outbox], CAREFUL - 1));
        // Alone, nobody needs a savepoint.
        let (mut jobs, answers): (Vec<_>, Vec<_>) = [job(|c| sql(c, "INSERT INTO note VALUES (6), (5)"))].into_iter().unzip();
        commit(&mut c, &mut jobs, &mut careful).unwrap();
        assert_eq!((said(jobs, answers), kept(&mut c).as_str(), careful), (vec![false], "1 2 3 5", CAREFUL - 1));
    }

    #[test]
    fn nobody_is_told_of_what_was_not_committed() {
        let (one, mut answer) = job(|_| Ok(()));
        let mut jobs = [one];
        let mut sqlite = SqliteConnection::establish(":memory:").unwrap();
        let mut c = Conn::sqlite(&mut sqlite, &Heard::default());
        commit(&mut c, &mut jobs, &mut 0).unwrap();
        let [one] = jobs;
        one.answer(false);
        assert!(answer.try_recv().unwrap().is_err());
    }
}
