//! Reading foreign bytes: bounded, without a way to panic; and strict DER and CBOR on top of it.

use ciborium::Value;
use sha2::{Digest, Sha256};

use crate::refusal::{Refusal, Result, ensure};

/// Largest piece of evidence that is looked at, in bytes.
pub const LARGEST: usize = 4 << 20;
/// Largest CBOR value: an attestation object with a chain of certificates is far smaller.
const LARGEST_CBOR: usize = 64 << 10;
/// Levels that a device's CBOR may nest.
const NESTING: usize = 12;

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

pub fn unhex(text: &str) -> Result<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    let digits = digits.filter(|d| d.len() % 2 == 0).ok_or(Refusal::InputEncoding)?;
    Ok(digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |acc, d| acc << 4 | d)).collect())
}

/// Reads from the front; what is not there is refused by the reader's own refusal.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    rest: &'a [u8],
    refusal: Refusal,
}

impl<'a> Reader<'a> {
    pub const fn new(rest: &'a [u8], refusal: Refusal) -> Self {
        Self { rest, refusal }
    }

    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub fn take(&mut self, n: usize) -> Result<&'a [u8]> {
        let (head, tail) = self.rest.split_at_checked(n).ok_or(self.refusal)?;
        self.rest = tail;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let refusal = self.refusal;
        self.take(N)?.try_into().map_err(|_| refusal)
    }

    pub fn u8(&mut self) -> Result<u8> {
        Ok(u8::from_be_bytes(self.array()?))
    }

    pub fn u16(&mut self) -> Result<u16> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    pub fn u32(&mut self) -> Result<u32> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    pub fn u64(&mut self) -> Result<u64> {
        Ok(u64::from_be_bytes(self.array()?))
    }

    pub fn u16_le(&mut self) -> Result<u16> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    pub fn u32_le(&mut self) -> Result<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    /// Bytes after their length in 16 bits, as TPMs write them.
    pub fn sized(&mut self) -> Result<&'a [u8]> {
        let n = self.u16()?;
        self.take(usize::from(n))
    }

    /// Nothing may follow.
    pub fn end(&self) -> Result<()> {
        ensure(self.is_empty(), self.refusal)
    }

    /// One DER element: its tag (class, form and number as in the first bytes) and contents. Definite, minimal lengths only.
    pub fn der(&mut self) -> Result<(u32, &'a [u8])> {
        let first = self.u8()?;
        let mut tag = u32::from(first);
        if first & 0x1f == 0x1f {
            loop {
                let next = self.u8()?;
                tag = tag.checked_mul(256).ok_or(self.refusal)? | u32::from(next);
                if next & 0x80 == 0 {
                    break;
                }
            }
        }
        let n = match self.u8()? {
            n @ 0..=0x7f => usize::from(n),
            0x81 => usize::from(self.u8()?),
            0x82 => usize::from(self.u16()?),
            _ => return Err(self.refusal),
        };
        Ok((tag, self.take(n)?))
    }

    /// Contents of the next DER element, which must have `tag`.
    pub fn der_as(&mut self, tag: u32) -> Result<Reader<'a>> {
        let (found, contents) = self.der()?;
        ensure(found == tag, self.refusal)?;
        Ok(Reader::new(contents, self.refusal))
    }

    /// A small non-negative DER INTEGER or ENUMERATED.
    pub fn der_number(&mut self) -> Result<u64> {
        let (tag, contents) = self.der()?;
        ensure(matches!(tag, 0x02 | 0x0a) && matches!(contents.len(), 1..=8) && contents[0] < 0x80, self.refusal)?;
        Ok(contents.iter().fold(0, |acc, b| acc << 8 | u64::from(*b)))
    }
}

/// The CBOR value at the front of `bytes`, and what follows it. Maps have no key twice.
pub fn cbor_front(bytes: &[u8]) -> Result<(Value, &[u8])> {
    ensure(bytes.len() <= LARGEST_CBOR, Refusal::InputTooLarge)?;
    let mut rest = bytes;
    let value: Value = ciborium::de::from_reader_with_recursion_limit(&mut rest, NESTING).map_err(|_| Refusal::CborMalformed)?;
    no_key_twice(&value)?;
    Ok((value, rest))
}

/// The one CBOR value that `bytes` are.
pub fn cbor(bytes: &[u8]) -> Result<Value> {
    let (value, rest) = cbor_front(bytes)?;
    ensure(rest.is_empty(), Refusal::CborTrailing)?;
    Ok(value)
}

fn no_key_twice(value: &Value) -> Result<()> {
    match value {
        Value::Array(items) => items.iter().try_for_each(no_key_twice),
        Value::Map(pairs) => {
            let twice = pairs.iter().enumerate().any(|(n, (key, _))| pairs.iter().take(n).any(|(before, _)| before == key));
            ensure(!twice, Refusal::CborDuplicate)?;
            pairs.iter().try_for_each(|(key, value)| no_key_twice(key).and_then(|()| no_key_twice(value)))
        }
        Value::Tag(_, inner) => no_key_twice(inner),
        _ => Ok(()),
    }
}

/// The value under a text key of a map.
pub fn field<'a>(map: &'a Value, key: &str) -> Option<&'a Value> {
    map.as_map()?.iter().find(|(k, _)| k.as_text() == Some(key)).map(|(_, v)| v)
}

/// The value under a whole-number key of a map, as COSE uses them.
pub fn label(map: &Value, key: i64) -> Option<&Value> {
    let wanted = ciborium::value::Integer::from(key);
    map.as_map()?.iter().find(|(k, _)| k.as_integer() == Some(wanted)).map(|(_, v)| v)
}

/// A whole number that fits.
pub fn number(value: &Value) -> Option<i64> {
    i64::try_from(value.as_integer()?).ok()
}
