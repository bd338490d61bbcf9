//! One exchange of HTTP/1.1 with an address the operator named: the whole answer or none, bounded, never redirected.
//!
//! What was cut off says nothing about what the other side did.

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};

use crate::hook::{Target, split_port};

/// Bytes of an answer's head.
const HEAD_MAX: usize = 64 << 10;

/// Why there is no answer that can be used.
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

/// What is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    pub method: &'static str,
    /// Path and query, from `/` on; below the path of the address.
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

impl Target {
    /// An address that others lie below, e.g. `https://bank.example/h2h`. Errors: what is wrong with it.
    pub(crate) fn base(url: &str) -> Result<Self, &'static str> {
        if !is_plain(url) {
            return Err("plain characters only");
        }
        let (is_tls, rest) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) => (false, rest),
            (None, None) => return Err("an address begins with https:// or http://"),
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (host, port) = split_port(authority, if is_tls { 443 } else { 80 }).ok_or("the host is malformed")?;
        Ok(Self { host, port, path: path.trim_end_matches('/').to_owned(), is_tls })
    }

    /// The host as a head names it: with its port, unless that goes without saying.
    pub(crate) fn authority(&self) -> String {
        let usual = if self.is_tls { 443 } else { 80 };
        if self.port == usual { self.host.clone() } else { format!("{}:{}", self.host, self.port) }
    }
}

/// Fit for a line of a head.
pub(crate) fn is_plain(text: &str) -> bool {
    text.is_ascii() && !text.bytes().any(|b| b.is_ascii_control() || b == b' ')
}

/// Sends `call` and gives the answer, `most` bytes of body at most.
pub(crate) async fn exchange(tls: &TlsConnector, to: &Target, call: &Call, most: usize) -> Result<Reply, Failed> {
    let host = to.host.trim_matches(['[', ']']);
    let tcp = TcpStream::connect((host, to.port)).await.map_err(|_| Failed::Unreachable)?;
    let request = request(to, call);
    if !to.is_tls {
        return talk(tcp, &request, most).await;
    }
    let name = ServerName::try_from(host.to_owned()).map_err(|_| Failed::Unreachable)?;
    talk(tls.connect(name, tcp).await.map_err(|_| Failed::Unreachable)?, &request, most).await
}

fn request(to: &Target, call: &Call) -> Vec<u8> {
    let mut head = format!("{} {}{} HTTP/1.1\r\nhost: {}\r\n", call.method, to.path, call.path, to.authority());
    head.push_str(&format!("connection: close\r\nuser-agent: tidecrew\r\ncontent-length: {}\r\n", call.body.len()));
    for (name, value) in &call.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    [head.as_bytes(), &call.body].concat()
}

async fn talk(mut line: impl AsyncRead + AsyncWrite + Unpin, request: &[u8], most: usize) -> Result<Reply, Failed> {
    // Who answers before having read everything (413) may close early: the answer is still read.
    if line.write_all(request).await.is_ok() {
        let _ = line.flush().await;
    }
    let (mut all, mut piece, mut head) = (Vec::new(), vec![0; 64 << 10], None);
    loop {
        match line.read(&mut piece).await {
            // Who closes without goodbye has said all they will; whether that is whole is told by its length.
            Ok(0) | Err(_) => break,
            Ok(n) => all.extend_from_slice(piece.get(..n).unwrap_or_default()),
        }
        if all.len() > most.saturating_add(HEAD_MAX) {
            return Err(Failed::TooLarge);
        }
        head = head.or_else(|| Head::read(&all));
        if head.as_ref().is_some_and(|head| head.may_be_whole(&all)) && whole(&all).is_ok() {
            break;
        }
    }
    whole(&all).and_then(|reply| if reply.body.len() > most { Err(Failed::TooLarge) } else { Ok(reply) })
}

/// Where an answer's body is, and how it ends.
struct Head {
    reply: Reply,
    from: usize,
    /// Bytes of the body; absent when it comes in chunks.
    length: Option<usize>,
}

impl Head {
    /// `None` while it is not whole, when it is not HTTP, or without a length: then nobody can tell a torn answer from a
    /// whole one.
    fn read(all: &[u8]) -> Option<Self> {
        let end = all.windows(4).take(HEAD_MAX).position(|w| w == b"\r\n\r\n")?;
        let head = std::str::from_utf8(all.get(..end)?).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok()?;
        let headers: Vec<(String, String)> =
            lines.filter_map(|l| l.split_once(':')).map(|(n, v)| (n.trim().to_ascii_lowercase(), v.trim().to_owned())).collect();
        let reply = Reply { status, headers, body: Vec::new() };
        let length = match reply.header("content-length") {
            _ if reply.header("transfer-encoding").to_ascii_lowercase().contains("chunked") => None,
            "" if status == 204 => Some(0),
            length => Some(length.parse().ok()?),
        };
        Some(Self { reply, from: end + 4, length })
    }

    /// A cheap look before the body is read.
    fn may_be_whole(&self, all: &[u8]) -> bool {
        match self.length {
            Some(length) => all.len() - self.from >= length,
            None => all.ends_with(b"0\r\n\r\n"),
        }
    }
}

fn whole(all: &[u8]) -> Result<Reply, Failed> {
    let is_torn = all.is_empty() || !all.windows(4).any(|w| w == b"\r\n\r\n");
    let head = Head::read(all).ok_or(if is_torn { Failed::Unreachable } else { Failed::Garbled })?;
    let rest = all.get(head.from..).unwrap_or_default();
    let body = match head.length {
        Some(length) => rest.get(..length).map(<[u8]>::to_vec),
        None => unchunked(rest),
    };
    Ok(Reply { body: body.ok_or(Failed::Unreachable)?, ..head.reply })
}

/// The bytes of a chunked body, once its last chunk is there.
fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
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
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-A: b\r\n\r\nabc";
        let reply = whole(answer).unwrap();
        assert_eq!((reply.status, reply.body.as_slice(), reply.header("x-a")), (200, b"abc".as_slice(), "b"));
        for cut in 0..answer.len() {
            assert_eq!(whole(&answer[..cut]), Err(Failed::Unreachable), "{cut}");
        }
        let pieces = b"HTTP/1.1 422 No\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
        assert_eq!(whole(pieces).unwrap().body, b"abcde");
        assert!(whole(&pieces[..60]).is_err());
        assert_eq!(whole(b"HTTP/1.1 200 OK\r\n\r\nabc"), Err(Failed::Garbled), "no length: it may be torn");
        assert_eq!(whole(b"HTTP/1.1 204 Gone\r\n\r\n").unwrap().status, 204);
    }

    #[test]
    fn a_call_goes_below_its_address() {
        let bank = Target::base("https://Bank.example:8443/h2h/").unwrap();
        assert_eq!((bank.host.as_str(), bank.port, bank.path.as_str()), ("bank.example", 8443, "/h2h"));
        let call = Call { method: "GET", path: "/files".to_owned(), ..Call::default() };
        assert!(request(&bank, &call).starts_with(b"GET /h2h/files HTTP/1.1\r\nhost: bank.example:8443\r\n"));
        let usual = ["https://bank.example", "http://bank.example:80", "https://[::1]:443/x"]
            .map(|url| Target::base(url).unwrap().authority());
        assert_eq!(usual, ["bank.example", "bank.example", "[::1]"]);
    }
}
