//! Tables of payout.

diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    day_seal (tenant_id, day) {
        tenant_id -> Uid,
        day -> Text,
        lines -> BigInt,
        root -> Text,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    remittance (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        levy -> Text,
        filing -> Text,
        state -> Text,
        accounts -> BigInt,
        amount_minor -> BigInt,
        currency -> Text,
        made_by_id -> Uid,
        created_at -> Stamp,
        changed_at -> Stamp,
    }
}
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
        piece_minor -> BigInt,
        steps -> BigInt,
        step_milli -> BigInt,
        seconds -> BigInt,
        minute_milli -> BigInt,
        most_minor -> BigInt,
        surge_bp -> BigInt,
        surge_minor -> BigInt,
        vat_minor -> BigInt,
        floor_hourly -> BigInt,
        order_id -> Nullable<Uid>,
        started_at -> Nullable<Stamp>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    earning_step (tenant_id, earning_id, n) {
        tenant_id -> Uid,
        earning_id -> Uid,
        n -> BigInt,
        step -> Text,
        title_zh -> Text,
        title_en -> Text,
        weight -> BigInt,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    statement (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        worker_id -> Uid,
        period -> Text,
        gross_minor -> BigInt,
        held_minor -> BigInt,
        tax_minor -> BigInt,
        net_minor -> BigInt,
        currency -> Text,
        decision_id -> Uid,
        body -> Text,
        created_at -> Stamp,
        pieces -> Binary,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    payee (tenant_id, worker_id) {
        tenant_id -> Uid,
        worker_id -> Uid,
        sealed -> Binary,
        hint -> Text,
        changed_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    payout_batch (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        period -> Text,
        state -> Text,
        payouts -> BigInt,
        sum_minor -> BigInt,
        currency -> Text,
        approvals_needed -> BigInt,
        policy_hash -> Text,
        made_by_id -> Uid,
        created_at -> Stamp,
        changed_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    payout_approval (tenant_id, batch_id, account_id) {
        tenant_id -> Uid,
        batch_id -> Uid,
        account_id -> Uid,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    payout (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        batch_id -> Uid,
        statement_id -> Uid,
        worker_id -> Uid,
        attempt -> BigInt,
        amount_minor -> BigInt,
        currency -> Text,
        state -> Text,
        sealed -> Binary,
        reason -> Nullable<Text>,
        created_at -> Stamp,
        changed_at -> Stamp,
        rail -> Text,
        tries -> BigInt,
        next_at -> Nullable<Stamp>,
        news -> BigInt,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    payout_step (tenant_id, payout_id, seq) {
        tenant_id -> Uid,
        payout_id -> Uid,
        seq -> BigInt,
        source -> Text,
        said -> Text,
        state -> Text,
        alert -> BigInt,
        reason -> Nullable<Text>,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    rail_file (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        rail -> Text,
        kind -> Text,
        name -> Text,
        batch_id -> Nullable<Uid>,
        sha256 -> Text,
        state -> Text,
        tries -> BigInt,
        next_at -> Nullable<Stamp>,
        problem -> Nullable<Text>,
        heard -> Nullable<Doc>,
        created_at -> Stamp,
        changed_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    bank_line (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        bank_ref -> Text,
        payout_id -> Nullable<Uid>,
        outcome -> Text,
        amount_minor -> BigInt,
        currency -> Text,
        incoming -> BigInt,
        day -> Text,
        created_at -> Stamp,
    }
}
diesel::allow_tables_to_appear_in_same_query!(statement, payee, payout);
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    adjustment (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        worker_id -> Uid,
        kind -> Text,
        amount_minor -> BigInt,
        currency -> Text,
        day -> Text,
        project_id -> Nullable<Uid>,
        ref_kind -> Text,
        ref_id -> Uid,
        decision_id -> Nullable<Uid>,
        policy_hash -> Text,
        facts -> Doc,
        statement_id -> Nullable<Uid>,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    work_span (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        worker_id -> Uid,
        from_at -> Stamp,
        until_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    judged (tenant_id, task_id, source) {
        tenant_id -> Uid,
        task_id -> Uid,
        source -> Text,
        worker_id -> Uid,
        score_bp -> BigInt,
        judged_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    hold (tenant_id, case_id) {
        tenant_id -> Uid,
        case_id -> Uid,
        worker_id -> Uid,
        earning_id -> Uid,
        task_id -> Uid,
        project_id -> Uid,
        kind -> Text,
        amount_minor -> BigInt,
        state -> Text,
        created_at -> Stamp,
        changed_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    public_earning (tenant_id, day) {
        tenant_id -> Uid,
        day -> Text,
        figures -> Doc,
        created_at -> Stamp,
    }
}
