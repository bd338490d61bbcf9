//! Rows of tokens, states and known values.

use std::collections::{BTreeMap, HashMap};

use db::{Conn, Keep, on};
use diesel::{dsl::max, prelude::*};
use kernel::{TenantId, Ts};
use uuid::Uuid;

use crate::{
    Speaker,
    schema::{known_value, mask_state, mask_token},
    token::Mark,
};

kernel::nouns! {
    /// A token of a conversation.
    Token => TokenId,
    /// A value known of a contact.
    KnownRow => KnownId,
    /// The conversation that tokens belong to; another crate's noun.
    Thread => ThreadId,
    /// The contact that known values belong to; another crate's noun.
    Person => PersonId,
}

/// A token about to be stored.
pub(crate) struct NewToken {
    pub(crate) id: TokenId,
    pub(crate) label: String,
    pub(crate) mark: Mark,
    /// HMAC of label and canonical value under the conversation's key.
    pub(crate) digest: Vec<u8>,
    pub(crate) sealed: Vec<u8>,
}

/// A stored token.
pub(crate) struct TokenRow {
    pub(crate) id: TokenId,
    pub(crate) label: String,
    pub(crate) mark: Mark,
    pub(crate) sealed: Vec<u8>,
}

pub(crate) fn insert_token(
    c: &mut Conn<'_>,
    tenant: TenantId,
    conversation: Uuid,
    new: &NewToken,
    speaker: Speaker,
    now: Ts,
) -> db::Result<()> {
    let row = (
        mask_token::tenant_id.eq(tenant),
        mask_token::id.eq(new.id),
        mask_token::conversation_id.eq(ThreadId::from_uuid(conversation)),
        mask_token::label.eq(&new.label),
        mask_token::name.eq(&new.mark.name),
        mask_token::ordinal.eq(new.mark.ordinal),
        mask_token::digest.eq(&new.digest),
        mask_token::sealed.eq(&new.sealed),
        mask_token::issued_to.eq(speaker),
        mask_token::created_at.eq(now),
    );
    on!(c, k => diesel::insert_into(mask_token::table).values(row).execute(*k))?;
    Ok(())
}

/// The tokens of a conversation by the digest of their value.
pub(crate) fn by_digest(
    c: &mut Conn<'_>,
    tenant: TenantId,
    conversation: Uuid,
    digests: &[Vec<u8>],
) -> db::Result<HashMap<Vec<u8>, Mark>> {
    if digests.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Vec<u8>, String, i64)> = on!(c, k => mask_token::table
        .filter(mask_token::tenant_id.eq(tenant)
            .and(mask_token::conversation_id.eq(ThreadId::from_uuid(conversation)))
            .and(mask_token::digest.eq_any(digests)))
        .select((mask_token::digest, mask_token::name, mask_token::ordinal))
        .load(*k))?;
    Ok(rows.into_iter().map(|(digest, name, ordinal)| (digest, Mark { name, ordinal })).collect())
}

/// The highest number given out per name.
pub(crate) fn highest(c: &mut Conn<'_>, tenant: TenantId, conversation: Uuid) -> db::Result<BTreeMap<String, i64>> {
    let rows: Vec<(String, Option<i64>)> = on!(c, k => mask_token::table
        .filter(mask_token::tenant_id.eq(tenant).and(mask_token::conversation_id.eq(ThreadId::from_uuid(conversation))))
        .group_by(mask_token::name)
        .select((mask_token::name, max(mask_token::ordinal)))
        .load(*k))?;
    Ok(rows.into_iter().map(|(name, highest)| (name, highest.unwrap_or(0))).collect())
}

/// The tokens of a conversation among `marks`.
pub(crate) fn by_marks(c: &mut Conn<'_>, tenant: TenantId, conversation: Uuid, marks: &[&Mark]) -> db::Result<Vec<TokenRow>> {
    let names: Vec<&str> = marks.iter().map(|mark| mark.name.as_str()).collect();
    let ordinals: Vec<i64> = marks.iter().map(|mark| mark.ordinal).collect();
    let rows: Vec<(TokenId, String, String, i64, Vec<u8>)> = on!(c, k => mask_token::table
        .filter(mask_token::tenant_id.eq(tenant)
            .and(mask_token::conversation_id.eq(ThreadId::from_uuid(conversation)))
            .and(mask_token::name.eq_any(&names))
            .and(mask_token::ordinal.eq_any(&ordinals)))
        .select((mask_token::id, mask_token::label, mask_token::name, mask_token::ordinal, mask_token::sealed))
        .load(*k))?;
    let rows =
        rows.into_iter().map(|(id, label, name, ordinal, sealed)| TokenRow { id, label, mark: Mark { name, ordinal }, sealed });
    Ok(rows.filter(|row| marks.contains(&&row.mark)).collect())
}

/// All tokens of a conversation, in order of issue.
pub(crate) fn marks(c: &mut Conn<'_>, tenant: TenantId, conversation: Uuid) -> db::Result<Vec<Mark>> {
    Ok(labelled(c, tenant, conversation)?.into_iter().map(|(mark, _)| mark).collect())
}

/// All tokens of a conversation with their labels, in order of issue.
pub(crate) fn labelled(c: &mut Conn<'_>, tenant: TenantId, conversation: Uuid) -> db::Result<Vec<(Mark, String)>> {
    let rows: Vec<(String, i64, String)> = on!(c, k => mask_token::table
        .filter(mask_token::tenant_id.eq(tenant).and(mask_token::conversation_id.eq(ThreadId::from_uuid(conversation))))
        .order((mask_token::created_at, mask_token::name, mask_token::ordinal))
        .select((mask_token::name, mask_token::ordinal, mask_token::label))
        .load(*k))?;
    Ok(rows.into_iter().map(|(name, ordinal, label)| (Mark { name, ordinal }, label)).collect())
}

pub(crate) fn state(c: &mut Conn<'_>, tenant: TenantId, conversation: Uuid) -> db::Result<Option<Vec<u8>>> {
    Ok(on!(c, k => mask_state::table
        .find((tenant, ThreadId::from_uuid(conversation)))
        .select(mask_state::sealed)
        .first(*k)
        .optional())?)
}

pub(crate) fn put_state(c: &mut Conn<'_>, tenant: TenantId, conversation: Uuid, sealed: &[u8], now: Ts) -> db::Result<()> {
    let row = (
        mask_state::tenant_id.eq(tenant),
        mask_state::conversation_id.eq(ThreadId::from_uuid(conversation)),
        mask_state::sealed.eq(sealed),
        mask_state::updated_at.eq(now),
    );
    on!(c, k => diesel::insert_into(mask_state::table)
        .values(row)
        .on_conflict((mask_state::tenant_id, mask_state::conversation_id))
        .do_update()
        .set((mask_state::sealed.eq(sealed), mask_state::updated_at.eq(now)))
        .keep().execute(*k))?;
    Ok(())
}

pub(crate) fn drop_state(c: &mut Conn<'_>, tenant: TenantId, conversation: Uuid) -> db::Result<()> {
    on!(c, k => diesel::delete(mask_state::table.find((tenant, ThreadId::from_uuid(conversation)))).execute(*k))?;
    Ok(())
}

pub(crate) fn insert_known(
    c: &mut Conn<'_>,
    tenant: TenantId,
    id: KnownId,
    contact: Uuid,
    label: &str,
    sealed: &[u8],
    now: Ts,
) -> db::Result<()> {
    let row = (
        known_value::tenant_id.eq(tenant),
        known_value::id.eq(id),
        known_value::contact_id.eq(PersonId::from_uuid(contact)),
        known_value::label.eq(label),
        known_value::sealed.eq(sealed),
        known_value::created_at.eq(now),
    );
    on!(c, k => diesel::insert_into(known_value::table).values(row).execute(*k))?;
    Ok(())
}

pub(crate) fn known(c: &mut Conn<'_>, tenant: TenantId, contact: Uuid) -> db::Result<Vec<(KnownId, String, Vec<u8>)>> {
    Ok(on!(c, k => known_value::table
        .filter(known_value::tenant_id.eq(tenant).and(known_value::contact_id.eq(PersonId::from_uuid(contact))))
        .order(known_value::id)
        .select((known_value::id, known_value::label, known_value::sealed))
        .load(*k))?)
}

pub(crate) fn drop_known(c: &mut Conn<'_>, tenant: TenantId, contact: Uuid) -> db::Result<()> {
    let rows = known_value::table
        .filter(known_value::tenant_id.eq(tenant).and(known_value::contact_id.eq(PersonId::from_uuid(contact))));
    on!(c, k => diesel::delete(rows).execute(*k))?;
    Ok(())
}
