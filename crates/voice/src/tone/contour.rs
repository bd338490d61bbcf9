//! The pitch contour of one syllable: its voiced core, with creak bridged and its edges trimmed.

use crate::{decode::Sound, level::frames_db, pitch::FRAMES_PER_S};

/// Points a contour is drawn with.
pub const POINTS: usize = 16;
/// Frames of 5 ms that may be unvoiced inside a core: creak breaks the voice for up to 100 ms.
const BRIDGE: usize = 20;
/// Fewest voiced frames of a core.
const LEAST: usize = 8;
/// How far under its loudest the core may fall, in dB: anywhere, where it begins, where it ends. The tone lies in the
/// rime, which is loud; a voiced initial is quieter and says nothing about it.
const DEPTH_DB: f32 = 25.0;
const BEGIN_DB: f32 = 10.0;
const END_DB: f32 = 20.0;
/// A leap of so many semitones between two frames is no voice's but a slip of the tracker or a break into creak.
const LEAP: f32 = 4.0;
/// Pieces at the edge behind a leap are dropped when they are no more than this share of the core.
const EDGE: f32 = 0.3;

/// One syllable's pitch and strength.
#[derive(Clone, Debug, PartialEq)]
pub struct Contour {
    /// Pitch in semitones over 1 Hz at [`POINTS`] even steps of the core.
    pub semitones: [f32; POINTS],
    /// Strength in dB under the loudest, at the same steps.
    pub db: [f32; POINTS],
    /// Length of the core in ms.
    pub ms: f32,
    /// Length of what is heard of the syllable in ms.
    pub heard_ms: f32,
    /// Share of the core's frames that are voiced.
    pub voiced: f32,
    /// Where the core begins in what is heard, as a share of it.
    pub onset: f32,
}

impl Contour {
    /// The contour of the one syllable in `sound`, whose pitch is `track`; `None` when there is no voice in it.
    pub fn of(sound: &Sound, track: &[f32]) -> Option<Self> {
        let db = smooth(&at_frames(&frames_db(&sound.samples), track.len()));
        let run = core(track, &db)?;
        let loudest = db[run.0..run.1].iter().fold(f32::MIN, |m, d| m.max(*d));
        let (start, end) = without_leaps(track, rime(track, &db, run, loudest));
        let noise = percentile(&db, 0.05);
        let audible = (loudest - DEPTH_DB).max(noise + 5.0);
        let heard_from = db.iter().position(|d| *d > audible).unwrap_or(start).min(start);
        let heard_to = db.iter().rposition(|d| *d > audible).map_or(end, |i| i + 1).max(end);
        let pitch = filled(&track[start..end]);
        let frame_ms = 1000.0 / FRAMES_PER_S as f32;
        let heard = (heard_to - heard_from) as f32;
        Some(Self {
            semitones: sampled(&pitch),
            db: sampled(&db[start..end]).map(|d| (d - loudest).max(-40.0)),
            ms: (end - start) as f32 * frame_ms,
            heard_ms: heard * frame_ms,
            voiced: track[start..end].iter().filter(|hz| **hz > 0.0).count() as f32 / (end - start) as f32,
            onset: (start - heard_from) as f32 / heard,
        })
    }
}

/// Level of each pitch frame, from frames of 10 ms.
pub(crate) fn at_frames(db: &[f32], frames: usize) -> Vec<f32> {
    let last = db.len().saturating_sub(1);
    (0..frames)
        .map(|i| {
            let at = (i as f32 - 0.5) / 2.0;
            let (low, share) = (at.max(0.0).floor() as usize, at.max(0.0).fract());
            let value = |i: usize| db.get(i.min(last)).copied().unwrap_or(-100.0);
            value(low) * (1.0 - share) + value(low + 1) * share
        })
        .collect()
}

fn smooth(db: &[f32]) -> Vec<f32> {
    (0..db.len())
        .map(|i| {
            let near = &db[i.saturating_sub(2)..(i + 3).min(db.len())];
            near.iter().sum::<f32>() / near.len() as f32
        })
        .collect()
}

/// First and past-last frame of the run of voice that carries most of the strength.
fn core(track: &[f32], db: &[f32]) -> Option<(usize, usize)> {
    let loudest = track.iter().zip(db).filter(|(hz, _)| **hz > 0.0).fold(f32::MIN, |m, (_, d)| m.max(*d));
    let is = |i: usize| track[i] > 0.0 && db[i] > loudest - DEPTH_DB;
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for i in (0..track.len()).filter(|i| is(*i)) {
        match runs.last_mut() {
            Some(run) if i - run.1 <= BRIDGE => run.1 = i + 1,
            _ => runs.push((i, i + 1)),
        }
    }
    let weight = |run: &(usize, usize)| -> f64 {
        (run.0..run.1).filter(|i| is(*i)).map(|i| 10_f64.powf(f64::from(db[i] - loudest) / 20.0)).sum()
    };
    let best =
        runs.iter().copied().map(|run| (weight(&run), run)).fold(None, |best: Option<(f64, (usize, usize))>, run| {
            if best.is_none_or(|b| run.0 > b.0) { Some(run) } else { best }
        })?;
    let (start, end) = best.1;
    ((start..end).filter(|i| is(*i)).count() >= LEAST).then_some((start, end))
}

/// The loud part of a core; all of it when too little would be left.
fn rime(track: &[f32], db: &[f32], (start, end): (usize, usize), loudest: f32) -> (usize, usize) {
    let first = (start..end).find(|i| db[*i] > loudest - BEGIN_DB && track[*i] > 0.0).unwrap_or(start);
    let last = (start..end).rev().find(|i| db[*i] > loudest - END_DB && track[*i] > 0.0).unwrap_or(end - 1);
    if last + 1 >= first + LEAST { (first, last + 1) } else { (start, end) }
}

/// A core without the short pieces that a leap cuts off at its edges.
fn without_leaps(track: &[f32], (mut start, mut end): (usize, usize)) -> (usize, usize) {
    for _ in 0..4 {
        let voiced: Vec<usize> = (start..end).filter(|i| track[*i] > 0.0).collect();
        let leap = |pair: &&[usize]| (12.0 * (track[pair[1]] / track[pair[0]]).log2()).abs() > LEAP;
        let whole = (end - start) as f32;
        let mut leaps = voiced.windows(2).filter(leap);
        let Some(first) = leaps.next() else { break };
        let last = leaps.next_back().unwrap_or(first);
        if (first[1] - start) as f32 <= EDGE * whole && end - first[1] >= LEAST {
            start = first[1];
        } else if (end - last[1]) as f32 <= EDGE * whole && last[0] + 1 >= start + LEAST {
            end = last[0] + 1;
        } else {
            break;
        }
    }
    (start, end)
}

/// Pitch in semitones with its holes bridged straight and lone slips taken out (median of five).
fn filled(track: &[f32]) -> Vec<f32> {
    let semitones = |hz: f32| 12.0 * hz.log2();
    let known: Vec<(usize, f32)> =
        track.iter().enumerate().filter(|(_, hz)| **hz > 0.0).map(|(i, hz)| (i, semitones(*hz))).collect();
    let values: Vec<f32> = known.iter().map(|(_, v)| *v).collect();
    let known: Vec<(usize, f32)> = known
        .iter()
        .enumerate()
        .map(|(n, (i, _))| (*i, percentile(&values[n.saturating_sub(2)..(n + 3).min(values.len())], 0.5)))
        .collect();
    let mut out = Vec::with_capacity(track.len());
    for pair in known.windows(2) {
        let ((i, a), (j, b)) = (pair[0], pair[1]);
        out.extend((i..j).map(|k| a + (b - a) * (k - i) as f32 / (j - i) as f32));
    }
    out.extend(known.last().map(|(_, v)| *v));
    out
}

/// [`POINTS`] values at even steps, straight between frames.
fn sampled(values: &[f32]) -> [f32; POINTS] {
    let last = values.len().saturating_sub(1);
    std::array::from_fn(|n| {
        // Half a step is kept from the edges, where windows reach into what is no voice.
        let at = (n as f32 + 0.5) / POINTS as f32 * last as f32;
        let low = at.floor() as usize;
        let value = |i: usize| values.get(i.min(last)).copied().unwrap_or(0.0);
        value(low) * (1.0 - at.fract()) + value(low + 1) * at.fract()
    })
}

pub(crate) fn percentile(values: &[f32], share: f32) -> f32 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f32::total_cmp);
    let at = ((sorted.len().saturating_sub(1)) as f32 * share).round() as usize;
    sorted.get(at).copied().unwrap_or(0.0)
}
