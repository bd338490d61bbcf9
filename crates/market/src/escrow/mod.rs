//! An enterprise's prepaid money: deposits, what is free, reserved and spent. Pure types and rules here.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use kernel::{AccountId, Code, Currency, Error, Money, Result, TenantId, Ts};

kernel::nouns! {
    /// A prepayment of an enterprise.
    DepositEntity => DepositId,
}

/// The currency that enterprises prepay in.
pub const CURRENCY: Currency = Currency::CNY;
/// Largest single deposit, minor units.
const DEPOSIT_MAX: i64 = 10_000_000_000;
const REFERENCE_MAX: usize = 80;

/// A prepayment as stored.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::deposit)]
pub(crate) struct DepositRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: DepositId,
    pub(crate) amount_minor: i64,
    pub(crate) currency: String,
    pub(crate) reference: String,
    pub(crate) actor_id: Option<AccountId>,
    pub(crate) created_at: Ts,
}

/// A checked deposit: a positive amount in the escrow's currency, and the bank's reference.
pub(crate) fn checked(amount: Money, reference: &str) -> Result<(Money, String)> {
    let reference = reference.trim();
    if amount.currency != CURRENCY {
        return Err(Error::new(Code::CurrencyMismatch, format!("escrow is kept in {}", CURRENCY.as_str())));
    }
    if !(1..=DEPOSIT_MAX).contains(&amount.minor) {
        return Err(Error::field("amount.minor", "out_of_range", format!("1 to {DEPOSIT_MAX}")));
    }
    if reference.is_empty() {
        return Err(Error::field("reference", "required", "the reference of the bank transfer"));
    }
    if reference.chars().count() > REFERENCE_MAX || reference.chars().any(char::is_control) {
        return Err(Error::field("reference", "too_long", format!("at most {REFERENCE_MAX} characters in one line")));
    }
    Ok((amount, reference.to_owned()))
}

/// Where an enterprise's money is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Escrow {
    /// May be reserved.
    pub free: Money,
    /// Set aside for tasks that are waiting or being served.
    pub reserved: Money,
    /// Paid for finished work, fees included.
    pub spent: Money,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deposits_are_checked() {
        let fen = |minor| Money::new(minor, Currency::CNY);
        assert_eq!(checked(fen(1), " ICBC 0042 ").unwrap().1, "ICBC 0042");
        assert_eq!(checked(Money::new(1, Currency::USD), "x").unwrap_err().code, Code::CurrencyMismatch);
        for (amount, reference) in [(0, "x"), (-5, "x"), (DEPOSIT_MAX + 1, "x"), (1, " "), (1, "a\nb")] {
            assert_eq!(checked(fen(amount), reference).unwrap_err().code, Code::InvalidField, "{amount} {reference:?}");
        }
        assert!(checked(fen(1), &"x".repeat(81)).is_err());
    }
}
