//! Rows of offers of test calls.

use db::{Conn, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, TenantId, Ts};

use super::{CallOfferId, OfferState};
use crate::{Part, TestCallId, schema::test_call_offer};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = test_call_offer)]
pub(crate) struct OfferRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: CallOfferId,
    pub(crate) call_id: TestCallId,
    pub(crate) part: Part,
    pub(crate) worker_id: AccountId,
    pub(crate) state: OfferState,
    pub(crate) offered_at: Ts,
    /// Until then it is theirs: to answer, and once taken, to do.
    pub(crate) until_at: Ts,
}

pub(crate) fn insert(c: &mut Conn<'_>, row: &OfferRow) -> Result<()> {
    on!(c, k => diesel::insert_into(test_call_offer::table).values(row).execute(*k))?;
    Ok(())
}

/// Offers of a part of a call, oldest first.
pub(crate) fn of_call(c: &mut Conn<'_>, tenant: TenantId, call: TestCallId, part: Part) -> Result<Vec<OfferRow>> {
    let found = on!(c, k => test_call_offer::table
        .filter(test_call_offer::tenant_id.eq(tenant).and(test_call_offer::call_id.eq(call)).and(test_call_offer::part.eq(part)))
        .order(test_call_offer::id)
        .select(OfferRow::as_select())
        .load(*k))?;
    Ok(found)
}

/// Whether a worker has an offer, or serves one, of any call.
pub(crate) fn is_asked(c: &mut Conn<'_>, tenant: TenantId, worker: AccountId, now: Ts) -> Result<bool> {
    let live = [OfferState::Open, OfferState::Taken];
    let found: Option<CallOfferId> = on!(c, k => test_call_offer::table
        .filter(test_call_offer::tenant_id.eq(tenant).and(test_call_offer::worker_id.eq(worker)))
        .filter(test_call_offer::state.eq_any(live).and(test_call_offer::until_at.gt(now)))
        .select(test_call_offer::id)
        .first(*k)
        .optional())?;
    Ok(found.is_some())
}

/// Moves an offer that stands as it was read. False when it has moved since.
pub(crate) fn put(c: &mut Conn<'_>, seen: &OfferRow, state: OfferState, until: Ts) -> Result<bool> {
    let target = test_call_offer::table
        .filter(test_call_offer::tenant_id.eq(seen.tenant_id).and(test_call_offer::id.eq(seen.id)))
        .filter(test_call_offer::state.eq(seen.state));
    let done = on!(c, k => diesel::update(target)
        .set((test_call_offer::state.eq(state), test_call_offer::until_at.eq(until)))
        .keep().execute(*k))?;
    Ok(done == 1)
}
