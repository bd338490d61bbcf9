//! All words of all rules in one automaton, found even when they are spread, decorated or spelt by sound.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::{
    disguise::{self, Glyph, Syllables},
    fold::{Cell, Folded, Kind, kind},
    spelling::Spellings,
};

/// A set of words that rules refer to.
pub(crate) type SetId = usize;

/// Cells of the folded message, `start..end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Where words of each set stand in a message, each set by start.
#[derive(Clone, Debug, Default)]
pub(crate) struct Words {
    all: Vec<Found>,
    /// Where each set begins in `all`, and the end.
    from: Vec<usize>,
}

impl Words {
    /// Of `sets` sets; those of one set by counting, as there are many sets and few words.
    fn of(sets: usize, hits: &[(SetId, Found)]) -> Self {
        let mut from = vec![0_usize; sets + 1];
        for (set, _) in hits {
            from.get_mut(set + 1).into_iter().for_each(|n| *n += 1);
        }
        let mut sum = 0;
        for n in &mut from {
            sum += *n;
            *n = sum;
        }
        let mut next = from.clone();
        let mut all = vec![Found { start: 0, end: 0 }; sum];
        for (set, found) in hits {
            if let Some(at) = next.get_mut(*set) {
                all.get_mut(*at).into_iter().for_each(|slot| *slot = *found);
                *at += 1;
            }
        }
        let mut words = Self { all: Vec::with_capacity(all.len()), from };
        let mut start = 0;
        for end in words.from.iter_mut().skip(1) {
            if *end > start {
                let set = all.get_mut(start..*end).unwrap_or_default();
                set.sort_unstable();
                words.all.extend(set.chunk_by(|a, b| a == b).filter_map(|same| same.first()));
            }
            start = *end;
            *end = words.all.len();
        }
        words
    }

    pub(crate) fn set(&self, set: SetId) -> &[Found] {
        let (from, to) = (self.from.get(set).copied().unwrap_or(0), self.from.get(set + 1).copied().unwrap_or(0));
        self.all.get(from..to).unwrap_or(&[])
    }

    pub(crate) fn all(&self) -> &[Found] {
        &self.all
    }
}

/// Words being collected while rules are compiled.
#[derive(Default)]
pub(crate) struct Builder {
    terms: BTreeMap<String, Term>,
    /// Words also found by their sound, in any tone and in the same tones.
    heard: BTreeMap<String, Term>,
    sung: BTreeMap<String, Term>,
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
/// Characters from which a word is found by sound wherever it stands in a rule.
const SUNG: usize = 3;
/// Syllables of pinyin in a message from which single ones are words.
const SPELT: usize = 6;
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

    /// Has a `word` of `set` also found as other characters of the same sound: in any tone for a word of an `ear`, in the
    /// same tones for a long one. Short words meet too many others that way.
    pub(crate) fn hear(&mut self, set: SetId, word: &str, any_tone: bool) {
        let count = word.chars().count();
        if count < 2 || !any_tone && count < SUNG {
            return;
        }
        let Some(term) = self.terms.get(word).filter(|_| disguise::is_han(word)) else { return };
        let sounds = if any_tone { &mut self.heard } else { &mut self.sung };
        let known = sounds.entry(word.to_owned()).or_insert_with(|| Term { sets: Vec::new(), ..term.clone() });
        if !known.sets.contains(&set) {
            known.sets.push(set);
        }
    }

    pub(crate) fn build(self, spellings: Spellings) -> Result<Lexicon, String> {
        let words = self.terms.iter().filter(|(word, _)| disguise::is_han(word));
        let spelt = words.map(|(word, term)| (word.clone(), term.clone())).collect();
        let (texts, terms): (Vec<String>, Vec<Term>) = self.terms.into_iter().unzip();
        let automaton = automaton(texts.iter().map(|text| text.trim_end_matches('*')))?;
        let ears = [(self.heard, false), (self.sung, true)].into_iter().filter(|(words, _)| !words.is_empty());
        let ears = ears.map(|(words, tones)| Ear::of(words, tones)).collect::<Result<_, _>>()?;
        Ok(Lexicon { automaton, terms, ears, spelt: Ear::of(spelt, false)?, spellings, sets: self.sets })
    }
}

impl Ear {
    fn of(words: BTreeMap<String, Term>, tones: bool) -> Result<Self, String> {
        let (words, terms): (Vec<String>, Vec<Term>) = words.into_iter().unzip();
        let syllables = Syllables::within(&words, tones);
        let signs = words.iter().map(|word| word.chars().map(|c| syllables.sign(c)).collect::<String>());
        Ok(Self { automaton: automaton(signs)?, terms, syllables })
    }
}

fn automaton<T: AsRef<[u8]>>(texts: impl Iterator<Item = T>) -> Result<AhoCorasick, String> {
    AhoCorasick::builder().match_kind(MatchKind::Standard).build(texts).map_err(|e| e.to_string())
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
    ears: Vec<Ear>,
    /// Every Chinese word by its syllables, for what is spelt in pinyin.
    spelt: Ear,
    /// Latin words as they are spelt by sound.
    spellings: Spellings,
    sets: usize,
}

/// The heard words again, each character replaced by a sign for its syllable.
#[derive(Clone, Debug)]
struct Ear {
    automaton: AhoCorasick,
    terms: Vec<Term>,
    syllables: Syllables,
}

impl Lexicon {
    /// Where words of each set stand in the message, which may also be `respelt`.
    pub(crate) fn find(&self, folded: &Folded, respelt: Option<&[Glyph]>) -> Words {
        let mut found = Vec::with_capacity(folded.cells.len() * 4);
        let content = disguise::content(folded);
        let plain: Wanted<'_> = &|term, _| !term.signs;
        let mut look =
            |glyphs: &[Glyph], wanted: Wanted<'_>| search((&self.automaton, &self.terms), folded, glyphs, wanted, &mut found);
        look(&content, plain);
        if folded.cells.iter().any(is_sign) {
            look(&disguise::kept(folded, |cell| cell.kind.is_content() || is_sign(cell)), &|term, _| term.signs);
        }
        disguise::readings(folded, &content).iter().for_each(|reading| look(reading, plain));
        if let Some(reading) = respelt {
            look(reading, plain);
        }
        for ear in &self.ears {
            ear.search(folded, &ear.syllables.of(&content), plain, &mut found);
        }
        if let Some(glyphs) = self.spelt.syllables.spelt(folded) {
            let latin = |glyph: &&Glyph| folded.cells.get(glyph.at).is_some_and(|cell| cell.kind == Kind::Latin);
            // A syllable or two may be somebody's name; one by itself is a word only where most are.
            let least = if glyphs.iter().filter(latin).count() >= SPELT { 1 } else { 2 };
            self.spelt.search(folded, &glyphs, &|_, run| run.len() >= least && run.iter().any(|glyph| latin(&glyph)), &mut found);
        }
        Words::of(self.sets, &found)
    }
}

impl Lexicon {
    /// The message with Latin words as they are meant, if any is spelt by sound.
    pub(crate) fn respelt(&self, folded: &Folded) -> Option<Vec<Glyph>> {
        self.spellings.read(folded)
    }
}

impl Ear {
    fn search(&self, folded: &Folded, glyphs: &[Glyph], wanted: Wanted<'_>, found: &mut Vec<(SetId, Found)>) {
        search((&self.automaton, &self.terms), folded, glyphs, wanted, found);
    }
}

/// Which words, read from which glyphs, are of interest.
type Wanted<'a> = &'a dyn Fn(&Term, &[Glyph]) -> bool;

fn search(
    (automaton, terms): (&AhoCorasick, &[Term]),
    folded: &Folded,
    glyphs: &[Glyph],
    wanted: Wanted<'_>,
    found: &mut Vec<(SetId, Found)>,
) {
    let mut text = String::with_capacity(glyphs.len() * 3);
    let mut glyph_of = Vec::with_capacity(glyphs.len() * 3);
    for (i, glyph) in glyphs.iter().enumerate() {
        text.push(glyph.ch);
        glyph_of.resize(text.len(), i);
    }
    let mut taken = 0;
    for hit in automaton.find_overlapping_iter(&text) {
        let (Some(first), Some(last)) = (glyph_of.get(hit.start()), glyph_of.get(hit.end() - 1)) else { continue };
        let (Some(term), Some(run)) = (terms.get(hit.pattern().as_usize()), glyphs.get(*first..=*last)) else { continue };
        let around = (first.checked_sub(1).and_then(|i| glyphs.get(i)), glyphs.get(last + 1));
        if !wanted(term, run) || !stands(term, folded, run, around) {
            continue;
        }
        let (Some(start), Some(end)) = (run.first(), run.last()) else { continue };
        found.extend(term.sets.iter().map(|set| (*set, Found { start: start.at, end: end.to })));
        taken += 1;
        if taken >= MOST {
            return;
        }
    }
}

/// Whether the characters really are this word: at word boundaries, and spread no further than a disguise would.
fn stands(term: &Term, folded: &Folded, run: &[Glyph], around: (Option<&Glyph>, Option<&Glyph>)) -> bool {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
    // A number beside a letter is part of a code or a plate; letters before a number may be a word: `vx99`.
    let joined = |own: Kind, other: &Glyph| match kind(other.ch) {
        Kind::Latin => matches!(own, Kind::Latin | Kind::Digit),
        Kind::Digit => own == Kind::Digit,
        _ => false,
    };
    if around.0.is_some_and(|before| before.to == first.at && joined(term.first, before))
        || !term.open && around.1.is_some_and(|after| after.at == last.to && joined(term.last, after))
    {
        return false;
    }
    // Whoever says 我们 speaks of the house and not of themselves.
    let is = |at: Option<usize>, ch: char| at.and_then(|at| folded.cells.get(at)).is_some_and(|cell| cell.ch == ch);
    if is(last.to.checked_sub(1), '我') && is(Some(last.to), '们') {
        return false;
    }
    let (mut gaps, mut strong, mut laced, mut inside, mut broken, mut spaced) = (0, 0, 0, 0, 0, false);
    for (pair, joint) in run.windows(2).zip(&term.joints) {
        let [a, b] = pair else { continue };
        let between = folded.cells.get(a.to..b.at).unwrap_or(&[]);
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
    // Two characters with one mark between are a disguise only when they stand by themselves.
    let content = |cell: Option<&Cell>| cell.is_some_and(|cell| cell.kind.is_content());
    let beside = content(first.at.checked_sub(1).and_then(|i| folded.cells.get(i))) || content(folded.cells.get(last.to));
    (strong == 0 || strong == gaps && !(gaps == 1 && beside))
        && (laced == 0 || laced == gaps)
        && !(spaced && broken < inside && term.joints.len() < LONG && !folded.torn)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(word: &str, text: &str) -> bool {
        let mut builder = Builder::default();
        let set = builder.set();
        builder.add(set, word).unwrap();
        !builder.build(Spellings::default()).unwrap().find(&Folded::of(text), None).all().is_empty()
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
        assert!(!finds("12315", "112315") && !finds("12315", "粤B12315") && finds("12315", "打12315。"));
        assert!(finds("验证码", "验a证b码") && !finds("验证码", "验证a码") && !finds("微信", "微ab信"));
        assert!(finds("+v", "＋V") && finds("v❤", "v❤️"));
        for text in ["加weixin", "加 wei信", "jia yige weixin", "我wei Xin号"] {
            assert!(finds("微信", text), "{text}");
        }
        assert!(!finds("微信", "weixin") && !finds("妈的", "made in 中国") && !finds("微信", "威信"));
        assert!(finds("pay cash", "j ust pa y c as h to m e, n ow") && !finds("pay cash", "pa y c ash"));
    }
}
