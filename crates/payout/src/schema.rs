//! Tables of payout.

diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    earning (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        task_id -> Uid,
        piece_id -> Nullable<Uid>,
        project_id -> Uid,
        worker_id -> Uid,
        price_minor -> BigInt,
        fee_bp -> BigInt,
        fee_minor -> BigInt,
        quality_bp -> BigInt,
        amount_minor -> BigInt,
        currency -> Text,
        state -> Text,
        day -> Text,
        decision_id -> Uid,
        earned_at -> Stamp,
        created_at -> Stamp,
    }
}
