//! `/me/erasure`, `/erasures`, and certificates for whoever holds their number.

use std::collections::BTreeMap;

use http::{Accepted, Access, Ctx, Json, NoContent, Path, Query, Routes};
use kernel::{AccountId, Cursor, Page, PageQuery, Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Blocked, Certificate, Kept, State, Touched, service, store::Row};
use crate::{ErasureId, PersonId, SubjectKind, subject::About};

/// An erasure that was asked for.
#[derive(Serialize, ToSchema)]
struct ErasureView {
    id: ErasureId,
    kind: SubjectKind,
    #[schema(value_type = String)]
    subject_id: PersonId,
    asked_by_id: AccountId,
    state: State,
    /// What it waits for besides its day.
    blocked: Vec<Blocked>,
    /// What was done so far, by table.
    progress: BTreeMap<String, Touched>,
    due_at: Ts,
    created_at: Ts,
    done_at: Option<Ts>,
}

/// What an erasure of mine waits for and would keep.
#[derive(Serialize, ToSchema)]
struct MyErasure {
    asked: Option<ErasureView>,
    blocked: Vec<Blocked>,
    kept: Vec<Kept>,
    /// Days in which it can be taken back.
    grace_days: u64,
}

/// A certificate with what proves it.
#[derive(Serialize, ToSchema)]
struct Certified {
    certificate: Certificate,
    /// What was signed: `tidecrew/erasure` and the certificate as canonical JSON, a line each.
    text: String,
    /// Ed25519, base64, by the key of the audit log.
    signature: String,
    /// Its place in the log; absent for some seconds.
    proof: Option<audit::ProofView>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ErasureQuery {
    after: Option<Cursor>,
    limit: Option<u16>,
}

impl From<Row> for ErasureView {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            subject_id: row.subject_id,
            asked_by_id: row.asked_by_id,
            state: row.state,
            blocked: row.blocked.0,
            progress: row.progress.0,
            due_at: row.due_at,
            created_at: row.created_at,
            done_at: row.done_at,
        }
    }
}

async fn ask_mine(ctx: Ctx) -> Result<Accepted<ErasureView>> {
    Ok(Accepted(service::ask(&ctx, None).await?.into()))
}

async fn ask(ctx: Ctx, Json(about): Json<About>) -> Result<Accepted<ErasureView>> {
    Ok(Accepted(service::ask(&ctx, Some(about)).await?.into()))
}

async fn mine(ctx: Ctx) -> Result<Json<MyErasure>> {
    let mine = service::mine(&ctx).await?;
    let (asked, grace_days) = (mine.asked.map(Into::into), super::GRACE.as_secs() / 86_400);
    Ok(Json(MyErasure { asked, blocked: mine.blocked, kept: mine.kept, grace_days }))
}

async fn withdraw(ctx: Ctx) -> Result<NoContent> {
    service::withdraw(&ctx).await.map(|()| NoContent)
}

async fn list(ctx: Ctx, Query(q): Query<ErasureQuery>) -> Result<Json<Page<ErasureView>>> {
    Ok(Json(service::list(&ctx, PageQuery { after: q.after, limit: q.limit }).await?.map(Into::into)))
}

async fn carry_out(ctx: Ctx, Path(id): Path<ErasureId>) -> Result<NoContent> {
    service::carry_out(&ctx, id).await.map(|()| NoContent)
}

async fn certified(ctx: Ctx, Path(id): Path<ErasureId>) -> Result<Json<Certified>> {
    let (row, proof) = service::certified(&ctx, id).await?;
    let text = row.certificate.unwrap_or_default();
    let certificate = serde_json::from_str(&text).map_err(kernel::Error::internal)?;
    let text = format!("{}\n{text}\n", super::ORIGIN);
    Ok(Json(Certified { certificate, text, signature: row.signature.unwrap_or_default(), proof }))
}

pub(crate) fn routes() -> Routes {
    Routes::new("privacy")
        .post("/me/erasure", Access::Signed, ask_mine)
        .summary("Ask that my data be erased")
        .get("/me/erasure", Access::Signed, mine)
        .summary("What an erasure of my data waits for and would keep")
        .post("/me/erasure/withdraw", Access::Signed, withdraw)
        .summary("Take back that my data be erased")
        .post("/erasures", Access::Signed, ask)
        .summary("Have somebody's data erased on their request")
        .get("/erasures", Access::Signed, list)
        .summary("Erasures, newest first: an enterprise's customers, or all for admins")
        .post("/erasures/{id}/carry-out", Access::Signed, carry_out)
        .summary("Have a waiting erasure carried out now")
        .post("/widget/erasure", Access::Signed, ask_mine)
        .summary("A customer asks that their data be erased")
        .get("/widget/erasure", Access::Signed, mine)
        .summary("What an erasure of a customer's data waits for and would keep")
        .get("/public/erasures/{id}", Access::Public, certified)
        .summary("The certificate of an erasure, for whoever has its number")
}
