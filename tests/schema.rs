//! Both engines have one schema: same tables, columns, keys, indexes and checks; every down undoes its up.
#![expect(clippy::disallowed_methods, reason = "the catalogues of both engines are read by raw SQL")]

use std::collections::{BTreeMap, BTreeSet};

use db::{Db, Dialect};
use diesel::{
    Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query,
    sql_types::{BigInt, Text},
};
use diesel_migrations::FileBasedMigrations;
use testkit::{Base, Engine, migrations_dir, root};

/// A table in neutral words.
#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    /// (name, logical type, not null), in order.
    columns: Vec<(String, String, bool)>,
    key: Vec<String>,
    /// (columns, unique, partial).
    indexes: BTreeSet<(Vec<String>, bool, bool)>,
    checks: BTreeSet<String>,
}

type Schema = BTreeMap<String, Table>;

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}
#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    required: i64,
    #[diesel(sql_type = BigInt)]
    key: i64,
}
#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Text)]
    columns: String,
    #[diesel(sql_type = BigInt)]
    is_unique: i64,
    #[diesel(sql_type = BigInt)]
    is_partial: i64,
}

const OWN: &str = "__diesel_schema_migrations";

fn list(text: &str) -> Vec<String> {
    text.split(',').map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()).collect()
}

/// What each `CHECK (…)` of a table's text says.
fn checks(sql: &str) -> Vec<&str> {
    let body = |part: &'_ str| {
        let mut depth = 0;
        part.find(|c| {
            depth += i32::from(c == '(') - i32::from(c == ')');
            c == ')' && depth == 0
        })
    };
    sql.split("CHECK").skip(1).map(|part| &part[..body(part).unwrap_or(part.len())]).collect()
}

/// `CHECK (state IN ('a', 'b'))` or `CHECK (state = 'a' OR state = 'b')` of either engine as `state in a b`.
fn neutral_check(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let column = lower
        .trim_start_matches("check")
        .trim_start_matches([' ', '('])
        .split([' ', ')', '='])
        .next()?
        .trim_matches(['(', '"'])
        .to_owned();
    let mut words: Vec<String> = text.split('\'').skip(1).step_by(2).map(ToOwned::to_owned).collect();
    words.sort();
    if words.is_empty() { None } else { Some(format!("{column} in {}", words.join(" "))) }
}

fn logical(dialect: Dialect, name: &str, kind: &str) -> String {
    let kind = kind.to_lowercase();
    let by_name = || match () {
        () if name.ends_with("_at") => "time",
        () if name.starts_with("is_") => "bool",
        () => "int",
    };
    let word = match (dialect, kind.as_str()) {
        (Dialect::Sqlite, "integer") => by_name(),
        (Dialect::Sqlite, "blob") if name == "id" || name.ends_with("_id") => "uuid",
        (Dialect::Sqlite, "blob") => "bytes",
        (Dialect::Sqlite, "text") => "text",
        (Dialect::Sqlite, "real") => "float",
        (Dialect::Postgres, "uuid") => "uuid",
        (Dialect::Postgres, "timestamp with time zone") => "time",
        (Dialect::Postgres, "boolean") => "bool",
        (Dialect::Postgres, "bigint") => "int",
        // SQLite has no JSON type: a document is text there.
        (Dialect::Postgres, "text" | "jsonb") => "text",
        (Dialect::Postgres, "bytea") => "bytes",
        (Dialect::Postgres, "double precision") => "float",
        (_, other) => return format!("UNPORTABLE {other}"),
    };
    word.to_owned()
}

fn read_sqlite(url: &str) -> Schema {
    let mut c = SqliteConnection::establish(url).unwrap();
    let names: Vec<Word> = sql_query("SELECT name AS word FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .load(&mut c)
        .unwrap();
    let mut schema = Schema::new();
    for Word { word: name } in names.into_iter().filter(|w| w.word != OWN) {
        let columns: Vec<Column> = sql_query(format!(
            "SELECT name, type AS kind, CAST(\"notnull\" AS INTEGER) AS required, CAST(pk AS INTEGER) AS key FROM pragma_table_info('{name}') ORDER BY cid"
        )).load(&mut c).unwrap();
        let mut table = Table::default();
        let mut key: Vec<(i64, String)> = columns.iter().filter(|x| x.key > 0).map(|x| (x.key, x.name.clone())).collect();
        key.sort();
        table.key = key.into_iter().map(|(_, n)| n).collect();
        table.columns =
            columns.iter().map(|x| (x.name.clone(), logical(Dialect::Sqlite, &x.name, &x.kind), x.required == 1)).collect();
        let indexes: Vec<Index> = sql_query(format!(
            "SELECT (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) AS columns, \"unique\" AS is_unique, partial AS is_partial \
             FROM pragma_index_list('{name}') l WHERE origin <> 'pk'"
        )).load(&mut c).unwrap();
        table.indexes = indexes.into_iter().map(|i| (list(&i.columns), i.is_unique == 1, i.is_partial == 1)).collect();
        let sql: Vec<Word> =
            sql_query(format!("SELECT sql AS word FROM sqlite_master WHERE name = '{name}'")).load(&mut c).unwrap();
        let said = checks(&sql[0].word);
        // SQLite builds a set for a longer list each time that it writes a row, which costs more than the row.
        let listed = |check: &&&str| check.contains(" IN (") && check.matches(',').count() > 1;
        assert_eq!(said.iter().find(listed), None, "{name}: say `a = 'x' OR a = 'y'`");
        table.checks = said.into_iter().filter_map(neutral_check).collect();
        schema.insert(name, table);
    }
    schema
}

fn read_postgres(url: &str) -> Schema {
    let mut c = PgConnection::establish(url).unwrap();
    let names: Vec<Word> =
        sql_query("SELECT tablename::text AS word FROM pg_tables WHERE schemaname = 'public'").load(&mut c).unwrap();
    let mut schema = Schema::new();
    for Word { word: name } in names.into_iter().filter(|w| w.word != OWN) {
        let columns: Vec<Column> = sql_query(format!(
            "SELECT a.attname::text AS name, format_type(a.atttypid, NULL) AS kind, a.attnotnull::int::bigint AS required, \
             COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0)::bigint AS key \
             FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary \
             WHERE a.attrelid = '\"{name}\"'::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"
        ))
        .load(&mut c)
        .unwrap();
        let mut table = Table::default();
        let mut key: Vec<(i64, String)> = columns.iter().filter(|x| x.key > 0).map(|x| (x.key, x.name.clone())).collect();
        key.sort();
        table.key = key.into_iter().map(|(_, n)| n).collect();
        table.columns =
            columns.iter().map(|x| (x.name.clone(), logical(Dialect::Postgres, &x.name, &x.kind), x.required == 1)).collect();
        let indexes: Vec<Index> = sql_query(format!(
            "SELECT (SELECT string_agg(pg_get_indexdef(i.indexrelid, n, true), ',' ORDER BY n) FROM generate_series(1, i.indnkeyatts) n) AS columns, \
             i.indisunique::int::bigint AS is_unique, (i.indpred IS NOT NULL)::int::bigint AS is_partial \
             FROM pg_index i WHERE i.indrelid = '\"{name}\"'::regclass AND NOT i.indisprimary"
        )).load(&mut c).unwrap();
        table.indexes = indexes.into_iter().map(|i| (list(&i.columns), i.is_unique == 1, i.is_partial == 1)).collect();
        let checks: Vec<Word> = sql_query(format!(
            "SELECT pg_get_constraintdef(oid) AS word FROM pg_constraint WHERE conrelid = '\"{name}\"'::regclass AND contype = 'c'"
        )).load(&mut c).unwrap();
        table.checks = checks.iter().filter_map(|w| neutral_check(&w.word)).collect();
        schema.insert(name, table);
    }
    schema
}

fn source(dialect: Dialect) -> FileBasedMigrations {
    FileBasedMigrations::from_path(migrations_dir(dialect)).unwrap()
}

fn read(base: &Base) -> Schema {
    match base.options.dialect() {
        Dialect::Sqlite => read_sqlite(&base.options.url),
        Dialect::Postgres => read_postgres(&base.options.url),
    }
}

#[test]
fn both_engines_have_one_schema() {
    let sqlite = read(&Base::new(Engine::Sqlite).unwrap());
    let Some(postgres) = Base::new(Engine::Postgres) else { return println!("skipped: no Postgres here") };
    let postgres = read(&postgres);
    assert_eq!(sqlite.keys().collect::<Vec<_>>(), postgres.keys().collect::<Vec<_>>());
    for (name, table) in &sqlite {
        assert_eq!(Some(table), postgres.get(name), "table {name}: SQLite left, Postgres right");
        let unportable: Vec<_> = table.columns.iter().filter(|(_, kind, _)| kind.starts_with("UNPORTABLE")).collect();
        assert!(unportable.is_empty(), "{name}: {unportable:?}");
        assert!(!table.key.is_empty(), "{name} has no primary key");
    }
}

#[test]
fn every_down_undoes_its_up() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(base) = Base::new(engine) else { continue };
        let before = read(&base);
        let (sqlite, postgres) = (source(Dialect::Sqlite), source(Dialect::Postgres));
        db::revert_all(&base.options, &sqlite, &postgres).unwrap();
        assert!(read(&base).is_empty(), "{engine:?}: left behind: {:?}", read(&base).keys());
        db::migrate(&base.options, &sqlite, &postgres).unwrap();
        assert_eq!(before, read(&base), "{engine:?}");
        let again = db::migrate(&base.options, &sqlite, &postgres).unwrap();
        assert!(again.is_empty(), "a second run applied {again:?}");
        // The store opens on the result.
        Db::open(&base.options).unwrap();
    }
}

#[test]
fn every_tenant_table_has_the_second_wall() {
    let Some(base) = Base::new(Engine::Postgres) else { return println!("skipped: no Postgres here") };
    let mut c = PgConnection::establish(&base.options.url).unwrap();
    let open: Vec<Word> = sql_query(
        "SELECT c.relname::text AS word FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' \
         WHERE c.relkind = 'r' AND NOT (c.relrowsecurity AND c.relforcerowsecurity)",
    )
    .load(&mut c)
    .unwrap();
    let open: Vec<String> = open.into_iter().map(|w| w.word).filter(|w| w != "outbox").collect();
    assert!(open.is_empty(), "tables with tenant_id but without row-level security: {open:?}");
    let role: Vec<Word> =
        sql_query("SELECT usesuper::text AS word FROM pg_user WHERE usename = current_user").load(&mut c).unwrap();
    assert_eq!(role[0].word, "false", "tests must not run as a superuser: it walks through the wall");
}

#[test]
fn every_column_is_on_the_data_map() {
    let base = Base::new(Engine::Sqlite).unwrap();
    let text = std::fs::read_to_string(root().join("migrations/data-map.toml")).unwrap();
    let map: toml::Table = toml::from_str(&text).unwrap();
    let tables = map["table"].as_table().unwrap();
    let classes = ["operational", "pseudonymous", "personal_sealed", "secret_hash", "content_masked", "financial"];
    let mut wrong = Vec::new();
    for (name, table) in read(&base) {
        let Some(entry) = tables.get(&name) else {
            wrong.push(format!("{name} is missing"));
            continue;
        };
        wrong.extend(
            ["purpose", "retention"]
                .iter()
                .filter(|k| entry.get(**k).and_then(|v| v.as_str()).is_none_or(str::is_empty))
                .map(|k| format!("{name} has no {k}")),
        );
        let columns = entry.get("columns").and_then(|v| v.as_table()).cloned().unwrap_or_default();
        for (column, class) in &columns {
            if !table.columns.iter().any(|(n, _, _)| n == column) {
                wrong.push(format!("{name}.{column} does not exist"));
            }
            if !classes.contains(&class.as_str().unwrap_or("")) {
                wrong.push(format!("{name}.{column}: unknown class {class}"));
            }
        }
    }
    assert!(wrong.is_empty(), "migrations/data-map.toml:\n{}", wrong.join("\n"));
}
