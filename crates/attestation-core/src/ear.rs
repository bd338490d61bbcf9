//! What a verifier says about evidence: a record in the words of EAT Attestation Results (EAR, AR4SI).

use kernel::{Reason, Ts};
use serde::{Deserialize, Serialize};

use crate::{bytes::hex, bytes::sha256, policy::Rules, refusal::Result};

/// One thing that evidence shows. The policy says which of them together make a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// A passkey of the person answered, its user verified.
    Passkey,
    /// That key is kept by hardware of a known maker and cannot leave it.
    BoundKey,
    /// The browser's session key was certified by that answer.
    SessionKey,
    /// A TPM with a maker's certificate quoted its registers, freshly.
    Quote,
    /// The boot log leads to what was quoted, and every start is known.
    BootLog,
    /// The log of programs leads to what was quoted, and every program is known.
    FileLog,
    /// The quote came over the session's own page, from the agent of the machine that the page runs on: it names the session and
    /// its key.
    Near,
    /// A genuine, unmodified app on a verified phone.
    App,
    /// Customers' text reaches this session as pictures only.
    Pixels,
    /// The cameras' guard runs and is content.
    Guard,
}

/// How far a part of the device is trusted, in AR4SI's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// 0: nothing is known of it.
    None,
    /// 2: known and good.
    Affirming,
    /// 32: known, and less than wanted.
    Warning,
}

/// The trustworthiness vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Vector {
    /// Is it the device that was enrolled, with a key of its own?
    pub instance_identity: Tier,
    /// Did it start known software?
    pub configuration: Tier,
    /// Did only known programs run?
    pub executables: Tier,
    /// Is its hardware of a known maker?
    pub hardware: Tier,
}

/// The result of verifying one piece of evidence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ear {
    /// Always `tag:tidecrew,2026:ear`.
    pub profile: &'static str,
    /// `affirming` from level 2 on, `warning` below.
    pub status: Tier,
    /// What was verified, e.g. `tpm-quote`.
    pub kind: String,
    /// Posture level 0–3 that the claims make under the policy.
    pub level: u8,
    pub claims: Vec<Claim>,
    /// Claims that were not shown by this evidence but taken from what the caller already knows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assumed: Vec<Claim>,
    pub trust_vector: Vector,
    pub reasons: Vec<Reason>,
    /// SHA-256 of the evidence.
    pub evidence_sha256: String,
    pub issued_at: Ts,
    pub expires_at: Ts,
    pub policy_id: String,
    pub policy_hash: String,
}

/// What a verifier found, before the policy speaks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    pub claims: Vec<Claim>,
    pub reasons: Vec<Reason>,
}

impl Findings {
    pub fn add(&mut self, claim: Claim) {
        if !self.claims.contains(&claim) {
            self.claims.push(claim);
            self.claims.sort();
        }
    }

    pub fn because(&mut self, code: &str, params: serde_json::Value) {
        self.reasons.push(Reason::new(code, params));
    }
}

/// Which policy judged.
pub struct Judge<'a> {
    pub rules: &'a Rules,
    pub hash: &'a str,
    pub now: Ts,
}

impl Judge<'_> {
    /// The record of `found` in `evidence`, together with claims the caller already has.
    pub fn result(&self, kind: &str, evidence: &[u8], found: Findings, assumed: &[Claim]) -> Result<Ear> {
        let assumed: Vec<Claim> = assumed.iter().copied().filter(|c| !found.claims.contains(c)).collect();
        let all: Vec<Claim> = found.claims.iter().chain(&assumed).copied().collect();
        let level = self.rules.level(&all);
        let has = |claim| if all.contains(&claim) { Tier::Affirming } else { Tier::None };
        let identity = if all.contains(&Claim::BoundKey) || all.contains(&Claim::Quote) || all.contains(&Claim::App) {
            Tier::Affirming
        } else if all.contains(&Claim::Passkey) {
            Tier::Warning
        } else {
            Tier::None
        };
        Ok(Ear {
            profile: "tag:tidecrew,2026:ear",
            status: if level >= 2 { Tier::Affirming } else { Tier::Warning },
            kind: kind.to_owned(),
            level,
            trust_vector: Vector {
                instance_identity: identity,
                configuration: has(Claim::BootLog),
                executables: has(Claim::FileLog),
                hardware: if identity == Tier::Affirming { Tier::Affirming } else { Tier::None },
            },
            claims: found.claims,
            assumed,
            reasons: found.reasons,
            evidence_sha256: hex(&sha256(evidence)),
            issued_at: self.now,
            expires_at: self.now.plus(self.rules.holds(level)),
            policy_id: self.rules.id.clone(),
            policy_hash: self.hash.to_owned(),
        })
    }
}
