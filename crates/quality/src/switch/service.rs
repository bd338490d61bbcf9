//! Use cases of the switch.

use http::Ctx;
use kernel::{Error, PLATFORM, Result, Scope};
use patrol::Switch;
use serde_json::json;

/// How the switch stands; `None` when it was never touched.
pub(crate) async fn get(ctx: &Ctx) -> Result<Option<Switch>> {
    ctx.app.db.read(Scope::Platform, patrol::switch).await
}

/// Takes patrol out of service, or back. Errors: `invalid_field` without a reason.
pub(crate) async fn set(ctx: &Ctx, is_down: bool, reason: String) -> Result<Switch> {
    let reason = reason.trim().to_owned();
    if reason.is_empty() || reason.chars().count() > 200 {
        return Err(Error::field("reason", "required", "say why, in at most 200 characters"));
    }
    let (actor, now) = (ctx.actor()?.clone(), ctx.now);
    let write = move |c: &mut db::Conn<'_>| {
        let before = patrol::switch(c)?.and_then(|switch| switch.down_since);
        let down_since = is_down.then(|| before.unwrap_or(now));
        let switch = Switch { down_since, reason: Some(reason.clone()), changed_by: actor.account, changed_at: now };
        patrol::set_switch(c, &switch)?;
        let entry = audit::Entry {
            tenant: PLATFORM,
            actor: Some(&actor),
            action: "patrol.switch",
            object_kind: "patrol_switch",
            object_id: PLATFORM.uuid(),
            detail: json!({ "down": is_down, "reason": reason }),
            at: now,
        };
        audit::record(c, &entry)?;
        Ok(switch)
    };
    ctx.app.db.write(Scope::Platform, write).await
}
