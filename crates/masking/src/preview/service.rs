//! The use case of the preview: a shipped policy, or the actor's own text of one.

use std::sync::Arc;

use authz::Resource;
use http::Ctx;
use kernel::{Error, Result};
use masking_core::{Detector, Known, Label};

use super::{Preview, http::Ask, preview};
use crate::{BASE, parse, policy};

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
    let files = ctx.app.policies.clone();
    let base = ctx.app.get::<Detector>()?;
    // Compiling somebody's policy and running its vectors must not hold up other requests.
    let work = move || {
        let detector = match (&ask.source, ask.policy.as_deref().unwrap_or(BASE)) {
            (Some(source), _) => Detector::new(Arc::new(parse(&files, source.as_bytes())?)),
            (None, id) if id == base.policy().id() => base.as_ref().clone(),
            (None, id) => Detector::new(policy(&files, id)?),
        };
        Ok(preview(&detector, &ask.text, &known))
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
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
