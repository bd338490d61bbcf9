//! Configuration: one TOML file, overridden by `TIDECREW_*` variables, overridden by flags. All problems are told at once.

use std::{net::SocketAddr, path::PathBuf, sync::Arc};

use kernel::{Code, Error, Result};
use serde::Deserialize;

use crate::rails_config::RailsConfig;

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
    /// An engine that hears what candidates said; none when absent.
    pub speech: Option<SpeechConfig>,
    /// A language model that puts what simulated customers say in other words; the scenario's own words when absent.
    pub rewording: Option<RewordingConfig>,
    /// A service that verifies documents; our own rules when absent.
    pub ekyc: Option<EkycConfig>,
    /// A bucket for recordings and other large bytes; a folder under `data` when absent.
    pub s3: Option<S3Config>,
    /// Bank and wallets that payouts are sent to; files are carried by people where there is none.
    pub rails: RailsConfig,
}

/// A bucket of an S3-compatible store, which machines share.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct S3Config {
    /// E.g. `https://s3.eu-central-1.amazonaws.com` or `http://10.0.0.9:9000`; the bucket is named in the path.
    pub endpoint: String,
    pub bucket: String,
    #[serde(default = "S3Config::region")]
    pub region: String,
    /// `TIDECREW_S3_ACCESS_KEY` when absent.
    #[serde(default)]
    pub access_key: String,
    /// File that holds the secret; `TIDECREW_S3_SECRET` when absent.
    #[serde(default)]
    pub secret_file: Option<PathBuf>,
    /// Only from the environment or the file.
    #[serde(skip)]
    pub secret: Option<String>,
}

impl S3Config {
    fn region() -> String {
        "us-east-1".to_owned()
    }

    fn bucket(&self) -> Result<post::Blobs> {
        post::Blobs::bucket(post::Bucket {
            endpoint: self.endpoint.clone(),
            region: self.region.clone(),
            name: self.bucket.clone(),
            access_key: self.access_key.clone(),
            secret: key_of(self.secret_file.as_ref(), self.secret.as_ref(), "s3.secret_file")?.unwrap_or_default(),
        })
    }
}

impl std::fmt::Debug for S3Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("S3Config").field("bucket", &self.bucket).finish_non_exhaustive()
    }
}

/// A verifier of documents behind `POST {url}/identity/verify`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EkycConfig {
    pub url: String,
    /// File that holds the key; `TIDECREW_EKYC_KEY` when absent.
    #[serde(default)]
    pub key_file: Option<PathBuf>,
    /// Only from the environment or the file.
    #[serde(skip)]
    pub key: Option<String>,
    #[serde(default = "EkycConfig::timeout_s")]
    pub timeout_s: u64,
}

impl EkycConfig {
    const fn timeout_s() -> u64 {
        8
    }

    fn verifier(&self) -> Result<Arc<dyn recruitment::person::Verifier>> {
        let key = key_of(self.key_file.as_ref(), self.key.as_ref(), "ekyc.key_file")?;
        let timeout = std::time::Duration::from_secs(self.timeout_s.clamp(1, 30));
        Ok(Arc::new(recruitment::person::HttpVerifier::new(&self.url, key, timeout)?))
    }
}

impl std::fmt::Debug for EkycConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EkycConfig").finish_non_exhaustive()
    }
}

/// A speech engine behind `POST {url}/audio/transcriptions`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpeechConfig {
    /// E.g. `https://api.openai.com/v1` or `http://127.0.0.1:9000/v1`.
    pub url: String,
    pub model: String,
    /// File that holds the key; `TIDECREW_SPEECH_KEY` when absent; none where the engine asks for none.
    #[serde(default)]
    pub key_file: Option<PathBuf>,
    /// Only from the environment or the file.
    #[serde(skip)]
    pub key: Option<String>,
    /// Of one recording, at most 25.
    #[serde(default = "SpeechConfig::timeout_s")]
    pub timeout_s: u64,
    /// Largest recording that is sent, in bytes of 16 kHz WAV.
    #[serde(default = "SpeechConfig::max_bytes")]
    pub max_bytes: usize,
    /// Tries of a scoring job before it goes on without the engine.
    #[serde(default = "SpeechConfig::tries")]
    pub tries: i64,
}

impl SpeechConfig {
    const fn timeout_s() -> u64 {
        20
    }
    const fn max_bytes() -> usize {
        24 * 1024 * 1024
    }
    const fn tries() -> i64 {
        4
    }

    fn engine(&self) -> Result<recruitment::speech::Engine> {
        recruitment::speech::Engine::new(&recruitment::speech::engine::Settings {
            url: &self.url,
            key: key_of(self.key_file.as_ref(), self.key.as_ref(), "speech.key_file")?,
            model: &self.model,
            timeout: std::time::Duration::from_secs(self.timeout_s),
            max_bytes: self.max_bytes,
            tries: self.tries,
        })
    }
}

/// A language model behind `POST {url}/chat/completions`.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RewordingConfig {
    pub url: String,
    pub model: String,
    /// File that holds the key; `TIDECREW_REWORDING_KEY` when absent; none where the model asks for none.
    #[serde(default)]
    pub key_file: Option<PathBuf>,
    /// Only from the environment or the file.
    #[serde(skip)]
    pub key: Option<String>,
    /// A trainee waits meanwhile; at most 5000.
    #[serde(default = "RewordingConfig::timeout_ms")]
    pub timeout_ms: u64,
}

impl RewordingConfig {
    const fn timeout_ms() -> u64 {
        1500
    }

    fn rewriter(&self) -> Result<certification::simulator::Rewriter> {
        let key = key_of(self.key_file.as_ref(), self.key.as_ref(), "rewording.key_file")?;
        let timeout = std::time::Duration::from_millis(self.timeout_ms);
        certification::simulator::Rewriter::new(&self.url, key, &self.model, timeout)
    }
}

impl std::fmt::Debug for RewordingConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RewordingConfig").field("model", &self.model).finish_non_exhaustive()
    }
}

/// The key in `file`, or the one from the environment. The file's content is never told.
fn key_of(file: Option<&PathBuf>, env: Option<&String>, setting: &str) -> Result<Option<String>> {
    let Some(path) = file else { return Ok(env.cloned()) };
    let refuse = |e| Error::new(Code::InvalidField, format!("{setting}: {}: {e}", path.display()));
    Ok(Some(std::fs::read_to_string(path).map_err(refuse)?.trim().to_owned()))
}

impl std::fmt::Debug for SpeechConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SpeechConfig").field("model", &self.model).finish_non_exhaustive()
    }
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
            speech: None,
            rewording: None,
            ekyc: None,
            s3: None,
            rails: RailsConfig::default(),
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
        if let Some(speech) = &mut config.speech {
            speech.key = env("TIDECREW_SPEECH_KEY");
        }
        if let Some(rewording) = &mut config.rewording {
            rewording.key = env("TIDECREW_REWORDING_KEY");
        }
        if let Some(ekyc) = &mut config.ekyc {
            ekyc.key = env("TIDECREW_EKYC_KEY");
        }
        if let Some(s3) = &mut config.s3 {
            if let Some(key) = env("TIDECREW_S3_ACCESS_KEY") {
                s3.access_key = key;
            }
            s3.secret = env("TIDECREW_S3_SECRET");
        }
        if let (Some(bank), Some(token)) = (&mut config.rails.bank, env("TIDECREW_BANK_TOKEN")) {
            bank.token = token;
        }
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
        let bucket = self.s3.as_ref().and_then(|s3| s3.bucket().err());
        let services = [("speech or ekyc", self.adapters().err()), ("rewording", self.rewriter().err()), ("s3", bucket)];
        for (section, error) in services.into_iter().filter_map(|(section, error)| Some((section, error?))) {
            problems.extend(error.fields.iter().map(|f| format!("{section}: {}: {}", f.field, f.detail)));
            if error.fields.is_empty() {
                problems.push(error.detail);
            }
        }
    }

    /// Where large bytes are kept. Errors name the setting, never a key.
    pub fn blobs(&self) -> Result<post::Blobs> {
        self.s3.as_ref().map_or_else(|| post::Blobs::local(self.data.join("blobs")), S3Config::bucket)
    }

    /// What recruitment is given beside itself. Errors name the setting, never a key.
    pub fn adapters(&self) -> Result<recruitment::Adapters> {
        let ours = recruitment::Adapters::default();
        Ok(recruitment::Adapters {
            speech: self.speech.as_ref().map(SpeechConfig::engine).transpose()?,
            verifier: self.ekyc.as_ref().map_or_else(|| Ok(ours.verifier), EkycConfig::verifier)?,
        })
    }

    /// What puts simulated customers' lines in other words. Errors name the setting, never a key.
    pub fn rewriter(&self) -> Result<Option<certification::simulator::Rewriter>> {
        self.rewording.as_ref().map(RewordingConfig::rewriter).transpose()
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
    fn an_engine_is_named_by_its_settings_and_its_key_is_never_told() {
        let dir = std::env::temp_dir().join(format!("tidecrew-config-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let load = |text: &str| {
            let path = dir.join("c.toml");
            std::fs::write(&path, text).unwrap();
            Config::load(Some(&path), |name| {
                ["TIDECREW_SPEECH_KEY", "TIDECREW_REWORDING_KEY", "TIDECREW_S3_SECRET"]
                    .contains(&name)
                    .then(|| "s3cret".to_owned())
            })?
            .checked()
        };
        let good = load("[speech]\nurl = \"http://127.0.0.1:9/v1\"\nmodel = \"small\"\n").unwrap();
        assert!(good.adapters().unwrap().speech.is_some() && !format!("{good:?}").contains("s3cret"));
        for (bad, word) in [
            ("url = \"ftp://x\"\nmodel = \"m\"", "url"),
            ("url = \"http://x\"\nmodel = \"m\"\ntimeout_s = 600", "timeout_s"),
            ("url = \"http://x\"\nmodel = \"m\"\ntries = 9", "tries"),
            ("url = \"http://x\"\nmodel = \"m\"\nkey_file = \"nowhere\"", "key_file"),
            ("url = \"http://x\"", "model"),
        ] {
            let told = load(&format!("[speech]\n{bad}\n")).unwrap_err().detail;
            assert!(told.contains(word) && !told.contains("s3cret"), "{told}");
        }
        let good = load("[rewording]\nurl = \"http://127.0.0.1:9/v1\"\nmodel = \"small\"\n").unwrap();
        assert!(good.rewriter().unwrap().is_some() && !format!("{good:?}").contains("s3cret"));
        let told = load("[rewording]\nurl = \"http://x\"\nmodel = \"m\"\ntimeout_ms = 60000\n").unwrap_err().detail;
        assert!(told.contains("rewording: timeout_ms") && !told.contains("s3cret"), "{told}");
        let bucket = "[s3]\nendpoint = \"http://127.0.0.1:9\"\nbucket = \"blobs\"\naccess_key = \"ours\"\n";
        let good = load(bucket).unwrap();
        assert!(good.blobs().is_ok() && !format!("{good:?}").contains("s3cret"));
        for (bad, word) in [("bucket = \"Not_One\"", "s3: bucket"), ("secret_file = \"nowhere\"", "s3.secret_file")] {
            let text =
                if bad.starts_with("bucket") { bucket.replace("bucket = \"blobs\"", bad) } else { format!("{bucket}{bad}\n") };
            let told = load(&text).unwrap_err().detail;
            assert!(told.contains(word) && !told.contains("s3cret"), "{told}");
        }
        std::fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn passkeys_are_bound_to_a_host_name() {
        assert_eq!(
            (Config::default().origin().as_str(), Config::default().host().as_str()),
            ("http://localhost:8080", "localhost")
        );
    }
}
