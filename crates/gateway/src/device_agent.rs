//! `tidecrew device`: the agent on a worker's Linux machine. It enrols the machine's TPM and quotes it for a session.
//!
//! It speaks to the TPM through tpm2-tools, so that a hardware TPM and swtpm (`TPM2TOOLS_TCTI`) are the same to it.

use std::{
    collections::BTreeMap,
    io::BufRead,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use attestation_core::{
    bytes::hex,
    tpm::by_word,
    webauthn::{b64, to_b64},
};
use kernel::{Code, Error, Result};
use serde_json::{Value, json};

use crate::{cli::Device, commands::print};

/// Where Linux keeps what firmware and kernel measured.
const BOOT_LOG: &str = "/sys/kernel/security/tpm0/binary_bios_measurements";
const FILE_LOG: &str = "/sys/kernel/security/ima/ascii_runtime_measurements";

pub(crate) async fn run(action: Device) -> Result<ExitCode> {
    match action {
        Device::Enrol { server, email, state, label } => enrol(&server, &email, &Tpm::new(state)?, &label).await,
        Device::Quote { server, email, state, session, file_log, boot_log } => {
            let logs = [boot_log.unwrap_or_else(|| BOOT_LOG.into()), file_log.unwrap_or_else(|| FILE_LOG.into())];
            quote(&server, &email, &Tpm::new(state)?, &session, &logs).await
        }
    }
}

/// A folder with the contexts of the TPM's keys.
struct Tpm {
    dir: PathBuf,
}

impl Tpm {
    fn new(dir: PathBuf) -> Result<Self> {
        std::fs::create_dir_all(&dir).map_err(|e| Error::new(Code::InvalidField, format!("{}: {e}", dir.display())))?;
        Ok(Self { dir })
    }

    /// Runs one of tpm2-tools.
    fn tool(&self, line: &str) -> Result<()> {
        let mut words = line.split(' ');
        let program = words.next().unwrap_or_default();
        let missing = |e| Error::new(Code::InvalidField, format!("{program}: {e}; install tpm2-tools"));
        let output = Command::new(program).args(words).current_dir(&self.dir).output().map_err(missing)?;
        if output.status.success() {
            return Ok(());
        }
        let why = String::from_utf8_lossy(&output.stderr).trim().replace('\n', "; ");
        Err(Error::new(Code::InvalidField, format!("{line}: {why}")))
    }

    fn read(&self, name: &str) -> Result<Vec<u8>> {
        let path = self.dir.join(name);
        std::fs::read(&path).map_err(|e| Error::new(Code::InvalidField, format!("{}: {e}; enrol first", path.display())))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        std::fs::write(self.dir.join(name), bytes).map_err(Error::internal)
    }

    /// Frees what the tools left in the TPM; one without a resource manager is soon full.
    fn flush(&self) -> Result<()> {
        self.tool("tpm2_flushcontext -t")
    }
}

/// The server, signed in to.
struct Server {
    base: String,
    http: reqwest::Client,
    token: String,
}

impl Server {
    /// Signs in; the password is read from standard input.
    async fn sign_in(base: &str, email: &str) -> Result<Self> {
        let mut password = String::new();
        std::io::stdin().lock().read_line(&mut password).map_err(Error::internal)?;
        let mut server = Self { base: base.trim_end_matches('/').to_owned(), http: reqwest::Client::new(), token: String::new() };
        let signed = server.post("/sign-in", &json!({ "email": email, "password": password.trim_end() })).await?;
        server.token = signed["access_token"].as_str().unwrap_or_default().to_owned();
        Ok(server)
    }

    async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let url = format!("{}/api/v1{path}", self.base);
        let failed = |e: reqwest::Error| Error::new(Code::InvalidField, format!("{url}: {e}"));
        let answer = self.http.post(&url).bearer_auth(&self.token).json(body).send().await.map_err(failed)?;
        let status = answer.status();
        let body: Value = answer.json().await.map_err(failed)?;
        if status.is_success() {
            return Ok(body);
        }
        let exact = body["errors"][0]["code"].as_str().unwrap_or_else(|| body["code"].as_str().unwrap_or_default());
        let detail = body["detail"].as_str().unwrap_or_default();
        Err(Error::new(Code::EvidenceRefused, format!("{path}: {exact}: {detail}")))
    }
}

fn pem(der: &[u8]) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let body: Vec<char> = STANDARD.encode(der).chars().collect();
    let lines: Vec<String> = body.chunks(64).map(|line| line.iter().collect()).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

async fn enrol(server: &str, email: &str, tpm: &Tpm, label: &str) -> Result<ExitCode> {
    let server = Server::sign_in(server, email).await?;
    tpm.tool("tpm2_getekcertificate -o ek.der")?;
    tpm.tool("tpm2_createek -c ek.ctx -G rsa -u ek.pub")?;
    tpm.flush()?;
    tpm.tool("tpm2_createak -C ek.ctx -c ak.ctx -G ecc -g sha256 -s ecdsa -u ak.pub")?;
    tpm.flush()?;
    let offer = json!({
        "label": label,
        "ek_certificates": pem(&tpm.read("ek.der")?),
        "ek_public": to_b64(&tpm.read("ek.pub")?),
        "ak_public": to_b64(&tpm.read("ak.pub")?),
    });
    let asked = server.post("/me/devices/tpm/begin", &offer).await?;
    let credential = asked["options"]["credential"].as_str().unwrap_or_default();
    tpm.write("credential", &b64(credential).map_err(Error::internal)?)?;
    tpm.tool("tpm2_startauthsession --policy-session -S session.ctx")?;
    tpm.tool("tpm2_policysecret -S session.ctx -c e")?;
    tpm.tool("tpm2_activatecredential -c ak.ctx -C ek.ctx -i credential -o opened -P session:session.ctx")?;
    tpm.tool("tpm2_flushcontext session.ctx")?;
    tpm.flush()?;
    let opened = to_b64(&tpm.read("opened")?);
    let enrolled = server.post("/me/devices/tpm/finish", &json!({ "ask_id": asked["ask_id"], "opened": opened })).await?;
    tpm.write("device", enrolled["device"]["id"].as_str().unwrap_or_default().as_bytes())?;
    print(&enrolled)
}

async fn quote(server: &str, email: &str, tpm: &Tpm, session: &str, logs: &[PathBuf; 2]) -> Result<ExitCode> {
    let server = Server::sign_in(server, email).await?;
    let device = String::from_utf8_lossy(&tpm.read("device")?).into_owned();
    let asked = server.post("/me/posture/quote/begin", &json!({ "device_id": device, "session_id": session })).await?;
    let options = &asked["options"];
    let nonce = b64(options["nonce"].as_str().unwrap_or_default()).map_err(Error::internal)?;
    let registers: Vec<String> = options["pcrs"].as_array().into_iter().flatten().map(ToString::to_string).collect();
    let list = registers.join(",");
    let challenge = hex(&by_word(&nonce));
    tpm.tool(&format!(
        "tpm2_quote -c ak.ctx -l sha256:{list} -q {challenge} -m attest -s signature -o pcrs -F values -g sha256"
    ))?;
    tpm.flush()?;
    let values = tpm.read("pcrs")?;
    let pcrs: BTreeMap<&String, String> = registers.iter().zip(values.chunks_exact(32).map(hex)).collect();
    let [boot_log, file_log] = logs;
    let log = |path: &Path, wanted: &Value| -> Result<Option<Vec<u8>>> {
        match std::fs::read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(_) if *wanted != json!(true) => Ok(None),
            Err(e) => Err(Error::new(Code::InvalidField, format!("{}: {e}; the policy asks for this log", path.display()))),
        }
    };
    let file_log = log(file_log, &options["file_log"])?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let given = json!({
        "ask_id": asked["ask_id"],
        "attest": to_b64(&tpm.read("attest")?),
        "signature": to_b64(&tpm.read("signature")?),
        "pcrs": pcrs,
        "boot_log": log(boot_log, &options["boot_log"])?.map(|bytes| to_b64(&bytes)),
        "file_log": file_log,
    });
    print(&server.post("/me/posture/quote/finish", &given).await?)
}
