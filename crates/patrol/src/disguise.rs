//! Readings of a message that undo disguises: digits for letters, split and laced characters, words spelt by sound.

use std::{
    collections::{BTreeSet, HashMap},
    ops::RangeInclusive,
    sync::OnceLock,
};

use pinyin::ToPinyin;

use crate::fold::{Cell, Folded, Kind};

/// A character as read, and the cells `at..to` of the folded message it was read from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Glyph {
    pub(crate) at: usize,
    pub(crate) to: usize,
    pub(crate) ch: char,
}

/// The cells that `keep` wants, read as they are.
pub(crate) fn kept(folded: &Folded, keep: impl Fn(&Cell) -> bool) -> Vec<Glyph> {
    let cells = folded.cells.iter().enumerate();
    cells.filter(|(_, cell)| keep(cell)).map(|(at, cell)| Glyph { at, to: at + 1, ch: cell.ch }).collect()
}

/// Letters, digits and tokens.
pub(crate) fn content(folded: &Folded) -> Vec<Glyph> {
    kept(folded, |cell| cell.kind.is_content())
}

/// Other ways to read the message, each only where there is something to undo.
pub(crate) fn readings(folded: &Folded, content: &[Glyph]) -> Vec<Vec<Glyph>> {
    let leet = leet_cells(folded);
    let mut all = Vec::new();
    if !leet.is_empty() {
        let one = leet.iter().any(|at| folded.cells.get(*at).is_some_and(|cell| matches!(cell.ch, '1' | '|')));
        all.push(unleet(folded, &leet, 'i'));
        all.extend(one.then(|| unleet(folded, &leet, 'l')));
    }
    if is_laced(folded) {
        all.push(kept(folded, |cell| cell.kind == Kind::Han));
    }
    all.extend(joined(content));
    all
}

/// The message as it is meant: digits and signs for letters undone, split characters put together.
pub(crate) fn meant(folded: &Folded, content: &[Glyph]) -> Vec<Glyph> {
    let leet = leet_cells(folded);
    let plain = if leet.is_empty() { content.to_vec() } else { unleet(folded, &leet, 'i') };
    joined(&plain).unwrap_or(plain)
}

/// How a Chinese character is read, without its tone.
pub(crate) fn syllable(c: char) -> Option<&'static str> {
    c.to_pinyin().map(|pinyin| pinyin.plain())
}

/// Letters of a message of nothing but pinyin: fewer may be English.
const SPELT: usize = 8;
/// Words of pinyin among which others may stand: `ba nin de U dun mi ma fa wo`. No English line known to us has so many.
const MOSTLY: usize = 5;
/// Letters of the longest syllable, and of the longest word that is looked at.
const SYLLABLE: usize = 6;
const WORD: usize = 60;
/// Words whose letters are syllables too: 妈的.
const ENGLISH: [&str; 1] = ["made"];

/// Every syllable as it is typed, and its name.
fn typed() -> &'static HashMap<String, &'static str> {
    static TABLE: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let names = ('\u{4e00}'..='\u{9fff}').filter_map(syllable).filter(|name| name.contains(['a', 'e', 'i', 'o', 'u', 'ü']));
        names.map(|name| (name.replace('ü', "v"), name)).collect()
    })
}

/// The syllables that a word is made of, each with its letters; nothing for a word of another language.
fn syllables(word: &[Cell]) -> Option<Vec<(usize, &'static str)>> {
    if word.len() > WORD || word.iter().any(|cell| cell.kind != Kind::Latin) {
        return None;
    }
    // No syllable ends otherwise, and most words of other languages do.
    if !word.last().is_some_and(|cell| matches!(cell.ch, 'a' | 'e' | 'i' | 'o' | 'u' | 'v' | 'n' | 'g' | 'r')) {
        return None;
    }
    let letters: String = word.iter().map(|cell| cell.ch).collect();
    if ENGLISH.contains(&letters.as_str()) {
        return None;
    }
    // From the end: the longest syllable whose rest is syllables too; a lone vowel is one only at the start.
    let mut best: Vec<Option<(usize, &'static str)>> = vec![None; letters.len()];
    for from in (0..letters.len()).rev() {
        let first = (1 + usize::from(from > 0)..=SYLLABLE).rev().find_map(|n| {
            let name = typed().get(letters.get(from..from + n)?)?;
            best.get(from + n).is_none_or(Option::is_some).then_some((n, *name))
        });
        best.get_mut(from).into_iter().for_each(|slot| *slot = first);
    }
    let (mut all, mut at) = (Vec::new(), 0);
    while at < letters.len() {
        let first = best.get(at).copied().flatten()?;
        all.push(first);
        at += first.0;
    }
    Some(all)
}

/// Words of Latin letters and what is between them, each with the cell it starts at.
fn words(folded: &Folded) -> impl Iterator<Item = (usize, &[Cell])> {
    folded.cells.chunk_by(|a, b| (a.kind == Kind::Latin) == (b.kind == Kind::Latin)).scan(0, |at, word| {
        *at += word.len();
        Some((*at - word.len(), word))
    })
}

/// Syllables of pinyin among Chinese characters, `把yan zheng ma发我`, or nothing else: `wo men si xia tan`.
fn is_spelt(folded: &Folded) -> bool {
    let is_latin = |word: &&[Cell]| word.first().is_some_and(|cell| cell.kind == Kind::Latin);
    let mut latin = words(folded).map(|(_, word)| word).filter(is_latin);
    if folded.cells.iter().any(|cell| cell.kind == Kind::Han) {
        return latin.any(|word| word.len() > 1 && syllables(word).is_some());
    }
    let all: Vec<&[Cell]> = latin.collect();
    if all.iter().map(|word| word.len()).sum::<usize>() < SPELT {
        return false;
    }
    let others = if all.len() < MOSTLY { 0 } else { (all.len() / 4).min(all.len() - MOSTLY) };
    // Stops at the first word too many.
    all.iter().filter(|word| syllables(word).is_none()).nth(others).is_none()
}

/// Marks put between single characters from which spacing is no accident.
const LACED: usize = 4;

/// Whether the message was written so that a machine would not read it: characters without width inside words, alphabets of
/// other scripts, single characters set apart, split characters. Digits for letters are judged by the words they make.
pub(crate) fn is_disguised(folded: &Folded, content: &[Glyph]) -> bool {
    let runs = folded.cells.chunk_by(|a, b| a.kind.is_content() == b.kind.is_content());
    let words = runs.filter(|run| run.first().is_some_and(|cell| cell.kind.is_content()));
    let set_apart = words.scan(0, |row, run| {
        *row = if run.len() == 1 { *row + 1 } else { 0 };
        Some(*row)
    });
    let set_apart = set_apart.max().is_some_and(|most| most >= LACED);
    set_apart || folded.hidden || folded.torn || is_spelt(folded) || is_laced(folded) || joined(content).is_some()
}

/// Whether single letters or digits stand between Chinese characters: `验a证b码`.
fn is_laced(folded: &Folded) -> bool {
    folded.cells.windows(3).any(|w| match w {
        [a, b, c] => a.kind == Kind::Han && c.kind == Kind::Han && matches!(b.kind, Kind::Latin | Kind::Digit),
        _ => false,
    })
}

/// The letter a digit or sign stands for; `one` is what a one is read as.
const fn letter(ch: char, one: char) -> Option<char> {
    Some(match ch {
        '0' => 'o',
        '1' | '|' => one,
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '6' | '9' => 'g',
        '7' => 't',
        '8' => 'b',
        _ => return None,
    })
}

/// Cells of digits and signs in a word that also has letters, and not many more digits: `wh4tsapp`, `1d10t`; with two
/// such words about, also those of a short number: `7h15 1`.
pub(crate) fn leet_cells(folded: &Folded) -> Vec<usize> {
    let is_part = |cell: &Cell| cell.kind == Kind::Latin || letter(cell.ch, 'i').is_some();
    let (mut out, mut short, mut words, mut at) = (Vec::new(), Vec::new(), 0, 0);
    while at < folded.cells.len() {
        let rest = folded.cells.get(at..).unwrap_or(&[]);
        let run = rest.iter().take_while(|cell| is_part(cell)).count();
        let letters = rest.iter().take(run).filter(|cell| cell.kind == Kind::Latin).count();
        let signs = rest.iter().take(run).enumerate().filter(|(_, cell)| cell.kind != Kind::Latin).map(|(i, _)| at + i);
        if run > letters && run - letters <= 2 * letters {
            out.extend(signs);
            words += 1;
        } else if letters == 0 && run <= 2 {
            short.extend(signs);
        }
        at += run.max(1);
    }
    if words >= 2 {
        out.extend(short);
        out.sort_unstable();
    }
    out
}

fn unleet(folded: &Folded, leet: &[usize], one: char) -> Vec<Glyph> {
    let read = |(at, cell): (usize, &Cell)| {
        let plain = leet.binary_search(&at).ok().and_then(|_| letter(cell.ch, one));
        let ch = plain.or_else(|| cell.kind.is_content().then_some(cell.ch))?;
        Some(Glyph { at, to: at + 1, ch })
    };
    folded.cells.iter().enumerate().filter_map(read).collect()
}

/// A character followed by two that it is made of, as people split them.
const PARTS: &str = "信亻言信人言证讠正证言正验马佥码石马密宓山加力口话讠舌话言舌转车专账贝长帐巾长银钅艮银金艮群君羊扫扌彐钱钅戋钱金戋付亻寸私禾厶聊耳卯联耳关络纟各号口丂滚氵衮猪犭者狗犭句贱贝戋妈女马\
骂吅马死歹匕蠢春虫脑月囟残歹戋智知日障阝章傻亻夋逼辶畐杀乂木诉讠斥讼讠公跳足兆楼木娄报扌艮律彳聿投扌殳消氵肖协十办媒女某体亻本记讠己割害刂自丿目你亻尔您你心他亻也她女也打扌丁给纟合\
款欠示购贝勾卖十买店广占域土或绿纟录泡氵包扣扌口微彳敚威戌女胸月凶混氵昆骚马蚤操扌喿疯疒风病疒丙红纟工包勹巳线纟戋级纟及绑纟邦结纟吉汇氵匚价亻介佣亻用搜扌叟找扌戈拨扌发拉扌立推扌隹\
添氵忝抖扌斗视礻见件亻牛护扌户脸月佥揍扌奏饿饣我饭饣反钟钅中锁钅肖赔贝咅诈讠乍讨讠寸识讠只谈讠炎读讠卖语讠吾说讠兑请讠青谁讠隹课讠果评讠平调讠周词讠司诅讠且设讠殳许讠午论讠仑诚讠成\
猫犭苗狼犭良猥犭畏海氵每法氵去湿氵显汉氵又泼氵发淘氵匋流氵充派氵底渠氵巨快忄夬怕忄白情忄青惨忄参恨忄艮忙忄亡性忄生怪忄圣宝宀玉宠宀龙客宀各家宀豕它宀匕安宀女送辶关通辶甬返辶反退辶艮\
遇辶禺达辶大速辶束进辶井还辶不远辶元近辶斤网冂乂押扌甲抽扌由换扌奂拍扌白拒扌巨按扌安损扌员险阝佥除阝余陪阝咅邮由阝都者阝邪牙阝邻令阝那那阝药艹约花艹化草艹早菜艹采苦艹古蒙艹冡";

/// Whether a character is one that others are split into: asked of every one of every message.
fn is_part(c: char) -> bool {
    static PLACES: OnceLock<Vec<bool>> = OnceLock::new();
    let places = PLACES.get_or_init(|| {
        let mut places = vec![false; 0x1_0000];
        let parts = PARTS.chars().enumerate().filter(|(at, _)| at % 3 > 0);
        parts.for_each(|(_, c)| places.get_mut(c as usize).into_iter().for_each(|place| *place = true));
        places
    });
    places.get(c as usize).copied().unwrap_or(false)
}

/// The message with split characters put together, if there are any.
fn joined(content: &[Glyph]) -> Option<Vec<Glyph>> {
    static TABLE: OnceLock<HashMap<(char, char), char>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let chars: Vec<char> = PARTS.chars().collect();
        chars.as_chunks::<3>().0.iter().map(|[whole, a, b]| ((*a, *b), *whole)).collect()
    });
    let pair = |pair: &[Glyph]| matches!(pair, [a, b] if table.contains_key(&(a.ch, b.ch)));
    if !content.windows(2).any(|two| two.iter().all(|glyph| is_part(glyph.ch)) && pair(two)) {
        return None;
    }
    let mut out = Vec::with_capacity(content.len());
    let mut rest = content;
    while let [first, tail @ ..] = rest {
        match tail.first().and_then(|next| Some((next, table.get(&(first.ch, next.ch))?))) {
            Some((next, whole)) => {
                out.push(Glyph { at: first.at, to: next.to, ch: *whole });
                rest = tail.get(1..).unwrap_or(&[]);
            }
            None => {
                out.push(*first);
                rest = tail;
            }
        }
    }
    (out.len() < content.len()).then_some(out)
}

/// Whether every character is Chinese and has a sound.
pub(crate) fn is_han(word: &str) -> bool {
    word.chars().all(|c| c.to_pinyin().is_some())
}

/// Signs for the syllables of some words.
#[derive(Clone, Debug)]
pub(crate) struct Syllables {
    signs: HashMap<&'static str, char>,
    /// The sign of each common character, none for one without a sound: most of a message is these.
    common: Vec<Option<char>>,
    tones: bool,
}

/// The common Chinese characters.
const COMMON: RangeInclusive<char> = '\u{4e00}'..='\u{9fff}';

/// Stands for every syllable that is in no word.
const SILENT: char = '\u{F8FF}';

impl Syllables {
    pub(crate) fn within(words: &[String], tones: bool) -> Self {
        let mut syllables = Self { signs: HashMap::new(), common: Vec::new(), tones };
        let sounds: BTreeSet<&str> = words.iter().flat_map(|word| word.chars()).filter_map(|c| syllables.sound(c)).collect();
        syllables.signs = sounds.into_iter().zip('\u{E000}'..SILENT).collect();
        syllables.common = COMMON.map(|c| syllables.sound(c).map(|sound| syllables.named(sound))).collect();
        syllables
    }

    fn sound(&self, c: char) -> Option<&'static str> {
        let pinyin = c.to_pinyin()?;
        Some(if self.tones { pinyin.with_tone() } else { pinyin.plain() })
    }

    /// The sign of this character's syllable; a character without a sound is its own.
    pub(crate) fn sign(&self, c: char) -> char {
        if c.is_ascii() {
            return c;
        }
        if COMMON.contains(&c) {
            let known = self.common.get(c as usize - *COMMON.start() as usize);
            return known.copied().flatten().unwrap_or(c);
        }
        self.sound(c).map_or(c, |sound| self.named(sound))
    }

    fn named(&self, sound: &str) -> char {
        self.signs.get(sound).copied().unwrap_or(SILENT)
    }

    pub(crate) fn of(&self, content: &[Glyph]) -> Vec<Glyph> {
        content.iter().map(|glyph| Glyph { ch: self.sign(glyph.ch), ..*glyph }).collect()
    }

    /// The message with its pinyin read syllable by syllable, if there is any.
    pub(crate) fn spelt(&self, folded: &Folded) -> Option<Vec<Glyph>> {
        if !is_spelt(folded) {
            return None;
        }
        let mut out = Vec::with_capacity(folded.cells.len());
        for (start, word) in words(folded) {
            match syllables(word) {
                Some(all) => out.extend(all.iter().scan(start, |at, (letters, name)| {
                    *at += letters;
                    Some(Glyph { at: *at - letters, to: *at, ch: self.named(name) })
                })),
                None => out.extend(word.iter().enumerate().filter(|(_, cell)| cell.kind.is_content()).map(|(i, cell)| Glyph {
                    at: start + i,
                    to: start + i + 1,
                    ch: self.sign(cell.ch),
                })),
            }
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let folded = Folded::of(text);
        let text = |glyphs: &Vec<Glyph>| glyphs.iter().map(|g| g.ch).collect::<String>();
        readings(&folded, &content(&folded)).iter().map(text).collect()
    }

    #[test]
    fn disguises_are_read() {
        assert_eq!(read("y0u 4r3 4n 1d10t"), ["youareanidiot", "youareanldlot"]);
        assert_eq!(read("w1ll 1 g0 70 45")[0], "willigotoas");
        assert_eq!(read("call 400-111, FR7630006000011234567890189"), Vec::<String>::new());
        assert_eq!(read("力口我亻言"), ["加我信"]);
        assert_eq!(read("验a证b码"), ["验证码"]);
        assert_eq!(read("您好"), Vec::<String>::new());
    }

    #[test]
    fn pinyin_is_read_by_its_syllables() {
        let read =
            |text: &str| syllables(&Folded::of(text).cells).map(|all| all.iter().map(|(_, name)| *name).collect::<Vec<_>>());
        assert_eq!(read("yanzhengma"), Some(vec!["yan", "zheng", "ma"]));
        assert_eq!(read("xianjin"), Some(vec!["xian", "jin"]));
        for other in ["order", "code", "made", "wechat", "微信", &"ana".repeat(40_000)] {
            assert_eq!(read(other), None, "{other}");
        }
        assert!(is_spelt(&Folded::of("加weixin")) && is_spelt(&Folded::of("wo men si xia tan")));
        assert!(is_spelt(&Folded::of("ba nin de U dun mi ma fa wo")) && !is_spelt(&Folded::of("can you sue me in China again")));
        assert!(!is_spelt(&Folded::of("can you see me")) && !is_spelt(&Folded::of("您的order")));
    }
}
