//! Ways to hide a value, one test a family, and the look-alikes that must stay. The forms here are
//! samples of a principle; none is listed in the detector as such.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may fail loudly")]

use masking_core::{Detector, Found, Known, Label, Policy, SolicitKind, SpeakerState, Turn};

fn scan(text: &str, known: &[Known]) -> Found {
    let mut state = SpeakerState::default();
    Detector::new(Policy::base_cn()).scan(Turn { text, speaker: 0, seq: 0, known, state: &mut state, at_ms: 0 })
}

/// Every text holds exactly this label and canonical value.
fn all(label: Label, canonical: &str, texts: &[&str]) {
    for t in texts {
        let found = scan(t, &[]).spans;
        assert!(found.iter().any(|s| s.label == label && s.canonical == canonical), "{t}: {found:?}");
    }
}

fn none(texts: &[&str]) {
    for t in texts {
        let found = scan(t, &[]).spans;
        assert!(found.is_empty(), "{t}: {found:?}");
    }
}

#[test]
fn mobile_numbers_in_disguise() {
    all(
        Label::Phone,
        "+8613812345678",
        &[
            "13812345678",
            "+86 138 1234 5678",
            "0086-138-1234-5678",
            "１３８１２３４５６７８",
            "①③⑧①②③④⑤⑥⑦⑧",
            "1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣",
            "𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖",
            "一三八一二三四五六七八",
            "壹叁捌壹贰叁肆伍陆柒捌",
            "幺三八幺两三四五六拐八",
            "1三8一2三4五6七8",
            "l38l2345678",
            "1-3-8-1-2-3-4-5-6-7-8",
            "138*1234*5678",
            "138💗1234💗5678",
            "1\u{200b}3\u{200b}8\u{200b}1\u{200b}2\u{200b}3\u{200b}4\u{200b}5\u{200b}6\u{200b}7\u{200b}8",
            "138\u{202e}1234\u{202c}5678",
            "138然后1234再5678",
            "电话138中间1234最后5678",
            "yao san ba yi er san si wu liu qi ba",
            "yāo sān bā yī èr sān sì wǔ liù qī bā",
            "one three eight one two three four five six seven eight",
            "一百三十八，一千二百三十四，五千六百七十八",
            "١٣٨١٢٣٤٥٦٧٨",
            "㈠㈢㈧㈠㈡㈢㈣㈤㈥㈦㈧",
            "【138】【1234】【5678】",
        ],
    );
}

#[test]
fn american_numbers_in_disguise() {
    all(
        Label::Phone,
        "+14155552671",
        &[
            "(415) 555-2671",
            "call 4155552671",
            "four one five five five five two six seven one",
            "four-one-five 555 two six seven one",
            "FOURONEFIVE five five five TWO SIX SEVEN ONE",
            "my number: 4l5 555 267l",
            "415 ** 555 ** 2671",
            "f0ur one f1ve f1ve five five tw0 six seven one",
            "my number is 415 triple five 2671",
            "4.1.5.5.5.5.2.6.7.1",
            "415 (then) 555 (then) 2671",
        ],
    );
}

#[test]
fn mail_in_disguise() {
    for t in [
        "jane.doe9@gmail.com",
        "jane.doe9 @ gmail.com",
        "jane dot doe9 at gmail dot com",
        "jane.doe9 [at] gmail [dot] com",
        "jane.doe9(at)gmail(dot)com",
        "jane.doe9艾特gmail点com",
        "jane.doe9#gmail.com",
        "ｊａｎｅ.doe9＠gmail．com",
        "jane.doe9 AT gmail DOT com",
        "j a n e d o e 9 @ g m a i l . c o m",
    ] {
        let found = scan(t, &[]).spans;
        assert!(found.iter().any(|s| s.label == Label::Email && s.end - s.start >= t.len() - 2), "{t}: {found:?}");
    }
}

#[test]
fn accounts_in_disguise() {
    for (t, label) in [
        ("加我微信 abc_1234", Label::Wechat),
        ("薇❤：abc1234", Label::Wechat),
        ("加vabc1234", Label::Wechat),
        ("微.信 abc12345", Label::Wechat),
        ("W e C h a t: tom2024", Label::Wechat),
        ("搜abc12345就是我的微信", Label::Wechat),
        ("扣扣：一二三四五六七八", Label::Qq),
        ("企鹅号12345678", Label::Qq),
        ("🐧123456789", Label::Qq),
        ("telegram @some_one9", Label::Handle),
        ("add some_one9 on snap", Label::Handle),
    ] {
        assert!(scan(t, &[]).spans.iter().any(|s| s.label == label), "{t}: {:?}", scan(t, &[]).spans);
    }
}

#[test]
fn look_alikes_stay() {
    none(&[
        "营业时间07:30-09:00 11:00-14:00 17:00-21:30",
        "活动时间2024年10月17日9:00到20:00",
        "价格150-500元，评分4.5分，人均138元",
        "ISBN 978-7-302-51165-7",
        "订单什么时候发货",
        "版本号 10.2.13.4 更新后闪退",
        "券码 3270780198363506",
        "流水号330371698590112864",
        "请拨打客服热线400-820-8820",
        "订票请打12306",
        "尺码 39/199A,胸围3104cm",
        "经度120.055345,纬度30.055345",
        "从1数到10：1 2 3 4 5 6 7 8 9 10",
        "今天高兴死了，谢谢",
        "周末去北京路步行街",
        "地址怎么改",
        "我是第一次买",
        "Rose gold or Jade green?",
        "It costs $8777.61 plus tax",
        "Call our helpline at 1-800-795-3791",
        "error code 0x15660C97",
        "The store opens at 8:30 am on May 2",
        "one or two of these for three people",
        "Texas Instruments TI-84",
        "version 7.46.9 keeps crashing",
    ]);
}

#[test]
fn a_checksum_over_opening_hours_proves_nothing() {
    none(&["周一至周日 10:30-22:00 11:00-14:00 17:00-21:00", "2024-01-01 2024-02-02 2024-03-03"]);
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
fn soliciting_is_a_signal_of_its_own() {
    let kinds = |t: &str| scan(t, &[]).solicit.iter().map(|s| s.kind).collect::<Vec<_>>();
    assert!(kinds("咱们线下交易吧，不走平台").contains(&SolicitKind::Leave));
    assert!(kinds("你微信多少").contains(&SolicitKind::Ask));
    assert!(kinds("加我微信abc12345").contains(&SolicitKind::Offer));
    assert!(kinds("what's your whatsapp?").contains(&SolicitKind::Ask));
    assert!(kinds("这款手机多少钱").is_empty());
    assert!(kinds("可以微信支付").is_empty());
}
