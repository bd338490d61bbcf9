//! Use cases of a project's channel: what is set up, a new key, the address of the enterprise's system.

use audit::Entry;
use authz::Resource;
use db::Conn;
use http::Ctx;
use kernel::{Actor, Error, Result, Scope, Ts};
use post::Hooks;
use serde_json::{Value, json};

use super::{ChannelRow, KeyKind, store};
use crate::ProjectId;

/// The project must be the actor's own: another enterprise's is not found.
fn own(ctx: &Ctx, id: ProjectId, action: &str) -> Result<Actor> {
    let actor = ctx.actor()?.clone();
    ctx.permit(action, &Resource::of("project").tenant(actor.tenant).id(id))?;
    Ok(actor)
}

pub(crate) async fn view(ctx: &Ctx, id: ProjectId) -> Result<ChannelRow> {
    let actor = own(ctx, id, "project:read")?;
    let (tenant, now) = (actor.tenant, ctx.now);
    let load = move |c: &mut Conn<'_>| {
        market::project_of(c, tenant, id)?;
        Ok(store::get(c, tenant, id)?.unwrap_or_else(|| ChannelRow::new(tenant, id, now)))
    };
    ctx.app.db.read(actor.scope(), load).await
}

/// Makes a new key of a kind, which ends the one before, and gives it. It is shown this once.
pub(crate) async fn new_key(ctx: &Ctx, id: ProjectId, kind: KeyKind) -> Result<String> {
    let actor = own(ctx, id, "project:update")?;
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    let write = move |c: &mut Conn<'_>| {
        market::project_of(c, actor.tenant, id)?;
        let seen = store::get_or_make(c, actor.tenant, id, now)?;
        let row = store::next_key(c, &seen, kind, now)?;
        told(c, &actor, id, "channel.key", json!({ "kind": kind, "version": row.version(kind) }), now)?;
        Ok(row.key(&seal, kind).ok_or_else(|| Error::internal("a key of no version"))?)
    };
    ctx.app.db.write(Scope::Tenant(ctx.actor()?.tenant), write).await
}

/// Sets where the enterprise's system hears of replies, calls and values; `None` ends it.
///
/// Errors: `invalid_field` for addresses that are not https on the public internet.
pub(crate) async fn set_hook(ctx: &Ctx, id: ProjectId, url: Option<String>) -> Result<ChannelRow> {
    let actor = own(ctx, id, "project:update")?;
    let url = url.map(|url| url.trim().to_owned()).filter(|url| !url.is_empty());
    if let Some(url) = &url {
        ctx.app.get::<Hooks>()?.target(url)?;
    }
    let now = ctx.now;
    let write = move |c: &mut Conn<'_>| {
        market::project_of(c, actor.tenant, id)?;
        let seen = store::get_or_make(c, actor.tenant, id, now)?;
        store::set_hook(c, &seen, url.as_deref(), now)?;
        told(c, &actor, id, "channel.hook", json!({ "url": url }), now)?;
        Ok(ChannelRow { hook_url: url.clone(), changed_at: now, ..seen })
    };
    ctx.app.db.write(Scope::Tenant(ctx.actor()?.tenant), write).await
}

fn told(c: &mut Conn<'_>, actor: &Actor, id: ProjectId, action: &str, detail: Value, at: Ts) -> db::Result<()> {
    let entry =
        Entry { tenant: actor.tenant, actor: Some(actor), action, object_kind: "project", object_id: id.uuid(), detail, at };
    audit::record(c, &entry)?;
    Ok(())
}
