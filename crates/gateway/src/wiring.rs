//! Which crates make up the product, and what each is given. The only place that knows them all.

use std::{any::Any, collections::BTreeMap, sync::Arc};

use authz::Authz;
use db::{Conn, Db, outbox::Consumer};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use futures_util::future::BoxFuture;
use http::{App, Job, Limits, Parts, PolicyFiles, Routes, Schedule, Worker};
use kernel::{Actor, Clock, Code, Error, Result, Role, Scope, Ts, policy::Policy};
use rust_embed::RustEmbed;
use seal::Keyring;

use crate::config::Config;

/// The schema of the embedded store.
pub const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
/// The same schema for Postgres.
pub const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// What every column is, whose it is, and how long it is kept.
const DATA_MAP: &str = include_str!("../../../migrations/data-map.toml");

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../policies"]
struct Policies;

/// The policy files of this build.
pub fn policies() -> PolicyFiles {
    let files: BTreeMap<String, Vec<u8>> =
        Policies::iter().filter_map(|path| Some((path.to_string(), Policies::get(&path)?.data.into_owned()))).collect();
    PolicyFiles::new(files)
}

/// The authorisation engine of `policies/authz`.
pub fn authz(policies: &PolicyFiles) -> Result<Authz> {
    let texts = |end: &str| -> Vec<(String, String)> {
        let files = policies.under("authz/").filter(|(path, _)| path.ends_with(end));
        files.map(|(path, bytes)| (path.to_owned(), String::from_utf8_lossy(bytes).into_owned())).collect()
    };
    Authz::load(&texts(".cedarschema"), &texts(".cedar"))
}

/// Every route and socket operation.
pub fn routes() -> Routes {
    Routes::new("gateway")
        .merge(identity::routes())
        .merge(attestation::routes())
        .merge(audit::routes())
        .merge(recruitment::routes())
        .merge(certification::routes())
        .merge(market::routes())
        .merge(ledger::routes())
        .merge(payout::routes())
        .merge(dispatch::routes())
        .merge(conversation::routes())
        .merge(quality::routes())
        .merge(masking::routes())
        .merge(privacy::routes())
}

/// What a decision of each kind is decided again by.
pub fn replayers() -> audit::Replayers {
    let all = [recruitment::replayers(), certification::replayers(), payout::replayers()];
    audit::Replayers(all.into_iter().flatten().collect())
}

/// Rows that enter the log by batches.
pub fn batches() -> audit::Batches {
    audit::Batches(vec![quality::VERDICTS, dispatch::OFFERS])
}

/// Engines and states that crates look up by type.
pub struct Engines {
    pub identity: identity::State,
    pub dispatch: dispatch::Engine,
    pub patrol: Policy<patrol::Rules>,
    pub masking: masking::Detector,
    pub origin: market::PublicOrigin,
    pub simulator: certification::Simulator,
}

impl Engines {
    pub fn load(identity: identity::Config, keyring: &Keyring, policies: &PolicyFiles, seed: u64) -> Result<Self> {
        Ok(Self {
            origin: market::PublicOrigin(identity.rp_origin.clone()),
            identity: identity::State::new(identity, keyring)?,
            dispatch: dispatch::Engine::load(policies, seed)?,
            patrol: Policy::parse("base-cn", policies.get("patrol/base-cn.toml")?)?,
            masking: masking::load(policies)?,
            simulator: certification::Simulator::load(policies)?,
        })
    }

    /// The same engines, whose simulated customers speak through a language model.
    pub fn speaking(self, rewriter: Option<certification::simulator::Rewriter>) -> Self {
        Self { simulator: self.simulator.speaking(rewriter), ..self }
    }

    /// The same engines, asking for the levels that the attestation policy demands.
    pub fn demanding(self, demands: kernel::Demands) -> Self {
        Self { dispatch: self.dispatch.demanding(demands), ..self }
    }

    fn extras(self) -> Vec<Arc<dyn Any + Send + Sync>> {
        vec![
            Arc::new(self.identity),
            Arc::new(self.dispatch),
            Arc::new(self.patrol),
            Arc::new(self.masking),
            Arc::new(self.origin),
            Arc::new(self.simulator),
            Arc::new(replayers()),
            Arc::new(batches()),
        ]
    }
}

fn consumers(engines: &Engines, policies: &PolicyFiles) -> Result<Vec<Consumer>> {
    let all = [
        identity::consumers(),
        recruitment::consumers(),
        certification::consumers(),
        dispatch::consumers(&engines.dispatch),
        conversation::consumers(),
        payout::consumers(),
        quality::consumers(policies)?,
    ];
    Ok(all.into_iter().flatten().collect())
}

pub(crate) fn jobs() -> Vec<Job> {
    let own = vec![Worker::housekeeping().0];
    let all = [
        own,
        identity::jobs(),
        attestation::jobs(),
        audit::jobs(),
        recruitment::jobs(),
        certification::jobs(),
        ledger::jobs(),
        market::jobs(),
        conversation::jobs(),
        payout::jobs(),
        quality::jobs(),
        privacy::jobs(),
    ];
    all.into_iter().flatten().collect()
}

pub(crate) fn schedules() -> Vec<Schedule> {
    let own = vec![Worker::housekeeping().1];
    let all = [
        own,
        identity::schedules(),
        attestation::schedules(),
        audit::schedules(),
        recruitment::schedules(),
        certification::schedules(),
        ledger::schedules(),
        market::schedules(),
        payout::schedules(),
        quality::schedules(),
        privacy::schedules(),
    ];
    all.into_iter().flatten().collect()
}

/// Takes the shipped policies into the policy table, whose versions decisions are made under.
pub fn seed_policies(c: &mut Conn<'_>, files: &PolicyFiles, now: Ts) -> db::Result<()> {
    attestation::seed_policies(c, files, now)?;
    recruitment::seed_policies(c, files, now)?;
    certification::seed_policies(c, files, now)?;
    market::seed(c, files, now)?;
    payout::seed_policies(c, files, now)?;
    masking::seed_policies(c, files, now)?;
    quality::seed_policies(c, files, now)?;
    for (kind, id, path) in [("dispatch", "base", "dispatch/base.toml"), ("patrol", "base-cn", "patrol/base-cn.toml")] {
        audit::policy::seed(c, kind, Scope::Platform, id, files.get(path)?, now)?;
    }
    Ok(())
}

/// What an application is built from besides the code.
pub struct Foundation {
    pub db: Db,
    pub clock: Clock,
    pub keyring: Keyring,
    pub mail: post::Mailer,
    pub blobs: post::Blobs,
    pub limits: Limits,
    pub identity: identity::Config,
    /// Whom devices are believed by.
    pub trusting: attestation::Trusting,
    pub witnesses: audit::Witnesses,
    /// Posts to enterprises' own systems.
    pub hooks: post::Hooks,
    /// What customers' text is drawn with.
    pub drawing: conversation::Drawing,
    /// What hears and checks candidates besides our own rules.
    pub adapters: recruitment::Adapters,
    /// What simulated customers speak through besides their scenarios.
    pub rewriter: Option<certification::simulator::Rewriter>,
    /// Whom payouts are sent to.
    pub counterparties: payout::Counterparties,
    pub seed: u64,
}

/// A visitor's token has no session to end; everybody else's is asked for.
fn alive(app: Arc<App>, actor: Actor) -> BoxFuture<'static, Result<bool>> {
    Box::pin(async move {
        if actor.role == Role::Visitor {
            return Ok(true);
        }
        let now = app.clock.now();
        app.db.read(Scope::Platform, move |c| identity::is_live(c, actor.session, now)).await
    })
}

/// Builds the application and its background half. The store must have been migrated.
pub fn build(parts: Foundation) -> Result<(Arc<App>, Worker)> {
    let (policies, hooks, trusting, drawing) = (policies(), parts.hooks, parts.trusting, parts.drawing);
    let (witnesses, adapters, counterparties) = (parts.witnesses, parts.adapters, parts.counterparties);
    let demands = trusting.0.value.for_work();
    let engines =
        Engines::load(parts.identity, &parts.keyring, &policies, parts.seed)?.demanding(demands).speaking(parts.rewriter);
    let mut consumers = consumers(&engines, &policies)?;
    consumers.extend(attestation::consumers(trusting.0.value.clone()));
    let authz = authz(&policies)?;
    let parts = Parts {
        db: parts.db,
        clock: parts.clock,
        seal: parts.keyring,
        authz,
        mail: parts.mail,
        blobs: parts.blobs,
        policies,
        limits: parts.limits,
        authenticate: Arc::new(identity::authenticate),
        deliver: conversation::expander(),
        alive: Arc::new(alive),
        vouch: attestation::voucher(),
    };
    routes().check()?;
    let mut extras = engines.extras();
    extras.push(Arc::new(privacy::Map::parse(DATA_MAP)?));
    extras.push(Arc::new(hooks));
    extras.push(Arc::new(trusting));
    extras.push(Arc::new(witnesses));
    extras.push(Arc::new(demands));
    extras.push(Arc::new(drawing));
    extras.push(Arc::new(adapters));
    extras.push(Arc::new(counterparties));
    let app = App::build(parts, extras)?;
    app.db.hear(&consumers);
    let worker = Worker {
        app: Arc::clone(&app),
        consumers: Arc::new(consumers),
        jobs: Arc::new(jobs()),
        schedules: Arc::new(schedules()),
        owner: kernel::Id::<()>::new().to_string(),
    };
    Ok((app, worker))
}

/// Opens what `config` names, migrates it and seeds the policies. Prints nothing.
pub async fn open(config: &Config, clock: Clock, seed: u64) -> Result<(Arc<App>, Worker)> {
    std::fs::create_dir_all(&config.data).map_err(|e| {
        Error::new(Code::InvalidField, format!("{}: {e}; choose another folder with --data", config.data.display()))
    })?;
    let store = config.store();
    let applied = db::migrate(&store, &SQLITE, &POSTGRES)?;
    if let Some(newest) = applied.last() {
        tracing::info!(migrations = applied.len(), newest, "the store is up to date");
    }
    let keyring = match &config.root_key {
        Some(hex) => Keyring::from_hex(hex)?,
        None => Keyring::load_or_create(config.data.join("root.key"))?,
    };
    let mail = match &config.smtp_url {
        Some(url) => post::Mailer::smtp(url)?,
        None => post::Mailer::outbox(&config.data)?,
    };
    let identity = identity::Config { rp_id: config.host(), rp_origin: config.origin(), ..identity::Config::default() };
    let drawing = conversation::Drawing::new(config.font.clone());
    if let Some(lacking) = drawing.lacks() {
        tracing::warn!("{lacking}");
    }
    let foundation = Foundation {
        db: Db::open(&store)?,
        clock,
        keyring,
        mail: mail.with_sender(&config.mail_from)?,
        blobs: config.blobs()?,
        limits: Limits::scaled(config.limits_factor),
        identity,
        trusting: config.trusting(&policies())?,
        witnesses: audit::Witnesses::parse(config.witnesses.iter().map(|(name, key)| (name.as_str(), key.as_str())))?,
        hooks: post::Hooks::new(config.loopback_hooks)?,
        drawing,
        adapters: config.adapters()?,
        rewriter: config.rewriter()?,
        counterparties: config.rails.counterparties()?,
        seed,
    };
    let (app, worker) = build(foundation)?;
    let shipped = app.policies.clone();
    let files = if config.short_interview { recruitment::shortened(&shipped)? } else { shipped };
    let now = app.clock.now();
    app.db.write(Scope::Platform, move |c| seed_policies(c, &files, now)).await?;
    Ok((app, worker))
}
