//! Tokens in text, and acting on what they stand for. Pure.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use masking_core::{CLOSE, OPEN};

/// Seconds after which a shown original is covered again.
pub(crate) const REMASK_AFTER_S: u32 = 30;
/// Characters of an ending that may be compared: enough to recognise a value, too few to find it out.
pub(crate) const ENDING_MAX: usize = 4;
pub(crate) const ENDING_MIN: usize = 2;

/// A token's name and number: 手机 and 1 of 〔手机·1〕.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Mark {
    pub(crate) name: String,
    pub(crate) ordinal: i64,
}

impl Mark {
    /// Reads `手机·1`, with or without its brackets.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let inner = text.strip_prefix(OPEN).map_or(Some(text), |rest| rest.strip_suffix(CLOSE))?;
        let (name, number) = inner.rsplit_once('·')?;
        let plain = !name.is_empty() && !name.contains([OPEN, CLOSE]) && !number.starts_with(['0', '+']);
        let ordinal = number.parse().ok().filter(|n| *n > 0)?;
        plain.then(|| Self { name: name.to_owned(), ordinal })
    }

    pub(crate) fn text(&self) -> String {
        format!("{OPEN}{}·{}{CLOSE}", self.name, self.ordinal)
    }
}

/// A piece of a text: as it stands, or something that looks like a token.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Text(&'a str),
    Token(&'a str, Mark),
}

/// Splits a text at its tokens. The pieces' texts joined are the text.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let (mut from, mut look) = (0, 0);
    while let Some(open) = text.get(look..).and_then(|rest| rest.find(OPEN)).map(|at| look + at) {
        look = open + OPEN.len_utf8();
        let Some(close) = text.get(look..).and_then(|rest| rest.find(CLOSE)).map(|at| look + at + CLOSE.len_utf8()) else {
            break;
        };
        let Some((token, mark)) = text.get(open..close).and_then(|token| Some((token, Mark::parse(token)?))) else { continue };
        if let Some(before) = text.get(from..open).filter(|before| !before.is_empty()) {
            out.push(Piece::Text(before));
        }
        out.push(Piece::Token(token, mark));
        (from, look) = (close, close);
    }
    if let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
        out.push(Piece::Text(rest));
    }
    out
}

/// Whether the value ends with `ending`, letters and digits compared without case.
pub(crate) fn ends_with(value: &str, ending: &str) -> bool {
    bare(value).ends_with(&bare(ending))
}

/// Letters and digits only, lower case, full width folded.
pub(crate) fn bare(text: &str) -> String {
    let narrow = |c: char| match c as u32 {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    text.chars().map(narrow).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_are_read_and_written() {
        let mark = Mark { name: "手机".to_owned(), ordinal: 12 };
        assert_eq!(Mark::parse("〔手机·12〕"), Some(mark.clone()));
        assert_eq!(Mark::parse("手机·12"), Some(mark.clone()));
        assert_eq!(mark.text(), "〔手机·12〕");
        for bad in [
            "",
            "〔〕",
            "〔手机〕",
            "〔手机·〕",
            "〔手机·0〕",
            "〔手机·01〕",
            "〔手机·-1〕",
            "〔·1〕",
            "〔手机·1",
            "手机·1〕",
            "〔手〔机·1〕",
        ] {
            assert_eq!(Mark::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn tokens_are_found_among_stray_brackets() {
        let found = |text: &'static str| {
            let tokens = pieces(text).into_iter().filter_map(|p| if let Piece::Token(t, _) = p { Some(t) } else { None });
            tokens.collect::<Vec<_>>()
        };
        assert_eq!(found("打〔手机·1〕或〔手机·2〕"), ["〔手机·1〕", "〔手机·2〕"]);
        assert_eq!(found("〔〔手机·1〕〕"), ["〔手机·1〕"]);
        assert_eq!(found("〔手机·1"), [""; 0]);
    }

    #[test]
    fn endings_ignore_dress() {
        assert!(ends_with("138 1234 5678", "56-78"));
        assert!(ends_with("11010519491231002X", "02ｘ"));
        assert!(!ends_with("13812345678", "1234"));
    }

    proptest! {
        #[test]
        fn pieces_join_to_the_text(parts in prop::collection::vec(prop_oneof![Just("〔".to_owned()), Just("〕".to_owned()), Just("〔手机·1〕".to_owned()), Just("·1".to_owned()), "\\PC{0,4}"], 0..12)) {
            let text = parts.concat();
            let joined: String = pieces(&text).into_iter().map(|p| match p { Piece::Text(t) | Piece::Token(t, _) => t }).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
