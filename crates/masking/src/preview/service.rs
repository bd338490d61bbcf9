//! The use case of the preview: a shipped policy, or the actor's own text of one.

use std::sync::Arc;

use authz::Resource;
use http::{Ctx, blocking};
use kernel::{Code, Error, Result};
use masking_core::{Detector, Known, Label};

use super::{Preview, http::Ask, preview};
use crate::{
    BASE,
    policy::{self, parse},
};

/// Longest sample.
const TEXT_MAX: usize = 10_000;
const KNOWN_MAX: usize = 50;

/// Errors: `invalid_field`; `not_found` for an unknown policy; `policy_invalid` naming the vector that fails.
pub(crate) async fn run(ctx: &Ctx, ask: Ask) -> Result<Preview> {
    ctx.permit("masking:preview", &Resource::of("masking").tenant(ctx.actor()?.tenant))?;
    if ask.text.chars().count() > TEXT_MAX {
        return Err(Error::field("text", "too_long", format!("at most {TEXT_MAX} characters")));
    }
    let known = known(&ask)?;
    let detector = match ask.source {
        // Compiling somebody's policy and running its vectors must not hold up other requests.
        Some(source) => {
            let files = ctx.app.policies.clone();
            blocking(move || Ok(Detector::new(Arc::new(parse(&files, source.as_bytes())?)))).await?
        }
        None => chosen(ctx, ask.policy.as_deref().unwrap_or(BASE)).await?,
    };
    let text = ask.text;
    blocking(move || Ok(preview(&detector, &text, &known))).await
}

/// A shipped policy, or the enterprise's own in force.
async fn chosen(ctx: &Ctx, id: &str) -> Result<Detector> {
    let (actor, id) = (ctx.actor()?, id.to_owned());
    let tenant = actor.tenant;
    let chosen = ctx.app.db.read(actor.scope(), move |c| policy::chosen(c, tenant, &id)).await?;
    let found = crate::detector(&ctx.app, chosen).await;
    found.map_err(|e| if e.code == Code::PolicyMissing { Error::not_found("the masking policy") } else { e })
}

fn known(ask: &Ask) -> Result<Vec<Known>> {
    if ask.known.len() > KNOWN_MAX {
        return Err(Error::field("known", "too_long", format!("at most {KNOWN_MAX} values")));
    }
    let one = |(n, value): (usize, &super::http::KnownValue)| {
        let label =
            Label::parse(&value.label).ok_or_else(|| Error::field(&format!("known[{n}].label"), "invalid", "not a label"))?;
        Ok(Known { label, value: value.value.clone() })
    };
    ask.known.iter().enumerate().map(one).collect()
}
