//! Changes to evidence that a forger, a broken device or bad luck might make, and how long they are made: some thousands at
//! every run, ten minutes of each target under `ops/test --nightly`.

use std::time::{Duration, Instant};

use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Map, Number, Value};

const NIGHT: Duration = Duration::from_secs(600);
/// Bytes that lengths, tags and heads of the formats are made of.
const ODD: [u8; 14] = [0x00, 0x01, 0x7f, 0x80, 0x81, 0x82, 0x84, 0x9b, 0xa1, 0xbf, 0x30, 0x5b, 0xfe, 0xff];

/// Runs `target` with one generator after another. Prints how often, under `name`.
pub(crate) fn fuzz(name: &str, rounds: u32, mut target: impl FnMut(&mut StdRng)) {
    let nightly = std::env::var_os("TIDECREW_NIGHTLY").is_some();
    let seed = if nightly { rand::rng().random() } else { 20_261_129 };
    let (mut rng, began, mut done) = (StdRng::seed_from_u64(seed), Instant::now(), 0_u64);
    while done < u64::from(rounds) || nightly && began.elapsed() < NIGHT {
        target(&mut rng);
        done += 1;
    }
    println!("fuzz {name}: {done} inputs from seed {seed} in {:.1} s", began.elapsed().as_secs_f64());
}

fn at(rng: &mut StdRng, len: usize) -> usize {
    rng.random_range(0..len.max(1))
}

/// One to four changes of bytes: bits, odd bytes, lengths, cuts, pieces moved, doubled or taken from `other`.
pub(crate) fn bytes(rng: &mut StdRng, from: &[u8], other: &[u8]) -> Vec<u8> {
    let mut out = from.to_vec();
    for _ in 0..rng.random_range(1..=4) {
        let place = at(rng, out.len());
        match rng.random_range(0..9) {
            0 if !out.is_empty() => out[place] ^= 1 << rng.random_range(0..8),
            1 if !out.is_empty() => out[place] = ODD[at(rng, ODD.len())],
            2 => out.truncate(place),
            3 => out.insert(place, rng.random()),
            4 if !out.is_empty() => drop(out.remove(place)),
            5 => {
                // A length of two or four bytes that promises more, or less, than there is.
                let length = [u32::MAX, 0, 1 << 16, 0xffff, u32::from(rng.random::<u8>())][at(rng, 5)].to_be_bytes();
                let width = if rng.random() { 2 } else { 4 };
                for (n, byte) in length[4 - width..].iter().enumerate() {
                    if let Some(b) = out.get_mut(place + n) {
                        *b = *byte;
                    }
                }
            }
            6 => {
                let end = place + at(rng, out.len() - place.min(out.len()) + 1);
                let piece = out.get(place..end).unwrap_or_default().to_vec();
                let to = at(rng, out.len() + 1);
                out.splice(to..to, piece);
            }
            7 => {
                let from = at(rng, other.len());
                let piece = &other[from.min(other.len())..(from + at(rng, 64)).min(other.len())];
                out.splice(place.min(out.len())..place.min(out.len()), piece.iter().copied());
            }
            _ => {
                let n = at(rng, 40);
                out.extend((0..n).map(|_| rng.random::<u8>()));
            }
        }
    }
    out
}

/// The same for text, kept UTF-8.
pub(crate) fn text(rng: &mut StdRng, from: &str, other: &str) -> String {
    String::from_utf8_lossy(&bytes(rng, from.as_bytes(), other.as_bytes())).into_owned()
}

/// One change somewhere in a JSON value: another type, an odd number, a long or foreign string, a member gone, doubled or new.
pub(crate) fn json(rng: &mut StdRng, value: &Value) -> Value {
    let mut out = value.clone();
    change(rng, &mut out);
    out
}

fn odd(rng: &mut StdRng) -> Value {
    match rng.random_range(0..12) {
        0 => Value::Null,
        1 => Value::Bool(rng.random()),
        2 => Value::from(-1),
        3 => Value::from(u64::MAX),
        4 => Value::from(i64::MIN),
        5 => Number::from_f64(1e308).map_or(Value::Null, Value::Number),
        6 => Value::from(""),
        7 => Value::from("\u{0}\u{202e}\u{feff}潮汐"),
        8 => Value::from("A".repeat(rng.random_range(1..40_000))),
        9 => Value::Array(vec![Value::Null; rng.random_range(0..2_000)]),
        10 => Value::Object(Map::new()),
        _ => (0..rng.random_range(1..90)).fold(Value::Null, |inner, _| Value::Array(vec![inner])),
    }
}

fn change(rng: &mut StdRng, value: &mut Value) {
    let deeper = rng.random_bool(0.7);
    match value {
        Value::Object(map) if deeper && !map.is_empty() => {
            let name = map.keys().nth(at(rng, map.len())).cloned().unwrap_or_default();
            match rng.random_range(0..8) {
                0 => drop(map.remove(&name)),
                1 => drop(map.insert(format!("{name} "), odd(rng))),
                _ => change(rng, map.get_mut(&name).expect("it is there")),
            }
        }
        Value::Array(all) if deeper && !all.is_empty() => {
            let place = at(rng, all.len());
            match rng.random_range(0..6) {
                0 => drop(all.remove(place)),
                1 => all.push(all[place].clone()),
                _ => change(rng, &mut all[place]),
            }
        }
        Value::String(text) if deeper => *text = self::text(rng, text, "0123456789abcdefAQID"),
        Value::Number(number) if deeper => {
            let n = number.as_i64().unwrap_or(0);
            *value = Value::from([n.wrapping_add(1), n.wrapping_neg(), n.wrapping_mul(1 << 20), 0][at(rng, 4)]);
        }
        other => *other = odd(rng),
    }
}
