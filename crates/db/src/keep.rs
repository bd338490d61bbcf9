//! Statements that stay prepared: updates and upserts, which diesel reads anew each time because their columns may vary.

use diesel::{
    Connection, PgConnection, QueryResult, RunQueryDsl, SqliteConnection,
    backend::Backend,
    pg::{Pg, PgQueryBuilder},
    query_builder::{AstPass, CollectedQuery, MoveableBindCollector, Query, QueryBuilder, QueryFragment, QueryId},
    sqlite::{Sqlite, query_builder::SqliteQueryBuilder},
};

/// A statement that a connection keeps prepared under its text; see [`Keep::keep`].
#[derive(Clone, Copy, Debug)]
pub struct Kept<Q>(Q);

/// For statements whose text is one of few.
pub trait Keep: Sized {
    /// Keeps it prepared: without it SQLite reads an upsert anew for 12 µs, half of what it costs, and Postgres is asked twice
    /// for each update. Not for `eq_any`, whose text is another for each length: [`crate::among`] is for those.
    fn keep(self) -> Kept<Self> {
        Kept(self)
    }
}
impl<T, U, V, R> Keep for diesel::query_builder::UpdateStatement<T, U, V, R> where T: diesel::QuerySource {}
impl<T, U, O, R> Keep for diesel::query_builder::InsertStatement<T, U, O, R> where T: diesel::QuerySource {}

impl<Q> Kept<Q> {
    /// Runs it and returns how many rows it changed. Instead of diesel's method of that name, which would ask a reference to the
    /// statement whether it may be kept, and that answers for its parts: here the connection is given its text and its values.
    pub fn execute<C: Engine<Q>>(self, c: &mut C) -> QueryResult<usize> {
        c.run(&self.0)
    }
}

/// An engine that keeps statements of a kind.
#[doc(hidden)]
pub trait Engine<Q>: Sized {
    fn run(&mut self, query: &Q) -> QueryResult<usize>;
}

impl<Q: QueryFragment<Pg>> Engine<Q> for PgConnection {
    fn run(&mut self, query: &Q) -> QueryResult<usize> {
        let (mut text, mut values) = (PgQueryBuilder::default(), <Pg as Backend>::BindCollector::new());
        query.to_sql(&mut text, &Pg)?;
        query.collect_binds(&mut values, self, &Pg)?;
        self.execute_returning_count(&CollectedQuery::new(text.finish(), true, values.moveable()))
    }
}

impl<Q: QueryFragment<Sqlite>> Engine<Q> for SqliteConnection {
    fn run(&mut self, query: &Q) -> QueryResult<usize> {
        let (mut text, mut values) = (SqliteQueryBuilder::default(), <Sqlite as Backend>::BindCollector::default());
        query.to_sql(&mut text, &Sqlite)?;
        query.collect_binds(&mut values, &mut (), &Sqlite)?;
        self.execute_returning_count(&CollectedQuery::new(text.finish(), true, values.moveable()))
    }
}

impl<Q, DB: Backend> QueryFragment<DB> for Kept<Q>
where
    Q: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _: &DB) -> QueryResult<bool> {
        Ok(true)
    }
}
// Known by its text, not by its type.
impl<Q> QueryId for Kept<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl<Q: Query> Query for Kept<Q> {
    type SqlType = Q::SqlType;
}
impl<Q, C> RunQueryDsl<C> for Kept<Q> {}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use diesel::{
        connection::{InstrumentationEvent, SimpleConnection},
        prelude::*,
        upsert::excluded,
    };

    use super::*;

    diesel::table! { note (id) { id -> Integer, name -> Text, } }

    /// How many statements a connection took into its keeping while `work` ran twice.
    fn taken(mut work: impl FnMut(&mut SqliteConnection)) -> usize {
        let mut c = SqliteConnection::establish(":memory:").unwrap();
        c.batch_execute("CREATE TABLE note (id INTEGER PRIMARY KEY, name TEXT NOT NULL); INSERT INTO note VALUES (1, 'a')")
            .unwrap();
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        c.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::CacheQuery { .. }) {
                counted.fetch_add(1, Ordering::Relaxed);
            }
        });
        work(&mut c);
        work(&mut c);
        count.load(Ordering::Relaxed)
    }

    #[test]
    fn updates_and_upserts_stay_prepared_only_when_kept() {
        let update = || diesel::update(note::table.find(1)).set(note::name.eq("b"));
        let row = (note::id.eq(1), note::name.eq("c"));
        let upsert = || {
            let insert = diesel::insert_into(note::table).values(row).on_conflict(note::id);
            insert.do_update().set(note::name.eq(excluded(note::name)))
        };
        assert_eq!(taken(|c| assert_eq!(update().execute(c), Ok(1))), 0, "else nothing has to be kept");
        assert_eq!(taken(|c| assert_eq!(upsert().execute(c), Ok(1))), 0, "else nothing has to be kept");
        assert_eq!(taken(|c| assert_eq!(update().keep().execute(c), Ok(1))), 1);
        assert_eq!(taken(|c| assert_eq!(upsert().keep().execute(c), Ok(1))), 1);
        let gone = || diesel::update(note::table.find(2)).set(note::name.eq("b"));
        assert_eq!(taken(|c| assert_eq!(gone().keep().execute(c), Ok(0))), 1);
        let told = |c: &mut SqliteConnection| {
            let name: String = update().returning(note::name).keep().get_result(c).unwrap();
            assert_eq!(name, "b");
        };
        assert_eq!(taken(told), 1);
    }

    #[test]
    fn what_is_kept_says_the_same() {
        let update = || diesel::update(note::table.find(1)).set(note::name.eq("a"));
        let text = |query: &dyn std::fmt::Display| query.to_string();
        let (with, without) = (update().keep(), update());
        assert_eq!(text(&diesel::debug_query::<Sqlite, _>(&with)), text(&diesel::debug_query::<Sqlite, _>(&without)));
    }
}
