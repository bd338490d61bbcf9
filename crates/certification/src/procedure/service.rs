//! Use cases of procedures: list, read, check, bring in, rehearse, keep a draft, publish. What is unfit is refused with its
//! lines, and the version in force stays.

use audit::{
    Entry,
    policy::{PolicyState, Version},
};
use authz::Resource;
use db::Conn;
use http::{Ctx, blocking};
use kernel::{Actor, Error, PLATFORM, Result, Scope, TenantId, Ts};
use serde_json::{Value, json};

use super::{
    KIND, SOURCE_MAX, VERSIONS_MAX,
    http::{Brought, Checked, ProcedureHead, ProcedureVersion, Rehearsed},
    rehearse,
};

fn allowed(ctx: &Ctx, action: &str) -> Result<TenantId> {
    let actor = ctx.actor()?;
    ctx.permit(action, &Resource::of("procedure").tenant(actor.tenant))?;
    Ok(actor.tenant)
}

fn small(source: &str) -> Result<()> {
    if source.len() > SOURCE_MAX {
        return Err(Error::field("source", "too_long", format!("at most {SOURCE_MAX} bytes")));
    }
    Ok(())
}

/// Versions of the tenant's own procedures and of the platform's in force.
async fn known(ctx: &Ctx, tenant: TenantId) -> Result<Vec<Version>> {
    ctx.app
        .db
        .read(Scope::Platform, move |c| {
            let mut all = audit::policy::versions(c, tenant, KIND)?;
            if tenant != PLATFORM {
                all.extend(audit::policy::active_of(c, PLATFORM, KIND)?);
            }
            Ok(all)
        })
        .await
}

/// Every procedure by name: the tenant's own before the platform's.
pub(crate) async fn list(ctx: &Ctx) -> Result<Vec<ProcedureHead>> {
    let tenant = allowed(ctx, "procedure:read")?;
    let all = known(ctx, tenant).await?;
    let mut heads: Vec<ProcedureHead> = Vec::new();
    for version in &all {
        let own = version.tenant == tenant;
        if let Some(head) = heads.iter_mut().find(|h| h.name == version.id) {
            head.versions += i64::from(own);
            continue;
        }
        let active = all.iter().find(|v| v.id == version.id && v.tenant == version.tenant && v.state == PolicyState::Active);
        heads.push(ProcedureHead::of(version, own, active.is_some()));
    }
    heads.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(heads)
}

/// The versions of one procedure, newest first: the tenant's own, then the platform's. Errors: `not_found`.
pub(crate) async fn one(ctx: &Ctx, name: String) -> Result<Vec<ProcedureVersion>> {
    let tenant = allowed(ctx, "procedure:read")?;
    let all = known(ctx, tenant).await?;
    let mine: Vec<ProcedureVersion> =
        all.iter().filter(|v| v.id == name).map(|v| ProcedureVersion::of(v, v.tenant == tenant)).collect();
    if mine.is_empty() { Err(Error::not_found("this procedure")) } else { Ok(mine) }
}

/// What is wrong with a text, and the picture of what is right.
pub(crate) async fn check(ctx: &Ctx, source: String) -> Result<Checked> {
    allowed(ctx, "procedure:read")?;
    small(&source)?;
    blocking(move || Ok(Checked::of(&sop::lint("procedure.yaml", source.as_bytes())))).await
}

/// The procedures in a list of guidelines or in a graph, as texts. Errors: `policy_invalid` naming the line, `invalid_field`.
pub(crate) async fn bring(ctx: &Ctx, from: String, source: String) -> Result<Vec<Brought>> {
    allowed(ctx, "procedure:read")?;
    small(&source)?;
    let texts = blocking(move || sop::cli::bring(&from, "import", &source)).await?;
    Ok(texts.into_iter().map(|(name, source)| Brought { name, source }).collect())
}

/// Plays a text with a seeded customer. Errors: `policy_invalid` naming lines.
pub(crate) async fn walk(ctx: &Ctx, source: String, seed: u32) -> Result<Rehearsed> {
    allowed(ctx, "procedure:read")?;
    small(&source)?;
    blocking(move || {
        let def = sop::parse("procedure.yaml", source.as_bytes())?;
        Ok(Rehearsed::of(&def, seed, rehearse(&def, u64::from(seed))?))
    })
    .await
}

/// Keeps a text as a draft of its own name and returns it with its hash. Errors: `policy_invalid`, `invalid_field`.
pub(crate) async fn keep(ctx: &Ctx, source: String) -> Result<(String, String)> {
    let tenant = allowed(ctx, "procedure:edit")?;
    small(&source)?;
    let text = source.clone();
    let def = blocking(move || sop::parse("procedure.yaml", text.as_bytes())).await?;
    let (actor, now) = (ctx.actor()?.clone(), ctx.now);
    let write = move |c: &mut Conn<'_>| {
        if audit::policy::versions(c, tenant, KIND)?.iter().filter(|v| v.id == def.name).count() >= VERSIONS_MAX {
            return Err(Error::field("source", "too_long", format!("at most {VERSIONS_MAX} versions are kept")).into());
        }
        let hash = audit::policy::draft(c, tenant, KIND, &def.name, &source, now)?;
        told(c, &actor, "procedure.draft", json!({"name": def.name, "hash": hash}), now)?;
        Ok((def.name.clone(), hash))
    };
    ctx.app.db.write(Scope::Tenant(tenant), write).await
}

/// Puts a kept version in force, all at once: conversations that begin from now on run it, running ones keep theirs.
/// Errors: `not_found`, `policy_invalid`, `conflict`.
pub(crate) async fn publish(ctx: &Ctx, name: String, hash: String) -> Result<()> {
    let tenant = allowed(ctx, "procedure:edit")?;
    let all = known(ctx, tenant).await?;
    let version = all.into_iter().find(|v| v.tenant == tenant && v.id == name && v.hash == hash);
    let version = version.ok_or_else(|| Error::not_found("this version"))?;
    blocking(move || sop::parse(&version.id, &version.body)).await?;
    let (actor, now) = (ctx.actor()?.clone(), ctx.now);
    let write = move |c: &mut Conn<'_>| {
        audit::policy::publish(c, tenant, KIND, &name, &hash, now)?;
        told(c, &actor, "procedure.publish", json!({"name": name, "hash": hash}), now)
    };
    ctx.app.db.write(Scope::Tenant(tenant), write).await
}

/// Writes into the audit log that procedures, or the scenarios over them, changed.
pub(crate) fn told(c: &mut Conn<'_>, actor: &Actor, action: &str, detail: Value, at: Ts) -> db::Result<()> {
    let entry = Entry {
        tenant: actor.tenant,
        actor: Some(actor),
        action,
        object_kind: "procedure",
        object_id: actor.tenant.uuid(),
        detail,
        at,
    };
    audit::record(c, &entry).map(drop)
}
