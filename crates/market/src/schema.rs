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
        is_drawn -> Bool,
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
        step_milli -> BigInt,
        minute_milli -> BigInt,
        most_minor -> BigInt,
        surge_bp -> BigInt,
        surge_minor -> BigInt,
        pool_id -> Nullable<Uid>,
        floor_hourly -> BigInt,
        charged_minor -> Nullable<BigInt>,
        order_id -> Nullable<Uid>,
        is_shared -> Bool,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    project_rate (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        project_id -> Uid,
        effective_at -> Stamp,
        price_minor -> BigInt,
        step_milli -> BigInt,
        minute_milli -> BigInt,
        most_minor -> BigInt,
        applied -> BigInt,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    surge_pool (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        project_id -> Uid,
        gap_bp -> BigInt,
        starts_at -> Stamp,
        ends_at -> Stamp,
        state -> Text,
        funded_minor -> BigInt,
        currency -> Text,
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
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    capacity_order (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        project_id -> Uid,
        base_per_hour -> BigInt,
        burst_per_hour -> BigInt,
        starts_at -> Stamp,
        ends_at -> Stamp,
        budget_minor -> BigInt,
        currency -> Text,
        standby_minutes -> BigInt,
        standby_from_at -> Nullable<Stamp>,
        standby_until_at -> Nullable<Stamp>,
        standby_milli -> BigInt,
        released_minor -> BigInt,
        state -> Text,
        created_at -> Stamp,
        changed_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    standby (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        order_id -> Uid,
        project_id -> Uid,
        worker_id -> Uid,
        starts_at -> Stamp,
        ends_at -> Stamp,
        state -> Text,
        most_minor -> BigInt,
        milli -> BigInt,
        paid_seconds -> BigInt,
        created_at -> Stamp,
        changed_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    invoice (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        period -> Text,
        kind -> Text,
        sum_minor -> BigInt,
        fee_minor -> BigInt,
        currency -> Text,
        from_at -> Stamp,
        until_at -> Stamp,
        lines -> Doc,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    refund (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        amount_minor -> BigInt,
        currency -> Text,
        state -> Text,
        bank_ref -> Nullable<Text>,
        created_at -> Stamp,
        changed_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    credit_line (tenant_id) {
        tenant_id -> Uid,
        limit_minor -> BigInt,
        days -> BigInt,
        changed_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    postpaid (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        amount_minor -> BigInt,
        paid_minor -> BigInt,
        credited_minor -> BigInt,
        currency -> Text,
        state -> Text,
        due_at -> Stamp,
        created_at -> Stamp,
        changed_at -> Stamp,
    }
}
