//! How a simulated worker's answers come to be. Most write; some keep a file of ready answers or ask another program for one,
//! and bring it in whole, in pieces, or through something that types for them.

use rand::{Rng, RngExt};
use serde_json::{Value, json};

/// Where the answers of a shift come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writer {
    Hand,
    Paster,
}

/// Answers as they lie about in files and come out of programs: long, for nobody in particular.
const READY: [&str; 6] = [
    "尊敬的客户您好，非常感谢您的耐心等待。关于您反馈的问题，我们已经收到并高度重视，相关同事正在核实处理，稍后会第一时间向您反馈结果。",
    "您好，经查询您的订单目前处于正常处理流程中，一般情况下会在规定时效内完成，请您不必担心，如有任何变化我们会及时与您联系，感谢您的理解与支持。",
    "亲，非常理解您的心情。您提到的情况我们这边已经详细记录，并提交给相关部门跟进，请您保持关注订单状态的变化，感谢您对我们一如既往的支持。",
    "Thank you for reaching out to us. We understand how important this is to you and sincerely appreciate your patience while our team looks into the matter.",
    "We appreciate you bringing this to our attention. Rest assured that your request has been logged and will be handled according to our standard procedure.",
    "您好，收到。我查一下。",
];

/// A ready answer.
pub(crate) fn ready<R: Rng>(rng: &mut R) -> &'static str {
    READY[rng.random_range(0..READY.len())]
}

impl Writer {
    /// What the desk's page counts while `text` is written.
    pub(crate) fn counts<R: Rng>(self, rng: &mut R, text: &str) -> Value {
        let all = text.chars().count() as u64;
        let told = |typed: u64, inserted: u64, edits: u64, ms: u64| json!({ "typed": typed, "inserted": inserted, "offered": 0, "edits": edits, "ms": ms });
        // One to five letters a second, with slips.
        let hand = |rng: &mut R, letters: u64| letters * rng.random_range(200..1_000);
        match (self, rng.random_range(0..4)) {
            (Self::Hand, _) => told(all + all / 12, 0, all / 12, hand(rng, all)),
            // All of it, and a word at its end.
            (Self::Paster, 0) => told(all / 10, all - all / 10, 1, hand(rng, all / 10)),
            // A program that types.
            (Self::Paster, 1) => told(all, 0, 0, all * 4),
            (Self::Paster, _) => told(0, all, 0, 0),
        }
    }
}
