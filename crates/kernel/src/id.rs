//! Typed identifiers: a UUIDv7 that remembers what it names, so that ids of two nouns never mix.

use std::{fmt, hash, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use crate::{Code, Error, Ts};

/// Identifier of a `K`. Ordered by creation time because it is a UUIDv7.
#[derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
#[diesel(sql_type = crate::sql::Uid)]
pub struct Id<K> {
    uuid: Uuid,
    noun: PhantomData<fn() -> K>,
}

/// Declares the nouns of a crate: `nouns! { Task => TaskId }` makes a marker type and its id alias.
#[macro_export]
macro_rules! nouns {
    ($($(#[$doc:meta])* $noun:ident => $id:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub enum $noun {}
        $(#[$doc])*
        pub type $id = $crate::Id<$noun>;
    )+};
}

nouns! {
    /// An enterprise, or the platform itself.
    Tenant => TenantId,
    /// A person who can sign in, or the machine account of an integration.
    Account => AccountId,
    /// One sign-in on one device.
    Session => SessionId,
    /// A row of the outbox.
    EventEntity => EventId,
    /// A recorded automated decision.
    DecisionEntity => DecisionId,
}

impl<K> Id<K> {
    /// A fresh id; its leading bits are the wall clock, so keys stay clustered by age.
    pub fn new() -> Self {
        Self::from_uuid(Uuid::now_v7())
    }

    /// A fresh id whose leading bits are `at`; used where time is injected.
    pub fn at(at: Ts) -> Self {
        let micros = at.micros().max(0).unsigned_abs();
        let stamp = uuid::Timestamp::from_unix(uuid::NoContext, micros / 1_000_000, (micros % 1_000_000) as u32 * 1000);
        Self::from_uuid(Uuid::new_v7(stamp))
    }

    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self { uuid, noun: PhantomData }
    }

    pub const fn from_u128(value: u128) -> Self {
        Self::from_uuid(Uuid::from_u128(value))
    }

    pub const fn uuid(self) -> Uuid {
        self.uuid
    }

    /// The same key seen as another noun, for tables that share a primary key.
    pub const fn cast<L>(self) -> Id<L> {
        Id::from_uuid(self.uuid)
    }
}

impl<K> Default for Id<K> {
    fn default() -> Self {
        Self::new()
    }
}
impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Id<K> {}
impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<K> Eq for Id<K> {}
impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<K> hash::Hash for Id<K> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}
impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}
impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}
impl<K> FromStr for Id<K> {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        Uuid::parse_str(text)
            .map(Self::from_uuid)
            .map_err(|cause| Error::new(Code::InvalidId, format!("{text:?} is not an id")).because(cause))
    }
}
impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.uuid.serialize(serializer)
    }
}
impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from_uuid)
    }
}
impl<K> utoipa::PartialSchema for Id<K> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))).into()
    }
}
impl<K> utoipa::ToSchema for Id<K> {
    fn name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }
}
