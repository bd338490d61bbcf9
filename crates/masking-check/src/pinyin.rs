//! Words of pinyin without tones.

/// How many syllables of pinyin without tones a word in small letters is made of, if of nothing else: "xiaoyu" of
/// two. Errs towards syllables that no word has.
pub fn syllables(w: &str) -> Option<usize> {
    const INITIALS: &[&str] =
        &["zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g", "k", "h", "j", "q", "x", "r", "z", "c", "s", "y", "w"];
    const ALONE: &[&str] = &["a", "ai", "an", "ang", "ao", "e", "ei", "en", "er", "o", "ou"];
    const FINALS: &[&str] = &[
        "iang", "iong", "uang", "ang", "eng", "ong", "iao", "ian", "ing", "uai", "uan", "ai", "ei", "ao", "ou", "an", "en", "ia",
        "ie", "iu", "in", "ua", "uo", "ui", "un", "ue", "ve", "er", "a", "o", "e", "i", "u", "v",
    ];
    const LONGEST: usize = 20;
    if w.len() > LONGEST || !w.is_ascii() {
        return None;
    }
    // fewest syllables of each beginning of the word
    let mut least = [usize::MAX; LONGEST + 1];
    least[0] = 0;
    for at in 0..w.len() {
        let n = least[at];
        if n == usize::MAX {
            continue;
        }
        let rest = &w[at..];
        let initial = INITIALS.iter().find(|i| rest.starts_with(**i)).map_or(0, |i| i.len());
        let ends = if initial == 0 { ALONE } else { FINALS };
        for end in ends.iter().filter(|e| rest[initial..].starts_with(**e)).map(|e| at + initial + e.len()) {
            least[end] = least[end].min(n + 1);
        }
    }
    Some(least[w.len()]).filter(|n| *n < usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_made_of_syllables() {
        assert_eq!(
            (syllables("xiaoyu"), syllables("zhanglei"), syllables("rtx"), syllables("black")),
            (Some(2), Some(2), None, None)
        );
    }
}
