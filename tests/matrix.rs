//! Every route, asked by every role, about one's own and about others' things.

use std::collections::BTreeMap;

use gateway::wiring;
use http::Access;
use kernel::Id;
use serde_json::{Value, json};
use testkit::root;

use crate::{
    journey::lived,
    world::{Person, World},
};

/// Real objects of the first enterprise and its worker, by the words of paths.
fn objects(ids: &BTreeMap<&'static str, String>) -> Vec<(&'static str, &'static str)> {
    vec![
        ("/masking/policies/", "masking_policy"),
        ("/inbound/", "project"),
        ("/projects/", "project"),
        ("/conversations/", "conversation"),
        ("/evaluations/", "conversation"),
        ("/tasks/", "task"),
        ("/offers/", "offer"),
        ("/earnings/", "earning"),
        ("/statements/", "statement"),
        ("/payout-batches/", "batch"),
        ("/payouts/", "batch"),
        ("/cases/", "case"),
        ("/log/rows/", "notification"),
        ("/exports/", "export"),
        ("/erasures/", "erasure"),
        ("/holds/", "hold"),
        ("/invoices/", "invoice"),
        ("/refunds/", "refund"),
        ("/postpaid-invoices/", "refund"),
        ("/credit-lines/", "account_of_owner"),
        ("/receivables/", "account"),
        ("/remittances/", "batch"),
        ("/settlements/", "batch"),
        ("/orders/", "order"),
        ("/surges/", "surge"),
        ("/standby/", "standby"),
        ("/decisions/", "decision"),
        ("/accounts/", "account"),
        ("/me/sessions/", "session"),
        ("/me/passkeys/", "passkey"),
        ("/me/devices/", "passkey"),
        ("/incidents/", "passkey"),
        ("/members/invitations/", "invitation"),
        ("/members/", "account_of_owner"),
        ("/me/notifications/", "notification"),
        ("/uploads/", "upload"),
        ("/exams/", "exam"),
        ("/simulations/", "simulation"),
        ("/test-calls/", "test_call"),
        ("/reviews/", "application"),
        ("/rescores/", "application"),
        ("/audit/entries/", "entry"),
        ("/public/certificates/", "certificate"),
        ("/certificates/", "certificate"),
        ("/procedures/", "procedure"),
        ("/scenarios/", "scenario"),
        ("/policies/", "policy"),
        ("/courses/", "skill"),
        ("/me/consents/", "purpose"),
    ]
    .into_iter()
    .filter(|(_, name)| ids.contains_key(name))
    .collect()
}

/// The path with real ids where we have them, made-up ones elsewhere; `None` when a parameter is of an unknown kind.
fn filled(path: &str, ids: &BTreeMap<&'static str, String>) -> Option<String> {
    // Tiles are counted, and nobody's.
    let mut out = path.replace("{level}/{number}", "0/0");
    if !out.contains('{') {
        return Some(out);
    }
    let (_, kind) = objects(ids).into_iter().find(|(prefix, _)| path.contains(prefix))?;
    let mut first = true;
    while let Some(start) = out.find('{') {
        let end = start + out[start..].find('}')?;
        let value = if first { ids.get(kind)?.clone() } else { "1".to_owned() };
        out.replace_range(start..=end, &value);
        first = false;
    }
    Some(out)
}

/// A body that is well-formed JSON but means nothing: whoever gets past authorisation is refused for it.
async fn ask(person: Option<&Person<'_>>, world: &World, method: &str, path: &str) -> (u16, Value) {
    let mut call = world.app.call(method, path);
    if method != "GET" {
        call = call.json(&json!({})).key(Id::<()>::new().uuid());
    }
    if let Some(person) = person {
        call = call.bearer(&person.token);
    }
    let answer = call.send().await;
    (answer.status, answer.body)
}

testkit::both! {
    async fn strangers_are_refused_everywhere(base: Base) {
        let world = World::new(base).await;
        let ids = lived(&world).await;
        let admin = world.admin().await;
        let stranger_worker = world.sign_up("stranger@example.com", "worker").await;
        let stranger_owner = world.sign_up("rival@example.com", "enterprise").await;
        let rival_project = crate::journey::funded_project(&stranger_owner).await;
        let stranger_visitor = world.visitor(rival_project["widget_token"].as_str().unwrap(), json!({})).await;
        let mut uncovered = Vec::new();
        let mut wrong = Vec::new();
        let mut cells = 0;
        for route in &wiring::routes().all {
            let Some(path) = filled(&route.path, &ids) else {
                uncovered.push(format!("{} {}", route.method, route.path));
                continue;
            };
            let roles = [("nobody", None), ("worker", Some(&stranger_worker)), ("owner", Some(&stranger_owner)), ("visitor", Some(&stranger_visitor)), ("admin", Some(&admin))];
            for (role, person) in roles {
                cells += 1;
                let (status, body) = ask(person, &world, route.method, &path).await;
                let cell = format!("{role} {} {path}: {status} {body}", route.method);
                if status >= 500 || (role == "nobody" && route.access != Access::Public && status != 401) {
                    wrong.push(cell.clone());
                }
                // Somebody else's object: a success would be a leak, unless it is public or an admin's business.
                let is_object = route.path.contains('{') && !["/me/consents/", "/courses/", "/log/tiles/", "/v1/procedures/", "/public/", "/v1/policies/"].iter().any(|open| route.path.contains(open));
                if is_object && role != "admin" && status < 400 {
                    wrong.push(format!("LEAK {cell}"));
                }
                if is_object && ids.values().any(|id| id.len() == 36 && status < 400 && role != "admin" && body.to_string().contains(id.as_str())) {
                    wrong.push(format!("LEAK {cell}"));
                }
            }
        }
        let committed = std::fs::read_to_string(root().join("tests/output/routes-without-authz-test.txt")).unwrap();
        assert_eq!(uncovered.join("\n"), committed.trim(), "routes without a row in the matrix");
        assert!(wrong.is_empty(), "{} of {cells} cells:\n{}", wrong.len(), wrong.join("\n"));
    }
}
