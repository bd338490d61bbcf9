//! Tables of certification.

diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    learner (tenant_id, account_id) {
        tenant_id -> Uid,
        account_id -> Uid,
        admitted_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    lesson (tenant_id, account_id, skill, n) {
        tenant_id -> Uid,
        account_id -> Uid,
        skill -> Text,
        n -> BigInt,
        state -> Text,
        tries -> BigInt,
        correct -> BigInt,
        total -> BigInt,
        updated_at -> Stamp,
        done_at -> Nullable<Stamp>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    exam (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        account_id -> Uid,
        skill -> Text,
        locale -> Text,
        course_hash -> Text,
        seed -> BigInt,
        state -> Text,
        answers -> Nullable<Doc>,
        score -> Nullable<BigInt>,
        max_score -> Nullable<BigInt>,
        decision_id -> Nullable<Uid>,
        started_at -> Stamp,
        expires_at -> Stamp,
        submitted_at -> Nullable<Stamp>,
        timing -> Nullable<Doc>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    certificate (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        account_id -> Uid,
        skill -> Text,
        level -> BigInt,
        state -> Text,
        holder_initial -> Text,
        evidence_hash -> Text,
        decision_id -> Uid,
        issued_at -> Stamp,
        expires_at -> Stamp,
        ended_at -> Nullable<Stamp>,
        live_at -> Nullable<Stamp>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    simulation (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        account_id -> Uid,
        skill -> Text,
        scenario -> Text,
        mode -> Text,
        locale -> Text,
        seed -> BigInt,
        sop_hash -> Text,
        customers_hash -> Text,
        state -> Text,
        turns -> Doc,
        judged -> Nullable<Doc>,
        started_at -> Stamp,
        ended_at -> Nullable<Stamp>,
        scenario_hash -> Nullable<Text>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    mastery (tenant_id, account_id, skill) {
        tenant_id -> Uid,
        account_id -> Uid,
        skill -> Text,
        cells -> Doc,
        updated_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    test_call (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        account_id -> Uid,
        certificate_id -> Uid,
        skill -> Text,
        scenario -> Text,
        locale -> Text,
        policy_hash -> Text,
        state -> Text,
        assessor_id -> Nullable<Uid>,
        lines -> Doc,
        decision_id -> Nullable<Uid>,
        asked_at -> Stamp,
        lease_at -> Nullable<Stamp>,
        ended_at -> Nullable<Stamp>,
        settled_at -> Nullable<Stamp>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    test_call_offer (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        call_id -> Uid,
        part -> Text,
        worker_id -> Uid,
        state -> Text,
        offered_at -> Stamp,
        until_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    test_score (tenant_id, call_id, scorer_id) {
        tenant_id -> Uid,
        call_id -> Uid,
        scorer_id -> Uid,
        marks -> Doc,
        scored_at -> Stamp,
    }
}
