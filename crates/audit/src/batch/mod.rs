//! Rows that enter the log by batches, because there are too many for an entry each: verdicts and offers. An entry's words
//! list the hashes of up to 256 of them; one is proved by its hash, the list, and the entry's own proof.

pub(crate) mod http;
pub(crate) mod service;
mod store;

use kernel::canonical_json;
use serde_json::{Map, Value, json};

use crate::{log::hex, merkle::leaf};

/// Rows of one entry.
pub(crate) const BATCH: usize = 256;

/// A table whose rows enter the log, and how.
#[derive(Clone, Copy, Debug)]
pub struct Batched {
    /// What a row is called, e.g. `verdict`.
    pub kind: &'static str,
    pub table: &'static str,
    /// Columns that never change; they are what is hashed. `tenant_id` and `id` are among them.
    pub columns: &'static [&'static str],
    /// Columns that are hashed as well since a later day; rows that were listed before it are proved without them.
    pub later: &'static [&'static str],
    /// The column of the person concerned.
    pub subject: &'static str,
}

/// All of them; the gateway wires it as an extra of the application.
#[derive(Clone, Debug, Default)]
pub struct Batches(pub Vec<Batched>);

impl Batched {
    /// What a row's leaf says.
    fn content(&self, row: &Map<String, Value>) -> Value {
        self.saying(row, self.columns.iter().chain(self.later))
    }

    fn saying<'a>(&self, row: &Map<String, Value>, columns: impl Iterator<Item = &'a &'static str>) -> Value {
        let fixed = |column: &&'static str| ((*column).to_owned(), row.get(*column).cloned().unwrap_or(Value::Null));
        let fields: Map<String, Value> = columns.map(fixed).collect();
        json!({ "v": 1, "type": self.kind, "row": fields })
    }

    /// What `listed`, the words of its batch, say of a row: its content, that one's hash, and its place.
    fn place(&self, row: &Map<String, Value>, listed: &Value) -> Option<(Value, String, usize)> {
        let hashes = listed["rows"].as_array()?;
        [self.content(row), self.saying(row, self.columns.iter())].into_iter().find_map(|content| {
            let hash = hashed(&content);
            let place = hashes.iter().position(|one| *one == hash.as_str())?;
            Some((content, hash, place))
        })
    }
}

/// Hash of a content, in hexadecimal, as it stands in a batch's words.
fn hashed(content: &Value) -> String {
    hex(&leaf(canonical_json(content).as_bytes()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

    use super::*;

    const NOTES: Batched =
        Batched { kind: "note", table: "note", columns: &["id", "words"], later: &["beside"], subject: "author_id" };

    fn row(words: &str, beside: &str) -> Map<String, Value> {
        let row = json!({ "id": 1, "words": words, "beside": beside, "leaf_id": 7 });
        row.as_object().unwrap().clone()
    }

    #[test]
    fn a_row_is_proved_by_what_was_hashed_of_it_and_not_after_a_change() {
        let listed = json!({ "rows": ["00", hashed(&NOTES.content(&row("a", "b")))] });
        let (content, hash, place) = NOTES.place(&row("a", "b"), &listed).unwrap();
        assert_eq!((&content["row"], place), (&json!({ "id": 1, "words": "a", "beside": "b" }), 1));
        assert_eq!(listed["rows"][1], hash.as_str());
        assert!(NOTES.place(&row("a", "c"), &listed).is_none(), "what stands beside it was changed");
        assert!(NOTES.place(&row("c", "b"), &listed).is_none());
    }

    #[test]
    fn a_row_from_before_a_column_was_hashed_is_still_proved() {
        let before = Batched { later: &[], ..NOTES };
        let listed = json!({ "rows": [hashed(&before.content(&row("a", "b")))] });
        let (content, _, place) = NOTES.place(&row("a", "b"), &listed).unwrap();
        assert_eq!((&content["row"], place), (&json!({ "id": 1, "words": "a" }), 0));
        assert!(NOTES.place(&row("c", "b"), &listed).is_none());
    }
}
