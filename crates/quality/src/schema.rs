//! Tables of quality.

diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    evaluation (tenant_id, conversation_id) {
        tenant_id -> Uid,
        conversation_id -> Uid,
        project_id -> Uid,
        worker_id -> Nullable<Uid>,
        form_id -> Text,
        form_hash -> Text,
        score -> BigInt,
        result -> Text,
        items -> Doc,
        evidence -> Doc,
        sampled -> Text,
        closed_at -> Stamp,
        evaluated_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    evaluation_review (tenant_id, conversation_id, reviewer_id) {
        tenant_id -> Uid,
        conversation_id -> Uid,
        reviewer_id -> Uid,
        points -> Doc,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    exception (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        worker_id -> Nullable<Uid>,
        cause -> Text,
        state -> Text,
        weight -> BigInt,
        count -> BigInt,
        first_at -> Stamp,
        last_at -> Stamp,
        due_at -> Stamp,
        handled_by_id -> Nullable<Uid>,
        handled_at -> Nullable<Stamp>,
        outcome -> Nullable<Text>,
        note -> Nullable<Text>,
        about -> Nullable<Text>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    exception_item (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        exception_id -> Uid,
        conversation_id -> Uid,
        message_id -> Nullable<Uid>,
        rules -> Doc,
        detail -> Nullable<Text>,
        created_at -> Stamp,
        worker_id -> Nullable<Uid>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    contest (tenant_id, case_id) {
        tenant_id -> Uid,
        case_id -> Uid,
        conversation_id -> Uid,
        worker_id -> Uid,
        kind -> Text,
        name -> Text,
        state -> Text,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    gold (tenant_id, conversation_id) {
        tenant_id -> Uid,
        conversation_id -> Uid,
        points -> Doc,
        set_by_id -> Uid,
        created_at -> Stamp,
    }
}
diesel::allow_tables_to_appear_in_same_query!(evaluation_review, gold);
