//! The answer to a question for a code or an account: a token, or a part of one, and hardly a word beside it.

use crate::cand::{Cand, Ctx};
use crate::chars::{Words, any_of};
use crate::cues::Cue;
use crate::fold::{Folded, Kind};
use crate::label::Label;
use crate::tokens::{ORDINARY, STOP, look_up};

/// Words before an answer: which part it is, or that it comes.
static LEADS: Words = Words::new(&[
    "first part",
    "second part",
    "third part",
    "last part",
    "first half",
    "second half",
    "the rest",
    "rest",
    "then",
    "and",
    "next",
    "finally",
    "it's",
    "its",
    "it",
    "is",
    "that's",
    "this is",
    "starts with",
    "begins with",
    "ends with",
    "ends in",
    "followed by",
    "sure",
    "yes",
    "ok",
    "okay",
    "后面",
    "前面",
    "中间",
    "然后",
    "接着",
    "最后",
    "开头",
    "结尾",
    "剩下",
    "跟着",
    "第一段",
    "第二段",
    "第三段",
    "前半",
    "后半",
    "再",
    "的",
    "就",
    "是",
    "好",
    "嗯",
    "有",
]);

/// Longest answer, in cells, and most words before it.
const LONGEST: usize = 64;
const WORDS: usize = 6;

/// The answer to what was asked for.
pub(crate) fn find(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    let Some(cue) = ctx.expect.filter(|_| f.cells.len() <= LONGEST && f.latin + f.digits > 2) else { return };
    let (label, account) = match cue {
        Cue::Order => (Label::OrderNo, false),
        Cue::Tracking => (Label::TrackingNo, false),
        Cue::Passport => (Label::Passport, false),
        Cue::Email => (Label::Email, true),
        Cue::Wechat => (Label::Wechat, true),
        Cue::Handle => (Label::Handle, true),
        Cue::Username => (Label::Username, true),
        Cue::Alipay => (Label::Alipay, true),
        _ => return,
    };
    let s = lead(f);
    let e = if account { account_end(f, s) } else { code_end(f, s) };
    // nothing else is said
    if e == s || (e..f.cells.len()).any(|k| f.alnum(k) || f.kind(k) == Kind::Han && !any_of!(f.ch(k), "哈哦啊的呢")) {
        return;
    }
    if account && is_account(f, s, e) || !account && is_code(f, s, e) {
        out.push(Cand::plain(f, (s, e), label, 0.56, "asked"));
    }
}

/// The first cell behind the words that lead to an answer.
fn lead(f: &Folded) -> usize {
    let mut s = 0;
    for _ in 0..WORDS {
        while matches!(f.ch(s), ' ' | ',' | ':' | '-' | '"') {
            s += 1;
        }
        let whole = |w: &&str| !w.is_ascii() || !f.alnum(s + w.len());
        let Some(w) = LEADS.at(f, s).filter(whole).max_by_key(|w| w.len()) else { break };
        s += w.chars().count();
    }
    s
}

/// The end of a name of an account at `s`.
fn account_end(f: &Folded, s: usize) -> usize {
    let part = |k: &usize| f.alnum(*k) || any_of!(f.ch(*k), "_.-+");
    let e = s + (s..).take_while(part).count();
    // a full stop at the end is the sentence's
    e - usize::from(e > s && any_of!(f.ch(e - 1), ".-"))
}

/// Joints or digits, or letters that make no word.
fn is_account(f: &Folded, s: usize, e: usize) -> bool {
    let w = f.str(s, e);
    let letters = w.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = w.bytes().filter(u8::is_ascii_digit).count();
    let joined = w.contains(['_', '.', '-', '+']);
    match (letters, digits) {
        (0, n) => joined && n > 1 && w.starts_with('_'),
        (1.., 0) => w.len() > 4 && (joined || look_up(w).0 & (ORDINARY | STOP) == 0),
        _ => w.len() > 3,
    }
}

/// The end of a code at `s`: rows of letters and digits with single signs between them.
fn code_end(f: &Folded, s: usize) -> usize {
    let mut e = s;
    loop {
        let row = (e..).take_while(|k| f.alnum(*k)).count();
        // words are no parts of a code
        let wordy = row > 0 && (e..e + row).all(|k| f.kind(k) == Kind::Latin && !f.cells[k].is_upper());
        if row == 0 || wordy {
            return if e > s { e - 1 } else { s };
        }
        e += row;
        if !(any_of!(f.ch(e), " -") && f.alnum(e + 1)) {
            return e;
        }
        e += 1;
    }
}

/// Digits, or digits and letters, and no date or amount.
fn is_code(f: &Folded, s: usize, e: usize) -> bool {
    let w = f.str(s, e);
    let digits = w.bytes().filter(u8::is_ascii_digit).count();
    let dated = w.len() == 10 && w.bytes().filter(|b| *b == b'-').count() == 2;
    digits > 2 && w.len() > 4 && !dated && f.kind(e) != Kind::Symbol && !any_of!(f.ch(s.wrapping_sub(1)), "$¥€£")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::Look;

    fn answer(text: &str, cue: Cue) -> Option<String> {
        let mut x = Look::default();
        let (f, cands, _) = x.at((text, &[], false), (Some(cue), true), &mut |_, _, _| {});
        cands.iter().find(|c| c.rule == "asked").map(|c| f.str(c.s, c.e).to_owned())
    }

    #[test]
    fn bare_answers_are_what_was_asked_for() {
        assert_eq!(answer("the rest is 51972", Cue::Order).as_deref(), Some("51972"));
        assert_eq!(answer("1Z88W4", Cue::Tracking).as_deref(), Some("1z88w4"));
        assert_eq!(answer("后面是_2071", Cue::Wechat).as_deref(), Some("_2071"));
        assert_eq!(answer("carla.nowak", Cue::Email).as_deref(), Some("carla.nowak"));
        for (text, cue) in [("it is late", Cue::Order), ("2026-03-01", Cue::Order), ("maybe", Cue::Wechat), ("yes 2", Cue::Order)]
        {
            assert_eq!(answer(text, cue), None, "{text}");
        }
    }
}
