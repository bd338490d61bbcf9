//! WebM as MediaRecorder writes it: no duration, no cues, clusters of unknown size.
//!
//! The reader is flat: it steps into the few container elements it knows and skips everything else by its size, so
//! unknown sizes need no bookkeeping and nothing nests.

use super::{Bytes, Container, MAX_PACKETS, Packet, Track, opus};

pub(crate) const MAGIC: [u8; 4] = [0x1a, 0x45, 0xdf, 0xa3];

const SEGMENT: u64 = 0x1853_8067;
const INFO: u64 = 0x1549_a966;
const TIMECODE_SCALE: u64 = 0x2a_d7b1;
const TRACKS: u64 = 0x1654_ae6b;
const TRACK_ENTRY: u64 = 0xae;
const TRACK_NUMBER: u64 = 0xd7;
const TRACK_TYPE: u64 = 0x83;
const CODEC_ID: u64 = 0x86;
const CLUSTER: u64 = 0x1f43_b675;
const TIMECODE: u64 = 0xe7;
const SIMPLE_BLOCK: u64 = 0xa3;
const BLOCK_GROUP: u64 = 0xa0;
const BLOCK: u64 = 0xa1;
const AUDIO: u64 = 2;

#[derive(Default)]
struct Entry {
    number: u64,
    kind: u64,
    codec: String,
}

struct Reader {
    scale_ns: i64,
    cluster: i64,
    entries: Vec<Entry>,
    packets: Vec<Packet>,
    bad: usize,
}

/// The first audio track. `None` when the header names none.
pub(crate) fn track(bytes: &[u8]) -> Option<Track> {
    let mut reader = Reader { scale_ns: 1_000_000, cluster: 0, entries: Vec::new(), packets: Vec::new(), bad: 0 };
    let mut input = Bytes::new(bytes);
    while !input.is_empty() && reader.packets.len() < MAX_PACKETS {
        if reader.element(&mut input).is_none() {
            break;
        }
    }
    let audio = reader.entries.iter().find(|e| e.kind == AUDIO)?;
    Some(Track { container: Container::Webm, codec: audio.codec.clone(), packets: reader.packets, bad: reader.bad })
}

impl Reader {
    fn element(&mut self, input: &mut Bytes<'_>) -> Option<()> {
        let id = vint(input, false)?;
        let size = vint(input, true);
        match id {
            SEGMENT | INFO | TRACKS | CLUSTER | BLOCK_GROUP => return Some(()),
            TRACK_ENTRY => {
                if self.entries.len() < 64 {
                    self.entries.push(Entry::default());
                }
                return Some(());
            }
            _ => {}
        }
        let body = input.take(usize::try_from(size?).ok()?)?;
        match id {
            TIMECODE_SCALE => self.scale_ns = i64::try_from(number(body)).ok()?.clamp(1, 1_000_000_000),
            TIMECODE => self.cluster = i64::try_from(number(body)).ok()?.min(1 << 40),
            TRACK_NUMBER => self.entry(|e| e.number = number(body)),
            TRACK_TYPE => self.entry(|e| e.kind = number(body)),
            CODEC_ID => {
                let codec = String::from_utf8_lossy(body).trim_end_matches('\0').chars().take(40).collect();
                self.entry(|e| e.codec = codec);
            }
            SIMPLE_BLOCK | BLOCK => {
                self.block(body);
            }
            _ => {}
        }
        Some(())
    }

    fn entry(&mut self, set: impl FnOnce(&mut Entry)) {
        if let Some(entry) = self.entries.last_mut() {
            set(entry);
        }
    }

    fn block(&mut self, body: &[u8]) -> Option<()> {
        let mut input = Bytes::new(body);
        let number = vint(&mut input, true)?;
        let offset = i64::from(i16::from_be_bytes(input.take(2)?.try_into().ok()?));
        let lacing = (input.u8()? >> 1) & 3;
        let audio = self.entries.iter().find(|e| e.kind == AUDIO)?;
        if audio.number != number {
            return Some(());
        }
        let is_opus = audio.codec == "A_OPUS";
        let mut at_us = self.cluster.saturating_add(offset).saturating_mul(self.scale_ns) / 1000;
        for frame in frames(input, lacing)? {
            let us = if is_opus { opus::micros(frame) } else { None };
            if is_opus && us.is_none() {
                self.bad += 1;
            }
            self.packets.push(Packet { at_us, us, bytes: i64::try_from(frame.len()).ok()? });
            at_us = at_us.saturating_add(us.unwrap_or(0));
        }
        Some(())
    }
}

/// The frames of a block. Lacing: 0 none, 1 Xiph, 2 fixed, 3 EBML.
fn frames(mut input: Bytes<'_>, lacing: u8) -> Option<Vec<&[u8]>> {
    if lacing == 0 {
        return Some(vec![input.rest()]);
    }
    let count = usize::from(input.u8()?) + 1;
    let mut sizes = Vec::with_capacity(count);
    match lacing {
        1 => {
            for _ in 1..count {
                let mut size = 0_usize;
                loop {
                    let byte = input.u8()?;
                    size += usize::from(byte);
                    if byte != 255 {
                        break;
                    }
                }
                sizes.push(size);
            }
        }
        2 => sizes.extend(std::iter::repeat_n(input.len() / count, count - 1)),
        _ => {
            let mut size = i64::try_from(vint(&mut input, true)?).ok()?;
            sizes.push(usize::try_from(size).ok()?);
            for _ in 2..count {
                size = size.checked_add(signed(&mut input)?)?;
                sizes.push(usize::try_from(size).ok()?);
            }
            sizes.truncate(count - 1);
        }
    }
    let mut frames = Vec::with_capacity(count);
    for size in sizes {
        frames.push(input.take(size)?);
    }
    frames.push(input.rest());
    Some(frames)
}

/// A variable-length number; `strip` removes the length marker. All ones after the marker means "unknown": `None`.
fn vint(input: &mut Bytes<'_>, strip: bool) -> Option<u64> {
    let first = input.u8()?;
    let extra = first.leading_zeros() as usize;
    if extra > 7 {
        return None;
    }
    let tail = input.be(extra)?;
    let bits = 7 * (extra as u32 + 1);
    let marked = (u64::from(first) << (8 * extra)) | tail;
    let value = marked & ((1_u64 << bits) - 1);
    if !strip {
        return Some(marked);
    }
    (value != (1_u64 << bits) - 1).then_some(value)
}

/// A signed difference in EBML lacing.
fn signed(input: &mut Bytes<'_>) -> Option<i64> {
    let before = input.len();
    let value = i64::try_from(vint(input, true)?).ok()?;
    let length = u32::try_from(before - input.len()).ok()?;
    Some(value - ((1_i64 << (7 * length - 1)) - 1))
}

fn number(body: &[u8]) -> u64 {
    body.iter().take(8).fold(0, |sum, b| (sum << 8) | u64::from(*b))
}
