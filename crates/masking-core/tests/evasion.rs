//! Ways to hide a value, and the look-alikes that must stay. `forms.txt` holds lines by family, among them
//! lines of sets made while the detectors were not looked at: samples of a principle, none listed in a detector.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may fail loudly")]

use std::collections::BTreeMap;

use masking_core::{Detector, Found, Known, Label, Policy, SolicitKind, Span, SpeakerState, Turn};

fn scan(text: &str, known: &[Known]) -> Found {
    let mut state = SpeakerState::default();
    Detector::new(Policy::base_cn()).scan(Turn { text, speaker: 0, seq: 0, known, state: &mut state, at_ms: 0 })
}

#[test]
fn known_values_need_no_cue() {
    let known = [
        Known { label: Label::Person, value: "陆小凤".into() },
        Known { label: Label::Person, value: "Jane Doe".into() },
        Known { label: Label::Phone, value: "13812345678".into() },
        Known { label: Label::Address, value: "文三路478号".into() },
    ];
    for t in ["陆小凤在吗", "陆 小 凤", "陸小鳳", "ＪＡＮＥ　ＤＯＥ", "ask Jane", "一三八1234五六七八", "文三路 478 号"]
    {
        let found = scan(t, &known).spans;
        assert!(found.iter().any(|s| s.rule == "known"), "{t}: {found:?}");
    }
}

#[test]
fn a_number_over_turns_is_caught_at_its_end() {
    let d = Detector::new(Policy::base_cn());
    let mut state = SpeakerState::default();
    let mut say =
        |speaker, seq, text| d.scan(Turn { text, speaker, seq, known: &[], state: &mut state, at_ms: seq as i64 * 1000 });
    assert!(say(0, 1, "前面138").spans.is_empty());
    assert!(say(1, 2, "嗯").spans.is_empty());
    assert!(say(0, 3, "然后1234").spans.is_empty());
    let last = say(0, 4, "最后五六七八");
    assert_eq!(last.spans.len(), 1);
    // Each part stands for what is written there, and knows the whole.
    assert_eq!(last.spans[0].canonical, "五六七八");
    assert_eq!(last.spans[0].whole.as_deref(), Some("+8613812345678"));
    assert_eq!(last.remask.iter().map(|r| (r.seq, r.text.as_str())).collect::<Vec<_>>(), [(1, "138"), (3, "1234")]);
    // a late part does not count
    let mut state = SpeakerState::default();
    for (seq, text, at_ms) in [(1, "138", 0), (2, "1234", 1_000), (3, "5678", 400_000)] {
        assert!(d.scan(Turn { text, speaker: 0, seq, known: &[], state: &mut state, at_ms }).spans.is_empty());
    }
}

#[test]
fn a_part_may_say_which_it_is() {
    let d = Detector::new(Policy::base_cn());
    for parts in
        [["1) 138", "2) 1234", "3) 5678"], ["(1/3)138", "(2/3)1234", "(3/3)5678"], ["part1 138", "part2 1234", "part3 5678"]]
    {
        let mut state = SpeakerState::default();
        let mut say = |text: &str, seq: u64| {
            d.scan(Turn { text, speaker: 0, seq, known: &[], state: &mut state, at_ms: seq as i64 * 1000 })
        };
        let found: Vec<Found> = parts.iter().zip(1..).map(|(t, seq)| say(t, seq)).collect();
        let last = &found[2];
        assert_eq!(last.spans.first().and_then(|s| s.whole.as_deref()), Some("+8613812345678"), "{parts:?}");
        assert_eq!(last.spans[0].canonical, "5678");
        assert_eq!(last.remask.iter().map(|r| r.text.as_str()).collect::<Vec<_>>(), ["138", "1234"], "{parts:?}");
    }
}

#[test]
fn a_question_lends_its_cue() {
    let d = Detector::new(Policy::base_cn());
    let mut state = SpeakerState::default();
    let mut say =
        |speaker, seq, text| d.scan(Turn { text, speaker, seq, known: &[], state: &mut state, at_ms: seq as i64 * 1000 });
    assert!(say(0, 0, "67080561").spans.is_empty());
    say(1, 1, "请问您的电话是多少？");
    assert_eq!(say(0, 2, "67080561").spans.first().map(|s| s.label.clone()), Some(Label::Phone));
    say(1, 3, "怎么称呼您？请问您的姓名");
    assert_eq!(say(0, 4, "王小明").spans.first().map(|s| s.label.clone()), Some(Label::Person));
}

#[test]
fn things_that_are_listed_answer_no_question_for_a_name() {
    let words =
        ["苹果", "香蕉", "桌子", "椅子", "红色", "蓝色", "白色", "大号", "小号", "衬衫", "裤子", "雨伞", "书包", "台灯", "毛巾"];
    let listed = |turn: usize| (0..16).map(move |n| words[(turn * 7 + n * (turn % 4 + 1)) % words.len()]);
    let lists: Vec<String> = (0..200).map(|turn| listed(turn).collect::<Vec<_>>().join("，")).collect();
    let d = Detector::new(Policy::base_cn());
    let mut state = SpeakerState::default();
    let mut say =
        |speaker, seq, text| d.scan(Turn { text, speaker, seq, known: &[], state: &mut state, at_ms: seq as i64 * 1000 });
    for (seq, list) in (0..).step_by(2).zip(&lists) {
        say(1, seq, "请问怎么称呼您？");
        assert_eq!(say(0, seq + 1, list).spans, [], "{list}");
    }
}

#[test]
fn soliciting_is_a_signal_of_its_own() {
    let kinds = |t: &str| scan(t, &[]).solicit.iter().map(|s| s.kind).collect::<Vec<_>>();
    assert!(kinds("咱们线下交易吧，不走平台").contains(&SolicitKind::Leave));
    assert!(kinds("你微信多少").contains(&SolicitKind::Ask));
    assert!(kinds("加我微信abc12345").contains(&SolicitKind::Offer));
    assert!(kinds("what's your whatsapp?").contains(&SolicitKind::Ask));
    assert!(kinds("这款手机多少钱").is_empty());
    assert!(kinds("可以微信支付").is_empty());
}

/// The text without its marks, and the byte ranges between them.
fn unmark(line: &str) -> (String, Vec<(usize, usize)>) {
    let (mut text, mut ranges, mut open) = (String::new(), Vec::new(), 0);
    for c in line.replace("\\n", "\n").chars() {
        match c {
            '‹' => open = text.len(),
            '›' => ranges.push((open, text.len())),
            c => text.push(c),
        }
    }
    (text, ranges)
}

/// Whether what was found is what the family says.
fn holds(family: &str, text: &str, values: &[(usize, usize)], found: &[Span]) -> bool {
    let covered = |at: usize| found.iter().any(|s| s.start <= at && at < s.end);
    let whole = |(s, e): &(usize, usize)| text[*s..*e].char_indices().all(|(i, c)| !c.is_alphanumeric() || covered(s + i));
    match family.split_once(' ').unwrap_or((family, "")) {
        ("none", _) => found.is_empty(),
        ("marked", _) => values.iter().all(whole) && (!values.is_empty() || found.is_empty()),
        (label, value) => found.iter().any(|s| s.label.as_str() == label && (value.is_empty() || s.canonical == value)),
    }
}

/// Values, those found by half at least, those with a letter or digit left, and clean lines with any find;
/// of conversations how many there are and how many last parts were covered.
#[derive(Default)]
struct Tally {
    values: usize,
    found: usize,
    open: usize,
    alarms: usize,
}

impl Tally {
    fn add(&mut self, family: &str, line: &str) {
        if family.starts_with("turns") {
            self.values += 1;
            return self.found += usize::from(last_part_is_covered(line));
        }
        let (text, values) = unmark(line);
        let spans = scan(&text, &[]).spans;
        self.alarms += usize::from(values.is_empty() && !spans.is_empty());
        for (s, e) in values {
            let signs = text[s..e].char_indices().filter(|(_, c)| c.is_alphanumeric());
            let all: Vec<bool> = signs.map(|(i, _)| spans.iter().any(|x| x.start <= s + i && s + i < x.end)).collect();
            let hidden = all.iter().filter(|h| **h).count();
            self.values += 1;
            self.found += usize::from(hidden * 2 >= all.len());
            self.open += usize::from(hidden < all.len());
        }
    }
}

/// "C:… ¦ W:…": what the customer says last is masked by then.
fn last_part_is_covered(line: &str) -> bool {
    let d = Detector::new(Policy::base_cn());
    let mut state = SpeakerState::default();
    let mut covered = false;
    for (seq, turn) in line.split(" ¦ ").enumerate() {
        let (who, said) = turn.split_once(':').unwrap();
        let (text, values) = unmark(said);
        let speaker = u8::from(who == "W");
        let (seq, at_ms) = (seq as u64, seq as i64 * 1000);
        let spans = d.scan(Turn { text: &text, speaker, seq, known: &[], state: &mut state, at_ms }).spans;
        let hidden = |at: usize| spans.iter().any(|x| x.start <= at && at < x.end);
        if !values.is_empty() {
            covered = values.iter().all(|(s, e)| text[*s..*e].char_indices().all(|(i, c)| !c.is_alphanumeric() || hidden(s + i)));
        }
    }
    covered
}

/// Found when the product's own journeys said such things: what has letters and digits is no account for that alone.
#[test]
fn a_code_behind_plain_words_is_no_account() {
    for text in [
        "第一件 mx1s6v9q66pc",
        "请稍等 mx1s6v9q66pc",
        "改签已提交 mx1s6v9q66pc",
        "颜色 black256g",
        "固件 v2rc13b",
        "文件名 report_2026",
        "型号是 rtx4090ti",
        "我要买 iphone15pro",
        "优惠码 spring2026",
        "序列号 5cg1234abc",
        "这个 hd6500x 能用吗",
        "票号 kx20931a",
        "part no x7k29qp",
        "error code e404x9",
        "my model is dv6500t",
    ] {
        assert!(scan(text, &[]).spans.is_empty(), "{text}");
    }
}

/// Codes of all kinds by chance, with the letters of channels at their beginning and inside: at most two in a
/// thousand are taken for anything.
#[test]
fn random_codes_are_nothing() {
    const FRAMES: [&str; 10] = [
        "{}",
        "第一件 {}",
        "第一件{}",
        "取件码 {} 谢谢",
        "请稍等 {}",
        "商品 {} 有货吗",
        "the {} model",
        "改签已提交 {}",
        "error {}",
        "批次{}，已发",
    ];
    const SIGNS: [&[u8]; 3] =
        [b"abcdefghijklmnopqrstuvwxyz0123456789", b"ABCDEFGHJKLMNPQRTUWXY0123456789", b"abcdefkmnpqrtvwx23456789"];
    let mut x = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = |n: usize| {
        x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (x >> 33) as usize % n
    };
    let mut wrong = Vec::new();
    for i in 0..6_000 {
        let signs = SIGNS[next(3)];
        let mut code: String = (0..5 + next(10)).map(|_| char::from(signs[next(signs.len())])).collect();
        if i % 3 == 0 {
            code.insert_str(next(code.len()), ["v", "vx", "wx", "q", "qq", "ig", "ws"][next(7)]);
        }
        let text = FRAMES[next(FRAMES.len())].replace("{}", &code);
        if !scan(&text, &[]).spans.is_empty() {
            wrong.push(text);
        }
    }
    assert!(wrong.len() <= 12, "{} of 6000: {}", wrong.len(), wrong.join("\n"));
}

/// Sets 6 to 14, 23 and 24 as they were made (see docs/FIGURES.md for their first figures): what is found now stays found.
#[test]
fn fresh_sets_keep_their_figures() {
    for (set, text, (zh, en, turns)) in [
        (6, include_str!("data/fresh_6.txt"), (0.95, 0.95, 17)),
        (7, include_str!("data/fresh_7.txt"), (0.91, 0.91, 14)),
        (8, include_str!("data/fresh_8.txt"), (0.91, 0.90, 14)),
        (9, include_str!("data/fresh_9.txt"), (0.93, 0.94, 13)),
        (10, include_str!("data/fresh_10.txt"), (0.90, 0.96, 15)),
        (11, include_str!("data/fresh_11.txt"), (0.98, 0.97, 20)),
        (12, include_str!("data/fresh_12.txt"), (0.93, 0.94, 19)),
        (13, include_str!("data/fresh_13.txt"), (0.95, 0.91, 11)),
        (14, include_str!("data/fresh_14.txt"), (0.86, 0.87, 11)),
        (23, include_str!("data/fresh_23.txt"), (0.93, 0.91, 45)),
        (24, include_str!("data/fresh_24.txt"), (0.88, 0.82, 33)),
    ] {
        let mut all: BTreeMap<String, Tally> = BTreeMap::new();
        let mut family = "";
        for line in text.lines().filter(|l| !l.is_empty() && !l.starts_with("# ")) {
            match line.strip_prefix("= ") {
                Some(next) => family = next,
                None => {
                    let name: Vec<&str> = family.split(' ').take(2).collect();
                    all.entry(name.join(" ")).or_default().add(family, line);
                }
            }
        }
        let share = |name: &str| all[name].found as f64 / all[name].values as f64;
        assert!(share("marked zh") >= zh && share("marked en") >= en, "set {set}: {} {}", share("marked zh"), share("marked en"));
        assert!(all["turns zh"].found + all["turns en"].found >= turns, "set {set}: turns");
        // two of the set held back
        let zh = if set == 24 { 2 } else { 0 };
        assert!(all["none zh"].alarms <= zh && all["none en"].alarms <= 2, "set {set}: alarms");
    }
}

#[test]
fn every_line_holds_what_its_family_says() {
    let (mut family, mut wrong) = ("none", Vec::new());
    for line in include_str!("forms.txt").lines().filter(|l| !l.is_empty() && !l.starts_with("# ")) {
        if let Some(next) = line.strip_prefix("= ") {
            family = next;
            continue;
        }
        let (text, values) = unmark(line);
        if !holds(family, &text, &values, &scan(&text, &[]).spans) {
            wrong.push(format!("{family}: {line}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
