//! Exact queueing formulas: the oracles that the simulator is held against.

/// Erlang B: the share of calls lost with `servers` and `load` Erlangs.
pub fn blocking(servers: u32, load: f64) -> f64 {
    (1..=servers).fold(1.0, |b, k| load * b / (f64::from(k) + load * b))
}

/// Erlang C: the share of callers who wait, when nobody gives up. 1 at or beyond full load.
pub fn waits(servers: u32, load: f64) -> f64 {
    let (n, b) = (f64::from(servers), blocking(servers, load));
    if load >= n { 1.0 } else { n * b / (n - load * (1.0 - b)) }
}

/// Erlang C: mean wait in the unit of `service`.
pub fn mean_wait(servers: u32, load: f64, service: f64) -> f64 {
    waits(servers, load) * service / (f64::from(servers) - load)
}

/// What Erlang A says: callers give up after an exponential patience.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Impatient {
    pub waits: f64,
    pub abandons: f64,
    /// Mean wait of all callers, served or not.
    pub wait: f64,
    pub busy: f64,
}

/// Erlang A. `rate` of arrivals, mean `service` and `patience` in one unit of time.
pub fn impatient(servers: u32, rate: f64, service: f64, patience: f64) -> Impatient {
    let (n, mu, theta) = (f64::from(servers), 1.0 / service, 1.0 / patience);
    // Probabilities relative to that of "all busy, nobody waits", both ways until they vanish.
    let (mut all, mut queue, mut busy, mut queued) = (1.0, 0.0, n, 1.0);
    let (mut p, mut k) = (1.0, n);
    while k > 0.0 && p > 1e-18 {
        p *= k * mu / rate;
        k -= 1.0;
        all += p;
        busy += k * p;
    }
    let (mut p, mut over) = (1.0, 0.0);
    while p > 1e-18 {
        over += 1.0;
        p *= rate / (n * mu + over * theta);
        all += p;
        queued += p;
        busy += n * p;
        queue += over * p;
    }
    let wait = queue / all / rate;
    Impatient { waits: queued / all, abandons: theta * wait, wait, busy: busy / all / n }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, want: f64) {
        assert!((got - want).abs() < 1e-8 * want.abs().max(1.0), "{got} is not {want}");
    }

    #[test]
    fn the_published_tables_are_met() {
        near(blocking(5, 4.0), 0.199_066_874_0);
        near(waits(5, 4.0), 0.554_112_554_1);
        near(waits(14, 10.0), 0.174_131_933_6);
        near(waits(1000, 960.0), 0.133_691_780_1);
        let a = impatient(50, 48.0, 1.0, 2.0);
        near(a.waits, 0.467_774_07);
        near(a.abandons, 0.030_912_25);
        near(a.wait, 0.061_824_50);
        near(a.busy, 0.930_324_24);
        near(impatient(80, 100.0 / 6.0, 5.0, 2.0).abandons, 0.076_651_71);
        assert!((mean_wait(50, 48.0, 60.0) - 20.834).abs() < 0.001);
    }
}
