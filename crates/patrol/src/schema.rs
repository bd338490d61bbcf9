//! The table of verdicts.

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
        override_reason -> Nullable<Text>,
        policy_id -> Text,
        policy_hash -> Text,
        engine -> Text,
        created_at -> Stamp,
    }
}
