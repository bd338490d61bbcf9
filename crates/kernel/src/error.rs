//! The one error type and the one table of stable codes.

use std::{error::Error as StdError, fmt};

use serde::Serialize;
use utoipa::ToSchema;

pub type Result<T, E = Error> = std::result::Result<T, E>;

type Cause = Box<dyn StdError + Send + Sync>;

/// A refusal or failure. `detail` is public; `cause` is for the log only.
#[derive(Debug)]
pub struct Error {
    pub code: Code,
    /// What, where, what to do: shown to the caller.
    pub detail: String,
    /// One entry per offending field.
    pub fields: Vec<FieldError>,
    /// Seconds after which a retry may succeed.
    pub retry_after_s: Option<u64>,
    cause: Option<Cause>,
}

/// One offending input field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// Path of the field, e.g. `email` or `items[2].price`.
    pub field: String,
    /// Stable word: `required`, `too_long`, `too_short`, `invalid`, `unknown`, `out_of_range`.
    pub code: String,
    pub detail: String,
}

impl Error {
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), fields: Vec::new(), retry_after_s: None, cause: None }
    }

    /// One bad field; more can be added with [`Error::and`].
    pub fn field(field: &str, code: &str, detail: impl Into<String>) -> Self {
        Self::new(Code::InvalidField, format!("{field} is not acceptable")).and(field, code, detail)
    }

    pub fn and(mut self, field: &str, code: &str, detail: impl Into<String>) -> Self {
        self.fields.push(FieldError { field: field.to_owned(), code: code.to_owned(), detail: detail.into() });
        self
    }

    /// Something that is our fault; the public text stays generic.
    pub fn internal(cause: impl Into<Cause>) -> Self {
        Self::new(Code::Internal, "something went wrong on our side; the request id helps us find it").because(cause)
    }

    /// The same answer for "absent" and "not yours", where existence is a secret.
    pub fn not_found(what: &str) -> Self {
        Self::new(Code::NotFound, format!("{what} was not found"))
    }

    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(Code::Forbidden, detail)
    }

    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(Code::Conflict, detail)
    }

    pub fn because(mut self, cause: impl Into<Cause>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    pub fn cause(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        self.cause.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code.as_str(), self.detail)?;
        let mut cause: Option<&dyn StdError> = self.cause.as_deref().map(|c| c as &dyn StdError);
        while let Some(inner) = cause {
            write!(f, ": {inner}")?;
            cause = inner.source();
        }
        Ok(())
    }
}

impl StdError for Error {}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $status:literal;)+) => {
        /// Stable error codes. The word is the API contract; the number is its HTTP status.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $variant),+ }

        impl Code {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status),+ }
            }
        }
    };
}

codes! {
    // The request itself.
    /// The body is not JSON, or not the expected shape.
    MalformedBody = "malformed_body", 400;
    InvalidId = "invalid_id", 400;
    InvalidField = "invalid_field", 422;
    InvalidQuery = "invalid_query", 400;
    BodyTooLarge = "body_too_large", 413;
    UnsupportedMediaType = "unsupported_media_type", 415;
    NotFound = "not_found", 404;
    MethodNotAllowed = "method_not_allowed", 405;
    Conflict = "conflict", 409;
    RateLimited = "rate_limited", 429;
    /// The queue before the store or a worker pool is full.
    Busy = "busy", 503;
    Internal = "internal", 500;
    // Idempotency.
    IdempotencyKeyMissing = "idempotency_key_missing", 400;
    IdempotencyKeyReused = "idempotency_key_reused", 422;
    // Who and whether.
    Unauthenticated = "unauthenticated", 401;
    TokenExpired = "token_expired", 401;
    SessionRevoked = "session_revoked", 401;
    RefreshReused = "refresh_reused", 401;
    WrongCredentials = "wrong_credentials", 401;
    EmailNotVerified = "email_not_verified", 403;
    Forbidden = "forbidden", 403;
    OriginRefused = "origin_refused", 403;
    ConsentMissing = "consent_missing", 403;
    PostureTooLow = "posture_too_low", 403;
    /// A limit of hours was reached.
    RestNeeded = "rest_needed", 409;
    CodeInvalid = "code_invalid", 422;
    PasskeyRefused = "passkey_refused", 422;
    /// A device's evidence; the exact reason is the field error of `evidence`.
    EvidenceRefused = "evidence_refused", 422;
    AccountSuspended = "account_suspended", 403;
    // Rules as data.
    PolicyInvalid = "policy_invalid", 422;
    PolicyMissing = "policy_missing", 500;
    // Money.
    CurrencyMismatch = "currency_mismatch", 422;
    AmountTooLarge = "amount_too_large", 422;
    InsufficientFunds = "insufficient_funds", 409;
    /// A transfer id was used before for something else.
    TransferDiffers = "transfer_differs", 422;
    /// The pending transfer was posted, voided or has expired.
    PendingClosed = "pending_closed", 409;
    // Getting in.
    StepOutOfOrder = "step_out_of_order", 409;
    TypingNotHuman = "typing_not_human", 422;
    UploadGap = "upload_gap", 409;
    UploadMismatch = "upload_mismatch", 422;
    AlreadyDecided = "already_decided", 409;
    CertificateMissing = "certificate_missing", 403;
    ExamClosed = "exam_closed", 409;
    // Serving.
    OfferGone = "offer_gone", 409;
    TaskNotYours = "task_not_yours", 404;
    WrongState = "wrong_state", 409;
    DraftBlocked = "draft_blocked", 422;
    /// Patrol is out of service, and in this trade nothing is sent unjudged.
    PatrolDown = "patrol_down", 503;
    TokenUnknown = "token_unknown", 422;
    ConversationClosed = "conversation_closed", 409;
    ContentErased = "content_erased", 410;
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_unique_words() {
        let words: HashSet<&str> = Code::ALL.iter().map(|c| c.as_str()).collect();
        assert_eq!(words.len(), Code::ALL.len());
        assert!(words.iter().all(|w| w.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')));
    }

    #[test]
    fn the_cause_is_logged_but_not_public() {
        let error = Error::internal("disk on fire");
        assert!(error.to_string().contains("disk on fire"));
        assert!(!error.detail.contains("fire"));
    }
}
