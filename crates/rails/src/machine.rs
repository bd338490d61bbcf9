//! The life of a payout. Whatever is heard, however often and in whichever order, money moves once; from `unknown` only a
//! query moves on, and a new attempt is made only after a certain failure. Pure.

use std::time::Duration;

use kernel::Ts;
use serde::Serialize;

db::text_enum! {
    /// Where a payout is.
    pub enum PayoutState {
        Created = "created",
        /// By two people above the limit.
        Approved = "approved",
        Submitted = "submitted",
        /// The rail took it on; the money is not there yet.
        Accepted = "accepted",
        /// The payee has to confirm.
        AwaitingPayee = "awaiting_payee",
        /// Nobody knows whether it was carried out.
        Unknown = "unknown",
        Settled = "settled",
        Rejected = "rejected",
        /// Came back after it was settled.
        Returned = "returned",
        /// Withdrawn before it was submitted.
        Canceled = "canceled",
    }
}

db::text_enum! {
    /// What is said about a payout.
    #[schema(as = PayoutSaid)]
    pub enum Said {
        Approve = "approve",
        Cancel = "cancel",
        Submit = "submit",
        Accepted = "accepted",
        AwaitingPayee = "awaiting_payee",
        Settled = "settled",
        Rejected = "rejected",
        Returned = "returned",
        /// No answer, or one that says nothing.
        Nothing = "nothing",
        /// The rail has never heard of it: only a query can find that out.
        NotFound = "not_found",
    }
}

db::text_enum! {
    /// Who says it.
    #[schema(as = PayoutSource)]
    pub enum Source {
        /// People and jobs of ours.
        Us = "us",
        /// The answer to the submission.
        Answer = "answer",
        /// A notice that came by itself.
        Notice = "notice",
        /// The answer to a question we asked; reading the bank's booked statement is one.
        Query = "query",
    }
}

/// What follows for the ledger and for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Payable → clearing (event 12).
    Instruct,
    /// Clearing → bank (13).
    Settle,
    /// Clearing → payable (14).
    Release,
    /// Bank → returned (15).
    Return,
    /// Ask the rail what became of it.
    Query,
    /// Send the identical request, under the same id.
    Resend,
    /// What was said contradicts what is certain: a person looks.
    Alert,
}

/// Next state and what follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub state: PayoutState,
    pub effects: Vec<Effect>,
}

impl PayoutState {
    /// Nothing but a return can still happen.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Settled | Self::Rejected | Self::Returned | Self::Canceled)
    }

    /// May the money be sent under a new id?
    pub const fn may_retry(self) -> bool {
        matches!(self, Self::Rejected | Self::Returned)
    }

    /// With the rail, and not certain yet.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Submitted | Self::Accepted | Self::AwaitingPayee | Self::Unknown)
    }
}

/// What `said` by `source` makes of a payout. Repetitions and late news change nothing.
pub fn next(state: PayoutState, said: Said, source: Source) -> Step {
    use PayoutState as S;
    let to = |state, effects: &[Effect]| Step { state, effects: effects.to_vec() };
    let stay = to(state, &[]);
    match (state, source) {
        (S::Created, Source::Us) => match said {
            Said::Approve => to(S::Approved, &[]),
            Said::Cancel => to(S::Canceled, &[]),
            _ => stay,
        },
        (S::Approved, Source::Us) => match said {
            Said::Submit => to(S::Submitted, &[Effect::Instruct]),
            Said::Cancel => to(S::Canceled, &[]),
            _ => stay,
        },
        // Nobody outside may know of it yet.
        (S::Created | S::Approved | S::Canceled, _) if said != Said::Nothing => to(state, &[Effect::Alert]),
        (_, Source::Us) => stay,
        (S::Unknown, Source::Query) => match said {
            Said::NotFound => to(S::Submitted, &[Effect::Resend]),
            Said::Nothing => to(S::Unknown, &[Effect::Query]),
            _ => heard(state, said),
        },
        // Whatever else reaches us about it is a reason to ask, and no answer.
        (S::Unknown, _) => to(S::Unknown, &[Effect::Query]),
        _ => heard(state, said),
    }
}

fn heard(state: PayoutState, said: Said) -> Step {
    use PayoutState as S;
    let to = |state, effects: &[Effect]| Step { state, effects: effects.to_vec() };
    let rank = |state| match state {
        S::Submitted | S::Unknown => 0,
        S::Accepted => 1,
        S::AwaitingPayee => 2,
        _ => 3,
    };
    match (state, said) {
        (S::Submitted | S::Accepted | S::AwaitingPayee | S::Unknown, said) => match said {
            Said::Settled => to(S::Settled, &[Effect::Settle]),
            Said::Rejected => to(S::Rejected, &[Effect::Release]),
            // Returned before we heard that it was settled: both happened.
            Said::Returned => to(S::Returned, &[Effect::Settle, Effect::Return]),
            // News that are older than what we know.
            Said::Accepted if rank(state) < 1 => to(S::Accepted, &[]),
            Said::AwaitingPayee if rank(state) < 2 => to(S::AwaitingPayee, &[]),
            Said::Nothing | Said::NotFound => to(S::Unknown, &[Effect::Query]),
            _ => to(state, &[]),
        },
        (S::Settled, Said::Returned) => to(S::Returned, &[Effect::Return]),
        (S::Settled, Said::Rejected) | (S::Rejected, Said::Settled | Said::Returned) => to(state, &[Effect::Alert]),
        _ => to(state, &[]),
    }
}

/// How long a rail is left alone after the `tries`-th time: 15 s, doubling, six hours at most.
pub fn pause(tries: i64) -> Duration {
    Duration::from_secs(15_u64.saturating_mul(1 << tries.clamp(0, 12)).min(6 * 3600))
}

/// Days after which a settled payment to a wallet is asked about again: what comes back late is not always told.
const LOOK_BACK: [u64; 4] = [1, 7, 30, 45];

/// When a payment settled at `since` is asked about after `now`.
pub fn look_back(since: Ts, now: Ts) -> Option<Ts> {
    LOOK_BACK.iter().map(|days| since.plus(Duration::from_secs(days * 86_400))).find(|at| *at > now)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pauses_grow_and_old_payments_are_looked_at_four_times() {
        assert_eq!([0, 1, 4, 90].map(|n| pause(n).as_secs()), [15, 30, 240, 21_600]);
        let at = |text: &str| -> Ts { text.parse().unwrap() };
        let since = at("2026-01-01T00:00:00Z");
        assert_eq!(look_back(since, since), Some(at("2026-01-02T00:00:00Z")));
        assert_eq!(look_back(since, at("2026-01-20T00:00:00Z")), Some(at("2026-01-31T00:00:00Z")));
        assert_eq!(look_back(since, at("2026-03-20T00:00:00Z")), None);
    }

    const SAID: [Said; 10] = [
        Said::Approve,
        Said::Cancel,
        Said::Submit,
        Said::Accepted,
        Said::AwaitingPayee,
        Said::Settled,
        Said::Rejected,
        Said::Returned,
        Said::Nothing,
        Said::NotFound,
    ];
    const SOURCES: [Source; 4] = [Source::Us, Source::Answer, Source::Notice, Source::Query];

    #[test]
    fn only_a_query_moves_on_from_unknown() {
        for said in SAID {
            for source in [Source::Us, Source::Answer, Source::Notice] {
                assert_eq!(next(PayoutState::Unknown, said, source).state, PayoutState::Unknown, "{said:?} {source:?}");
            }
        }
        assert_eq!(next(PayoutState::Unknown, Said::Settled, Source::Query).effects, [Effect::Settle]);
        assert_eq!(next(PayoutState::Unknown, Said::NotFound, Source::Query).effects, [Effect::Resend]);
        assert!(!PayoutState::Unknown.may_retry());
    }

    #[test]
    fn settled_then_accepted_and_forty_days_later_returned() {
        let late = next(PayoutState::Settled, Said::Accepted, Source::Notice);
        assert_eq!(late, Step { state: PayoutState::Settled, effects: vec![] });
        let back = next(PayoutState::Settled, Said::Returned, Source::Query);
        assert_eq!(back, Step { state: PayoutState::Returned, effects: vec![Effect::Return] });
        assert_eq!(next(PayoutState::Settled, Said::Rejected, Source::Notice).effects, [Effect::Alert]);
        assert_eq!(next(PayoutState::Created, Said::Settled, Source::Notice).effects, [Effect::Alert]);
    }

    /// What an account holds after any history: clearing is never overdrawn, and each payment happens at most once.
    fn money(history: &[(usize, usize)]) -> (PayoutState, [i64; 4]) {
        let mut state = PayoutState::Created;
        // payable, clearing, bank paid out, returned
        let mut held = [100_i64, 0, 0, 0];
        for (said, source) in history {
            let step = next(state, SAID[said % SAID.len()], SOURCES[source % SOURCES.len()]);
            state = step.state;
            for effect in step.effects {
                let (from, to) = match effect {
                    Effect::Instruct => (0, 1),
                    Effect::Settle => (1, 2),
                    Effect::Release => (1, 0),
                    Effect::Return => (2, 3),
                    Effect::Query | Effect::Resend | Effect::Alert => continue,
                };
                held[from] -= 100;
                held[to] += 100;
                assert!(held.iter().all(|h| *h >= 0), "{state:?} {held:?}");
            }
        }
        (state, held)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(crate::cases(2000)))]

        #[test]
        fn whatever_is_heard_money_moves_once(history in prop::collection::vec((0_usize..10, 0_usize..4), 0..40)) {
            let (state, held) = money(&history);
            let place = match state {
                PayoutState::Created | PayoutState::Approved | PayoutState::Canceled | PayoutState::Rejected => 0,
                PayoutState::Settled => 2,
                PayoutState::Returned => 3,
                _ => 1,
            };
            prop_assert_eq!(held[place], 100);
            prop_assert_eq!(held.iter().sum::<i64>(), 100);
        }

        /// Repeating each piece of news at once changes nothing.
        #[test]
        fn repetitions_change_nothing(history in prop::collection::vec((3_usize..8, 1_usize..4), 0..20)) {
            let sent = [(0, 0), (2, 0)];
            let once: Vec<(usize, usize)> = sent.iter().chain(&history).copied().collect();
            let twice: Vec<(usize, usize)> = once.iter().flat_map(|h| [*h, *h]).collect();
            prop_assert_eq!(money(&once), money(&twice));
        }
    }
}
