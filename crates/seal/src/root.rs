//! The root key's file: 64 hexadecimal digits, readable by its owner only.

use std::{
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    path::Path,
};

use kernel::{Code, Error, Result};
use rand::{TryRng, rngs::SysRng};
use zeroize::Zeroizing;

pub(crate) type RootKey = Zeroizing<[u8; 32]>;

/// Fresh random bytes from the operating system.
pub(crate) fn random_key() -> Result<RootKey> {
    let mut key = Zeroizing::new([0; 32]);
    SysRng.try_fill_bytes(key.as_mut_slice()).map_err(|cause| Error::internal(format!("no random bytes: {cause}")))?;
    Ok(key)
}

/// Reads the key at `path`, or makes one there. Two processes that start together end with the same key.
pub(crate) fn load_or_create(path: &Path) -> Result<RootKey> {
    match fs::read_to_string(path) {
        Ok(text) => {
            warn_if_open(path);
            parse(&Zeroizing::new(text)).map_err(|error| Error::new(error.code, format!("{}: {}", path.display(), error.detail)))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => create(path),
        Err(error) => Err(failed(path, error)),
    }
}

/// Parses 64 hexadecimal digits, white space around them allowed.
pub(crate) fn parse(text: &str) -> Result<RootKey> {
    let refuse = || Error::new(Code::Internal, "the root key must be 64 hexadecimal digits");
    let digits = text.trim().as_bytes();
    let (pairs, []) = digits.as_chunks::<2>() else { return Err(refuse()) };
    let mut key = Zeroizing::new([0; 32]);
    if pairs.len() != key.len() {
        return Err(refuse());
    }
    for (byte, [high, low]) in key.iter_mut().zip(pairs) {
        *byte = nibble(*high).zip(nibble(*low)).map(|(h, l)| h << 4 | l).ok_or_else(refuse)?;
    }
    Ok(key)
}

fn nibble(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// Writes a new key beside `path` and links it into place, so that no reader sees half a key and no key is overwritten.
fn create(path: &Path) -> Result<RootKey> {
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|e| failed(path, e))?;
    }
    let key = random_key()?;
    let draft = path.with_extension(format!("{}.new", crate::store::KeyId::new()));
    let text: Zeroizing<String> = Zeroizing::new(key.iter().map(|b| format!("{b:02x}")).collect());
    let written = write_private(&draft, &text).and_then(|()| match fs::hard_link(&draft, path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    });
    let removed = fs::remove_file(&draft);
    written.and(removed).map_err(|e| failed(path, e))?;
    // Whoever linked first wins; the file is the truth.
    parse(&Zeroizing::new(fs::read_to_string(path).map_err(|e| failed(path, e))?))
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    writeln!(file, "{text}")?;
    file.sync_all()
}

#[cfg(unix)]
fn warn_if_open(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let open = fs::metadata(path).is_ok_and(|m| m.permissions().mode() & 0o077 != 0);
    if open {
        tracing::warn!(path = %path.display(), "others can read the root key; set its mode to 0600");
    }
}

#[cfg(not(unix))]
fn warn_if_open(_: &Path) {}

fn failed(path: &Path, cause: std::io::Error) -> Error {
    Error::new(Code::Internal, format!("the root key at {} cannot be used", path.display())).because(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("tidecrew-seal-{name}-{}", kernel::SessionId::new()));
        fs::create_dir_all(&path).unwrap();
        path
    }

    #[test]
    fn the_file_is_made_once_and_private() {
        let folder = folder("once");
        let path = folder.join("keys").join("root.key");
        let first = load_or_create(&path).unwrap();
        assert_eq!(first, load_or_create(&path).unwrap());
        assert_ne!(*first, [0; 32]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(folder.join("keys")).unwrap().count(), 1, "no draft is left");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn threads_that_start_together_agree() {
        let folder = folder("race");
        let path = folder.join("root.key");
        let keys: Vec<RootKey> = std::thread::scope(|s| {
            let runs: Vec<_> = (0..8).map(|_| s.spawn(|| load_or_create(&path))).collect();
            runs.into_iter().map(|run| run.join().unwrap().unwrap()).collect()
        });
        assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_broken_file_is_refused_without_showing_it() {
        let folder = folder("broken");
        let path = folder.join("root.key");
        for text in ["", "abc", &"zz".repeat(32), &"ab".repeat(33)] {
            fs::write(&path, text).unwrap();
            let error = load_or_create(&path).unwrap_err();
            assert!(error.detail.contains("64 hexadecimal digits") && !error.to_string().contains("abab"), "{error}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text, "left as it was");
        }
        fs::write(&path, format!(" {}\n", "Ab".repeat(32))).unwrap();
        assert_eq!(*load_or_create(&path).unwrap(), [0xab; 32]);
        fs::remove_dir_all(folder).unwrap();
    }
}
