//! Calls to a service that the operator chose: a bounded answer in bounded time, with a key that is never told.
//!
//! Unlike a hook the address is the operator's own word, so it may lie in their own network and speak plain http there.

use std::{fmt, time::Duration};

use kernel::{Error, Result};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};

use crate::hook::{Target, split_port, tls};

/// Bytes of an answer's head.
const HEAD_MAX: usize = 16 * 1024;

/// Why a service gave no answer that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failed {
    /// Nobody listens there, the name is unknown, its certificate is not accepted, or the connection broke.
    Unreachable,
    Timeout,
    TooLarge,
    /// What came back is not HTTP, or not what was asked for.
    Garbled,
    /// It said no: 4xx.
    Refused,
    /// It failed: anything else that is not 200.
    Failing,
}

impl Failed {
    /// A stable word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::TooLarge => "too_large",
            Self::Garbled => "garbled",
            Self::Refused => "refused",
            Self::Failing => "failing",
        }
    }
}

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
        let wrong = |what: &str| Error::field("url", "invalid", what);
        let plain = |text: &str| text.is_ascii() && !text.bytes().any(|b| b.is_ascii_control() || b == b' ');
        if !plain(url) || key.as_deref().is_some_and(|key| !plain(key)) {
            return Err(wrong("address and key are plain characters"));
        }
        let (is_tls, rest) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) => (false, rest),
            _ => return Err(wrong("an address begins with https:// or http://")),
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (host, port) = split_port(authority, if is_tls { 443 } else { 80 }).ok_or_else(|| wrong("the host is malformed"))?;
        let base = Target { host, port, path: path.trim_end_matches('/').to_owned(), is_tls };
        Ok(Self { tls: tls()?, base, key, patience, answer_max })
    }

    /// Posts `body` to `path` below the base and gives the body of a 200. Redirects are not followed.
    pub async fn post(&self, path: &str, media: &str, body: &[u8]) -> std::result::Result<Vec<u8>, Failed> {
        let request = self.request(path, media, body);
        timeout(self.patience, self.exchange(&request)).await.map_err(|_| Failed::Timeout)?
    }

    fn request(&self, path: &str, media: &str, body: &[u8]) -> Vec<u8> {
        let Target { host, port, path: base, .. } = &self.base;
        let mut head = format!(
            "POST {base}{path} HTTP/1.1\r\nhost: {host}:{port}\r\nconnection: close\r\nuser-agent: tidecrew\r\naccept: application/json\r\ncontent-type: {media}\r\ncontent-length: {}\r\n",
            body.len()
        );
        if let Some(key) = &self.key {
            head.push_str(&format!("authorization: Bearer {key}\r\n"));
        }
        head.push_str("\r\n");
        [head.as_bytes(), body].concat()
    }

    async fn exchange(&self, request: &[u8]) -> std::result::Result<Vec<u8>, Failed> {
        let host = self.base.host.trim_matches(['[', ']']);
        let tcp = TcpStream::connect((host, self.base.port)).await.map_err(|_| Failed::Unreachable)?;
        let answer = if self.base.is_tls {
            let name = ServerName::try_from(host.to_owned()).map_err(|_| Failed::Unreachable)?;
            let tls = self.tls.connect(name, tcp).await.map_err(|_| Failed::Unreachable)?;
            talk(tls, request, self.answer_max).await?
        } else {
            talk(tcp, request, self.answer_max).await?
        };
        let (status, body) = split(&answer).ok_or(Failed::Garbled)?;
        match status {
            200 => body.ok_or(Failed::Unreachable),
            400..=499 => Err(Failed::Refused),
            _ => Err(Failed::Failing),
        }
    }
}

/// Sends the request and reads until the answer is whole or the line closes.
async fn talk(
    mut line: impl AsyncRead + AsyncWrite + Unpin,
    request: &[u8],
    most: usize,
) -> std::result::Result<Vec<u8>, Failed> {
    // A service that answers before it has read everything (413) may close early: its answer is still read.
    let sent = async {
        line.write_all(request).await?;
        line.flush().await
    }
    .await;
    let mut answer = Vec::new();
    let mut piece = vec![0; 16 * 1024];
    loop {
        match line.read(&mut piece).await {
            Ok(0) | Err(_) => break,
            Ok(n) => answer.extend_from_slice(piece.get(..n).unwrap_or_default()),
        }
        if answer.len() > most + HEAD_MAX {
            return Err(Failed::TooLarge);
        }
        if split(&answer).is_some_and(|(_, body)| body.is_some()) {
            break;
        }
    }
    match (answer.is_empty(), sent) {
        (true, _) => Err(Failed::Unreachable),
        _ => Ok(answer),
    }
}

/// The status of an answer, and its body once that is whole. `None` when it is not HTTP, or its head is not whole.
fn split(answer: &[u8]) -> Option<(u16, Option<Vec<u8>>)> {
    let end = answer.windows(4).take(HEAD_MAX).position(|w| w == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(answer.get(..end)?).into_owned();
    let body = answer.get(end + 4..)?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok()?;
    let header = |name: &str| {
        let mut all = head.split("\r\n").skip(1).filter_map(|line| line.split_once(':'));
        all.find(|(n, _)| n.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_ascii_lowercase())
    };
    let whole = if header("transfer-encoding").is_some_and(|v| v.contains("chunked")) {
        unchunk(body)
    } else {
        let length: usize = header("content-length")?.parse().ok()?;
        body.get(..length).map(<[u8]>::to_vec)
    };
    Some((status, whole))
}

/// The bytes of a chunked body, once its last chunk is there.
fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let line = rest.windows(2).position(|w| w == b"\r\n")?;
        let size = std::str::from_utf8(rest.get(..line)?).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(whole);
        }
        let from = line + 2;
        whole.extend_from_slice(rest.get(from..from.checked_add(size)?)?);
        rest = rest.get(from + size + 2..)?;
    }
}

#[cfg(test)]
mod tests {
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
