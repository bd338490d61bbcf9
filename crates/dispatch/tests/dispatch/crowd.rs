//! Many workers at the desk at once, written straight into the store: signing each of them up takes longer than what is
//! tested. And offers made by hand.
#![allow(dead_code, reason = "each program uses its own part")]

use std::time::Duration;

use db::Conn;
use diesel::prelude::*;
use dispatch::{
    ReservationId, TaskRow,
    core::{Offer, Passed, Terms, Why},
};
use identity::Purpose;
use kernel::{AccountId, Id, PLATFORM, SessionId, Ts};

use super::world::{SKILL, World};

diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    session (id) {
        id -> Uid,
        tenant_id -> Uid,
        account_id -> Uid,
        device -> Text,
        created_at -> Stamp,
        seen_at -> Stamp,
        expires_at -> Stamp,
        posture_level -> BigInt,
        posture_expires_at -> Stamp,
        posture_cap_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    consent (id) {
        id -> Uid,
        tenant_id -> Uid,
        account_id -> Uid,
        purpose -> Text,
        version -> Text,
        is_granted -> Bool,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    certificate (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        account_id -> Uid,
        skill -> Text,
        level -> BigInt,
        state -> Text,
        holder_initial -> Text,
        evidence_hash -> Text,
        decision_id -> Uid,
        issued_at -> Stamp,
        expires_at -> Stamp,
        live_at -> Nullable<Stamp>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    presence (worker_id) {
        worker_id -> Uid,
        state -> Text,
        since_at -> Stamp,
        idle_since_at -> Stamp,
        lease_ends_at -> Nullable<Stamp>,
        capacity -> BigInt,
        used -> BigInt,
        offers -> BigInt,
        missed -> BigInt,
        posture -> BigInt,
        changed_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    presence_skill (worker_id, skill) {
        worker_id -> Uid,
        skill -> Text,
        level -> BigInt,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    task (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        state -> Text,
        changed_at -> Stamp,
        ended_at -> Nullable<Stamp>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    reservation (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        task_id -> Uid,
        worker_id -> Uid,
        attempt -> BigInt,
        state -> Text,
        ended_at -> Nullable<Stamp>,
    }
}

/// Workers with everything it takes, at the desk; the first has been idle longest.
pub(crate) async fn crowd(w: &World, count: usize) -> Vec<AccountId> {
    let now = w.app.now();
    let workers: Vec<AccountId> = (0..count).map(|_| AccountId::new()).collect();
    for (n, some) in workers.chunks(250).enumerate() {
        let (some, first) = (some.to_vec(), n * 250);
        w.app.write(move |c| enter(c, &some, first, now)).await;
    }
    workers
}

fn enter(c: &mut Conn<'_>, workers: &[AccountId], first: usize, now: Ts) -> db::Result<()> {
    let until = now.plus(Duration::from_secs(8 * 3600));
    let sessions: Vec<_> = workers
        .iter()
        .map(|worker| {
            (
                session::id.eq(SessionId::new()),
                session::tenant_id.eq(PLATFORM),
                session::account_id.eq(*worker),
                session::device.eq("desk"),
                (session::created_at.eq(now), session::seen_at.eq(now), session::expires_at.eq(until)),
                (session::posture_level.eq(2), session::posture_expires_at.eq(until), session::posture_cap_at.eq(until)),
            )
        })
        .collect();
    let consents: Vec<_> = workers
        .iter()
        .flat_map(|worker| [Purpose::ServiceTerms, Purpose::DeviceAttestation].map(|purpose| (*worker, purpose)))
        .map(|(worker, purpose)| {
            (
                consent::id.eq(Id::<Purpose>::new()),
                consent::tenant_id.eq(PLATFORM),
                consent::account_id.eq(worker),
                (consent::purpose.eq(purpose.as_str()), consent::version.eq(purpose.version())),
                (consent::is_granted.eq(true), consent::created_at.eq(now)),
            )
        })
        .collect();
    let certificates: Vec<_> = workers
        .iter()
        .map(|worker| {
            (
                (certificate::tenant_id.eq(PLATFORM), certificate::id.eq(certification::CertificateId::new())),
                (certificate::account_id.eq(*worker), certificate::skill.eq(SKILL), certificate::level.eq(3)),
                (certificate::state.eq("valid"), certificate::holder_initial.eq("X"), certificate::evidence_hash.eq("")),
                certificate::decision_id.eq(Id::<()>::new()),
                (certificate::issued_at.eq(now), certificate::expires_at.eq(until), certificate::live_at.eq(now)),
            )
        })
        .collect();
    let desks: Vec<_> = workers
        .iter()
        .enumerate()
        .map(|(n, worker)| {
            let idle_since = now.minus(Duration::from_millis(1_000_000 - (first + n) as u64));
            (
                (presence::worker_id.eq(*worker), presence::state.eq("available"), presence::since_at.eq(now)),
                (presence::idle_since_at.eq(idle_since), presence::lease_ends_at.eq(until)),
                (presence::capacity.eq(100), presence::used.eq(0), presence::offers.eq(0), presence::missed.eq(0)),
                (presence::posture.eq(2), presence::changed_at.eq(now)),
            )
        })
        .collect();
    let skills: Vec<_> = workers
        .iter()
        .map(|worker| (presence_skill::worker_id.eq(*worker), presence_skill::skill.eq(SKILL), presence_skill::level.eq(3)))
        .collect();
    db::on!(c, k => {
        diesel::insert_into(session::table).values(sessions).execute(*k)?;
        diesel::insert_into(consent::table).values(consents).execute(*k)?;
        diesel::insert_into(certificate::table).values(certificates).execute(*k)?;
        diesel::insert_into(presence::table).values(desks).execute(*k)?;
        diesel::insert_into(presence_skill::table).values(skills).execute(*k)?;
    });
    Ok(())
}

/// Trust in a worker is lost, and nobody has heard of it yet.
pub(crate) async fn distrust(w: &World, worker: AccountId) {
    let lost = move |c: &mut Conn<'_>| {
        let of = diesel::update(session::table.filter(session::account_id.eq(worker))).set(session::posture_level.eq(0));
        db::on!(c, k => of.execute(*k)).map(drop).map_err(Into::into)
    };
    w.app.write(lost).await;
}

/// A worker's certificates are suspended, and nobody has heard of it yet.
pub(crate) async fn suspend(w: &World, worker: AccountId) {
    let suspended = move |c: &mut Conn<'_>| {
        let of = certificate::table.filter(certificate::account_id.eq(worker));
        db::on!(c, k => diesel::update(of).set(certificate::state.eq("suspended")).execute(*k)).map(drop).map_err(Into::into)
    };
    w.app.write(suspended).await;
}

/// What presence says that a worker holds: `(state, units, offers)`.
pub(crate) async fn desk(w: &World, worker: AccountId) -> (String, i64, i64) {
    let of = presence::table.find(worker).select((presence::state, presence::used, presence::offers));
    w.app.read(move |c| db::on!(c, k => of.first(*k)).map_err(Into::into)).await
}

/// Every offer that is written: task, worker, attempt.
pub(crate) async fn offers(w: &World) -> Vec<(dispatch::TaskId, AccountId, i64)> {
    let all = reservation::table.order(reservation::id).select((
        reservation::id,
        reservation::task_id,
        reservation::worker_id,
        reservation::attempt,
    ));
    let rows: Vec<(ReservationId, dispatch::TaskId, AccountId, i64)> =
        w.app.read(move |c| db::on!(c, k => all.load(*k)).map_err(Into::into)).await;
    rows.into_iter().map(|(_, task, worker, attempt)| (task, worker, attempt)).collect()
}

/// Everybody is free again, as if all that was offered had been taken and done.
pub(crate) async fn set_free(w: &World) {
    let now = w.app.now();
    let done = move |c: &mut Conn<'_>| {
        let free = (presence::used.eq(0), presence::offers.eq(0), presence::changed_at.eq(now));
        let (offered, taken) =
            (task::table.filter(task::state.eq("reserved")), reservation::table.filter(reservation::state.eq("pending")));
        let done = (task::state.eq("completed"), task::ended_at.eq(now), task::changed_at.eq(now));
        db::on!(c, k => {
            diesel::update(presence::table).set(free).execute(*k)?;
            diesel::update(offered).set(done).execute(*k)?;
            diesel::update(taken).set((reservation::state.eq("accepted"), reservation::ended_at.eq(now))).execute(*k)?;
        });
        Ok(())
    };
    w.app.write(done).await;
}

/// The offer of a task's next attempt to `worker`, as the core would word it.
pub(crate) fn wanted(task: &TaskRow, worker: AccountId) -> Offer {
    let chosen = Terms {
        worker,
        idle_ms: 1000,
        level: 3,
        posture: 2,
        load: 0,
        pieces: 0,
        breadth: 0,
        step: 0,
        affinity: false,
        explored: false,
        draw: 1,
    };
    let why = Why { chosen, next: None, passed: Passed::default(), waited_ms: 10, priority: task.priority, sensitivity: 1 };
    Offer { task: task.id, worker, attempt: task.attempt + 1, expires_at: task.created_at, why }
}
