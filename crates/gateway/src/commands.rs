//! What each command does.

use std::{
    io::{BufRead, Write},
    net::TcpListener,
    process::ExitCode,
    sync::Arc,
};

use http::App;
use kernel::{Clock, Code, Error, PLATFORM, Result, Role, Scope};
use serde_json::{Value, json};

use crate::{
    audit_cli,
    cli::{Admin, Cli, Command, Dispatch, Journal, Patrol, Store},
    config::Config,
    demo, interview, patrol_cli, procedures,
    server::{self, Server},
    wiring,
};

/// Runs one command. The exit code is the command's; an error is printed by the caller.
pub async fn run(cli: Cli) -> Result<ExitCode> {
    match cli.command {
        Command::Serve { store, listen } => serve(&store, listen).await,
        Command::Demo(demo) => demo::run(demo).await,
        Command::Migrate { store } => migrate(&store),
        Command::Jobs { store } => jobs(&store).await,
        Command::Admin { action: Admin::Create { store, email, name } } => create_admin(&store, &email, &name).await,
        Command::Decision { action } => audit_cli::decision(action).await,
        Command::Audit { action } => audit_cli::run(action).await,
        Command::Journal { action: Journal::Export { store } } => export(&store).await,
        Command::Journal { action: Journal::Check { store } } => check(&store).await,
        Command::Payout { action } => crate::pay::run(action).await,
        Command::Mask { policy, jsonl } => mask(&policy, jsonl),
        Command::Dispatch { action: Dispatch::Simulate { scenario, seeds, json } } => simulate(&scenario, seeds, json),
        Command::Sop { action } => procedures::sop(action),
        Command::Train { action } => procedures::train(action),
        Command::Patrol { action: Some(Patrol::Train { examples }), .. } => patrol_cli::train(examples.as_deref()),
        Command::Patrol { action: None, policy, over, .. } => patrol_cli::run(&policy, over.as_deref()),
        Command::Attest { action } => crate::attest_cli::attest(action),
        Command::Device { action } => crate::device_agent::run(action).await,
        Command::Watermark { action } => crate::attest_cli::watermark(&action),
        Command::Guard { action } => crate::attest_cli::guard(action),
        Command::Interview { action } => interview::run(&action),
        Command::Openapi => print(&http::document(&wiring::routes(), env!("CARGO_PKG_VERSION"))),
    }
}

/// The configuration of a command: file, environment, then flags.
pub(crate) fn configure(store: &Store) -> Result<Config> {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    let mut config = Config::load(store.config.as_ref(), |name| std::env::var(name).ok())?;
    if let Some(data) = &store.data {
        config.data.clone_from(data);
        // The folder named on the command line wins over a database named elsewhere.
        config.database_url = None;
    }
    if store.database_url.is_some() {
        config.database_url.clone_from(&store.database_url);
    }
    config.checked()
}

/// What is logged. The web framework's own debug lines quote addresses as they were sent, which may hold anything, so
/// they are never among it.
pub fn log_filter(wanted: &str) -> tracing_subscriber::EnvFilter {
    const CHATTY: &str = "tokio_cron_scheduler=warn,actix_server=warn,symphonia_format_mkv=warn,symphonia_format_ogg=warn,\
        symphonia_bundle_mp3=warn,symphonia_core=warn";
    let filter = tracing_subscriber::EnvFilter::try_new(format!("{CHATTY},{wanted},actix_web=info,actix_http=info"));
    filter.unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"))
}

pub(crate) fn log_to_stderr(config: &Config) {
    let filter = log_filter(&config.log);
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second call, as in tests, keeps the first subscriber.
    let _ = if config.log_json { builder.json().try_init() } else { builder.try_init() };
}

pub(crate) fn print(value: &Value) -> Result<ExitCode> {
    let text = serde_json::to_string_pretty(value).map_err(Error::internal)?;
    say(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// A line on standard error for whoever typed the command.
#[expect(clippy::print_stderr, reason = "the command line speaks to a person")]
pub fn complain(what: &str) -> ExitCode {
    eprintln!("tidecrew: {what}");
    ExitCode::FAILURE
}

/// A line on standard output; a closed pipe is an error that ends the command.
pub(crate) fn say(text: &str) -> Result<()> {
    writeln!(std::io::stdout().lock(), "{text}").map_err(Error::internal)
}

pub(crate) fn bind(listen: std::net::SocketAddr) -> Result<TcpListener> {
    TcpListener::bind(listen)
        .map_err(|e| Error::new(Code::InvalidField, format!("cannot listen on {listen}: {e}; choose another with --listen")))
}

async fn serve(store: &Store, listen: Option<std::net::SocketAddr>) -> Result<ExitCode> {
    let mut config = configure(store)?;
    if let Some(listen) = listen {
        config.listen = listen;
    }
    log_to_stderr(&config);
    let listener = bind(config.listen)?;
    let (app, worker) = wiring::open(&config, Clock::system(), 0).await?;
    app.blobs.check().await?;
    tracing::info!(address = %config.listen, origin = config.origin(), "serving");
    let server = Server { app, worker, routes: wiring::routes(), listener, threads: config.threads };
    server.run(server::asked_to_stop()).await?;
    Ok(ExitCode::SUCCESS)
}

fn migrate(store: &Store) -> Result<ExitCode> {
    let config = configure(store)?;
    std::fs::create_dir_all(&config.data).map_err(Error::internal)?;
    let applied = db::migrate(&config.store(), &wiring::SQLITE, &wiring::POSTGRES)?;
    for name in &applied {
        say(name)?;
    }
    say(&format!("{} applied", applied.len()))?;
    Ok(ExitCode::SUCCESS)
}

async fn jobs(store: &Store) -> Result<ExitCode> {
    let config = configure(store)?;
    log_to_stderr(&config);
    let (app, worker) = wiring::open(&config, Clock::system(), 0).await?;
    app.blobs.check().await?;
    let bus = app.db.join_bus()?;
    let work = tokio::spawn(worker.run());
    server::asked_to_stop().await;
    app.stop();
    work.await.map_err(Error::internal)??;
    bus.leave().await?;
    Ok(ExitCode::SUCCESS)
}

/// The application over the store of `store`, for commands that only look or write once.
pub(crate) async fn opened(store: &Store) -> Result<Arc<App>> {
    let config = configure(store)?;
    log_to_stderr(&Config { log: "warn".to_owned(), ..config.clone() });
    Ok(wiring::open(&config, Clock::system(), 0).await?.0)
}

async fn create_admin(store: &Store, email: &str, name: &str) -> Result<ExitCode> {
    let app = opened(store).await?;
    let mut password = String::new();
    std::io::stdin().lock().read_line(&mut password).map_err(Error::internal)?;
    let password = password.trim_end_matches(['\r', '\n']);
    if password.chars().count() < 10 {
        return Err(Error::field("password", "too_short", "type a password of at least 10 characters on standard input"));
    }
    let person = demo::Seeded { email, name, tenant: PLATFORM, role: Role::Admin, english: false };
    let id = demo::seed_person(&app, password, person).await?;
    say(&id.to_string())?;
    Ok(ExitCode::SUCCESS)
}

async fn export(store: &Store) -> Result<ExitCode> {
    let app = opened(store).await?;
    let text = app
        .db
        .read(Scope::Platform, |c| {
            let mut out = String::new();
            ledger::export(c, &mut out)?;
            Ok(out)
        })
        .await?;
    say(&text)?;
    Ok(ExitCode::SUCCESS)
}

async fn check(store: &Store) -> Result<ExitCode> {
    let app = opened(store).await?;
    let check = app.db.read(Scope::Platform, ledger::check).await?;
    let balanced = check.balanced;
    print(&json!(check))?;
    Ok(if balanced { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Errors: `invalid_field` naming the file, the key and what to do.
fn simulate(file: &std::path::Path, seeds: u64, json: bool) -> Result<ExitCode> {
    let refuse = |advice: String| Error::new(Code::InvalidField, format!("{}: {advice}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|e| refuse(format!("{e}; name one of ops/scenarios or a file like it")))?;
    let scenario = dispatch::core::rehearsal::Scenario::parse(&text).map_err(|problem| refuse(problem.to_string()))?;
    let report = scenario.run(seeds);
    if json {
        return print(&serde_json::to_value(&report).map_err(Error::internal)?);
    }
    say(report.to_string().trim_end())?;
    Ok(ExitCode::SUCCESS)
}

fn mask(policy: &str, jsonl: bool) -> Result<ExitCode> {
    let files = wiring::policies();
    let name = format!("masking/{policy}.toml");
    let invalid = |e: std::io::Error| {
        Error::new(Code::InvalidField, format!("policy {policy}: {e}; name one of policies/masking or a file"))
    };
    let bytes = match files.get(&name) {
        Ok(bytes) => bytes.to_vec(),
        Err(_) => std::fs::read(policy).map_err(invalid)?,
    };
    let resolve = |id: &str| files.get(&format!("masking/{id}.toml")).ok().map(<[u8]>::to_vec);
    let parsed = masking_core::Policy::parse(&bytes, &resolve).map_err(|e| Error::new(Code::PolicyInvalid, e.to_string()))?;
    let detector = masking_core::Detector::new(Arc::new(parsed));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut session = masking_core::cli::Session::default();
    let mut input = std::io::stdin().lock();
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line).map_err(Error::internal)? > 0 {
        if let Some(answer) = session.take(&detector, &line, jsonl) {
            writeln!(out, "{answer}").map_err(Error::internal)?;
        }
        line.clear();
    }
    out.flush().map_err(Error::internal)?;
    match session.refused() {
        0 => Ok(ExitCode::SUCCESS),
        n => Ok(complain(&format!("{n} lines were no mask requests; each was answered in its place"))),
    }
}
