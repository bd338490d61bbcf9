//! Keeping and showing pictures.

use attestation_core::webauthn::b64;
use authz::Resource;
use db::Conn;
use http::{Ctx, blocking};
use kernel::{AccountId, Code, Error, Result, Scope, SessionId};
use seal::Place;
use serde_json::json;

use super::{EvidenceId, EvidenceView, MOST, SOON, UNDECIDED, UNUSED, store};
use crate::{
    person,
    watch::{self, IncidentId},
};

fn place(id: EvidenceId) -> Place {
    Place::new("guard_evidence", "picture_sealed", id.uuid())
}

/// Keeps a picture of what this session's guard just saw. It is blurred here again, so that a page that did not blur it
/// leaks nothing.
///
/// Errors: `invalid_field` for what is no small JPEG; `wrong_state` when the guard saw nothing, or there are three already.
pub async fn add(ctx: &Ctx, picture: &str, telephone: Option<[f32; 4]>) -> Result<EvidenceView> {
    let actor = person(ctx)?;
    let wrong = || Error::field("picture", "invalid", "a JPEG of at most 640 by 480 pixels, base64url");
    let bytes = b64(picture).map_err(|_| wrong())?;
    let blurred = blocking(move || pixel::blurred(&bytes, telephone).ok_or_else(wrong)).await?;
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    let keep = move |c: &mut Conn<'_>| {
        let none = || Error::new(Code::WrongState, "the guard of this session saw nothing that is kept");
        let (seen_at, is_over) = watch::last_seen(c, actor.session)?.ok_or_else(none)?;
        if now.since(seen_at) > SOON || store::of_session(c, actor.session, now)?.len() >= MOST {
            return Err(none().into());
        }
        let id = EvidenceId::at(now);
        let key = seal.data_key(c, actor.tenant, "account", actor.account.uuid(), now)?;
        let new = store::Picture {
            id,
            tenant: actor.tenant,
            account: actor.account,
            session: actor.session,
            sealed: key.seal(&place(id), &blurred),
            taken_at: now,
            delete_at: now.plus(if is_over { UNDECIDED } else { UNUSED }),
        };
        store::insert(c, &new)?;
        Ok(EvidenceView { id, taken_at: now, delete_at: new.delete_at })
    };
    ctx.app.db.write(person(ctx)?.scope(), keep).await
}

/// Whom a case concerns and its session, for whoever may see the case.
async fn of_case(ctx: &Ctx, id: IncidentId) -> Result<(AccountId, SessionId)> {
    let case = watch::service::case(ctx, id).await?;
    Ok((case.account_id, case.session_id))
}

/// A case's pictures, for admins and the person concerned.
pub async fn list(ctx: &Ctx, id: IncidentId) -> Result<Vec<EvidenceView>> {
    let ((_, session), now) = (of_case(ctx, id).await?, ctx.now);
    ctx.app.db.read(Scope::Platform, move |c| store::of_session(c, session, now)).await
}

/// One picture, as JPEG. The look is in the audit trail before the picture is opened.
pub async fn show(ctx: &Ctx, id: IncidentId, picture: EvidenceId) -> Result<Vec<u8>> {
    let actor = person(ctx)?;
    let (account, session) = of_case(ctx, id).await?;
    if account != actor.account {
        ctx.permit("incident:read", &Resource::of("incident"))?;
    }
    let (seal, now) = (ctx.app.seal.clone(), ctx.now);
    let look = move |c: &mut Conn<'_>| {
        let sealed = store::sealed(c, session, picture, now)?.ok_or_else(|| Error::not_found("this picture"))?;
        let entry = audit::Entry {
            tenant: actor.tenant,
            actor: Some(&actor),
            action: "incident.picture_seen",
            object_kind: "incident",
            object_id: id.uuid(),
            detail: json!({ "picture": picture }),
            at: now,
        };
        audit::record(c, &entry)?;
        let key = seal.existing_key(c, kernel::PLATFORM, "account", account.uuid())?;
        let key = key.ok_or_else(|| Error::not_found("this picture"))?;
        Ok(key.open(&place(picture), &sealed)?)
    };
    ctx.app.db.write(Scope::Platform, look).await
}
