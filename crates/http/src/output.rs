//! What handlers give back.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
    web::Bytes,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{Json, openapi::Operation};

/// Something a handler may answer with.
pub trait Output {
    fn respond(self) -> HttpResponse;
    fn describe(operation: &mut Operation);
}

/// 201 with a JSON body.
pub struct Created<T>(pub T);
/// 202 with a JSON body.
pub struct Accepted<T>(pub T);
/// 204.
pub struct NoContent;
/// JSON with extra headers, e.g. cookies.
pub struct Reply<T> {
    pub status: u16,
    pub body: T,
    pub headers: Vec<(&'static str, String)>,
}
/// 204 with headers, e.g. a cookie taken back.
pub struct Bare(pub Vec<(&'static str, String)>);
/// Bytes of a named media type.
pub struct Raw {
    pub media: &'static str,
    pub bytes: Bytes,
}

impl<T> Reply<T> {
    pub const fn ok(body: T) -> Self {
        Self { status: 200, body, headers: Vec::new() }
    }

    pub fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}

fn json(status: StatusCode, body: &impl Serialize) -> HttpResponse {
    match serde_json::to_vec(body) {
        Ok(bytes) => HttpResponse::build(status).content_type("application/json").body(bytes),
        Err(cause) => crate::Problem::of(&kernel::Error::internal(cause), "").respond(),
    }
}

fn with_headers(mut response: HttpResponse, headers: Vec<(&'static str, String)>) -> HttpResponse {
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (header::HeaderName::from_bytes(name.as_bytes()), header::HeaderValue::from_str(&value)) {
            response.headers_mut().append(name, value);
        }
    }
    response
}

impl<T: Serialize + ToSchema> Output for Json<T> {
    fn respond(self) -> HttpResponse {
        json(StatusCode::OK, &self.0)
    }
    fn describe(operation: &mut Operation) {
        operation.answer::<T>(200);
    }
}
impl<T: Serialize + ToSchema> Output for Created<T> {
    fn respond(self) -> HttpResponse {
        json(StatusCode::CREATED, &self.0)
    }
    fn describe(operation: &mut Operation) {
        operation.answer::<T>(201);
    }
}
impl<T: Serialize + ToSchema> Output for Accepted<T> {
    fn respond(self) -> HttpResponse {
        json(StatusCode::ACCEPTED, &self.0)
    }
    fn describe(operation: &mut Operation) {
        operation.answer::<T>(202);
    }
}
impl<T: Serialize + ToSchema> Output for Reply<T> {
    fn respond(self) -> HttpResponse {
        let mut response = json(StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK), &self.body);
        for (name, value) in self.headers {
            if let (Ok(name), Ok(value)) =
                (header::HeaderName::from_bytes(name.as_bytes()), header::HeaderValue::from_str(&value))
            {
                response.headers_mut().append(name, value);
            }
        }
        response
    }
    fn describe(operation: &mut Operation) {
        operation.answer::<T>(200);
    }
}
impl Output for NoContent {
    fn respond(self) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
    fn describe(operation: &mut Operation) {
        operation.empty(204);
    }
}
impl Output for Bare {
    fn respond(self) -> HttpResponse {
        with_headers(HttpResponse::NoContent().finish(), self.0)
    }
    fn describe(operation: &mut Operation) {
        operation.empty(204);
    }
}
impl Output for Raw {
    fn respond(self) -> HttpResponse {
        HttpResponse::Ok().content_type(self.media).body(self.bytes)
    }
    fn describe(operation: &mut Operation) {
        operation.bytes(200);
    }
}
