//! Use cases of policies: who is judged by rules may read them.

use http::Ctx;
use kernel::{Error, PLATFORM, Result};

use super::{Version, VersionRow, store};

/// Versions of the platform and of the actor's tenant.
pub(crate) async fn list(ctx: &Ctx) -> Result<Vec<VersionRow>> {
    let actor = ctx.actor()?;
    let tenant = actor.tenant;
    ctx.app.db.read(actor.scope(), move |c| store::list(c, tenant)).await
}

/// The text of a version of the platform or of the actor's tenant.
pub(crate) async fn text(ctx: &Ctx, hash: String) -> Result<Version> {
    let actor = ctx.actor()?;
    let tenant = actor.tenant;
    let found = ctx.app.db.read(actor.scope(), move |c| super::by_hash(c, &hash)).await?;
    found.filter(|v| v.tenant == PLATFORM || v.tenant == tenant).ok_or_else(|| Error::not_found("the policy"))
}
