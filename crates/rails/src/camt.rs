//! Reads ISO 20022 camt.053 statements and camt.054 notices of any version, one bank line after the other.

use std::io::BufRead;

use kernel::{Code, Error, Result};

use super::{
    minor,
    xml::{Node, walk},
};

/// A movement on our account as the bank tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BankLine {
    /// The statement or notice it stands in.
    pub statement: String,
    /// The bank's own reference, of the transaction where it has one, else of the entry.
    pub bank_ref: String,
    pub end_to_end: Option<String>,
    pub instruction: Option<String>,
    /// The batch it was instructed in.
    pub batch: Option<String>,
    pub amount: i64,
    pub currency: String,
    /// Money came in.
    pub credit: bool,
    /// Booked, not merely expected.
    pub booked: bool,
    pub reversal: bool,
    /// `2026-11-20`; empty where the bank gives none.
    pub day: String,
    /// Code of a returned payment, e.g. `AC01`.
    pub returned: Option<String>,
    /// Transactions that the entry says it sums up; 1 for a single one.
    pub transfers: u64,
}

#[derive(Default)]
struct Entry {
    line: BankLine,
    amount: Option<i64>,
    /// Sum and count of the details told so far.
    details: i64,
    told: u64,
}

#[derive(Default)]
struct Detail {
    line: BankLine,
    amount: Option<i64>,
    /// How near to the transaction the amount was told: its own, that of its details, the instructed one.
    rank: u8,
}

fn bad(what: impl std::fmt::Display) -> Error {
    Error::new(Code::InvalidField, format!("the bank file is refused: {what}"))
}

fn given(text: &str) -> Option<String> {
    (!text.is_empty() && text != "NOTPROVIDED").then(|| text.to_owned())
}

/// Reads a file. `f` hears each line in the order of the file; nothing is to be believed before the whole was read.
///
/// Errors: `invalid_field` for a torn file, an amount that is none, details that do not sum to their entry.
pub fn read(input: impl BufRead, mut f: impl FnMut(BankLine) -> Result<()>) -> Result<()> {
    let (mut statement, mut entry, mut detail) = (String::new(), Entry::default(), Detail::default());
    walk(input, |node, path| {
        let within = |element: &str| path.iter().any(|p| p == element);
        match node {
            Node::Open("Ntry") => {
                entry = Entry::default();
                entry.line.statement.clone_from(&statement);
                entry.line.transfers = 1;
            }
            Node::Open("TxDtls") => detail = Detail { line: entry.line.clone(), ..Detail::default() },
            Node::Open(_) => {}
            Node::Close { name: "Id", text, .. }
                if path.last().is_some_and(|p| ["Stmt", "Ntfctn", "Rpt"].contains(&p.as_str())) =>
            {
                text.clone_into(&mut statement);
            }
            Node::Close { name: "TxDtls", .. } => {
                let amount = detail.amount.or(entry.amount).ok_or_else(|| bad("a transaction without an amount"))?;
                entry.details = entry.details.checked_add(amount).ok_or_else(|| bad("an entry that is too large"))?;
                entry.told += 1;
                return f(BankLine { amount, transfers: 1, ..std::mem::take(&mut detail.line) });
            }
            Node::Close { name: "Ntry", .. } => return close(&mut entry, &mut f),
            Node::Close { name, text, currency } if within("TxDtls") => {
                let parent = path.last().map_or("", String::as_str);
                let rank = match parent {
                    "TxDtls" => 3,
                    "TxAmt" => 2,
                    "InstdAmt" => 1,
                    _ => 0,
                };
                if name == "Amt" && rank > 0 {
                    if rank > detail.rank {
                        detail.rank = rank;
                        detail.amount = Some(minor(text)?);
                        currency.unwrap_or_default().clone_into(&mut detail.line.currency);
                    }
                } else {
                    fill(&mut detail.line, name, text, parent);
                }
            }
            Node::Close { name, text, currency } if within("Ntry") => {
                let parent = path.last().map_or("", String::as_str);
                if name == "Amt" && parent == "Ntry" {
                    entry.amount = Some(minor(text)?);
                    currency.unwrap_or_default().clone_into(&mut entry.line.currency);
                } else if name == "NbOfTxs" && parent == "Btch" {
                    entry.line.transfers = text.parse().map_err(|_| bad("a batch without a number of lines"))?;
                } else {
                    fill(&mut entry.line, name, text, parent);
                }
            }
            Node::Close { .. } => {}
        }
        Ok(())
    })
}

fn close(entry: &mut Entry, f: &mut impl FnMut(BankLine) -> Result<()>) -> Result<()> {
    let amount = entry.amount.ok_or_else(|| bad("an entry without an amount"))?;
    if entry.told == 0 {
        return f(BankLine { amount, ..std::mem::take(&mut entry.line) });
    }
    // Several details must sum to their entry, else one of the two is torn.
    if entry.told > 1 && entry.details != amount {
        return Err(bad(format!("entry {} is {amount}, its details sum to {}", entry.line.bank_ref, entry.details)));
    }
    Ok(())
}

fn fill(line: &mut BankLine, name: &str, text: &str, parent: &str) {
    match (name, parent) {
        ("CdtDbtInd", "Ntry" | "TxDtls") => line.credit = text == "CRDT",
        ("Cd", "Sts") | ("Sts", "Ntry") if !text.is_empty() => line.booked = text == "BOOK",
        ("RvslInd", _) => line.reversal = text == "true" || text == "1",
        ("Dt", "BookgDt") => text.clone_into(&mut line.day),
        ("DtTm", "BookgDt") => line.day = text.chars().take(10).collect(),
        ("AcctSvcrRef", _) if !text.is_empty() => text.clone_into(&mut line.bank_ref),
        ("EndToEndId", "Refs") => line.end_to_end = given(text),
        ("InstrId", "Refs") => line.instruction = given(text),
        ("PmtInfId", "Refs" | "Btch") => line.batch = given(text),
        ("Cd" | "Prtry", "Rsn") if !text.is_empty() => line.returned = Some(text.to_owned()),
        _ => {}
    }
}
