//! Use cases of scenarios: list, read, choices for a form, check, play by the book, keep a draft, publish. What is unfit is
//! refused with its lines, and the version in force stays.

use std::sync::Arc;

use audit::policy::{PolicyState, Version};
use authz::Resource;
use db::Conn;
use http::{Ctx, blocking};
use kernel::{Code, Error, PLATFORM, Result, Scope, TenantId, policy::Policy};
use serde_json::json;
use sop::Definition;

use super::{
    Against, KIND, SOURCE_MAX, VERSIONS_MAX, by_the_book, empty,
    http::{CheckedScenario, ScenarioChoices, ScenarioHead, ScenarioPreview, ScenarioVersion, Written},
    lint, read, render, still_fits,
};
use crate::{
    Simulator,
    course::Language,
    procedure::{KIND as PROCEDURE, service::told},
    simulator::{Setting, policy::Scenario},
};

fn allowed(ctx: &Ctx, action: &str) -> Result<TenantId> {
    let actor = ctx.actor()?;
    ctx.permit(action, &Resource::of("procedure").tenant(actor.tenant))?;
    Ok(actor.tenant)
}

/// A published scenario by the hash of its text.
pub(crate) fn published(c: &mut Conn<'_>, hash: &str) -> db::Result<Arc<Scenario>> {
    audit::policy::parsed(c, hash, |version: &Version| scenario_of(version))
}

fn scenario_of(version: &Version) -> Result<Scenario> {
    read(&String::from_utf8_lossy(&version.body)).map_err(|issue| Error::new(Code::PolicyInvalid, issue.shown()))
}

/// The procedure that a tenant's scenarios run, with its hash: its own of the name, else the platform's. `Scope::Platform`.
pub(crate) fn procedure(c: &mut Conn<'_>, tenant: TenantId, name: &str) -> db::Result<Option<(Arc<Definition>, String)>> {
    for owner in [tenant, PLATFORM] {
        if let Some(hash) = audit::policy::active_hash(c, owner, PROCEDURE, name)? {
            let def = audit::policy::parsed(c, &hash, |version| sop::parse(&version.id, &version.body))?;
            return Ok(Some((def, hash)));
        }
    }
    Ok(None)
}

/// The text of what was sent: as it is, or as its form is written.
fn source_of(written: Written) -> Result<String> {
    let source = match (written.source, written.form) {
        (Some(source), None) => source,
        (None, Some(form)) => render(&form),
        _ => return Err(Error::field("source", "required", "send a text or a form")),
    };
    if source.len() > SOURCE_MAX {
        return Err(Error::field("source", "too_long", format!("at most {SOURCE_MAX} bytes")));
    }
    Ok(source)
}

/// Reads and checks a text against what is in force for the tenant.
async fn examined(ctx: &Ctx, tenant: TenantId, source: String) -> Result<(CheckedScenario, Option<Arc<Definition>>)> {
    let scenario = match read(&source) {
        Ok(scenario) => scenario,
        Err(issue) => return Ok((CheckedScenario::of(source, None, vec![issue]), None)),
    };
    let name = scenario.sop.clone();
    let def = ctx.app.db.read(Scope::Platform, move |c| procedure(c, tenant, &name)).await?.map(|(def, _)| def);
    let simulator = ctx.app.get::<Simulator>()?;
    let rules = ctx.app.get::<Policy<patrol::Rules>>()?;
    let known = def.clone();
    let checked = blocking(move || {
        let customers = simulator.customers();
        let against = Against { def: known.as_deref(), customers: &customers.value, patrol: &rules.value };
        let issues = lint(&source, &scenario, against);
        Ok(CheckedScenario::of(source, Some(scenario), issues))
    });
    Ok((checked.await?, def))
}

/// What is wrong with a scenario, as text and as form.
pub(crate) async fn check(ctx: &Ctx, written: Written) -> Result<CheckedScenario> {
    let tenant = allowed(ctx, "procedure:read")?;
    Ok(examined(ctx, tenant, source_of(written)?).await?.0)
}

/// Plays a scenario by the book. Errors: `policy_invalid` naming lines.
pub(crate) async fn preview(ctx: &Ctx, written: Written, seed: u32, english: bool) -> Result<ScenarioPreview> {
    let tenant = allowed(ctx, "procedure:read")?;
    let (checked, def) = examined(ctx, tenant, source_of(written)?).await?;
    let (scenario, def) = fit(&checked, def)?;
    let simulator = ctx.app.get::<Simulator>()?;
    blocking(move || {
        let customers = simulator.customers();
        let language = if english { Language::En } else { Language::Zh };
        let setting = Setting { def: &def, customers: &customers.value, scenario: &scenario, seed: u64::from(seed), language };
        Ok(ScenarioPreview::of(seed, by_the_book(setting)))
    })
    .await
}

/// The scenario and its procedure, unless an error was found. Errors: `policy_invalid`.
fn fit(checked: &CheckedScenario, def: Option<Arc<Definition>>) -> Result<(Scenario, Arc<Definition>)> {
    match (checked.form.clone().filter(|_| checked.fit), def) {
        (Some(scenario), Some(def)) => Ok((scenario, def)),
        _ => Err(Error::new(Code::PolicyInvalid, checked.errors())),
    }
}

/// Versions of the tenant's own scenarios, by name, newest first within.
async fn own(ctx: &Ctx, tenant: TenantId) -> Result<Vec<Version>> {
    ctx.app.db.read(Scope::Platform, move |c| audit::policy::versions(c, tenant, KIND)).await
}

/// The tenant's scenarios; whether each still fits the procedure in force.
pub(crate) async fn list(ctx: &Ctx) -> Result<Vec<ScenarioHead>> {
    let tenant = allowed(ctx, "procedure:read")?;
    ctx.app
        .db
        .read(Scope::Platform, move |c| {
            let all = audit::policy::versions(c, tenant, KIND)?;
            let mut heads: Vec<ScenarioHead> = Vec::new();
            for version in &all {
                if let Some(head) = heads.iter_mut().find(|h| h.name == version.id) {
                    head.versions += 1;
                    continue;
                }
                let active = all.iter().find(|v| v.id == version.id && v.state == PolicyState::Active);
                let scenario = scenario_of(active.unwrap_or(version))?;
                let fits = procedure(c, tenant, &scenario.sop)?.is_some_and(|(def, _)| still_fits(&scenario, &def));
                heads.push(ScenarioHead::of(&scenario, active.is_some(), fits));
            }
            Ok(heads)
        })
        .await
}

/// The versions of one scenario, newest first. Errors: `not_found`.
pub(crate) async fn one(ctx: &Ctx, name: String) -> Result<Vec<ScenarioVersion>> {
    let tenant = allowed(ctx, "procedure:read")?;
    let mine: Vec<ScenarioVersion> = own(ctx, tenant).await?.iter().filter(|v| v.id == name).map(ScenarioVersion::of).collect();
    if mine.is_empty() { Err(Error::not_found("this scenario")) } else { Ok(mine) }
}

/// What a form can be filled with: procedures with their slots and steps, personas.
pub(crate) async fn choices(ctx: &Ctx) -> Result<ScenarioChoices> {
    let tenant = allowed(ctx, "procedure:read")?;
    let defs = ctx
        .app
        .db
        .read(Scope::Platform, move |c| {
            let mut defs: Vec<(bool, Arc<Definition>)> = Vec::new();
            for owner in [tenant, PLATFORM] {
                for head in audit::policy::heads_of(c, owner, PROCEDURE)? {
                    if defs.iter().any(|(_, def)| def.name == head.id) {
                        continue;
                    }
                    let def = audit::policy::parsed(c, &head.hash, |version| sop::parse(&version.id, &version.body))?;
                    defs.push((owner == tenant, def));
                }
            }
            Ok(defs)
        })
        .await?;
    let simulator = ctx.app.get::<Simulator>()?;
    Ok(ScenarioChoices::of(&defs, &simulator.customers().value, empty()))
}

/// Keeps a scenario as a draft of its own name and returns it with its hash. Errors: `policy_invalid`, `invalid_field`.
pub(crate) async fn keep(ctx: &Ctx, written: Written) -> Result<(String, String)> {
    let tenant = allowed(ctx, "procedure:edit")?;
    let (checked, def) = examined(ctx, tenant, source_of(written)?).await?;
    let (scenario, _) = fit(&checked, def)?;
    let (actor, now, source) = (ctx.actor()?.clone(), ctx.now, checked.source);
    let write = move |c: &mut Conn<'_>| {
        if audit::policy::versions(c, tenant, KIND)?.iter().filter(|v| v.id == scenario.id).count() >= VERSIONS_MAX {
            return Err(Error::field("source", "too_long", format!("at most {VERSIONS_MAX} versions are kept")).into());
        }
        let hash = audit::policy::draft(c, tenant, KIND, &scenario.id, &source, now)?;
        told(c, &actor, "scenario.draft", json!({"scenario": scenario.id, "hash": hash}), now)?;
        Ok((scenario.id.clone(), hash))
    };
    ctx.app.db.write(Scope::Tenant(tenant), write).await
}

/// Puts a kept version in force, all at once, if it fits the procedure in force; what was in force stays otherwise.
/// Errors: `not_found`, `policy_invalid`, `conflict`.
pub(crate) async fn publish(ctx: &Ctx, name: String, hash: String) -> Result<()> {
    let tenant = allowed(ctx, "procedure:edit")?;
    let version = own(ctx, tenant).await?.into_iter().find(|v| v.id == name && v.hash == hash);
    let version = version.ok_or_else(|| Error::not_found("this version"))?;
    let source = String::from_utf8_lossy(&version.body).into_owned();
    let (checked, def) = examined(ctx, tenant, source).await?;
    fit(&checked, def)?;
    let (actor, now) = (ctx.actor()?.clone(), ctx.now);
    let write = move |c: &mut Conn<'_>| {
        audit::policy::publish(c, tenant, KIND, &name, &hash, now)?;
        told(c, &actor, "scenario.publish", json!({"scenario": name, "hash": hash}), now)
    };
    ctx.app.db.write(Scope::Tenant(tenant), write).await
}
