//! Pairing a telephone, and hearing it.

use attestation_core::{
    bytes::{sha256, unhex},
    guard::{Camera, CameraState, State},
};
use db::Conn;
use http::Ctx;
use kernel::{Code, Error, Result, Scope, SessionId, Ts};
use qrcode::{EcLevel, QrCode};

use super::{
    FRESH, JOIN, LABEL, PairedCameraId, PairedView, Report,
    store::{self, Paired},
};
use crate::{Trusting, device::service::nonce, person, refused, trust::SHIFT, watch};

/// A code for a telephone.
pub struct Pairing {
    pub id: PairedCameraId,
    /// What the telephone opens.
    pub url: String,
    /// The same as rows of a QR code, `#` for dark.
    pub qr: Vec<String>,
    pub expires_at: Ts,
}

fn qr(text: &str) -> Result<Vec<String>> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).map_err(Error::internal)?;
    let width = code.width();
    let dark = |colour: &qrcode::Color| if *colour == qrcode::Color::Dark { '#' } else { '.' };
    Ok(code.to_colors().chunks(width).map(|row| row.iter().map(dark).collect()).collect())
}

/// Shows a code for this session's second camera. Whatever telephone it had before serves no more.
///
/// Errors: `consent_missing`.
pub async fn pair(ctx: &Ctx) -> Result<Pairing> {
    let actor = person(ctx)?;
    let (secret, now) = (nonce(), ctx.now);
    let url = format!("{}/camera/{secret}", ctx.app.get::<identity::State>()?.config.rp_origin.trim_end_matches('/'));
    let row = Paired {
        id: PairedCameraId::at(now),
        tenant: actor.tenant,
        account: actor.account,
        session: actor.session,
        secret_hash: sha256(secret.as_bytes()).to_vec(),
        is_joined: false,
        report: None,
        reported_at: None,
        expires_at: now.plus(JOIN),
    };
    let pairing = Pairing { id: row.id, qr: qr(&url)?, url, expires_at: row.expires_at };
    let keep = move |c: &mut Conn<'_>| {
        watch::service::agreed(c, row.account)?;
        store::drop_of(c, row.session)?;
        store::insert(c, &row)
    };
    ctx.app.db.write(actor.scope(), keep).await?;
    Ok(pairing)
}

/// This session's telephones, and how many cameras the guard needs.
pub async fn list(ctx: &Ctx) -> Result<(Vec<PairedView>, usize)> {
    let actor = person(ctx)?;
    let (now, needed) = (ctx.now, ctx.app.get::<Trusting>()?.0.value.guard.cameras);
    let items = ctx.app.db.read(actor.scope(), move |c| views(c, actor.session, now)).await?;
    Ok((items, needed))
}

/// A telephone opens the code: it gets the token that it speaks with, once.
///
/// Errors: `code_invalid` for a code that is used, old or none.
pub async fn join(ctx: &Ctx, code: &str) -> Result<String> {
    let (token, hash, now) = (nonce(), sha256(code.as_bytes()), ctx.now);
    let token_hash = sha256(token.as_bytes());
    let take = move |c: &mut Conn<'_>| {
        let gone = || Error::new(Code::CodeInvalid, "this code was used or has run out; show a new one on the desk");
        let row = store::by_secret(c, &hash, now)?.filter(|row| !row.is_joined).ok_or_else(gone)?;
        if !store::join(c, &row, &token_hash, now.plus(SHIFT))? {
            return Err(gone().into());
        }
        Ok(())
    };
    ctx.app.db.write(Scope::Platform, take).await?;
    Ok(token)
}

/// How the desk's guard stands, for its telephone; `None` once there is nothing left to watch.
///
/// Errors: `code_invalid` for a token that is none; `evidence_refused` for a camera that is a program.
pub async fn report(ctx: &Ctx, token: &str, report: Report) -> Result<Option<State>> {
    let trusting = ctx.app.get::<Trusting>()?;
    let rules = &trusting.0.value.guard;
    if report.label.chars().count() > LABEL {
        return Err(Error::field("label", "too_long", format!("at most {LABEL} characters")));
    }
    if !unhex(&report.frame_sha256).is_ok_and(|hash| hash.len() == 32) {
        return Err(Error::field("frame_sha256", "invalid", "64 hexadecimal digits"));
    }
    if rules.is_virtual(&report.label) {
        return Err(refused(attestation_core::Refusal::GuardCamera));
    }
    let (hash, now, rules) = (sha256(token.as_bytes()), ctx.now, rules.clone());
    let hear = move |c: &mut Conn<'_>| {
        let gone = || Error::new(Code::CodeInvalid, "this telephone is no camera any more");
        let row = store::by_secret(c, &hash, now)?.filter(|row| row.is_joined).ok_or_else(gone)?;
        let state = watch::state_of(c, row.session)?;
        if state == Some(State::Terminated) || !identity::is_live(c, row.session, now)? {
            store::drop_of(c, row.session)?;
            return Ok(None);
        }
        let judged = report.clone().judged(row.report.as_ref(), &rules);
        store::report(c, row.id, &judged, now)?;
        Ok(Some(state.unwrap_or(State::Ok)))
    };
    ctx.app.db.write(Scope::Platform, hear).await
}

fn is_fresh(row: &Paired, now: Ts) -> bool {
    row.reported_at.is_some_and(|at| now.since(at) <= FRESH)
}

/// A session's telephones that speak now, as the guard counts them.
pub(crate) fn speaking(c: &mut Conn<'_>, session: SessionId, now: Ts) -> db::Result<Vec<Camera>> {
    let rows = store::of_session(c, session, now)?;
    Ok(rows.iter().filter(|row| is_fresh(row, now)).filter_map(|row| Some(row.report.as_ref()?.camera(row.id))).collect())
}

/// A session's telephones, as its desk sees them.
pub(crate) fn views(c: &mut Conn<'_>, session: SessionId, now: Ts) -> db::Result<Vec<PairedView>> {
    let view = |row: Paired| PairedView {
        id: row.id,
        is_joined: row.is_joined,
        state: row.report.as_ref().filter(|_| is_fresh(&row, now)).map_or(CameraState::Gone, |report| report.state),
        reported_at: row.reported_at,
    };
    Ok(store::of_session(c, session, now)?.into_iter().map(view).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_square_of_modules() {
        let rows = qr("https://work.example.com/camera/abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG").unwrap();
        assert!(rows.len() >= 33 && rows.iter().all(|row| row.chars().count() == rows.len()));
        assert!(rows[0].starts_with("#######"), "a finder in the corner");
    }
}
