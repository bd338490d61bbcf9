//! Many rows written at once, each engine in the way that costs it least.

use diesel::{
    PgConnection, QueryResult, RunQueryDsl,
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
};

/// Rows that one statement of Postgres writes at most.
#[doc(hidden)]
pub const ROWS: usize = 1000;

/// The rows as one array for each column: the statement is the same for any number of them, so it is read once.
#[doc(hidden)]
#[derive(Debug)]
pub struct Columns<A> {
    pub head: &'static str,
    pub arrays: A,
    pub tail: &'static str,
}

impl<A> QueryId for Columns<A> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl<A: QueryFragment<Pg>> QueryFragment<Pg> for Columns<A> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.head);
        self.arrays.walk_ast(out.reborrow())?;
        out.push_sql(self.tail);
        Ok(())
    }
}
impl<A> RunQueryDsl<PgConnection> for Columns<A> {}

/// Writes a row of a table for each item of a slice, and returns how many were written:
/// `insert_rows!(c, note, names, |name| { id: NoteId::new(), name: name.as_str() })`. With `or_nothing` at the end, a row
/// that meets another's key is left out; with `or_set id { name }`, the row of that key takes these columns instead. A value
/// may be worked out once for each engine.
///
/// Postgres reads the columns as arrays; SQLite, which has no way to go, runs one prepared statement for each row.
#[macro_export]
macro_rules! insert_rows {
    (@ $conn:expr, $table:ident, $rows:expr, $row:ident, [$first:ident: $start:expr $(, $column:ident: $value:expr)*], [$($clause:tt)*], [$($tail:tt)*]) => {{
        use $crate::macros::diesel::{Expression, ExpressionMethods, IntoSql, RunQueryDsl, sql_types::Array};
        #[allow(unused_imports, reason = "for upserts")]
        use $crate::Keep as _;
        let rows = &$rows[..];
        let mut written = 0;
        match &mut $conn.link {
            $crate::Link::Sqlite(k) => {
                for $row in rows {
                    let row = ($table::$first.eq($start) $(, $table::$column.eq($value))*);
                    written += $crate::macros::diesel::insert_into($table::table).values(row)$($clause)*.execute(*k)?;
                }
            }
            $crate::Link::Pg(k) => {
                for chunk in rows.chunks($crate::bulk::ROWS) {
                    #[allow(unused_variables, reason = "a column may be the same in every row")]
                    let arrays = (
                        chunk.iter().map(|$row| $start).collect::<Vec<_>>().into_sql::<Array<<$table::$first as Expression>::SqlType>>(),
                        $(chunk.iter().map(|$row| $value).collect::<Vec<_>>().into_sql::<Array<<$table::$column as Expression>::SqlType>>(),)*
                    );
                    let head = concat!(
                        "INSERT INTO ", stringify!($table), " (", stringify!($first) $(, ", ", stringify!($column))*, ") SELECT * FROM unnest("
                    );
                    written += $crate::bulk::Columns { head, arrays, tail: concat!(")", $($tail)*) }.execute(*k)?;
                }
            }
        }
        written
    }};
    ($conn:expr, $table:ident, $rows:expr, |$row:ident| { $($column:ident: $value:expr),+ $(,)? }) => {
        $crate::insert_rows!(@ $conn, $table, $rows, $row, [$($column: $value),+], [], [""])
    };
    ($conn:expr, $table:ident, $rows:expr, |$row:ident| { $($column:ident: $value:expr),+ $(,)? }, or_nothing) => {
        $crate::insert_rows!(@ $conn, $table, $rows, $row, [$($column: $value),+], [.on_conflict_do_nothing()], [" ON CONFLICT DO NOTHING"])
    };
    ($conn:expr, $table:ident, $rows:expr, |$row:ident| { $($column:ident: $value:expr),+ $(,)? }, or_set $key:ident { $one:ident $(, $more:ident)* }) => {
        $crate::insert_rows!(
            @ $conn, $table, $rows, $row, [$($column: $value),+],
            [.on_conflict($table::$key).do_update().set((
                $table::$one.eq($crate::macros::diesel::upsert::excluded($table::$one)),
                $($table::$more.eq($crate::macros::diesel::upsert::excluded($table::$more)),)*
            )).keep()],
            [
                " ON CONFLICT (", stringify!($key), ") DO UPDATE SET ",
                stringify!($one), " = excluded.", stringify!($one) $(, ", ", stringify!($more), " = excluded.", stringify!($more))*
            ]
        )
    };
}

/// Writes rows of a table that are structures: `insert_all!(c, note, rows)`.
///
/// One statement for all on Postgres, one prepared statement for each row on SQLite: see [`insert_rows!`].
#[macro_export]
macro_rules! insert_all {
    ($conn:expr, $table:ident, $rows:expr) => {{
        use $crate::macros::diesel::RunQueryDsl;
        let rows = &$rows[..];
        match &mut $conn.link {
            $crate::Link::Sqlite(k) => {
                for row in rows {
                    $crate::macros::diesel::insert_into($table::table).values(row).execute(*k)?;
                }
            }
            $crate::Link::Pg(k) => {
                for chunk in rows.chunks($crate::bulk::ROWS) {
                    $crate::macros::diesel::insert_into($table::table).values(chunk).execute(*k)?;
                }
            }
        }
    }};
}
