//! Pieces as pay and time, and the figures that are published.

use db::{Conn, Json, on};
use diesel::prelude::*;
use kernel::{AccountId, PLATFORM, Ts};
use market::ProjectId;

use super::Published;
use crate::schema::{earning, public_earning};

/// A piece: whose, of which project, which day, what it paid, from when and until when it was served.
pub(crate) type Piece = (AccountId, ProjectId, String, i64, Option<Ts>, Ts);

/// Pieces of one worker, or of all, from one pay day to another, both included.
pub(crate) fn pieces(c: &mut Conn<'_>, worker: Option<AccountId>, from: &str, to: &str) -> db::Result<Vec<Piece>> {
    Ok(on!(c, k => {
        let mut query = earning::table.filter(earning::day.ge(from).and(earning::day.le(to))).into_boxed();
        if let Some(worker) = worker {
            query = query.filter(earning::worker_id.eq(worker));
        }
        query
            .select((
                earning::worker_id,
                earning::project_id,
                earning::day,
                earning::amount_minor,
                earning::started_at,
                earning::earned_at,
            ))
            .load(*k)
    })?)
}

/// Replaces what is published for a day.
pub(crate) fn publish(c: &mut Conn<'_>, day: &str, figures: &Published, now: Ts) -> db::Result<()> {
    let row = (
        public_earning::tenant_id.eq(PLATFORM),
        public_earning::day.eq(day),
        public_earning::figures.eq(Json(figures.clone())),
        public_earning::created_at.eq(now),
    );
    on!(c, k => diesel::delete(public_earning::table.filter(public_earning::day.eq(day))).execute(*k))?;
    on!(c, k => diesel::insert_into(public_earning::table).values(row.clone()).execute(*k))?;
    Ok(())
}

/// What was published last, and for which day.
pub(crate) fn published(c: &mut Conn<'_>) -> db::Result<Option<(String, Json<Published>)>> {
    Ok(on!(c, k => public_earning::table
        .order(public_earning::day.desc())
        .select((public_earning::day, public_earning::figures))
        .first(*k)
        .optional())?)
}
