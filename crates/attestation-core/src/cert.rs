//! Certificates of devices, and the way from one to an authority of the policy. Strict DER, no network, no revocation
//! but the policy's own list.

use base64::{Engine, engine::general_purpose::STANDARD};
use kernel::Ts;
use x509_cert::{
    Certificate,
    der::{Decode, Encode},
    ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage},
};

use crate::{
    bytes::{Reader, hex, sha256},
    key::{PublicKey, Scheme},
    refusal::{Refusal, Result, ensure},
};

/// Certificates in a chain at most.
const LONGEST: usize = 6;
/// Largest certificate, in bytes.
const LARGEST: usize = 16 << 10;
/// Extensions that are understood here or looked at by whoever asked for the certificate.
const UNDERSTOOD: [&str; 6] = ["2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.32", "2.5.29.37"];

/// One parsed certificate and the bytes it was read from.
#[derive(Clone, Debug)]
pub struct Cert {
    pub der: Vec<u8>,
    inner: Certificate,
    key: PublicKey,
}

/// An authority of the policy: by its certificate, or by the hash of the key of a certificate that needs none above it.
#[derive(Clone, Debug)]
pub enum Anchor {
    Authority(Box<Cert>),
    /// SHA-256 of a leaf's SubjectPublicKeyInfo.
    Pin([u8; 32]),
}

impl Cert {
    pub fn parse(der: &[u8]) -> Result<Self> {
        ensure(der.len() <= LARGEST, Refusal::InputTooLarge)?;
        let inner = Certificate::from_der(der).map_err(|_| Refusal::X509Malformed)?;
        let spki = inner.tbs_certificate().subject_public_key_info().to_der().map_err(|_| Refusal::X509Malformed)?;
        Ok(Self { der: der.to_vec(), key: PublicKey::spki(&spki)?, inner })
    }

    /// Every certificate of a PEM text.
    pub fn pem(text: &str) -> Result<Vec<Self>> {
        let blocks = text.split("-----BEGIN CERTIFICATE-----").skip(1);
        let read = |block: &str| {
            let body = block.split("-----END CERTIFICATE-----").next().unwrap_or_default();
            let body: String = body.split_whitespace().collect();
            Self::parse(&STANDARD.decode(body).map_err(|_| Refusal::InputEncoding)?)
        };
        blocks.map(read).collect()
    }

    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// SHA-256 of the SubjectPublicKeyInfo.
    pub fn key_hash(&self) -> Result<[u8; 32]> {
        let spki = self.inner.tbs_certificate().subject_public_key_info().to_der().map_err(|_| Refusal::X509Malformed)?;
        Ok(sha256(&spki))
    }

    pub fn serial(&self) -> String {
        hex(self.inner.tbs_certificate().serial_number().as_bytes())
    }

    pub fn subject(&self) -> String {
        self.inner.tbs_certificate().subject().to_string()
    }

    pub fn is_version_3(&self) -> bool {
        self.inner.tbs_certificate().version() == x509_cert::certificate::Version::V3
    }

    /// Contents and criticality of an extension.
    pub fn extension(&self, oid: &str) -> Option<(&[u8], bool)> {
        let found = self.inner.tbs_certificate().extensions()?.iter().find(|e| e.extn_id.to_string() == oid)?;
        Some((found.extn_value.as_bytes(), found.critical))
    }

    /// Is this the certificate of an authority that may sign others? And how many may stand between it and the leaf?
    fn authority(&self) -> Option<Option<u8>> {
        let tbs = self.inner.tbs_certificate();
        let basic = tbs.get_extension::<BasicConstraints>().ok()??.1;
        let usage = tbs.get_extension::<KeyUsage>().ok()?;
        let may_sign = usage.is_none_or(|(_, usage)| usage.key_cert_sign());
        (basic.ca && may_sign).then_some(basic.path_len_constraint)
    }

    pub fn is_authority(&self) -> bool {
        self.authority().is_some()
    }

    pub fn has_usage(&self, oid: &str) -> bool {
        let usages = self.inner.tbs_certificate().get_extension::<ExtendedKeyUsage>();
        usages.ok().flatten().is_some_and(|(_, usages)| usages.0.iter().any(|u| u.to_string() == oid))
    }

    fn in_time(&self, now: Ts) -> bool {
        let validity = self.inner.tbs_certificate().validity();
        let at = u64::try_from(now.millis() / 1000).unwrap_or(0);
        validity.not_before.to_unix_duration().as_secs() <= at && at <= validity.not_after.to_unix_duration().as_secs()
    }

    fn names(&self, issuer: &Self) -> bool {
        self.inner.tbs_certificate().issuer() == issuer.inner.tbs_certificate().subject()
    }

    fn signed_by(&self, issuer: &Self) -> Result<()> {
        let mut outer = Reader::new(&self.der, Refusal::X509Malformed);
        let before = outer.der_as(0x30)?;
        let mut after = before;
        after.der_as(0x30)?;
        let signed = before.rest().len() - after.rest().len();
        let tbs = before.rest().get(..signed).ok_or(Refusal::X509Malformed)?;
        // The algorithm inside is signed; the one outside says how to check.
        ensure(self.inner.signature_algorithm() == self.inner.tbs_certificate().signature(), Refusal::X509Malformed)?;
        let scheme = Scheme::x509(&self.inner.signature_algorithm().oid.to_string())?;
        let signature = self.inner.signature().as_bytes().ok_or(Refusal::X509Malformed)?;
        ensure(issuer.key.verifies(scheme, tbs, signature), Refusal::X509Signature)
    }

    fn demands_only_the_known(&self, also: &[&str]) -> bool {
        let extensions = self.inner.tbs_certificate().extensions().into_iter().flatten();
        extensions.filter(|e| e.critical).all(|e| {
            let oid = e.extn_id.to_string();
            UNDERSTOOD.contains(&oid.as_str()) || also.contains(&oid.as_str())
        })
    }
}

/// What a chain is checked against.
pub struct Trust<'a> {
    pub anchors: Vec<&'a Anchor>,
    /// Serial numbers in lower-case hexadecimal.
    pub revoked: &'a [String],
    /// Critical extensions that the caller looks at.
    pub understood: &'a [&'a str],
    pub now: Ts,
}

/// Checks a chain, leaf first, up to one of the anchors.
///
/// The anchor itself is believed as it is: neither its dates nor its signature are looked at.
pub fn chain(certs: &[Cert], trust: &Trust<'_>) -> Result<()> {
    let (leaf, last) = certs.first().zip(certs.last()).ok_or(Refusal::X509Malformed)?;
    ensure(certs.len() <= LONGEST, Refusal::X509PathTooLong)?;
    let pinned = leaf.key_hash()?;
    for (depth, cert) in certs.iter().enumerate() {
        // A root sent along is the anchor itself or ends in one.
        if depth > 0 && is_anchor(cert, trust) {
            return Ok(());
        }
        ensure(cert.in_time(trust.now), Refusal::X509Expired)?;
        ensure(!trust.revoked.contains(&cert.serial()), Refusal::X509Revoked)?;
        ensure(cert.demands_only_the_known(trust.understood), Refusal::X509Critical)?;
        if let Some(issuer) = certs.get(depth + 1) {
            issued(cert, issuer, depth)?;
        }
    }
    if certs.len() == 1 && trust.anchors.iter().any(|a| matches!(a, Anchor::Pin(hash) if *hash == pinned)) {
        return Ok(());
    }
    let mut refusal = Refusal::X509Untrusted;
    for anchor in &trust.anchors {
        let Anchor::Authority(authority) = anchor else { continue };
        if last.names(authority) {
            match issued(last, authority, certs.len() - 1) {
                Ok(()) => return Ok(()),
                Err(why) => refusal = why,
            }
        }
    }
    Err(refusal)
}

fn is_anchor(cert: &Cert, trust: &Trust<'_>) -> bool {
    trust.anchors.iter().any(|anchor| match anchor {
        Anchor::Authority(authority) => authority.key == cert.key && authority.subject() == cert.subject(),
        Anchor::Pin(_) => false,
    })
}

/// `issuer` stands `below + 1` places above the leaf.
fn issued(cert: &Cert, issuer: &Cert, below: usize) -> Result<()> {
    ensure(cert.names(issuer), Refusal::X509Issuer)?;
    let path = issuer.authority().ok_or(Refusal::X509NotCa)?;
    ensure(path.is_none_or(|most| below <= usize::from(most)), Refusal::X509PathTooLong)?;
    cert.signed_by(issuer)
}
