//! A month of money in the demo's history: what enterprises order, what is contested, and pay day. Everything is done by
//! people through the public API; the simulated bank is sent to and asked by the platform's own jobs.

use std::{collections::HashMap, sync::Arc, time::Duration};

use kernel::Ts;
use serde_json::{Value, json};
use swarm::{Client, Episode, Failure, Login, Pass, Person, SoftKey, bank::Bank, stand_by};

use crate::{demo::Seed, history::Span};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86_400);

type Done<T = ()> = Result<T, Failure>;

/// A worker with their passkey.
pub(crate) type Staff = (Person, SoftKey);

/// One thing that somebody does about money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Enterprises order capacity with a reserved peak, fill a surge's pool and a quality pool.
    Order,
    /// Workers say where their pay goes.
    Payees,
    /// A worker stands by in the reserved peak, and no customer comes.
    StandBy,
    /// A newcomer needs an hour for one conversation: the floor is due.
    Slow,
    /// A penalty is proposed and appealed against …
    Penalise,
    /// … and lifted by the other administrator.
    Lift,
    /// An enterprise rejects a piece; nobody appeals, and the window lapses.
    Reject,
    /// A worker disputes a line …
    Dispute,
    /// … and is right.
    Award,
    Close,
    /// The batch is built, approved by as many as it needs, and submitted.
    Pay,
    /// The bank has booked it.
    Booked,
    /// One payment came back.
    Returned,
    /// Its worker puts the account right; the next batch waits for approval.
    Again,
}

impl Step {
    /// Whether the bank does it, and its files have to be fetched.
    pub(crate) const fn is_the_banks(self) -> bool {
        matches!(self, Self::Booked | Self::Returned)
    }

    /// Every step with its instant.
    pub(crate) fn all(span: Span) -> Vec<(Ts, Self)> {
        let day = |n: u32, hours: u32| span.since.plus(DAY * n + HOUR * hours);
        let after = |n: u32, hours: u32| span.month_end.plus(DAY * n + HOUR * hours);
        vec![
            (day(0, 1), Self::Order),
            (day(0, 2), Self::Payees),
            (day(2, 9), Self::StandBy),
            (day(5, 15), Self::Slow),
            (day(6, 15), Self::Slow),
            (day(9, 12), Self::Penalise),
            (day(12, 18), Self::Reject),
            (day(13, 9), Self::Lift),
            (day(15, 9), Self::Dispute),
            (day(16, 9), Self::Award),
            (after(3, 1), Self::Close),
            (after(3, 2), Self::Pay),
            (after(4, 2), Self::Booked),
            (after(6, 2), Self::Returned),
            (after(7, 2), Self::Again),
        ]
    }
}

/// The people of the month and what they have to remember.
pub(crate) struct Month<'a> {
    base: &'a str,
    seeded: &'a Seed,
    bank: &'a Bank,
    pass: &'a Pass,
    cases: Vec<(Step, String)>,
    span: Span,
    signed_in: HashMap<String, Person>,
}

fn fen(minor: i64) -> Value {
    json!({"minor": minor, "currency": "CNY"})
}

/// A bank account to be paid into.
fn banked(n: usize) -> Value {
    let account = json!({"other": format!("62220000{:08}", 11 + n)});
    json!({"name": "张三", "account": account, "agent": {"clearing": ["CNAPS", "102100099996"]}})
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or("").to_owned()
}

impl<'a> Month<'a> {
    pub(crate) fn new(base: &'a str, seeded: &'a Seed, bank: &'a Bank, pass: &'a Pass, span: Span) -> Self {
        Self { base, seeded, bank, pass, cases: Vec::new(), span, signed_in: HashMap::new() }
    }

    pub(crate) async fn step(&mut self, step: Step, staff: &mut [Staff]) -> Done {
        match step {
            Step::Order => self.order().await,
            Step::Payees => self.payees(staff).await,
            Step::StandBy => self.stand_by(staff).await,
            Step::Slow => self.talk(staff.first_mut(), MINUTE * 70).await,
            Step::Penalise => self.penalise(staff).await,
            Step::Lift => {
                self.judge(
                    Step::Penalise,
                    1,
                    json!({"outcome": "for_subject", "rule": "payout.penalty",
                "reason": "录音里没有无礼的话。"}),
                )
                .await
            }
            Step::Reject => self.reject(staff).await,
            Step::Dispute => self.dispute(staff).await,
            Step::Award => {
                self.judge(
                    Step::Dispute,
                    0,
                    json!({"outcome": "for_subject", "rule": "payout.tariff",
                "reason": "少算了一步。", "award_minor": 50}),
                )
                .await
            }
            Step::Close => self.close().await,
            Step::Pay => self.pay().await,
            Step::Booked => Ok(()),
            Step::Returned => self.came_back().await,
            Step::Again => self.again().await,
        }
    }

    /// The person of the worker's log-in has no device yet: whoever signs in brings their own.
    pub(crate) async fn leave(&mut self) -> Done {
        let star = self.star().await?;
        for key in star.get("/me/passkeys").await?["items"].as_array().into_iter().flatten() {
            let proof = json!({"password": self.seeded.star.password, "even_last": true});
            let path = format!("/me/passkeys/{}/remove", word(&key["id"]));
            // A password is an attempt, and an address has few a minute.
            for tries in 1.. {
                match star.post(&path, &proof).await {
                    Err(Failure::Refused { status: 429, .. }) if tries < 20 => tokio::time::sleep(Duration::from_secs(6)).await,
                    outcome => {
                        outcome?;
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    async fn person(&mut self, login: &Login) -> Done<Arc<Client>> {
        let person = self.signed_in.entry(login.email.clone()).or_insert_with(|| Person::new(login.clone()));
        person.client(self.base).await
    }

    async fn star(&mut self) -> Done<Arc<Client>> {
        let star = &self.seeded.star;
        self.person(star).await
    }

    async fn known(&mut self, role: &str, n: usize) -> Done<Arc<Client>> {
        let found = self.seeded.people.iter().filter(|p| p.role == role).nth(n);
        let found = found.ok_or_else(|| Failure::Odd(format!("no {role} was seeded")))?;
        let login = Login { email: found.email.clone(), password: found.password.clone() };
        self.person(&login).await
    }

    async fn admin(&mut self, n: usize) -> Done<Arc<Client>> {
        self.known("admin", n).await
    }

    /// The month that is closed, `2026-10`; its end is midnight in the tariff's zone.
    fn period(&self) -> String {
        let middle = self.span.month_end.minus(DAY * 15).day();
        middle.get(..7).unwrap_or_default().to_owned()
    }

    async fn order(&mut self) -> Done {
        let Span { since, month_end } = self.span;
        let day = |n: u32, hours: u32| since.plus(DAY * n + HOUR * hours);
        for n in 0..self.seeded.widgets.len() {
            let owner = self.known("enterprise", n).await?;
            let project = word(&owner.get("/projects").await?["items"][0]["id"]);
            let standby = json!({"minutes": 600, "from": day(2, 10), "until": day(2, 14)});
            let order = json!({"project": project, "base_per_hour": 4, "burst_per_hour": 24, "ends_at": month_end,
                "budget": fen(1_500_000), "standby": standby});
            owner.post("/orders", &order).await?;
            let surge =
                json!({"project": project, "gap_bp": 3000, "starts_at": day(3, 0), "ends_at": day(10, 0), "amount": fen(60_000)});
            owner.post("/surges", &surge).await?;
            owner.post(&format!("/projects/{project}/quality-pool"), &json!({"amount": fen(80_000)})).await?;
        }
        Ok(())
    }

    async fn payees(&mut self, staff: &mut [Staff]) -> Done {
        let last = staff.len().saturating_sub(1);
        for (n, (person, _)) in staff.iter_mut().enumerate() {
            let party = match n {
                // The last one's payment comes back, which a bank tells by itself.
                n if n == last => banked(n),
                1 => json!({"name": "张三", "wallet": {"alipay": "2088000000000011"}}),
                2 => json!({"name": "张三", "wallet": {"wechat": "o6_bmjrPTlm6_2sgVt7hMZOPfL2M"}}),
                _ => banked(n),
            };
            person.client(self.base).await?.put_once("/payee", &party).await?;
        }
        Ok(())
    }

    async fn stand_by(&self, staff: &mut [Staff]) -> Done {
        let Some((person, key)) = staff.last_mut() else { return Ok(()) };
        let worker = person.client(self.base).await?;
        let peak = worker.get("/standby").await?["open"][0].clone();
        let from = self.span.since.plus(DAY * 2 + HOUR * 10);
        let path = format!("/orders/{}/standby", word(&peak["order_id"]));
        worker.post(&path, &json!({"from": from, "until": from.plus(HOUR)})).await?;
        (self.pass)(MINUTE * 59);
        stand_by(self.base, person, key, MINUTE * 62, self.pass).await
    }

    async fn talk(&self, who: Option<&mut Staff>, linger: Duration) -> Done {
        let (Some((person, key)), Some(widget)) = (who, self.seeded.widgets.first()) else { return Ok(()) };
        Episode { base: self.base, widget, person, key, seed: 7, linger, goes_wrong: false, pass: self.pass }.play().await
    }

    /// What a worker earned by a conversation that is played now.
    async fn earned(&self, who: Option<&mut Staff>) -> Done<String> {
        let Some(who) = who else { return Err(Failure::Odd("nobody works".to_owned())) };
        let worker = who.0.client(self.base).await?;
        let before = worker.get("/earnings").await?["lines"]["items"][0]["id"].clone();
        self.talk(Some(&mut *who), Duration::ZERO).await?;
        // The piece is accrued by an event a moment after the wrap-up.
        for _ in 0..swarm::LOOKS {
            let found = worker.get("/earnings").await?["lines"]["items"][0]["id"].clone();
            if found.is_string() && found != before {
                return Ok(word(&found));
            }
            tokio::time::sleep(swarm::LOOK).await;
        }
        Err(Failure::Odd("a piece was not accrued".to_owned()))
    }

    async fn penalise(&mut self, staff: &mut [Staff]) -> Done {
        let earning = self.earned(staff.last_mut()).await?;
        let ask = json!({"amount": fen(200), "reason": "rude"});
        let made = self.admin(0).await?.post(&format!("/earnings/{earning}/penalty"), &ask).await?;
        let case = word(&made["case_id"]);
        let words = json!({"words": "我没有无礼，请听录音。"});
        self.star().await?.post(&format!("/cases/{case}/appeal"), &words).await?;
        self.cases.push((Step::Penalise, case));
        Ok(())
    }

    async fn judge(&mut self, about: Step, admin: usize, verdict: Value) -> Done {
        let cases: Vec<String> = self.cases.iter().filter(|(step, _)| *step == about).map(|(_, case)| case.clone()).collect();
        for case in cases {
            self.admin(admin).await?.post(&format!("/cases/{case}/verdict"), &verdict).await?;
        }
        Ok(())
    }

    async fn reject(&mut self, staff: &mut [Staff]) -> Done {
        let earning = self.earned(staff.get_mut(1)).await?;
        let reason = json!({"reason": "wrong_answer"});
        self.known("enterprise", 0).await?.post(&format!("/earnings/{earning}/rejection"), &reason).await.map(drop)
    }

    async fn dispute(&mut self, staff: &mut [Staff]) -> Done {
        let earning = self.earned(staff.last_mut()).await?;
        let claim = json!({"claim": fen(50), "words": "少算了一步。"});
        let made = self.star().await?.post(&format!("/earnings/{earning}/dispute"), &claim).await?;
        self.cases.push((Step::Dispute, word(&made["case_id"])));
        Ok(())
    }

    async fn close(&mut self) -> Done {
        let body = json!({"period": self.period()});
        self.admin(0).await?.post("/settlements", &body).await.map(drop)
    }

    async fn build(&mut self) -> Done<String> {
        let body = json!({"period": self.period()});
        Ok(word(&self.admin(0).await?.post("/payout-batches", &body).await?["id"]))
    }

    async fn pay(&mut self) -> Done {
        let batch = self.build().await?;
        for n in 0..2 {
            let told = self.admin(n).await?.post(&format!("/payout-batches/{batch}/approvals"), &json!({})).await?;
            if told["state"] == "approved" {
                break;
            }
        }
        self.admin(0).await?.post(&format!("/payout-batches/{batch}/submission"), &json!({})).await.map(drop)
    }

    async fn came_back(&mut self) -> Done {
        let mine = self.star().await?.get("/payouts").await?;
        let id = word(&mine["items"][0]["id"]).replace('-', "");
        if self.bank.give_back(&id, "AC01") { Ok(()) } else { Err(Failure::Odd("the bank did not pay the worker".to_owned())) }
    }

    async fn again(&mut self) -> Done {
        let party =
            json!({"name": "小潮", "account": {"other": "6222000099990001"}, "agent": {"clearing": ["CNAPS", "102100099996"]}});
        self.star().await?.put_once("/payee", &party).await?;
        self.build().await.map(drop)
    }
}
