//! Repeated requests have one effect: the key and the answer are stored in the transaction of the effect.

use diesel::prelude::*;
use kernel::{Code, Id, Ts};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use uuid::Uuid;

use crate::{Conn, Json, Keep, Result, on, schema::idempotency};

kernel::nouns! {
    /// Whoever sent the key.
    KeyOwner => KeyOwnerId,
}

/// What a repeated request is recognised by.
#[derive(Clone, Debug)]
pub struct Key {
    pub owner: Uuid,
    /// The client's `Idempotency-Key`.
    pub key: String,
    /// Method and path, so that a key means one thing.
    pub route: String,
    /// SHA-256 of the body.
    pub body_hash: String,
}

/// Runs `f` once per key. A repeat gets the stored answer; the same key with another request is refused.
pub fn once<T: Serialize + DeserializeOwned>(
    c: &mut Conn<'_>,
    key: &Key,
    now: Ts,
    f: impl FnOnce(&mut Conn<'_>) -> Result<T>,
) -> Result<T> {
    let owner: Id<KeyOwner> = Id::from_uuid(key.owner);
    let claim = (
        idempotency::owner_id.eq(owner),
        idempotency::key.eq(&key.key),
        idempotency::route.eq(&key.route),
        idempotency::body_hash.eq(&key.body_hash),
        idempotency::answer.eq(Json(Value::Null)),
        idempotency::created_at.eq(now),
    );
    let fresh = on!(c, k => diesel::insert_into(idempotency::table).values(claim).on_conflict_do_nothing().execute(*k))?;
    if fresh == 1 {
        let value = f(c)?;
        let answer = Json(serde_json::to_value(&value).map_err(kernel::Error::internal)?);
        on!(c, k => diesel::update(idempotency::table.find((owner, &key.key))).set(idempotency::answer.eq(answer)).keep().execute(*k))?;
        return Ok(value);
    }
    let (route, body_hash, answer): (String, String, Json<Value>) = on!(c, k => idempotency::table
        .find((owner, &key.key))
        .select((idempotency::route, idempotency::body_hash, idempotency::answer))
        .first(*k))?;
    if route != key.route || body_hash != key.body_hash {
        return Err(kernel::Error::new(
            Code::IdempotencyKeyReused,
            "this Idempotency-Key was used for another request; use a fresh one",
        )
        .into());
    }
    Ok(serde_json::from_value(answer.0).map_err(kernel::Error::internal)?)
}

/// Forgets keys older than `before`.
pub fn trim(c: &mut Conn<'_>, before: Ts) -> Result<usize> {
    let gone = on!(c, k => diesel::delete(idempotency::table.filter(idempotency::created_at.lt(before))).execute(*k))?;
    Ok(gone)
}
