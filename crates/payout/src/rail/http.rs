//! Routes of the rails: which are connected, the files to and from banks, and the notices of wallets, who sign them.

use http::{Access, Body, Ctx, Json, NoContent, Query, Raw, Routes};
use kernel::{Error, Page, PageQuery, Result, Ts};
use rails::{party::Rail, wallet::Answer};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Counterparties, RailFileId, RailFileKind, RailFileRow, RailFileState, service};
use crate::batch::{BatchId, Heard};

/// Bytes of a notice at most.
const NOTICE_MAX: usize = 16 * 1024;

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

/// What Alipay takes for "heard".
const HEARD: &str = "success";

async fn alipay_told(ctx: Ctx, Body(form): Body) -> Result<Raw> {
    let with = ctx.app.get::<Counterparties>()?;
    let (_, alipay) = with.alipay.as_ref().ok_or_else(|| Error::not_found("the wallet"))?;
    service::told(&ctx, Rail::Alipay, alipay.notice(&form)?).await?;
    Ok(Raw { media: "text/plain; charset=utf-8", bytes: HEARD.into() })
}

async fn wechat_told(ctx: Ctx, Body(body): Body) -> Result<NoContent> {
    let with = ctx.app.get::<Counterparties>()?;
    let (_, wechat) = with.wechat.as_ref().ok_or_else(|| Error::not_found("the wallet"))?;
    let header = |name: &str| ctx.headers.get(name).unwrap_or("").to_owned();
    let posted = Answer {
        status: 200,
        body: String::from_utf8_lossy(&body).into_owned(),
        timestamp: header("wechatpay-timestamp"),
        nonce: header("wechatpay-nonce"),
        signature: header("wechatpay-signature"),
    };
    let notice = wechat.notice(&posted, ctx.now.micros().div_euclid(1_000_000))?;
    service::told(&ctx, Rail::Wechat, notice).await?;
    Ok(NoContent)
}

pub(crate) fn routes() -> Routes {
    Routes::new("payout")
        .get("/rails", Access::To("settlement:read"), connected)
        .summary("The ways in which money leaves, and which of them jobs speak to")
        .get("/rail-files", Access::To("settlement:read"), files)
        .summary("Files to and from banks, newest first, and how far each has come")
        .post("/rails/alipay/notices", Access::Public, alipay_told)
        .body_max(NOTICE_MAX)
        .summary("Alipay's word on a transfer, signed by it; answered with the text `success`")
        .post("/rails/wechat/notices", Access::Public, wechat_told)
        .body_max(NOTICE_MAX)
        .summary("WeChat's word on a transfer, signed and sealed by it")
}
