//! Asking for or offering contact off the platform: a signal for patrol, apart from masking.

use masking_find::{Cand, Ctx, Cue, Hit, Label};

use crate::span::{Solicit, SolicitKind};

/// Channel of a cue, and whether naming it at all is telling (a telephone is an ordinary topic).
fn channel(c: Cue) -> Option<(&'static str, bool)> {
    Some(match c {
        Cue::Wechat => ("wechat", true),
        Cue::Qq => ("qq", true),
        Cue::Handle => ("other", true),
        Cue::Phone => ("phone", false),
        Cue::Email => ("email", false),
        _ => return None,
    })
}

/// Signals of one message; `found` are the values found in it.
pub(crate) fn find(ctx: &Ctx<'_>, found: &[Cand]) -> Vec<Solicit> {
    let mut out: Vec<Solicit> = Vec::new();
    let hits = ctx.near.hits;
    if ![Cue::Leave, Cue::Wechat, Cue::Qq, Cue::Handle, Cue::Phone, Cue::Email].iter().any(|c| ctx.near.any(*c)) {
        return out;
    }
    for h in hits.iter().filter(|h| h.cue == Cue::Leave) {
        push(ctx, &mut out, SolicitKind::Leave, None, h.s, h.e, 0.8);
    }
    // a signal is given once; a flood of words for it says no more than the first hundred
    for h in hits.iter().filter(|h| channel(h.cue).is_some()).take(100) {
        let Some((name, telling)) = channel(h.cue) else { continue };
        if h.e - h.s == 1 && !telling {
            continue;
        }
        let (s, e) = (h.s as usize, h.e as usize);
        let value = found.iter().any(|c| contact(&c.label) && c.s >= e && c.s - e <= 8 || c.e <= s && s - c.e <= 8);
        let add = close(ctx, hits, h, Cue::Add);
        let ask = close(ctx, hits, h, Cue::Ask);
        if telling && value || add && (telling || value) {
            push(ctx, &mut out, SolicitKind::Offer, Some(name), h.s, h.e, if value { 0.9 } else { 0.7 });
        } else if ask && telling {
            push(ctx, &mut out, SolicitKind::Ask, Some(name), h.s, h.e, 0.75);
        } else if ask && add {
            push(ctx, &mut out, SolicitKind::Ask, Some(name), h.s, h.e, 0.55);
        }
    }
    out
}

fn contact(l: &Label) -> bool {
    matches!(l, Label::Phone | Label::Wechat | Label::Qq | Label::Handle | Label::Email | Label::Alipay)
}

fn close(ctx: &Ctx<'_>, hits: &[Hit], h: &Hit, cue: Cue) -> bool {
    if !ctx.near.any(cue) {
        return false;
    }
    let (s, e) = (h.s as usize, h.e as usize);
    let lo = hits.partition_point(|x| x.e <= h.s);
    hits[lo..].iter().take(32).any(|x| x.cue == cue && x.s < h.e && x.e > h.s)
        || ctx.near.before(s, cue, 14).is_some()
        || ctx.near.after(e, cue, 10).is_some()
}

fn push(ctx: &Ctx<'_>, out: &mut Vec<Solicit>, kind: SolicitKind, channel: Option<&'static str>, s: u32, e: u32, score: f32) {
    if out.len() >= 16 || out.iter().any(|o| o.kind == kind && o.channel == channel) {
        return;
    }
    let (start, end) = ctx.f.bytes(s as usize, e as usize);
    out.push(Solicit { kind, channel, start, end, score });
}
