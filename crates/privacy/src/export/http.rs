//! `/me/exports`, `/exports`, and the same for a widget's customer.

use http::{Accepted, Access, Ctx, Json, Path, Query, Raw, Routes};
use kernel::{AccountId, Cursor, Page, PageQuery, Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{State, service, store::Row};
use crate::{ExportId, PersonId, SubjectKind, subject::About};

/// A copy of somebody's data.
#[derive(Serialize, ToSchema)]
struct DataExport {
    id: ExportId,
    kind: SubjectKind,
    #[schema(value_type = String)]
    subject_id: PersonId,
    asked_by_id: AccountId,
    state: State,
    /// Tables gathered, of `total`.
    done: i64,
    total: i64,
    /// Rows found.
    rows: i64,
    bytes: i64,
    /// Files to fetch, from 1.
    parts: i64,
    created_at: Ts,
    ready_at: Option<Ts>,
    /// Until when the files can be fetched.
    expires_at: Option<Ts>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExportQuery {
    after: Option<Cursor>,
    limit: Option<u16>,
}

impl From<Row> for DataExport {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            subject_id: row.subject_id,
            asked_by_id: row.asked_by_id,
            state: row.state,
            done: row.done,
            total: row.total,
            rows: row.found,
            bytes: row.bytes,
            parts: row.parts,
            created_at: row.created_at,
            ready_at: row.ready_at,
            expires_at: row.expires_at,
        }
    }
}

async fn ask_mine(ctx: Ctx) -> Result<Accepted<DataExport>> {
    Ok(Accepted(service::ask(&ctx, None).await?.into()))
}

async fn ask(ctx: Ctx, Json(about): Json<About>) -> Result<Accepted<DataExport>> {
    Ok(Accepted(service::ask(&ctx, Some(about)).await?.into()))
}

async fn mine(ctx: Ctx, Query(q): Query<ExportQuery>) -> Result<Json<Page<DataExport>>> {
    Ok(Json(service::mine(&ctx, PageQuery { after: q.after, limit: q.limit }).await?.map(Into::into)))
}

async fn all(ctx: Ctx, Query(q): Query<ExportQuery>) -> Result<Json<Page<DataExport>>> {
    Ok(Json(service::all(&ctx, PageQuery { after: q.after, limit: q.limit }).await?.map(Into::into)))
}

async fn one(ctx: Ctx, Path(id): Path<ExportId>) -> Result<Json<DataExport>> {
    Ok(Json(service::one(&ctx, id).await?.into()))
}

async fn file(ctx: Ctx, Path((id, part)): Path<(ExportId, i64)>) -> Result<Raw> {
    Ok(Raw { media: "application/zip", bytes: service::file(&ctx, id, part).await?.into() })
}

pub(crate) fn routes() -> Routes {
    Routes::new("privacy")
        .post("/me/exports", Access::Signed, ask_mine)
        .summary("Ask for a copy of my data")
        .get("/me/exports", Access::Signed, mine)
        .summary("My copies")
        .post("/exports", Access::Signed, ask)
        .summary("Ask for a copy of somebody's data on their request")
        .get("/exports", Access::To("privacy:read"), all)
        .summary("Copies of everybody, for admins")
        .get("/exports/{id}", Access::Signed, one)
        .summary("How far a copy is")
        .get("/exports/{id}/files/{part}", Access::Signed, file)
        .summary("A file of a copy that is ready")
        .post("/widget/exports", Access::Signed, ask_mine)
        .summary("A customer asks for a copy of their data")
        .get("/widget/exports", Access::Signed, mine)
        .summary("A customer's copies")
        .get("/widget/exports/{id}/files/{part}", Access::Signed, file)
        .summary("A file of a customer's copy")
}
