//! Use cases of projects.

use audit::Entry;
use authz::Resource;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use db::{Conn, outbox};
use http::Ctx;
use kernel::{Actor, Error, Event, Page, PageQuery, Result, Role, Scope, TenantId, Ts};
use rand::{TryRng, rngs::SysRng};
use serde_json::json;

use super::{NewProject, Project, ProjectChange, ProjectState, http::ProjectView, store};
use crate::{ProjectId, PublicOrigin, rate, tariff::Tariff};

fn resource(tenant: TenantId) -> Resource {
    Resource::of("project").tenant(tenant)
}

/// The address part of a widget: 18 random bytes. Public, but not to be guessed.
fn widget_token() -> Result<String> {
    let mut bytes = [0; 18];
    SysRng.try_fill_bytes(&mut bytes).map_err(|cause| Error::internal(format!("no random bytes: {cause}")))?;
    Ok(format!("wt_{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// Makes a project in the caller's transaction; nobody is asked for permission here.
pub(crate) fn make(c: &mut Conn<'_>, tenant: TenantId, actor: Option<&Actor>, new: NewProject, now: Ts) -> db::Result<Project> {
    let tariff = audit::policy::typed::<Tariff>(c, "base")?;
    let new = new.checked(&tariff.value)?;
    masking_exists(c, tenant, &new.masking_policy)?;
    let project = Project {
        tenant_id: tenant,
        id: ProjectId::at(now),
        name: new.name,
        channel: new.channel.as_str().to_owned(),
        skill: new.skill,
        masking_policy: new.masking_policy,
        price: new.price,
        fee_bp: tariff.value.fee_bp,
        sensitivity: new.sensitivity,
        state: ProjectState::Live,
        origins: new.origins,
        widget_token: widget_token()?,
        version: 1,
        created_at: now,
        changed_at: now,
        is_drawn: new.is_drawn,
    };
    store::insert(c, &project)?;
    told(c, "project.create", "project.created", actor, &project, now)?;
    Ok(project)
}

/// Errors: `invalid_field` unless the tenant has published such a masking policy or the platform ships it.
fn masking_exists(c: &mut Conn<'_>, tenant: TenantId, id: &str) -> db::Result<()> {
    if id == super::BUILT_IN_MASKING || audit::policy::in_force(c, tenant, "masking", id)? {
        return Ok(());
    }
    Err(Error::field("masking_policy", "invalid", format!("no masking policy {id} is published")).into())
}

/// The audit entry and the event of a project that was made or changed.
fn told(
    c: &mut Conn<'_>,
    action: &str,
    topic: &'static str,
    actor: Option<&Actor>,
    project: &Project,
    now: Ts,
) -> db::Result<()> {
    let facts = json!({
        "project": project.id,
        "version": project.version,
        "skill": project.skill,
        "price_minor": project.price.minor,
        "currency": project.price.currency,
        "fee_bp": project.fee_bp,
        "sensitivity": project.sensitivity,
        "is_drawn": project.is_drawn,
        "masking_policy": project.masking_policy,
        "state": project.state,
        "origins": project.origins,
    });
    let entry = Entry {
        tenant: project.tenant_id,
        actor,
        action,
        object_kind: "project",
        object_id: project.id.uuid(),
        detail: facts.clone(),
        at: now,
    };
    audit::record(c, &entry)?;
    outbox::emit(c, &Event::new(topic, project.tenant_id, &facts), now)
}

pub(crate) async fn create(ctx: &Ctx, new: NewProject) -> Result<ProjectView> {
    let actor = ctx.actor()?.clone();
    ctx.permit("project:create", &resource(actor.tenant))?;
    let now = ctx.now;
    ctx.once(actor.scope(), move |c| {
        let project = make(c, actor.tenant, Some(&actor), new.clone(), now)?;
        Ok(ProjectView::of(&project)?)
    })
    .await
}

pub(crate) async fn list(ctx: &Ctx, query: PageQuery) -> Result<Page<Project>> {
    let actor = ctx.actor()?;
    ctx.permit("project:read", &resource(actor.tenant))?;
    let (tenant, scope) = match actor.role {
        Role::Admin => (None, Scope::Platform),
        _ => (Some(actor.tenant), actor.scope()),
    };
    let rows = ctx
        .app
        .db
        .read(scope, {
            let query = query.clone();
            move |c| store::list(c, tenant, &query)
        })
        .await?;
    Ok(Page::cut(rows, &query, |p| p.id))
}

/// A project that the actor may see; another tenant's is not found.
pub(crate) async fn get(ctx: &Ctx, id: ProjectId) -> Result<Project> {
    let actor = ctx.actor()?;
    let missing = || Error::not_found("the project");
    let project = match actor.role {
        Role::Admin => ctx.app.db.read(Scope::Platform, move |c| store::anywhere(c, id)).await?,
        _ => {
            let tenant = actor.tenant;
            ctx.app.db.read(actor.scope(), move |c| store::get(c, tenant, id)).await?
        }
    };
    let project = project.ok_or_else(missing)?;
    ctx.permit("project:read", &resource(project.tenant_id).id(id))?;
    Ok(project)
}

pub(crate) async fn update(ctx: &Ctx, id: ProjectId, change: ProjectChange) -> Result<Project> {
    let actor = ctx.actor()?.clone();
    let tenant = actor.tenant;
    ctx.permit("project:update", &resource(tenant).id(id))?;
    let now = ctx.now;
    ctx.app
        .db
        .write(actor.scope(), move |c| {
            let seen = store::get(c, tenant, id)?.ok_or_else(|| Error::not_found("the project"))?;
            let tariff = audit::policy::typed::<Tariff>(c, "base")?;
            let next = change.clone().apply(&seen, &tariff.value, now)?;
            if next.masking_policy != seen.masking_policy {
                masking_exists(c, tenant, &next.masking_policy)?;
            }
            if next.price != seen.price {
                rate::service::price_changed(c, &seen, next.price, now)?;
            }
            store::replace(c, &seen, &next)?;
            told(c, "project.update", "project.changed", Some(&actor), &next, now)?;
            Ok(next)
        })
        .await
}

/// The script tag for the enterprise's pages.
pub(crate) async fn snippet(ctx: &Ctx, id: ProjectId) -> Result<(String, String)> {
    let project = get(ctx, id).await?;
    let origin = match ctx.app.get::<PublicOrigin>() {
        Ok(wired) => wired.0.clone(),
        Err(_) => asked_origin(ctx),
    };
    let tag = format!("<script src=\"{origin}/widget.js\" data-token=\"{}\" async></script>", project.widget_token);
    Ok((project.widget_token, tag))
}

/// The origin that the request itself was sent to, when it is one; else the tag is relative.
fn asked_origin(ctx: &Ctx) -> String {
    let scheme = ctx.headers.get("x-forwarded-proto").filter(|s| *s == "https").unwrap_or("http");
    let host = ctx.headers.get("host").unwrap_or_default();
    super::normal_origin(&format!("{scheme}://{host}")).unwrap_or_default()
}
