//! Granting, and asking.

use authz::Resource;
use db::Conn;
use http::Ctx;
use kernel::{AccountId, Error, Result, Scope, Ts};
use serde_json::json;

use super::store;
use crate::{account, record, session};

/// Grants or takes back. For admins; never for oneself.
pub async fn set(ctx: &Ctx, id: AccountId, granted: bool) -> Result<()> {
    let admin = ctx.actor()?.clone();
    ctx.permit("person:adapt", &Resource::of("person").id(id))?;
    if admin.account == id {
        return Err(Error::conflict("nobody grants themselves another way to read"));
    }
    let (level, now) = (ctx.app.demands().text, ctx.now);
    let set = move |c: &mut Conn<'_>| {
        let account = account::store::find(c, id)?.ok_or_else(|| Error::not_found("this account"))?;
        if granted {
            store::grant(c, account.tenant, id, level, admin.account, now)?;
        } else {
            store::take_back(c, id)?;
        }
        let detail = json!({ "granted": granted, "level": level });
        record(c, Some(&admin), account.tenant, "account.text_mode", "account", id, detail, now)
    };
    ctx.app.db.write(Scope::Platform, set).await
}

/// Whether an account may read customers' text now: it was granted, and a session of theirs is trusted far enough.
pub(crate) fn reads(c: &mut Conn<'_>, account: AccountId, now: Ts) -> db::Result<bool> {
    let Some(level) = store::level(c, account)? else { return Ok(false) };
    Ok(i64::from(session::service::best_posture(c, account, now)?.level_at(now)) >= level)
}
