//! Tables of market.

diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    project (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        name -> Text,
        channel -> Text,
        skill -> Text,
        masking_policy -> Text,
        price_minor -> BigInt,
        currency -> Text,
        fee_bp -> BigInt,
        sensitivity -> BigInt,
        state -> Text,
        origins -> Doc,
        widget_token -> Text,
        version -> BigInt,
        created_at -> Stamp,
        changed_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    task_budget (tenant_id, task_id) {
        tenant_id -> Uid,
        task_id -> Uid,
        project_id -> Uid,
        price_minor -> BigInt,
        currency -> Text,
        fee_bp -> BigInt,
        state -> Text,
        attempt -> BigInt,
        transfer_id -> Uid,
        created_at -> Stamp,
        changed_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    deposit (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        amount_minor -> BigInt,
        currency -> Text,
        reference -> Text,
        actor_id -> Nullable<Uid>,
        created_at -> Stamp,
    }
}
