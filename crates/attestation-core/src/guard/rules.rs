//! How strict the guard is: part of the attestation policy.

use serde::Deserialize;

use super::Kind;

/// Numbers and lists of the guard.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuardRules {
    /// Cameras that must be there.
    pub cameras: usize,
    /// Missed challenges in a row that end work.
    pub misses_in_row: u32,
    /// Missed challenges among the last `history` that end work.
    pub misses_of_late: usize,
    pub history: usize,
    /// Certainty from which a finding counts, 0 to 1.
    pub sure: f64,
    /// Verdicts with a class, among the last `of_frames`, that confirm it.
    pub confirm: usize,
    pub of_frames: usize,
    /// Frames a second of a real camera that can be watched: fewer only mask, more come from no camera.
    pub fps: [f64; 2],
    /// Milliseconds that a verdict's clock may be off from its challenge's window.
    pub clock_ms: i64,
    /// Frame hashes that are remembered, to know a loop.
    pub remembered: usize,
    /// Share of a flash's colours that must be seen, in percent.
    pub flash_percent: usize,
    /// Models whose verdicts are taken, by SHA-256.
    pub models: Vec<String>,
    /// Words in a camera's label that betray software, in lower case.
    pub virtual_labels: Vec<String>,
    /// Mean seconds between challenges: heartbeat, frame, flash.
    pub every_s: [u32; 3],
    /// Seconds that an answer may take.
    pub answer_s: u32,
    /// Seconds that an answer may take for which somebody has to move.
    #[serde(default = "pose_s")]
    pub pose_s: u32,
    /// Highest level of a session whose cameras are not watched.
    #[serde(default = "top")]
    pub without: u8,
}

const fn pose_s() -> u32 {
    15
}

const fn top() -> u8 {
    crate::policy::TOP
}

impl GuardRules {
    /// Does a camera's name betray that it is a program?
    pub fn is_virtual(&self, label: &str) -> bool {
        let label = label.to_lowercase();
        self.virtual_labels.iter().any(|word| label.contains(word.as_str()))
    }

    /// Can this be the rate of a real camera, be it a slow one?
    pub fn is_rate(&self, fps: f64) -> bool {
        (0.0..=self.fps[1]).contains(&fps)
    }

    /// Do too few frames come for anybody to be watched? That of a machine which does not keep up, no lie.
    pub fn is_slow(&self, fps: f64) -> bool {
        fps < self.fps[0]
    }

    /// How long the answer to a challenge may take, in milliseconds.
    pub fn answer_ms(&self, kind: Kind) -> i64 {
        i64::from(if kind == Kind::Pose { self.pose_s } else { self.answer_s }) * 1000
    }

    pub(crate) fn check(&self) -> Result<(), String> {
        let sound = self.confirm >= 1
            && self.confirm <= self.of_frames
            && self.of_frames <= 100
            && self.misses_in_row >= 1
            && self.misses_of_late >= 1
            && self.misses_of_late <= self.history
            && self.history <= 1000
            && (0.0..=1.0).contains(&self.sure)
            && self.fps[0] > 0.0
            && self.fps[0] < self.fps[1]
            && self.flash_percent <= 100
            && self.every_s.iter().all(|s| *s > 0)
            && self.answer_s > 0
            && self.pose_s > 0
            && self.without <= crate::policy::TOP;
        if sound { Ok(()) } else { Err("guard: the numbers contradict each other".to_owned()) }
    }
}
