//! Rules of pay as data that are applied after the work: quality, penalties, tax, rails. What is locked when work is offered
//! is in `market::rules`, whose loader proves them all. Pure.

pub mod penalty;
pub mod quality;
pub mod tax;

use db::Conn;
use http::PolicyFiles;
use kernel::Ts;
pub use market::rules::{Dated, Day, Review, Rule, UNIT, Version, floor, minor, rates, same, surge};

/// The shipped tax rules, by id.
pub const TAXES: [&str; 4] = ["cn-iit-platform", "cn-iit-labour", "us-1099nec", "eu-dac7"];

/// Takes the shipped rule files as versions; one that is refused stops the start.
pub(crate) fn seed(c: &mut Conn<'_>, files: &PolicyFiles, now: Ts) -> db::Result<()> {
    market::rules::seed::<quality::Quality>(c, files, "quality", now)?;
    market::rules::seed::<penalty::Penalty>(c, files, "penalty", now)?;
    market::rules::seed::<crate::batch::Rails>(c, files, "rails", now)?;
    TAXES.iter().try_for_each(|id| market::rules::seed::<tax::Tax>(c, files, id, now))
}
