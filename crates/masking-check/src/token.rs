//! Our own tokens, which stand for values: 〔手机·1〕, 〔手机〕, 〔手机#1a2b3c4d〕.

/// Opening bracket of a token (U+3014).
pub const OPEN: char = '〔';
/// Closing bracket of a token (U+3015).
pub const CLOSE: char = '〕';
/// The end of a token that begins at byte `at`, its opening bracket.
pub fn end(text: &str, at: usize) -> Option<usize> {
    let inside = text.get(at + OPEN.len_utf8()..)?;
    let close = inside.char_indices().take(24).find(|(_, c)| *c == CLOSE)?.0;
    let body = inside.get(..close)?;
    let (name, tail) = match body.find(['·', '#']) {
        Some(i) => (body.get(..i)?, body.get(i..)?),
        None => (body, ""),
    };
    let ordinal = tail.strip_prefix('·').is_some_and(|n| (1..=4).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()));
    let hash = tail.strip_prefix('#').is_some_and(|h| h.len() == 8 && h.bytes().all(|b| b.is_ascii_hexdigit()));
    let named = !name.is_empty() && name.chars().all(|c| c.is_alphabetic() || c == '_');
    (named && (tail.is_empty() || ordinal || hash)).then(|| at + OPEN.len_utf8() + close + CLOSE.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::end;

    #[test]
    fn only_whole_tokens_end() {
        for t in ["〔手机·1〕", "〔手机〕", "〔手机#1a2b3c4d〕", "〔ID_CARD·12〕"] {
            assert_eq!(end(t, 0), Some(t.len()), "{t}");
        }
        for t in ["〔〕", "〔手机·〕", "〔手机·12345〕", "〔手机#1a2b〕", "〔手 机〕", "〔手机·1"] {
            assert_eq!(end(t, 0), None, "{t}");
        }
    }
}
