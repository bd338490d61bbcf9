//! Where pay goes, whether it can go there, and what may be shown of it. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ID_CHARS,
    pain001::{Account, Agent, Party},
};

db::text_enum! {
    /// A way in which money leaves.
    pub enum Rail { Bank = "bank", Alipay = "alipay", Wechat = "wechat" }
}

/// Where somebody's pay goes: a bank account, or a wallet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Payee {
    Bank(Party),
    Wallet(WalletParty),
}

/// Whose wallet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WalletParty {
    /// The real name, which the wallet compares.
    pub name: String,
    pub wallet: Wallet,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Wallet {
    /// A user's number with Alipay, 16 digits that begin with 2088.
    Alipay(String),
    /// A user's `openid` with our WeChat application.
    Wechat(String),
}

impl Payee {
    pub const fn rail(&self) -> Rail {
        match self {
            Self::Bank(_) => Rail::Bank,
            Self::Wallet(WalletParty { wallet: Wallet::Alipay(_), .. }) => Rail::Alipay,
            Self::Wallet(WalletParty { wallet: Wallet::Wechat(_), .. }) => Rail::Wechat,
        }
    }

    /// Whether pay can go there. Errors: what is wrong, in words.
    pub fn checked(&self) -> std::result::Result<(), String> {
        let party = match self {
            Self::Bank(party) => return checked(party),
            Self::Wallet(party) => party,
        };
        if !(1..=140).contains(&party.name.trim().chars().count()) || party.name.chars().any(char::is_control) {
            return Err("the name has 1 to 140 characters".to_owned());
        }
        match &party.wallet {
            Wallet::Alipay(id) if id.len() != 16 || !id.starts_with("2088") || !id.bytes().all(|b| b.is_ascii_digit()) => {
                Err("an Alipay user has 16 digits that begin with 2088".to_owned())
            }
            Wallet::Wechat(id)
                if !(8..=64).contains(&id.len()) || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)) =>
            {
                Err("a WeChat openid has 8 to 64 letters, digits, dashes and underscores".to_owned())
            }
            Wallet::Alipay(_) | Wallet::Wechat(_) => Ok(()),
        }
    }

    /// What may be shown of it: the last four characters.
    pub fn hint(&self) -> String {
        match self {
            Self::Bank(party) => hint(&party.account),
            Self::Wallet(WalletParty { wallet: Wallet::Alipay(id) | Wallet::Wechat(id), .. }) => {
                hint(&Account::Other(id.clone()))
            }
        }
    }
}

/// Whether a party can stand in a bank file.
pub fn checked(party: &Party) -> std::result::Result<(), String> {
    let within = |text: &str, least: usize, most: usize| (least..=most).contains(&text.chars().count());
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric());
    if !within(party.name.trim(), 1, 140) || party.name.chars().any(char::is_control) {
        return Err("the name has 1 to 140 characters".to_owned());
    }
    match &party.account {
        Account::Iban(iban) if !sound_iban(iban) => return Err("the IBAN's check digits are wrong".to_owned()),
        Account::Other(number) if !within(number, 4, 34) || !plain(number) => {
            return Err("the account has 4 to 34 digits".to_owned());
        }
        Account::Iban(_) | Account::Other(_) => {}
    }
    match &party.agent {
        Agent::Bic(bic) if !(matches!(bic.len(), 8 | 11) && plain(bic) && *bic == bic.to_uppercase()) => {
            Err("a BIC has 8 or 11 capital letters and digits".to_owned())
        }
        Agent::Clearing(system, member) if !within(system, 1, 5) || !within(member, 1, ID_CHARS) || !plain(member) => {
            Err("the bank's clearing number is wrong".to_owned())
        }
        Agent::Bic(_) | Agent::Clearing(..) => Ok(()),
    }
}

/// ISO 7064 mod 97-10.
fn sound_iban(iban: &str) -> bool {
    if !(15..=34).contains(&iban.len()) || !iban.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) {
        return false;
    }
    let (head, tail) = iban.split_at(4);
    let rest = tail.bytes().chain(head.bytes()).fold(0_u32, |rest, b| {
        if b.is_ascii_digit() { (rest * 10 + u32::from(b - b'0')) % 97 } else { (rest * 100 + u32::from(b - b'A') + 10) % 97 }
    });
    rest == 1
}

/// What may be shown of an account: its last four characters.
pub fn hint(account: &Account) -> String {
    let (Account::Iban(number) | Account::Other(number)) = account;
    let shown: String = number.chars().skip(number.chars().count().saturating_sub(4)).collect();
    format!("…{shown}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payee_says_its_rail_and_shows_four_characters() {
        let read = |text: &str| serde_json::from_str::<Payee>(text);
        let bank = read(r#"{"name":"张三","account":{"other":"6222000011112222"},"agent":{"bic":"ICBKCNBJ"}}"#).unwrap();
        let alipay = read(r#"{"name":"张三","wallet":{"alipay":"2088000011112222"}}"#).unwrap();
        let wechat = read(r#"{"name":"张三","wallet":{"wechat":"oABC-1234_x"}}"#).unwrap();
        assert_eq!([bank.rail(), alipay.rail(), wechat.rail()], [Rail::Bank, Rail::Alipay, Rail::Wechat]);
        assert_eq!((bank.hint().as_str(), alipay.hint().as_str()), ("…2222", "…2222"));
        assert!([&bank, &alipay, &wechat].into_iter().all(|p| p.checked().is_ok()));
        for bad in [
            r#"{"name":" ","wallet":{"wechat":"oABC-1234_x"}}"#,
            r#"{"name":"张","wallet":{"alipay":"2088"}}"#,
            r#"{"name":"张","wallet":{"wechat":"a b c d e f"}}"#,
        ] {
            assert!(read(bad).unwrap().checked().is_err(), "{bad}");
        }
        for none in [r#"{"name":"张"}"#, r#"{"name":"张","wallet":{"alipay":"2088000011112222"},"agent":{"bic":"ICBKCNBJ"}}"#] {
            assert!(read(none).is_err(), "{none}");
        }
    }
}
