//! Use cases of escrow.

use audit::Entry;
use authz::Resource;
use db::{Conn, outbox};
use http::Ctx;
use kernel::{Actor, Error, Event, Money, Page, PageQuery, Result, Scope, TenantId, Ts};
use ledger::{Account, Act, Chart, Line, Transfer, derived};
use serde_json::json;

use super::{CURRENCY, DepositId, DepositRow, Escrow, checked, http::DepositView, store};
use crate::{
    budget::purse, credit::store as credits, order::store as orders, project::store as projects, refund::store as refunds,
    surge::store as surges,
};

fn account(tenant: TenantId) -> Account {
    Account::new(Chart::EscrowFree, tenant.uuid(), CURRENCY)
}

fn resource(tenant: TenantId) -> Resource {
    Resource::of("escrow").tenant(tenant)
}

/// Books a deposit in the caller's transaction; nobody is asked for permission here.
pub(crate) fn book(
    c: &mut Conn<'_>,
    tenant: TenantId,
    actor: Option<&Actor>,
    amount: Money,
    reference: &str,
    now: Ts,
) -> db::Result<DepositView> {
    let (amount, reference) = checked(amount, reference)?;
    let id = DepositId::at(now);
    let transfer = Transfer {
        id: id.cast(),
        act: Act::Post { debit: Account::platform(Chart::BankClient, CURRENCY), credit: account(tenant), amount },
        kind: "escrow.deposit",
        ref_kind: "deposit",
        ref_id: id.uuid(),
        effective_at: now,
        corrects: None,
    };
    ledger::post(c, &[transfer], now)?;
    let row = DepositRow {
        tenant_id: tenant,
        id,
        amount_minor: amount.minor,
        currency: amount.currency.as_str().to_owned(),
        reference,
        actor_id: actor.map(|a| a.account),
        created_at: now,
    };
    store::insert(c, &row)?;
    let facts = json!({"deposit": id, "amount_minor": amount.minor, "currency": amount.currency});
    let entry = Entry {
        tenant,
        actor,
        action: "escrow.deposit",
        object_kind: "deposit",
        object_id: id.uuid(),
        detail: facts.clone(),
        at: now,
    };
    audit::record(c, &entry)?;
    outbox::emit(c, &Event::new("escrow.deposited", tenant, &facts), now)?;
    Ok(DepositView { id, amount, at: now })
}

pub(crate) async fn deposit(ctx: &Ctx, amount: Money, reference: String) -> Result<DepositView> {
    let actor = ctx.actor()?.clone();
    ctx.permit("escrow:deposit", &resource(actor.tenant))?;
    let now = ctx.now;
    ctx.once(actor.scope(), move |c| book(c, actor.tenant, Some(&actor), amount, &reference, now)).await
}

/// Event 21. A prepayment in another currency that the bank has exchanged: it arrives, is sold and bought through the
/// liquidity accounts of both currencies, and what was bought is the enterprise's. The same reference again changes nothing.
///
/// Errors: `invalid_field`, `currency_mismatch`; `transfer_differs` for the same reference with other amounts.
pub(crate) async fn exchange(ctx: &Ctx, tenant: TenantId, sold: Money, bought: Money, reference: String) -> Result<DepositView> {
    let actor = ctx.actor()?.clone();
    ctx.permit("escrow:exchange", &resource(kernel::PLATFORM))?;
    let (bought, reference) = checked(bought, &reference)?;
    if sold.currency == CURRENCY || sold.minor < 1 {
        return Err(Error::field("sold", "invalid", "at least one, in another currency than the escrow's"));
    }
    let now = ctx.now;
    ctx.once(Scope::Platform, move |c| {
        let id: DepositId = derived(&["exchange", &tenant.to_string(), &reference]);
        let view = DepositView { id, amount: bought, at: now };
        if !ledger::post(c, &exchanged(tenant, id, sold, bought, now), now)? {
            return Ok(view);
        }
        let row = DepositRow {
            tenant_id: tenant,
            id,
            amount_minor: bought.minor,
            currency: bought.currency.as_str().to_owned(),
            reference: reference.clone(),
            actor_id: Some(actor.account),
            created_at: now,
        };
        store::insert(c, &row)?;
        let entry = Entry {
            tenant,
            actor: Some(&actor),
            action: "escrow.exchange",
            object_kind: "deposit",
            object_id: id.uuid(),
            detail: json!({"sold": sold, "bought": bought}),
            at: now,
        };
        audit::record(c, &entry)?;
        Ok(view)
    })
    .await
}

/// Arrived, sold, bought; the bank's accounts move with it, so that the liquidity accounts are level again.
fn exchanged(tenant: TenantId, id: DepositId, sold: Money, bought: Money, now: Ts) -> Vec<Transfer> {
    let theirs = |money: Money| Account::new(Chart::EscrowFree, tenant.uuid(), money.currency);
    let bank = |money: Money| Account::platform(Chart::BankClient, money.currency);
    let pool = |money: Money| Account::platform(Chart::Suspense, money.currency);
    let one = |kind, debit, credit, amount| Transfer {
        id: derived(&[kind, &id.to_string()]),
        act: Act::Post { debit, credit, amount },
        kind,
        ref_kind: "deposit",
        ref_id: id.uuid(),
        effective_at: now,
        corrects: None,
    };
    vec![
        one("escrow.deposit", bank(sold), theirs(sold), sold),
        one("exchange.sell", theirs(sold), pool(sold), sold),
        one("exchange.pay", pool(sold), bank(sold), sold),
        one("exchange.arrive", bank(bought), pool(bought), bought),
        one("exchange.buy", pool(bought), theirs(bought), bought),
    ]
}

pub(crate) fn read(c: &mut Conn<'_>, tenant: TenantId) -> db::Result<Escrow> {
    let escrow = ledger::balance(c, &account(tenant))?;
    let mut budgets = 0;
    for project in projects::all(c, Some(tenant))? {
        for code in [Chart::Budget, Chart::BonusPool] {
            budgets += ledger::balance(c, &Account::new(code, project.id.uuid(), CURRENCY))?.net();
        }
        budgets += ledger::balance(c, &purse::account(project.id, CURRENCY))?.net();
    }
    for pool in surges::all(c, tenant)? {
        budgets += ledger::balance(c, &Account::new(Chart::BonusPool, pool.uuid(), CURRENCY))?.net();
    }
    for order in orders::all(c, tenant)? {
        budgets += ledger::balance(c, &Account::new(Chart::Budget, order.id.uuid(), CURRENCY))?.net();
    }
    let money = |minor| Money::new(minor, CURRENCY);
    Ok(Escrow {
        free: money(escrow.free()),
        reserved: money(escrow.debits_pending + budgets),
        // What was prepaid or drawn on credit and is neither here nor set aside.
        spent: money(
            store::prepaid(c, tenant)? + credits::drawn(c, tenant)?
                - refunds::taken(c, tenant)?
                - escrow.free()
                - escrow.debits_pending
                - budgets,
        ),
    })
}

pub(crate) async fn show(ctx: &Ctx) -> Result<Escrow> {
    let actor = ctx.actor()?;
    let tenant = actor.tenant;
    ctx.permit("escrow:read", &resource(tenant))?;
    ctx.app.db.read(Scope::Tenant(tenant), move |c| read(c, tenant)).await
}

/// Lines of the tenant's escrow account, newest first.
pub(crate) async fn entries(ctx: &Ctx, query: PageQuery) -> Result<Page<(Line, Account, Account)>> {
    let actor = ctx.actor()?;
    let tenant = actor.tenant;
    ctx.permit("escrow:read", &resource(tenant))?;
    let rows = ctx
        .app
        .db
        .read(Scope::Tenant(tenant), {
            let query = query.clone();
            move |c| ledger::entries(c, &account(tenant), &query)
        })
        .await?;
    Ok(Page::cut(rows, &query, |(line, _, _)| line.entry_id))
}
