//! The adapter to a speech engine that speaks `POST {base}/audio/transcriptions`, as OpenAI's and many local ones do.

use std::time::Duration;

use kernel::{Error, Result, sha256_hex};
use post::{Failed, Service};
use serde::Deserialize;
use voice::{RATE, Sound};

use super::{Transcript, Word};

/// Longest answer that is read, in bytes.
const ANSWER_MAX: usize = 2 * 1024 * 1024;
/// Most words of an answer, and characters of its text.
const WORDS_MAX: usize = 20_000;
/// How far beyond the recording a word may claim to end.
const BEYOND_MS: i64 = 2_000;
/// Four recordings must fit into the lease of a job.
const PATIENCE_MAX: Duration = Duration::from_secs(25);

/// A configured engine. `Debug` tells neither address nor key.
#[derive(Clone, Debug)]
pub struct Engine {
    service: Service,
    /// Named in every score.
    pub model: String,
    max_bytes: usize,
    /// Tries of a scoring job that wait for the engine; then it scores without.
    pub tries: i64,
}

/// How an engine is reached.
#[derive(Clone, Debug)]
pub struct Settings<'a> {
    pub url: &'a str,
    pub key: Option<String>,
    pub model: &'a str,
    pub timeout: Duration,
    pub max_bytes: usize,
    pub tries: i64,
}

impl Engine {
    /// Errors: `invalid_field` naming the setting.
    pub fn new(settings: &Settings<'_>) -> Result<Self> {
        let wrong = |field: &str, what: &str| Error::field(field, "out_of_range", what);
        if settings.timeout.is_zero() || settings.timeout > PATIENCE_MAX {
            return Err(wrong("timeout_s", "between 1 and 25 seconds, so that four recordings fit into a job's lease"));
        }
        if !(1..db::jobs::ATTEMPTS).contains(&settings.tries) {
            return Err(wrong("tries", "at least 1, and fewer than the tries of a job"));
        }
        if settings.max_bytes < 64 * 1024 || settings.model.is_empty() || !settings.model.is_ascii() {
            return Err(wrong("model", "a model's name, and at least 64 KiB for a recording"));
        }
        let service = Service::new(settings.url, settings.key.clone(), settings.timeout, ANSWER_MAX)?;
        Ok(Self { service, model: settings.model.to_owned(), max_bytes: settings.max_bytes, tries: settings.tries })
    }

    /// What is heard in `wav` (16 kHz mono, see [`wav`]) in a language (`zh` or `en`).
    pub async fn transcribe(&self, wav: &[u8], language: &str) -> std::result::Result<Transcript, Failed> {
        if wav.len() > self.max_bytes {
            return Err(Failed::TooLarge);
        }
        let (media, body) = form(wav, &self.model, language);
        let answer = self.service.post("/audio/transcriptions", &media, &body).await?;
        let ms = i64::try_from(wav.len() / (RATE as usize * 2 / 1000)).unwrap_or(i64::MAX);
        parse(&answer, ms).ok_or(Failed::Garbled)
    }
}

/// The sound as a WAV file of 16 bits.
pub fn wav(sound: &Sound) -> Vec<u8> {
    let data = u32::try_from(sound.samples.len() * 2).unwrap_or(u32::MAX);
    let mut out = Vec::with_capacity(sound.samples.len() * 2 + 44);
    out.extend_from_slice(b"RIFF");
    out.extend_from_slice(&data.saturating_add(36).to_le_bytes());
    out.extend_from_slice(b"WAVEfmt ");
    out.extend_from_slice(&16_u32.to_le_bytes());
    out.extend_from_slice(&[1, 0, 1, 0]);
    out.extend_from_slice(&RATE.to_le_bytes());
    out.extend_from_slice(&(RATE * 2).to_le_bytes());
    out.extend_from_slice(&[2, 0, 16, 0]);
    out.extend_from_slice(b"data");
    out.extend_from_slice(&data.to_le_bytes());
    for sample in &sound.samples {
        let whole = (sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16;
        out.extend_from_slice(&whole.to_le_bytes());
    }
    out
}

/// The request's media type and body. The boundary is made from the recording, which cannot hold its own hash.
fn form(wav: &[u8], model: &str, language: &str) -> (String, Vec<u8>) {
    let boundary = format!("tidecrew{}", sha256_hex(wav));
    let mut body = Vec::with_capacity(wav.len() + 1024);
    let fields = [
        ("model", model),
        ("language", language),
        ("response_format", "verbose_json"),
        ("timestamp_granularities[]", "word"),
        ("timestamp_granularities[]", "segment"),
    ];
    for (name, value) in fields {
        body.extend_from_slice(
            format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
        );
    }
    let head = format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"speech.wav\"\r\ncontent-type: audio/wav\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(wav);
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

/// `verbose_json` as far as it is used; engines add fields of their own.
#[derive(Deserialize)]
struct Verbose {
    text: String,
    #[serde(default)]
    words: Vec<VerboseWord>,
    #[serde(default)]
    segments: Vec<Segment>,
}

#[derive(Deserialize)]
struct VerboseWord {
    word: String,
    start: f64,
    end: f64,
    #[serde(default, alias = "confidence")]
    probability: Option<f64>,
}

#[derive(Deserialize)]
struct Segment {
    start: f64,
    end: f64,
    #[serde(default)]
    avg_logprob: Option<f64>,
}

/// An answer that makes sense for a recording of `ms`; `None` for rubbish.
fn parse(answer: &[u8], ms: i64) -> Option<Transcript> {
    let found: Verbose = serde_json::from_slice(answer).ok()?;
    if found.text.chars().count() > WORDS_MAX || found.words.len() > WORDS_MAX || found.segments.len() > WORDS_MAX {
        return None;
    }
    let at = |s: f64| (s.is_finite() && s >= 0.0).then(|| (s * 1000.0).round() as i64).filter(|at| *at <= ms + BEYOND_MS);
    let mut words = Vec::with_capacity(found.words.len());
    for word in &found.words {
        let (from_ms, to_ms) = (at(word.start)?, at(word.end)?);
        if to_ms < from_ms {
            return None;
        }
        words.push(Word { text: word.word.trim().to_owned(), from_ms, to_ms });
    }
    words.sort_by_key(|w| w.from_ms);
    let by_word: Vec<(f64, f64)> = found.words.iter().filter_map(|w| Some((w.probability?, 1.0))).collect();
    let by_segment = found.segments.iter().filter_map(|s| Some((s.avg_logprob?.exp(), (s.end - s.start).max(0.01))));
    let sure = if by_word.is_empty() { by_segment.collect() } else { by_word };
    let weight: f64 = sure.iter().map(|(_, w)| w).sum();
    let mean = sure.iter().map(|(p, w)| p * w).sum::<f64>() / weight;
    let confidence_pm = (weight > 0.0 && mean.is_finite()).then(|| (mean.clamp(0.0, 1.0) * 1000.0).round() as i64);
    Some(Transcript { text: found.text.trim().to_owned(), words, confidence_pm })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_answer_is_taken_or_it_is_rubbish() {
        let good = br#"{"task":"transcribe","text":" hi there ","words":[{"word":"hi","start":0.5,"end":0.7},{"word":"there","start":0.7,"end":1.0}],"segments":[{"start":0,"end":1,"avg_logprob":-0.1,"tokens":[1]}]}"#;
        let got = parse(good, 1_000).unwrap();
        assert_eq!((got.text.as_str(), got.words.len(), got.confidence_pm), ("hi there", 2, Some(905)));
        assert_eq!(parse(br#"{"text":""}"#, 5).unwrap(), Transcript::default());
        let bad: [&[u8]; 8] = [
            b"",
            b"<html>",
            br#"{"words":[]}"#,
            br#"{"text":7}"#,
            br#"{"text":"x","words":[{"word":"x","start":-1,"end":1}]}"#,
            br#"{"text":"x","words":[{"word":"x","start":2,"end":1}]}"#,
            br#"{"text":"x","words":[{"word":"x","start":1,"end":9999}]}"#,
            br#"{"text":"x","words":[{"word":"x","start":1e400,"end":2}]}"#,
        ];
        for answer in bad {
            assert!(parse(answer, 60_000).is_none(), "{}", String::from_utf8_lossy(answer));
        }
        let long = format!(r#"{{"text":"{}"}}"#, "x".repeat(WORDS_MAX + 1));
        assert!(parse(long.as_bytes(), 1).is_none());
    }

    proptest! {
        #[test]
        fn no_answer_breaks_the_parser(bytes in prop::collection::vec(any::<u8>(), 0..200), ms in 0..100_000_i64) {
            let _ = parse(&bytes, ms);
        }
    }

    #[test]
    fn the_form_holds_the_recording_once_and_a_wav_is_one() {
        let sound = Sound { samples: vec![0.5, -2.0, 0.0], ..Sound::default() };
        let file = wav(&sound);
        assert_eq!((file.len(), &file[..4], &file[8..16]), (50, &b"RIFF"[..], &b"WAVEfmt "[..]));
        assert_eq!(voice::decode(wav(&Sound { samples: vec![0.1; 16_000], ..Sound::default() })).unwrap().ms(), 1000);
        let (media, body) = form(&file, "whisper-1", "zh");
        let text = String::from_utf8_lossy(&body).into_owned();
        let boundary = media.split("boundary=").nth(1).unwrap();
        assert_eq!(text.matches(boundary).count(), 7);
        assert!(text.contains("name=\"timestamp_granularities[]\"\r\n\r\nword") && text.contains("\r\nzh\r\n"), "{text}");
    }
}
