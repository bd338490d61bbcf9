//! The media readers against files built as browsers build them, cut, damaged and random.

use proptest::prelude::*;

use super::*;

fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
    let size = (body.len() as u64) | (1 << 56);
    [id, &size.to_be_bytes(), body].concat()
}

fn unknown(id: &[u8]) -> Vec<u8> {
    [id, &[0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]].concat()
}

/// A WebM as MediaRecorder writes it: one 60 ms Opus packet per size, a cluster each second, unknown sizes.
fn webm(sizes: &[usize]) -> Vec<u8> {
    let mut out = element(&webm::MAGIC, &element(&[0x42, 0x82], b"webm"));
    out.extend(unknown(&[0x18, 0x53, 0x80, 0x67]));
    out.extend(element(&[0x15, 0x49, 0xa9, 0x66], &element(&[0x2a, 0xd7, 0xb1], &[0x0f, 0x42, 0x40])));
    let entry = [element(&[0xd7], &[1]), element(&[0x83], &[2]), element(&[0x86], b"A_OPUS")].concat();
    out.extend(element(&[0x16, 0x54, 0xae, 0x6b], &element(&[0xae], &entry)));
    for (i, size) in sizes.iter().enumerate() {
        let at = i as u64 * 60;
        if i % 16 == 0 {
            out.extend(unknown(&[0x1f, 0x43, 0xb6, 0x75]));
            out.extend(element(&[0xe7], &at.to_be_bytes()));
        }
        let offset = ((i % 16) as i16 * 60).to_be_bytes();
        let packet: Vec<u8> = std::iter::once(0x18).chain((1..*size).map(|b| b as u8)).collect();
        out.extend(element(&[0xa3], &[&[0x81][..], &offset, &[0x80], &packet].concat()));
    }
    out
}

fn ogg(sizes: &[usize]) -> Vec<u8> {
    let page = |packet: &[u8]| {
        let mut segments = vec![255_u8; packet.len() / 255];
        segments.push((packet.len() % 255) as u8);
        let mut page =
            [b"OggS".as_slice(), &[0, 0], &[0; 8], &7_u32.to_be_bytes(), &[0; 4], &[0; 4], &[segments.len() as u8]].concat();
        page.extend(segments);
        page.extend(packet);
        let sum = ogg::checksum(&page).to_le_bytes();
        page[22..26].copy_from_slice(&sum);
        page
    };
    let mut out = page(b"OpusHead1234567");
    out.extend(page(b"OpusTags1234"));
    for size in sizes {
        let packet: Vec<u8> = std::iter::once(0x78).chain((1..*size).map(|b| b as u8)).collect();
        out.extend(page(&packet));
    }
    out
}

fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
    [&(body.len() as u32 + 8).to_be_bytes()[..], kind, body].concat()
}

fn fragmented_mp4(sizes: &[u32]) -> Vec<u8> {
    let be = |n: u32| n.to_be_bytes();
    let tkhd = boxed(b"tkhd", &[&be(0)[..], &[0; 8], &be(1), &[0; 60]].concat());
    let mdhd = boxed(b"mdhd", &[&be(0)[..], &[0; 8], &be(48_000), &be(0), &[0; 4]].concat());
    let hdlr = boxed(b"hdlr", &[&[0; 8][..], b"soun", &[0; 13]].concat());
    let stsd = boxed(b"stsd", &[&be(0)[..], &be(1), &be(36), b"mp4a", &[0; 28]].concat());
    let mdia = boxed(b"mdia", &[mdhd, hdlr, boxed(b"minf", &boxed(b"stbl", &stsd))].concat());
    let trex = boxed(b"trex", &[be(0), be(1), be(1), be(1024), be(0), be(0)].concat());
    let mut out = boxed(b"ftyp", b"isom\0\0\0\0");
    out.extend(boxed(b"moov", &[boxed(b"trak", &[tkhd, mdia].concat()), boxed(b"mvex", &trex)].concat()));
    for part in sizes.chunks(40) {
        let tfhd = boxed(b"tfhd", &[be(0x2_0000), be(1)].concat());
        let mut run = [be(0x201), be(part.len() as u32), be(0)].concat();
        run.extend(part.iter().flat_map(|s| be(*s)));
        out.extend(boxed(b"moof", &boxed(b"traf", &[tfhd, boxed(b"trun", &run)].concat())));
        out.extend(boxed(b"mdat", &vec![7; part.iter().sum::<u32>() as usize]));
    }
    out
}

#[test]
fn three_containers_tell_their_length() {
    let take = measure(&webm(&[180; 200]), 8).unwrap();
    assert_eq!((take.container, take.duration_ms, take.packets, take.quiet_ms), (Container::Webm, 12_000, 200, 0));
    assert_eq!(take.bytes_per_s, 3000);
    let take = measure(&ogg(&[300; 250]), 8).unwrap();
    assert_eq!((take.container, take.duration_ms, take.packets), (Container::Ogg, 5_000, 250));
    let take = measure(&fragmented_mp4(&[170; 469]), 8).unwrap();
    assert_eq!((take.container, take.codec.as_str(), take.packets), (Container::Mp4, "mp4a", 469));
    assert!((9_900..10_100).contains(&take.duration_ms), "{take:?}");
}

/// Recorded by Chromium's MediaRecorder: 8 s of a muted stream, of its test microphone's beeps in two containers, and
/// the first 60 kB of a video with them.
#[test]
fn what_a_browser_records_is_read() {
    let muted = measure(include_bytes!("samples/muted.webm"), 10).unwrap();
    assert_eq!((muted.duration_ms, muted.quiet_ms, muted.bytes_per_s), (7_980, 7_980, 133));
    let beeps = measure(include_bytes!("samples/beeps.webm"), 10).unwrap();
    assert_eq!((beeps.container, beeps.duration_ms, beeps.packets), (Container::Webm, 7_980, 133));
    assert!(beeps.quiet_ms < 1_000 && beeps.bytes_per_s > 3_000, "{beeps:?}");
    let mp4 = measure(include_bytes!("samples/beeps.mp4"), 10).unwrap();
    assert_eq!((mp4.container, mp4.codec.as_str(), mp4.packets), (Container::Mp4, "Opus", 132));
    let video = measure(include_bytes!("samples/video-cut.webm"), 10).unwrap();
    assert!((500..8_000).contains(&video.duration_ms) && video.codec == "A_OPUS", "{video:?}");
}

#[test]
fn real_files_cut_anywhere_or_damaged_never_panic() {
    for file in
        [&include_bytes!("samples/beeps.mp4")[..], include_bytes!("samples/beeps.webm"), include_bytes!("samples/muted.webm")]
    {
        for cut in (0..file.len()).step_by(53) {
            let _ = measure(&file[..cut], 10);
            let mut damaged = file.to_vec();
            damaged[cut] ^= 0x55;
            let _ = measure(&damaged, 10);
            let hole = [&file[..cut / 2], &file[cut..]].concat();
            let _ = measure(&hole, 10);
        }
    }
}

#[test]
fn silence_shows_in_the_packet_sizes() {
    let mut sizes = vec![9; 150];
    sizes.extend([200; 50]);
    let take = measure(&webm(&sizes), 8).unwrap();
    assert_eq!((take.quiet_ms, take.duration_ms), (9_000, 12_000));
}

#[test]
fn useless_files_say_why() {
    assert_eq!(measure(&[], 8), Err(Unreadable::Empty));
    assert_eq!(measure(b"RIFF1234WAVEfmt ", 8), Err(Unreadable::WrongContainer));
    assert_eq!(measure(&webm::MAGIC, 8), Err(Unreadable::NoAudioTrack));
    assert_eq!(measure(&webm(&[]), 8), Err(Unreadable::Damaged));
    let missing_middle = [&webm(&[180; 400])[..500], &webm(&[180; 400])[60_000..]].concat();
    assert!(measure(&missing_middle, 8).is_err() || measure(&missing_middle, 8).unwrap().duration_ms < 24_000);
}

#[test]
fn a_cut_file_is_read_up_to_the_cut() {
    let whole = webm(&[180; 100]);
    for cut in (0..whole.len()).step_by(97) {
        if let Ok(take) = measure(&whole[..cut], 8) {
            assert!(take.duration_ms <= 6_000);
        }
    }
    assert_eq!(measure(&whole[..whole.len() - 90], 8).unwrap().duration_ms, 5_940);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_bytes_never_panic(head in 0..4_usize, tail in prop::collection::vec(any::<u8>(), 0..3000)) {
        let head: &[u8] = [&webm::MAGIC[..], b"OggS", b"\0\0\0\x14ftyp", b""][head];
        let _ = measure(&[head, &tail].concat(), 8);
    }

    #[test]
    fn flipped_bytes_never_panic(which in 0..3_usize, flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..30)) {
        let mut file = match which { 0 => webm(&[100; 60]), 1 => ogg(&[100; 60]), _ => fragmented_mp4(&[100; 60]) };
        for (at, byte) in flips {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if let Ok(take) = measure(&file, 8) {
            prop_assert!(take.duration_ms >= 0 && take.quiet_ms <= take.duration_ms);
        }
    }
}
