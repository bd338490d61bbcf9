//! Names that channels go by when their own is not to be read: by sound, by signs, by letters.

/// WeChat under a name that only sounds like it: any character that sounds like 微 before any that
/// sounds like 信, or a sign for it.
pub fn wechat() -> impl Iterator<Item = String> {
    const WEI: &str = "微薇威维徽葳溦围喂唯巍味卫魏伟为未尾畏渭惟蔚慰苇纬炜玮崴嵬帷危徵徴癓v";
    const XIN: [&str; 46] = [
        "信", "心", "芯", "姓", "兴", "薪", "惺", "伈", "訫", "欣", "馨", "新", "鑫", "昕", "辛", "星", "杏", "幸", "讯", "迅",
        "♡", "🖤", "🤍", "🤎", "🧡", "💞", "💝", "💟", "❣", "x", "xin", "❤", "✨", "♥", "💗", "💌", "💕", "💖", "💘", "💙", "💚",
        "💛", "💜", "✉", "📧", "言",
    ];
    WEI.chars().flat_map(|a| XIN.iter().map(move |b| format!("{a}{b}")))
}

/// A sign of any kind before 信, and 微 in pinyin.
pub fn wechat_by_sign() -> impl Iterator<Item = String> {
    const SIGNS: &str = "👁👀💚🟢🐸🍃🌿💬📱✌🐌";
    let signs = SIGNS.chars().map(|s| format!("{s}信"));
    let pinyin = ["wei", "vei", "vi", "vee"]
        .into_iter()
        .flat_map(|w| ["信", "心", "芯", "❤", "x"].into_iter().map(move |x| format!("{w}{x}")));
    let green = "信微聊泡标软v".chars().map(|x| format!("绿{x}"));
    signs.chain(pinyin).chain(green)
}

/// What a name that sounds like another stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// QQ.
    Qq,
    /// Alipay.
    Alipay,
    /// Any other.
    Handle,
}

/// Channels under a name that sounds like theirs: every syllable in any of its characters or in pinyin.
pub fn sounding() -> impl Iterator<Item = (String, Channel)> {
    #[rustfmt::skip]
    const SYLLABLES: &[(&str, &str)] = &[
        ("qi", "企起七其奇气骑"), ("e", "鹅俄额饿蛾娥"), ("dou", "抖斗豆逗陡"), ("yin", "音因阴银印引"), 
        ("bao", "宝保抱爆报豹"), ("kuai", "快块筷"), ("shou", "手首守"), ("wei", "微围唯维"), ("bo", "博脖勃播波"), ("zhi", "支知之吱只枝"),
        ("fu", "付富副福傅"), ("ding", "钉叮盯丁订"), ("fei", "飞非菲"), ("ji", "机鸡基积"), ("mo", "陌莫默"),
    ];
    #[rustfmt::skip]
    const NAMES: &[(&[&str], Channel)] = &[
        (&["qi", "e"], Channel::Qq), (&["dou", "yin"], Channel::Handle), (&["kuai", "shou"], Channel::Handle),
        (&["wei", "bo"], Channel::Handle), (&["zhi", "fu", "bao"], Channel::Alipay), (&["ding", "ding"], Channel::Handle),
        (&["mo", "mo"], Channel::Handle),
    ];
    let forms = |syllable: &str| -> Vec<String> {
        let chars = SYLLABLES.iter().find(|s| s.0 == syllable).map_or("", |s| s.1);
        chars.chars().map(String::from).chain([syllable.to_owned()]).collect()
    };
    NAMES.iter().flat_map(move |(name, cue)| {
        let row = name.iter().fold(vec![String::new()], |row, s| {
            let next = forms(s);
            row.iter().flat_map(|a| next.iter().map(move |b| format!("{a}{b}"))).collect()
        });
        row.into_iter().filter(|w| !w.is_ascii()).map(|w| (w, *cue)).collect::<Vec<_>>()
    })
}

/// QQ as two characters that sound like it, and by the first letters of its maker.
pub fn qq() -> impl Iterator<Item = String> {
    const KOU: &str = "扣抠叩寇蔻";
    KOU.chars().flat_map(|a| KOU.chars().map(move |b| format!("{a}{b}"))).chain(["tx号".to_owned(), "抠:".to_owned()])
}
