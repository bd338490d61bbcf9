//! Calls to a bank and wallets that the operator named: whole answers, which may be as large as a pay day's statement.

use std::{net::IpAddr, time::Duration};

use kernel::{Code, Error, Result};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::{
    hook::{Target, tls},
    line::{Call, Failed, Reply, exchange},
};

/// How long one call may take in all: a bank takes a file of a pay day in it.
const PATIENCE: Duration = Duration::from_secs(60);
/// Longest answer: a statement of a pay day has some 150 MB.
const ANSWER_MAX: usize = 256 << 20;

/// Speaks to peers. Cheap to clone.
#[derive(Clone)]
pub struct Wire(TlsConnector);

/// A service's address: `https` anywhere, `http` on this very machine only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer(Target);

impl Peer {
    /// Reads an address, e.g. `https://bank.example/h2h`. Errors: `invalid_field`.
    pub fn parse(url: &str) -> Result<Self> {
        let wrong = |what: &str| Error::field("url", "invalid", format!("{url:?}: {what}"));
        let target = Target::base(url).map_err(wrong)?;
        let ip = target.host.trim_matches(['[', ']']).parse::<IpAddr>();
        if !target.is_tls && target.host != "localhost" && !ip.is_ok_and(|ip| ip.is_loopback()) {
            return Err(wrong("only https, except to this machine itself"));
        }
        Ok(Self(target))
    }
}

impl Wire {
    pub fn new() -> Result<Self> {
        Ok(Self(tls()?))
    }

    /// Sends `call` and gives the answer. Errors: `busy` when there is no whole answer, whatever the other side did.
    pub async fn send(&self, peer: &Peer, call: &Call) -> Result<Reply> {
        let answered = timeout(PATIENCE, exchange(&self.0, &peer.0, call, ANSWER_MAX)).await;
        answered.unwrap_or(Err(Failed::Timeout)).map_err(|failed| Error::new(Code::Busy, format!("no answer: {}", failed.word())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peers_are_https_or_this_machine() {
        for good in ["https://bank.example:8443/h2h/", "http://127.0.0.1:9", "http://[::1]:9", "http://localhost/x"] {
            assert!(Peer::parse(good).is_ok(), "{good}");
        }
        for bad in ["http://bank.example", "ftp://bank.example", "https://", "https://a@b/", "https://a b/", "http://10.0.0.1/"] {
            assert!(Peer::parse(bad).is_err(), "{bad}");
        }
    }
}
