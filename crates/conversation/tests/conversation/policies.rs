//! Masking as a product, on both engines: the project's own policy, vouched customers, systems that write, and acting
//! on values nobody sees.

use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use kernel::{Id, Role, policy::Policy};
use serde_json::{Value, json};
use sha2::Sha256;
use testkit::{Answer, Base};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::world::{Person, World, world};

const PHONE: &str = "13812345678";
const POLICY: &str = r#"id = "shop-cn"
version = 1
extends = "base-cn"
[entity.ID_CARD]
action = "redact"
[entity.BANK_CARD]
action = "mask"
keep_last = 4
[entity.EMAIL]
action = "hash"
[entity.PLATE]
action = "surrogate"
[entity.IP]
action = "generalise"
[entity.ORDER_NO]
action = "pass"
[entity.USCC]
action = "block"
[[recognizer]]
label = "MEMBER_ID"
zh = "会员号"
pattern = "VIP[0-9]{8}"
cue = ["会员"]
score = 0.6
[[json]]
channel = "orders"
path = "$.buyer.name"
as = "PERSON"
[[json]]
channel = "orders"
path = "$.buyer.phone"
as = "PHONE"
[[json]]
channel = "orders"
path = "$..sku"
as = "pass"
"#;

async fn talking(base: Base) -> World {
    world(base, |_, mut setup| {
        let rules = Policy::<patrol::Rules>::parse("base-cn", patrol::BASE_CN).unwrap();
        let detector = masking::load(&testkit::policies_from_disk()).unwrap();
        setup.routes = setup.routes.merge(conversation::routes()).merge(masking::routes()).merge(market::routes());
        setup.consumers.extend(conversation::consumers());
        setup.jobs.extend(conversation::jobs());
        setup.extras.push(Arc::new(rules));
        setup.extras.push(Arc::new(detector));
        setup.extras.push(Arc::new(post::Hooks::new(true).unwrap()));
        setup.deliver = Some(conversation::expander());
        setup
    })
    .await
}

fn mac(key: &str, bytes: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(bytes);
    mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect()
}

struct Visitor {
    token: String,
    verified: Value,
}

async fn visit(w: &World, more: Value) -> Visitor {
    let project = w.project;
    let mut body = json!({ "widget_token": w.app.read(move |c| market::project(c, project)).await.widget_token });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let opened = w.app.post("/widget/sessions", &body).send().await.ok();
    Visitor { token: opened["access_token"].as_str().unwrap().to_owned(), verified: opened["verified"].clone() }
}

async fn says(w: &World, who: &Visitor, text: &str) -> Answer {
    let said = w.app.post("/widget/messages", &json!({"text": text})).bearer(&who.token).send().await;
    w.advance(0.5);
    said
}

/// Percent-encodes a token for a path.
fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

async fn accepts(w: &World, worker: &Person) -> String {
    w.tick().await;
    let path = format!("/offers/{}/accept", w.offer(worker).await);
    let taken = w.app.post(&path, &json!({})).bearer(&worker.token).send().await.ok();
    w.app.settle().await;
    taken["conversation_id"].as_str().unwrap().to_owned()
}

async fn seen(w: &World, worker: &Person, id: &str) -> Value {
    w.app.get(&format!("/conversations/{id}")).bearer(&worker.token).send().await.ok()
}

async fn key(w: &World, owner: &Person, kind: &str) -> String {
    let path = format!("/projects/{}/channel/keys", w.project);
    let made = w.app.post(&path, &json!({ "kind": kind })).bearer(&owner.token).send().await.ok();
    made["key"].as_str().unwrap().to_owned()
}

async fn own_policy(w: &World, owner: &Person) {
    let put = |source: &str| w.app.put("/masking/policies/shop-cn", &json!({ "source": source })).bearer(&owner.token);
    let hash = put(POLICY).send().await.ok()["hash"].clone();
    w.app.post("/masking/policies/shop-cn/publish", &json!({ "hash": hash })).bearer(&owner.token).send().await.ok();
    let change = json!({ "masking_policy": "shop-cn" });
    w.app.put(&format!("/projects/{}", w.project), &change).bearer(&owner.token).send().await.ok();
}

/// Posts a message as the enterprise's system does.
async fn inbound(w: &World, key: &str, body: &Value) -> Answer {
    let bytes = serde_json::to_vec(body).unwrap();
    let at = w.app.now().millis() / 1000;
    let signature = format!("t={at},v1={}", mac(key, &[at.to_string().as_bytes(), b".", &bytes].concat()));
    let path = format!("/inbound/{}/messages", w.project);
    let answer = w.app.post(&path, body).header("x-tidecrew-signature", &signature).send().await;
    w.advance(0.5);
    answer
}

/// Nothing readable of `secrets` in any file of the store.
fn nothing_on_disk(w: &World, secrets: &[&str]) {
    for file in std::fs::read_dir(&w.app.base.dir).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for secret in secrets {
            assert!(!bytes.windows(secret.len()).any(|part| part == secret.as_bytes()), "{secret} on disk");
        }
    }
}

testkit::both! {
    async fn a_project_is_masked_by_the_policy_it_chose(base: Base) {
        let w = talking(base).await;
        let owner = w.person("owner", Role::Owner, w.tenant, 0).await;
        own_policy(&w, &owner).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let visitor = visit(&w, json!({})).await;
        says(&w, &visitor, "会员VIP12345678，电话13812345678，身份证11010519491231002X").await.ok();
        says(&w, &visitor, "卡号6222021234567890128，邮箱li.na@163.com，车牌粤B12345").await.ok();
        says(&w, &visitor, "订单号7017987045044025112，IP是203.0.113.77").await.ok();
        let refused = says(&w, &visitor, "税号91350100M000100Y43").await;
        assert_eq!(refused.code(), "invalid_field", "a value that blocks refuses the message: {}", refused.body);
        let id = accepts(&w, &worker).await;
        let view = seen(&w, &worker, &id).await;
        let text = |n: usize| view["messages"][n]["text"].as_str().unwrap().to_owned();
        assert_eq!(text(0), "会员〔会员号·1〕，电话〔手机·1〕，身份证〔证件〕");
        assert!(text(1).starts_with("卡号***************0128，邮箱〔邮箱#"), "{}", text(1));
        assert!(!text(1).contains("粤B12345") && !text(1).contains("li.na"), "{}", text(1));
        assert!(text(2).contains("7017987045044025112") && text(2).contains("203.0.113.0/24"), "{}", text(2));
        assert_eq!(view["messages"].as_array().unwrap().len(), 4, "three messages and the notice of the worker");
        let chosen = w.app.put(&format!("/projects/{}", w.project), &json!({ "masking_policy": "no-such" })).bearer(&owner.token).send().await;
        assert_eq!(chosen.code(), "invalid_field");
    }

    async fn only_a_vouched_identity_is_known(base: Base) {
        let w = talking(base).await;
        let owner = w.person("owner", Role::Owner, w.tenant, 0).await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let known = json!({ "name": "和平饭", "order": "AB-77120" });
        let unasked = visit(&w, json!({ "known": known, "identity_hash": "0".repeat(64) })).await;
        assert_eq!(unasked.verified, false, "without a key nothing is vouched for");
        let key = key(&w, &owner, "identity").await;
        let good = mac(&key, "name=和平饭\norder=AB-77120".as_bytes());
        for wrong in [None, Some("0".repeat(64)), Some("xy".to_owned()), Some(mac("other", b"name=")), Some(mac(&key, "name=和平饭".as_bytes()))] {
            let visitor = visit(&w, json!({ "known": known, "identity_hash": wrong })).await;
            assert_eq!(visitor.verified, false);
            says(&w, &visitor, "和平饭在吗 AB-77120").await.ok();
        }
        let visitor = visit(&w, json!({ "known": known, "identity_hash": good })).await;
        assert_eq!(visitor.verified, true);
        says(&w, &visitor, "和平饭在吗 AB-77120").await.ok();
        let lines = w.app.get("/conversations").bearer(&owner.token).send().await.ok();
        let mut texts = Vec::new();
        for line in lines["items"].as_array().unwrap() {
            let path = format!("/conversations/{}", line["id"].as_str().unwrap());
            texts.push(w.app.get(&path).bearer(&owner.token).send().await.ok()["messages"][0]["text"].as_str().unwrap().to_owned());
        }
        assert_eq!(texts.iter().filter(|t| t.contains("和平饭")).count(), 5, "{texts:?}");
        assert_eq!(texts.iter().filter(|t| *t == "〔姓名·1〕在吗 〔订单·1〕").count(), 1, "{texts:?}");
    }

    async fn a_system_writes_and_its_document_is_masked_by_path(base: Base) {
        let w = talking(base).await;
        let owner = w.person("owner", Role::Owner, w.tenant, 0).await;
        own_policy(&w, &owner).await;
        let key = key(&w, &owner, "inbound").await;
        let worker = w.worker("worker").await;
        w.online(&worker).await;
        let body = json!({
            "customer": "crm/13712345670", "text": "请转告和平饭尽快发货，打13812345678", "channel": "orders",
            "data": { "buyer": { "name": "和平饭", "phone": PHONE }, "items": [{ "sku": "A-1" }], "note": "邮箱li.na@163.com" },
        });
        let taken = inbound(&w, &key, &body).await.ok();
        let again = inbound(&w, &key, &json!({ "customer": "crm/13712345670", "text": "还没到" })).await.ok();
        assert_eq!(again["conversation_id"], taken["conversation_id"], "one customer, one conversation");
        let id = accepts(&w, &worker).await;
        assert_eq!(taken["conversation_id"], json!(id));
        let view = seen(&w, &worker, &id).await;
        assert_eq!(view["messages"][0]["text"], "请转告〔姓名·1〕尽快发货，打〔手机·1〕");
        let context = &view["context"];
        assert_eq!((&context["buyer"]["name"], &context["buyer"]["phone"]), (&json!("〔姓名·1〕"), &json!("〔手机·1〕")));
        assert_eq!(context["items"][0]["sku"], "A-1");
        assert!(context["note"].as_str().unwrap().starts_with("邮箱〔邮箱#"), "{context}");
        for secret in ["和平饭", PHONE, "li.na", "13712345670"] {
            assert!(!view.to_string().contains(secret), "{secret} in {view}");
        }
        nothing_on_disk(&w, &["和平饭", PHONE, "li.na@163.com", "13712345670"]);
    }

    async fn an_unsigned_message_is_refused_and_leaves_nothing(base: Base) {
        let w = talking(base).await;
        let owner = w.person("owner", Role::Owner, w.tenant, 0).await;
        let body = json!({ "customer": "c1", "text": "你好" });
        assert_eq!(inbound(&w, "tc_inbound_guess", &body).await.code(), "unauthenticated", "no key was made yet");
        let good = key(&w, &owner, "inbound").await;
        assert_eq!(inbound(&w, "tc_inbound_guess", &body).await.code(), "unauthenticated");
        let path = format!("/inbound/{}/messages", w.project);
        assert_eq!(w.app.post(&path, &body).send().await.code(), "unauthenticated");
        let elsewhere = format!("/inbound/{}/messages", Id::<()>::new());
        assert_eq!(w.app.post(&elsewhere, &body).send().await.code(), "unauthenticated", "an unknown project looks the same");
        let next = key(&w, &owner, "inbound").await;
        assert_ne!(good, next);
        assert_eq!(inbound(&w, &good, &body).await.code(), "unauthenticated", "a new key ends the old one");
        let lines = w.app.get("/conversations").bearer(&owner.token).send().await.ok();
        assert_eq!(lines["items"], json!([]), "nothing was written");
        assert_eq!(inbound(&w, &next, &json!({ "customer": "", "text": "x" })).await.code(), "invalid_field");
        assert_eq!(inbound(&w, &next, &json!({ "customer": "c", "nope": PHONE })).await.code(), "malformed_body");
        inbound(&w, &next, &body).await.ok();
    }

    async fn a_value_is_acted_on_and_never_shown(base: Base) {
        let w = talking(base).await;
        let owner = w.person("owner", Role::Owner, w.tenant, 0).await;
        let worker = w.worker("worker").await;
        let stranger = w.worker("stranger").await;
        w.online(&worker).await;
        let visitor = visit(&w, json!({})).await;
        says(&w, &visitor, &format!("电话{PHONE}，邮箱li.na@163.com")).await.ok();
        let id = accepts(&w, &worker).await;
        let act = |who: &Person, token: &str, what: &str| w.app.post(&format!("/conversations/{id}/tokens/{}/{what}", encoded(token)), &json!({})).bearer(&who.token);

        let tokens = w.app.get(&format!("/conversations/{id}/tokens")).bearer(&worker.token).send().await.ok();
        let line = |label: &str| tokens["items"].as_array().unwrap().iter().find(|t| t["label"] == label).unwrap().clone();
        assert_eq!((&line("PHONE")["can_call"], &line("EMAIL")["can_call"]), (&json!(true), &json!(false)));
        assert_eq!((&line("PHONE")["can_send"], &line("PHONE")["reveal"]), (&json!(false), &json!(["callback", "delivery"])));

        let called = act(&worker, "手机·1", "call").send().await.ok();
        assert_eq!(called["state"], "recorded");
        assert_eq!(act(&worker, "手机·1", "send").send().await.code(), "wrong_state");
        assert_eq!(act(&worker, "邮箱·1", "call").send().await.code(), "invalid_field");
        assert_eq!(act(&worker, "手机·9", "call").send().await.code(), "token_unknown");
        assert_eq!(act(&stranger, "手机·1", "call").send().await.code(), "not_found");

        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/crm", listener.local_addr().unwrap());
        let channel = format!("/projects/{}/channel", w.project);
        for bad in ["http://10.0.0.1/", "https://169.254.169.254/x", "ftp://shop.example", "https://[::1]:1/", "nonsense"] {
            let set = w.app.put(&channel, &json!({ "hook_url": bad })).bearer(&owner.token).send().await;
            // A demonstration may name this machine; nothing else of a private network.
            assert!(bad.contains("::1") || set.code() == "invalid_field", "{bad}");
        }
        w.app.put(&channel, &json!({ "hook_url": url })).bearer(&owner.token).send().await.ok();
        let hook = key(&w, &owner, "hook").await;
        let sent = act(&worker, "手机·1", "send").send().await.ok();
        assert_eq!(sent["state"], "queued");
        let (_, heard) = tokio::join!(w.app.settle(), async {
            let (mut line, _) = listener.accept().await.unwrap();
            let mut all = Vec::new();
            loop {
                let mut piece = [0; 512];
                let n = line.read(&mut piece).await.unwrap();
                all.extend_from_slice(&piece[..n]);
                if n == 0 || all.ends_with(b"}") {
                    break;
                }
            }
            line.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await.unwrap();
            String::from_utf8(all).unwrap()
        });
        let (head, body) = heard.split_once("\r\n\r\n").unwrap();
        let signature = head.lines().find_map(|l| l.strip_prefix("x-tidecrew-signature: ")).unwrap();
        let at = signature.split(['=', ',']).nth(1).unwrap();
        assert!(signature.ends_with(&mac(&hook, format!("{at}.{body}").as_bytes())), "{signature}");
        let body: Value = serde_json::from_str(body).unwrap();
        assert_eq!((&body["kind"], &body["token"], &body["value"]), (&json!("send"), &json!("〔手机·1〕"), &json!(PHONE)));
        for told in [&called, &sent, &tokens] {
            assert!(!told.to_string().contains(PHONE), "{told}");
        }
        nothing_on_disk(&w, &[PHONE, "li.na@163.com"]);
    }
}
