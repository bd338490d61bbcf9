//! What the room's page noticed: leaving the window, a second screen, pauses. Evidence for a person; never a reason by itself.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PartKind;

db::text_enum! {
    /// Something that has many innocent causes.
    pub enum SignalKind {
        Hidden = "hidden",
        Blur = "blur",
        FullscreenLeft = "fullscreen_left",
        Paste = "paste",
        SecondScreen = "second_screen",
        DeviceChange = "device_change",
        OddDevice = "odd_device",
        Pause = "pause",
        Offline = "offline",
    }
}

/// One thing the page noticed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RoomSignal)]
pub struct Signal {
    pub kind: SignalKind,
    /// The part that was open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<PartKind>,
    /// Milliseconds since the room's page was opened.
    pub at_ms: i64,
    /// How long it lasted, where it has a length.
    #[serde(default)]
    pub ms: i64,
}

/// Signals kept of one interview; later ones only count as "more".
pub const KEPT: usize = 400;

/// How often and how long something was noticed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Noticed {
    pub kind: SignalKind,
    pub count: i64,
    pub ms: i64,
    /// The first few, for the person who looks.
    pub at_ms: Vec<i64>,
}

/// Sums signals up by kind, in the order of kinds.
pub fn sum(signals: &[Signal]) -> Vec<Noticed> {
    let of = |kind: SignalKind| {
        let mine: Vec<&Signal> = signals.iter().filter(|s| s.kind == kind).collect();
        let at_ms = mine.iter().take(5).map(|s| s.at_ms).collect();
        let ms = mine.iter().map(|s| s.ms).sum();
        (!mine.is_empty()).then(|| Noticed { kind, count: i64::try_from(mine.len()).unwrap_or(i64::MAX), ms, at_ms })
    };
    SignalKind::ALL.iter().filter_map(|kind| of(*kind)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_are_summed_by_kind() {
        let signal = |kind, at_ms, ms| Signal { kind, part: None, at_ms, ms };
        let noticed = sum(&[signal(SignalKind::Blur, 5, 100), signal(SignalKind::Pause, 7, 60), signal(SignalKind::Blur, 9, 50)]);
        assert_eq!(noticed.len(), 2);
        assert_eq!((noticed[0].count, noticed[0].ms, noticed[0].at_ms.as_slice()), (2, 150, &[5, 9][..]));
    }
}
