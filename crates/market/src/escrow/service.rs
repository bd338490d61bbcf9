//! Use cases of escrow.

use audit::Entry;
use authz::Resource;
use db::{Conn, outbox};
use http::Ctx;
use kernel::{Actor, Event, Money, Page, PageQuery, Result, Scope, TenantId, Ts};
use ledger::{Account, Act, Chart, Line, Transfer};
use serde_json::json;

use super::{CURRENCY, DepositId, DepositRow, Escrow, checked, http::DepositView, store};
use crate::{order::store as orders, project::store as projects, refund::store as refunds, surge::store as surges};

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

pub(crate) fn read(c: &mut Conn<'_>, tenant: TenantId) -> db::Result<Escrow> {
    let escrow = ledger::balance(c, &account(tenant))?;
    let mut budgets = 0;
    for project in projects::all(c, Some(tenant))? {
        for code in [Chart::Budget, Chart::BonusPool] {
            budgets += ledger::balance(c, &Account::new(code, project.id.uuid(), CURRENCY))?.net();
        }
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
        // What was prepaid and is neither here nor set aside.
        spent: money(store::prepaid(c, tenant)? - refunds::taken(c, tenant)? - escrow.free() - escrow.debits_pending - budgets),
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
