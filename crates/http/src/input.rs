//! What handlers take: parts of the request, parsed strictly.

use std::collections::BTreeMap;

use actix_web::{FromRequest, web::Bytes};
use futures_util::FutureExt;
use kernel::{Code, Error, Result};
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use crate::openapi::Operation;

/// A request, read whole: bodies are bounded by the route's limit.
pub struct Incoming {
    pub(crate) request: actix_web::HttpRequest,
    pub(crate) body: Bytes,
}

/// Request headers, lower-case names. Repeated headers keep the first.
#[derive(Clone, Debug, Default)]
pub struct Headers(BTreeMap<String, String>);

impl Headers {
    pub(crate) fn of(request: &actix_web::HttpRequest) -> Self {
        let mut all = BTreeMap::new();
        for (name, value) in request.headers() {
            if let Ok(text) = value.to_str() {
                all.entry(name.as_str().to_owned()).or_insert_with(|| text.to_owned());
            }
        }
        Self(all)
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// A part of the request that a handler asks for in its signature.
pub trait Input: Sized {
    fn take(incoming: &Incoming) -> Result<Self>;
    fn describe(operation: &mut Operation);
}

/// The JSON body as `T`. Unknown fields are refused where `T` denies them.
pub struct Json<T>(pub T);
/// Path parameters as `T`: a single id, or a tuple in path order.
pub struct Path<T>(pub T);
/// The query string as `T`.
pub struct Query<T>(pub T);
/// The raw body.
pub struct Body(pub Bytes);

impl<T: DeserializeOwned + ToSchema> Input for Json<T> {
    fn take(incoming: &Incoming) -> Result<Self> {
        let media = incoming.request.headers().get("content-type").and_then(|v| v.to_str().ok()).unwrap_or("");
        if !media.trim_start().to_ascii_lowercase().starts_with("application/json") {
            return Err(Error::new(Code::UnsupportedMediaType, "send JSON with Content-Type: application/json"));
        }
        serde_json::from_slice(&incoming.body).map(Self).map_err(body_error)
    }

    fn describe(operation: &mut Operation) {
        operation.body::<T>();
    }
}

/// serde's message names the field in back-quotes; it becomes the problem's field.
fn body_error(error: serde_json::Error) -> Error {
    let text = error.to_string();
    if !error.is_data() {
        return Error::new(Code::MalformedBody, format!("the body is not valid JSON: {text}"));
    }
    let field = text.split('`').nth(1).unwrap_or("body").to_owned();
    let word = if text.starts_with("unknown field") {
        "unknown"
    } else if text.starts_with("missing field") {
        "required"
    } else {
        return Error::field("body", "invalid", text);
    };
    Error::field(&field, word, text)
}

impl<T: DeserializeOwned + 'static> Input for Path<T> {
    fn take(incoming: &Incoming) -> Result<Self> {
        // actix answers at once: the path has been matched already.
        let taken = actix_web::web::Path::<T>::extract(&incoming.request).now_or_never();
        let taken = taken.and_then(std::result::Result::ok).map(|path| Self(path.into_inner()));
        taken.ok_or_else(|| Error::new(Code::InvalidId, "a part of the path is not what it should be"))
    }

    fn describe(_: &mut Operation) {}
}

impl<T: DeserializeOwned + ToSchema> Input for Query<T> {
    fn take(incoming: &Incoming) -> Result<Self> {
        let parsed = actix_web::web::Query::<T>::from_query(incoming.request.query_string());
        parsed
            .map(|q| Self(q.into_inner()))
            .map_err(|e| Error::new(Code::InvalidQuery, format!("the query string is not acceptable: {e}")))
    }

    fn describe(operation: &mut Operation) {
        operation.query::<T>();
    }
}

impl Input for Body {
    fn take(incoming: &Incoming) -> Result<Self> {
        Ok(Self(incoming.body.clone()))
    }

    fn describe(operation: &mut Operation) {
        operation.raw_body();
    }
}
