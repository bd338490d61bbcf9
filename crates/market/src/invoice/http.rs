//! Routes of invoices.

use http::{Access, Ctx, Json, Path, Query, Raw, Routes};
use kernel::{Money, Page, PageQuery, Result, Ts};
use serde::Serialize;
use utoipa::ToSchema;

use super::{InvoiceId, InvoiceKind, InvoiceLine, InvoiceRow, service};
use crate::CURRENCY;

/// An invoice or a credit note.
#[derive(Serialize, ToSchema)]
struct InvoiceView {
    id: InvoiceId,
    /// `2026-11`.
    period: String,
    kind: InvoiceKind,
    sum: Money,
    /// The platform's part of it.
    fee: Money,
    from: Ts,
    until: Ts,
    /// By kind of movement; they sum to the invoice, and all invoices to the journal.
    lines: Vec<InvoiceLine>,
    issued_at: Ts,
}

fn view(row: InvoiceRow) -> InvoiceView {
    let money = |minor| Money::new(minor, CURRENCY);
    InvoiceView {
        id: row.id,
        period: row.period,
        kind: row.kind,
        sum: money(row.sum_minor),
        fee: money(row.fee_minor),
        from: row.from_at,
        until: row.until_at,
        lines: row.lines.0,
        issued_at: row.created_at,
    }
}

async fn list(ctx: Ctx, Query(q): Query<PageQuery>) -> Result<Json<Page<InvoiceView>>> {
    Ok(Json(service::list(&ctx, q).await?.map(view)))
}

async fn one(ctx: Ctx, Path(id): Path<InvoiceId>) -> Result<Json<InvoiceView>> {
    Ok(Json(view(service::one(&ctx, id).await?)))
}

async fn table(ctx: Ctx, Path(id): Path<InvoiceId>) -> Result<Raw> {
    let row = service::one(&ctx, id).await?;
    let mut out = String::from("period,kind,code,entries,amount_minor,currency\r\n");
    for line in &row.lines.0 {
        let InvoiceLine { code, entries, amount_minor } = line;
        out.push_str(&format!("{},{},{code},{entries},{amount_minor},{}\r\n", row.period, row.kind.as_str(), row.currency));
    }
    Ok(Raw { media: "text/csv; charset=utf-8", bytes: out.into_bytes().into() })
}

pub(crate) fn routes() -> Routes {
    Routes::new("market")
        .get("/invoices", Access::To("invoice:read"), list)
        .summary("Invoices and credit notes, newest first; their lines sum to the journal")
        .get("/invoices/{id}", Access::To("invoice:read"), one)
        .summary("One invoice")
        .get("/invoices/{id}/lines", Access::To("invoice:read"), table)
        .summary("The lines of an invoice as CSV")
}
