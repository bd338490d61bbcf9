//! Rows by many ids: a condition that reads the same for any number of them, so that a statement is prepared once.

use diesel::{
    QueryResult, TextExpressionMethods,
    dsl::Concat,
    expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate},
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{Array, Bool, Text, Uuid as PgUuid},
    sqlite::Sqlite,
};
use kernel::Id;
use uuid::Uuid;

/// `column` is one of some ids; see [`among`].
#[derive(Clone, Debug)]
pub struct Among<C> {
    column: C,
    ids: Vec<Uuid>,
    /// For SQLite, which has no arrays: a JSON array of hexadecimal words.
    words: String,
}

/// Rows whose `column` is one of `ids`: what `eq_any` asks for, without a statement of its own for each length. SQLite spends
/// four milliseconds on reading one with a thousand parameters.
pub fn among<C, K>(column: C, ids: &[Id<K>]) -> Among<C> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let mut words = String::with_capacity(ids.len() * 35 + 2);
    let mut hex = [0; 32];
    for id in &ids {
        words.push_str(if words.is_empty() { "[\"" } else { "\",\"" });
        words.push_str(id.simple().encode_lower(&mut hex));
    }
    words.push_str(if words.is_empty() { "[]" } else { "\"]" });
    Among { column, ids, words }
}

/// The text of a `column` as no index has it. For rows that are found by their ids and must be in a certain state: both
/// engines would otherwise take the index of all that are in that state, walk it for each id, and take a batch of 256 ten
/// times as long where thousands are.
pub fn unindexed<C>(column: C) -> Concat<C, &'static str>
where
    C: TextExpressionMethods + Expression<SqlType = Text>,
{
    column.concat("")
}

impl<C: Expression> Expression for Among<C> {
    type SqlType = Bool;
}
impl<C: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for Among<C> {}
impl<C: SelectableExpression<QS>, QS> SelectableExpression<QS> for Among<C> {}
impl<C> ValidGrouping<()> for Among<C> {
    type IsAggregate = is_aggregate::No;
}
impl<C: QueryId> QueryId for Among<C> {
    type QueryId = Among<C::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = C::HAS_STATIC_QUERY_ID;
}
impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Among<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (SELECT unhex(value) FROM json_each(");
        out.push_bind_param::<Text, String>(&self.words)?;
        out.push_sql("))");
        Ok(())
    }
}
impl<C: QueryFragment<Pg>> QueryFragment<Pg> for Among<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" = ANY(");
        out.push_bind_param::<Array<PgUuid>, Vec<Uuid>>(&self.ids)?;
        out.push_sql(")");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use diesel::{debug_query, prelude::*};

    use super::*;

    diesel::table! {
        use kernel::sql::*;
        note (id) { id -> Uid, }
    }

    #[test]
    fn the_words_are_the_same_for_any_number_of_ids() {
        let text = |n: u128| {
            let ids: Vec<Id<()>> = (0..n).map(Id::from_u128).collect();
            let query = note::table.filter(among(note::id, &ids)).select(note::id);
            let [lite, pg] = [debug_query::<Sqlite, _>(&query).to_string(), debug_query::<Pg, _>(&query).to_string()];
            let words = |text: &str| text.split(" -- ").next().unwrap_or_default().to_owned();
            (words(&lite), words(&pg), lite)
        };
        let (lite, pg, none) = text(0);
        assert!(none.contains("[]"), "{none}");
        let (_, _, two) = text(2);
        assert!(two.contains("00000000000000000000000000000001"), "{two}");
        for n in [1, 2, 1000] {
            let (l, p, _) = text(n);
            assert_eq!((l, p), (lite.clone(), pg.clone()));
        }
    }
}
