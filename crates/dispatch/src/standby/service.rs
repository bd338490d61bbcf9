//! Use cases of standby: listing, booking, giving back.

use http::Ctx;
use kernel::{Code, Error, Result, Scope, Ts};
use market::{OpenStandby, OrderId, StandbyId, StandbyRow};

use crate::eligible;

/// A reserved peak that the worker may book, with its project's name.
pub(crate) type Offered = (OpenStandby, String);

/// What the worker may book, and what they booked.
pub(crate) async fn list(ctx: &Ctx) -> Result<(Vec<Offered>, Vec<StandbyRow>)> {
    ctx.permit("standby:book", &resource(ctx)?)?;
    let (worker, now) = (ctx.actor()?.account, ctx.now);
    ctx.app
        .db
        .read(Scope::Platform, move |c| {
            let mut open = Vec::new();
            for peak in market::open_standby(c, now)? {
                let project = market::project(c, peak.project)?;
                if eligible::certified(c, worker, &project.skill, now)? {
                    open.push((peak, project.name));
                }
            }
            Ok((open, market::standby_of(c, &[worker], now)?))
        })
        .await
}

fn resource(ctx: &Ctx) -> Result<authz::Resource> {
    let actor = ctx.actor()?;
    Ok(authz::Resource::of("standby").tenant(actor.tenant).owner(actor.account))
}

/// Books minutes of an order's reserved peak. Errors: `certificate_missing`, and what `market::book_standby` returns.
pub(crate) async fn book(ctx: &Ctx, order: OrderId, from: Ts, until: Ts) -> Result<StandbyId> {
    ctx.permit("standby:book", &resource(ctx)?)?;
    let (worker, now) = (ctx.actor()?.account, ctx.now);
    ctx.once(Scope::Platform, move |c| {
        let peak = market::open_standby(c, now)?.into_iter().find(|p| p.order == order);
        let peak = peak.ok_or_else(|| Error::not_found("the reserved peak"))?;
        let skill = eligible::skill_of(c, peak.project)?;
        if !eligible::certified(c, worker, &skill, now)? {
            return Err(Error::new(Code::CertificateMissing, "you need the certificate of the work you stand by for").into());
        }
        Ok(market::book_standby(c, order, worker, from, until, now)?.id)
    })
    .await
}

/// Gives a booking back before it begins.
pub(crate) async fn cancel(ctx: &Ctx, id: StandbyId) -> Result<()> {
    ctx.permit("standby:book", &resource(ctx)?)?;
    let (worker, now) = (ctx.actor()?.account, ctx.now);
    ctx.once(Scope::Platform, move |c| market::cancel_standby(c, id, worker, now)).await
}
