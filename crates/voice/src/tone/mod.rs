//! Mandarin tones of single syllables, judged against the speaker's own voice.
//!
//! A contour is the pitch through the voiced core of one syllable. A speaker is known by all their contours together:
//! median, spread, usual length. Features are relative to these, so that high and low, quick and slow voices look
//! alike; a small network, whose numbers are data, gives a probability for each of the four tones.

mod adapt;
pub mod contour;
pub mod features;
pub mod model;

pub use contour::Contour;
pub use features::Speaker;
pub use model::Model;

use crate::{
    decode::Sound,
    level::frames_db,
    pitch::{ANYBODY, Range, pitch},
};

/// One syllable's answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// Probability of tones 1 to 4; they sum to 1.
    pub p: [f64; 4],
    /// The likeliest tone, 1 to 4.
    pub tone: u8,
}

/// The contours of one speaker's syllables; `None` where no voice was heard. Pitch is looked for twice: everywhere, and
/// then around what this speaker's voice turned out to be, which takes out the errors of an octave.
pub fn contours(sounds: &[&Sound]) -> Vec<Option<Contour>> {
    let range = range_of(sounds.iter().map(|s| loud_pitch(s)));
    sounds.iter().map(|sound| Contour::of(sound, &pitch(&sound.samples, range))).collect()
}

/// The pitch of the loud frames of `sound`: in the quiet ones the mains may hum louder than anybody speaks.
fn loud_pitch(sound: &Sound) -> Vec<f32> {
    let track = pitch(&sound.samples, ANYBODY);
    let db = contour::at_frames(&frames_db(&sound.samples), track.len());
    let loudest = db.iter().fold(f32::MIN, |m, d| m.max(*d));
    track.into_iter().zip(db).filter(|(hz, d)| *hz > 0.0 && *d > loudest - 15.0).map(|(hz, _)| hz).collect()
}

/// Where this speaker's voice lies.
fn range_of(tracks: impl Iterator<Item = Vec<f32>>) -> Range {
    let mut voiced: Vec<f32> = tracks.flatten().collect();
    if voiced.is_empty() {
        return ANYBODY;
    }
    voiced.sort_by(f32::total_cmp);
    let median = voiced[voiced.len() / 2];
    Range { low: (median * 0.42).max(ANYBODY.low), high: (median * 2.1).min(ANYBODY.high) }
}

/// Judges the syllables of one speaker together. The more there are, and the more evenly the tones are spread, the
/// better the speaker is known; from 32 on it hardly matters.
pub fn judge(model: &Model, contours: &[Option<Contour>]) -> Vec<Option<Judged>> {
    let heard: Vec<&Contour> = contours.iter().flatten().collect();
    let speaker = Speaker::of(&heard);
    let seen: Vec<_> = heard.iter().map(|c| model.standard(&features::features(c, &speaker))).collect();
    let first: Vec<[f64; 4]> = seen.iter().map(|x| model.probabilities(x)).collect();
    let mut judged = adapt::adapt(&seen, &first).into_iter().map(|p| {
        let tone = (0..4).fold(0, |best, i| if p[i] > p[best] { i } else { best });
        Judged { p, tone: tone as u8 + 1 }
    });
    contours.iter().map(|c| c.as_ref().and_then(|_| judged.next())).collect()
}
