//! What a transaction may fail with: a refusal of ours, or the store's own error.

use diesel::result::{DatabaseErrorKind, Error as Sql};

/// Error inside a transaction closure. Both kinds convert with `?`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    App(#[from] kernel::Error),
    #[error(transparent)]
    Sql(#[from] Sql),
}

pub type Result<T> = std::result::Result<T, Error>;

impl From<Error> for kernel::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::App(error) => error,
            Error::Sql(error) => kernel::Error::internal(error),
        }
    }
}

impl Error {
    /// Postgres asks to run the transaction again (serialization failure or deadlock).
    pub(crate) fn wants_retry(&self) -> bool {
        match self {
            Self::Sql(Sql::DatabaseError(DatabaseErrorKind::SerializationFailure, _)) => true,
            // diesel has no kind of its own for 40P01.
            Self::Sql(Sql::DatabaseError(DatabaseErrorKind::Unknown, info)) => info.message().contains("deadlock detected"),
            _ => false,
        }
    }
}

/// Whether `error` is a unique or primary-key violation.
pub fn is_unique_violation(error: &Error) -> bool {
    matches!(error, Error::Sql(Sql::DatabaseError(DatabaseErrorKind::UniqueViolation, _)))
}
