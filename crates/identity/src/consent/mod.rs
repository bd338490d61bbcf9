//! Consents, purpose by purpose: receipts are only ever added, and the latest one of a purpose counts.

pub mod http;
pub mod service;
pub(crate) mod store;

use kernel::Ts;
use serde::Serialize;
use utoipa::ToSchema;

kernel::nouns! {
    /// One decision about one purpose.
    Receipt => ReceiptId,
}

db::text_enum! {
    /// What data is used for.
    pub enum Purpose {
        ServiceTerms = "service_terms",
        /// A document's number, to know that one person has one account.
        IdentityCheck = "identity_check",
        InterviewRecording = "interview_recording",
        AutomatedScoring = "automated_scoring",
        DeviceAttestation = "device_attestation",
        /// Cameras that watch over sensitive work: without it, only work of low sensitivity.
        CameraGuard = "camera_guard",
        /// How somebody types, without what: known by it, they are asked again when somebody else sits at their desk.
        TypingRhythm = "typing_rhythm",
        MarketingMail = "marketing_mail",
    }
}

impl Purpose {
    /// The text in force. Granting an older one no longer counts.
    pub const fn version(self) -> &'static str {
        match self {
            Self::ServiceTerms
            | Self::IdentityCheck
            | Self::InterviewRecording
            | Self::AutomatedScoring
            | Self::DeviceAttestation
            | Self::CameraGuard
            | Self::TypingRhythm
            | Self::MarketingMail => "2026-11",
        }
    }

    /// Whether the platform cannot be worked on without it.
    pub const fn required(self) -> bool {
        !matches!(self, Self::CameraGuard | Self::TypingRhythm | Self::MarketingMail)
    }
}

/// The latest receipt of a purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Latest {
    pub purpose: Purpose,
    pub version: String,
    pub granted: bool,
    pub at: Ts,
}

/// How a person stands to one purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Standing {
    pub purpose: Purpose,
    /// The version in force.
    pub version: String,
    /// Whether the version in force is granted.
    pub granted: bool,
    pub required: bool,
    /// When it was last decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Ts>,
}

/// The standing of one purpose under its latest receipt.
pub fn standing(purpose: Purpose, latest: Option<&Latest>) -> Standing {
    let granted = latest.is_some_and(|l| l.granted && l.version == purpose.version());
    Standing { purpose, version: purpose.version().to_owned(), granted, required: purpose.required(), at: latest.map(|l| l.at) }
}

/// The standing of every purpose, in the order they are asked for.
pub fn standings(latest: &[Latest]) -> Vec<Standing> {
    Purpose::ALL.iter().map(|p| standing(*p, latest.iter().find(|l| l.purpose == *p))).collect()
}

/// Whether a decision changes anything; repeating one writes no second receipt.
pub fn changes(latest: Option<&Latest>, purpose: Purpose, granted: bool) -> bool {
    latest.is_none_or(|l| l.granted != granted || l.version != purpose.version())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_version_in_force_counts() {
        let at = Ts::from_micros(5);
        let latest = |version: &str, granted| Latest { purpose: Purpose::ServiceTerms, version: version.to_owned(), granted, at };
        let now = Purpose::ServiceTerms.version();
        assert!(!standing(Purpose::ServiceTerms, None).granted);
        assert!(standing(Purpose::ServiceTerms, Some(&latest(now, true))).granted);
        assert!(!standing(Purpose::ServiceTerms, Some(&latest(now, false))).granted);
        assert!(!standing(Purpose::ServiceTerms, Some(&latest("2020-01", true))).granted);
        assert!(changes(Some(&latest("2020-01", true)), Purpose::ServiceTerms, true));
        assert!(!changes(Some(&latest(now, true)), Purpose::ServiceTerms, true));
        assert!(changes(None, Purpose::ServiceTerms, false));
        let all = standings(&[latest(now, true)]);
        assert_eq!(all.len(), 8);
        assert_eq!(all.iter().filter(|s| s.granted).count(), 1);
        assert_eq!(all.iter().filter(|s| !s.required).count(), 3);
    }
}
