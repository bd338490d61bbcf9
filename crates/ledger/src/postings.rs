//! What a transaction posts, gathered: a few statements write all of it.

use db::Conn;
use kernel::Ts;

use crate::{Transfer, post_all};

/// Chains that are posted together at the end of a transaction: a few statements for all of them.
#[derive(Default)]
pub struct Postings(Vec<Vec<Transfer>>);

impl Postings {
    pub fn add(&mut self, chain: Vec<Transfer>) {
        if !chain.is_empty() {
            self.0.push(chain);
        }
    }

    /// Posts everything that was added. Errors: the first chain's that is refused; the transaction must then fail.
    pub fn post(self, c: &mut Conn<'_>, now: Ts) -> db::Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        let chains: Vec<&[Transfer]> = self.0.iter().map(Vec::as_slice).collect();
        for outcome in post_all(c, &chains, now)? {
            outcome?;
        }
        Ok(())
    }
}
