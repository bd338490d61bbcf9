//! The key tree: everything is derived from one root key, data keys are wrapped under their tenant's key.

use std::{
    collections::HashMap,
    fmt,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use db::Conn;
use kernel::{Code, Error, Result, TenantId, Ts};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    DataKey,
    cipher::{self, Cipher},
    derive::{expand, mac},
    root::{self, RootKey},
    store::{self, Row},
};

/// Unwrapped data keys held in memory.
const CACHED: usize = 4096;

/// The root key and what hangs from it. Cheap to clone; shows nothing in `Debug`.
#[derive(Clone)]
pub struct Keyring(Arc<Inner>);

struct Inner {
    root: RootKey,
    cache: Mutex<Cache>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring(..)")
    }
}

impl Keyring {
    pub fn from_root(root: [u8; 32]) -> Self {
        Self::of(Zeroizing::new(root))
    }

    /// From 64 hexadecimal digits, as an environment variable or a secret store gives them.
    pub fn from_hex(text: &str) -> Result<Self> {
        root::parse(text).map(Self::of)
    }

    /// Reads the root key file at `path`; makes it (mode 0600) when there is none.
    pub fn load_or_create(path: impl AsRef<Path>) -> Result<Self> {
        root::load_or_create(path.as_ref()).map(Self::of)
    }

    fn of(root: RootKey) -> Self {
        Self(Arc::new(Inner { root, cache: Mutex::new(Cache::default()) }))
    }

    /// A 32-byte key for one purpose, e.g. a signing seed. Equal purposes give equal keys.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        *self.expand(&["derive", purpose])
    }

    /// HMAC-SHA-256 of `bytes` under the key of `purpose`.
    pub fn hmac(&self, purpose: &str, bytes: &[u8]) -> [u8; 32] {
        mac(&self.expand(&["hmac", purpose]), bytes)
    }

    /// Finds equal values without reading them: the same tenant, column and normalised value give the same 16 bytes;
    /// another tenant's or column's index of the same value has nothing in common with it.
    pub fn blind_index(&self, tenant: TenantId, column: &str, normalised: &str) -> [u8; 16] {
        let full = mac(&self.expand(&["blind", &tenant.to_string(), column]), normalised.as_bytes());
        let mut index = [0; 16];
        index.copy_from_slice(full.split_at(16).0);
        index
    }

    /// Parts are joined by a byte that none of them holds.
    fn expand(&self, parts: &[&str]) -> Zeroizing<[u8; 32]> {
        expand(&self.0.root, &parts.join("\u{1f}"))
    }

    /// The data key of an owner; made when there is none. `kind` is a word such as `conversation`.
    ///
    /// Errors: `content_erased` when the owner's key was destroyed.
    pub fn data_key(&self, c: &mut Conn<'_>, tenant: TenantId, kind: &str, owner: Uuid, now: Ts) -> db::Result<DataKey> {
        if let Some(row) = store::find(c, tenant, kind, owner)? {
            return Ok(self.unwrap(tenant, kind, owner, row)?);
        }
        let id = store::KeyId::at(now).uuid();
        let fresh = root::random_key()?;
        let aad = wrap_aad(tenant, kind, owner, id);
        let wrapped = self.tenant_cipher(tenant).encrypt(&aad, fresh.as_slice(), Vec::new());
        if store::insert(c, tenant, id, kind, owner, &wrapped, now)? {
            return Ok(DataKey::new(tenant, id, &fresh));
        }
        // Somebody else was quicker.
        let row = store::find(c, tenant, kind, owner)?.ok_or_else(|| Error::internal("a data key came and went"))?;
        Ok(self.unwrap(tenant, kind, owner, row)?)
    }

    /// The data key of an owner, if it was ever made. For readers: it writes nothing.
    ///
    /// Errors: `content_erased` when the owner's key was destroyed.
    pub fn existing_key(&self, c: &mut Conn<'_>, tenant: TenantId, kind: &str, owner: Uuid) -> db::Result<Option<DataKey>> {
        let row = store::find(c, tenant, kind, owner)?;
        Ok(row.map(|row| self.unwrap(tenant, kind, owner, row)).transpose()?)
    }

    /// Destroys an owner's key: nothing sealed under it opens again, and no new key is made for it.
    /// `false` when there was none to destroy.
    pub fn destroy(&self, c: &mut Conn<'_>, tenant: TenantId, kind: &str, owner: Uuid, now: Ts) -> db::Result<bool> {
        let Some(row) = store::find(c, tenant, kind, owner)? else { return Ok(false) };
        self.cache(|cache| cache.forget(row.id));
        store::destroy(c, tenant, row.id, now)
    }

    /// The key that sealed `sealed`, whoever owns it; `None` when no key of ours did, or when it was destroyed.
    /// For `Scope::Platform`.
    pub fn key_of(&self, c: &mut Conn<'_>, sealed: &[u8]) -> db::Result<Option<DataKey>> {
        let Some(id) = cipher::key_id(sealed) else { return Ok(None) };
        let Some(((tenant, kind, owner), row)) = store::by_id(c, id)? else { return Ok(None) };
        if row.wrapped.is_none() {
            return Ok(None);
        }
        Ok(Some(self.unwrap(tenant, &kind, owner.uuid(), row)?))
    }

    /// Destroys every key of an owner, in all tenants; returns how many. For `Scope::Platform`.
    pub fn destroy_all(&self, c: &mut Conn<'_>, owner: Uuid, now: Ts) -> db::Result<usize> {
        let keys = store::of_owner(c, owner)?;
        for (tenant, id) in &keys {
            self.cache(|cache| cache.forget(id.uuid()));
            store::destroy(c, *tenant, id.uuid(), now)?;
        }
        Ok(keys.len())
    }

    /// The row is read every time, so that a key destroyed by another process is gone here too; the cache only
    /// saves the unwrapping.
    fn unwrap(&self, tenant: TenantId, kind: &str, owner: Uuid, row: Row) -> Result<DataKey> {
        let Some(wrapped) = row.wrapped else {
            return Err(Error::new(Code::ContentErased, "this content has been erased"));
        };
        if let Some(key) = self.cache(|cache| cache.get(row.id)).filter(|key| key.tenant == tenant) {
            return Ok(key);
        }
        let aad = wrap_aad(tenant, kind, owner, row.id);
        let plain = self.tenant_cipher(tenant).decrypt(&aad, &wrapped).map(Zeroizing::new);
        let bytes: Option<Zeroizing<[u8; 32]>> = plain.and_then(|p| <[u8; 32]>::try_from(p.as_slice()).ok()).map(Zeroizing::new);
        let bytes = bytes.ok_or_else(|| Error::internal("a data key does not open: this is not the root key that made it"))?;
        let key = DataKey::new(tenant, row.id, &bytes);
        self.cache(|cache| cache.put(key.clone()));
        Ok(key)
    }

    fn tenant_cipher(&self, tenant: TenantId) -> Cipher {
        Cipher::new(&self.expand(&["kek", &tenant.to_string()]))
    }

    fn cache<T>(&self, f: impl FnOnce(&mut Cache) -> T) -> T {
        f(&mut self.0.cache.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn wrap_aad(tenant: TenantId, kind: &str, owner: Uuid, id: Uuid) -> Vec<u8> {
    format!("v1|{tenant}|data_key|{kind}|{owner}|{id}").into_bytes()
}

/// Least recently used keys go first, half of them at a time, so that a full cache costs little per key.
#[derive(Default)]
struct Cache {
    keys: HashMap<Uuid, (u64, DataKey)>,
    tick: u64,
}

impl Cache {
    fn get(&mut self, id: Uuid) -> Option<DataKey> {
        self.tick += 1;
        let tick = self.tick;
        self.keys.get_mut(&id).map(|(used, key)| {
            *used = tick;
            key.clone()
        })
    }

    fn put(&mut self, key: DataKey) {
        if self.keys.len() >= CACHED {
            let mut used: Vec<u64> = self.keys.values().map(|(used, _)| *used).collect();
            used.sort_unstable();
            let median = used.get(used.len() / 2).copied().unwrap_or(0);
            self.keys.retain(|_, (used, _)| *used > median);
        }
        self.tick += 1;
        self.keys.insert(key.id, (self.tick, key));
    }

    fn forget(&mut self, id: Uuid) {
        self.keys.remove(&id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_tenants_and_columns_have_keys_of_their_own() {
        let ring = Keyring::from_root([1; 32]);
        let (a, b) = (TenantId::from_u128(5), TenantId::from_u128(6));
        assert_eq!(ring.derive("jwt"), Keyring::from_hex(&"01".repeat(32)).unwrap().derive("jwt"));
        assert_ne!(ring.derive("jwt"), ring.derive("jwt2"));
        assert_ne!(ring.derive("jwt"), Keyring::from_root([2; 32]).derive("jwt"));
        assert_eq!(ring.blind_index(a, "account.email", "x@y.z"), ring.blind_index(a, "account.email", "x@y.z"));
        assert_ne!(ring.blind_index(a, "account.email", "x@y.z"), ring.blind_index(b, "account.email", "x@y.z"));
        assert_ne!(ring.blind_index(a, "account.email", "x@y.z"), ring.blind_index(a, "account.phone", "x@y.z"));
        assert_ne!(ring.hmac("a", b"x"), ring.hmac("b", b"x"));
        assert_ne!(ring.hmac("a", b"x"), ring.hmac("a", b"y"));
    }

    #[test]
    fn the_keyring_shows_nothing() {
        assert_eq!(format!("{:?}", Keyring::from_root([0xab; 32])), "Keyring(..)");
    }

    #[test]
    fn the_cache_is_bounded_and_keeps_what_was_used_last() {
        let mut cache = Cache::default();
        let key = |n: u128| DataKey::new(kernel::PLATFORM, Uuid::from_u128(n), &[0; 32]);
        for n in 0..(CACHED as u128) {
            cache.put(key(n));
        }
        assert!(cache.get(Uuid::from_u128(3)).is_some());
        cache.put(key(1_000_000));
        assert!(cache.keys.len() <= CACHED / 2 + 2);
        assert!(cache.get(Uuid::from_u128(3)).is_some(), "just used");
        assert!(cache.get(Uuid::from_u128(4)).is_none());
        cache.forget(Uuid::from_u128(3));
        assert!(cache.get(Uuid::from_u128(3)).is_none());
    }
}
