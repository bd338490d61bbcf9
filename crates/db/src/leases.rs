//! Named leases with a fencing number, for work that one process at a time may do.

use std::time::Duration;

use diesel::prelude::*;
use kernel::Ts;

use crate::{Conn, Keep, Result, on, schema::lease};

/// Takes or renews the lease `name` until `now + ttl`. `Some(fence)` when `owner` holds it; the fence rises on each take-over.
pub fn acquire(c: &mut Conn<'_>, name: &str, owner: &str, ttl: Duration, now: Ts) -> Result<Option<i64>> {
    let until = now.plus(ttl);
    let fresh = (lease::name.eq(name), lease::owner.eq(owner), lease::fence.eq(1), lease::until_at.eq(until));
    let inserted = on!(c, k => diesel::insert_into(lease::table).values(fresh).on_conflict_do_nothing().execute(*k))?;
    if inserted == 1 {
        return Ok(Some(1));
    }
    let renewed: Option<i64> = on!(c, k => diesel::update(lease::table.filter(lease::name.eq(name).and(lease::owner.eq(owner)).and(lease::until_at.ge(now))))
        .set(lease::until_at.eq(until))
        .returning(lease::fence)
        .keep().get_result(*k)
        .optional())?;
    if renewed.is_some() {
        return Ok(renewed);
    }
    let taken = on!(c, k => diesel::update(lease::table.filter(lease::name.eq(name).and(lease::until_at.lt(now))))
        .set((lease::owner.eq(owner), lease::until_at.eq(until), lease::fence.eq(lease::fence + 1)))
        .returning(lease::fence)
        .keep().get_result(*k)
        .optional())?;
    Ok(taken)
}

/// Gives the lease up, if `owner` holds it: the next to ask has it at once, under a higher number.
pub fn release(c: &mut Conn<'_>, name: &str, owner: &str) -> Result<()> {
    let held = lease::table.filter(lease::name.eq(name).and(lease::owner.eq(owner)));
    on!(c, k => diesel::update(held).set(lease::until_at.eq(Ts::default())).keep().execute(*k))?;
    Ok(())
}
