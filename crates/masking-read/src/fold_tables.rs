//! Character tables of the folding: decorated forms, look-alikes, Han numerals and sounds.
//!
//! Sources: Unicode character database (decimal digits, enclosed and mathematical forms), UTS 39
//! confusables (Cyrillic and Greek look-alikes), common practice for numbers said aloud.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

use crate::fold::{BREAK, FUNCTION, HAN, Kind, NO_DIGIT, PROVINCE, SOUND, SUFFIX, SURNAME, UNIT};
use crate::lists;

/// A plain Han character.
pub const PLAIN: u8 = 0xFF;
/// A Han character that folds to another one.
pub const VARIANT: u8 = 0xFE;

/// What a character outside ASCII and plain Han folds to.
#[derive(Debug, PartialEq)]
pub enum Fold {
    /// Nothing: invisible.
    Drop,
    /// A mark that belongs to the character before it.
    Attach,
    /// An ASCII character.
    Ascii(u8),
    /// A number 0–99 in one character.
    Number(u8),
    /// A Han character.
    Han(char),
    /// Itself, or a close form.
    As(char, Kind),
}

/// Numerals as written and as said on the radio, by value 0–9.
const NUMERALS: [&str; 10] = ["零〇洞", "一壹弌幺", "二贰弍两", "三叁参弎", "四肆亖", "五伍", "六陆", "七柒拐", "八捌", "九玖勾"];

/// Characters that sound like the digit (any tone, n/ng and s/sh merged as many speakers do).
#[rustfmt::skip]
const SOUNDS: [&str; 10] = [
    "灵铃玲岭令领另邻林龄凌羚伶聆菱陵鳞临淋琳霖邻拎圈蛋欧哦喔", "要腰妖邀姚摇药夭吆遥窑咬舀耀医衣依伊易亿以已意益义艺异译逸移姨椅疑遗宜乙忆议壹仪怡么", "爱儿耳尔而饵洱迩俩量良凉梁粮", "山伞散闪衫珊删杉善扇桑仨",
    "是似寺死思丝斯司私撕饲嗣巳祀食事市世试师狮诗使始式视室适泗驷", "我无吾吴舞武午物屋雾误悟捂勿务呜污巫伍毋梧侮鹉", "溜刘留流柳榴硫瘤绿路鹿录卤炉碌牛扭", "妻起其奇气骑期齐旗棋器弃企欺漆凄戚祁岂乞启契砌沏汽",
    "爸吧巴发拔把霸疤笆爬怕扒叭芭靶坝罢耙", "久酒就旧救舅韭纠揪究鸠玖臼疚阄狗",
];

/// Traditional or variant form followed by the simplified one, for cue words, names and places.
const VARIANTS: &str = "丨|丿/維维電电話话號号機机詢询證证銀银賬账帳账戶户麗丽劉刘陳陈張张楊杨黃黄趙赵吳吴孫孙馬马羅罗\
鄭郑許许韓韩馮冯鄧邓蕭萧葉叶蔣蒋蘇苏盧卢鍾钟鐘钟譚谭陸陆賈贾韋韦龔龚嚴严萬万錢钱湯汤賴赖樓楼區区縣县鄉乡鎮镇\
單单棟栋廣广東东灣湾龍龙門门園园島岛陽阳陰阴寧宁濟济漢汉滬沪粵粤貴贵雲云聯联絡络係系郵邮護护駕驾駛驶車车編编碼码\
訂订運运遞递寶宝貝贝幫帮發发給给嗎吗誰谁請请問问謝谢參参貳贰叄叁兩两壹壹點点圈圈紅红綠绿藍蓝邊边處处這这個个裡里\
裏里轉转賣卖買买實实際际稱称繫系連连線线飛飞鴻鸿傑杰偉伟俠侠軍军強强國国華华慶庆學学會会書书長长樹树榮荣爾尔順顺\
興兴義义蘭兰鳳凤嬌娇婭娅嫻娴瓊琼瑩莹靜静穎颖麼么絕绝對对體体歲岁業业開开關关頭头後后還还進进過过達达遠远適适選选\
遺遗鄰邻醫医釋释針针鈔钞鋪铺錄录鎖锁閉闭間间陝陕隨随難难雙双離离靈灵響响頁页項项須须領领題题顏颜願愿類类館馆駐驻\
驗验體体鹽盐麥麦黨党齊齐龐庞薇微溦微徽微巍微";

/// Base letter followed by its accented forms, the tones of pinyin among them.
#[rustfmt::skip]
const ACCENTS: [&str; 26] = [
    "aàáâãäåāăąǎạảấầẩẫậắằẳẵặǟǡȁȃȧḁªɑɐαаæÆÀÁÂÃÄÅĀĂĄǍẠẢАΑᴀ@", "bḃḅḇƀɓвВΒБʙ", "cçćĉċčƈсÇĆĈĊČСϹᴄ¢", "dďđḋḍḏḑḓðÐĎĐᴅ",
    "eèéêëēĕėęěẹẻẽếềểễệеёɛÈÉÊËĒĔĖĘĚЕЁΕᴇ€", "fƒḟꜰ", "gĝğġģǧǵɡĜĞĠĢɢ", "hĥħḣḥḧḩнНΗʜһ", "iìíîïĩīĭįıǐỉịіїÌÍÎÏĨĪĬĮİІЇΙιɪ", "jĵǰјЈᴊ",
    "kķǩḱḳḵкКΚκᴋ", "lĺļľŀłḷḹĹĻĽĿŁʟ", "mḿṁṃмМΜᴍ", "nñńņňŉŋǹṅṇÑŃŅŇŊΝɴ", "oòóôõöøōŏőǒọỏốồổỗộớờởỡợоοœŒÒÓÔÕÖØŌŎŐОΟᴏσ", "pṕṗрРΡρᴘ",
    "qʠԛ", "rŕŗřȑȓṙṛŔŖŘʀгг", "sśŝşšșṡṣßѕŚŜŞŠЅꜱ", "tþÞţťŧțṫṭтТΤτᴛ", "uùúûüũūŭůűųǔǖǘǚǜưụủứừửữựυцÙÚÛÜŨŪŬŮŰŲᴜ", "vṽṿνѵᴠ",
    "wŵẁẃẅωᴡ", "xẋẍхХΧχ", "yýÿŷỳỵỷỹуУΥγÝŸŶʏ", "zźżžẑẓŹŻŽΖᴢ",
];

/// First code points of decimal digit ranges (Unicode general category Nd, ten each).
const ZEROS: &[u32] = &[
    0x0660, 0x06F0, 0x10D30, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50,
    0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620,
    0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x11066, 0x110F0, 0x11136, 0x111D0, 0x112F0, 0x11450,
    0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x11F50, 0x16A60, 0x16AC0, 0x16B50, 0x1E140,
    0x1E2F0, 0x1E4F0, 0x1E950, 0x1FBF0,
];

/// Ranges whose characters stand for consecutive numbers: (first, last, number of the first).
#[rustfmt::skip]
const NUMBERED: &[(u32, u32, u8)] = &[
    (0x2460, 0x2473, 1), (0x2474, 0x2487, 1), (0x2488, 0x249B, 1), (0x24EA, 0x24EA, 0), (0x24EB, 0x24F4, 11),
    (0x24F5, 0x24FE, 1), (0x24FF, 0x24FF, 0), (0x2776, 0x277F, 1), (0x2780, 0x2789, 1), (0x278A, 0x2793, 1),
    (0x3220, 0x3229, 1), (0x3280, 0x3289, 1), (0x3251, 0x325F, 21), (0x32B1, 0x32BF, 36), (0x2160, 0x2168, 1),
    (0x2170, 0x2178, 1), (0x2070, 0x2070, 0), (0x00B9, 0x00B9, 1), (0x00B2, 0x00B3, 2), (0x2074, 0x2079, 4),
    (0x2080, 0x2089, 0), (0x3021, 0x3029, 1), (0x3192, 0x3195, 1), (0x2680, 0x2685, 1), (0x1F100, 0x1F100, 0),
    (0x1F101, 0x1F10A, 0), (0x1F10B, 0x1F10C, 0), (0x1F51F, 0x1F51F, 10), (0x1D360, 0x1D368, 1), (0x1D369, 0x1D371, 1),
    (0x1F007, 0x1F00F, 1), (0x1F010, 0x1F018, 1), (0x1F019, 0x1F021, 1), (0x1F0A1, 0x1F0AA, 1), (0x1F0B1, 0x1F0BA, 1),
    (0x1F0C1, 0x1F0CA, 1), (0x1F0D1, 0x1F0DA, 1), (0x1F550, 0x1F558, 1),
];

/// Digits in braille, from U+2800 on.
const BRAILLE: [u8; 10] = [0x1A, 0x01, 0x03, 0x09, 0x19, 0x11, 0x0B, 0x1B, 0x13, 0x0A];

/// Ranges of decorated alphabets: (first, last, upper case).
#[rustfmt::skip]
const LETTERED: &[(u32, u32, bool)] = &[
    (0x249C, 0x24B5, false), (0x24B6, 0x24CF, true), (0x24D0, 0x24E9, false), (0x1F110, 0x1F129, true),
    (0x1F130, 0x1F149, true), (0x1F150, 0x1F169, true), (0x1F170, 0x1F189, true), (0x1F1E6, 0x1F1FF, true),
];

/// Invisible characters.
#[rustfmt::skip]
const INVISIBLE: &[(u32, u32)] = &[
    (0x00AD, 0x00AD), (0x0080, 0x009F), (0x034F, 0x034F), (0x061C, 0x061C), (0x115F, 0x1160), (0x17B4, 0x17B5),
    (0x180B, 0x180F), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
];

/// Marks that belong to the character before them.
#[rustfmt::skip]
const MARKS: &[(u32, u32)] = &[
    (0x0300, 0x034E), (0x0350, 0x036F), (0x0483, 0x0489), (0x0591, 0x05BD), (0x064B, 0x065F), (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0x302A, 0x302F), (0x3099, 0x309A), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F),
    (0x1F3FB, 0x1F3FF),
];

/// Punctuation forms and what they stand for.
#[rustfmt::skip]
const PUNCT: &[(&str, u8)] = &[
    ("‐‑‒–—―−﹘﹣⁃", b'-'), ("’‘‛′`´ʼ", b'\''), ("“”„‟″「」『』", b'"'), ("﹒․", b'.'), ("﹐、︐", b','), ("﹕︰∶", b':'), ("﹫", b'@'),
    ("⁓∼〜", b'~'), ("⁄∕", b'/'), ("∣│┃❘", b'|'), ("﹙", b'('), ("﹚", b')'), ("﹢", b'+'), ("﹡∗⁎★☆✱✳", b'*'), ("﹍﹎﹏", b'_'),
];

struct Tables {
    /// Each character U+4E00–U+9FFF: digit code, [`PLAIN`] or [`VARIANT`] in the low byte, tags
    /// (see `fold`) in the high one.
    han: Vec<u16>,
    simplified: Vec<(char, char)>,
    accents: Vec<(char, u8)>,
}

#[inline]
fn tables() -> &'static Tables {
    static T: OnceLock<Tables> = OnceLock::new();
    T.get_or_init(|| {
        let mut han = vec![u16::from(PLAIN); 0x5200];
        let slot = |c: char| (c as usize).checked_sub(0x4E00).filter(|i| *i < 0x5200);
        let mut set = |c: char, v: u8| {
            if let Some(i) = slot(c) {
                han[i] = u16::from(v);
            }
        };
        let vs: Vec<char> = VARIANTS.chars().collect();
        let mut simplified: Vec<(char, char)> = vs.chunks_exact(2).map(|p| (p[0], p[1])).filter(|(a, b)| a != b).collect();
        simplified.sort_unstable();
        simplified.dedup_by_key(|p| p.0);
        simplified.iter().for_each(|(a, _)| set(*a, VARIANT));
        for (v, s) in SOUNDS.iter().enumerate() {
            s.chars().for_each(|c| set(c, v as u8 | SOUND << 4));
        }
        for (v, s) in NUMERALS.iter().enumerate() {
            s.chars().for_each(|c| set(c, v as u8 | HAN << 4));
        }
        let mut tag = |chars: &str, t: u8| {
            for i in chars.chars().filter_map(slot) {
                han[i] |= u16::from(t) << 8;
            }
        };
        tag(&lists::surnames(), SURNAME);
        tag(lists::SUFFIXES, SUFFIX);
        tag(lists::UNITS, UNIT);
        tag(lists::PROVINCES, PROVINCE);
        tag(lists::FUNCTION_CHARS, FUNCTION);
        tag(lists::STOPS, BREAK);
        let mut accents = Vec::new();
        for s in ACCENTS {
            let mut it = s.chars();
            let base = it.next().unwrap_or('a') as u8;
            accents.extend(it.filter(|c| !c.is_ascii()).map(|c| (c, if c.is_uppercase() { base - 32 } else { base })));
        }
        accents.sort_unstable();
        Tables { han, simplified, accents }
    })
}

/// Class of a Han character in the common block, `None` for anything else.
#[inline]
pub fn han(c: char) -> Option<u16> {
    let i = (c as usize).wrapping_sub(0x4E00);
    if i < 0x5200 { tables().han.get(i).copied() } else { None }
}

/// The classes of all common Han characters, from U+4E00 on.
#[inline]
pub fn han_classes() -> &'static [u16] {
    &tables().han
}

/// Digit code of a Han character, or no digit.
#[inline]
pub fn han_digit(c: char) -> u8 {
    han(c).map(|d| d as u8).filter(|d| *d < VARIANT).unwrap_or(NO_DIGIT)
}

/// Simplified form of a variant.
pub fn simplified(c: char) -> char {
    let t = &tables().simplified;
    t.binary_search_by_key(&c, |p| p.0).ok().and_then(|i| t.get(i)).map_or(c, |p| p.1)
}

fn within(t: &[(u32, u32)], u: u32) -> bool {
    t.iter().any(|(a, b)| (*a..=*b).contains(&u))
}

/// Build the tables now rather than at the first message.
pub fn warm() {
    let _ = tables();
}

/// Fold a character that is neither ASCII nor in the common Han block.
pub fn other(c: char) -> Fold {
    let u = c as u32;
    match u {
        0xFF01..=0xFF5E => return Fold::Ascii((u - 0xFF01 + 0x21) as u8),
        0x3000 | 0x00A0 | 0x1680 | 0x2000..=0x200A | 0x202F | 0x205F | 0x2800 => return Fold::Ascii(b' '),
        0x2028 | 0x2029 | 0x0085 => return Fold::Ascii(b'\n'),
        0x3001 => return Fold::As('、', Kind::Punct),
        0x3002 | 0xFF61 => return Fold::As('。', Kind::Punct),
        // brackets of tokens and what they are escaped to are alike
        0x2772 => return Fold::As('〔', Kind::Punct),
        0x2773 => return Fold::As('〕', Kind::Punct),
        0x3007 => return Fold::Han('零'),
        // what stands for a value already found is never text
        0xE000 => return Fold::Drop,
        // rings of all sizes for a zero
        0x25CB | 0x25CE | 0x25EF | 0x26AA | 0x2B55 | 0x2B58 => return Fold::Number(0),
        // Cyrillic letters that look like digits
        0x0417 | 0x0437 | 0x04E0 | 0x04E1 | 0x01B7 => return Fold::Number(3),
        0x0431 => return Fold::Number(6),
        0x0427 | 0x0447 => return Fold::Number(4),
        // the sign before numbers in braille
        0x283C => return Fold::Drop,
        0x2801..=0x281B if let Some(n) = BRAILLE.iter().position(|b| *b == u as u8) => return Fold::Number(n as u8),
        0x2169 | 0x2179 => return Fold::Ascii(b'x'),
        0x1D7CE..=0x1D7FF => return Fold::Number(((u - 0x1D7CE) % 10) as u8),
        0x1D400..=0x1D6A3 => return math_letter(u),
        _ => {}
    }
    // numerals of Chinese origin as Koreans say them
    #[rustfmt::skip]
    const KOREAN: [(char, char); 11] = [
        ('공', '零'), ('영', '零'), ('일', '一'), ('이', '二'), ('삼', '三'), ('사', '四'), ('오', '五'), ('육', '六'), ('칠', '七'), ('팔', '八'), ('구', '九'),
    ];
    if let Some((_, han)) = KOREAN.iter().find(|(k, _)| *k == c) {
        return Fold::Han(*han);
    }
    if within(MARKS, u) {
        return Fold::Attach;
    }
    if within(INVISIBLE, u) {
        return Fold::Drop;
    }
    if let Some((a, _, n)) = NUMBERED.iter().find(|(a, b, _)| (*a..=*b).contains(&u)) {
        return Fold::Number(n.saturating_add((u - a) as u8));
    }
    if let Some(z) = ZEROS.iter().find(|z| (**z..**z + 10).contains(&u)) {
        return Fold::Number((u - z) as u8);
    }
    if let Some((a, _, up)) = LETTERED.iter().find(|(a, b, _)| (*a..=*b).contains(&u)) {
        let base = if *up { b'A' } else { b'a' };
        return Fold::Ascii(base + ((u - a) % 26) as u8);
    }
    let t = &tables().accents;
    if let Some(p) = t.binary_search_by_key(&c, |p| p.0).ok().and_then(|i| t.get(i)) {
        return Fold::Ascii(p.1);
    }
    if let Some((_, b)) = PUNCT.iter().find(|(s, _)| s.contains(c)) {
        return Fold::Ascii(*b);
    }
    composed(c).unwrap_or_else(|| Fold::As(lower(c), kind(c)))
}

/// What Unicode says a character is made of or compatible with (NFKD without its marks): a letter, a digit or a Han
/// character.
fn composed(c: char) -> Option<Fold> {
    let plain = |c: &char| !unicode_normalization::char::is_combining_mark(*c) && !matches!(c, '(' | ')' | '.' | ',' | ' ');
    let mut parts = std::iter::once(c).nfkd().filter(plain);
    match (parts.next()?, parts.next(), parts.next()) {
        (a, None, _) if a.is_ascii_alphanumeric() => Some(Fold::Ascii(a as u8)),
        (a, None, _) if a != c && han(a).is_some() => Some(Fold::Han(a)),
        (a, Some(b), None) if a.is_ascii_digit() && b.is_ascii_digit() => {
            Some(Fold::Number((a as u8 - b'0') * 10 + (b as u8 - b'0')))
        }
        _ => None,
    }
}

fn math_letter(u: u32) -> Fold {
    let i = ((u - 0x1D400) % 52) as u8;
    Fold::Ascii(if i < 26 { b'A' + i } else { b'a' + i - 26 })
}

fn lower(c: char) -> char {
    let mut it = c.to_lowercase();
    match (it.next(), it.next()) {
        (Some(l), None) => l,
        _ => c,
    }
}

fn kind(c: char) -> Kind {
    let u = c as u32;
    if (0x3400..=0x4DBF).contains(&u) || (0x20000..=0x323AF).contains(&u) || (0xF900..=0xFAFF).contains(&u) {
        Kind::Han
    } else if c.is_alphabetic() {
        Kind::Letter
    } else if c.is_whitespace() {
        Kind::Space
    } else if (0x2010..=0x2027).contains(&u) || (0x3000..=0x303F).contains(&u) || (0xFE30..=0xFE6F).contains(&u) || u == 0xB7 {
        Kind::Punct
    } else {
        Kind::Symbol
    }
}
