//! `tidecrew demo`: seeds the marketplace, then lets the swarm live in it through the public API.

use std::{
    collections::{BTreeMap, HashSet},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use http::{App, PolicyFiles};
use identity::{Email, Locale, Opening};
use kernel::{AccountId, Clock, Currency, Error, Money, PLATFORM, Result, Role, Scope, TenantId, Ts};
use market::{Channel, NewProject};
use serde::Serialize;
use serde_json::json;
use swarm::{
    Login, Mailbox, Summary,
    bank::{Bank, Conduct},
};
use tokio::sync::watch;

use crate::{
    cli,
    commands::{bind, configure, log_to_stderr, print, say},
    history,
    rails_config::RailsConfig,
    server::{Server, asked_to_stop},
    wiring,
};

/// Escrow each demo enterprise starts with.
const ESCROW: Money = Money::new(50_000_000, Currency::CNY);
/// How long the simulated bank takes to book a payment.
const OVERNIGHT: Duration = Duration::from_secs(18 * 3600);
/// Many simulated people share one address.
const LIMITS_FACTOR: u32 = 1000;

/// A person to seed.
#[derive(Clone, Copy, Debug)]
pub struct Seeded<'a> {
    pub email: &'a str,
    pub name: &'a str,
    pub tenant: TenantId,
    pub role: Role,
    pub english: bool,
}

/// Writes a verified account with all required consents; an existing address is left as it is.
pub async fn seed_person(app: &Arc<App>, password: &str, person: Seeded<'_>) -> Result<AccountId> {
    let state = app.get::<identity::State>()?;
    let opening = Opening {
        email: Email::parse(person.email)?,
        name: person.name.to_owned(),
        tenant: person.tenant,
        role: person.role,
        locale: if person.english { Locale::En } else { Locale::ZhCn },
        password_hash: state.hash_password(password).await?,
    };
    let (seal, now) = (app.seal.clone(), app.clock.now());
    app.db.write(Scope::Platform, move |c| identity::seed_account(c, &seal, &opening, true, now)).await
}

/// A log-in as printed and written to `demo.json`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Known {
    pub role: &'static str,
    pub email: String,
    pub password: String,
    pub page: &'static str,
}

/// What was seeded.
pub(crate) struct Seed {
    pub people: Vec<Known>,
    pub swarm: Vec<Login>,
    pub assessors: Vec<Login>,
    pub owners: Vec<Login>,
    pub widgets: Vec<String>,
    /// The worker whose log-in is printed.
    pub star: Login,
}

/// Seeds as the demo does and gives log-ins as JSON; for measurements.
pub async fn seed_for_bench(app: &Arc<App>, demo: &cli::Demo) -> Result<serde_json::Value> {
    let seeded = seed(app, demo, app.clock.now()).await?;
    let workers: Vec<_> = seeded.swarm.iter().map(|l| json!({ "email": l.email, "password": l.password })).collect();
    let owner = seeded.people.iter().find(|p| p.role == "enterprise");
    Ok(json!({ "workers": workers, "widget": seeded.widgets.first(), "owner": owner }))
}

struct Business {
    enterprise: &'static str,
    email: &'static str,
    owner: &'static str,
    project: &'static str,
    skill: &'static str,
    price: i64,
}

const BUSINESSES: [Business; 2] = [
    Business {
        enterprise: "海风商店",
        email: "owner@haifeng.example",
        owner: "周海",
        project: "售后咨询",
        skill: "ecommerce.after_sale",
        price: 320,
    },
    Business {
        enterprise: "远行旅行",
        email: "owner@yuanxing.example",
        owner: "程远",
        project: "机票酒店预订",
        skill: "travel.booking",
        price: 450,
    },
];

const WORKER_NAMES: [&str; 12] =
    ["林一", "苏晴", "何勇", "许诺", "Maya Lin", "唐果", "郭靖宇", "沈月", "Tom Reed", "叶青", "罗敏", "秦川"];

const ASSESSORS: [&str; 4] = ["温岚", "严实", "顾平", "韩信言"];
/// How long before everything else the assessors were certified.
const ASSESSED: Duration = Duration::from_secs(7 * 86_400);

/// One password for all demo people of this installation, made from its root key.
fn password_of(app: &App) -> String {
    let bytes = app.seal.derive("demo.password");
    let letters: String =
        bytes.iter().take(14).map(|b| char::from(b"abcdefghjkmnpqrstuvwxyz23456789"[usize::from(*b) % 31])).collect();
    format!("tide-{letters}")
}

pub(crate) async fn seed(app: &Arc<App>, demo: &cli::Demo, since: Ts) -> Result<Seed> {
    let password = password_of(app);
    let star = Login { email: "worker@tidecrew.example".to_owned(), password: password.clone() };
    let mut seed =
        Seed { people: Vec::new(), swarm: Vec::new(), assessors: Vec::new(), owners: Vec::new(), widgets: Vec::new(), star };
    let known = |role, email: &str, page| Known { role, email: email.to_owned(), password: password.clone(), page };
    for (email, name) in [("admin@tidecrew.example", "方舟"), ("admin2@tidecrew.example", "星云")] {
        seed_person(app, &password, Seeded { email, name, tenant: PLATFORM, role: Role::Admin, english: false }).await?;
        seed.people.push(known("admin", email, "/console"));
    }
    for business in &BUSINESSES {
        seed.widgets.push(seed_business(app, &password, business).await?);
        seed.people.push(known("enterprise", business.email, "/console"));
        // Where nobody simulated works, nobody simulated writes procedures either.
        if demo.workers > 0 {
            seed.owners.push(Login { email: business.email.to_owned(), password: password.clone() });
        }
    }
    // Two, so that one may hand a conversation to the other.
    for (email, name) in [("worker@tidecrew.example", "小潮"), ("worker2@tidecrew.example", "小汐")] {
        let you = Seeded { email, name, tenant: PLATFORM, role: Role::Worker, english: false };
        let id = seed_person(app, &password, you).await?;
        seed_certified(app, id, since).await?;
        seed.people.push(known("worker", email, "/"));
    }
    for n in 0..demo.workers as usize {
        let email = format!("swarm{n}@workers.example");
        let name = WORKER_NAMES[n % WORKER_NAMES.len()];
        let english = name.is_ascii();
        let id =
            seed_person(app, &password, Seeded { email: &email, name, tenant: PLATFORM, role: Role::Worker, english }).await?;
        seed_certified(app, id, since).await?;
        seed.swarm.push(Login { email, password: password.clone() });
    }
    // Whoever plays the customer does not score, and a third decides: four serve every test call.
    let long_ago = since.minus(ASSESSED);
    let assessors = ASSESSORS.len() + demo.cohort as usize / 40;
    for (n, name) in ASSESSORS.into_iter().cycle().take(assessors).enumerate() {
        let email = format!("assessor{n}@workers.example");
        let person = Seeded { email: &email, name, tenant: PLATFORM, role: Role::Worker, english: false };
        let id = seed_person(app, &password, person).await?;
        seed_certified(app, id, long_ago).await?;
        seed.assessors.push(Login { email, password: password.clone() });
    }
    Ok(seed)
}

/// Makes an enterprise with an owner, a funded live project, once; gives the project's widget token.
async fn seed_business(app: &Arc<App>, password: &str, business: &'static Business) -> Result<String> {
    let now = app.clock.now();
    let found = app
        .db
        .read(Scope::Platform, move |c| {
            Ok(identity::enterprises(c, None, 100)?.into_iter().find(|t| t.name == business.enterprise))
        })
        .await?;
    let tenant = match found {
        Some(tenant) => tenant.id,
        None => app.db.write(Scope::Platform, move |c| identity::seed_tenant(c, business.enterprise, now)).await?,
    };
    seed_person(app, password, Seeded { email: business.email, name: business.owner, tenant, role: Role::Owner, english: false })
        .await?;
    app.db
        .write(Scope::Platform, move |c| {
            if let Some(project) = market::projects(c, Some(tenant))?.into_iter().next() {
                return Ok(project.widget_token);
            }
            market::deposit(c, tenant, None, ESCROW, "demo", now)?;
            let new = NewProject {
                name: business.project.to_owned(),
                channel: Channel::Chat,
                skill: business.skill.to_owned(),
                masking_policy: "base-cn".to_owned(),
                price: Money::new(business.price, Currency::CNY),
                sensitivity: 1,
                origins: Vec::new(),
                is_drawn: false,
            };
            Ok(market::create_project(c, tenant, None, new, now)?.widget_token)
        })
        .await
}

async fn seed_certified(app: &Arc<App>, worker: AccountId, since: Ts) -> Result<()> {
    let (now, seal) = (app.clock.now(), app.seal.clone());
    app.db
        .write(Scope::Platform, move |c| {
            let skills: Vec<&str> = BUSINESSES.iter().map(|b| b.skill).collect();
            if certification::holds(c, worker, skills[0], now)?.is_some() {
                return Ok(());
            }
            recruitment::seed_admitted(c, worker, "zh-CN", since)?;
            for skill in skills {
                certification::seed_certificate(c, &seal, worker, skill, since)?;
            }
            Ok(())
        })
        .await
}

/// The right answers of interviews and courses: of every question the first option, wherever a file has questions.
fn knowledge(files: &PolicyFiles) -> Result<HashSet<String>> {
    fn learn(value: &toml::Value, known: &mut HashSet<String>) {
        match value {
            toml::Value::Table(table) => {
                let right = table.get("options").and_then(|options| options.get(0));
                match right {
                    Some(toml::Value::String(text)) => _ = known.insert(text.clone()),
                    Some(toml::Value::Table(texts)) => known.extend(texts.values().filter_map(|t| t.as_str().map(str::to_owned))),
                    _ => {}
                }
                table.values().for_each(|inner| learn(inner, known));
            }
            toml::Value::Array(all) => all.iter().for_each(|inner| learn(inner, known)),
            _ => {}
        }
    }
    let mut known = HashSet::new();
    for (path, bytes) in files.under("interview/").chain(files.under("courses/")) {
        let file = toml::from_str(&String::from_utf8_lossy(bytes)).map_err(|e| Error::internal(format!("{path}: {e}")))?;
        learn(&file, &mut known);
    }
    Ok(known)
}

/// Reads verification codes out of the local mail outbox, as a person reads their mail.
fn mailbox(data: PathBuf) -> Mailbox {
    Arc::new(move |email: &str| newest_code(&data.join("outbox"), email))
}

fn newest_code(outbox: &Path, email: &str) -> Option<String> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(outbox).ok()?.filter_map(|e| Some(e.ok()?.path())).collect();
    files.sort();
    let text = files.iter().rev().filter_map(|f| std::fs::read_to_string(f).ok()).find(|text| text.contains(email))?;
    let is_code = |w: &&str| w.len() == 6;
    text.split(|c: char| !c.is_ascii_digit()).rfind(is_code).map(ToOwned::to_owned)
}

/// Runs the demo until it is stopped, for its duration, or until its cohort has gone its way.
pub async fn run(demo: cli::Demo) -> Result<ExitCode> {
    let mut config = configure(&demo.store)?;
    if demo.store.data.is_none() && demo.store.database_url.is_none() {
        config.data = PathBuf::from("data/demo");
    }
    config.listen = demo.listen;
    config.limits_factor = LIMITS_FACTOR;
    config.loopback_hooks = true;
    config.attestation = "demo".to_owned();
    config.short_interview = demo.short_interview;
    log_to_stderr(&config);
    let listener = bind(config.listen)?;
    config.listen = listener.local_addr().map_err(Error::internal)?;
    let now = Clock::system().now();
    let span = history::span(now, demo.history_days)?;
    let bank = Bank::new(Conduct { book_after: OVERNIGHT, ..Conduct::default() }, Clock::system());
    let access = bank.open().await.map_err(|e| Error::internal(e.to_string()))?;
    config.rails = RailsConfig::simulated(&access, &config.data)?;
    history::run(&config, &demo, &bank, span, now).await?;
    bank.keep_time(Clock::system());

    let (app, worker) = wiring::open(&config, Clock::system(), demo.seed).await?;
    let seeded = seed(&app, &demo, span.since).await?;
    let origin = config.origin();
    write_notes(&config.data, &origin, &seeded)?;
    let is_measured = demo.duration.is_some() || demo.cohort > 0;
    if !is_measured {
        announce(&origin, &config.data, &seeded)?;
    }

    let (stop_serving, mut stopped) = watch::channel(false);
    let server = Server { app: Arc::clone(&app), worker, routes: wiring::routes(), listener, threads: config.threads };
    let serving = tokio::spawn(server.run(async move {
        let _ = stopped.wait_for(|s| *s).await;
    }));
    bank.tell(&origin);
    let options = swarm::Options {
        base: origin,
        rate: demo.rate,
        seed: demo.seed,
        workers: seeded.swarm.clone(),
        assessors: seeded.assessors.clone(),
        owners: seeded.owners.clone(),
        widgets: seeded.widgets.clone(),
        candidates_per_minute: (demo.rate / 20.0).min(6.0),
        cohort: demo.cohort,
        apart: Duration::from_secs_f64(demo.apart),
        recorders: demo.recorders,
        mailbox: Some(mailbox(config.data.clone())),
        knowledge: Arc::new(knowledge(&app.policies)?),
        pace: demo.pace,
    };
    let began = Instant::now();
    let summary = live(options, demo.duration, is_measured).await?;
    let code = if is_measured { sum_up(&app, summary, began.elapsed()).await? } else { ExitCode::SUCCESS };
    stop_serving.send_replace(true);
    serving.await.map_err(Error::internal)??;
    Ok(code)
}

/// The population's life: until its cohort has gone its way, for `duration` seconds, or until somebody stops it.
async fn live(options: swarm::Options, duration: Option<u64>, is_measured: bool) -> Result<Summary> {
    let (stop, stopped) = watch::channel(false);
    let mut living = tokio::spawn(swarm::run(options, stopped));
    let over = async {
        match duration {
            Some(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        summary = &mut living => return summary.map_err(Error::internal),
        () = over => {}
        () = asked_to_stop() => {}
    }
    if !is_measured {
        say("stopping: open work is finished first")?;
    }
    stop.send_replace(true);
    living.await.map_err(Error::internal)
}

/// What reaches a human, how long it keeps one busy at half a minute each, and out of how much work.
fn human(groups: &[(quality::Cause, i64)], pieces: i64, took: Duration) -> serde_json::Value {
    let an_hour = |n: i64| n * 3600 / i64::try_from(took.as_secs().max(1)).unwrap_or(i64::MAX);
    let mut causes = BTreeMap::<&str, i64>::new();
    for (cause, _) in groups {
        *causes.entry(cause.as_str()).or_default() += 1;
    }
    let told = an_hour(i64::try_from(groups.len()).unwrap_or(i64::MAX));
    json!({
        "groups": groups.len(),
        "happenings": groups.iter().map(|(_, count)| count).sum::<i64>(),
        "groups_by_cause": causes,
        "groups_an_hour": told,
        "minutes_an_hour": told / 2,
        "conversations_an_hour": an_hour(pieces),
    })
}

/// Prints what the population saw and what the books say; a fault or an imbalance is a failure.
async fn sum_up(app: &Arc<App>, summary: Summary, took: Duration) -> Result<ExitCode> {
    // Events of the last moments are delivered before the books are read.
    for _ in 0..200 {
        let (ready, _) = app.db.read(Scope::Platform, db::outbox::backlog).await?;
        if ready == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let check = app.db.read(Scope::Platform, ledger::check).await?;
    let (ready, dead) = app.db.read(Scope::Platform, db::outbox::backlog).await?;
    let (pieces, earnings) = app.db.read(Scope::Platform, |c| Ok((dispatch::piece_count(c)?, payout::earning_count(c)?))).await?;
    let mut errors = summary.faults.clone();
    if !check.balanced {
        errors.push("the ledger does not balance".to_owned());
    }
    if pieces != earnings {
        errors.push(format!("{pieces} pieces were completed, {earnings} were accrued"));
    }
    if dead > 0 || ready > 0 {
        errors.push(format!("{ready} events undelivered, {dead} set aside"));
    }
    let human = human(&app.db.read(Scope::Platform, quality::exceptions_so_far).await?, pieces, took);
    print(&json!({
        "seconds": took.as_secs(),
        "human": human,
        "customers": summary.count("customers"),
        "messages": summary.count("messages"),
        "offers": summary.count("offers"),
        "completed": summary.count("completed"),
        "pieces": pieces,
        "accrued": earnings,
        "errors": errors,
        "latencies_ms": summary.latencies_ms,
        "counts": summary.counts,
        "refusals": summary.refusals,
        "ledger": check,
    }))?;
    Ok(if errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn write_notes(data: &Path, origin: &str, seeded: &Seed) -> Result<()> {
    let notes = json!({ "url": origin, "people": seeded.people, "widget_tokens": seeded.widgets, "widget_demo": format!("{origin}/widget-demo?token={}", seeded.widgets.first().map_or("", String::as_str)) });
    let path = data.join("demo.json");
    std::fs::create_dir_all(data).map_err(Error::internal)?;
    std::fs::write(&path, serde_json::to_vec_pretty(&notes).map_err(Error::internal)?).map_err(Error::internal)
}

fn announce(origin: &str, data: &Path, seeded: &Seed) -> Result<()> {
    say(&format!("\nTidecrew is ready: {origin}\n"))?;
    say(&format!("  {:<12} {:<28} {:<20} page", "who", "e-mail", "password"))?;
    for person in &seeded.people {
        say(&format!("  {:<12} {:<28} {:<20} {origin}{}", person.role, person.email, person.password, person.page))?;
    }
    for token in &seeded.widgets {
        say(&format!("  customer     a shop page with the widget: {origin}/widget-demo?token={token}"))?;
    }
    say(&format!("  mail         readable files in {}", data.join("outbox").display()))?;
    say("\nSimulated customers and workers are at it; sign in beside them. Ctrl-C stops.\n")
}
