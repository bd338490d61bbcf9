//! How long an Opus packet is, from its first bytes (RFC 6716 §3).

/// Microseconds of sound in `packet`, or `None` when the packet breaks the format's rules.
pub(crate) fn micros(packet: &[u8]) -> Option<i64> {
    let toc = *packet.first()?;
    let frame: i64 = match toc >> 3 {
        c @ 0..=11 => *[10_000, 20_000, 40_000, 60_000].get(usize::from(c & 3))?,
        c @ 12..=15 => *[10_000, 20_000].get(usize::from(c & 1))?,
        c => *[2_500, 5_000, 10_000, 20_000].get(usize::from(c & 3))?,
    };
    let body = packet.len() - 1;
    let frames: i64 = match toc & 3 {
        0 => 1,
        // Two frames of one size: the body splits evenly.
        1 if body.is_multiple_of(2) => 2,
        1 => return None,
        2 if body >= 1 => 2,
        2 => return None,
        _ => i64::from(*packet.get(1)? & 0x3f),
    };
    let micros = frame * frames;
    (frames > 0 && micros <= 120_000).then_some(micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_follow_the_table() {
        assert_eq!(micros(&[0x78, 1, 2]), Some(20_000), "CELT 20 ms, one frame");
        assert_eq!(micros(&[0x18, 1, 2]), Some(60_000), "SILK 60 ms, one frame");
        assert_eq!(micros(&[0x79, 1, 2]), Some(40_000));
        assert_eq!(micros(&[0x79, 1, 2, 3]), None, "two equal frames need an even body");
        assert_eq!(micros(&[0x7b, 3]), Some(60_000));
        assert_eq!(micros(&[0x7b, 0]), None);
        assert_eq!(micros(&[0x7b, 40]), None, "more than 120 ms");
        assert_eq!(micros(&[]), None);
    }
}
