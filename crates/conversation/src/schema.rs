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
        via -> Text,
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
        context -> Nullable<Doc>,
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
    whisper (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        conversation_id -> Uid,
        account_id -> Uid,
        body -> Text,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    channel (tenant_id, project_id) {
        tenant_id -> Uid,
        project_id -> Uid,
        identity_version -> BigInt,
        inbound_version -> BigInt,
        hook_version -> BigInt,
        hook_url -> Nullable<Text>,
        created_at -> Stamp,
        changed_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    handover (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        project_id -> Uid,
        conversation_id -> Uid,
        kind -> Text,
        token_id -> Nullable<Uid>,
        token -> Nullable<Text>,
        message_id -> Nullable<Uid>,
        account_id -> Nullable<Uid>,
        state -> Text,
        status -> Nullable<BigInt>,
        created_at -> Stamp,
        changed_at -> Stamp,
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
        done_at -> Stamp,
    }
}
