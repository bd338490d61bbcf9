//! Text written character by character with the same sign after each: "朝 阳 区", "j*o*e*9*9", "[a][b][c]".

/// Fewest characters of such a stretch, and fewest of them that are no digits: rows of digits are numbers, read as such.
const LEAST: usize = 6;
const LETTERS: usize = 2;
/// Fewest characters of one beside a longer one.
const SHORT: usize = 3;
/// Longest sign between two characters.
const LONGEST: usize = 3;

/// Positions of the signs that only part single characters in a text of `n` characters.
pub fn joints(n: usize, ch: impl Fn(usize) -> char) -> Vec<usize> {
    let (mut out, mut sure) = (Vec::new(), None);
    let at = |k: usize| if k < n { ch(k) } else { '\n' };
    let mut i = 0;
    while i + 1 < n {
        let c = at(i);
        let starts = sign(at(i + 1)) && c.is_alphanumeric() && !(c.is_ascii() && glued(&at, i));
        let gap = if starts { (i + 1..i + 2 + LONGEST).take_while(|k| sign(at(*k))).count() } else { 0 };
        // "h . l i u": a sign of the text itself
        let gap = if gap == 3 && at(i + 1) == at(i + 3) && at(i + 1) != at(i + 2) { 1 } else { gap };
        i += match (1..=LONGEST).contains(&gap) {
            true => {
                // beside a long stretch a short one with the same sign is none by chance: "j-o-e-9-9-1 at g-m-x"
                let again = gap == 1 && sure == Some(at(i + 1));
                let (before, first) = (out.len(), at(i + 1));
                let n = stretch(n, &at, (i, gap, if again { SHORT } else { LEAST }), &mut out).max(1);
                if out.len() > before && gap == 1 && matches!(first, '-' | '.' | '_' | '*') {
                    sure = Some(first);
                }
                n
            }
            false => 1,
        };
    }
    out
}

/// Whether letters or digits stand right before position `i`, other than a word of one or two behind Han: "加vx".
fn glued(at: &impl Fn(usize) -> char, i: usize) -> bool {
    let n = (0..i).rev().take(3).take_while(|k| at(*k).is_ascii_alphanumeric()).count();
    n > 0 && !(n < 3 && n < i && !at(i - n - 1).is_ascii() && at(i - n - 1).is_alphanumeric())
}

/// What may stand between two characters.
fn sign(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '\n' | '\r' | '\u{E000}')
}

/// Add the joints of the stretch that begins at `from` and has `gap` characters between any two; how long it is.
fn stretch(n: usize, at: &impl Fn(usize) -> char, (from, gap, least): (usize, usize, usize), out: &mut Vec<usize>) -> usize {
    let begun = out.len();
    let joint = |k: usize| (0..gap).all(|d| k + d < n && at(k + d) == at(from + 1 + d));
    let spaced = (0..gap).all(|d| at(from + 1 + d) == ' ');
    let (mut k, mut items, mut letters, mut digits) = (from, 1, 0, 0);
    let mut count = |c: char| if c.is_ascii_digit() { digits += 1 } else { letters += usize::from(c.is_alphanumeric()) };
    count(at(from));
    if spaced && gap > 1 {
        return 1;
    }
    while joint(k + 1) {
        let mut next = k + 1 + gap;
        // a space of the text itself, alone or with the sign on both sides
        let space = spaced && at(next) == ' ';
        if space {
            next += if joint(next + 1) { 1 + gap } else { 1 };
        }
        let c = at(next);
        let part = c.is_alphanumeric() || !space && sign(c) && joint(next + 1);
        if !part || c.is_ascii_alphanumeric() && at(next + 1).is_ascii_alphanumeric() {
            break;
        }
        out.extend(k + 1..k + 1 + gap);
        if space && next > k + 2 + gap {
            out.extend(next - gap..next);
        }
        count(c);
        (k, items) = (next, items + 1);
    }
    // things are listed with such signs
    let listed = matches!(at(from + 1), '、' | ',' | '，' | '/' | ';') && digits < 2;
    if items < least || letters < LETTERS || listed {
        out.truncate(begun);
    }
    // another may begin within a short one
    if items < least { 1 } else { k - from }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(s: &str) -> String {
        let chars: Vec<char> = s.chars().collect();
        let gone = joints(chars.len(), |k| chars[k]);
        chars.iter().enumerate().filter(|(k, _)| !gone.contains(k)).map(|(_, c)| *c).collect()
    }

    #[test]
    fn single_characters_are_joined() {
        for (written, plain) in [
            ("寄朝 阳 区 建 国 路 8 8 号收", "寄朝阳区建国路88号收"),
            ("my mail j o e 9 9 @ g m x . d e please", "my mail joe99@gmx.de please"),
            ("at 1 2   O a k   S t r e e t", "at 12 Oak Street"),
            ("1 2  O a k  S t r e e t", "12 Oak Street"),
            ("加 [a][b][c][d][1][2]", "加 [abcd12]"),
            ("s*t*a*r*_*9*1", "star_91"),
            ("l-e-n-a-4-1 at g-m-x dot d-e-u", "lena41 at gmx dot deu"),
            ("加vk a i _ 0 9", "加vkai_09"),
            ("v❤:h . l i u 9 @ x . i o", "v❤:h.liu9@x.io"),
            ("F l a t   2 ,   7   M i l l   L n", "Flat 2, 7 Mill Ln"),
        ] {
            assert_eq!(join(written), plain);
        }
    }

    #[test]
    fn other_text_stays() {
        for s in
            ["1 3 8 0 0 1 3 8", "红、黄、蓝、绿、青、紫", "a b c", "I am at a 5 o clock", "好 的 谢谢 你 们", "U.S.A. is fine"]
        {
            assert_eq!(join(s), s);
        }
    }
}
