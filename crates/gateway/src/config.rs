//! Configuration: one TOML file, overridden by `TIDECREW_*` variables, overridden by flags. All problems are told at once.

use std::{net::SocketAddr, path::PathBuf};

use kernel::{Code, Error, Result};
use serde::Deserialize;

/// Everything `serve` needs to know. Each field has a default that runs on a laptop.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// How browsers reach us; also the origin that passkeys are bound to.
    pub public_url: String,
    /// Folder for the embedded store, uploads, the local mail outbox and the root key.
    pub data: PathBuf,
    /// `postgres://…`; the embedded store under `data` when absent.
    pub database_url: Option<String>,
    /// Connections to the store.
    pub pool: u32,
    /// `smtp://…` or `smtps://…`; the outbox folder under `data` when absent.
    pub smtp_url: Option<String>,
    /// Sender of mail.
    pub mail_from: String,
    /// 64 hexadecimal digits. Only from the environment (`TIDECREW_ROOT_KEY`); a file under `data` when absent.
    #[serde(skip)]
    pub root_key: Option<String>,
    /// Multiplies every rate limit.
    pub limits_factor: u32,
    /// `tracing` filter.
    pub log: String,
    /// JSON lines instead of text.
    pub log_json: bool,
    /// Threads that serve requests.
    pub threads: usize,
    /// Files (PEM) with further authorities of devices, e.g. the TPM makers of the fleet.
    pub device_authorities: Vec<PathBuf>,
    /// Manifests of kiosks' images (`tidecrew attest image`). With any, machines count by their TPM only when they started one
    /// of these and ran nothing else.
    pub device_images: Vec<PathBuf>,
    /// Who may cosign checkpoints of the audit log: names and public keys (base64).
    pub witnesses: std::collections::BTreeMap<String, String>,
    /// Font (TTF, OTF or TTC with Chinese) that customers' text is drawn with; one of the system's when absent.
    pub font: Option<PathBuf>,
    /// The attestation policy. `demo` alone sets another than `base`.
    #[serde(skip)]
    pub attestation: String,
    /// Enterprises may have this machine itself posted to. Set by `demo` alone.
    #[serde(skip)]
    pub loopback_hooks: bool,
    /// Hold the short interview room.
    pub short_interview: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: String::new(),
            data: PathBuf::from("data"),
            database_url: None,
            pool: 8,
            smtp_url: None,
            mail_from: "Tidecrew <no-reply@localhost>".to_owned(),
            root_key: None,
            limits_factor: 1,
            log: "info".to_owned(),
            log_json: false,
            threads: 2,
            device_authorities: Vec::new(),
            device_images: Vec::new(),
            witnesses: std::collections::BTreeMap::new(),
            font: None,
            attestation: "base".to_owned(),
            loopback_hooks: false,
            short_interview: false,
        }
    }
}

impl Config {
    /// Reads `file` if given, then the variables of `env`.
    pub fn load(file: Option<&PathBuf>, env: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let invalid = |what: String| Error::new(Code::InvalidField, what);
        let mut config = match file {
            Some(path) => {
                let text = std::fs::read_to_string(path).map_err(|e| invalid(format!("{}: {e}", path.display())))?;
                toml::from_str(&text).map_err(|e| invalid(format!("{}: {e}", path.display())))?
            }
            None => Self::default(),
        };
        let mut problems = Vec::new();
        if let Some(url) = env("DATABASE_URL").or_else(|| env("TIDECREW_DATABASE_URL")) {
            config.database_url = Some(url);
        }
        if let Some(url) = env("TIDECREW_PUBLIC_URL") {
            config.public_url = url;
        }
        if let Some(url) = env("TIDECREW_SMTP_URL") {
            config.smtp_url = Some(url);
        }
        if let Some(dir) = env("TIDECREW_DATA") {
            config.data = PathBuf::from(dir);
        }
        if let Some(address) = env("TIDECREW_LISTEN") {
            match address.parse() {
                Ok(listen) => config.listen = listen,
                Err(e) => problems.push(format!("TIDECREW_LISTEN {address:?}: {e}; write it as 127.0.0.1:8080")),
            }
        }
        if let Some(filter) = env("TIDECREW_LOG") {
            config.log = filter;
        }
        config.root_key = env("TIDECREW_ROOT_KEY");
        if problems.is_empty() { Ok(config) } else { Err(invalid(problems.join("\n"))) }
    }

    /// Everything that is wrong with the settings as a whole, told at once. Called when the flags have been applied.
    pub fn checked(self) -> Result<Self> {
        let mut problems = Vec::new();
        self.check(&mut problems);
        if problems.is_empty() { Ok(self) } else { Err(Error::new(Code::InvalidField, problems.join("\n"))) }
    }

    fn check(&self, problems: &mut Vec<String>) {
        let scheme = |url: &str, allowed: &[&str]| allowed.iter().any(|s| url.starts_with(s));
        if self.database_url.as_deref().is_some_and(|u| !scheme(u, &["postgres://", "postgresql://", "sqlite://"])) {
            problems.push("database_url: only postgres:// and sqlite:// are known".to_owned());
        }
        if self.smtp_url.as_deref().is_some_and(|u| !scheme(u, &["smtp://", "smtps://"])) {
            problems.push("smtp_url: only smtp:// and smtps:// are known".to_owned());
        }
        if !self.public_url.is_empty() && !scheme(&self.public_url, &["https://", "http://localhost", "http://127.0.0.1"]) {
            problems.push("public_url: must be https:// (http:// only for localhost)".to_owned());
        }
        if self.pool == 0 || self.threads == 0 || self.limits_factor == 0 {
            problems.push("pool, threads and limits_factor must be at least 1".to_owned());
        }
    }

    /// Whom devices are believed by: the policy, and the authorities of [`Config::device_authorities`].
    pub fn trusting(&self, files: &http::PolicyFiles) -> Result<attestation::Trusting> {
        let read = |path: &PathBuf| {
            let refuse = |e| Error::new(Code::InvalidField, format!("device_authorities: {}: {e}", path.display()));
            Ok((path.display().to_string(), std::fs::read_to_string(path).map_err(refuse)?))
        };
        let authorities: Result<Vec<_>> = self.device_authorities.iter().map(read).collect();
        let images = crate::kiosk::read(&self.device_images)?;
        attestation::Trusting::load(files, &self.attestation, &authorities?, &images)
    }

    /// Where the store is.
    pub fn store(&self) -> db::Options {
        let url = match &self.database_url {
            Some(url) => url.strip_prefix("sqlite://").unwrap_or(url).to_owned(),
            None => self.data.join("tidecrew.db").to_string_lossy().into_owned(),
        };
        db::Options { url, pool: self.pool }
    }

    /// The address browsers use: `public_url`, or localhost at the listening port (a passkey cannot be bound to an IP address).
    pub fn origin(&self) -> String {
        if self.public_url.is_empty() {
            return format!("http://localhost:{}", self.listen.port());
        }
        self.public_url.trim_end_matches('/').to_owned()
    }

    /// Host name of [`Config::origin`].
    pub fn host(&self) -> String {
        let origin = self.origin();
        let rest = origin.split_once("://").map_or(origin.as_str(), |(_, rest)| rest);
        rest.split([':', '/']).next().unwrap_or("localhost").to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_problems_are_told_at_once() {
        let env = |name: &str| match name {
            "DATABASE_URL" => Some("mysql://x".to_owned()),
            "TIDECREW_SMTP_URL" => Some("http://x".to_owned()),
            _ => None,
        };
        let text = Config::load(None, env).unwrap().checked().unwrap_err().detail;
        assert!(text.contains("database_url") && text.contains("smtp_url"), "{text}");
    }

    #[test]
    fn an_address_that_is_none_is_refused_by_name() {
        let env = |name: &str| (name == "TIDECREW_LISTEN").then(|| "here".to_owned());
        assert!(Config::load(None, env).unwrap_err().detail.contains("TIDECREW_LISTEN"));
    }

    #[test]
    fn the_example_file_is_the_defaults() {
        let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../ops/config.example.toml"));
        let config = Config::load(Some(&path), |_| None).unwrap();
        assert_eq!(format!("{config:?}"), format!("{:?}", Config::default()));
    }

    #[test]
    fn passkeys_are_bound_to_a_host_name() {
        assert_eq!(
            (Config::default().origin().as_str(), Config::default().host().as_str()),
            ("http://localhost:8080", "localhost")
        );
    }
}
