//! Rules as data: a typed value parsed from a file's bytes, named by the hash of those bytes.
//!
//! A policy carries its own test vectors; one that fails them is refused, with the vector named.

use serde::de::DeserializeOwned;

use crate::{Code, Error, Result, sha256_hex};

/// A policy document that can be trusted: it parsed, and its own vectors passed.
#[derive(Clone, Debug)]
pub struct Policy<T> {
    pub id: String,
    pub hash: String,
    pub value: T,
}

/// A policy's rules. `check` runs the document's own vectors and names the first that fails.
pub trait Rules: DeserializeOwned {
    /// Kind as used in `policy_version.kind`, e.g. `interview`.
    const KIND: &'static str;

    fn check(&self) -> std::result::Result<(), String>;
}

impl<T: Rules> Policy<T> {
    /// Parses TOML bytes. The error says the policy, the line or vector, and what is wrong.
    pub fn parse(id: &str, bytes: &[u8]) -> Result<Self> {
        let refuse = |what: String| Error::new(Code::PolicyInvalid, format!("policy {}/{id}: {what}", T::KIND));
        let text = std::str::from_utf8(bytes).map_err(|e| refuse(format!("not UTF-8: {e}")))?;
        let value: T = toml::from_str(text).map_err(|e| refuse(e.to_string()))?;
        value.check().map_err(refuse)?;
        Ok(Self { id: id.to_owned(), hash: sha256_hex(bytes), value })
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    struct Doubling {
        factor: i64,
        vector: Vec<(i64, i64)>,
    }
    impl Rules for Doubling {
        const KIND: &'static str = "doubling";
        fn check(&self) -> std::result::Result<(), String> {
            match self.vector.iter().find(|(x, want)| x * self.factor != *want) {
                Some((x, want)) => Err(format!("vector {x}: wanted {want}")),
                None => Ok(()),
            }
        }
    }

    #[test]
    fn refuses_a_failing_vector_and_unknown_fields() {
        assert!(Policy::<Doubling>::parse("x", b"factor = 2\nvector = [[1, 2]]").is_ok());
        let error = Policy::<Doubling>::parse("x", b"factor = 2\nvector = [[1, 3]]").unwrap_err();
        assert_eq!(error.code, Code::PolicyInvalid);
        assert!(error.detail.contains("vector 1: wanted 3"), "{}", error.detail);
        assert!(Policy::<Doubling>::parse("x", b"factor = 2\nvector = []\nother = 1").is_err());
    }
}
