//! How somebody gets in: application, vetting, unattended interview, score with reasons, review by a person.
//!
//! Invariants: nobody is admitted without a checked document, vetting and a scored interview; the machine never declines, it advances or
//! asks a person; an answer counts once; what a candidate said or recorded is sealed under their own key; a score
//! replays byte for byte from its decision record. Recordings are decoded and pass gates when they are complete, and are
//! measured by the scoring job; sounds are not scored without a speech engine, and the score says that it is partial.
//!
//! `certification` hears `application.admitted`; demo seeding calls [`seed_admitted`]; nobody else needs this crate.

mod appeal;
pub mod application;
mod chance;
mod demo;
pub mod interview;
pub mod person;
pub mod rescore;
pub mod review;
mod schema;
pub mod score;
#[cfg(test)]
mod seeds;
pub mod session;
pub mod speech;
pub mod spoken;
#[cfg(test)]
mod tests;
pub mod upload;

use std::{sync::Arc, time::Duration};

use db::{Conn, outbox::Consumer};
use http::{App, Job, PolicyFiles, Routes, Schedule};
use identity::Purpose;
use kernel::{AccountId, Code, Error, Scope, Ts, policy::Policy, policy::Rules};

pub use recruitment_core::{impact, media};

pub use application::{ApplicationId, ApplicationState, VettingState};
pub use interview::InterviewId;
pub use upload::{UploadId, UploadState};

/// What the operator configured beyond this crate; an extra of the application. Without it there is no speech engine, and
/// documents are checked by our own rules.
#[derive(Clone, Debug)]
pub struct Adapters {
    pub speech: Option<speech::Engine>,
    pub verifier: Arc<dyn person::Verifier>,
}

impl Default for Adapters {
    fn default() -> Self {
        Self { speech: None, verifier: Arc::new(person::LocalRules) }
    }
}

/// The adapters as wired; the defaults where nobody wired any.
pub(crate) fn adapters(app: &App) -> Arc<Adapters> {
    app.get::<Adapters>().unwrap_or_default()
}

/// Topic of the event that says somebody was admitted: `{application, account}`.
pub const ADMITTED: &str = "application.admitted";
/// Kind of the data key that seals a worker's own words and recordings.
const KEY: &str = "worker";
/// Consents without which no part of the interview is taken.
const INTERVIEW_CONSENTS: &[Purpose] = &[Purpose::ServiceTerms, Purpose::InterviewRecording, Purpose::AutomatedScoring];

/// Writes an admitted application with a scored interview for `account`, as of `now`; for demo data under a moved clock.
/// `locale` is `zh-CN` or `en`. The policies must have been seeded.
pub fn seed_admitted(c: &mut Conn<'_>, account: AccountId, locale: &str, now: Ts) -> db::Result<ApplicationId> {
    demo::seed_admitted(c, account, locale, now)
}

/// Takes this crate's policy files into the policy table. A file whose vectors fail is refused with the vector named. Another
/// interview policy than the one in force before scores again what was measured.
pub fn seed_policies(c: &mut Conn<'_>, files: &PolicyFiles, now: Ts) -> db::Result<()> {
    let in_force = |c: &mut Conn<'_>| audit::policy::active_hash(c, kernel::PLATFORM, "interview", "interview");
    let before = in_force(c)?;
    seed_one::<score::policy::InterviewPolicy>(c, files, "interview", "interview.toml", now)?;
    seed_one::<person::IdentityPolicy>(c, files, "identity", "identity.toml", now)?;
    if let (Some(before), Some(after)) = (before, in_force(c)?)
        && before != after
    {
        rescore::service::start(c, &after, now)?;
    }
    for locale in ["zh-CN", "en"] {
        seed_one::<interview::bank::Bank>(c, files, locale, &format!("interview/{locale}.toml"), now)?;
    }
    Ok(())
}

/// The same policies with the short room in force, for demos and tests. Everything else is as shipped.
pub fn shortened(files: &PolicyFiles) -> kernel::Result<PolicyFiles> {
    let full = String::from_utf8_lossy(files.get("interview.toml")?).into_owned();
    let short = full.replacen("\nlength = \"full\"\n", "\nlength = \"short\"\n", 1);
    Ok(files.with("interview.toml", short.into_bytes()))
}

fn seed_one<T: Rules>(c: &mut Conn<'_>, files: &PolicyFiles, id: &str, path: &str, now: Ts) -> db::Result<()> {
    let bytes = files.get(path)?;
    Policy::<T>::parse(id, bytes)?;
    audit::policy::seed(c, T::KIND, Scope::Platform, id, bytes, now)?;
    Ok(())
}

/// Refuses unless `account` has granted every purpose; each missing one is named as a field.
fn consents(c: &mut Conn<'_>, account: AccountId, purposes: &[Purpose]) -> db::Result<()> {
    let mut missing = Error::new(Code::ConsentMissing, "grant the consents this needs first");
    for purpose in purposes {
        if !identity::has_consent(c, account, *purpose)? {
            missing = missing.and(purpose.as_str(), "required", "not granted, or withdrawn");
        }
    }
    if missing.fields.is_empty() { Ok(()) } else { Err(missing.into()) }
}

pub fn routes() -> Routes {
    Routes::new("recruitment")
        .merge(application::http::routes())
        .merge(person::http::routes())
        .merge(interview::http::routes())
        .merge(upload::http::routes())
        .merge(review::http::routes())
        .merge(rescore::http::routes())
}

/// Who won an appeal is admitted, or gets a new interview.
pub fn consumers() -> Vec<Consumer> {
    vec![Consumer::new("recruitment.appeals", &["case.resolved"], appeal::resolved)]
}

pub fn jobs() -> Vec<Job> {
    vec![
        Job::new(score::service::QUEUE, score::service::run),
        Job::new(rescore::service::QUEUE, rescore::service::run),
        Job::new("interview.retention", upload::service::forget),
    ]
}

pub fn schedules() -> Vec<Schedule> {
    vec![Schedule { queue: "interview.retention", every: Duration::from_secs(3600) }]
}

pub fn replayers() -> Vec<audit::Replayer> {
    vec![audit::Replayer { kind: score::KIND, run: score::replay }, audit::Replayer { kind: person::KIND, run: person::replay }]
}
