//! Statements that stay prepared: updates and upserts, which diesel reads anew each time because their columns may vary.

use diesel::{
    QueryResult, RunQueryDsl,
    backend::Backend,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
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
    use diesel::{prelude::*, sqlite::Sqlite, upsert::excluded};

    use super::*;

    diesel::table! { note (id) { id -> Integer, name -> Text, } }

    fn stays<Q: QueryFragment<Sqlite>>(query: &Q) -> bool {
        query.is_safe_to_cache_prepared(&Sqlite).is_ok_and(|safe| safe)
    }

    #[test]
    fn updates_and_upserts_stay_prepared_only_when_kept() {
        let update = || diesel::update(note::table.find(1)).set(note::name.eq("a"));
        let row = (note::id.eq(1), note::name.eq("a"));
        let upsert = || {
            let insert = diesel::insert_into(note::table).values(row).on_conflict(note::id);
            insert.do_update().set(note::name.eq(excluded(note::name)))
        };
        assert!(!stays(&update()) && !stays(&upsert()), "else nothing has to be kept");
        assert!(stays(&update().keep()) && stays(&upsert().keep()));
        let (with, without) = (
            diesel::debug_query::<Sqlite, _>(&update().keep()).to_string(),
            diesel::debug_query::<Sqlite, _>(&update()).to_string(),
        );
        assert_eq!(with, without);
    }
}
