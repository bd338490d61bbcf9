//! What people are told, in the product and by mail, as each of them wants it.

pub mod http;
pub mod service;
pub(crate) mod store;
pub mod text;

use kernel::{AccountId, Error, Result, Ts};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    account::{CodeId, SignUpId},
    member::InvitationId,
};

kernel::nouns! {
    /// One thing a person was told.
    Notification => NotificationId,
}

/// Queue of mails to be sent.
pub const MAIL: &str = "mail";

db::text_enum! {
    /// What a notification is about.
    #[schema(as = NoticeKind)]
    pub enum Kind {
        InterviewResult = "interview_result",
        Certificate = "certificate",
        OfferMissed = "offer_missed",
        Appeal = "appeal",
        Statement = "statement",
        Security = "security",
    }
}

/// By which way a kind is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    pub kind: Kind,
    pub mail: bool,
    pub in_product: bool,
}

impl Setting {
    /// Before a person decides: all in the product; mail except for missed offers, which can be many.
    pub const fn usual(kind: Kind) -> Self {
        Self { kind, mail: !matches!(kind, Kind::OfferMissed), in_product: true }
    }
}

/// A setting per kind: the stored ones, the usual ones where none is stored.
pub fn filled(stored: &[Setting]) -> Vec<Setting> {
    Kind::ALL.iter().map(|kind| stored.iter().find(|s| s.kind == *kind).copied().unwrap_or(Setting::usual(*kind))).collect()
}

/// Each kind at most once; what concerns the safety of the account cannot be silenced.
pub fn acceptable(settings: &[Setting]) -> Result<()> {
    for (i, setting) in settings.iter().enumerate() {
        let field = format!("items[{i}]");
        if settings.iter().take(i).any(|s| s.kind == setting.kind) {
            return Err(Error::field(&field, "invalid", format!("{} is there twice", setting.kind.as_str())));
        }
        if setting.kind == Kind::Security && !(setting.mail && setting.in_product) {
            return Err(Error::field(&field, "invalid", "notices about the safety of your account are always sent"));
        }
    }
    Ok(())
}

/// A notification as its person sees it. `params` fill the text of its kind; they hold no personal data.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Told {
    pub id: NotificationId,
    pub kind: Kind,
    #[schema(value_type = Object)]
    pub params: Value,
    pub created_at: Ts,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Ts>,
}

/// A mail waiting to be written: ids only. Address, name and code are looked up when it is sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case", deny_unknown_fields)]
pub enum MailJob {
    /// The code of a sign-up; dropped when a newer code was issued since.
    Code { sign_up: SignUpId, code: CodeId },
    /// The code to set a new password with; dropped when a newer one was issued since.
    Reset { account: AccountId, code: CodeId },
    /// The link of an invitation; dropped when it was withdrawn.
    Invitation { invitation: InvitationId },
    /// A notification.
    Notice { account: AccountId, kind: Kind, params: Value },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn security_cannot_be_silenced() {
        let setting = |kind, mail| Setting { kind, mail, in_product: true };
        assert!(acceptable(&[setting(Kind::Appeal, false), setting(Kind::Security, true)]).is_ok());
        assert_eq!(acceptable(&[setting(Kind::Security, false)]).unwrap_err().fields[0].field, "items[0]");
        assert_eq!(
            acceptable(&[setting(Kind::Appeal, true), setting(Kind::Appeal, false)]).unwrap_err().fields[0].field,
            "items[1]"
        );
        let all = filled(&[setting(Kind::Statement, false)]);
        assert_eq!(all.len(), Kind::ALL.len());
        assert!(all.iter().all(|s| s.mail != matches!(s.kind, Kind::Statement | Kind::OfferMissed)));
    }
}
