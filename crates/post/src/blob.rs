//! Blobs: files in a local folder, objects in an S3-compatible bucket, or memory for tests.

use std::{path::Path as FsPath, sync::Arc};

use bytes::Bytes;
use kernel::{Code, Error, Result};
use object_store::{
    ObjectStore, ObjectStoreExt as _, PutPayload, WriteMultipart, local::LocalFileSystem, memory::InMemory, path::Path,
};

use crate::s3::{Bucket, S3};

/// Largest blob, in bytes.
pub const MAX_BLOB: u64 = 64 * 1024 * 1024;
/// Largest part of a blob that is sent in parts, in bytes.
pub const MAX_PART: usize = 8 * 1024 * 1024;
/// Most parts of one blob.
const MAX_PARTS: u32 = 10_000;
/// What parts are gathered into before they are handed on.
const CHUNK: usize = 8 * 1024 * 1024;

/// Where blobs are kept. Cheap to clone. A path is `folder/name`: up to eight segments of `a-z 0-9 . _ -`.
#[derive(Clone, Debug)]
pub struct Blobs(Kept);

#[derive(Clone, Debug)]
enum Kept {
    Here(Arc<dyn ObjectStore>),
    Bucket(Arc<S3>),
}

impl Blobs {
    /// Blobs as files below `dir`, which is created when absent. A write has reached the disk when `put` returns.
    pub fn local(dir: impl AsRef<FsPath>) -> Result<Self> {
        std::fs::create_dir_all(&dir).map_err(Error::internal)?;
        let store = LocalFileSystem::new_with_prefix(dir).map_err(Error::internal)?;
        Ok(Self(Kept::Here(Arc::new(store.with_fsync(true)))))
    }

    /// Blobs that live as long as the process.
    pub fn memory() -> Self {
        Self(Kept::Here(Arc::new(InMemory::new())))
    }

    /// Blobs in a bucket that several machines share; see also [`Self::check`]. Errors: `invalid_field`, naming the setting.
    pub fn bucket(bucket: Bucket) -> Result<Self> {
        Ok(Self(Kept::Bucket(Arc::new(S3::new(bucket)?))))
    }

    /// Whether a bucket takes, gives and forgets what it should; a local folder was checked when it was opened.
    ///
    /// Errors: `invalid_field`, in words for the operator.
    pub async fn check(&self) -> Result<()> {
        match &self.0 {
            Kept::Here(_) => Ok(()),
            Kept::Bucket(s3) => s3.check(&checked(&format!("check/{}", kernel::Id::<()>::new()))?).await,
        }
    }

    /// Writes `bytes` at `path` whole or not at all, replacing what is there. At most [`MAX_BLOB`] bytes.
    pub async fn put(&self, path: &str, bytes: impl Into<Bytes>) -> Result<()> {
        let (path, bytes) = (checked(path)?, bytes.into());
        if bytes.len() as u64 > MAX_BLOB {
            return Err(too_large(MAX_BLOB));
        }
        self.write(&path, bytes).await
    }

    /// Keeps part `n` (from 0) of a blob that is still arriving; the same part may be sent again.
    pub async fn put_part(&self, path: &str, n: u32, bytes: impl Into<Bytes>) -> Result<()> {
        let (path, bytes) = (part(path, n)?, bytes.into());
        if bytes.len() > MAX_PART {
            return Err(too_large(MAX_PART as u64));
        }
        self.write(&path, bytes).await
    }

    /// Makes `path` of its parts `0..parts`, deletes them and returns the size. A missing part is `upload_gap`.
    pub async fn join(&self, path: &str, parts: u32) -> Result<u64> {
        let target = checked(path)?;
        let mut size = 0;
        for n in 0..parts {
            let gap = || Error::new(Code::UploadGap, format!("part {n} has not arrived; send it, then complete again"));
            size += self.size_at(&part(path, n)?).await?.ok_or_else(gap)?;
        }
        if size > MAX_BLOB {
            return Err(too_large(MAX_BLOB));
        }
        match &self.0 {
            Kept::Here(store) => {
                let upload = store.put_multipart(&target).await.map_err(Error::internal)?;
                let mut writer = WriteMultipart::new_with_chunk_size(upload, CHUNK);
                for n in 0..parts {
                    writer.put(self.read(&part(path, n)?, MAX_PART as u64).await?.ok_or_else(absent)?);
                }
                writer.finish().await.map_err(Error::internal)?;
            }
            Kept::Bucket(_) => {
                let mut whole = Vec::new();
                for n in 0..parts {
                    whole.extend_from_slice(&self.read(&part(path, n)?, MAX_PART as u64).await?.ok_or_else(absent)?);
                }
                self.write(&target, whole.into()).await?;
            }
        }
        self.drop_parts(path, parts).await?;
        Ok(size)
    }

    /// Deletes the parts `0..parts` of a blob that will not be joined.
    pub async fn drop_parts(&self, path: &str, parts: u32) -> Result<()> {
        for n in 0..parts {
            self.delete_at(&part(path, n)?).await?;
        }
        Ok(())
    }

    /// The bytes at `path`; `not_found` when there are none.
    pub async fn get(&self, path: &str) -> Result<Bytes> {
        self.read(&checked(path)?, MAX_BLOB).await?.ok_or_else(absent)
    }

    /// Size in bytes, or `None` when nothing is at `path`.
    pub async fn size(&self, path: &str) -> Result<Option<u64>> {
        self.size_at(&checked(path)?).await
    }

    /// Deletes what is at `path`; nothing there is no error.
    pub async fn delete(&self, path: &str) -> Result<()> {
        self.delete_at(&checked(path)?).await
    }

    async fn write(&self, path: &Path, bytes: Bytes) -> Result<()> {
        match &self.0 {
            Kept::Here(store) => store.put(path, PutPayload::from(bytes)).await.map(drop).map_err(Error::internal),
            Kept::Bucket(s3) => s3.put(path, &bytes).await.map(drop),
        }
    }

    async fn read(&self, path: &Path, max: u64) -> Result<Option<Bytes>> {
        let store = match &self.0 {
            Kept::Here(store) => store,
            Kept::Bucket(s3) => {
                let found = s3.get(path).await?;
                return if found.as_ref().is_some_and(|bytes| bytes.len() as u64 > max) {
                    Err(too_large(max))
                } else {
                    Ok(found)
                };
            }
        };
        let found = match store.get(path).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(Error::internal(error)),
        };
        if found.meta.size > max {
            return Err(too_large(max));
        }
        found.bytes().await.map(Some).map_err(Error::internal)
    }

    async fn size_at(&self, path: &Path) -> Result<Option<u64>> {
        let store = match &self.0 {
            Kept::Here(store) => store,
            Kept::Bucket(s3) => return s3.size(path).await,
        };
        match store.head(path).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(Error::internal(error)),
        }
    }

    async fn delete_at(&self, path: &Path) -> Result<()> {
        let store = match &self.0 {
            Kept::Here(store) => store,
            Kept::Bucket(s3) => return s3.delete(path).await,
        };
        match store.delete(path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(Error::internal(error)),
        }
    }
}

fn absent() -> Error {
    Error::not_found("this content")
}

fn too_large(max: u64) -> Error {
    Error::new(Code::BodyTooLarge, format!("the content is larger than {max} bytes"))
}

/// A path is refused rather than cleaned, so that two names never mean one blob.
fn checked(path: &str) -> Result<Path> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    let segment = |s: &str| !s.is_empty() && !s.starts_with('.') && s.chars().all(plain);
    if path.len() > 200 || path.split('/').count() > 8 || !path.split('/').all(segment) {
        return Err(Error::new(Code::InvalidField, "a blob's path has up to eight segments of a-z, 0-9, '.', '_' and '-'"));
    }
    Path::parse(path).map_err(Error::internal)
}

fn part(path: &str, n: u32) -> Result<Path> {
    if n >= MAX_PARTS {
        return Err(Error::new(Code::BodyTooLarge, format!("a blob has at most {MAX_PARTS} parts")));
    }
    checked(path)?;
    checked(&format!("parts/{path}/{n:05}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn both(check: impl AsyncFn(Blobs)) {
        let dir = tempfile::tempdir().unwrap();
        check(Blobs::local(dir.path().join("blobs")).unwrap()).await;
        check(Blobs::memory()).await;
    }

    #[tokio::test]
    async fn writes_reads_and_deletes() {
        both(async |blobs| {
            blobs.put("interview/a1/audio.webm", vec![1, 2, 3]).await.unwrap();
            assert_eq!(blobs.get("interview/a1/audio.webm").await.unwrap().as_ref(), &[1, 2, 3]);
            assert_eq!(blobs.size("interview/a1/audio.webm").await.unwrap(), Some(3));
            blobs.delete("interview/a1/audio.webm").await.unwrap();
            blobs.delete("interview/a1/audio.webm").await.unwrap();
            assert_eq!(blobs.size("interview/a1/audio.webm").await.unwrap(), None);
            assert_eq!(blobs.get("interview/a1/audio.webm").await.unwrap_err().code, Code::NotFound);
        })
        .await;
    }

    #[tokio::test]
    async fn joins_parts_in_order_and_names_the_gap() {
        both(async |blobs| {
            blobs.put_part("u/x", 0, vec![7; 10]).await.unwrap();
            blobs.put_part("u/x", 2, vec![9; 5]).await.unwrap();
            let error = blobs.join("u/x", 3).await.unwrap_err();
            assert_eq!(error.code, Code::UploadGap);
            assert_eq!(blobs.size("u/x").await.unwrap(), None, "a refused join writes nothing");
            blobs.put_part("u/x", 1, vec![0; 99]).await.unwrap();
            blobs.put_part("u/x", 1, vec![8; 10]).await.unwrap();
            assert_eq!(blobs.join("u/x", 3).await.unwrap(), 25);
            let whole = blobs.get("u/x").await.unwrap();
            assert_eq!((whole.len(), whole.first(), whole.get(10), whole.last()), (25, Some(&7), Some(&8), Some(&9)));
            assert_eq!(blobs.join("u/x", 3).await.unwrap_err().code, Code::UploadGap, "the parts are gone");
            assert_eq!(blobs.get("u/x").await.unwrap().len(), 25);
        })
        .await;
    }

    #[tokio::test]
    async fn refuses_unsafe_paths_and_oversize() {
        both(async |blobs| {
            for path in
                ["", "/a", "a/", "../a", "a/../b", "a//b", ".hidden", "A", "a\\b", "a%2fb", "a/b/c/d/e/f/g/h/i", &"a".repeat(201)]
            {
                assert_eq!(blobs.put(path, vec![1]).await.unwrap_err().code, Code::InvalidField, "{path}");
                assert_eq!(blobs.get(path).await.unwrap_err().code, Code::InvalidField, "{path}");
            }
            let large = vec![0; MAX_PART + 1];
            assert_eq!(blobs.put_part("a", 0, large).await.unwrap_err().code, Code::BodyTooLarge);
            assert_eq!(blobs.put_part("a", MAX_PARTS, vec![1]).await.unwrap_err().code, Code::BodyTooLarge);
            assert_eq!(blobs.put("a", vec![0; MAX_BLOB as usize + 1]).await.unwrap_err().code, Code::BodyTooLarge);
            assert_eq!(blobs.size("a").await.unwrap(), None);
        })
        .await;
    }
}
