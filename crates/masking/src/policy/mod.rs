//! Masking policies: the shipped ones, and an enterprise's own that extend them. Compiling, and what none may undo. Pure.

pub(crate) mod http;
pub(crate) mod service;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use ::http::PolicyFiles;
use db::Conn;
use kernel::{Code, Error, Result, TenantId};
use masking_core::{Detector, Known, Policy, Replacer, SpeakerState, Turn, render};
use serde::Deserialize;

use crate::BASE;

/// Kind of masking policies in the policy table.
pub(crate) const KIND: &str = "masking";
/// Longest text of a policy, bytes.
pub(crate) const SOURCE_MAX: usize = 48 * 1024;
/// Policies that one enterprise may have.
pub(crate) const POLICIES_MAX: usize = 20;
/// Versions of all its policies that one enterprise may keep.
pub(crate) const VERSIONS_MAX: usize = 200;
/// Compiled versions held in memory; more are compiled again.
const CACHED: usize = 128;

/// Texts whose value no policy may leave readable, whatever it sets, allows or passes: workers act through tokens.
const FLOOR: &[(&str, &str, &str)] = &[
    ("PHONE", "我的手机号是13970416285", "13970416285"),
    ("PHONE", "please call me at +1 415 555 2671", "415 555 2671"),
    ("ID_CARD", "身份证号11010519491231002X", "11010519491231002X"),
    ("BANK_CARD", "银行卡号6222021234567890128", "6222021234567890128"),
    ("EMAIL", "邮箱是xu.mei.ling@163.com", "xu.mei.ling@163.com"),
    ("WECHAT", "我的微信号是meiling_8826", "meiling_8826"),
    ("ADDRESS", "地址浙江省杭州市西湖区文三路128号3幢2单元501室", "文三路128号3幢2单元501室"),
];
/// A name that the enterprise itself gave as known.
const FLOOR_NAME: &str = "欧阳静雯";

/// The lines of a policy that say what it is; the rest is the core's business.
#[derive(Deserialize)]
struct Head {
    id: String,
    extends: Option<String>,
}

/// A policy from bytes, which may extend a shipped one. Errors: `policy_invalid` naming the vector that fails.
pub(crate) fn parse(files: &PolicyFiles, bytes: &[u8]) -> Result<Policy> {
    let shipped = |id: &str| shipped(files, id).map(<[u8]>::to_vec);
    Policy::parse(bytes, &shipped).map_err(|e| invalid(format!("masking: {e}")))
}

/// The text of a shipped policy.
pub(crate) fn shipped<'a>(files: &'a PolicyFiles, id: &str) -> Option<&'a [u8]> {
    files.get(&format!("masking/{id}.toml")).ok()
}

/// Ids of the shipped policies.
pub(crate) fn shipped_ids(files: &PolicyFiles) -> Vec<String> {
    let names = files.under("masking/").filter_map(|(path, _)| path.strip_prefix("masking/")?.strip_suffix(".toml"));
    names.map(ToOwned::to_owned).collect()
}

/// An enterprise's policy `id` from its text: it must extend a shipped policy, pass its own vectors and keep the floor.
///
/// Errors: `invalid_field` for an id that is taken or malformed; `policy_invalid` naming what fails.
pub(crate) fn compile_own(files: &PolicyFiles, id: &str, source: &str) -> Result<Detector> {
    own_id(files, id)?;
    let head: Head = toml::from_str(source).map_err(|e| invalid(format!("masking: {e}")))?;
    if head.id != id {
        return Err(invalid(format!("masking: the text says id = {:?}, but this is the policy {id:?}", head.id)));
    }
    let parents = shipped_ids(files);
    if !head.extends.is_some_and(|parent| parents.contains(&parent)) {
        return Err(invalid(format!("masking: policy {id} must extend one of {}", parents.join(", "))));
    }
    let detector = Detector::new(Arc::new(parse(files, source.as_bytes())?));
    floor(&detector)?;
    Ok(detector)
}

/// Refuses ids of shipped policies and those that are no plain words.
pub(crate) fn own_id(files: &PolicyFiles, id: &str) -> Result<()> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if id.len() < 2 || id.len() > 40 || !id.bytes().all(plain) {
        return Err(Error::field("id", "invalid", "2 to 40 of a-z, 0-9 and -"));
    }
    if shipped(files, id).is_some() {
        return Err(Error::field("id", "taken", "this is a policy of the platform; give yours another name"));
    }
    Ok(())
}

/// Errors: `policy_invalid` naming the kind of value that the policy would show to workers.
pub(crate) fn floor(detector: &Detector) -> Result<()> {
    let known = [Known { label: masking_core::Label::Person, value: FLOOR_NAME.to_owned() }];
    let named = ("PERSON", "您好,我是欧阳静雯", FLOOR_NAME);
    for &(label, text, value) in FLOOR.iter().chain([&named]) {
        let mut state = SpeakerState::default();
        let found = detector.scan(Turn { text, speaker: 0, seq: 1, known: &known, state: &mut state, at_ms: 0 });
        let mut replacer = Replacer::new(detector.policy(), b"floor");
        let shown = render(text, &found.spans, &mut |span| replacer.replace(span, text));
        if !found.blocked && shown.contains(value) {
            return Err(invalid(format!(
                "masking: policy {} would show {label} values to workers, e.g. {text:?}",
                detector.policy().id()
            )));
        }
    }
    if !detector.policy().blocks_on_error() {
        return Err(invalid(
            "masking: defaults.on_error must stay \"block\": what could not be looked through is not shown".to_owned(),
        ));
    }
    Ok(())
}

fn invalid(detail: String) -> Error {
    Error::new(Code::PolicyInvalid, detail)
}

/// The policy that a project chose: the enterprise's own version in force, or a shipped one.
pub struct Chosen {
    id: String,
    /// Hash and text of the enterprise's own version; the text only when it is not compiled yet.
    own: Option<(String, Option<String>)>,
}

/// Finds what policy `id` means to `tenant` now. Reads only.
pub(crate) fn chosen(c: &mut Conn<'_>, tenant: TenantId, id: &str) -> db::Result<Chosen> {
    let own = match audit::policy::active_hash(c, tenant, KIND, id)? {
        None => None,
        Some(hash) if cached(&hash).is_some() => Some((hash, None)),
        Some(_) => {
            audit::policy::active(c, tenant, KIND, id)?.map(|v| (v.hash, Some(String::from_utf8_lossy(&v.body).into_owned())))
        }
    };
    Ok(Chosen { id: id.to_owned(), own })
}

/// The detector of a chosen policy, compiled once per version and process.
///
/// Errors: `policy_invalid`, `policy_missing`: a text is never looked through by rules that are not whole.
pub(crate) fn detector(files: &PolicyFiles, base: &Detector, chosen: &Chosen) -> Result<Detector> {
    match &chosen.own {
        Some((hash, text)) => {
            if let Some(found) = cached(hash) {
                return Ok(found);
            }
            let gone = || Error::new(Code::PolicyMissing, "the masking policy was replaced meanwhile");
            let found = Detector::new(Arc::new(parse(files, text.as_deref().ok_or_else(gone)?.as_bytes())?));
            Ok(keep(hash.clone(), found))
        }
        None if chosen.id == BASE => Ok(base.clone()),
        None => {
            let name = format!("shipped/{}", chosen.id);
            if let Some(found) = cached(&name) {
                return Ok(found);
            }
            let missing = || Error::new(Code::PolicyMissing, format!("the masking policy {} is not in force", chosen.id));
            let bytes = shipped(files, &chosen.id).ok_or_else(missing)?;
            Ok(keep(name, Detector::new(Arc::new(parse(files, bytes)?))))
        }
    }
}

impl Chosen {
    /// Nothing has to be compiled.
    pub(crate) fn is_ready(&self) -> bool {
        match &self.own {
            Some((hash, _)) => cached(hash).is_some(),
            None => self.id == BASE || cached(&format!("shipped/{}", self.id)).is_some(),
        }
    }
}

type Cache = Mutex<HashMap<String, Detector>>;

fn cache() -> &'static Cache {
    static COMPILED: OnceLock<Cache> = OnceLock::new();
    COMPILED.get_or_init(Cache::default)
}

fn cached(hash: &str) -> Option<Detector> {
    cache().lock().unwrap_or_else(PoisonError::into_inner).get(hash).cloned()
}

fn keep(hash: String, detector: Detector) -> Detector {
    let mut cache = cache().lock().unwrap_or_else(PoisonError::into_inner);
    if cache.len() >= CACHED {
        cache.clear();
    }
    cache.insert(hash, detector.clone());
    detector
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> PolicyFiles {
        testkit::policies_from_disk()
    }

    fn refused(source: &str) -> String {
        let error = compile_own(&files(), "shop-cn", source).err().unwrap();
        assert_eq!(error.code, Code::PolicyInvalid);
        error.detail
    }

    #[test]
    fn shipped_policies_keep_the_floor() {
        for id in shipped_ids(&files()) {
            let policy = parse(&files(), shipped(&files(), &id).unwrap()).unwrap();
            floor(&Detector::new(Arc::new(policy))).unwrap();
        }
    }

    #[test]
    fn an_own_policy_extends_a_shipped_one_and_passes_its_vectors() {
        let good = "id = \"shop-cn\"\nversion = 1\nextends = \"retail-cn\"\n[entity.PLATE]\naction = \"mask\"\nkeep_first = 2\n";
        assert!(compile_own(&files(), "shop-cn", good).is_ok());
        assert!(refused("id = \"shop-cn\"\nversion = 1\n").contains("must extend"));
        assert!(refused("id = \"other\"\nversion = 1\nextends = \"base-cn\"\n").contains("other"));
        let vector = format!("{good}[[test]]\ntext = \"我电话13812345678\"\nexpect = \"我电话〔电话·1〕\"\n");
        assert!(refused(&vector).contains("test vector 1 fails"), "{}", refused(&vector));
        assert_eq!(compile_own(&files(), "base-cn", good).err().unwrap().code, Code::InvalidField);
        assert_eq!(compile_own(&files(), "Shop!", good).err().unwrap().code, Code::InvalidField);
    }

    #[test]
    fn no_setting_lowers_the_floor() {
        let head = "id = \"shop-cn\"\nversion = 1\nextends = \"base-cn\"\n";
        for undo in [
            "[entity.PHONE]\naction = \"pass\"\n",
            "[entity.ID_CARD]\nthreshold = 1.0\naction = \"pass\"\n",
            "[entity.PERSON]\naction = \"pass\"\n",
            "[[allow]]\npattern = \"1[3-9][0-9]{9}\"\n",
            "[[allow]]\npattern = \".*\"\n",
            "[defaults]\naction = \"pass\"\n",
            "[defaults]\non_error = \"pass\"\n",
        ] {
            refused(&format!("{head}{undo}"));
        }
    }
}
