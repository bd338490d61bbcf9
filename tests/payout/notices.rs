//! What wallets say by themselves: believed when they signed it, once, in whichever order; from unknown only a reason to ask.

use payout::Counterparties;
use post::Call;
use rails::wallet::{Order, Stamp, encoded};
use serde_json::Value;
use swarm::bank::{Bank, Conduct, Notice};
use testkit::TestApp;

use crate::{
    fixture::{admin, connected, sound},
    rails::{DAY, MINUTE, agree, bank_id, count, counterparties, pass, payouts, submitted},
};

/// Posts a notice; status and text of the answer.
async fn post(app: &TestApp, notice: &Notice) -> u16 {
    let call = app.call("POST", notice.path).bytes(notice.body.clone());
    notice.headers.iter().fold(call, |call, (name, value)| call.header(name, value)).send().await.status
}

async fn post_all(app: &TestApp, notices: &[Notice]) -> Vec<u16> {
    let mut told = Vec::new();
    for notice in notices {
        told.push(post(app, notice).await);
    }
    told
}

/// Every payout with its history: what a notice may change.
async fn written(app: &TestApp, batch: &str) -> Vec<Value> {
    let mut all = payouts(app, batch).await;
    for n in 0..all.len() {
        let path = format!("/payouts/{}/history", all[n]["id"].as_str().unwrap());
        all.push(app.get(&path).by(&admin(app)).send().await.ok());
    }
    all
}

fn states(rows: &[Value], rail: &str) -> Vec<String> {
    let of = rows.iter().filter(|row| row["rail"] == rail);
    let mut all: Vec<String> = of.map(|row| row["state"].as_str().unwrap().to_owned()).collect();
    all.sort();
    all
}

testkit::both! {
    async fn a_signed_notice_settles_at_once_whatever_comes_twice_late_or_in_another_order(base: Base) {
        let conduct = Conduct { repeats: true, reorders: true, notice_after: MINUTE, ..Conduct::default() };
        let bank = Bank::new(conduct, base.clock.clone());
        let app = connected(base, counterparties(&bank.open().await.unwrap())).await;
        let (batch, owed) = submitted(&app).await;
        app.settle().await;
        assert!(bank.notices().is_empty(), "a minute later");
        app.base.clock.advance(DAY + MINUTE * 2);
        bank.payments();
        app.base.clock.advance(MINUTE);
        let notices = bank.notices();
        assert_eq!(notices.len(), 20, "of three payments by Alipay and two by WeChat an older and a newer word, each twice");
        assert!(post_all(&app, &notices).await.iter().all(|status| matches!(status, 200 | 204)));
        let rows = payouts(&app, &batch).await;
        assert_eq!(states(&rows, "alipay"), ["settled"; 3]);
        assert_eq!(states(&rows, "wechat"), ["rejected", "settled", "settled"]);
        assert_eq!(states(&rows, "bank"), ["accepted"; 3], "nobody has fetched the bank's statement yet");
        sound(&app).await;
        // The same once more changes nothing; what WeChat signed too long ago is not even read.
        let before = written(&app, &batch).await;
        app.base.clock.advance(MINUTE * 5 + MINUTE / 2);
        for (notice, status) in notices.iter().zip(post_all(&app, &notices).await) {
            assert_eq!(status, if notice.path.contains("wechat") { 401 } else { 200 });
        }
        assert!(written(&app, &batch).await == before, "nothing was written");
        pass(&app, MINUTE).await;
        agree(&app, &bank, &batch, owed).await;

        let paid = payouts(&app, &batch).await;
        let alipay = paid.iter().find(|row| row["rail"] == "alipay").unwrap();
        assert!(bank.give_back(&bank_id(alipay), "AC01"));
        app.base.clock.advance(MINUTE);
        assert!(post_all(&app, &bank.notices()).await.iter().all(|status| *status == 200));
        let rows = payouts(&app, &batch).await;
        assert_eq!(count(&rows, "state", "returned"), 1, "heard at once, not when it is asked about again");
        agree(&app, &bank, &batch, owed).await;
    }

    async fn from_unknown_a_notice_only_makes_us_ask(base: Base) {
        let bank = Bank::new(Conduct { lost_answers: 100, ..Conduct::default() }, base.clock.clone());
        let app = connected(base, counterparties(&bank.open().await.unwrap())).await;
        let (batch, owed) = submitted(&app).await;
        app.settle().await;
        assert_eq!(count(&payouts(&app, &batch).await, "state", "unknown"), 8);
        bank.behave(Conduct::default());
        app.settle().await;
        assert_eq!(count(&payouts(&app, &batch).await, "state", "unknown"), 8, "nobody is asked before a while has passed");
        let when = |mut rows: Vec<Value>| {
            let asked = rows.iter_mut().filter_map(|row| row.as_object_mut()?.remove("next_at")?.as_str().map(ToOwned::to_owned));
            (asked.collect::<Vec<_>>(), rows)
        };
        let (later, before) = when(written(&app, &batch).await);
        assert!(post_all(&app, &bank.notices()).await.iter().all(|status| matches!(status, 200 | 204)));
        let (now, after) = when(written(&app, &batch).await);
        assert!(after == before, "a notice is no answer");
        assert!(later.len() == 5 && now.iter().zip(&later).all(|(now, later)| now < later), "{now:?} {later:?}");
        app.settle().await;
        let rows = payouts(&app, &batch).await;
        assert_eq!(states(&rows, "alipay"), ["accepted"; 3], "it was a reason to ask");
        assert_eq!(states(&rows, "wechat"), ["awaiting_payee", "awaiting_payee", "rejected"]);
        pass(&app, MINUTE * 15).await;
        pass(&app, DAY + MINUTE).await;
        agree(&app, &bank, &batch, owed).await;
    }

    async fn what_no_wallet_signed_or_none_was_told_to_pay_is_refused_and_nothing_is_written(base: Base) {
        let bank = Bank::new(Conduct::default(), base.clock.clone());
        let access = bank.open().await.unwrap();
        let app = connected(base, counterparties(&access)).await;
        let (batch, _) = submitted(&app).await;
        app.settle().await;
        let before = written(&app, &batch).await;
        for notice in bank.notices() {
            let mut changed = notice.clone();
            *changed.body.iter_mut().find(|b| b.is_ascii_alphabetic()).unwrap() ^= 1;
            let mut misled = notice.clone();
            misled.path = if notice.path.contains("wechat") { "/rails/alipay/notices" } else { "/rails/wechat/notices" };
            let mut unsigned = notice.clone();
            unsigned.headers.retain(|(name, _)| *name != "wechatpay-signature");
            unsigned.body = String::from_utf8(unsigned.body).unwrap().replace("&sign=", "&nosign=").into_bytes();
            let huge = Notice { body: vec![b'a'; 17 * 1024], ..notice.clone() };
            assert_eq!(post_all(&app, &[changed, misled, unsigned, huge]).await, [401, 401, 401, 413], "{}", notice.path);
        }
        // A wallet's true word on a payment that it was told to make with another amount, or by somebody else.
        let other = Bank::new(Conduct::default(), app.base.clock.clone());
        let with = counterparties(&other.open().await.unwrap());
        let (peer, alipay) = with.alipay.as_ref().unwrap();
        let stamp = Stamp { wall: "2026-02-04 09:00:00".to_owned(), unix_seconds: 0, nonce: "n".to_owned() };
        let ours = before.iter().find(|row| row["rail"] == "alipay").unwrap();
        let more = ours["amount"]["minor"].as_i64().unwrap() + 1;
        for id in [bank_id(ours), "0".repeat(32), "nobody's".to_owned()] {
            let order = Order { id, amount: more, payee: "2088".to_owned(), name: "张三".to_owned(), note: "n".to_owned() };
            let request = alipay.transfer(&order, &stamp).unwrap();
            let form: Vec<String> = request.form.iter().map(|(k, v)| format!("{k}={}", encoded(v))).collect();
            let headers = vec![("content-type", "application/x-www-form-urlencoded".to_owned())];
            let call = Call { method: "POST", path: request.path, headers, body: form.join("&").into_bytes() };
            assert_eq!(with.wire.send(peer, &call).await.unwrap().status, 200);
        }
        let mut told = post_all(&app, &other.notices()).await;
        told.sort_unstable();
        assert_eq!(told, [404, 404, 422]);
        assert!(written(&app, &batch).await == before, "nothing was written");
        sound(&app).await;
    }

    async fn without_a_wallet_there_is_no_way_in(base: Base) {
        let app = connected(base, Counterparties::none().unwrap()).await;
        for path in ["/rails/alipay/notices", "/rails/wechat/notices"] {
            let notice = Notice { path, headers: vec![], body: vec![] };
            assert_eq!(post(&app, &notice).await, 404);
        }
    }
}
