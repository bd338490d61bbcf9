//! Calls to a service that the operator chose: a bounded answer in bounded time, with a key that is never told.
//!
//! Unlike a hook the address is the operator's own word, so it may lie in their own network and speak plain http there.

use std::{fmt, time::Duration};

use kernel::{Error, Result};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::{
    hook::{Target, tls},
    line::{Call, Failed, exchange, is_plain},
};

/// A service at a base address. `Debug` tells neither the address nor the key.
#[derive(Clone)]
pub struct Service {
    tls: TlsConnector,
    base: Target,
    key: Option<String>,
    patience: Duration,
    answer_max: usize,
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").finish_non_exhaustive()
    }
}

impl Service {
    /// `url` is `https://host/base` or, in one's own network, `http://…`. Errors: `invalid_field` without the address in it.
    pub fn new(url: &str, key: Option<String>, patience: Duration, answer_max: usize) -> Result<Self> {
        if key.as_deref().is_some_and(|key| !is_plain(key)) {
            return Err(Error::field("key", "invalid", "plain characters only"));
        }
        let base = Target::base(url).map_err(|what| Error::field("url", "invalid", what))?;
        Ok(Self { tls: tls()?, base, key, patience, answer_max })
    }

    /// Posts `body` to `path` below the base and gives the body of a 200. Redirects are not followed.
    pub async fn post(&self, path: &str, media: &str, body: &[u8]) -> std::result::Result<Vec<u8>, Failed> {
        let mut headers = vec![("accept", "application/json".to_owned()), ("content-type", media.to_owned())];
        headers.extend(self.key.iter().map(|key| ("authorization", format!("Bearer {key}"))));
        let call = Call { method: "POST", path: path.to_owned(), headers, body: body.to_vec() };
        let exchange = exchange(&self.tls, &self.base, &call, self.answer_max);
        let reply = timeout(self.patience, exchange).await.map_err(|_| Failed::Timeout)??;
        match reply.status {
            200 => Ok(reply.body),
            400..=499 => Err(Failed::Refused),
            _ => Err(Failed::Failing),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    /// A service that gives `answer` to whatever it is asked, `None` for one that never answers; and what it was asked.
    async fn asked(answer: Option<Vec<u8>>) -> (std::result::Result<Vec<u8>, Failed>, String) {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1/", listener.local_addr().unwrap());
        let heard = tokio::spawn(async move {
            let (mut line, _) = listener.accept().await.unwrap();
            let mut all = Vec::new();
            while !all.ends_with(b"end") {
                let mut piece = [0; 64];
                let n = line.read(&mut piece).await.unwrap();
                all.extend_from_slice(&piece[..n]);
            }
            match answer {
                Some(answer) => line.write_all(&answer).await.unwrap_or_default(),
                None => std::future::pending().await,
            }
            String::from_utf8_lossy(&all).into_owned()
        });
        let service = Service::new(&url, Some("secret-key".to_owned()), Duration::from_millis(400), 1000).unwrap();
        assert!(!format!("{service:?}").contains("secret-key"));
        let got = service.post("/ask", "text/plain", b"the end").await;
        let heard = if got == Err(Failed::Timeout) { String::new() } else { heard.await.unwrap() };
        (got, heard)
    }

    #[tokio::test]
    async fn whole_answers_are_read_and_others_have_a_word() {
        let (got, heard) = asked(Some(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokrest".to_vec())).await;
        assert_eq!(got.unwrap(), b"ok");
        assert!(
            heard.starts_with("POST /v1/ask HTTP/1.1\r\n") && heard.contains("authorization: Bearer secret-key\r\n"),
            "{heard}"
        );
        let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n";
        assert_eq!(asked(Some(chunked.to_vec())).await.0.unwrap(), b"abcde");
        let long = [b"HTTP/1.1 200 OK\r\ncontent-length: 90000\r\n\r\n".to_vec(), vec![b'x'; 90_000]].concat();
        let cases: [(Option<&[u8]>, Failed); 8] = [
            (None, Failed::Timeout),
            (Some(b""), Failed::Unreachable),
            (Some(&long), Failed::TooLarge),
            (Some(b"SSH-2.0-x\r\n\r\n"), Failed::Garbled),
            (Some(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"), Failed::Unreachable),
            (Some(b"HTTP/1.1 401 No\r\ncontent-length: 0\r\n\r\n"), Failed::Refused),
            (Some(b"HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n"), Failed::Failing),
            (Some(b"HTTP/1.1 302 Found\r\nlocation: http://10.0.0.1/\r\ncontent-length: 0\r\n\r\n"), Failed::Failing),
        ];
        for (answer, wanted) in cases {
            assert_eq!(asked(answer.map(<[u8]>::to_vec)).await.0, Err(wanted));
        }
    }

    #[test]
    fn an_address_is_http_and_plain() {
        let new = |url: &str, key: Option<&str>| Service::new(url, key.map(str::to_owned), Duration::from_secs(1), 1);
        assert!(new("https://speech.example/v1", None).is_ok() && new("http://10.0.0.5:9000", Some("k")).is_ok());
        for bad in ["ftp://x/", "speech.example", "http://", "http://a b/", "https://x/\r\nhost: y"] {
            assert!(new(bad, None).is_err(), "{bad}");
        }
        assert!(new("https://x/", Some("k\r\nx: y")).is_err());
    }
}
