//! Rate limits: one token bucket per budget and caller.

use std::{collections::HashMap, num::NonZeroU32, time::Duration};

use governor::{Quota, RateLimiter, clock::DefaultClock, state::keyed::DefaultKeyedStateStore};
use kernel::{Code, Error, Result};

type Buckets = RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock>;

/// What a route draws on, besides the general budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Budget {
    /// Every request of a caller.
    General,
    /// Password checks and token refreshes.
    SignIn,
    /// Codes sent by mail.
    Code,
    /// New widget sessions.
    Widget,
    /// Upload chunks.
    Upload,
    /// Looking at originals.
    Reveal,
}

impl Budget {
    pub const ALL: [Self; 6] = [Self::General, Self::SignIn, Self::Code, Self::Widget, Self::Upload, Self::Reveal];

    const fn default_per_minute(self) -> u32 {
        match self {
            Self::General => 1_200,
            Self::SignIn => 20,
            Self::Code => 6,
            Self::Widget => 30,
            Self::Upload => 300,
            Self::Reveal => 10,
        }
    }
}

/// The buckets of this process.
pub struct Limits {
    buckets: HashMap<Budget, Buckets>,
}

impl Limits {
    /// The shipped budgets, each multiplied by `factor` (1 for production, more where one address stands for many people).
    pub fn scaled(factor: u32) -> Self {
        let make = |b: Budget| {
            let burst = NonZeroU32::new(b.default_per_minute().saturating_mul(factor)).unwrap_or(NonZeroU32::MAX);
            (b, RateLimiter::keyed(Quota::per_minute(burst)))
        };
        Self { buckets: Budget::ALL.into_iter().map(make).collect() }
    }

    /// Draws one token of `budget` for `caller`, or says when to come back.
    pub fn draw(&self, budget: Budget, caller: &str) -> Result<()> {
        let Some(buckets) = self.buckets.get(&budget) else { return Ok(()) };
        buckets.check_key(&caller.to_owned()).map_err(|not_until| {
            let wait = not_until.wait_time_from(governor::clock::Clock::now(&DefaultClock::default()));
            let seconds = wait.max(Duration::from_secs(1)).as_secs();
            Error::new(Code::RateLimited, format!("too many requests; try again in {seconds} s")).retry_after(seconds)
        })
    }

    /// Forgets callers whose buckets are full again.
    pub fn tidy(&self) {
        for buckets in self.buckets.values() {
            buckets.retain_recent();
        }
    }
}
