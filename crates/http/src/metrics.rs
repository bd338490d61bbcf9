//! Prometheus metrics of the edge. Labels are route templates and codes, never ids or people.

use kernel::{Error, Result};
use prometheus::{Encoder, HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts, Registry, TextEncoder};

/// Counters and histograms, shared by all threads.
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    pub sockets: IntGauge,
    pub outbox_ready: IntGauge,
    pub outbox_dead: IntGauge,
    pub jobs_run: IntCounterVec,
}

impl Metrics {
    pub(crate) fn new() -> Result<Self> {
        let registry = Registry::new();
        let buckets = vec![0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];
        let made = (|| -> prometheus::Result<Self> {
            let requests =
                IntCounterVec::new(Opts::new("tidecrew_requests_total", "Requests answered"), &["method", "route", "status"])?;
            let seconds = HistogramVec::new(
                HistogramOpts::new("tidecrew_request_seconds", "Time to answer").buckets(buckets),
                &["method", "route"],
            )?;
            let sockets = IntGauge::new("tidecrew_sockets", "Open sockets and event streams")?;
            let outbox_ready = IntGauge::new("tidecrew_outbox_ready", "Events waiting for delivery")?;
            let outbox_dead = IntGauge::new("tidecrew_outbox_dead", "Events set aside after repeated failure")?;
            let jobs_run = IntCounterVec::new(Opts::new("tidecrew_jobs_total", "Jobs run"), &["queue", "outcome"])?;
            registry.register(Box::new(requests.clone()))?;
            registry.register(Box::new(seconds.clone()))?;
            registry.register(Box::new(sockets.clone()))?;
            registry.register(Box::new(outbox_ready.clone()))?;
            registry.register(Box::new(outbox_dead.clone()))?;
            registry.register(Box::new(jobs_run.clone()))?;
            Ok(Self { registry: registry.clone(), requests, seconds, sockets, outbox_ready, outbox_dead, jobs_run })
        })();
        made.map_err(Error::internal)
    }

    pub(crate) fn observe(&self, method: &str, route: &str, status: u16, seconds: f64) {
        self.requests.with_label_values(&[method, route, &status.to_string()]).inc();
        self.seconds.with_label_values(&[method, route]).observe(seconds);
    }

    /// The text exposition format.
    pub fn text(&self) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut out).map_err(Error::internal)?;
        Ok(out)
    }
}
