//! MP4 as Safari and Chromium record it: one movie header, then fragments, or sample tables when it was not fragmented.

use super::{Bytes, Container, MAX_PACKETS, Packet, Track};

pub(crate) const MAGIC: &[u8] = b"ftyp";

/// Boxes inside boxes deeper than this are not read.
const DEPTH: usize = 8;

#[derive(Clone, Default)]
struct Trak {
    id: u64,
    timescale: u64,
    is_sound: bool,
    codec: String,
    /// (count, duration) runs and (size) of samples.
    times: Vec<(u64, u64)>,
    sizes: Vec<u64>,
}

#[derive(Default)]
struct Movie {
    traks: Vec<Trak>,
    /// Default (track, duration, size) of fragments.
    defaults: Vec<(u64, u64, u64)>,
    fragment: (u64, u64, u64),
    /// (duration, size) of the sound track's samples in fragments.
    runs: Vec<(u64, u64)>,
}

/// The first sound track.
pub(crate) fn track(bytes: &[u8]) -> Option<Track> {
    let mut movie = Movie::default();
    walk(&mut movie, bytes, 0);
    let sound = movie.traks.iter().find(|t| t.is_sound)?;
    let scale = i64::try_from(sound.timescale.clamp(1, 1_000_000_000)).ok()?;
    let listed = sound.times.iter().flat_map(|(n, d)| std::iter::repeat_n(*d, usize::try_from(*n).unwrap_or(0).min(MAX_PACKETS)));
    let samples = listed.zip(sound.sizes.iter().copied()).chain(movie.runs.iter().copied()).take(MAX_PACKETS);
    let mut at = 0_i64;
    let packets = samples
        .map(|(duration, size)| {
            let us = i64::try_from(duration).unwrap_or(0).min(1 << 40).saturating_mul(1_000_000) / scale;
            let packet = Packet { at_us: at, us: Some(us), bytes: i64::try_from(size).unwrap_or(0).min(1 << 32) };
            at = at.saturating_add(us);
            packet
        })
        .collect();
    Some(Track { container: Container::Mp4, codec: sound.codec.clone(), packets, bad: 0 })
}

fn walk(movie: &mut Movie, bytes: &[u8], depth: usize) {
    let mut input = Bytes::new(bytes);
    while let Some((kind, body)) = next(&mut input) {
        match &kind {
            b"trak" => {
                movie.traks.push(Trak::default());
                if movie.traks.len() > 32 {
                    return;
                }
            }
            b"moof" => movie.fragment = (0, 0, 0),
            _ => {}
        }
        match &kind {
            b"moov" | b"trak" | b"mdia" | b"minf" | b"stbl" | b"mvex" | b"moof" | b"traf" if depth < DEPTH => {
                walk(movie, body, depth + 1);
            }
            _ => {
                leaf(movie, kind, body);
            }
        }
    }
}

/// The next box. A size that runs past the end gives what is there: recordings are cut at the end, not in the middle.
fn next<'a>(input: &mut Bytes<'a>) -> Option<([u8; 4], &'a [u8])> {
    let size = input.be(4)?;
    let kind: [u8; 4] = input.take(4)?.try_into().ok()?;
    let body = match size {
        0 => input.len(),
        1 => usize::try_from(input.be(8)?.checked_sub(16)?).ok()?,
        _ => usize::try_from(size.checked_sub(8)?).ok()?,
    };
    input.take(body.min(input.len())).map(|body| (kind, body))
}

fn leaf(movie: &mut Movie, kind: [u8; 4], body: &[u8]) -> Option<()> {
    let mut input = Bytes::new(body);
    match &kind {
        b"trex" => {
            input.take(4)?;
            let (track, _, duration, size) = (input.be(4)?, input.be(4)?, input.be(4)?, input.be(4)?);
            if movie.defaults.len() < 32 {
                movie.defaults.push((track, duration, size));
            }
            return Some(());
        }
        b"tfhd" => return fragment_header(movie, input),
        b"trun" => return fragment_run(movie, input),
        _ => {}
    }
    let trak = movie.traks.last_mut()?;
    match &kind {
        b"tkhd" => {
            let version = input.be(4)? >> 24;
            input.take(if version == 1 { 16 } else { 8 })?;
            trak.id = input.be(4)?;
        }
        b"mdhd" => {
            let version = input.be(4)? >> 24;
            input.take(if version == 1 { 16 } else { 8 })?;
            trak.timescale = input.be(4)?;
        }
        b"hdlr" => {
            input.take(8)?;
            trak.is_sound = input.take(4)? == b"soun";
        }
        b"stsd" => {
            input.take(12)?;
            trak.codec = input.take(4)?.iter().filter(|b| b.is_ascii_alphanumeric()).map(|b| char::from(*b)).collect();
        }
        b"stts" => {
            input.take(4)?;
            let count = input.be(4)?;
            for _ in 0..count.min(MAX_PACKETS as u64) {
                if trak.times.len() >= MAX_PACKETS {
                    break;
                }
                trak.times.push((input.be(4)?, input.be(4)?));
            }
        }
        b"stsz" => {
            input.take(4)?;
            let (each, count) = (input.be(4)?, input.be(4)?.min(MAX_PACKETS as u64));
            for _ in 0..count {
                if trak.sizes.len() >= MAX_PACKETS {
                    break;
                }
                trak.sizes.push(if each > 0 { each } else { input.be(4)? });
            }
        }
        _ => {}
    }
    Some(())
}

fn fragment_header(movie: &mut Movie, mut input: Bytes<'_>) -> Option<()> {
    let flags = input.be(4)? & 0xff_ffff;
    let track = input.be(4)?;
    let (_, mut duration, mut size) = movie.defaults.iter().copied().find(|d| d.0 == track).unwrap_or((track, 0, 0));
    for (flag, width) in [(0x1, 8), (0x2, 4)] {
        if flags & flag != 0 {
            input.take(width)?;
        }
    }
    if flags & 0x8 != 0 {
        duration = input.be(4)?;
    }
    if flags & 0x10 != 0 {
        size = input.be(4)?;
    }
    movie.fragment = (track, duration, size);
    Some(())
}

fn fragment_run(movie: &mut Movie, mut input: Bytes<'_>) -> Option<()> {
    let (track, default_duration, default_size) = movie.fragment;
    if movie.traks.iter().find(|t| t.is_sound)?.id != track {
        return Some(());
    }
    let flags = input.be(4)? & 0xff_ffff;
    let count = input.be(4)?;
    for flag in [0x1, 0x4] {
        if flags & flag != 0 {
            input.take(4)?;
        }
    }
    for _ in 0..count.min(MAX_PACKETS as u64) {
        if movie.runs.len() >= MAX_PACKETS {
            break;
        }
        let duration = if flags & 0x100 != 0 { input.be(4)? } else { default_duration };
        let size = if flags & 0x200 != 0 { input.be(4)? } else { default_size };
        for flag in [0x400, 0x800] {
            if flags & flag != 0 {
                input.take(4)?;
            }
        }
        movie.runs.push((duration, size));
    }
    Some(())
}
