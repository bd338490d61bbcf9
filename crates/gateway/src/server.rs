//! The running process: HTTP, sockets and background work over one application, stopped together.

use std::{net::TcpListener, sync::Arc, time::Duration};

use actix_web::{
    App as ActixApp, HttpResponse, HttpServer,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{Method, header},
    middleware::{Next, from_fn},
};
use http::{App, Routes, Worker};
use kernel::{Error, Result};

use crate::assets;

/// How long open requests may take to finish after a stop was asked for.
const GRACE: Duration = Duration::from_secs(20);

/// A bound server: `address` is known before it serves.
pub struct Server {
    pub app: Arc<App>,
    pub worker: Worker,
    pub routes: Routes,
    pub listener: TcpListener,
    pub threads: usize,
}

impl Server {
    /// Serves until `stop` resolves, then drains: sockets are told to come back, requests finish, jobs end.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<()> {
        let (app, routes) = (Arc::clone(&self.app), self.routes.clone());
        let server = HttpServer::new(move || {
            let (app, routes) = (Arc::clone(&app), routes.clone());
            ActixApp::new().wrap(from_fn(cross_origin)).configure(move |config| {
                assets::boot(config);
                http::configure(config, &app, &routes);
                assets::configure(config);
            })
        })
        .workers(self.threads)
        .disable_signals()
        .shutdown_timeout(GRACE.as_secs())
        .listen(self.listener)
        .map_err(Error::internal)?
        .run();
        let bus = self.app.db.join_bus()?;
        let handle = server.handle();
        let serving = tokio::spawn(server);
        let hub = tokio::spawn(Arc::clone(&self.app).run_hub());
        let work = tokio::spawn(self.worker.run());
        let matching = tokio::spawn(dispatch::run(Arc::clone(&self.app)));
        let guarding = tokio::spawn(attestation::run(Arc::clone(&self.app)));
        stop.await;
        tracing::info!("stopping: open work is finished first");
        self.app.stop();
        handle.stop(true).await;
        for ended in
            [serving.await.map(|r| r.map_err(Error::internal)), work.await, matching.await, guarding.await, hub.await.map(Ok)]
        {
            ended.map_err(Error::internal)??;
        }
        bus.leave().await
    }
}

/// The widget runs on other people's pages: its endpoints answer any origin, without cookies. The project's own list of
/// origins is checked when a widget session begins.
async fn cross_origin(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> std::result::Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let path = request.path();
    let open = path.starts_with("/api/v1/widget/") || path == "/api/v1/events";
    let origin = request.headers().get(header::ORIGIN).cloned();
    let Some(origin) = origin.filter(|_| open) else {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    };
    let mut response = if request.method() == Method::OPTIONS {
        let preflight = HttpResponse::NoContent()
            .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT"))
            .insert_header((
                header::ACCESS_CONTROL_ALLOW_HEADERS,
                "authorization, content-type, idempotency-key, last-event-id, x-request-id",
            ))
            .insert_header((header::ACCESS_CONTROL_MAX_AGE, "600"))
            .finish();
        request.into_response(preflight).map_into_right_body()
    } else {
        next.call(request).await?.map_into_left_body()
    };
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    response.headers_mut().append(header::VARY, header::HeaderValue::from_static("origin"));
    Ok(response)
}

/// Resolves on Ctrl-C or a polite kill.
pub async fn asked_to_stop() {
    let mut term = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(term) => term,
        Err(error) => {
            tracing::error!(%error, "cannot listen for SIGTERM");
            return std::future::pending().await;
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
}
