//! A locked image of Linux: what it starts, all it may run, and what it must have run. A machine that quotes is held against
//! it: a measured start of the image, a log of programs that holds nothing but the image's, and the browser among them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    bytes::unhex,
    policy::{Boot, Rules},
};

/// Registers that every kiosk quotes: firmware, its settings, boot loader, secure boot and what the kernel was given, of which
/// Linux's own log names the hash, and that log.
const QUOTED: std::ops::RangeInclusive<u8> = 0..=10;
/// Registers whose value an image must fix: the boot loader's code and secure boot; and of these at least one, what the
/// kernel was told (8, 9: GRUB; 11, 12: a unified kernel image).
const FIXED: [&str; 2] = ["4", "7"];
const KERNEL: [&str; 4] = ["8", "9", "11", "12"];

/// An image's manifest, made while the image is built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Image {
    pub name: String,
    pub version: String,
    /// Programs without which the image did not start as it should: the browser, the compositor.
    pub must: Vec<String>,
    /// Register number → value in hexadecimal, of a start of this image.
    pub pcrs: BTreeMap<String, String>,
    /// All that the image may run: path → SHA-256 of its contents, as many as there are builds of it.
    pub files: BTreeMap<String, Vec<String>>,
}

impl Image {
    /// Errors: what is wrong with the manifest, in a sentence.
    pub fn check(&self) -> Result<(), String> {
        let is_hash = |hash: &String| unhex(hash).is_ok_and(|bytes| bytes.len() == 32) && *hash == hash.to_lowercase();
        if let Some((path, _)) =
            self.files.iter().find(|(path, hashes)| !path.starts_with('/') || hashes.is_empty() || !hashes.iter().all(is_hash))
        {
            return Err(format!("files: {path}: an absolute path, and hashes of 64 lower-case hexadecimal digits"));
        }
        if self.must.is_empty() {
            return Err("must: name the browser at least".to_owned());
        }
        if let Some(path) = self.must.iter().find(|path| !self.files.contains_key(*path)) {
            return Err(format!("must: {path} is not among the files"));
        }
        if let Some(register) = FIXED.into_iter().find(|register| !self.pcrs.contains_key(*register)) {
            return Err(format!("pcrs: register {register} is not fixed, so another boot loader could start it"));
        }
        if !KERNEL.into_iter().any(|register| self.pcrs.contains_key(register)) {
            return Err("pcrs: none of 8, 9, 11, 12 is fixed, so the kernel could be told to measure nothing".to_owned());
        }
        let known = |register: &String| register.parse::<u8>().is_ok_and(|r| r < crate::tpm::REGISTERS && r != 10);
        match self.pcrs.iter().find(|(register, value)| !known(register) || !is_hash(value)) {
            Some((register, _)) => Err(format!("pcrs: {register}: 0 to 23 without 10, and 64 hexadecimal digits")),
            None => Ok(()),
        }
    }
}

impl Rules {
    /// From now on machines are believed for starts and programs of these images only. Devices other than TPMs are judged as
    /// before.
    ///
    /// Errors: as [`Image::check`].
    pub fn only_images(&mut self, images: &[Image]) -> Result<(), String> {
        let mut registers: BTreeSet<u8> = QUOTED.collect();
        let tpm = &mut self.tpm;
        (tpm.boot, tpm.files) = (Vec::new(), BTreeMap::new());
        for image in images {
            image.check()?;
            registers.extend(image.pcrs.keys().filter_map(|register| register.parse::<u8>().ok()));
            tpm.boot.push(Boot {
                name: format!("{} {}", image.name, image.version),
                pcrs: image.pcrs.clone(),
                must: image.must.clone(),
            });
            for (path, hashes) in &image.files {
                tpm.files.entry(path.clone()).or_default().extend(hashes.iter().cloned());
            }
        }
        tpm.pcrs = registers.into_iter().collect();
        (tpm.boot_log, tpm.file_log) = (true, true);
        Ok(())
    }
}
