//! Bank files at the size of a pay day: a pain.001 written and a camt.053 read and matched, each beside the bare work in the
//! same run. `cargo bench -p rails -- 32000` takes fewer lines than 320,000.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a bench prints its figures and stops when they mean nothing"
)]

use std::{
    collections::HashMap,
    fs::File,
    io::{BufReader, BufWriter, Write},
    path::Path,
    time::{Duration, Instant},
};

use kernel::{Currency, Ts};
use quick_xml::{Reader, events::Event};
use rails::{
    camt,
    machine::Said,
    major,
    pain001::{self, Account, Agent, Head, Party, Transfer},
    reconcile::{Known, Match, Reconciler},
};

const LINES: usize = 320_000;

fn party(n: usize) -> Party {
    Party {
        name: "张三".to_owned(),
        account: Account::Other(format!("62220000{n:011}")),
        agent: Agent::Clearing("CNAPS".to_owned(), "102100099996".to_owned()),
    }
}

fn id(n: usize) -> String {
    format!("{n:032x}")
}

fn amount(n: usize) -> i64 {
    100_000 + (n as i64 * 7919) % 900_000
}

/// The most memory that this process has held, KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap_or("");
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0)
}

fn told(what: &str, took: Duration, reference: Duration) {
    let hundredths = took.as_micros() * 100 / reference.as_micros().max(1);
    println!(
        "{what:<40} {:>7} ms   {:>3}.{:02} x the bare work ({} ms)",
        took.as_millis(),
        hundredths / 100,
        hundredths % 100,
        reference.as_millis()
    );
}

fn written(path: &Path, lines: usize) -> Duration {
    let head = Head {
        id: id(1),
        created: Ts::from_micros(1_767_600_000_000_000),
        execute: "2026-01-06".to_owned(),
        debtor: party(0),
        currency: Currency::CNY,
        count: lines as u64,
        sum: (0..lines).map(amount).sum(),
    };
    let transfers =
        (0..lines).map(|n| Ok(Transfer { id: id(n), amount: amount(n), to: party(n), note: "Tidecrew 2026-01".to_owned() }));
    let began = Instant::now();
    let mut out = BufWriter::new(File::create(path).unwrap());
    pain001::write(&mut out, &head, transfers).unwrap();
    out.flush().unwrap();
    began.elapsed()
}

/// As many bytes, formatted line by line without a notion of XML.
fn printed(path: &Path, lines: usize, bytes: u64) -> Duration {
    let pad = "x".repeat((bytes as usize / lines).saturating_sub(120));
    let began = Instant::now();
    let mut out = BufWriter::new(File::create(path).unwrap());
    for n in 0..lines {
        writeln!(out, "{} {} {} {pad}", id(n), major(amount(n)), party(n).name).unwrap();
    }
    out.flush().unwrap();
    began.elapsed()
}

/// Every payment booked; one in two hundred also returned, one in a thousand lines names nobody with a known amount.
fn statement(path: &Path, lines: usize) -> (usize, usize) {
    let mut out = BufWriter::new(File::create(path).unwrap());
    write!(out, "<Document><BkToCstmrStmt><Stmt><Id>S</Id>").unwrap();
    let (mut returned, mut noise) = (0, 0);
    let mut entry = |reference: String, id: &str, n: usize, direction: &str, reason: &str| {
        let money = format!("<Amt Ccy=\"CNY\">{}</Amt><CdtDbtInd>{direction}</CdtDbtInd>", major(amount(n)));
        write!(out, "<Ntry>{money}<Sts><Cd>BOOK</Cd></Sts><AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>{id}</EndToEndId></Refs>{money}{reason}</TxDtls></NtryDtls></Ntry>").unwrap();
    };
    for n in 0..lines {
        entry(format!("B{n}"), &id(n), n, "DBIT", "");
        if n % 200 == 7 {
            entry(format!("R{n}"), &id(n), n, "CRDT", "<RtrInf><Rsn><Cd>AC01</Cd></Rsn></RtrInf>");
            returned += 1;
        }
        if n % 1000 == 3 {
            entry(format!("N{n}"), &format!("f{}", id(n)), n, "DBIT", "");
            noise += 1;
        }
    }
    write!(out, "</Stmt></BkToCstmrStmt></Document>").unwrap();
    out.flush().unwrap();
    (returned, noise)
}

fn parsed(path: &Path) -> Duration {
    let began = Instant::now();
    let mut reader = Reader::from_reader(BufReader::new(File::open(path).unwrap()));
    let mut buffer = Vec::new();
    while !matches!(reader.read_event_into(&mut buffer).unwrap(), Event::Eof) {
        buffer.clear();
    }
    began.elapsed()
}

fn matched(path: &Path, lines: usize, returned: usize, noise: usize) -> Duration {
    let names: Vec<String> = (0..lines).map(id).collect();
    let began = Instant::now();
    let known: HashMap<&str, Known<'_, usize>> =
        names.iter().enumerate().map(|(n, name)| (name.as_str(), Known { key: n, amount: amount(n), currency: "CNY" })).collect();
    let mut books = Reconciler::new(known, HashMap::new());
    let (mut settled, mut back, mut suspense) = (0, 0, 0);
    camt::read(BufReader::new(File::open(path).unwrap()), |line| {
        match books.line(&line) {
            Match::Payout(n, said) => {
                assert_eq!(line.end_to_end.as_deref(), Some(names[n].as_str()), "a false match");
                if said == Said::Settled { settled += 1 } else { back += 1 }
            }
            Match::Suspense(_) => suspense += 1,
            other => panic!("{other:?}"),
        }
        Ok(())
    })
    .unwrap();
    assert_eq!((settled, back, suspense), (lines, returned, noise));
    began.elapsed()
}

fn main() {
    let lines = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(LINES);
    let dir = tempfile::tempdir().unwrap();
    let (file, bare) = (dir.path().join("pain001.xml"), dir.path().join("bare.txt"));
    let took = written(&file, lines);
    let held = peak();
    let bytes = std::fs::metadata(&file).unwrap().len();
    told(&format!("pain.001 of {lines} lines ({} MB)", bytes / 1_000_000), took, printed(&bare, lines, bytes));
    println!("{:<40} {:>7} MB at most", "memory while writing", held / 1024);
    let camt = dir.path().join("camt053.xml");
    let (returned, noise) = statement(&camt, lines);
    let took = matched(&camt, lines, returned, noise);
    told(&format!("camt.053 of {} lines read and matched", lines + returned + noise), took, parsed(&camt));
    println!("{:<40} {lines} settled, {returned} returned, {noise} in suspense, 0 false", "outcome");
}
