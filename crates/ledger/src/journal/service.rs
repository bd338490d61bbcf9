//! Use cases over the journal: listing, checking, exporting, sweeping what expired.

use std::{collections::HashMap, fmt, sync::Arc};

use db::Conn;
use http::{App, Ctx};
use kernel::{Error, Page, PageQuery, Result, Scope, Ts};
use sha2::{Digest, Sha256};

use super::{Check, Fold, Format, header, store, transaction};
use crate::{
    chart::{Account, LedgerAccountId, derived},
    transfer::{Act, Line, LineId, Transfer, store as rows},
};

/// Lines per query of a walk over the journal.
const BATCH: i64 = 2000;

fn walk(c: &mut Conn<'_>, mut f: impl FnMut(&Line) -> Result<()>) -> db::Result<()> {
    let mut last = LineId::from_u128(0);
    loop {
        let lines = store::after(c, last, BATCH)?;
        let Some(end) = lines.last() else { return Ok(()) };
        last = end.entry_id;
        for line in &lines {
            f(line)?;
        }
    }
}

fn accounts(c: &mut Conn<'_>) -> db::Result<HashMap<LedgerAccountId, Account>> {
    let ids = store::account_ids(c)?;
    rows::accounts(c, &ids)
}

pub(crate) fn check(c: &mut Conn<'_>) -> db::Result<Check> {
    let mut fold = Fold::default();
    walk(c, |line| fold.add(line))?;
    let (accounts, kept, open) = (accounts(c)?, rows::all_balances(c)?, rows::all_open(c)?);
    Ok(fold.finish(&accounts, &kept, &open)?)
}

/// Number and root of the lines of a time: SHA-256 over `before` and every part of every line, in order.
pub(crate) fn root(c: &mut Conn<'_>, from: Ts, until: Ts, before: &str) -> db::Result<(i64, String)> {
    let (mut last, mut lines) = (LineId::from_u128(0), 0);
    let mut hash = Sha256::new();
    hash.update(before.as_bytes());
    loop {
        let page = store::recorded(c, from, until, last, BATCH)?;
        let Some(end) = page.last() else { break };
        last = end.entry_id;
        for line in &page {
            lines += 1;
            let text = serde_json::json!([
                line.id,
                line.entry_id,
                line.chain_id,
                line.debit_id,
                line.credit_id,
                line.amount_minor,
                line.currency,
                line.phase.as_str(),
                line.pending_id,
                line.expires_at,
                line.kind,
                line.ref_kind,
                line.ref_id,
                line.effective_at,
                line.recorded_at,
                line.corrects_id,
            ]);
            hash.update(text.to_string().as_bytes());
        }
    }
    Ok((lines, hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

pub(crate) fn export(c: &mut Conn<'_>, format: Format, out: &mut impl fmt::Write) -> db::Result<()> {
    let accounts = accounts(c)?;
    out.write_str(&header(&accounts, format)).map_err(Error::internal)?;
    walk(c, |line| {
        let mut text = String::new();
        transaction(&mut text, line, &accounts, format)?;
        out.write_str(&text).map_err(Error::internal)
    })
}

pub(crate) fn expire(c: &mut Conn<'_>, now: Ts, limit: i64) -> db::Result<usize> {
    let overdue = rows::overdue(c, now, limit)?;
    for line in &overdue {
        let void = Transfer {
            id: derived(&["expire", &line.id.to_string()]),
            act: Act::Void { pending: line.id },
            kind: "pending.expire",
            ref_kind: "transfer",
            ref_id: line.id.uuid(),
            effective_at: now,
            corrects: None,
        };
        crate::post(c, &[void], now)?;
    }
    Ok(overdue.len())
}

/// Frees every reservation whose time has run out, a hundred to a transaction.
pub(crate) async fn sweep(app: Arc<App>) -> Result<()> {
    loop {
        let now = app.clock.now();
        if app.db.write(Scope::Platform, move |c| expire(c, now, 100)).await? == 0 {
            return Ok(());
        }
    }
}

/// Every posted line of the platform, newest first, with its accounts.
pub(crate) async fn journal(ctx: &Ctx, query: PageQuery) -> Result<Page<(Line, Account, Account)>> {
    let rows = ctx
        .app
        .db
        .read(Scope::Platform, {
            let query = query.clone();
            move |c| {
                let lines = store::list(c, None, &query)?;
                crate::with_accounts(c, lines)
            }
        })
        .await?;
    Ok(Page::cut(rows, &query, |(line, _, _)| line.entry_id))
}

pub(crate) async fn checked(ctx: &Ctx) -> Result<Check> {
    ctx.app.db.read(Scope::Platform, check).await
}
