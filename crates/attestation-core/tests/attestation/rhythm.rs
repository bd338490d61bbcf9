//! Typists in software: how often somebody else at the keys is noticed, and how often the person themselves is asked.
//!
//! Rules were set on seeds below 1000 and are judged on typists above that nobody looked at before.

use attestation_core::rhythm::{DWELL, FLIGHT, Memory, Moment, Profile, RhythmRules, Surroundings, Window};

#[path = "../../../swarm/src/typist.rs"]
mod typist;

use typist::{KEYS, Moments, Tempo, Typist};

/// Windows of a shift that are looked at, and the window at which somebody else sits down.
const SHIFT: usize = 40;
const SWAPPED_AT: usize = 10;
const TYPISTS: u64 = 400;

fn window(of: &mut Typist, day: Tempo) -> Window {
    let told = |all: Moments| all.into_iter().map(|(class, (n, mean, sd))| (class.to_owned(), Moment { n, mean, sd })).collect();
    let (dwell, flight) = of.window(day);
    Window { keys: KEYS, dwell: told(dwell), flight: told(flight) }
}

/// A person whose rhythm is known from five sessions.
fn known(seed: u64, rules: &RhythmRules) -> (Typist, Profile) {
    let mut typist = Typist::new(seed);
    let mut profile = Profile::default();
    for _ in 0..5 {
        let tempo = typist.day();
        let mut memory = Memory::default();
        for _ in 0..8 {
            let seen = window(&mut typist, tempo);
            memory.observe(&Surroundings::default(), Some(&seen), &mut profile, rules);
        }
    }
    (typist, profile)
}

#[derive(Default)]
struct Found {
    /// Honest shifts, and those in which the person was asked.
    shifts: u32,
    asked: u32,
    /// Swaps, those noticed before the shift ended, and after how many windows.
    swaps: u32,
    noticed: u32,
    windows: Vec<usize>,
}

fn run(seeds: std::ops::Range<u64>, rules: &RhythmRules) -> Found {
    let mut found = Found::default();
    for seed in seeds.clone() {
        let (mut typist, profile) = known(seed, rules);
        found.shifts += 1;
        let (mut memory, mut own, tempo) = (Memory::default(), profile.clone(), typist.day());
        let asked =
            (0..SHIFT).any(|_| memory.observe(&Surroundings::default(), Some(&window(&mut typist, tempo)), &mut own, rules).asks);
        found.asked += u32::from(asked);
        // Somebody else sits down in the middle of a shift; the person was not asked before.
        let mut other = Typist::new(seed + 1_000_000);
        let (mut memory, mut own, tempo, others) = (Memory::default(), profile, typist.day(), other.day());
        for n in 0..SHIFT {
            let seen = if n < SWAPPED_AT { window(&mut typist, tempo) } else { window(&mut other, others) };
            let asks = memory.observe(&Surroundings::default(), Some(&seen), &mut own, rules).asks;
            if n < SWAPPED_AT {
                if asks {
                    memory.clear();
                }
                continue;
            }
            if asks {
                found.noticed += 1;
                found.windows.push(n + 1 - SWAPPED_AT);
                break;
            }
        }
        found.swaps += 1;
    }
    found.windows.sort_unstable();
    found
}

#[test]
fn a_swapped_person_is_noticed_and_the_person_themselves_seldom_asked() {
    let rules = RhythmRules::default();
    for (name, seeds) in [("set up on", 0..TYPISTS), ("held back", 5_000..5_000 + TYPISTS)] {
        let found = run(seeds, &rules);
        let quantile = |q: f64| found.windows[((found.windows.len() - 1) as f64 * q) as usize];
        println!(
            "{name}: {} made typists, windows of 120 keys: swaps noticed {} of {} within {} windows (median after {}, nine in ten after {}), missed {}; honest shifts of {SHIFT} windows in which the person was asked: {} of {}",
            TYPISTS,
            found.noticed,
            found.swaps,
            SHIFT - SWAPPED_AT,
            quantile(0.5),
            quantile(0.9),
            found.swaps - found.noticed,
            found.asked,
            found.shifts
        );
        assert!(found.noticed * 100 >= found.swaps * 90, "{name}: {} of {}", found.noticed, found.swaps);
        assert!(found.asked * 100 <= found.shifts * 3, "{name}: {} of {}", found.asked, found.shifts);
    }
}

#[test]
fn other_surroundings_raise_the_doubt_and_a_proof_clears_it() {
    let rules = RhythmRules::default();
    let mut memory = Memory::default();
    let mut profile = Profile::default();
    let here = Surroundings { network: Some("a".into()), offset_min: 480, skew_ms: 100, device: Some("d".into()) };
    assert!(memory.observe(&here, None, &mut profile, &rules).reasons.is_empty());
    let moved = Surroundings { network: Some("b".into()), ..here.clone() };
    let seen = memory.observe(&moved, None, &mut profile, &rules);
    assert_eq!((seen.asks, seen.reasons[0].code.as_str()), (false, "identity.network"), "a train, a tunnel");
    let elsewhere = Surroundings { offset_min: 0, device: Some("e".into()), ..moved };
    let seen = memory.observe(&elsewhere, None, &mut profile, &rules);
    let codes: Vec<&str> = seen.reasons.iter().map(|r| r.code.as_str()).collect();
    assert_eq!((seen.asks, codes), (true, vec!["identity.device", "identity.clock"]));
    memory.clear();
    assert!(!memory.observe(&elsewhere, None, &mut profile, &rules).asks);
}

#[test]
fn a_window_tells_neither_too_much_nor_what_no_keyboard_does() {
    let rules = RhythmRules::default();
    let mut typist = Typist::new(1);
    let day = typist.day();
    let good = window(&mut typist, day);
    assert!(good.dwell.keys().all(|class| DWELL.contains(&class.as_str())) && good.dwell.len() == DWELL.len());
    assert!(good.flight.keys().all(|class| FLIGHT.contains(&class.as_str())) && good.flight.len() == FLIGHT.len());
    assert_eq!(good.check(&rules), Ok(()));
    let few = Window { keys: 20, ..good.clone() };
    assert_eq!(few.check(&rules), Err("keys"));
    for (part, change) in [("dwell", Moment { n: 500, mean: 4.0, sd: 0.1 }), ("flight", Moment { n: 3, mean: f64::NAN, sd: 0.1 })]
    {
        let mut bad = good.clone();
        let map = if part == "dwell" { &mut bad.dwell } else { &mut bad.flight };
        let name = map.keys().next().unwrap().clone();
        map.insert(name, change);
        assert_eq!(bad.check(&rules), Err(part));
    }
    let mut letter = good;
    letter.dwell.insert("e".to_owned(), Moment { n: 1, mean: 4.0, sd: 0.1 });
    assert_eq!(letter.check(&rules), Err("dwell"), "no single key has a name");
}

#[test]
fn what_is_strange_is_not_learnt() {
    let rules = RhythmRules::default();
    let (_, profile) = known(3, &rules);
    let mut other = Typist::new(77);
    let (mut memory, mut own) = (Memory::default(), profile.clone());
    let tempo = other.day();
    let seen: Vec<bool> = (0..10)
        .map(|_| memory.observe(&Surroundings::default(), Some(&window(&mut other, tempo)), &mut own, &rules).learnt)
        .collect();
    assert!(seen.iter().filter(|learnt| **learnt).count() <= 1, "{seen:?}");
}
