//! Invariants on any text: spans lie on characters and in order, text outside them is untouched,
//! masking twice changes nothing, the same text gives the same result.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, reason = "tests may fail loudly")]

use masking_core::{Detector, Known, Label, Ordinals, Policy, Span, SpeakerState, Turn, escape, render, render_trusted, token};
use proptest::prelude::*;

fn detector() -> Detector {
    Detector::new(Policy::base_cn())
}

fn scan(d: &Detector, text: &str, known: &[Known]) -> Vec<Span> {
    let mut state = SpeakerState::default();
    d.scan(Turn { text, speaker: 0, seq: 0, known, state: &mut state, at_ms: 0 }).spans
}

fn scan_masked(d: &Detector, text: &str, known: &[Known]) -> Vec<Span> {
    let mut state = SpeakerState::default();
    d.scan_masked(Turn { text, speaker: 0, seq: 0, known, state: &mut state, at_ms: 0 }).spans
}

/// All that must hold of one text.
fn check(text: &str, known: &[Known]) {
    let d = detector();
    let spans = scan(&d, text, known);
    assert_eq!(spans, scan(&d, text, known), "not deterministic");
    let mut at = 0;
    for s in &spans {
        assert!(s.start >= at && s.start < s.end && s.end <= text.len(), "order or range: {s:?}");
        assert!(text.is_char_boundary(s.start) && text.is_char_boundary(s.end));
        assert!((0.0..=1.0).contains(&s.score) && !s.canonical.is_empty());
        let (a, b) = s.code_points(text);
        assert!(a < b && b <= text.chars().count());
        at = s.end;
    }
    // outside the spans byte for byte, but for escaped brackets
    let mut parts = Vec::new();
    let masked = render(text, &spans, &mut |_| {
        parts.push(());
        "\u{1}".into()
    });
    let mut outside = String::new();
    let mut from = 0;
    for s in &spans {
        outside += &text[from..s.start];
        from = s.end;
    }
    outside += &text[from..];
    if !text.contains('\u{1}') {
        assert_eq!(masked.replace('\u{1}', ""), escape(&outside));
    }
    assert_eq!(parts.len(), spans.len());
    // what was taken out, put back, is the text
    let mut raw = spans.iter().map(|s| &text[s.start..s.end]);
    if !text.contains(['\u{1}', '〔', '〕']) {
        let back: String = masked
            .split('\u{1}')
            .enumerate()
            .map(|(i, t)| if i == 0 { t.to_owned() } else { raw.next().unwrap_or("").to_owned() + t })
            .collect();
        assert_eq!(back, text);
    }
    // masking again changes nothing
    let mut ordinals = Ordinals::default();
    let once = render(text, &spans, &mut |s| token(&s.label, ordinals.of(s)));
    let again = scan_masked(&d, &once, known);
    let twice = render_trusted(&once, &again, &mut |s| token(&s.label, ordinals.of(s)));
    assert_eq!(once, twice, "from {text:?}");
}

/// What the detector looks at.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "手机", "电话是", "微信", "加v", "身份证", "地址", "我叫", "先生", "北京市海淀区", "中山路12号3单元", "13812345678", "11010519491231002X",
    "a.b@qq.com", "jane dot doe at gmail dot com", "12 Main Street, Albany, NY 12206", "my name is John Smith",
    "four one five", "〔手机·1〕", "〔", "\u{200b}", "1️⃣", "①③⑧",
];

/// Text made of it.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        22 => proptest::sample::select(PIECES).prop_map(str::to_owned),
        1 => "[0-9]{1,12}",
        1 => "[a-zA-Z]{1,8}",
        1 => "[一二三四五六七八九零幺壹贰叁肆]{1,6}",
        1 => "[张王李刘欧阳][伟芳娜秀英敏静丽强磊]{1,2}",
        1 => "[ ,.。，:：\\-*~@#/()\n]{1,3}",
        1 => any::<char>().prop_map(|c| c.to_string()),
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|v| v.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hold_on_any_unicode(s in "\\PC{0,80}") {
        check(&s, &[]);
    }

    #[test]
    fn hold_on_likely_text(s in pieces()) {
        check(&s, &[]);
    }

    #[test]
    fn hold_with_known_values(s in pieces(), v in "[\\p{Han}a-z0-9]{2,6}") {
        check(&s, &[Known { label: Label::Person, value: v }]);
    }

    #[test]
    fn jsonl_never_fails(s in "\\PC{0,120}") {
        let d = detector();
        let out = masking_core::cli::run_line(&d, &s);
        prop_assert!(serde_json::from_str::<serde_json::Value>(&out).is_ok());
        let line = serde_json::json!({"id": 1, "text": s}).to_string();
        let out = masking_core::cli::run_line(&d, &line);
        let v: serde_json::Value = serde_json::from_str(&out).unwrap();
        prop_assert!(v["spans"].is_array());
    }

    #[test]
    fn states_stay_small(turns in proptest::collection::vec((pieces(), 0u8..4), 0..30)) {
        let d = detector();
        let mut state = SpeakerState::default();
        for (i, (text, speaker)) in turns.iter().enumerate() {
            d.scan(Turn { text, speaker: *speaker, seq: i as u64, known: &[], state: &mut state, at_ms: i as i64 * 1000 });
        }
        prop_assert!(serde_json::to_string(&state).unwrap().len() < 8_192);
    }
}

/// A number cut anywhere, given over several turns: each part found out later is what was written
/// there, and all of them name the same whole.
#[test]
fn parts_are_what_was_written() {
    let d = detector();
    let number = "13812345678";
    for cut in 2..9 {
        let parts = [&number[..cut], &number[cut..10], &number[10..]];
        let mut state = SpeakerState::default();
        let mut say = |text: &str, seq: u64| {
            d.scan(Turn { text, speaker: 0, seq, known: &[], state: &mut state, at_ms: seq as i64 * 1000 })
        };
        let texts: Vec<String> = parts.iter().zip(["我电话", "然后", ""]).map(|(p, lead)| format!("{lead}{p}")).collect();
        let found: Vec<_> = texts.iter().zip(1..).map(|(t, seq)| say(t, seq)).collect();
        let last = found.last().unwrap();
        assert_eq!(last.spans.len(), 1, "cut at {cut}");
        assert_eq!(last.spans[0].whole.as_deref(), Some("+8613812345678"));
        assert_eq!(last.spans[0].canonical, parts[2]);
        for r in &last.remask {
            let text = &texts[r.seq as usize - 1];
            assert_eq!((&text[r.span.start..r.span.end], r.span.canonical.as_str()), (r.text.as_str(), r.text.as_str()));
            assert_eq!(r.span.whole, last.spans[0].whole);
        }
    }
}

/// The work grows with the text, whatever it is made of: counted, not timed.
#[test]
fn work_is_linear() {
    let d = detector();
    let work = |unit: &str, size: usize| {
        let text = unit.repeat(size / unit.len());
        masking_core::work::reset();
        scan(&d, &text, &[]);
        masking_core::work::done()
    };
    for unit in [
        "1",
        "一",
        "1 ",
        ",",
        "电话",
        "138,",
        "@",
        "王",
        "a@",
        "mr ",
        "12 main st ",
        "one ",
        "a.com ",
        "地址",
        "4111 ",
        "路1号",
        "Ab ",
        "dot com ",
        "c o m ",
        "抖音叫小雨",
        "139哦",
        "abc下划线",
        "北京台路",
        "朝 阳 ",
        "[a][1]",
        "1我",
    ] {
        let (half, full) = (work(unit, 8_192), work(unit, 16_384));
        assert!(full <= half * 22 / 10 + 1_000, "{unit:?}: {half} steps, then {full}");
        assert!(full <= 16_384 * 400, "{unit:?}: {full} steps");
    }
}

/// Mutations of the corpus, which is replayed first: some hundreds at every run, ten minutes of
/// them under `ops/test --nightly`.
#[test]
fn fuzz() {
    let nightly = std::env::var_os("TIDECREW_NIGHTLY").is_some();
    let began = std::time::Instant::now();
    let seeds = include_str!("corpus.txt");
    let lines: Vec<&str> = seeds.lines().collect();
    let start = if nightly { began.elapsed().as_nanos() as u64 ^ u64::from(std::process::id()) } else { 0 };
    let mut x = 0x9E37_79B9_7F4A_7C15_u64 ^ start.rotate_left(32);
    let mut next = |n: usize| {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        (x % n.max(1) as u64) as usize
    };
    for line in &lines {
        check(line, &[]);
    }
    let mut rounds = 0;
    while rounds < 1_500 || nightly && began.elapsed().as_secs() < 600 {
        rounds += 1;
        let mut chars: Vec<char> = lines[next(lines.len())].chars().collect();
        for _ in 0..=next(4) {
            mutate(&mut chars, &lines, &mut next);
        }
        check(&chars.into_iter().collect::<String>(), &[]);
    }
    eprintln!("{rounds} mutated lines");
}

/// One change: a character out, in, or in by the detector's taste; the tail of another line; a cut.
fn mutate(chars: &mut Vec<char>, lines: &[&str], next: &mut impl FnMut(usize) -> usize) {
    let at = next(chars.len() + 1);
    match next(5) {
        0 if at < chars.len() => {
            chars.remove(at);
        }
        1 => chars.insert(at, char::from_u32(next(0x2_0000) as u32).unwrap_or('x')),
        2 => chars.insert(at, [' ', '-', '\u{200b}', '〔', '0', '一', '@', '\u{fe0f}', '%', '&', '<', '个'][next(12)]),
        3 => {
            let other: Vec<char> = lines[next(lines.len())].chars().collect();
            let cut = next(other.len() + 1);
            chars.extend(&other[cut..]);
        }
        _ => chars.truncate(at),
    }
}
