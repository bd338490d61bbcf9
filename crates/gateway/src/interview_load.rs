//! `tidecrew interview load`: whole rooms of made-up people through the scoring pipeline, with rate and latency.

use std::{
    process::ExitCode,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use kernel::{Code, Error, Result};
use recruitment::{
    interview::{Lengths, PartKind, bank::Bank},
    score::{Features, Outcome, policy::InterviewPolicy, score},
    spoken::{self, Recording, Spoken, Wanted},
};
use serde_json::json;
use swarm::Voice;
use voice::{decode, tone::Model};

use crate::commands::print;

/// Made-up people whose rooms are recorded once; sessions take turns with them.
const PEOPLE: u64 = 4;
/// How long one item of a list takes a quick reader, in ms.
const ITEM_MS: usize = 1_800;

/// One recorded part: what it is, the sound, the marks.
struct Part {
    kind: PartKind,
    bytes: Vec<u8>,
    marks: Vec<i64>,
    ms: u64,
}

struct Room {
    seed: i64,
    parts: Vec<Part>,
}

/// What rooms are scored with.
pub(crate) struct Pipeline {
    pub policy: InterviewPolicy,
    pub bank: Bank,
    pub model: Model,
}

fn room(pipeline: &Pipeline, lengths: &Lengths, person: u64) -> Result<Room> {
    let seed = i64::try_from(person).unwrap_or(0) + 41;
    let mut voice = Voice::new(person);
    let mut parts = Vec::new();
    let mut add = |kind: PartKind, sound: &[f32], marks: &[u64]| {
        let marks = marks.iter().filter_map(|m| i64::try_from(*m).ok()).collect();
        parts.push(Part { kind, bytes: swarm::webm(sound), marks, ms: sound.len() as u64 / 16 });
    };
    for kind in [PartKind::Syllables, PartKind::Words] {
        let prompts = pipeline.bank.prompts_of(kind, seed, lengths);
        let tones: Vec<usize> = prompts.iter().map(|p| usize::from(if p.tone == 0 { 4 } else { p.tone })).collect();
        let (sound, marks) = voice.prompts(&tones, ITEM_MS);
        add(kind, &sound, &marks);
    }
    let syllables = usize::try_from(pipeline.bank.read_aloud_of(seed)?.syllables).unwrap_or(90);
    add(PartKind::ReadAloud, &voice.speech(syllables * 250), &[]);
    let talk = usize::try_from(lengths.talk_seconds).unwrap_or(60);
    add(PartKind::Talk, &voice.speech(talk * 900), &[]);
    Ok(Room { seed, parts })
}

/// The gates at the end of an upload and the measures of the scoring job, one after the other.
fn listened(pipeline: &Pipeline, lengths: &Lengths, room: &Room) -> Result<Vec<(PartKind, Spoken)>> {
    let (uploads, rules) = (&pipeline.policy.read_aloud, &pipeline.policy.voice);
    let again = |kind: PartKind, word: &str| Error::new(Code::InvalidField, format!("{}: {word}", kind.as_str()));
    let one = |part: &Part| {
        let prompts = pipeline.bank.prompts_of(part.kind, room.seed, lengths);
        let syllables = pipeline.bank.read_aloud_of(room.seed)?.syllables;
        let wanted = Wanted { kind: part.kind, lengths, prompts: &prompts, syllables };
        let (take, heard) =
            spoken::admit(uploads, rules, &wanted, &part.marks, part.bytes.clone()).map_err(|(w, _)| again(part.kind, w))?;
        let recording = Recording { upload: recruitment::UploadId::new(), take, heard, marks: part.marks.clone(), takes: 1 };
        let spoken = spoken::measure(rules, &pipeline.model, &wanted, &recording, part.bytes.clone());
        Ok((part.kind, spoken.map_err(|w| again(part.kind, w))?))
    };
    room.parts.iter().map(one).collect()
}

/// Scores one room; what was typed and chosen is a good candidate's, from the policy's own first vector.
fn scored(pipeline: &Pipeline, lengths: &Lengths, room: &Room) -> Result<Outcome> {
    let heard = listened(pipeline, lengths, room)?;
    let of = |kind: PartKind| heard.iter().find(|(k, _)| *k == kind).map(|(_, s)| s.clone());
    let vector = pipeline.policy.vector.first().ok_or_else(|| Error::internal("a policy without vectors"))?;
    let features = Features {
        seed: room.seed,
        syllables: of(PartKind::Syllables),
        words: of(PartKind::Words),
        read_aloud: of(PartKind::ReadAloud).unwrap_or_default(),
        talk: of(PartKind::Talk),
        ..vector.features()
    };
    Ok(score(&pipeline.policy, &features).outcome)
}

/// Seconds of processor this process has used, where the system tells.
fn cpu_s() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let after = stat.rsplit_once(')')?.1;
    let ticks: Vec<f64> = after.split_whitespace().skip(11).take(2).filter_map(|t| t.parse().ok()).collect();
    (ticks.len() == 2).then(|| ticks.iter().sum::<f64>() / 100.0)
}

/// Most memory this process has held, in MB, where the system tells.
fn peak_mb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb / 1024)
}

/// Runs `count` sessions on `threads` and prints rate, latency and what a day's intake would take.
pub(crate) fn run(pipeline: &Pipeline, count: usize, threads: usize) -> Result<ExitCode> {
    let lengths = pipeline.policy.room.full.clone();
    let rooms: Vec<Room> = (0..PEOPLE).map(|n| room(pipeline, &lengths, n)).collect::<Result<_>>()?;
    let audio_ms: u64 = rooms.iter().flat_map(|r| &r.parts).map(|p| p.ms).sum::<u64>() / PEOPLE;
    let decode_x = decoding(&rooms)?;
    let next = AtomicUsize::new(0);
    let (began, cpu) = (Instant::now(), cpu_s());
    let work = || -> Result<Vec<(Duration, Outcome)>> {
        let mut done = Vec::new();
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            let Some(room) = (n < count).then(|| rooms.get(n % rooms.len())).flatten() else { return Ok(done) };
            let at = Instant::now();
            let outcome = scored(pipeline, &lengths, room)?;
            done.push((at.elapsed(), outcome));
        }
    };
    let parts: Vec<Result<Vec<(Duration, Outcome)>>> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
        let lost = |_| Err(Error::internal("a worker of the load ended early"));
        handles.into_iter().map(|h| h.join().unwrap_or_else(lost)).collect()
    });
    let wall = began.elapsed().as_secs_f64();
    let mut all: Vec<(Duration, Outcome)> = Vec::new();
    for part in parts {
        all.extend(part?);
    }
    let advanced = all.iter().filter(|(_, o)| *o == Outcome::Advance).count();
    let mut times: Vec<f64> = all.iter().map(|(t, _)| t.as_secs_f64() * 1000.0).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get(((times.len().saturating_sub(1)) as f64 * share) as usize).map(|ms| ms.round());
    let busy = cpu.and_then(|before| cpu_s().map(|now| now - before)).filter(|s| *s > 0.0);
    let per_core = busy.map(|s| count as f64 / s);
    print(&json!({
        "count": count, "threads": threads, "advance": advanced, "review": all.len() - advanced,
        "recorded_s_each": audio_ms / 1000,
        "wall_s": rounded(wall), "interviews_per_s": rounded(count as f64 / wall),
        "cpu_s": busy.map(rounded), "interviews_per_s_per_core": per_core.map(rounded),
        "p50_ms": at(0.5), "p95_ms": at(0.95),
        "decode_times_real_time": decode_x.map(f64::round), "peak_mb": peak_mb(),
        "hours_for_10000_on_2_cores": per_core.map(|rate| rounded(10_000.0 / rate / 2.0 / 3600.0)),
        "review_hours_for_10000_at_15_percent_and_3_minutes": 75,
    }))?;
    Ok(ExitCode::SUCCESS)
}

fn rounded(x: f64) -> f64 {
    (x * 1000.0).round() / 1000.0
}

/// How much faster than it was spoken sound is decoded, on one core.
fn decoding(rooms: &[Room]) -> Result<Option<f64>> {
    let before = cpu_s();
    let mut ms = 0;
    for part in rooms.iter().flat_map(|r| &r.parts) {
        let sound = decode(part.bytes.clone()).map_err(|why| Error::internal(why.word()))?;
        ms += sound.ms();
    }
    Ok(before.and_then(|b| cpu_s().map(|now| now - b)).filter(|s| *s > 0.0).map(|s| ms as f64 / 1000.0 / s))
}
