//! Whether a party can stand in a bank file, and what may be shown of it. Pure.

use crate::{
    ID_CHARS,
    pain001::{Account, Agent, Party},
};

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
