//! Every way to say no: one code each, stable, shown to people and tested by name.

use std::fmt;

use serde::{Serialize, Serializer};

macro_rules! refusals {
    ($($name:ident = $code:literal, $say:literal;)*) => {
        /// Why evidence was refused. The code is the contract; the sentence may be reworded.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Refusal { $(#[doc = $say] $name,)* }

        impl Refusal {
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Stable word, e.g. `tpm.nonce`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// One sentence for a person.
            pub const fn say(self) -> &'static str {
                match self { $(Self::$name => $say,)* }
            }
        }
    };
}

refusals! {
    InputTooLarge = "input.too_large", "the evidence is larger than any device makes it";
    InputMalformed = "input.malformed", "the file is not in the documented form";
    InputEncoding = "input.encoding", "a field is not base64url, hexadecimal or PEM as documented";
    LevelTooLow = "posture.too_low", "the evidence holds, but gives less trust than was demanded";
    CborMalformed = "cbor.malformed", "not well-formed CBOR of a device's shape";
    CborTrailing = "cbor.trailing", "bytes follow the CBOR value";
    CborDuplicate = "cbor.duplicate_key", "a CBOR map has the same key twice";
    KeyMalformed = "key.malformed", "not a public key";
    KeyWeak = "key.weak", "the key is too short, too long or has an unusual exponent";
    KeyAlgorithm = "key.algorithm", "the algorithm is not accepted or does not fit the key";
    X509Malformed = "x509.malformed", "not a certificate";
    X509Expired = "x509.expired", "a certificate is not valid at this time";
    X509Signature = "x509.signature", "a certificate is not signed by the next one";
    X509Issuer = "x509.issuer", "a certificate names another issuer than the next one";
    X509NotCa = "x509.not_ca", "a certificate signs others without being an authority";
    X509PathTooLong = "x509.path_too_long", "the chain is longer than an authority or this program allows";
    X509Critical = "x509.critical_extension", "a certificate demands an extension that is not understood";
    X509Untrusted = "x509.untrusted", "the chain ends at no authority of the policy";
    X509Revoked = "x509.revoked", "a certificate of the chain is on the policy's list of revoked ones";
    WebauthnClientData = "webauthn.client_data", "clientDataJSON is not the JSON object of a browser";
    WebauthnType = "webauthn.type", "the client data is of another ceremony";
    WebauthnChallenge = "webauthn.challenge", "the challenge is not the one that was given";
    WebauthnOrigin = "webauthn.origin", "the page is of another origin";
    WebauthnCrossOrigin = "webauthn.cross_origin", "the ceremony ran inside a page of another origin";
    WebauthnAuthData = "webauthn.auth_data", "the authenticator data is cut or has something after it";
    WebauthnRpId = "webauthn.rp_id", "the key speaks for another relying party";
    WebauthnNotPresent = "webauthn.not_present", "nobody touched the authenticator";
    WebauthnNotVerified = "webauthn.not_verified", "the authenticator did not verify its user";
    WebauthnFlags = "webauthn.flags", "the authenticator's flags contradict each other or the ceremony";
    WebauthnCredentialId = "webauthn.credential_id", "the credential's id is not the one signed for";
    WebauthnFormat = "webauthn.format", "the attestation is of a format that the policy does not accept";
    WebauthnStatement = "webauthn.statement", "the attestation statement is not of its format's shape";
    WebauthnSignature = "webauthn.signature", "the signature does not fit";
    WebauthnCertificate = "webauthn.certificate", "the attestation certificate is not made as its format demands";
    WebauthnAaguid = "webauthn.aaguid", "the certificate is of another model than the authenticator claims";
    WebauthnModel = "webauthn.model", "the policy does not know this model of authenticator";
    WebauthnNotAttested = "webauthn.not_attested", "the key was not attested by its maker, and that was demanded";
    WebauthnSynced = "webauthn.synced", "the key can leave its device, and a bound one was demanded";
    WebauthnCounter = "webauthn.counter", "the counter does not rise: the key may have been copied";
    WebauthnBackup = "webauthn.backup_changed", "a device-bound key became one that can leave, or the other way round";
    WebauthnUser = "webauthn.user_handle", "the key belongs to another person";
    TpmMalformed = "tpm.malformed", "a TPM structure is cut, too long or of an unknown kind";
    TpmMagic = "tpm.magic", "the statement was not made inside a TPM";
    TpmKind = "tpm.kind", "the statement is of another kind than a quote or a certification";
    TpmNonce = "tpm.nonce", "the quote answers another challenge";
    TpmHash = "tpm.hash", "a hash other than SHA-256 was used";
    TpmSignature = "tpm.signature", "the quote is not signed by this attestation key";
    TpmAkAttributes = "tpm.ak_attributes", "the attestation key is not one that a TPM keeps for signing its own statements";
    TpmAkUnknown = "tpm.ak_unknown", "the quote is signed by another key than the enrolled one";
    TpmEkAttributes = "tpm.ek_attributes", "the endorsement key is not a restricted decryption key of a TPM";
    TpmEkMismatch = "tpm.ek_mismatch", "the endorsement certificate is of another key";
    TpmActivation = "tpm.activation", "the attestation key does not live in the TPM of the endorsement key";
    TpmPcrSelection = "tpm.pcr_selection", "the quote leaves out registers that the policy asks for";
    TpmPcrMissing = "tpm.pcr_missing", "the value of a quoted register was not sent";
    TpmPcrDigest = "tpm.pcr_digest", "the registers sent are not the ones that were quoted";
    TpmBoot = "tpm.boot_unknown", "the machine started something that the policy does not know";
    TpmLogMissing = "tpm.log_missing", "the policy asks for a log that was not sent";
    TpmLogMalformed = "tpm.log_malformed", "a log is not in its format";
    TpmLogMismatch = "tpm.log_mismatch", "the boot log does not lead to the quoted registers: something was hidden or added";
    TpmImaEntry = "tpm.ima_entry", "a line of the file log contradicts its own hash";
    TpmImaMismatch = "tpm.ima_mismatch", "the file log does not lead to the quoted register: something was hidden or added";
    TpmImaViolation = "tpm.ima_violation", "a file was changed while it was being measured";
    TpmImaUnknown = "tpm.ima_unknown", "a program ran that is not on the policy's list";
    TpmImaChanged = "tpm.ima_changed", "a listed program ran with other contents";
    TpmImaAbsent = "tpm.ima_absent", "a program that the image must have run is not in the log";
    TpmImaBoot = "tpm.ima_boot", "the file log belongs to another start of the machine";
    TpmReset = "tpm.reset", "the machine's counters went backwards";
    TpmClock = "tpm.clock", "the TPM does not vouch for its clock";
    TpmFirmware = "tpm.firmware", "the TPM's firmware is older than the policy accepts";
    AppNonce = "app.nonce", "the attestation answers another challenge";
    AppId = "app.id", "the attestation is of another app";
    AppKey = "app.key", "the key named is not the key attested";
    AppEnvironment = "app.environment", "the attestation is of a development build";
    AppCounter = "app.counter", "the counter does not rise";
    AppExtension = "app.extension", "the certificate does not hold the attestation";
    AppExtensionTwice = "app.extension_twice", "an attestation stands in an issuing certificate: the chain was extended by an attested key";
    AppSoftware = "app.software", "the key is kept by software";
    AppUnlocked = "app.unlocked", "the device's boot loader is unlocked";
    AppBoot = "app.boot_state", "the device did not start verified software";
    AppOrigin = "app.key_origin", "the key was brought into the device, not made there";
    AppPatch = "app.patch_level", "the device's security updates are older than the policy accepts";
    AppAllApps = "app.all_applications", "every app of the device may use the key";
    SessionKey = "session.key", "the session key is not a P-256 point";
    SessionSignature = "session.signature", "the message is not signed by the session's key";
    SessionSequence = "session.sequence", "the message's number is not the next one";
    SessionUnsigned = "session.unsigned", "this request must be signed by the session's key";
    SessionStale = "session.stale", "the message is too old";
    GuardUnknown = "guard.unknown_challenge", "an answer to no challenge that waits";
    GuardSession = "guard.session", "an answer of another session";
    GuardSequence = "guard.sequence", "a number was skipped or repeated";
    GuardNonce = "guard.nonce", "the nonce is stale or another's";
    GuardSignature = "guard.signature", "the verdict is not signed by the session's key";
    GuardMalformed = "guard.malformed", "the verdict is not in the documented form";
    GuardLate = "guard.late", "the answer came after its deadline";
    GuardModel = "guard.model", "the verdict was made by an unknown model";
    GuardCamera = "guard.virtual_camera", "a camera is made by software";
    GuardCameras = "guard.cameras", "a camera is missing";
    GuardRate = "guard.frame_rate", "no camera delivers frames at such a rate";
    GuardFrozen = "guard.frame_frozen", "a camera's frame number does not rise";
    GuardLooped = "guard.frame_looped", "a frame was shown before: the video is a loop";
    GuardFlash = "guard.flash", "the light of the screen is not seen on the person: the video is not live";
    GuardPose = "guard.pose", "the asked movement was not made";
    GuardFrame = "guard.frame", "the frame asked for was not the one sent";
    GuardClock = "guard.clock", "the verdict's clock is not the session's";
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.say())
    }
}

impl std::error::Error for Refusal {}

impl Serialize for Refusal {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// What a check answers.
pub type Result<T> = std::result::Result<T, Refusal>;

/// `Ok` when `holds`, else `refusal`.
pub(crate) fn ensure(holds: bool, refusal: Refusal) -> Result<()> {
    if holds { Ok(()) } else { Err(refusal) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_lower_case() {
        let codes: std::collections::BTreeSet<&str> = Refusal::ALL.iter().map(|r| r.code()).collect();
        assert_eq!(codes.len(), Refusal::ALL.len());
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.' || c == '_';
        assert!(codes.iter().all(|code| code.chars().all(plain)));
    }
}
