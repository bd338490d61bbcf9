//! Is a verdict to be taken? Everything that can be wrong with one, in the order in which it is looked at.

use super::{Camera, CameraState, Challenge, Guard, Kind, Known, Signed, Verdict};
use crate::{
    bytes::unhex,
    refusal::{Refusal, Result, ensure},
    session::{Purpose, message},
};

/// Largest verdict, in bytes.
const LARGEST: usize = 32 << 10;
/// Cameras of a verdict at most.
const MOST_CAMERAS: usize = 4;

impl Guard {
    /// Takes a verdict apart and checks it against the challenge that waits. Remembers its frames when it holds.
    pub(super) fn judge(&mut self, signed: Signed<'_>, known: &Known) -> Result<Verdict> {
        ensure(signed.body.len() <= LARGEST, Refusal::InputTooLarge)?;
        let verdict: Verdict = serde_json::from_str(signed.body).map_err(|_| Refusal::GuardMalformed)?;
        let message = message(Purpose::Verdict, &self.session, verdict.seq, verdict.t, signed.body.as_bytes());
        self.key.signed(&message, signed.signature).map_err(|_| Refusal::GuardSignature)?;
        ensure(verdict.sid == self.session, Refusal::GuardSession)?;
        let Some(challenge) = self.memory.waiting.clone() else {
            let known = verdict.seq <= self.memory.given;
            return Err(if known { Refusal::GuardSequence } else { Refusal::GuardUnknown });
        };
        ensure(verdict.seq == challenge.seq, Refusal::GuardSequence)?;
        ensure(verdict.nonce == challenge.nonce, Refusal::GuardNonce)?;
        let early = challenge.deadline_ms - self.rules.answer_ms(challenge.kind) - self.rules.clock_ms;
        let in_window = (early..=challenge.deadline_ms.saturating_add(self.rules.clock_ms)).contains(&verdict.t);
        ensure(in_window, Refusal::GuardClock)?;
        ensure(self.rules.models.contains(&verdict.model_sha256), Refusal::GuardModel)?;
        self.cameras(&verdict, known)?;
        self.asked(&challenge, &verdict, known)?;
        self.remember(&verdict.cams);
        Ok(verdict)
    }

    fn cameras(&self, verdict: &Verdict, known: &Known) -> Result<()> {
        let there = verdict.cams.iter().chain(&known.cameras).filter(|c| c.state != CameraState::Gone);
        let mut ids: Vec<&str> = there.map(|c| c.id.as_str()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        ensure(ids.len() == all && (self.rules.cameras..=MOST_CAMERAS).contains(&all), Refusal::GuardCameras)?;
        verdict.cams.iter().try_for_each(|camera| self.camera(camera))
    }

    fn camera(&self, camera: &Camera) -> Result<()> {
        ensure(!self.rules.is_virtual(&camera.label), Refusal::GuardCamera)?;
        if camera.state != CameraState::Live {
            return Ok(());
        }
        ensure(self.rules.is_rate(camera.fps), Refusal::GuardRate)?;
        ensure(unhex(&camera.frame_sha256).is_ok_and(|hash| hash.len() == 32), Refusal::GuardMalformed)?;
        ensure(self.memory.frames.get(&camera.id).is_none_or(|last| camera.frame_no > *last), Refusal::GuardFrozen)?;
        ensure(!self.memory.hashes.contains(&camera.frame_sha256), Refusal::GuardLooped)
    }

    fn asked(&self, challenge: &Challenge, verdict: &Verdict, known: &Known) -> Result<()> {
        match challenge.kind {
            Kind::Heartbeat => Ok(()),
            Kind::Frame => {
                let sent = verdict.frame_sha256.as_ref();
                let of_camera = sent.is_some_and(|hash| verdict.cams.iter().any(|c| c.frame_sha256 == *hash));
                let has_come = known.picture.as_ref().is_none_or(|came| sent == Some(came));
                ensure(of_camera && has_come, Refusal::GuardFrame)
            }
            Kind::Flash => {
                let right = challenge.colours.iter().zip(&verdict.seen).filter(|(shown, seen)| shown == seen).count();
                let enough = right * 100 >= challenge.colours.len() * self.rules.flash_percent;
                ensure(enough && verdict.seen.len() == challenge.colours.len(), Refusal::GuardFlash)
            }
            Kind::Pose => ensure(verdict.pose == challenge.pose, Refusal::GuardPose),
        }
    }

    fn remember(&mut self, cameras: &[Camera]) {
        for camera in cameras.iter().filter(|c| c.state == CameraState::Live) {
            self.memory.frames.insert(camera.id.clone(), camera.frame_no);
            if self.memory.hashes.insert(camera.frame_sha256.clone()) {
                self.memory.order.push_back(camera.frame_sha256.clone());
            }
        }
        while self.memory.order.len() > self.rules.remembered {
            if let Some(oldest) = self.memory.order.pop_front() {
                self.memory.hashes.remove(&oldest);
            }
        }
    }
}
