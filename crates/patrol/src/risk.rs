//! How near a conversation is to a complaint: rises with every bad turn of the customer, falls slowly with good ones.

use crate::{Class, Outcome, Recorded, Side, Verdict};

/// Highest risk.
const MOST: u16 = 100;

/// Complaint risk of a conversation, from nothing to a hundred. A fold over the customer's turns: the same turns give the
/// same risk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct Risk(u16);

impl Risk {
    /// From which a supervisor should look although no single turn asked for it.
    pub const HIGH: Self = Self(60);

    /// After a turn of the customer that was judged so.
    pub fn after(self, verdict: &Verdict) -> Self {
        self.then(verdict.hits.iter().map(|hit| (hit.class, hit.outcome)))
    }

    /// Before and after the newest of the verdicts recorded of a conversation, oldest first. Turns without a remark are
    /// not recorded and calm nobody here.
    pub fn of_recorded(rows: &[Recorded]) -> (Self, Self) {
        let turns = rows.iter().filter(|row| row.side == Side::Customer);
        turns.fold((Self::default(), Self::default()), |(_, risk), row| {
            (risk, risk.then(row.hits.iter().map(|mark| (mark.class, mark.outcome))))
        })
    }

    fn then(self, hits: impl Iterator<Item = (Class, Outcome)>) -> Self {
        let added = hits.map(|(class, outcome)| weight(class, outcome)).max().unwrap_or(0);
        let rest = if added == 0 { self.0 * 4 / 5 } else { self.0 };
        Self((rest + added).min(MOST))
    }

    pub const fn value(self) -> u16 {
        self.0
    }
}

const fn weight(class: Class, outcome: Outcome) -> u16 {
    match (class, outcome) {
        (Class::SelfHarm, _) => MOST,
        (Class::Escalation, _) => 60,
        (Class::Abuse, _) => 40,
        (Class::Negative, _) => 25,
        (_, Outcome::Alert) => 40,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Draft, Rules, judge};

    use super::*;

    #[test]
    fn discontent_adds_up_and_calm_lets_it_fall() {
        let rules = Rules::base_cn().unwrap().value;
        let over =
            |turns: &[&str]| turns.iter().fold(Risk::default(), |risk, turn| risk.after(&judge(&rules, &Draft::customer(turn))));
        assert_eq!(over(&["你好，请问什么时候发货"]), Risk::default());
        assert!(over(&["太失望了"]) < Risk::HIGH);
        assert!(over(&["太失望了", "还没处理吗，气死我了", "什么破平台"]) >= Risk::HIGH);
        assert!(over(&["再不处理我打12315"]) >= Risk::HIGH);
        let calmed = over(&["太失望了", "还没处理吗，气死我了", "好的", "谢谢", "再见"]);
        assert!(calmed < over(&["太失望了", "还没处理吗，气死我了"]));
    }
}
