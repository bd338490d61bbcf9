//! Use cases of earnings: accruing what finished tasks earn, showing it.

use std::collections::HashMap;

use authz::Resource;
use db::{
    Conn,
    outbox::{self, Delivered},
};
use http::Ctx;
use kernel::{
    AccountId, Code, Decision, DecisionId, Error, Event, Money, Page, PageQuery, Result, Scope, TenantId, Ts, policy::Policy,
};
use ledger::{Account, Line, Transfer};
use market::{CURRENCY, PoolId, ProjectId, Settled, Tariff, Work};
use serde::Deserialize;
use serde_json::json;

use super::{
    Accrual, ENGINE, EarningId, EarningRow, EarningState, Inputs, KIND, PaidPieceId, PaidTaskId, StepPaid, accrue, month_start,
    pay_day, reasons, store,
};
use crate::event::{self as money, Fact};

/// What of a `task.*` event matters here.
#[derive(Deserialize)]
struct TaskFact {
    task: PaidTaskId,
    tenant: TenantId,
    project: ProjectId,
    worker: Option<AccountId>,
    piece: Option<PaidPieceId>,
    #[serde(default)]
    steps: i64,
    #[serde(default)]
    did: Vec<StepPaid>,
    #[serde(default)]
    served_from: Option<Ts>,
}

impl TaskFact {
    /// What was done by `until`.
    fn work(&self, until: Ts) -> Work {
        let micros = self.served_from.map_or(0, |from| until.micros() - from.micros());
        Work { steps: self.steps, seconds: micros.max(0) / 1_000_000 }
    }
}

/// `task.completed`: the worker is paid, once, in the transaction of the delivery.
pub(crate) fn completed(c: &mut Conn<'_>, event: &Delivered, now: Ts) -> db::Result<()> {
    let fact: TaskFact = event.parse()?;
    let worker = fact.worker.ok_or_else(|| Error::internal(format!("task {} was completed by nobody", fact.task)))?;
    if store::of_task(c, fact.tenant, fact.task)?.is_some() {
        return Ok(());
    }
    let settled = market::settle(c, fact.project, fact.task.uuid(), &fact.work(event.at), now)?;
    if settled.tenant != fact.tenant {
        return Err(Error::internal(format!("task {} names another tenant than its project", fact.task)).into());
    }
    let tariff = audit::policy::typed::<Tariff>(c, "base")?;
    let Settled { price, fee_bp, terms, work, .. } = settled;
    let inputs = Inputs {
        task: fact.task,
        project: fact.project,
        worker,
        price_minor: price.minor,
        currency: price.currency,
        fee_bp,
        basis: Some((terms, work)),
    };
    let accrual = accrue(&inputs, &tariff.value)?;
    ledger::post(c, &chain(&inputs, &accrual, event.at)?, now)?;
    surged(c, &inputs, &accrual, settled.pool, event.at, now)?;
    let decision_id = decided(c, fact.tenant, &tariff, &inputs, &accrual, now)?;
    let row = EarningRow {
        tenant_id: fact.tenant,
        id: EarningId::at(now),
        task_id: fact.task,
        piece_id: fact.piece,
        project_id: fact.project,
        worker_id: worker,
        price_minor: price.minor,
        fee_bp,
        fee_minor: accrual.fee_minor,
        quality_bp: accrual.quality_bp,
        amount_minor: accrual.pay_minor + accrual.surge_minor,
        currency: price.currency.as_str().to_owned(),
        state: EarningState::Accrued,
        day: pay_day(event.at, tariff.value.utc_offset_minutes),
        decision_id,
        earned_at: event.at,
        created_at: now,
        piece_minor: terms.price_minor,
        steps: work.steps,
        step_milli: terms.step_milli,
        seconds: work.seconds,
        minute_milli: terms.minute_milli,
        most_minor: terms.most_minor,
        surge_bp: terms.surge_bp,
        surge_minor: accrual.surge_minor,
        vat_minor: accrual.vat_minor,
        floor_hourly: terms.floor_hourly,
        order_id: market::order_of(c, fact.tenant, fact.task.uuid())?,
        started_at: fact.served_from,
    };
    store::insert(c, &row)?;
    store::insert_steps(c, &row, &fact.did)?;
    let told = json!({"earning": row.id, "task": row.task_id, "project": row.project_id, "worker": worker,
        "amount_minor": row.amount_minor, "currency": price.currency});
    outbox::emit(c, &Event::new("earning.accrued", fact.tenant, &told), now)
}

/// The accrual as a recorded decision.
fn decided(
    c: &mut Conn<'_>,
    tenant: TenantId,
    tariff: &Policy<Tariff>,
    inputs: &Inputs,
    accrual: &Accrual,
    now: Ts,
) -> db::Result<DecisionId> {
    let decision = Decision {
        id: DecisionId::at(now),
        tenant,
        kind: KIND.to_owned(),
        subject: Some(inputs.worker),
        policy_id: tariff.id.clone(),
        policy_hash: tariff.hash.clone(),
        engine: ENGINE.to_owned(),
        inputs: serde_json::to_value(inputs).map_err(Error::internal)?,
        outcome: serde_json::to_value(accrual).map_err(Error::internal)?,
        reasons: reasons(inputs, accrual),
        at: now,
    };
    audit::decide(c, &decision)?;
    Ok(decision.id)
}

fn about(inputs: &Inputs, event: money::Event, at: Ts) -> Fact {
    Fact { event, currency: inputs.currency, about: ("task", inputs.task.uuid()), key: String::new(), at }
}

/// Budget → worker, fee and the VAT in it, linked: all or none. Together they are the price.
fn chain(inputs: &Inputs, accrual: &Accrual, at: Ts) -> Result<Vec<Transfer>> {
    let event = money::Event::PieceAccepted {
        order: inputs.project.uuid(),
        worker: inputs.worker.uuid(),
        pay: accrual.pay_minor,
        fee: accrual.fee_minor - accrual.vat_minor,
        vat: accrual.vat_minor,
    };
    about(inputs, event, at).chain()
}

/// The surge that was promised: from its pool, and where the promise has run out of time and money, from the platform.
fn surged(c: &mut Conn<'_>, inputs: &Inputs, accrual: &Accrual, pool: Option<PoolId>, at: Ts, now: Ts) -> db::Result<()> {
    let Some(pool) = pool.filter(|_| accrual.surge_minor > 0) else { return Ok(()) };
    let (worker, amount) = (inputs.worker.uuid(), accrual.surge_minor);
    let award = about(inputs, money::Event::SurgeAwarded { pool: pool.uuid(), worker, amount }, at).chain()?;
    match ledger::post(c, &award, now) {
        Err(db::Error::App(error)) if error.code == Code::InsufficientFunds => {
            let whole = about(inputs, money::Event::MadeWhole { worker, amount }, at).chain()?;
            ledger::post(c, &whole, now).map(drop)
        }
        posted => posted.map(drop),
    }
}

/// `task.canceled`: what was set aside for it is free again.
pub(crate) fn canceled(c: &mut Conn<'_>, event: &Delivered, now: Ts) -> db::Result<()> {
    let fact: TaskFact = event.parse()?;
    market::void(c, fact.project, fact.task.uuid(), now)
}

/// A worker's earnings at a glance, and a page of lines with their projects' names.
pub(crate) struct Earnings {
    pub(crate) today: Money,
    /// The calendar month.
    pub(crate) period: Money,
    /// Pieces of the month.
    pub(crate) pieces: i64,
    pub(crate) lines: Page<(EarningRow, String)>,
}

pub(crate) async fn mine(ctx: &Ctx, query: PageQuery) -> Result<Earnings> {
    let actor = ctx.actor()?;
    ctx.permit("earning:read", &Resource::of("earning").owner(actor.account))?;
    let (worker, now) = (actor.account, ctx.now);
    // A worker's rows lie in the tenants they served.
    ctx.app
        .db
        .read(Scope::Platform, move |c| {
            let tariff = audit::policy::typed::<Tariff>(c, "base")?;
            let today = pay_day(now, tariff.value.utc_offset_minutes);
            let (today_minor, _) = store::sum(c, worker, &today, &today)?;
            let (period_minor, pieces) = store::sum(c, worker, &month_start(&today), &today)?;
            let rows = store::list(c, worker, &query)?;
            let lines = Page::cut(named(c, rows)?, &query, |(row, _)| row.id);
            Ok(Earnings { today: Money::new(today_minor, CURRENCY), period: Money::new(period_minor, CURRENCY), pieces, lines })
        })
        .await
}

fn named(c: &mut Conn<'_>, rows: Vec<EarningRow>) -> db::Result<Vec<(EarningRow, String)>> {
    let mut ids: Vec<ProjectId> = rows.iter().map(|r| r.project_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let names: HashMap<ProjectId, String> = market::names(c, &ids)?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let name = names.get(&row.project_id).cloned().unwrap_or_default();
            (row, name)
        })
        .collect())
}

/// One earning with the journal lines behind it.
pub(crate) struct Detail {
    pub(crate) row: EarningRow,
    pub(crate) project_name: String,
    pub(crate) lines: Vec<(Line, Account, Account)>,
    /// The steps that were paid for, in order.
    pub(crate) steps: Vec<StepPaid>,
}

/// Somebody else's earning is not found.
pub(crate) async fn one(ctx: &Ctx, id: EarningId) -> Result<Detail> {
    ctx.actor()?;
    let found = ctx
        .app
        .db
        .read(Scope::Platform, move |c| {
            let row = store::anywhere(c, id)?.ok_or_else(|| Error::not_found("the earning"))?;
            let lines = ledger::about(c, row.task_id.uuid())?;
            let steps = store::steps(c, &[row.id])?.into_iter().map(|(_, step)| step).collect();
            let named = named(c, vec![row])?.pop();
            Ok(named.map(|(row, project_name)| Detail { row, project_name, lines, steps }))
        })
        .await?;
    let detail = found.ok_or_else(|| Error::not_found("the earning"))?;
    let resource = Resource::of("earning").id(id).tenant(detail.row.tenant_id).owner(detail.row.worker_id);
    ctx.permit("earning:read", &resource).map_err(|_| Error::not_found("the earning"))?;
    Ok(detail)
}
