//! Refusals on the wire: RFC 9457 problem+json with a stable code.

use actix_web::{HttpResponse, http::StatusCode};
use kernel::{Error, FieldError};
use serde::Serialize;
use utoipa::ToSchema;

/// `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Link to the code's documentation.
    #[serde(rename = "type")]
    pub link: String,
    pub title: String,
    pub status: u16,
    /// Stable word; interfaces translate it.
    pub code: String,
    pub detail: String,
    pub request_id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    #[serde(skip)]
    retry_after_s: Option<u64>,
}

impl Problem {
    pub fn of(error: &Error, request_id: &str) -> Self {
        let code = error.code.as_str();
        Self {
            link: format!("/docs/errors#{code}"),
            title: code.replace('_', " "),
            status: error.code.status(),
            code: code.to_owned(),
            detail: error.detail.clone(),
            request_id: request_id.to_owned(),
            errors: error.fields.clone(),
            retry_after_s: error.retry_after_s,
        }
    }

    pub fn respond(&self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        response.content_type("application/problem+json");
        if let Some(seconds) = self.retry_after_s {
            response.insert_header(("retry-after", seconds.to_string()));
        }
        if self.status == 401 {
            response.insert_header(("www-authenticate", "Bearer"));
        }
        response.body(serde_json::to_vec(self).unwrap_or_default())
    }
}
