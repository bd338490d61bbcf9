//! The line format of `tidecrew mask`: what is accepted, and how a line that is no request is answered.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests may fail loudly")]

use masking_core::{Detector, Policy, cli::Session};
use serde_json::{Value, json};

fn take(session: &mut Session, line: impl AsRef<[u8]>) -> Value {
    let d = Detector::new(Policy::base_cn());
    serde_json::from_str(&session.take(&d, line.as_ref(), true).expect("an answer")).unwrap()
}

#[test]
fn marks_and_line_ends_of_other_systems_do_not_matter() {
    let mut s = Session::default();
    let first = take(&mut s, "\u{feff}{\"id\":1,\"text\":\"电话13812345678\"}\r\n");
    assert_eq!((&first["id"], &first["text"]), (&json!(1), &json!("电话〔手机·1〕")));
    assert_eq!((first["spans"][0]["start"].as_u64(), first["spans"][0]["end"].as_u64()), (Some(2), Some(13)));
    let d = Detector::new(Policy::base_cn());
    assert_eq!(s.take(&d, b"  \r\n", true), None, "a blank line has no answer");
    assert_eq!(take(&mut s, "{\"id\":2,\"text\":\"\"}")["spans"], json!([]));
    assert_eq!(Session::default().take(&d, "\u{feff}call 415-555-2671\r\n".as_bytes(), false).unwrap(), "call 〔手机·1〕");
    assert_eq!(s.refused(), 0);
}

#[test]
fn a_line_that_is_no_request_is_answered_by_its_number_without_its_text() {
    let mut s = Session::default();
    take(&mut s, r#"{"id":1,"text":"ok"}"#);
    for (line, id) in [
        (r#"{"id":"a","text":5,"note":"13812345678"}"#.as_bytes(), json!("a")),
        (br#"{"id":"b","text":"13812345678","known":"x"}"#, json!("b")),
        (br#"["13812345678"]"#, Value::Null),
        (b"13812345678 and no JSON", Value::Null),
        (b"{\"text\":\"\xff 13812345678\"}", Value::Null),
    ] {
        let answer = take(&mut s, line);
        assert_eq!(answer["id"], id);
        let error = answer["error"].as_str().unwrap();
        assert!(error.starts_with(&format!("line {}", answer["line"])), "{error}");
        assert!(!answer.to_string().contains("1381234"), "{answer}");
    }
    assert_eq!(s.refused(), 5);
    assert_eq!(take(&mut s, r#"{"id":9,"text":"电话13812345678"}"#)["text"], json!("电话〔手机·1〕"), "the rest goes on");
}

#[test]
fn conversations_speakers_and_known_values_are_taken() {
    let mut s = Session::default();
    let line = |turn: &str, speaker: &str, text: &str| {
        format!(r#"{{"id":"{turn}","conv":"c","turn":{turn},"speaker":"{speaker}","known":null,"text":"{text}"}}"#)
    };
    take(&mut s, line("1", "agent", "您的手机号是多少？"));
    take(&mut s, line("2", "customer", "138"));
    take(&mut s, line("3", "customer", "1234"));
    let last = take(&mut s, line("\"4\"".trim_matches('"'), "customer", "5678"));
    assert_eq!(last["spans"][0]["label"], json!("PHONE"));
    let known = take(&mut s, r#"{"text":"叫 陆 小 凤 来","known":[{"label":"PERSON","value":"陆小凤"}]}"#);
    assert_eq!(known["spans"][0]["label"], json!("PERSON"));
}

#[test]
fn a_huge_line_is_masked_like_any_other() {
    let text = format!("{}电话13812345678", "谢谢您，".repeat(100_000));
    let answer = take(&mut Session::default(), json!({"id": 1, "text": text}).to_string());
    assert_eq!(answer["spans"].as_array().unwrap().len(), 1);
}
