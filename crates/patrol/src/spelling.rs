//! Latin words written as they sound: `watsap`, `passwerd`, `stoopid`, and what chats shorten: `gimme ur`. A word that clean
//! examples or the rules know is left as it is, so that nothing anybody really writes is taken for another.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::OnceLock,
};

use crate::{
    disguise::Glyph,
    fold::{Cell, Folded, Kind},
    model::EXAMPLES,
};

/// Letters of a word that is looked at.
const LEAST: usize = 4;
const LONGEST: usize = 24;
/// Sounds from which one vowel may be another, and from which two may.
const ONE: usize = 6;
const TWO: usize = 9;
/// Sounds under which every vowel must be the same.
const SHORT: usize = 5;

/// Short forms of chats and what they stand for.
const CHAT: [(&str, &str); 16] = [
    ("u", "you"),
    ("ur", "your"),
    ("yr", "your"),
    ("ya", "you"),
    ("r", "are"),
    ("gimme", "giveme"),
    ("lemme", "letme"),
    ("wanna", "wantto"),
    ("gonna", "goingto"),
    ("txt", "text"),
    ("acct", "account"),
    ("addy", "address"),
    ("num", "number"),
    ("dis", "this"),
    ("dat", "that"),
    ("thru", "through"),
];

/// How a word sounds: its consonants with a mark for each group of vowels, and which vowels these are.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sound {
    frame: String,
    vowels: Vec<u8>,
}

/// Any vowel: that of an ending nobody stresses.
const ANY: u8 = 31;

const fn vowel(c: u8) -> Option<u8> {
    Some(match c {
        b'a' => 1,
        b'e' => 2,
        b'i' | b'y' => 4,
        b'o' => 8,
        b'u' => 16,
        _ => return None,
    })
}

/// Endings without stress, one sound whatever they are written with.
const FAINT: [&str; 7] = ["er", "or", "ar", "re", "ah", "uh", "a"];

impl Sound {
    fn of(word: &str) -> Self {
        let stem = FAINT.iter().find_map(|end| word.strip_suffix(end)).filter(|stem| stem.len() >= 3);
        let faint = stem.is_some();
        let stem = stem.unwrap_or(word);
        // An e after a consonant at the end is silent.
        let stem = stem.strip_suffix('e').filter(|rest| !faint && rest.len() >= 3).unwrap_or(stem);
        let mut sound = Self { frame: String::with_capacity(stem.len()), vowels: Vec::new() };
        let bytes = stem.as_bytes();
        let mut at = 0;
        while let Some(c) = bytes.get(at) {
            let next = bytes.get(at + 1).copied().unwrap_or(b' ');
            at += sound.take(*c, next, at == 0);
        }
        if faint {
            sound.put('V');
            sound.vowels.push(ANY);
        }
        sound
    }

    /// Adds the sound that begins with `c` and returns how many letters it has.
    fn take(&mut self, c: u8, next: u8, first: bool) -> usize {
        let after_vowel = self.frame.ends_with('V');
        if let Some(vowel) = vowel(c).filter(|_| !(first && c == b'y')) {
            match self.vowels.last_mut().filter(|_| after_vowel) {
                Some(last) => *last |= vowel,
                None => {
                    self.frame.push('V');
                    self.vowels.push(vowel);
                }
            }
            return 1;
        }
        let (letter, taken) = match (c, next) {
            (b'p', b'h') => ('f', 2),
            (b'c', b'k') => ('k', 2),
            (b'w', b'h') | (b'v', b'v') => ('w', 2),
            (b'c' | b't', b'h') => ('C', 2),
            (b's', b'h') => ('S', 2),
            (b't', b'c') => ('C', 3),
            (b'k', b'n') if first => ('n', 2),
            (b'c', b'e' | b'i' | b'y') => ('s', 1),
            (b'c' | b'q', _) => ('k', 1),
            (b'z', _) => ('s', 1),
            // "ow" is a vowel where none follows.
            (b'w', _) if after_vowel && vowel(next).is_none() => return 1,
            (b'h', _) if !first => return 1,
            (other, _) => (other as char, 1),
        };
        self.put(letter);
        taken
    }

    /// A doubled letter sounds once.
    fn put(&mut self, letter: char) {
        if !self.frame.ends_with(letter) {
            self.frame.push(letter);
        }
    }

    /// Whether this is the other, but for as many vowels as so long a word may have wrong.
    fn is_like(&self, other: &Self) -> bool {
        let pairs = || self.vowels.iter().zip(&other.vowels);
        match self.frame.len() {
            0..SHORT => pairs().all(|(a, b)| a == b || *a == ANY && *b == ANY),
            n => pairs().filter(|(a, b)| *a & *b == 0).count() <= usize::from(n >= ONE) + usize::from(n >= TWO),
        }
    }
}

/// Words that people write and mean: those of clean examples.
fn meant() -> &'static HashSet<String> {
    static WORDS: OnceLock<HashSet<String>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let clean = EXAMPLES.lines().filter(|line| line.contains("\"label\": \"ok\""));
        let text = clean.filter_map(|line| line.split_once("\"text\":")).map(|(_, text)| text);
        text.flat_map(latin).map(|word| word.to_ascii_lowercase()).collect()
    })
}

/// Words of Latin letters.
fn latin(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty())
}

/// The words that others may be spelt for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spellings {
    by_frame: HashMap<String, Vec<(String, Sound)>>,
    known: HashSet<String>,
}

impl Spellings {
    /// Of `targets`, each one word; `known` is the text of all rules, whose words are never read as others.
    pub(crate) fn of<'a>(targets: impl Iterator<Item = &'a str>, known: impl Iterator<Item = &'a str>) -> Self {
        let mut spellings = Self { known: known.flat_map(latin).map(str::to_ascii_lowercase).collect(), ..Self::default() };
        let is_word = |word: &&str| (LEAST..=LONGEST).contains(&word.len()) && word.bytes().all(|c| c.is_ascii_lowercase());
        let sounds: BTreeMap<&str, Sound> = targets.filter(is_word).map(|word| (word, Sound::of(word))).collect();
        for (word, sound) in sounds {
            spellings.by_frame.entry(sound.frame.clone()).or_default().push((word.to_owned(), sound));
        }
        spellings
    }

    /// What a word was meant to be, if it is none itself.
    fn target(&self, word: &str) -> Option<&str> {
        if !(LEAST..=LONGEST).contains(&word.len()) || self.known.contains(word) || meant().contains(word) {
            return None;
        }
        let sound = Sound::of(word);
        let alike = self.by_frame.get(&sound.frame)?;
        alike.iter().find(|(_, other)| sound.frame.len() > 2 && sound.is_like(other)).map(|(word, _)| word.as_str())
    }

    /// The message with its words as they are meant, if any is spelt otherwise.
    pub(crate) fn read(&self, folded: &Folded) -> Option<Vec<Glyph>> {
        let is_chat = !folded.cells.iter().any(|cell| cell.kind == Kind::Han);
        let mut at = 0;
        let mut meant: Vec<(usize, &[Cell], Option<&str>)> = Vec::new();
        let mut is_changed = false;
        let mut word = String::with_capacity(LONGEST);
        for run in folded.cells.chunk_by(|a, b| (a.kind == Kind::Latin) == (b.kind == Kind::Latin)) {
            let is_word = run.len() <= LONGEST && run.first().is_some_and(|cell| cell.kind == Kind::Latin);
            let target = is_word.then(|| {
                word.clear();
                word.extend(run.iter().map(|cell| cell.ch));
                let short = CHAT.iter().find(|(short, _)| is_chat && *short == word).map(|(_, long)| *long);
                short.or_else(|| self.target(&word))
            });
            let target = target.flatten();
            is_changed |= target.is_some();
            meant.push((at, run, target));
            at += run.len();
        }
        is_changed.then(|| meant.into_iter().flat_map(|(at, run, target)| glyphs(at, run, target)).collect())
    }
}

/// A run as it is, or with the letters of another word laid over it.
fn glyphs(start: usize, run: &[Cell], target: Option<&str>) -> Vec<Glyph> {
    let Some(target) = target else {
        let content = run.iter().enumerate().filter(|(_, cell)| cell.kind.is_content());
        return content.map(|(i, cell)| Glyph { at: start + i, to: start + i + 1, ch: cell.ch }).collect();
    };
    let (end, count) = (start + run.len(), target.chars().count());
    let at = |i: usize| (start + i).min(end - 1);
    target.chars().enumerate().map(|(i, ch)| Glyph { at: at(i), to: if i + 1 == count { end } else { at(i) + 1 }, ch }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let targets = ["whatsapp", "password", "telegram", "stupid", "phone", "number", "card", "idiot", "moron", "wechat"];
        let spellings = Spellings::of(targets.into_iter(), targets.into_iter());
        spellings.read(&Folded::of(text)).map(|glyphs| glyphs.iter().map(|glyph| glyph.ch).collect())
    }

    #[test]
    fn words_spelt_by_sound_are_read() {
        for (text, meant) in [
            ("add me on watsap", "addmeonwhatsapp"),
            ("gimme ur passwerd", "givemeyourpassword"),
            ("tellagramm me", "telegramme"),
            ("fone numba", "phonenumber"),
            ("ur stewpid", "yourstupid"),
            ("weechat", "wechat"),
            ("vvechat", "wechat"),
            ("kard", "card"),
        ] {
            assert_eq!(read(text).as_deref(), Some(meant), "{text}");
        }
        for text in ["passed words", "a maroon bag, number 4", "Ms Moran", "the marine", "cord", "stoop", "watson", "您的u盾"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
