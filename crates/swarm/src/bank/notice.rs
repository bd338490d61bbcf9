//! What the simulated wallets say by themselves, signed and, by WeChat, sealed: late, twice and newest first, as the bank's
//! conduct has it.

use std::{collections::BTreeMap, time::Duration};

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use kernel::Ts;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde_json::json;

use super::{APP, Bank, Books, Fate, MERCHANT, NOTICE_KEY, Payment, wallet::signed};

/// A notice as it is posted.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Below the platform's API.
    pub path: &'static str,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// Something that a wallet will say.
pub(super) struct Word {
    due: Ts,
    id: String,
    fate: Fate,
}

impl Books {
    /// A wallet has something to say about one of its payments.
    pub(super) fn speak_of(&mut self, id: &str) {
        let due = self.clock.now().plus(self.conduct.notice_after);
        if let Some(payment) = self.payments.get(id).filter(|payment| !payment.by_file) {
            self.words.push(Word { due, id: id.to_owned(), fate: payment.fate.clone() });
        }
    }

    fn notices(&mut self) -> Vec<Notice> {
        self.turn();
        let now = self.clock.now();
        let (due, later) = std::mem::take(&mut self.words).into_iter().partition(|word| word.due <= now);
        self.words = later;
        let due: Vec<Word> = due;
        let mut notices = Vec::with_capacity(due.len());
        for Word { id, fate, .. } in &due {
            let Some(payment) = self.payments.get(id) else { continue };
            // WeChat's orders name a bill.
            let is_wechat = payment.order.contains("out_bill_no");
            let notice = if is_wechat { wechat(id, payment, fate, now) } else { Some(alipay(id, payment, fate)) };
            for _ in 0..if self.conduct.repeats { 2 } else { 1 } {
                notices.extend(notice.clone());
            }
        }
        if self.conduct.reorders {
            notices.reverse();
        }
        notices
    }
}

fn alipay(id: &str, payment: &Payment, fate: &Fate) -> Notice {
    let status = match fate {
        Fate::Accepted => "DEALING",
        Fate::Booked => "SUCCESS",
        Fate::Refused => "FAIL",
        Fate::Returned => "REFUND",
    };
    let content = json!({"out_biz_no": id, "trans_amount": payment.amount, "status": status, "action_type": "FINISH"});
    let fields: BTreeMap<&str, String> = [
        ("app_id", APP.to_owned()),
        ("biz_content", content.to_string()),
        ("msg_method", "alipay.fund.trans.order.changed".to_owned()),
        ("notify_id", format!("{id}-{status}")),
    ]
    .into();
    let said: Vec<String> = fields.iter().map(|(k, v)| format!("{k}={v}")).collect();
    let sign = signed(&said.join("&"));
    let more = [("sign", &sign), ("sign_type", &"RSA2".to_owned())].map(|(k, v)| (k, v.clone()));
    let form: Vec<String> = fields.into_iter().chain(more).map(|(k, v)| format!("{k}={}", encoded(&v))).collect();
    let headers = vec![("content-type", "application/x-www-form-urlencoded".to_owned())];
    Notice { path: "/rails/alipay/notices", headers, body: form.join("&").into_bytes() }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn wechat(id: &str, payment: &Payment, fate: &Fate, now: Ts) -> Option<Notice> {
    let state = match fate {
        Fate::Accepted => "WAIT_USER_CONFIRM",
        Fate::Booked => "SUCCESS",
        Fate::Refused => "FAIL",
        Fate::Returned => "CANCELLED",
    };
    let fen: i64 = payment.amount.replace('.', "").parse().ok()?;
    let bill = json!({"mch_id": MERCHANT, "out_bill_no": id, "transfer_amount": fen, "state": state});
    let mut sealed = bill.to_string().into_bytes();
    let (nonce, about) = ("012345678901", "mch_payment");
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, NOTICE_KEY).ok()?);
    key.seal_in_place_append_tag(Nonce::try_assume_unique_for_key(nonce.as_bytes()).ok()?, Aad::from(about), &mut sealed).ok()?;
    let resource = json!({"algorithm": "AEAD_AES_256_GCM", "original_type": about, "associated_data": about, "nonce": nonce,
        "ciphertext": BASE64.encode(sealed)});
    let body =
        json!({"id": format!("{id}-{state}"), "event_type": "MCHTRANSFER.BILL.FINISHED", "resource": resource}).to_string();
    let (time, nonce) = (now.micros().div_euclid(1_000_000).to_string(), format!("n{id}"));
    let signature = signed(&format!("{time}\n{nonce}\n{body}\n"));
    let headers = vec![
        ("content-type", "application/json".to_owned()),
        ("wechatpay-timestamp", time),
        ("wechatpay-nonce", nonce),
        ("wechatpay-signature", signature),
    ];
    Some(Notice { path: "/rails/wechat/notices", headers, body: body.into_bytes() })
}

impl Bank {
    /// What the wallets have to say by now. Each word is given once.
    pub fn notices(&self) -> Vec<Notice> {
        self.books(Books::notices)
    }

    /// From now on notices are posted to the platform at `origin`, until the process ends. One that is not taken is lost:
    /// the platform asks by itself.
    pub fn tell(&self, origin: &str) {
        let (bank, base, client) = (self.clone(), format!("{origin}/api/v1"), reqwest::Client::new());
        tokio::spawn(async move {
            loop {
                for Notice { path, headers, body } in bank.notices() {
                    let mut post = client.post(format!("{base}{path}")).body(body);
                    for (name, value) in headers {
                        post = post.header(name, value);
                    }
                    if let Err(error) = post.send().await {
                        tracing::debug!(%error, "a notice was not taken");
                    }
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
    }
}
