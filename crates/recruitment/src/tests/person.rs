//! Who somebody is, on both engines: refusals by name, one person one account, a verifier of rubbish, nothing in the clear.

use std::{sync::Arc, time::Duration};

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;
use crate::{Adapters, person::HttpVerifier};

async fn state_document(app: &TestApp, who: &Actor, body: Value) -> Answer {
    app.put("/applications/mine/identity", &body).by(who).send().await
}

/// A verifier on this machine that answers every question with `body`; `None` never answers.
async fn verifier(body: Option<String>) -> Adapters {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    tokio::spawn(async move {
        loop {
            let (mut line, _) = listener.accept().await.unwrap();
            let body = body.clone();
            tokio::spawn(async move {
                let mut all = Vec::new();
                while !all.ends_with(b"}") {
                    let mut piece = vec![0; 4096];
                    let n = line.read(&mut piece).await.unwrap();
                    all.extend_from_slice(&piece[..n]);
                }
                let text = String::from_utf8_lossy(&all).into_owned();
                assert!(text.starts_with("POST /v1/identity/verify HTTP/1.1") && text.contains("\"born\":\"19"), "{text}");
                let Some(body) = body else { return std::future::pending().await };
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
                line.write_all(format!("{head}{body}").as_bytes()).await.unwrap_or_default();
            });
        }
    });
    let service = HttpVerifier::new(&url, Some("k".to_owned()), Duration::from_millis(300)).unwrap();
    Adapters { verifier: Arc::new(service), ..Adapters::default() }
}

/// Every sealed and plain column of the checks, as bytes.
async fn stored(app: &TestApp) -> String {
    type Row = (Vec<u8>, Vec<u8>, db::Json<Vec<String>>);
    app.read(|c| {
        let rows: Vec<Row> = on!(c, k => schema::identity_check::table
            .select((schema::identity_check::document, schema::identity_check::document_index, schema::identity_check::codes))
            .load(*k))?;
        Ok(rows
            .iter()
            .map(|(a, b, c)| format!("{}{}{:?}", String::from_utf8_lossy(a), String::from_utf8_lossy(b), c.0))
            .collect())
    })
    .await
}

testkit::both! {
    async fn a_document_is_checked_kept_sealed_and_shown_masked(base: Base) {
        let app = start(base).await;
        let who = worker(&app, "he").await;
        let good = json!({"document": "resident_id", "number": "11010519491231002X", "name": "何 小明"});
        assert_eq!(state_document(&app, &who, good.clone()).await.code(), "step_out_of_order", "apply first");
        apply(&app, &who).await.ok();
        assert_eq!(vet(&app, &who, json!(clean())).await.code(), "step_out_of_order", "a document comes first");
        let before = rows(&app).await;
        for (bad, code) in [
            (json!({"document": "resident_id", "number": "110105194912310021", "name": "何小明"}), "check_digit"),
            (json!({"document": "resident_id", "number": "1", "name": "何小明"}), "invalid"),
            (json!({"document": "resident_id", "number": "11010519491231002X", "name": "7"}), "too_short"),
            (json!({"document": "passport", "number": "E12345678", "name": "He Xiaoming"}), "birth_date"),
            (json!({"document": "passport", "number": "E12345678", "name": "He Xiaoming", "born": "2015-01-01"}), "under_age"),
        ] {
            let answer = state_document(&app, &who, bad).await;
            assert_eq!(answer.body["errors"][0]["code"], code, "{}", answer.body);
            assert_eq!(refused(&app, before.clone(), answer).await, "invalid_field");
        }
        for bad in [json!({"document": "library_card", "number": "1", "name": "x"}), json!({"number": "1"}), json!({"document": "passport", "number": "E12345678", "name": "x y", "admin": true})] {
            assert_eq!(refused(&app, before.clone(), state_document(&app, &who, bad).await).await, "invalid_field");
        }
        let member = app.actor(Role::Member, AccountId::from_u128(5), kernel::TenantId::from_u128(9), 1);
        assert_eq!(refused(&app, before, state_document(&app, &member, good.clone()).await).await, "forbidden");

        let seen = state_document(&app, &who, good).await.ok();
        assert_eq!((&seen["state"], &seen["number"], &seen["name"]), (&json!("passed"), &json!("1****************X"), &json!("何**明")));
        assert_eq!(app.get("/applications/mine").by(&who).send().await.ok()["identity"], seen);
        assert_eq!(replayed(&app, &seen["decision_id"]).await, audit::Replay::Same);
        let at_rest = stored(&app).await;
        assert!(!at_rest.contains("1949") && !at_rest.contains("小明"), "{at_rest}");
        vet(&app, &who, json!(clean())).await.ok();
        assert_eq!(identify(&app, &who).await.code(), "step_out_of_order", "the document stays");
    }

    async fn one_person_has_one_account(base: Base) {
        let app = start(base).await;
        let (first, second) = (worker(&app, "one").await, worker(&app, "two").await);
        let stated = json!({"document": "resident_id", "number": "11010519491231002x", "name": "何小明"});
        for (who, state) in [(&first, "passed"), (&second, "flagged")] {
            apply(&app, who).await.ok();
            let seen = state_document(&app, who, stated.clone()).await.ok();
            assert_eq!(seen["state"], state, "{seen}");
            assert_eq!(replayed(&app, &seen["decision_id"]).await, audit::Replay::Same);
            vet(&app, who, json!(clean())).await.ok();
        }
        let id = async |who: &Actor| app.get("/applications/mine").by(who).send().await.ok()["id"].clone();
        let (one, two) = (id(&first).await, id(&second).await);
        let admin = app.actor(Role::Admin, AccountId::from_u128(99), PLATFORM, 1);
        // Both desks name the other application, and nobody's number or name.
        for (mine, other) in [(&one, &two), (&two, &one)] {
            let seen = app.get(&format!("/reviews/{}", mine.as_str().unwrap())).by(&admin).send().await.ok();
            assert_eq!(seen["identity"]["same_document"], json!([other]), "{seen}");
            assert!(!seen.to_string().contains("1949") && !seen.to_string().contains("小明"));
        }
        // The second one's interview goes to a person, however good it was.
        typing(&app, &second).await.ok();
        speak(&app, &second).await.ok();
        talk(&app, &second).await.ok();
        business(&app, &second).await.ok();
        secure(&app, &second).await.ok();
        submit(&app, &second).await.ok();
        app.settle().await;
        let report = app.get("/interviews/mine/report").by(&second).send().await.ok();
        let flag = report["reasons"].as_array().unwrap().iter().find(|r| r["code"] == "vetting.flagged").expect("a flag").clone();
        assert_eq!((&report["outcome"], &flag["params"]["questions"]), (&json!("review"), &json!(["identity"])));
    }

    async fn too_many_documents_are_refused(base: Base) {
        let app = start(base).await;
        let who = worker(&app, "many").await;
        apply(&app, &who).await.ok();
        for n in 0..5 {
            let body = json!({"document": "resident_id", "number": made_up(n * 7), "name": "何小明"});
            state_document(&app, &who, body).await.ok();
        }
        assert_eq!(identify(&app, &who).await.code(), "wrong_state");
        app.put("/me/consents/identity_check", &json!({"granted": false})).by(&who).send().await.ok();
        assert_eq!(identify(&app, &who).await.code(), "consent_missing");
    }

    async fn a_verifier_is_believed_unless_it_talks_rubbish(base: Base) {
        let cases = [
            (Some(json!({"verdict": "consistent", "codes": ["name_match"]}).to_string()), "passed", json!(["name_match"])),
            (Some(json!({"verdict": "contradicted", "codes": ["name_mismatch"]}).to_string()), "flagged", json!(["name_mismatch"])),
            (Some("<html>".to_owned()), "flagged", json!(["verifier_garbled"])),
            (Some(json!({"verdict": "consistent", "codes": ["何小明 110105"]}).to_string()), "flagged", json!(["verifier_garbled"])),
            (Some("x".repeat(60_000)), "flagged", json!(["verifier_too_large"])),
            (None, "flagged", json!(["verifier_timeout"])),
        ];
        // One store, one application for each of the verifiers in turn.
        let mut n = 0;
        let setup = verifier(cases[0].0.clone()).await;
        let app = start_with(base, setup).await;
        for (answer, state, codes) in cases {
            n += 1;
            let who = worker(&app, &format!("v{n}")).await;
            apply(&app, &who).await.ok();
            if n > 1 {
                // The verdict of another verifier, asked directly: the application keeps the one it was wired with.
                let other = verifier(answer).await.verifier;
                let claim = serde_json::from_value(json!({"document": "resident_id", "number": made_up(n * 7), "name": "何小明"})).unwrap();
                let today = crate::person::Day::parse("20261129").unwrap();
                let document = crate::person::Document::of(&claim, today, 18).unwrap();
                let found = other.verify(&document).await;
                assert_eq!(json!(found.codes), codes);
                assert_eq!(found.verdict == crate::person::Verdict::Consistent, state == "passed");
                continue;
            }
            let seen = identify(&app, &who).await.ok();
            assert_eq!((&seen["state"], replayed(&app, &seen["decision_id"]).await), (&json!(state), audit::Replay::Same));
        }
    }
}
