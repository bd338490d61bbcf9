//! Tables of recruitment.

diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    application (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        account_id -> Uid,
        state -> Text,
        locale -> Text,
        vetting_state -> Text,
        vetting -> Doc,
        vetting_flags -> Doc,
        decision_id -> Nullable<Uid>,
        reviewer_id -> Nullable<Uid>,
        review_note -> Nullable<Binary>,
        created_at -> Stamp,
        submitted_at -> Nullable<Stamp>,
        decided_at -> Nullable<Stamp>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    identity_check (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        account_id -> Uid,
        document_kind -> Text,
        document -> Binary,
        document_index -> Binary,
        state -> Text,
        codes -> Doc,
        verifier_codes -> Doc,
        decision_id -> Uid,
        checked_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    interview (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        application_id -> Uid,
        account_id -> Uid,
        state -> Text,
        locale -> Text,
        bank_hash -> Text,
        seed -> BigInt,
        lengths -> Nullable<Doc>,
        signals -> Nullable<Doc>,
        result -> Nullable<Doc>,
        created_at -> Stamp,
        submitted_at -> Nullable<Stamp>,
        scored_at -> Nullable<Stamp>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    interview_part (tenant_id, interview_id, kind) {
        tenant_id -> Uid,
        interview_id -> Uid,
        kind -> Text,
        state -> Text,
        form -> Text,
        steps -> BigInt,
        answer -> Nullable<Binary>,
        features -> Nullable<Doc>,
        opened_at -> Nullable<Stamp>,
        done_at -> Nullable<Stamp>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    interview_print (tenant_id, print, interview_id, part) {
        tenant_id -> Uid,
        print -> Text,
        interview_id -> Uid,
        part -> Text,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    upload (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        account_id -> Uid,
        interview_id -> Uid,
        purpose -> Text,
        mime -> Text,
        state -> Text,
        next -> BigInt,
        bytes -> BigInt,
        result -> Nullable<Doc>,
        created_at -> Stamp,
        closed_at -> Nullable<Stamp>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    upload_chunk (tenant_id, upload_id, n) {
        tenant_id -> Uid,
        upload_id -> Uid,
        n -> BigInt,
        sha256 -> Text,
        bytes -> BigInt,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    rescore_run (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        policy_hash -> Text,
        state -> Text,
        total -> BigInt,
        done -> BigInt,
        changed -> BigInt,
        advanced -> BigInt,
        erased -> BigInt,
        cursor_id -> Nullable<Uid>,
        created_at -> Stamp,
        finished_at -> Nullable<Stamp>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    rescore_result (tenant_id, run_id, interview_id) {
        tenant_id -> Uid,
        run_id -> Uid,
        interview_id -> Uid,
        was_total -> BigInt,
        now_total -> BigInt,
        was_outcome -> Text,
        now_outcome -> Text,
        decision_id -> Nullable<Uid>,
    }
}
diesel::allow_tables_to_appear_in_same_query!(upload, upload_chunk);
diesel::allow_tables_to_appear_in_same_query!(interview, interview_part);
