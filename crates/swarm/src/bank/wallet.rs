//! The simulated wallets: Alipay's form and WeChat's JSON, signatures checked and given, one movement per id for ever.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use ring::{
    rand::SystemRandom,
    signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey},
};
use rsa::{Oaep, RsaPrivateKey, pkcs8::DecodePrivateKey};
use serde_json::{Value, json};
use sha1::Sha1;

use super::{
    Books, Fate, Request, Response, SERIAL,
    keys::{PLATFORM, WALLET},
};

/// From here on the payee's name is wanted; fen.
const NAMED: i64 = 200_000;
const BILLS: &str = "/v3/fund-app/mch-transfer/transfer-bills";

/// Answers what a wallet is asked; `None` when it is no wallet's business.
pub(super) fn route(books: &mut Books, request: &Request) -> Option<Response> {
    match request.path.as_str() {
        "/gateway.do" => Some(alipay(books, &request.body)),
        path if path.starts_with(BILLS) => Some(wechat(books, request)),
        _ => None,
    }
}

pub(super) fn signed(text: &str) -> String {
    let pair = RsaKeyPair::from_pkcs8(&WALLET.private);
    let signature = pair.ok().and_then(|pair| {
        let mut signature = vec![0; pair.public().modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).ok().map(|()| signature)
    });
    BASE64.encode(signature.unwrap_or_default())
}

/// Whether the platform signed it.
fn is_theirs(text: &str, signature: &str) -> bool {
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, PLATFORM.public.as_slice());
    BASE64.decode(signature).is_ok_and(|s| key.verify(text.as_bytes(), &s).is_ok())
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::new(), 0);
    while let Some(byte) = bytes.get(at) {
        let hex =
            bytes.get(at + 1..at + 3).and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u8::from_str_radix(h, 16).ok());
        match (byte, hex) {
            (b'%', Some(value)) => {
                out.push(value);
                at += 2;
            }
            (b'+', _) => out.push(b' '),
            _ => out.push(*byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn alipay(books: &mut Books, body: &[u8]) -> Response {
    let text = String::from_utf8_lossy(body);
    let form: BTreeMap<String, String> =
        text.split('&').filter_map(|pair| pair.split_once('=')).map(|(k, v)| (decoded(k), decoded(v))).collect();
    let field = |name: &str| form.get(name).cloned().unwrap_or_default();
    let said: Vec<String> = form.iter().filter(|(k, _)| *k != "sign").map(|(k, v)| format!("{k}={v}")).collect();
    let method = field("method");
    let node = if is_theirs(&said.join("&"), &field("sign")) {
        let content: Value = serde_json::from_str(&field("biz_content")).unwrap_or_default();
        alipay_says(books, &method, &content)
    } else {
        json!({"code": "40002", "sub_code": "isv.invalid-signature"})
    };
    let (node, key) = (node.to_string(), format!("{}_response", method.replace('.', "_")));
    let sign = signed(&node);
    Response::new(200, format!("{{\"{key}\":{node},\"sign\":\"{sign}\"}}"))
}

fn alipay_says(books: &mut Books, method: &str, content: &Value) -> Value {
    let id = content["out_biz_no"].as_str().unwrap_or("").to_owned();
    if method.ends_with(".transfer") {
        let order = content.to_string();
        match books.payments.get(&id) {
            Some(payment) if payment.order != order => {
                return json!({"code": "40004", "sub_code": "DUPLICATE_REQUEST_WITH_OTHER_CONTENT"});
            }
            Some(_) => {}
            None => {
                let amount = content["trans_amount"].as_str().unwrap_or("0").to_owned();
                books.accept(id.clone(), amount, "CNY".to_owned(), order, false);
                books.turn();
            }
        }
    }
    let status = match books.payments.get(&id).map(|p| &p.fate) {
        None => return json!({"code": "40004", "sub_code": "ORDER_NOT_EXIST"}),
        Some(Fate::Accepted) => "DEALING",
        Some(Fate::Booked) => "SUCCESS",
        Some(Fate::Refused) => "FAIL",
        Some(Fate::Returned) => "REFUND",
    };
    json!({"code": "10000", "out_biz_no": id, "status": status})
}

fn wechat(books: &mut Books, request: &Request) -> Response {
    let body = String::from_utf8_lossy(&request.body).into_owned();
    let header = request.headers.get("authorization").map_or("", String::as_str);
    let part = |name: &str| header.split(&format!("{name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("");
    let said = format!("{}\n{}\n{}\n{}\n{body}\n", request.method, request.path, part("timestamp"), part("nonce_str"));
    let (status, answer) = if is_theirs(&said, part("signature")) {
        let serial = request.headers.get("wechatpay-serial").map_or("", String::as_str);
        wechat_says(books, &request.method, &request.path, &body, serial)
    } else {
        (401, json!({"code": "SIGN_ERROR"}))
    };
    let (answer, time, nonce) = (answer.to_string(), part("timestamp").to_owned(), format!("n{}", part("nonce_str")));
    let signature = signed(&format!("{time}\n{nonce}\n{answer}\n"));
    let headers = vec![("wechatpay-timestamp", time), ("wechatpay-nonce", nonce), ("wechatpay-signature", signature)];
    Response { status, headers, body: answer.into_bytes() }
}

/// A name that was sealed for the wallet; it is sealed anew with every request.
fn unsealed(text: &str) -> Option<String> {
    let key = RsaPrivateKey::from_pkcs8_der(&WALLET.private).ok()?;
    String::from_utf8(key.decrypt(Oaep::<Sha1>::new(), &BASE64.decode(text).ok()?).ok()?).ok()
}

fn wechat_says(books: &mut Books, method: &str, path: &str, body: &str, serial: &str) -> (u16, Value) {
    let mut content: Value = serde_json::from_str(body).unwrap_or_default();
    if let Some(sealed) = content["user_name"].as_str() {
        let name = unsealed(sealed).filter(|name| !name.is_empty() && serial == SERIAL);
        let Some(name) = name else { return (400, json!({"code": "PARAM_ERROR"})) };
        content["user_name"] = json!(name);
    } else if content["transfer_amount"].as_i64() >= Some(NAMED) {
        return (400, json!({"code": "PARAM_ERROR"}));
    }
    let body = content.to_string();
    let id = match method {
        "POST" => content["out_bill_no"].as_str().unwrap_or("").to_owned(),
        _ => path.rsplit('/').next().unwrap_or("").to_owned(),
    };
    if method == "POST" {
        match books.payments.get(&id) {
            Some(payment) if payment.order != body => return (403, json!({"code": "ALREADY_EXISTS"})),
            Some(_) => {}
            None => {
                let fen = content["transfer_amount"].as_i64().unwrap_or(0);
                let amount = format!("{}.{:02}", fen / 100, fen % 100);
                books.accept(id.clone(), amount, "CNY".to_owned(), body, false);
                books.turn();
            }
        }
    }
    let state = match books.payments.get(&id).map(|p| &p.fate) {
        None => return (404, json!({"code": "NOT_FOUND"})),
        // The payee confirms when the day is over.
        Some(Fate::Accepted) => "WAIT_USER_CONFIRM",
        Some(Fate::Booked) => "SUCCESS",
        Some(Fate::Refused) => "FAIL",
        Some(Fate::Returned) => "CANCELLED",
    };
    (200, json!({"out_bill_no": id, "state": state}))
}

#[cfg(test)]
mod tests {
    use kernel::Clock;

    use super::{super::Bank, *};

    #[test]
    fn an_unsigned_order_moves_nothing() {
        let bank = Bank::new(super::super::Conduct::default(), Clock::system());
        let body = b"method=alipay.fund.trans.uni.transfer&biz_content=%7B%22out_biz_no%22%3A%22a%22%7D&sign=AAAA".to_vec();
        let request = Request { method: "POST".to_owned(), path: "/gateway.do".to_owned(), body, ..Request::default() };
        let answer = bank.books(|b| route(b, &request)).unwrap();
        assert!(String::from_utf8(answer.body).unwrap().contains("invalid-signature"));
        assert!(bank.payments().is_empty());
        assert_eq!(decoded("a%20b+c%E5%BC%A0%"), "a b c张%");
    }
}
