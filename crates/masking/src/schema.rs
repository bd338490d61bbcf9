//! Tables of the vault.

diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    mask_token (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        conversation_id -> Uid,
        label -> Text,
        name -> Text,
        ordinal -> BigInt,
        digest -> Binary,
        sealed -> Binary,
        issued_to -> Text,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    mask_state (tenant_id, conversation_id) {
        tenant_id -> Uid,
        conversation_id -> Uid,
        sealed -> Binary,
        updated_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    known_value (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        contact_id -> Uid,
        label -> Text,
        sealed -> Binary,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    token_use (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        conversation_id -> Uid,
        token_id -> Uid,
        account_id -> Uid,
        kind -> Text,
        purpose -> Nullable<Text>,
        created_at -> Stamp,
    }
}
