//! Blobs in an S3-compatible store: PUT, GET and DELETE, path-style, signed with Signature Version 4.
//!
//! Neither keys nor answers reach the log. Every call may be repeated, so what fails in passing is tried again.

use std::{fmt, time::Duration};

use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use kernel::{Clock, Code, Error, Result, Ts, sha256_hex};
use object_store::path::Path;
use sha2::Sha256;
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsConnector;

use crate::{
    blob::MAX_BLOB,
    hook::{Target, tls},
    line::{Call, Failed, Reply, exchange, is_plain},
};

/// How long one call may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Tries of a call that gets no answer, or "not now".
const TRIES: u32 = 3;
/// What an answer may have beside a blob.
const SLACK: usize = 64 << 10;

/// Where the bucket is, and who may use it.
#[derive(Clone)]
pub struct Bucket {
    /// `https://host` or, in one's own network, `http://host:9000`; without the bucket.
    pub endpoint: String,
    pub region: String,
    pub name: String,
    pub access_key: String,
    pub secret: String,
}

#[derive(Clone)]
pub(crate) struct S3 {
    tls: TlsConnector,
    base: Target,
    bucket: Bucket,
}

impl fmt::Debug for S3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3").field("bucket", &self.bucket.name).finish_non_exhaustive()
    }
}

impl S3 {
    /// Errors: `invalid_field`, naming what is wrong and never a key.
    pub(crate) fn new(bucket: Bucket) -> Result<Self> {
        let base = Target::base(&bucket.endpoint).map_err(|what| Error::field("endpoint", "invalid", what))?;
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-".contains(&b);
        if !(3..=63).contains(&bucket.name.len()) || !bucket.name.bytes().all(plain) {
            return Err(Error::field("bucket", "invalid", "3 to 63 of a-z, 0-9, '.' and '-'"));
        }
        for (field, value) in [("region", &bucket.region), ("access_key", &bucket.access_key), ("secret", &bucket.secret)] {
            if value.is_empty() || !is_plain(value) {
                return Err(Error::field(field, "invalid", "plain characters only, and at least one"));
            }
        }
        Ok(Self { tls: tls()?, base, bucket })
    }

    pub(crate) async fn put(&self, path: &Path, bytes: &Bytes) -> Result<Reply> {
        let reply = self.call("PUT", path, Vec::new(), bytes).await?;
        if reply.status == 200 { Ok(reply) } else { Err(refused(&reply)) }
    }

    /// `None` when nothing is there.
    pub(crate) async fn get(&self, path: &Path) -> Result<Option<Bytes>> {
        let reply = self.call("GET", path, Vec::new(), &Bytes::new()).await?;
        match reply.status {
            200 => Ok(Some(reply.body.into())),
            404 => Ok(None),
            _ => Err(refused(&reply)),
        }
    }

    /// Bytes at `path`, told by a look at the first of them.
    pub(crate) async fn size(&self, path: &Path) -> Result<Option<u64>> {
        let reply = self.call("GET", path, vec![("range", "bytes=0-0".to_owned())], &Bytes::new()).await?;
        match reply.status {
            206 => reply
                .header("content-range")
                .rsplit('/')
                .next()
                .and_then(|n| n.parse().ok())
                .map(Some)
                .ok_or_else(|| refused(&reply)),
            200 => Ok(Some(reply.body.len() as u64)),
            // There is no first byte.
            416 => Ok(Some(0)),
            404 => Ok(None),
            _ => Err(refused(&reply)),
        }
    }

    pub(crate) async fn delete(&self, path: &Path) -> Result<()> {
        let reply = self.call("DELETE", path, Vec::new(), &Bytes::new()).await?;
        if matches!(reply.status, 200 | 204 | 404) { Ok(()) } else { Err(refused(&reply)) }
    }

    /// Writes, reads and deletes one small thing at `path`. Errors say what the operator has to change.
    pub(crate) async fn check(&self, path: &Path) -> Result<()> {
        let wrong = |what: String| Error::new(Code::InvalidField, format!("the bucket {}: {what}", self.bucket.name));
        let told = |doing: &str, error: Error| {
            wrong(format!("{doing}: {}", error.cause().map_or(error.detail.clone(), ToString::to_string)))
        };
        let wrote = Bytes::from_static(b"tidecrew");
        let written = self.put(path, &wrote).await.map_err(|e| told("cannot write", e))?;
        if !matches!(written.header("x-amz-version-id"), "" | "null") {
            return Err(wrong("it keeps versions, so what is deleted would stay; use one without".to_owned()));
        }
        let read = self.get(path).await.map_err(|e| told("cannot read", e))?;
        self.delete(path).await.map_err(|e| told("cannot delete", e))?;
        let left = self.get(path).await.map_err(|e| told("cannot read", e))?;
        match (read, left) {
            (Some(read), None) if read == wrote => Ok(()),
            (Some(read), None) => Err(wrong(format!("{} bytes came back for {}", read.len(), wrote.len()))),
            (None, _) => Err(wrong("what was written is not there".to_owned())),
            (_, Some(_)) => Err(wrong("what was deleted is still there".to_owned())),
        }
    }

    async fn call(&self, method: &'static str, path: &Path, extra: Vec<(&'static str, String)>, body: &Bytes) -> Result<Reply> {
        let path = format!("/{}/{path}", self.bucket.name);
        let mut failed = Failed::Unreachable;
        for n in 0..TRIES {
            if n > 0 {
                sleep(Duration::from_millis(25 << (2 * n))).await;
            }
            // The store compares the time of a signature with its own.
            let headers = self.signed(method, &path, extra.clone(), body, Clock::system().now())?;
            let call = Call { method, path: path.clone(), headers, body: body.to_vec() };
            let exchange = exchange(&self.tls, &self.base, &call, MAX_BLOB as usize + SLACK);
            match timeout(PATIENCE, exchange).await {
                Ok(Ok(reply)) if reply.status < 500 && reply.status != 429 => return Ok(reply),
                Ok(Ok(_)) => failed = Failed::Failing,
                Ok(Err(why)) => failed = why,
                Err(_) => failed = Failed::Timeout,
            }
        }
        Err(Error::new(Code::Busy, format!("the object store gives no answer: {}", failed.word())).retry_after(2))
    }

    /// All headers of a call, its signature among them. Bucket and path have nothing in them that would have to be escaped.
    fn signed(
        &self,
        method: &str,
        path: &str,
        extra: Vec<(&'static str, String)>,
        body: &[u8],
        now: Ts,
    ) -> Result<Vec<(&'static str, String)>> {
        let Bucket { region, access_key, secret, .. } = &self.bucket;
        let at = compact(now);
        let day = at.get(..8).unwrap_or_default();
        let hash = sha256_hex(body);
        let mut headers = extra;
        headers.extend([("x-amz-content-sha256", hash.clone()), ("x-amz-date", at.clone())]);
        let host = [("host", self.base.authority())];
        let mut told: Vec<(&str, &str)> = headers.iter().chain(&host).map(|(name, value)| (*name, value.as_str())).collect();
        told.sort_unstable();
        let names = told.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";");
        let lines: String = told.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let request = format!("{method}\n{}{path}\n\n{lines}\n{names}\n{hash}", self.base.path);
        let scope = format!("{day}/{region}/s3/aws4_request");
        let text = format!("AWS4-HMAC-SHA256\n{at}\n{scope}\n{}", sha256_hex(request.as_bytes()));
        let mut key = format!("AWS4{secret}").into_bytes();
        for part in [day, region, "s3", "aws4_request"] {
            key = mac(&key, part)?;
        }
        let signature: String = mac(&key, &text)?.iter().map(|b| format!("{b:02x}")).collect();
        let word = format!("AWS4-HMAC-SHA256 Credential={access_key}/{scope}, SignedHeaders={names}, Signature={signature}");
        headers.push(("authorization", word));
        Ok(headers)
    }
}

/// `20260105T080000Z`.
fn compact(now: Ts) -> String {
    let text = now.to_string();
    let seconds = text.split('.').next().unwrap_or_default();
    format!("{}Z", seconds.chars().filter(|c| c.is_ascii_digit() || *c == 'T').collect::<String>())
}

fn mac(key: &[u8], text: &str) -> Result<Vec<u8>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(Error::internal)?;
    mac.update(text.as_bytes());
    Ok(mac.finalize().into_bytes().to_vec())
}

/// A refusal with the store's own word for it, e.g. `AccessDenied`.
fn refused(reply: &Reply) -> Error {
    let text = String::from_utf8_lossy(reply.body.get(..SLACK.min(reply.body.len())).unwrap_or_default());
    let word = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>")).map_or("", |(word, _)| word);
    let word: String = word.chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    Error::internal(format!("the object store answers {} {word}", reply.status))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket() -> Bucket {
        Bucket {
            endpoint: "https://examplebucket.s3.amazonaws.com".to_owned(),
            region: "us-east-1".to_owned(),
            name: "unused".to_owned(),
            access_key: "AKIAIOSFODNN7EXAMPLE".to_owned(),
            secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
        }
    }

    /// The example of the vendor's manual, "GET Object".
    #[test]
    fn a_call_is_signed_as_the_manual_says() {
        let s3 = S3::new(bucket()).unwrap();
        let now: Ts = "2013-05-24T00:00:00Z".parse().unwrap();
        let headers = s3.signed("GET", "/test.txt", vec![("range", "bytes=0-9".to_owned())], b"", now).unwrap();
        let authorization = &headers.iter().find(|(name, _)| *name == "authorization").unwrap().1;
        assert_eq!(
            authorization,
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
             SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, \
             Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        );
        assert!(!format!("{s3:?}").contains("wJalr"));
    }

    #[test]
    fn what_is_wrong_is_named_and_no_key_is_told() {
        type Change = fn(&mut Bucket);
        let cases: [(Change, &str); 5] = [
            (|b| b.endpoint = "ftp://x".to_owned(), "endpoint"),
            (|b| b.name = "My_Bucket".to_owned(), "bucket"),
            (|b| b.region = String::new(), "region"),
            (|b| b.access_key = "a b".to_owned(), "access_key"),
            (|b| b.secret = "s3cret\r\nx: y".to_owned(), "secret"),
        ];
        for (change, field) in cases {
            let mut bucket = bucket();
            change(&mut bucket);
            let error = S3::new(bucket).unwrap_err();
            assert_eq!(error.fields.first().map(|f| f.field.as_str()), Some(field));
            assert!(!format!("{error:?}").contains("s3cret"));
        }
    }
}
