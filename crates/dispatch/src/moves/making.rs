//! Making offers: a last look at everything that must hold, many at a time, and one compare-and-set for all that pass.
//!
//! The statements of a batch are as many for sixty-four offers as for one. Nothing that was read before the transaction
//! counts: rows, certificates, trust, consents and funds are read in it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use db::{Conn, Json, outbox, streams};
use kernel::{AccountId, Error, TenantId, Ts};

use crate::{
    ReservationId, TaskId,
    core::Offer,
    eligible::{self, Facts, Price},
    offer::{OfferView, ReservationRow, ReservationState, store as offers},
    presence::{Duty, PresenceRow, service as presence, store as desk},
    rules::DispatchRules,
    task::{Offered, TaskRow, TaskState, TasksOffered, store as tasks, store::Change},
};

/// Why an offer of the core was not made. No offer was written, only what the matcher got wrong: facts, or a hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The task is no longer what the core saw.
    TaskMoved,
    /// The worker is no longer available, trusted, certified, consenting or rested, or has no room.
    Worker,
    NotFunded,
    /// The store did not take it.
    Failed,
}

/// What became of an offer of the core.
pub type Outcome = Result<ReservationId, Refusal>;

/// An offer that nothing stands against so far.
struct Passing<'a> {
    wanted: &'a Offer,
    task: TaskRow,
}

/// An offer as it is written.
struct Made {
    task: TaskRow,
    row: ReservationRow,
    price: Price,
}

/// Rows as they are, less what the offers looked at so far take of them.
struct Look {
    tasks: HashMap<TaskId, TaskRow>,
    desks: HashMap<AccountId, PresenceRow>,
    tired: BTreeSet<AccountId>,
}

/// Makes the core's offers, each if everything still holds, checked here and now. One that does not hold is left out and
/// leaves the others alone.
///
/// Returns for each the reservation, or why there is none. Errors: `conflict` when a row moved while it was looked at; then
/// nothing is written.
pub(crate) fn offer_all(
    c: &mut Conn<'_>,
    rules: &DispatchRules,
    policy_hash: &str,
    wanted: &[Offer],
    now: Ts,
) -> db::Result<Vec<Outcome>> {
    let mut look = Look::at(c, wanted)?;
    let pass = |wanted| look.passes(rules, wanted, now).map(|task| Passing { wanted, task });
    let mut all: Vec<Result<Passing<'_>, Refusal>> = wanted.iter().map(pass).collect();
    let unfit = unfit(c, rules, &all, now)?;
    for one in &mut all {
        if one.as_ref().is_ok_and(|passing| unfit.contains(&passing.wanted.worker)) {
            *one = Err(Refusal::Worker);
        }
    }
    let mut prices = eligible::funded(c, all.iter().flatten().map(|passing| &passing.task), now)?.into_iter();
    let (mut made, mut unfunded) = (Vec::with_capacity(all.len()), Vec::new());
    let mut outcomes = Vec::with_capacity(all.len());
    for one in all {
        let outcome = one.and_then(|Passing { wanted, task }| match prices.next().flatten() {
            Some(price) => {
                let row = row(rules, policy_hash, &task, wanted, now);
                let id = row.id;
                made.push(Made { task, row, price });
                Ok(id)
            }
            None => {
                unfunded.push(task);
                Err(Refusal::NotFunded)
            }
        });
        outcomes.push(outcome);
    }
    if !made.is_empty() {
        write(c, rules, made, now)?;
    }
    correct(c, rules, &look.tired, &unfit, &unfunded, now)?;
    Ok(outcomes)
}

impl Look {
    fn at(c: &mut Conn<'_>, wanted: &[Offer]) -> db::Result<Self> {
        let ids: Vec<TaskId> = wanted.iter().map(|offer| offer.task).collect();
        let workers: Vec<AccountId> = wanted.iter().map(|offer| offer.worker).collect();
        Ok(Self { tasks: tasks::among(c, &ids)?, desks: desk::among(c, &workers)?, tired: BTreeSet::new() })
    }

    /// The task, if it waits under the attempt that the core saw and the worker is at the desk with room for it.
    fn passes(&mut self, rules: &DispatchRules, wanted: &Offer, now: Ts) -> Result<TaskRow, Refusal> {
        let waits = |task: &TaskRow| task.state == TaskState::Pending && task.attempt + 1 == wanted.attempt;
        let units = self.tasks.get(&wanted.task).filter(|task| waits(task)).ok_or(Refusal::TaskMoved)?.units;
        let row = self.desks.get_mut(&wanted.worker).ok_or(Refusal::Worker)?;
        let lease_holds = row.lease_ends_at.is_some_and(|until| until > now);
        let room = row.used + units <= row.capacity && row.offers < i64::from(rules.offers_at_once);
        if row.state != Duty::Available || !lease_holds || !room {
            return Err(Refusal::Worker);
        }
        if rules.tired(row, now).is_some() {
            self.tired.insert(wanted.worker);
            return Err(Refusal::Worker);
        }
        row.used += units;
        row.offers += 1;
        self.tasks.remove(&wanted.task).ok_or(Refusal::TaskMoved)
    }
}

/// Workers who may not be offered what the core wants to offer them: nothing is, until they have been looked at.
fn unfit(
    c: &mut Conn<'_>,
    rules: &DispatchRules,
    all: &[Result<Passing<'_>, Refusal>],
    now: Ts,
) -> db::Result<BTreeSet<AccountId>> {
    let passing = || all.iter().flatten();
    let workers: Vec<AccountId> = passing().map(|one| one.wanted.worker).collect();
    if workers.is_empty() {
        return Ok(BTreeSet::new());
    }
    let skills: BTreeSet<&str> = passing().map(|one| one.task.skill.as_str()).collect();
    let facts = Facts::read(c, rules, &workers, &skills.into_iter().collect::<Vec<_>>(), now)?;
    Ok(passing().filter(|one| !facts.allow(one.wanted.worker, &one.task, now)).map(|one| one.wanted.worker).collect())
}

fn row(rules: &DispatchRules, policy_hash: &str, task: &TaskRow, wanted: &Offer, now: Ts) -> ReservationRow {
    ReservationRow {
        tenant_id: task.tenant_id,
        id: ReservationId::at(now),
        task_id: task.id,
        worker_id: wanted.worker,
        attempt: wanted.attempt,
        state: ReservationState::Pending,
        offered_at: now,
        expires_at: now.plus(rules.offer()),
        ended_at: None,
        decline_reason: None,
        why: Json(wanted.why.clone()),
        policy_hash: policy_hash.to_owned(),
    }
}

/// The compare-and-set itself: offers, tasks, what the workers hold; and the news of it.
fn write(c: &mut Conn<'_>, rules: &DispatchRules, made: Vec<Made>, now: Ts) -> db::Result<()> {
    let ids: Vec<TaskId> = made.iter().map(|one| one.task.id).collect();
    // Who holds several of these offers is booked once for each.
    let mut bookings: BTreeMap<(usize, i64), Vec<AccountId>> = BTreeMap::new();
    let mut earlier: HashMap<AccountId, usize> = HashMap::new();
    for one in &made {
        let nth = earlier.entry(one.row.worker_id).or_default();
        bookings.entry((*nth, one.task.units)).or_default().push(one.row.worker_id);
        *nth += 1;
    }
    let (parts, rows): (Vec<_>, Vec<_>) = made.into_iter().map(|one| ((one.task, one.price), one.row)).unzip();
    offers::insert_all(c, &rows)?;
    if tasks::reserve(c, &ids, now.plus(rules.offer()))? != ids.len() {
        return Err(Error::conflict("a task moved on meanwhile").into());
    }
    for ((_, units), workers) in bookings {
        if desk::book(c, &workers, units, i64::from(rules.offers_at_once))? != workers.len() {
            return Err(Error::conflict("a worker took something else meanwhile").into());
        }
    }
    announce(c, parts, &rows, now)
}

fn announce(c: &mut Conn<'_>, parts: Vec<(TaskRow, Price)>, rows: &[ReservationRow], now: Ts) -> db::Result<()> {
    let mut pushes = Vec::with_capacity(rows.len());
    let mut offered: BTreeMap<TenantId, Vec<Offered>> = BTreeMap::new();
    for ((task, price), made) in parts.into_iter().zip(rows) {
        pushes.push((made.worker_id.uuid(), OfferView::new(&task, made, price)));
        offered.entry(task.tenant_id).or_default().push(Offered::of(task, made));
    }
    streams::push_all(c, "offer", &pushes, now)?;
    // Nobody hears of one offer alone: a row for each would cost more than all it says.
    let events: Vec<_> = offered.into_iter().map(|(tenant, offers)| (tenant, TasksOffered { tenant, offers })).collect();
    outbox::emit_all(c, "task.offered", &events, now)
}

/// Writes what the matcher did not know: who has to rest, who may not serve any more, what waits for money.
fn correct(
    c: &mut Conn<'_>,
    rules: &DispatchRules,
    tired: &BTreeSet<AccountId>,
    unfit: &BTreeSet<AccountId>,
    unfunded: &[TaskRow],
    now: Ts,
) -> db::Result<()> {
    for worker in tired {
        if let Some(row) = desk::get(c, *worker)? {
            presence::set_to_rest(c, &row, now)?;
        }
    }
    for worker in unfit {
        if let Some(row) = desk::get(c, *worker)? {
            presence::recheck(c, rules, &row, now)?;
        }
    }
    for task in unfunded {
        let hold = Change {
            hold: Some(Some("not_funded".to_owned())),
            not_before_at: Some(now.plus(rules.unfunded_retry())),
            ..Change::default()
        };
        tasks::change(c, task, hold, now)?;
    }
    Ok(())
}
