//! Credit lines: an enterprise works now and pays afterwards, within a limit. What it draws is an invoice at once; payments
//! and credit notes close it. Pure here.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use std::time::Duration;

use kernel::{Error, Money, Result, TenantId, Ts};

use crate::CURRENCY;

kernel::nouns! {
    /// A postpaid invoice.
    PostpaidEntity => PostpaidId,
}

db::text_enum! {
    /// Where a postpaid invoice is.
    pub(crate) enum PostpaidState { Open = "open", Closed = "closed" }
}

/// Largest limit, minor units.
const LIMIT_MAX: i64 = 10_000_000_000;
const DAYS_MAX: i64 = 180;

/// What an enterprise may owe, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable, diesel::AsChangeset)]
#[diesel(table_name = crate::schema::credit_line)]
pub(crate) struct LineRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) limit_minor: i64,
    pub(crate) days: i64,
    pub(crate) changed_at: Ts,
}

impl LineRow {
    /// Errors: `invalid_field`, `currency_mismatch`.
    pub(crate) fn checked(tenant_id: TenantId, limit: Money, days: i64, now: Ts) -> Result<Self> {
        if limit.currency != CURRENCY {
            return Err(Error::new(kernel::Code::CurrencyMismatch, "credit is given in the escrow's currency"));
        }
        // Nought ends a line; what is owed stays owed.
        if !(0..=LIMIT_MAX).contains(&limit.minor) {
            return Err(Error::field("limit.minor", "out_of_range", format!("0 to {LIMIT_MAX}")));
        }
        if !(1..=DAYS_MAX).contains(&days) {
            return Err(Error::field("days", "out_of_range", format!("1 to {DAYS_MAX}")));
        }
        Ok(Self { tenant_id, limit_minor: limit.minor, days, changed_at: now })
    }

    pub(crate) fn due(&self, now: Ts) -> Ts {
        now.plus(Duration::from_secs(86_400 * self.days.unsigned_abs()))
    }
}

/// A postpaid invoice as stored.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::postpaid)]
pub(crate) struct PostpaidRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: PostpaidId,
    pub(crate) amount_minor: i64,
    pub(crate) paid_minor: i64,
    pub(crate) credited_minor: i64,
    pub(crate) currency: String,
    pub(crate) state: PostpaidState,
    pub(crate) due_at: Ts,
    pub(crate) created_at: Ts,
    pub(crate) changed_at: Ts,
}

/// What reduces an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Against {
    /// Money arrived at the bank.
    Payment,
    /// A credit note: the drawn money is given back.
    Note,
}

impl PostpaidRow {
    pub(crate) const fn left(&self) -> i64 {
        self.amount_minor - self.paid_minor - self.credited_minor
    }

    /// The invoice after `amount` against it. Errors: `invalid_field` for nothing or more than is left.
    pub(crate) fn less(&self, against: Against, amount: Money, now: Ts) -> Result<Self> {
        if amount.currency != CURRENCY || !(1..=self.left()).contains(&amount.minor) {
            return Err(Error::field("amount.minor", "out_of_range", format!("1 to {}, what is left of it", self.left())));
        }
        let mut next = Self { changed_at: now, ..self.clone() };
        match against {
            Against::Payment => next.paid_minor += amount.minor,
            Against::Note => next.credited_minor += amount.minor,
        }
        if next.left() == 0 {
            next.state = PostpaidState::Closed;
        }
        Ok(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invoice_is_closed_when_nothing_is_left() {
        let now = Ts::from_micros(0);
        let fen = |minor| Money::new(minor, CURRENCY);
        let open = PostpaidRow {
            tenant_id: TenantId::from_u128(1),
            id: PostpaidId::from_u128(2),
            amount_minor: 1000,
            paid_minor: 0,
            credited_minor: 0,
            currency: CURRENCY.as_str().to_owned(),
            state: PostpaidState::Open,
            due_at: now,
            created_at: now,
            changed_at: now,
        };
        let part = open.less(Against::Payment, fen(600), now).unwrap();
        assert_eq!((part.left(), part.state), (400, PostpaidState::Open));
        assert!(part.less(Against::Note, fen(401), now).is_err());
        assert_eq!(part.less(Against::Note, fen(400), now).unwrap().state, PostpaidState::Closed);
        assert!(LineRow::checked(open.tenant_id, fen(-1), 30, now).is_err());
        assert!(LineRow::checked(open.tenant_id, fen(0), 0, now).is_err());
    }
}
