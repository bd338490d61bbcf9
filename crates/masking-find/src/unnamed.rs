//! Accounts whose channel no list has, told by their form and by the sentence around them.

use crate::accounts::{Id, number_like, read_id, said_joint};
use crate::cand::{Cand, Ctx};
use crate::chars::{CharSet, Words, any_of};
use crate::cues::{Cue, Hit};
use crate::fold::{Folded, Kind};
use crate::form;
use crate::label::Label;
use crate::tokens::{FIRST, LAST, ORDINARY, Row, look_up};

/// What looks like an account behind a channel's name that no list has, told by the frame around it.
pub(crate) fn find(ctx: &Ctx<'_>, rows: &[Row], out: &mut Vec<Cand>) {
    let f = ctx.f;
    if f.digits < 2 && !f.text.contains('_') {
        return;
    }
    let joined = |r: &Row| matches!(f.ch(r.e), '_' | '.' | '-') && f.alnum(r.e + 1) && r.letters > 0;
    let said = |r: &Row| f.kind(r.e) == Kind::Han && said_joint(f, r.s, r.e).is_some();
    let telling = |r: &&Row| r.mixed() || joined(r) || said(r) || r.letters == 0 && f.han > 0 && (8..=10).contains(&r.len());
    let inside = |r: &&Row| matches!(f.ch(r.s.wrapping_sub(1)), '_' | '.' | '-' | '@' | '/' | '$' | '&');
    let mut taken: Vec<(usize, usize)> = out.iter().filter(|c| c.score >= 0.6).map(|c| (c.s, c.e)).collect();
    taken.sort_unstable();
    let (mut taken, mut until) = (taken.into_iter().peekable(), 0);
    for row in rows.iter().filter(telling).filter(|r| !inside(r)) {
        while let Some((_, e)) = taken.next_if(|t| t.0 <= row.s) {
            until = until.max(e);
        }
        if row.s < until {
            continue;
        }
        let Some(id) = read_id(f, row.s).filter(|id| id.s == row.s && !number_like(&id.text)) else { continue };
        let form = if id.letters > 0 { id.form(f) } else { 0.0 };
        let shape = id.shape(f).map(|shape| shape + lean(form));
        let sure = form > form::SURE;
        let about = || if f.han > 0 { about_zh(ctx, &id, sure) } else { about_en(ctx, &id, sure) };
        let said = shape.map_or(0.0, |_| about());
        if said > 0.05 && shape.is_some_and(|shape| said + shape >= 0.28) {
            id.push(out, Label::Handle, 0.56, "account.unnamed");
            continue;
        }
        // nothing around it speaks for an account, and nothing against one
        if form > CERTAIN && id.digits > 1 && id.letters > 5 && said >= 0.0 && !coded(ctx, &id) {
            id.push(out, Label::Handle, 0.52, "account.form");
            continue;
        }
        if f.han == 0 {
            continue;
        }
        if id.letters == 0 && (8..=10).contains(&id.digits) && about_zh(ctx, &id, false) >= 0.28 {
            id.push(out, Label::Qq, 0.54, "account.unnamed");
            continue;
        }
        let Some(frame) = Frame::before(ctx, row.s) else { continue };
        let lettered = id.letters >= 2 && id.digits >= 2 && f.kind(row.s) == Kind::Latin && (5..=24).contains(&id.text.len());
        let under = id.text.contains('_');
        // "我的电抱：moon4175": with more letters than the numbers of things have
        let named = id.letters >= 4 || frame.odd;
        let mine = frame.pointed && (named || under) || named && (under || id.digits >= 4);
        if lettered && (id.digits >= 3 || under) && (frame.asks || mine) {
            id.push(out, Label::Handle, 0.56, "account.unnamed");
        } else if id.letters == 0 && (8..=10).contains(&id.digits) && frame.asks && frame.odd {
            id.push(out, Label::Qq, 0.56, "account.unnamed");
        }
    }
}

/// From here on a form tells without a sentence.
const CERTAIN: f32 = 6.0;

/// Something near says that it is the code of a thing, or a part of an address or a file.
fn coded(ctx: &Ctx<'_>, id: &Id) -> bool {
    use Cue::{DontCare, Order, Secret, Tracking};
    let path = any_of!(ctx.f.ch(id.e), "./@=(") || id.s > 0 && any_of!(ctx.f.ch(id.s - 1), "./@=#{<");
    path || ctx.near.around(id.s, id.e, &[DontCare, Order, Secret, Tracking])
}

/// What its form adds for an account.
fn lean(form: f32) -> f32 {
    match form {
        form::SURE.. => 0.16,
        _ => 0.0,
    }
}

/// How much the Chinese sentence around an account speaks of one: to look somebody up, a program to talk
/// in, whose it is, a word or sign that points, hardly anything else.
fn about_zh(ctx: &Ctx<'_>, id: &Id, sure: bool) -> f32 {
    static ASKS: Words = Words::new(&["搜", "找", "加", "联系", "私", "聊", "关注", "戳", "滴", "拉我"]);
    #[rustfmt::skip]
    static MEANS: Words = Words::new(&[
        "软件", "app", "工具", "图标", "好友", "频道", "同名", "昵称", "头像", "备用", "小号", "微", "薇", "威", "绿", "聊天", "懂的", "你懂", "不方便", "老地方", "备注", "腾讯", "叫我", "互粉",
    ]);
    // what is bought or ridden has numbers with letters too; so has what is asked about
    static THINGS: CharSet = CharSet::new("型款版货价券单房车班座楼批课剧片歌购买商品码用换修坏退吗么没件色份台");
    static SAYS: CharSet = CharSet::new("请已您好谢稍等再到完成了还不就把给");
    const REACH: usize = 20;
    let f = ctx.f;
    let clause = |k: &usize| f.kind(*k) != Kind::Line && !any_of!(f.ch(*k), "。!?;");
    let from = id.s - (0..id.s).rev().take(REACH).take_while(clause).count();
    let sign = |k: usize| matches!(f.kind(k), Kind::Symbol | Kind::Space) || any_of!(f.ch(k), ":,、-是为叫\"(");
    let k = id.s - (from..id.s).rev().take(4).take_while(|k| sign(*k)).count();
    let known = |h: &Hit| {
        use Cue::{BankCard, DontCare, Email, IdCard, Order, Passport, Plate, Secret, Tracking, Uscc, Username};
        let named = matches!(h.cue, DontCare | Order | Tracking | Secret | Email | BankCard | IdCard | Passport);
        (named || matches!(h.cue, Plate | Uscc | Username)) && h.e - h.s >= 2 && h.s as usize >= from && h.e as usize <= id.s
    };
    // 件 of 软件 is no thing, nor is 色 of 绿色
    let thing = |k: usize| {
        THINGS.has(f.ch(k)) && !any_of!(f.ch(k.wrapping_sub(1)), "软邮绿备") && (f.ch(k) != '换' || f.ch(k + 1) != '个')
    };
    // where the form tells, only what it is called right before it counts
    let near = if sure { from.max(id.s.saturating_sub(4)) } else { from };
    if (near..id.s).any(thing) || ctx.near.between(from, id.s).any(known) {
        return -1.0;
    }
    let said = |w: &Words| (from..id.s).any(|k| w.any(f, k));
    let means = said(&MEANS) || (id.e..id.e + REACH / 2).any(|k| MEANS.any(f, k)) || ctx.near.any(Cue::Leave);
    let noun = k > from && any_of!(f.ch(k - 1), "号名d") || f.str(k.saturating_sub(2), k) == "账号";
    let pointed = (k..id.s).any(|k| any_of!(f.ch(k), ":→➡👉是") || f.kind(k) == Kind::Symbol);
    let verb = |k: usize| k > from && any_of!(f.ch(k - 1), "搜找加聊系信注戳滴上叫私友");
    let verb = verb(k) || k > from && f.ch(k - 1) == '我' && verb(k - 1);
    // nothing but a short name before it, and the account ends the sentence; what says something is no name
    let name = from == 0 && (1..=6).contains(&k) && (pointed || k < 5 && !(0..k).any(|k| SAYS.has(f.ch(k))));
    let brief = (id.digits > 2 || id.text.contains('_'))
        && (name || from == 0 && k == 0 && id.s > 0 && id.letters > 3 && (0..id.s).any(|k| any_of!(f.ch(k), "+➕")))
        && (id.e..f.cells.len()).take(3).all(|k| !f.alnum(k) && f.kind(k) != Kind::Han);
    let bonus = |on: bool, by: f32| if on { by } else { 0.0 };
    // "lisa0909，加我"
    let asked = (id.s == 0 || sure || id.text.contains('_'))
        && (id.e..id.e + 4).any(|k| ASKS.any(f, k) && any_of!(f.ch(k + 1), "我一下个"));
    let led = noun || pointed || verb || brief || asked || k < id.s;
    bonus(said(&ASKS), 0.2)
        + bonus(asked, 0.3)
        + bonus(means, 0.2)
        + bonus(f.str(from, id.s).contains('我'), 0.1)
        + bonus(noun, 0.12)
        + bonus(pointed, 0.08)
        + bonus(brief, 0.16)
        - bonus(!led, 0.14)
}

/// As [`about_zh`] for English: somebody's, or a program's, and right behind a word or sign that points.
fn about_en(ctx: &Ctx<'_>, id: &Id, sure: bool) -> f32 {
    const ASKS: &[&str] =
        &["find", "add", "follow", "dm", "message", "reach", "chat", "talk", "search", "hit", "contact", "ping", "look"];
    const MINE: &[&str] = &["me", "my", "mine", "i'm", "im", "i"];
    #[rustfmt::skip]
    const MEANS: &[&str] = &[
        "app", "site", "platform", "platforms", "apps", "sites", "everywhere", "messenger", "handle", "profile", "network",
        "socials", "streaming", "bird",
    ];
    #[rustfmt::skip]
    const POINTS: &[&str] = &[
        "is", "as", "am", "i'm", "im", "name", "handle", "handle's", "app", "at", "find", "add", "follow", "dm", "id", "here", "search", "page", "profile", "tag", "channel", "called", "me",
    ];
    const THINGS: &[&str] = &[
        "sku", "ref", "ticket", "case", "gate", "seat", "promo", "coupon", "plan", "unit", "size", "model", "version", "part",
        "order", "item", "serial", "code", "flight", "room", "build", "error", "type",
    ];
    const REACH: usize = 48;
    let f = ctx.f;
    let clause = |k: &usize| f.kind(*k) != Kind::Line && !(any_of!(f.ch(*k), ".!?") && f.ch(*k + 1) == ' ');
    let from = id.s - (0..id.s).rev().take(REACH).take_while(clause).count();
    let to = id.e + (id.e..f.cells.len()).take(REACH).take_while(clause).count();
    let words = |a: usize, b: usize| f.str(a, b).split(|c: char| !c.is_alphabetic() && c != '\'').filter(|w| !w.is_empty());
    let any = |list: &[&str]| words(from, id.s).chain(words(id.e, to)).any(|w| list.contains(&w));
    let k = (from..id.s).rev().find(|k| f.ch(*k) != ' ');
    let sign = k.is_none_or(|k| any_of!(f.ch(k), ",:-=(>→➡⇒👉"));
    let last = words(from, id.s).next_back();
    let sought = ["look for", "search for", "looking for"].iter().any(|w| f.str(from, id.s).trim_end().ends_with(w));
    let (mine, means) = (any(MINE), any(MEANS) || ctx.near.any(Cue::Leave));
    // hardly anything else: "the little ghost: hugo.410"
    let few = words(from, id.s).count() <= 4 && from == 0 && (id.e..f.cells.len()).all(|k| !f.alnum(k));
    // "vv ahao0755": a few letters that are no word
    let short = last.is_some_and(|w| w.len() <= 3 && look_up(w).0 == 0) && words(from, id.s).count() == 1 && id.digits > 2;
    let sign_or_joint = k.is_some_and(|k| any_of!(f.ch(k), ":,-=")) || id.text.contains(['_', '.']);
    let brief = few && id.s > 0 && (sign_or_joint || short);
    // "the app with the little ghost kazrider88"
    let closes = means && (id.e..f.cells.len()).all(|k| !f.alnum(k));
    let points = sign || brief || sought || closes || last.is_some_and(|w| POINTS.contains(&w));
    // where the form tells, to look somebody up is enough
    if any(THINGS) {
        return -1.0;
    }
    if !(mine || means || brief || sure && any(ASKS)) || !(points || sure) {
        return 0.0;
    }
    let bonus = |on: bool, by: f32| if on { by } else { 0.0 };
    let pointed = k.is_some_and(|k| any_of!(f.ch(k), ":=>")) || last.is_some_and(|w| w.ends_with("is") || w.ends_with("'s"));
    bonus(any(ASKS), 0.18) + bonus(brief, 0.16) + bonus(means, 0.2) + bonus(mine, 0.1) + bonus(pointed, 0.08)
}

/// What leads to a value: "加" or "我的", then a name of a few cells, then a colon or the like.
struct Frame {
    /// To add or look up, rather than only "mine".
    asks: bool,
    /// The name is no plain word: written with signs or letters, or called "that one" or a number.
    odd: bool,
    /// A colon, an arrow, 是.
    pointed: bool,
}

impl Frame {
    /// The frame that ends before cell `s`.
    fn before(ctx: &Ctx<'_>, s: usize) -> Option<Frame> {
        const NAME: usize = 9;
        static ADD: Words =
            Words::new(&["加一下", "加下", "加个", "加", "搜索", "搜一下", "搜", "关注", "联系", "私聊", "私信", "私我", "私"]);
        static MINE: Words = Words::new(&["我的", "我"]);
        // what is bought, seen or ridden has numbers with letters too
        static THINGS: CharSet = CharSet::new("型款版货价券单房车班座楼批课剧片歌购买商品");
        let f = ctx.f;
        let sign = |k: usize| f.kind(k) == Kind::Symbol || any_of!(f.ch(k), ":=->是为");
        let k = s - (0..s).rev().take(4).take_while(|k| sign(*k) || f.ch(*k) == ' ').count();
        let clause = |k: &usize| !matches!(f.kind(*k), Kind::Line) && !any_of!(f.ch(*k), ",。!?;、");
        let from = k - (0..k).rev().take(NAME + 3).take_while(clause).count();
        let (verb, asks, word) = (from..k).find_map(|j| {
            let add = ADD.at(f, j).next().map(|w| (j, true, w));
            add.or_else(|| MINE.at(f, j).next().map(|w| (j, false, w)))
        })?;
        let name = verb + word.chars().count();
        let hi = ctx.near.hits.partition_point(|h| h.e as usize <= k);
        let known = ctx.near.hits[..hi].iter().rev().take_while(|h| h.e as usize > name).any(|h| {
            use Cue::{BankCard, DontCare, Email, Order, Phone, Secret, Tracking};
            h.s as usize >= name
                && h.e - h.s >= 2
                && matches!(h.cue, DontCare | Order | Tracking | Secret | Phone | Email | BankCard)
        });
        let cells = f.cells.get(name..k).filter(|c| (1..=NAME).contains(&c.len()))?;
        if known || cells.iter().any(|c| THINGS.has(c.ch)) {
            return None;
        }
        let said = f.str(name, k);
        let odd = said.contains("那个") || said.ends_with('号') || cells.iter().any(|c| c.kind != Kind::Han);
        let pointed = (k..s).any(sign) || said.ends_with("id") || said.ends_with('号');
        (s > k || odd).then_some(Frame { asks, odd, pointed })
    }
}

impl Id {
    /// How much its form speaks for an account: small letters, then digits or a joint. `None` for what codes
    /// of things look like.
    fn shape(&self, f: &Folded) -> Option<f32> {
        let upper = f.cells.get(self.s..self.e)?.iter().filter(|c| c.is_upper()).count();
        if !self.text.starts_with(|c: char| c.is_ascii_alphabetic()) || upper * 2 > self.letters || self.text.len() > 24 {
            return None;
        }
        // "xiaoyu482": what can be said, then a number
        let word = self.text.trim_end_matches(|c: char| c.is_ascii_digit());
        let (mut said, mut parts) = (!word.is_empty(), 0);
        for part in word.split(['_', '.', '-']).filter(|p| !p.is_empty()) {
            let n = masking_check::pinyin::syllables(part).filter(|n| *n > 1 || part.len() > 3);
            said &= n.is_some() || part.len() > 3 && look_up(part).0 & (FIRST | LAST | ORDINARY) != 0;
            parts += n.unwrap_or(2);
        }
        let bonus = if said && parts > 1 { 0.1 } else { 0.0 };
        // "recipe24", "iPhone16": a word with a number is as likely a thing
        let word = self.digits <= 2 && (upper > 0 || look_up(word).0 & ORDINARY != 0);
        Some(
            bonus - if word { 0.1 } else { 0.0 }
                + match (self.letters, self.digits) {
                    (2.., 1..) if self.text.contains('_') => 0.2,
                    (6.., 0) if self.text.contains('_') => 0.1,
                    (3.., 2..) if self.text.contains(['.', '-']) => 0.14,
                    (3.., 3..) => 0.12,
                    (6.., 2) if f.han == 0 => 0.1,
                    (3.., 2) => 0.04,
                    (1.., 4..) => 0.06,
                    _ => return None,
                },
        )
    }
}
