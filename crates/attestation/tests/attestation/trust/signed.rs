//! What is sensitive is signed by the session's key: a stolen token is not enough.

use super::*;

/// The header that signs the removal of what is at `path`.
pub(super) fn removing(key: &Pair, session: &str, seq: u64, at: i64, path: &str) -> String {
    let text = request("DELETE", path, b"");
    format!("{seq}.{at}.{}", to_b64(&key.raw(&message(Purpose::Request, session, seq, at, &text))))
}

testkit::both! {
    async fn a_stolen_token_cannot_do_what_the_session_must_sign(base: Base) {
        let app = app(base).await;
        let (lin, session, id) = proved(&app, "lin@example.com").await;
        let devices = app.get("/me/devices").bearer(&lin.token).send().await.ok();
        let path = format!("/me/devices/{}", devices["items"][0]["id"].as_str().unwrap());
        let at = app.now().millis();
        let header = |key: &Pair, seq: u64, at: i64, said: &str| removing(key, &id, seq, at, said);
        let here = format!("/api/v1{path}");
        let beat_as_request = {
            let signature = to_b64(&session.raw(&message(Purpose::Heartbeat, &id, 9, at, &[])));
            format!("9.{at}.{signature}")
        };
        for (given, code) in [
            (None, "session.unsigned"),
            (Some("nonsense".to_owned()), "session.signature"),
            (Some(header(&Pair::new(), 1, at, &here)), "session.signature"),
            (Some(header(&session, 1, at, "/api/v1/payee")), "session.signature"),
            (Some(beat_as_request), "session.signature"),
            (Some(header(&session, 0, at, &here)), "session.sequence"),
            (Some(header(&session, 1, at - 61_000, &here)), "session.stale"),
        ] {
            let call = app.call("DELETE", &path).bearer(&lin.token);
            let call = if let Some(header) = &given { call.header("x-session-signature", header) } else { call };
            assert_eq!(refusal(&call.send().await), code, "{given:?}");
            assert_eq!(app.get("/me/devices").bearer(&lin.token).send().await.ok(), devices, "nothing was removed");
        }
        // Heartbeats and requests share their numbers: neither can be played again.
        assert_eq!(beat(&app, &lin, &session, 5).await.status, 200);
        let again = app.call("DELETE", &path).bearer(&lin.token).header("x-session-signature", &header(&session, 5, at, &here));
        assert_eq!(refusal(&again.send().await), "session.sequence");
        let good = app.call("DELETE", &path).bearer(&lin.token).header("x-session-signature", &header(&session, 6, at, &here));
        assert_eq!(good.send().await.status, 204);
        // Whoever has no certified key signs nothing: their level alone says what they may.
        let bea = worker(&app, "bea@example.com").await;
        assert_eq!(app.call("DELETE", &path).bearer(&bea.token).send().await.code(), "not_found");
    }
}
