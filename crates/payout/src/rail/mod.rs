//! The rails: the bank and the wallets that payouts are sent to, spoken to by jobs. Types here.
//!
//! Rows say what is to be done and when; a runner claims a row before it speaks, so that two runners speak once, and one
//! that was killed leaves a row whose turn comes again. What was sent and not answered is asked about first, and sent
//! again, identical and under the same id, only when the rail has never heard of it.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use db::Json;
use kernel::{Error, Result, TenantId, Ts};
use post::{Call, Peer, Reply, Wire};
use rails::{
    party::Rail,
    wallet::{Alipay, Answer, Order, Request, WeChat, encoded},
};

use crate::batch::{BatchId, Heard};

kernel::nouns! {
    /// A file to or from a bank.
    RailFileEntity => RailFileId,
}

db::text_enum! {
    /// What a file is.
    pub(crate) enum RailFileKind {
        /// pain.001: ours.
        Order = "order",
        /// pain.002.
        Status = "status",
        /// camt.053 or camt.054.
        Statement = "statement",
    }
}

db::text_enum! {
    /// How far a file has come.
    pub(crate) enum RailFileState {
        /// To be handed over.
        Ready = "ready",
        /// Handed over, perhaps: nobody has answered.
        Unsure = "unsure",
        /// The bank has it, or we have it.
        Taken = "taken",
        /// The bank does not take it: a person looks.
        Refused = "refused",
        /// It arrived broken, and is fetched again.
        Torn = "torn",
    }
}

#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::rail_file)]
pub(crate) struct RailFileRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: RailFileId,
    pub(crate) rail: Rail,
    pub(crate) kind: RailFileKind,
    pub(crate) name: String,
    pub(crate) batch_id: Option<BatchId>,
    /// Of its bytes; empty while it was not written or not read.
    pub(crate) sha256: String,
    pub(crate) state: RailFileState,
    pub(crate) tries: i64,
    pub(crate) next_at: Option<Ts>,
    pub(crate) problem: Option<String>,
    pub(crate) heard: Option<Json<Heard>>,
    pub(crate) created_at: Ts,
    pub(crate) changed_at: Ts,
}

/// A bank that takes files over HTTP: `POST /orders` with a pain.001, `GET /orders/{MsgId}` for what it made of one,
/// `GET /files` for the names of its own files and `GET /files/{name}` for one of them.
pub struct BankPeer {
    pub peer: Peer,
    /// Sent as a bearer token.
    pub token: String,
}

/// Whom payouts are sent to; an extra of the application. Without a bank its files are carried by people.
pub struct Counterparties {
    pub wire: Wire,
    pub bank: Option<BankPeer>,
    pub alipay: Option<(Peer, Alipay)>,
    pub wechat: Option<(Peer, WeChat)>,
}

impl Counterparties {
    /// Nobody is spoken to.
    pub fn none() -> Result<Self> {
        Ok(Self { wire: Wire::new()?, bank: None, alipay: None, wechat: None })
    }

    pub(crate) const fn has(&self, rail: Rail) -> bool {
        match rail {
            Rail::Bank => self.bank.is_some(),
            Rail::Alipay => self.alipay.is_some(),
            Rail::Wechat => self.wechat.is_some(),
        }
    }
}

/// A wallet's request as it goes over the wire.
pub(crate) fn call(request: Request) -> Call {
    let mut headers = Vec::new();
    if !request.authorization.is_empty() {
        headers.push(("authorization", request.authorization));
    }
    if !request.serial.is_empty() {
        headers.push(("wechatpay-serial", request.serial));
    }
    let body = if request.form.is_empty() {
        headers.extend([("content-type", "application/json".to_owned()), ("accept", "application/json".to_owned())]);
        request.body
    } else {
        headers.push(("content-type", "application/x-www-form-urlencoded;charset=utf-8".to_owned()));
        let pairs = request.form.iter().map(|(k, v)| format!("{}={}", encoded(k), encoded(v)));
        pairs.collect::<Vec<_>>().join("&")
    };
    Call { method: request.method, path: request.path, headers, body: body.into_bytes() }
}

/// What came over the wire as a wallet's answer; nothing that is whole is left out.
pub(crate) fn answer(reply: Result<Reply>) -> Option<Answer> {
    let reply = reply.ok()?;
    let header = |name: &str| reply.header(name).to_owned();
    Some(Answer {
        status: reply.status,
        timestamp: header("wechatpay-timestamp"),
        nonce: header("wechatpay-nonce"),
        signature: header("wechatpay-signature"),
        body: String::from_utf8(reply.body).ok()?,
    })
}

/// The order of a payout to a wallet.
pub(crate) fn order(id: String, amount: i64, payee: &rails::party::Payee, note: String) -> Result<Order> {
    use rails::party::{Payee, Wallet};
    match payee {
        Payee::Wallet(party) => {
            let (Wallet::Alipay(user) | Wallet::Wechat(user)) = &party.wallet;
            Ok(Order { id, amount, payee: user.clone(), name: party.name.clone(), note })
        }
        Payee::Bank(_) => Err(Error::internal("a payment by bank is no wallet's")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_encoded_as_alipay_reads_them() {
        let form = vec![("biz_content".to_owned(), "{\"a\":\"张 &\"}".to_owned()), ("sign".to_owned(), "a+b/=".to_owned())];
        let request = Request { method: "POST", path: "/gateway.do".to_owned(), form, ..Request::default() };
        let body = String::from_utf8(call(request).body).unwrap();
        assert_eq!(body, "biz_content=%7B%22a%22%3A%22%E5%BC%A0%20%26%22%7D&sign=a%2Bb%2F%3D");
    }
}
