//! `/me/posture`.

use std::collections::BTreeMap;

use attestation_core::Claim;
use http::{Access, Ctx, Json, Routes};
use kernel::{Posture, Result, SessionId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::service::{self, QuoteGiven, Standing};
use crate::device::{
    AskId, DeviceId,
    http::{DeviceAsk, view},
};

/// How far this session is trusted, by which claims, and what the next level lacks.
#[derive(Serialize, ToSchema)]
pub struct SessionStanding {
    pub session_id: SessionId,
    pub posture: Posture,
    #[schema(value_type = Vec<String>)]
    pub claims: Vec<Claim>,
    #[schema(value_type = Vec<String>)]
    pub missing: Vec<Claim>,
}

/// The session's own key: an uncompressed P-256 point, base64url.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginProof {
    pub session_key: String,
}

/// The device's answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishProof {
    pub ask_id: AskId,
    #[schema(value_type = Object)]
    pub credential: Value,
}

/// A heartbeat signed by the session's key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignedBeat {
    /// Rises from 1.
    pub seq: u64,
    /// The page's clock, milliseconds since 1970.
    pub at_ms: i64,
    /// r and s, 64 bytes, base64url.
    pub signature: String,
}

/// Which TPM quotes, and for which of my sessions.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginQuote {
    pub device_id: DeviceId,
    pub session_id: SessionId,
    /// Asked by the session's own page, which hands the question to its machine's agent: the quote answers
    /// SHA-256("tidecrew quote near 1\n", the hashes of nonce, session and key). Else it answers
    /// SHA-256("tidecrew quote by word 1\n", nonce).
    #[serde(default)]
    pub near: bool,
}

/// The quote. Binary fields are base64url.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishQuote {
    pub ask_id: AskId,
    pub attest: String,
    pub signature: String,
    /// Register → 64 hexadecimal digits.
    pub pcrs: BTreeMap<String, String>,
    #[serde(default)]
    pub boot_log: Option<String>,
    #[serde(default)]
    pub file_log: Option<String>,
}

fn shown(Standing { session, posture, claims, missing }: Standing) -> Json<SessionStanding> {
    Json(SessionStanding { session_id: session, posture, claims, missing })
}

async fn mine(ctx: Ctx) -> Result<Json<SessionStanding>> {
    service::mine(&ctx).await.map(shown)
}

async fn begin(ctx: Ctx, Json(body): Json<BeginProof>) -> Result<Json<DeviceAsk>> {
    service::begin_prove(&ctx, &body.session_key).await.map(view)
}

async fn finish(ctx: Ctx, Json(body): Json<FinishProof>) -> Result<Json<SessionStanding>> {
    service::finish_prove(&ctx, body.ask_id, body.credential).await.map(shown)
}

async fn beat(ctx: Ctx, Json(body): Json<SignedBeat>) -> Result<Json<SessionStanding>> {
    service::beat(&ctx, body.seq, body.at_ms, &body.signature).await.map(shown)
}

async fn draw(ctx: Ctx) -> Result<Json<SessionStanding>> {
    service::draw(&ctx).await.map(shown)
}

async fn begin_quote(ctx: Ctx, Json(body): Json<BeginQuote>) -> Result<Json<DeviceAsk>> {
    service::begin_quote(&ctx, body.device_id, body.session_id, body.near).await.map(view)
}

async fn finish_quote(ctx: Ctx, Json(body): Json<FinishQuote>) -> Result<Json<SessionStanding>> {
    let FinishQuote { ask_id, attest, signature, pcrs, boot_log, file_log } = body;
    let given = QuoteGiven { ask: ask_id, attest, signature, pcrs, boot_log, file_log };
    service::finish_quote(&ctx, &given).await.map(shown)
}

pub fn routes() -> Routes {
    Routes::new("attestation")
        .get("/me/posture", Access::Signed, mine)
        .summary("How far this session is trusted")
        .post("/me/posture/begin", Access::Signed, begin)
        .summary("Begin to prove this session with an attested device")
        .post("/me/posture/finish", Access::Signed, finish)
        .summary("Finish proving this session")
        .post("/me/posture/beat", Access::Signed, beat)
        .summary("Keep this session's level up with a signed heartbeat")
        .post("/me/posture/pixels", Access::Signed, draw)
        .summary("Work with pictures: what is most sensitive reaches this session drawn")
        .post("/me/posture/quote/begin", Access::Signed, begin_quote)
        .summary("Begin a TPM quote for one of my sessions")
        .post("/me/posture/quote/finish", Access::Signed, finish_quote)
        .summary("Finish a TPM quote")
        .signed()
        .body_max(6 << 20)
}
