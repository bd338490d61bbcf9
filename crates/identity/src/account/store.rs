//! Rows of accounts and sign-ups. Addresses are found by their blind index; this is the one place that spans tenants.

use db::{Conn, Keep, Result, on};
use diesel::prelude::*;
use kernel::{AccountId, Error, Id, Role, TenantId, Ts};

use super::{Account, AccountState, CodeId, Kind, Locale, SignUpId};
use crate::schema::{account, sign_up};

type Columns = (AccountId, TenantId, String, AccountState, Locale, Ts);

fn read((id, tenant, role, state, locale, created_at): Columns) -> Result<Account> {
    Ok(Account { id, tenant, role: role.parse::<Role>().map_err(Error::internal)?, state, locale, created_at })
}

macro_rules! columns {
    () => {
        (account::id, account::tenant_id, account::role, account::state, account::locale, account::created_at)
    };
}

/// An account to be written; personal data sealed already.
#[derive(Clone)]
pub(crate) struct NewAccount {
    pub(crate) id: AccountId,
    pub(crate) tenant: TenantId,
    pub(crate) role: Role,
    pub(crate) email_index: [u8; 16],
    pub(crate) email_sealed: Vec<u8>,
    pub(crate) name_sealed: Vec<u8>,
    pub(crate) locale: Locale,
    pub(crate) password_hash: String,
}

/// Fails with a unique violation when the address has an account.
pub(crate) fn insert(c: &mut Conn<'_>, new: &NewAccount, now: Ts) -> Result<()> {
    let row = (
        account::id.eq(new.id),
        account::tenant_id.eq(new.tenant),
        account::role.eq(new.role.as_str()),
        account::state.eq(AccountState::Active),
        account::email_index.eq(new.email_index.as_slice()),
        account::email_sealed.eq(&new.email_sealed),
        account::name_sealed.eq(&new.name_sealed),
        account::locale.eq(new.locale),
        account::password_hash.eq(&new.password_hash),
        account::created_at.eq(now),
        account::updated_at.eq(now),
    );
    on!(c, k => diesel::insert_into(account::table).values(row).execute(*k))?;
    Ok(())
}

/// The account with this id, of whatever tenant the transaction may see.
pub(crate) fn find(c: &mut Conn<'_>, id: AccountId) -> Result<Option<Account>> {
    let row: Option<Columns> = on!(c, k => account::table.find(id).select(columns!()).first(*k).optional())?;
    row.map(read).transpose()
}

/// The account of an address, with its password hash.
pub(crate) fn by_email(c: &mut Conn<'_>, email_index: [u8; 16]) -> Result<Option<(Account, String)>> {
    let row: Option<(Columns, String)> = on!(c, k => account::table
        .filter(account::email_index.eq(email_index.as_slice()))
        .select((columns!(), account::password_hash))
        .first(*k)
        .optional())?;
    row.map(|(columns, hash)| Ok((read(columns)?, hash))).transpose()
}

/// An account with the index of its address and its password hash.
pub(crate) fn with_password(c: &mut Conn<'_>, id: AccountId) -> Result<Option<(Account, [u8; 16], String)>> {
    let row: Option<(Columns, Vec<u8>, String)> = on!(c, k => account::table
        .find(id)
        .select((columns!(), account::email_index, account::password_hash))
        .first(*k)
        .optional())?;
    let index = |bytes: Vec<u8>| bytes.try_into().map_err(|_| Error::internal("an index of 16 bytes"));
    row.map(|(columns, bytes, hash)| Ok((read(columns)?, index(bytes)?, hash))).transpose()
}

/// The sealed address and name.
pub(crate) fn sealed(c: &mut Conn<'_>, tenant: TenantId, id: AccountId) -> Result<Option<(Vec<u8>, Vec<u8>)>> {
    let row = on!(c, k => account::table
        .filter(account::id.eq(id).and(account::tenant_id.eq(tenant)))
        .select((account::email_sealed, account::name_sealed))
        .first(*k)
        .optional())?;
    Ok(row)
}

/// An account with its sealed name.
pub(crate) type Named = (Account, Vec<u8>);

/// Accounts of all tenants, newest first, of one role when given.
pub(crate) fn list(c: &mut Conn<'_>, role: Option<Role>, before: Id<kernel::Account>, limit: i64) -> Result<Vec<Named>> {
    let any = if role.is_none() { "%" } else { "" };
    let word = role.map_or("", Role::as_str);
    let rows: Vec<(Columns, Vec<u8>)> = on!(c, k => account::table
        .filter(account::id.lt(before).and(account::role.eq(word).or(account::role.like(any))))
        .order(account::id.desc())
        .limit(limit)
        .select((columns!(), account::name_sealed))
        .load(*k))?;
    rows.into_iter().map(|(columns, name)| Ok((read(columns)?, name))).collect()
}

/// Moves an account from `from` to `to`; `false` when it was not in `from`.
pub(crate) fn set_state(
    c: &mut Conn<'_>,
    tenant: TenantId,
    id: AccountId,
    from: AccountState,
    to: AccountState,
    now: Ts,
) -> Result<bool> {
    let mine = account::table.filter(account::id.eq(id).and(account::tenant_id.eq(tenant)).and(account::state.eq(from)));
    let moved = on!(c, k => diesel::update(mine).set((account::state.eq(to), account::updated_at.eq(now))).keep().execute(*k))?;
    Ok(moved == 1)
}

/// Replaces the hash if it is still `old`.
pub(crate) fn set_password(c: &mut Conn<'_>, tenant: TenantId, id: AccountId, old: &str, new: &str, now: Ts) -> Result<bool> {
    let mine = account::table.filter(account::id.eq(id).and(account::tenant_id.eq(tenant)).and(account::password_hash.eq(old)));
    let set =
        on!(c, k => diesel::update(mine).set((account::password_hash.eq(new), account::updated_at.eq(now))).keep().execute(*k))?;
    Ok(set == 1)
}

/// Changes what is given of the sealed name and the language.
pub(crate) fn set_profile(
    c: &mut Conn<'_>,
    tenant: TenantId,
    id: AccountId,
    name: Option<&[u8]>,
    locale: Option<Locale>,
    now: Ts,
) -> Result<()> {
    let changes = (name.map(|n| account::name_sealed.eq(n)), locale.map(|l| account::locale.eq(l)), account::updated_at.eq(now));
    let mine = account::table.filter(account::id.eq(id).and(account::tenant_id.eq(tenant)));
    on!(c, k => diesel::update(mine).set(changes).keep().execute(*k))?;
    Ok(())
}

/// A sign-up that waits for its code.
#[derive(Clone, Queryable)]
pub(crate) struct Waiting {
    pub(crate) id: SignUpId,
    pub(crate) email_sealed: Vec<u8>,
    pub(crate) name_sealed: Vec<u8>,
    pub(crate) kind: Kind,
    pub(crate) enterprise_name: Option<String>,
    pub(crate) locale: Locale,
    pub(crate) password_hash: String,
    pub(crate) code_id: CodeId,
    pub(crate) code_at: Ts,
    pub(crate) tries: i64,
    pub(crate) sent: i64,
}

macro_rules! waiting {
    () => {
        (
            sign_up::id,
            sign_up::email_sealed,
            sign_up::name_sealed,
            sign_up::kind,
            sign_up::enterprise_name,
            sign_up::locale,
            sign_up::password_hash,
            sign_up::code_id,
            sign_up::code_at,
            sign_up::tries,
            sign_up::sent,
        )
    };
}

/// Writes a sign-up whose first code is being sent.
pub(crate) fn insert_sign_up(c: &mut Conn<'_>, email_index: [u8; 16], new: &Waiting, now: Ts) -> Result<()> {
    let row = (
        sign_up::id.eq(new.id),
        sign_up::email_index.eq(email_index.as_slice()),
        sign_up::email_sealed.eq(&new.email_sealed),
        sign_up::name_sealed.eq(&new.name_sealed),
        sign_up::kind.eq(new.kind),
        sign_up::enterprise_name.eq(&new.enterprise_name),
        sign_up::locale.eq(new.locale),
        sign_up::password_hash.eq(&new.password_hash),
        sign_up::code_id.eq(new.code_id),
        sign_up::code_at.eq(new.code_at),
        sign_up::tries.eq(new.tries),
        sign_up::sent.eq(new.sent),
        sign_up::created_at.eq(now),
    );
    on!(c, k => diesel::insert_into(sign_up::table).values(row).execute(*k))?;
    Ok(())
}

/// Sign-ups of an address since `since`.
pub(crate) fn count_sign_ups(c: &mut Conn<'_>, email_index: [u8; 16], since: Ts) -> Result<i64> {
    let all = sign_up::table.filter(sign_up::email_index.eq(email_index.as_slice()).and(sign_up::created_at.ge(since)));
    Ok(on!(c, k => all.count().get_result(*k))?)
}

/// The sign-up `id` of an address, or its latest when no id is given.
pub(crate) fn waiting(c: &mut Conn<'_>, email_index: [u8; 16], id: Option<SignUpId>, since: Ts) -> Result<Option<Waiting>> {
    let of_address = sign_up::table.filter(sign_up::email_index.eq(email_index.as_slice()).and(sign_up::created_at.ge(since)));
    // Without an id the range is open; with one it holds just that.
    let (low, high) = id.map_or((SignUpId::from_u128(0), SignUpId::from_u128(u128::MAX)), |id| (id, id));
    let row = on!(c, k => of_address
        .filter(sign_up::id.ge(low).and(sign_up::id.le(high)))
        .order(sign_up::id.desc())
        .select(waiting!())
        .first(*k)
        .optional())?;
    Ok(row)
}

/// A sign-up by its id, for the mail that carries its code.
pub(crate) fn sign_up_by_id(c: &mut Conn<'_>, id: SignUpId) -> Result<Option<Waiting>> {
    let row = on!(c, k => sign_up::table.find(id).select(waiting!()).first(*k).optional())?;
    Ok(row)
}

/// Uses up one try of a code.
pub(crate) fn count_try(c: &mut Conn<'_>, id: SignUpId) -> Result<()> {
    on!(c, k => diesel::update(sign_up::table.find(id)).set(sign_up::tries.eq(sign_up::tries + 1)).keep().execute(*k))?;
    Ok(())
}

/// A fresh code with fresh tries.
pub(crate) fn renew_code(c: &mut Conn<'_>, id: SignUpId, code: CodeId, now: Ts) -> Result<()> {
    let changes =
        (sign_up::code_id.eq(code), sign_up::code_at.eq(now), sign_up::tries.eq(0), sign_up::sent.eq(sign_up::sent + 1));
    on!(c, k => diesel::update(sign_up::table.find(id)).set(changes).keep().execute(*k))?;
    Ok(())
}

/// Forgets all sign-ups of an address: it has an account now.
pub(crate) fn forget_sign_ups(c: &mut Conn<'_>, email_index: [u8; 16]) -> Result<()> {
    let all = sign_up::table.filter(sign_up::email_index.eq(email_index.as_slice()));
    on!(c, k => diesel::delete(all).execute(*k))?;
    Ok(())
}

/// Forgets sign-ups older than `before`.
pub(crate) fn trim_sign_ups(c: &mut Conn<'_>, before: Ts) -> Result<usize> {
    let gone = on!(c, k => diesel::delete(sign_up::table.filter(sign_up::created_at.lt(before))).execute(*k))?;
    Ok(gone)
}
