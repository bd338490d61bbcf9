//! Who signs a message in English, where no list has the name: "Thanks, Priyanka".

use crate::cand::{Cand, Ctx};
use crate::fold::Kind;
use crate::label::Label;
use crate::tokens::{BRAND, COMMON, Token};

/// Words that close a message.
const CLOSINGS: [&str; 10] = ["thanks", "thank you", "cheers", "regards", "best", "sincerely", "yours", "rgds", "thx", "love"];

/// The one to three capitalised words that end the message behind a closing word and a comma or a new line.
pub(crate) fn find(ctx: &Ctx<'_>, tokens: &[Token], out: &mut Vec<Cand>) {
    let f = ctx.f;
    let name = |t: &&Token| t.capital && !t.caps && t.e - t.s > 2 && t.bits & (COMMON | BRAND) == 0;
    let n = tokens.iter().rev().take(4).take_while(name).count();
    let Some(row) = tokens.len().checked_sub(n).and_then(|k| tokens.get(k..)).filter(|_| (1..=3).contains(&n)) else { return };
    let (Some(first), Some(last)) = (row.first(), row.last()) else { return };
    let (s, e) = (first.s as usize, last.e as usize);
    let joined = row.windows(2).all(|p| p[1].s == p[0].e + 1 && f.ch(p[0].e as usize) == ' ');
    let ends = (e..f.cells.len()).all(|k| !f.alnum(k) && !matches!(f.kind(k), Kind::Han | Kind::Letter));
    let before = f.str(0, s).trim_end_matches([' ', '\n', '-']);
    let parted = before.ends_with([',', '!']) || f.str(0, s).trim_end_matches(' ').ends_with('\n');
    let before = before.trim_end_matches([',', '!', ' ']);
    let closed = CLOSINGS.iter().any(|w| before.ends_with(w));
    let known = out.iter().any(|c| c.s < e && s < c.e && c.score >= 0.5);
    if joined && ends && parted && closed && !known {
        out.push(Cand::plain(f, (s, e), Label::Person, 0.54, "name.en.signed"));
    }
}

/// "VAN DER MERWE/PIETER MR": a passenger as tickets have them.
pub(crate) fn ticketed(ctx: &Ctx<'_>, tokens: &[Token], out: &mut Vec<Cand>) {
    const TITLES: [&str; 6] = ["mr", "mrs", "ms", "miss", "mstr", "dr"];
    let f = ctx.f;
    let upper = |t: &Token| t.caps && t.e - t.s > 1;
    let gap = |a: &Token, b: &Token, sign: char| b.s == a.e + 1 && f.ch(a.e as usize) == sign;
    for (i, w) in tokens.windows(3).enumerate() {
        let titled = TITLES.contains(&f.str(w[2].s as usize, w[2].e as usize)) && gap(&w[1], &w[2], ' ');
        let words = w[0].bits & COMMON != 0 && w[1].bits & COMMON != 0;
        if words || !(upper(&w[0]) && upper(&w[1]) && gap(&w[0], &w[1], '/') && titled) {
            continue;
        }
        let more = tokens[..=i].windows(2).rev().take(3).take_while(|p| upper(&p[0]) && gap(&p[0], &p[1], ' ')).count();
        let (s, e) = (tokens[i - more].s as usize, w[2].e as usize);
        out.push(Cand::plain(f, (s, e), Label::Person, 0.9, "name.en.ticket"));
    }
}

#[cfg(test)]
mod tests {
    use crate::look::told;

    #[test]
    fn tickets_name_their_passengers() {
        let found = |text: &str| told(text, "name.en.ticket");
        assert_eq!(found("passenger 1 VAN DER ZANDT/OKO MR").as_deref(), Some("van der zandt/oko mr"));
        assert_eq!(found("READ/WRITE speed"), None);
    }

    #[test]
    fn names_no_list_has_sign_messages() {
        let found = |text: &str| told(text, "name.en.signed");
        assert_eq!(found("it works now, many thanks,\nOkwudili Zandt").as_deref(), Some("okwudili zandt"));
        for text in ["Thanks, Support Team", "thanks for Zandt", "Thanks, it works"] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
