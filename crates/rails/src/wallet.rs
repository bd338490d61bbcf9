//! Transfers to Alipay and WeChat wallets: signed requests, and what a verified answer says. Pure; the caller sends.

use std::time::Duration;

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use kernel::{Code, Error, Result, Ts};
use ring::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey},
};
use rsa::{Oaep, RsaPublicKey, pkcs1::DecodeRsaPublicKey};
use serde::Deserialize;
use serde_json::{Value, json};
use sha1::Sha1;

use super::{machine::Said, major};

/// Our private key (PKCS#8, DER) and the wallet's public key (PKCS#1, DER).
pub struct Keys {
    pair: RsaKeyPair,
    theirs: Vec<u8>,
}

impl Keys {
    pub fn new(pkcs8: &[u8], theirs: Vec<u8>) -> Result<Self> {
        let pair = RsaKeyPair::from_pkcs8(pkcs8);
        let pair = pair.map_err(|e| Error::new(Code::InvalidField, format!("the wallet's signing key is refused: {e}")))?;
        Ok(Self { pair, theirs })
    }

    /// RSA2: PKCS#1 v1.5 over SHA-256, Base64.
    pub fn sign(&self, text: &str) -> Result<String> {
        let mut signature = vec![0; self.pair.public().modulus_len()];
        let signed = self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature);
        signed.map_err(|_| Error::internal("the wallet request cannot be signed"))?;
        Ok(BASE64.encode(signature))
    }

    /// Sealed under the wallet's key: RSAES-OAEP over SHA-1, as WeChat wants names; Base64. Never twice the same.
    pub fn seal(&self, text: &str) -> Result<String> {
        let refuse = |_| Error::new(Code::InvalidField, "the wallet's public key is refused");
        let key = RsaPublicKey::from_pkcs1_der(&self.theirs).map_err(refuse)?;
        let sealed = key.encrypt(&mut rand::rng(), Oaep::<Sha1>::new(), text.as_bytes());
        Ok(BASE64.encode(sealed.map_err(|_| Error::internal("a name cannot be sealed for the wallet"))?))
    }

    pub fn verify(&self, text: &str, signature: &str) -> bool {
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &self.theirs);
        BASE64.decode(signature).is_ok_and(|s| key.verify(text.as_bytes(), &s).is_ok())
    }
}

/// A request to send as it is. `signed` pairs for Alipay's form, or headers and body for WeChat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    pub method: &'static str,
    pub path: String,
    /// `Authorization`, empty where the signature is in the form.
    pub authorization: String,
    /// `Wechatpay-Serial`: the wallet's key under which a field is sealed; empty where none is.
    pub serial: String,
    /// Form fields or none.
    pub form: Vec<(String, String)>,
    /// JSON or empty.
    pub body: String,
}

/// What came back; `None` of it means that nothing did.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub status: u16,
    pub body: String,
    /// Of WeChat's headers.
    pub timestamp: String,
    pub nonce: String,
    pub signature: String,
}

/// A wallet transfer. `id` is the idempotency key: the same request again is the same transfer.
#[derive(Clone, Debug)]
pub struct Order {
    pub id: String,
    /// Fen.
    pub amount: i64,
    /// The payee's id with the wallet.
    pub payee: String,
    pub name: String,
    pub note: String,
}

/// The wallets' wall clock is Beijing's.
const BEIJING: Duration = Duration::from_secs(8 * 3600);

/// Time as the wallets want it, and a nonce, given by the caller.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// `2026-11-20 08:00:00`, wall clock of the wallet.
    pub wall: String,
    pub unix_seconds: i64,
    pub nonce: String,
}

impl Stamp {
    pub fn at(now: Ts, nonce: String) -> Self {
        let wall: String = now.plus(BEIJING).to_string().chars().take(19).collect();
        Self { wall: wall.replace('T', " "), unix_seconds: now.micros().div_euclid(1_000_000), nonce }
    }
}

pub struct Alipay {
    pub app_id: String,
    pub keys: Keys,
}

/// Alipay carries no less than this, fen.
const ALIPAY_LEAST: i64 = 10;

impl Alipay {
    pub fn transfer(&self, order: &Order, stamp: &Stamp) -> Result<Request> {
        if order.amount < ALIPAY_LEAST {
            return Err(Error::field("amount", "out_of_range", "Alipay transfers at least 0.10 yuan"));
        }
        let content = json!({
            "out_biz_no": order.id,
            "trans_amount": major(order.amount),
            "product_code": "TRANS_ACCOUNT_NO_PWD",
            "biz_scene": "DIRECT_TRANSFER",
            "order_title": order.note,
            "payee_info": {"identity": order.payee, "identity_type": "ALIPAY_USER_ID", "name": order.name},
        });
        self.call("alipay.fund.trans.uni.transfer", &content, stamp)
    }

    pub fn query(&self, id: &str, stamp: &Stamp) -> Result<Request> {
        let content = json!({"out_biz_no": id, "product_code": "TRANS_ACCOUNT_NO_PWD", "biz_scene": "DIRECT_TRANSFER"});
        self.call("alipay.fund.trans.common.query", &content, stamp)
    }

    fn call(&self, method: &str, content: &Value, stamp: &Stamp) -> Result<Request> {
        let mut form: Vec<(String, String)> = [
            ("app_id", self.app_id.as_str()),
            ("biz_content", &content.to_string()),
            ("charset", "utf-8"),
            ("format", "JSON"),
            ("method", method),
            ("sign_type", "RSA2"),
            ("timestamp", &stamp.wall),
            ("version", "1.0"),
        ]
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .into();
        form.sort_unstable();
        form.push(("sign".to_owned(), self.keys.sign(&signed_form(&form))?));
        Ok(Request { method: "POST", path: "/gateway.do".to_owned(), form, ..Request::default() })
    }

    /// What an answer says; one that is missing, torn or not signed by Alipay says nothing.
    pub fn read(&self, method: &str, answer: Option<&Answer>) -> Said {
        let Some(answer) = answer.filter(|a| a.status == 200) else { return Said::Nothing };
        let key = format!("\"{}_response\":", method.replace('.', "_"));
        let Some((_, rest)) = answer.body.split_once(&key) else { return Said::Nothing };
        // The signature is over the node's text as it stands.
        let mut node = serde_json::Deserializer::from_str(rest).into_iter::<AlipayNode>();
        let Some(Ok(said)) = node.next() else { return Said::Nothing };
        let text = rest.get(..node.byte_offset()).unwrap_or("");
        let signature = serde_json::from_str::<Value>(&answer.body).ok().and_then(|v| v["sign"].as_str().map(ToOwned::to_owned));
        if !signature.is_some_and(|s| self.keys.verify(text, &s)) {
            return Said::Nothing;
        }
        said.meaning()
    }
}

/// `a=1&b=2`, without the signature: what Alipay signs.
pub(crate) fn signed_form(form: &[(String, String)]) -> String {
    form.iter().filter(|(k, _)| k != "sign").map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join("&")
}

#[derive(Deserialize)]
pub(crate) struct AlipayNode {
    pub(crate) code: String,
    #[serde(default)]
    pub(crate) sub_code: String,
    #[serde(default)]
    pub(crate) status: String,
}

/// Refusals that are certain; every other failure is asked about first.
const ALIPAY_CERTAIN: [&str; 8] = [
    "PAYEE_NOT_EXIST",
    "PAYEE_USER_INFO_ERROR",
    "PAYER_BALANCE_NOT_ENOUGH",
    "PAYEE_ACC_OCCUPIED",
    "INVALID_PARAMETER",
    "EXCEED_LIMIT_SM_MIN_AMOUNT",
    "PERM_AML_NOT_REALNAME_REV",
    "PAYEE_CERT_INFO_ERROR",
];

impl AlipayNode {
    pub(crate) fn meaning(&self) -> Said {
        match (self.code.as_str(), self.status.as_str()) {
            ("10000", "SUCCESS") => Said::Settled,
            ("10000", "DEALING" | "WAIT_PAY") => Said::Accepted,
            ("10000", "FAIL" | "CLOSED") => Said::Rejected,
            ("10000", "REFUND") => Said::Returned,
            ("40004", _) if self.sub_code == "ORDER_NOT_EXIST" => Said::NotFound,
            ("40004", _) if ALIPAY_CERTAIN.contains(&self.sub_code.as_str()) => Said::Rejected,
            _ => Said::Nothing,
        }
    }
}

pub struct WeChat {
    pub app_id: String,
    pub merchant: String,
    pub serial: String,
    pub scene: String,
    /// Serial number of WeChat's key: names are sealed for it from 2,000 yuan on, and more is not paid without one.
    pub their_serial: Option<String>,
    /// Where WeChat posts its notices; told with each order.
    pub notify_url: Option<String>,
    /// Under which it seals them (the merchant's key of API v3).
    pub notice_key: Option<[u8; 32]>,
    pub keys: Keys,
}

/// From here on WeChat wants the payee's name, sealed under its own key; fen.
const WECHAT_NAMED: i64 = 200_000;
const WECHAT_BILLS: &str = "/v3/fund-app/mch-transfer/transfer-bills";

impl WeChat {
    /// Errors: `invalid_field` for nothing, and, where the wallet's key is not named, for amounts at which it demands a name.
    pub fn transfer(&self, order: &Order, stamp: &Stamp) -> Result<Request> {
        let named = order.amount >= WECHAT_NAMED;
        if order.amount <= 0 || named && self.their_serial.is_none() {
            let most = "WeChat transfers from 0.01 yuan, and 2,000 or more where its key for names is configured";
            return Err(Error::field("amount", "out_of_range", most));
        }
        let mut body = json!({
            "appid": self.app_id,
            "out_bill_no": order.id,
            "transfer_scene_id": self.scene,
            "openid": order.payee,
            "transfer_amount": order.amount,
            "transfer_remark": order.note,
        });
        if let Some(url) = &self.notify_url {
            body["notify_url"] = json!(url);
        }
        let mut serial = String::new();
        if let Some(theirs) = self.their_serial.as_ref().filter(|_| named) {
            body["user_name"] = json!(self.keys.seal(&order.name)?);
            serial.clone_from(theirs);
        }
        Ok(Request { serial, ..self.call("POST", WECHAT_BILLS.to_owned(), body.to_string(), stamp)? })
    }

    pub fn query(&self, id: &str, stamp: &Stamp) -> Result<Request> {
        self.call("GET", format!("{WECHAT_BILLS}/out-bill-no/{id}"), String::new(), stamp)
    }

    fn call(&self, method: &'static str, path: String, body: String, stamp: &Stamp) -> Result<Request> {
        let (time, nonce) = (stamp.unix_seconds, &stamp.nonce);
        let signature = self.keys.sign(&format!("{method}\n{path}\n{time}\n{nonce}\n{body}\n"))?;
        let authorization = format!(
            "WECHATPAY2-SHA256-RSA2048 mchid=\"{}\",nonce_str=\"{nonce}\",signature=\"{signature}\",timestamp=\"{time}\",serial_no=\"{}\"",
            self.merchant, self.serial
        );
        Ok(Request { method, path, authorization, body, ..Request::default() })
    }

    /// Whether WeChat signed it: its time, its nonce and its body as they stand.
    pub(crate) fn signed(&self, answer: &Answer) -> bool {
        self.keys.verify(&format!("{}\n{}\n{}\n", answer.timestamp, answer.nonce, answer.body), &answer.signature)
    }

    /// What an answer says; one that is missing, torn or not signed by WeChat says nothing.
    pub fn read(&self, answer: Option<&Answer>) -> Said {
        let Some(answer) = answer.filter(|answer| self.signed(answer)) else { return Said::Nothing };
        let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        let word = |key: &str| body[key].as_str().unwrap_or("").to_owned();
        match (answer.status, word("code").as_str()) {
            (200, _) => wechat_state(&word("state")),
            (404, "NOT_FOUND") => Said::NotFound,
            (400, "PARAM_ERROR" | "INVALID_REQUEST") | (403, "NOT_ENOUGH") => Said::Rejected,
            _ => Said::Nothing,
        }
    }
}

/// What the state of a transfer with WeChat says.
pub(crate) fn wechat_state(state: &str) -> Said {
    match state {
        "SUCCESS" => Said::Settled,
        "ACCEPTED" | "PROCESSING" | "TRANSFERING" => Said::Accepted,
        "WAIT_USER_CONFIRM" => Said::AwaitingPayee,
        "FAIL" | "CANCELLED" => Said::Rejected,
        _ => Said::Nothing,
    }
}

/// A text as a form carries it.
pub fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

/// The text that a form carried. What is encoded wrongly stays as it is.
pub(crate) fn decoded(text: &str) -> String {
    let (mut out, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let [first, after @ ..] = rest {
        let hex =
            after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok()).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        let (byte, left) = match (first, hex) {
            (b'%', Some(byte)) => (byte, after.get(2..).unwrap_or_default()),
            (b'+', _) => (b' ', after),
            _ => (*first, after),
        };
        out.push(byte);
        rest = left;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
#[path = "wallet_tests.rs"]
pub(crate) mod tests;
