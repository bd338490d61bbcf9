//! Use cases of remittances: filing one, paying it account by account, showing what it consists of. Event 17 of the chart.

use std::sync::Arc;

use authz::Resource;
use db::{
    Conn,
    jobs::{self, Claimed},
};
use http::{App, Ctx};
use kernel::{Code, Error, PLATFORM, Page, PageQuery, Result, Scope};
use ledger::{Account, LedgerAccountId, Line};
use market::CURRENCY;
use serde_json::json;

use super::{LevyKind, RemittanceId, RemittanceRow, RemittanceState, store};
use crate::event::{Event, Fact};

pub(crate) const JOB: &str = "payout.remit";
/// Accounts of one transaction.
const CHUNK: i64 = 100;

fn resource() -> Resource {
    Resource::of("settlement").tenant(PLATFORM)
}

/// Pays everything that is withheld now under a filing's number. Errors: `invalid_field`; `already_decided` for a number
/// that was paid.
pub(crate) async fn file(ctx: &Ctx, levy: LevyKind, filing: String) -> Result<RemittanceId> {
    let actor = ctx.actor()?.clone();
    ctx.permit("settlement:remit", &resource())?;
    let filing = filing.trim().to_owned();
    if filing.is_empty() || filing.chars().count() > 80 || filing.chars().any(char::is_control) {
        return Err(Error::field("filing", "required", "the filing's number, at most 80 characters in one line"));
    }
    let now = ctx.now;
    ctx.once(Scope::Platform, move |c| {
        let row = RemittanceRow {
            tenant_id: PLATFORM,
            id: RemittanceId::at(now),
            levy,
            filing: filing.clone(),
            state: RemittanceState::Running,
            accounts: 0,
            amount_minor: 0,
            currency: CURRENCY.as_str().to_owned(),
            made_by_id: actor.account,
            created_at: now,
            changed_at: now,
        };
        if !store::insert(c, &row)? {
            return Err(Error::new(Code::AlreadyDecided, "this filing was paid before").into());
        }
        let entry = audit::Entry {
            tenant: PLATFORM,
            actor: Some(&actor),
            action: "settlement.remit",
            object_kind: "remittance",
            object_id: row.id.uuid(),
            detail: json!({"levy": levy, "filing": row.filing}),
            at: now,
        };
        audit::record(c, &entry)?;
        jobs::enqueue(c, JOB, &row.id.to_string(), &json!({"remittance": row.id}), now, now)?;
        Ok(row.id)
    })
    .await
}

/// Job: empties the levy's accounts one after the other. Interrupted, it goes on; run twice at once, each is paid once.
pub(crate) async fn pay(app: Arc<App>, claimed: Claimed) -> Result<()> {
    let id: RemittanceId = serde_json::from_value(claimed.body["remittance"].clone()).map_err(Error::internal)?;
    let absent = || Error::not_found("the remittance");
    let row = app.db.read(Scope::Platform, move |c| store::get(c, id)).await?.ok_or_else(absent)?;
    let mut after = LedgerAccountId::from_u128(0);
    loop {
        let now = app.clock.now();
        let step = move |c: &mut Conn<'_>| {
            let held = ledger::holders(c, row.levy.account(), after, CHUNK)?;
            let (mut chain, mut minor) = (Vec::new(), 0);
            for (account, balance) in &held {
                let event = Event::Remitted { levy: row.levy.of(account.owner), amount: balance.free() };
                // What was paid before tells a later withholding from this one.
                let key = format!("{}/{}", account.owner, balance.debits_posted);
                let fact = Fact { event, currency: CURRENCY, about: ("remittance", id.uuid()), key, at: now };
                chain.extend(fact.chain()?);
                minor += balance.free();
            }
            if !chain.is_empty() {
                ledger::post(c, &chain, now)?;
                store::add(c, id, i64::try_from(held.len()).map_err(Error::internal)?, minor, now)?;
            }
            let last = held.last().map(|(account, _)| account.id());
            if last.is_none() {
                store::done(c, id, now)?;
            }
            Ok(last)
        };
        match app.db.write(Scope::Platform, step).await? {
            Some(last) => after = last,
            None => return Ok(()),
        }
    }
}

pub(crate) async fn list(ctx: &Ctx, query: PageQuery) -> Result<Page<RemittanceRow>> {
    ctx.permit("settlement:read", &resource())?;
    let asked = query.clone();
    let rows = ctx.app.db.read(Scope::Platform, move |c| store::list(c, &asked)).await?;
    Ok(Page::cut(rows, &query, |row| row.id))
}

/// A remittance with the journal lines it consists of, at most 200.
pub(crate) async fn one(ctx: &Ctx, id: RemittanceId) -> Result<(RemittanceRow, Vec<(Line, Account, Account)>)> {
    ctx.permit("settlement:read", &resource())?;
    let read = move |c: &mut Conn<'_>| {
        let row = store::get(c, id)?.ok_or_else(|| Error::not_found("the remittance"))?;
        Ok((row, ledger::about(c, id.uuid())?))
    };
    ctx.app.db.read(Scope::Platform, read).await
}
