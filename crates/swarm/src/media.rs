//! Makes a recording that looks like one: a WebM container with an Opus track of voice-like packets.

use rand::{Rng, RngExt};

fn size(n: usize) -> Vec<u8> {
    // Eight-byte sizes keep the writer simple.
    let mut bytes = (n as u64).to_be_bytes().to_vec();
    if let Some(first) = bytes.first_mut() {
        *first = 0x01;
    }
    bytes
}

fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
    [id.to_vec(), size(body.len()), body.to_vec()].concat()
}

fn number(id: &[u8], value: u64) -> Vec<u8> {
    element(id, &value.to_be_bytes())
}

/// A mono WebM/Opus file of `seconds`, in packets of 20 ms whose sizes rise and fall as in speech.
pub fn webm_voice(rng: &mut impl Rng, seconds: u32) -> Vec<u8> {
    let header = element(
        &[0x1A, 0x45, 0xDF, 0xA3],
        &[
            number(&[0x42, 0x86], 1),
            number(&[0x42, 0xF7], 1),
            number(&[0x42, 0xF2], 4),
            number(&[0x42, 0xF3], 8),
            element(&[0x42, 0x82], b"webm"),
            number(&[0x42, 0x87], 4),
            number(&[0x42, 0x85], 2),
        ]
        .concat(),
    );
    let info = element(&[0x15, 0x49, 0xA9, 0x66], &number(&[0x2A, 0xD7, 0xB1], 1_000_000));
    let opus_head = [b"OpusHead".as_slice(), &[1, 1, 0x38, 0x01, 0x80, 0xBB, 0, 0, 0, 0, 0]].concat();
    let audio = element(&[0xE1], &[element(&[0xB5], &48_000_f64.to_be_bytes()), number(&[0x9F], 1)].concat());
    let track = element(
        &[0xAE],
        &[
            number(&[0xD7], 1),
            number(&[0x73, 0xC5], 1),
            number(&[0x83], 2),
            element(&[0x86], b"A_OPUS"),
            element(&[0x63, 0xA2], &opus_head),
            audio,
        ]
        .concat(),
    );
    let tracks = element(&[0x16, 0x54, 0xAE, 0x6B], &track);
    let mut clusters = Vec::new();
    for second in 0..seconds {
        let mut blocks = number(&[0xE7], u64::from(second) * 1000);
        for packet in 0..50_u16 {
            let loud = (f64::from(second * 50 + u32::from(packet)) * 0.21).sin().abs();
            let length = 28 + (loud * 60.0) as usize + rng.random_range(0..10);
            let mut block = vec![0x81];
            block.extend((packet * 20).to_be_bytes());
            block.push(0x80);
            // 0x78: Opus, CELT fullband 20 ms, mono, one frame.
            block.push(0x78);
            block.extend((0..length).map(|_| rng.random_range(0..=255_u8)));
            blocks.extend(element(&[0xA3], &block));
        }
        clusters.extend(element(&[0x1F, 0x43, 0xB6, 0x75], &blocks));
    }
    let segment = element(&[0x18, 0x53, 0x80, 0x67], &[info, tracks, clusters].concat());
    [header, segment].concat()
}
