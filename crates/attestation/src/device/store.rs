//! Rows of devices and of questions that wait.

use db::{Conn, Json, Keep, Result, on};
use diesel::prelude::*;
use kernel::{Actor, Ts};
use serde_json::Value;

use super::{AskId, AskKind, Body, DeviceId, DeviceKind};
use crate::schema::{attestation_ask, attested_device};

/// Keeps a question. An older one of the session and kind is dropped.
pub(crate) fn ask(c: &mut Conn<'_>, id: AskId, actor: &Actor, kind: AskKind, state: &Value, expires_at: Ts) -> Result<()> {
    let older = attestation_ask::table.filter(attestation_ask::session_id.eq(actor.session).and(attestation_ask::kind.eq(kind)));
    on!(c, k => diesel::delete(older).execute(*k))?;
    let row = (
        attestation_ask::id.eq(id),
        attestation_ask::tenant_id.eq(actor.tenant),
        attestation_ask::account_id.eq(actor.account),
        attestation_ask::session_id.eq(actor.session),
        attestation_ask::kind.eq(kind),
        attestation_ask::state.eq(Json(state.clone())),
        attestation_ask::expires_at.eq(expires_at),
    );
    on!(c, k => diesel::insert_into(attestation_ask::table).values(row).execute(*k))?;
    Ok(())
}

/// Takes a question of this session out of the store; `None` when there is none, or it is too late.
pub(crate) fn take(c: &mut Conn<'_>, id: AskId, actor: &Actor, kind: AskKind, now: Ts) -> Result<Option<Value>> {
    let mine = attestation_ask::table
        .filter(attestation_ask::id.eq(id).and(attestation_ask::account_id.eq(actor.account)))
        .filter(attestation_ask::session_id.eq(actor.session).and(attestation_ask::kind.eq(kind)));
    let row: Option<(Json<Value>, Ts)> = on!(c, k => diesel::delete(mine)
        .returning((attestation_ask::state, attestation_ask::expires_at))
        .get_result(*k)
        .optional())?;
    Ok(row.filter(|(_, expires_at)| now < *expires_at).map(|(state, _)| state.0))
}

/// Forgets questions that ran out before `now`.
pub(crate) fn trim(c: &mut Conn<'_>, now: Ts) -> Result<usize> {
    let gone = on!(c, k => diesel::delete(attestation_ask::table.filter(attestation_ask::expires_at.lt(now))).execute(*k))?;
    Ok(gone)
}

/// A stored device.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) id: DeviceId,
    pub(crate) kind: DeviceKind,
    pub(crate) label_sealed: Vec<u8>,
    pub(crate) model: String,
    pub(crate) body: Value,
    /// Of the key's assertions; of a TPM always 0.
    pub(crate) counter: i64,
    pub(crate) created_at: Ts,
    pub(crate) used_at: Option<Ts>,
}

impl Stored {
    pub(crate) fn body(&self) -> kernel::Result<Body> {
        serde_json::from_value(self.body.clone()).map_err(kernel::Error::internal)
    }
}

type Row = (DeviceId, DeviceKind, Vec<u8>, String, Json<Value>, i64, Ts, Option<Ts>);

macro_rules! columns {
    () => {
        (
            attested_device::id,
            attested_device::kind,
            attested_device::label_sealed,
            attested_device::model,
            attested_device::body,
            attested_device::counter,
            attested_device::created_at,
            attested_device::used_at,
        )
    };
}

fn read((id, kind, label_sealed, model, body, counter, created_at, used_at): Row) -> Stored {
    Stored { id, kind, label_sealed, model, body: body.0, counter, created_at, used_at }
}

/// What evidence a device was enrolled by.
pub(crate) struct Proof<'a> {
    /// What the device is found by, for everybody: hash of the credential's id or of the attestation key's name.
    pub(crate) name_hash: &'a [u8],
    pub(crate) evidence_hash: &'a str,
    pub(crate) policy_hash: &'a str,
}

/// Keeps a device. A unique violation when it is enrolled already, by whomever.
pub(crate) fn insert(c: &mut Conn<'_>, actor: &Actor, new: &Stored, proof: &Proof<'_>) -> Result<()> {
    let row = (
        attested_device::id.eq(new.id),
        attested_device::tenant_id.eq(actor.tenant),
        attested_device::account_id.eq(actor.account),
        attested_device::kind.eq(new.kind),
        attested_device::name_hash.eq(proof.name_hash),
        attested_device::label_sealed.eq(&new.label_sealed),
        attested_device::model.eq(&new.model),
        attested_device::body.eq(Json(new.body.clone())),
        attested_device::counter.eq(new.counter),
        attested_device::evidence_hash.eq(proof.evidence_hash),
        attested_device::policy_hash.eq(proof.policy_hash),
        attested_device::created_at.eq(new.created_at),
    );
    on!(c, k => diesel::insert_into(attested_device::table).values(row).execute(*k))?;
    Ok(())
}

/// An account's devices, oldest first.
pub(crate) fn of_account(c: &mut Conn<'_>, actor: &Actor) -> Result<Vec<Stored>> {
    let rows: Vec<Row> = on!(c, k => attested_device::table
        .filter(attested_device::account_id.eq(actor.account).and(attested_device::tenant_id.eq(actor.tenant)))
        .order(attested_device::id)
        .select(columns!())
        .load(*k))?;
    Ok(rows.into_iter().map(read).collect())
}

/// Keeps what changed of a device by its use; `false` when it changed meanwhile or is gone.
pub(crate) fn used(c: &mut Conn<'_>, actor: &Actor, before: &Stored, body: &Value, counter: i64, now: Ts) -> Result<bool> {
    let mine = attested_device::table
        .filter(attested_device::id.eq(before.id).and(attested_device::account_id.eq(actor.account)))
        .filter(attested_device::counter.eq(before.counter));
    let changes = (
        attested_device::body.eq(Json(body.clone())),
        attested_device::counter.eq(counter),
        attested_device::used_at.eq(Some(now)),
    );
    Ok(on!(c, k => diesel::update(mine).set(changes).keep().execute(*k))? == 1)
}

/// Removes a device; `false` when the account has no such device.
pub(crate) fn remove(c: &mut Conn<'_>, actor: &Actor, id: DeviceId) -> Result<bool> {
    let mine = attested_device::table
        .filter(attested_device::id.eq(id).and(attested_device::account_id.eq(actor.account)))
        .filter(attested_device::tenant_id.eq(actor.tenant));
    Ok(on!(c, k => diesel::delete(mine).execute(*k))? == 1)
}

/// The models of devices, by id.
pub(crate) fn models(c: &mut Conn<'_>, ids: &[DeviceId]) -> Result<Vec<(DeviceId, String)>> {
    let rows = on!(c, k => attested_device::table
        .filter(attested_device::id.eq_any(ids))
        .select((attested_device::id, attested_device::model))
        .load(*k))?;
    Ok(rows)
}
