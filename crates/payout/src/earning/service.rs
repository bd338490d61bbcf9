//! Use cases of earnings: accruing what finished tasks earn, showing it.

use std::collections::{HashMap, HashSet};

use authz::Resource;
use db::{
    Conn,
    outbox::{self, Delivered},
};
use http::Ctx;
use kernel::{AccountId, Code, Decision, DecisionId, Error, Money, Page, PageQuery, Result, Scope, TenantId, Ts, policy::Policy};
use ledger::{Account, Line, Postings, Transfer};
use market::{CURRENCY, ProjectId, Settled, Tariff, Work};
use serde::Deserialize;
use serde_json::json;

use super::{
    Accrual, ENGINE, EarningId, EarningRow, EarningState, Inputs, KIND, PaidPieceId, PaidTaskId, StepPaid, accrue, month_start,
    pay_day, reasons, store,
};
use crate::{
    crash,
    event::{self as money, Fact},
};

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

/// A finished task on its way to its worker.
struct Piece {
    fact: TaskFact,
    at: Ts,
    settled: Settled,
    inputs: Inputs,
    accrual: Accrual,
    decision: Decision,
}

/// `task.completed`: workers are paid, each piece once, in the transaction of the delivery. What many pieces move is posted
/// together, so that neither a commit nor a busy account's balance is a piece's own.
pub(crate) fn completed(c: &mut Conn<'_>, events: &[Delivered], now: Ts) -> db::Result<()> {
    let facts = unpaid(c, events)?;
    if facts.is_empty() {
        return Ok(());
    }
    let tasks: Vec<_> = facts.iter().map(|(fact, _, at)| (fact.project, fact.task.uuid(), fact.work(*at))).collect();
    let settled = market::settle_all(c, &tasks, now)?;
    let tariff = audit::policy::typed::<Tariff>(c, "base")?;
    let made =
        facts.into_iter().zip(settled).map(|((fact, worker, at), settled)| Piece::of(fact, worker, at, settled, &tariff, now));
    let pieces: Vec<Piece> = made.collect::<Result<_>>()?;
    post(c, &pieces, now)?;
    crash::point("accrue.posted");
    let (mut rows, mut steps, mut told, mut decisions) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for piece in pieces {
        let row = piece.row(tariff.value.utc_offset_minutes, now);
        let body = json!({"earning": row.id, "task": row.task_id, "project": row.project_id, "worker": row.worker_id,
            "amount_minor": row.amount_minor, "currency": row.currency});
        told.push((row.tenant_id, body));
        steps.extend((0_i64..).zip(piece.fact.did).map(|(n, step)| (row.tenant_id, row.id, n, step)));
        decisions.push(piece.decision);
        rows.push(row);
    }
    audit::decide_all(c, &decisions)?;
    store::insert(c, &rows)?;
    store::insert_steps(c, &steps)?;
    outbox::emit_all(c, "earning.accrued", &told, now)
}

/// What was done and by whom until when, of tasks that are not paid yet, each once.
fn unpaid(c: &mut Conn<'_>, events: &[Delivered]) -> db::Result<Vec<(TaskFact, AccountId, Ts)>> {
    let mut facts = Vec::with_capacity(events.len());
    for event in events {
        let fact: TaskFact = event.parse()?;
        let worker = fact.worker.ok_or_else(|| Error::internal(format!("task {} was completed by nobody", fact.task)))?;
        facts.push((fact, worker, event.at));
    }
    let (tenants, tasks): (HashSet<TenantId>, Vec<PaidTaskId>) = facts.iter().map(|(fact, ..)| (fact.tenant, fact.task)).unzip();
    let mut paid = store::paid(c, &tenants.into_iter().collect::<Vec<_>>(), &tasks)?;
    facts.retain(|(fact, ..)| paid.insert((fact.tenant, fact.task)));
    Ok(facts)
}

impl Piece {
    fn of(fact: TaskFact, worker: AccountId, at: Ts, settled: Settled, tariff: &Policy<Tariff>, now: Ts) -> Result<Self> {
        if settled.tenant != fact.tenant {
            return Err(Error::internal(format!("task {} names another tenant than its project", fact.task)));
        }
        let inputs = Inputs {
            task: fact.task,
            project: fact.project,
            worker,
            price_minor: settled.price.minor,
            currency: settled.price.currency,
            fee_bp: settled.fee_bp,
            basis: Some((settled.terms, settled.work)),
        };
        let accrual = accrue(&inputs, &tariff.value)?;
        let decision = decision(fact.tenant, tariff, &inputs, &accrual, now)?;
        Ok(Self { fact, at, settled, inputs, accrual, decision })
    }

    fn row(&self, utc_offset_minutes: i64, now: Ts) -> EarningRow {
        let Self { fact, settled: Settled { price, terms, work, order, .. }, accrual, .. } = self;
        EarningRow {
            tenant_id: fact.tenant,
            id: EarningId::at(now),
            task_id: fact.task,
            piece_id: fact.piece,
            project_id: fact.project,
            worker_id: self.inputs.worker,
            price_minor: price.minor,
            fee_bp: self.inputs.fee_bp,
            fee_minor: accrual.fee_minor,
            quality_bp: accrual.quality_bp,
            amount_minor: accrual.pay_minor + accrual.surge_minor,
            currency: price.currency.as_str().to_owned(),
            state: EarningState::Accrued,
            day: pay_day(self.at, utc_offset_minutes),
            decision_id: self.decision.id,
            earned_at: self.at,
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
            order_id: *order,
            started_at: fact.served_from,
        }
    }

    fn chain(&self, event: money::Event) -> Result<Vec<Transfer>> {
        let about = ("task", self.inputs.task.uuid());
        Fact { event, currency: self.inputs.currency, about, key: String::new(), at: self.at }.chain()
    }

    /// Budget → worker, fee and the VAT in it, linked: all or none. Together they are the price.
    fn accepted(&self) -> Result<Vec<Transfer>> {
        let Self { inputs, accrual, .. } = self;
        self.chain(money::Event::PieceAccepted {
            order: inputs.project.uuid(),
            worker: inputs.worker.uuid(),
            pay: accrual.pay_minor,
            fee: accrual.fee_minor - accrual.vat_minor,
            vat: accrual.vat_minor,
        })
    }
}

/// Posts prices, then the surges that were promised: from their pools, and where a promise has run out of time and money,
/// from the platform.
fn post(c: &mut Conn<'_>, pieces: &[Piece], now: Ts) -> db::Result<()> {
    let mut postings = Postings::default();
    for piece in pieces {
        postings.add(piece.accepted()?);
    }
    postings.post(c, now)?;
    let mut awards = Vec::new();
    for piece in pieces.iter().filter(|piece| piece.accrual.surge_minor > 0) {
        let Some(pool) = piece.settled.pool else { continue };
        let (worker, amount) = (piece.inputs.worker.uuid(), piece.accrual.surge_minor);
        let award = piece.chain(money::Event::SurgeAwarded { pool: pool.uuid(), worker, amount })?;
        awards.push((award, piece.chain(money::Event::MadeWhole { worker, amount })?));
    }
    let chains: Vec<&[Transfer]> = awards.iter().map(|(award, _)| award.as_slice()).collect();
    let outcomes = if chains.is_empty() { Vec::new() } else { ledger::post_all(c, &chains, now)? };
    let mut whole = Postings::default();
    for ((_, instead), outcome) in awards.into_iter().zip(outcomes) {
        match outcome {
            Err(error) if error.code == Code::InsufficientFunds => whole.add(instead),
            outcome => drop(outcome?),
        }
    }
    whole.post(c, now)
}

/// The accrual as a decision to be recorded.
fn decision(tenant: TenantId, tariff: &Policy<Tariff>, inputs: &Inputs, accrual: &Accrual, now: Ts) -> Result<Decision> {
    Ok(Decision {
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
    })
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
