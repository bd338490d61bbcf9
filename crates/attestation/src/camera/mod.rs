//! A telephone as the second camera of a session. It joins by a code that the desk shows, tells how its camera does, and
//! sends no pictures.

pub mod http;
pub mod service;
pub(crate) mod store;

use std::time::Duration;

use attestation_core::guard::{Camera, CameraState, GuardRules};
use kernel::Ts;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

kernel::nouns! {
    /// A telephone that is a session's camera.
    PairedCamera => PairedCameraId,
}

/// How long a code can be used.
pub const JOIN: Duration = Duration::from_secs(300);
/// A telephone that said nothing for so long is gone.
pub const FRESH: Duration = Duration::from_secs(10);
/// Longest name of a camera, in characters.
const LABEL: usize = 120;

/// What a telephone says of its camera.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CameraReport)]
pub struct Report {
    /// As its browser names it.
    pub label: String,
    pub frame_no: u64,
    /// Of the newest frame's pixels, 64 hexadecimal digits.
    pub frame_sha256: String,
    pub fps: f64,
    /// `live`, `covered`, `frozen` or `gone`.
    #[schema(value_type = String)]
    pub state: CameraState,
}

impl Report {
    /// What is believed of it after `last`: a frame that came before, or at a rate of no camera, is a frozen one's.
    pub fn judged(mut self, last: Option<&Self>, rules: &GuardRules) -> Self {
        let stands = last.is_some_and(|last| self.frame_no <= last.frame_no || self.frame_sha256 == last.frame_sha256);
        if self.state == CameraState::Live && (stands || !rules.is_rate(self.fps)) {
            self.state = CameraState::Frozen;
        }
        self
    }

    fn camera(&self, id: PairedCameraId) -> Camera {
        Camera {
            id: id.to_string(),
            label: self.label.clone(),
            frame_no: self.frame_no,
            frame_sha256: self.frame_sha256.clone(),
            fps: self.fps,
            state: self.state,
        }
    }
}

/// A telephone as its desk sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PairedView {
    pub id: PairedCameraId,
    /// False while only its code was shown.
    pub is_joined: bool,
    /// As it last said; `gone` when it fell silent.
    #[schema(value_type = String)]
    pub state: CameraState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<Ts>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_that_repeats_itself_is_frozen() {
        let rules = attestation_core::load("base", include_bytes!("../../../../policies/attestation/base.toml")).unwrap();
        let rules = &rules.value.guard;
        let report = |frame_no, hash: &str, fps| Report {
            label: "Back Camera".to_owned(),
            frame_no,
            frame_sha256: hash.to_owned(),
            fps,
            state: CameraState::Live,
        };
        let first = report(1, "a", 15.0).judged(None, rules);
        assert_eq!(first.state, CameraState::Live);
        assert_eq!(report(9, "b", 15.0).judged(Some(&first), rules).state, CameraState::Live);
        for (frame_no, hash, fps) in [(1, "b", 15.0), (9, "a", 15.0), (9, "b", 240.0), (9, "b", f64::NAN)] {
            assert_eq!(report(frame_no, hash, fps).judged(Some(&first), rules).state, CameraState::Frozen);
        }
        // A slow one lives: the guard masks for it, and ends nobody's work.
        assert_eq!(report(9, "b", 0.5).judged(Some(&first), rules).state, CameraState::Live);
    }
}
