//! Words that a draft quotes of somebody else's: `the review called you an "idiot"`, `“滚”这个词会被屏蔽`.

use crate::{fold::Cell, judge::Scene, lexicon::Found};

/// Names of the word sets that a quotation is known by: who reports it, who would be saying it themselves, and to whom.
const SAID: &str = "_said";
const OWN: &str = "_own";
const TO: &str = "you";

/// Cells of a quotation on either side of the word.
const INSIDE: usize = 40;
/// Letters between the quotation and the word that reports it; a Chinese character counts as one.
const REACH: usize = 24;
/// Letters before that word in which the draft's own writer would be named.
const NEAR: usize = 8;

const fn is_quote(cell: &Cell) -> bool {
    matches!(cell.ch, '"' | '“' | '”' | '「' | '」' | '『' | '』' | '《' | '》' | '‘' | '’' | '\'')
}

/// The quotation marks around a match, if it stands between two.
fn marks(scene: &Scene<'_>, found: &Found) -> Option<(usize, usize)> {
    let cells = &scene.folded.cells;
    let from = found.start.saturating_sub(INSIDE);
    let open = cells.get(from..found.start)?.iter().rposition(is_quote)? + from;
    let close = cells.get(found.end..)?.iter().take(INSIDE).position(is_quote)? + found.end;
    // An apostrophe is no quotation mark.
    let apart = |at: Option<usize>| at.and_then(|at| cells.get(at)).is_none_or(|cell| !cell.ch.is_ascii_alphabetic());
    let marks = [(open, open.checked_sub(1)), (close, Some(close + 1))];
    marks
        .iter()
        .all(|(at, beside)| cells.get(*at).is_none_or(|cell| !matches!(cell.ch, '\'' | '’')) || apart(*beside))
        .then_some(())?;
    Some((open, close))
}

/// Whether the match is quoted and a word near the quotation reports it as another's.
pub(crate) fn is_reported(scene: &Scene<'_>, found: &Found) -> bool {
    let Some((open, close)) = marks(scene, found) else { return false };
    let content = |from: usize, to: usize| scene.folded.content(from, to);
    let own = scene.of_name(OWN);
    // 你就是“…” is said to somebody, whatever follows.
    let spoken_to = scene.of_name(TO).iter().any(|you| you.end <= open && content(you.end, open) <= NEAR / 2);
    let mine = |word: &Found| own.iter().any(|me| me.end <= word.start && content(me.end, word.start) <= NEAR);
    scene.of_name(SAID).iter().any(|word| match word.end <= open {
        true => content(word.end, open) <= REACH && !mine(word),
        false => !spoken_to && word.start > close && content(close, word.start) <= REACH,
    })
}
