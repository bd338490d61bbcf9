//! Free prepaid money that an enterprise takes out: on its way to the bank, then gone, or back when the bank refuses.

pub(crate) mod http;
pub(crate) mod service;
pub(crate) mod store;

use kernel::{TenantId, Ts};

kernel::nouns! {
    /// Money that an enterprise takes out.
    RefundEntity => RefundId,
}

db::text_enum! {
    /// Where a refund is.
    pub(crate) enum RefundState { Instructed = "instructed", Settled = "settled", Returned = "returned" }
}

#[derive(Clone, Debug, diesel::Queryable, diesel::Selectable, diesel::Insertable)]
#[diesel(table_name = crate::schema::refund)]
pub(crate) struct RefundRow {
    pub(crate) tenant_id: TenantId,
    pub(crate) id: RefundId,
    pub(crate) amount_minor: i64,
    pub(crate) currency: String,
    pub(crate) state: RefundState,
    /// What the bank calls it, once it answered.
    pub(crate) bank_ref: Option<String>,
    pub(crate) created_at: Ts,
    pub(crate) changed_at: Ts,
}
