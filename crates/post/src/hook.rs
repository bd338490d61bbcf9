//! Signed posts to an address that an enterprise gave: vetted, pinned to the vetted address, never redirected.
//!
//! An address somebody else chose must not become a way into our own network: only `https` to public addresses is
//! posted to, the name is resolved once, every address it has must be public, and the connection goes to one of those.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

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

/// How long one post may take in all.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes of the answer that are read: its first line is enough.
const ANSWER_MAX: usize = 1024;
const URL_MAX: usize = 500;

/// Posts to other people's addresses; an extra of the application.
#[derive(Clone)]
pub struct Hooks {
    tls: TlsConnector,
    loopback: bool,
}

/// An address that may be posted to, as far as its text tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    pub(crate) host: String,
    pub(crate) port: u16,
    /// Path and query.
    pub(crate) path: String,
    pub(crate) is_tls: bool,
}

impl Hooks {
    /// `loopback` allows `http` to this very machine as well: for demonstrations and tests.
    pub fn new(loopback: bool) -> Result<Self> {
        Ok(Self { tls: tls()?, loopback })
    }

    /// Reads an address. Errors: `invalid_field` saying what is wrong with it.
    pub fn target(&self, url: &str) -> Result<Target> {
        let wrong = |what: &str| Error::field("url", "invalid", what);
        if url.len() > URL_MAX || !url.is_ascii() || url.bytes().any(|b| b.is_ascii_control() || b == b' ') {
            return Err(wrong("an https address of at most 500 plain characters"));
        }
        let (is_tls, rest) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) if self.loopback => (false, rest),
            _ => return Err(wrong("only https addresses are posted to")),
        };
        let rest = rest.split('#').next().unwrap_or_default();
        let at = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(at);
        if authority.contains('@') {
            return Err(wrong("no user names in the address"));
        }
        let (host, port) = split_port(authority, if is_tls { 443 } else { 80 }).ok_or_else(|| wrong("the host is malformed"))?;
        if let Some(ip) = literal(&host) {
            let own = self.loopback && ip.is_loopback();
            if !own && !is_public(ip) {
                return Err(wrong("this address is not on the public internet"));
            }
        } else if !is_tls && host != "localhost" {
            return Err(wrong("only https addresses are posted to"));
        }
        if !is_tls && literal(&host).is_some_and(|ip| !ip.is_loopback()) {
            return Err(wrong("only https addresses are posted to"));
        }
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        Ok(Target { host, port, path, is_tls })
    }

    /// Posts `body` as JSON with further headers and gives the answer's status. Redirects are answers like any other.
    ///
    /// Errors: `unavailable` when the address cannot be reached, is not public, or does not answer in time.
    pub async fn post(&self, target: &Target, headers: &[(&str, String)], body: &[u8]) -> Result<u16> {
        let all = timeout(PATIENCE, self.exchange(target, headers, body)).await;
        all.map_err(|_| unreachable("no answer in time"))?
    }

    async fn exchange(&self, target: &Target, headers: &[(&str, String)], body: &[u8]) -> Result<u16> {
        let address = self.resolve(target).await?;
        let tcp = TcpStream::connect(address).await.map_err(|_| unreachable("nobody listens there"))?;
        let request = request(target, headers, body);
        if !target.is_tls {
            return talk(tcp, &request).await;
        }
        let name =
            ServerName::try_from(target.host.trim_matches(['[', ']']).to_owned()).map_err(|_| unreachable("not a host name"))?;
        let tls = self.tls.connect(name, tcp).await.map_err(|_| unreachable("its certificate is not accepted"))?;
        talk(tls, &request).await
    }

    /// One address of the host. A name with any address of our own network is refused whole.
    async fn resolve(&self, target: &Target) -> Result<SocketAddr> {
        let host = target.host.trim_matches(['[', ']']);
        let found = tokio::net::lookup_host((host, target.port)).await.map_err(|_| unreachable("the host is unknown"))?;
        let all: Vec<SocketAddr> = found.collect();
        let allowed = |a: &SocketAddr| {
            if target.is_tls && !self.loopback {
                is_public(a.ip())
            } else {
                self.loopback && (a.ip().is_loopback() || target.is_tls && is_public(a.ip()))
            }
        };
        if !all.iter().all(allowed) {
            return Err(unreachable("this address is not on the public internet"));
        }
        all.into_iter().next().ok_or_else(|| unreachable("the host has no address"))
    }
}

/// TLS towards the public authorities.
pub(crate) fn tls() -> Result<TlsConnector> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(Error::internal)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

fn unreachable(what: &'static str) -> Error {
    Error::new(Code::Busy, format!("the enterprise's address could not be reached: {what}"))
}

pub(crate) fn split_port(authority: &str, default: u16) -> Option<(String, u16)> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (ip, after) = rest.split_once(']')?;
            (format!("[{ip}]"), after.strip_prefix(':'))
        }
        None => match authority.rsplit_once(':') {
            Some((host, port)) => (host.to_owned(), Some(port)),
            None => (authority.to_owned(), None),
        },
    };
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
    let named = host.starts_with('[') || (!host.is_empty() && host.bytes().all(plain));
    let port = port.map_or(Some(default), |p| p.parse().ok().filter(|p| *p > 0))?;
    named.then(|| (host.to_ascii_lowercase(), port))
}

fn literal(host: &str) -> Option<IpAddr> {
    host.trim_matches(['[', ']']).parse().ok()
}

/// Whether an address is somebody else's on the internet: not ours, not private, not link-local, not reserved.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_public_v4(v4),
            // Global unicast only, without what embeds or stands for IPv4 (6to4, Teredo, NAT64) and documentation.
            None => is_public_v6(v6),
        },
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let reserved = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19));
    !reserved
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, ..] = ip.segments();
    (0x2000..0x4000).contains(&first) && first != 0x2002 && !(first == 0x2001 && (second < 0x200 || second == 0xdb8))
}

fn request(target: &Target, headers: &[(&str, String)], body: &[u8]) -> Vec<u8> {
    let Target { host, port, path, is_tls } = target;
    let port = if *port == if *is_tls { 443 } else { 80 } { String::new() } else { format!(":{port}") };
    let mut head = format!(
        "POST {path} HTTP/1.1\r\nhost: {host}{port}\r\nconnection: close\r\nuser-agent: tidecrew\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    [head.as_bytes(), body].concat()
}

/// Sends the request and reads the status of the answer.
async fn talk(mut line: impl AsyncRead + AsyncWrite + Unpin, request: &[u8]) -> Result<u16> {
    let broken = |_| unreachable("the connection broke");
    line.write_all(request).await.map_err(broken)?;
    line.flush().await.map_err(broken)?;
    let mut answer = Vec::with_capacity(ANSWER_MAX);
    while answer.len() < ANSWER_MAX && !answer.contains(&b'\n') {
        let mut piece = [0; 256];
        match line.read(&mut piece).await.map_err(broken)? {
            0 => break,
            n => answer.extend_from_slice(piece.get(..n).unwrap_or_default()),
        }
    }
    let text = String::from_utf8_lossy(&answer);
    let status =
        text.strip_prefix("HTTP/1.").and_then(|rest| rest.split(' ').nth(1)).and_then(|code| code.trim().get(..3)?.parse().ok());
    status.ok_or_else(|| unreachable("it does not speak HTTP"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_to_the_public_internet() {
        let hooks = Hooks::new(false).unwrap();
        assert_eq!(
            hooks.target("https://Shop.example/in?x=1#y").unwrap(),
            Target { host: "shop.example".to_owned(), port: 443, path: "/in?x=1".to_owned(), is_tls: true }
        );
        for bad in [
            "http://shop.example/",
            "ftp://shop.example/",
            "https://",
            "https://user@shop.example/",
            "https://127.0.0.1/",
            "https://10.1.2.3/",
            "https://169.254.169.254/latest/meta-data",
            "https://100.64.0.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fd00::1]/",
            "https://[2002:0a00:0001::]/",
            "https://0.0.0.0/",
            "https://shop.example:0/",
            "https://shop.example/\r\nhost: x",
            "https://shop example/",
        ] {
            assert_eq!(hooks.target(bad).unwrap_err().code, Code::InvalidField, "{bad}");
        }
    }

    #[test]
    fn a_demonstration_may_post_to_itself_only() {
        let hooks = Hooks::new(true).unwrap();
        for good in ["http://127.0.0.1:9/x", "http://localhost:8080/", "http://[::1]:80/", "https://shop.example/"] {
            assert!(hooks.target(good).is_ok(), "{good}");
        }
        for bad in ["http://shop.example/", "http://10.0.0.1/", "https://10.0.0.1/", "http://93.184.216.34/"] {
            assert!(hooks.target(bad).is_err(), "{bad}");
        }
    }

    #[tokio::test]
    async fn a_name_of_our_own_network_is_not_connected_to() {
        let hooks = Hooks::new(false).unwrap();
        let target = hooks.target("https://localhost/").unwrap();
        assert!(hooks.post(&target, &[], b"{}").await.unwrap_err().detail.contains("not on the public internet"));
    }

    #[tokio::test]
    async fn what_is_posted_arrives_whole() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/in", listener.local_addr().unwrap());
        let heard = tokio::spawn(async move {
            let (mut line, _) = listener.accept().await.unwrap();
            let mut all = Vec::new();
            while !all.ends_with(b"{\"a\":1}") {
                let mut piece = [0; 64];
                let n = line.read(&mut piece).await.unwrap();
                all.extend_from_slice(&piece[..n]);
            }
            line.write_all(b"HTTP/1.1 302 Found\r\nlocation: http://10.0.0.1/\r\n\r\n").await.unwrap();
            String::from_utf8(all).unwrap()
        });
        let hooks = Hooks::new(true).unwrap();
        let status =
            hooks.post(&hooks.target(&url).unwrap(), &[("x-tidecrew-signature", "t=1,v1=ab".to_owned())], b"{\"a\":1}").await;
        assert_eq!(status.unwrap(), 302, "a redirect is not followed");
        let heard = heard.await.unwrap();
        assert!(
            heard.starts_with("POST /in HTTP/1.1\r\nhost: 127.0.0.1:") && heard.contains("x-tidecrew-signature: t=1,v1=ab\r\n"),
            "{heard}"
        );
    }
}
