//! `tidecrew audit` and `tidecrew decision`: the log checked here, from a file or over the network; witnessed; decisions made again.

use std::{
    fs::File,
    io::{BufReader, BufWriter, Write},
    path::Path,
    process::ExitCode,
    sync::Arc,
};

use audit::{
    Checkpoint, Cosignature, Report, Signer, SigningKey, VerifyingKey, Witnesses,
    merkle::{self, Memory, Tile},
    note,
};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use kernel::{Code, Error, Result, Scope};
use rand::{TryRng, rngs::SysRng};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    cli::{Audit, Decision, Store, Witness},
    commands::{opened, print, say},
    wiring,
};

fn invalid(what: impl Into<String>) -> Error {
    Error::new(Code::InvalidField, what)
}

fn exit(holds: bool) -> ExitCode {
    if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

pub(crate) async fn run(action: Audit) -> Result<ExitCode> {
    match action {
        Audit::Verify { store, source: None, .. } => verify_store(&store).await,
        Audit::Verify { source: Some(source), key, seen, .. } => {
            let key = key.map(|text| {
                note::key_of(&text).ok_or_else(|| invalid("--key: 32 bytes in base64, as the audit page shows them"))
            });
            let key = key.transpose()?;
            if source.starts_with("http://") {
                let key = key
                    .ok_or_else(|| invalid("a log is followed under a key one trusts: add --key, as the audit page shows it"))?;
                return follow(&source, &key, seen.as_deref()).await;
            }
            if source.starts_with("https://") {
                return Err(invalid(
                    "this program speaks plain http: point it at a local end of your TLS tunnel, or fetch the file first",
                ));
            }
            verify_file(Path::new(&source), key.as_ref())
        }
        Audit::Export { store, out } => export(&store, &out).await,
        Audit::Witness(witness) => cosign(witness).await,
    }
}

async fn verify_store(store: &Store) -> Result<ExitCode> {
    let app = opened(store).await?;
    let key = Signer::of(&app.seal).key();
    let report = app.db.read(Scope::Platform, move |c| audit::verify(c, &key)).await?;
    tell(&report)
}

fn tell(report: &Report) -> Result<ExitCode> {
    print(&json!(report))?;
    Ok(exit(report.holds()))
}

fn verify_file(file: &Path, key: Option<&VerifyingKey>) -> Result<ExitCode> {
    let open =
        File::open(file).map_err(|e| invalid(format!("{}: {e}; write one with `tidecrew audit export`", file.display())))?;
    tell(&audit::check(BufReader::new(open), key)?)
}

async fn export(store: &Store, out: &Path) -> Result<ExitCode> {
    let app = opened(store).await?;
    // What waits for its place since a crash gets it now, so that the file is whole.
    audit::seal_all(Arc::clone(&app)).await?;
    let key = Signer::of(&app.seal).key();
    let cannot = |e: std::io::Error| invalid(format!("{}: {e}", out.display()));
    let mut file = BufWriter::new(File::create(out).map_err(cannot)?);
    let (leaves, mut file) = app
        .db
        .read(Scope::Platform, move |c| {
            let leaves = audit::export(c, &key, &mut file)?;
            Ok((leaves, file))
        })
        .await?;
    file.flush().map_err(cannot)?;
    say(&format!("{leaves} leaves; the log's key is {}", BASE64.encode(key.as_bytes())))?;
    Ok(ExitCode::SUCCESS)
}

/// What a follower keeps between visits: the last state it saw to be true.
#[derive(Serialize, Deserialize)]
struct Seen {
    size: u64,
    root: merkle::Hash,
}

impl Seen {
    fn load(file: &Path) -> Result<Option<Self>> {
        match std::fs::read(file) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes).map_err(|e| invalid(format!("{}: {e}", file.display())))?)),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(invalid(format!("{}: {e}", file.display()))),
        }
    }

    /// Beside the old file first, so that a crash leaves one or the other.
    fn save(&self, file: &Path) -> Result<()> {
        let cannot = |e: std::io::Error| invalid(format!("{}: {e}", file.display()));
        let next = file.with_extension("next");
        std::fs::write(&next, serde_json::to_vec(self).map_err(Error::internal)?).map_err(cannot)?;
        std::fs::rename(&next, file).map_err(cannot)
    }
}

/// A log over the network, of which hashes are all that is read.
struct Remote {
    base: String,
    client: reqwest::Client,
}

impl Remote {
    fn new(url: &str) -> Self {
        Self { base: format!("{}/api/v1/log", url.trim_end_matches('/')), client: reqwest::Client::new() }
    }

    async fn get(&self, path: &str) -> Result<Vec<u8>> {
        let url = format!("{}/{path}", self.base);
        let failed = |e: reqwest::Error| Error::new(Code::Busy, format!("{url}: {e}"));
        let answer = self.client.get(&url).send().await.and_then(reqwest::Response::error_for_status).map_err(failed)?;
        Ok(answer.bytes().await.map_err(failed)?.to_vec())
    }

    async fn note(&self) -> Result<String> {
        String::from_utf8(self.get("checkpoint").await?).map_err(|_| invalid("the checkpoint is no text"))
    }

    /// The tree of `size` leaves, from its lowest tiles.
    async fn tree(&self, size: u64) -> Result<Memory> {
        let mut tree = Memory::default();
        let full = merkle::TILE as u64;
        for number in 0..size.div_ceil(full) {
            let broken = || invalid(format!("tile 0/{number} is shorter than the checkpoint says"));
            let tile = Tile::parse(number, &self.get(&format!("tiles/0/{number}")).await?).ok_or_else(broken)?;
            let count = usize::try_from((size - number * full).min(full)).map_err(Error::internal)?;
            tree.extend(tile.hashes.get(..count).ok_or_else(broken)?);
        }
        Ok(tree)
    }
}

/// What is wrong with a checkpoint, given the tree it should be over and what was seen before.
fn against(at: &Checkpoint, tree: &mut Memory, seen: Option<&Seen>) -> Vec<String> {
    let mut problems = Vec::new();
    let Ok(root) = merkle::root(tree, at.size);
    if root != at.root {
        problems.push(format!("the tiles make another root than the checkpoint over {} leaves", at.size));
    }
    if let Some(seen) = seen {
        let Ok(then) = merkle::root(tree, seen.size.min(at.size));
        if seen.size > at.size || then != seen.root {
            problems.push(format!("the {} leaves seen before are no beginning of this log: history was rewritten", seen.size));
        }
    }
    problems
}

async fn follow(url: &str, key: &VerifyingKey, state: Option<&Path>) -> Result<ExitCode> {
    let remote = Remote::new(url);
    let (at, _) = note::read(&remote.note().await?, key, &Witnesses::default())?;
    let seen = state.map(Seen::load).transpose()?.flatten();
    let problems = against(&at, &mut remote.tree(at.size).await?, seen.as_ref());
    if let (true, Some(file)) = (problems.is_empty(), state) {
        Seen { size: at.size, root: at.root }.save(file)?;
    }
    print(
        &json!({ "leaves": at.size, "at": at.at, "root": audit::hex(&at.root), "seen_before": seen.map(|s| s.size), "problems": problems }),
    )?;
    Ok(exit(problems.is_empty()))
}

/// Follows a log, and says so to it under a key of its own.
async fn cosign(Witness { url, name, key, log_key, state }: Witness) -> Result<ExitCode> {
    let own = witness_key(&key)?;
    let log_key = note::key_of(&log_key).ok_or_else(|| invalid("--log-key: 32 bytes in base64, as the audit page shows them"))?;
    let remote = Remote::new(&url);
    let (at, _) = note::read(&remote.note().await?, &log_key, &Witnesses::default())?;
    let problems = against(&at, &mut remote.tree(at.size).await?, Seen::load(&state)?.as_ref());
    if !problems.is_empty() {
        return Err(Error::new(Code::Conflict, format!("not signed: {}", problems.join("; "))));
    }
    let now = kernel::Clock::system().now().micros() / 1_000_000;
    let word = Cosignature::sign(&name, &own, &at, now.unsigned_abs());
    let body = json!({ "size": at.size, "witness": word.witness, "at": word.at, "signature": BASE64.encode(&word.signature) });
    let public = BASE64.encode(own.verifying_key().as_bytes());
    let failed = |e: reqwest::Error| Error::new(Code::Busy, format!("{url}: {e}"));
    let answer = remote.client.post(format!("{}/cosignatures", remote.base)).json(&body).send().await.map_err(failed)?;
    if !answer.status().is_success() {
        let why =
            format!("the log took no word of {name}; it must be configured there with the key {public} ({})", answer.status());
        return Err(Error::new(Code::Forbidden, why));
    }
    Seen { size: at.size, root: at.root }.save(&state)?;
    print(&json!({ "leaves": at.size, "witness": name, "key": public }))
}

/// The witness's key, made at its first use. The file is readable by its owner alone.
fn witness_key(file: &Path) -> Result<SigningKey> {
    use std::os::unix::fs::OpenOptionsExt;
    let wrong = |what: String| invalid(format!("{}: {what}", file.display()));
    let mut seed = [0; 32];
    let mut open = std::fs::OpenOptions::new();
    match open.write(true).create_new(true).mode(0o600).open(file) {
        Ok(mut new) => {
            SysRng.try_fill_bytes(&mut seed).map_err(|e| Error::internal(format!("no random bytes: {e}")))?;
            new.write_all(BASE64.encode(seed).as_bytes()).map_err(|e| wrong(e.to_string()))?;
        }
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
            let text = std::fs::read_to_string(file).map_err(|e| wrong(e.to_string()))?;
            let bytes = BASE64.decode(text.trim()).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            seed = bytes.ok_or_else(|| wrong("32 bytes in base64".to_owned()))?;
        }
        Err(e) => return Err(wrong(e.to_string())),
    }
    Ok(SigningKey::from_bytes(&seed))
}

pub(crate) async fn decision(Decision::Replay { store, id, all }: Decision) -> Result<ExitCode> {
    let id = match id {
        None if !all => return Err(invalid("name a decision, or --all")),
        id => id.map(|id| id.parse()).transpose()?,
    };
    let app = opened(&store).await?;
    let replayers = wiring::replayers();
    let Some(id) = id else {
        let tally = app.db.read(Scope::Platform, move |c| audit::replay_all(c, &replayers.0)).await?;
        print(&json!(tally))?;
        return Ok(exit(tally.holds()));
    };
    let outcome = app.db.read(Scope::Platform, move |c| audit::replay(c, &replayers.0, id)).await?;
    print(&json!(outcome))?;
    Ok(exit(outcome == audit::Replay::Same))
}
