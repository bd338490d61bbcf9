//! Adverse impact: how often each group is selected beside the group that is selected most, with interval and exact test.
//!
//! Pure: counts in, figures out. Which groups there are comes from outside the product (a survey, a registry); scorers never
//! see it. An impact ratio under 0.8 is a rule of thumb (29 CFR 1607.4D); groups under two percent may be left out with a
//! note, which `share` allows.

use std::collections::BTreeMap;

use serde::Serialize;

/// Selected and not selected of one group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub selected: u64,
    pub others: u64,
}

impl Counts {
    const fn all(self) -> u64 {
        self.selected + self.others
    }

    fn rate(self) -> f64 {
        self.selected as f64 / (self.all() as f64).max(1.0)
    }
}

/// One group beside the reference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Impact {
    pub group: String,
    pub applicants: u64,
    pub selected: u64,
    /// Share of all applicants.
    pub share: f64,
    pub rate: f64,
    /// Rate over the highest rate, and its 95 % interval (Katz, on the logarithm). Missing where a count is zero.
    pub ratio: f64,
    pub ci95: Option<[f64; 2]>,
    /// Two-sided, Fisher's exact test.
    pub p: f64,
    pub is_reference: bool,
    /// Ratio under four fifths.
    pub is_adverse: bool,
}

/// Every group beside the one with the highest rate, in the order of names. Groups without applicants are left out.
pub fn impact(groups: &BTreeMap<String, Counts>) -> Vec<Impact> {
    let total: u64 = groups.values().map(|c| c.all()).sum();
    let best = groups.iter().filter(|(_, c)| c.all() > 0).max_by(|a, b| a.1.rate().total_cmp(&b.1.rate()));
    let Some((reference, best)) = best else { return Vec::new() };
    let one = |(name, c): (&String, &Counts)| {
        let ratio = if best.selected == 0 { 1.0 } else { c.rate() / best.rate() };
        Impact {
            group: name.clone(),
            applicants: c.all(),
            selected: c.selected,
            share: c.all() as f64 / total as f64,
            rate: c.rate(),
            ratio,
            ci95: interval(*c, *best, ratio),
            p: fisher(*c, *best),
            is_reference: name == reference,
            is_adverse: ratio < 0.8,
        }
    };
    groups.iter().filter(|(_, c)| c.all() > 0).map(one).collect()
}

fn interval(c: Counts, best: Counts, ratio: f64) -> Option<[f64; 2]> {
    if c.selected == 0 || best.selected == 0 {
        return None;
    }
    let part = |c: Counts| 1.0 / c.selected as f64 - 1.0 / c.all() as f64;
    let off = 1.959_963_984_540_054 * (part(c) + part(best)).sqrt();
    Some([(ratio.ln() - off).exp(), (ratio.ln() + off).exp()])
}

/// Fisher's exact test of two groups, two-sided: the sum of all tables as unlikely as this one or less.
pub fn fisher(a: Counts, b: Counts) -> f64 {
    let (rows, selected, all) = (a.all(), a.selected + b.selected, a.all() + b.all());
    let logs = log_factorials(all);
    let log = |n: u64| logs.get(n as usize).copied().unwrap_or(0.0);
    let choose = |n: u64, k: u64| log(n) - log(k) - log(n - k);
    let chance = |k: u64| (choose(selected, k) + choose(all - selected, rows - k) - choose(all, rows)).exp();
    let seen = chance(a.selected);
    let from = (rows + selected).saturating_sub(all);
    (from..=rows.min(selected)).map(chance).filter(|p| *p <= seen * (1.0 + 1e-7)).sum::<f64>().min(1.0)
}

fn log_factorials(most: u64) -> Vec<f64> {
    let mut sum = 0.0;
    let mut logs = vec![0.0];
    logs.extend((1..=most).map(|n| {
        sum += (n as f64).ln();
        sum
    }));
    logs
}

/// Reads lines `group,selected` with selected 0 or 1; a head line `group,selected` and empty lines are passed over.
/// The error names the line.
pub fn counted(text: &str) -> Result<BTreeMap<String, Counts>, String> {
    let mut groups: BTreeMap<String, Counts> = BTreeMap::new();
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let Some((group, selected)) = line.rsplit_once(',').map(|(g, s)| (g.trim(), s.trim())) else {
            return Err(format!("line {}: write group,selected", n + 1));
        };
        match selected {
            "1" => groups.entry(group.to_owned()).or_default().selected += 1,
            "0" => groups.entry(group.to_owned()).or_default().others += 1,
            "selected" if n == 0 => {}
            other => return Err(format!("line {}: selected is 0 or 1, not {other:?}", n + 1)),
        }
    }
    Ok(groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn counts(selected: u64, others: u64) -> Counts {
        Counts { selected, others }
    }

    /// By hand, in fractions: the tables of tea and milk, and one with a small margin.
    #[test]
    fn the_exact_test_is_exact() {
        assert!((fisher(counts(3, 1), counts(1, 3)) - 34.0 / 70.0).abs() < 1e-9);
        assert!((fisher(counts(4, 0), counts(0, 4)) - 2.0 / 70.0).abs() < 1e-9);
        assert!((fisher(counts(1, 9), counts(11, 3)) - 0.002_759_456_185_220_088).abs() < 1e-9);
        assert!((fisher(counts(5, 5), counts(5, 5)) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn ratios_and_intervals_are_those_of_the_formula() {
        let groups = BTreeMap::from([("a".to_owned(), counts(48, 32)), ("b".to_owned(), counts(12, 28))]);
        let found = impact(&groups);
        assert!(found[0].is_reference && (found[0].ratio - 1.0).abs() < 1e-12);
        assert!((found[1].ratio - 0.5).abs() < 1e-12 && found[1].is_adverse);
        let off = 1.959_963_984_540_054 * (1.0 / 12.0 - 1.0 / 40.0 + 1.0 / 48.0 - 1.0 / 80.0_f64).sqrt();
        let [low, high] = found[1].ci95.unwrap();
        assert!((low - 0.5 * (-off).exp()).abs() < 1e-9 && (high - 0.5 * off.exp()).abs() < 1e-9);
        assert!((found.iter().map(|i| i.share).sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn lists_are_read_and_wrong_lines_named() {
        let read = counted("group,selected\na,1\na,0\n\"b, c\",1\n").unwrap();
        assert_eq!(read["a"], counts(1, 1));
        assert_eq!(read.len(), 2);
        assert!(counted("a;1").unwrap_err().contains("line 1"));
        assert!(counted("a,1\nb,yes").unwrap_err().contains("line 2"));
    }
}
