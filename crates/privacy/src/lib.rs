//! The privacy desk: copies of a person's data, erasure with a certificate, clocks that delete, legal holds.
//!
//! Invariants: what is a person's follows from the data map alone, so a table that is on the map is in the copy, in the
//! erasure and under its clock; nothing that a hold covers is deleted by either; an erasure destroys keys before rows and
//! ends with a certificate that is a leaf of the log; a copy's file is sealed and lives seven days. It knows tables by name
//! only; only the gateway calls it.

mod clock;
mod erasure;
mod export;
mod hold;
pub mod map;
mod schema;
mod subject;

use std::time::Duration;

use http::{Job, Routes, Schedule};

pub use map::DataMap as Map;
pub use subject::{Subject, SubjectKind};

kernel::nouns! {
    /// A copy of somebody's data.
    Export => ExportId,
    /// An erasure.
    Erasure => ErasureId,
    /// A legal hold.
    Hold => HoldId,
    /// Whom a request is about: an account, or a widget's contact.
    Person => PersonId,
}

pub fn routes() -> Routes {
    Routes::new("privacy")
        .merge(export::http::routes())
        .merge(erasure::http::routes())
        .merge(clock::http::routes())
        .merge(hold::http::routes())
}

pub fn jobs() -> Vec<Job> {
    vec![
        Job::new(export::service::JOB, export::service::run),
        Job::new(export::service::TIDY, |app, _| export::service::tidy(app)),
        Job::new(erasure::service::JOB, |app, _| erasure::service::tick(app)),
        Job::new(clock::service::JOB, |app, _| clock::service::tick(app)),
    ]
}

pub fn schedules() -> Vec<Schedule> {
    vec![
        Schedule { queue: export::service::TIDY, every: Duration::from_secs(600) },
        Schedule { queue: erasure::service::JOB, every: Duration::from_secs(300) },
        Schedule { queue: clock::service::JOB, every: Duration::from_secs(600) },
    ]
}
