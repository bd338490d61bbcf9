//! Use cases of offers: what waits, asking somebody, taking, declining, and being done.

use std::time::Duration;

use db::Conn;
use kernel::{AccountId, Error, PLATFORM, Ts};

use super::{
    CallOfferId, CallWanted, OfferState,
    store::{self, OfferRow},
    wanted,
};
use crate::{
    Part,
    test_call::{
        TestCallState,
        service::{assesses, form_of, is_free},
        store::{self as calls, CallRow},
    },
};

/// The part of a call that waits for somebody.
fn open_part(row: &CallRow, now: Ts) -> Option<Part> {
    match row.state {
        TestCallState::Scoring => Some(Part::Scorer),
        _ => is_free(row, now).then_some(Part::Customer),
    }
}

/// Parts for which somebody should be asked now, oldest call first.
pub(crate) fn waiting(c: &mut Conn<'_>, now: Ts) -> db::Result<Vec<CallWanted>> {
    let mut found = Vec::new();
    for row in calls::open(c, PLATFORM)? {
        let Some(part) = open_part(&row, now) else { continue };
        let sheets = calls::sheets(c, PLATFORM, row.id)?;
        let offers = store::of_call(c, PLATFORM, row.id, part)?;
        let live = offers.iter().filter(|o| o.is_live(now)).count();
        let missing = wanted(part, sheets.len()).saturating_sub(live);
        if missing == 0 {
            continue;
        }
        let form = form_of(c, &row)?;
        let since = now.minus(Duration::from_secs(form.value.again_seconds));
        let recent = offers.iter().filter(|o| o.is_live(now) || o.offered_at > since).map(|o| o.worker_id);
        let except = recent.chain(sheets.iter().map(|(who, _)| *who)).chain([row.account_id]).chain(row.assessor_id);
        let one = CallWanted {
            call: row.id,
            skill: row.skill.clone(),
            part,
            except: except.collect(),
            idle_seconds: form.value.idle_minutes * 60,
            offer_seconds: form.value.offer_seconds,
        };
        found.extend(std::iter::repeat_n(one, missing));
    }
    Ok(found)
}

/// Asks `worker`; until when. `None` when they may not assess the skill, or are asked already.
pub(crate) fn ask(c: &mut Conn<'_>, want: &CallWanted, worker: AccountId, now: Ts) -> db::Result<Option<Ts>> {
    if want.except.contains(&worker) || !assesses(c, worker, &want.skill, now)? || store::is_asked(c, PLATFORM, worker, now)? {
        return Ok(None);
    }
    let until = now.plus(Duration::from_secs(want.offer_seconds));
    let row = OfferRow {
        tenant_id: PLATFORM,
        id: CallOfferId::at(now),
        call_id: want.call,
        part: want.part,
        worker_id: worker,
        state: OfferState::Open,
        offered_at: now,
        until_at: until,
    };
    store::insert(c, &row)?;
    Ok(Some(until))
}

/// Whether `worker` may have this part: it was offered to them, or to too few others.
pub(crate) fn may_take(c: &mut Conn<'_>, row: &CallRow, part: Part, worker: AccountId, now: Ts) -> db::Result<bool> {
    let live: Vec<OfferRow> = store::of_call(c, PLATFORM, row.id, part)?.into_iter().filter(|o| o.is_live(now)).collect();
    let sheets = calls::sheets(c, PLATFORM, row.id)?.len();
    Ok(live.iter().any(|o| o.worker_id == worker) || live.len() < wanted(part, sheets))
}

/// `worker` has the part until `until`: of an offer, or by themselves.
pub(crate) fn taken(c: &mut Conn<'_>, row: &CallRow, part: Part, worker: AccountId, until: Ts, now: Ts) -> db::Result<()> {
    let theirs = store::of_call(c, PLATFORM, row.id, part)?.into_iter().find(|o| o.worker_id == worker && o.is_live(now));
    match theirs {
        Some(offer) if store::put(c, &offer, OfferState::Taken, until)? => Ok(()),
        Some(_) => Err(Error::conflict("the offer has moved on; look again").into()),
        None => store::insert(
            c,
            &OfferRow {
                tenant_id: PLATFORM,
                id: CallOfferId::at(now),
                call_id: row.id,
                part,
                worker_id: worker,
                state: OfferState::Taken,
                offered_at: now,
                until_at: until,
            },
        ),
    }
}

/// Ends what `worker` was asked for in this call: declined, or done. False when there was nothing.
pub(crate) fn ended(c: &mut Conn<'_>, row: &CallRow, worker: AccountId, how: OfferState, now: Ts) -> db::Result<bool> {
    let mut any = false;
    for part in [Part::Customer, Part::Scorer] {
        for offer in store::of_call(c, PLATFORM, row.id, part)? {
            if offer.worker_id == worker && offer.is_live(now) {
                any |= store::put(c, &offer, how, now)?;
            }
        }
    }
    Ok(any)
}
