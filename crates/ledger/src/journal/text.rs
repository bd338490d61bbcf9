//! The journal as plain-text accounting: an independent program adds it up again. Amounts are exact; nothing is tolerated.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::Write,
};

use kernel::{Error, Result};

use crate::{
    chart::{Account, LedgerAccountId},
    transfer::{Line, Phase},
};

/// Programs that the journal is written for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// hledger and ledger.
    #[default]
    Hledger,
    Beancount,
}

impl Format {
    fn account(self, account: &Account) -> String {
        let name = format!("{}:{}", account.code.path(), account.owner);
        match self {
            Self::Hledger => name,
            // Every part begins with a capital letter or a digit.
            Self::Beancount => name.split(':').map(capital).collect::<Vec<_>>().join(":"),
        }
    }

    /// Integer minor units with two places and no rounding.
    fn amount(self, minor: i64, currency: &str) -> String {
        let sign = if minor < 0 { "-" } else { "" };
        let abs = minor.unsigned_abs();
        let digits = format!("{sign}{}.{:02}", abs / 100, abs % 100);
        match self {
            Self::Hledger => format!("{currency} {digits}"),
            Self::Beancount => format!("{digits} {currency}"),
        }
    }
}

fn capital(part: &str) -> String {
    let mut chars = part.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Declarations that open a journal: currencies and accounts in name order.
pub(crate) fn header(accounts: &HashMap<LedgerAccountId, Account>, format: Format) -> String {
    let mut text = String::new();
    let names: BTreeMap<String, &Account> = accounts.values().map(|a| (format.account(a), a)).collect();
    let currencies: BTreeSet<&str> = accounts.values().map(|a| a.currency.as_str()).collect();
    // Writing to a String cannot fail.
    for currency in currencies {
        let _ = match format {
            Format::Hledger => writeln!(text, "commodity {currency} 1000.00"),
            Format::Beancount => writeln!(text, "1970-01-01 commodity {currency}"),
        };
    }
    for name in names.keys() {
        let _ = match format {
            Format::Hledger => writeln!(text, "account {name}"),
            Format::Beancount => writeln!(text, "1970-01-01 open {name}"),
        };
    }
    text
}

/// A posted line as a transaction; other lines move nothing and give nothing.
pub(crate) fn transaction(
    text: &mut String,
    line: &Line,
    accounts: &HashMap<LedgerAccountId, Account>,
    format: Format,
) -> Result<()> {
    if !matches!(line.phase, Phase::Posted | Phase::Settled) {
        return Ok(());
    }
    let account = |id: LedgerAccountId| {
        let found = accounts.get(&id).map(|a| format.account(a));
        found.ok_or_else(|| Error::internal(format!("account {id} has lines but no row")))
    };
    let (debit, credit) = (account(line.debit_id)?, account(line.credit_id)?);
    let day = line.effective_at.day();
    let _ = match format {
        Format::Hledger => writeln!(text, "\n{day} * {} | {} {}\n    ; id: {}", line.kind, line.ref_kind, line.ref_id, line.id),
        Format::Beancount => {
            writeln!(text, "\n{day} * \"{}\" \"{} {}\"\n    id: \"{}\"", line.kind, line.ref_kind, line.ref_id, line.id)
        }
    };
    let _ = writeln!(text, "    {debit}  {}", format.amount(line.amount_minor, &line.currency));
    let _ = writeln!(text, "    {credit}  {}", format.amount(-line.amount_minor, &line.currency));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::tests::{accounts, line};

    fn exported(format: Format) -> String {
        let mut text = header(&accounts(), format);
        transaction(&mut text, &line(1, Phase::Posted, 123_405, None), &accounts(), format).unwrap();
        transaction(&mut text, &line(2, Phase::Pending, 70, None), &accounts(), format).unwrap();
        text
    }

    #[test]
    fn plain_text_has_exact_amounts() {
        let text = exported(Format::Hledger);
        assert!(text.contains("commodity CNY 1000.00\n"));
        assert!(text.contains("\n2026-01-05 * escrow.deposit | deposit 00000000-0000-0000-0000-000000000005\n"));
        assert!(text.contains("    assets:bank:client:00000000-0000-0000-0000-000000000001  CNY 1234.05\n"));
        assert!(text.contains("    liabilities:escrow:00000000-0000-0000-0000-000000000003  CNY -1234.05\n"));
        assert!(!text.contains("0.70"));
    }

    #[test]
    fn beancount_has_its_own_words() {
        let text = exported(Format::Beancount);
        assert!(text.contains("1970-01-01 open Liabilities:Escrow:00000000-0000-0000-0000-000000000003\n"));
        assert!(text.contains("\n2026-01-05 * \"escrow.deposit\" \"deposit 00000000-0000-0000-0000-000000000005\"\n"));
        assert!(text.contains("    Assets:Bank:Client:00000000-0000-0000-0000-000000000001  1234.05 CNY\n"));
        assert!(!text.contains("0.70"));
        assert_eq!(capital("abc"), "Abc");
    }
}
