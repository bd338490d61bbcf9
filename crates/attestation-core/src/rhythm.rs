//! Who is at the keys: the rhythm of typing as counts and moments by class of keys, learnt per person over sessions, and a
//! doubt that grows while somebody else's rhythm, another network, clock or device is seen.
//!
//! No key, no order of keys and no text is known here: a window tells, for each class, how many there were and how long they
//! took. A rhythm proves nothing; what the doubt leads to is a question that the person's own key answers.

use std::collections::BTreeMap;

use kernel::Reason;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::bytes::sha256;

/// Windows that a profile remembers one by one, to know one that comes again.
const REMEMBERED: usize = 256;

/// Classes of keys whose time down is told: by hand and row, and what is no letter.
pub const DWELL: [&str; 11] =
    ["left_top", "left_home", "left_low", "right_top", "right_home", "right_low", "space", "erase", "enter", "digit", "other"];
/// Classes of pairs of keys whose time between is told: left and right hand, space bar, erasing.
pub const FLIGHT: [&str; 10] = ["ll", "lr", "rl", "rr", "ls", "rs", "sl", "sr", "to_erase", "erase_erase"];
/// Keys of one window at most.
const MOST_KEYS: u32 = 5000;
/// Spread between a person's windows that is taken for granted until it is known, and how many windows that counts for.
const PRIOR_VARIANCE: f64 = 0.006;
const PRIOR_WINDOWS: f64 = 6.0;
/// Spread within a class that is taken for granted at least.
const LEAST_WITHIN: f64 = 0.01;

/// How one class took: natural logarithms of milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moment {
    pub n: u32,
    pub mean: f64,
    pub sd: f64,
}

/// Some hundred keys of one page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    pub keys: u32,
    pub dwell: BTreeMap<String, Moment>,
    pub flight: BTreeMap<String, Moment>,
}

/// How strict it is: part of the attestation policy.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RhythmRules {
    /// Fewest keys of a window: fewer would tell too much of what was typed.
    pub keys: u32,
    /// Windows until a profile judges.
    pub learn: u32,
    /// Windows that a profile remembers.
    pub remembered: u32,
    /// Fewest of a class in a window for it to count, and fewest classes for the window to count.
    pub least: u32,
    pub classes: usize,
    /// Most that one class can add to a score: somebody with a cold hand is not somebody else.
    pub cap: f64,
    /// What the doubt loses with each window: somewhat more than an ordinary score, which is below 1.
    pub drift: f64,
    /// Doubt at which the person is asked to prove themselves.
    pub limit: f64,
    /// What another network, another clock and another device add to the doubt.
    pub address: f64,
    pub clock: f64,
    pub device: f64,
    /// Milliseconds that a page's clock may move against ours before it counts as another.
    pub clock_ms: i64,
    /// Questions within a day that end the session's work and open a case.
    pub rechecks: u32,
}

impl Default for RhythmRules {
    fn default() -> Self {
        Self {
            keys: 80,
            learn: 20,
            remembered: 200,
            least: 5,
            classes: 6,
            cap: 9.0,
            drift: 1.4,
            limit: 5.0,
            address: 3.0,
            clock: 3.0,
            device: 5.0,
            clock_ms: 120_000,
            rechecks: 3,
        }
    }
}

impl RhythmRules {
    pub(crate) fn check(&self) -> Result<(), String> {
        let weights = [self.cap, self.drift, self.limit, self.address, self.clock, self.device];
        let sound = self.keys >= 50
            && self.learn >= 5
            && self.learn <= self.remembered
            && self.least >= 2
            && self.classes >= 1
            && weights.iter().all(|w| w.is_finite() && *w >= 0.0)
            && self.limit > 0.0
            && self.clock_ms > 0
            && self.rechecks >= 1;
        if sound { Ok(()) } else { Err("rhythm: the numbers contradict each other".to_owned()) }
    }
}

impl Window {
    /// Refuses what no keyboard does, and what would tell too much.
    ///
    /// Errors: which part, for a field error.
    pub fn check(&self, rules: &RhythmRules) -> Result<(), &'static str> {
        if !(rules.keys..=MOST_KEYS).contains(&self.keys) {
            return Err("keys");
        }
        let sound = |known: &[&str], all: &BTreeMap<String, Moment>| {
            let each = |(class, m): (&String, &Moment)| {
                // From a millisecond to a minute.
                let takes = (0.0..=11.0).contains(&m.mean) && (0.0..=5.0).contains(&m.sd);
                known.contains(&class.as_str()) && m.n >= 1 && takes
            };
            all.iter().all(each) && all.values().map(|m| u64::from(m.n)).sum::<u64>() <= u64::from(self.keys)
        };
        if !sound(&DWELL, &self.dwell) {
            return Err("dwell");
        }
        if sound(&FLIGHT, &self.flight) { Ok(()) } else { Err("flight") }
    }

    /// What makes this window another than all others: how many keys of each class, and how long they took to the last digit.
    fn make(&self) -> u64 {
        let all: Vec<(String, u32, u64, u64)> = self.all().map(|(c, m)| (c, m.n, m.mean.to_bits(), m.sd.to_bits())).collect();
        sha256(format!("{} {all:?}", self.keys).as_bytes()).first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
    }

    /// Every class by its own name, dwell and flight.
    fn all(&self) -> impl Iterator<Item = (String, &Moment)> {
        let name = |kind: &'static str| move |(class, m)| (format!("{kind}.{class}"), m);
        self.dwell.iter().map(name("dwell")).chain(self.flight.iter().map(name("flight")))
    }
}

/// One class of a person: mean and spread of their windows' means, and the spread within a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Learnt {
    n: f64,
    mean: f64,
    m2: f64,
    within: f64,
}

/// A person's rhythm as learnt so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    pub windows: u32,
    classes: BTreeMap<String, Learnt>,
    /// Makes of the windows that were learnt, oldest first.
    #[serde(default)]
    makes: Vec<u64>,
}

impl Profile {
    /// Takes a window in. Old windows fade once `remembered` are known.
    pub fn learn(&mut self, window: &Window, rules: &RhythmRules) {
        self.windows = self.windows.saturating_add(1);
        self.makes.push(window.make());
        let over = self.makes.len().saturating_sub(REMEMBERED);
        self.makes.drain(..over);
        for (class, m) in window.all().filter(|(_, m)| m.n >= rules.least) {
            let learnt = self.classes.entry(class).or_default();
            let most = f64::from(rules.remembered);
            if learnt.n >= most {
                learnt.m2 *= (most - 1.0) / learnt.n;
                learnt.n = most - 1.0;
            }
            learnt.n += 1.0;
            let off = m.mean - learnt.mean;
            learnt.mean += off / learnt.n;
            learnt.m2 += off * (m.mean - learnt.mean);
            learnt.within += (m.sd * m.sd - learnt.within) / learnt.n;
        }
    }

    /// Was this very window learnt before? Nobody types a hundred keys alike twice: it was recorded.
    pub fn has(&self, window: &Window) -> bool {
        self.makes.contains(&window.make())
    }

    /// Is enough known to judge?
    pub const fn knows(&self, rules: &RhythmRules) -> bool {
        self.windows >= rules.learn
    }

    /// How strange a window is: below 1 for the person themselves as a rule, more for others. `None` while too little is known.
    pub fn score(&self, window: &Window, rules: &RhythmRules) -> Option<f64> {
        if !self.knows(rules) {
            return None;
        }
        let mut sum = 0.0;
        let mut n = 0_u32;
        for (class, m) in window.all().filter(|(_, m)| m.n >= rules.least) {
            let Some(learnt) = self.classes.get(&class).filter(|l| l.n * 2.0 >= f64::from(rules.learn)) else { continue };
            let between = (PRIOR_VARIANCE * PRIOR_WINDOWS + learnt.m2) / (PRIOR_WINDOWS + learnt.n - 1.0);
            let variance = between * (1.0 + 1.0 / learnt.n) + learnt.within.max(LEAST_WITHIN) / f64::from(m.n);
            let off = m.mean - learnt.mean;
            sum += (off * off / variance).min(rules.cap);
            n += 1;
        }
        (usize::try_from(n).is_ok_and(|n| n >= rules.classes)).then(|| sum / f64::from(n))
    }
}

/// What a page's report shows beside its keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Hash of the network that the report came from.
    pub network: Option<String>,
    /// The page's offset from UTC, in minutes.
    pub offset_min: i32,
    /// The page's clock against ours, in milliseconds.
    pub skew_ms: i64,
    /// The device that speaks for the session.
    pub device: Option<String>,
}

/// What is remembered of a session between reports.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    pub doubt: f64,
    /// Windows judged in this session.
    pub judged: u32,
    network: Option<String>,
    offset_min: Option<i32>,
    skew_ms: Option<i64>,
    device: Option<String>,
}

/// What a report came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// The person is to prove themselves again.
    pub asks: bool,
    /// The window was taken into the profile.
    pub learnt: bool,
    /// What spoke against the person, as codes with numbers.
    pub reasons: Vec<Reason>,
}

impl Memory {
    /// Takes a report in. What is strange is never learnt; what is learnt is either the beginning of a profile or the
    /// person's own.
    pub fn observe(
        &mut self,
        around: &Surroundings,
        window: Option<&Window>,
        profile: &mut Profile,
        rules: &RhythmRules,
    ) -> Seen {
        let mut seen = Seen { asks: false, learnt: false, reasons: Vec::new() };
        self.look_around(around, rules, &mut seen.reasons);
        if let Some(window) = window.filter(|window| profile.has(window)) {
            self.doubt += rules.limit;
            seen.reasons.push(Reason::new("identity.window_again", json!({ "keys": window.keys })));
        } else if let Some(window) = window {
            match profile.score(window, rules) {
                Some(score) => {
                    self.judged = self.judged.saturating_add(1);
                    self.doubt = (self.doubt + score - rules.drift).max(0.0);
                    if score > rules.drift {
                        seen.reasons.push(Reason::new("identity.rhythm", json!({ "score": round(score), "usual": 1.0 })));
                    }
                    seen.learnt = score <= rules.drift && self.doubt < rules.limit / 2.0;
                }
                None => seen.learnt = !profile.knows(rules),
            }
            if seen.learnt {
                profile.learn(window, rules);
            }
        }
        seen.asks = self.doubt >= rules.limit;
        seen
    }

    fn look_around(&mut self, around: &Surroundings, rules: &RhythmRules, reasons: &mut Vec<Reason>) {
        let mut differs = |what: bool, code: &str, weight: f64| {
            if what {
                self.doubt += weight;
                reasons.push(Reason::new(code, json!({ "weight": weight })));
            }
        };
        let other = |before: &Option<String>, now: &Option<String>| before.is_some() && now.is_some() && before != now;
        differs(other(&self.network, &around.network), "identity.network", rules.address);
        differs(other(&self.device, &around.device), "identity.device", rules.device);
        let zone = self.offset_min.is_some_and(|before| before != around.offset_min);
        let moved = self.skew_ms.is_some_and(|before| before.saturating_sub(around.skew_ms).saturating_abs() > rules.clock_ms);
        differs(zone || moved, "identity.clock", rules.clock);
        self.network = around.network.clone().or_else(|| self.network.take());
        self.device = around.device.clone().or_else(|| self.device.take());
        self.offset_min = Some(around.offset_min);
        self.skew_ms = Some(around.skew_ms);
    }

    /// The person proved themselves: doubt begins anew.
    pub const fn clear(&mut self) {
        self.doubt = 0.0;
    }
}

fn round(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}
