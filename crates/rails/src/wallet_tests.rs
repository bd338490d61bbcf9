//! Wallets against a bank that loses, repeats, reorders, refuses, and sends money back after forty days.

use std::{collections::HashMap, process::Command};

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use super::*;
use crate::machine::{Effect, PayoutState, Source, next};

/// Two RSA keys made for this run, or `None` where openssl is absent.
pub(crate) fn keys() -> Option<(Vec<u8>, Vec<u8>)> {
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name).to_string_lossy().into_owned();
    let run = |args: &[&str]| Command::new("openssl").args(args).output().is_ok_and(|o| o.status.success());
    let (pem, private, public) = (at("key.pem"), at("key.der"), at("public.der"));
    let made = run(&["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", &pem])
        && run(&["pkcs8", "-topk8", "-nocrypt", "-in", &pem, "-outform", "DER", "-out", &private])
        && run(&["rsa", "-in", &pem, "-RSAPublicKey_out", "-outform", "DER", "-out", &public]);
    if !made {
        eprintln!("skipped: openssl makes no keys here");
        return None;
    }
    Some((std::fs::read(private).unwrap(), std::fs::read(public).unwrap()))
}

fn stamp(n: i64) -> Stamp {
    Stamp { wall: "2026-11-20 08:00:00".to_owned(), unix_seconds: 1_795_000_000 + n, nonce: format!("nonce{n}") }
}

#[test]
fn a_name_is_sealed_for_wechat_from_two_thousand_yuan_on() {
    use rsa::pkcs8::DecodePrivateKey;
    let Some((private, public)) = keys() else { return };
    let [app_id, merchant, serial, scene] = ["app", "1900", "AB", "1005"].map(ToOwned::to_owned);
    let (keys, their_serial) = (Keys::new(&private, public).unwrap(), Some("PUB".to_owned()));
    let wechat = WeChat { app_id, merchant, serial, scene, their_serial, notify_url: None, notice_key: None, keys };
    let sent = |amount| wechat.transfer(&Order { amount, ..order(1) }, &stamp(1)).unwrap();
    let less = sent(199_999);
    assert!(less.serial.is_empty() && !less.body.contains("user_name"));
    let more = sent(200_000);
    let sealed = serde_json::from_str::<Value>(&more.body).unwrap()["user_name"].as_str().unwrap().to_owned();
    let key = rsa::RsaPrivateKey::from_pkcs8_der(&private).unwrap();
    let name = key.decrypt(Oaep::<Sha1>::new(), &BASE64.decode(sealed).unwrap()).unwrap();
    assert_eq!((more.serial.as_str(), name.as_slice()), ("PUB", "张三".as_bytes()));
    assert!(!more.body.contains("张三"));
}

#[test]
fn a_wallets_wall_clock_is_beijings() {
    assert_eq!(Stamp::at("2026-11-20T20:00:00Z".parse().unwrap(), String::new()).wall, "2026-11-21 04:00:00");
}

fn order(n: usize) -> Order {
    Order {
        id: format!("po{n}"),
        amount: 1000 + n as i64,
        payee: "2088".to_owned(),
        name: "张三".to_owned(),
        note: "结算".to_owned(),
    }
}

/// The wallet's side: what it has carried out, by the order's id. One movement per id, whatever is sent.
struct Bank {
    keys: Keys,
    moved: HashMap<String, (i64, &'static str)>,
}

impl Bank {
    fn alipay(&self, method: &str, node: &Value) -> Answer {
        let text = node.to_string();
        let sign = self.keys.sign(&text).unwrap();
        let key = format!("{}_response", method.replace('.', "_"));
        Answer { status: 200, body: format!("{{\"{key}\":{text},\"sign\":\"{sign}\"}}"), ..Answer::default() }
    }

    /// Handles a request; `fate` decides what becomes of a first submission and of its answer.
    fn take(&mut self, request: &Request, fate: u8) -> Option<Answer> {
        let field = |name: &str| request.form.iter().find(|(k, _)| k == name).map(|(_, v)| v.clone()).unwrap();
        assert!(self.keys.verify(&signed_form(&request.form), &field("sign")), "the wallet checks our signature");
        let content: Value = serde_json::from_str(&field("biz_content")).unwrap();
        let (method, id) = (field("method"), content["out_biz_no"].as_str().unwrap().to_owned());
        if method.ends_with("query") {
            // One query in four is lost.
            let node = match self.moved.get(&id) {
                Some((_, status)) => json!({"code": "10000", "status": status}),
                None => json!({"code": "40004", "sub_code": "ORDER_NOT_EXIST"}),
            };
            return (!fate.is_multiple_of(4)).then(|| self.alipay(&method, &node));
        }
        let amount = crate::minor(content["trans_amount"].as_str().unwrap()).unwrap();
        if let Some((before, status)) = self.moved.get(&id) {
            assert_eq!(*before, amount, "a resend is the identical request");
            return Some(self.alipay(&method, &json!({"code": "10000", "status": status})));
        }
        let status = match fate % 7 {
            // Lost on the way there.
            0 => return None,
            1 => return Some(self.alipay(&method, &json!({"code": "20000", "sub_code": "SYSTEM_ERROR"}))),
            2 => "FAIL",
            3 => "DEALING",
            _ => "SUCCESS",
        };
        self.moved.insert(id, (amount, status));
        let answer = match fate % 3 {
            // Carried out, and the answer lost or garbled.
            0 => return None,
            1 if fate > 128 => Answer { status: 200, body: "{\"torn".to_owned(), ..Answer::default() },
            _ => self.alipay(&method, &json!({"code": "10000", "status": status})),
        };
        Some(answer)
    }
}

#[derive(Default)]
struct Books {
    instructed: i64,
    settled: i64,
    released: i64,
    returned: i64,
}

/// One payout through everything that `fates` make of it; the final state and what was booked.
fn live(alipay: &Alipay, bank: &mut Bank, n: usize, fates: &[u8]) -> (PayoutState, Books) {
    let (order, mut fate) = (order(n), fates.iter().copied().cycle());
    let mut draw = || fate.next().unwrap_or(5);
    let mut state = PayoutState::Created;
    let mut books = Books::default();
    let mut todo = vec![(Said::Approve, Source::Us), (Said::Submit, Source::Us)];
    let mut late = Vec::new();
    for round in 0..400 {
        let Some((said, source)) = (if todo.is_empty() { None } else { Some(todo.remove(0)) }) else { break };
        let step = next(state, said, source);
        let send =
            (state == PayoutState::Approved && step.state == PayoutState::Submitted) || step.effects.contains(&Effect::Resend);
        state = step.state;
        for effect in &step.effects {
            match effect {
                Effect::Instruct => books.instructed += 1,
                Effect::Settle => books.settled += 1,
                Effect::Release => books.released += 1,
                Effect::Return => books.returned += 1,
                _ => {}
            }
        }
        // After a while the wallet is well again.
        let fate = if round > 60 { 5 } else { draw() };
        if send {
            let method = "alipay.fund.trans.uni.transfer";
            let answer = bank.take(&alipay.transfer(&order, &stamp(0)).unwrap(), fate);
            let said = alipay.read(method, answer.as_ref());
            todo.push((said, Source::Answer));
            // The same news again by notice, late and twice.
            late.extend([(said, Source::Notice), (said, Source::Notice)]);
        } else if state.is_open() && todo.is_empty() {
            if let Some((_, status)) = bank.moved.get_mut(&order.id).filter(|(_, s)| *s == "DEALING") {
                *status = if fate.is_multiple_of(2) { "SUCCESS" } else { "FAIL" };
            }
            let answer = bank.take(&alipay.query(&order.id, &stamp(round)).unwrap(), fate);
            let said = alipay.read("alipay.fund.trans.common.query", answer.as_ref());
            // A lost answer to a question is no news.
            todo.push((said, Source::Query));
        }
        if todo.is_empty() && !late.is_empty() {
            todo.push(late.remove(late.len() / 2));
        }
    }
    (state, books)
}

#[test]
fn whatever_the_wallet_does_nobody_is_paid_twice_or_forgotten() {
    let (Some((ours, our_public)), Some((theirs, their_public))) = (keys(), keys()) else { return };
    let alipay = Alipay { app_id: "app".to_owned(), keys: Keys::new(&ours, their_public).unwrap() };
    let mut runner = TestRunner::new(Config::with_cases(crate::cases(150)));
    runner
        .run(&prop::collection::vec(any::<u8>(), 1..30), |fates| {
            let mut bank = Bank { keys: Keys::new(&theirs, our_public.clone()).unwrap(), moved: HashMap::new() };
            let (state, books) = live(&alipay, &mut bank, 7, &fates);
            let (_, status) = bank.moved["po7"];
            prop_assert_eq!(books.instructed, 1);
            match status {
                "SUCCESS" => prop_assert_eq!((state, books.settled, books.released), (PayoutState::Settled, 1, 0)),
                _ => prop_assert_eq!((state, books.settled, books.released), (PayoutState::Rejected, 0, 1)),
            }
            // Forty days later the wallet sends it back.
            let back = next(state, Said::Returned, Source::Query);
            prop_assert_eq!(back.effects.contains(&Effect::Return), state == PayoutState::Settled);
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_is_not_signed_by_the_wallet_says_nothing() {
    let (Some((ours, our_public)), Some((theirs, their_public))) = (keys(), keys()) else { return };
    let bank = Bank { keys: Keys::new(&theirs, our_public.clone()).unwrap(), moved: HashMap::new() };
    let alipay = Alipay { app_id: "app".to_owned(), keys: Keys::new(&ours, their_public.clone()).unwrap() };
    let method = "alipay.fund.trans.uni.transfer";
    let good = bank.alipay(method, &json!({"code": "10000", "status": "SUCCESS"}));
    assert_eq!(alipay.read(method, Some(&good)), Said::Settled);
    let forged = Answer { body: good.body.replace("10000", "10000 ").replace("SUCCESS", "FAIL"), ..good };
    assert_eq!(alipay.read(method, Some(&forged)), Said::Nothing);
    assert!(alipay.transfer(&Order { amount: 9, ..order(1) }, &stamp(0)).is_err());

    let wechat = WeChat {
        app_id: "app".to_owned(),
        merchant: "190000".to_owned(),
        serial: "AB".to_owned(),
        scene: "1005".to_owned(),
        their_serial: None,
        notify_url: Some("https://pay.example/notices".to_owned()),
        notice_key: None,
        keys: Keys::new(&ours, their_public).unwrap(),
    };
    let request = wechat.transfer(&order(1), &stamp(1)).unwrap();
    let signature = request.authorization.split("signature=\"").nth(1).unwrap().split('"').next().unwrap();
    let text = format!("POST\n{}\n1795000001\nnonce1\n{}\n", request.path, request.body);
    assert!(bank.keys.verify(&text, signature), "WeChat can check what we sign");
    assert!(wechat.transfer(&Order { amount: 200_000, ..order(1) }, &stamp(1)).is_err());
    let answer = |status: u16, body: &str| {
        let signature = bank.keys.sign(&format!("1\nn\n{body}\n")).unwrap();
        Answer { status, body: body.to_owned(), timestamp: "1".to_owned(), nonce: "n".to_owned(), signature }
    };
    for (status, body, said) in [
        (200, r#"{"state":"WAIT_USER_CONFIRM"}"#, Said::AwaitingPayee),
        (200, r#"{"state":"SUCCESS"}"#, Said::Settled),
        (404, r#"{"code":"NOT_FOUND"}"#, Said::NotFound),
        (500, r#"{"code":"SYSTEM_ERROR"}"#, Said::Nothing),
    ] {
        assert_eq!(wechat.read(Some(&answer(status, body))), said, "{body}");
    }
    assert_eq!(wechat.read(Some(&Answer { nonce: "m".to_owned(), ..answer(200, r#"{"state":"SUCCESS"}"#) })), Said::Nothing);
    assert_eq!(wechat.read(None), Said::Nothing);
}
