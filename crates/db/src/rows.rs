//! Rows of any table by its name, for what works by the data map rather than by a domain's types: export, erasure, clocks.
//!
//! Names come from the data map, never from a request, and are checked all the same; values are ids and times only. Run it
//! in `Scope::Platform`.
#![expect(clippy::disallowed_methods, reason = "tables that are known by name only")]

use diesel::{
    QueryableByName, RunQueryDsl,
    sql_types::{BigInt, Nullable, Text},
};
use kernel::{Error, Ts};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{Conn, Result, on};

/// A column as the catalogue has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub nullable: bool,
    /// Place in the primary key, from 1; 0 outside it.
    pub key: i64,
    /// Whether it holds bytes that are no id.
    pub bytes: bool,
    pub id: bool,
    pub text: bool,
}

/// A condition on one table's rows, for one engine.
#[derive(Clone, Debug)]
pub struct Filter(String);

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}
#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}
#[derive(QueryableByName)]
struct Moment {
    #[diesel(sql_type = Nullable<Text>)]
    word: Option<String>,
}
#[derive(QueryableByName)]
struct Described {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    required: i64,
    #[diesel(sql_type = BigInt)]
    key: i64,
}

/// A name of the data map in quotes. Errors: `internal` for what is no name.
fn name(word: &str) -> Result<String> {
    let fits = !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if fits {
        Ok(format!("\"{word}\""))
    } else {
        Err(Error::internal(format!("{word:?} is no name of a table or column")).into())
    }
}

fn id(c: &Conn<'_>, id: Uuid) -> String {
    if c.is_pg() { format!("'{id}'::uuid") } else { format!("X'{}'", id.simple()) }
}

impl Filter {
    pub fn all() -> Self {
        Self("1 = 1".to_owned())
    }

    /// `column` is one of `ids`.
    pub fn among(c: &Conn<'_>, column: &str, ids: &[Uuid]) -> Result<Self> {
        let list: Vec<String> = ids.iter().map(|one| id(c, *one)).collect();
        Ok(if list.is_empty() { Self("1 = 0".to_owned()) } else { Self(format!("{} IN ({})", name(column)?, list.join(", "))) })
    }

    /// `column` is the `key` of a row of `table` for which `inner` holds.
    pub fn within(column: &str, table: &str, key: &str, inner: &Self) -> Result<Self> {
        Ok(Self(format!("{} IN (SELECT {} FROM {} WHERE {})", name(column)?, name(key)?, name(table)?, inner.0)))
    }

    /// `column` has a time before `at`.
    pub fn before(c: &Conn<'_>, column: &str, at: Ts) -> Result<Self> {
        let at = if c.is_pg() { format!("'{at}'::timestamptz") } else { at.micros().to_string() };
        Ok(Self(format!("{} < {at}", name(column)?)))
    }

    /// `column` has a value.
    pub fn full(column: &str) -> Result<Self> {
        Ok(Self(format!("{} IS NOT NULL", name(column)?)))
    }

    /// `column` has none.
    pub fn empty(column: &str) -> Result<Self> {
        Ok(Self(format!("{} IS NULL", name(column)?)))
    }

    /// A condition as the data map words it, the same on both engines.
    pub fn said(words: &str) -> Self {
        Self(format!("({words})"))
    }

    pub fn any(of: Vec<Self>) -> Self {
        let all: Vec<String> = of.into_iter().map(|f| f.0).collect();
        Self(if all.is_empty() { "1 = 0".to_owned() } else { format!("({})", all.join(" OR ")) })
    }

    #[must_use]
    pub fn and(self, other: &Self) -> Self {
        Self(format!("({} AND {})", self.0, other.0))
    }

    /// Holds where the other does not; where that is unknown, it holds.
    #[must_use]
    pub fn and_not(self, other: &Self) -> Self {
        Self(format!("({} AND ({}) IS NOT TRUE)", self.0, other.0))
    }
}

fn words(c: &mut Conn<'_>, sql: String) -> Result<Vec<String>> {
    let rows: Vec<Word> = on!(c, k => diesel::sql_query(sql).load(*k))?;
    Ok(rows.into_iter().map(|row| row.word).collect())
}

fn moment(c: &mut Conn<'_>, sql: String) -> Result<Option<Ts>> {
    let found: Moment = on!(c, k => diesel::sql_query(sql).get_result(*k))?;
    Ok(found.word.as_deref().map(time).transpose()?)
}

/// A time of either engine: microseconds, or a text.
fn time(text: &str) -> kernel::Result<Ts> {
    match text.parse::<i64>() {
        Ok(micros) => Ok(Ts::from_micros(micros)),
        Err(_) => text.parse().map_err(Error::internal),
    }
}

/// The columns of a table, in order; none when there is no such table.
pub fn columns(c: &mut Conn<'_>, table: &str) -> Result<Vec<Column>> {
    name(table)?;
    let sql = if c.is_pg() {
        format!(
            "SELECT a.attname::text AS name, format_type(a.atttypid, NULL) AS kind, a.attnotnull::int::bigint AS required, \
             COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0)::bigint AS key \
             FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary \
             WHERE a.attrelid = to_regclass('\"{table}\"') AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"
        )
    } else {
        format!(
            "SELECT name, lower(type) AS kind, CAST(\"notnull\" AS INTEGER) AS required, CAST(pk AS INTEGER) AS key \
             FROM pragma_table_info('{table}') ORDER BY cid"
        )
    };
    let rows: Vec<Described> = on!(c, k => diesel::sql_query(sql).load(*k))?;
    let read = |row: Described| {
        let raw = matches!(row.kind.as_str(), "blob" | "bytea");
        let id = row.kind == "uuid" || (row.kind == "blob" && (row.name == "id" || row.name.ends_with("_id")));
        let text = row.kind == "text";
        Column { nullable: row.required == 0, key: row.key, bytes: raw && !id, id, text, name: row.name }
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Rows as documents: ids and times as text, bytes in hexadecimal, JSON as it is. In the order of the primary key.
pub fn read(
    c: &mut Conn<'_>,
    table: &str,
    columns: &[Column],
    filter: &Filter,
    limit: usize,
    offset: usize,
) -> Result<Vec<Map<String, Value>>> {
    let from = name(table)?;
    let mut key: Vec<&Column> = columns.iter().filter(|column| column.key > 0).collect();
    key.sort_by_key(|column| column.key);
    let key = key.iter().map(|column| name(&column.name)).collect::<Result<Vec<_>>>()?.join(", ");
    let order = if key.is_empty() { "1".to_owned() } else { key };
    let rest = format!("FROM {from} WHERE {} ORDER BY {order} LIMIT {limit} OFFSET {offset}", filter.0);
    let sql = if c.is_pg() {
        format!("SELECT row_to_json(t)::text AS word FROM (SELECT * {rest}) t")
    } else {
        let field = |column: &Column| {
            let quoted = name(&column.name)?;
            let value = if column.id || column.bytes { format!("lower(hex({quoted}))") } else { quoted.clone() };
            // hex(NULL) is an empty text.
            let value = if column.nullable { format!("CASE WHEN {quoted} IS NULL THEN NULL ELSE {value} END") } else { value };
            Ok(format!("'{}', {value}", column.name))
        };
        let fields = columns.iter().map(field).collect::<Result<Vec<_>>>()?;
        format!("SELECT json_object({}) AS word {rest}", fields.join(", "))
    };
    let plain = |text: String| -> Result<Map<String, Value>> {
        let mut row: Map<String, Value> = serde_json::from_str(&text).map_err(Error::internal)?;
        for column in columns {
            if let Some(value) = row.get_mut(&column.name) {
                neutral(column, value)?;
            }
        }
        Ok(row)
    };
    words(c, sql)?.into_iter().map(plain).collect()
}

/// The same value on both engines.
fn neutral(column: &Column, value: &mut Value) -> Result<()> {
    let fresh = match &*value {
        Value::String(text) if column.bytes => Some(Value::from(text.trim_start_matches("\\x"))),
        Value::String(text) if column.id => Some(Value::from(text.parse::<Uuid>().map_err(Error::internal)?.to_string())),
        Value::Number(number) if column.name.ends_with("_at") => {
            number.as_i64().map(|micros| Value::from(Ts::from_micros(micros).to_string()))
        }
        Value::String(text) if column.name.ends_with("_at") => Some(Value::from(time(text)?.to_string())),
        Value::String(text) if text.starts_with(['{', '[']) => serde_json::from_str(text).ok(),
        _ => None,
    };
    if let Some(fresh) = fresh {
        *value = fresh;
    }
    Ok(())
}

pub fn count(c: &mut Conn<'_>, table: &str, filter: &Filter) -> Result<i64> {
    let sql = format!("SELECT count(*) AS n FROM {} WHERE {}", name(table)?, filter.0);
    let found: Count = on!(c, k => diesel::sql_query(sql).get_result(*k))?;
    Ok(found.n)
}

/// The oldest and the newest time of a column.
pub fn span(c: &mut Conn<'_>, table: &str, column: &str, filter: &Filter) -> Result<(Option<Ts>, Option<Ts>)> {
    let (from, column) = (name(table)?, name(column)?);
    // Postgres says times in the words of ISO 8601 when they are JSON.
    let word = |what: &str| {
        if c.is_pg() {
            format!("SELECT to_json({what}({column}))#>>'{{}}' AS word FROM {from} WHERE {}", filter.0)
        } else {
            format!("SELECT CAST({what}({column}) AS TEXT) AS word FROM {from} WHERE {}", filter.0)
        }
    };
    let (oldest, newest) = (word("min"), word("max"));
    Ok((moment(c, oldest)?, moment(c, newest)?))
}

/// Ids in `column` of at most `limit` rows.
pub fn ids(c: &mut Conn<'_>, table: &str, column: &str, filter: &Filter, limit: usize) -> Result<Vec<Uuid>> {
    let (from, column) = (name(table)?, name(column)?);
    let text = if c.is_pg() { format!("{column}::text") } else { format!("hex({column})") };
    let sql = format!("SELECT {text} AS word FROM {from} WHERE {column} IS NOT NULL AND {} LIMIT {limit}", filter.0);
    words(c, sql)?.into_iter().map(|text| Ok(text.parse().map_err(Error::internal)?)).collect()
}

/// Deletes; returns how many.
pub fn delete(c: &mut Conn<'_>, table: &str, filter: &Filter) -> Result<usize> {
    let sql = format!("DELETE FROM {} WHERE {}", name(table)?, filter.0);
    Ok(on!(c, k => diesel::sql_query(sql).execute(*k))?)
}

/// Deletes at most `limit` rows; returns how many.
pub fn delete_some(c: &mut Conn<'_>, table: &str, filter: &Filter, limit: usize) -> Result<usize> {
    let row = if c.is_pg() { "ctid" } else { "rowid" };
    let from = name(table)?;
    let sql = format!("DELETE FROM {from} WHERE {row} IN (SELECT {row} FROM {from} WHERE {} LIMIT {limit})", filter.0);
    Ok(on!(c, k => diesel::sql_query(sql).execute(*k))?)
}

/// Sets an id; returns of how many rows.
pub fn set_id(c: &mut Conn<'_>, table: &str, column: &str, to: Uuid, filter: &Filter) -> Result<usize> {
    let sql = format!("UPDATE {} SET {} = {} WHERE {}", name(table)?, name(column)?, id(c, to), filter.0);
    Ok(on!(c, k => diesel::sql_query(sql).execute(*k))?)
}

/// Empties columns: no value where there may be none, else no characters. Returns how many rows had any.
pub fn blank(c: &mut Conn<'_>, table: &str, columns: &[&Column], filter: &Filter) -> Result<usize> {
    let mut sets = Vec::with_capacity(columns.len());
    let mut full = Vec::with_capacity(columns.len());
    for column in columns {
        let quoted = name(&column.name)?;
        let empty = match () {
            () if column.nullable => "NULL",
            () if column.text => "''",
            () => return Err(Error::internal(format!("{table}.{} cannot be emptied", column.name)).into()),
        };
        full.push(if column.nullable { format!("{quoted} IS NOT NULL") } else { format!("{quoted} <> ''") });
        sets.push(format!("{quoted} = {empty}"));
    }
    let sql = format!("UPDATE {} SET {} WHERE ({}) AND {}", name(table)?, sets.join(", "), full.join(" OR "), filter.0);
    Ok(on!(c, k => diesel::sql_query(sql).execute(*k))?)
}
