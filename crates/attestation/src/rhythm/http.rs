//! `/desk/rhythm`.

use std::collections::BTreeMap;

use attestation_core::rhythm::{Moment, Window};
use http::{Access, Ctx, Json, Routes};
use kernel::Result;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    RecheckView, RhythmState,
    service::{self, Report, Standing},
};

/// How one class of keys took: how many, and mean and spread of the natural logarithms of milliseconds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyMoment {
    n: u32,
    mean: f64,
    sd: f64,
}

/// Some hundred keys by class. `dwell`: `left_top`, `left_home`, `left_low`, `right_top`, `right_home`, `right_low`, `space`,
/// `erase`, `enter`, `digit`, `other`. `flight`: `ll`, `lr`, `rl`, `rr`, `ls`, `rs`, `sl`, `sr`, `to_erase`, `erase_erase`.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyWindow {
    keys: u32,
    dwell: BTreeMap<String, KeyMoment>,
    flight: BTreeMap<String, KeyMoment>,
}

/// What a page reports of its keys (by who agreed to `typing_rhythm`), its own guard and its clock. No key and no text.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RhythmReport {
    #[serde(default)]
    window: Option<KeyWindow>,
    /// What the page's own guard stopped or noticed since the last report, how often: `copy`, `cut`, `dragstart`, `contextmenu`,
    /// `key`, `hidden`, `blurred`, `printing`, `capture_key`, `not_full`, `second_screen`, `devtools`.
    #[serde(default)]
    noticed: BTreeMap<String, u32>,
    /// The page's offset from UTC, in minutes.
    offset_min: i32,
    /// The page's clock, milliseconds since 1970.
    at_ms: i64,
}

/// Where this session stands, and the questions of the last day.
#[derive(Serialize, ToSchema)]
pub struct RhythmView {
    pub state: RhythmState,
    /// Windows that the person's profile knows.
    pub windows: u32,
    pub rechecks: Vec<RecheckView>,
}

fn moments(all: BTreeMap<String, KeyMoment>) -> BTreeMap<String, Moment> {
    all.into_iter().map(|(class, KeyMoment { n, mean, sd })| (class, Moment { n, mean, sd })).collect()
}

fn shown(Standing { state, windows, rechecks }: Standing) -> Json<RhythmView> {
    Json(RhythmView { state, windows, rechecks })
}

async fn report(ctx: Ctx, Json(body): Json<RhythmReport>) -> Result<Json<RhythmView>> {
    let RhythmReport { window, noticed, offset_min, at_ms } = body;
    let window = window.map(|w| Window { keys: w.keys, dwell: moments(w.dwell), flight: moments(w.flight) });
    service::report(&ctx, Report { window, noticed, offset_min, at_ms }).await.map(shown)
}

async fn standing(ctx: Ctx) -> Result<Json<RhythmView>> {
    service::standing(&ctx).await.map(shown)
}

pub fn routes() -> Routes {
    Routes::new("attestation")
        .get("/desk/rhythm", Access::Signed, standing)
        .summary("Whether it is still I who type, and what spoke against it")
        .post("/desk/rhythm", Access::Signed, report)
        .summary("Report how keys were typed, as counts and moments by class, never which; and what the page's own guard noticed")
}
