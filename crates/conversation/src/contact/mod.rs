//! Contacts: a customer's browser, recognised by a secret of its own.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use diesel::prelude::*;
use kernel::{Error, Result, TenantId, Ts};

use crate::{ContactId, ProjectId, schema};

db::text_enum! {
    /// How a contact writes.
    pub(crate) enum Via {
        /// In the widget of a page.
        Widget = "widget",
        /// Through the enterprise's own system.
        Inbound = "inbound",
    }
}

/// A contact as stored. `label` is a short pseudonym shown to workers.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = schema::contact)]
pub(crate) struct ContactRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: ContactId,
    pub(crate) project_id: ProjectId,
    /// HMAC of the visitor's secret.
    pub(crate) secret_hash: Vec<u8>,
    pub(crate) label: String,
    /// Origin and path of the page with the widget; no query, nothing personal.
    pub(crate) page: Option<String>,
    pub(crate) created_at: Ts,
    pub(crate) seen_at: Ts,
    pub(crate) via: Via,
}

/// The last four hexadecimal digits of an id, in capitals: enough to tell two people apart, too little to know them.
pub(crate) fn short_label<K>(id: kernel::Id<K>) -> String {
    let text = id.uuid().simple().to_string().to_uppercase();
    text.get(28..).unwrap_or_default().to_owned()
}

/// Whether a page at `origin` may use a widget that allows `allowed`; an empty list allows any.
///
/// Errors: `origin_refused`.
pub(crate) fn check_origin(allowed: &[String], origin: Option<&str>) -> Result<()> {
    let trimmed = |text: &str| text.trim_end_matches('/').to_ascii_lowercase();
    if allowed.is_empty() || origin.is_some_and(|o| allowed.iter().any(|a| trimmed(a) == trimmed(o))) {
        return Ok(());
    }
    Err(Error::new(kernel::Code::OriginRefused, "this page may not use this widget; add its origin to the project"))
}

/// Origin and path of a page address: query and fragment often carry personal data and are dropped.
pub(crate) fn page_of(address: &str) -> Option<String> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let scheme = address.len() - rest.len();
    Some(address.get(..scheme + end)?.chars().take(300).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_compare_whole_and_an_empty_list_allows_any() {
        let allowed = vec!["https://shop.example".to_owned()];
        assert!(check_origin(&allowed, Some("https://shop.example/")).is_ok());
        for refused in [None, Some("https://shop.example.evil.test"), Some("http://shop.example"), Some("null")] {
            assert_eq!(check_origin(&allowed, refused).unwrap_err().code, kernel::Code::OriginRefused);
        }
        assert!(check_origin(&[], None).is_ok());
    }

    #[test]
    fn a_page_loses_its_query() {
        assert_eq!(page_of("https://a.test/x/y?phone=13800000000#z").as_deref(), Some("https://a.test/x/y"));
        assert_eq!(page_of("javascript:alert(1)"), None);
    }
}
