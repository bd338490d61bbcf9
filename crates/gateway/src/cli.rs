//! The command line. Every command that needs the store takes `--data DIR` or `--database-url URL`.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand};

/// Tidecrew (潮汐客服): a marketplace for cloud agents.
#[derive(Debug, Parser)]
#[command(name = "tidecrew", version, about, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

/// Where the store is.
#[derive(Clone, Debug, Args)]
pub struct Store {
    /// Configuration file; see ops/config.example.toml.
    #[arg(long, global = true)]
    pub config: Option<PathBuf>,
    /// Folder of the embedded store, uploads, mail outbox and root key.
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// postgres://… instead of the embedded store.
    #[arg(long)]
    pub database_url: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves the product.
    Serve {
        #[command(flatten)]
        store: Store,
        /// Address to listen on, e.g. 127.0.0.1:8080.
        #[arg(long)]
        listen: Option<SocketAddr>,
    },
    /// Seeds enterprises, workers and admins, and keeps simulated customers and workers going.
    Demo(Demo),
    /// Applies pending migrations and exits.
    Migrate {
        #[command(flatten)]
        store: Store,
    },
    /// Runs background jobs only, beside other processes on the same Postgres.
    Jobs {
        #[command(flatten)]
        store: Store,
    },
    /// Manages platform administrators.
    Admin {
        #[command(subcommand)]
        action: Admin,
    },
    /// Works with recorded decisions.
    Decision {
        #[command(subcommand)]
        action: Decision,
    },
    /// Works with the audit log.
    Audit {
        #[command(subcommand)]
        action: Audit,
    },
    /// Works with the ledger.
    Journal {
        #[command(subcommand)]
        action: Journal,
    },
    /// Works with pay: checks, exports, taxes, recomputed statements.
    Payout {
        #[command(subcommand)]
        action: Payout,
    },
    /// Masks lines from standard input. A line that is no request is answered with its number, and the exit code is 1.
    Mask {
        /// Policy file name without its ending, e.g. base-cn, or a path to one.
        #[arg(long, default_value = "base-cn")]
        policy: String,
        /// Lines are JSON objects {"id","text"[,"conv","turn","speaker","known":[{"label","value"}]]}; each is answered
        /// with its masked text, spans and signals.
        #[arg(long)]
        jsonl: bool,
    },
    /// Works with the dispatch core.
    Dispatch {
        #[command(subcommand)]
        action: Dispatch,
    },
    /// Works with procedures.
    Sop {
        #[command(subcommand)]
        action: Sop,
    },
    /// Works with training.
    Train {
        #[command(subcommand)]
        action: Train,
    },
    /// Judges lines from standard input, or trains the model.
    #[command(args_conflicts_with_subcommands = true)]
    Patrol {
        #[command(subcommand)]
        action: Option<Patrol>,
        /// Policy file name without its ending, e.g. base-cn, or a path to one.
        #[arg(long, default_value = "base-cn")]
        policy: String,
        /// A file of additions laid over the policy, as an enterprise has them.
        #[arg(long)]
        over: Option<PathBuf>,
        /// Lines are JSON objects {"side","text"[,"customer","skill","context","conv"]}; the only form there is.
        #[arg(long)]
        jsonl: bool,
    },
    /// Verifies what devices say about themselves.
    Attest {
        #[command(subcommand)]
        action: Attest,
    },
    /// The agent on a worker's Linux machine: enrols its TPM, quotes it for a session. The password is read from standard input.
    Device {
        #[command(subcommand)]
        action: Device,
    },
    /// Works with the invisible marks of pictures.
    Watermark {
        #[command(subcommand)]
        action: Watermark,
    },
    /// Works with recordings of the cameras' guard.
    Guard {
        #[command(subcommand)]
        action: Guard,
    },
    /// Scores recordings of interviews.
    Interview {
        #[command(subcommand)]
        action: Interview,
    },
    /// Prints the OpenAPI document.
    Openapi,
}

#[derive(Clone, Debug, Subcommand)]
pub enum Patrol {
    /// Trains the model on four fifths of the examples and judges the rest, five times; prints what would be warned about.
    Train {
        /// JSON lines {"side","label","text"}; the built-in ones when absent.
        examples: Option<PathBuf>,
    },
}

#[derive(Clone, Debug, Args)]
pub struct Demo {
    #[command(flatten)]
    pub store: Store,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Simulated customers per minute.
    #[arg(long, default_value_t = 12.0)]
    pub rate: f64,
    /// Seed of the simulated population.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Days of history to run under a moved clock before listening; from 28 on the last month that can be closed is part of it.
    #[arg(long, default_value_t = 3)]
    pub history_days: u32,
    /// Conversations of a day of history; half of all are played in the month that is closed, the rest in these days.
    #[arg(long, default_value_t = 24, hide = true)]
    pub history_per_day: u32,
    /// Simulated workers.
    #[arg(long, default_value_t = 10)]
    pub workers: u32,
    /// Run for so many seconds, print a JSON summary, exit non-zero if anything was lost, doubled or unbalanced.
    #[arg(long)]
    pub duration: Option<u64>,
    /// Let so many candidates come at once, from sign-up to certificate, then print a JSON summary as with --duration.
    #[arg(long, default_value_t = 0)]
    pub cohort: u32,
    /// Seconds between two arrivals of the cohort.
    #[arg(long, default_value_t = 0.2, value_parser = seconds)]
    pub apart: f64,
    /// Places at which a candidate is recording all the while, a chunk every three seconds.
    #[arg(long, default_value_t = 0)]
    pub recorders: u32,
    /// How lifelike people's pauses are: 1 is lifelike, 0.05 for tests.
    #[arg(long, default_value_t = 1.0)]
    pub pace: f64,
    /// Hold the short interview room of the policy: one text, one customer, a few prompts.
    #[arg(long)]
    pub short_interview: bool,
}

#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Creates an administrator; the password is read from standard input.
    Create {
        #[command(flatten)]
        store: Store,
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum Dispatch {
    /// Plays a scenario on the production core and prints figures with 95 % confidence intervals.
    Simulate {
        /// Scenario file, e.g. ops/scenarios/tide.toml.
        scenario: PathBuf,
        /// Days to play, each with its own seed; at least 2 for an interval.
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(2..=10_000))]
        seeds: u64,
        /// Prints JSON instead of text.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum Decision {
    /// Decides again from the stored inputs under the stored policy and compares.
    Replay {
        #[command(flatten)]
        store: Store,
        id: Option<String>,
        /// Every decision there is, instead of one; prints how many of each kind came out the same.
        #[arg(long, conflicts_with = "id")]
        all: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Recomputes the log and checks every signed checkpoint: of the store, of an exported file, or of a server by its tiles.
    Verify {
        #[command(flatten)]
        store: Store,
        /// A file of `audit export`, or http://HOST:PORT of a server; the store when absent.
        source: Option<String>,
        /// Public key of the log, base64. A file's own key is taken when absent, which proves less.
        #[arg(long)]
        key: Option<String>,
        /// File that remembers what was seen at a server, so that rewritten history shows at the next visit.
        #[arg(long)]
        seen: Option<PathBuf>,
    },
    /// Writes the whole log to a file that anybody can verify.
    Export {
        #[command(flatten)]
        store: Store,
        #[arg(long)]
        out: PathBuf,
    },
    /// Follows a server's log and signs its newest checkpoint, if nothing seen before contradicts it.
    Witness(Witness),
}

#[derive(Debug, Args)]
pub struct Witness {
    /// http://HOST:PORT of the server.
    pub url: String,
    /// Name under which the server knows this witness.
    #[arg(long)]
    pub name: String,
    /// File of the witness's key; made when it is not there.
    #[arg(long)]
    pub key: PathBuf,
    /// Public key of the log, base64.
    #[arg(long)]
    pub log_key: String,
    /// File that remembers the last checkpoint signed.
    #[arg(long)]
    pub state: PathBuf,
}

#[derive(Debug, Subcommand)]
pub enum Sop {
    /// Checks files; prints findings with line, rule and hint, and fails when one is an error.
    Lint {
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Print JSON instead of one line per finding.
        #[arg(long)]
        json: bool,
    },
    /// Turns a list of guidelines or a graph of states into procedures.
    Import {
        /// What the file is: guidelines or graph.
        #[arg(long)]
        from: String,
        file: PathBuf,
        /// Folder to write one file per procedure to, instead of printing.
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Runs a procedure over recorded events; prints states and metrics as JSON.
    Run {
        file: PathBuf,
        /// One JSON object per line, or one array: {"at": ms, "type": "start"} and so on.
        #[arg(long)]
        events: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub enum Train {
    /// Compares the adaptive curriculum with a fixed one on simulated learners.
    Simulate {
        /// mixed, easy or hard.
        #[arg(long, default_value = "mixed")]
        cohort: String,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        #[arg(long, default_value_t = 4000)]
        learners: usize,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub enum Journal {
    /// Prints the journal for hledger.
    Export {
        #[command(flatten)]
        store: Store,
    },
    /// Checks that debits equal credits and balances are the fold of the journal.
    Check {
        #[command(flatten)]
        store: Store,
    },
}

#[derive(Debug, Subcommand)]
pub enum Payout {
    /// Checks every invariant of the money in the store; fails when one does not hold.
    Verify {
        #[command(flatten)]
        store: Store,
    },
    /// Prints the journal for an independent program.
    Export {
        #[command(flatten)]
        store: Store,
        #[arg(long, value_enum, default_value_t = JournalFormat::Hledger)]
        format: JournalFormat,
    },
    /// Decides cases from standard input by a tax rule: JSON lines, an array, or {"cases": […]}.
    Tax {
        /// Rule of policies/tax, e.g. cn-iit-platform, or a path to a rule file.
        #[arg(long)]
        rule: String,
        /// Prints JSON; without it, one line per case.
        #[arg(long)]
        json: bool,
    },
    /// Pays a closed month again under a draft of a rule and prints who would gain and who would lose. Writes nothing.
    WhatIf {
        #[command(flatten)]
        store: Store,
        /// The draft: a file as under policies/payout or policies/tax.
        draft: PathBuf,
        /// Which rule it is: quality, floor or cn-iit-platform; the file's name without its ending when absent.
        #[arg(long)]
        rule: Option<String>,
        /// A closed month, 2026-10; the newest one when absent.
        #[arg(long)]
        period: Option<String>,
        /// Prints JSON; without it, totals, a histogram and the most concerned.
        #[arg(long)]
        json: bool,
    },
    /// Computes an exported statement again, without a store, and compares every figure.
    Recompute {
        /// The statement as JSON.
        statement: PathBuf,
        /// Rule files to compute under instead of this build's, when the statement names an older one.
        #[arg(long)]
        policy: Vec<PathBuf>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum JournalFormat {
    Hledger,
    Beancount,
}

#[derive(Debug, Subcommand)]
pub enum Interview {
    /// Prints the tone of each recorded syllable in a folder, one JSON object a line: {"file","p":[t1,t2,t3,t4],"tone"}.
    /// The folder holds one speaker; all of its recordings together say how that voice usually sounds.
    Tones {
        /// Folder of recordings (MP3, WAV, FLAC, Ogg, WebM or MP4), one syllable each. Names are not looked at.
        dir: PathBuf,
    },
    /// Scores a recorded session and prints its measures and what has to be recorded again, as JSON.
    Score {
        /// Folder with manifest.json and the recordings it names; see docs/INTERVIEW.md.
        dir: PathBuf,
    },
    /// Puts whole rooms of made-up people through the scoring pipeline and prints rate, latency and memory, as JSON.
    Load {
        /// How many interviews.
        #[arg(long, default_value_t = 100)]
        count: usize,
        #[arg(long, default_value_t = 1)]
        threads: usize,
    },
    /// Prints how often each group is selected: impact ratio with interval and Fisher's exact test, as JSON.
    Impact {
        /// Lines `group,selected` with selected 0 or 1.
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub enum Attest {
    /// Verifies a file of evidence and prints its record (EAR, JSON), or the exact refusal and exit code 3.
    ///
    /// The file is one JSON object. {"kind": "webauthn-registration", "expect": {"challenge", "origins", "rp_id"},
    /// "answer": PublicKeyCredential.toJSON()}; {"kind": "webauthn-assertion", …, "credential"};
    /// {"kind": "tpm-quote", "expect": {"nonce"}, "ak_public", "attest", "signature", "pcrs"[, "boot_log", "file_log"]};
    /// {"kind": "tpm-enrolment"}; {"kind": "android-key"}; {"kind": "apple-app-attest"}. Binary fields are base64url.
    /// docs/ATTESTATION.md has each field and a sample of each kind.
    Verify {
        file: PathBuf,
        /// Policy of policies/attestation without its ending, or a path to one.
        #[arg(long, default_value = "base")]
        policy: String,
        /// A further authority (PEM) to believe for TPMs and every listed model of authenticator.
        #[arg(long)]
        root: Vec<PathBuf>,
        /// Judge as of this time (RFC 3339) instead of now.
        #[arg(long)]
        at: Option<String>,
    },
    /// Verifies that a machine started a kiosk's image and ran nothing else: a file of kind tpm-quote with both logs.
    ///
    /// Prints the record (EAR, JSON), or the exact refusal and exit code 3. docs/KIOSK.md has the recipe of the image.
    Kiosk {
        file: PathBuf,
        /// The image's manifest, as `tidecrew attest image` writes it. May be given more than once.
        #[arg(long, required = true)]
        image: Vec<PathBuf>,
        #[arg(long, default_value = "base")]
        policy: String,
    },
    /// Writes the manifest of a kiosk's image from its mounted root: every program, library and module with its hash. TOML.
    ///
    /// Made while the image is built; `attest kiosk` and the server's `device_images` read it.
    Image {
        /// Where the image's root is mounted.
        root: PathBuf,
        #[arg(long)]
        name: String,
        #[arg(long)]
        version: String,
        /// A program that must have run, e.g. the browser; as a path in the image. May be given more than once.
        #[arg(long, required = true)]
        must: Vec<String>,
        /// The boot log of a known good start of this image; its registers 4, 7, 8, 9, 11 and 12 are fixed.
        #[arg(long)]
        boot_log: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub enum Watermark {
    /// Prints the number in a picture (PNG or JPEG) as JSON: {"id", "strength", "cell"}; exit code 3 when none is found.
    Read { image: PathBuf },
    /// Lays a number over a picture and writes it as PNG.
    Write {
        image: PathBuf,
        #[arg(long)]
        id: u32,
        #[arg(long)]
        out: PathBuf,
        /// How much lighter or darker a cell becomes, of 255.
        #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=20))]
        amplitude: u8,
    },
}

/// A TPM's endorsement key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Endorsement {
    /// RSA of 2,048 bits.
    Rsa,
    /// NIST P-256.
    Ecc,
}

#[derive(Debug, Subcommand)]
pub enum Device {
    /// Enrols this machine's TPM: its maker's certificate, and an attestation key that only it holds.
    Enrol {
        /// Where the product is, e.g. https://work.example.com.
        #[arg(long)]
        server: String,
        #[arg(long)]
        email: String,
        /// Folder for the contexts of the TPM's keys.
        #[arg(long, default_value = "device")]
        state: PathBuf,
        /// What the device is called in your list.
        #[arg(long, default_value = "TPM")]
        label: String,
        /// Which of the TPM's endorsement keys its maker vouches for.
        #[arg(long, value_enum, default_value_t = Endorsement::Rsa)]
        endorsement: Endorsement,
    },
    /// Answers the desk's page on this machine, over loopback: enrols the TPM and quotes it for the page's own session. Asks for no
    /// password.
    Serve {
        /// The server whose pages may ask, as the browser names it.
        #[arg(long)]
        server: String,
        #[arg(long, default_value = "device")]
        state: PathBuf,
        #[arg(long, value_enum, default_value_t = Endorsement::Rsa)]
        endorsement: Endorsement,
        /// The pages know this one.
        #[arg(long, default_value_t = 7373)]
        port: u16,
        /// Instead of Linux's own log of programs.
        #[arg(long)]
        file_log: Option<PathBuf>,
        /// Instead of the firmware's own log.
        #[arg(long)]
        boot_log: Option<PathBuf>,
    },
    /// Quotes the TPM for one of your sessions, whose number the page Device shows: that it runs on this machine is your word.
    Quote {
        #[arg(long)]
        server: String,
        #[arg(long)]
        email: String,
        #[arg(long, default_value = "device")]
        state: PathBuf,
        #[arg(long)]
        session: String,
        /// Instead of Linux's own log of programs.
        #[arg(long)]
        file_log: Option<PathBuf>,
        /// Instead of the firmware's own log.
        #[arg(long)]
        boot_log: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub enum Guard {
    /// Plays a recorded stream of challenges and verdicts; prints state and reasons after each line, as JSON.
    ///
    /// Each line is a JSON object with "t" (milliseconds) and "type": first {"type": "session", "t", "sid", "key"},
    /// then {"type": "challenge", "t", "challenge": {"seq", "nonce", "deadline_ms", "kind"[, "colours", "pose"]}},
    /// {"type": "verdict", "t", "body": JSON text that was signed, "sig"}, {"type": "tick" | "break" | "resume", "t"}.
    /// Exit code 3 when the session ends terminated or a line is none. docs/ATTESTATION.md has every field and a sample.
    Replay {
        file: PathBuf,
        /// Policy of policies/attestation without its ending, or a path to one.
        #[arg(long, default_value = "base")]
        policy: String,
        /// SHA-256 of a further model whose verdicts are taken.
        #[arg(long)]
        model: Vec<String>,
    },
}

/// Seconds up to an hour.
fn seconds(text: &str) -> Result<f64, String> {
    let refuse = || "seconds from 0 to 3600".to_owned();
    text.parse().ok().filter(|s: &f64| (0.0..=3600.0).contains(s)).ok_or_else(refuse)
}
