//! Values known from the conversation's payload: found in any written form, without cues.

use masking_find::{Atom, Cand, Folded, Kind, Label};

use crate::span::Known;

/// Letters and digits of a folded text, with the cell of each.
fn bare(f: &Folded) -> (Vec<char>, Vec<u32>) {
    f.cells
        .iter()
        .enumerate()
        .filter(|(_, c)| matches!(c.kind, Kind::Latin | Kind::Digit | Kind::Han | Kind::Letter))
        .map(|(i, c)| (c.ch, i as u32))
        .unzip()
}

/// Find every known value in the message: letters and digits are compared in folded form, with
/// anything that is neither skipped; numbers also by their digits however written.
pub(crate) fn find(f: &Folded, atoms: &[Atom], known: &[Known], out: &mut Vec<Cand>) {
    if known.is_empty() {
        return;
    }
    let (text, cells) = bare(f);
    let digits: Vec<u8> = atoms.iter().map(|a| a.v).collect();
    let mut k = Folded::default();
    for v in known {
        k.set(&v.value, &[], false);
        let (want, _) = bare(&k);
        let cjk = want.iter().any(|c| !c.is_ascii());
        let min = if cjk { 2 } else { 3 };
        if want.len() < min {
            continue;
        }
        search(&text, &want, |i| {
            let (Some(s), Some(e)) = (cells.get(i), cells.get(i + want.len() - 1)) else { return };
            let (s, e) = (*s as usize, *e as usize + 1);
            if !cjk && (f.alnum(s.wrapping_sub(1)) && s > 0 || f.alnum(e)) && want.len() < 6 {
                return;
            }
            // a value cut by whole sentences is a coincidence
            if e - s > want.len() * 4 + 8 {
                return;
            }
            push(out, v, s, e);
        });
        let number: Vec<u8> = want.iter().filter_map(|c| c.to_digit(10)).map(|d| d as u8).collect();
        if number.len() >= 7 && number.len() == want.len() {
            let tail = if v.label == Label::Phone && number.len() == 13 && number.starts_with(&[8, 6]) {
                &number[2..]
            } else {
                &number[..]
            };
            search(&digits, tail, |i| {
                let (Some(s), Some(e)) = (atoms.get(i), atoms.get(i + tail.len() - 1)) else { return };
                if (e.e - s.s) as usize <= tail.len() * 6 + 8 {
                    push(out, v, s.s as usize, e.e as usize);
                }
            });
        }
        given_name(f, v, out);
    }
}

/// Latin names: also each part alone, of three letters or more and written with a capital.
fn given_name(f: &Folded, v: &Known, out: &mut Vec<Cand>) {
    if v.label != Label::Person || !v.value.is_ascii() {
        return;
    }
    for part in v.value.split_ascii_whitespace().filter(|p| p.len() >= 3) {
        let low = part.to_ascii_lowercase();
        for (at, _) in f.text.match_indices(&low) {
            let s = f.cell_at(at);
            let e = s + low.chars().count();
            let word = (s == 0 || !f.alnum(s - 1)) && !f.alnum(e);
            if word && f.cells.get(s).is_some_and(|c| c.is_upper()) {
                push(out, v, s, e);
            }
        }
    }
}

fn push(out: &mut Vec<Cand>, v: &Known, s: usize, e: usize) {
    out.push(Cand { s, e, label: v.label.clone(), score: 1.0, rule: "known", canonical: v.value.clone() });
}

/// Call `hit` with the start of each occurrence of `want` in `text`, left to right, not overlapping.
/// Knuth–Morris–Pratt: linear whatever the value.
fn search<T: PartialEq>(text: &[T], want: &[T], mut hit: impl FnMut(usize)) {
    if want.is_empty() {
        return;
    }
    let mut fail = vec![0usize; want.len()];
    let mut k = 0;
    for i in 1..want.len() {
        while k > 0 && want[i] != want[k] {
            k = fail[k - 1];
        }
        if want[i] == want[k] {
            k += 1;
        }
        fail[i] = k;
    }
    k = 0;
    for (i, c) in text.iter().enumerate() {
        while k > 0 && *c != want[k] {
            k = fail[k - 1];
        }
        if *c == want[k] {
            k += 1;
        }
        if k == want.len() {
            hit(i + 1 - k);
            k = 0;
        }
    }
}
