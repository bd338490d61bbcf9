//! The score against its policy, its replay and its bounds.

use kernel::canonical_json;
use proptest::prelude::*;

use super::{
    measures::{part_of, wilson},
    *,
};
use crate::{interview::Resolution, seeds::INTERVIEW};

fn policy() -> InterviewPolicy {
    kernel::policy::Policy::parse("interview", INTERVIEW).unwrap().value
}

fn good() -> Features {
    policy().vector[0].features()
}

#[test]
fn the_shipped_policy_holds_its_vectors() {
    assert!(policy().vector.len() >= 14);
}

#[test]
fn a_broken_vector_is_named() {
    let text = String::from_utf8(INTERVIEW.to_vec()).unwrap();
    let at = text.find("name = \"a capable candidate advances\"").unwrap();
    let broken = format!("{}{}", &text[..at], text[at..].replacen("total = ", "total = 1", 1));
    let error = kernel::policy::Policy::<InterviewPolicy>::parse("interview", broken.as_bytes()).unwrap_err();
    assert_eq!(error.code, kernel::Code::PolicyInvalid);
    assert!(error.detail.contains("a capable candidate advances"), "{}", error.detail);
}

#[test]
fn a_replay_is_byte_identical() {
    let features = good();
    let first = serde_json::to_value(score(&policy(), &features)).unwrap();
    let again = replay(&serde_json::to_value(&features).unwrap(), INTERVIEW).unwrap();
    assert_eq!(canonical_json(&first), canonical_json(&again));
}

#[test]
fn halves_round_to_even() {
    assert_eq!([part_of(5, 5_000), part_of(15, 5_000), part_of(10, 3_333), part_of(10, 20_000)], [2, 8, 3, 10]);
}

#[test]
fn intervals_are_wilson_s() {
    assert_eq!(wilson(39, 40), [871, 996]);
    assert_eq!(wilson(0, 10), [0, 278]);
}

#[test]
fn every_measure_says_on_how_much_it_rests() {
    for measure in score(&policy(), &good()).measures {
        let [low, high] = measure.ci95.unwrap();
        assert!(measure.n.is_some() && low <= measure.value && measure.value <= high, "{measure:?}");
    }
}

#[test]
fn a_sample_of_good_candidates_is_looked_at() {
    let policy = policy();
    let looked_at = (0..2_000).filter(|seed| {
        let s = score(&policy, &Features { seed: *seed, sample_pct: 5, ..good() });
        s.flags.iter().any(|f| f.code == "review.sample")
    });
    assert!((60..140).contains(&looked_at.count()));
}

proptest! {
    #[test]
    fn the_total_is_the_sum_and_stays_in_bounds(
        cpm in 0..400_i64, wrong in 0..=100_i64, slots in 0..=3_i64, flags in any::<[bool; 4]>(),
        slips in prop::array::uniform3(0..5_i64), violations in prop::collection::vec(1..9_i64, 0..4), right in 0..=8_i64,
        tones in 0..=40_usize,
    ) {
        let mut f = good();
        f.typing[0].typed = cpm * 3;
        f.typing[0].edits = cpm * 3 * wrong / 100;
        for d in &mut f.dialogue {
            (d.slots, d.verified, d.acknowledged, d.closed) = (slots, flags[0], flags[1], flags[2]);
            d.resolution = if flags[3] { Resolution::Right } else { Resolution::None };
            (d.premature, d.wrong_promises, d.stuffed) = (slips[0], slips[1], slips[2]);
            d.violations.clone_from(&violations);
        }
        f.syllables.as_mut().unwrap().tones.iter_mut().skip(tones).for_each(|t| t.p_pm = 10);
        f.security.right = right;
        let s = score(&policy(), &f);
        prop_assert_eq!(s.total, s.measures.iter().map(|m| m.points).sum::<i64>());
        prop_assert!(s.measures.iter().all(|m| (0..=m.max).contains(&m.points)));
        prop_assert_eq!((s.max, s.voice.max), (100, 100));
        prop_assert!((0..=s.total).contains(&s.low));
        if s.outcome == Outcome::Advance {
            prop_assert!(s.low >= 70 && s.flags.is_empty() && violations.is_empty());
        }
    }
}
