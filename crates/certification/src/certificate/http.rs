//! Certificates over HTTP.

use http::{Access, Ctx, Json, Path, Routes};
use kernel::{Result, Ts};
use serde::Serialize;
use utoipa::ToSchema;

use super::{CertificateId, CertificateState, service, store::CertificateRow};

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
        }
    }
}

/// What anybody may know.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicCertificate {
    pub valid: bool,
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

async fn mine(ctx: Ctx) -> Result<Json<Certificates>> {
    Ok(Json(Certificates { items: service::mine(&ctx).await? }))
}

async fn public(ctx: Ctx, Path(id): Path<CertificateId>) -> Result<Json<PublicCertificate>> {
    Ok(Json(service::public(&ctx, id).await?))
}

pub(crate) fn routes() -> Routes {
    Routes::new("certification")
        .get("/certificates/mine", Access::To("certificate:read"), mine)
        .summary("Your certificates")
        .get("/public/certificates/{id}", Access::Public, public)
        .summary("Whether a certificate counts")
}
