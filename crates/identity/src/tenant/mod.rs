//! Tenants: the enterprises, and the platform itself. A tenant's name is a company's, not a person's.

pub(crate) mod store;

use kernel::TenantId;
use serde::Serialize;
use utoipa::ToSchema;

db::text_enum! {
    /// Whose house it is.
    pub enum TenantKind { Platform = "platform", Enterprise = "enterprise" }
}

/// A tenant as others see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TenantView {
    pub id: TenantId,
    pub name: String,
}
