//! The web pages and the widget, embedded with their compressed twins, under a strict content security policy.

use std::borrow::Cow;

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::header,
    web::{self, Bytes, ServiceConfig},
};
use kernel::{Code, Error, Id};
use rust_embed::{EmbeddedFile, RustEmbed};
use serde_json::json;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/dist"]
struct Dist;

const NONCE_MARK: &str = "__CSP_NONCE__";

/// The thread that looks at the cameras' pictures: it alone may compile WebAssembly, and has nothing but its own files.
const SIGHT: &str = "assets/sight-worker-";
const SIGHT_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
    require-trusted-types-for 'script'; trusted-types 'none'; report-uri /csp-reports";

/// The agent of a worker's own machine (`tidecrew device serve`), which quotes the machine's TPM for the page's session.
const AGENT: &str = "http://127.0.0.1:7373";

/// Pages that hold worker screens run under Trusted Types as well, with one policy for that thread's script, and may ask their
/// machine's agent; the console's component library cannot, and has nothing to ask it.
fn policy(nonce: &str, trusted_types: bool) -> String {
    let agent = if trusted_types { format!(" {AGENT}") } else { String::new() };
    let base = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; \
         media-src 'self' blob:; font-src 'self'; connect-src 'self'{agent}; worker-src 'self'; frame-ancestors 'none'; \
         base-uri 'none'; form-action 'self'; report-uri /csp-reports"
    );
    if trusted_types { format!("{base}; require-trusted-types-for 'script'; trusted-types sight") } else { base }
}

fn harden(response: &mut HttpResponseBuilder) {
    response
        .insert_header(("x-content-type-options", "nosniff"))
        .insert_header(("referrer-policy", "no-referrer"))
        .insert_header(("cross-origin-opener-policy", "same-origin"))
        .insert_header(("strict-transport-security", "max-age=31536000"))
        .insert_header((
            "permissions-policy",
            "camera=(self), microphone=(self), display-capture=(), clipboard-read=(), geolocation=()",
        ));
}

/// An HTML entry with a fresh nonce. Never cached, because it carries the nonce.
fn page(name: &str, trusted_types: bool) -> HttpResponse {
    let Some(file) = Dist::get(name) else {
        return HttpResponse::NotFound()
            .content_type("text/plain; charset=utf-8")
            .body(format!("{name} was not built; run `npm run build` in web/"));
    };
    let nonce = Id::<()>::new().to_string().replace('-', "");
    let html = String::from_utf8_lossy(&file.data).replace(NONCE_MARK, &nonce);
    let mut response = HttpResponse::Ok();
    harden(&mut response);
    response
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header(("content-security-policy", policy(&nonce, trusted_types)))
        .insert_header(("cross-origin-resource-policy", "same-origin"))
        .body(html)
}

/// The best twin of `path` that the client accepts, with its encoding.
fn negotiate(request: &HttpRequest, path: &str) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepted = request.headers().get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or("");
    let twins = [("br", ".br"), ("gzip", ".gz")];
    let twin = twins
        .into_iter()
        .filter(|(word, _)| accepted.contains(word))
        .find_map(|(word, end)| Some((Dist::get(&format!("{path}{end}"))?, Some(word))));
    twin.or_else(|| Some((Dist::get(path)?, None)))
}

fn media(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or("") {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "html" => "text/html; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn file(request: &HttpRequest, path: &str, cache: &str, foreign: bool) -> HttpResponse {
    let Some((found, encoding)) = negotiate(request, path) else {
        return HttpResponse::NotFound().content_type("text/plain; charset=utf-8").body("no such file");
    };
    let tag = format!("\"{}\"", found.metadata.sha256_hash().iter().take(12).map(|b| format!("{b:02x}")).collect::<String>());
    if request.headers().get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()) == Some(tag.as_str()) {
        return HttpResponse::NotModified().insert_header((header::ETAG, tag)).finish();
    }
    let mut response = HttpResponse::Ok();
    harden(&mut response);
    response
        .content_type(media(path))
        .insert_header((header::CACHE_CONTROL, cache.to_owned()))
        .insert_header((header::VARY, "accept-encoding"))
        .insert_header((header::ETAG, tag))
        .insert_header(("cross-origin-resource-policy", if foreign { "cross-origin" } else { "same-origin" }));
    if path.starts_with(SIGHT) {
        response.insert_header(("content-security-policy", SIGHT_POLICY));
    }
    if foreign {
        response.insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
    }
    if let Some(word) = encoding {
        response.insert_header((header::CONTENT_ENCODING, word));
    }
    response.body(match found.data {
        Cow::Borrowed(data) => Bytes::from_static(data),
        Cow::Owned(data) => data.into(),
    })
}

/// `/api/v1/boot`: which build answers, so that open pages notice a new one. Goes before the API, whose fallback is "not found".
pub fn boot(config: &mut ServiceConfig) {
    config.service(web::resource("/api/v1/boot").route(web::get().to(|| async {
        HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(json!({
            "name": "Tidecrew",
            "version": env!("CARGO_PKG_VERSION"),
            "locales": ["zh-CN", "en"],
            "assets": build_name(),
        }))
    })));
}

/// A word that changes with the pages.
fn build_name() -> String {
    let hash = |name: &str| Dist::get(name).map(|f| f.metadata.sha256_hash());
    let bytes: Vec<u8> = ["work.html", "console.html"].iter().filter_map(|n| hash(n)).flatten().collect();
    kernel::sha256_hex(&bytes).chars().take(12).collect()
}

/// Registers pages, assets and the report sink. Goes last: it answers whatever the API does not.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(web::resource("/assets/{path:.*}").route(web::get().to(
            |request: HttpRequest, path: web::Path<String>| async move {
                file(&request, &format!("assets/{path}"), "public, max-age=31536000, immutable", false)
            },
        )))
        .service(web::resource("/{name:widget(-demo)?\\.(js|css)}").route(web::get().to(
            |request: HttpRequest, name: web::Path<String>| async move {
                file(&request, &name, "public, max-age=300, stale-while-revalidate=86400", true)
            },
        )))
        .service(web::resource("/widget-demo").route(web::get().to(|| async { page("widget-demo.html", false) })))
        .service(web::resource("/favicon.svg").route(
            web::get().to(|request: HttpRequest| async move { file(&request, "favicon.svg", "public, max-age=86400", false) }),
        ))
        .service(web::resource("/docs/errors").route(web::get().to(|| async { errors() })))
        .service(web::resource("/csp-reports").route(web::post().to(report)))
        .service(web::resource("/console").route(web::get().to(|| async { page("console.html", false) })))
        .service(web::resource("/console/{rest:.*}").route(web::get().to(|| async { page("console.html", false) })))
        .default_service(web::to(|request: HttpRequest| async move {
            if request.method() == actix_web::http::Method::GET {
                return page("work.html", true);
            }
            http::Problem::of(&Error::not_found("this address"), "").respond()
        }));
}

/// A browser refused something: a defect of ours, or an attack. The body is untrusted, so only its length-bounded text is logged.
async fn report(body: Bytes) -> HttpResponse {
    let text: String = String::from_utf8_lossy(&body).chars().take(1000).collect();
    tracing::warn!(target: "csp", report = %text.escape_debug(), "content security policy report");
    HttpResponse::NoContent().finish()
}

/// What the `type` of a problem links to: every stable code with its status.
fn errors() -> HttpResponse {
    let rows: String = Code::ALL
        .iter()
        .map(|c| format!("<tr id=\"{0}\"><td><code>{0}</code></td><td>{1}</td></tr>", c.as_str(), c.status()))
        .collect();
    let mut response = HttpResponse::Ok();
    harden(&mut response);
    response
        .content_type("text/html; charset=utf-8")
        .insert_header(("content-security-policy", "default-src 'none'; frame-ancestors 'none'"))
        .body(format!("<!doctype html><html lang=\"en\"><title>Error codes</title><h1>Error codes</h1><table><tr><th>code</th><th>status</th></tr>{rows}</table></html>"))
}
