//! Web origins: scheme, host and port, in the form browsers send. Pure.

/// The origin as browsers write it: lower case, without a default port. `None` when it is not an http(s) origin.
pub fn normal_origin(text: &str) -> Option<String> {
    if text.len() > 270 || !text.is_ascii() {
        return None;
    }
    let text = text.to_ascii_lowercase();
    let (scheme, rest) = text.split_once("://")?;
    let default = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    let (host, port) = match rest.strip_prefix('[') {
        Some(inner) => {
            let (address, after) = inner.split_once(']')?;
            address.parse::<std::net::Ipv6Addr>().ok()?;
            (format!("[{address}]"), after.strip_prefix(':').or_else(|| after.is_empty().then_some("")))
        }
        None => {
            let (host, port) = rest.split_once(':').unwrap_or((rest, ""));
            (valid_host(host).then(|| host.to_owned())?, Some(port).filter(|p| !p.is_empty() || !rest.ends_with(':')))
        }
    };
    match port? {
        "" => Some(format!("{scheme}://{host}")),
        port if !port.bytes().all(|b| b.is_ascii_digit()) => None,
        port => match port.parse::<u16>().ok().filter(|p| *p > 0)? {
            port if port == default => Some(format!("{scheme}://{host}")),
            port => Some(format!("{scheme}://{host}:{port}")),
        },
    }
}

/// Labels of letters, digits and inner hyphens, at most 253 bytes; covers IPv4 addresses and `localhost`.
fn valid_host(host: &str) -> bool {
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    (1..=253).contains(&host.len()) && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_normalised_or_refused() {
        let good = [
            ("https://shop.example", "https://shop.example"),
            ("HTTPS://Shop.Example:443", "https://shop.example"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://127.0.0.1:80", "http://127.0.0.1"),
            ("http://[::1]:3000", "http://[::1]:3000"),
            ("http://[::1]", "http://[::1]"),
            ("https://xn--fiq228c.example", "https://xn--fiq228c.example"),
        ];
        for (text, normal) in good {
            assert_eq!(normal_origin(text).as_deref(), Some(normal), "{text}");
        }
        let bad = [
            "",
            "shop.example",
            "ftp://shop.example",
            "https://",
            "https://shop.example/",
            "https://shop.example/a",
            "https://a b",
            "https://-a.b",
            "https://a..b",
            "https://shop.example:",
            "https://shop.example:0",
            "https://shop.example:70000",
            "https://shop.example:+80",
            "https://u@shop.example",
            "https://*.example",
            "null",
            "https://[::1",
            "https://[zz]",
            "https://[::1]x",
            "javascript://x",
            "https://店.example",
        ];
        for text in bad {
            assert_eq!(normal_origin(text), None, "{text}");
        }
    }
}
