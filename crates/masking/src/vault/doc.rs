//! Documents of an enterprise's system: looked through by the policy's paths outside any transaction, numbered inside it.

use db::Conn;
use kernel::{Error, Result, TenantId, Ts};
use masking_core::{Action, Detector, Known, Span, mask_json};
use seal::Keyring;
use serde_json::Value;
use uuid::Uuid;

use super::{Numbering, sealed, state_place, store};
use crate::{
    CONVERSATION_KEY, Speaker,
    detect::{Memory, State},
};

/// Stand around the number of a found value until it gets its token. Documents that hold them are refused.
const MARKS: (char, char) = ('\u{F8F0}', '\u{F8F1}');

/// A document that was looked through, with places for its values. No `Debug`: it holds plain values.
#[derive(Clone)]
pub struct Document {
    shape: Value,
    /// Each value with the text it stood in.
    found: Vec<(Span, String)>,
    known: Vec<Known>,
    detector: Detector,
    state: State,
}

impl Document {
    /// Values of the fields that the policy names: known values of the conversation.
    pub fn known(&self) -> &[Known] {
        &self.known
    }
}

/// Looks through a document that came by `channel`, by the policy's paths.
///
/// Errors: `invalid_field` when the policy refuses it, it is nested too deep, or it holds characters kept for ourselves.
pub fn read_document(detector: &Detector, memory: &Memory, channel: &str, mut document: Value) -> Result<Document> {
    let refused = |what: &str| Error::field("data", "invalid", what);
    if document.to_string().contains([MARKS.0, MARKS.1]) {
        return Err(refused("characters U+F8F0 and U+F8F1 are not taken"));
    }
    let mut found: Vec<(Span, String)> = Vec::new();
    let mut place = |span: &Span, text: &str| {
        found.push((span.clone(), text.to_owned()));
        format!("{}{}{}", MARKS.0, found.len() - 1, MARKS.1)
    };
    let result = mask_json(detector, channel, &mut document, &mut place);
    if result.blocked {
        return Err(refused("this document holds something that must not be sent here, or is nested too deep"));
    }
    let state = memory.state.clone();
    Ok(Document { shape: document, found, known: result.known, detector: detector.clone(), state })
}

pub(crate) fn mask_in(
    c: &mut Conn<'_>,
    keyring: &Keyring,
    tenant: TenantId,
    conversation: Uuid,
    document: &Document,
    now: Ts,
) -> db::Result<Value> {
    if document.found.iter().all(|(span, _)| span.action == Action::Pass) {
        return Ok(document.shape.clone());
    }
    let key = keyring.data_key(c, tenant, CONVERSATION_KEY, conversation, now)?;
    // As for a message: whoever holds this row numbers the conversation's tokens.
    store::put_state(c, tenant, conversation, &sealed(&key, &state_place(conversation), &document.state)?, now)?;
    let spans: Vec<Span> = document.found.iter().map(|(span, _)| span.clone()).collect();
    let mut numbering = Numbering::over(c, tenant, conversation, &key, &document.detector, &spans, now)?;
    let shown: Vec<String> = document.found.iter().map(|(span, text)| numbering.replace(span, text)).collect();
    for new in numbering.issued {
        store::insert_token(c, tenant, conversation, &new?, Speaker::Customer, now)?;
    }
    let mut masked = document.shape.clone();
    fill(&mut masked, &shown);
    Ok(masked)
}

/// Puts what is shown where the values were.
fn fill(value: &mut Value, shown: &[String]) {
    match value {
        Value::String(text) => {
            if let Some(new) = filled(text, shown) {
                *text = new;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, shown)),
        Value::Object(map) => {
            let old = std::mem::take(map);
            for (key, mut inner) in old {
                fill(&mut inner, shown);
                map.insert(filled(&key, shown).unwrap_or(key), inner);
            }
        }
        _ => {}
    }
}

fn filled(text: &str, shown: &[String]) -> Option<String> {
    let mut parts = text.split(MARKS.0);
    let mut out = parts.next().unwrap_or_default().to_owned();
    let mut any = false;
    for part in parts {
        let (number, rest) = part.split_once(MARKS.1)?;
        out.push_str(shown.get(number.parse::<usize>().ok()?)?);
        out.push_str(rest);
        any = true;
    }
    any.then_some(out)
}

#[cfg(test)]
mod tests {
    use masking_core::Policy;
    use serde_json::json;

    use super::*;

    #[test]
    fn places_are_filled_everywhere() {
        let shown = ["甲".to_owned(), "乙".to_owned()];
        let mut value = json!({ "\u{F8F0}0\u{F8F1}": ["a\u{F8F0}1\u{F8F1}b\u{F8F0}0\u{F8F1}", 1, null] });
        fill(&mut value, &shown);
        assert_eq!(value, json!({ "甲": ["a乙b甲", 1, null] }));
    }

    #[test]
    fn a_document_cannot_bring_its_own_places() {
        let detector = Detector::new(Policy::base_cn());
        let read = |doc| read_document(&detector, &Memory::default(), "inbound", doc);
        assert!(read(json!({ "a": "x\u{F8F0}0\u{F8F1}" })).is_err());
        assert!(read(json!({ "\u{F8F1}": 1 })).is_err());
        let Ok(found) = read(json!({ "note": "电话13812345678", "n": 13812345678_i64 })) else { panic!("refused") };
        assert!(!found.shape.to_string().contains("13812345678"), "{}", found.shape);
        assert_eq!(found.found.len(), 2);
    }
}
