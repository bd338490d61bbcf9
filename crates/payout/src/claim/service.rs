//! Use cases of claims: claiming final pay back, what the end of its case does, who owes, giving up. Event 16 of the chart.

use audit::{CaseFact, CaseId, CaseVerdict, NewCase};
use authz::Resource;
use db::{Conn, outbox::Delivered};
use http::Ctx;
use kernel::{AccountId, Code, Error, Id, Money, PLATFORM, Page, PageQuery, Result, Scope, Ts};
use ledger::{Account, Balance, Chart, LedgerAccountId};
use market::CURRENCY;
use serde_json::json;

use super::OVERPAID;
use crate::{
    EarningId,
    earning::store as earnings,
    event::{Event, Fact, Payer},
    hold::{HoldReason, service as holds},
    statement,
};

fn resource() -> Resource {
    Resource::of("settlement").tenant(PLATFORM)
}

/// Claims a part of final pay back. The worker is told and may appeal as against a penalty; nothing moves before the case
/// is over. Errors: `not_found`; `wrong_state` while the pay is not final or is contested already; `invalid_field`.
pub(crate) async fn claim(ctx: &Ctx, id: EarningId, amount: Money, reason: HoldReason) -> Result<CaseId> {
    let actor = ctx.actor()?.clone();
    ctx.permit("earning:claim", &Resource::of("earning").id(id).tenant(PLATFORM))?;
    let (now, seal) = (ctx.now, ctx.app.seal.clone());
    ctx.once(Scope::Platform, move |c| {
        let row = earnings::anywhere(c, id)?.ok_or_else(|| Error::not_found("the earning"))?;
        if statement::store::of_earning(c, &row)?.is_none() {
            return Err(Error::new(Code::WrongState, "the pay is not final: reject it or propose a penalty").into());
        }
        let most = row.amount_minor - row.surge_minor;
        if amount.currency != CURRENCY || !(1..=most).contains(&amount.minor) {
            return Err(Error::field("amount.minor", "out_of_range", format!("1 to {most}")).into());
        }
        let claimed = audit::cases_since(c, row.tenant_id, OVERPAID, row.earned_at)?;
        if claimed.iter().any(|case| case.ref_id.uuid() == id.uuid()) {
            return Err(Error::new(Code::WrongState, "this pay was claimed before").into());
        }
        let new = NewCase {
            tenant: row.tenant_id,
            kind: OVERPAID,
            subject: row.worker_id,
            about: ("earning", id.uuid()),
            first: Some((Some(actor.account), reason.as_str())),
            guarded: false,
            evidence: holds::evidence(c, &row, amount.minor)?,
            words: None,
        };
        audit::open_case(c, &seal, &new, now)
    })
    .await
}

/// `case.resolved`: what stands is owed by the worker from now on, and the enterprise has it back at once.
pub(crate) fn resolved(c: &mut Conn<'_>, event: &Delivered, now: Ts) -> db::Result<()> {
    let told: CaseFact = event.parse()?;
    if told.kind != OVERPAID || told.outcome != Some(CaseVerdict::AgainstSubject) {
        return Ok(());
    }
    let absent = || Error::not_found("the case's earning");
    let row = earnings::anywhere(c, Id::from_uuid(told.ref_id.uuid()))?.ok_or_else(absent)?;
    let case = audit::case(c, told.case)?.ok_or_else(|| Error::not_found("the case"))?;
    let amount = case.evidence.0["contested_minor"].as_i64().unwrap_or(0);
    let (worker, order, enterprise) = (row.worker_id.uuid(), row.project_id.uuid(), row.tenant_id.uuid());
    let (at, case) = (event.at, told.case.uuid());
    let fact = |event| Fact { event, currency: CURRENCY, about: ("case", case), key: "claim".to_owned(), at };
    let mut chain = fact(Event::Overpaid { payer: Payer::Order(order), worker, amount }).chain()?;
    chain.extend(fact(Event::BudgetReleased { enterprise, order, amount }).chain()?);
    ledger::post(c, &chain, now).map(drop)
}

/// Workers who owe, with what.
pub(crate) async fn list(ctx: &Ctx, query: PageQuery) -> Result<Page<(LedgerAccountId, AccountId, i64)>> {
    ctx.permit("settlement:read", &resource())?;
    let (after, limit) = (query.after, query.fetch());
    let after = after.map_or(LedgerAccountId::from_u128(0), Id::cast);
    let owed = |(account, balance): (Account, Balance)| (account.id(), Id::from_uuid(account.owner), -balance.net());
    let read = move |c: &mut Conn<'_>| ledger::holders(c, Chart::WorkerReceivable, after, limit);
    let rows = ctx.app.db.read(Scope::Platform, read).await?;
    Ok(Page::cut(rows.into_iter().map(owed).collect(), &query, |(id, ..)| *id))
}

/// Gives up everything that a worker owes. Errors: `wrong_state` when it is nothing.
pub(crate) async fn write_off(ctx: &Ctx, worker: AccountId) -> Result<Money> {
    let actor = ctx.actor()?.clone();
    ctx.permit("settlement:write_off", &resource())?;
    let now = ctx.now;
    ctx.once(Scope::Platform, move |c| {
        let balance = ledger::balance(c, &Account::new(Chart::WorkerReceivable, worker.uuid(), CURRENCY))?;
        let amount = -balance.net();
        if amount <= 0 {
            return Err(Error::new(Code::WrongState, "the worker owes nothing").into());
        }
        let event = Event::WrittenOff { worker: worker.uuid(), amount };
        let key = balance.credits_posted.to_string();
        let fact = Fact { event, currency: CURRENCY, about: ("worker", worker.uuid()), key, at: now };
        ledger::post(c, &fact.chain()?, now)?;
        let entry = audit::Entry {
            tenant: PLATFORM,
            actor: Some(&actor),
            action: "claim.write_off",
            object_kind: "account",
            object_id: worker.uuid(),
            detail: json!({"amount_minor": amount}),
            at: now,
        };
        audit::record(c, &entry)?;
        Ok(Money::new(amount, CURRENCY))
    })
    .await
}
