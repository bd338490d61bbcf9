//! Whom payouts are sent to, as configured: a bank that takes files over HTTP, Alipay, WeChat. Each is optional.

use std::path::{Path, PathBuf};

use kernel::{Code, Error, Result};
use payout::{BankPeer, Counterparties};
use post::{Peer, Wire};
use rails::wallet::{Alipay, Keys, WeChat};
use serde::Deserialize;

/// The `[rails]` table.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RailsConfig {
    pub bank: Option<BankConfig>,
    pub alipay: Option<AlipayConfig>,
    pub wechat: Option<WechatConfig>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankConfig {
    pub url: String,
    /// Sent as a bearer token. Only from the environment (`TIDECREW_BANK_TOKEN`).
    #[serde(skip)]
    pub token: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlipayConfig {
    pub url: String,
    pub app_id: String,
    /// File with our private key: PKCS#8, DER.
    pub key: PathBuf,
    /// File with Alipay's public key: PKCS#1, DER.
    pub their_key: PathBuf,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WechatConfig {
    pub url: String,
    pub app_id: String,
    pub merchant: String,
    /// Serial number of our certificate.
    pub serial: String,
    /// Transfer scene agreed with WeChat.
    pub scene: String,
    pub key: PathBuf,
    pub their_key: PathBuf,
    /// Serial number of WeChat's key; without it nobody is paid 2,000 yuan or more at once.
    pub their_serial: Option<String>,
    /// Where WeChat posts its notices: our address with `/api/v1/rails/wechat/notices`.
    pub notify_url: Option<String>,
    /// File with the 32 bytes under which it seals them (the merchant's key of API v3).
    pub notice_key: Option<PathBuf>,
}

fn read(path: &Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|e| Error::new(Code::InvalidField, format!("rails: {}: {e}", path.display())))
}

fn keys(ours: &Path, theirs: &Path) -> Result<Keys> {
    Keys::new(&read(ours)?, read(theirs)?)
}

fn notice_key(path: &Path) -> Result<[u8; 32]> {
    let bytes = read(path)?;
    let wrong = |_| Error::new(Code::InvalidField, format!("rails: {} holds no 32 bytes", path.display()));
    bytes.trim_ascii_end().try_into().map_err(wrong)
}

impl RailsConfig {
    /// Reads the keys. Errors: `invalid_field` naming the file or the address.
    pub fn counterparties(&self) -> Result<Counterparties> {
        let bank = match &self.bank {
            Some(bank) => Some(BankPeer { peer: Peer::parse(&bank.url)?, token: bank.token.clone() }),
            None => None,
        };
        let alipay = match &self.alipay {
            Some(a) => Some((Peer::parse(&a.url)?, Alipay { app_id: a.app_id.clone(), keys: keys(&a.key, &a.their_key)? })),
            None => None,
        };
        let wechat = match &self.wechat {
            Some(w) => {
                let wechat = WeChat {
                    app_id: w.app_id.clone(),
                    merchant: w.merchant.clone(),
                    serial: w.serial.clone(),
                    scene: w.scene.clone(),
                    their_serial: w.their_serial.clone(),
                    notify_url: w.notify_url.clone(),
                    notice_key: w.notice_key.as_deref().map(notice_key).transpose()?,
                    keys: keys(&w.key, &w.their_key)?,
                };
                Some((Peer::parse(&w.url)?, wechat))
            }
            None => None,
        };
        Ok(Counterparties { wire: Wire::new()?, bank, alipay, wechat })
    }

    /// The simulated bank and its wallets; its keys are written below `data`.
    pub(crate) fn simulated(access: &swarm::bank::Access, data: &Path) -> Result<Self> {
        let dir = data.join("bank");
        std::fs::create_dir_all(&dir).map_err(Error::internal)?;
        let (key, their_key, notice_key) = (dir.join("platform.pk8"), dir.join("wallet.pub"), dir.join("notices.key"));
        std::fs::write(&key, access.key).map_err(Error::internal)?;
        std::fs::write(&their_key, access.their_key).map_err(Error::internal)?;
        std::fs::write(&notice_key, access.notice_key).map_err(Error::internal)?;
        let (url, app_id) = (access.url.clone(), access.app_id.to_owned());
        Ok(Self {
            bank: Some(BankConfig { url: url.clone(), token: access.token.to_owned() }),
            alipay: Some(AlipayConfig {
                url: url.clone(),
                app_id: app_id.clone(),
                key: key.clone(),
                their_key: their_key.clone(),
            }),
            wechat: Some(WechatConfig {
                url,
                app_id,
                merchant: access.merchant.to_owned(),
                serial: "SIMULATED".to_owned(),
                scene: "1005".to_owned(),
                key,
                their_key,
                their_serial: Some(access.their_serial.to_owned()),
                notify_url: None,
                notice_key: Some(notice_key),
            }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_key_files_are_checked_by_name() {
        assert!(RailsConfig::default().counterparties().unwrap().bank.is_none());
        let with = |text: &str| toml::from_str::<RailsConfig>(text).unwrap().counterparties().err().unwrap().detail;
        assert!(with("[bank]\nurl = \"http://bank.example\"").contains("url"));
        let alipay =
            "[alipay]\nurl = \"https://alipay.example\"\napp_id = \"1\"\nkey = \"absent.der\"\ntheir_key = \"absent.pub\"";
        assert!(with(alipay).contains("absent.der"));
        let dir = std::env::temp_dir().join(format!("tidecrew-notice-{}", uuid::Uuid::now_v7()));
        std::fs::write(&dir, "a key of thirty-two bytes, APIv3\n").unwrap();
        assert_eq!(notice_key(&dir).unwrap(), *b"a key of thirty-two bytes, APIv3");
        std::fs::write(&dir, "too short").unwrap();
        assert!(notice_key(&dir).unwrap_err().detail.contains("32 bytes"));
        std::fs::remove_file(&dir).unwrap();
        assert!(toml::from_str::<RailsConfig>("[bank]\nurl = \"https://b\"\ntoken = \"secret\"").is_err(), "not in a file");
    }
}
