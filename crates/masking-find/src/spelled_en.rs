//! Names in Latin letters, spelled letter by letter.

use crate::cand::{Cand, Ctx};
use crate::cues::Cue;
use crate::label::Label;
use crate::tokens::Token;

/// "name: M a r c u s  D o y l e": an announced name letter by letter.
pub(crate) fn spelled(ctx: &Ctx<'_>, tokens: &[Token], out: &mut Vec<Cand>) {
    let f = ctx.f;
    let next = |a: &Token, b: &Token| {
        let gap = b.s as usize - a.e as usize;
        b.e == b.s + 1 && (1..=3).contains(&gap) && (a.e..b.s).all(|k| matches!(f.ch(k as usize), ' ' | '-' | '.' | '*' | '_'))
    };
    let mut i = 0;
    while i + 3 < tokens.len() {
        let row = tokens.get(i..).unwrap_or_default();
        let n = 1 + row.windows(2).take_while(|w| next(&w[0], &w[1])).count();
        i += n;
        let (Some(first), Some(last)) = (row.first(), row.get(n - 1)) else { break };
        let (s, e) = (first.s as usize, last.e as usize);
        if n < 4 || first.e != first.s + 1 {
            continue;
        }
        let before = f.str(s.saturating_sub(12), s).trim_end_matches([' ', ':', '-', '=']);
        let named = ["name", "name is", "called", "named", "surname"].iter().any(|w| before.ends_with(w));
        if named || ctx.near.before(s, Cue::Announce, 3).is_some() || ctx.expect == Some(Cue::Name) {
            let canonical =
                f.str(s, e).split("  ").map(|w| w.replace([' ', '-', '.', '*', '_'], "")).collect::<Vec<_>>().join(" ");
            out.push(Cand { s, e, label: Label::Person, score: 0.72, rule: "name.en.spelled", canonical });
        }
    }
}
