//! Everything that money does, as named events with their lines between accounts. The same event under the same key is
//! the same transfers, so a repetition has no effect. Pure.

use kernel::{Currency, Error, Money, Result, Ts};
use ledger::{Account, Act, Chart, Line, Transfer, TransferId, derived, derived_beside};
use uuid::Uuid;

/// Who pays for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payer {
    /// The budget of an order (a project).
    Order(Uuid),
    /// A funded pool.
    Pool(Uuid),
    /// The platform itself.
    Platform,
}

/// A withholding that is remitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Levy {
    IncomeTax(Uuid),
    WorkerVat(Uuid),
    FeeVat,
}

/// What happened. Amounts are minor units above zero unless said otherwise; ids are owners of accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// 1. An enterprise's prepayment arrived at the bank.
    Prepaid { enterprise: Uuid, amount: i64 },
    /// 2. An order's budget is set aside; nothing moves before it starts.
    BudgetReserved { enterprise: Uuid, order: Uuid, amount: i64, expires_at: Option<Ts> },
    /// 2. The order starts: `reserved` is the transfer of [`Event::BudgetReserved`].
    BudgetStarted { reserved: TransferId },
    /// 2. The order is called off.
    BudgetCanceled { reserved: TransferId },
    /// 3. A piece was accepted: pay, fee and the VAT on the fee; fee and VAT may be nought.
    PieceAccepted { order: Uuid, worker: Uuid, pay: i64, fee: i64, vat: i64 },
    /// 4. What was missing to the hourly floor.
    FloorToppedUp { payer: Payer, worker: Uuid, amount: i64 },
    /// 4. A test call was played or scored: the platform pays its assessor.
    Assessed { worker: Uuid, amount: i64 },
    /// 5. An enterprise funds a pool.
    PoolFunded { enterprise: Uuid, pool: Uuid, amount: i64 },
    /// 5. A surge is paid from a pool, never from anywhere else.
    SurgeAwarded { pool: Uuid, worker: Uuid, amount: i64 },
    /// 6. Quality at the close of a period: above zero to the worker, below back to the payer.
    QualityApplied { payer: Payer, worker: Uuid, delta: i64 },
    /// 7. A rejection or penalty is proposed: held, not taken.
    Held { worker: Uuid, final_pay: bool, amount: i64 },
    /// 8. The appeal was lost or its time ran out: a rejection goes back to the order, a penalty to the pool.
    AppealLost { worker: Uuid, rejected_by: Option<Uuid>, amount: i64 },
    /// 9. The appeal was won, with interest for the time it took, which may be nought.
    AppealWon { worker: Uuid, amount: i64, interest: i64 },
    /// 9., 20. What the platform owes a worker for a mistake, or for a promise that nobody else can keep any more.
    MadeWhole { worker: Uuid, amount: i64 },
    /// 10. The hold window is over.
    Finalised { worker: Uuid, amount: i64 },
    /// 11. Withheld at the statement; either may be nought.
    Withheld { worker: Uuid, income_tax: i64, vat: i64 },
    /// 12. A payout is instructed in a batch.
    PayoutInstructed { worker: Uuid, batch: Uuid, amount: i64 },
    /// 13. The bank confirms it, with its fee, which may be nought.
    PayoutSettled { batch: Uuid, amount: i64, bank_fee: i64 },
    /// 14. The bank refuses it.
    PayoutRejected { worker: Uuid, batch: Uuid, amount: i64 },
    /// 15. It came back after it was settled.
    PayoutReturned { worker: Uuid, amount: i64 },
    /// 15. The worker's account was put right.
    ReturnReleased { worker: Uuid, amount: i64 },
    /// 16. Overpaid after the payout.
    Overpaid { payer: Payer, worker: Uuid, amount: i64 },
    /// 16. Recovered from a later period, up to the cap.
    Recovered { worker: Uuid, amount: i64 },
    /// 16. Given up.
    WrittenOff { worker: Uuid, amount: i64 },
    /// 17. Paid to the tax office.
    Remitted { levy: Levy, amount: i64 },
    /// 18. An order's unspent budget is free again.
    BudgetReleased { enterprise: Uuid, order: Uuid, amount: i64 },
    /// 18. An enterprise takes free money out.
    RefundInstructed { enterprise: Uuid, batch: Uuid, amount: i64 },
    /// 19. A postpaid invoice against a credit line.
    Invoiced { enterprise: Uuid, amount: i64 },
    /// 19. … is paid.
    InvoicePaid { enterprise: Uuid, amount: i64 },
    /// 19. … is taken back by a credit note.
    Credited { enterprise: Uuid, amount: i64 },
    /// 21. Two linked transfers through the liquidity accounts of both currencies.
    Exchanged { owner: Uuid, sold: Money, bought: Money },
}

/// An event with what makes it one: the source it is about, its key, when it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub event: Event,
    pub currency: Currency,
    /// What it is about, e.g. `statement` and its id.
    pub about: (&'static str, Uuid),
    /// Tells repetitions from further events about the same thing: attempt, version, window.
    pub key: String,
    /// When it happened, which may be before it is recorded.
    pub at: Ts,
}

/// One line: why, from where, to where, how much.
type Leg = (&'static str, Account, Account, Money);

impl Fact {
    /// The id of an event's line of some kind. A task's lines lie beside it: its id begins with its time.
    pub(crate) fn line(kind: &str, about: (&str, Uuid), key: &str) -> TransferId {
        let id = about.1.to_string();
        let words = ["event", kind, about.0, &id, key];
        if about.0 == "task" { derived_beside(about.1, &words) } else { derived(&words) }
    }

    fn id(&self, kind: &str) -> TransferId {
        Self::line(kind, self.about, &self.key)
    }

    /// The linked transfers of the event. Lines of nought are left out. Errors: `invalid_field` for a negative amount.
    pub fn chain(&self) -> Result<Vec<Transfer>> {
        let one = |kind, act| Transfer {
            id: self.id(kind),
            act,
            kind,
            ref_kind: self.about.0,
            ref_id: self.about.1,
            effective_at: self.at,
            corrects: None,
        };
        match self.event {
            Event::BudgetStarted { reserved } => {
                return Ok(vec![one("order.start", Act::Settle { pending: reserved, amount: None })]);
            }
            Event::BudgetCanceled { reserved } => return Ok(vec![one("order.cancel", Act::Void { pending: reserved })]),
            Event::BudgetReserved { expires_at, .. } => {
                let legs = self.legs().into_iter();
                let reserve = |(kind, debit, credit, amount)| one(kind, Act::Reserve { debit, credit, amount, expires_at });
                return Ok(legs.map(reserve).collect());
            }
            _ => {}
        }
        let legs = self.legs();
        if legs.iter().any(|(.., amount)| amount.minor < 0) {
            return Err(Error::field("amount", "out_of_range", "an event moves no negative amount"));
        }
        let moving = legs.into_iter().filter(|(.., amount)| amount.minor > 0);
        Ok(moving.map(|(kind, debit, credit, amount)| one(kind, Act::Post { debit, credit, amount })).collect())
    }

    fn of(&self, code: Chart, owner: Uuid) -> Account {
        Account::new(code, owner, self.currency)
    }

    fn ours(&self, code: Chart) -> Account {
        Account::platform(code, self.currency)
    }

    fn payer(&self, payer: Payer, expense: Chart) -> Account {
        match payer {
            Payer::Order(order) => self.of(Chart::Budget, order),
            Payer::Pool(pool) => self.of(Chart::BonusPool, pool),
            Payer::Platform => self.ours(expense),
        }
    }

    fn legs(&self) -> Vec<Leg> {
        self.funding().or_else(|| self.earning()).or_else(|| self.paying()).unwrap_or_default()
    }

    fn money(&self, minor: i64) -> Money {
        Money::new(minor, self.currency)
    }

    /// Money of enterprises.
    fn funding(&self) -> Option<Vec<Leg>> {
        use Chart as C;
        let leg = |kind, debit, credit, minor| Some(vec![(kind, debit, credit, self.money(minor))]);
        match self.event {
            Event::Prepaid { enterprise, amount } => {
                leg("escrow.deposit", self.ours(C::BankClient), self.of(C::EscrowFree, enterprise), amount)
            }
            Event::BudgetReserved { enterprise, order, amount, .. } => {
                leg("order.reserve", self.of(C::EscrowFree, enterprise), self.of(C::Budget, order), amount)
            }
            Event::PoolFunded { enterprise, pool, amount } => {
                leg("pool.fund", self.of(C::EscrowFree, enterprise), self.of(C::BonusPool, pool), amount)
            }
            Event::BudgetReleased { enterprise, order, amount } => {
                leg("order.release", self.of(C::Budget, order), self.of(C::EscrowFree, enterprise), amount)
            }
            Event::RefundInstructed { enterprise, batch, amount } => {
                leg("refund.instruct", self.of(C::EscrowFree, enterprise), self.of(C::PayoutClearing, batch), amount)
            }
            Event::Invoiced { enterprise, amount } => {
                leg("invoice.issue", self.of(C::EnterpriseReceivable, enterprise), self.of(C::EscrowFree, enterprise), amount)
            }
            Event::InvoicePaid { enterprise, amount } => {
                leg("invoice.paid", self.ours(C::BankClient), self.of(C::EnterpriseReceivable, enterprise), amount)
            }
            Event::Credited { enterprise, amount } => {
                leg("invoice.credit", self.of(C::EscrowFree, enterprise), self.of(C::EnterpriseReceivable, enterprise), amount)
            }
            Event::Exchanged { owner, sold, bought } => {
                let at = |code, money: Money| Account::new(code, owner, money.currency);
                let pool = |money: Money| Account::platform(C::Suspense, money.currency);
                Some(vec![
                    ("exchange.sell", at(C::EscrowFree, sold), pool(sold), sold),
                    ("exchange.buy", pool(bought), at(C::EscrowFree, bought), bought),
                ])
            }
            _ => None,
        }
    }

    /// From work to final pay.
    fn earning(&self) -> Option<Vec<Leg>> {
        use Chart as C;
        let leg = |kind, debit, credit, minor| Some(vec![(kind, debit, credit, self.money(minor))]);
        match self.event {
            Event::PieceAccepted { order, worker, pay, fee, vat } => {
                let budget = self.of(C::Budget, order);
                Some(vec![
                    ("accrue.pay", budget, self.of(C::WorkerAccrued, worker), self.money(pay)),
                    ("accrue.fee", budget, self.ours(C::FeeIncome), self.money(fee)),
                    ("accrue.vat", budget, self.ours(C::FeeVat), self.money(vat)),
                ])
            }
            Event::FloorToppedUp { payer, worker, amount } => {
                leg("floor.top_up", self.payer(payer, C::FloorTopUp), self.of(C::WorkerAccrued, worker), amount)
            }
            Event::Assessed { worker, amount } => {
                leg("assessment.pay", self.ours(C::MakeWhole), self.of(C::WorkerAccrued, worker), amount)
            }
            Event::SurgeAwarded { pool, worker, amount } => {
                leg("surge.award", self.of(C::BonusPool, pool), self.of(C::WorkerAccrued, worker), amount)
            }
            Event::QualityApplied { payer, worker, delta } => {
                let (payer, worker) = (self.payer(payer, C::MakeWhole), self.of(C::WorkerAccrued, worker));
                if delta >= 0 { leg("quality.more", payer, worker, delta) } else { leg("quality.less", worker, payer, -delta) }
            }
            Event::Held { worker, final_pay, amount } => {
                let from = if final_pay { C::WorkerPayable } else { C::WorkerAccrued };
                leg("hold.propose", self.of(from, worker), self.of(C::WorkerHeld, worker), amount)
            }
            Event::AppealLost { worker, rejected_by, amount } => {
                let to = rejected_by.map_or_else(|| self.ours(C::PenaltyPool), |order| self.of(C::Budget, order));
                leg("hold.lost", self.of(C::WorkerHeld, worker), to, amount)
            }
            Event::AppealWon { worker, amount, interest } => {
                let accrued = self.of(C::WorkerAccrued, worker);
                Some(vec![
                    ("hold.won", self.of(C::WorkerHeld, worker), accrued, self.money(amount)),
                    ("hold.interest", self.ours(C::MakeWhole), accrued, self.money(interest)),
                ])
            }
            Event::MadeWhole { worker, amount } => {
                leg("make_whole.pay", self.ours(C::MakeWhole), self.of(C::WorkerAccrued, worker), amount)
            }
            Event::Finalised { worker, amount } => {
                leg("hold.over", self.of(C::WorkerAccrued, worker), self.of(C::WorkerPayable, worker), amount)
            }
            _ => None,
        }
    }

    /// From final pay to the bank and back.
    fn paying(&self) -> Option<Vec<Leg>> {
        use Chart as C;
        let leg = |kind, debit, credit, minor| Some(vec![(kind, debit, credit, self.money(minor))]);
        match self.event {
            Event::Withheld { worker, income_tax, vat } => {
                let payable = self.of(C::WorkerPayable, worker);
                Some(vec![
                    ("tax.income", payable, self.of(C::IncomeTax, worker), self.money(income_tax)),
                    ("tax.vat", payable, self.of(C::WorkerVat, worker), self.money(vat)),
                ])
            }
            Event::PayoutInstructed { worker, batch, amount } => {
                leg("payout.instruct", self.of(C::WorkerPayable, worker), self.of(C::PayoutClearing, batch), amount)
            }
            Event::PayoutSettled { batch, amount, bank_fee } => Some(vec![
                ("payout.settle", self.of(C::PayoutClearing, batch), self.ours(C::BankClient), self.money(amount)),
                ("payout.bank_fee", self.ours(C::BankFees), self.ours(C::BankOperating), self.money(bank_fee)),
            ]),
            Event::PayoutRejected { worker, batch, amount } => {
                leg("payout.reject", self.of(C::PayoutClearing, batch), self.of(C::WorkerPayable, worker), amount)
            }
            Event::PayoutReturned { worker, amount } => {
                leg("payout.return", self.ours(C::BankClient), self.of(C::PayoutReturned, worker), amount)
            }
            Event::ReturnReleased { worker, amount } => {
                leg("payout.again", self.of(C::PayoutReturned, worker), self.of(C::WorkerPayable, worker), amount)
            }
            Event::Overpaid { payer, worker, amount } => {
                leg("clawback.claim", self.of(C::WorkerReceivable, worker), self.payer(payer, C::MakeWhole), amount)
            }
            Event::Recovered { worker, amount } => {
                leg("clawback.recover", self.of(C::WorkerPayable, worker), self.of(C::WorkerReceivable, worker), amount)
            }
            Event::WrittenOff { worker, amount } => {
                leg("clawback.write_off", self.ours(C::WriteOff), self.of(C::WorkerReceivable, worker), amount)
            }
            Event::Remitted { levy, amount } => {
                let from = match levy {
                    Levy::IncomeTax(worker) => self.of(C::IncomeTax, worker),
                    Levy::WorkerVat(worker) => self.of(C::WorkerVat, worker),
                    Levy::FeeVat => self.ours(C::FeeVat),
                };
                leg("tax.remit", from, self.ours(C::BankClient), amount)
            }
            _ => None,
        }
    }
}

/// 20. A recorded line taken back: the same accounts the other way round, effective when the error was.
pub fn correction(line: &Line, debit: Account, credit: Account, key: &str) -> Result<Transfer> {
    Ok(Transfer {
        id: derived(&["event", "correction", &line.id.to_string(), key]),
        act: Act::Post { debit: credit, credit: debit, amount: Money::new(line.amount_minor, line.currency.parse()?) },
        kind: "correction",
        ref_kind: "transfer",
        ref_id: line.id.uuid(),
        effective_at: line.effective_at,
        corrects: Some(line.id),
    })
}
