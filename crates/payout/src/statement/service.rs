//! Use cases of statements: asking for a period to be closed, showing what was paid.

use std::{collections::HashMap, sync::Arc, time::Duration};

use authz::Resource;
use db::{Conn, jobs};
use http::{App, Ctx};
use kernel::{AccountId, Code, Error, PLATFORM, Page, PageQuery, Result, Scope, Ts};
use ledger::derived;
use market::Tariff;
use serde_json::json;

use super::{Period, Statement, StatementId, StatementRow, store, unpacked};
use crate::{
    earning::{EarningId, pay_day},
    rejudged,
};

pub(crate) const CLOSE: &str = "payout.close";
pub(crate) const TICK: &str = "payout.tick";
/// Days after the end of a period before it is closed: what was earned last can still be disputed.
pub(crate) const HOLD: Duration = Duration::from_secs(3 * 24 * 3600);

/// The newest period that may be closed.
fn closable(c: &mut Conn<'_>, now: Ts) -> db::Result<Period> {
    let tariff = audit::policy::typed::<Tariff>(c, "base")?;
    Ok(Period::of(&pay_day(now.minus(HOLD), tariff.value.utc_offset_minutes))?.before())
}

/// Job: asks for the newest period that may be closed. Asking again does nothing.
pub(crate) async fn tick(app: Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let write = move |c: &mut Conn<'_>| {
        let period = closable(c, now)?.to_string();
        // A period is looked at anew every hour; who has a statement is passed over.
        jobs::enqueue(c, CLOSE, &period, &json!({"period": period}), now, now)
    };
    app.db.write(Scope::Platform, write).await
}

/// An administrator asks for a period to be closed now. Errors: `invalid_field` for one that is not over.
pub(crate) async fn ask(ctx: &Ctx, period: Period) -> Result<()> {
    let actor = ctx.actor()?.clone();
    ctx.permit("settlement:run", &Resource::of("settlement").tenant(PLATFORM))?;
    let now = ctx.now;
    ctx.once(Scope::Platform, move |c| {
        if period > closable(c, now)? {
            return Err(
                Error::field("period", "out_of_range", "the period is not over, or still within its hold of three days").into()
            );
        }
        let entry = audit::Entry {
            tenant: PLATFORM,
            actor: Some(&actor),
            action: "settlement.run",
            object_kind: "settlement",
            object_id: derived::<()>(&["settlement", &period.to_string()]).uuid(),
            detail: json!({"period": period}),
            at: now,
        };
        audit::record(c, &entry)?;
        jobs::enqueue(c, CLOSE, &period.to_string(), &json!({"period": period}), now, now)
    })
    .await
}

pub(crate) async fn periods(ctx: &Ctx) -> Result<Vec<store::PeriodRow>> {
    ctx.permit("settlement:read", &Resource::of("settlement").tenant(PLATFORM))?;
    ctx.app.db.read(Scope::Platform, |c| store::periods(c, 120)).await
}

/// The statements that a closed period consists of.
pub(crate) async fn of_period(ctx: &Ctx, period: Period, query: PageQuery) -> Result<Page<StatementRow>> {
    ctx.permit("settlement:read", &Resource::of("settlement").tenant(PLATFORM))?;
    let asked = query.clone();
    let rows = ctx.app.db.read(Scope::Platform, move |c| store::by_period(c, &period.to_string(), &asked)).await?;
    Ok(Page::cut(rows, &query, |row| row.id))
}

/// The actor's own statements.
pub(crate) async fn mine(ctx: &Ctx, query: PageQuery) -> Result<Page<StatementRow>> {
    let worker = ctx.actor()?.account;
    ctx.permit("statement:read", &Resource::of("statement").owner(worker).tenant(PLATFORM))?;
    let rows = ctx
        .app
        .db
        .read(Scope::Platform, {
            let query = query.clone();
            move |c| store::list(c, worker, &query)
        })
        .await?;
    Ok(Page::cut(rows, &query, |row| row.id))
}

/// Somebody else's statement is not found.
pub(crate) async fn one(ctx: &Ctx, id: StatementId) -> Result<Statement> {
    ctx.actor()?;
    let absent = || Error::not_found("the statement");
    let whole = move |c: &mut Conn<'_>| {
        let rows: Vec<StatementRow> = store::get(c, id)?.into_iter().collect();
        store::whole(c, &rows)
    };
    let statement = ctx.app.db.read(Scope::Platform, whole).await?.pop().ok_or_else(absent)?;
    let resource = Resource::of("statement").id(id).tenant(PLATFORM).owner(statement.worker);
    ctx.permit("statement:read", &resource).map_err(|_| absent())?;
    Ok(statement)
}

/// What is wrong with where earnings stand: one that is missing, or stands in two statements of its worker. `stood` is where
/// the earnings of the worker before stand.
fn misplaced(
    row: &StatementRow,
    whole: &Statement,
    before: AccountId,
    stood: &mut HashMap<EarningId, StatementId>,
) -> Vec<String> {
    if row.worker_id != before {
        stood.clear();
    }
    let mut wrong = Vec::new();
    if row.pieces.len() != whole.lines.len() * 16 {
        wrong.push(format!("statement {}: {} bytes of pieces, {} lines", row.id, row.pieces.len(), whole.lines.len()));
    }
    for id in unpacked(&row.pieces) {
        if let Some(other) = stood.insert(id, row.id) {
            wrong.push(format!("earning {id} stands in statements {other} and {}", row.id));
        }
    }
    wrong
}

/// Computes every statement of the store again under the rules it names; what differs.
pub(crate) fn sweep(c: &mut Conn<'_>) -> db::Result<(i64, Vec<String>)> {
    let (mut after, mut count, mut wrong) = ((AccountId::from_u128(0), String::new()), 0, Vec::new());
    let mut stood: HashMap<EarningId, StatementId> = HashMap::new();
    loop {
        let rows = store::after(c, (after.0, &after.1), 200)?;
        let Some(last) = rows.last() else { return Ok((count, wrong)) };
        let mut before = std::mem::replace(&mut after, (last.worker_id, last.period.clone())).0;
        for (row, statement) in rows.iter().zip(store::whole(c, &rows)?) {
            count += 1;
            wrong.extend(misplaced(row, &statement, before, &mut stood));
            before = row.worker_id;
            let mut hashes = vec![statement.tax.policy_hash.clone()];
            hashes.extend(statement.adjustments.iter().map(|a| a.policy_hash.clone()).filter(|hash| !hash.is_empty()));
            hashes.extend(statement.adjustments.iter().filter_map(|a| rejudged::floor_hash(&a.facts)).map(ToOwned::to_owned));
            let mut rules = Vec::new();
            for hash in hashes {
                let rule = audit::policy::by_hash(c, &hash)?;
                let missing = || Error::new(Code::PolicyMissing, format!("a rule of statement {}", row.id));
                rules.push(rule.ok_or_else(missing)?.body);
            }
            let found = super::recompute::again(&statement, &rules)?;
            wrong.extend(found.differences.iter().map(|d| format!("statement {}: {d}", row.id)));
            let stored = (row.gross_minor, row.held_minor, row.tax_minor, row.net_minor);
            let told = (statement.gross_minor, statement.held_minor, statement.tax.tax_minor, statement.net_minor);
            if stored != told {
                wrong.push(format!("statement {}: its row says {stored:?}, its body {told:?}", row.id));
            }
        }
    }
}
