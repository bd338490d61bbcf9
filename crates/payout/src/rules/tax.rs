//! Withholding and reporting rules, interpreted from their files. Integers only; this is no advice. Pure.

use kernel::{Currency, Error, Result};
use serde::{Deserialize, Serialize};

use super::{Rule, UNIT, minor, same};

/// Months of a tax year.
const MONTHS: usize = 12;

/// A step of a progressive table: up to `up_to` (none: above all), `rate_bp` of the base less `quick`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bracket {
    pub up_to: Option<i64>,
    pub rate_bp: i64,
    pub quick: i64,
}

/// Cumulative withholding over the months of a year.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cumulative {
    pub currency: Currency,
    /// Part of the income that counts as expenses.
    pub expense_bp: i64,
    /// Deducted for each month with income, minor units.
    pub monthly_deduction: i64,
    /// So many months without income begin the count anew; 0 never does.
    pub gap_months_restart: usize,
    pub bracket: Vec<Bracket>,
}

/// Withholding on every payment by itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerPayment {
    pub currency: Currency,
    /// Payments up to here lose `small_deduction`, larger ones `expense_bp`.
    pub small_up_to: i64,
    pub small_deduction: i64,
    pub expense_bp: i64,
    pub bracket: Vec<Bracket>,
}

/// A year's payments are reported from a threshold on; nothing is withheld.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    pub currency: Currency,
    pub form: String,
    pub at_least: i64,
}

/// Payments are reported whatever they sum to, save small sellers of the excluded activities.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activities {
    pub currency: Currency,
    pub form: String,
    pub reportable: Vec<String>,
    /// Activities to which the exclusion applies.
    pub excludable: Vec<String>,
    /// Excluded with fewer sales than this …
    pub fewer_than: i64,
    /// … and no more than this in all.
    pub up_to: i64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "method", rename_all = "snake_case")]
pub enum Tax {
    Cumulative(Cumulative),
    PerPayment(PerPayment),
    Threshold(Threshold),
    Activities(Activities),
}

/// Payments of one person in one tax year, minor units: by month from the first for a cumulative rule, else one by one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub income: Vec<i64>,
    /// Exempt income per month.
    #[serde(default)]
    pub exempt: Vec<i64>,
    /// Other lawful deductions per month.
    #[serde(default)]
    pub deductions: Vec<i64>,
    /// Tax credits per month.
    #[serde(default)]
    pub credits: Vec<i64>,
    #[serde(default)]
    pub activity: Option<String>,
}

/// What a rule says about a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Withheld per payment or month, minor units.
    pub tax: Vec<i64>,
    /// Whether the year is to be reported; absent where the rule only withholds.
    pub report: Option<bool>,
}

/// How a month's cumulative withholding came about; minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub months: i64,
    pub cumulative_income: i64,
    /// Rounded for display; the tax follows from the exact figure.
    pub base: i64,
    pub rate_bp: i64,
    pub quick: i64,
    pub cumulative_tax: i64,
    pub withheld_before: i64,
    pub tax: i64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Year {
    months: i64,
    income: i128,
    relief: i128,
    credits: i128,
    withheld: i64,
}

impl Cumulative {
    /// Every month of the year in turn, with its working.
    pub fn steps(&self, case: &Case) -> Result<Vec<Step>> {
        if case.income.len() > MONTHS {
            return Err(Error::field("income", "too_many", "a tax year has twelve months"));
        }
        let (mut year, mut gap, mut steps) = (Year::default(), 0, Vec::new());
        for (n, income) in case.income.iter().copied().enumerate() {
            if income == 0 {
                gap += 1;
                steps.push(Step::default());
                continue;
            }
            if self.gap_months_restart > 0 && gap >= self.gap_months_restart {
                year = Year::default();
            }
            gap = 0;
            let at = |all: &[i64]| i128::from(all.get(n).copied().unwrap_or(0));
            year.months += 1;
            year.income += i128::from(income);
            year.relief += at(&case.exempt) + at(&case.deductions);
            year.credits += at(&case.credits);
            let step = self.step(&year)?;
            year.withheld += step.tax;
            steps.push(step);
        }
        Ok(steps)
    }

    fn step(&self, year: &Year) -> Result<Step> {
        let unit = i128::from(UNIT);
        // Everything in 1/10 000 of a minor unit, so that only the end is rounded.
        let relief = year.relief + i128::from(year.months) * i128::from(self.monthly_deduction);
        let base = (year.income * (unit - i128::from(self.expense_bp)) - relief * unit).max(0);
        let bracket = bracket(&self.bracket, base, unit)?;
        let whole = minor(base * i128::from(bracket.rate_bp) - i128::from(bracket.quick) * unit * unit, unit * unit)?.max(0);
        let owed = i128::from(whole) - year.credits - i128::from(year.withheld);
        Ok(Step {
            months: year.months,
            cumulative_income: minor(year.income, 1)?,
            base: minor(base, unit)?,
            rate_bp: bracket.rate_bp,
            quick: bracket.quick,
            cumulative_tax: whole,
            withheld_before: year.withheld,
            tax: minor(owed.max(0), 1)?,
        })
    }
}

/// The step of the table for `base / unit`.
fn bracket(table: &[Bracket], base: i128, unit: i128) -> Result<&Bracket> {
    let found = table.iter().find(|b| b.up_to.is_none_or(|limit| base <= i128::from(limit) * unit));
    found.ok_or_else(|| Error::internal("the tax table has no last step"))
}

impl PerPayment {
    pub fn tax(&self, payment: i64) -> Result<i64> {
        let unit = i128::from(UNIT);
        let base = if payment <= self.small_up_to {
            (i128::from(payment) - i128::from(self.small_deduction)).max(0) * unit
        } else {
            i128::from(payment) * (unit - i128::from(self.expense_bp))
        };
        let bracket = bracket(&self.bracket, base, unit)?;
        Ok(minor(base * i128::from(bracket.rate_bp) - i128::from(bracket.quick) * unit * unit, unit * unit)?.max(0))
    }
}

impl Tax {
    pub const fn currency(&self) -> Currency {
        match self {
            Self::Cumulative(rule) => rule.currency,
            Self::PerPayment(rule) => rule.currency,
            Self::Threshold(rule) => rule.currency,
            Self::Activities(rule) => rule.currency,
        }
    }

    /// Decides a case. Errors: `invalid_field` (a negative amount, more than twelve months, no activity).
    pub fn decide(&self, case: &Case) -> Result<Outcome> {
        let amounts = [&case.income, &case.exempt, &case.deductions, &case.credits];
        if amounts.iter().any(|all| all.iter().any(|minor| *minor < 0)) {
            return Err(Error::field("income", "out_of_range", "amounts are not negative"));
        }
        let total: i128 = case.income.iter().map(|minor| i128::from(*minor)).sum();
        let reported = |report| Outcome { tax: vec![0; case.income.len()], report: Some(report) };
        Ok(match self {
            Self::Cumulative(rule) => Outcome { tax: rule.steps(case)?.iter().map(|s| s.tax).collect(), report: None },
            Self::PerPayment(rule) => {
                Outcome { tax: case.income.iter().map(|p| rule.tax(*p)).collect::<Result<_>>()?, report: None }
            }
            Self::Threshold(rule) => reported(total >= i128::from(rule.at_least)),
            Self::Activities(rule) => {
                let activity = case.activity.as_ref();
                let activity = activity.ok_or_else(|| Error::field("activity", "required", "the rule asks what was sold"))?;
                let sales = i64::try_from(case.income.len()).unwrap_or(i64::MAX);
                let small = sales < rule.fewer_than && total <= i128::from(rule.up_to);
                reported(rule.reportable.contains(activity) && !(small && rule.excludable.contains(activity)))
            }
        })
    }
}

/// The table rises, ends open, and has no jump at any limit.
fn table(brackets: &[Bracket]) -> std::result::Result<(), String> {
    if brackets.last().is_none_or(|b| b.up_to.is_some()) {
        return Err("bracket: the last has no up_to".to_owned());
    }
    for (n, pair) in brackets.windows(2).enumerate() {
        let [low, high] = pair else { continue };
        let Some(limit) = low.up_to else { return Err(format!("bracket[{n}].up_to: only the last is open")) };
        if high.up_to.is_some_and(|next| next <= limit) || high.rate_bp <= low.rate_bp {
            return Err(format!("bracket[{}]: limits and rates rise", n + 1));
        }
        let at = |b: &Bracket| i128::from(limit) * i128::from(b.rate_bp) - i128::from(b.quick) * i128::from(UNIT);
        if at(low) != at(high) {
            return Err(format!("bracket[{}].quick: the tax jumps at {limit}", n + 1));
        }
    }
    Ok(())
}

/// A case and what the rule must say about it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaxVector {
    case: Case,
    tax: Option<Vec<i64>>,
    total: Option<i64>,
    report: Option<bool>,
    /// Where the expectation was published; absent: computed twice in independent code.
    #[serde(default, rename = "source")]
    _source: Option<String>,
}

impl Rule for Tax {
    const KIND: &'static str = "tax";
    type Vector = TaxVector;

    fn sane(&self) -> std::result::Result<(), String> {
        match self {
            Self::Cumulative(rule) => table(&rule.bracket),
            Self::PerPayment(rule) => table(&rule.bracket),
            Self::Threshold(rule) if rule.at_least <= 0 => Err("at_least: must be above zero".to_owned()),
            Self::Activities(rule) if rule.reportable.is_empty() => Err("reportable: names no activity".to_owned()),
            Self::Threshold(_) | Self::Activities(_) => Ok(()),
        }
    }

    fn prove(&self, vector: &TaxVector) -> std::result::Result<(), String> {
        let outcome = self.decide(&vector.case).map_err(|e| e.detail)?;
        if vector.tax.is_none() && vector.total.is_none() && vector.report.is_none() {
            return Err("expects nothing".to_owned());
        }
        vector.tax.as_ref().map_or(Ok(()), |tax| same("tax", tax, &outcome.tax))?;
        vector.total.map_or(Ok(()), |total| same("total", &total, &outcome.tax.iter().sum()))?;
        vector.report.map_or(Ok(()), |report| same("report", &Some(report), &outcome.report))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use kernel::policy::Policy;
    use proptest::prelude::*;

    use super::*;
    use crate::rules::Dated;

    const PLATFORM: &str = include_str!("../../../../policies/tax/cn-iit-platform.toml");
    const LABOUR: &str = include_str!("../../../../policies/tax/cn-iit-labour.toml");

    fn rule(text: &str) -> Dated<Tax> {
        Policy::parse("x", text.as_bytes()).unwrap().value
    }

    static RULES: LazyLock<[Dated<Tax>; 2]> = LazyLock::new(|| [rule(PLATFORM), rule(LABOUR)]);

    fn taxes(n: usize, income: &[i64]) -> Vec<i64> {
        RULES[n].last().unwrap().rule.decide(&Case { income: income.to_vec(), ..Case::default() }).unwrap().tax
    }

    #[test]
    fn shipped_files_hold() {
        for (id, text) in [
            ("cn-iit-platform", PLATFORM),
            ("cn-iit-labour", LABOUR),
            ("us-1099nec", include_str!("../../../../policies/tax/us-1099nec.toml")),
            ("eu-dac7", include_str!("../../../../policies/tax/eu-dac7.toml")),
        ] {
            Policy::<Dated<Tax>>::parse(id, text.as_bytes()).unwrap();
        }
    }

    #[test]
    fn a_jump_in_the_table_and_a_wrong_vector_are_refused_by_name() {
        let jump = Policy::<Dated<Tax>>::parse("x", PLATFORM.replace("quick = 252000", "quick = 252001").as_bytes()).unwrap_err();
        assert!(jump.detail.contains("version[0].rule.bracket[1].quick: the tax jumps at 3600000"), "{}", jump.detail);
        let wrong =
            Policy::<Dated<Tax>>::parse("x", PLATFORM.replace("total = 1068000", "total = 1068001").as_bytes()).unwrap_err();
        assert!(wrong.detail.contains("total: wanted 1068001, got 1068000"), "{}", wrong.detail);
    }

    /// The same six months, a month without pay, three months: what the policy value decides.
    #[test]
    fn a_gap_restarts_as_the_policy_says() {
        let mut income = vec![2_000_000; 6];
        income.push(0);
        income.extend([2_000_000; 3]);
        let total = |restart: usize| {
            let text = PLATFORM.replace("gap_months_restart = 1", &format!("gap_months_restart = {restart}"));
            // The file's vector for the gap holds for its own value only.
            let Tax::Cumulative(mut rule) = rule(PLATFORM).last().unwrap().rule.clone() else { panic!("{text}") };
            rule.gap_months_restart = restart;
            let steps = rule.steps(&Case { income: income.clone(), ..Case::default() }).unwrap();
            steps.iter().map(|s| s.tax).sum::<i64>()
        };
        assert_eq!((total(1), total(2), total(0)), (507_000, 738_000, 738_000));
    }

    #[test]
    fn bad_cases_are_refused() {
        let rule = rule(PLATFORM);
        let decide = |income: Vec<i64>| rule.last().unwrap().rule.decide(&Case { income, ..Case::default() });
        assert!(decide(vec![-1]).is_err());
        assert!(decide(vec![1; 13]).is_err());
        assert_eq!(decide(vec![]).unwrap().tax, Vec::<i64>::new());
    }

    fn by_formula(cumulative_income: i64, months: i64) -> i64 {
        let limits = [
            (3_600_000, 3, 0),
            (14_400_000, 10, 252_000),
            (30_000_000, 20, 1_692_000),
            (42_000_000, 25, 3_192_000),
            (66_000_000, 30, 5_292_000),
            (96_000_000, 35, 8_592_000),
            (i64::MAX, 45, 18_192_000),
        ];
        // In tenths of a minor unit.
        let base = (cumulative_income * 8 - months * 5_000_000).max(0);
        let (_, rate, quick) = limits.iter().find(|(limit, ..)| i128::from(base) <= i128::from(*limit) * 10).unwrap();
        i64::try_from(kernel::half_even(i128::from(base) * rate - quick * 1000, 1000)).unwrap().max(0)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(crate::cases(10_000)))]

        /// P11: never negative, and the year's sum is the formula of the highest month's cumulative figure.
        #[test]
        fn withheld_tax_is_the_running_maximum_of_the_formula(income in prop::collection::vec(1_i64..100_000_000, 1..=12)) {
            let taxes = taxes(0, &income);
            let (mut sum, mut highest) = (0, 0);
            for (n, amount) in income.iter().enumerate() {
                sum += amount;
                highest = highest.max(by_formula(sum, n as i64 + 1));
            }
            prop_assert!(taxes.iter().all(|t| *t >= 0));
            prop_assert_eq!(taxes.iter().sum::<i64>(), highest);
        }

        #[test]
        fn more_income_is_never_taxed_less(income in prop::collection::vec(1_i64..10_000_000, 12), month in 0_usize..12, more in 0_i64..10_000_000) {
            let mut richer = income.clone();
            richer[month] += more;
            let total = |all: &[i64]| taxes(0, all).iter().sum::<i64>();
            prop_assert!(total(&richer) >= total(&income));
        }

        #[test]
        fn a_payment_is_never_taxed_above_itself(payment in 0_i64..100_000_000) {
            let tax = taxes(1, &[payment])[0];
            prop_assert!(tax >= 0 && tax < payment.max(1));
        }
    }
}
