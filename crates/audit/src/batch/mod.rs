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
    /// The column of the person concerned.
    pub subject: &'static str,
}

/// All of them; the gateway wires it as an extra of the application.
#[derive(Clone, Debug, Default)]
pub struct Batches(pub Vec<Batched>);

impl Batched {
    /// What a row's leaf says.
    fn content(&self, row: &Map<String, Value>) -> Value {
        let fixed = |column: &&'static str| ((*column).to_owned(), row.get(*column).cloned().unwrap_or(Value::Null));
        let fields: Map<String, Value> = self.columns.iter().map(fixed).collect();
        json!({ "v": 1, "type": self.kind, "row": fields })
    }
}

/// Hash of a content, in hexadecimal, as it stands in a batch's words.
fn hashed(content: &Value) -> String {
    hex(&leaf(canonical_json(content).as_bytes()))
}
