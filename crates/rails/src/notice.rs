//! Notices that wallets send by themselves: whether a wallet signed one, how old it is, and what it says. Pure.

use base64::{Engine, prelude::BASE64_STANDARD as BASE64};
use kernel::{Code, Error, Result};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde::Deserialize;

use super::{
    machine::Said,
    minor,
    wallet::{Alipay, AlipayNode, Answer, WeChat, decoded, signed_form, wechat_state},
};

/// What a wallet says about one transfer, unasked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Our id of the order.
    pub id: String,
    /// Fen.
    pub amount: i64,
    pub said: Said,
}

/// How far a notice's time may be from ours, either way: what is older may be somebody's recording.
const WINDOW_S: i64 = 300;

fn forged() -> Error {
    Error::new(Code::Unauthenticated, "this is no notice that the wallet signed for us")
}

fn torn() -> Error {
    Error::new(Code::MalformedBody, "the notice does not say what became of which transfer")
}

/// `biz_content` of a notice.
#[derive(Deserialize)]
struct AlipayNotice {
    out_biz_no: String,
    trans_amount: String,
    status: String,
}

impl Alipay {
    /// Reads a notice as Alipay posts it, a form. It bears no time that could be held to: a repetition says the same again.
    ///
    /// Errors: `unauthenticated` when Alipay did not sign it, or not for us; `malformed_body`.
    pub fn notice(&self, form: &[u8]) -> Result<Notice> {
        let text = std::str::from_utf8(form).map_err(|_| torn())?;
        let mut fields: Vec<(String, String)> =
            text.split('&').filter_map(|pair| pair.split_once('=')).map(|(k, v)| (decoded(k), decoded(v))).collect();
        fields.sort_unstable();
        let field = |name: &str| fields.iter().find(|(k, _)| k == name).map_or("", |(_, v)| v.as_str());
        let signed: Vec<(String, String)> = fields.iter().filter(|(k, _)| k != "sign_type").cloned().collect();
        let twice = fields.windows(2).any(|pair| matches!(pair, [a, b] if a.0 == b.0));
        if twice || field("app_id") != self.app_id || !self.keys.verify(&signed_form(&signed), field("sign")) {
            return Err(forged());
        }
        let told: AlipayNotice = serde_json::from_str(field("biz_content")).map_err(|_| torn())?;
        let node = AlipayNode { code: "10000".to_owned(), sub_code: String::new(), status: told.status };
        Ok(Notice { id: told.out_biz_no, amount: minor(&told.trans_amount)?, said: node.meaning() })
    }
}

#[derive(Deserialize)]
struct WechatNotice {
    resource: Resource,
}

#[derive(Deserialize)]
struct Resource {
    algorithm: String,
    ciphertext: String,
    nonce: String,
    #[serde(default)]
    associated_data: String,
}

/// What is sealed in a notice.
#[derive(Deserialize)]
struct WechatBill {
    mch_id: String,
    out_bill_no: String,
    transfer_amount: i64,
    state: String,
}

impl WeChat {
    /// Reads a notice: `posted` is its body with the `Wechatpay-*` headers, `now` our time in seconds since 1970.
    ///
    /// Errors: `unauthenticated` when WeChat did not sign it, not for us, or not within five minutes of `now`;
    /// `malformed_body`; `not_found` where no key for notices was agreed.
    pub fn notice(&self, posted: &Answer, now: i64) -> Result<Notice> {
        let key = self.notice_key.ok_or_else(|| Error::not_found("the way in of notices"))?;
        let age = posted.timestamp.parse::<i64>().ok().and_then(|at| now.checked_sub(at)).ok_or_else(forged)?;
        if !(-WINDOW_S..=WINDOW_S).contains(&age) || !self.signed(posted) {
            return Err(forged());
        }
        let notice: WechatNotice = serde_json::from_str(&posted.body).map_err(|_| torn())?;
        let bill: WechatBill = serde_json::from_slice(&opened(&key, &notice.resource)?).map_err(|_| torn())?;
        if bill.mch_id != self.merchant {
            return Err(forged());
        }
        Ok(Notice { id: bill.out_bill_no, amount: bill.transfer_amount, said: wechat_state(&bill.state) })
    }
}

fn opened(key: &[u8; 32], sealed: &Resource) -> Result<Vec<u8>> {
    if sealed.algorithm != "AEAD_AES_256_GCM" {
        return Err(torn());
    }
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).map_err(|_| forged())?);
    let nonce = Nonce::try_assume_unique_for_key(sealed.nonce.as_bytes()).map_err(|_| forged())?;
    let mut bytes = BASE64.decode(&sealed.ciphertext).map_err(|_| forged())?;
    let text = key.open_in_place(nonce, Aad::from(sealed.associated_data.as_bytes()), &mut bytes).map_err(|_| forged())?;
    Ok(text.to_vec())
}

#[cfg(test)]
mod tests {
    use ring::aead::Aad;
    use serde_json::json;

    use super::{
        super::wallet::{Keys, encoded, tests::keys},
        *,
    };

    const KEY: [u8; 32] = *b"a key of thirty-two bytes, APIv3";
    const NOW: i64 = 1_795_000_000;

    /// A wallet and its twin, who signs with the same pair of keys.
    fn both() -> Option<(Alipay, WeChat)> {
        let (private, public) = keys()?;
        let keys = || Keys::new(&private, public.clone()).unwrap();
        let [app_id, merchant, serial, scene] = ["app", "1900", "AB", "1005"].map(ToOwned::to_owned);
        let wechat = WeChat {
            app_id: app_id.clone(),
            merchant,
            serial,
            scene,
            their_serial: None,
            notify_url: None,
            notice_key: Some(KEY),
            keys: keys(),
        };
        Some((Alipay { app_id, keys: keys() }, wechat))
    }

    fn form(alipay: &Alipay, app_id: &str, content: &str) -> Vec<(String, String)> {
        let mut form = [("app_id", app_id), ("biz_content", content), ("charset", "UTF-8"), ("notify_id", "n1 &=")]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .to_vec();
        let sign = alipay.keys.sign(&signed_form(&form)).unwrap();
        form.extend([("sign".to_owned(), sign), ("sign_type".to_owned(), "RSA2".to_owned())]);
        form
    }

    fn posted(form: &[(String, String)]) -> Vec<u8> {
        form.iter().map(|(k, v)| format!("{k}={}", encoded(v))).collect::<Vec<_>>().join("&").into_bytes()
    }

    const PAID: &str = "{\"out_biz_no\":\"po1\",\"trans_amount\":\"7.05\",\"status\":\"SUCCESS\",\"note\":\"张 & Co.\"}";

    #[test]
    fn what_alipay_signed_for_us_is_believed_and_nothing_else() {
        let Some((alipay, _)) = both() else { return };
        let good = form(&alipay, "app", PAID);
        let notice = Notice { id: "po1".to_owned(), amount: 705, said: Said::Settled };
        assert_eq!(alipay.notice(&posted(&good)).unwrap(), notice);
        let reversed: Vec<_> = good.iter().rev().cloned().collect();
        assert_eq!(alipay.notice(&posted(&reversed)).unwrap(), notice, "in whichever order its fields come");
        for (field, value) in
            [("biz_content", PAID.replace("7.05", "9.05")), ("sign", "AAAA".to_owned()), ("notify_id", String::new())]
        {
            let mut forged = good.clone();
            forged.iter_mut().filter(|(k, _)| k == field).for_each(|(_, v)| v.clone_from(&value));
            assert_eq!(alipay.notice(&posted(&forged)).unwrap_err().code, Code::Unauthenticated, "{field}");
        }
        let mut doubled = good.clone();
        doubled.push(("biz_content".to_owned(), PAID.replace("SUCCESS", "FAIL")));
        assert_eq!(alipay.notice(&posted(&doubled)).unwrap_err().code, Code::Unauthenticated);
        assert_eq!(alipay.notice(&posted(&form(&alipay, "another", PAID))).unwrap_err().code, Code::Unauthenticated);
        assert_eq!(alipay.notice(&posted(&form(&alipay, "app", "{}"))).unwrap_err().code, Code::MalformedBody);
        for body in [&b""[..], b"=&=", b"\xff", b"sign=%zz&app_id=app"] {
            assert!(alipay.notice(body).is_err());
        }
    }

    fn sealed(wechat: &WeChat, at: i64, merchant: &str, state: &str) -> Answer {
        let bill = json!({"mch_id": merchant, "out_bill_no": "po2", "transfer_amount": 990, "state": state, "openid": "o"});
        let mut bytes = bill.to_string().into_bytes();
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &KEY).unwrap());
        let nonce = "twelve bytes";
        let unique = Nonce::try_assume_unique_for_key(nonce.as_bytes()).unwrap();
        key.seal_in_place_append_tag(unique, Aad::from(b"mch_payment"), &mut bytes).unwrap();
        let resource = json!({"algorithm": "AEAD_AES_256_GCM", "ciphertext": BASE64.encode(bytes), "nonce": nonce,
            "associated_data": "mch_payment", "original_type": "mch_payment"});
        let body = json!({"id": "n1", "event_type": "MCHTRANSFER.BILL.FINISHED", "resource": resource}).to_string();
        let (timestamp, nonce) = (at.to_string(), "n".to_owned());
        let signature = wechat.keys.sign(&format!("{timestamp}\n{nonce}\n{body}\n")).unwrap();
        Answer { status: 200, body, timestamp, nonce, signature }
    }

    #[test]
    fn what_wechat_signed_and_sealed_for_us_within_five_minutes_is_believed_and_nothing_else() {
        let Some((_, wechat)) = both() else { return };
        for (state, said) in [("SUCCESS", Said::Settled), ("FAIL", Said::Rejected), ("WAIT_USER_CONFIRM", Said::AwaitingPayee)] {
            let told = wechat.notice(&sealed(&wechat, NOW, "1900", state), NOW + 300).unwrap();
            assert_eq!(told, Notice { id: "po2".to_owned(), amount: 990, said });
        }
        let good = sealed(&wechat, NOW, "1900", "SUCCESS");
        let refused = |notice: &Answer, now: i64| wechat.notice(notice, now).unwrap_err().code;
        assert_eq!([refused(&good, NOW + 301), refused(&good, NOW - 301)], [Code::Unauthenticated; 2], "a recording");
        let newer = Answer { timestamp: (NOW + 600).to_string(), ..good.clone() };
        let changed = Answer { body: good.body.replace("BILL.FINISHED", "BILL.finished"), ..good.clone() };
        for forged in [
            newer,
            changed,
            Answer { signature: String::new(), ..good.clone() },
            Answer { timestamp: "x".to_owned(), ..good.clone() },
        ] {
            assert_eq!(refused(&forged, NOW + 600 - 300), Code::Unauthenticated);
        }
        assert_eq!(refused(&sealed(&wechat, NOW, "1901", "SUCCESS"), NOW), Code::Unauthenticated, "for another merchant");
        let other = WeChat { notice_key: Some([7; 32]), ..both().unwrap().1 };
        let signed = sealed(&other, NOW, "1900", "SUCCESS");
        assert_eq!(other.notice(&signed, NOW).unwrap_err().code, Code::Unauthenticated, "sealed under another key");
        let without = WeChat { notice_key: None, ..both().unwrap().1 };
        assert_eq!(without.notice(&good, NOW).unwrap_err().code, Code::NotFound);
    }
}
