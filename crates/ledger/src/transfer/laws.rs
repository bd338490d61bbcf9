//! Laws of the ledger that hold for every history: repetition, other words under the same id, folding, and what was known
//! when. P3 to P6 and P12 of the notes on payout; P1 and P2 are the auditor's.

use std::{
    collections::{BTreeMap, HashMap},
    process::Command,
};

use kernel::{Code, Currency, Money, Ts};
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    Act, Balance, Line, Side, Transfer, TransferId,
    auditor::{ACCOUNTS, Book, account, chain},
};
use crate::{
    chart::{Bound, LedgerAccountId},
    journal::{Format, header, transaction},
};

/// Cases of a law: `PROPTEST_CASES` where it is set, as nightly, else ten thousand.
#[expect(clippy::disallowed_methods, reason = "how many cases a test draws is no configuration of the product")]
fn cases() -> ProptestConfig {
    ProptestConfig::with_cases(std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000))
}

fn short() -> impl Strategy<Value = Vec<Vec<super::auditor::Draw>>> {
    let one = (0_u8..12, 0_usize..ACCOUNTS, 0_usize..ACCOUNTS, 1_i64..60, 0_usize..12, any::<bool>());
    prop::collection::vec(prop::collection::vec(one, 1..3), 1..12)
}

fn at(round: usize) -> Ts {
    Ts::from_micros(round as i64)
}

/// A history and what of it was accepted.
fn lived(history: &[Vec<super::auditor::Draw>]) -> (Book, Vec<Vec<Transfer>>) {
    let (mut book, mut made, mut accepted) = (Book::default(), Vec::new(), Vec::new());
    for (round, drawn) in history.iter().enumerate() {
        let chain = chain(drawn, &made, at(round));
        if book.post(&chain, at(round)).is_ok() {
            accepted.push(chain.clone());
        }
        made.extend(chain);
    }
    (book, accepted)
}

/// Lines of a book as they were recorded.
fn recorded(book: &Book) -> Vec<Line> {
    let mut lines: Vec<Line> = book.all.lines.values().cloned().collect();
    lines.sort_by_key(|line| line.entry_id);
    lines
}

/// What lines make of the bounded accounts.
fn fold<'a>(lines: impl Iterator<Item = &'a Line>, book: &Book) -> HashMap<LedgerAccountId, Balance> {
    let mut sums: HashMap<LedgerAccountId, Balance> = HashMap::new();
    for line in lines {
        let freed = line.pending_id.map_or(0, |id| book.all.lines[&id].amount_minor);
        for (id, side) in [(line.debit_id, Side::Debit), (line.credit_id, Side::Credit)] {
            if book.all.accounts[&id].code.bound() != Bound::Free {
                let sum = sums.entry(id).or_default();
                *sum = sum.after(line.phase, side, line.amount_minor, freed).unwrap();
            }
        }
    }
    sums
}

/// Posted money of each account by what happened until `effective` and was known at `known`.
fn view(lines: &[Line], effective: Ts, known: Ts) -> BTreeMap<LedgerAccountId, i64> {
    let mut view = BTreeMap::new();
    for line in lines.iter().filter(|l| l.effective_at <= effective && l.recorded_at <= known) {
        *view.entry(line.debit_id).or_default() -= line.amount_minor;
        *view.entry(line.credit_id).or_default() += line.amount_minor;
    }
    view
}

fn post(n: usize, from: usize, to: usize, minor: i64, effective: i64) -> Transfer {
    Transfer {
        id: TransferId::from_u128(5000 + n as u128),
        act: Act::Post { debit: account(from), credit: account(to), amount: Money::new(minor, Currency::CNY) },
        kind: "test",
        ref_kind: "test",
        ref_id: Uuid::nil(),
        effective_at: Ts::from_micros(effective),
        corrects: None,
    }
}

/// Every account of the first currency holds more than a history takes.
fn funded() -> Book {
    let mut book = Book::default();
    for n in 1..5 {
        book.post(&[post(900 + n, 0, n, 1_000_000, 0)], at(0)).unwrap();
    }
    book
}

proptest! {
    #![proptest_config(cases())]

    /// P3: commands in another order, some of them twice, end with the same balances.
    #[test]
    fn order_and_repetition_do_not_matter(moves in prop::collection::vec((0_usize..6, 0_usize..6, 1_i64..50), 1..20), seed in any::<u64>()) {
        let chains: Vec<Transfer> =
            moves.iter().enumerate().filter(|(_, (a, b, _))| a != b).map(|(n, (a, b, m))| post(n, *a, *b, *m, 0)).collect();
        let (mut once, mut shuffled) = (funded(), funded());
        for one in &chains {
            prop_assert_eq!(once.post(std::slice::from_ref(one), at(1)), Ok(()));
        }
        let mut order: Vec<usize> = (0..chains.len()).chain((0..chains.len()).filter(|n| (seed >> (n % 60)) & 1 == 1)).collect();
        order.sort_by_key(|n| (*n as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        for n in order {
            prop_assert_eq!(shuffled.post(std::slice::from_ref(&chains[n]), at(2)), Ok(()));
        }
        prop_assert_eq!(once.all.balances, shuffled.all.balances);
    }

    /// P4: the same id with anything else is refused with 422, and nothing is written.
    #[test]
    fn other_words_under_the_same_id_are_refused(history in short(), pick in any::<prop::sample::Index>(), what in 0_u8..4) {
        let (mut book, accepted) = lived(&history);
        if accepted.is_empty() {
            return Ok(());
        }
        let mut other = accepted[pick.index(accepted.len())].clone();
        let changed = &mut other[0];
        match (what, &mut changed.act) {
            (0, Act::Post { amount, .. } | Act::Reserve { amount, .. }) => amount.minor += 1,
            (1, _) => changed.ref_id = Uuid::from_u128(77),
            (2, _) => changed.effective_at = Ts::from_micros(99),
            _ => changed.kind = "another",
        }
        let (lines, balances, open) = (book.all.lines.clone(), book.all.balances.clone(), book.all.open.clone());
        prop_assert_eq!(book.post(&other, at(100)), Err(Code::TransferDiffers));
        prop_assert_eq!(Code::TransferDiffers.status(), 422);
        prop_assert_eq!((book.all.lines, book.all.balances, book.all.open), (lines, balances, open));
    }

    /// P5: at every instant of recording the balances are the fold of the journal so far.
    #[test]
    fn balances_are_the_fold_of_the_journal(history in short()) {
        let (mut book, mut made) = (Book::default(), Vec::new());
        for (round, drawn) in history.iter().enumerate() {
            let chain = chain(drawn, &made, at(round));
            let _ = book.post(&chain, at(round));
            made.extend(chain);
            prop_assert_eq!(&fold(recorded(&book).iter(), &book), &book.all.balances);
        }
    }

    /// P6: what comes later, back-dated corrections above all, never alters what was known before.
    #[test]
    fn a_correction_never_alters_an_earlier_view(moves in prop::collection::vec((0_usize..6, 0_usize..6, 1_i64..50, 0_i64..20), 2..16)) {
        let mut book = funded();
        let mut views = Vec::new();
        for (n, (from, to, minor, effective)) in moves.iter().enumerate() {
            if from == to {
                continue;
            }
            let made = post(n, *from, *to, *minor, *effective);
            book.post(std::slice::from_ref(&made), at(n + 1)).unwrap();
            // Every other one is taken back a little later, effective when it was wrong.
            if n % 2 == 1 {
                let back = Transfer { corrects: Some(made.id), ..post(2000 + n, *to, *from, *minor, *effective) };
                book.post(&[back], at(n + 1)).unwrap();
            }
            let (effective, known) = (Ts::from_micros(*effective), at(n + 1));
            views.push((effective, known, view(&recorded(&book), effective, known)));
        }
        let lines = recorded(&book);
        for (effective, known, was) in views {
            prop_assert_eq!(view(&lines, effective, known), was);
        }
    }
}

/// P12: an independent program reads ten thousand random transactions without any tolerance, and adds up the same.
#[test]
fn hledger_adds_up_the_same() {
    let mut book = funded();
    let mut drawn = 7_u64;
    for n in 0..10_000 {
        drawn = drawn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (from, to) = ((drawn >> 33) as usize % 6, (drawn >> 41) as usize % 6);
        if from != to {
            // An account that has nothing left refuses; that is no line.
            let _ = book.post(&[post(n, from, to, 1 + (drawn >> 50) as i64 % 900, 1_767_600_000_000_000)], at(n));
        }
    }
    let mut text = header(&book.all.accounts, Format::Hledger);
    let lines = recorded(&book);
    assert!(lines.len() > 5_000, "{}", lines.len());
    for line in &lines {
        transaction(&mut text, line, &book.all.accounts, Format::Hledger).unwrap();
    }
    let dir = std::env::temp_dir().join(format!("tidecrew-law-{}", kernel::Id::<()>::new()));
    std::fs::create_dir_all(&dir).unwrap();
    let file = dir.join("journal.hledger");
    std::fs::write(&file, text).unwrap();
    let hledger = |args: &[&str]| Command::new("hledger").args(args).arg("-f").arg(&file).output();
    let Ok(said) = hledger(&["check", "--strict"]) else {
        eprintln!("skipped: no hledger on this machine");
        return;
    };
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    let told = hledger(&["balance", "--flat", "--empty", "--no-total", "--output-format", "csv"]).unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    for known in (0..6).map(account) {
        let net: i64 = view(&lines, Ts::from_micros(i64::MAX), Ts::from_micros(i64::MAX)).get(&known.id()).copied().unwrap_or(0);
        // hledger writes debits above zero.
        let want = -net;
        let row = format!("\"{}:{}\",", known.code.path(), known.owner);
        let found = told.lines().find(|l| l.starts_with(&row)).unwrap_or_else(|| panic!("{row} of {told}"));
        let digits: String = found[row.len()..].chars().filter(|c| c.is_ascii_digit() || *c == '-').collect();
        assert_eq!(digits.parse::<i64>().unwrap(), want, "{found}");
    }
    std::fs::remove_dir_all(dir).unwrap();
}
