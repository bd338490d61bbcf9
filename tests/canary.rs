//! Planted personal data: on every way in, then looked for in everything a worker, an operator or a thief could read.
//!
//! The list of ways in is the route table. A new route or socket operation fails here until it is given a class.
#![expect(clippy::disallowed_methods, reason = "the store's own catalogue is read by raw SQL")]

use std::{
    collections::BTreeMap,
    io::Write,
    sync::{Arc, Mutex, Once},
};

use db::Dialect;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, sql_query, sql_types::BigInt, sql_types::Text};
use gateway::wiring;
use http::Ctx;
use kernel::Id;
use serde_json::{Map, Value, json};

use crate::{
    journey::{admitted_worker, funded_project},
    world::{Person, World},
};

/// Ways in whose text is the sender's own word about themselves or their business, kept as they wrote it. No customer's
/// data belongs there, so none is planted. Everything else is planted in.
const OWN: &[(&str, &str)] = &[
    ("POST /sign-up", "the person's own name and address, sealed"),
    ("POST /sign-in", "the person's own address"),
    ("POST /sign-out", "takes nothing, and would end the session that asks"),
    ("POST /verify-email", "the person's own address"),
    ("POST /verify-email/resend", "the person's own address"),
    ("PUT /me", "the person's own name, sealed"),
    ("POST /me/passkeys/finish", "the person's own name for their device"),
    ("POST /me/devices/finish", "the person's own name for their device, sealed"),
    ("POST /me/devices/tpm/begin", "the person's own name for their device, sealed"),
    ("POST /desk/guard/verdict", "the page's own signed verdict, of which only codes and numbers are kept"),
    ("POST /camera/report", "what a telephone's browser calls its own camera"),
    ("POST /desk/guard/evidence", "the worker's own blurred picture, sealed"),
    ("POST /attestation/preview", "an admin's own policy, answered and forgotten"),
    ("POST /applications", "the candidate's own application"),
    ("PUT /applications/mine/vetting", "the candidate's own answers"),
    ("PUT /applications/mine/identity", "the candidate's own document, sealed and shown masked"),
    ("POST /applications/mine/appeal", "the candidate's own words to a judge, sealed"),
    ("POST /interview-rules", "an admin's own rules and vectors"),
    ("POST /interviews/mine/dialogue", "the candidate's own words to a robot"),
    ("POST /interviews/mine/typing", "the candidate's own typing of a given text"),
    ("PUT /uploads/{id}/chunks/{n}", "the candidate's own recording, sealed"),
    ("POST /reviews/{application_id}", "an admin's word on a candidate, sealed"),
    ("POST /accounts/{id}/suspend", "an admin's reason"),
    ("POST /projects", "the enterprise's own name for its business"),
    ("PUT /projects/{id}", "the enterprise's own name for its business"),
    ("PUT /projects/{id}/channel", "the enterprise's own address"),
    ("POST /escrow/deposits", "the enterprise's own reference"),
    ("PUT /masking/policies/{id}", "the enterprise's own rules and vectors"),
    ("PUT /patrol/rules", "the enterprise's own rules and vectors"),
    ("POST /patrol/rules/try", "the enterprise's own rules and vectors"),
    ("PUT /patrol/engine", "an admin's reason"),
    ("POST /settlements/{period}/what-if", "an admin's own draft of a rule, answered and forgotten"),
    ("POST /exceptions/handle", "an admin's word on a group"),
    ("POST /evaluations/{id}/contests", "the worker's own words to a judge, sealed"),
    ("POST /holds", "an admin's grounds for a legal hold"),
    ("POST /password-reset", "the person's own address"),
    ("POST /password-reset/finish", "the person's own code and password"),
    ("PUT /me/password", "the person's own passwords"),
    ("POST /members/invitations", "an owner's word on whom to invite, sealed"),
    ("POST /invitations/look", "the invited person's own code"),
    ("POST /invitations/accept", "the invited person's own name, sealed"),
    ("PUT /payee", "the worker's own account, sealed"),
    ("POST /cases/{id}/appeal", "the worker's own words to a judge, sealed"),
    ("POST /cases/{id}/verdict", "a judge's reason, sealed"),
    ("POST /earnings/{id}/dispute", "the worker's own words to a judge, sealed"),
    ("POST /refunds/{id}/answer", "the bank's reference"),
    ("POST /postpaid-invoices/{id}/payment", "the bank's reference"),
    ("POST /postpaid-invoices/{id}/credit-note", "an admin's reason"),
    ("POST /exchanges", "the bank's reference"),
    ("POST /remittances", "the number of a filing"),
    ("POST /rails/alipay/notices", "the wallet's word on the platform's own payments"),
    ("POST /rails/wechat/notices", "the wallet's word on the platform's own payments"),
    ("POST /bank-files", "the bank's word on the platform's own payments"),
    ("PUT /procedures", "the enterprise's own procedure"),
    ("POST /procedures/check", "the enterprise's own procedure"),
    ("POST /procedures/import", "the enterprise's own procedure"),
    ("POST /procedures/simulate", "the enterprise's own procedure"),
    ("PUT /scenarios", "the enterprise's own scenario; personal data in it is refused"),
    ("POST /scenarios/check", "the enterprise's own scenario"),
    ("POST /scenarios/preview", "the enterprise's own scenario"),
    ("POST /test-calls/{id}/lines", "the words of two workers who act a call, patrolled"),
    ("POST /simulations/{id}/turns", "the trainee's own words to a robot"),
];

/// Ways in where planted data is taken over, so that the search means something: each must succeed once.
const TAKEN: &[&str] = &[
    "POST /widget/sessions",
    "POST /widget/messages",
    "POST /widget/rating",
    "POST /inbound/{id}/messages",
    "POST /conversations/{id}/messages",
    "POST /conversations/{id}/drafts/check",
    "POST /conversations/{id}/whispers",
    "POST /conversations/{id}/tokens/{token}/check",
    "POST /tasks/{id}/wrap-up",
    "POST /masking/preview",
    "socket message.send",
];

/// Every way in that is known. A route that is not here fails the test: give it a class first.
const KNOWN: &str = include_str!("output/ways-in.txt");

/// Planted values, a telephone number and a name for each way in, so that a find says where it came from.
struct Plants {
    ways: Vec<String>,
}

impl Plants {
    fn number(&mut self, way: &str) -> String {
        let n = self.ways.iter().position(|w| w == way).unwrap_or_else(|| {
            self.ways.push(way.to_owned());
            self.ways.len() - 1
        });
        format!("139704{n:05}")
    }

    /// A sentence as people write it.
    fn text(&mut self, way: &str) -> String {
        let number = self.number(way);
        format!("我叫欧阳静雯，电话{number}，邮箱canary{number}@163.com，银行卡6228480402564890018")
    }

    /// Everything that must not be found, with the way it came in.
    fn all(&self) -> Vec<(String, String)> {
        let numbers = self.ways.iter().enumerate().map(|(n, way)| (format!("139704{n:05}"), way.clone()));
        let shared = ["欧阳静雯", "6228480402564890018"].map(|value| (value.to_owned(), "any".to_owned()));
        numbers.chain(shared).collect()
    }
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The log of this process, at its most talkative level.
fn log() -> Log {
    static ONCE: Once = Once::new();
    static LOG: Mutex<Option<Log>> = Mutex::new(None);
    let log = LOG.lock().unwrap().get_or_insert_default().clone();
    let out = log.clone();
    ONCE.call_once(move || {
        let writer = move || out.clone();
        tracing_subscriber::fmt().with_env_filter(gateway::commands::log_filter("debug")).with_writer(writer).init();
    });
    log
}

fn ways_in() -> Vec<String> {
    let routes = wiring::routes();
    let paths = routes.all.iter().map(|r| format!("{} {}", r.method, r.path.trim_start_matches("/api/v1")));
    let commands = routes.commands.iter().map(|c| format!("socket {}", c.op));
    let mut all: Vec<String> = paths.chain(commands).collect();
    all.sort();
    all
}

#[test]
fn every_way_in_has_a_class() {
    let ways = ways_in();
    assert_eq!(
        ways.join("\n"),
        KNOWN.trim(),
        "a way in came or went: decide in tests/canary.rs whether its text is the sender's own, then write tests/output/ways-in.txt"
    );
    for way in OWN.iter().map(|(way, _)| *way).chain(TAKEN.iter().copied()) {
        assert!(ways.iter().any(|w| w == way), "{way} is no way in");
    }
}

/// A body of the declared shape whose every text is `text`.
fn filled(document: &Value, schema: &Value, text: &str, depth: usize) -> Value {
    if depth > 6 {
        return Value::Null;
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|r| r.strip_prefix("#/components/schemas/")) {
        return filled(document, &document["components"]["schemas"][name], text, depth + 1);
    }
    for list in ["oneOf", "anyOf", "allOf"] {
        let options = schema[list].as_array().into_iter().flatten();
        if let Some(one) = options.into_iter().find(|o| o["type"] != "null") {
            return filled(document, one, text, depth + 1);
        }
    }
    if let Some(first) = schema["enum"].as_array().and_then(|e| e.first()) {
        return first.clone();
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|k| *k != "null").unwrap_or("object"),
        kind => kind.as_str().unwrap_or("string"),
    };
    match kind {
        "object" => {
            let fields = schema["properties"].as_object().cloned().unwrap_or_default();
            let all: Map<String, Value> =
                fields.into_iter().map(|(name, inner)| (name, filled(document, &inner, text, depth + 1))).collect();
            Value::Object(all)
        }
        "array" => json!([filled(document, &schema["items"], text, depth + 1)]),
        "integer" | "number" => json!(1),
        "boolean" => json!(true),
        _ => json!(text),
    }
}

/// Percent-encodes a text for a path or query.
fn encoded(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// Asks every route, as everybody, with planted text in its path, its query, its body, and where a body is not expected.
async fn sweep(world: &World, people: &[&Person<'_>], ids: &BTreeMap<&str, String>, plants: &mut Plants) {
    let document = http::document(&wiring::routes(), "0");
    for way in ways_in() {
        let Some((method, path)) = way.split_once(' ').filter(|(method, _)| *method != "socket") else { continue };
        if OWN.iter().any(|(own, _)| *own == way) {
            continue;
        }
        let (text, number) = (plants.text(&way), plants.number(&way));
        let operation = &document["paths"][format!("/api/v1{path}")][method.to_lowercase()];
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        let shaped = filled(&document, schema, &text, 0);
        let loose = json!({ number.as_str(): text, "text": [number] });
        let real = ids.iter().find(|(prefix, _)| path.starts_with(**prefix)).map(|(_, id)| id.as_str());
        for person in people {
            for id in [real.unwrap_or(&number), &number] {
                let (head, tail) = path.split_once('{').map_or((path, None), |(head, tail)| (head, tail.split_once('}')));
                let rest = tail.map_or(String::new(), |(_, rest)| format!("{}{}", encoded(id), rest));
                let address = format!("{head}{}", rest.replace("{token}", &encoded(&text)).replace("{n}", &number));
                let address = format!("{address}?q={0}&after={0}&project={0}", encoded(&text));
                for body in [&shaped, &loose] {
                    let mut call =
                        world.app.call(method, if method == "GET" { &address } else { address.split('?').next().unwrap_or("") });
                    if method != "GET" {
                        call = call.json(body).key(Id::<()>::new().uuid());
                    }
                    call.bearer(&person.token).send().await;
                }
            }
        }
    }
}

fn signed(key: &str, body: &Value, now: kernel::Ts) -> String {
    let at = now.millis() / 1000;
    let bytes = [at.to_string().as_bytes(), b".", body.to_string().as_bytes()].concat();
    format!("t={at},v1={}", hmac_hex(key, &bytes))
}

fn hmac_hex(key: &str, bytes: &[u8]) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(bytes);
    mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect()
}

/// A conversation in which everybody plants where text is taken.
async fn talk(world: &World, owner: &Person<'_>, worker: &Person<'_>, project: &Value, plants: &mut Plants) -> String {
    let id = project["id"].as_str().unwrap();
    let key = owner.post(&format!("/projects/{id}/channel/keys"), json!({ "kind": "identity" })).await.ok();
    let number = plants.number("POST /widget/sessions");
    let known = json!({ "name": "欧阳静雯", "phone": number, "address": "杭州市文三路128号" });
    let hash =
        hmac_hex(key["key"].as_str().unwrap(), format!("name=欧阳静雯\nphone={number}\naddress=杭州市文三路128号").as_bytes());
    let session = json!({
        "widget_token": project["widget_token"], "known": known, "identity_hash": hash,
        "page": format!("https://shop.example/{number}/order?phone={number}"),
    });
    let opened = world.app.post("/widget/sessions", &session).header("origin", "https://shop.example").send().await.ok();
    assert_eq!(opened["verified"], true);
    let customer = Person {
        world,
        token: opened["access_token"].as_str().unwrap().to_owned(),
        account: json!({ "id": opened["contact_id"] }),
    };
    customer.post("/widget/messages", json!({ "text": plants.text("POST /widget/messages") })).await.ok();
    world.settle().await;
    let offer = worker.get("/desk").await.ok()["offers"][0]["id"].as_str().unwrap().to_owned();
    let accepted = worker.post(&format!("/offers/{offer}/accept"), json!({})).await.ok();
    let (conversation, task) = (accepted["conversation_id"].as_str().unwrap().to_owned(), accepted["task_id"].as_str().unwrap());

    let actor = world.app.app.authenticate(customer.token.clone()).await.unwrap();
    let command = wiring::routes().commands.into_iter().find(|c| c.op == "message.send").unwrap();
    let key = db::idempotency::Key {
        owner: actor.account.uuid(),
        key: Id::<()>::new().to_string(),
        route: "socket message.send".to_owned(),
        body_hash: "canary".to_owned(),
    };
    let ctx = Ctx::internal(Arc::clone(&world.app.app), Some(actor)).keyed(key);
    (command.run)(ctx, json!({ "text": plants.text("socket message.send") })).await.unwrap();

    let said = format!("您的电话是{}，对吗？", plants.number("POST /conversations/{id}/drafts/check"));
    worker.post(&format!("/conversations/{conversation}/drafts/check"), json!({ "text": said })).await.ok();
    let said = format!("您的电话是{}，对吗？", plants.number("POST /conversations/{id}/messages"));
    let sent = worker
        .post(&format!("/conversations/{conversation}/messages"), json!({ "text": said, "override_reason": "核对号码" }))
        .await;
    assert!(sent.status < 300 || sent.code() == "draft_blocked", "{}", sent.body);
    worker
        .post(&format!("/conversations/{conversation}/tokens/{}/check", encoded("手机·1")), json!({ "ends_with": "0001" }))
        .await
        .ok();
    let draft = json!({ "text": plants.text("POST /masking/preview") });
    owner.post("/masking/preview", draft).await.ok();
    let whisper = json!({ "text": plants.text("POST /conversations/{id}/whispers") });
    owner.post(&format!("/conversations/{conversation}/whispers"), whisper).await.ok();
    worker.post(&format!("/conversations/{conversation}/close"), json!({})).await.ok();
    let note = json!({ "code": "resolved", "note": plants.text("POST /tasks/{id}/wrap-up") });
    worker.post(&format!("/tasks/{task}/wrap-up"), note).await.ok();
    let rating = json!({ "score": 5, "comment": plants.text("POST /widget/rating") });
    customer.post("/widget/rating", rating).await.ok();
    conversation
}

/// A message of the enterprise's system, planted in its reference, its text, its keys and its values.
async fn inbound(world: &World, owner: &Person<'_>, project: &str, plants: &mut Plants) -> String {
    let key = owner.post(&format!("/projects/{project}/channel/keys"), json!({ "kind": "inbound" })).await.ok();
    let way = "POST /inbound/{id}/messages";
    let (text, number) = (plants.text(way), plants.number(way));
    let inner = json!({ "phone": number }).to_string();
    let body = json!({
        "customer": number, "text": text,
        "data": { "note": text, "n": number.parse::<i64>().unwrap(), "deep": [{ "inner": inner }], format!("电话{number}"): 1, "url": encoded(&text) },
    });
    let call = world.app.post(&format!("/inbound/{project}/messages"), &body);
    let taken =
        call.header("x-tidecrew-signature", &signed(key["key"].as_str().unwrap(), &body, world.app.now())).send().await.ok();
    taken["conversation_id"].as_str().unwrap().to_owned()
}

/// Everything that `person` can read, by every GET of the table.
async fn readable(person: &Person<'_>, ids: &BTreeMap<&str, String>, out: &mut Vec<(String, Vec<u8>)>) {
    for way in ways_in() {
        let Some(path) = way.strip_prefix("GET ").filter(|path| *path != "/widget/thread") else { continue };
        let path = match path.split_once('{') {
            None => path.to_owned(),
            Some((head, tail)) => match (ids.get(head), tail.split_once('}')) {
                (Some(id), Some((_, rest))) => format!("{head}{id}{rest}"),
                _ => continue,
            },
        };
        out.push((format!("{way} as read by {}", person.account["role"]), person.get(&path).await.bytes));
    }
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    place: String,
    #[diesel(sql_type = Text)]
    kind: String,
}
#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Where the store holds any of `values`, in any column of any table, or in any of its files.
fn stored(world: &World, values: &[(String, String)], found: &mut Vec<String>) {
    let base = &world.app.base;
    for file in std::fs::read_dir(&base.dir).unwrap().flatten().filter(|f| f.path().is_file()) {
        let bytes = std::fs::read(file.path()).unwrap();
        find(&format!("file {}", file.file_name().to_string_lossy()), &bytes, values, found);
    }
    if base.options.dialect() != Dialect::Postgres {
        return;
    }
    let mut c = PgConnection::establish(&base.options.url).unwrap();
    sql_query("SET app.platform = 'on'").execute(&mut c).unwrap();
    let columns: Vec<Column> = sql_query(
        "SELECT quote_ident(c.table_name) || '.' || quote_ident(c.column_name) AS place, c.data_type::text AS kind \
         FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name) \
         WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type IN ('text', 'jsonb', 'bytea')",
    )
    .load(&mut c)
    .unwrap();
    assert!(columns.len() > 100, "the catalogue was read: {}", columns.len());
    for Column { place, kind } in columns {
        let (table, column) = place.split_once('.').unwrap();
        for (value, way) in values {
            let test = match kind.as_str() {
                "bytea" => format!("position(convert_to('{value}', 'UTF8') in {column}) > 0"),
                _ => format!("position('{value}' in {column}::text) > 0"),
            };
            let hits: Count = sql_query(format!("SELECT count(*) AS n FROM {table} WHERE {test}")).get_result(&mut c).unwrap();
            if hits.n > 0 {
                found.push(format!("{value} ({way}) in column {place}"));
            }
        }
    }
}

fn find(place: &str, bytes: &[u8], values: &[(String, String)], found: &mut Vec<String>) {
    // What is no text stays apart from what is, so nothing is joined that was not.
    let text = String::from_utf8_lossy(bytes);
    for (value, way) in values {
        // As it is, and as JSON may escape it.
        let one = |u: u16| if u < 128 { char::from(u as u8).to_string() } else { format!("\\u{u:04x}") };
        let escaped: String = value.encode_utf16().map(one).collect();
        if text.contains(value.as_str()) || text.contains(&escaped) {
            found.push(format!("{value} ({way}) in {place}"));
        }
    }
}

testkit::both! {
    async fn planted_data_is_nowhere(base: Base) {
        let log = log();
        let world = World::new(base).await;
        let mut plants = Plants { ways: Vec::new() };
        let worker = admitted_worker(&world, "lin@example.com").await;
        let owner = world.sign_up("shop@example.com", "enterprise").await;
        let admin = world.admin().await;
        let project = funded_project(&owner).await;
        let project_id = project["id"].as_str().unwrap().to_owned();
        worker.put("/desk/presence", json!({ "state": "available" })).await.ok();
        let conversation = talk(&world, &owner, &worker, &project, &mut plants).await;
        let second = inbound(&world, &owner, &project_id, &mut plants).await;
        world.settle().await;
        let offer = worker.get("/desk").await.ok()["offers"][0]["id"].as_str().unwrap().to_owned();
        worker.post(&format!("/offers/{offer}/accept"), json!({})).await.ok();
        let stranger = world.visitor(project["widget_token"].as_str().unwrap(), json!({})).await;
        let ids = BTreeMap::from([("/conversations/", second.clone()), ("/projects/", project_id.clone()), ("/inbound/", project_id)]);
        let mut out = Vec::new();
        for person in [&worker, &owner, &admin] {
            readable(person, &ids, &mut out).await;
        }
        sweep(&world, &[&worker, &owner, &admin, &stranger], &ids, &mut plants).await;
        world.settle().await;

        let ids = BTreeMap::from([("/conversations/", conversation), ("/projects/", ids["/projects/"].clone())]);
        for person in [&worker, &owner, &admin] {
            readable(person, &ids, &mut out).await;
        }
        for person in [&worker, &owner, &admin] {
            let account: Id<()> = person.account["id"].as_str().unwrap().parse().unwrap();
            let events = world.app.read(move |c| db::streams::after(c, account.uuid(), 0, 10_000)).await;
            out.push(("socket frames".to_owned(), serde_json::to_vec(&events).unwrap()));
        }
        out.push(("metrics".to_owned(), world.app.app.metrics.text().unwrap()));
        out.push(("log".to_owned(), log.0.lock().unwrap().clone()));
        assert!(out.iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("〔手机·1〕")), "tokens stand where values stood");

        let values = plants.all();
        assert!(values.len() > 80, "every way in was planted: {}", values.len());
        let mut found = Vec::new();
        out.iter().for_each(|(place, bytes)| find(place, bytes, &values, &mut found));
        stored(&world, &values, &mut found);
        found.sort();
        found.dedup();
        assert!(found.is_empty(), "{} finds:\n{}", found.len(), found.join("\n"));
    }
}
