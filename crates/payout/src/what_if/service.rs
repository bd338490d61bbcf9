//! Use cases of what-if: a closed month paid again under a draft, in a read transaction.

use std::collections::HashMap;

use authz::Resource;
use db::Conn;
use http::Ctx;
use kernel::{AccountId, Error, PLATFORM, Result, Scope};
use ledger::{Account, Chart};
use market::{CURRENCY, ProjectId};

use super::{Compared, Draft, MonthPay, WhatIf, summed};
use crate::{
    adjustment::{
        AdjustmentKind,
        service::{Shares, scored},
        wanted,
    },
    earning::Earned,
    rejudged::{paid_by, service as rejudged},
    rules::{Dated, floor::Floor, quality::Quality, tax::Tax},
    statement::{Period, Statement, StatementId, StatementRow, store, withhold_by},
};

/// The rules of the month, one of them a draft.
struct Rules {
    quality: Quality,
    floor: Floor,
    tax: Tax,
}

impl Rules {
    fn of(c: &mut Conn<'_>, period: Period, draft: &Draft) -> db::Result<Self> {
        let on = period.first_day()?;
        let mut rules = Self {
            quality: audit::policy::typed::<Dated<Quality>>(c, "quality")?.value.on(on)?.rule.clone(),
            floor: audit::policy::typed::<Dated<Floor>>(c, "floor")?.value.on(on)?.rule.clone(),
            tax: audit::policy::typed::<Dated<Tax>>(c, "cn-iit-platform")?.value.on(on)?.rule.clone(),
        };
        match draft.clone() {
            Draft::Quality(rule) => rules.quality = rule,
            Draft::Floor(rule) => rules.floor = rule,
            Draft::Tax(rule) => rules.tax = rule,
        }
        Ok(rules)
    }
}

/// A statement with what it was made from.
struct Month {
    statement: Statement,
    rows: Vec<Earned>,
}

/// Pays a closed month (the newest one when `period` is absent) again under `draft`. Writes nothing.
///
/// What quality pools gave in the month is theirs again before the draft divides it; what was recovered of old debts
/// stays. Errors: `invalid_field` for a month that is none, `not_found` where nothing was stated.
pub fn what_if(c: &mut Conn<'_>, period: Option<&str>, draft: &Draft) -> db::Result<WhatIf> {
    let period: Period = match period {
        Some(text) => text.parse()?,
        None => match store::periods(c, 1)?.first() {
            Some((newest, ..)) => newest.parse()?,
            None => return Err(Error::not_found("a closed month").into()),
        },
    };
    let months = months(c, period)?;
    if months.is_empty() {
        return Err(Error::not_found("a closed month").into());
    }
    let rules = Rules::of(c, period, draft)?;
    let shares = shares(c, period, &rules.quality, &months)?;
    let compared = months.iter().map(|month| again(c, &rules, &shares, month)).collect::<db::Result<Vec<_>>>()?;
    Ok(summed(&period.to_string(), draft.id(), &compared)?)
}

fn months(c: &mut Conn<'_>, period: Period) -> db::Result<Vec<Month>> {
    let (mut after, mut months) = (StatementId::from_u128(0), Vec::new());
    loop {
        let rows: Vec<StatementRow> = store::paged(c, &period.to_string(), after, 500)?;
        let Some(last) = rows.last() else { return Ok(months) };
        after = last.id;
        let mut earned: HashMap<AccountId, Vec<Earned>> = HashMap::new();
        for row in store::earnings(c, &rows)? {
            earned.entry(row.worker_id).or_default().push(row);
        }
        for row in &rows {
            months.push(Month { rows: earned.remove(&row.worker_id).unwrap_or_default(), statement: row.head()? });
        }
    }
}

/// What each worker would get of the quality pools: what is in them, and what they gave in this month.
fn shares(c: &mut Conn<'_>, period: Period, rule: &Quality, months: &[Month]) -> db::Result<Shares> {
    let mut given: HashMap<ProjectId, i64> = HashMap::new();
    let mut pay: HashMap<ProjectId, HashMap<AccountId, i64>> = HashMap::new();
    for month in months {
        for line in month.statement.adjustments.iter().filter(|l| l.kind == AdjustmentKind::Quality && l.amount_minor > 0) {
            if let Some(project) = line.project {
                *given.entry(project).or_default() += line.amount_minor;
            }
        }
        for row in &month.rows {
            *pay.entry(row.project_id).or_default().entry(row.worker_id).or_default() += row.amount_minor - row.surge_minor;
        }
    }
    let mut shares = Shares::new();
    for (project, workers) in pay {
        let left = ledger::balance(c, &Account::new(Chart::BonusPool, project.uuid(), CURRENCY))?.free();
        let pool = left + given.get(&project).copied().unwrap_or(0);
        if pool == 0 {
            continue;
        }
        let mut workers: Vec<(AccountId, i64)> = workers.into_iter().collect();
        workers.sort_unstable();
        let mut weights = Vec::with_capacity(workers.len());
        let scores = scored(c, &workers.iter().map(|(worker, _)| *worker).collect::<Vec<_>>(), period)?;
        for (worker, minor) in &workers {
            let (score_bp, sample) = scores.get(worker).copied().unwrap_or_default();
            weights.push(u32::try_from(wanted(rule, rule.multiplier(score_bp, sample)?, *minor)?).unwrap_or(u32::MAX));
        }
        let all: i64 = weights.iter().map(|w| i64::from(*w)).sum();
        let parts = kernel::split(pool.min(all), &weights);
        shares.extend(workers.iter().zip(parts).map(|((worker, _), part)| ((*worker, project), part)));
    }
    Ok(shares)
}

/// One worker's month as it was and as the rules would have it.
fn again(c: &mut Conn<'_>, rules: &Rules, shares: &Shares, month: &Month) -> db::Result<Compared> {
    let Month { statement, rows } = month;
    let worker = statement.worker;
    let of_kind = |kind| rejudged::of_kind(statement, kind);
    let (quality, floor) = (of_kind(AdjustmentKind::Quality)?, of_kind(AdjustmentKind::Floor)?);
    let before = MonthPay {
        quality_minor: quality,
        floor_minor: floor,
        gross_minor: statement.gross_minor,
        tax_minor: statement.tax.tax_minor,
        net_minor: statement.net_minor,
    };
    let (quality_inputs, floor_inputs) = rejudged::inputs(c, statement, rows, shares, &rules.floor)?;
    let (delta, top_up) = paid_by(&rules.quality, &rules.floor, &quality_inputs, &floor_inputs)?;
    let gross = statement.gross_minor - quality - floor + delta + top_up;
    let mut income = statement.tax.income.clone();
    if let Some(last) = income.last_mut() {
        *last = gross - statement.held_minor;
    }
    let (tax, _) = withhold_by(&rules.tax, &income)?;
    let after = MonthPay {
        quality_minor: delta,
        floor_minor: top_up,
        gross_minor: gross,
        tax_minor: tax,
        net_minor: gross - statement.held_minor - tax - statement.recovered_minor,
    };
    Ok(Compared { worker, before, after })
}

/// An administrator tries a draft on a closed month.
pub(crate) async fn tried(ctx: &Ctx, period: String, rule: &str, toml: &str) -> Result<WhatIf> {
    ctx.permit("settlement:read", &Resource::of("settlement").tenant(PLATFORM))?;
    let draft = Draft::read(rule, toml.as_bytes())?;
    ctx.app.db.read(Scope::Platform, move |c| what_if(c, Some(&period), &draft)).await
}
