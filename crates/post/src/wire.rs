//! Calls to services that the operator named, such as a bank and wallets: the whole answer, bounded, never redirected.
//!
//! An answer is whole or it is none: what was cut off, too long or late is told as "no answer", which says nothing about
//! what the other side did.

use std::{net::IpAddr, sync::Arc, time::Duration};

use kernel::{Code, Error, Result};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

use crate::hook::split_port;

/// How long one call may take in all: a bank takes a file of a pay day in it.
const PATIENCE: Duration = Duration::from_secs(60);
/// Longest answer: a statement of a pay day has some 150 MB.
const ANSWER_MAX: usize = 256 << 20;
const HEAD_MAX: usize = 64 << 10;

/// Speaks to peers. Cheap to clone.
#[derive(Clone)]
pub struct Wire(TlsConnector);

/// A service's address: `https` anywhere, `http` on this very machine only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    host: String,
    port: u16,
    /// Put before the path of every call.
    base: String,
    is_tls: bool,
}

/// What is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    pub method: &'static str,
    /// Path and query, from `/` on.
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// What came back, whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    pub status: u16,
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Reply {
    /// A header's value, empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
    }
}

impl Peer {
    /// Reads an address, e.g. `https://bank.example/h2h`. Errors: `invalid_field`.
    pub fn parse(url: &str) -> Result<Self> {
        let wrong = |what: &str| Error::field("url", "invalid", format!("{url:?}: {what}"));
        if !url.is_ascii() || url.bytes().any(|b| b.is_ascii_control() || b == b' ') {
            return Err(wrong("plain characters only"));
        }
        let (is_tls, rest) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) => (false, rest),
            (None, None) => return Err(wrong("an https address")),
        };
        let (authority, base) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let found = split_port(authority, if is_tls { 443 } else { 80 }).filter(|_| !authority.contains('@'));
        let (host, port) = found.ok_or_else(|| wrong("the host is malformed"))?;
        let here = host == "localhost" || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        if !is_tls && !here {
            return Err(wrong("only https, except to this machine itself"));
        }
        Ok(Self { host, port, base: base.trim_end_matches('/').to_owned(), is_tls })
    }
}

fn silent(what: &str) -> Error {
    Error::new(Code::Busy, format!("no answer: {what}"))
}

impl Wire {
    pub fn new() -> Result<Self> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(Error::internal)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }

    /// Sends `call` and gives the answer. Errors: `busy` when there is no whole answer, whatever the other side did.
    pub async fn send(&self, peer: &Peer, call: &Call) -> Result<Reply> {
        timeout(PATIENCE, self.exchange(peer, call)).await.map_err(|_| silent("it took too long"))?
    }

    async fn exchange(&self, peer: &Peer, call: &Call) -> Result<Reply> {
        let host = peer.host.trim_matches(['[', ']']);
        let tcp = TcpStream::connect((host, peer.port)).await.map_err(|_| silent("nobody listens there"))?;
        let request = request(peer, call);
        if !peer.is_tls {
            return talk(tcp, &request).await;
        }
        let name = ServerName::try_from(host.to_owned()).map_err(|_| silent("not a host name"))?;
        let tls = self.0.connect(name, tcp).await.map_err(|_| silent("its certificate is not accepted"))?;
        talk(tls, &request).await
    }
}

fn request(peer: &Peer, call: &Call) -> Vec<u8> {
    let mut head = format!("{} {}{} HTTP/1.1\r\nhost: {}:{}\r\n", call.method, peer.base, call.path, peer.host, peer.port);
    head.push_str(&format!("connection: close\r\nuser-agent: tidecrew\r\ncontent-length: {}\r\n", call.body.len()));
    for (name, value) in &call.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    [head.as_bytes(), &call.body].concat()
}

async fn talk(mut line: impl AsyncRead + AsyncWrite + Unpin, request: &[u8]) -> Result<Reply> {
    let broken = |_| silent("the connection broke");
    line.write_all(request).await.map_err(broken)?;
    line.flush().await.map_err(broken)?;
    let mut all = Vec::new();
    let mut piece = vec![0; 64 << 10];
    loop {
        match line.read(&mut piece).await {
            Ok(0) => break,
            Ok(n) => all.extend_from_slice(piece.get(..n).unwrap_or_default()),
            // A peer that closes without goodbye has said all it will; whether that is whole is told by its length.
            Err(_) => break,
        }
        if all.len() > ANSWER_MAX {
            return Err(silent("the answer is too long"));
        }
    }
    read(&all).ok_or_else(|| silent("the answer is not whole"))
}

/// An answer of HTTP/1.1. `None` when it is torn.
fn read(all: &[u8]) -> Option<Reply> {
    let end = all.windows(4).take(HEAD_MAX).position(|w| w == b"\r\n\r\n")?;
    let head = std::str::from_utf8(all.get(..end)?).ok()?;
    let rest = all.get(end + 4..)?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> =
        lines.filter_map(|l| l.split_once(':')).map(|(n, v)| (n.trim().to_ascii_lowercase(), v.trim().to_owned())).collect();
    let reply = Reply { status, headers, body: Vec::new() };
    let body = match reply.header("content-length") {
        _ if reply.header("transfer-encoding").eq_ignore_ascii_case("chunked") => chunks(rest)?,
        "" if status == 204 => Vec::new(),
        // Without a length nobody can tell a torn answer from a whole one.
        "" => return None,
        length => rest.get(..length.parse().ok()?)?.to_vec(),
    };
    Some(Reply { body, ..reply })
}

fn chunks(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|w| w == b"\r\n")?;
        let size = std::str::from_utf8(rest.get(..end)?).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        let from = end + 2;
        body.extend_from_slice(rest.get(from..from.checked_add(size)?)?);
        rest = rest.get(from + size + 2..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_whole_or_none() {
        let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-A: b\r\n\r\nabc";
        let reply = read(whole).unwrap();
        assert_eq!((reply.status, reply.body.as_slice(), reply.header("x-a")), (200, b"abc".as_slice(), "b"));
        for cut in 0..whole.len() {
            assert!(read(&whole[..cut]).is_none(), "{cut}");
        }
        let pieces = b"HTTP/1.1 422 No\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
        assert_eq!(read(pieces).unwrap().body, b"abcde");
        assert!(read(&pieces[..60]).is_none());
        assert!(read(b"HTTP/1.1 200 OK\r\n\r\nabc").is_none(), "no length: it may be torn");
        assert_eq!(read(b"HTTP/1.1 204 Gone\r\n\r\n").unwrap().status, 204);
    }

    #[test]
    fn peers_are_https_or_this_machine() {
        let peer = Peer::parse("https://Bank.example:8443/h2h/").unwrap();
        assert_eq!((peer.host.as_str(), peer.port, peer.base.as_str()), ("bank.example", 8443, "/h2h"));
        assert!(Peer::parse("http://127.0.0.1:9").is_ok());
        for bad in ["http://bank.example", "ftp://bank.example", "https://", "https://a@b/", "https://a b/", "http://10.0.0.1/"] {
            assert!(Peer::parse(bad).is_err(), "{bad}");
        }
        let call = Call { method: "GET", path: "/files".to_owned(), ..Call::default() };
        assert!(request(&peer, &call).starts_with(b"GET /h2h/files HTTP/1.1\r\nhost: bank.example:8443\r\n"));
    }
}
