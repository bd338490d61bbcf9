//! Recordings read without decoding them: which packets there are, how long they last, how many bytes they take.
//!
//! The parsers know WebM, Ogg and MP4 as browsers record them. They work on untrusted bytes: every length is checked,
//! nothing recurses on input, a broken tail ends the reading, and no input makes them panic.

mod mp4;
mod ogg;
mod opus;
mod webm;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// More packets than a recording of the longest allowed length can have.
const MAX_PACKETS: usize = 100_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Container {
    Webm,
    Ogg,
    Mp4,
}

/// One audio packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Packet {
    /// Start, in microseconds from the beginning of the file's clock.
    pub at_us: i64,
    /// Length in microseconds, when the packet or the container tells.
    pub us: Option<i64>,
    pub bytes: i64,
}

/// The audio track of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Track {
    pub container: Container,
    pub codec: String,
    pub packets: Vec<Packet>,
    /// Packets that the codec's own rules call malformed.
    pub bad: usize,
}

/// Why a file cannot be used. The word is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    Empty,
    /// None of the three containers.
    WrongContainer,
    NoAudioTrack,
    /// A header without sound, or sound that is not what the header says.
    Damaged,
}

/// What can be said of a take without decoding it. Whole numbers only, so that a replay is exact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Take {
    pub container: Container,
    pub codec: String,
    /// Length of the sound, from packet times.
    pub duration_ms: i64,
    pub packets: i64,
    /// Bytes of sound.
    pub audio_bytes: i64,
    /// Bytes of sound per second.
    pub bytes_per_s: i64,
    /// Time in packets too small to hold a voice.
    pub quiet_ms: i64,
    /// Longest hole between packets.
    pub gap_ms: i64,
}

/// Finds the audio track of `bytes`, whatever the file is called.
pub(crate) fn track(bytes: &[u8]) -> Result<Track, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    let found = if bytes.starts_with(&webm::MAGIC) {
        webm::track(bytes)
    } else if bytes.starts_with(ogg::MAGIC) {
        ogg::track(bytes)
    } else if bytes.get(4..8) == Some(mp4::MAGIC) {
        mp4::track(bytes)
    } else {
        return Err(Unreadable::WrongContainer);
    };
    let track = found.ok_or(Unreadable::NoAudioTrack)?;
    if track.packets.is_empty() || track.bad * 5 > track.packets.len() {
        return Err(Unreadable::Damaged);
    }
    Ok(track)
}

/// Measures a take. `quiet_bytes_per_20ms`: packets at or below this rate hold no voice.
pub fn measure(bytes: &[u8], quiet_bytes_per_20ms: i64) -> Result<Take, Unreadable> {
    let track = track(bytes)?;
    let first = track.packets.iter().map(|p| p.at_us).min().unwrap_or(0);
    let mut packets = track.packets;
    packets.sort_by_key(|p| p.at_us);
    let (mut quiet, mut gap, mut sound, mut size) = (0_i64, 0_i64, 0_i64, 0_i64);
    for (i, packet) in packets.iter().enumerate() {
        let next = packets.get(i + 1).map(|n| n.at_us.saturating_sub(packet.at_us));
        let us = packet.us.or(next).unwrap_or(20_000).clamp(0, 10_000_000);
        sound = sound.saturating_add(us);
        size = size.saturating_add(packet.bytes);
        if packet.bytes.saturating_mul(20_000) <= quiet_bytes_per_20ms.saturating_mul(us) {
            quiet = quiet.saturating_add(us);
        }
        gap = gap.max(next.unwrap_or(0).saturating_sub(us));
    }
    let last = packets.last().map_or(0, |p| p.at_us.saturating_add(p.us.unwrap_or(20_000)));
    let span = last.saturating_sub(first).max(0);
    // Times and packets must tell the same story; a file whose clock was stretched or cut has not been recorded.
    // Encoders may leave packets out while nothing is said, so less sound than time is the milder sign.
    if sound < span / 4 || span < sound / 2 {
        return Err(Unreadable::Damaged);
    }
    Ok(Take {
        container: track.container,
        codec: track.codec,
        duration_ms: sound / 1000,
        packets: i64::try_from(packets.len()).unwrap_or(i64::MAX),
        audio_bytes: size,
        bytes_per_s: size.saturating_mul(1_000_000) / sound.max(1),
        quiet_ms: quiet / 1000,
        gap_ms: gap / 1000,
    })
}

/// A reader over bytes whose every step may end.
#[derive(Clone, Copy)]
pub(crate) struct Bytes<'a> {
    rest: &'a [u8],
}

impl<'a> Bytes<'a> {
    pub(crate) const fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) const fn len(&self) -> usize {
        self.rest.len()
    }

    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.rest.split_at_checked(n)?;
        self.rest = tail;
        Some(head)
    }

    pub(crate) fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// Big-endian number of up to eight bytes.
    pub(crate) fn be(&mut self, n: usize) -> Option<u64> {
        if n > 8 {
            return None;
        }
        Some(self.take(n)?.iter().fold(0_u64, |sum, b| (sum << 8) | u64::from(*b)))
    }
}

#[cfg(test)]
mod tests;
