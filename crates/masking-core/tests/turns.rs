//! Values told over several turns: "C:" the customer, "W:" our side; values in ‹ › are covered by the end, everything else
//! is left as it is.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may fail loudly")]

use masking_core::{Detector, Policy, SpeakerState, Turn};

const CONVERSATIONS: &[&str] = &[
    // the question names the value without a mark of a question
    "W:I'll need the SSN to look that up. ¦ C:‹51207› ¦ W:and the rest? ¦ C:‹6642›",
    "W:办理需要护照号 ¦ C:字母‹EK› ¦ C:数字‹7702915›",
    "W:改签要核对身份证号码 ¦ C:地区段‹330106› ¦ C:出生段‹19870612› ¦ C:后四位‹2218›",
    "W:哪个快递单 ¦ C:‹YT88› ¦ C:‹310774› ¦ C:‹90215›",
    "W:款退到您支付宝，账号报一下 ¦ C:‹minnow_› ¦ C:发早了 ¦ C:‹77@163.com›",
    // bare digits answer a question for a number
    "W:Could I take another number for you? ¦ C:try ‹512604› ¦ C:‹7713›",
    "W:Passport number please ¦ C:‹3471› ¦ C:sorry ¦ C:‹90265›",
    "W:What's the IBAN? ¦ C:‹FR761203› ¦ C:‹44180092› ¦ C:‹7715300468› ¦ C:‹118› ¦ C:‹42›",
    // who tells that a value comes in parts
    "C:卡号我分开发你 ¦ C:‹621700› ¦ W:后面呢 ¦ C:‹33918427› ¦ C:‹00516›",
    "C:my email gets blocked every time ¦ C:‹olsen.fay› ¦ C:at ¦ C:‹posteo.net›",
    "C:one bit at a time ¦ C:(1) ‹0771› ¦ C:(2) ‹840› ¦ C:(3) ‹2295›",
    // one part leads to the next, though nobody asked
    "C:车牌‹苏A› ¦ C:‹8K27Q› ¦ C:停B2了",
    "C:passport ‹5582› ¦ C:sorry bad light ¦ C:‹71043›",
    "C:iban ‹GB18 BARC› ¦ C:‹2003 9551› ¦ C:‹7724 48› ¦ C:done",
    "C:加微信吧 ¦ C:‹mikomiko› ¦ C:后面还有‹_0913›",
    "C:first part is ‹six four six› ¦ C:hang on ¦ C:then ‹203› ¦ C:then ‹7714›",
    "C:my card is ‹4929 1234› ¦ C:‹5678 9012›",
    "C:the first half is ‹07700› ¦ C:lol ¦ C:the other half ‹900123›",
    // a house, its street, a half of its code, a month, letters of a plate
    "W:what is your house number? ¦ C:‹22› ¦ W:and the street? ¦ C:‹Oakfield Road› ¦ W:postcode? ¦ C:‹sw9› ¦ C:‹8qq›",
    "W:what's your date of birth ¦ C:‹4th› ¦ C:‹march› ¦ C:‹1988›",
    "W:plate? ¦ C:‹LK19› ¦ C:‹ZBX›",
    "W:您这边的小区名是? ¦ C:‹万科城市之光› ¦ W:几栋几单元呢 ¦ C:‹7栋2单元› ¦ C:‹903›",
    "W:您贵姓 ¦ C:姓‹王› ¦ C:名字叫‹建国›",
    "C:my card is 4929 1234 ¦ C:delivery on 5678",
    // a place goes on
    "W:师傅到哪里 ¦ C:‹成都锦江区春熙路› ¦ C:‹118号› ¦ W:好的",
    // what is no answer
    "W:I'll need the order number to check. ¦ C:it was $1200",
    "W:请问收货地址需要改吗 ¦ C:不用改 ¦ C:买了3件 ¦ C:谢谢",
    "W:Your parcel needs a signature. ¦ C:fine ¦ C:gotcha",
    "W:您需要留个电话吗 ¦ C:不用了 ¦ C:8点再说",
    "C:订单什么时候发你们不知道吗 ¦ C:等了3天",
];

#[test]
fn values_told_over_turns_are_covered_at_the_end() {
    let d = Detector::new(Policy::base_cn());
    let mut wrong = Vec::new();
    for line in CONVERSATIONS {
        let mut state = SpeakerState::default();
        let mut turns: Vec<(String, Vec<bool>, Vec<bool>)> = Vec::new();
        for (seq, turn) in line.split(" ¦ ").enumerate() {
            let (who, said) = turn.split_once(':').unwrap();
            let (mut text, mut value, mut inside) = (String::new(), Vec::new(), false);
            for c in said.chars() {
                match c {
                    '‹' | '›' => inside = c == '‹',
                    c => {
                        text.push(c);
                        value.resize(text.len(), inside);
                    }
                }
            }
            let (speaker, at_ms) = (u8::from(who == "W"), seq as i64 * 1000);
            let found = d.scan(Turn { text: &text, speaker, seq: seq as u64, known: &[], state: &mut state, at_ms });
            turns.push((text, value, Vec::new()));
            let remasked = found.remask.iter().map(|r| (r.seq as usize, r.span.start, r.span.end));
            for (at, s, e) in found.spans.iter().map(|x| (seq, x.start, x.end)).chain(remasked) {
                let covered = &mut turns[at].2;
                covered.resize(covered.len().max(e), false);
                covered[s..e].fill(true);
            }
        }
        for (text, value, covered) in turns {
            let fits = |(k, c): (usize, char)| !c.is_alphanumeric() || covered.get(k).copied().unwrap_or(false) == value[k];
            if !text.char_indices().all(fits) {
                wrong.push(format!("{text}  in  {line}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
