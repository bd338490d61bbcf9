//! One data key and the ciphertexts it makes: `version | key id | nonce | ciphertext and tag`.

use std::{fmt, sync::Arc};

use aes_gcm::{
    Aes256Gcm, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use kernel::{Error, Result, TenantId};
use rand::Rng;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::derive::{expand, mac};

/// First byte of every ciphertext: AES-256-GCM with a random 96-bit nonce.
const VERSION: u8 = 1;
const ID: usize = 16;
const NONCE: usize = 12;
const TAG: usize = 16;
/// Bytes before the ciphertext proper.
const HEAD: usize = 1 + ID + NONCE;

/// Where a sealed value lives. A ciphertext moved to another place does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// SQL name of the table.
    pub table: &'static str,
    /// SQL name of the column.
    pub column: &'static str,
    /// The row's own id; for rows without one, the id that the row is found by.
    pub row: Uuid,
}

impl Place {
    pub const fn new(table: &'static str, column: &'static str, row: Uuid) -> Self {
        Self { table, column, row }
    }
}

/// The id of the key that sealed `sealed`; `None` for bytes that no key of ours sealed.
pub(crate) fn key_id(sealed: &[u8]) -> Option<Uuid> {
    let id = sealed.strip_prefix(&[VERSION])?.first_chunk::<ID>()?;
    Some(Uuid::from_bytes(*id))
}

/// An AES-256-GCM key that wipes itself when dropped and never shows itself.
#[derive(Clone)]
pub(crate) struct Cipher(Arc<Aes256Gcm>);

impl Cipher {
    pub(crate) fn new(key: &[u8; 32]) -> Self {
        Self(Arc::new(Aes256Gcm::new(key.into())))
    }

    /// `nonce | ciphertext and tag`, appended to `out`.
    #[expect(clippy::expect_used, reason = "AES-GCM only refuses plaintexts above 64 GiB; none can be held in a field")]
    pub(crate) fn encrypt(&self, aad: &[u8], plain: &[u8], mut out: Vec<u8>) -> Vec<u8> {
        let mut nonce = [0; NONCE];
        rand::rng().fill_bytes(&mut nonce);
        let sealed = self.0.encrypt(&Nonce::from(nonce), Payload { msg: plain, aad }).expect("plaintext below 64 GiB");
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        out
    }

    /// Opens `nonce | ciphertext and tag`; `None` when it was made elsewhere or altered.
    pub(crate) fn decrypt(&self, aad: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, rest) = sealed.split_first_chunk::<NONCE>()?;
        self.0.decrypt(&Nonce::from(*nonce), Payload { msg: rest, aad }).ok()
    }
}

/// The key of one owner (a conversation, a worker, a case) in one tenant. Cheap to clone.
#[derive(Clone)]
pub struct DataKey {
    pub(crate) tenant: TenantId,
    pub(crate) id: Uuid,
    pub(crate) cipher: Cipher,
    /// Key of [`DataKey::hmac`]; goes with the data key.
    mac: Arc<Zeroizing<[u8; 32]>>,
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DataKey").field("tenant", &self.tenant).field("id", &self.id).finish_non_exhaustive()
    }
}

impl DataKey {
    pub(crate) fn new(tenant: TenantId, id: Uuid, key: &[u8; 32]) -> Self {
        Self { tenant, id, cipher: Cipher::new(key), mac: Arc::new(expand(key, "data-key\u{1f}mac")) }
    }

    /// HMAC-SHA-256 of `bytes`: finds equal values of this owner without reading them. Destroyed with the key, so that
    /// what it made can no longer be guessed.
    pub fn hmac(&self, bytes: &[u8]) -> [u8; 32] {
        mac(&self.mac, bytes)
    }

    /// The key's id, as it stands in front of its ciphertexts.
    pub const fn id(&self) -> Uuid {
        self.id
    }

    /// Seals `plain` for `at`. 45 bytes longer than the plaintext; two calls never give the same bytes.
    pub fn seal(&self, at: &Place, plain: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(HEAD + plain.len() + TAG);
        out.push(VERSION);
        out.extend_from_slice(self.id.as_bytes());
        self.cipher.encrypt(&self.aad(at.table, at.column, at.row), plain, out)
    }

    /// Opens what [`DataKey::seal`] made at the same place.
    ///
    /// Errors: `internal` when the bytes were altered, moved from another row, column, table or tenant, or sealed under
    /// another key. Nothing is said about which: the log names the place.
    pub fn open(&self, at: &Place, sealed: &[u8]) -> Result<Vec<u8>> {
        let refuse = |why: &str| Error::internal(format!("{}.{} of {}: {why}", at.table, at.column, at.row));
        let body = sealed
            .strip_prefix(&[VERSION])
            .ok_or_else(|| refuse("unknown ciphertext version"))?
            .strip_prefix(self.id.as_bytes())
            .ok_or_else(|| refuse("sealed under another key"))?;
        self.cipher.decrypt(&self.aad(at.table, at.column, at.row), body).ok_or_else(|| refuse("does not open here"))
    }

    /// [`DataKey::open`] for text.
    pub fn open_text(&self, at: &Place, sealed: &[u8]) -> Result<String> {
        String::from_utf8(self.open(at, sealed)?).map_err(|_| Error::internal("sealed text is not UTF-8"))
    }

    /// [`DataKey::open`] at a place that is known by its names only.
    pub fn open_at(&self, table: &str, column: &str, row: Uuid, sealed: &[u8]) -> Result<Vec<u8>> {
        let body = sealed.get(1 + ID..).unwrap_or_default();
        let opened = self.cipher.decrypt(&self.aad(table, column, row), body);
        opened.ok_or_else(|| Error::internal(format!("{table}.{column} of {row}: does not open here")))
    }

    fn aad(&self, table: &str, column: &str, row: Uuid) -> Vec<u8> {
        format!("v1|{}|{table}|{column}|{row}|{}", self.tenant, self.id).into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(tenant: u128, id: u128, secret: u8) -> DataKey {
        DataKey::new(TenantId::from_u128(tenant), Uuid::from_u128(id), &[secret; 32])
    }

    fn at(row: u128) -> Place {
        Place::new("message", "body", Uuid::from_u128(row))
    }

    #[test]
    fn a_moved_ciphertext_is_refused() {
        let ours = key(1, 7, 9);
        let sealed = ours.seal(&at(1), "13812345678".as_bytes());
        assert_eq!(ours.open_text(&at(1), &sealed).unwrap(), "13812345678");

        assert!(ours.open(&at(2), &sealed).is_err(), "another row");
        assert!(ours.open(&Place { column: "note", ..at(1) }, &sealed).is_err(), "another column");
        assert!(ours.open(&Place { table: "draft", ..at(1) }, &sealed).is_err(), "another table");
        assert!(key(2, 7, 9).open(&at(1), &sealed).is_err(), "another tenant");
        assert!(key(1, 8, 9).open(&at(1), &sealed).is_err(), "another key id");
        assert!(key(1, 7, 8).open(&at(1), &sealed).is_err(), "another key");
        let mut renamed = sealed.clone();
        renamed[1..17].copy_from_slice(Uuid::from_u128(8).as_bytes());
        assert!(key(1, 8, 9).open(&at(1), &renamed).is_err(), "a rewritten key id");
    }

    #[test]
    fn every_changed_byte_and_every_cut_is_refused() {
        let ours = key(1, 7, 9);
        let sealed = ours.seal(&at(1), b"secret");
        for i in 0..sealed.len() {
            let mut bad = sealed.clone();
            bad[i] ^= 1;
            assert!(ours.open(&at(1), &bad).is_err(), "byte {i}");
            assert!(ours.open(&at(1), &sealed[..i]).is_err(), "cut at {i}");
        }
    }

    #[test]
    fn equal_values_meet_under_one_key_only() {
        assert_eq!(key(1, 7, 9).hmac(b"x"), key(1, 7, 9).hmac(b"x"));
        assert_ne!(key(1, 7, 9).hmac(b"x"), key(1, 7, 9).hmac(b"y"));
        assert_ne!(key(1, 7, 9).hmac(b"x"), key(1, 7, 8).hmac(b"x"));
    }

    #[test]
    fn neither_key_nor_plaintext_shows_itself() {
        let ours = key(1, 7, 9);
        let shown = format!("{ours:?} {:?}", ours.open(&at(2), &ours.seal(&at(1), b"plain-value")));
        assert!(!shown.contains("plain-value") && !shown.contains("9, 9") && !shown.contains("0909"), "{shown}");
    }

    proptest! {
        #[test]
        fn opens_what_it_sealed_and_never_repeats(plain in prop::collection::vec(any::<u8>(), 0..300), row: u128) {
            let ours = key(1, 7, 9);
            let (one, two) = (ours.seal(&at(row), &plain), ours.seal(&at(row), &plain));
            prop_assert_ne!(&one, &two);
            prop_assert_eq!(one.len(), HEAD + plain.len() + TAG);
            prop_assert_eq!(ours.open(&at(row), &one).unwrap(), plain);
        }
    }
}
