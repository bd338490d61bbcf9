//! The attestation policy: which claims make which level, for how long, whom we believe, and what each action demands.

use std::{collections::BTreeMap, time::Duration};

use serde::{Deserialize, Serialize};

use crate::{
    bytes::unhex,
    cert::{Anchor, Cert, Trust},
    ear::Claim,
    guard::GuardRules,
    refusal::{Refusal, Result},
    rhythm::RhythmRules,
};

/// Highest level.
pub const TOP: u8 = 3;

/// A policy document of `policies/attestation`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    pub id: String,
    pub version: u32,
    /// Seconds that each level holds without new evidence, from level 0 on.
    pub holds_s: [u64; 4],
    /// The level that work of sensitivity 1, 2 and 3 demands.
    pub sensitivity: [u8; 3],
    /// What single actions demand, e.g. `reveal`.
    pub actions: BTreeMap<String, Need>,
    /// A level is reached by any one of its rules.
    pub level: Vec<LevelRule>,
    #[serde(default)]
    pub root: Vec<Root>,
    /// Serial numbers of certificates that are no longer believed, lower-case hexadecimal.
    #[serde(default)]
    pub revoked: Vec<String>,
    pub webauthn: WebauthnRules,
    pub tpm: TpmRules,
    #[serde(default)]
    pub android: Option<AndroidRules>,
    #[serde(default)]
    pub apple: Option<AppleRules>,
    pub guard: GuardRules,
    /// When somebody is asked to prove that it is still they who type.
    #[serde(default)]
    pub rhythm: RhythmRules,
    #[serde(default)]
    pub vector: Vec<Vector>,
    #[serde(skip)]
    anchors: BTreeMap<String, Anchor>,
}

/// What an action demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    pub level: u8,
}

/// These claims together make this level.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelRule {
    pub level: u8,
    pub claims: Vec<Claim>,
}

/// An authority: a certificate, or the hash of an attestation key that stands for itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Root {
    pub name: String,
    #[serde(default)]
    pub pem: Option<String>,
    #[serde(default)]
    pub leaf_spki_sha256: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebauthnRules {
    /// Attestation formats that are looked at; `none` gives a plain passkey.
    pub formats: Vec<String>,
    /// COSE algorithms of credentials.
    pub algorithms: Vec<i64>,
    #[serde(default)]
    pub model: Vec<Model>,
}

/// A make of authenticator.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    pub name: String,
    /// UUID as on its maker's page.
    pub aaguid: String,
    /// Names of roots that may have signed for it.
    pub roots: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TpmRules {
    /// Names of roots of endorsement certificates.
    pub roots: Vec<String>,
    /// Registers of the SHA-256 bank that a quote must cover.
    pub pcrs: Vec<u8>,
    /// Must the boot log be sent? It is checked whenever it is there.
    #[serde(default)]
    pub boot_log: bool,
    /// Must the log of programs be sent?
    #[serde(default)]
    pub file_log: bool,
    /// Known starts: any one must fit in every register it names. Without any, registers are not compared.
    #[serde(default)]
    pub boot: Vec<Boot>,
    /// Known programs by path, each with the SHA-256 hashes it may have.
    #[serde(default)]
    pub files: BTreeMap<String, Vec<String>>,
    /// Lowest firmware version of the TPM.
    #[serde(default)]
    pub firmware: u64,
}

/// A known start of a machine.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boot {
    pub name: String,
    /// Register number → value in hexadecimal.
    pub pcrs: BTreeMap<String, String>,
    /// Programs that must have run since: the log of programs holds them, and begins with this start.
    #[serde(default)]
    pub must: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AndroidRules {
    pub roots: Vec<String>,
    /// Oldest security update, as YYYYMM.
    pub patch_level: u64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppleRules {
    pub roots: Vec<String>,
    /// `TEAMID.bundle.id` of our app.
    pub app_id: String,
    /// Are development builds believed?
    #[serde(default)]
    pub development: bool,
}

/// The document's own test: these claims make this level and open or close this.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    pub claims: Vec<Claim>,
    pub level: u8,
    /// Sensitivities that the level opens.
    pub opens: Vec<u8>,
}

impl Rules {
    /// The level that `claims` make.
    pub fn level(&self, claims: &[Claim]) -> u8 {
        let met = self.level.iter().filter(|rule| rule.claims.iter().all(|c| claims.contains(c)));
        met.map(|rule| rule.level).max().unwrap_or(0)
    }

    /// How long a level holds without new evidence.
    pub fn holds(&self, level: u8) -> Duration {
        Duration::from_secs(self.holds_s.get(usize::from(level)).copied().unwrap_or(0))
    }

    /// The level that work of `sensitivity` demands. What is not on the scale demands the top.
    pub fn demands(&self, sensitivity: u8) -> u8 {
        let at = usize::from(sensitivity.saturating_sub(1));
        self.sensitivity.get(at).copied().unwrap_or(TOP)
    }

    /// What whoever hands out work or shows originals asks for.
    pub fn for_work(&self) -> kernel::Demands {
        let (work, reveal, text) = (self.action("work"), self.action("reveal"), self.action("text"));
        kernel::Demands { work, reveal, text, sensitivity: self.sensitivity }
    }

    /// The level of a session with `claims`: what they make, but no more than the guard's rules leave to a session whose
    /// cameras are not watched.
    pub fn session_level(&self, claims: &[Claim]) -> u8 {
        let level = self.level(claims);
        if claims.contains(&Claim::Guard) { level } else { level.min(self.guard.without) }
    }

    /// The level that an action demands. An action that the policy does not name demands the top.
    pub fn action(&self, name: &str) -> u8 {
        self.actions.get(name).map_or(TOP, |need| need.level)
    }

    /// The claims that a session still lacks for `level`, of the rule that lacks the fewest.
    pub fn missing(&self, claims: &[Claim], level: u8) -> Vec<Claim> {
        let unwatched = level > self.guard.without && !claims.contains(&Claim::Guard);
        let lacking = |rule: &LevelRule| rule.claims.iter().copied().filter(|c| !claims.contains(c)).collect::<Vec<_>>();
        let rules = self.level.iter().filter(|rule| rule.level >= level);
        let mut lacking = rules.map(lacking).min_by_key(Vec::len).unwrap_or_default();
        if unwatched {
            lacking.push(Claim::Guard);
        }
        lacking
    }

    /// The named authorities, at a time.
    pub fn trust<'a>(&'a self, names: &[String], understood: &'a [&'a str], now: kernel::Ts) -> Trust<'a> {
        let anchors = names.iter().filter_map(|name| self.anchors.get(name)).collect();
        Trust { anchors, revoked: &self.revoked, understood, now }
    }

    /// Adds an authority that is not in the document, under `name`, believed for TPMs and every model.
    pub fn also_trust(&mut self, name: &str, pem: &str) -> Result<()> {
        let cert = Cert::pem(pem)?.into_iter().next().ok_or(Refusal::InputEncoding)?;
        self.anchors.insert(name.to_owned(), Anchor::Authority(Box::new(cert)));
        self.tpm.roots.push(name.to_owned());
        for model in &mut self.webauthn.model {
            model.roots.push(name.to_owned());
        }
        Ok(())
    }

    fn anchor(root: &Root) -> std::result::Result<Anchor, String> {
        let wrong = |refusal: Refusal| format!("root {}: {refusal}", root.name);
        match (&root.pem, &root.leaf_spki_sha256) {
            (Some(pem), None) => {
                let cert = Cert::pem(pem).map_err(wrong)?.into_iter().next();
                cert.map(|c| Anchor::Authority(Box::new(c))).ok_or_else(|| format!("root {}: no certificate", root.name))
            }
            (None, Some(hash)) => {
                let bytes: Option<[u8; 32]> = unhex(hash).map_err(wrong)?.try_into().ok();
                bytes.map(Anchor::Pin).ok_or_else(|| format!("root {}: a hash has 64 digits", root.name))
            }
            _ => Err(format!("root {}: pem or leaf_spki_sha256, one of them", root.name)),
        }
    }

    /// Reads the authorities. Called once, after parsing.
    pub fn prepare(mut self) -> std::result::Result<Self, String> {
        self.anchors =
            self.root.iter().map(|r| Ok((r.name.clone(), Self::anchor(r)?))).collect::<std::result::Result<_, String>>()?;
        Ok(self)
    }

    fn names_exist(&self) -> std::result::Result<(), String> {
        let known = |name: &String| self.root.iter().any(|root| root.name == *name);
        let models = self.webauthn.model.iter().flat_map(|m| &m.roots);
        let phones = self.android.iter().flat_map(|a| &a.roots).chain(self.apple.iter().flat_map(|a| &a.roots));
        match models.chain(&self.tpm.roots).chain(phones).find(|name| !known(name)) {
            Some(name) => Err(format!("no root is called {name}")),
            None => Ok(()),
        }
    }
}

impl kernel::policy::Rules for Rules {
    const KIND: &'static str = "attestation";

    fn check(&self) -> std::result::Result<(), String> {
        for root in &self.root {
            Self::anchor(root)?;
        }
        self.names_exist()?;
        self.guard.check()?;
        self.rhythm.check()?;
        let levels = self.level.iter().map(|r| r.level).chain(self.sensitivity).chain(self.actions.values().map(|n| n.level));
        if levels.into_iter().any(|level| level > TOP) {
            return Err(format!("levels go up to {TOP}"));
        }
        if !self.sensitivity.is_sorted() {
            return Err("sensitivity: more sensitive work cannot demand less".to_owned());
        }
        for (n, vector) in self.vector.iter().enumerate() {
            let level = self.level(&vector.claims);
            let opens: Vec<u8> = (1..=3).filter(|s| self.demands(*s) <= level).collect();
            if (level, &opens) != (vector.level, &vector.opens) {
                return Err(format!(
                    "vector {n}: wanted level {} opening {:?}, got {level} opening {opens:?}",
                    vector.level, vector.opens
                ));
            }
        }
        Ok(())
    }
}
