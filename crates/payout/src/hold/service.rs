//! Use cases of contested pay: rejecting, penalising, disputing, and what the end of a case does to the money.

use std::{sync::Arc, time::Duration};

use audit::{CaseFact, CaseId, CaseVerdict, NewCase, ResolvedBy};
use authz::Resource;
use db::{
    Conn,
    jobs::{self, Claimed},
    outbox::Delivered,
};
use http::{App, Ctx};
use kernel::{AccountId, Code, Error, Money, PLATFORM, Result, Scope, TenantId, Ts};
use ledger::derived;
use market::{CURRENCY, Tariff};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{DISPUTE, Daily, HoldKind, HoldReason, HoldRow, HoldState, in_bulk, interest, keeps_right, store};
use crate::{
    EarningId,
    adjustment::{AdjustmentKind, NewLine, service as lines},
    earning::{EarningRow, month_start, pay_day, store as earnings},
    event::{Event, Fact, correction},
    rules::{Dated, Day, penalty::Penalty},
    statement,
};

const DAY: Duration = Duration::from_secs(86_400);
/// Days whose rejections are an enterprise's ordinary.
const HISTORY: u32 = 28;
/// How long a resolved case counts for the right to reject.
const REMEMBERED: Duration = Duration::from_secs(90 * 86_400);

fn absent() -> Error {
    Error::not_found("the earning")
}

fn rule(c: &mut Conn<'_>, now: Ts) -> db::Result<Penalty> {
    let policy = audit::policy::typed::<Dated<Penalty>>(c, "penalty")?;
    Ok(policy.value.on(Day::of(now))?.rule.clone())
}

fn today(c: &mut Conn<'_>, now: Ts) -> db::Result<String> {
    Ok(pay_day(now, audit::policy::typed::<Tariff>(c, "base")?.value.utc_offset_minutes))
}

/// What is frozen with a case: everything that the amount followed from, by number and by hash.
/// What is frozen for a judge.
pub(crate) fn evidence(c: &mut Conn<'_>, row: &EarningRow, amount: i64) -> db::Result<Value> {
    let decision = row.decision_id;
    let policy = audit::policy::current(c, "payout", "penalty")?.0;
    Ok(json!({
        "earning": row.id, "task": row.task_id, "project": row.project_id, "day": row.day, "decision": decision,
        "price_minor": row.price_minor, "fee_minor": row.fee_minor, "amount_minor": row.amount_minor,
        "surge_minor": row.surge_minor, "steps": row.steps, "seconds": row.seconds, "started_at": row.started_at,
        "earned_at": row.earned_at, "contested_minor": amount, "currency": row.currency, "policy_hash": policy,
    }))
}

fn fact(case: CaseId, event: Event, key: &str, now: Ts) -> Fact {
    Fact { event, currency: CURRENCY, about: ("case", case.uuid()), key: key.to_owned(), at: now }
}

/// Errors: `wrong_state` when the pay is final already, or held for the same reason.
fn holdable(c: &mut Conn<'_>, row: &EarningRow, kind: HoldKind) -> db::Result<()> {
    if statement::store::of_earning(c, row)?.is_some() {
        return Err(Error::new(Code::WrongState, "the pay is final: it stands in a statement").into());
    }
    if store::of_earning(c, row.id)?.iter().any(|h| h.kind == kind || h.state == HoldState::Held) {
        return Err(Error::new(Code::WrongState, "the piece is contested already").into());
    }
    Ok(())
}

struct Proposal {
    kind: HoldKind,
    amount: i64,
    reason: HoldReason,
    guarded: bool,
}

/// Event 7: held, not taken; a case begins, and the worker hears of it.
fn hold(c: &mut Conn<'_>, ctx: &Held, row: &EarningRow, proposed: &Proposal, now: Ts) -> db::Result<CaseId> {
    let evidence = evidence(c, row, proposed.amount)?;
    let case = audit::open_case(
        c,
        &ctx.seal,
        &NewCase {
            tenant: row.tenant_id,
            kind: proposed.kind.as_str(),
            subject: row.worker_id,
            about: ("earning", row.id.uuid()),
            first: Some((Some(ctx.by), proposed.reason.as_str())),
            guarded: proposed.guarded,
            evidence,
            words: None,
        },
        now,
    )?;
    hold_in(c, case, row, proposed, now)?;
    Ok(case)
}

/// The same in a case that began already.
fn hold_in(c: &mut Conn<'_>, case: CaseId, row: &EarningRow, proposed: &Proposal, now: Ts) -> db::Result<HoldRow> {
    let worker = row.worker_id;
    let event = Event::Held { worker: worker.uuid(), final_pay: false, amount: proposed.amount };
    ledger::post(c, &fact(case, event, "hold", now).chain()?, now)?;
    let line = NewLine {
        id: derived(&["adjustment", "held", &case.to_string()]),
        worker,
        kind: AdjustmentKind::Held,
        amount_minor: -proposed.amount,
        // With the piece it is about, so that both stand in one statement.
        day: row.day.clone(),
        project: Some(row.project_id),
        about: ("case", case.uuid()),
        decision: None,
        policy_hash: "",
        facts: json!({"case": case, "earning": row.id, "reason": proposed.reason}),
    };
    lines::write(c, line, now)?;
    let held = HoldRow {
        tenant_id: row.tenant_id,
        case_id: case,
        worker_id: worker,
        earning_id: row.id,
        task_id: row.task_id,
        project_id: row.project_id,
        kind: proposed.kind,
        amount_minor: proposed.amount,
        state: HoldState::Held,
        created_at: now,
        changed_at: now,
    };
    store::insert(c, &held)?;
    Ok(held)
}

/// Who acts, and the keys for words.
struct Held {
    by: AccountId,
    seal: seal::Keyring,
}

/// Pieces finished from here on may still be rejected.
pub(crate) fn rejectable_from(c: &mut Conn<'_>, now: Ts) -> db::Result<Ts> {
    let hours = u64::try_from(rule(c, now)?.rejection_hours).unwrap_or(0);
    Ok(now.minus(Duration::from_secs(hours * 3600)))
}

/// The enterprise rejects a piece within its window. Errors: `not_found`, `wrong_state` (too late, final, contested),
/// `forbidden` (overturned too often).
pub(crate) async fn reject(ctx: &Ctx, id: EarningId, reason: HoldReason) -> Result<CaseId> {
    let (by, tenant) = (ctx.actor()?.account, ctx.actor()?.tenant);
    let held = Held { by, seal: ctx.app.seal.clone() };
    ctx.permit("earning:reject", &Resource::of("earning").id(id).tenant(tenant))?;
    let now = ctx.now;
    ctx.once(Scope::Platform, move |c| {
        let row = earnings::anywhere(c, id)?.filter(|row| row.tenant_id == tenant).ok_or_else(absent)?;
        let rule = rule(c, now)?;
        if row.earned_at < rejectable_from(c, now)? {
            let why = format!("a piece is rejected within {} hours", rule.rejection_hours);
            return Err(Error::new(Code::WrongState, why).into());
        }
        holdable(c, &row, HoldKind::Rejection)?;
        let (overturned, resolved) = judged(c, tenant, now)?;
        if !keeps_right(&rule, overturned, resolved) {
            return Err(Error::forbidden("too many rejections of yours were overturned; write to the platform").into());
        }
        let guarded = bulk(c, &rule, tenant, now)?;
        // What the enterprise pays for; a surge is its pool's.
        let amount = row.amount_minor - row.surge_minor;
        hold(c, &held, &row, &Proposal { kind: HoldKind::Rejection, amount, reason, guarded }, now)
    })
    .await
}

/// Overturned and resolved rejections of a tenant that a judge or the clock decided.
fn judged(c: &mut Conn<'_>, tenant: TenantId, now: Ts) -> db::Result<(i64, i64)> {
    let cases = audit::cases_since(c, tenant, HoldKind::Rejection.as_str(), now.minus(REMEMBERED))?;
    let decided = || cases.iter().filter(|case| matches!(case.resolved_by, Some(ResolvedBy::Judge)));
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let overturned = decided().filter(|case| case.outcome == Some(CaseVerdict::ForSubject)).count();
    Ok((count(overturned), count(decided().count())))
}

fn bulk(c: &mut Conn<'_>, rule: &Penalty, tenant: TenantId, now: Ts) -> db::Result<bool> {
    let from = now.minus(DAY * (HISTORY + 1));
    let mut days = vec![Daily::default(); usize::try_from(HISTORY).unwrap_or(0) + 1];
    let day = |at: Ts| usize::try_from(now.since(at).as_secs() / DAY.as_secs()).unwrap_or(usize::MAX);
    for at in store::rejected(c, tenant, from)? {
        if let Some(daily) = days.get_mut(day(at)) {
            daily.rejected += 1;
        }
    }
    for at in store::pieces(c, tenant, from)? {
        if let Some(daily) = days.get_mut(day(at)) {
            daily.pieces += 1;
        }
    }
    let Some((last, history)) = days.split_first() else { return Ok(false) };
    Ok(in_bulk(rule, history, Daily { rejected: last.rejected + 1, ..*last }))
}

/// The platform proposes a penalty on a piece, as far as the caps leave room. Errors: `not_found`, `wrong_state`,
/// `invalid_field` when the caps leave nothing.
pub(crate) async fn penalise(ctx: &Ctx, id: EarningId, amount: Money, reason: HoldReason) -> Result<CaseId> {
    let held = Held { by: ctx.actor()?.account, seal: ctx.app.seal.clone() };
    ctx.permit("earning:penalise", &Resource::of("earning").id(id).tenant(PLATFORM))?;
    let now = ctx.now;
    ctx.once(Scope::Platform, move |c| {
        let row = earnings::anywhere(c, id)?.ok_or_else(absent)?;
        holdable(c, &row, HoldKind::Penalty)?;
        let left = "nothing, or more than the caps of a month leave";
        let case = propose(c, &held, &row, amount.minor, reason, now)?;
        Ok(case.ok_or_else(|| Error::field("amount.minor", "out_of_range", left))?)
    })
    .await
}

/// Holds as much of `wanted` as the caps of the piece and the month leave; `None` where they leave nothing.
fn propose(
    c: &mut Conn<'_>,
    held: &Held,
    row: &EarningRow,
    wanted: i64,
    reason: HoldReason,
    now: Ts,
) -> db::Result<Option<CaseId>> {
    let amount = allowed(c, row, wanted, now)?;
    if amount == 0 {
        return Ok(None);
    }
    hold(c, held, row, &Proposal { kind: HoldKind::Penalty, amount, reason, guarded: false }, now).map(Some)
}

/// As much of `wanted` as the caps of the piece and the month leave.
fn allowed(c: &mut Conn<'_>, row: &EarningRow, wanted: i64, now: Ts) -> db::Result<i64> {
    let rule = rule(c, now)?;
    let (period, _) = earnings::sum(c, row.worker_id, &month_start(&row.day), "9999-12-31")?;
    let before: i64 = store::open(c, row.worker_id)?.iter().map(|h| h.amount_minor).sum();
    Ok(rule.hold(wanted, row.amount_minor - row.surge_minor, period, before)?)
}

/// What the guard's decision tells.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Guarded {
    account: AccountId,
    incident: Uuid,
    state: String,
    opened_at: Ts,
    /// The case in which the ruling is contested; the pay is held in the same one.
    case: Option<CaseId>,
}

pub(crate) const GUARD: &str = "payout.guard";

/// `incident.decided`: a penalty that two people confirmed is asked for.
pub(crate) fn decided(c: &mut Conn<'_>, event: &Delivered, now: Ts) -> db::Result<()> {
    let told: Guarded = event.parse()?;
    if told.state != "confirmed" {
        return Ok(());
    }
    let body = serde_json::to_value(&told).map_err(Error::internal)?;
    jobs::enqueue(c, GUARD, &told.incident.to_string(), &body, now, now)
}

/// Job: the pay of the piece that the guard ended, or of the last before it, is held as a penalty, within the caps, in the
/// case of the ruling itself: whoever wins that one has the pay back. Where all of it is final or contested already, nothing
/// is held.
pub(crate) async fn guard(app: Arc<App>, claimed: Claimed) -> Result<()> {
    let told: Guarded = serde_json::from_value(claimed.body).map_err(Error::internal)?;
    let (now, Some(id)) = (app.clock.now(), told.case) else { return Ok(()) };
    let take = move |c: &mut Conn<'_>| {
        let case = audit::case(c, id)?.ok_or_else(|| Error::not_found("the case"))?;
        if case.outcome == Some(CaseVerdict::ForSubject) || store::get(c, id)?.is_some() {
            return Ok(());
        }
        // A worker's page of open pay; what the guard ended may be earned a moment after the case began.
        let until = told.opened_at.plus(DAY);
        let mut open = statement::store::unstated(c, &[told.account], "9999-12-31")?;
        open.retain(|row| row.earned_at <= until);
        open.sort_unstable_by_key(|row| row.id);
        for row in open.iter().rev() {
            if store::of_earning(c, row.id)?.iter().any(|h| h.kind == HoldKind::Penalty || h.state == HoldState::Held) {
                continue;
            }
            let row = crate::earning::store::anywhere(c, row.id)?.ok_or_else(|| Error::not_found("the earning"))?;
            let amount = allowed(c, &row, row.amount_minor, now)?;
            if amount == 0 {
                return Ok(());
            }
            let proposed = Proposal { kind: HoldKind::Penalty, amount, reason: HoldReason::RuleBroken, guarded: false };
            let held = hold_in(c, id, &row, &proposed, now)?;
            // Decided before this job came round.
            return if case.outcome.is_some() { end(c, &held, false, now, now) } else { Ok(()) };
        }
        Ok(())
    };
    app.db.write(Scope::Platform, take).await
}

/// A worker disputes what a piece paid: a judge looks at once. Errors: `not_found`, `wrong_state` (disputed already),
/// `invalid_field`.
pub(crate) async fn dispute(ctx: &Ctx, id: EarningId, claim: Money, words: String) -> Result<CaseId> {
    let actor = ctx.actor()?.clone();
    let (worker, now, seal) = (actor.account, ctx.now, ctx.app.seal.clone());
    ctx.permit("earning:dispute", &Resource::of("earning").id(id).tenant(PLATFORM).owner(worker))?;
    ctx.once(Scope::Platform, move |c| {
        let row = earnings::anywhere(c, id)?.filter(|row| row.worker_id == worker).ok_or_else(absent)?;
        // A piece is not worth more than its enterprise may be charged for it.
        let most = row.most_minor.max(row.price_minor) + row.surge_minor;
        if claim.currency != CURRENCY || !(1..=most).contains(&claim.minor) {
            return Err(Error::field("claim.minor", "out_of_range", format!("1 to {most}")).into());
        }
        let disputed = audit::cases_since(c, row.tenant_id, DISPUTE, row.earned_at)?;
        if disputed.iter().any(|case| case.ref_id.uuid() == row.id.uuid()) {
            return Err(Error::new(Code::WrongState, "you disputed this line before").into());
        }
        let new = NewCase {
            tenant: row.tenant_id,
            kind: DISPUTE,
            subject: worker,
            about: ("earning", row.id.uuid()),
            first: None,
            guarded: false,
            evidence: evidence(c, &row, claim.minor)?,
            words: Some(&words),
        };
        audit::open_case(c, &seal, &new, now)
    })
    .await
}

/// `case.resolved`: held pay is given back or goes where it belongs, and a dispute that was won is paid.
pub(crate) fn resolved(c: &mut Conn<'_>, event: &Delivered, now: Ts) -> db::Result<()> {
    let told: CaseFact = event.parse()?;
    let won = told.outcome == Some(CaseVerdict::ForSubject);
    if told.kind == DISPUTE {
        return if won { back_pay(c, &told, event.at, now) } else { Ok(()) };
    }
    let Some(row) = store::get(c, told.case)? else { return Ok(()) };
    if row.state != HoldState::Held {
        return Ok(());
    }
    end(c, &row, won, event.at, now)
}

fn end(c: &mut Conn<'_>, row: &HoldRow, won: bool, at: Ts, now: Ts) -> db::Result<()> {
    store::end(c, row, if won { HoldState::Won } else { HoldState::Lost }, now)?;
    if won { give_back(c, row, at, now) } else { take(c, row, at, now) }
}

/// Event 9: back to the worker, with interest.
fn give_back(c: &mut Conn<'_>, row: &HoldRow, at: Ts, now: Ts) -> db::Result<()> {
    let rule = rule(c, at)?;
    let interest = interest(&rule, row.amount_minor, row.created_at, at)?;
    let event = Event::AppealWon { worker: row.worker_id.uuid(), amount: row.amount_minor, interest };
    ledger::post(c, &fact(row.case_id, event, "won", at).chain()?, now)?;
    line(c, row, AdjustmentKind::Released, row.amount_minor, at, now)?;
    if interest > 0 {
        line(c, row, AdjustmentKind::Interest, interest, at, now)?;
    }
    Ok(())
}

fn line(c: &mut Conn<'_>, row: &HoldRow, kind: AdjustmentKind, amount_minor: i64, at: Ts, now: Ts) -> db::Result<()> {
    let line = NewLine {
        id: derived(&["adjustment", kind.as_str(), &row.case_id.to_string()]),
        worker: row.worker_id,
        kind,
        amount_minor,
        day: today(c, at)?,
        project: Some(row.project_id),
        about: ("case", row.case_id.uuid()),
        decision: None,
        policy_hash: "",
        facts: json!({"case": row.case_id, "earning": row.earning_id, "held_minor": row.amount_minor, "since": row.created_at}),
    };
    lines::write(c, line, now)
}

/// Event 8: a rejection goes back to the enterprise with the fee of the piece, a penalty to the pool.
fn take(c: &mut Conn<'_>, row: &HoldRow, at: Ts, now: Ts) -> db::Result<()> {
    let (worker, amount, order) = (row.worker_id.uuid(), row.amount_minor, row.project_id.uuid());
    let rejected_by = (row.kind == HoldKind::Rejection).then_some(order);
    let mut chain = fact(row.case_id, Event::AppealLost { worker, rejected_by, amount }, "lost", at).chain()?;
    if rejected_by.is_some() {
        let mut back = amount;
        for (paid, debit, credit) in ledger::about(c, row.task_id.uuid())? {
            if matches!(paid.kind.as_str(), "accrue.fee" | "accrue.vat") {
                back += paid.amount_minor;
                chain.push(correction(&paid, debit, credit, &row.case_id.to_string())?);
            }
        }
        let enterprise = row.tenant_id.uuid();
        chain.extend(fact(row.case_id, Event::BudgetReleased { enterprise, order, amount: back }, "lost", at).chain()?);
    }
    ledger::post(c, &chain, now).map(drop)
}

/// A dispute that was won: what the judge awards, or, where the clock decided, what the worker claimed.
fn back_pay(c: &mut Conn<'_>, told: &CaseFact, at: Ts, now: Ts) -> db::Result<()> {
    let case = audit::case(c, told.case)?.ok_or_else(|| Error::not_found("the case"))?;
    let claimed = case.evidence.0["contested_minor"].as_i64().unwrap_or(0);
    let amount = told.award_minor.unwrap_or(claimed);
    if amount <= 0 {
        return Ok(());
    }
    let event = Event::MadeWhole { worker: told.subject.uuid(), amount };
    ledger::post(c, &fact(told.case, event, "back_pay", at).chain()?, now)?;
    let line = NewLine {
        id: derived(&["adjustment", "back_pay", &told.case.to_string()]),
        worker: told.subject,
        kind: AdjustmentKind::BackPay,
        amount_minor: amount,
        day: today(c, at)?,
        project: None,
        about: ("case", told.case.uuid()),
        decision: None,
        policy_hash: "",
        facts: json!({"case": told.case, "earning": told.ref_id, "claimed_minor": claimed}),
    };
    lines::write(c, line, now)
}
