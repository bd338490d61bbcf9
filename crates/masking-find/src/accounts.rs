//! Accounts told by the word before or after them: WeChat, QQ by letters, handles on other
//! platforms, log-in names, passwords.

use crate::cand::{Cand, Ctx};
use crate::chars::{CharSet, Words, any_of};
use crate::cues::{Cue, Hit};
use crate::email::joint_before;
use crate::fold::{Cell, FUNCTION, Folded, HAN, Kind, NO_DIGIT};
use crate::label::Label;
use crate::tokens::{DIGIT, REPEAT, Row, TENS};
use crate::{form, unnamed};

/// Words between the cue and the value that carry nothing.
#[rustfmt::skip]
static LINKS: Words = Words::new(&[
    "号码是", "号码", "账号是", "账号", "号是", "号", "是", "为", "叫", "名是", "名", "同号", "同", "id", "is", "handle", "name", "number", "no",
    "account", "user", "me", "at", "on", "my", "it's", "its", "username", "我", "的", "u/", "in/", "给你", "给您", "给你们", "你搜", "私我", "后面跟着", "后面", "跟着", "发你", "换成", "还是", "也是", "就是", "改成", "改为", "这个", "记下", "记一下", "你听好", "听好了", "听好", "你记下", "叫做", "写的是", "备注", "登录名", "英文", "数字", "全小写", "全大写", "reads", "instead", "换了", "新的", "新号", "一下", "那边", "这边", "上搜", "里搜", "去搜", "有事", "给", "直接", "there", "mine", "it is", "only", "whole", "ok", "上", "里", "首字母", "开头", "叫我", "名字", "全拼", "拼音",
    "字母", "小写", "大写", "this", "under", "via", "to", "as",
    "live", "id是", "：", "搜", "加", "=", "找", "搜索", "查找", "私信", "私聊", "关注", "频道", "昵称", "hao", "haoma", "s", "i am", "i'm", "im", "说", "聊", "谈", "联系", "找我", "喊我", "first name", "last name", "real name", "display name", "called", "profile", "i go by",
]);

/// Find accounts beside every cue for one.
pub(crate) fn find(ctx: &Ctx<'_>, rows: &[Row], out: &mut Vec<Cand>) {
    for h in ctx.near.hits {
        match h.cue {
            Cue::Wechat => wechat(ctx, h, out),
            Cue::Handle => handle(ctx, h, out),
            Cue::Username => username(ctx, h, out),
            Cue::Secret => secret(ctx, h, out),
            Cue::Alipay => paid(ctx, h, out),
            _ => {}
        }
    }
    mentions(ctx, out);
    unnamed::find(ctx, rows, out);
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
    let signed = || f.text.contains('$') && f.text.as_bytes().windows(2).any(|w| w[0] == b'$' && w[1].is_ascii_alphabetic());
    if f.at_signs == 0 && (f.signs == 0 || !signed()) {
        return;
    }
    let topic = ctx.near.any(Cue::Add) || ctx.near.any(Cue::Leave) || ctx.near.any(Cue::Handle);
    let signs = f.text.bytes().enumerate().filter(|(_, b)| matches!(b, b'@' | b'$')).map(|(off, _)| f.cell_at(off));
    for s in signs.filter(|k| *k == 0 || !f.alnum(*k - 1)).take(64) {
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

/// The message is the answer to "your account?": its only token.
fn asked(ctx: &Ctx<'_>, label: Label, out: &mut Vec<Cand>) {
    let f = ctx.f;
    let Some(s) = (0..f.cells.len().min(24)).find(|k| f.alnum(*k)) else { return };
    let Some(id) = read_id(f, s) else { return };
    // the rest of one that is told in parts
    let rest = id.letters == 0 && (3..=12).contains(&id.digits);
    if ctx.alone(id.s, id.e) && (rest || id.text.len() >= 5 && (id.digits > 0 || f.han == 0 && id.text.len() >= 6)) {
        id.push(out, label, 0.7, "account.asked");
    }
}

/// The rest of an account that is told in parts: "abc加7343", "mumu，后面12345".
fn with_rest(f: &Folded, mut id: Id) -> Id {
    #[rustfmt::skip]
    static LEADS: Words = Words::new(&[
        "加上", "加", "再加", "后面是", "后面加", "后面", "再", "接", "数字", "生日", "then", "plus", "and", "followed by",
    ]);
    for _ in 0..3 {
        let (mut k, mut adds) = (id.e, false);
        while k < id.e + 16 {
            k += match LEADS.at(f, k).max_by_key(|w| w.len()) {
                Some(w) => {
                    adds |= w.contains(['加', '再', '接']);
                    w.chars().count()
                }
                None if matches!(f.ch(k), ' ' | ',') => 1,
                None => break,
            };
        }
        // "lulu★0903"
        let joined = k == id.e && (f.kind(k) == Kind::Symbol || any_of!(f.ch(k), "*~+|/"));
        k += usize::from(joined);
        let led = joined || f.str(id.e, k).contains(|c: char| c.is_alphabetic());
        let row = |kind: Kind| (k..k + 12).take_while(|i| f.kind(*i) == kind).count();
        let (n, letters) = (row(Kind::Digit), if adds { row(Kind::Latin) } else { 0 });
        let number = (2..=8).contains(&n) && !any_of!(f.ch(k + n), "元块个件人位天");
        if id.digits > 0 || !led || !(number || letters > 1) || f.alnum(k + n + letters) {
            break;
        }
        id.text.push_str(f.str(k, k + n + letters));
        (id.digits, id.letters, id.e) = (n, id.letters + letters, k + n + letters);
    }
    id
}

/// The account that begins some cells behind a cue that ends at `k`, in the same clause, told by its form alone.
fn ahead(f: &Folded, k: usize) -> Option<Id> {
    const REACH: usize = 9;
    let clause = |k: &usize| f.kind(*k) == Kind::Han || any_of!(f.ch(*k), " ,:-(\"'");
    let s = k + (k..k + REACH).take_while(clause).count();
    let id = read_id(f, s).filter(|id| s > k && f.kind(s) == Kind::Latin && id.letters > 2 && id.digits > 1)?;
    (id.form(f) > form::SURE).then_some(id)
}

/// An account behind the word for Alipay.
fn paid(ctx: &Ctx<'_>, h: &Hit, out: &mut Vec<Cand>) {
    let f = ctx.f;
    let (k, _) = value_after(f, h.e as usize);
    let id = read_id(f, k).or_else(|| ahead(f, k)).map(|id| with_rest(f, id)).filter(|id| !matches!(f.ch(id.e), '@' | '/'));
    if let Some(id) = id.filter(|id| id.letters > 2 && id.telling() && id.form(f) > form::SURE) {
        id.push(out, Label::Alipay, 0.62, "account.alipay");
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
    /// How much its form is that of an account: see [`form::account`].
    pub(crate) fn form(&self, f: &Folded) -> f32 {
        let cells = f.cells.get(self.s..self.e).unwrap_or_default();
        let uppers = cells.iter().filter(|c| c.is_upper()).count();
        form::account(&self.text, uppers, cells.first().is_some_and(Cell::is_upper))
    }
    fn telling(&self) -> bool {
        self.digits > 0 || self.text.contains(['_', '.']) || self.text.contains('-') && self.e - self.s > self.text.len()
    }
    pub(crate) fn push(self, out: &mut Vec<Cand>, label: Label, score: f32, rule: &'static str) {
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
    if !id_char(f, s) {
        return None;
    }
    let (mut e, mut text) = (s, String::with_capacity(24));
    let joint = |k: usize| matches!(f.ch(k), '.' | '-' | '·') && id_char(f, k + 1);
    loop {
        // "f.o.x": read letter by letter below
        let lone = |e: usize| e == s + 1 && !id_char(f, e + 2);
        while e - s < 40 {
            let n = (e..s + 40).take_while(|k| f.alnum(*k) || f.ch(*k) == '_').count();
            text.push_str(f.str(e, e + n));
            e += n;
            if e - s >= 40 || !(id_char(f, e) || e > s && joint(e) && !lone(e)) {
                break;
            }
            take(f, e, &mut text);
            e += 1;
        }
        // "xiaoyu下划线520": a joint said as a word
        let Some((sign, next)) = said_joint(f, s, e).filter(|j| j.1 - s < 40) else { break };
        text.push(sign);
        e = next;
    }
    let single = |k: usize| id_char(f, k) && !id_char(f, k + 1);
    let sep = |k: usize| {
        matches!(f.kind(k), Kind::Space | Kind::Punct | Kind::Symbol) && !matches!(f.ch(k), '_' | '。' | ',' | '!' | '?')
    };
    if e == s + 1 {
        let mut k = e;
        while k - s < 80 {
            let gap = (1..=3).take_while(|g| sep(k + g - 1)).count();
            if gap == 0 || !single(k + gap) {
                break;
            }
            take(f, k + gap, &mut text);
            k += gap + 1;
            e = k;
        }
    }
    let digits = text.as_bytes().iter().filter(|b| b.is_ascii_digit()).count();
    let letters = text.as_bytes().iter().filter(|b| b.is_ascii_alphabetic()).count();
    Some(Id { s, e, text, digits, letters })
}

/// A sign that is said as a word between the parts of an account, and the cell after it.
pub(crate) fn said_joint(f: &Folded, s: usize, e: usize) -> Option<(char, usize)> {
    #[rustfmt::skip]
    static SAID: Words = Words::new(&[
        "下划线", "底线", "底杠", "下横线", "中划线", "减号", "under score", "横杠", "短横", "杠", "小数点", "点", "underscore", "dash", "hyphen",
        "dot",
    ]);
    if e == s || !f.alnum(e - 1) {
        return None;
    }
    let k = f.skip_space(e);
    let k = k + usize::from(f.ch(k) == '(');
    let w = SAID.at(f, k).next().filter(|w| !w.is_ascii() || k == e + 1 && any_of!(f.ch(k + w.len()), " )"))?;
    let sign = match w {
        "下划线" | "底线" | "底杠" | "下横线" | "under score" | "underscore" => '_',
        "小数点" | "点" | "dot" => '.',
        _ => '-',
    };
    let next = k + w.chars().count();
    let next = f.skip_space(next + usize::from(f.ch(next) == ')'));
    // a host follows a dot, and a clock time too
    let plain = sign != '.' || f.kind(e - 1) == Kind::Latin && !crate::net::ending(f, next);
    (f.alnum(next) && plain).then_some((sign, next))
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
        let lead =
            |k: usize| any_of!(f.ch(k), " :?-=>\"'(#~、,/;[{<【《`*|…") || f.kind(k) == Kind::Symbol && !f.ch(k).is_ascii();
        while lead(k) && k - e < 24 {
            pointed |= matches!(f.ch(k), ':' | '=' | '>' | '"' | '→' | '➡' | '👉' | '⇒');
            k += 1;
        }
        if let Some(w) = LINKS.at(f, k).filter(|w| ends_word(f, k, w)).max_by_key(|w| w.len()) {
            pointed |= matches!(w, "是" | "is" | "it's" | "as" | "under" | "called" | "号是" | "号" | "为" | "叫");
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
    // "ok-888" begins an account
    let e = k + w.len();
    let goes_on = f.alnum(e) || any_of!(f.ch(e), "_-.") && f.alnum(e + 1);
    !(w.is_ascii() && goes_on) || w.ends_with('/')
}

fn wechat(ctx: &Ctx<'_>, h: &Hit, out: &mut Vec<Cand>) {
    let f = ctx.f;
    // "型号wxrg834"
    if ctx.near.before(h.s as usize, Cue::DontCare, 0).is_some() {
        return;
    }
    // of cues that overlap ("加v", "加vx") the one that takes more letters
    let bonus = 0.02 * (h.s as usize..h.e as usize).filter(|k| f.kind(*k) == Kind::Latin).count().min(6) as f32;
    let (k, pointed) = value_after(f, h.e as usize);
    let k = if f.ch(k) == '@' { f.skip_space(k + 1) } else { k };
    // "加vxiaoyu520": 加v and xiaoyu, not 加vx
    let glued = |id: &Id| id.s == h.e as usize && f.kind(id.s.wrapping_sub(1)) == Kind::Latin;
    let said =
        |id: &Id| id.text.split(|c: char| !c.is_ascii_alphabetic()).next().and_then(masking_check::pinyin::syllables).is_some();
    let glued_letters = f.kind(k) == Kind::Latin && f.kind(k.wrapping_sub(1)) == Kind::Latin;
    let apart = (k > h.e as usize || h.e - h.s > 1) && !glued_letters;
    if let Some(id) = apart.then(|| nick(f, k)).flatten() {
        return id.push(out, Label::Wechat, 0.6 + bonus, "account.nick");
    }
    let id = read_id(f, k).or_else(|| ahead(f, k)).map(|id| with_said(f, with_words(ctx, with_rest(f, id))));
    let bonus = bonus + if id.as_ref().is_some_and(|id| glued(id) && said(id)) { 0.05 } else { 0.0 };
    if let Some(id) = id
        && (id.letters > 2 || id.text.starts_with(|c: char| c.is_ascii_alphabetic()))
        && (5..=24).contains(&id.text.len())
        && !number_like(&id.text)
    {
        let score = match (id.digits > 0 || id.text.contains('_'), pointed) {
            (true, _) => 0.82,
            (false, true) if id.text.len() >= 6 => 0.58,
            _ if unknown(f, &id) && !id.text.starts_with("http") => 0.55,
            _ => 0.35,
        };
        id.push(out, Label::Wechat, score + bonus, "account.wechat");
        return;
    }
    if let Some(id) = called(f, h.e as usize, k) {
        return id.push(out, Label::Wechat, 0.56, "account.nick");
    }
    // "搜 abc123 就是我的微信"
    if let Some(id) = id_before(f, h.s as usize)
        && id.letters > 0
        && (id.digits > 0 || id.text.contains(['_', '.']) || unknown(f, &id) && named(f, id.s))
        && (5..=24).contains(&id.text.len())
    {
        id.push(out, Label::Wechat, 0.72, "account.wechat.before");
    }
}

/// Eleven characters that all are or look like digits: a telephone in disguise.
pub(crate) fn number_like(t: &str) -> bool {
    t.len() == 11 && t.chars().all(|c| c.is_ascii_digit() || crate::words::look(c).is_some_and(|l| l.1))
}

/// The account name that ends shortly before cell `s` ("… 就是我的").
pub(crate) fn id_before(f: &Folded, s: usize) -> Option<Id> {
    let mut e = s;
    loop {
        while e > 0 && s - e < 12 && !id_char(f, e - 1) {
            e -= 1;
        }
        // "… on my snap"
        let last = f.ch(e.wrapping_sub(1));
        let link = ["on", "at", "in", "via", "my", "is", "the", "through", "here", "that's", "thats", "over"].iter().find(|w| {
            let n = w.len();
            n < e && w.ends_with(last) && f.str(e - n, e) == **w && !f.alnum(e - n - 1)
        });
        match link {
            Some(w) => e -= w.len(),
            None => break,
        }
    }
    if e == 0 || !id_char(f, e - 1) {
        return None;
    }
    let mut a = e;
    let joint = |k: usize| matches!(f.ch(k), '.' | '-') && k > 0 && f.alnum(k - 1) && f.alnum(k + 1);
    while a > 0 && e - a < 24 && (id_char(f, a - 1) || f.ch(a - 1) == '_' || joint(a - 1)) {
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
    // "chef dot lee6303 on snap"
    while let Some(w) = joint_before(f, a).filter(|w| e - w < 40) {
        a = w - (0..w).rev().take(24).take_while(|k| f.alnum(*k)).count();
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
    // "live:.cid.abc123"
    k += usize::from(f.ch(k) == '.' && f.alnum(k + 1) && f.str(k.saturating_sub(5), k) == "live:");
    if let Some(mut id) = nick(f, k).or_else(|| called(f, h.e as usize, k)).filter(|_| k > h.e as usize) {
        id.s = s;
        return id.push(out, Label::Handle, 0.6, "account.nick");
    }
    if let Some(mut id) = read_id(f, k).or_else(|| ahead(f, k)).map(|id| with_said(f, with_rest(f, id)))
        && (3..=32).contains(&id.text.len())
        && (id.letters > 0 || id.digits >= 5)
        && f.ch(id.e) != '/'
        && !in_words(&id.text)
    {
        let closes = (id.e..id.e + 3).all(|k| !f.alnum(k) && f.kind(k) != Kind::Han);
        let score = match (at, id.telling(), pointed) {
            (true, ..) => 0.85,
            (_, true, _) if id.letters > 0 => 0.76,
            // "steam 76561198012345678"
            _ if id.letters == 0 && id.digits >= 8 && k - h.e as usize <= 3 && h.e - h.s > 1 => 0.56,
            (_, _, true) if id.text.len() >= 4 && !common(&id.text) => 0.56,
            _ if unknown(f, &id) && h.e - h.s > 1 => 0.55,
            // "find me on discord - chef-k"
            _ if id.text.len() > 4 && closes && ctx.near.any(Cue::Add) && !common(&id.text) => 0.54,
            _ => 0.2,
        };
        // "live:name" is how Skype writes them
        id.s = if f.str(s.saturating_sub(5), s) == "live:" { s - 5 } else { s };
        // the tag of Discord or of a game
        let tag = (id.e + 1..id.e + 7).take_while(|k| f.alnum(*k)).count();
        let mark = f.ch(id.e) == '#' && (3..=5).contains(&tag);
        let score = if mark { 0.8 } else { score };
        id.e += if mark { tag + 1 } else { 0 };
        id.push(out, Label::Handle, score, "account.handle");
        return;
    }
    if let Some(id) = id_before(f, h.s as usize)
        && (id.telling() || unknown(f, &id) && named(f, id.s))
        && id.letters >= 3
    {
        id.push(out, Label::Handle, 0.6, "account.handle.before");
    }
}

/// A name with Chinese characters in it, to the end of its clause: "椰子皮686", "Amy周周8816", "@拾光里的猫".
fn nick(f: &Folded, s: usize) -> Option<Id> {
    static SAYS: CharSet =
        CharSet::new("了是在不吗呢吧什么怎哪谁几个件元块年月号日点分次条单没有无能会可请要多少发给把被让说加搜扫码退款付");
    let at = f.ch(s.wrapping_sub(1)) == '@';
    let han = |k: &usize| f.kind(*k) == Kind::Han && !SAYS.has(f.ch(*k));
    let e = s + (s..s + 17).take_while(|k| han(k) || f.alnum(*k) || *k > s && any_of!(f.ch(*k), "_.-")).count();
    let count = |kind: Kind| (s..e).filter(|k| f.kind(*k) == kind).count();
    let chinese = count(Kind::Han);
    if chinese == 0 || !(3..=16).contains(&(e - s)) {
        return None;
    }
    let (digits, letters) = (count(Kind::Digit), count(Kind::Latin));
    let closed = f.kind(e) != Kind::Han && !f.alnum(e) && f.ch(e) != '%' || e == f.cells.len();
    let joint =
        || ["下划线", "横杠", "底线"].iter().any(|w| f.str(s, e).contains(w)) || (s..e).any(|k| said_joint(f, s, k).is_some());
    let begins = f.kind(s) != Kind::Digit && !(f.kind(s) == Kind::Han && f.cells[s].has(FUNCTION));
    let told = match (letters, digits) {
        (0, 2..=4) => chinese <= 7 && !f.str(s, e).contains('的'),
        (0, 0) => at && chinese > 1,
        (1.., 2..=5) => true,
        _ => false,
    };
    (told && closed && begins && !joint()).then(|| Id { s, e, text: f.str(s, e).to_owned(), digits, letters: 0 })
}

/// Whether all letters of `text` say digits, or how often one comes: "double", "04threeseven".
fn in_words(text: &str) -> bool {
    let says = |w: &str| crate::tokens::look_up(w).0 & (DIGIT | TENS | REPEAT) != 0 || crate::words::split(w).is_some();
    text.split(|c: char| !c.is_ascii_alphabetic()).filter(|w| !w.is_empty()).all(says)
        && text.contains(|c: char| c.is_ascii_alphabetic())
}

/// The digits said in words behind the letters of an account: "otis three zero one".
fn with_said(f: &Folded, mut id: Id) -> Id {
    let (mut e, mut text) = (id.e, String::new());
    loop {
        let k = e + (e..e + 2).take_while(|i| any_of!(f.ch(*i), " -")).count();
        if k == e {
            break;
        }
        let end = (k..k + 8).find(|i| f.kind(*i) != Kind::Latin).unwrap_or(k);
        let Some(v) = crate::words::digit(f.str(k, end)) else { break };
        (e, text) = (end, text + &v.to_string());
    }
    if text.len() > 1 && id.letters > 1 && id.digits == 0 && !in_words(&id.text) {
        (id.e, id.digits) = (e, text.len());
        id.text.push_str(&text);
    }
    id
}

/// A word of no list as long as an account is, and not followed by more of a phrase.
fn unknown(f: &Folded, id: &Id) -> bool {
    let cased = f.cells.get(id.s..id.e).unwrap_or_default().iter().skip(1).any(|c| !c.is_upper());
    id.digits == 0
        && id.text.len() > 5
        && crate::tokens::look_up(&id.text).0 == 0
        && !id.text.contains('-')
        && (cased || f.han > 0)
}

/// What stands before an account that has its channel behind it: nothing, "I'm", "add", 搜.
fn named(f: &Folded, s: usize) -> bool {
    const LEADS: &[&str] =
        &["im", "i'm", "its", "it's", "is", "add", "follow", "find", "search", "as", "me", "am", "for", "message", "dm", "at"];
    let before = f.str(s.saturating_sub(12), s).trim_end_matches([' ', ':', ',', '@', '"']);
    let word = before.rsplit(|c: char| !(c.is_ascii_alphabetic() || c == '\'')).next().unwrap_or("");
    before.is_empty() || LEADS.contains(&word) || before.ends_with(['搜', '加', '找', '是', '叫'])
}

/// Of an account in Chinese talk its further parts with single spaces between, to the end of the clause: "wang er 0209".
fn with_words(ctx: &Ctx<'_>, mut id: Id) -> Id {
    let f = ctx.f;
    if f.han == 0 || f.ch(id.e) != ' ' {
        return id;
    }
    let (mut e, mut text) = (id.e, id.text.clone());
    while f.ch(e) == ' ' && f.alnum(e + 1) && !ctx.near.begins(e + 1) {
        let n = (e + 1..e + 20).take_while(|k| f.alnum(*k) || f.ch(*k) == '_').count();
        text.push_str(f.str(e + 1, e + 1 + n));
        e += 1 + n;
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let closed = !f.alnum(e) && f.kind(e) != Kind::Han;
    if e > id.e && closed && digits > 1 && digits < text.len() && (5..=24).contains(&text.len()) && id.letters > 0 {
        (id.e, id.digits, id.letters, id.text) = (e, digits, text.len() - digits, text);
    }
    id
}

/// A name in words where the sentence calls it one, to the end of its clause: "抖音叫小雨爱吃鱼".
fn called(f: &Folded, from: usize, s: usize) -> Option<Id> {
    static CALLS: Words = Words::new(&["叫", "昵称", "名字", "名"]);
    static SAYS: CharSet = CharSet::new("什么吗呢哪谁怎多少改修违没无显能可换设不是注册找被称法车外做");
    let part = |k: &usize| f.alnum(*k) || f.kind(*k) == Kind::Han;
    let e = s + (s..s + 13).take_while(part).count();
    let han = (s..e).filter(|k| f.kind(*k) == Kind::Han).count();
    let plain = !SAYS.has(f.ch(s)) && !(s..e).any(|k| any_of!(f.ch(k), "什么吗呢哪谁怎"));
    let ends = matches!(f.kind(e), Kind::Line | Kind::Punct);
    // "微信昵称和账号不一致", "搜我名字就能找到": nobody is called anything there.
    let leads = |c: &char| !matches!(c, ' ' | '"' | '\'' | '“' | '「' | '『' | '《');
    let led = (from..s).rev().map(|k| f.ch(k)).find(leads).is_some_and(|c| matches!(c, '叫' | '是' | ':' | '为'));
    let told = led && (from..s).any(|k| CALLS.any(f, k));
    (told && plain && ends && han >= 2 && (3..=12).contains(&(e - s))).then(|| Id {
        s,
        e,
        text: f.str(s, e).to_owned(),
        digits: 0,
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
    if let Some(id) = nick(ctx.f, k) {
        return id.push(out, Label::Username, 0.58, "account.nick");
    }
    let Some(id) = read_id(ctx.f, k) else { return };
    let mail = out.iter().any(|c| c.label == Label::Email && c.s <= id.s && id.e < c.e);
    if mail || !(3..=32).contains(&id.text.len()) || id.letters == 0 {
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
    id.digits = id.text.bytes().filter(u8::is_ascii_digit).count();
    id.letters = id.text.bytes().filter(u8::is_ascii_alphabetic).count();
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
