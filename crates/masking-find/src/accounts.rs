//! Accounts told by the word before or after them: WeChat, QQ by letters, handles on other
//! platforms, log-in names, passwords.

use crate::cand::{Cand, Ctx};
use crate::chars::{CharSet, Words, any_of};
use crate::cues::{Cue, Hit};
use crate::fold::{FUNCTION, Folded, HAN, Kind, NO_DIGIT};
use crate::label::Label;
use crate::tokens::Row;

/// Words between the cue and the value that carry nothing.
#[rustfmt::skip]
static LINKS: Words = Words::new(&[
    "号码是", "号码", "账号是", "账号", "号是", "号", "是", "为", "叫", "名是", "名", "同号", "同", "id", "is", "handle", "name", "number", "no",
    "account", "user", "me", "at", "on", "my", "it's", "its", "username", "我", "的", "this", "under", "via", "to", "as",
    "live", "id是", "：", "搜", "加", "=", "找", "搜索", "查找", "私信", "私聊", "关注", "频道", "昵称", "hao", "haoma", "s", "i am", "i'm", "im",
]);

/// Find accounts beside every cue for one.
pub(crate) fn find(ctx: &Ctx<'_>, rows: &[Row], out: &mut Vec<Cand>) {
    for h in ctx.near.hits {
        match h.cue {
            Cue::Wechat => wechat(ctx, h, out),
            Cue::Handle => handle(ctx, h, out),
            Cue::Username => username(ctx, h, out),
            Cue::Secret => secret(ctx, h, out),
            _ => {}
        }
    }
    mentions(ctx, out);
    unnamed(ctx, rows, out);
    match ctx.expect {
        Some(Cue::Wechat) => asked(ctx, Label::Wechat, out),
        Some(Cue::Handle) => asked(ctx, Label::Handle, out),
        Some(Cue::Username) => asked(ctx, Label::Username, out),
        _ => {}
    }
}

/// "@name_99" with nothing before the sign, where contact is the topic or the name tells.
fn mentions(ctx: &Ctx<'_>, out: &mut Vec<Cand>) {
    let f = ctx.f;
    let signed = || f.text.as_bytes().windows(2).any(|w| w[0] == b'$' && w[1].is_ascii_alphabetic());
    if f.at_signs == 0 && (f.signs == 0 || !signed()) {
        return;
    }
    let topic = ctx.near.any(Cue::Add) || ctx.near.any(Cue::Leave) || ctx.near.any(Cue::Handle);
    for s in (0..f.cells.len()).filter(|k| matches!(f.ch(*k), '@' | '$') && (*k == 0 || !f.alnum(*k - 1))).take(64) {
        let Some(mut id) = read_id(f, s + 1) else { continue };
        if id.s != s + 1 || id.letters < 2 || id.text.len() < 4 {
            continue;
        }
        let score = match (topic, id.telling()) {
            (true, true) => 0.7,
            (true, false) => 0.55,
            (false, true) => 0.52,
            _ => 0.3,
        };
        id.s = s;
        id.push(out, Label::Handle, score, "account.mention");
    }
}

/// What looks like an account behind a channel's name that no list has, told by the frame around it.
fn unnamed(ctx: &Ctx<'_>, rows: &[Row], out: &mut Vec<Cand>) {
    let f = ctx.f;
    if f.digits < 2 {
        return;
    }
    let joined = |r: &Row| matches!(f.ch(r.e), '_' | '.' | '-') && f.alnum(r.e + 1) && r.letters > 0;
    let telling = |r: &&Row| r.mixed() || joined(r) || r.letters == 0 && f.han > 0 && (8..=10).contains(&r.len());
    let inside = |r: &&Row| matches!(f.ch(r.s.wrapping_sub(1)), '_' | '.' | '-' | '@' | '/' | '$' | '&');
    for row in rows.iter().filter(telling).filter(|r| !inside(r)) {
        if out.iter().any(|c| c.s <= row.s && row.s < c.e && c.score >= 0.6) {
            continue;
        }
        let Some(id) = read_id(f, row.s).filter(|id| id.s == row.s && !number_like(&id.text)) else { continue };
        let shape = id.shape(f);
        let about = |shape: f32| if f.han > 0 { about_zh(ctx, &id) } else { about_en(ctx, &id) } + shape;
        if shape.map(about).is_some_and(|sure| sure >= 0.28) {
            id.push(out, Label::Handle, 0.56, "account.unnamed");
            continue;
        }
        if f.han == 0 {
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

/// How much the Chinese sentence around an account speaks of one: to look somebody up, a program to talk
/// in, whose it is, a word or sign that points, hardly anything else.
fn about_zh(ctx: &Ctx<'_>, id: &Id) -> f32 {
    static ASKS: Words = Words::new(&["搜", "找", "加", "联系", "私", "聊", "关注", "戳", "滴", "拉我"]);
    static MEANS: Words = Words::new(&[
        "软件", "app", "工具", "图标", "好友", "频道", "同名", "昵称", "头像", "备用", "小号", "微", "薇", "威", "绿",
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
    if (from..id.s).any(|k| THINGS.has(f.ch(k))) || ctx.near.hits.iter().any(known) {
        return 0.0;
    }
    let said = |w: &Words| (from..id.s).any(|k| w.any(f, k));
    let noun = k > from && any_of!(f.ch(k - 1), "号名d") || f.str(k.saturating_sub(2), k) == "账号";
    let pointed = (k..id.s).any(|k| any_of!(f.ch(k), ":→➡👉是") || f.kind(k) == Kind::Symbol);
    let verb = k > from && any_of!(f.ch(k - 1), "搜找加聊系信注戳滴上");
    // nothing but a short name before it, and the account ends the sentence; what says something is no name
    let name = from == 0 && (1..=6).contains(&k) && (pointed || k < 5 && !(0..k).any(|k| SAYS.has(f.ch(k))));
    let brief = (id.digits > 2 || id.text.contains('_'))
        && name
        && (id.e..f.cells.len()).take(3).all(|k| !f.alnum(k) && f.kind(k) != Kind::Han);
    if !(noun || pointed || verb || brief || k < id.s) {
        return 0.0;
    }
    let bonus = |on: bool, by: f32| if on { by } else { 0.0 };
    bonus(said(&ASKS), 0.2)
        + bonus(said(&MEANS), 0.2)
        + bonus(f.str(from, id.s).contains('我'), 0.1)
        + bonus(noun, 0.12)
        + bonus(pointed, 0.08)
        + bonus(brief, 0.16)
}

/// As [`about_zh`] for English: somebody's, or a program's, and right behind a word or sign that points.
fn about_en(ctx: &Ctx<'_>, id: &Id) -> f32 {
    const ASKS: &[&str] =
        &["find", "add", "follow", "dm", "message", "reach", "chat", "talk", "search", "hit", "contact", "ping"];
    const MINE: &[&str] = &["me", "my", "mine", "i'm", "im", "i"];
    const MEANS: &[&str] =
        &["app", "site", "platform", "messenger", "handle", "profile", "network", "socials", "streaming", "bird"];
    const POINTS: &[&str] =
        &["is", "as", "am", "i'm", "im", "name", "handle", "handle's", "app", "at", "find", "add", "follow", "dm", "id", "here"];
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
    let sign = k.is_none_or(|k| any_of!(f.ch(k), ",:-=(>"));
    let last = words(from, id.s).next_back();
    let (mine, means) = (any(MINE), any(MEANS) || ctx.near.any(Cue::Leave));
    // hardly anything else: "the little ghost: hugo.410"
    let few = words(from, id.s).count() <= 4 && from == 0 && (id.e..f.cells.len()).all(|k| !f.alnum(k));
    let brief = few && id.s > 0 && (k.is_some_and(|k| any_of!(f.ch(k), ":,-=")) || id.text.contains(['_', '.']));
    if !(mine || means || brief) || any(THINGS) || !(sign || brief || last.is_some_and(|w| POINTS.contains(&w))) {
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

/// The message is the answer to "your account?": its only token.
fn asked(ctx: &Ctx<'_>, label: Label, out: &mut Vec<Cand>) {
    let f = ctx.f;
    let Some(s) = (0..f.cells.len().min(24)).find(|k| f.alnum(*k)) else { return };
    let Some(id) = read_id(f, s) else { return };
    if ctx.alone(id.s, id.e) && id.text.len() >= 5 && (id.digits > 0 || f.han == 0 && id.text.len() >= 6) {
        id.push(out, label, 0.7, "account.asked");
    }
}

/// A token that may be an account name.
pub(crate) struct Id {
    pub(crate) s: usize,
    pub(crate) e: usize,
    pub(crate) text: String,
    pub(crate) digits: usize,
    pub(crate) letters: usize,
}

impl Id {
    fn telling(&self) -> bool {
        self.digits > 0 || self.text.contains(['_', '.'])
    }
    /// How much its form speaks for an account: small letters, then digits or a joint. `None` for what codes
    /// of things look like.
    fn shape(&self, f: &Folded) -> Option<f32> {
        let upper = f.cells.get(self.s..self.e)?.iter().filter(|c| c.is_upper()).count();
        if !self.text.starts_with(|c: char| c.is_ascii_alphabetic()) || upper * 2 > self.letters || self.text.len() > 24 {
            return None;
        }
        Some(match (self.letters, self.digits) {
            (2.., 1..) if self.text.contains('_') => 0.2,
            (3.., 2..) if self.text.contains(['.', '-']) => 0.14,
            (3.., 3..) => 0.12,
            (3.., 2) => 0.04,
            (1.., 4..) => 0.06,
            _ => return None,
        })
    }
    fn push(self, out: &mut Vec<Cand>, label: Label, score: f32, rule: &'static str) {
        out.push(Cand { s: self.s, e: self.e, label, score, rule, canonical: self.text });
    }
}

fn han_digit(f: &Folded, i: usize) -> bool {
    f.cells.get(i).is_some_and(|c| c.kind == Kind::Han && c.dig != NO_DIGIT && c.dig >> 4 == HAN)
}

fn id_char(f: &Folded, i: usize) -> bool {
    f.alnum(i) || f.ch(i) == '_' || (han_digit(f, i) && (han_digit(f, i + 1) || (i > 0 && han_digit(f, i - 1))))
}

/// Read an account name at `s`: one token, or single characters with separators between them.
pub(crate) fn read_id(f: &Folded, s: usize) -> Option<Id> {
    let mut e = s;
    let mut text = String::new();
    let joint = |k: usize| matches!(f.ch(k), '.' | '-') && f.alnum(k + 1);
    while e - s < 40 && (id_char(f, e) || (e > s && joint(e))) {
        take(f, e, &mut text);
        e += 1;
    }
    let single = |k: usize| id_char(f, k) && !id_char(f, k + 1);
    let sep = |k: usize| {
        matches!(f.kind(k), Kind::Space | Kind::Punct | Kind::Symbol) && !matches!(f.ch(k), '_' | '。' | ',' | '!' | '?')
    };
    if e == s + 1 {
        let mut k = e;
        while k - s < 80 {
            let gap = (1..=2).take_while(|g| sep(k + g - 1)).count();
            if gap == 0 || !single(k + gap) {
                break;
            }
            take(f, k + gap, &mut text);
            k += gap + 1;
            e = k;
        }
    }
    if e == s {
        return None;
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    Some(Id { s, e, text, digits, letters })
}

fn take(f: &Folded, k: usize, text: &mut String) {
    match f.cells.get(k) {
        Some(c) if c.kind == Kind::Han => text.push(char::from(b'0' + (c.dig & 15))),
        Some(c) => text.push(c.ch),
        None => {}
    }
}

/// First cell of the value after a cue that ends at `e`: skips links, colons, spaces. The second
/// result tells whether something pointed at the value (a colon, 是, "is").
pub(crate) fn value_after(f: &Folded, e: usize) -> (usize, bool) {
    let (mut k, mut pointed) = (e, false);
    for _ in 0..6 {
        let before = k;
        let lead = |k: usize| {
            matches!(f.ch(k), ' ' | ':' | '-' | '=' | '>' | '"' | '\'' | '(' | '#' | '~' | '、' | ',' | '/' | ';')
                || f.kind(k) == Kind::Symbol && !f.ch(k).is_ascii()
        };
        while lead(k) && k - e < 12 {
            pointed |= matches!(f.ch(k), ':' | '=' | '>' | '→' | '➡' | '👉' | '⇒');
            k += 1;
        }
        if let Some(w) = LINKS.at(f, k).filter(|w| ends_word(f, k, w)).max_by_key(|w| w.len()) {
            pointed |= matches!(w, "是" | "is" | "it's" | "号是" | "号" | "为" | "叫");
            k += w.chars().count();
        }
        if k == before {
            break;
        }
    }
    (k, pointed)
}

/// Of a word that begins at `k`: a Latin one must end there.
fn ends_word(f: &Folded, k: usize, w: &str) -> bool {
    !(w.is_ascii() && f.alnum(k + w.len()))
}

fn wechat(ctx: &Ctx<'_>, h: &Hit, out: &mut Vec<Cand>) {
    let f = ctx.f;
    // of cues that overlap ("加v", "加vx") the one that takes more letters
    let bonus = 0.02 * (h.s as usize..h.e as usize).filter(|k| f.kind(*k) == Kind::Latin).count().min(6) as f32;
    let (k, pointed) = value_after(f, h.e as usize);
    if let Some(id) = read_id(f, k)
        && id.text.starts_with(|c: char| c.is_ascii_alphabetic())
        && (5..=24).contains(&id.text.len())
        && !number_like(&id.text)
    {
        let score = match (id.digits > 0 || id.text.contains('_'), pointed) {
            (true, _) => 0.82,
            (false, true) if id.text.len() >= 6 => 0.58,
            _ => 0.35,
        };
        id.push(out, Label::Wechat, score + bonus, "account.wechat");
        return;
    }
    // "搜 abc123 就是我的微信"
    if let Some(id) = id_before(f, h.s as usize)
        && id.letters > 0
        && id.digits > 0
        && (5..=24).contains(&id.text.len())
    {
        id.push(out, Label::Wechat, 0.72, "account.wechat.before");
    }
}

/// Eleven characters that all are or look like digits: a telephone in disguise.
fn number_like(t: &str) -> bool {
    t.len() == 11 && t.chars().all(|c| c.is_ascii_digit() || crate::words::look(c).is_some_and(|l| l.1))
}

/// The account name that ends shortly before cell `s` ("… 就是我的").
fn id_before(f: &Folded, s: usize) -> Option<Id> {
    let mut e = s;
    loop {
        while e > 0 && s - e < 12 && !f.alnum(e - 1) {
            e -= 1;
        }
        // "… on my snap"
        let link = ["on", "at", "in", "via", "my", "is", "the", "through", "here"].iter().find(|w| {
            let n = w.len();
            n < e && f.str(e - n, e) == **w && !f.alnum(e - n - 1)
        });
        match link {
            Some(w) => e -= w.len(),
            None => break,
        }
    }
    if e == 0 || !f.alnum(e - 1) {
        return None;
    }
    let mut a = e;
    while a > 0 && e - a < 24 && (f.alnum(a - 1) || f.ch(a - 1) == '_') {
        a -= 1;
    }
    if e - a == 1 {
        while a >= 2
            && e - a < 60
            && matches!(f.kind(a - 1), Kind::Space | Kind::Punct | Kind::Symbol)
            && (f.alnum(a - 2) || f.ch(a - 2) == '_')
            && (a < 3 || !f.alnum(a - 3))
        {
            a -= 2;
        }
    }
    read_id(f, a).filter(|id| id.e == e)
}

fn handle(ctx: &Ctx<'_>, h: &Hit, out: &mut Vec<Cand>) {
    let f = ctx.f;
    let (mut k, pointed) = value_after(f, h.e as usize);
    let at = matches!(f.ch(k), '@' | '$');
    let s = k;
    if at {
        k = f.skip_space(k + 1);
    }
    if let Some(mut id) = nick(f, k).filter(|_| k > h.e as usize) {
        id.s = s;
        return id.push(out, Label::Handle, 0.6, "account.nick");
    }
    if let Some(mut id) = read_id(f, k)
        && (3..=32).contains(&id.text.len())
        && (id.letters > 0 || id.digits >= 5)
        && f.ch(id.e) != '/'
    {
        let score = match (at, id.telling(), pointed) {
            (true, ..) => 0.85,
            (_, true, _) if id.letters > 0 => 0.76,
            (_, _, true) if id.text.len() >= 4 && !common(&id.text) => 0.56,
            _ => 0.2,
        };
        id.s = s;
        // the discriminator of Discord
        let mark = f.ch(id.e) == '#' && (1..=4).all(|n| f.kind(id.e + n) == Kind::Digit) && !f.alnum(id.e + 5);
        let score = if mark { 0.8 } else { score };
        id.e += if mark { 5 } else { 0 };
        id.push(out, Label::Handle, score, "account.handle");
        return;
    }
    if let Some(id) = id_before(f, h.s as usize)
        && id.telling()
        && id.letters >= 3
    {
        id.push(out, Label::Handle, 0.6, "account.handle.before");
    }
}

/// A name in Chinese characters with a number behind it, at the end of its clause: "椰子皮686".
fn nick(f: &Folded, s: usize) -> Option<Id> {
    let name = |k: &usize| f.kind(*k) == Kind::Han && !f.cells[*k].has(FUNCTION);
    let han = (s..f.cells.len()).take(7).take_while(name).count();
    let digits = (s + han..s + han + 5).take_while(|k| f.kind(*k) == Kind::Digit).count();
    let e = s + han + digits;
    let closed = !f.alnum(e) && f.kind(e) != Kind::Han && f.ch(e) != '%';
    ((1..=6).contains(&han) && (2..=4).contains(&digits) && closed).then(|| Id {
        s,
        e,
        text: f.str(s, e).to_owned(),
        digits,
        letters: 0,
    })
}

/// Words that follow the name of a platform without being an account.
fn common(w: &str) -> bool {
    #[rustfmt::skip]
    const W: &[&str] = &[
        "account", "message", "chat", "group", "page", "post", "posts", "video", "videos", "story", "call", "support", "team",
        "please", "app", "link", "down", "working", "there", "here", "instead", "about", "available", "better", "faster",
    ];
    W.contains(&w) || crate::tokens::look_up(w).0 & (crate::tokens::ORDINARY | crate::tokens::STOP) != 0
}

fn username(ctx: &Ctx<'_>, h: &Hit, out: &mut Vec<Cand>) {
    let (k, pointed) = value_after(ctx.f, h.e as usize);
    let Some(id) = read_id(ctx.f, k) else { return };
    if !(3..=32).contains(&id.text.len()) || id.letters == 0 {
        return;
    }
    let score = match (id.telling(), pointed) {
        (true, _) => 0.82,
        (false, true) if !common(&id.text) => 0.6,
        _ => 0.25,
    };
    id.push(out, Label::Username, score, "account.username");
}

fn secret(ctx: &Ctx<'_>, h: &Hit, out: &mut Vec<Cand>) {
    let f = ctx.f;
    let (k, pointed) = value_after(f, h.e as usize);
    let Some(mut id) = read_id(f, k) else { return };
    // "the zip code is …"
    let of_thing = f.str(h.s as usize, h.e as usize).starts_with("code") && {
        let word = f.str((h.s as usize).saturating_sub(9), h.s as usize).trim_end().rsplit(' ').next().unwrap_or("");
        !matches!(word, "the" | "my" | "a" | "this" | "")
    };
    if of_thing {
        return;
    }
    // signs are a part of a password
    let sign = |k: usize| any_of!(f.ch(k), "!@#$%^&*+=~") || any_of!(f.ch(k), "?-.") && f.alnum(k + 1);
    id.e += (id.e..id.e + 32).take_while(|k| f.alnum(*k) || sign(*k)).count();
    id.text = f.str(id.s, id.e).to_owned();
    let near = k - h.e as usize <= 3;
    let number = id.letters == 0 && (3..=8).contains(&id.digits);
    if id.text.len() < 3 || id.text.len() > 64 || id.digits == 0 {
        return;
    }
    let score = match (pointed, near) {
        (true, _) => 0.62,
        (_, true) if number || id.text.len() >= 6 => 0.55,
        _ => return,
    };
    id.push(out, Label::Secret, score, "secret.cue");
}
