//! Use cases of rates: what holds now, announcing, and bringing projects up to date.

use std::sync::Arc;

use authz::Resource;
use db::Conn;
use http::{App, Ctx};
use kernel::{Actor, Currency, Error, Money, Result, Role, Scope, Ts};
use serde_json::json;

use super::{RateId, RateRow, Rates, announced, store};
use crate::{
    Project, ProjectId, UNIT_BP,
    budget::Terms,
    project::store as projects,
    rules::{Dated, Day, floor::Floor, rates::Tariffs},
    tariff::Tariff,
};

pub(crate) const JOB: &str = "market.rates";

/// The rates at which a piece of the project is offered at `now`.
pub(crate) fn rates(c: &mut Conn<'_>, project: &Project, now: Ts) -> db::Result<Rates> {
    Ok(Rates::of(project.price, store::at(c, project.id, now)?.as_ref()))
}

/// The same as terms without surge and floor.
pub(crate) const fn plain(project: &Project, rates: Rates) -> Terms {
    let Rates { price, step_milli, minute_milli, most } = rates;
    Terms {
        price_minor: price.minor,
        step_milli,
        minute_milli,
        most_minor: most.minor,
        fee_bp: project.fee_bp,
        surge_bp: UNIT_BP,
        surge_minor: 0,
        floor_hourly: 0,
        currency: price.currency,
    }
}

/// The hourly floor of those who have told no place, where it is in `currency`; 0 before the rule's first day.
pub(crate) fn floor(c: &mut Conn<'_>, currency: Currency, now: Ts) -> db::Result<i64> {
    let policy = audit::policy::typed::<Dated<Floor>>(c, "floor")?;
    let Ok(version) = policy.value.on(Day::of(now)) else { return Ok(0) };
    let place = version.rule.of(&version.rule.default_place)?;
    Ok(if place.currency == currency { place.hourly } else { 0 })
}

/// Writes rates in the caller's transaction; nobody is asked here.
pub(crate) fn write(c: &mut Conn<'_>, project: &Project, next: &Rates, from: Ts, now: Ts) -> db::Result<RateRow> {
    let row = RateRow {
        tenant_id: project.tenant_id,
        id: RateId::at(now),
        project_id: project.id,
        effective_at: from,
        price_minor: next.price.minor,
        step_milli: next.step_milli,
        minute_milli: next.minute_milli,
        most_minor: next.most.minor,
        applied: i64::from(next.price == project.price),
        created_at: now,
    };
    store::insert(c, &row)?;
    Ok(row)
}

/// The price of a project is changed by itself: the other rates stay, the most rises with it.
///
/// Errors: `invalid_field` for a lower price, which needs notice.
pub(crate) fn price_changed(c: &mut Conn<'_>, before: &Project, price: Money, now: Ts) -> db::Result<()> {
    if price.minor < before.price.minor {
        let why = "people would earn less: announce the new rates for a later day instead";
        return Err(Error::field("price.minor", "out_of_range", why).into());
    }
    if store::at(c, before.id, now)?.is_some() {
        let held = rates(c, before, now)?;
        let most = if held.most.minor < price.minor { price } else { held.most };
        let next = Project { price, ..before.clone() };
        write(c, &next, &Rates { price, most, ..held }, now, now)?;
    }
    Ok(())
}

/// Announces rates from a day on. Errors: `not_found`, `invalid_field` (out of range, or worse without notice).
pub(crate) async fn announce(ctx: &Ctx, id: ProjectId, next: Rates, from: Option<Ts>) -> Result<RateRow> {
    let actor = ctx.actor()?.clone();
    let tenant = actor.tenant;
    ctx.permit("project:update", &Resource::of("project").tenant(tenant).id(id))?;
    let now = ctx.now;
    let from = from.unwrap_or(now);
    ctx.app
        .db
        .write(actor.scope(), move |c| {
            let project = projects::get(c, tenant, id)?.ok_or_else(|| Error::not_found("the project"))?;
            let next = next.checked(&audit::policy::typed::<Tariff>(c, "base")?.value)?;
            let rules = audit::policy::typed::<Dated<Tariffs>>(c, "tariff")?;
            let before = rates(c, &project, now)?;
            announced(&next, &before, &rules.value.on(Day::of(now))?.rule, from, now)?;
            let row = write(c, &project, &next, from, now)?;
            record(c, &actor, &row, now)?;
            if from <= now {
                follow(c, &row, now)?;
            }
            Ok(row)
        })
        .await
}

fn record(c: &mut Conn<'_>, actor: &Actor, row: &RateRow, now: Ts) -> db::Result<()> {
    let detail = json!({"rate": row.id, "from": row.effective_at, "price_minor": row.price_minor, "step_milli": row.step_milli,
        "minute_milli": row.minute_milli, "most_minor": row.most_minor});
    let entry = audit::Entry {
        tenant: row.tenant_id,
        actor: Some(actor),
        action: "project.rates",
        object_kind: "project",
        object_id: row.project_id.uuid(),
        detail,
        at: now,
    };
    audit::record(c, &entry).map(drop)
}

/// Every rate of a project that the actor may see.
pub(crate) async fn list(ctx: &Ctx, id: ProjectId) -> Result<(Rates, Vec<RateRow>)> {
    let actor = ctx.actor()?;
    let tenant = (actor.role != Role::Admin).then_some(actor.tenant);
    let now = ctx.now;
    let scope = if tenant.is_none() { Scope::Platform } else { actor.scope() };
    let read = move |c: &mut Conn<'_>| {
        let project = match tenant {
            Some(tenant) => projects::get(c, tenant, id)?,
            None => projects::anywhere(c, id)?,
        };
        let project = project.ok_or_else(|| Error::not_found("the project"))?;
        Ok((rates(c, &project, now)?, store::list(c, project.tenant_id, id)?, project.tenant_id))
    };
    let (held, rows, owner) = ctx.app.db.read(scope, read).await?;
    ctx.permit("project:read", &Resource::of("project").tenant(owner).id(id))?;
    Ok((held, rows))
}

/// The project shows the price that holds.
fn follow(c: &mut Conn<'_>, row: &RateRow, now: Ts) -> db::Result<()> {
    if let Some(seen) = projects::get(c, row.tenant_id, row.project_id)? {
        let price = Money::new(row.price_minor, seen.price.currency);
        let next = Project { price, version: seen.version + 1, changed_at: now, ..seen.clone() };
        projects::replace(c, &seen, &next)?;
    }
    store::applied(c, row)
}

/// Job: projects whose announced day has come show their new price.
pub(crate) async fn tick(app: Arc<App>) -> Result<()> {
    let now = app.clock.now();
    let write = move |c: &mut Conn<'_>| {
        for row in store::due(c, now, 200)? {
            follow(c, &row, now)?;
        }
        Ok(())
    };
    app.db.write(Scope::Platform, write).await
}
