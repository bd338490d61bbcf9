//! Use cases of true hourly pay: a worker's own month, and the figures about all, computed once a day.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

use authz::Resource;
use db::{Conn, Json};
use http::{App, Ctx};
use kernel::{AccountId, Result, Scope, Ts};
use ledger::{Account, Chart};
use market::{CURRENCY, ProjectId, Tariff};

use super::{Published, Spread, Worked, an_hour, by_day, publish, spread, store};
use crate::{
    adjustment::{AdjustmentRow, service::seconds, store as lines},
    earning::pay_day,
    hold::{HoldRow, store as holds},
    rules::{
        Day,
        floor::{Span, within},
    },
    statement::Period,
};

pub(crate) const JOB: &str = "payout.public";
/// Days that the public figures cover.
const DAYS: u64 = 30;
const DAY: Duration = Duration::from_secs(86_400);

/// A worker's month.
pub(crate) struct Overview {
    pub(crate) period: String,
    pub(crate) pieces: i64,
    pub(crate) pieces_minor: i64,
    /// Quality, floor, standby, and what was held or given back, newest first.
    pub(crate) lines: Vec<AdjustmentRow>,
    pub(crate) worked: Worked,
    pub(crate) paid_hour: Option<i64>,
    pub(crate) online_hour: Option<i64>,
    /// Over the days of the month, per hour at the desk.
    pub(crate) days: Option<Spread>,
    /// Earned and still open to a hold; final and not yet paid; being paid.
    pub(crate) accrued_minor: i64,
    pub(crate) payable_minor: i64,
    pub(crate) held: Vec<HoldRow>,
    /// The next day on which a month is closed.
    pub(crate) next_close: String,
}

fn minor(c: &mut Conn<'_>, code: Chart, worker: AccountId) -> db::Result<i64> {
    Ok(ledger::balance(c, &Account::new(code, worker.uuid(), CURRENCY))?.net())
}

fn span_of(pieces: &[store::Piece]) -> Vec<Span> {
    pieces.iter().filter_map(|(.., start, end)| Some(seconds(((*start)?, *end)))).collect()
}

/// Hourly pay day by day: pieces of the day over the time at the desk of the day.
fn daily(pieces: &[store::Piece], worked: &Worked, offset_s: i64) -> Option<Spread> {
    let mut pay: HashMap<&str, i64> = HashMap::new();
    for (_, _, day, amount, ..) in pieces {
        *pay.entry(day.as_str()).or_default() += amount;
    }
    let there = by_day(&[worked.engaged.as_slice(), worked.online.as_slice()].concat(), offset_s);
    let hourly = there.iter().filter_map(|(day, spans)| {
        let name = Day(*day).to_string();
        an_hour(pay.get(name.as_str()).copied().unwrap_or(0), spans.iter().map(|(a, b)| b - a).sum())
    });
    spread(hourly.collect())
}

/// The month's first and last instants, seconds, in the tariff's time zone.
fn window(period: Period, offset_s: i64) -> Result<Span> {
    let start = |p: Period| -> Result<i64> { Ok(p.first_day()?.start().micros() / 1_000_000 - offset_s) };
    Ok((start(period)?, start(period.next())?))
}

/// The actor's own month; absent: this one.
pub(crate) async fn overview(ctx: &Ctx, period: Option<Period>) -> Result<Overview> {
    let worker = ctx.actor()?.account;
    ctx.permit("earning:read", &Resource::of("earning").owner(worker))?;
    let now = ctx.now;
    ctx.app.db.read(Scope::Platform, move |c| month(c, worker, period, now)).await
}

fn month(c: &mut Conn<'_>, worker: AccountId, period: Option<Period>, now: Ts) -> db::Result<Overview> {
    let tariff = audit::policy::typed::<Tariff>(c, "base")?;
    let offset_s = tariff.value.utc_offset_minutes * 60;
    let this = Period::of(&pay_day(now, tariff.value.utc_offset_minutes))?;
    let period = period.unwrap_or(this);
    let (first, last) = (format!("{period}-01"), format!("{period}-31"));
    let pieces = store::pieces(c, Some(worker), &first, &last)?;
    let lines = lines::between(c, worker, &first, &last)?;
    let window = window(period, offset_s)?;
    let from = Ts::from_micros(window.0.saturating_mul(1_000_000));
    let online: Vec<Span> = lines::spans(c, &[worker], from)?.into_iter().map(|(_, start, end)| seconds((start, end))).collect();
    let pieces_minor = pieces.iter().map(|(_, _, _, amount, ..)| amount).sum::<i64>();
    let worked = Worked {
        engaged: span_of(&pieces),
        online: within(&online, &[window]),
        pay_minor: pieces_minor + lines.iter().map(|l| l.amount_minor).sum::<i64>(),
    };
    Ok(Overview {
        period: period.to_string(),
        pieces: i64::try_from(pieces.len()).unwrap_or(i64::MAX),
        pieces_minor,
        paid_hour: an_hour(worked.pay_minor, worked.engaged_s()),
        online_hour: an_hour(worked.pay_minor, worked.online_s()),
        days: daily(&pieces, &worked, offset_s),
        lines,
        worked,
        accrued_minor: minor(c, Chart::WorkerAccrued, worker)?,
        payable_minor: minor(c, Chart::WorkerPayable, worker)?,
        held: holds::open(c, worker)?,
        next_close: this.next().first_day()?.start().plus(crate::statement::service::HOLD).day(),
    })
}

/// Figures about all, as last computed.
pub(crate) async fn published(ctx: &Ctx) -> Result<Option<(String, Published)>> {
    let found = ctx.app.db.read(Scope::Platform, store::published).await?;
    Ok(found.map(|(day, Json(figures))| (day, figures)))
}

/// Job: computes the public figures of the last 30 days.
pub(crate) async fn tick(app: Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let (day, figures) = app.db.read(Scope::Platform, move |c| compute(c, now)).await?;
    app.db.write(Scope::Platform, move |c| store::publish(c, &day, &figures, now)).await
}

fn compute(c: &mut Conn<'_>, now: Ts) -> db::Result<(String, Published)> {
    let tariff = audit::policy::typed::<Tariff>(c, "base")?;
    let offset = tariff.value.utc_offset_minutes;
    let from = now.minus(DAY * u32::try_from(DAYS).unwrap_or(30));
    let (first, last) = (pay_day(from, offset), pay_day(now, offset));
    let projects: HashMap<ProjectId, String> = market::projects(c, None)?.into_iter().map(|p| (p.id, p.skill)).collect();
    let mut all: BTreeMap<AccountId, Worked> = BTreeMap::new();
    let mut skills: BTreeMap<String, BTreeMap<AccountId, Worked>> = BTreeMap::new();
    for (worker, project, _, amount, start, end) in store::pieces(c, None, &first, &last)? {
        let span = start.map(|start| seconds((start, end)));
        let skill = projects.get(&project).cloned().unwrap_or_default();
        for of in [all.entry(worker).or_default(), skills.entry(skill).or_default().entry(worker).or_default()] {
            of.pay_minor += amount;
            of.engaged.extend(span);
        }
    }
    for (worker, amount) in lines::by_worker(c, &first, &last)? {
        all.entry(worker).or_default().pay_minor += amount;
    }
    for (worker, start, end) in lines::all_spans(c, from, now)? {
        all.entry(worker).or_default().online.push(seconds((start.max(from), end)));
    }
    let all: Vec<Worked> = all.into_values().collect();
    let skills = skills.into_iter().map(|(skill, of)| (skill, of.into_values().collect())).collect();
    Ok((last, publish(&all, &skills)))
}
