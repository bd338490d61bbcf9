//! All words of all rules in one automaton, found even when they are spread, decorated or spelt by sound.

use std::collections::{BTreeMap, HashMap};

use aho_corasick::{AhoCorasick, MatchKind};

use crate::fold::{Cell, Folded, Kind};

/// A set of words that rules refer to.
pub(crate) type SetId = usize;

/// Cells of the folded message, `start..end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Words being collected while rules are compiled.
#[derive(Default)]
pub(crate) struct Builder {
    terms: BTreeMap<String, Term>,
    sets: usize,
}

/// A word as it is looked for: content characters only, and where its own spaces were.
#[derive(Clone, Debug)]
struct Term {
    sets: Vec<SetId>,
    /// `joints[i]`: a plain space may stand between characters `i` and `i + 1` without being a disguise.
    joints: Vec<bool>,
    /// Ends with `*`: further letters may follow.
    open: bool,
    /// Has signs (`+`, `❤`) among its characters.
    signs: bool,
    first: Kind,
    last: Kind,
}

/// Separators a disguised word may have between two of its characters.
const WIDEST_GAP: usize = 6;
/// Joints from which a Latin word is so long that its parts are nothing else.
const LONG: usize = 7;
/// Words found in one message at most; longer lists are somebody's attack.
const MOST: usize = 4096;

impl Builder {
    pub(crate) fn set(&mut self) -> SetId {
        self.sets += 1;
        self.sets - 1
    }

    /// Adds `word` to `set`. A word without a single letter, digit or sign is refused.
    pub(crate) fn add(&mut self, set: SetId, word: &str) -> Result<(), String> {
        let open = word.ends_with('*');
        let folded = Folded::of(word.trim_end_matches('*').trim());
        let cells: Vec<Cell> = folded.cells;
        let kept: Vec<usize> =
            cells.iter().enumerate().filter(|(_, c)| c.kind.is_content() || is_sign(c)).map(|(i, _)| i).collect();
        let (Some(first), Some(last)) = (kept.first().and_then(|i| cells.get(*i)), kept.last().and_then(|i| cells.get(*i)))
        else {
            return Err(format!("{word:?} has nothing to look for"));
        };
        let text: String = kept.iter().filter_map(|i| cells.get(*i)).map(|c| c.ch).collect();
        let inside = |i: usize| cells.get(i).is_some_and(|c| matches!(c.kind, Kind::Latin | Kind::Digit));
        let joints: Vec<bool> = kept.windows(2).map(|w| matches!(w, [a, b] if b - a > 1 || !inside(*a) || !inside(*b))).collect();
        let signs = cells.iter().any(is_sign);
        let term = self.terms.entry(format!("{text}{}", if open { "*" } else { "" })).or_insert_with(|| Term {
            sets: Vec::new(),
            joints: joints.clone(),
            open,
            signs,
            first: first.kind,
            last: last.kind,
        });
        // `facebook` and `face book` are one term that may have a space.
        term.joints.iter_mut().zip(joints).for_each(|(known, new)| *known |= new);
        if !term.sets.contains(&set) {
            term.sets.push(set);
        }
        Ok(())
    }

    pub(crate) fn build(self) -> Result<Lexicon, String> {
        let (texts, terms): (Vec<String>, Vec<Term>) = self.terms.into_iter().unzip();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(texts.iter().map(|text| text.trim_end_matches('*')))
            .map_err(|e| e.to_string())?;
        Ok(Lexicon { automaton, terms, sets: self.sets })
    }
}

/// A sign that is part of a word: hearts, plus signs, animals; not brackets, quotes and dashes.
fn is_sign(cell: &Cell) -> bool {
    cell.kind == Kind::Symbol && (cell.ch == '+' || cell.ch == '@' || cell.ch as u32 >= 0x2600)
}

/// The compiled words.
#[derive(Clone, Debug)]
pub(crate) struct Lexicon {
    automaton: AhoCorasick,
    terms: Vec<Term>,
    sets: usize,
}

impl Lexicon {
    /// Where words of each set stand in the message, by start.
    pub(crate) fn find(&self, folded: &Folded) -> Vec<Vec<Found>> {
        let mut found = vec![Vec::new(); self.sets];
        let content: Vec<(usize, char)> =
            folded.cells.iter().enumerate().filter(|(_, c)| c.kind.is_content()).map(|(i, c)| (i, c.ch)).collect();
        self.search(folded, &content, false, &mut found);
        if folded.cells.iter().any(is_sign) {
            let signed: Vec<(usize, char)> = folded
                .cells
                .iter()
                .enumerate()
                .filter(|(_, c)| c.kind.is_content() || is_sign(c))
                .map(|(i, c)| (i, c.ch))
                .collect();
            self.search(folded, &signed, true, &mut found);
        }
        if let Some(plain) = unleet(folded, &content) {
            self.search(folded, &plain, false, &mut found);
        }
        if laced(folded) {
            let han: Vec<(usize, char)> = content.iter().copied().filter(|(i, _)| is_han(folded, *i)).collect();
            self.search(folded, &han, false, &mut found);
        }
        for set in &mut found {
            set.sort_unstable();
            set.dedup();
        }
        found
    }

    fn search(&self, folded: &Folded, chars: &[(usize, char)], signs: bool, found: &mut [Vec<Found>]) {
        let mut text = String::with_capacity(chars.len() * 3);
        let mut char_of = Vec::with_capacity(chars.len() * 3);
        for (i, (_, ch)) in chars.iter().enumerate() {
            text.push(*ch);
            char_of.resize(text.len(), i);
        }
        let mut taken = 0;
        for hit in self.automaton.find_overlapping_iter(&text) {
            let (Some(first), Some(last)) = (char_of.get(hit.start()), char_of.get(hit.end() - 1)) else { continue };
            let (Some(term), Some(run)) = (self.terms.get(hit.pattern().as_usize()), chars.get(*first..=*last)) else { continue };
            if term.signs != signs || !stands(term, folded, run) {
                continue;
            }
            let (Some((start, _)), Some((end, _))) = (run.first(), run.last()) else { continue };
            for set in &term.sets {
                if let Some(list) = found.get_mut(*set) {
                    list.push(Found { start: *start, end: end + 1 });
                }
            }
            taken += 1;
            if taken >= MOST {
                return;
            }
        }
    }
}

/// Whether the characters really are this word: at word boundaries, and spread no further than a disguise would.
fn stands(term: &Term, folded: &Folded, run: &[(usize, char)]) -> bool {
    let kind = |i: Option<usize>| i.and_then(|i| folded.cells.get(i)).map(|c| c.kind);
    let (Some((start, _)), Some((end, _))) = (run.first(), run.last()) else { return false };
    let joined = |a: Kind, b: Option<Kind>| matches!(a, Kind::Latin | Kind::Digit) && b == Some(a);
    if joined(term.first, kind(start.checked_sub(1))) || !term.open && joined(term.last, kind(Some(end + 1))) {
        return false;
    }
    let (mut gaps, mut strong, mut laced, mut inside, mut broken, mut spaced) = (0, 0, 0, 0, 0, false);
    for (pair, joint) in run.windows(2).zip(&term.joints) {
        let [(a, _), (b, _)] = pair else { continue };
        let between = folded.cells.get(a + 1..*b).unwrap_or(&[]);
        let letters = between.iter().filter(|c| c.kind.is_content()).count();
        if between.len() > WIDEST_GAP || letters > 1 {
            return false;
        }
        laced += letters;
        gaps += 1;
        strong += usize::from(between.iter().any(|c| matches!(c.kind, Kind::Clause | Kind::Stop)));
        if !joint {
            inside += 1;
            broken += usize::from(!between.is_empty());
            spaced |= !between.is_empty() && between.iter().all(|c| c.kind == Kind::Space);
        }
    }
    // A single comma or full stop inside is two clauses that happen to meet; a disguise is regular.
    // So is a single space inside a short Latin word: "we chat"; a long one does not come apart by chance: "wh atsapp".
    // And so is a single letter inside a Chinese word.
    (strong == 0 || strong == gaps) && (laced == 0 || laced == gaps) && !(spaced && broken < inside && term.joints.len() < LONG)
}

fn is_han(folded: &Folded, i: usize) -> bool {
    folded.cells.get(i).is_some_and(|c| c.kind == Kind::Han)
}

/// Whether single letters or digits stand between Chinese characters: `验a证b码`.
fn laced(folded: &Folded) -> bool {
    let han = |c: Option<&Cell>| c.is_some_and(|c| c.kind == Kind::Han);
    folded
        .cells
        .windows(3)
        .any(|w| han(w.first()) && han(w.get(2)) && w.get(1).is_some_and(|c| matches!(c.kind, Kind::Latin | Kind::Digit)))
}

/// The message with digits and signs that stand for letters (`wh4tsapp`) read as letters, if there are any.
fn unleet(folded: &Folded, content: &[(usize, char)]) -> Option<Vec<(usize, char)>> {
    let latin = |i: Option<usize>| i.and_then(|i| folded.cells.get(i)).is_some_and(|c| c.kind == Kind::Latin);
    let letter: HashMap<usize, char> = folded
        .cells
        .iter()
        .enumerate()
        .filter_map(|(i, cell)| {
            let low = match cell.ch {
                '0' => 'o',
                '1' | '|' => 'i',
                '3' => 'e',
                '4' | '@' => 'a',
                '5' | '$' => 's',
                '7' => 't',
                _ => return None,
            };
            (latin(i.checked_sub(1)) && latin(Some(i + 1))).then_some((i, low))
        })
        .collect();
    if letter.is_empty() {
        return None;
    }
    let mut out: Vec<(usize, char)> = content.iter().map(|(i, ch)| (*i, letter.get(i).copied().unwrap_or(*ch))).collect();
    out.extend(
        letter.iter().filter(|(i, _)| folded.cells.get(**i).is_some_and(|c| !c.kind.is_content())).map(|(i, ch)| (*i, *ch)),
    );
    out.sort_unstable();
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(word: &str, text: &str) -> bool {
        let mut builder = Builder::default();
        let set = builder.set();
        builder.add(set, word).unwrap();
        !builder.build().unwrap().find(&Folded::of(text)).concat().is_empty()
    }

    #[test]
    fn spread_words_are_found_and_neighbours_are_not() {
        for text in ["微信", "微 信", "微.信", "微\u{200b}信", "微🙂信", "微。信", "微  *  信"] {
            assert!(finds("微信", text), "{text}");
        }
        assert!(!finds("加微信", "不用加，微信支付即可"));
        assert!(finds("加微信", "加，微，信"));
        for text in ["wechat", "WeChat", "w e c h a t", "w.e.c.h.a.t", "we-chat", "w3ch@t"] {
            assert!(finds("wechat", text), "{text}");
        }
        for text in ["can we chat here", "wechatter", "xwechat"] {
            assert!(!finds("wechat", text), "{text}");
        }
        assert!(finds("whatsapp", "wh atsapp"));
        assert!(finds("wh*", "what"));
        assert!(finds("add me", "ADD  me") && !finds("add me", "add men"));
        assert!(finds("don't", "don’t") && finds("don't", "dont"));
        assert!(!finds("12315", "112315") && finds("12315", "打12315。"));
        assert!(finds("验证码", "验a证b码") && !finds("验证码", "验证a码") && !finds("微信", "微ab信"));
        assert!(finds("+v", "＋V") && finds("v❤", "v❤️"));
    }
}
