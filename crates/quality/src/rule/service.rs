//! Use cases of an enterprise's patrol rules: read, try on the past, keep a draft, publish. What fails is refused and nothing
//! is written.

use std::sync::Arc;

use audit::policy::{PolicyState, Version};
use http::{Ctx, blocking};
use kernel::{Error, Result, Scope, TenantId, policy::Policy};
use patrol::Rules;
use serde_json::json;

use super::{KIND, OWN, SOURCE_MAX, TRIED, Tried, VERSIONS_MAX, tried};

fn allowed(ctx: &Ctx, action: &str) -> Result<TenantId> {
    let actor = ctx.actor()?;
    ctx.permit(action, &crate::own("patrol", actor))?;
    Ok(actor.tenant)
}

/// The enterprise's versions, newest first.
pub(crate) async fn versions(ctx: &Ctx) -> Result<Vec<Version>> {
    let tenant = allowed(ctx, "patrol:read")?;
    let all = ctx.app.db.read(Scope::Tenant(tenant), move |c| audit::policy::versions(c, tenant, KIND)).await?;
    Ok(all.into_iter().filter(|version| version.id == OWN).collect())
}

/// What `source` would have done to the enterprise's newest messages. Errors: `policy_invalid` naming the line.
pub(crate) async fn try_out(ctx: &Ctx, source: String) -> Result<Tried> {
    let tenant = allowed(ctx, "patrol:read")?;
    let policy = compiled(ctx, source).await?;
    let turns = ctx.app.db.read(Scope::Tenant(tenant), move |c| conversation::newest(c, tenant, TRIED)).await?;
    blocking(move || Ok(tried(&policy, &turns))).await
}

/// Keeps a text as a draft and returns its hash.
pub(crate) async fn save(ctx: &Ctx, source: String) -> Result<String> {
    let tenant = allowed(ctx, "patrol:edit")?;
    compiled(ctx, source.clone()).await?;
    let (actor, now) = (ctx.actor()?.clone(), ctx.now);
    let write = move |c: &mut db::Conn<'_>| {
        if audit::policy::versions(c, tenant, KIND)?.len() >= VERSIONS_MAX {
            return Err(Error::field("source", "too_long", format!("at most {VERSIONS_MAX} versions are kept")).into());
        }
        let hash = audit::policy::draft(c, tenant, KIND, OWN, &source, now)?;
        told(c, &actor, "patrol.rules.draft", &hash, now)?;
        Ok(hash)
    };
    ctx.app.db.write(Scope::Tenant(tenant), write).await
}

/// Puts a kept version in force, all at once: drafts are judged by it from the next one on.
pub(crate) async fn publish(ctx: &Ctx, hash: String) -> Result<()> {
    let tenant = allowed(ctx, "patrol:edit")?;
    let versions = versions(ctx).await?;
    let version = versions.into_iter().find(|version| version.hash == hash).ok_or_else(|| Error::not_found("the rules"))?;
    compiled(ctx, String::from_utf8_lossy(&version.body).into_owned()).await?;
    let (actor, now) = (ctx.actor()?.clone(), ctx.now);
    let write = move |c: &mut db::Conn<'_>| {
        audit::policy::publish(c, tenant, KIND, OWN, &hash, now)?;
        told(c, &actor, "patrol.rules.publish", &hash, now)
    };
    ctx.app.db.write(Scope::Tenant(tenant), write).await
}

pub(crate) fn active(versions: &[Version]) -> Option<&Version> {
    versions.iter().find(|version| version.state == PolicyState::Active)
}

async fn compiled(ctx: &Ctx, source: String) -> Result<Arc<Policy<Rules>>> {
    if source.len() > SOURCE_MAX {
        return Err(Error::field("source", "too_long", format!("at most {SOURCE_MAX} bytes")));
    }
    let base = ctx.app.get::<Policy<Rules>>()?;
    blocking(move || Rules::with_additions(&base, OWN, source.as_bytes()).map(Arc::new)).await
}

fn told(c: &mut db::Conn<'_>, actor: &kernel::Actor, action: &str, hash: &str, at: kernel::Ts) -> db::Result<()> {
    let entry = audit::Entry {
        tenant: actor.tenant,
        actor: Some(actor),
        action,
        object_kind: "patrol_rules",
        object_id: actor.tenant.uuid(),
        detail: json!({ "hash": hash }),
        at,
    };
    audit::record(c, &entry).map(drop)
}
