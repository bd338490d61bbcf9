//! Tables of conversation.

diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    contact (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        project_id -> Uid,
        secret_hash -> Binary,
        label -> Text,
        page -> Nullable<Text>,
        created_at -> Stamp,
        seen_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    conversation (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        project_id -> Uid,
        contact_id -> Uid,
        state -> Text,
        task_id -> Nullable<Uid>,
        worker_id -> Nullable<Uid>,
        next_seq -> BigInt,
        read_seq -> BigInt,
        opened_at -> Stamp,
        last_at -> Stamp,
        closed_at -> Nullable<Stamp>,
        closed_by -> Nullable<Text>,
        rating -> Nullable<BigInt>,
        rating_comment -> Nullable<Text>,
        rated_at -> Nullable<Stamp>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    message (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        conversation_id -> Uid,
        seq -> BigInt,
        sender -> Text,
        worker_id -> Nullable<Uid>,
        body -> Text,
        verdict_id -> Nullable<Uid>,
        verdict -> Nullable<Doc>,
        override_reason -> Nullable<Text>,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    procedure_run (tenant_id, conversation_id) {
        tenant_id -> Uid,
        conversation_id -> Uid,
        sop_hash -> Text,
        state -> Doc,
        begun_at -> Stamp,
        updated_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    procedure_step (tenant_id, conversation_id, seq) {
        tenant_id -> Uid,
        conversation_id -> Uid,
        seq -> BigInt,
        step -> Text,
        what -> Text,
        worker_id -> Uid,
        ms -> BigInt,
        weight -> BigInt,
        evidence -> Doc,
        at -> Stamp,
    }
}
