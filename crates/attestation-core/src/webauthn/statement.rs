//! Attestation statements by their format: what the maker of an authenticator signed.

use ciborium::Value;
use kernel::Ts;

use super::{AttestedKey, AuthData, bytes_of, uuid};
use crate::{
    app::key_description,
    bytes::{Reader, field, number, sha256},
    cert::{Cert, chain},
    key::Scheme,
    policy::{Model, Rules},
    refusal::{Refusal, Result, ensure},
    tpm,
};

const OID_AAGUID: &str = "1.3.6.1.4.1.45724.1.1.4";
const OID_APPLE_NONCE: &str = "1.2.840.113635.100.8.2";
const OID_AIK: &str = "2.23.133.8.3";
const OID_ALT_NAME: &str = "2.5.29.17";
/// Critical extensions that statements themselves look at.
const LOOKED_AT: [&str; 1] = [OID_AAGUID];

/// Verifies a statement. Gives the name of the model, or nothing when the format proves no maker.
pub(super) fn verify(
    format: &str,
    statement: &Value,
    data: &AuthData<'_>,
    key: &AttestedKey<'_>,
    client_hash: &[u8; 32],
    rules: &Rules,
    now: Ts,
) -> Result<Option<String>> {
    let signed = [data.raw, client_hash.as_slice()].concat();
    match format {
        "none" => {
            ensure(statement.as_map().is_some_and(Vec::is_empty), Refusal::WebauthnStatement)?;
            return Ok(None);
        }
        "packed" if field(statement, "x5c").is_none() => {
            let algorithm = algorithm(statement)?;
            ensure(algorithm == key.algorithm, Refusal::KeyAlgorithm)?;
            let by_itself = key.key.verifies(Scheme::cose(algorithm)?, &signed, bytes_of(statement, "sig")?);
            ensure(by_itself, Refusal::WebauthnSignature)?;
            return Ok(None);
        }
        _ => {}
    }
    let certs = certificates(statement)?;
    let leaf = certs.first().ok_or(Refusal::WebauthnStatement)?;
    match format {
        "packed" => packed(statement, leaf, key, &signed)?,
        "tpm" => of_tpm(statement, leaf, key, &signed)?,
        "apple" => apple(leaf, key, &signed)?,
        "android-key" => android(statement, leaf, key, &signed, client_hash)?,
        _ => return Err(Refusal::WebauthnFormat),
    }
    let model = model(rules, key)?;
    chain(&certs, &rules.trust(&model.roots, &LOOKED_AT, now))?;
    Ok(Some(model.name.clone()))
}

fn model<'a>(rules: &'a Rules, key: &AttestedKey<'_>) -> Result<&'a Model> {
    let aaguid = uuid(&key.aaguid);
    rules.webauthn.model.iter().find(|m| m.aaguid.eq_ignore_ascii_case(&aaguid)).ok_or(Refusal::WebauthnModel)
}

fn algorithm(statement: &Value) -> Result<i64> {
    field(statement, "alg").and_then(number).ok_or(Refusal::WebauthnStatement)
}

fn certificates(statement: &Value) -> Result<Vec<Cert>> {
    let list = field(statement, "x5c").and_then(Value::as_array).ok_or(Refusal::WebauthnStatement)?;
    ensure(!list.is_empty(), Refusal::WebauthnStatement)?;
    ensure(list.len() <= 6, Refusal::X509PathTooLong)?;
    list.iter().map(|der| Cert::parse(der.as_bytes().ok_or(Refusal::WebauthnStatement)?)).collect()
}

/// A certificate that names a model names this one.
fn same_model(leaf: &Cert, key: &AttestedKey<'_>) -> Result<()> {
    let Some((value, critical)) = leaf.extension(OID_AAGUID) else { return Ok(()) };
    ensure(!critical, Refusal::WebauthnCertificate)?;
    let named = Reader::new(value, Refusal::WebauthnCertificate).der_as(0x04)?;
    ensure(named.rest() == key.aaguid, Refusal::WebauthnAaguid)
}

fn packed(statement: &Value, leaf: &Cert, key: &AttestedKey<'_>, signed: &[u8]) -> Result<()> {
    let scheme = Scheme::cose(algorithm(statement)?)?;
    ensure(leaf.key().verifies(scheme, signed, bytes_of(statement, "sig")?), Refusal::WebauthnSignature)?;
    let subject = leaf.subject();
    let attests = subject.split(',').any(|part| part.trim() == "OU=Authenticator Attestation");
    ensure(leaf.is_version_3() && attests && !leaf.is_authority(), Refusal::WebauthnCertificate)?;
    same_model(leaf, key)
}

fn of_tpm(statement: &Value, leaf: &Cert, key: &AttestedKey<'_>, signed: &[u8]) -> Result<()> {
    ensure(field(statement, "ver").and_then(Value::as_text) == Some("2.0"), Refusal::WebauthnStatement)?;
    let scheme = Scheme::cose(algorithm(statement)?)?;
    let public = tpm::Public::parse(bytes_of(statement, "pubArea")?)?;
    ensure(public.key == key.key, Refusal::AppKey)?;
    let info = bytes_of(statement, "certInfo")?;
    let attest = tpm::Attest::parse(info)?;
    let tpm::Attested::Certify { name } = attest.attested else { return Err(Refusal::TpmKind) };
    ensure(attest.extra_data == scheme.digest(signed), Refusal::TpmNonce)?;
    ensure(name == public.name, Refusal::AppKey)?;
    ensure(leaf.key().verifies(scheme, info, bytes_of(statement, "sig")?), Refusal::WebauthnSignature)?;
    let made_so = leaf.is_version_3()
        && leaf.subject().is_empty()
        && leaf.extension(OID_ALT_NAME).is_some()
        && leaf.has_usage(OID_AIK)
        && !leaf.is_authority();
    ensure(made_so, Refusal::WebauthnCertificate)?;
    same_model(leaf, key)
}

fn apple(leaf: &Cert, key: &AttestedKey<'_>, signed: &[u8]) -> Result<()> {
    let (value, _) = leaf.extension(OID_APPLE_NONCE).ok_or(Refusal::WebauthnCertificate)?;
    let mut sequence = Reader::new(value, Refusal::WebauthnCertificate).der_as(0x30)?;
    let nonce = sequence.der_as(0xa1)?.der_as(0x04)?;
    ensure(nonce.rest() == sha256(signed), Refusal::WebauthnSignature)?;
    ensure(*leaf.key() == key.key, Refusal::AppKey)
}

fn android(statement: &Value, leaf: &Cert, key: &AttestedKey<'_>, signed: &[u8], client_hash: &[u8; 32]) -> Result<()> {
    let scheme = Scheme::cose(algorithm(statement)?)?;
    ensure(*leaf.key() == key.key, Refusal::AppKey)?;
    ensure(leaf.key().verifies(scheme, signed, bytes_of(statement, "sig")?), Refusal::WebauthnSignature)?;
    let description = key_description(leaf)?;
    ensure(description.challenge == client_hash, Refusal::AppNonce)?;
    description.made_in_hardware()
}
