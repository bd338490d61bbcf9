//! The lists: names, ordinary words and words of addresses in Latin letters, Chinese surnames, and the characters by which
//! Chinese addresses, plates and names are told.

use crate::tokens::{
    BRAND, COMPANY, FIRM, FIRST, HEAD, LAST, LINK, NATION, ORDINARY, PARTICLE, PLACE_STATE, PLAIN, SOFT, STOP, TITLE, TOWN, UNIT,
    WEAK,
};

/// Chinese names, their parts and what begins like one: a line each kind, "kind: words".
pub static NAMES_ZH: &str = include_str!("../data/names_zh.txt");
static NAMES_EN: &str = include_str!("../data/names_en.txt");
static ADDRESS_EN: &str = include_str!("../data/address_en.txt");
static ORDINARY_WORDS: [&str; 2] = [include_str!("../data/ordinary_en.txt"), include_str!("../data/words_latin.txt")];
/// Long lists of names from public sources.
static NAMES_LATIN: &str = include_str!("../data/names_latin.txt");

const PARTICLES: &[&str] = &[
    "van", "von", "de", "la", "del", "bin", "al", "der", "da", "di", "le", "mac", "st", "ten", "ter", "den", "dos", "das", "do",
    "el", "af", "zu", "y",
];

/// Characters that are never part of a given name in running text.
pub const FUNCTION_CHARS: &str = "的了是在不我你您他她它们这那哪吗呢吧啊呀哦嗯哈么什怎给把被让跟就都也还又很太更没有要能会说看到过着去来请问谁几多个只件元块年月号码电话手机吃喝买卖用户订单店街路区县市镇省门口钱点分秒再才却但所从对将向往每各某另已经最何呗嘛咯喽噢喔唉哎";

/// First characters of the words that end a component.
pub const SUFFIXES: &str =
    "软物创电酒宾医学校产科工住自街开新省县镇乡旗盟村州市区大公高胡路巷弄道里条环线段桥小社花广家中宿景苑府邸湾庭墅屯";
/// First characters of the units of house numbers.
pub const UNITS: &str = "队号单栋幢座室弄巷院组户排楼层期区床舍房门";

/// Characters that end a name to their left: they belong to the sentence, not to a place.
pub const STOPS: &str = "是在的了你我他她它您这那哪请把让吗呢吧啊从去住给说问找就但因所没已被叫收寄送发往:,。!?;、\"“”()/|~";

/// Province characters of plates (GA 36-2018).
pub const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使";

/// The words of the line of `kind`.
fn line(data: &'static str, kind: &str) -> impl Iterator<Item = &'static str> {
    let line = data.lines().find_map(|l| l.strip_prefix(kind)?.strip_prefix(": ")).unwrap_or("");
    line.split_whitespace()
}

/// Call `add` with every word of names and ordinary talk and what it is (see `tokens`).
pub fn names(mut add: impl FnMut(&'static str, u32)) {
    for (kind, bit) in [("first", FIRST), ("last", LAST), ("plain", PLAIN), ("stop", STOP), ("firm", COMPANY), ("title", TITLE)] {
        line(NAMES_EN, kind).for_each(|w| add(w, bit));
    }
    PARTICLES.iter().for_each(|w| add(w, PARTICLE));
    brands().filter_map(|name| name.split('_').next()).for_each(|w| add(w, BRAND));
    let lines = |text: &'static str| text.lines().filter(|l| !l.starts_with('#'));
    ORDINARY_WORDS.iter().flat_map(|t| lines(t)).flat_map(str::split_whitespace).for_each(|w| add(w, ORDINARY));
    let mut bit = 0;
    for line in lines(NAMES_LATIN) {
        match line {
            "+first" => bit = FIRST,
            "+last" => bit = LAST,
            "+plain" => bit = PLAIN,
            words => words.split_whitespace().for_each(|w| add(w, bit)),
        }
    }
}

/// Brands, with '_' between the words of one.
pub fn brands() -> impl Iterator<Item = &'static str> {
    line(NAMES_EN, "brand")
}

/// Call `add` with every word of addresses and what it is (see `tokens`).
pub fn addresses(mut add: impl FnMut(&'static str, u32)) {
    #[rustfmt::skip]
    let kinds = [("firm", FIRM), ("soft", SOFT), ("weak", WEAK), ("head", HEAD), ("unit", UNIT), ("state", PLACE_STATE), ("nation", NATION), ("link", LINK), ("town", TOWN)];
    for (kind, bit) in kinds {
        line(ADDRESS_EN, kind).for_each(|w| add(w, bit));
    }
}

/// Endings written together with the name of a street.
pub fn street_tails() -> impl Iterator<Item = &'static str> {
    line(ADDRESS_EN, "tail")
}

/// Characters that begin a surname.
pub fn surnames() -> String {
    let of = |kind: &'static str| NAMES_ZH.lines().filter_map(move |l| l.strip_prefix(kind)?.strip_prefix(": "));
    let double = of("double").flat_map(|l| l.split(' ')).filter_map(|w| w.chars().next());
    of("common").chain(of("rare")).flat_map(str::chars).chain(double).collect()
}
