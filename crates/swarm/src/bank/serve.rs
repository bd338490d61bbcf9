//! The simulated bank's port: as much of HTTP as its callers speak. A request that is not to be answered ends in silence.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::{Bank, Request, Response};

/// Longest request: an order of a pay day has some 150 MB.
const MOST: usize = 256 << 20;

/// Serves until the process ends.
pub(super) async fn serve(bank: Bank, listener: TcpListener) {
    loop {
        match listener.accept().await {
            Ok((line, _)) => drop(tokio::spawn(one(bank.clone(), line))),
            Err(error) => tracing::warn!(%error, "the simulated bank could not take a call"),
        }
    }
}

async fn one(bank: Bank, mut line: TcpStream) {
    let mut all = Vec::new();
    let mut piece = vec![0; 64 << 10];
    let request = loop {
        match line.read(&mut piece).await {
            Ok(n) if n > 0 && all.len() < MOST => all.extend_from_slice(piece.get(..n).unwrap_or_default()),
            // The caller went away in the middle: nothing was said.
            _ => return,
        }
        if let Some(request) = parse(&all) {
            break request;
        }
    };
    let Some(response) = bank.answer(&request) else { return };
    if let Err(error) = line.write_all(&bytes(&response)).await {
        tracing::debug!(%error, "the caller did not wait for its answer");
    }
}

/// A whole request, or `None` while it is not there yet.
fn parse(all: &[u8]) -> Option<Request> {
    let end = all.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(all.get(..end)?).into_owned();
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: std::collections::BTreeMap<String, String> =
        lines.filter_map(|l| l.split_once(':')).map(|(n, v)| (n.to_ascii_lowercase(), v.trim().to_owned())).collect();
    let length: usize = headers.get("content-length").and_then(|n| n.parse().ok()).unwrap_or(0);
    let body = all.get(end + 4..end + 4 + length)?.to_vec();
    Some(Request { method, path, headers, body })
}

fn bytes(response: &Response) -> Vec<u8> {
    let mut head =
        format!("HTTP/1.1 {} Simulated\r\ncontent-length: {}\r\nconnection: close\r\n", response.status, response.body.len());
    for (name, value) in &response.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    [head.as_bytes(), &response.body].concat()
}
