//! Deciding about a purpose.

use std::time::Duration;

use db::outbox;
use http::Ctx;
use kernel::{Event, Result};
use serde_json::json;

use super::{Purpose, Standing, changes, standing, store};
use crate::{person, record};

/// Grants or withdraws one purpose for the signed-in person.
pub async fn decide(ctx: &Ctx, purpose: Purpose, granted: bool) -> Result<Standing> {
    let actor = person(ctx)?.clone();
    let now = ctx.now;
    ctx.app
        .db
        .write(actor.scope(), move |c| {
            let before = store::latest(c, actor.account, purpose)?;
            if changes(before.as_ref(), purpose, granted) {
                // The latest receipt counts, so no two of a purpose may bear the same time.
                let at = before.as_ref().map_or(now, |b| now.max(b.at.plus(Duration::from_micros(1))));
                store::add(c, actor.tenant, actor.account, Some(actor.session), purpose, granted, at)?;
                let detail = json!({ "purpose": purpose, "version": purpose.version(), "granted": granted });
                record(c, Some(&actor), actor.tenant, "consent.decided", "account", actor.account, detail, now)?;
                let body = json!({ "account": actor.account, "purpose": purpose, "granted": granted });
                outbox::emit(c, &Event::new("consent.decided", actor.tenant, &body), now)?;
            }
            Ok(standing(purpose, store::latest(c, actor.account, purpose)?.as_ref()))
        })
        .await
}
