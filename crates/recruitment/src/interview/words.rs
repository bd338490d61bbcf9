//! Text made comparable: width, case and spacing folded, so that a comma of either kind counts the same.

/// Lower case, full-width forms and Chinese punctuation folded to ASCII, runs of space collapsed.
pub(crate) fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let c = match c {
            '\u{3000}' | '\t' | '\r' | '\n' | '\u{a0}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '。' => '.',
            '、' => ',',
            '“' | '”' | '「' | '」' => '"',
            '‘' | '’' => '\'',
            '【' => '[',
            '】' => ']',
            other => other,
        };
        if c == ' ' && (out.is_empty() || out.ends_with(' ')) {
            continue;
        }
        out.extend(c.to_lowercase());
    }
    out.truncate(out.trim_end().len());
    out
}

/// Edits (insert, delete, replace) from `typed` to the nearest prefix of `target`.
pub(crate) fn edits_to_prefix(typed: &[char], target: &[char]) -> usize {
    to_prefixes(typed, target).into_iter().min().unwrap_or(0)
}

/// Edits (insert, delete, replace) between two texts.
pub(crate) fn edits(a: &[char], b: &[char]) -> usize {
    to_prefixes(a, b).last().copied().unwrap_or(0)
}

/// Edits from `typed` to every prefix of `target`, the empty one first.
fn to_prefixes(typed: &[char], target: &[char]) -> Vec<usize> {
    let mut row: Vec<usize> = (0..=target.len()).collect();
    for (i, have) in typed.iter().enumerate() {
        let mut diagonal = row.first().copied().unwrap_or(0);
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
        for (j, want) in target.iter().enumerate() {
            let above = row.get(j + 1).copied().unwrap_or(usize::MAX - 1);
            let left = row.get(j).copied().unwrap_or(usize::MAX - 1);
            let best = (diagonal + usize::from(have != want)).min(above + 1).min(left + 1);
            diagonal = above;
            if let Some(cell) = row.get_mut(j + 1) {
                *cell = best;
            }
        }
    }
    row
}

/// How alike two texts are, 0–100, by shared pairs of characters (Dice).
pub(crate) fn likeness(a: &str, b: &str) -> u32 {
    let pairs = |text: &str| -> Vec<(char, char)> {
        let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        let mut pairs: Vec<_> = chars.iter().copied().zip(chars.iter().copied().skip(1)).collect();
        pairs.sort_unstable();
        pairs
    };
    let (a, mut b) = (pairs(a), pairs(b));
    let total = a.len() + b.len();
    if total == 0 {
        return 0;
    }
    let mut shared = 0;
    for pair in a {
        if let Ok(at) = b.binary_search(&pair) {
            b.remove(at);
            shared += 1;
        }
    }
    u32::try_from(200 * shared / total).unwrap_or(0)
}

/// Whether `needle` occurs in `text` (both folded) without a negation just before it.
pub(crate) fn said(text: &str, needle: &str) -> bool {
    const NEAR: [&str; 3] = ["不", "没", "别"];
    const FAR: [&str; 10] = ["不能", "不可", "不会", "不予", "无法", "没法", "not ", "n't ", "never ", "unable to "];
    text.match_indices(needle).any(|(at, _)| {
        let mut before: Vec<char> = text.get(..at).unwrap_or("").chars().rev().take(12).collect();
        before.reverse();
        let tail = |n: usize| before.iter().skip(before.len().saturating_sub(n)).collect::<String>();
        let negated =
            NEAR.contains(&tail(1).as_str()) || FAR.iter().any(|word| tail(if word.is_ascii() { 12 } else { 5 }).contains(word));
        !negated
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edits(a: &str, b: &str) -> usize {
        edits_to_prefix(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>())
    }

    #[test]
    fn folds_width_and_case() {
        assert_eq!(fold(" Ａbc，　您好。\n"), "abc, 您好.");
    }

    #[test]
    fn counts_edits_to_the_nearest_prefix() {
        assert_eq!(edits("您好请", "您好请问"), 0);
        assert_eq!(edits("您号请", "您好请问"), 1);
        assert_eq!(edits("", "abc"), 0);
        assert_eq!(edits("xyz", ""), 3);
    }

    #[test]
    fn a_negated_word_was_not_said() {
        assert!(said("可以为您补发", "补发"));
        assert!(!said("我们不能补发", "补发"));
        assert!(said("不好意思,马上给您补发", "补发"));
        assert!(!said("抱歉无法为您补发", "补发"));
        assert!(!said("we cannot send a replacement", "send a replacement"));
    }

    proptest! {
        #[test]
        fn likeness_is_bounded_and_full_for_itself(a in ".{2,40}", b in ".{0,40}") {
            prop_assert!(likeness(&a, &b) <= 100);
            prop_assert_eq!(likeness(&a, &b), likeness(&b, &a));
            if a.chars().filter(|c| c.is_alphanumeric()).count() > 1 {
                prop_assert_eq!(likeness(&a, &a), 100);
            }
        }

        #[test]
        fn edits_never_exceed_what_was_typed(a in "[a-d]{0,12}", b in "[a-d]{0,12}") {
            prop_assert!(edits(&a, &b) <= a.len());
            prop_assert_eq!(edits(&b[..b.len() / 2], &b), 0);
        }
    }
}
