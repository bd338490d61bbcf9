//! Who works for an enterprise: asked, joined, changed, removed.

use kernel::{Role, TenantId};
use serde_json::{Value, json};
use testkit::{Answer, TestApp};

use crate::{PASSWORD, Person, advance, desk, footprint, refused, seeded, sign_in, worker};

/// An enterprise with one owner, who is signed in.
async fn enterprise(app: &TestApp, email: &str) -> (TenantId, Person) {
    let now = app.now();
    let tenant = app.write(move |c| identity::seed_tenant(c, "海棠电商", now)).await;
    seeded(app, email, Role::Owner, tenant).await;
    (tenant, sign_in(app, email).await)
}

async fn invite(app: &TestApp, who: &Person, email: &str, role: &str) -> Answer {
    let body = json!({ "email": email, "role": role, "locale": "zh-CN" });
    app.post("/members/invitations", &body).bearer(&who.token).send().await
}

/// The token in the latest invitation mailed to `email`.
async fn token(app: &TestApp, email: &str) -> String {
    app.settle().await;
    let mail =
        app.app.mail.sent().into_iter().rfind(|m| m.to == email && m.text.contains("/console/invitation#")).expect("a mail");
    mail.text.split("/console/invitation#").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

async fn accept(app: &TestApp, token: &str) -> Answer {
    let body = json!({ "token": token, "name": "周成员", "password": PASSWORD, "locale": "zh-CN" });
    app.post("/invitations/accept", &body).send().await
}

async fn joined(app: &TestApp, owner: &Person, email: &str, role: &str) -> Person {
    assert_eq!(invite(app, owner, email, role).await.status, 201);
    let token = token(app, email).await;
    Person::of(email, accept(app, &token).await)
}

async fn members(app: &TestApp, who: &Person) -> Value {
    app.get("/members").bearer(&who.token).send().await.ok()
}

async fn set_role(app: &TestApp, who: &Person, of: &Person, role: &str) -> Answer {
    app.put(&format!("/members/{}", of.id), &json!({ "role": role })).bearer(&who.token).send().await
}

async fn remove(app: &TestApp, who: &Person, of: &Person) -> Answer {
    app.call("DELETE", &format!("/members/{}", of.id)).bearer(&who.token).send().await
}

testkit::both! {
    async fn an_invitation_makes_a_member_once(base: Base) {
        let app = desk(base).await;
        let (tenant, owner) = enterprise(&app, "owner@example.com").await;
        let asked = invite(&app, &owner, "zhou@example.com", "member").await.ok();
        assert_eq!((&asked["email_masked"], &asked["role"]), (&json!("z***@example.com"), &json!("member")));
        let token = token(&app, "zhou@example.com").await;
        let seen = app.post("/invitations/look", &json!({ "token": token })).send().await.ok();
        assert_eq!((&seen["enterprise"], &seen["role"]), (&json!("海棠电商"), &json!("member")));
        let zhou = Person::of("zhou@example.com", accept(&app, &token).await);
        let me = app.get("/me").bearer(&zhou.token).send().await.ok();
        assert_eq!((&me["role"], &me["tenant"]["id"]), (&json!("member"), &json!(tenant)));
        let list = members(&app, &owner).await;
        assert_eq!((list["items"].as_array().unwrap().len(), list["invitations"].as_array().unwrap().len()), (2, 0));
        refused(&app, "not_found", async || accept(&app, &token).await).await;
        sign_in(&app, "zhou@example.com").await;
    }

    async fn only_owners_decide_and_only_at_home(base: Base) {
        let app = desk(base).await;
        let (_, owner) = enterprise(&app, "owner@example.com").await;
        let (_, rival) = enterprise(&app, "rival@example.com").await;
        let zhou = joined(&app, &owner, "zhou@example.com", "member").await;
        let lin = worker(&app, "lin@example.com").await;
        assert_eq!(members(&app, &zhou).await["items"].as_array().unwrap().len(), 2);
        for who in [&zhou, &lin] {
            refused(&app, "forbidden", async || invite(&app, who, "x@example.com", "owner").await).await;
            refused(&app, "forbidden", async || remove(&app, who, &owner).await).await;
            refused(&app, "forbidden", async || set_role(&app, who, &zhou, "owner").await).await;
        }
        refused(&app, "forbidden", async || app.get("/members").bearer(&lin.token).send().await).await;
        refused(&app, "not_found", async || remove(&app, &rival, &zhou).await).await;
        refused(&app, "not_found", async || set_role(&app, &rival, &zhou, "owner").await).await;
        refused(&app, "not_found", async || remove(&app, &rival, &lin).await).await;
        let asked = invite(&app, &owner, "x@example.com", "member").await.ok();
        let path = format!("/members/invitations/{}", asked["id"].as_str().unwrap());
        refused(&app, "not_found", async || app.call("DELETE", &path).bearer(&rival.token).send().await).await;
        assert_eq!(members(&app, &zhou).await["invitations"], json!([]), "who was asked is an owner's business");
        assert_eq!(app.call("DELETE", &path).bearer(&owner.token).send().await.status, 204);
    }

    async fn invitations_run_out_are_withdrawn_and_replaced(base: Base) {
        let app = desk(base).await;
        let (_, owner) = enterprise(&app, "owner@example.com").await;
        invite(&app, &owner, "zhou@example.com", "member").await.ok();
        let first = token(&app, "zhou@example.com").await;
        advance(&app, 1);
        let again = invite(&app, &owner, "zhou@example.com", "owner").await.ok();
        let second = token(&app, "zhou@example.com").await;
        refused(&app, "not_found", async || accept(&app, &first).await).await;
        let path = format!("/members/invitations/{}", again["id"].as_str().unwrap());
        assert_eq!(app.call("DELETE", &path).bearer(&owner.token).send().await.status, 204);
        refused(&app, "not_found", async || accept(&app, &second).await).await;
        invite(&app, &owner, "zhou@example.com", "member").await.ok();
        let third = token(&app, "zhou@example.com").await;
        advance(&app, 7 * 24 * 3600);
        refused(&app, "not_found", async || accept(&app, &third).await).await;
        refused(&app, "not_found", async || accept(&app, "nonsense").await).await;
        assert_eq!(footprint(&app).await["account"], 1);
    }

    async fn an_address_with_an_account_does_not_show(base: Base) {
        let app = desk(base).await;
        let (_, owner) = enterprise(&app, "owner@example.com").await;
        let lin = worker(&app, "lin@example.com").await;
        let known = invite(&app, &owner, "lin@example.com", "member").await;
        let unknown = invite(&app, &owner, "new@example.com", "member").await;
        assert_eq!(known.status, unknown.status);
        let held = token(&app, "lin@example.com").await;
        refused(&app, "conflict", async || accept(&app, &held).await).await;
        app.get("/me").bearer(&lin.token).send().await.ok();
    }

    async fn the_last_owner_stays_and_a_removed_member_is_gone(base: Base) {
        let app = desk(base).await;
        let (_, owner) = enterprise(&app, "owner@example.com").await;
        let zhou = joined(&app, &owner, "zhou@example.com", "member").await;
        refused(&app, "conflict", async || remove(&app, &owner, &owner).await).await;
        refused(&app, "conflict", async || set_role(&app, &owner, &owner, "member").await).await;
        assert_eq!(set_role(&app, &owner, &zhou, "owner").await.status, 204);
        assert_eq!(app.get("/me").bearer(&zhou.token).send().await.code(), "session_revoked", "the token names the old role");
        let zhou = sign_in(&app, "zhou@example.com").await;
        assert_eq!(set_role(&app, &zhou, &owner, "member").await.status, 204);
        let gone = sign_in(&app, "owner@example.com").await;
        assert_eq!(remove(&app, &zhou, &gone).await.status, 204);
        assert_eq!(app.get("/me").bearer(&gone.token).send().await.code(), "session_revoked");
        let enter = async || app.post("/sign-in", &json!({ "email": "owner@example.com", "password": PASSWORD })).send().await;
        assert_eq!(enter().await.code(), "wrong_credentials");
        let back = joined(&app, &zhou, "owner@example.com", "member").await;
        assert_ne!(back.id, gone.id, "the address is free again");
        assert!(app.read(move |c| identity::account(c, gone.id)).await.is_none());
    }
}
