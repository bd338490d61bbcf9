//! Ogg Opus as Firefox records it: pages with a checksum, packets in segments.

use super::{Bytes, Container, MAX_PACKETS, Packet, Track, opus};

pub(crate) const MAGIC: &[u8] = b"OggS";

/// The first Opus stream. Reading ends at the first page that is cut or fails its checksum.
pub(crate) fn track(bytes: &[u8]) -> Option<Track> {
    let mut input = Bytes::new(bytes);
    let mut serial = None;
    let mut headers = 0;
    let mut open: Vec<u8> = Vec::new();
    let (mut packets, mut bad, mut at_us) = (Vec::new(), 0, 0_i64);
    while let Some(page) = page(&mut input) {
        if serial.is_none() && page.body.starts_with(b"OpusHead") {
            serial = Some(page.serial);
        }
        if serial != Some(page.serial) {
            continue;
        }
        let mut body = Bytes::new(page.body);
        for size in page.segments {
            let Some(part) = body.take(usize::from(*size)) else { break };
            open.extend_from_slice(part);
            if *size == 255 || packets.len() >= MAX_PACKETS {
                continue;
            }
            // The first two packets are the stream's headers.
            if headers < 2 {
                headers += 1;
            } else {
                let us = opus::micros(&open);
                bad += usize::from(us.is_none());
                packets.push(Packet { at_us, us, bytes: i64::try_from(open.len()).unwrap_or(0) });
                at_us = at_us.saturating_add(us.unwrap_or(0));
            }
            open.clear();
        }
    }
    serial.map(|_| Track { container: Container::Ogg, codec: "A_OPUS".to_owned(), packets, bad })
}

struct Page<'a> {
    serial: u64,
    segments: &'a [u8],
    body: &'a [u8],
}

fn page<'a>(input: &mut Bytes<'a>) -> Option<Page<'a>> {
    let whole = input.rest();
    if input.take(4)? != MAGIC {
        return None;
    }
    input.take(10)?;
    let serial = input.be(4)?;
    input.take(4)?;
    let sum = u32::from_le_bytes(input.take(4)?.try_into().ok()?);
    let count = usize::from(input.u8()?);
    let segments = input.take(count)?;
    let body = input.take(segments.iter().map(|s| usize::from(*s)).sum())?;
    let used = whole.len() - input.len();
    (checksum(whole.get(..used)?) == sum).then_some(Page { serial, segments, body })
}

/// CRC-32 of a page (polynomial 04c11db7, not reflected), its own field taken as zero.
pub(crate) fn checksum(page: &[u8]) -> u32 {
    page.iter().enumerate().fold(0, |crc, (i, byte)| {
        let byte = if (22..26).contains(&i) { 0 } else { *byte };
        (0..8).fold(crc ^ (u32::from(byte) << 24), |crc, _| if crc >> 31 == 1 { (crc << 1) ^ 0x04c1_1db7 } else { crc << 1 })
    })
}
