//! What a worker may serve: skills, courses, exams, certificates.
//!
//! Invariants: nobody learns before they were admitted, sits before the lessons are done, or is certified without a
//! passed exam whose decision replays, which three scenario exams in a row open; answers count once; only a valid
//! certificate before its expiry counts, whether or not the expiry job has been by, and only once the test call that opens
//! live work was passed; what has ended stays ended.
//!
//! `dispatch` asks [`holding`] in its offering transaction; demo seeding calls [`seed_certificate`]; `market` may ask
//! [`knows`]. Everything else hears `certificate.issued` and `certificate.lapsed`.

mod appeal;
pub(crate) mod call_offer;
pub mod certificate;
mod chance;
pub mod course;
mod demo;
pub mod exam;
pub mod mastery;
pub mod procedure;
#[cfg(test)]
mod procedure_tests;
pub(crate) mod scenario;
mod schema;
#[cfg(test)]
mod seeds;
pub mod simulator;
pub mod test_call;
#[cfg(test)]
mod test_call_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod training_tests;

use std::{collections::HashMap, time::Duration};

use db::{Conn, outbox::Consumer};
use http::{Job, PolicyFiles, Routes, Schedule};
use kernel::{AccountId, Actor, Error, PLATFORM, Scope, Ts, policy::Policy};
use seal::Keyring;
use serde::Deserialize;

pub use call_offer::CallWanted;
pub use certificate::{CertificateId, CertificateState};
pub use exam::ExamId;
pub use simulator::{SimulationId, service::Simulator};
pub use test_call::{Part, TestCallId};

/// Topic: a certificate counts from now on: `{certificate, account, skill, ..}`.
pub const ISSUED: &str = "certificate.issued";
/// Topic: a certificate counts no more: `{certificate, account, skill, state}`.
pub const LAPSED: &str = "certificate.lapsed";
/// Topic: a certificate is open for live tasks from now on: `{certificate, account, skill}`.
pub const LIVE: &str = "certificate.live";
/// Topic: somebody is wanted for a test call: `{test_call, skill, part, candidate, customer}`; `part` is `customer` or `scorer`.
pub const TEST_CALL_WANTED: &str = "test_call.wanted";
/// Topic: somebody has done their part of a test call, and is paid for it: `{test_call, skill, part, worker}`.
pub const TEST_CALL_SERVED: &str = "test_call.served";
/// Queue of the job that expires what is due.
const EXPIRE: &str = "certificate.expire";

/// Level (1–5) at which `worker` may serve `skill` now; `None` when no certificate counts, or its test call is outstanding.
/// The transaction's scope must cover the platform's tenant.
pub fn holds(c: &mut Conn<'_>, worker: AccountId, skill: &str, now: Ts) -> db::Result<Option<u8>> {
    Ok(holding(c, &[worker], &[skill], now)?.into_values().next())
}

/// Levels at which `workers` may serve `skills` now, as [`holds`] would say of each; who may not is not in it.
pub fn holding(
    c: &mut Conn<'_>,
    workers: &[AccountId],
    skills: &[&str],
    now: Ts,
) -> db::Result<HashMap<(AccountId, String), u8>> {
    let levels = certificate::store::levels(c, PLATFORM, workers, skills, now)?;
    Ok(levels.into_iter().filter_map(|(of, skill, level)| Some(((of, skill), u8::try_from(level).ok()?))).collect())
}

/// Whether the catalogue has this skill.
pub fn knows(c: &mut Conn<'_>, skill: &str) -> db::Result<bool> {
    Ok(course::service::catalogue(c)?.value.find(skill).is_some())
}

/// Parts of test calls for which somebody should be asked now. The transaction's scope must cover the platform's tenant.
pub fn calls_waiting(c: &mut Conn<'_>, now: Ts) -> db::Result<Vec<CallWanted>> {
    call_offer::service::waiting(c, now)
}

/// Offers a part of a test call to `worker`; until when it is theirs. `None` when they may not assess, or are asked already.
pub fn offer_call(c: &mut Conn<'_>, want: &CallWanted, worker: AccountId, now: Ts) -> db::Result<Option<Ts>> {
    call_offer::service::ask(c, want, worker, now)
}

/// Suspends, restores or revokes a certificate. Errors: `not_found`, `wrong_state`.
pub fn change(c: &mut Conn<'_>, id: CertificateId, to: CertificateState, actor: Option<&Actor>, now: Ts) -> db::Result<()> {
    certificate::service::change(c, id, to, actor, now)
}

/// Writes lessons, a passed exam and a certificate for `account`, as of `now`; for demo data under a moved clock.
pub fn seed_certificate(c: &mut Conn<'_>, seal: &Keyring, account: AccountId, skill: &str, now: Ts) -> db::Result<CertificateId> {
    demo::seed_certificate(c, seal, account, skill, now)
}

/// Takes this crate's policy files into the policy table. A file whose vectors fail is refused with the vector named.
pub fn seed_policies(c: &mut Conn<'_>, files: &PolicyFiles, now: Ts) -> db::Result<()> {
    let bytes = files.get("certification/skills.toml")?;
    let catalogue = Policy::<course::policy::Catalogue>::parse("skills", bytes)?;
    audit::policy::seed(c, "certification.skills", Scope::Platform, "skills", bytes, now)?;
    for skill in &catalogue.value.skill {
        let bytes = files.get(&format!("courses/{}.toml", skill.code))?;
        let course = Policy::<course::policy::Course>::parse(&skill.code, bytes)?;
        if course.value.skill != skill.code {
            let text = format!("courses/{}.toml is the course of {}", skill.code, course.value.skill);
            return Err(Error::new(kernel::Code::PolicyInvalid, text).into());
        }
        audit::policy::seed(c, "certification.course", Scope::Platform, &skill.code, bytes, now)?;
    }
    for (path, bytes) in files.under("sop/") {
        let procedure = sop::parse(path, bytes)?;
        audit::policy::seed(c, "sop", Scope::Platform, &procedure.name, bytes, now)?;
    }
    let form = files.get("certification/test_call.toml")?;
    Policy::<test_call::Form>::parse("test_call", form)?;
    audit::policy::seed(c, "certification.test_call", Scope::Platform, "test_call", form, now)?;
    let customers = files.get("simulator/customers.toml")?;
    Policy::<simulator::policy::Customers>::parse("customers", customers)?;
    audit::policy::seed(c, "simulator", Scope::Platform, "customers", customers, now)?;
    Ok(())
}

#[derive(Deserialize)]
struct Admitted {
    account: AccountId,
}

/// Who was admitted may learn; live work says what its worker should learn next; who won an appeal is certified, or goes live.
pub fn consumers() -> Vec<Consumer> {
    vec![
        Consumer::new("certification.learner", &["application.admitted"], |c, event, _| {
            let admitted: Admitted = event.parse()?;
            course::store::admit(c, PLATFORM, admitted.account, event.at)
        }),
        Consumer::new(
            "certification.live_work",
            &["procedure.measured", "verdict.held", "quality.failed", "training.wanted"],
            mastery::live::heard,
        ),
        Consumer::new("certification.appeals", &["case.resolved"], appeal::resolved),
    ]
}

pub fn routes() -> Routes {
    Routes::new("certification")
        .merge(course::http::routes())
        .merge(exam::http::routes())
        .merge(certificate::http::routes())
        .merge(simulator::http::routes())
        .merge(test_call::http::routes())
        .merge(procedure::http::routes())
        .merge(scenario::http::routes())
}

pub fn jobs() -> Vec<Job> {
    vec![Job::new(EXPIRE, certificate::service::expire)]
}

pub fn schedules() -> Vec<Schedule> {
    vec![Schedule { queue: EXPIRE, every: Duration::from_secs(60) }]
}

pub fn replayers() -> Vec<audit::Replayer> {
    vec![
        audit::Replayer { kind: exam::KIND, run: exam::replay },
        audit::Replayer { kind: test_call::KIND, run: test_call::replay },
    ]
}
