//! Versions of rule files, by the hash of their bytes: what replay and the console use. Files are only their seeds.

pub(crate) mod http;
pub(crate) mod service;
mod store;

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use db::Conn;
use kernel::{
    Code, Error, Result, Scope, TenantId, Ts,
    policy::{Policy, Rules},
    sha256_hex,
};

db::text_enum! {
    /// Life of a policy version; at most one of a name is active.
    pub enum PolicyState { Draft = "draft", Active = "active", Retired = "retired" }
}

db::text_enum! {
    /// Where a version came from.
    pub enum PolicySource { File = "file", Console = "console" }
}

/// A version of a rule file.
#[derive(Clone, Debug)]
pub struct Version {
    pub tenant: TenantId,
    pub kind: String,
    pub id: String,
    pub hash: String,
    pub body: Vec<u8>,
    pub state: PolicyState,
    pub effective_from: Ts,
}

/// A version without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub tenant: TenantId,
    pub id: String,
    pub hash: String,
}

#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::policy_version)]
pub(crate) struct VersionRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) kind: String,
    pub(crate) name: String,
    pub(crate) hash: String,
    pub(crate) body: String,
    pub(crate) state: PolicyState,
    pub(crate) source: PolicySource,
    pub(crate) effective_from_at: Ts,
    pub(crate) created_at: Ts,
}

impl From<VersionRow> for Version {
    fn from(row: VersionRow) -> Self {
        Self {
            tenant: row.tenant_id,
            kind: row.kind,
            id: row.name,
            hash: row.hash,
            body: row.body.into_bytes(),
            state: row.state,
            effective_from: row.effective_from_at,
        }
    }
}

/// Takes a file's bytes as a version and returns its hash. A version that is known stays as it is; a new one becomes
/// active, unless the active one was written in the console: then the file's is kept as a draft.
///
/// The caller has parsed the bytes, so that a file with a failing vector never gets here.
pub fn seed(c: &mut Conn<'_>, kind: &str, scope: Scope, id: &str, bytes: &[u8], now: Ts) -> db::Result<String> {
    let hash = sha256_hex(bytes);
    let tenant = scope.tenant();
    if store::get(c, tenant, kind, id, &hash)?.is_some() {
        return Ok(hash);
    }
    let body =
        std::str::from_utf8(bytes).map_err(|e| Error::new(Code::PolicyInvalid, format!("policy {kind}/{id}: not UTF-8: {e}")))?;
    let active = store::active(c, tenant, kind, id)?;
    let state = match &active {
        Some(row) if row.source == PolicySource::Console => PolicyState::Draft,
        Some(row) => {
            store::set_state(c, row, PolicyState::Retired)?;
            PolicyState::Active
        }
        None => PolicyState::Active,
    };
    let row = VersionRow {
        tenant_id: tenant,
        kind: kind.to_owned(),
        name: id.to_owned(),
        hash: hash.clone(),
        body: body.to_owned(),
        state,
        source: PolicySource::File,
        effective_from_at: now,
        created_at: now,
    };
    store::insert(c, &row)?;
    Ok(hash)
}

/// Keeps what was written in the console as a draft of the tenant's and returns its hash. A version that is known stays
/// as it is, whatever its state.
///
/// The caller has parsed the bytes, so that a text with a failing vector never gets here.
pub fn draft(c: &mut Conn<'_>, tenant: TenantId, kind: &str, id: &str, body: &str, now: Ts) -> db::Result<String> {
    let hash = sha256_hex(body.as_bytes());
    if store::get(c, tenant, kind, id, &hash)?.is_some() {
        return Ok(hash);
    }
    let row = VersionRow {
        tenant_id: tenant,
        kind: kind.to_owned(),
        name: id.to_owned(),
        hash: hash.clone(),
        body: body.to_owned(),
        state: PolicyState::Draft,
        source: PolicySource::Console,
        effective_from_at: now,
        created_at: now,
    };
    store::insert(c, &row)?;
    Ok(hash)
}

/// Puts a known version of the tenant's in force; the one before retires in the same transaction. Doing it again
/// changes nothing, and an earlier version may come back.
///
/// Errors: `not_found`; `conflict` when somebody else published meanwhile.
pub fn publish(c: &mut Conn<'_>, tenant: TenantId, kind: &str, id: &str, hash: &str, now: Ts) -> db::Result<()> {
    let row = store::get(c, tenant, kind, id, hash)?.ok_or_else(|| Error::not_found("the policy"))?;
    if row.state == PolicyState::Active {
        return Ok(());
    }
    if let Some(before) = store::active(c, tenant, kind, id)? {
        store::set_state(c, &before, PolicyState::Retired)?;
    }
    store::activate(c, &row, now)
}

/// The tenant's own version in force.
pub fn active(c: &mut Conn<'_>, tenant: TenantId, kind: &str, id: &str) -> db::Result<Option<Version>> {
    Ok(store::active(c, tenant, kind, id)?.map(Version::from))
}

/// The tenant's own versions of a kind that are in force, by name.
pub fn active_of(c: &mut Conn<'_>, tenant: TenantId, kind: &str) -> db::Result<Vec<Version>> {
    Ok(store::active_of(c, tenant, kind)?.into_iter().map(Version::from).collect())
}

/// Every tenant's versions of a kind that are in force, by tenant and name. `Scope::Platform`.
pub fn active_everywhere(c: &mut Conn<'_>, kind: &str) -> db::Result<Vec<Head>> {
    store::heads(c, None, kind)
}

/// Name and hash of the tenant's own versions of a kind that are in force, by name.
pub fn heads_of(c: &mut Conn<'_>, tenant: TenantId, kind: &str) -> db::Result<Vec<Head>> {
    store::heads(c, Some(tenant), kind)
}

/// The hash of the tenant's own version in force.
pub fn active_hash(c: &mut Conn<'_>, tenant: TenantId, kind: &str, id: &str) -> db::Result<Option<String>> {
    store::active_hash(c, tenant, kind, id)
}

/// Whether a policy of this name is in force for the tenant: its own or the platform's.
pub fn in_force(c: &mut Conn<'_>, tenant: TenantId, kind: &str, id: &str) -> db::Result<bool> {
    Ok(store::active_hash(c, tenant, kind, id)?.is_some() || store::active_hash(c, kernel::PLATFORM, kind, id)?.is_some())
}

/// The tenant's own versions of a kind, by name, newest first within. At most 1000.
pub fn versions(c: &mut Conn<'_>, tenant: TenantId, kind: &str) -> db::Result<Vec<Version>> {
    let rows = store::list(c, tenant)?;
    Ok(rows.into_iter().filter(|row| row.tenant_id == tenant && row.kind == kind).map(Version::from).collect())
}

/// The platform's version in force: hash and bytes. Errors: `policy_missing`.
pub fn current(c: &mut Conn<'_>, kind: &str, id: &str) -> db::Result<(String, Vec<u8>)> {
    let row = store::active(c, kernel::PLATFORM, kind, id)?.ok_or_else(|| missing(kind, id))?;
    Ok((row.hash, row.body.into_bytes()))
}

/// The platform's version in force, parsed. Parsing and vectors run once per process and version.
pub fn typed<T: Rules + Send + Sync + 'static>(c: &mut Conn<'_>, id: &str) -> db::Result<Arc<Policy<T>>> {
    let hash = store::active_hash(c, kernel::PLATFORM, T::KIND, id)?.ok_or_else(|| missing(T::KIND, id))?;
    if let Some(found) = recall::<Policy<T>>(&hash) {
        return Ok(found);
    }
    let (_, bytes) = current(c, T::KIND, id)?;
    let policy = Policy::parse(id, &bytes)?;
    Ok(remember(&policy.hash.clone(), policy))
}

/// What `parse` makes of the version with this hash; done once per process. Errors: `policy_missing`, what `parse` says.
pub fn parsed<T, F>(c: &mut Conn<'_>, hash: &str, parse: F) -> db::Result<Arc<T>>
where
    T: Send + Sync + 'static,
    F: FnOnce(&Version) -> Result<T>,
{
    if let Some(found) = recall::<T>(hash) {
        return Ok(found);
    }
    let gone = || Error::new(Code::PolicyMissing, format!("the policy version {hash} is not kept"));
    let version = by_hash(c, hash)?.ok_or_else(gone)?;
    Ok(remember(hash, parse(&version)?))
}

/// A version by the hash of its bytes, whatever its state.
pub fn by_hash(c: &mut Conn<'_>, hash: &str) -> db::Result<Option<Version>> {
    Ok(store::by_hash(c, hash)?.map(Version::from))
}

fn missing(kind: &str, id: &str) -> Error {
    Error::new(Code::PolicyMissing, format!("the policy {kind}/{id} is not in force"))
}

type Cache = Mutex<HashMap<(TypeId, String), Arc<dyn Any + Send + Sync>>>;
/// Parsed versions held in memory; more are parsed again.
const CACHED: usize = 256;

fn cache() -> &'static Cache {
    static PARSED: OnceLock<Cache> = OnceLock::new();
    PARSED.get_or_init(Cache::default)
}

fn recall<T: Send + Sync + 'static>(hash: &str) -> Option<Arc<T>> {
    let cache = cache().lock().unwrap_or_else(PoisonError::into_inner);
    let found = cache.get(&(TypeId::of::<T>(), hash.to_owned())).cloned();
    found.and_then(|any| any.downcast().ok())
}

fn remember<T: Send + Sync + 'static>(hash: &str, value: T) -> Arc<T> {
    let value = Arc::new(value);
    let mut cache = cache().lock().unwrap_or_else(PoisonError::into_inner);
    if cache.len() >= CACHED {
        cache.clear();
    }
    let shared: Arc<dyn Any + Send + Sync> = value.clone();
    cache.insert((TypeId::of::<T>(), hash.to_owned()), shared);
    value
}
