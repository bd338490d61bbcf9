//! Use cases of masking policies: list, read, keep a draft, publish. A text that fails is refused and nothing is written.

use std::collections::BTreeSet;

use audit::policy::{PolicyState, Version};
use authz::Resource;
use http::{Ctx, blocking};
use kernel::{Error, Result, Scope, TenantId, sha256_hex};
use masking_core::Detector;
use serde_json::json;

use super::{KIND, POLICIES_MAX, SOURCE_MAX, VERSIONS_MAX, compile_own, own_id, parse, shipped, shipped_ids};

/// A policy with its versions, newest first.
pub(crate) struct Whole {
    pub(crate) id: String,
    /// Of the platform: to be read and extended, not changed.
    pub(crate) is_shipped: bool,
    /// The version that is shown: the one asked for, else the newest.
    pub(crate) hash: String,
    pub(crate) source: String,
    /// Hash of the version in force.
    pub(crate) active: Option<String>,
    pub(crate) versions: Vec<Version>,
    /// What the shown version does; absent when it no longer compiles.
    pub(crate) detector: Option<Detector>,
}

fn own(ctx: &Ctx, action: &str) -> Result<TenantId> {
    let tenant = ctx.actor()?.tenant;
    ctx.permit(action, &Resource::of("masking").tenant(tenant))?;
    Ok(tenant)
}

/// The shipped policies, then the enterprise's own by name: id, whether it is shipped, its versions.
pub(crate) async fn list(ctx: &Ctx) -> Result<Vec<(String, bool, Vec<Version>)>> {
    let tenant = own(ctx, "masking:preview")?;
    let versions = ctx.app.db.read(Scope::Tenant(tenant), move |c| audit::policy::versions(c, tenant, KIND)).await?;
    let shipped = shipped_ids(&ctx.app.policies);
    let mut all: Vec<(String, bool, Vec<Version>)> = shipped.into_iter().map(|id| (id, true, Vec::new())).collect();
    for version in versions.into_iter().filter(|v| shipped_ids(&ctx.app.policies).iter().all(|id| *id != v.id)) {
        match all.last_mut().filter(|(id, is_shipped, _)| !is_shipped && *id == version.id) {
            Some((_, _, versions)) => versions.push(version),
            None => all.push((version.id.clone(), false, vec![version])),
        }
    }
    Ok(all)
}

/// One policy. Errors: `not_found` for another enterprise's, or an unknown hash.
pub(crate) async fn one(ctx: &Ctx, id: String, hash: Option<String>) -> Result<Whole> {
    let tenant = own(ctx, "masking:preview")?;
    let missing = || Error::not_found("the masking policy");
    if let Some(bytes) = shipped(&ctx.app.policies, &id) {
        let source = String::from_utf8_lossy(bytes).into_owned();
        let hash = sha256_hex(bytes);
        let detector = compile(ctx, source.clone()).await;
        return Ok(Whole { is_shipped: true, active: Some(hash.clone()), hash, source, versions: Vec::new(), detector, id });
    }
    let versions = ctx.app.db.read(Scope::Tenant(tenant), move |c| audit::policy::versions(c, tenant, KIND)).await?;
    let versions: Vec<Version> = versions.into_iter().filter(|v| v.id == id).collect();
    let shown = versions.iter().find(|v| hash.as_ref().is_none_or(|hash| *hash == v.hash)).ok_or_else(missing)?;
    let (hash, source) = (shown.hash.clone(), String::from_utf8_lossy(&shown.body).into_owned());
    let active = versions.iter().find(|v| v.state == PolicyState::Active).map(|v| v.hash.clone());
    let detector = compile(ctx, source.clone()).await;
    Ok(Whole { id, is_shipped: false, hash, source, active, versions, detector })
}

/// A stored text compiled for its summary; what no longer compiles is still shown.
async fn compile(ctx: &Ctx, source: String) -> Option<Detector> {
    let files = ctx.app.policies.clone();
    blocking(move || Ok(Detector::new(std::sync::Arc::new(parse(&files, source.as_bytes())?)))).await.ok()
}

/// Keeps a text as a draft of the enterprise's policy `id` and returns its hash.
///
/// Errors: `invalid_field`; `policy_invalid` naming the vector that fails. Then nothing is written.
pub(crate) async fn save(ctx: &Ctx, id: String, source: String) -> Result<String> {
    let tenant = own(ctx, "masking:edit")?;
    checked(ctx, &id, &source).await?;
    let (actor, now) = (ctx.actor()?.clone(), ctx.now);
    let write = move |c: &mut db::Conn<'_>| {
        let versions = audit::policy::versions(c, tenant, KIND)?;
        let names: BTreeSet<&str> = versions.iter().map(|v| v.id.as_str()).collect();
        if names.len() >= POLICIES_MAX && !names.contains(id.as_str()) {
            return Err(Error::field("id", "too_long", format!("at most {POLICIES_MAX} policies")).into());
        }
        if versions.len() >= VERSIONS_MAX {
            return Err(Error::field("source", "too_long", format!("at most {VERSIONS_MAX} versions are kept")).into());
        }
        let hash = audit::policy::draft(c, tenant, KIND, &id, &source, now)?;
        told(c, &actor, "masking.policy.draft", &id, &hash, now)?;
        Ok(hash)
    };
    ctx.app.db.write(Scope::Tenant(tenant), write).await
}

/// Puts a kept version in force, all at once: conversations use it from their next message on.
///
/// Errors: `not_found`; `policy_invalid` when this build's engine no longer passes its vectors.
pub(crate) async fn publish(ctx: &Ctx, id: String, hash: String) -> Result<()> {
    let tenant = own(ctx, "masking:edit")?;
    own_id(&ctx.app.policies, &id)?;
    let (name, wanted) = (id.clone(), hash.clone());
    let versions = ctx.app.db.read(Scope::Tenant(tenant), move |c| audit::policy::versions(c, tenant, KIND)).await?;
    let version = versions.into_iter().find(|v| v.id == name && v.hash == wanted);
    let version = version.ok_or_else(|| Error::not_found("the masking policy"))?;
    checked(ctx, &id, &String::from_utf8_lossy(&version.body)).await?;
    let (actor, now) = (ctx.actor()?.clone(), ctx.now);
    let write = move |c: &mut db::Conn<'_>| {
        audit::policy::publish(c, tenant, KIND, &id, &hash, now)?;
        told(c, &actor, "masking.policy.publish", &id, &hash, now)
    };
    ctx.app.db.write(Scope::Tenant(tenant), write).await
}

async fn checked(ctx: &Ctx, id: &str, source: &str) -> Result<()> {
    if source.len() > SOURCE_MAX {
        return Err(Error::field("source", "too_long", format!("at most {SOURCE_MAX} bytes")));
    }
    let (files, id, source) = (ctx.app.policies.clone(), id.to_owned(), source.to_owned());
    blocking(move || compile_own(&files, &id, &source).map(|_| ())).await
}

fn told(c: &mut db::Conn<'_>, actor: &kernel::Actor, action: &str, id: &str, hash: &str, now: kernel::Ts) -> db::Result<()> {
    audit::record(
        c,
        &audit::Entry {
            tenant: actor.tenant,
            actor: Some(actor),
            action,
            object_kind: "masking_policy",
            object_id: actor.tenant.uuid(),
            detail: json!({ "policy": id, "hash": hash }),
            at: now,
        },
    )?;
    Ok(())
}
