//! What kind of personal data a span holds: wire name, Chinese name for tokens, and parsing.

use std::fmt;
use std::sync::Arc;

/// The kind of a found value. `Custom` labels come from a policy's own recognisers.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Label {
    /// A person's name.
    Person,
    /// Mobile, landline or international telephone number.
    Phone,
    /// Resident identity number (GB 11643) and the permits with its layout.
    IdCard,
    /// Payment card or bank account number.
    BankCard,
    /// Unified social credit code (GB 32100).
    Uscc,
    /// Passport or travel permit number.
    Passport,
    /// Vehicle registration plate.
    Plate,
    /// Postal address, street level and below.
    Address,
    /// E-mail address.
    Email,
    /// Web address.
    Url,
    /// IPv4 or IPv6 address.
    Ip,
    /// WeChat account.
    Wechat,
    /// QQ number.
    Qq,
    /// Alipay account.
    Alipay,
    /// Account on another contact platform (Telegram, Instagram …).
    Handle,
    /// Log-in name.
    Username,
    /// Order number.
    OrderNo,
    /// Parcel tracking number.
    TrackingNo,
    /// Date of birth.
    Dob,
    /// US social security or taxpayer number.
    Ssn,
    /// International bank account number.
    Iban,
    /// UK NHS number.
    Nhs,
    /// UK national insurance number.
    Nino,
    /// Password, one-time code or API key.
    Secret,
    /// Driving licence number.
    DriverLicence,
    /// A label of the policy's own: (wire name, Chinese name).
    Custom(Arc<str>, Arc<str>),
}

/// Built-in labels with their wire and Chinese names.
#[rustfmt::skip]
const NAMES: &[(Label, &str, &str)] = &[
    (Label::Person, "PERSON", "姓名"), (Label::Phone, "PHONE", "手机"), (Label::IdCard, "ID_CARD", "证件"),
    (Label::BankCard, "BANK_CARD", "银行卡"), (Label::Uscc, "USCC", "信用代码"), (Label::Passport, "PASSPORT", "护照"),
    (Label::Plate, "PLATE", "车牌"), (Label::Address, "ADDRESS", "地址"), (Label::Email, "EMAIL", "邮箱"),
    (Label::Url, "URL", "网址"), (Label::Ip, "IP", "IP"), (Label::Wechat, "WECHAT", "微信"), (Label::Qq, "QQ", "QQ"),
    (Label::Alipay, "ALIPAY", "支付宝"), (Label::Handle, "HANDLE", "账号"), (Label::Username, "USERNAME", "用户名"),
    (Label::OrderNo, "ORDER_NO", "订单"), (Label::TrackingNo, "TRACKING_NO", "运单"), (Label::Dob, "DOB", "生日"),
    (Label::Ssn, "SSN", "社安号"), (Label::Iban, "IBAN", "银行账号"), (Label::Nhs, "NHS", "医保号"), (Label::Nino, "NINO", "保险号"),
    (Label::Secret, "SECRET", "密码"), (Label::DriverLicence, "DRIVER_LICENCE", "驾照"),
];

impl Label {
    /// Every built-in label.
    pub fn builtin() -> impl Iterator<Item = Label> {
        NAMES.iter().map(|(l, _, _)| l.clone())
    }

    /// Wire name, upper case with underscores: `PHONE`.
    pub fn as_str(&self) -> &str {
        match self {
            Label::Custom(name, _) => name,
            built => NAMES.iter().find(|(l, _, _)| l == built).map_or("PII", |(_, n, _)| n),
        }
    }

    /// Chinese name shown in tokens: `手机`.
    pub fn zh(&self) -> &str {
        match self {
            Label::Custom(_, zh) => zh,
            built => NAMES.iter().find(|(l, _, _)| l == built).map_or("隐私", |(_, _, z)| z),
        }
    }

    /// The built-in label of a wire name; any other well-formed name (`[A-Z0-9_]{1,32}`) becomes
    /// a custom label whose Chinese name is the wire name. `None` where the name is malformed.
    pub fn parse(name: &str) -> Option<Label> {
        if let Some((l, _, _)) = NAMES.iter().find(|(_, n, _)| *n == name) {
            return Some(l.clone());
        }
        let good = !name.is_empty()
            && name.len() <= 32
            && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        good.then(|| Label::Custom(name.into(), name.into()))
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl serde::Serialize for Label {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for Label {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let s = String::deserialize(d)?;
        Label::parse(&s).ok_or_else(|| serde::de::Error::custom("malformed label"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip() {
        for l in Label::builtin() {
            assert_eq!(Label::parse(l.as_str()), Some(l));
        }
        assert_eq!(Label::parse("bad name"), None);
        assert_eq!(Label::Phone.zh(), "手机");
    }
}
