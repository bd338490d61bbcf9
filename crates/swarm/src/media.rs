//! A made-up voice and the recording of it: pulses through two formants, encoded as Opus in WebM as a browser does.

use std::f32::consts::TAU;

use opusic_c::{Application, Bitrate, Channels, Encoder, SampleRate};
use rand::{RngExt, SeedableRng, rngs::StdRng};

/// Samples a second of what is made up.
pub(crate) const RATE: usize = 16_000;
/// Samples of one packet: 60 ms, as browsers make them.
const PACKET: usize = RATE * 60 / 1000;

/// One made-up speaker. The same seed speaks the same way.
pub struct Voice {
    hz: f32,
    rng: StdRng,
    /// Noise of the room around it.
    noise: f32,
}

impl Voice {
    pub fn new(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        Self { hz: rng.random_range(95.0..260.0), rng, noise: 0.0012 }
    }

    /// The same voice fed in by a program: nothing hisses between its words.
    pub fn without_a_room(&mut self) -> &mut Self {
        self.noise = 0.0;
        self
    }

    fn hiss(&mut self) -> f32 {
        if self.noise > 0.0 { self.around(0.0, self.noise) } else { 0.0 }
    }

    fn around(&mut self, middle: f32, off: f32) -> f32 {
        self.rng.random_range(middle - off..middle + off)
    }

    /// The noise of a quiet room.
    pub fn room(&mut self, ms: usize) -> Vec<f32> {
        (0..RATE * ms / 1000).map(|_| self.hiss()).collect()
    }

    /// One syllable; `tone` is 1 to 4, anything else is spoken lightly.
    pub fn syllable(&mut self, tone: usize) -> Vec<f32> {
        let (levels, ms): ([f32; 4], f32) = match tone {
            1 => ([4.5, 4.6, 4.5, 4.4], 380.0),
            2 => ([-2.0, -1.5, 1.5, 5.0], 400.0),
            3 => ([-2.5, -6.0, -6.5, -2.0], 480.0),
            4 => ([6.0, 4.0, -1.0, -6.0], 300.0),
            _ => ([1.0, 0.5, -0.5, -1.5], 180.0),
        };
        let shift = self.around(0.0, 0.8);
        let levels = levels.map(|l| l + shift + self.around(0.0, 0.4));
        let n = (self.around(ms, 40.0) * RATE as f32 / 1000.0) as usize;
        let formants = [(self.around(600.0, 150.0), 90.0), (self.around(1_500.0, 400.0), 120.0)];
        let (mut phase, mut state) = (0.0_f32, [[0.0_f32; 2]; 2]);
        let mut out = Vec::with_capacity(n);
        for i in 0..n {
            let at = i as f32 / n as f32;
            let (k, share) = ((at * 3.0) as usize, (at * 3.0).fract());
            let smooth = share * share * (3.0 - 2.0 * share);
            let (a, b) = (levels[k.min(3)], levels[(k + 1).min(3)]);
            phase += self.hz * ((a + (b - a) * smooth) / 12.0).exp2() / RATE as f32;
            let mut y = if phase >= 1.0 { 1.0 } else { 0.0 };
            phase -= y;
            for (s, (centre, width)) in state.iter_mut().zip(formants) {
                let r = (-TAU / 2.0 * width / RATE as f32).exp();
                let now = y + 2.0 * r * (TAU * centre / RATE as f32).cos() * s[0] - r * r * s[1];
                *s = [now, s[0]];
                y = now;
            }
            out.push(y * 0.02 * (at * 12.0).min(1.0) * ((1.0 - at) * 5.0).min(1.0) + self.hiss());
        }
        out
    }

    /// Running speech of about `ms`: light syllables, now and then a breath.
    pub fn speech(&mut self, ms: usize) -> Vec<f32> {
        let mut out = self.room(300);
        let mut n = 0;
        while out.len() < RATE * ms / 1000 {
            let tone = self.rng.random_range(1..=5);
            let whole = self.syllable(tone);
            // Running speech is quicker than single syllables.
            out.extend(whole.iter().step_by(2).flat_map(|x| [*x, *x]).take(RATE / 5));
            n += 1;
            let rest = if n % 9 == 0 { 420 } else { 45 };
            out.extend(self.room(rest));
        }
        out.extend(self.room(300));
        out
    }

    /// One syllable per tone of `tones`, each in a window of its own; gives the sound and where each window begins, in ms.
    pub fn prompts(&mut self, tones: &[usize], window_ms: usize) -> (Vec<f32>, Vec<u64>) {
        let (mut out, mut marks) = (Vec::new(), Vec::new());
        for tone in tones {
            marks.push((out.len() * 1000 / RATE) as u64);
            let end = out.len() + RATE * window_ms / 1000;
            out.extend(self.room(150));
            out.extend(self.syllable(*tone));
            let rest = end.saturating_sub(out.len()) * 1000 / RATE;
            out.extend(self.room(rest));
        }
        (out, marks)
    }
}

/// An element with the shortest size that fits, as browsers write it; some readers want it so.
fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
    let n = body.len() as u64;
    let width = (1..8).find(|w| n < (1 << (7 * w)) - 1).unwrap_or(8);
    let size = (n | 1 << (7 * width)).to_be_bytes();
    [id, size.get(8 - width..).unwrap_or(&size), body].concat()
}

/// As a browser writes what has no end yet.
fn unknown(id: &[u8]) -> Vec<u8> {
    [id, &[0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]].concat()
}

fn number(id: &[u8], value: u64) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let first = bytes.iter().position(|b| *b != 0).unwrap_or(7);
    element(id, bytes.get(first..).unwrap_or(&bytes))
}

/// Packets of 60 ms of `samples` at 24 kbit/s. An encoder that refuses gives none.
fn packets(samples: &[f32]) -> Vec<Vec<u8>> {
    let Ok(mut encoder) = Encoder::new(Channels::Mono, SampleRate::Hz16000, Application::Voip) else { return Vec::new() };
    if encoder.set_bitrate(Bitrate::Value(24_000)).is_err() || encoder.set_complexity(3).is_err() {
        return Vec::new();
    }
    let mut out = vec![0_u8; 1_500];
    let whole = samples.chunks_exact(PACKET);
    whole.filter_map(|frame| encoder.encode_float_to_slice(frame, &mut out).ok().map(|n| out[..n].to_vec())).collect()
}

/// A WebM/Opus recording of `samples` (mono, [`RATE`]) as MediaRecorder writes it: no duration, no cues, open clusters.
pub fn webm(samples: &[f32]) -> Vec<u8> {
    let mut out = element(
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
    let opus_head = [b"OpusHead".as_slice(), &[1, 1, 0x38, 0x01, 0x80, 0xBB, 0, 0, 0, 0, 0]].concat();
    let audio = element(&[0xE1], &[element(&[0xB5], &48_000_f64.to_be_bytes()), number(&[0x9F], 1)].concat());
    let track = [
        number(&[0xD7], 1),
        number(&[0x73, 0xC5], 1),
        number(&[0x83], 2),
        element(&[0x86], b"A_OPUS"),
        element(&[0x63, 0xA2], &opus_head),
        audio,
    ];
    out.extend(unknown(&[0x18, 0x53, 0x80, 0x67]));
    let made_by = [element(&[0x4D, 0x80], b"swarm"), element(&[0x57, 0x41], b"swarm")].concat();
    out.extend(element(&[0x15, 0x49, 0xA9, 0x66], &[number(&[0x2A, 0xD7, 0xB1], 1_000_000), made_by].concat()));
    out.extend(element(&[0x16, 0x54, 0xAE, 0x6B], &element(&[0xAE], &track.concat())));
    for (i, packet) in packets(samples).iter().enumerate() {
        if i % 16 == 0 {
            out.extend(unknown(&[0x1F, 0x43, 0xB6, 0x75]));
            out.extend(number(&[0xE7], i as u64 * 60));
        }
        let offset = ((i % 16) as i16 * 60).to_be_bytes();
        out.extend(element(&[0xA3], &[&[0x81][..], &offset, &[0x80], packet].concat()));
    }
    out
}

/// Running speech of `seconds`, recorded.
pub fn webm_voice(seed: u64, seconds: u32) -> Vec<u8> {
    webm(&Voice::new(seed).speech(seconds as usize * 1000))
}
