//! Untrusted bytes in, 16 kHz mono sound out: MP3, WAV, FLAC, Ogg, WebM and MP4 as browsers and recorders write them.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::LazyLock,
};

use symphonia::core::{
    codecs::{
        audio::{AudioDecoder, AudioDecoderOptions},
        registry::CodecRegistry,
    },
    errors::Error,
    formats::{FormatOptions, FormatReader, TrackType, probe::Hint},
    io::MediaSourceStream,
    meta::MetadataOptions,
};
use symphonia_adapter_libopus::OpusDecoder;

use crate::resample::Resampler;

/// Samples a second of every [`Sound`].
pub const RATE: u32 = 16_000;

/// Longest recording that is read, in seconds; at 16 kHz it takes 77 MB.
const MAX_SECONDS: usize = 20 * 60;
/// Packets that cannot be decoded, in a row, before the file is given up.
const MAX_BAD: usize = 200;

/// Mono sound at [`RATE`]; full scale is ±1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sound {
    pub samples: Vec<f32>,
    /// Samples at or beyond full scale before the rate was changed, in parts of a million.
    pub clipped_ppm: u32,
    /// Packets that could not be decoded.
    pub bad_packets: u32,
}

impl Sound {
    pub fn ms(&self) -> u64 {
        self.samples.len() as u64 * 1000 / u64::from(RATE)
    }

    /// What sounds from `from` to `to`, in ms; what lies beyond the end is left out.
    pub fn part(&self, from: u64, to: u64) -> Self {
        let at =
            |ms: u64| usize::try_from(ms.saturating_mul(u64::from(RATE)) / 1000).unwrap_or(usize::MAX).min(self.samples.len());
        let samples = self.samples.get(at(from)..at(to)).unwrap_or(&[]).to_vec();
        Self { samples, ..Self::default() }
    }
}

/// Why a file gives no sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error("the file is empty")]
    Empty,
    #[error("this is no recording that can be read")]
    WrongContainer,
    #[error("there is no sound track that can be decoded")]
    NoAudioTrack,
    #[error("the recording is damaged")]
    Damaged,
    #[error("the recording is longer than twenty minutes")]
    TooLong,
}

impl Unreadable {
    /// A stable word for reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::WrongContainer => "wrong_container",
            Self::NoAudioTrack => "no_audio",
            Self::Damaged => "damaged",
            Self::TooLong => "too_long",
        }
    }
}

static CODECS: LazyLock<CodecRegistry> = LazyLock::new(|| {
    let mut codecs = CodecRegistry::new();
    symphonia::default::register_enabled_codecs(&mut codecs);
    codecs.register_audio_decoder::<OpusDecoder>();
    codecs
});

/// Decodes the first sound track of `bytes`, whatever the file is called. A broken tail ends the sound and is no error:
/// recordings are cut at the end when a browser closes.
pub fn decode(bytes: Vec<u8>) -> Result<Sound, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    // The parsers are other people's; a panic of theirs over hostile bytes is a damaged file here.
    catch_unwind(AssertUnwindSafe(|| read(bytes))).unwrap_or(Err(Unreadable::Damaged))
}

fn read(bytes: Vec<u8>) -> Result<Sound, Unreadable> {
    let source = MediaSourceStream::new(Box::new(Cursor::new(bytes)), Default::default());
    let mut format = symphonia::default::get_probe()
        .probe(&Hint::new(), source, FormatOptions::default(), MetadataOptions::default())
        .map_err(|_| Unreadable::WrongContainer)?;
    let (id, mut decoder) = {
        let track = format.default_track(TrackType::Audio).ok_or(Unreadable::NoAudioTrack)?;
        let params = track.codec_params.as_ref().and_then(|p| p.audio()).ok_or(Unreadable::NoAudioTrack)?;
        let decoder = CODECS.make_audio_decoder(params, &AudioDecoderOptions::default()).map_err(|_| Unreadable::NoAudioTrack)?;
        (track.id, decoder)
    };
    let mut mixer = Mixer::default();
    packets(format.as_mut(), decoder.as_mut(), id, &mut mixer)?;
    mixer.finish()
}

fn packets(format: &mut dyn FormatReader, decoder: &mut dyn AudioDecoder, id: u32, mixer: &mut Mixer) -> Result<(), Unreadable> {
    let mut interleaved: Vec<f32> = Vec::new();
    let mut bad_in_a_row = 0;
    // Anything but a packet is the end: files of browsers stop in the middle of a cluster.
    while let Ok(Some(packet)) = format.next_packet() {
        if packet.track_id != id {
            continue;
        }
        match decoder.decode(&packet) {
            Ok(decoded) => {
                bad_in_a_row = 0;
                let (rate, channels) = (decoded.spec().rate(), decoded.spec().channels().count());
                decoded.copy_to_vec_interleaved(&mut interleaved);
                mixer.push(&interleaved, rate, channels);
            }
            Err(Error::DecodeError(_) | Error::IoError(_)) => {
                mixer.bad += 1;
                bad_in_a_row += 1;
            }
            Err(_) => break,
        }
        if bad_in_a_row > MAX_BAD {
            break;
        }
        if mixer.out.len() > MAX_SECONDS * RATE as usize {
            return Err(Unreadable::TooLong);
        }
    }
    Ok(())
}

/// Mixes down and changes the rate while the file is being read, so that no more than the result is held.
#[derive(Default)]
struct Mixer {
    rate: u32,
    resampler: Option<Resampler>,
    mono: Vec<f32>,
    out: Vec<f32>,
    seen: u64,
    clipped: u64,
    bad: u32,
}

impl Mixer {
    fn push(&mut self, interleaved: &[f32], rate: u32, channels: usize) {
        if channels == 0 || !(4_000..=192_000).contains(&rate) || (self.rate != 0 && self.rate != rate) {
            self.bad += 1;
            return;
        }
        self.rate = rate;
        self.seen += interleaved.len() as u64;
        self.clipped += interleaved.iter().filter(|x| x.abs() >= 0.999).count() as u64;
        self.mono.clear();
        let share = 1.0 / channels as f32;
        // What is no number is silence; what is far beyond full scale is full scale.
        let clean = |x: f32| if x.is_finite() { x.clamp(-2.0, 2.0) } else { 0.0 };
        self.mono.extend(interleaved.chunks_exact(channels).map(|c| c.iter().map(|x| clean(*x)).sum::<f32>() * share));
        if rate == RATE {
            self.out.extend_from_slice(&self.mono);
        } else {
            self.resampler.get_or_insert_with(|| Resampler::new(rate, RATE)).push(&self.mono, &mut self.out);
        }
    }

    fn finish(mut self) -> Result<Sound, Unreadable> {
        if let Some(resampler) = self.resampler.take() {
            resampler.finish(&mut self.out);
        }
        if self.out.is_empty() {
            return Err(Unreadable::Damaged);
        }
        let clipped_ppm = (self.clipped * 1_000_000 / self.seen.max(1)) as u32;
        Ok(Sound { samples: self.out, clipped_ppm, bad_packets: self.bad })
    }
}
