//! Digits and letters that look like each other.

/// The digit a Latin letter looks like; `edge` letters are trusted even at the end of a number.
#[inline]
pub fn look(c: char) -> Option<(u8, bool)> {
    const LOOKS: &[(char, u8)] =
        &[('o', 0), ('l', 1), ('i', 1), ('q', 0), ('d', 0), ('z', 2), ('e', 3), ('a', 4), ('s', 5), ('b', 8), ('g', 9), ('t', 7)];
    LOOKS.iter().find(|l| l.0 == c).map(|l| (l.1, matches!(c, 'o' | 'l' | 'i')))
}

/// The letter a digit or sign stands for inside a word (`f0ur`, `sn@p`).
#[inline]
pub fn unleet(d: char) -> char {
    match d {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        '8' => 'b',
        '|' => 'l',
        d => d,
    }
}
