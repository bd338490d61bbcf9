//! Evidence in a file: what `tidecrew attest verify` reads, and how it becomes a record or a refusal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    app,
    bytes::{self, unhex},
    cert::Cert,
    ear::{Claim, Ear, Findings, Judge},
    refusal::{Refusal, Result, ensure},
    tpm::{self, Counters},
    webauthn::{self, Answer, Asked, Credential, b64},
};

/// A file of evidence. Binary fields are base64url unless said otherwise.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Bundle {
    WebauthnRegistration {
        expect: Asked,
        answer: Box<Answer>,
        #[serde(default)]
        demand: Demand,
    },
    WebauthnAssertion {
        expect: Asked,
        answer: Box<Answer>,
        credential: Box<Credential>,
        #[serde(default)]
        demand: Demand,
    },
    TpmQuote {
        expect: QuoteExpected,
        ak_public: String,
        attest: String,
        signature: String,
        /// Register → 64 hexadecimal digits, of the SHA-256 bank.
        pcrs: BTreeMap<String, String>,
        #[serde(default)]
        boot_log: Option<String>,
        /// As text.
        #[serde(default)]
        file_log: Option<String>,
        #[serde(default)]
        demand: Demand,
    },
    TpmEnrolment {
        /// PEM, the endorsement certificate first.
        ek_certificates: String,
        ek_public: String,
        ak_public: String,
        /// What the credential held, and what the device opened.
        secret: String,
        opened: String,
    },
    AndroidKey {
        /// PEM, the key's certificate first.
        certificates: String,
        challenge: String,
        #[serde(default)]
        demand: Demand,
    },
    AppleAppAttest {
        attestation: String,
        key_id: String,
        challenge: String,
        #[serde(default)]
        demand: Demand,
    },
}

/// What a quote must answer, and what is known of the machine.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuoteExpected {
    pub nonce: String,
    /// Name of the enrolled attestation key, in hexadecimal.
    #[serde(default)]
    pub ak_name: Option<String>,
    /// Counters of the last quote.
    #[serde(default)]
    pub before: Option<Counters>,
}

/// What the caller demands of the result.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Demand {
    /// Lowest level that is enough.
    pub level: u8,
    /// Must the key be attested and bound to its device?
    pub bound: bool,
    /// Claims that the session already has.
    pub held: Vec<Claim>,
}

impl Bundle {
    /// Reads a file.
    pub fn parse(text: &[u8]) -> Result<Self> {
        ensure(text.len() <= bytes::LARGEST, Refusal::InputTooLarge)?;
        serde_json::from_slice(text).map_err(|_| Refusal::InputMalformed)
    }

    /// Verifies the evidence; `raw` is the file, whose hash the record names.
    pub fn verify(&self, raw: &[u8], judge: &Judge<'_>) -> Result<Ear> {
        let (kind, found, demand) = self.look(judge)?;
        if demand.bound {
            webauthn::demand_bound(&found)?;
        }
        let ear = judge.result(kind, raw, found, &demand.held)?;
        ensure(ear.level >= demand.level, Refusal::LevelTooLow)?;
        Ok(ear)
    }

    fn look(&self, judge: &Judge<'_>) -> Result<(&'static str, Findings, Demand)> {
        let (rules, now) = (judge.rules, judge.now);
        match self {
            Self::WebauthnRegistration { expect, answer, demand } => {
                let (_, found) = webauthn::registration(answer, expect, rules, now)?;
                Ok(("webauthn-registration", found, demand.clone()))
            }
            Self::WebauthnAssertion { expect, answer, credential, demand } => {
                let next = webauthn::assertion(answer, expect, credential)?;
                let mut found = Findings::default();
                found.add(Claim::Passkey);
                found.because("webauthn.asserted", serde_json::json!({ "counter": next.counter }));
                Ok(("webauthn-assertion", found, demand.clone()))
            }
            Self::TpmQuote { demand, .. } => Ok(("tpm-quote", self.quote(judge)?, demand.clone())),
            Self::TpmEnrolment { ek_certificates, ek_public, ak_public, secret, opened } => {
                let certs = Cert::pem(ek_certificates)?;
                let (ek, ak) = (b64(ek_public)?, b64(ak_public)?);
                tpm::enrolment(&tpm::Enrolment { ek_certs: &certs, ek: &ek, ak: &ak }, rules, now)?;
                let secret = b64(secret)?;
                ensure(!secret.is_empty() && secret == b64(opened)?, Refusal::TpmActivation)?;
                let mut found = Findings::default();
                found.because("tpm.enrolled", serde_json::json!({}));
                Ok(("tpm-enrolment", found, Demand::default()))
            }
            Self::AndroidKey { certificates, challenge, demand } => {
                let found = app::android(&Cert::pem(certificates)?, &b64(challenge)?, rules, now)?;
                Ok(("android-key", found, demand.clone()))
            }
            Self::AppleAppAttest { attestation, key_id, challenge, demand } => {
                let (_, found) = app::apple_attestation(&b64(attestation)?, &b64(key_id)?, &b64(challenge)?, rules, now)?;
                Ok(("apple-app-attest", found, demand.clone()))
            }
        }
    }

    fn quote(&self, judge: &Judge<'_>) -> Result<Findings> {
        let Self::TpmQuote { expect, ak_public, attest, signature, pcrs, boot_log, file_log, .. } = self else {
            return Err(Refusal::InputMalformed);
        };
        let (ak, attest, signature) = (b64(ak_public)?, b64(attest)?, b64(signature)?);
        let boot_log = boot_log.as_deref().map(b64).transpose()?;
        let pcrs = registers(pcrs)?;
        let given = tpm::Quote {
            ak: &ak,
            attest: &attest,
            signature: &signature,
            pcrs: &pcrs,
            boot_log: boot_log.as_deref(),
            file_log: file_log.as_deref(),
        };
        let name = expect.ak_name.as_deref().map(unhex).transpose()?;
        let (_, found) = tpm::quote(&given, &b64(&expect.nonce)?, name.as_deref(), expect.before, judge.rules)?;
        Ok(found)
    }
}

/// Registers as text into numbers and bytes.
pub fn registers(pcrs: &BTreeMap<String, String>) -> Result<BTreeMap<u8, [u8; 32]>> {
    let read = |(register, value): (&String, &String)| {
        let register: u8 = register.parse().map_err(|_| Refusal::InputEncoding)?;
        let value: [u8; 32] = unhex(value)?.try_into().map_err(|_| Refusal::InputEncoding)?;
        ensure(register < tpm::REGISTERS, Refusal::InputEncoding)?;
        Ok((register, value))
    };
    pcrs.iter().map(read).collect()
}
