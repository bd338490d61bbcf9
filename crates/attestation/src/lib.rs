//! Devices that prove themselves, and how far each session is trusted for it.
//!
//! Invariants: a device is enrolled only by evidence that the policy accepts; a ceremony answers once; a session's level
//! is what its unexpired claims make under the policy, and nothing else raises it above a passkey's; a claim lives on
//! only by new evidence or by signed heartbeats, for a shift at most; every change of a level is in the audit log, in
//! the outbox (`posture.raised`, `posture.lost`) and on the person's stream in the same transaction.
//!
//! `dispatch` hears `posture.lost` and takes away what the session may no longer serve.

pub mod camera;
pub mod device;
pub mod evidence;
pub mod fleet;
pub mod rhythm;
mod schema;
pub mod trust;
pub mod watch;

use std::{sync::Arc, time::Duration};

use attestation_core::{Rules, kiosk::Image};
use db::{Conn, jobs::Claimed, outbox::Consumer};
use http::{App, Ctx, Job, PolicyFiles, Routes, Schedule, Vouch};
use kernel::{AccountId, Actor, Code, Error, Result, Role, Scope, Ts, policy::Policy};

use crate::trust::service::settle_due;

/// Queue of the job that lowers what ran out.
const EXPIRE: &str = "attestation.expire";
/// How often it runs.
const EVERY: Duration = Duration::from_secs(5);
/// How often guards are looked after: a missed challenge is noticed so soon.
const LOOK: Duration = Duration::from_millis(500);
/// Sessions lowered in one transaction.
const BATCH: usize = 200;

/// The policy this process judges by. Wire one per application, as an extra.
pub struct Trusting(pub Policy<Rules>);

impl Trusting {
    /// The shipped policy `id`, further authorities (PEM) believed with it; with images of kiosks, machines of these only.
    pub fn load(files: &PolicyFiles, id: &str, authorities: &[(String, String)], images: &[Image]) -> Result<Self> {
        let mut policy = attestation_core::load(id, files.get(&format!("attestation/{id}.toml"))?)?;
        for (name, pem) in authorities {
            let wrong = |refusal| Error::new(Code::PolicyInvalid, format!("{name}: {refusal}"));
            policy.value.also_trust(name, pem).map_err(wrong)?;
        }
        if !images.is_empty() {
            policy.value.only_images(images).map_err(|what| Error::new(Code::PolicyInvalid, what))?;
        }
        Ok(Self(policy))
    }
}

/// Every route of attestation.
pub fn routes() -> Routes {
    Routes::new("attestation")
        .merge(device::http::routes())
        .merge(trust::http::routes())
        .merge(fleet::http::routes())
        .merge(watch::http::routes())
        .merge(camera::http::routes())
        .merge(rhythm::http::routes())
        .merge(evidence::http::routes())
}

/// Asks a session that has a certified key for its signature over what is sensitive.
pub fn voucher() -> Vouch {
    Arc::new(|app, actor, request| Box::pin(trust::service::vouched(app, actor, request)))
}

pub fn jobs() -> Vec<Job> {
    vec![Job::new(EXPIRE, run_expire)]
}

pub fn schedules() -> Vec<Schedule> {
    vec![Schedule { queue: EXPIRE, every: EVERY }]
}

async fn run_expire(app: Arc<App>, _: Claimed) -> Result<()> {
    let now = app.clock.now();
    app.db.write(Scope::Platform, move |c| forget(c, now)).await?;
    loop {
        let (now, trusting) = (app.clock.now(), app.get::<Trusting>()?);
        let lowered = app.db.write(Scope::Platform, move |c| lower(c, &trusting.0.value, now)).await?;
        if lowered < BATCH {
            return Ok(());
        }
    }
}

/// What attestation hears: a person no longer agrees to cameras or to be known by their typing; somebody who was asked
/// proved themselves; a ruling was contested.
pub fn consumers(rules: Rules) -> Vec<Consumer> {
    #[derive(serde::Deserialize)]
    struct Decided {
        account: AccountId,
        purpose: identity::Purpose,
        granted: bool,
    }
    vec![
        Consumer::new("attestation.consents", &["consent.decided"], move |c, event, now| {
            let decided: Decided = event.parse()?;
            match decided.purpose {
                identity::Purpose::CameraGuard if !decided.granted => watch::service::withdrawn(c, &rules, decided.account, now)?,
                identity::Purpose::TypingRhythm if !decided.granted => rhythm::store::drop_profile(c, decided.account)?,
                _ => {}
            }
            Ok(())
        }),
        Consumer::new("attestation.rechecks", &["posture.raised"], |c, event, now| {
            rhythm::service::raised(c, &event.parse()?, now)
        }),
        Consumer::new("attestation.cases", &["case.resolved"], |c, event, now| watch::service::appealed(c, &event.parse()?, now)),
    ]
}

/// Looks after the guards that are due, once.
pub async fn tick(app: &Arc<App>) -> Result<()> {
    let (now, trusting) = (app.clock.now(), app.get::<Trusting>()?);
    if app.db.read(Scope::Platform, move |c| watch::is_due(c, now)).await? {
        app.db.write(Scope::Platform, move |c| watch::service::tick(c, &trusting.0.value, now)).await?;
    }
    Ok(())
}

/// Looks after the guards until the application stops.
pub async fn run(app: Arc<App>) -> Result<()> {
    let mut stopping = app.stopping();
    while !*stopping.borrow() {
        if let Err(error) = tick(&app).await {
            tracing::error!(%error, "looking after the guards; trying again");
        }
        tokio::select! {
            _ = stopping.changed() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
    Ok(())
}

/// Deletes pictures whose time is over, and what nobody's typing added to for long. Returns how many pictures.
pub fn forget(c: &mut Conn<'_>, now: Ts) -> db::Result<usize> {
    rhythm::store::trim(c, now.minus(rhythm::service::KEEPS))?;
    evidence::store::trim(c, now)
}

/// Lowers sessions whose claims ran out, a batch of them. Returns how many were looked at.
pub fn lower(c: &mut Conn<'_>, rules: &Rules, now: Ts) -> db::Result<usize> {
    settle_due(c, rules, BATCH, now)
}

/// Takes the shipped policy into the policy table.
pub fn seed_policies(c: &mut Conn<'_>, files: &PolicyFiles, now: Ts) -> db::Result<()> {
    audit::policy::seed(c, "attestation", Scope::Platform, "base", files.get("attestation/base.toml")?, now)?;
    Ok(())
}

/// The signed-in person; a visitor is none.
pub(crate) fn person(ctx: &Ctx) -> Result<Actor> {
    let actor = ctx.actor()?;
    if actor.role == Role::Visitor {
        return Err(Error::forbidden("a customer behind a widget has no device of ours"));
    }
    Ok(actor.clone())
}

/// Evidence that was looked at and refused, with its exact code as a field error.
pub(crate) fn refused(refusal: attestation_core::Refusal) -> Error {
    Error::new(Code::EvidenceRefused, refusal.say()).and("evidence", refusal.code(), refusal.say())
}
