//! Every invariant of pay over the store: the ledger's own, and that statements and earnings follow from the rules.

use db::Conn;
use kernel::Result;
use ledger::Check;
use serde::Serialize;

use crate::statement;

/// Problems listed; more are only counted.
const LISTED: usize = 50;

/// What a check of all pay found.
#[derive(Clone, Debug, Serialize)]
pub struct Verified {
    /// Nothing below is wrong.
    pub sound: bool,
    pub ledger: Check,
    pub earnings: i64,
    pub statements: i64,
    pub problem_count: usize,
    /// What does not hold, at most fifty.
    pub problems: Vec<String>,
}

/// Run it in a read transaction of `Scope::Platform`.
pub fn verify(c: &mut Conn<'_>) -> db::Result<Verified> {
    let ledger = ledger::check(c)?;
    let earnings = crate::earning::store::count(c)?;
    let (statements, mut problems) = statement::service::sweep(c)?;
    problems.extend(ledger.problems.iter().cloned());
    problems.extend(
        crate::earning::store::unbalanced(c, LISTED as i64)?
            .iter()
            .map(|id| format!("earning {id}: fee and pay are not its price")),
    );
    problems.extend(market::unequal_invoices(c)?);
    problems.extend(market::unequal_purses(c)?);
    problems.extend(crate::seal_day::service::broken(c)?);
    let problem_count = problems.len();
    problems.truncate(LISTED);
    Ok(Verified { sound: ledger.balanced && problem_count == 0, ledger, earnings, statements, problem_count, problems })
}

/// See [`statement::recompute::recompute`].
pub fn recompute(statement: &[u8], rules: &[Vec<u8>]) -> Result<statement::recompute::Recomputed> {
    statement::recompute::recompute(statement, rules)
}
