//! What one turn says about the next: the question asked, and numbers given in parts.

use crate::atoms::{Atom, Group, Trust};
use crate::cand::{Cand, Ctx};
use crate::check;
use crate::cues::Cue;
use crate::fold::Kind;
use crate::label::Label;
use crate::policy::Policy;
use crate::span::{Remask, Span, Turn};
use crate::state::{Asked, Fragment, MAX_AGE_MS, SpeakerState};

/// Cues a question can ask for, in the order stored in the state.
const ASKED: &[Cue] = &[
    Cue::Phone,
    Cue::Wechat,
    Cue::Qq,
    Cue::IdCard,
    Cue::BankCard,
    Cue::Email,
    Cue::Name,
    Cue::Address,
    Cue::Order,
    Cue::Tracking,
    Cue::Alipay,
    Cue::Plate,
    Cue::Passport,
    Cue::Dob,
    Cue::Ssn,
    Cue::Username,
    Cue::Handle,
];

/// Turns of the other side a question stays open for.
const PATIENCE: u8 = 3;

/// What was asked for by somebody else a little before, if anything.
pub(crate) fn expected(state: &SpeakerState, speaker: u8, at_ms: i64) -> Option<Cue> {
    let a = state.asked.as_ref()?;
    let age = at_ms.saturating_sub(a.at_ms);
    if a.speaker == speaker || !(0..=MAX_AGE_MS * 5).contains(&age) {
        return None;
    }
    ASKED.get(usize::from(a.cue)).copied()
}

/// Enter the turn into the state; join its digits with earlier ones of the speaker. Adds the
/// spans this reveals to `kept` and returns the earlier parts.
pub(crate) fn take_up(
    ctx: &Ctx<'_>,
    turn: &mut Turn<'_>,
    policy: &Policy,
    (atoms, groups): (&[Atom], &[Group]),
    kept: &mut Vec<Cand>,
) -> Vec<Remask> {
    let remask = match part(ctx, atoms, groups) {
        Some(p) => join(ctx, turn, policy, p, kept),
        None => Vec::new(),
    };
    ask(ctx, turn);
    remask
}

/// Remember a question of this turn; count down the one of the other side.
fn ask(ctx: &Ctx<'_>, turn: &mut Turn<'_>) {
    let asked = &mut turn.state.asked;
    if let Some(a) = asked
        && a.speaker != turn.speaker
    {
        a.patience = a.patience.saturating_sub(1);
        if a.patience == 0 {
            *asked = None;
        }
    }
    let f = ctx.f;
    let question = ctx.near.any(Cue::Ask) || f.text.contains('?') || f.text.contains("请") || f.text.contains("please");
    if !question || f.cells.len() > 200 {
        return;
    }
    // what is asked for last counts, and the number of it before the thing itself
    let hit = ctx.near.hits.iter().rfind(|h| ASKED.contains(&h.cue) && (h.e - h.s >= 2 || h.cue == Cue::Qq));
    if let Some(i) = hit.and_then(|h| ASKED.iter().position(|c| *c == h.cue)) {
        *asked = Some(Asked { speaker: turn.speaker, cue: i as u8, at_ms: turn.at_ms, patience: PATIENCE });
    }
}

/// The digits of a message that may be part of a number. Cells `s..e`.
struct Part {
    digits: Vec<u8>,
    s: usize,
    e: usize,
}

fn part(ctx: &Ctx<'_>, atoms: &[Atom], groups: &[Group]) -> Option<Part> {
    // characters that only sound like digits do not count at the ends of a group
    let firm = |g: &Group| -> Option<&[Atom]> {
        let all = atoms.get(g.a as usize..g.b as usize)?;
        let first = all.iter().position(|x| x.trust <= Trust::Word)?;
        let last = all.iter().rposition(|x| x.trust <= Trust::Word)?;
        all.get(first..=last)
    };
    let used: Vec<&Atom> = groups.iter().filter(|g| !g.spent).filter_map(firm).flatten().collect();
    let (first, last) = (used.first()?, used.last()?);
    let digits: Vec<u8> = used.iter().map(|a| a.v).collect();
    let (s, e) = (first.s as usize, last.e as usize);
    let f = ctx.f;
    let heavy =
        (0..s).chain(e..f.cells.len()).take(200).filter(|k| matches!(f.kind(*k), Kind::Han | Kind::Latin | Kind::Digit)).count();
    let cued = ctx.near.around(s, e, &[Cue::Fragment, Cue::Phone]) || ctx.expect.is_some();
    let tight = e - s <= digits.len() * 4 + 4;
    let short = heavy <= 6 || heavy <= 24 && cued;
    let spoiled = ctx.near.before(s, Cue::DontCare, 4).is_some() || ctx.near.before(s, Cue::Order, 3).is_some();
    (tight && short && !spoiled && (2..=17).contains(&digits.len())).then_some(Part { digits, s, e })
}

/// What the joined digits are, if they are a whole number.
fn whole(ctx: &Ctx<'_>, d: &[u8], cued: bool) -> Option<(Label, f32, &'static str)> {
    let num = |a, b| check::num(d, a, b).unwrap_or(0);
    match d.len() {
        11 if check::cn_mobile(d) => Some((Label::Phone, 0.85, "phone.cn.mobile.parts")),
        10 if cued && ctx.latin() && check::nanp(d) => Some((Label::Phone, 0.7, "phone.us.parts")),
        11 | 12 if cued && check::cn_area(d).is_some() => Some((Label::Phone, 0.65, "phone.cn.landline.parts")),
        18 if check::region(d)
            && check::birth_date(num(6, 10), num(10, 12), num(12, 14))
            && d.split_last().is_some_and(|(l, r)| check::gb11643(r, *l)) =>
        {
            Some((Label::IdCard, 0.95, "id.cn.parts"))
        }
        15..=19 if check::card_bin(d) && check::luhn(d) => Some((Label::BankCard, 0.85, "card.parts")),
        _ => None,
    }
}

fn join(ctx: &Ctx<'_>, turn: &mut Turn<'_>, policy: &Policy, p: Part, kept: &mut Vec<Cand>) -> Vec<Remask> {
    let (start, end) = ctx.f.bytes(p.s, p.e);
    let covered = kept.iter().any(|c| c.s < p.e && p.s < c.e);
    let whole_here = kept.iter().any(|c| c.s <= p.s && p.e <= c.e && !c.rule.ends_with("local") && !c.rule.ends_with("intl"));
    if whole_here {
        return Vec::new();
    }
    let cued = ctx.near.any(Cue::Fragment) || ctx.expect.is_some();
    let earlier = turn.state.fresh(turn.speaker, turn.at_ms);
    let mut joined = p.digits.clone();
    for k in (0..earlier.len()).rev() {
        let Some(frag) = earlier.get(k) else { break };
        joined.splice(0..0, frag.digits.bytes().map(|b| b.wrapping_sub(b'0')));
        if joined.len() > 19 {
            break;
        }
        let said = cued || earlier.iter().skip(k).any(|f| f.cued);
        let Some((label, score, rule)) = whole(ctx, &joined, said) else { continue };
        let digits: String = joined.iter().map(|v| char::from(b'0' + v)).collect();
        let canonical = if rule == "phone.cn.mobile.parts" { format!("+86{digits}") } else { digits };
        let parts: Vec<Fragment> = earlier.drain(..).skip(k).collect();
        let action = policy.action(&label);
        if !covered {
            let at = kept.partition_point(|c| c.s < p.s);
            kept.insert(at, Cand { s: p.s, e: p.e, label: label.clone(), score, rule, canonical: canonical.clone() });
        }
        return parts
            .into_iter()
            .filter(|f| !f.masked)
            .map(|f| Remask {
                seq: f.seq,
                span: Span {
                    start: f.start,
                    end: f.end,
                    label: label.clone(),
                    score,
                    rule: rule.into(),
                    action,
                    canonical: canonical.clone(),
                },
                text: f.text,
            })
            .collect();
    }
    let masked = !covered && opening(ctx, &p);
    let digits: String = p.digits.iter().map(|v| char::from(b'0' + v)).collect();
    if masked {
        let at = kept.partition_point(|c| c.s < p.s);
        kept.insert(at, Cand { s: p.s, e: p.e, label: Label::Phone, score: 0.6, rule: "phone.part", canonical: digits.clone() });
    }
    let text = turn.text.get(start..end).unwrap_or("").to_owned();
    // a part that was masked stays unwritten in the state
    let text = if masked || covered { String::new() } else { text };
    let cued = cued || ctx.near.any(Cue::Phone);
    let at_ms = turn.at_ms;
    turn.state
        .remember(turn.speaker, Fragment { digits, seq: turn.seq, start, end, text, at_ms, masked: masked || covered, cued });
    Vec::new()
}

/// The plain beginning of a mobile number, announced as such: masked without waiting for the rest.
fn opening(ctx: &Ctx<'_>, p: &Part) -> bool {
    let lead = matches!(p.digits.get(..2), Some([1, 3..=9])) && (3..=9).contains(&p.digits.len());
    let head = [
        "号码头",
        "开头",
        "前三位",
        "前四位",
        "前几位",
        "第一段",
        "先发",
        "头几位",
        "starts with",
        "begins with",
        "first three",
        "first part",
    ];
    let asked = ctx.expect == Some(Cue::Phone) && ctx.alone(p.s, p.e);
    lead && (asked || head.iter().any(|w| ctx.f.text.contains(w)))
}
