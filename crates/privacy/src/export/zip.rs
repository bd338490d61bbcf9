//! A ZIP file in memory: deflated entries, a directory at the end. As much of the format as a bundle of texts needs.

use std::io::Write;

use flate2::{Compression, Crc, write::DeflateEncoder};
use kernel::{Error, Result};

/// 1980-01-01, for archives whose dates mean nothing.
const DATE: u16 = 0x21;
/// Names are UTF-8.
const FLAGS: u16 = 0x0800;
const DEFLATE: u16 = 8;
const VERSION: u16 = 20;

/// An archive that grows.
#[derive(Default)]
pub(crate) struct Zip {
    out: Vec<u8>,
    directory: Vec<u8>,
    entries: u16,
}

/// An entry that is being written.
pub(crate) struct Entry {
    body: DeflateEncoder<Vec<u8>>,
    crc: Crc,
}

impl Entry {
    pub(crate) fn new() -> Self {
        Self { body: DeflateEncoder::new(Vec::new(), Compression::default()), crc: Crc::new() }
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.crc.update(bytes);
        self.body.write_all(bytes).map_err(Error::internal)
    }
}

impl Zip {
    /// Bytes so far, the directory included.
    pub(crate) const fn len(&self) -> usize {
        self.out.len() + self.directory.len()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.entries == 0
    }

    pub(crate) fn put(&mut self, name: &str, entry: Entry) -> Result<()> {
        let body = entry.body.finish().map_err(Error::internal)?;
        let at = u32::try_from(self.out.len()).map_err(Error::internal)?;
        let mut head = Vec::with_capacity(26);
        for word in [VERSION, FLAGS, DEFLATE, 0, DATE] {
            head.extend(word.to_le_bytes());
        }
        let size = u32::try_from(body.len()).map_err(Error::internal)?;
        for word in [entry.crc.sum(), size, entry.crc.amount()] {
            head.extend(word.to_le_bytes());
        }
        head.extend(u16::try_from(name.len()).map_err(Error::internal)?.to_le_bytes());
        head.extend(0_u16.to_le_bytes());
        self.out.extend(b"PK\x03\x04");
        self.out.extend(&head);
        self.out.extend(name.as_bytes());
        self.out.extend(body);
        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(VERSION.to_le_bytes());
        self.directory.extend(&head);
        // No comment, disk, attributes.
        self.directory.extend([0; 10]);
        self.directory.extend(at.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.entries += 1;
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<Vec<u8>> {
        let at = u32::try_from(self.out.len()).map_err(Error::internal)?;
        let size = u32::try_from(self.directory.len()).map_err(Error::internal)?;
        self.out.extend(&self.directory);
        self.out.extend(b"PK\x05\x06\0\0\0\0");
        for _ in 0..2 {
            self.out.extend(self.entries.to_le_bytes());
        }
        self.out.extend(size.to_le_bytes());
        self.out.extend(at.to_le_bytes());
        self.out.extend([0; 2]);
        Ok(self.out)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn an_entry_comes_out_as_it_went_in() {
        let mut zip = Zip::default();
        let mut entry = Entry::new();
        entry.write("{\"a\":\"数据\"}\n".repeat(50).as_bytes()).unwrap();
        zip.put("tables/a.jsonl", entry).unwrap();
        let bytes = zip.finish().unwrap();
        let number = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!(&bytes[..4], b"PK\x03\x04");
        let (packed, plain) = (number(18), number(22));
        let mut text = String::new();
        flate2::read::DeflateDecoder::new(&bytes[44..44 + packed]).read_to_string(&mut text).unwrap();
        assert_eq!((&bytes[30..44], text.len(), text.lines().count()), (b"tables/a.jsonl".as_slice(), plain, 50));
        let end = bytes.len() - 22;
        assert_eq!((&bytes[end..end + 4], &bytes[number(end + 16)..][..4]), (b"PK\x05\x06".as_slice(), b"PK\x01\x02".as_slice()));
    }
}
