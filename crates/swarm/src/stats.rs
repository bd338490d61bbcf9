//! What happened, counted: for the demo's summary and for tests that look for anything lost or doubled.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use serde::Serialize;

/// Counters, latencies and faults, shared by the whole population.
#[derive(Default)]
pub struct Stats {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    counts: BTreeMap<String, u64>,
    refusals: BTreeMap<String, u64>,
    latencies_ms: BTreeMap<&'static str, Vec<f64>>,
    faults: Vec<String>,
}

/// Milliseconds of one kind of waiting.
#[derive(Clone, Debug, Serialize)]
pub struct Latency {
    pub n: usize,
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    pub max: f64,
}

/// The figures of a run.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// customers, messages, offers, accepted, completed, rated, cut, resync, candidates, admitted, certified …
    pub counts: BTreeMap<String, u64>,
    /// Refusals by code: expected ones too, since the population misbehaves.
    pub refusals: BTreeMap<String, u64>,
    pub latencies_ms: BTreeMap<&'static str, Latency>,
    /// What must not be: lost, doubled, out of order, unexpected.
    pub faults: Vec<String>,
}

impl Summary {
    pub fn count(&self, name: &str) -> u64 {
        self.counts.get(name).copied().unwrap_or(0)
    }
}

impl Stats {
    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn add(&self, name: &str, by: u64) {
        *self.lock().counts.entry(name.to_owned()).or_default() += by;
    }

    pub fn refused(&self, code: &str) {
        *self.lock().refusals.entry(code.to_owned()).or_default() += 1;
    }

    pub fn took(&self, what: &'static str, time: Duration) {
        self.lock().latencies_ms.entry(what).or_default().push(time.as_secs_f64() * 1000.0);
    }

    pub fn fault(&self, what: String) {
        tracing::warn!(fault = what, "the population noticed a fault");
        self.lock().faults.push(what);
    }

    pub fn summary(&self) -> Summary {
        let inner = self.lock();
        let latencies_ms = inner.latencies_ms.iter().map(|(what, times)| (*what, quantiles(times.clone()))).collect();
        Summary { counts: inner.counts.clone(), refusals: inner.refusals.clone(), latencies_ms, faults: inner.faults.clone() }
    }
}

fn quantiles(mut times: Vec<f64>) -> Latency {
    times.sort_by(f64::total_cmp);
    let at = |q: f64| {
        let index = (q * times.len().saturating_sub(1) as f64).round() as usize;
        times.get(index).map_or(0.0, |t| (t * 100.0).round() / 100.0)
    };
    Latency { n: times.len(), p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1.0) }
}
