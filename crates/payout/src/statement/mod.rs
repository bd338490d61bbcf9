//! What a worker is paid for a month: every line with its formula, what is held, tax step by step, and the net. Pure here;
//! an exported statement can be computed again from itself and the rule files alone.

pub(crate) mod close;
pub(crate) mod http;
pub(crate) mod recompute;
pub(crate) mod service;
pub(crate) mod store;

use std::{fmt, str::FromStr};

use kernel::{AccountId, Code, Currency, DecisionId, Error, Reason, Result, TenantId, Ts, policy::Policy};
use market::{ProjectId, Terms, Work};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::{
    EarningId, PaidTaskId,
    adjustment::{AdjustmentKind, AdjustmentLine},
    earning::EarningRow,
    rules::{
        Dated, Day,
        tax::{Case, Step, Tax},
    },
};

kernel::nouns! {
    /// What a worker is paid for a period.
    StatementEntity => StatementId,
}

/// `Decision.kind` of a withholding.
pub(crate) const KIND: &str = "payout.tax";
pub(crate) const ENGINE: &str = "payout.tax/1";
/// What an exported statement says it is.
pub(crate) const SCHEMA: &str = "tidecrew.statement/1";

/// A calendar month, `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Period {
    pub(crate) year: u16,
    /// 1 to 12.
    pub(crate) month: u16,
}

impl Period {
    /// Of a day such as `2026-11-20`.
    pub(crate) fn of(day: &str) -> Result<Self> {
        day.get(..7).unwrap_or("").parse()
    }

    pub(crate) const fn next(self) -> Self {
        if self.month == 12 { Self { year: self.year + 1, month: 1 } } else { Self { month: self.month + 1, ..self } }
    }

    pub(crate) const fn before(self) -> Self {
        if self.month == 1 {
            Self { year: self.year.saturating_sub(1), month: 12 }
        } else {
            Self { month: self.month - 1, ..self }
        }
    }

    /// The first day after it, as days are stored.
    pub(crate) fn end(self) -> String {
        format!("{}-01", self.next())
    }

    pub(crate) fn first_day(self) -> Result<Day> {
        format!("{self}-01").parse()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}
impl FromStr for Period {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let refuse = || Error::field("period", "invalid", "a period is a month such as 2026-11");
        let (year, month) = text.split_once('-').filter(|(y, m)| y.len() == 4 && m.len() == 2).ok_or_else(refuse)?;
        let (year, month) = (year.parse().map_err(|_| refuse())?, month.parse().map_err(|_| refuse())?);
        if year < 1970 || !(1..=12).contains(&month) { Err(refuse()) } else { Ok(Self { year, month }) }
    }
}
impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(|e: Error| serde::de::Error::custom(e.detail))
    }
}

/// One earning of a statement; `(price − fee) × quality + surge = amount`, minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatementLine {
    pub(crate) earning: EarningId,
    pub(crate) task: PaidTaskId,
    pub(crate) project: ProjectId,
    pub(crate) day: String,
    pub(crate) price_minor: i64,
    pub(crate) fee_bp: i64,
    pub(crate) fee_minor: i64,
    pub(crate) quality_bp: i64,
    pub(crate) amount_minor: i64,
    /// Terms and work that the price follows from; absent on statements from before they were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) basis: Option<(Terms, Work)>,
}

impl StatementLine {
    pub(crate) fn of(row: &EarningRow) -> Result<Self> {
        Ok(Self {
            earning: row.id,
            task: row.task_id,
            project: row.project_id,
            day: row.day.clone(),
            price_minor: row.price_minor,
            fee_bp: row.fee_bp,
            fee_minor: row.fee_minor,
            quality_bp: row.quality_bp,
            amount_minor: row.amount_minor,
            basis: row.basis()?,
        })
    }

    pub(crate) fn surge_minor(&self) -> i64 {
        self.basis.map_or(0, |(terms, _)| terms.surge_minor)
    }
}

/// What tax follows from: a policy by its hash, and the year's taxable income month by month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Withholding {
    pub(crate) rule: String,
    pub(crate) policy_hash: String,
    /// Whose version decides.
    pub(crate) on: Day,
    /// Taxable income from January to this month, minor units; months without pay are nought.
    pub(crate) income: Vec<i64>,
    /// What was withheld for the months before.
    pub(crate) withheld: Vec<i64>,
    /// The working of this month, where the rule is cumulative.
    pub(crate) step: Option<Step>,
    pub(crate) tax_minor: i64,
}

/// A statement as it is exported and computed again; it is stored without its lines, which are earnings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Statement {
    pub(crate) schema: String,
    pub(crate) id: StatementId,
    pub(crate) worker: AccountId,
    pub(crate) period: Period,
    pub(crate) currency: Currency,
    pub(crate) lines: Vec<StatementLine>,
    /// Quality, floor, standby, and what was held or given back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) adjustments: Vec<AdjustmentLine>,
    /// Sum of the lines and the adjustments, held ones apart.
    pub(crate) gross_minor: i64,
    /// Of it, what waits for an appeal and is neither taxed nor paid yet.
    pub(crate) held_minor: i64,
    pub(crate) tax: Withholding,
    /// Taken back of what had been overpaid, up to the cap.
    #[serde(default)]
    pub(crate) recovered_minor: i64,
    /// Gross − held − tax − recovered.
    pub(crate) net_minor: i64,
    pub(crate) created_at: Ts,
}

/// What a withholding is decided from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Inputs {
    pub(crate) on: Day,
    pub(crate) income: Vec<i64>,
}

/// This month's tax and its working.
pub(crate) fn withhold(rule: &Dated<Tax>, inputs: &Inputs) -> Result<(i64, Option<Step>)> {
    withhold_by(&rule.on(inputs.on)?.rule, &inputs.income)
}

/// The same by one version of the rule.
pub(crate) fn withhold_by(rule: &Tax, income: &[i64]) -> Result<(i64, Option<Step>)> {
    let case = Case { income: income.to_vec(), ..Case::default() };
    let tax = rule.decide(&case)?.tax.last().copied().unwrap_or(0);
    let step = match rule {
        Tax::Cumulative(cumulative) => cumulative.steps(&case)?.pop(),
        _ => None,
    };
    Ok((tax, step))
}

/// Decides a recorded withholding again.
pub(crate) fn replay(inputs: &Value, policy: &[u8]) -> Result<Value> {
    let inputs: Inputs = serde_json::from_value(inputs.clone()).map_err(Error::internal)?;
    let rule = Policy::<Dated<Tax>>::parse("tax", policy)?.value;
    Ok(outcome(withhold(&rule, &inputs)?.0))
}

pub(crate) fn outcome(tax_minor: i64) -> Value {
    json!({"tax_minor": tax_minor})
}

pub(crate) fn reasons(inputs: &Inputs, tax_minor: i64, step: Option<&Step>) -> Vec<Reason> {
    vec![
        Reason::new("payout.tax.income", json!({"income_minor": inputs.income, "on": inputs.on})),
        Reason::new("payout.tax.step", json!(step)),
        Reason::new("payout.tax", json!({"minor": tax_minor, "currency": market::CURRENCY})),
    ]
}

pub(crate) fn total(amounts: impl IntoIterator<Item = i64>) -> Result<i64> {
    let too_large = || Error::new(Code::AmountTooLarge, "the sum is too large");
    amounts.into_iter().try_fold(0_i64, i64::checked_add).ok_or_else(too_large)
}

/// Sum of the adjustments that count at once, and what is held.
pub(crate) fn adjusted(adjustments: &[AdjustmentLine]) -> Result<(i64, i64)> {
    let of = |held: bool| adjustments.iter().filter(move |a| (a.kind == AdjustmentKind::Held) == held).map(|a| a.amount_minor);
    Ok((total(of(false))?, -total(of(true))?))
}

/// The lines as a table for a spreadsheet. Texts are ids and days only, so none can be read as a formula.
pub(crate) fn csv(statement: &Statement) -> String {
    let mut out = String::from(
        "line,kind,task,project,day,piece_minor,steps,step_milli,seconds,minute_milli,price_minor,fee_bp,fee_minor,quality_bp,surge_minor,amount_minor,currency\r\n",
    );
    let currency = statement.currency.as_str();
    for l in &statement.lines {
        let StatementLine { earning, task, project, day, price_minor, fee_bp, fee_minor, quality_bp, amount_minor, .. } = l;
        let made = match &l.basis {
            Some((t, w)) => format!("{},{},{},{},{}", t.price_minor, w.steps, t.step_milli, w.seconds, t.minute_milli),
            None => format!("{price_minor},0,0,0,0"),
        };
        let numbers = format!("{price_minor},{fee_bp},{fee_minor},{quality_bp},{},{amount_minor}", l.surge_minor());
        out.push_str(&format!("{earning},piece,{task},{project},{day},{made},{numbers},{currency}\r\n"));
    }
    for a in &statement.adjustments {
        let project = a.project.map(|p| p.to_string()).unwrap_or_default();
        out.push_str(&format!("{},{},,{project},{},,,,,,,,,,,{},{currency}\r\n", a.id, a.kind.as_str(), a.day, a.amount_minor));
    }
    out
}

/// A statement as stored.
#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::statement)]
pub(crate) struct StatementRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: StatementId,
    pub(crate) worker_id: AccountId,
    pub(crate) period: String,
    pub(crate) gross_minor: i64,
    pub(crate) held_minor: i64,
    pub(crate) tax_minor: i64,
    pub(crate) net_minor: i64,
    pub(crate) currency: String,
    pub(crate) decision_id: DecisionId,
    pub(crate) body: String,
    pub(crate) created_at: Ts,
    /// The earnings that stand in it, see [`packed`].
    pub(crate) pieces: Vec<u8>,
}

/// Ids as a statement keeps them: sixteen bytes each, in order.
pub(crate) fn packed(mut ids: Vec<EarningId>) -> Vec<u8> {
    ids.sort_unstable();
    ids.iter().flat_map(|id| *id.uuid().as_bytes()).collect()
}

/// What [`packed`] wrote.
pub(crate) fn unpacked(pieces: &[u8]) -> impl Iterator<Item = EarningId> {
    pieces.as_chunks::<16>().0.iter().map(|id| EarningId::from_u128(u128::from_be_bytes(*id)))
}

impl StatementRow {
    pub(crate) fn of(statement: &Statement, decision_id: DecisionId, pieces: Vec<EarningId>) -> Result<Self> {
        Ok(Self {
            tenant_id: kernel::PLATFORM,
            id: statement.id,
            worker_id: statement.worker,
            period: statement.period.to_string(),
            gross_minor: statement.gross_minor,
            held_minor: statement.held_minor,
            tax_minor: statement.tax.tax_minor,
            net_minor: statement.net_minor,
            currency: statement.currency.as_str().to_owned(),
            decision_id,
            body: serde_json::to_string(statement).map_err(Error::internal)?,
            created_at: statement.created_at,
            pieces: packed(pieces),
        })
    }

    /// The statement; without its lines, but for one from when they were copied into it.
    pub(crate) fn head(&self) -> Result<Statement> {
        serde_json::from_str(&self.body).map_err(Error::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_kept_in_order() {
        let ids: Vec<EarningId> = [3, u128::MAX, 0].map(EarningId::from_u128).to_vec();
        let kept = packed(ids);
        assert_eq!(kept.len(), 48);
        assert_eq!(unpacked(&kept).collect::<Vec<_>>(), [0, 3, u128::MAX].map(EarningId::from_u128));
    }

    #[test]
    fn periods_are_months() {
        let period: Period = "2026-12".parse().unwrap();
        assert_eq!((period.to_string().as_str(), period.end().as_str()), ("2026-12", "2027-01-01"));
        assert_eq!(period.next().before(), period);
        assert_eq!(Period::of("2026-12-31").unwrap(), period);
        for text in ["", "2026", "2026-13", "2026-00", "26-01", "2026-1", "2026-01-01", "-026-01"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }
}
