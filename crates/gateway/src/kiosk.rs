//! Manifests of kiosks' images: made from a mounted root and a known good start, and read.

use std::{
    collections::BTreeMap,
    fs,
    io::Read,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use attestation_core::{
    bytes::{hex, sha256},
    kiosk::Image,
    tpm,
};
use kernel::{Code, Error, Result};

/// Registers that a manifest fixes where the start measured into them: boot loader, secure boot, kernel and its command line.
const FIXED: [u8; 6] = [4, 7, 8, 9, 11, 12];
/// What the kernel loads without it being a program.
const LOADED: [&str; 3] = ["/lib/modules/", "/lib/firmware/", "/etc/ima/"];

fn wrong(path: &Path, what: impl std::fmt::Display) -> Error {
    Error::new(Code::InvalidField, format!("{}: {what}", path.display()))
}

/// Reads manifests. Errors: `invalid_field` with the file and what is wrong with it.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Vec<Image>> {
    let one = |path: &PathBuf| {
        let text = fs::read_to_string(path).map_err(|e| wrong(path, e))?;
        let image: Image = toml::from_str(&text).map_err(|e| wrong(path, e.message()))?;
        image.check().map_err(|what| wrong(path, what))?;
        Ok(image)
    };
    paths.iter().map(one).collect()
}

/// The manifest of the image under `root`, as TOML.
pub(crate) fn list(root: &Path, name: &str, version: &str, must: &[String], boot_log: &Path) -> Result<String> {
    let log = fs::read(boot_log).map_err(|e| wrong(boot_log, e))?;
    let started = tpm::replay_boot(&log).map_err(|refusal| wrong(boot_log, refusal))?;
    let fixed = |(register, value): (&u8, &[u8; 32])| FIXED.contains(register).then(|| (register.to_string(), hex(value)));
    let mut files = BTreeMap::new();
    walk(root, Path::new("/"), &mut files)?;
    let image = Image {
        name: name.to_owned(),
        version: version.to_owned(),
        must: must.to_vec(),
        pcrs: started.registers.iter().filter_map(fixed).collect(),
        files,
    };
    image.check().map_err(|what| wrong(root, what))?;
    toml::to_string(&image).map_err(Error::internal)
}

/// Adds what the kernel would measure under `at`, a path within the image. Links are not followed: the kernel names what they
/// lead to.
fn walk(root: &Path, at: &Path, files: &mut BTreeMap<String, Vec<String>>) -> Result<()> {
    let here = root.join(at.strip_prefix("/").unwrap_or(at));
    let entries = fs::read_dir(&here).map_err(|e| wrong(&here, e))?;
    for entry in entries {
        let entry = entry.map_err(|e| wrong(&here, e))?;
        let (path, kind) = (at.join(entry.file_name()), entry.file_type().map_err(|e| wrong(&here, e))?);
        if kind.is_dir() {
            walk(root, &path, files)?;
        } else if kind.is_file() && is_measured(&entry.path(), &path)? {
            let bytes = fs::read(entry.path()).map_err(|e| wrong(&path, e))?;
            let name = path.to_str().ok_or_else(|| wrong(&path, "a name that is no UTF-8"))?;
            files.insert(name.to_owned(), vec![hex(&sha256(&bytes))]);
        }
    }
    Ok(())
}

/// Programs, libraries, and what the kernel loads.
fn is_measured(real: &Path, path: &Path) -> Result<bool> {
    let name = path.to_string_lossy();
    if LOADED.iter().any(|part| name.contains(part)) {
        return Ok(true);
    }
    let mut file = fs::File::open(real).map_err(|e| wrong(path, e))?;
    if file.metadata().map_err(|e| wrong(path, e))?.permissions().mode() & 0o111 != 0 {
        return Ok(true);
    }
    let mut head = Vec::new();
    file.by_ref().take(4).read_to_end(&mut head).map_err(|e| wrong(path, e))?;
    Ok(head == b"\x7fELF")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A boot log with one event for each register.
    fn boot_log(registers: &[u8]) -> Vec<u8> {
        let spec = [b"Spec ID Event03\0".as_slice(), &[0; 8], &[1, 0, 0, 0, 0x0b, 0, 32, 0, 0]].concat();
        let size = u32::try_from(spec.len()).unwrap().to_le_bytes();
        let mut log = [[0, 0, 0, 0, 3, 0, 0, 0].as_slice(), &[0; 20], &size, &spec].concat();
        for register in registers {
            log.extend([*register, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0x0b, 0]);
            log.extend(sha256(&[*register]));
            log.extend([0; 4]);
        }
        log
    }

    #[test]
    fn a_manifest_lists_what_runs_and_nothing_else_and_is_read_again() {
        let dir = std::env::temp_dir().join(format!("tidecrew-image-{}", kernel::Id::<()>::new()));
        let root = dir.join("root");
        let put = |path: &str, bytes: &[u8], mode: u32| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, bytes).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        };
        put("usr/bin/browser", b"\x7fELF browser", 0o755);
        put("usr/lib/libc.so", b"\x7fELF library", 0o644);
        put("usr/lib/modules/6/cam.ko", b"module", 0o644);
        put("etc/motd", b"words", 0o644);
        std::os::unix::fs::symlink("browser", root.join("usr/bin/other")).unwrap();
        let log = dir.join("boot");
        fs::write(&log, boot_log(&[0, 4, 7, 11])).unwrap();
        let must = ["/usr/bin/browser".to_owned()];
        let text = list(&root, "kiosk", "1", &must, &log).unwrap();
        let manifest = dir.join("image.toml");
        fs::write(&manifest, &text).unwrap();
        let image = read(std::slice::from_ref(&manifest)).unwrap().remove(0);
        let listed: Vec<&String> = image.files.keys().collect();
        assert_eq!(listed, ["/usr/bin/browser", "/usr/lib/libc.so", "/usr/lib/modules/6/cam.ko"]);
        assert_eq!(image.files["/usr/bin/browser"], [hex(&sha256(b"\x7fELF browser"))]);
        assert_eq!(image.pcrs.keys().collect::<Vec<_>>(), ["11", "4", "7"]);
        fs::write(&log, boot_log(&[0, 4])).unwrap();
        assert!(list(&root, "kiosk", "1", &must, &log).unwrap_err().to_string().contains("register 7"));
        fs::write(&manifest, text.replace("must", "may")).unwrap();
        assert!(read(&[manifest]).is_err());
        fs::remove_dir_all(&dir).unwrap();
    }
}
