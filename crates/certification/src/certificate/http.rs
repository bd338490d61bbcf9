//! Certificates over HTTP.

use http::{Access, Ctx, Json, Path, Routes};
use kernel::{Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CertificateId, CertificateState, credential::Standing, service, store::CertificateRow};

#[derive(Debug, Serialize, ToSchema)]
pub struct Certificates {
    pub items: Vec<CertificateView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CertificateView {
    pub id: CertificateId,
    pub skill: String,
    pub level: i64,
    pub state: CertificateState,
    pub issued_at: Ts,
    pub expires_at: Ts,
    /// SHA-256 over the decision it rests on.
    pub evidence_hash: String,
    /// Since when live tasks may be offered; absent while its test call is outstanding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub live_at: Option<Ts>,
}

impl CertificateView {
    pub(crate) fn of(row: &CertificateRow, now: Ts) -> Self {
        Self {
            id: row.id,
            skill: row.skill.clone(),
            level: row.level,
            state: row.state_at(now),
            issued_at: row.issued_at,
            expires_at: row.expires_at,
            evidence_hash: row.evidence_hash.clone(),
            live_at: row.live_at,
        }
    }
}

/// What anybody may know.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicCertificate {
    pub valid: bool,
    /// Whether its holder has passed the test call and may serve.
    pub live: bool,
    pub state: CertificateState,
    pub skill: String,
    pub level: i64,
    pub holder_initial: String,
    pub issued_at: Ts,
    pub expires_at: Ts,
    pub evidence_hash: String,
}

impl PublicCertificate {
    pub(crate) fn of(row: &CertificateRow, now: Ts) -> Self {
        Self {
            valid: row.counts(now),
            live: row.counts(now) && row.live_at.is_some(),
            state: row.state_at(now),
            skill: row.skill.clone(),
            level: row.level,
            holder_initial: row.holder_initial.clone(),
            issued_at: row.issued_at,
            expires_at: row.expires_at,
            evidence_hash: row.evidence_hash.clone(),
        }
    }
}

/// A certificate to carry away.
#[derive(Debug, Serialize, ToSchema)]
pub struct Credential {
    /// The issuer as did:jwk; it holds the public key.
    pub issuer: String,
    /// A verifiable credential as a compact JWS (EdDSA).
    pub credential: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CredentialCheck)]
pub struct Check {
    pub credential: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Checked {
    pub valid: bool,
    pub standing: Standing,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<PublicCertificate>,
}

async fn mine(ctx: Ctx) -> Result<Json<Certificates>> {
    Ok(Json(Certificates { items: service::mine(&ctx).await? }))
}

async fn public(ctx: Ctx, Path(id): Path<CertificateId>) -> Result<Json<PublicCertificate>> {
    Ok(Json(service::public(&ctx, id).await?))
}

async fn carry(ctx: Ctx, Path(id): Path<CertificateId>) -> Result<Json<Credential>> {
    Ok(Json(service::carry(&ctx, id).await?))
}

async fn check(ctx: Ctx, Json(body): Json<Check>) -> Result<Json<Checked>> {
    Ok(Json(service::check(&ctx, body.credential).await?))
}

pub(crate) fn routes() -> Routes {
    Routes::new("certification")
        .get("/certificates/mine", Access::To("certificate:read"), mine)
        .summary("Your certificates")
        .get("/public/certificates/{id}", Access::Public, public)
        .summary("Whether a certificate counts")
        .get("/certificates/{id}/credential", Access::To("certificate:read"), carry)
        .summary("Your certificate as a signed credential to carry away")
        .post("/public/credentials", Access::Public, check)
        .summary("Whether a carried credential is genuine and still counts")
}
