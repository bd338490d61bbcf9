//! What admins see of posture.

use attestation_core::Claim;
use authz::Resource;
use db::Conn;
use http::Ctx;
use kernel::{Result, Scope, Ts};

use super::{FleetSession, LevelChange, MOST};
use crate::{
    device::store as devices,
    rhythm::store as rhythms,
    trust::store::{self as trusts, Row},
};

/// Trusted sessions, the highest levels first.
pub async fn list(ctx: &Ctx) -> Result<Vec<FleetSession>> {
    ctx.permit("attestation:read", &Resource::of("attestation"))?;
    let now = ctx.now;
    ctx.app.db.read(Scope::Platform, move |c| fleet(c, now)).await
}

fn fleet(c: &mut Conn<'_>, now: Ts) -> db::Result<Vec<FleetSession>> {
    let trusted = identity::trusted(c, now, MOST)?;
    let ids: Vec<_> = trusted.iter().map(|(_, session, _)| *session).collect();
    let rows = trusts::of_sessions(c, &ids)?;
    let shown: Vec<&Row> = rows.iter().filter(|row| !row.key_point.is_empty()).collect();
    let models = devices::models(c, &shown.iter().map(|row| row.device).collect::<Vec<_>>())?;
    let noticed = rhythms::noticed(c, &ids)?;
    let mut all: Vec<FleetSession> = trusted
        .into_iter()
        .map(|(account_id, session_id, posture)| {
            let row = shown.iter().find(|row| row.id == session_id);
            let claims = row.map(|row| row.claims.at(now)).filter(|c| !c.is_empty());
            let model = row.and_then(|row| models.iter().find(|(id, _)| *id == row.device)).map(|(_, model)| model.clone());
            FleetSession {
                account_id,
                session_id,
                level: posture.level,
                expires_at: posture.expires_at,
                // A session without a row was raised by its passkey.
                claims: claims.unwrap_or_else(|| vec![Claim::Passkey]),
                model,
                mark: pixel::mark_of(session_id.uuid().as_bytes()),
                noticed: noticed.get(&session_id).cloned().unwrap_or_default(),
            }
        })
        .collect();
    all.sort_by_key(|s| (std::cmp::Reverse(s.level), s.expires_at));
    Ok(all)
}

/// Who would lose or gain a level if `text` (TOML) were the policy. How many sessions were looked at comes with it.
///
/// Errors: `policy_invalid` with what is wrong with it.
pub async fn preview(ctx: &Ctx, text: &str) -> Result<(usize, Vec<LevelChange>)> {
    ctx.permit("attestation:read", &Resource::of("attestation"))?;
    let policy = attestation_core::load("preview", text.as_bytes())?;
    let now = ctx.now;
    let all = ctx.app.db.read(Scope::Platform, move |c| fleet(c, now)).await?;
    let change = |s: &FleetSession| {
        let to = policy.value.session_level(&s.claims);
        (to != s.level).then_some(LevelChange { account_id: s.account_id, session_id: s.session_id, from: s.level, to })
    };
    Ok((all.len(), all.iter().filter_map(change).collect()))
}
