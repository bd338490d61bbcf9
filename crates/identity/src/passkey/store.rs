//! Rows of passkeys and ceremonies.

use db::{Conn, Json, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, Actor, TenantId, Ts};
use serde_json::Value;

use super::{CeremonyId, CeremonyKind, PasskeyId};
use crate::schema::{ceremony, passkey};

/// Keeps the state of a ceremony. An older one of the session and kind is dropped: only the latest can be finished.
pub(crate) fn begin(
    c: &mut Conn<'_>,
    id: CeremonyId,
    actor: &Actor,
    kind: CeremonyKind,
    state: &Value,
    expires_at: Ts,
) -> Result<()> {
    let older = ceremony::table.filter(ceremony::session_id.eq(actor.session).and(ceremony::kind.eq(kind)));
    on!(c, k => diesel::delete(older).execute(*k))?;
    let row = (
        ceremony::id.eq(id),
        ceremony::tenant_id.eq(actor.tenant),
        ceremony::account_id.eq(actor.account),
        ceremony::session_id.eq(actor.session),
        ceremony::kind.eq(kind),
        ceremony::state.eq(Json(state.clone())),
        ceremony::expires_at.eq(expires_at),
    );
    on!(c, k => diesel::insert_into(ceremony::table).values(row).execute(*k))?;
    Ok(())
}

/// Takes a ceremony of this session out of the store; `None` when there is none, or it is too late.
pub(crate) fn take(c: &mut Conn<'_>, id: CeremonyId, actor: &Actor, kind: CeremonyKind, now: Ts) -> Result<Option<Value>> {
    let mine = ceremony::table
        .filter(ceremony::id.eq(id).and(ceremony::tenant_id.eq(actor.tenant)).and(ceremony::account_id.eq(actor.account)))
        .filter(ceremony::session_id.eq(actor.session).and(ceremony::kind.eq(kind)));
    let row: Option<(Json<Value>, Ts)> = on!(c, k => diesel::delete(mine)
        .returning((ceremony::state, ceremony::expires_at))
        .get_result(*k)
        .optional())?;
    Ok(row.filter(|(_, expires_at)| now < *expires_at).map(|(state, _)| state.0))
}

/// Forgets ceremonies that ran out before `now`.
pub(crate) fn trim(c: &mut Conn<'_>, now: Ts) -> Result<usize> {
    let gone = on!(c, k => diesel::delete(ceremony::table.filter(ceremony::expires_at.lt(now))).execute(*k))?;
    Ok(gone)
}

/// A stored passkey.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) id: PasskeyId,
    pub(crate) label_sealed: Vec<u8>,
    /// As webauthn-rs serialises it: public key, counter, flags.
    pub(crate) credential: Value,
    pub(crate) created_at: Ts,
    pub(crate) used_at: Option<Ts>,
}

/// Keeps a passkey. A unique violation when the credential is enrolled already, by whomever.
pub(crate) fn insert(c: &mut Conn<'_>, actor: &Actor, new: &Stored, credential_hash: &[u8]) -> Result<()> {
    let row = (
        passkey::id.eq(new.id),
        passkey::tenant_id.eq(actor.tenant),
        passkey::account_id.eq(actor.account),
        passkey::credential_hash.eq(credential_hash),
        passkey::label_sealed.eq(&new.label_sealed),
        passkey::credential.eq(Json(new.credential.clone())),
        passkey::created_at.eq(new.created_at),
    );
    on!(c, k => diesel::insert_into(passkey::table).values(row).execute(*k))?;
    Ok(())
}

/// An account's passkeys, oldest first.
pub(crate) fn of_account(c: &mut Conn<'_>, tenant: TenantId, of: AccountId) -> Result<Vec<Stored>> {
    type Row = (PasskeyId, Vec<u8>, Json<Value>, Ts, Option<Ts>);
    let rows: Vec<Row> = on!(c, k => passkey::table
        .filter(passkey::account_id.eq(of).and(passkey::tenant_id.eq(tenant)))
        .order(passkey::id)
        .select((passkey::id, passkey::label_sealed, passkey::credential, passkey::created_at, passkey::used_at))
        .load(*k))?;
    let read = |(id, label_sealed, credential, created_at, used_at): Row| Stored {
        id,
        label_sealed,
        credential: credential.0,
        created_at,
        used_at,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Removes a passkey; `false` when the account has no such passkey.
pub(crate) fn remove(c: &mut Conn<'_>, actor: &Actor, id: PasskeyId) -> Result<bool> {
    let mine = passkey::table
        .filter(passkey::id.eq(id).and(passkey::account_id.eq(actor.account)).and(passkey::tenant_id.eq(actor.tenant)));
    Ok(on!(c, k => diesel::delete(mine).execute(*k))? == 1)
}

/// Keeps what changed of a credential by its use; `false` when the account has no such passkey.
pub(crate) fn used(c: &mut Conn<'_>, actor: &Actor, id: PasskeyId, credential: &Value, now: Ts) -> Result<bool> {
    let mine = passkey::table
        .filter(passkey::id.eq(id).and(passkey::account_id.eq(actor.account)).and(passkey::tenant_id.eq(actor.tenant)));
    let changes = (passkey::credential.eq(Json(credential.clone())), passkey::used_at.eq(Some(now)));
    let kept = on!(c, k => diesel::update(mine).set(changes).keep().execute(*k))?;
    Ok(kept == 1)
}
