//! The tables of verdicts and of the switch.

diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    verdict (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        conversation_id -> Uid,
        author_id -> Nullable<Uid>,
        side -> Text,
        text_hash -> Binary,
        outcome -> Text,
        hits -> Doc,
        beside -> Nullable<Doc>,
        override_reason -> Nullable<Text>,
        policy_id -> Text,
        policy_hash -> Text,
        engine -> Text,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    patrol_switch (tenant_id) {
        tenant_id -> Uid,
        down_since_at -> Nullable<Stamp>,
        reason -> Nullable<Text>,
        changed_by_id -> Uid,
        changed_at -> Stamp,
    }
}
