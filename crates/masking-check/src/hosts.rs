//! Hosts of mail: providers by their names, and the endings of hosts.

use std::borrow::Cow;

use crate::set::WordSet;

/// Mail providers that are an address even without their ending.
#[rustfmt::skip]
pub static PROVIDERS: WordSet = WordSet::new(&[
    "qq", "163", "126", "gmail", "outlook", "hotmail", "yahoo", "sina", "sohu", "foxmail", "icloud", "proton", "protonmail",
    "live", "aliyun", "139", "189", "yeah", "aol", "gmx", "msn", "me", "mail", "tom", "21cn", "yandex", "zoho", "btinternet",
    "comcast", "verizon", "rediffmail", "naver", "hanmail", "wanadoo", "virginmedia", "talktalk", "fastmail", "tutanota", "ymail",
    "googlemail", "libero",
]);
/// Endings accepted after a disguised dot.
#[rustfmt::skip]
pub static ENDINGS: WordSet = WordSet::new(&[
    "com", "cn", "net", "org", "edu", "gov", "io", "me", "co", "uk", "us", "info", "biz", "de", "fr", "jp", "hk", "tw", "au",
    "ca", "in", "eu", "ru", "es", "it", "nl", "se", "no", "ch", "at", "be", "br", "mx", "kr", "sg", "nz", "ie", "app", "dev",
    "xyz", "top", "vip", "cc", "康姆", "抗母", "康母", "卡姆", "抗姆", "康木", "考姆", "靠姆", "肯姆", "控姆", "tv", "online",
    "site", "shop", "club", "mail", "email", "pl", "cz", "pt", "fi", "dk", "gr", "hu", "ro", "sk", "tr", "ua", "za", "vn", "ae", "il", "cl",
    "hr", "bg", "lt", "lv", "ee",
]);
/// Providers by their Chinese names.
pub const CHINESE: &[&str] = &["扣扣", "新浪", "网易", "搜狐", "谷歌", "企鹅"];
/// "com" by its sound.
pub const SAID: &[&str] = &["康姆", "抗母", "康母", "卡姆", "抗姆", "康木", "考姆", "靠姆", "肯姆", "控姆"];

/// Lower case, words for dots undone, spaces gone.
pub fn canonical(name: &str, host: &str) -> String {
    let plain = |s: &str| s.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+'));
    if plain(name) && plain(host) {
        return [name, "@", host].concat();
    }
    let clean = |s: &str| {
        if plain(s) {
            return s.to_owned();
        }
        let mut t = s.replace(" underscore ", "_");
        for w in [" dot ", "(dot)", "[dot]", "点", "。", "·", " . ", ","] {
            t = t.replace(w, ".");
        }
        t.chars().filter(|c| !matches!(c, ' ' | '(' | ')' | '[' | ']' | '{' | '}')).collect::<String>()
    };
    format!("{}@{}", clean(name), clean(host))
}

/// Without spaces.
pub fn squeezed(text: &str) -> Cow<'_, str> {
    if text.as_bytes().contains(&b' ') { Cow::Owned(text.replace(' ', "")) } else { Cow::Borrowed(text) }
}
