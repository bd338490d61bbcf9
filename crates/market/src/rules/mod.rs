//! Rules of pay as data: versions with dates and sources, each proved by its own vectors before it is believed. Those that
//! are locked when work is offered are here; the rest is in `payout`. Pure.

pub mod floor;
pub mod rates;
pub mod surge;

use std::{fmt, str::FromStr};

use db::Conn;
use http::PolicyFiles;
use kernel::{
    Code, Error, Result, Scope, Ts,
    policy::{Policy, Rules},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Basis points of the whole.
pub const UNIT: i64 = 10_000;
/// A rule file with fewer vectors proves too little to pay people by.
const VECTORS: usize = 8;
const DAY_MICROS: i64 = 86_400_000_000;

/// A calendar day as days since 1970-01-01; `2026-11-20` on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i64);

impl Day {
    pub fn of(at: Ts) -> Self {
        Self(at.micros().div_euclid(DAY_MICROS))
    }
    /// The instant at which the day begins, UTC.
    pub const fn start(self) -> Ts {
        Ts::from_micros(self.0.saturating_mul(DAY_MICROS))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.start().day())
    }
}
impl FromStr for Day {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let at: Result<Ts> = format!("{text}T00:00:00Z").parse();
        at.map(Self::of).map_err(|_| Error::new(Code::InvalidField, format!("{text:?} is not a day like 2026-11-20")))
    }
}
impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|error: Error| serde::de::Error::custom(error.detail))
    }
}

/// One kind of rule: what its vectors look like, and how they are run.
pub trait Rule: Clone + fmt::Debug + for<'de> Deserialize<'de> {
    const KIND: &'static str;
    type Vector: Clone + fmt::Debug + for<'de> Deserialize<'de>;

    /// Whether the numbers make sense by themselves; names the key that does not.
    fn sane(&self) -> std::result::Result<(), String>;
    /// Runs a vector: what was wanted and what came out, when they differ.
    fn prove(&self, vector: &Self::Vector) -> std::result::Result<(), String>;
    /// Whether it may follow `before` on `from`.
    fn follows(&self, _before: &Self, _from: Day) -> std::result::Result<(), String> {
        Ok(())
    }
}

/// How far people have gone over a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    Draft,
    Reviewed,
}

/// A rule for a span of days, with where it comes from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, bound = "R: Rule")]
pub struct Version<R: Rule> {
    pub effective_from: Day,
    /// The first day on which it no longer holds; absent on the last version.
    pub effective_to: Option<Day>,
    pub source_title: String,
    pub source_date: Day,
    pub reviewed_by: Option<String>,
    pub status: Review,
    pub rule: R,
    #[serde(default)]
    vector: Vec<R::Vector>,
}

/// A rule through time. Its versions follow each other without a hole and without an overlap.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, bound = "R: Rule")]
pub struct Dated<R: Rule> {
    version: Vec<Version<R>>,
}

impl<R: Rule> Dated<R> {
    /// The version in force on `day`. Errors: `policy_missing` before the first.
    pub fn on(&self, day: Day) -> Result<&Version<R>> {
        let found = self.version.iter().rev().find(|v| v.effective_from <= day && v.effective_to.is_none_or(|to| day < to));
        found.ok_or_else(|| Error::new(Code::PolicyMissing, format!("no version of the {} rule is in force on {day}", R::KIND)))
    }

    /// The newest version.
    pub fn last(&self) -> Result<&Version<R>> {
        self.version.last().ok_or_else(|| Error::new(Code::PolicyMissing, "the rule has no version"))
    }

    fn dates(&self) -> std::result::Result<(), String> {
        for (n, pair) in self.version.windows(2).enumerate() {
            let [before, after] = pair else { continue };
            let named = format!("version[{}].effective_to", n);
            let Some(to) = before.effective_to else { return Err(format!("{named}: only the last version may be open")) };
            if to > after.effective_from {
                return Err(format!("{named}: {to} overlaps the next version, from {}", after.effective_from));
            }
            if to < after.effective_from {
                return Err(format!("{named}: no version holds from {to} to {}", after.effective_from));
            }
            after.rule.follows(&before.rule, after.effective_from).map_err(|e| format!("version[{}].rule: {e}", n + 1))?;
        }
        let backwards = self.version.iter().position(|v| v.effective_to.is_some_and(|to| to <= v.effective_from));
        backwards.map_or(Ok(()), |n| Err(format!("version[{n}].effective_to: not after effective_from")))
    }
}

impl<R: Rule> Rules for Dated<R> {
    const KIND: &'static str = R::KIND;

    fn check(&self) -> std::result::Result<(), String> {
        if self.version.is_empty() {
            return Err("version: at least one is needed".to_owned());
        }
        for (n, version) in self.version.iter().enumerate() {
            version.rule.sane().map_err(|e| format!("version[{n}].rule.{e}"))?;
            for (v, vector) in version.vector.iter().enumerate() {
                version.rule.prove(vector).map_err(|e| format!("version[{n}].vector[{v}]: {e}"))?;
            }
            if version.vector.is_empty() {
                return Err(format!("version[{n}].vector: every version proves itself"));
            }
            if version.source_title.trim().is_empty() {
                return Err(format!("version[{n}].source_title: a rule has a source"));
            }
            if version.status == Review::Reviewed && version.reviewed_by.is_none() {
                return Err(format!("version[{n}].reviewed_by: a reviewed version names its reviewer"));
            }
        }
        let proofs: usize = self.version.iter().map(|v| v.vector.len()).sum();
        if proofs < VECTORS {
            return Err(format!("vector: {proofs} of them; a rule file carries at least {VECTORS}"));
        }
        self.dates()
    }
}

/// `2026-11-20` of an instant in the tariff's time zone.
pub fn local_day(at: Ts, offset_minutes: i64) -> String {
    Ts::from_micros(at.micros().saturating_add(offset_minutes.saturating_mul(60_000_000))).day()
}

/// `exact / divisor` half to even as minor units. Errors: `amount_too_large`.
pub fn minor(exact: i128, divisor: i128) -> Result<i64> {
    i64::try_from(kernel::half_even(exact, divisor)).map_err(|_| Error::new(Code::AmountTooLarge, "the amount is too large"))
}

/// Says what was wanted and what came out, when they differ.
pub fn same<T: PartialEq + fmt::Debug>(what: &str, wanted: &T, got: &T) -> std::result::Result<(), String> {
    if wanted == got { Ok(()) } else { Err(format!("{what}: wanted {wanted:?}, got {got:?}")) }
}

/// Takes a shipped rule file as a version; one that is refused stops the start.
pub fn seed<R: Rule>(c: &mut Conn<'_>, files: &PolicyFiles, id: &str, now: Ts) -> db::Result<()> {
    let bytes = files.get(&format!("{}/{id}.toml", R::KIND))?;
    Policy::<Dated<R>>::parse(id, bytes)?;
    audit::policy::seed(c, R::KIND, Scope::Platform, id, bytes, now)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Twice {
        factor: i64,
    }
    impl Rule for Twice {
        const KIND: &'static str = "twice";
        type Vector = (i64, i64);
        fn sane(&self) -> std::result::Result<(), String> {
            if self.factor > 0 { Ok(()) } else { Err("factor: must be above zero".to_owned()) }
        }
        fn prove(&self, (x, want): &(i64, i64)) -> std::result::Result<(), String> {
            same("product", want, &(x * self.factor))
        }
    }

    fn file(spans: &[(&str, Option<&str>, i64)]) -> String {
        spans.iter().map(|(from, to, factor)| {
            let to = to.map(|t| format!("effective_to = \"{t}\"\n")).unwrap_or_default();
            format!("[[version]]\neffective_from = \"{from}\"\n{to}source_title = \"a\"\nsource_date = \"2026-01-01\"\nstatus = \"draft\"\nrule.factor = {factor}\nvector = [[1,2],[2,4],[3,6],[4,8],[5,10],[6,12],[7,14],[0,0]]\n")
        }).collect()
    }

    fn refusal(text: &str) -> String {
        Policy::<Dated<Twice>>::parse("x", text.as_bytes()).unwrap_err().detail
    }

    #[test]
    fn dates_follow_each_other_and_vectors_hold() {
        let good = file(&[("2025-01-01", Some("2026-01-01"), 2), ("2026-01-01", None, 2)]);
        let rule = Policy::<Dated<Twice>>::parse("x", good.as_bytes()).unwrap().value;
        assert_eq!(rule.on("2025-12-31".parse().unwrap()).unwrap().effective_from.to_string(), "2025-01-01");
        assert_eq!(rule.on("2026-01-01".parse().unwrap()).unwrap().effective_from.to_string(), "2026-01-01");
        assert_eq!(rule.on("2024-12-31".parse().unwrap()).unwrap_err().code, Code::PolicyMissing);
        let cases = [
            (
                file(&[("2025-01-01", Some("2026-02-01"), 2), ("2026-01-01", None, 2)]),
                "version[0].effective_to: 2026-02-01 overlaps",
            ),
            (
                file(&[("2025-01-01", Some("2025-12-31"), 2), ("2026-01-01", None, 2)]),
                "no version holds from 2025-12-31 to 2026-01-01",
            ),
            (file(&[("2025-01-01", None, 2), ("2026-01-01", None, 2)]), "only the last version may be open"),
            (file(&[("2026-01-01", Some("2025-01-01"), 2)]), "not after effective_from"),
            (file(&[("2026-01-01", None, 3)]), "version[0].vector[0]: product: wanted 2, got 3"),
            (file(&[("2026-01-01", None, -2)]), "version[0].rule.factor: must be above zero"),
            (file(&[("2026-01-01", None, 2)]).replace("\"a\"", "\" \""), "version[0].source_title"),
            (file(&[("2026-01-01", None, 2)]).replace("[[1,2],[2,4],", "["), "vector: 6 of them"),
            (file(&[("2026-13-01", None, 2)]), "is not a day"),
            (String::new(), "version"),
        ];
        for (text, word) in cases {
            let said = refusal(&text);
            assert!(said.contains("policy twice/x") && said.contains(word), "{word}: {said}");
        }
    }
}
