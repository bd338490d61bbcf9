//! Invoices and credit notes of a month: a view of the journal, whose lines sum to it exactly. Pure here.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use db::Json;
use kernel::{TenantId, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

kernel::nouns! {
    /// An invoice or a credit note.
    InvoiceEntity => InvoiceId,
}

db::text_enum! {
    /// Whether something is charged or given back.
    pub(crate) enum InvoiceKind { Invoice = "invoice", CreditNote = "credit_note" }
}

/// Movements between an enterprise and itself: no work is paid by them.
const OWN: [&str; 6] = ["escrow.deposit", "exchange.buy", "invoice.issue", "invoice.credit", "refund.instruct", "refund.return"];

/// What one kind of movement came to; above zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct InvoiceLine {
    /// Code of the journal's lines, e.g. `accrue.pay`.
    pub(crate) code: String,
    /// How many lines of the journal.
    pub(crate) entries: i64,
    pub(crate) amount_minor: i64,
}

/// An invoice as stored. Never changed: what was wrong is corrected in the journal and stands in the next one.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::invoice)]
pub(crate) struct InvoiceRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: InvoiceId,
    /// `2026-11`.
    pub(crate) period: String,
    pub(crate) kind: InvoiceKind,
    pub(crate) sum_minor: i64,
    /// Of it, the platform's fee with its VAT.
    pub(crate) fee_minor: i64,
    pub(crate) currency: String,
    /// Journal lines recorded from here on …
    pub(crate) from_at: Ts,
    /// … and before here.
    pub(crate) until_at: Ts,
    pub(crate) lines: Json<Vec<InvoiceLine>>,
    pub(crate) created_at: Ts,
}

/// What left an enterprise's accounts by kind (below zero: what came back), as lines of an invoice and of a credit note.
pub(crate) fn divide(moved: Vec<ledger::Moved>) -> (Vec<InvoiceLine>, Vec<InvoiceLine>) {
    let (mut charged, mut credited) = (Vec::new(), Vec::new());
    for ledger::Moved { kind, entries, out_minor } in moved {
        if out_minor == 0 || OWN.contains(&kind.as_str()) {
            continue;
        }
        let line = InvoiceLine { code: kind, entries, amount_minor: out_minor.abs() };
        if out_minor > 0 { charged.push(line) } else { credited.push(line) }
    }
    (charged, credited)
}

/// The platform's part of some lines.
pub(crate) fn fee(lines: &[InvoiceLine]) -> i64 {
    lines.iter().filter(|l| matches!(l.code.as_str(), "accrue.fee" | "accrue.vat")).map(|l| l.amount_minor).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_charged_and_what_is_given_back_are_two_papers() {
        let moved = |kind: &str, out_minor| ledger::Moved { kind: kind.to_owned(), entries: 2, out_minor };
        let all = vec![
            moved("accrue.pay", 850),
            moved("accrue.fee", 150),
            moved("escrow.deposit", -5000),
            moved("budget.settle", 0),
            moved("correction", -150),
        ];
        let (charged, credited) = divide(all);
        assert_eq!(charged.iter().map(|l| l.amount_minor).sum::<i64>(), 1000);
        assert_eq!(fee(&charged), 150);
        assert_eq!(credited, [InvoiceLine { code: "correction".to_owned(), entries: 2, amount_minor: 150 }]);
    }
}
