//! The events of money against a plain model: what always holds however they follow each other.

use std::collections::{HashMap, HashSet};

use kernel::{Currency, Money, Ts};
use ledger::{Account, Act, Bound, Chart, Transfer, TransferId};
use payout::event::{Event, Fact, Levy, Payer};
use proptest::prelude::*;
use uuid::Uuid;

const CNY: Currency = Currency::CNY;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

const SHOP: Uuid = Uuid::from_u128(1);
const ORDER: Uuid = Uuid::from_u128(2);
const POOL: Uuid = Uuid::from_u128(3);
const BATCH: Uuid = Uuid::from_u128(4);

fn fact(event: Event, n: usize) -> Fact {
    Fact { event, currency: CNY, about: ("test", id(99)), key: n.to_string(), at: Ts::default() }
}

/// Net credits by account, reservations apart, and the ids that were booked.
#[derive(Default)]
struct Model {
    net: HashMap<Account, i64>,
    reserved: HashMap<TransferId, (Account, Account, i64)>,
    booked: HashSet<TransferId>,
}

impl Model {
    fn of(&self, account: Account) -> i64 {
        self.net.get(&account).copied().unwrap_or(0)
    }

    fn free(&self, account: Account) -> i64 {
        self.of(account) - self.reserved.values().filter(|(from, ..)| *from == account).map(|(.., n)| n).sum::<i64>()
    }

    fn keeps(&self) -> bool {
        self.net.keys().all(|a| match a.code.bound() {
            Bound::Free => true,
            Bound::Credit => self.free(*a) >= 0,
            Bound::Debit => self.of(*a) <= 0,
        })
    }

    /// Takes the chain whole or not at all.
    fn post(&mut self, chain: &[Transfer]) -> bool {
        let (net, reserved) = (self.net.clone(), self.reserved.clone());
        for transfer in chain {
            if self.booked.contains(&transfer.id) {
                continue;
            }
            let moved = match transfer.act {
                Act::Post { debit, credit, amount } => Some((debit, credit, amount.minor)),
                Act::Reserve { debit, credit, amount, .. } => {
                    self.net.entry(debit).or_default();
                    self.reserved.insert(transfer.id, (debit, credit, amount.minor));
                    None
                }
                Act::Settle { pending, .. } => self.reserved.remove(&pending),
                Act::Void { pending } => {
                    self.reserved.remove(&pending);
                    None
                }
            };
            if let Some((debit, credit, minor)) = moved {
                *self.net.entry(debit).or_default() -= minor;
                *self.net.entry(credit).or_default() += minor;
            }
        }
        if !self.keeps() {
            (self.net, self.reserved) = (net, reserved);
            return false;
        }
        self.booked.extend(chain.iter().map(|t| t.id));
        true
    }
}

fn drawn(kind: u8, who: u8, amount: i64) -> Event {
    let worker = id(100 + u128::from(who % 3));
    let payer = [Payer::Order(ORDER), Payer::Pool(POOL), Payer::Platform][usize::from(who % 3)];
    match kind % 26 {
        0..=2 => Event::Prepaid { enterprise: SHOP, amount: amount * 20 },
        3 => Event::PoolFunded { enterprise: SHOP, pool: POOL, amount },
        4..=8 => Event::PieceAccepted { order: ORDER, worker, pay: amount, fee: amount / 7, vat: amount / 100 },
        9 => Event::FloorToppedUp { payer, worker, amount },
        10 => Event::SurgeAwarded { pool: POOL, worker, amount },
        11 => Event::QualityApplied { payer, worker, delta: if who > 128 { amount } else { -amount } },
        12 => Event::Held { worker, final_pay: who > 128, amount },
        13 => Event::AppealLost { worker, rejected_by: (who > 128).then_some(ORDER), amount },
        14 => Event::AppealWon { worker, amount, interest: amount / 50 },
        15 => Event::Finalised { worker, amount },
        16 => Event::Withheld { worker, income_tax: amount / 10, vat: 0 },
        17 => Event::PayoutInstructed { worker, batch: BATCH, amount },
        18 => Event::PayoutSettled { batch: BATCH, amount, bank_fee: 0 },
        19 => Event::PayoutRejected { worker, batch: BATCH, amount },
        20 => Event::PayoutReturned { worker, amount },
        21 => Event::ReturnReleased { worker, amount },
        22 => Event::Overpaid { payer, worker, amount },
        23 => Event::Recovered { worker, amount },
        24 => Event::BudgetReleased { enterprise: SHOP, order: ORDER, amount },
        _ => Event::Remitted { levy: Levy::IncomeTax(worker), amount },
    }
}

type Drawn = (u8, u8, i64);

/// An order with money, then whatever comes; the facts that were accepted.
fn history(draws: &[Drawn]) -> (Model, Vec<Fact>) {
    let mut model = Model::default();
    let mut taken = Vec::new();
    let start = fact(Event::BudgetReserved { enterprise: SHOP, order: ORDER, amount: 5000, expires_at: None }, 1_000_001);
    let reserved = start.chain().unwrap()[0].id;
    let opening = [
        fact(Event::Prepaid { enterprise: SHOP, amount: 9000 }, 1_000_000),
        start,
        fact(Event::BudgetStarted { reserved }, 1_000_002),
    ];
    let drawn = draws.iter().enumerate().map(|(n, (kind, who, amount))| fact(drawn(*kind, *who, *amount), n));
    for fact in opening.into_iter().chain(drawn) {
        if model.post(&fact.chain().unwrap()) {
            taken.push(fact);
        }
    }
    (model, taken)
}

fn draws() -> impl Strategy<Value = Vec<Drawn>> {
    prop::collection::vec((any::<u8>(), any::<u8>(), 0_i64..200), 0..60)
}

fn sum(model: &Model, code: Chart) -> i64 {
    model.net.iter().filter(|(a, _)| a.code == code).map(|(_, n)| n).sum()
}

/// `PROPTEST_CASES` where it is set, as nightly.
#[expect(clippy::disallowed_methods, reason = "how many cases a test draws is no configuration of the product")]
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    /// P1, P2: debits are credits, and nobody bounded is overdrawn after any event.
    #[test]
    fn the_books_balance_and_nobody_is_overdrawn(draws in draws()) {
        let (model, _) = history(&draws);
        prop_assert_eq!(model.net.values().sum::<i64>(), 0);
        prop_assert!(model.keeps());
    }

    /// P3: the same events again, in any order, change nothing.
    #[test]
    fn repetitions_change_nothing(draws in draws(), step in 1_usize..50) {
        let (mut model, taken) = history(&draws);
        let before = model.net.clone();
        for n in 0..taken.len() {
            let again = &taken[(n * step) % taken.len()];
            prop_assert!(model.post(&again.chain().unwrap()));
        }
        prop_assert_eq!(model.net, before);
    }

    /// P8: what left enterprises is what workers, the platform, the tax office and the pools have, or the bank paid out.
    #[test]
    fn what_enterprises_pay_is_what_others_have(draws in draws()) {
        let (model, _) = history(&draws);
        let theirs = sum(&model, Chart::EscrowFree) + sum(&model, Chart::Budget) + sum(&model, Chart::BonusPool);
        let workers: i64 = [Chart::WorkerAccrued, Chart::WorkerPayable, Chart::WorkerHeld, Chart::WorkerReceivable, Chart::PayoutClearing, Chart::PayoutReturned, Chart::IncomeTax].iter().map(|c| sum(&model, *c)).sum();
        let ours: i64 = [Chart::FeeIncome, Chart::FeeVat, Chart::PenaltyPool, Chart::MakeWhole, Chart::FloorTopUp].iter().map(|c| sum(&model, *c)).sum();
        prop_assert_eq!(theirs + workers + ours, -sum(&model, Chart::BankClient));
    }

    /// P9: held money shrinks only when an appeal is decided, and penalties never become income.
    #[test]
    fn held_money_waits_for_its_appeal(draws in draws()) {
        let (_, taken) = history(&draws);
        let mut model = Model::default();
        for fact in taken {
            let (held, income) = (sum(&model, Chart::WorkerHeld), sum(&model, Chart::FeeIncome));
            prop_assert!(model.post(&fact.chain().unwrap()));
            let decided = matches!(fact.event, Event::AppealLost { .. } | Event::AppealWon { .. });
            prop_assert!(decided || sum(&model, Chart::WorkerHeld) >= held);
            let piece = matches!(fact.event, Event::PieceAccepted { .. });
            prop_assert!(piece || sum(&model, Chart::FeeIncome) == income);
        }
    }
}

#[test]
fn each_event_has_its_lines() {
    let worker = id(100);
    let codes = |event: Event| -> Vec<String> {
        let line = |t: &Transfer| match t.act {
            Act::Post { debit, credit, amount } | Act::Reserve { debit, credit, amount, .. } => {
                format!("{}>{} {}", debit.code.as_str(), credit.code.as_str(), amount.minor)
            }
            Act::Settle { .. } => "settle".to_owned(),
            Act::Void { .. } => "void".to_owned(),
        };
        fact(event, 0).chain().unwrap().iter().map(line).collect()
    };
    let reserved = TransferId::from_u128(5);
    let usd = Money::new(10, Currency::USD);
    let cases: Vec<(Event, &[&str])> = vec![
        (Event::Prepaid { enterprise: SHOP, amount: 5 }, &["1020>2010 5"]),
        (Event::BudgetReserved { enterprise: SHOP, order: ORDER, amount: 5, expires_at: None }, &["2010>2015 5"]),
        (Event::BudgetStarted { reserved }, &["settle"]),
        (Event::BudgetCanceled { reserved }, &["void"]),
        (
            Event::PieceAccepted { order: ORDER, worker, pay: 85, fee: 14, vat: 1 },
            &["2015>2020 85", "2015>4010 14", "2015>2042 1"],
        ),
        (Event::FloorToppedUp { payer: Payer::Platform, worker, amount: 5 }, &["5010>2020 5"]),
        (Event::FloorToppedUp { payer: Payer::Order(ORDER), worker, amount: 5 }, &["2015>2020 5"]),
        (Event::PoolFunded { enterprise: SHOP, pool: POOL, amount: 5 }, &["2010>2050 5"]),
        (Event::SurgeAwarded { pool: POOL, worker, amount: 5 }, &["2050>2020 5"]),
        (Event::QualityApplied { payer: Payer::Pool(POOL), worker, delta: 5 }, &["2050>2020 5"]),
        (Event::QualityApplied { payer: Payer::Order(ORDER), worker, delta: -5 }, &["2020>2015 5"]),
        (Event::Held { worker, final_pay: false, amount: 5 }, &["2020>2022 5"]),
        (Event::Held { worker, final_pay: true, amount: 5 }, &["2021>2022 5"]),
        (Event::AppealLost { worker, rejected_by: Some(ORDER), amount: 5 }, &["2022>2015 5"]),
        (Event::AppealLost { worker, rejected_by: None, amount: 5 }, &["2022>2051 5"]),
        (Event::AppealWon { worker, amount: 5, interest: 1 }, &["2022>2020 5", "5030>2020 1"]),
        (Event::MadeWhole { worker, amount: 5 }, &["5030>2020 5"]),
        (Event::Finalised { worker, amount: 5 }, &["2020>2021 5"]),
        (Event::Withheld { worker, income_tax: 5, vat: 0 }, &["2021>2040 5"]),
        (Event::PayoutInstructed { worker, batch: BATCH, amount: 5 }, &["2021>2030 5"]),
        (Event::PayoutSettled { batch: BATCH, amount: 5, bank_fee: 1 }, &["2030>1020 5", "5020>1010 1"]),
        (Event::PayoutRejected { worker, batch: BATCH, amount: 5 }, &["2030>2021 5"]),
        (Event::PayoutReturned { worker, amount: 5 }, &["1020>2031 5"]),
        (Event::ReturnReleased { worker, amount: 5 }, &["2031>2021 5"]),
        (Event::Overpaid { payer: Payer::Order(ORDER), worker, amount: 5 }, &["1050>2015 5"]),
        (Event::Recovered { worker, amount: 5 }, &["2021>1050 5"]),
        (Event::WrittenOff { worker, amount: 5 }, &["5040>1050 5"]),
        (Event::Remitted { levy: Levy::FeeVat, amount: 5 }, &["2042>1020 5"]),
        (Event::BudgetReleased { enterprise: SHOP, order: ORDER, amount: 5 }, &["2015>2010 5"]),
        (Event::RefundInstructed { enterprise: SHOP, batch: BATCH, amount: 5 }, &["2010>2030 5"]),
        (Event::Invoiced { enterprise: SHOP, amount: 5 }, &["1040>2010 5"]),
        (Event::InvoicePaid { enterprise: SHOP, amount: 5 }, &["1020>1040 5"]),
        (Event::Credited { enterprise: SHOP, amount: 5 }, &["2010>1040 5"]),
        (Event::Exchanged { owner: SHOP, sold: Money::new(70, CNY), bought: usd }, &["2010>2060 70", "2060>2010 10"]),
    ];
    for (event, lines) in cases {
        assert_eq!(codes(event.clone()), lines, "{event:?}");
    }
    let nothing = fact(Event::Withheld { worker, income_tax: 0, vat: 0 }, 0).chain().unwrap();
    assert!(nothing.is_empty());
    assert!(fact(Event::Prepaid { enterprise: SHOP, amount: -1 }, 0).chain().is_err());
    let ids = |n| fact(Event::Prepaid { enterprise: SHOP, amount: 5 }, n).chain().unwrap()[0].id;
    assert!(ids(1) == ids(1) && ids(1) != ids(2));
}
