//! A simulated bank with two wallets, on a port of this machine: takes pain.001 files and wallet transfers, and answers as
//! banks do on bad days: late, twice, in another order, torn, or not at all. Written without a crate of ours that reads or
//! writes these formats, so that a mistake of theirs is not made twice.

mod file;
mod keys;
mod notice;
mod serve;
mod wallet;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use kernel::{Clock, Ts};
use rand::{RngExt, SeedableRng, rngs::StdRng};

use crate::Failure;
use file::Ordered;
use notice::Word;

pub use notice::Notice;

/// How the bank behaves. By default it carries out what it is told a day later, and says so once and in order.
#[derive(Clone, Debug)]
pub struct Conduct {
    pub seed: u64,
    /// How long a payment takes from being accepted to being booked.
    pub book_after: Duration,
    /// Of a hundred requests, how many never arrive.
    pub lost_requests: u32,
    /// Of a hundred requests that were carried out, how many are not answered.
    pub lost_answers: u32,
    /// Of a hundred fetches of a file, how many are cut off.
    pub torn: u32,
    /// Of a hundred payments, how many are refused for their account.
    pub refused: u32,
    /// Every file is published twice, under two names.
    pub repeats: bool,
    /// The newest file is listed first, and reports about what is long booked come after the statement.
    pub reorders: bool,
    /// How long after the fact a wallet says by itself what became of a payment.
    pub notice_after: Duration,
}

impl Default for Conduct {
    fn default() -> Self {
        let book_after = Duration::from_secs(86_400);
        let notice_after = Duration::ZERO;
        let (lost_requests, lost_answers, torn, refused) = (0, 0, 0, 0);
        Self { seed: 1, book_after, lost_requests, lost_answers, torn, refused, repeats: false, reorders: false, notice_after }
    }
}

/// What became of a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    Accepted,
    Booked,
    Refused,
    /// It was booked and came back.
    Returned,
}

/// A payment that the bank was told to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    pub amount: String,
    pub fate: Fate,
    /// How often its money left: never more than once.
    pub left: u32,
    /// By a bank file; else by a wallet.
    by_file: bool,
    /// What it was ordered with: the same id with anything else is refused.
    order: String,
    currency: String,
    at: Ts,
}

/// A file that the bank publishes.
#[derive(Clone, Debug)]
struct Published {
    name: String,
    kind: &'static str,
    xml: String,
}

/// What arrived.
#[derive(Clone, Debug, Default)]
struct Request {
    method: String,
    path: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

/// What is answered.
#[derive(Clone, Debug, Default)]
struct Response {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Response {
    fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: body.into() }
    }
}

struct Books {
    clock: Clock,
    conduct: Conduct,
    rng: StdRng,
    payments: BTreeMap<String, Payment>,
    /// Orders by message id: the file and the answer to it.
    messages: BTreeMap<String, (String, String)>,
    files: Vec<Published>,
    /// What the wallets will say by themselves.
    words: Vec<Word>,
}

/// The bank. Cheap to clone; all clones are one bank.
#[derive(Clone)]
pub struct Bank(Arc<Mutex<Books>>);

/// How the platform reaches the bank: addresses, names and keys made for the simulation.
#[derive(Clone, Debug)]
pub struct Access {
    pub url: String,
    pub token: &'static str,
    pub app_id: &'static str,
    /// The platform's private key, PKCS#8, DER.
    pub key: &'static [u8],
    /// The wallets' public key, PKCS#1, DER.
    pub their_key: &'static [u8],
    pub merchant: &'static str,
    /// Serial number of WeChat's key.
    pub their_serial: &'static str,
    /// Under which WeChat seals its notices.
    pub notice_key: &'static [u8; 32],
}

impl Access {
    /// The bank that listens at `url`.
    pub fn at(url: String) -> Self {
        let (key, their_key) = (keys::PLATFORM.private.as_slice(), keys::WALLET.public.as_slice());
        Self { url, token: TOKEN, app_id: APP, key, their_key, merchant: MERCHANT, their_serial: SERIAL, notice_key: NOTICE_KEY }
    }
}

const TOKEN: &str = "simulated-bank";
const APP: &str = "2021000000000000";
const MERCHANT: &str = "1900000000";
const SERIAL: &str = "PUB_KEY_ID_SIMULATED";
const NOTICE_KEY: &[u8; 32] = b"simulated, of thirty-two letters";

impl Bank {
    pub fn new(conduct: Conduct, clock: Clock) -> Self {
        let rng = StdRng::seed_from_u64(conduct.seed);
        let (payments, messages, files, words) = (BTreeMap::new(), BTreeMap::new(), Vec::new(), Vec::new());
        Self(Arc::new(Mutex::new(Books { clock, conduct, rng, payments, messages, files, words })))
    }

    /// Opens on a free port of this machine and serves until the process ends.
    pub async fn open(&self) -> Result<Access, Failure> {
        let line = |e: std::io::Error| Failure::Line(e.to_string());
        let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.map_err(line)?;
        let url = format!("http://{}", listener.local_addr().map_err(line)?);
        tokio::spawn(serve::serve(self.clone(), listener));
        Ok(Access::at(url))
    }

    /// From now on the bank's clock is `clock`.
    pub fn keep_time(&self, clock: Clock) {
        self.books(|b| b.clock = clock);
    }

    /// From now on the bank behaves like this.
    pub fn behave(&self, conduct: Conduct) {
        self.books(|b| b.conduct = conduct);
    }

    /// A booked payment comes back, e.g. for `AC01`: its account is wrong. `false` when it was not booked.
    pub fn give_back(&self, id: &str, code: &str) -> bool {
        self.books(|b| b.give_back(id, code))
    }

    /// Every payment ordered, by its id.
    pub fn payments(&self) -> BTreeMap<String, Payment> {
        self.books(|b| {
            b.turn();
            b.payments.clone()
        })
    }

    fn books<T>(&self, f: impl FnOnce(&mut Books) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Answers a request, or does not.
    fn answer(&self, request: &Request) -> Option<Response> {
        self.books(|b| {
            let (lost, silent) = (b.conduct.lost_requests, b.conduct.lost_answers);
            if b.chance(lost) {
                return None;
            }
            b.turn();
            let response = b.route(request);
            if b.chance(silent) { None } else { Some(response) }
        })
    }
}

impl Books {
    fn chance(&mut self, of_a_hundred: u32) -> bool {
        of_a_hundred > 0 && self.rng.random_range(0..100) < of_a_hundred
    }

    fn route(&mut self, request: &Request) -> Response {
        let (method, path) = (request.method.as_str(), request.path.as_str());
        if let Some(answer) = wallet::route(self, request) {
            return answer;
        }
        if request.headers.get("authorization") != Some(&format!("Bearer {TOKEN}")) {
            return Response::new(401, "who asks?");
        }
        match (method, path.split_once("/orders/"), path.split_once("/files/")) {
            ("POST", ..) if path == "/orders" => self.order(&String::from_utf8_lossy(&request.body)),
            ("GET", Some((_, id)), _) => match self.messages.get(id) {
                Some((_, answer)) => Response::new(200, answer.as_str()),
                None => Response::new(404, "no such order"),
            },
            ("GET", ..) if path == "/files" => self.list(),
            ("GET", _, Some((_, name))) => self.file(name),
            _ => Response::new(404, "no such place"),
        }
    }

    /// Takes a pain.001 file, once: the same message again is answered alike, with another content it is refused.
    fn order(&mut self, xml: &str) -> Response {
        let Some(id) = file::message_id(xml).filter(|_| xml.trim_end().ends_with("</Document>")) else {
            return Response::new(400, "the file is torn");
        };
        if let Some((before, answer)) = self.messages.get(&id) {
            return if before == xml {
                Response::new(200, answer.as_str())
            } else {
                Response::new(422, "this message was another file before")
            };
        }
        let transfers = file::ordered(xml);
        if transfers.is_empty() || transfers.iter().any(|t| self.payments.contains_key(&t.id)) {
            return Response::new(422, "no transfers, or one that was ordered before");
        }
        let mut refused = Vec::new();
        for Ordered { id, amount, currency } in transfers {
            if self.accept(id.clone(), amount, currency, String::new(), true) == Fate::Refused {
                refused.push(id);
            }
        }
        if !refused.is_empty() {
            let report = file::report(&id, "PART", &refused);
            self.publish("status", report);
        }
        let answer = file::report(&id, "ACTC", &[]);
        self.messages.insert(id, (xml.to_owned(), answer.clone()));
        Response::new(200, answer)
    }

    fn accept(&mut self, id: String, amount: String, currency: String, order: String, by_file: bool) -> Fate {
        let refused = self.conduct.refused;
        let fate = if self.chance(refused) { Fate::Refused } else { Fate::Accepted };
        let at = self.clock.now();
        self.payments.insert(id.clone(), Payment { amount, fate: fate.clone(), left: 0, by_file, order, currency, at });
        self.speak_of(&id);
        fate
    }

    /// What became due since the last look is booked; what went by file stands in a statement.
    fn turn(&mut self) {
        let (now, after) = (self.clock.now(), self.conduct.book_after);
        let (mut booked, mut done) = (Vec::new(), Vec::new());
        for (id, payment) in &mut self.payments {
            if payment.fate == Fate::Accepted && payment.at.plus(after) <= now {
                payment.fate = Fate::Booked;
                payment.left += 1;
                if payment.by_file {
                    booked.push(payment.ordered(id));
                } else {
                    done.push(id.clone());
                }
            }
        }
        done.iter().for_each(|id| self.speak_of(id));
        if !booked.is_empty() {
            let name = format!("BOOKED-{}", self.files.len() + 1);
            self.publish("statement", file::booked(&name, &booked));
            if self.conduct.reorders {
                // A report that says less than the statement already did.
                let ids: Vec<String> = booked.into_iter().map(|o| o.id).collect();
                self.publish("status", file::accepted(&ids));
            }
        }
    }

    fn give_back(&mut self, id: &str, code: &str) -> bool {
        self.turn();
        let Some(payment) = self.payments.get_mut(id).filter(|p| p.fate == Fate::Booked) else { return false };
        payment.fate = Fate::Returned;
        let (by_file, ordered) = (payment.by_file, payment.ordered(id));
        if by_file {
            let name = format!("RETURNED-{}", self.files.len() + 1);
            self.publish("statement", file::returned(&name, &ordered, code));
        }
        self.speak_of(id);
        true
    }

    fn publish(&mut self, kind: &'static str, xml: String) {
        let n = self.files.len() + 1;
        self.files.push(Published { name: format!("{kind}-{n}.xml"), kind, xml: xml.clone() });
        if self.conduct.repeats {
            self.files.push(Published { name: format!("{kind}-{n}-again.xml"), kind, xml });
        }
    }

    fn list(&self) -> Response {
        let mut files: Vec<_> = self.files.iter().map(|f| serde_json::json!({"name": f.name, "kind": f.kind})).collect();
        if self.conduct.reorders {
            files.reverse();
        }
        Response::new(200, serde_json::json!({ "files": files }).to_string())
    }

    fn file(&mut self, name: &str) -> Response {
        let torn = self.conduct.torn;
        let cut = self.chance(torn);
        match self.files.iter().find(|f| f.name == name) {
            Some(file) if cut => Response::new(200, file.xml.as_bytes().get(..file.xml.len() * 2 / 3).unwrap_or_default()),
            Some(file) => Response::new(200, file.xml.as_str()),
            None => Response::new(404, "no such file"),
        }
    }
}

impl Payment {
    fn ordered(&self, id: &str) -> Ordered {
        Ordered { id: id.to_owned(), amount: self.amount.clone(), currency: self.currency.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(id: &str, transfer: &str, yuan: &str) -> String {
        format!(
            "<Document><GrpHdr><MsgId>{id}</MsgId></GrpHdr><CdtTrfTxInf><PmtId><EndToEndId>{transfer}</EndToEndId></PmtId><Amt><InstdAmt Ccy=\"CNY\">{yuan}</InstdAmt></Amt></CdtTrfTxInf></Document>"
        )
    }

    #[test]
    fn a_message_is_one_file_and_money_leaves_once() {
        let clock = Clock::manual("2026-01-01T00:00:00Z".parse().unwrap());
        let bank = Bank::new(Conduct::default(), clock.clone());
        let take = |xml: &str| bank.books(|b| b.order(xml).status);
        assert_eq!(take(&order("m1", "a1", "7.05")), 200);
        assert_eq!(take(&order("m1", "a1", "7.05")), 200, "again: answered alike");
        assert_eq!(take(&order("m1", "a1", "7.06")), 422, "another content");
        assert_eq!(take(&order("m2", "a1", "7.05")), 422, "a transfer that another message ordered");
        assert_eq!(take("<Document><MsgId>m3</MsgId>"), 400);
        assert!(!bank.give_back("a1", "AC01"), "nothing comes back before it left");
        clock.advance(Duration::from_secs(90_000));
        assert_eq!(bank.payments()["a1"].fate, Fate::Booked);
        assert!(bank.give_back("a1", "AC01") && !bank.give_back("a1", "AC01"));
        assert_eq!(bank.payments()["a1"].left, 1);
        let kinds: Vec<&str> = bank.books(|b| b.files.iter().map(|f| f.kind).collect());
        assert_eq!(kinds, ["statement", "statement"]);
    }
}
