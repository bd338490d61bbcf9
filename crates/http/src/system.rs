//! Endpoints about the process itself: health, readiness, metrics, the API document.

use std::sync::Arc;

use actix_web::{HttpResponse, web};
use kernel::Scope;

use crate::{App, Problem, Routes, openapi};

pub(crate) fn configure(config: &mut web::ServiceConfig, app: &Arc<App>, routes: &Routes) {
    let document = web::Bytes::from(openapi::document(routes, env!("CARGO_PKG_VERSION")).to_string());
    config.service(web::resource("/healthz").route(web::get().to(|| async { HttpResponse::Ok().body("ok") })));
    let for_ready = Arc::clone(app);
    config.service(web::resource("/readyz").route(web::get().to(move || {
        let app = Arc::clone(&for_ready);
        async move { ready(&app).await }
    })));
    let for_metrics = Arc::clone(app);
    config.service(web::resource("/metrics").route(web::get().to(move || {
        let app = Arc::clone(&for_metrics);
        async move { metrics(&app).await }
    })));
    config.service(web::resource("/api/v1/openapi.json").route(web::get().to(move || {
        let document = document.clone();
        async move { HttpResponse::Ok().content_type("application/json").body(document) }
    })));
}

/// Ready while the store answers and the process is not stopping.
async fn ready(app: &App) -> HttpResponse {
    if *app.stopping().borrow() {
        return HttpResponse::ServiceUnavailable().body("stopping");
    }
    match app.db.ping().await {
        Ok(()) => HttpResponse::Ok().body("ready"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            HttpResponse::ServiceUnavailable().body("the store does not answer")
        }
    }
}

async fn metrics(app: &App) -> HttpResponse {
    match app.db.read(Scope::Platform, db::outbox::backlog).await {
        Ok((ready, dead)) => {
            app.metrics.outbox_ready.set(ready);
            app.metrics.outbox_dead.set(dead);
        }
        Err(error) => tracing::warn!(%error, "the outbox could not be counted"),
    }
    match app.metrics.text() {
        Ok(text) => HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text),
        Err(error) => Problem::of(&error, "").respond(),
    }
}
