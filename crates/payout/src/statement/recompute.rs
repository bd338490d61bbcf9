//! Computes an exported statement again from itself and the rule files alone, and says what differs. Pure.

use kernel::{Code, Error, Money, Result, policy::Policy, sha256_hex};
use market::divide;
use serde::Serialize;

use super::{Inputs, SCHEMA, Statement, adjusted, total, withhold};
use crate::{
    adjustment,
    rules::{Dated, UNIT, tax::Tax},
};

/// Differences listed; more are only counted.
const LISTED: usize = 50;

/// What computing a statement again found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Recomputed {
    /// Every figure follows from the others and the rules.
    pub same: bool,
    pub lines: usize,
    pub gross_minor: i64,
    pub tax_minor: i64,
    pub net_minor: i64,
    pub difference_count: usize,
    /// `what: stated …, computed …`, at most fifty.
    pub differences: Vec<String>,
}

impl Recomputed {
    fn compare<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, stated: T, computed: T) {
        if stated != computed {
            self.blame(format!("{what}: stated {stated:?}, computed {computed:?}"));
        }
    }

    fn blame(&mut self, what: String) {
        self.difference_count += 1;
        if self.differences.len() < LISTED {
            self.differences.push(what);
        }
    }
}

/// `rules` are rule files as bytes; the one whose hash the statement names decides. Errors: `invalid_field` for what is no
/// statement, `policy_missing` when no file has that hash.
pub(crate) fn recompute(statement: &[u8], rules: &[Vec<u8>]) -> Result<Recomputed> {
    let invalid = |e: serde_json::Error| Error::new(Code::InvalidField, format!("this is no statement: {e}"));
    let statement: Statement = serde_json::from_slice(statement).map_err(invalid)?;
    again(&statement, rules)
}

/// The same for one that was read.
pub(crate) fn again(statement: &Statement, rules: &[Vec<u8>]) -> Result<Recomputed> {
    if statement.schema != SCHEMA {
        return Err(Error::new(Code::InvalidField, format!("this is no statement of {SCHEMA}")));
    }
    let tax = &statement.tax;
    let bytes = rules.iter().find(|bytes| sha256_hex(bytes) == tax.policy_hash);
    let missing =
        || Error::new(Code::PolicyMissing, format!("no rule file has the hash {}; name it with --policy", tax.policy_hash));
    let rule = Policy::<Dated<Tax>>::parse(&tax.rule, bytes.ok_or_else(missing)?)?.value;
    let mut found = Recomputed { lines: statement.lines.len(), ..Recomputed::default() };
    for line in &statement.lines {
        if let Some((terms, work)) = &line.basis {
            found.compare(&format!("price of {}", line.earning), line.price_minor, terms.price(work)?.minor);
            found.compare(&format!("surge of {}", line.earning), terms.surge_minor, terms.surge()?);
        }
        let share = divide(Money::new(line.price_minor, statement.currency), line.fee_bp)?;
        found.compare(&format!("fee of {}", line.earning), line.fee_minor, share.fee.minor);
        let pay = share.pay.basis_points(line.quality_bp)?;
        found.compare(&format!("amount of {}", line.earning), line.amount_minor, pay.minor + line.surge_minor());
        if line.day >= statement.period.end() || line.quality_bp > 2 * UNIT {
            found.blame(format!("line {}: its day or quality cannot be", line.earning));
        }
    }
    for line in &statement.adjustments {
        if let Some(computed) = adjustment::recompute(line, rules)? {
            found.compare(&format!("{} {}", line.kind.as_str(), line.id), line.amount_minor, computed);
        }
    }
    let (moved, held) = adjusted(&statement.adjustments)?;
    let gross = total(statement.lines.iter().map(|l| l.amount_minor).chain([moved]))?;
    if !statement.adjustments.is_empty() {
        found.compare("held", statement.held_minor, held);
    }
    found.compare("gross", statement.gross_minor, gross);
    let months = usize::from(statement.period.month);
    found.compare("months of income", tax.income.len(), months);
    found.compare("months of tax", tax.withheld.len() + 1, months);
    found.compare("income of the month", tax.income.last().copied().unwrap_or(0), gross - statement.held_minor);
    found.compare("day of the tax rule", tax.on, statement.period.first_day()?);
    let (tax_minor, step) = withhold(&rule, &Inputs { on: tax.on, income: tax.income.clone() })?;
    found.compare("tax", tax.tax_minor, tax_minor);
    found.compare("working of the tax", tax.step, step);
    let net = gross - statement.held_minor - tax_minor - statement.recovered_minor;
    found.compare("net", statement.net_minor, net);
    Ok(Recomputed { same: found.difference_count == 0, gross_minor: gross, tax_minor, net_minor: net, ..found })
}

#[cfg(test)]
mod tests {
    use kernel::{AccountId, Currency, Ts};
    use market::ProjectId;

    use super::*;
    use crate::{
        EarningId, PaidTaskId,
        statement::{StatementId, StatementLine, Withholding},
    };

    const RULE: &[u8] = include_bytes!("../../../../policies/tax/cn-iit-platform.toml");

    fn sound() -> Statement {
        let line = |n: u128| StatementLine {
            earning: EarningId::from_u128(n),
            task: PaidTaskId::from_u128(n),
            project: ProjectId::from_u128(1),
            day: "2026-02-03".to_owned(),
            price_minor: 2_000_000,
            fee_bp: 1500,
            fee_minor: 300_000,
            quality_bp: 10_000,
            amount_minor: 1_700_000,
            basis: None,
        };
        let rule = Policy::<Dated<Tax>>::parse("x", RULE).unwrap().value;
        let on = "2026-02-01".parse().unwrap();
        let income = vec![2_000_000, 1_700_000];
        let (tax_minor, step) = withhold(&rule, &Inputs { on, income: income.clone() }).unwrap();
        let tax = Withholding {
            rule: "cn-iit-platform".to_owned(),
            policy_hash: sha256_hex(RULE),
            on,
            income,
            withheld: vec![33_000],
            step,
            tax_minor,
        };
        Statement {
            schema: SCHEMA.to_owned(),
            id: StatementId::from_u128(9),
            worker: AccountId::from_u128(8),
            period: "2026-02".parse().unwrap(),
            currency: Currency::CNY,
            lines: vec![line(1)],
            adjustments: vec![],
            recovered_minor: 0,
            gross_minor: 1_700_000,
            held_minor: 0,
            tax,
            net_minor: 1_700_000 - tax_minor,
            created_at: Ts::default(),
        }
    }

    fn said(statement: &Statement) -> Recomputed {
        recompute(&serde_json::to_vec(statement).unwrap(), &[b"x = 1".to_vec(), RULE.to_vec()]).unwrap()
    }

    #[test]
    fn a_sound_statement_is_the_same_and_each_false_figure_is_named() {
        let good = sound();
        assert_eq!(
            said(&good),
            Recomputed {
                same: true,
                lines: 1,
                gross_minor: 1_700_000,
                tax_minor: 25_800,
                net_minor: 1_674_200,
                ..Recomputed::default()
            }
        );
        let mut cases: Vec<(Statement, &str)> = vec![
            (Statement { gross_minor: 1_700_001, ..good.clone() }, "gross"),
            (Statement { net_minor: 1, ..good.clone() }, "net"),
            (Statement { held_minor: 5, ..good.clone() }, "income of the month"),
            (Statement { period: "2026-03".parse().unwrap(), ..good.clone() }, "months of income"),
        ];
        let mut fee = good.clone();
        fee.lines[0].fee_minor -= 1;
        cases.push((fee, "fee of"));
        let mut tax = good.clone();
        tax.tax.tax_minor -= 1;
        cases.push((tax, "tax"));
        for (statement, word) in cases {
            let found = said(&statement);
            assert!(!found.same && found.differences.iter().any(|d| d.contains(word)), "{word}: {found:?}");
        }
    }

    #[test]
    fn without_its_rule_or_shape_it_is_refused() {
        let bytes = serde_json::to_vec(&sound()).unwrap();
        assert_eq!(recompute(&bytes, &[]).unwrap_err().code, Code::PolicyMissing);
        assert_eq!(recompute(b"{}", &[]).unwrap_err().code, Code::InvalidField);
    }
}
