//! Routes of surges.

use http::{Access, Created, Ctx, Json, NoContent, Path, Query, Routes};
use kernel::{Money, Page, PageQuery, Result, Ts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{NewSurge, PoolState, service};
use crate::{CURRENCY, PoolId, ProjectId};

/// A surge to be opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SurgeBody {
    project: ProjectId,
    /// Forecast gap between demand and people, basis points of demand.
    gap_bp: i64,
    /// Absent: now.
    starts_at: Option<Ts>,
    ends_at: Ts,
    /// What it may pay in all; taken from escrow, unspent money returns.
    amount: Money,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct SurgeMade {
    id: PoolId,
}

#[derive(Serialize, ToSchema)]
struct SurgeView {
    id: PoolId,
    project_id: ProjectId,
    gap_bp: i64,
    starts_at: Ts,
    ends_at: Ts,
    state: PoolState,
    funded: Money,
    /// Still in the pool, promises included.
    left: Money,
    /// May still be promised.
    free: Money,
}

async fn open(ctx: Ctx, Json(b): Json<SurgeBody>) -> Result<Created<SurgeMade>> {
    let starts_at = b.starts_at.unwrap_or(ctx.now);
    let new = NewSurge { project: b.project, gap_bp: b.gap_bp, starts_at, ends_at: b.ends_at, amount: b.amount };
    Ok(Created(SurgeMade { id: service::open(&ctx, new).await? }))
}

async fn end(ctx: Ctx, Path(id): Path<PoolId>) -> Result<NoContent> {
    service::end(&ctx, id).await?;
    Ok(NoContent)
}

/// Money for a project's quality pool.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PoolBody {
    amount: Money,
}

async fn fund(ctx: Ctx, Path(id): Path<ProjectId>, Json(b): Json<PoolBody>) -> Result<NoContent> {
    service::fund_quality(&ctx, id, b.amount).await?;
    Ok(NoContent)
}

async fn empty(ctx: Ctx, Path(id): Path<ProjectId>) -> Result<NoContent> {
    service::empty_quality(&ctx, id).await?;
    Ok(NoContent)
}

async fn list(ctx: Ctx, Query(q): Query<PageQuery>) -> Result<Json<Page<SurgeView>>> {
    let money = |minor| Money::new(minor, CURRENCY);
    Ok(Json(service::list(&ctx, q).await?.map(|(row, left, free)| SurgeView {
        id: row.id,
        project_id: row.project_id,
        gap_bp: row.gap_bp,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        state: row.state,
        funded: money(row.funded_minor),
        left: money(left),
        free: money(free),
    })))
}

pub(crate) fn routes() -> Routes {
    Routes::new("market")
        .get("/surges", Access::To("surge:read"), list)
        .summary("Surges of the enterprise and what their pools still hold")
        .post("/surges", Access::To("surge:open"), open)
        .once()
        .summary("Fill a pool that pays more while people are missing")
        .post("/projects/{id}/quality-pool", Access::To("surge:open"), fund)
        .once()
        .summary("Fill the pool that pays more for better work when the month closes")
        .post("/projects/{id}/quality-pool/return", Access::To("surge:open"), empty)
        .once()
        .summary("Take back what the quality pool holds")
        .post("/surges/{id}/end", Access::To("surge:open"), end)
        .once()
        .summary("End a surge; unspent money returns to escrow")
}
