//! The privacy desk over the whole data map: a value planted in every personal column of every table is in the copy that its
//! person asks for, and is nowhere after their erasure except where a law keeps it.
#![expect(clippy::disallowed_methods, reason = "rows of every table are planted by raw SQL")]

use std::{collections::BTreeMap, io::Read, time::Duration};

use db::{Dialect, rows, rows::Filter};
use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::Text};
use kernel::{Id, PLATFORM, Scope, Ts};
use privacy::{Map, SubjectKind, map::Act};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{Person, World};

fn map() -> Map {
    Map::parse(&std::fs::read_to_string(testkit::root().join("migrations/data-map.toml")).unwrap()).unwrap()
}

/// A value that was planted.
#[derive(Clone, Debug)]
struct Plant {
    table: String,
    column: String,
    value: String,
    sealed: bool,
}

#[derive(QueryableByName)]
struct Word {
    #[diesel(sql_type = Text)]
    word: String,
}

/// Words that a column's CHECK allows, by table and column, read from the embedded store's own schema.
type Checks = BTreeMap<(String, String), Vec<String>>;

fn checks() -> Checks {
    let mut c =
        <diesel::SqliteConnection as diesel::Connection>::establish(&testkit::sqlite_template().to_string_lossy()).unwrap();
    let tables: Vec<Word> =
        sql_query("SELECT name || ' ' || sql AS word FROM sqlite_master WHERE type = 'table'").load(&mut c).unwrap();
    let mut found = BTreeMap::new();
    for Word { word } in tables {
        let (table, sql) = word.split_once(' ').unwrap();
        for part in sql.split("CHECK").skip(1) {
            let body = part.split("))").next().unwrap_or_default();
            let column = body.trim_start_matches([' ', '(']).split([' ', ')']).next().unwrap_or_default().to_owned();
            let words: Vec<String> = body.split('\'').skip(1).step_by(2).map(ToOwned::to_owned).collect();
            if !words.is_empty() {
                found.insert((table.to_owned(), column), words);
            }
        }
    }
    found
}

/// Words of `state` that nothing waits for.
const OVER: &[&str] = &[
    "completed",
    "settled",
    "closed",
    "paid",
    "resolved",
    "won",
    "dismissed",
    "passed",
    "done",
    "lifted",
    "ready",
    "accepted",
    "canceled",
];

fn fixed(of: &str) -> Uuid {
    let sum = of.bytes().fold(7_u128, |sum, byte| sum.wrapping_mul(131).wrapping_add(u128::from(byte)));
    Uuid::from_u128(sum << 40 | 0xfeed)
}

/// Plants a row of each table that is such a person's, with a value of its own in every column that holds text or is sealed.
async fn plant(world: &World, kind: SubjectKind, id: Uuid, tenant: Uuid, skip: &'static [&'static str], at: Ts) -> Vec<Plant> {
    let (map, checks, seal) = (map(), checks(), world.app.app.seal.clone());
    let pg = world.app.base.options.dialect() == Dialect::Postgres;
    world
        .app
        .app
        .db
        .write(Scope::Platform, move |c| {
            unchecked(c, pg)?;
            let mut plants = Vec::new();
            let key = seal.data_key(c, kernel::TenantId::from_uuid(tenant), "planted", id, at)?;
            for table in map.of(kind).into_iter().rev().filter(|table| !skip.contains(table)) {
                let about = map.get(table).unwrap();
                let columns = rows::columns(c, table)?;
                let jsons = documents(c, table, pg);
                let row = Planting { kind, id, tenant, at, pg, table, about, ways: map.ways(table, kind), jsons };
                let mut mine = Vec::new();
                let mut fields = Vec::new();
                for column in &columns {
                    fields.push((format!("\"{}\"", column.name), row.value(column, &checks, &key, &mut mine)));
                }
                let (names, values): (Vec<_>, Vec<_>) = fields.into_iter().unzip();
                let sql = format!(
                    "INSERT INTO \"{table}\" ({}) VALUES ({}) ON CONFLICT DO NOTHING",
                    names.join(", "),
                    values.join(", ")
                );
                let done = db::on!(c, k => sql_query(&sql).execute(*k));
                if done.unwrap_or_else(|error| panic!("{table}: {error}\n{sql}")) == 1 {
                    plants.extend(mine);
                }
            }
            Ok(plants)
        })
        .await
        .unwrap()
}

/// What is planted need not make sense: no CHECK of the test's own store looks at it.
fn unchecked(c: &mut db::Conn<'_>, pg: bool) -> db::Result<()> {
    let drop = "DO $$ DECLARE r record; BEGIN FOR r IN SELECT conrelid::regclass AS t, conname AS n FROM pg_constraint \
                WHERE contype = 'c' AND connamespace = 'public'::regnamespace \
                LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.t, r.n); END LOOP; END $$";
    let sql = if pg { drop } else { "PRAGMA ignore_check_constraints = ON" };
    db::on!(c, k => sql_query(sql).execute(*k))?;
    Ok(())
}

/// A row that is planted.
struct Planting<'a> {
    kind: SubjectKind,
    id: Uuid,
    tenant: Uuid,
    at: Ts,
    pg: bool,
    table: &'a str,
    about: &'a privacy::map::Table,
    ways: Vec<privacy::map::Link<'a>>,
    jsons: Vec<String>,
}

impl Planting<'_> {
    fn bytes(&self, hex: &str) -> String {
        if self.pg { format!("'\\x{hex}'") } else { format!("X'{hex}'") }
    }

    /// A column's value as SQL; what is readable in it is told.
    fn value(&self, column: &rows::Column, checks: &Checks, key: &seal::DataKey, mine: &mut Vec<Plant>) -> String {
        let (table, name) = (self.table, column.name.as_str());
        let own = fixed(&format!("{table}.{name}"));
        let marker = format!("planted-{}-{table}-{name}", self.kind.as_str());
        let plant = |sealed| Plant { table: table.to_owned(), column: name.to_owned(), value: marker.clone(), sealed };
        if column.id {
            let id = self.named(name, own);
            return if self.pg { format!("'{id}'") } else { format!("X'{}'", id.simple()) };
        }
        if self.about.columns.get(name).is_some_and(|class| class == "personal_sealed") {
            mine.push(plant(true));
            let row = match self.about.sealed_by.as_deref() {
                Some(place) => self.named(place, fixed(&format!("{table}.{place}"))),
                None => self.named("id", fixed(&format!("{table}.id"))),
            };
            let called = if self.about.sealed_as.contains_key(name) { "answer.typing" } else { name };
            let place = seal::Place { table: leak(table), column: leak(called), row };
            return self.bytes(&audit::hex(&key.seal(&place, marker.as_bytes())));
        }
        if let Some(words) = checks.get(&(table.to_owned(), name.to_owned())) {
            let over = OVER.iter().map(|word| (*word).to_owned()).find(|word| words.contains(word));
            let word = if name == "kind" && table == "interview_part" {
                "typing"
            } else {
                over.as_ref().or(words.last()).unwrap().as_str()
            };
            return format!("'{word}'");
        }
        let json = self.jsons.iter().any(|json| json == name);
        match () {
            () if column.bytes => self.bytes(&own.simple().to_string()),
            () if name.ends_with("_at") => {
                // What has its own day of deletion is not deleted on it.
                let at = if name == "delete_at" { self.at.plus(Duration::from_secs(86_400)) } else { self.at };
                if self.pg { format!("'{at}'") } else { at.micros().to_string() }
            }
            () if column.text || json => {
                mine.push(plant(false));
                if json { format!("'\"{marker}\"'") } else { format!("'{marker}'") }
            }
            () if name.starts_with("is_") && self.pg => "true".to_owned(),
            () => "0".to_owned(),
        }
    }

    /// The id in a column: the person's, a parent's, the tenant's, or one of its own.
    fn named(&self, column: &str, own: Uuid) -> Uuid {
        match self.ways.iter().find(|way| way.column == column).map(|way| way.to) {
            Some(None) => self.id,
            Some(Some((parent, key))) => fixed(&format!("{parent}.{key}")),
            None if column == "tenant_id" => self.tenant,
            None => own,
        }
    }
}

/// Names of tables and columns that live as long as the test.
fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

/// Columns that hold JSON on Postgres.
fn documents(c: &mut db::Conn<'_>, table: &str, pg: bool) -> Vec<String> {
    if !pg {
        return Vec::new();
    }
    let sql = format!(
        "SELECT column_name::text AS word FROM information_schema.columns WHERE table_name = '{table}' AND data_type = 'jsonb'"
    );
    let rows: Vec<Word> = db::on!(c, k => sql_query(&sql).load(*k)).unwrap();
    rows.into_iter().map(|row| row.word).collect()
}

/// Every text of every file of a copy.
async fn copy(person: &Person<'_>, base: &str) -> String {
    let asked = person.post(base, json!({})).await.ok();
    assert_eq!(asked["state"], "waiting");
    let again = person.post(base, json!({})).await;
    assert_eq!(again.code(), "conflict", "one at a time");
    person.world.app.settle().await;
    let ready = person.get(base).await.ok()["items"][0].clone();
    assert_eq!((&ready["state"], &ready["done"]), (&json!("ready"), &ready["total"]), "{ready}");
    let files = if base.starts_with("/widget") { base } else { "/exports" };
    let mut text = String::new();
    for part in 1..=ready["parts"].as_i64().unwrap() {
        let file = person.get(&format!("{files}/{}/files/{part}", ready["id"].as_str().unwrap())).await;
        assert_eq!(file.status, 200, "{}", file.body);
        text.push_str(&unzipped(&file.bytes));
    }
    text
}

fn unzipped(bytes: &[u8]) -> String {
    let (mut at, mut text) = (0, String::new());
    let number = |at: usize, n: usize| bytes[at..at + n].iter().rev().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
    while bytes[at..].starts_with(b"PK\x03\x04") {
        let (packed, name) = (number(at + 18, 4), number(at + 26, 2));
        let body = at + 30 + name;
        flate2::read::DeflateDecoder::new(&bytes[body..body + packed]).read_to_string(&mut text).unwrap();
        at = body + packed;
    }
    text
}

/// Where planted values still are: files of the embedded store, or columns of Postgres.
async fn left(world: &World, plants: &[Plant]) -> Vec<String> {
    let base = &world.app.base;
    if base.options.dialect() == Dialect::Sqlite {
        let files = std::fs::read_dir(&base.dir).unwrap().flatten().filter(|f| f.path().is_file());
        let all: Vec<Vec<u8>> = files.map(|file| std::fs::read(file.path()).unwrap()).collect();
        let holds =
            |plant: &&Plant| all.iter().any(|bytes| bytes.windows(plant.value.len()).any(|w| w == plant.value.as_bytes()));
        return plants.iter().filter(holds).map(|plant| plant.value.clone()).collect();
    }
    // A job's error quotes what it could not read of planted nonsense; it goes within a week.
    let tables: Vec<String> = map().tables().map(|(name, _)| name.to_owned()).filter(|name| name != "job").collect();
    let rows: String = world
        .app
        .read(move |c| {
            let mut all = String::new();
            for table in &tables {
                let columns = rows::columns(c, table)?;
                for row in rows::read(c, table, &columns, &Filter::all(), 100_000, 0)? {
                    all.push_str(&Value::Object(row).to_string());
                }
            }
            Ok(all)
        })
        .await;
    plants.iter().filter(|plant| rows.contains(&plant.value)).map(|plant| plant.value.clone()).collect()
}

/// Values that may stay: rows that a law keeps, without the words that are emptied.
fn lawful(map: &Map, kind: SubjectKind, plant: &Plant) -> bool {
    match map.act(&plant.table, kind) {
        Some(Act::Keep) => true,
        Some(Act::Blank) => !map.get(&plant.table).unwrap().erase.as_ref().unwrap().blank.contains(&plant.column),
        _ => false,
    }
}

fn hidden(map: &Map, kind: SubjectKind, plant: &Plant) -> bool {
    let table = map.get(&plant.table).unwrap();
    table.hide.contains(&plant.column)
        || table.columns.get(&plant.column).is_some_and(|class| class == "secret_hash")
        || kind == SubjectKind::Customer && table.who.person.contains(&plant.column)
}

fn uuid(value: &Value) -> Uuid {
    value.as_str().unwrap().parse().unwrap()
}

/// Copy, erasure, certificate and log of one planted person.
async fn told_and_gone(world: &World, person: &Person<'_>, kind: SubjectKind, plants: &[Plant]) {
    let map = map();
    let (exports, erasure) =
        if kind == SubjectKind::Customer { ("/widget/exports", "/widget/erasure") } else { ("/me/exports", "/me/erasure") };
    let text = copy(person, exports).await;
    let missing: Vec<&Plant> = plants.iter().filter(|p| !hidden(&map, kind, p) && !text.contains(&p.value)).collect();
    assert!(missing.is_empty(), "{} of {} not in the copy: {missing:?}", missing.len(), plants.len());
    let shown: Vec<&Plant> = plants.iter().filter(|p| hidden(&map, kind, p) && text.contains(&p.value)).collect();
    assert!(shown.is_empty(), "secrets in the copy: {shown:?}");

    let admin = world.admin().await;
    let asked = person.post(erasure, json!({})).await.ok();
    assert_eq!(asked["blocked"], json!([]), "{asked}");
    let id = asked["id"].as_str().unwrap().to_owned();
    if kind == SubjectKind::Person {
        person.post("/me/erasure/withdraw", json!({})).await;
        let id = person.post(erasure, json!({})).await.ok()["id"].as_str().unwrap().to_owned();
        assert_eq!(person.post(&format!("/erasures/{id}/carry-out"), json!({})).await.code(), "forbidden");
        admin.post(&format!("/erasures/{id}/carry-out"), json!({})).await;
        certified(world, &id, &admin, plants, kind).await;
    } else {
        certified(world, &id, &admin, plants, kind).await;
    }
}

async fn certified(world: &World, id: &str, admin: &Person<'_>, plants: &[Plant], kind: SubjectKind) {
    let map = map();
    world.app.settle().await;
    world.app.settle().await;
    let done = world.app.get(&format!("/public/erasures/{id}")).send().await.ok();
    assert!(done["certificate"]["keys_destroyed"].as_i64().unwrap() >= 1, "{done}");
    assert!(done["proof"]["seq"].is_number(), "a leaf of the log: {done}");
    let touched = done["certificate"]["touched"].as_object().unwrap();
    for plant in plants.iter().filter(|plant| map.act(&plant.table, kind) == Some(Act::Delete)) {
        assert!(touched[&plant.table]["deleted"].as_i64().unwrap() >= 1, "{}: {done}", plant.table);
    }
    let kept = done["certificate"]["kept"].as_array().unwrap();
    assert!(kept.iter().all(|one| one["law"].is_string() && one["rows"].as_i64().unwrap() > 0), "{done}");
    let left = left(world, plants).await;
    let unlawful: Vec<&Plant> =
        plants.iter().filter(|plant| left.contains(&plant.value) && (plant.sealed || !lawful(&map, kind, plant))).collect();
    assert!(unlawful.is_empty(), "still in the store: {unlawful:?}");
    assert!(!left.is_empty(), "what a law keeps is kept, so the search means something");
    let seal = world.app.app.seal.clone();
    let report = world.app.read(move |c| audit::verify(c, &audit::Signer::of(&seal).key())).await;
    assert!(report.holds() && report.erased > 0, "proofs of old leaves hold: {report:?}");
    let listed = admin.get("/erasures").await.ok();
    let this = listed["items"].as_array().unwrap().iter().find(|one| one["id"] == id).unwrap();
    assert_eq!(this["state"], "done");
}

testkit::both! {
    async fn a_workers_data_is_told_whole_and_gone_but_for_the_law(base: Base) {
        let world = World::new(base).await;
        let worker = world.sign_up("planted@example.com", "worker").await;
        worker.consent().await;
        let id = uuid(&worker.account["id"]);
        let plants = plant(&world, SubjectKind::Person, id, PLATFORM.uuid(), &["account", "privacy_export", "privacy_erasure"], world.app.now()).await;
        assert!(plants.len() > 100, "{}", plants.len());
        told_and_gone(&world, &worker, SubjectKind::Person, &plants).await;
        let name = Plant { table: "account".to_owned(), column: "name".to_owned(), value: "林一".to_owned(), sealed: false };
        assert!(left(&world, &[name]).await.is_empty());
        assert_eq!(worker.get("/me").await.status, 401);
        let again = world.app.post("/sign-in", &json!({ "email": "planted@example.com", "password": "correct horse battery" })).send().await;
        assert_eq!(again.code(), "wrong_credentials");
        // Nobody's number is no certificate.
        assert_eq!(world.app.get(&format!("/public/erasures/{}", Id::<()>::new())).send().await.code(), "not_found");
    }

    async fn a_customers_data_is_told_whole_and_gone(base: Base) {
        let world = World::new(base).await;
        let owner = world.sign_up("shop@example.com", "enterprise").await;
        let project = crate::journey::funded_project(&owner).await;
        let customer = world.visitor(project["widget_token"].as_str().unwrap(), json!({ "phone": "13812345678" })).await;
        let tenant = uuid(&owner.account["tenant"]["id"]);
        let plants = plant(&world, SubjectKind::Customer, uuid(&customer.account["id"]), tenant, &["contact", "privacy_export", "privacy_erasure"], world.app.now()).await;
        assert!(plants.len() > 20, "{}", plants.len());
        told_and_gone(&world, &customer, SubjectKind::Customer, &plants).await;
        let thread = customer.get("/widget/thread").await.body.to_string();
        assert!(!thread.contains("planted"), "{thread}");
    }

    async fn clocks_delete_unless_two_people_hold(base: Base) {
        let world = World::new(base).await;
        let owner = world.sign_up("shop@example.com", "enterprise").await;
        let tenant = uuid(&owner.account["tenant"]["id"]);
        let at = world.app.now();
        let customer = Id::<()>::new().uuid();
        let plants = plant(&world, SubjectKind::Customer, customer, tenant, &["privacy_export", "privacy_erasure", "audit_entry", "audit_detail"], at).await;
        let conversation = fixed("conversation.id");
        let count = |table: &'static str, column: &'static str, id: Uuid| {
            world.app.read(move |c| { let one = Filter::among(c, column, &[id])?; rows::count(c, table, &one) })
        };
        assert!(plants.len() > 20 && count("conversation", "id", conversation).await == 1);
        world.app.base.clock.advance(Duration::from_secs(731 * 86_400));
        let (first, second) = (world.admin().await, world.admin().await);
        assert_eq!(owner.get("/retention").await.status, 401, "an old session");

        let held = first.post("/holds", json!({ "conversation_id": conversation, "reason": "case 2026-17" })).await.ok();
        let steps = format!("/holds/{}/steps", held["id"].as_str().unwrap());
        assert_eq!(first.post(&steps, json!({ "step": "confirm" })).await.code(), "forbidden");
        second.post(&steps, json!({ "step": "confirm" })).await.ok();
        assert!(first.post("/retention/run", json!({})).await.status < 300);
        for table in ["message", "mask_token", "verdict", "procedure_run"] {
            assert_eq!(count(table, "conversation_id", conversation).await, 1, "{table} is held");
        }
        let clocks = first.get("/retention").await.ok();
        let clock = |clocks: &Value, table: &str| clocks["items"].as_array().unwrap().iter().find(|one| one["table"] == table).unwrap().clone();
        assert_eq!(clock(&clocks, "conversation")["held"], 1, "{clocks}");
        let asked = first.post("/erasures", json!({ "conversation_id": conversation })).await.ok();
        assert_eq!(asked["blocked"][0]["reason"], "legal_hold", "{asked}");

        first.post(&steps, json!({ "step": "lift" })).await.ok();
        assert_eq!(first.post(&steps, json!({ "step": "confirm_lift" })).await.code(), "forbidden");
        let lifted = second.post(&steps, json!({ "step": "confirm_lift" })).await.ok();
        assert_eq!(lifted["state"], "lifted");
        first.post("/retention/run", json!({})).await;
        for table in ["message", "mask_token", "mask_state", "verdict", "procedure_run", "token_use"] {
            assert_eq!(count(table, "conversation_id", conversation).await, 0, "{table}");
        }
        assert_eq!(count("conversation", "id", conversation).await, 0);
        let clocks = first.get("/retention").await.ok();
        assert_eq!((&clock(&clocks, "conversation")["held"], &clock(&clocks, "conversation")["deleted_ever"]), (&json!(0), &json!(1)), "{clocks}");
    }

    async fn one_verdict_and_one_offer_are_proved_by_the_log(base: Base) {
        use audit::merkle::{leaf, sha256, verify_inclusion};
        let world = World::new(base).await;
        crate::journey::lived(&world).await;
        world.settle().await;
        world.settle().await;
        let admin = world.admin().await;
        let stored = |table: &'static str| world.app.read(move |c| rows::ids(c, table, "id", &Filter::all(), 10));
        let (verdict, offer) = (stored("verdict").await[0], stored("reservation").await[0]);
        for (kind, id) in [("verdict", verdict), ("offer", offer)] {
            let proof = admin.get(&format!("/log/rows/{kind}/{id}")).await.ok();
            let hash = audit::hex(&leaf(kernel::canonical_json(&proof["content"]).as_bytes()));
            let words: Value = serde_json::from_str(proof["words"].as_str().unwrap()).unwrap();
            let place = proof["place"].as_u64().unwrap() as usize;
            assert_eq!(proof["content"]["row"].get("beside").is_some(), kind == "verdict", "what it was judged by: {proof}");
            assert_eq!((&proof["hash"], &words["rows"][place]), (&json!(hash), &json!(hash)), "{proof}");
            let bytes = |text: &Value| -> Vec<u8> {
                let text = text.as_str().unwrap();
                (0..text.len() / 2).map(|n| u8::from_str_radix(&text[2 * n..2 * n + 2], 16).unwrap()).collect()
            };
            let detail = audit::hex(&sha256(&[&bytes(&proof["salt"]), proof["words"].as_str().unwrap().as_bytes()]));
            let entry = proof["proof"]["entry_id"].as_str().unwrap().to_owned();
            let listed = admin.get("/audit/entries?action=log.batch").await.ok();
            assert!(listed["items"].as_array().unwrap().iter().any(|one| one["id"] == entry.as_str()), "{listed}");
            let sibling = |one: &Value| -> [u8; 32] { bytes(one).try_into().unwrap() };
            let path: Vec<[u8; 32]> = proof["proof"]["path"].as_array().unwrap().iter().map(sibling).collect();
            let at = &proof["proof"]["checkpoint"];
            let (seq, size) = (proof["proof"]["seq"].as_u64().unwrap(), at["size"].as_u64().unwrap());
            assert!(verify_inclusion(&sibling(&proof["proof"]["leaf"]), seq, size, &path, &sibling(&at["root"])), "{proof}");
            assert!(!detail.is_empty());
        }
        let stranger = world.sign_up("stranger@example.com", "worker").await;
        assert_eq!(stranger.get(&format!("/log/rows/verdict/{verdict}")).await.code(), "not_found");
    }
}
