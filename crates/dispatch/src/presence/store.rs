//! Rows of `presence` and `presence_skill`.

use std::collections::{BTreeSet, HashMap};

use db::{Conn, Keep, on};
use diesel::prelude::*;
use kernel::{AccountId, Code, Error, SessionId, Ts};

use super::{Duty, PresenceRow};
use crate::schema::{presence, presence_skill};

pub(crate) fn get(c: &mut Conn<'_>, worker: AccountId) -> db::Result<Option<PresenceRow>> {
    Ok(on!(c, k => presence::table.find(worker).select(PresenceRow::as_select()).first(*k).optional())?)
}

/// The worker's row, made on first sight.
pub(crate) fn get_or_create(c: &mut Conn<'_>, worker: AccountId, capacity: u32, now: Ts) -> db::Result<PresenceRow> {
    let fresh = PresenceRow::fresh(worker, capacity, now);
    on!(c, k => diesel::insert_into(presence::table).values(&fresh).on_conflict_do_nothing().execute(*k))?;
    Ok(on!(c, k => presence::table.find(worker).select(PresenceRow::as_select()).first(*k))?)
}

/// Changes the chosen state, its lease, the place in the line and what has been worked.
pub(crate) fn set_duty(c: &mut Conn<'_>, row: &PresenceRow, duty: Duty, lease: Option<Ts>, now: Ts) -> db::Result<()> {
    let set = (presence::lease_ends_at.eq(lease), presence::missed.eq(0), presence::changed_at.eq(now));
    on!(c, k => diesel::update(presence::table.find(row.worker_id)).set(set).keep().execute(*k))?;
    if row.state == duty {
        return Ok(());
    }
    let left = if row.state == Duty::Available { Some(now) } else { row.left_at };
    let moved = (
        presence::state.eq(duty),
        presence::since_at.eq(now),
        presence::idle_since_at.eq(row.idle_after(duty, now)),
        presence::worked_ms.eq(row.worked(now)),
        presence::worked_day.eq(super::day(now)),
        presence::run_ms.eq(row.run_ms + row.stretch(row.since_at, now)),
        presence::left_at.eq(left),
    );
    on!(c, k => diesel::update(presence::table.find(row.worker_id)).set(moved).keep().execute(*k))?;
    Ok(())
}

/// In which session each of `workers` was last at the desk; who never was is not in it.
pub(crate) fn seats(c: &mut Conn<'_>, workers: &[AccountId]) -> db::Result<Vec<(AccountId, Option<SessionId>)>> {
    let of = presence::table.filter(db::among(presence::worker_id, workers)).select((presence::worker_id, presence::session_id));
    Ok(on!(c, k => of.load(*k))?)
}

/// The worker is at the desk in `session`.
pub(crate) fn seat(c: &mut Conn<'_>, worker: AccountId, session: SessionId) -> db::Result<()> {
    on!(c, k => diesel::update(presence::table.find(worker)).set(presence::session_id.eq(session)).keep().execute(*k))?;
    Ok(())
}

/// Renews the lease for `session`; `false` when the worker is offline or suspended and so has none.
pub(crate) fn renew(c: &mut Conn<'_>, worker: AccountId, session: SessionId, until: Ts) -> db::Result<bool> {
    let at_desk = presence::state.eq_any([Duty::Available, Duty::Break]);
    let rows = on!(c, k => diesel::update(presence::table.find(worker).filter(at_desk))
        .set((presence::lease_ends_at.eq(until), presence::session_id.eq(session)))
        .keep().execute(*k))?;
    Ok(rows == 1)
}

/// Stores the trust level of the session at the desk, if it differs.
pub(crate) fn set_posture(c: &mut Conn<'_>, worker: AccountId, level: u8, now: Ts) -> db::Result<bool> {
    let level = i64::from(level);
    let rows = on!(c, k => diesel::update(presence::table.find(worker).filter(presence::posture.ne(level)))
        .set((presence::posture.eq(level), presence::changed_at.eq(now)))
        .keep().execute(*k))?;
    Ok(rows == 1)
}

pub(crate) fn among(c: &mut Conn<'_>, workers: &[AccountId]) -> db::Result<HashMap<AccountId, PresenceRow>> {
    let rows: Vec<PresenceRow> =
        on!(c, k => presence::table.filter(db::among(presence::worker_id, workers)).select(PresenceRow::as_select()).load(*k))?;
    Ok(rows.into_iter().map(|row| (row.worker_id, row)).collect())
}

/// Books an offer of `units` with each of `workers` who is available and has room; returns with how many.
///
/// The matcher knows of it: it is no change that it has to read.
pub(crate) fn book(c: &mut Conn<'_>, workers: &[AccountId], units: i64, offers_at_once: i64) -> db::Result<usize> {
    let fits = db::unindexed(presence::state)
        .eq(Duty::Available)
        .and((presence::used + units).le(presence::capacity))
        .and(presence::offers.lt(offers_at_once));
    Ok(on!(c, k => diesel::update(presence::table.filter(db::among(presence::worker_id, workers).and(fits)))
        .set((presence::used.eq(presence::used + units), presence::offers.eq(presence::offers + 1)))
        .keep()
        .execute(*k))?)
}

/// The offer was accepted: its units stay, the worker goes to the end of the line.
pub(crate) fn accepted(c: &mut Conn<'_>, worker: AccountId, now: Ts) -> db::Result<()> {
    let set = (
        presence::offers.eq(presence::offers - 1),
        presence::missed.eq(0),
        presence::idle_since_at.eq(now),
        presence::changed_at.eq(now),
    );
    let rows = on!(c, k => diesel::update(presence::table.find(worker)).set(set).keep().execute(*k))?;
    exactly_one(rows)
}

/// An offer ended without acceptance: its units come back. A missed one is counted and costs the place in the line.
pub(crate) fn unbook(c: &mut Conn<'_>, worker: AccountId, units: i64, missed: bool, now: Ts) -> db::Result<()> {
    let back =
        (presence::used.eq(presence::used - units), presence::offers.eq(presence::offers - 1), presence::changed_at.eq(now));
    let rows = on!(c, k => diesel::update(presence::table.find(worker)).set(back).keep().execute(*k))?;
    exactly_one(rows)?;
    if missed {
        let count = (presence::missed.eq(presence::missed + 1), presence::idle_since_at.eq(now));
        on!(c, k => diesel::update(presence::table.find(worker)).set(count).keep().execute(*k))?;
    }
    Ok(())
}

/// A task ended or was taken back: its units come back and idle time starts anew.
pub(crate) fn freed(c: &mut Conn<'_>, worker: AccountId, units: i64, now: Ts) -> db::Result<()> {
    let set = (presence::used.eq(presence::used - units), presence::idle_since_at.eq(now), presence::changed_at.eq(now));
    let rows = on!(c, k => diesel::update(presence::table.find(worker)).set(set).keep().execute(*k))?;
    exactly_one(rows)
}

/// The worker finished a piece.
pub(crate) fn finished(c: &mut Conn<'_>, worker: AccountId, now: Ts) -> db::Result<()> {
    let Some(row) = get(c, worker)? else { return Ok(()) };
    let set = (
        presence::pieces.eq(row.pieces + 1),
        presence::pieces_today.eq(row.had_today(now) + 1),
        presence::pieces_day.eq(super::day(now)),
    );
    on!(c, k => diesel::update(presence::table.find(worker)).set(set).keep().execute(*k))?;
    Ok(())
}

fn exactly_one(rows: usize) -> db::Result<()> {
    if rows == 1 { Ok(()) } else { Err(Error::new(Code::Conflict, "the worker's presence is gone").into()) }
}

/// Workers at the desk whose lease has run out.
pub(crate) fn overdue(c: &mut Conn<'_>, now: Ts) -> db::Result<Vec<PresenceRow>> {
    Ok(on!(c, k => presence::table
        .filter(presence::state.eq_any([Duty::Available, Duty::Break]).and(presence::lease_ends_at.le(now)))
        .limit(500)
        .select(PresenceRow::as_select())
        .load(*k))?)
}

/// Skills the worker was last known to hold, at the desk or not.
pub(crate) fn skills_of(c: &mut Conn<'_>, worker: AccountId) -> db::Result<BTreeSet<String>> {
    let rows: Vec<String> = on!(c, k => presence_skill::table
        .filter(presence_skill::worker_id.eq(worker))
        .select(presence_skill::skill)
        .load(*k))?;
    Ok(rows.into_iter().collect())
}

/// Replaces the worker's skills; they count from the next match on.
pub(crate) fn set_skills(c: &mut Conn<'_>, worker: AccountId, skills: &[(String, u8)], now: Ts) -> db::Result<()> {
    // First, so that of two who set them at once one waits here for the other's rows.
    on!(c, k => diesel::update(presence::table.find(worker)).set(presence::changed_at.eq(now)).keep().execute(*k))?;
    on!(c, k => diesel::delete(presence_skill::table.filter(presence_skill::worker_id.eq(worker))).execute(*k))?;
    let rows: Vec<_> = skills
        .iter()
        .map(|(skill, level)| {
            (presence_skill::worker_id.eq(worker), presence_skill::skill.eq(skill), presence_skill::level.eq(i64::from(*level)))
        })
        .collect();
    for row in rows {
        // Of two who set them before the worker was ever at the desk, one comes again.
        on!(c, k => diesel::insert_into(presence_skill::table)
            .values(row)
            .on_conflict((presence_skill::worker_id, presence_skill::skill))
            .do_update()
            .set(row.2)
            .keep().execute(*k))?;
    }
    Ok(())
}

/// How many workers stand where: `(idle, holding something, on break)`, of those with `skill` when given.
pub(crate) fn count(c: &mut Conn<'_>, skill: Option<&str>) -> db::Result<(i64, i64, i64)> {
    let rows: Vec<(Duty, i64)> = on!(c, k => {
        let mut query = presence::table.filter(presence::state.ne(Duty::Offline)).into_boxed();
        if let Some(skill) = skill {
            let able = presence_skill::table.filter(presence_skill::skill.eq(skill)).select(presence_skill::worker_id);
            query = query.filter(presence::worker_id.eq_any(able));
        }
        query.select((presence::state, presence::used)).load(*k)
    })?;
    let of = |f: &dyn Fn(&(Duty, i64)) -> bool| i64::try_from(rows.iter().filter(|row| f(row)).count()).unwrap_or(i64::MAX);
    Ok((
        of(&|(duty, used)| *duty == Duty::Available && *used == 0),
        of(&|(_, used)| *used > 0),
        of(&|(duty, used)| *duty == Duty::Break && *used == 0),
    ))
}

/// Available workers with `skill`, who waited longest first.
pub(crate) fn idle_with(c: &mut Conn<'_>, skill: &str, limit: i64) -> db::Result<Vec<AccountId>> {
    let able = presence_skill::table.filter(presence_skill::skill.eq(skill)).select(presence_skill::worker_id);
    let rows: Vec<AccountId> = on!(c, k => presence::table
        .filter(presence::state.eq(Duty::Available).and(presence::worker_id.eq_any(able)))
        .order(presence::idle_since_at)
        .limit(limit)
        .select(presence::worker_id)
        .load(*k))?;
    Ok(rows)
}
