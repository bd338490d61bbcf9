//! Characters written in the escapes of web pages, addresses and programs: `&#49;`, `%31`, `\u0031`,
//! `\n`, and tags that show nothing.

/// Longest tag that is taken out, in bytes.
const TAG: usize = 24;
/// Tags that show nothing by themselves.
const TAGS: &[&str] = &["b", "i", "u", "s", "em", "br", "wbr", "span", "strong", "font", "p", "div"];
/// Named characters: those that part a number, and those that show nothing.
#[rustfmt::skip]
const NAMED: &[(&str, Option<u8>)] = &[
    ("&nbsp;", Some(b' ')), ("&ensp;", Some(b' ')), ("&emsp;", Some(b' ')), ("&thinsp;", Some(b' ')), ("&amp;", Some(b'&')),
    ("&commat;", Some(b'@')), ("&period;", Some(b'.')), ("&zwj;", None), ("&zwnj;", None), ("&shy;", None),
];

/// What the escape that begins at byte `at` stands for, `None` for nothing, and its length in bytes.
pub fn at(text: &[u8], at: usize) -> Option<(Option<u8>, usize)> {
    let rest = text.get(at..)?;
    match rest.first()? {
        b'%' => {
            let before = at.checked_sub(1).and_then(|k| text.get(k)).is_some_and(u8::is_ascii_digit);
            let chained = at >= 3 && text.get(at - 3) == Some(&b'%');
            let escape = rest.get(..3)?;
            let spaced = text.get(at.saturating_sub(16)..at).is_some_and(|r| r.windows(3).any(|w| w == escape));
            let byte = hex(rest.get(1..3)?)?;
            // "tel%3D1387%26name%3D…": the signs of a form, where one of them was before
            let form = |b: &[u8]| matches!(b, [b'%', b'3', b'D' | b'd' | b'A' | b'a'] | [b'%', b'2', b'6' | b'2' | b'C' | b'c']);
            let earlier = || text.get(at.saturating_sub(24)..at).is_some_and(|r| r.windows(3).any(form));
            if form(escape) && (!before || earlier()) {
                return Some((Some(byte), 3));
            }
            // "50%25" is a share, unless the row is one of escapes
            let again = || rest.get(3..rest.len().min(20)).is_some_and(|r| r.windows(3).any(|w| w == escape));
            (telling(byte) && (!before || chained || again() || spaced)).then_some((Some(byte), 3))
        }
        b'\\' => backslash(rest),
        b'&' => entity(rest),
        b'<' => tag(rest).map(|n| (None, n)),
        _ => None,
    }
}

/// A line break or tabulator of a program's text, or a character by its number.
fn backslash(rest: &[u8]) -> Option<(Option<u8>, usize)> {
    match rest.get(1)? {
        b'n' | b'r' => Some((Some(b'\n'), 2)),
        b't' => Some((Some(b' '), 2)),
        b'u' if rest.get(2..4) == Some(b"00") => Some((Some(hex(rest.get(4..6)?).filter(|b| telling(*b))?), 6)),
        b'x' => Some((Some(hex(rest.get(2..4)?).filter(|b| telling(*b))?), 4)),
        _ => None,
    }
}

/// Letters, digits and the signs of addresses.
fn telling(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'@' | b'.' | b'-' | b'_' | b'+' | b' ')
}

fn hex(digits: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(digits).ok()?;
    text.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u8::from_str_radix(text, 16).ok())?
}

fn entity(rest: &[u8]) -> Option<(Option<u8>, usize)> {
    if let Some((name, plain)) = NAMED.iter().find(|(name, _)| rest.starts_with(name.as_bytes())) {
        return Some((*plain, name.len()));
    }
    let end = rest.iter().take(8).position(|b| *b == b';')?;
    let number = std::str::from_utf8(rest.get(2..end)?).ok().filter(|_| rest.get(1) == Some(&b'#'))?;
    let value = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    if matches!(value, 0xAD | 0x200B..=0x200F | 0x2060..=0x2064 | 0xFEFF) {
        return Some((None, end + 1));
    }
    let value = u8::try_from(value).ok()?;
    (value.is_ascii_graphic() || value == b' ').then_some((Some(value), end + 1))
}

/// Length of a comment or of a tag that shows nothing.
fn tag(rest: &[u8]) -> Option<usize> {
    let end = rest.iter().take(TAG).position(|b| *b == b'>')?;
    if rest.starts_with(b"<!--") {
        // a comment that says something is no mere disguise
        let inside = rest.get(4..end)?;
        let said = inside.iter().filter(|b| b.is_ascii_alphanumeric()).count();
        return (inside.is_ascii() && said < 3).then_some(end + 1);
    }
    let name = std::str::from_utf8(rest.get(1..end)?).ok()?;
    TAGS.contains(&name.trim_matches('/').trim()).then_some(end + 1)
}
