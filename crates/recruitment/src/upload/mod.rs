//! Recordings on their way in: chunks in order, each with its SHA-256; then the gates a take must pass.

pub mod http;
pub(crate) mod service;
pub(crate) mod store;

use kernel::{Code, Error, Result};
use serde::{Deserialize, Serialize};

use voice::take::Heard;

use crate::{
    interview::PartKind,
    media::{Take, Unreadable},
    score::policy::ReadAloudRules,
};

kernel::nouns! {
    /// A recording on its way in.
    Upload => UploadId,
}

db::text_enum! {
    /// What a recording is for.
    pub enum UploadPurpose { Syllables = "syllables", Words = "words", ReadAloud = "read_aloud", Talk = "talk" }
}

impl UploadPurpose {
    /// The part it answers.
    pub const fn part(self) -> PartKind {
        match self {
            Self::Syllables => PartKind::Syllables,
            Self::Words => PartKind::Words,
            Self::ReadAloud => PartKind::ReadAloud,
            Self::Talk => PartKind::Talk,
        }
    }
}

db::text_enum! {
    /// Where an upload stands.
    pub enum UploadState {
        Open = "open",
        /// Complete, and it could be heard.
        Done = "done",
        /// Complete, but it has to be recorded again.
        Redo = "redo",
        /// Another take was begun before it was complete.
        Dropped = "dropped",
    }
}

/// What became of a complete upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadResult {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub take: Option<Take>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub heard: Option<Heard>,
    /// Why it has to be redone; a stable word.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
}

/// What to do with chunk `n` when `next` is awaited and the same place holds `known` already.
pub fn accept(n: i64, next: i64, sha256: &str, known: Option<&str>) -> Result<Chunk> {
    if n < 0 {
        return Err(Error::field("n", "out_of_range", "chunks are counted from 0"));
    }
    if n > next {
        return Err(Error::new(Code::UploadGap, format!("chunk {next} has not arrived; go on from there")));
    }
    if n == next {
        return Ok(Chunk::Store);
    }
    if known == Some(sha256) {
        return Ok(Chunk::Known);
    }
    Err(Error::new(Code::UploadMismatch, format!("chunk {n} arrived before with other content")))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chunk {
    Store,
    /// It is there already; sending it again changes nothing.
    Known,
}

/// The media type without parameters, when the policy takes it.
pub fn media_type(rules: &ReadAloudRules, mime: &str) -> Result<String> {
    let plain = mime.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    if rules.mimes.contains(&plain) {
        return Ok(plain);
    }
    Err(Error::new(Code::UnsupportedMediaType, format!("record as one of {}", rules.mimes.join(", "))))
}

/// Why a file cannot be used, before it is decoded: a stable word for "please record again". Never a score.
pub fn gate(rules: &ReadAloudRules, take: &std::result::Result<Take, Unreadable>) -> Option<&'static str> {
    let take = match take {
        Err(Unreadable::Empty) => return Some("empty"),
        Err(Unreadable::WrongContainer) => return Some("wrong_container"),
        Err(Unreadable::NoAudioTrack) => return Some("no_audio"),
        Err(Unreadable::Damaged) => return Some("damaged"),
        Ok(take) => take,
    };
    if take.duration_ms < rules.min_ms {
        Some("too_short")
    } else if take.gap_ms > rules.max_gap_ms {
        Some("interrupted")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use kernel::policy::Policy;

    use super::*;
    use crate::{media, score::policy::InterviewPolicy, seeds};

    fn rules() -> ReadAloudRules {
        Policy::<InterviewPolicy>::parse("interview", seeds::INTERVIEW).unwrap().value.read_aloud
    }

    fn reason(bytes: &[u8]) -> Option<&'static str> {
        gate(&rules(), &media::measure(bytes, rules().quiet_bytes_per_20ms))
    }

    #[test]
    fn a_take_passes_or_says_why_not() {
        let take = |duration_ms, gap_ms| {
            let whole = media::measure(&swarm::webm(&vec![0.0; 16_000]), 10).unwrap();
            gate(&rules(), &Ok(Take { duration_ms, gap_ms, ..whole }))
        };
        assert_eq!(take(8_000, 0), None);
        assert_eq!(take(8_000, 9_000), Some("interrupted"));
        assert_eq!(take(400, 0), Some("too_short"));
        assert_eq!(reason(&[]), Some("empty"));
        assert_eq!(reason(b"not a recording"), Some("wrong_container"));
        assert_eq!(gate(&rules(), &Err(Unreadable::Damaged)), Some("damaged"));
    }

    #[test]
    fn chunks_come_in_order_and_may_be_repeated() {
        assert_eq!(accept(3, 3, "a", None).unwrap(), Chunk::Store);
        assert_eq!(accept(2, 3, "a", Some("a")).unwrap(), Chunk::Known);
        assert_eq!(accept(2, 3, "b", Some("a")).unwrap_err().code, Code::UploadMismatch);
        assert_eq!(accept(4, 3, "a", None).unwrap_err().code, Code::UploadGap);
        assert_eq!(accept(-1, 3, "a", None).unwrap_err().code, Code::InvalidField);
    }

    #[test]
    fn media_types_lose_their_parameters() {
        assert_eq!(media_type(&rules(), "Audio/WebM; codecs=opus").unwrap(), "audio/webm");
        assert_eq!(media_type(&rules(), "text/html").unwrap_err().code, Code::UnsupportedMediaType);
    }
}
