//! The whole product in a test: the gateway's own wiring over a private store, and people who use it.

use std::sync::Arc;

use gateway::wiring::{self, Foundation};
use http::Limits;
use kernel::{Id, PLATFORM, Role};
use serde_json::{Value, json};
use swarm::SoftKey;
use testkit::{Answer, Base, TestApp};

/// The product on a test's database.
pub(crate) struct World {
    pub(crate) app: TestApp,
    pub(crate) mail: post::Mailer,
}

impl World {
    pub(crate) async fn new(base: Base) -> Self {
        let keyring = seal::Keyring::from_root([9; 32]);
        let mail = post::Mailer::memory().unwrap();
        let foundation = Foundation {
            db: base.db.clone(),
            clock: base.clock.clone(),
            keyring,
            mail: mail.clone(),
            blobs: post::Blobs::memory(),
            limits: Limits::scaled(100_000),
            identity: identity::Config::local(8080),
            witnesses: audit::Witnesses::default(),
            trusting: attestation::Trusting::load(&wiring::policies(), "base", &[], &[]).unwrap(),
            hooks: post::Hooks::new(true).unwrap(),
            drawing: conversation::Drawing::new(None),
            adapters: recruitment::Adapters::default(),
            rewriter: None,
            counterparties: payout::Counterparties::none().unwrap(),
            seed: 1,
        };
        let (app, worker) = wiring::build(foundation).unwrap();
        let (files, now) = (app.policies.clone(), base.clock.now());
        app.db.write(kernel::Scope::Platform, move |c| wiring::seed_policies(c, &files, now)).await.unwrap();
        Self { app: base.over(Arc::clone(&app), worker, &wiring::routes()).await, mail }
    }

    /// Background work to the end, offers included.
    pub(crate) async fn settle(&self) {
        self.app.settle().await;
        dispatch::tick(&self.app.app).await.unwrap();
        self.app.settle().await;
    }

    /// The newest six-digit code mailed to `email`.
    pub(crate) fn code_for(&self, email: &str) -> Option<String> {
        let mails = self.mail.sent();
        let text = &mails.iter().rev().find(|m| m.to == email)?.text;
        let digits = |w: &&str| w.len() == 6 && w.bytes().all(|b| b.is_ascii_digit());
        text.split(|c: char| !c.is_ascii_digit()).find(digits).map(ToOwned::to_owned)
    }

    /// Signs up, reads the mail, verifies; gives the access token and the account.
    pub(crate) async fn sign_up(&self, email: &str, kind: &str) -> Person<'_> {
        let mut body =
            json!({ "email": email, "password": "correct horse battery", "name": "林一", "locale": "zh-CN", "kind": kind });
        if kind == "enterprise" {
            body["enterprise_name"] = json!("海风商店");
        }
        self.app.post("/sign-up", &body).send().await.ok();
        self.settle().await;
        let code = self.code_for(email).expect("a code was mailed");
        let signed = self.app.post("/verify-email", &json!({ "email": email, "code": code })).send().await.ok();
        Person { world: self, token: signed["access_token"].as_str().unwrap().to_owned(), account: signed["account"].clone() }
    }

    /// A platform administrator, signed in.
    pub(crate) async fn admin(&self) -> Person<'_> {
        let email = format!("admin-{}@example.com", Id::<()>::new());
        let person = gateway::demo::Seeded { email: &email, name: "方舟", tenant: PLATFORM, role: Role::Admin, english: false };
        gateway::demo::seed_person(&self.app.app, "correct horse battery", person).await.unwrap();
        let signed = self.app.post("/sign-in", &json!({ "email": email, "password": "correct horse battery" })).send().await.ok();
        Person { world: self, token: signed["access_token"].as_str().unwrap().to_owned(), account: signed["account"].clone() }
    }

    /// A customer on a page with the widget.
    pub(crate) async fn visitor(&self, widget: &str, known: Value) -> Person<'_> {
        let opened = self
            .app
            .post("/widget/sessions", &json!({ "widget_token": widget, "known": known, "page": "https://shop.example/cart" }))
            .header("origin", "https://shop.example")
            .send()
            .await
            .ok();
        Person {
            world: self,
            token: opened["access_token"].as_str().unwrap().to_owned(),
            account: json!({ "id": opened["contact_id"] }),
        }
    }
}

/// Somebody signed in.
pub(crate) struct Person<'a> {
    pub(crate) world: &'a World,
    pub(crate) token: String,
    pub(crate) account: Value,
}

impl Person<'_> {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.world.app.get(path).bearer(&self.token).send().await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.world.app.post(path, &body).bearer(&self.token).send().await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.world.app.put(path, &body).bearer(&self.token).send().await
    }

    /// Grants the consents that serving needs.
    pub(crate) async fn consent(&self) {
        for purpose in ["service_terms", "identity_check", "interview_recording", "automated_scoring", "device_attestation"] {
            self.put(&format!("/me/consents/{purpose}"), json!({ "granted": true })).await.ok();
        }
    }

    /// Enrols a passkey and proves the device with it.
    pub(crate) async fn prove_device(&self) {
        let mut key = SoftKey::new("http://localhost:8080", Id::<()>::new().uuid().as_u128() as u64).unwrap();
        let begun = self.post("/me/passkeys/begin", json!({})).await.ok();
        let credential = key.create(&begun["options"]).unwrap();
        self.post(
            "/me/passkeys/finish",
            json!({ "ceremony_id": begun["ceremony_id"], "label": "laptop", "credential": credential }),
        )
        .await
        .ok();
        let begun = self.post("/me/attest/begin", json!({})).await.ok();
        let credential = key.get(&begun["options"]).unwrap();
        let attested =
            self.post("/me/attest/finish", json!({ "ceremony_id": begun["ceremony_id"], "credential": credential })).await.ok();
        assert_eq!(attested["posture"]["level"], 1);
    }
}
