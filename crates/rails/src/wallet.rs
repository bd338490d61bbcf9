//! Transfers to Alipay and WeChat wallets: signed requests, and what a verified answer says. Pure; the caller sends.

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use kernel::{Code, Error, Result};
use ring::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey},
};
use serde::Deserialize;
use serde_json::{Value, json};

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

    pub fn verify(&self, text: &str, signature: &str) -> bool {
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &self.theirs);
        BASE64.decode(signature).is_ok_and(|s| key.verify(text.as_bytes(), &s).is_ok())
    }
}

/// A request to send as it is. `signed` pairs for Alipay's form, or headers and body for WeChat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub method: &'static str,
    pub path: String,
    /// `Authorization`, empty where the signature is in the form.
    pub authorization: String,
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

/// Time as the wallets want it, and a nonce, given by the caller.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// `2026-11-20 08:00:00`, wall clock of the wallet.
    pub wall: String,
    pub unix_seconds: i64,
    pub nonce: String,
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
        Ok(Request { method: "POST", path: "/gateway.do".to_owned(), authorization: String::new(), form, body: String::new() })
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
fn signed_form(form: &[(String, String)]) -> String {
    form.iter().filter(|(k, _)| k != "sign").map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join("&")
}

#[derive(Deserialize)]
struct AlipayNode {
    code: String,
    #[serde(default)]
    sub_code: String,
    #[serde(default)]
    status: String,
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
    fn meaning(&self) -> Said {
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
    pub keys: Keys,
}

/// From here on WeChat wants the payee's name, sealed under its own key; fen.
const WECHAT_NAMED: i64 = 200_000;
const WECHAT_BILLS: &str = "/v3/fund-app/mch-transfer/transfer-bills";

impl WeChat {
    /// Errors: `invalid_field` for amounts at which WeChat demands the sealed name, which we do not send.
    pub fn transfer(&self, order: &Order, stamp: &Stamp) -> Result<Request> {
        if order.amount <= 0 || order.amount >= WECHAT_NAMED {
            return Err(Error::field(
                "amount",
                "out_of_range",
                "WeChat transfers from 0.01 up to 1,999.99 yuan; use a bank for more",
            ));
        }
        let body = json!({
            "appid": self.app_id,
            "out_bill_no": order.id,
            "transfer_scene_id": self.scene,
            "openid": order.payee,
            "transfer_amount": order.amount,
            "transfer_remark": order.note,
        });
        self.call("POST", WECHAT_BILLS.to_owned(), body.to_string(), stamp)
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
        Ok(Request { method, path, authorization, form: vec![], body })
    }

    /// What an answer or a notice says; one that is missing, torn or not signed by WeChat says nothing.
    pub fn read(&self, answer: Option<&Answer>) -> Said {
        let Some(answer) = answer else { return Said::Nothing };
        let signed = format!("{}\n{}\n{}\n", answer.timestamp, answer.nonce, answer.body);
        if !self.keys.verify(&signed, &answer.signature) {
            return Said::Nothing;
        }
        let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        let word = |key: &str| body[key].as_str().unwrap_or("").to_owned();
        match (answer.status, word("state").as_str(), word("code").as_str()) {
            (200, "SUCCESS", _) => Said::Settled,
            (200, "ACCEPTED" | "PROCESSING" | "TRANSFERING", _) => Said::Accepted,
            (200, "WAIT_USER_CONFIRM", _) => Said::AwaitingPayee,
            (200, "FAIL" | "CANCELLED", _) => Said::Rejected,
            (404, _, "NOT_FOUND") => Said::NotFound,
            (400, _, "PARAM_ERROR" | "INVALID_REQUEST") | (403, _, "NOT_ENOUGH") => Said::Rejected,
            _ => Said::Nothing,
        }
    }
}

#[cfg(test)]
#[path = "wallet_tests.rs"]
mod tests;
