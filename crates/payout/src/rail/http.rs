//! Routes of the rails: which are connected, and the files to and from banks.

use http::{Access, Ctx, Json, Query, Routes};
use kernel::{Page, PageQuery, Result, Ts};
use rails::party::Rail;
use serde::Serialize;
use utoipa::ToSchema;

use super::{RailFileId, RailFileKind, RailFileRow, RailFileState, service};
use crate::batch::{BatchId, Heard};

#[derive(Serialize, ToSchema)]
struct RailView {
    rail: Rail,
    /// Jobs speak to it. Files of a bank that is not connected are carried by people.
    connected: bool,
}

#[derive(Serialize, ToSchema)]
struct RailsView {
    items: Vec<RailView>,
}

/// A file to or from a bank. Its content is not kept: ours is written anew, theirs stays with the bank.
#[derive(Serialize, ToSchema)]
struct RailFileView {
    id: RailFileId,
    rail: Rail,
    kind: RailFileKind,
    name: String,
    batch: Option<BatchId>,
    state: RailFileState,
    /// How often it was handed over or fetched.
    tries: i64,
    next_at: Option<Ts>,
    problem: Option<String>,
    /// What it said, once it was taken.
    heard: Option<Heard>,
    created_at: Ts,
    changed_at: Ts,
}

impl From<RailFileRow> for RailFileView {
    fn from(row: RailFileRow) -> Self {
        Self {
            id: row.id,
            rail: row.rail,
            kind: row.kind,
            name: row.name,
            batch: row.batch_id,
            state: row.state,
            tries: row.tries,
            next_at: row.next_at,
            problem: row.problem,
            heard: row.heard.map(|heard| heard.0),
            created_at: row.created_at,
            changed_at: row.changed_at,
        }
    }
}

async fn connected(ctx: Ctx) -> Result<Json<RailsView>> {
    let items = service::connected(&ctx)?.into_iter().map(|(rail, connected)| RailView { rail, connected }).collect();
    Ok(Json(RailsView { items }))
}

async fn files(ctx: Ctx, Query(q): Query<PageQuery>) -> Result<Json<Page<RailFileView>>> {
    Ok(Json(service::files(&ctx, q).await?.map(RailFileView::from)))
}

pub(crate) fn routes() -> Routes {
    Routes::new("payout")
        .get("/rails", Access::To("settlement:read"), connected)
        .summary("The ways in which money leaves, and which of them jobs speak to")
        .get("/rail-files", Access::To("settlement:read"), files)
        .summary("Files to and from banks, newest first, and how far each has come")
}
