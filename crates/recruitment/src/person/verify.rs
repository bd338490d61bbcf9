//! Who may know more about a document than its number tells: our own rules by default, or a service of the operator's choice.

use std::{fmt, pin::Pin};

use kernel::Result;
use post::Service;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Document, DocumentKind};

/// What a verifier says of number and name together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// They belong together, or nothing speaks against it.
    Consistent,
    /// They do not.
    Contradicted,
    /// It cannot tell; a person looks.
    Unknown,
}

/// A verdict with words of its own. The words are shown to reviewers and never decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub verdict: Verdict,
    #[serde(default)]
    pub codes: Vec<String>,
}

/// What a verifier will have found.
pub type Found<'a> = Pin<Box<dyn Future<Output = Finding> + Send + 'a>>;

/// Looks a document up. It never fails: who cannot be reached knows nothing.
pub trait Verifier: Send + Sync + fmt::Debug {
    /// Kept with every check.
    fn name(&self) -> &str;
    fn verify<'a>(&'a self, document: &'a Document) -> Found<'a>;
}

/// Without a service: a number that holds its own rules is consistent, a passport's form proves nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocalRules;

impl Verifier for LocalRules {
    fn name(&self) -> &'static str {
        "local_rules"
    }

    fn verify<'a>(&'a self, document: &'a Document) -> Found<'a> {
        let finding = match document.kind {
            DocumentKind::ResidentId => Finding { verdict: Verdict::Consistent, codes: Vec::new() },
            DocumentKind::Passport => Finding { verdict: Verdict::Unknown, codes: vec!["form_only".to_owned()] },
        };
        Box::pin(std::future::ready(finding))
    }
}

/// A service behind `POST {url}/identity/verify`: `{document, number, name, born}` in, a [`Finding`] out.
#[derive(Clone, Debug)]
pub struct HttpVerifier(Service);

impl HttpVerifier {
    /// Errors: `invalid_field` without the address in it.
    pub fn new(url: &str, key: Option<String>, timeout: std::time::Duration) -> Result<Self> {
        Ok(Self(Service::new(url, key, timeout, 16 * 1024)?))
    }

    async fn ask(&self, document: &Document) -> Finding {
        let born = format!("{:04}-{:02}-{:02}", document.born.year, document.born.month, document.born.day);
        let asked = json!({"document": document.kind, "number": document.number, "name": document.name, "born": born});
        let answer = self.0.post("/identity/verify", "application/json", asked.to_string().as_bytes()).await;
        let word = match answer.map(|bytes| serde_json::from_slice::<Finding>(&bytes)) {
            Ok(Ok(finding)) if is_sane(&finding) => return finding,
            Ok(_) => "garbled",
            Err(failed) => failed.word(),
        };
        tracing::warn!(why = word, "the identity verifier gave nothing");
        Finding { verdict: Verdict::Unknown, codes: vec![format!("verifier_{word}")] }
    }
}

/// Codes are a few stable words, so that nobody's data comes in with them.
fn is_sane(finding: &Finding) -> bool {
    let word = |code: &String| {
        !code.is_empty()
            && code.len() <= 40
            && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'.')
            && code.bytes().filter(u8::is_ascii_digit).count() <= 3
    };
    finding.codes.len() <= 8 && finding.codes.iter().all(word)
}

impl Verifier for HttpVerifier {
    fn name(&self) -> &'static str {
        "service"
    }

    fn verify<'a>(&'a self, document: &'a Document) -> Found<'a> {
        Box::pin(self.ask(document))
    }
}
