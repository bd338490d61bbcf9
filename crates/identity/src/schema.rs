//! Tables of identity.

diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    tenant (id) {
        id -> Uid,
        kind -> Text,
        name -> Text,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    account (id) {
        id -> Uid,
        tenant_id -> Uid,
        role -> Text,
        state -> Text,
        email_index -> Binary,
        email_sealed -> Binary,
        name_sealed -> Binary,
        locale -> Text,
        password_hash -> Text,
        created_at -> Stamp,
        updated_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    sign_up (id) {
        id -> Uid,
        email_index -> Binary,
        email_sealed -> Binary,
        name_sealed -> Binary,
        kind -> Text,
        enterprise_name -> Nullable<Text>,
        locale -> Text,
        password_hash -> Text,
        code_id -> Uid,
        code_at -> Stamp,
        tries -> BigInt,
        sent -> BigInt,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    password_reset (account_id) {
        account_id -> Uid,
        tenant_id -> Uid,
        code_id -> Uid,
        code_at -> Stamp,
        tries -> BigInt,
        sent -> BigInt,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    invitation (id) {
        id -> Uid,
        tenant_id -> Uid,
        email_index -> Binary,
        email_sealed -> Binary,
        role -> Text,
        locale -> Text,
        invited_by_id -> Uid,
        created_at -> Stamp,
        expires_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    session (id) {
        id -> Uid,
        tenant_id -> Uid,
        account_id -> Uid,
        device -> Text,
        created_at -> Stamp,
        seen_at -> Stamp,
        expires_at -> Stamp,
        ended_at -> Nullable<Stamp>,
        end_reason -> Nullable<Text>,
        posture_level -> BigInt,
        posture_expires_at -> Stamp,
        posture_cap_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    refresh_token (token_hash) {
        token_hash -> Binary,
        tenant_id -> Uid,
        session_id -> Uid,
        created_at -> Stamp,
        used_at -> Nullable<Stamp>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    passkey (id) {
        id -> Uid,
        tenant_id -> Uid,
        account_id -> Uid,
        credential_hash -> Binary,
        label_sealed -> Binary,
        credential -> Doc,
        created_at -> Stamp,
        used_at -> Nullable<Stamp>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    ceremony (id) {
        id -> Uid,
        tenant_id -> Uid,
        account_id -> Uid,
        session_id -> Uid,
        kind -> Text,
        state -> Doc,
        expires_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    text_mode (account_id) {
        account_id -> Uid,
        tenant_id -> Uid,
        level -> BigInt,
        granted_by_id -> Uid,
        granted_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    consent (id) {
        id -> Uid,
        tenant_id -> Uid,
        account_id -> Uid,
        purpose -> Text,
        version -> Text,
        is_granted -> Bool,
        session_id -> Nullable<Uid>,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    notification (id) {
        id -> Uid,
        tenant_id -> Uid,
        account_id -> Uid,
        kind -> Text,
        params -> Doc,
        created_at -> Stamp,
        read_at -> Nullable<Stamp>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    notification_setting (account_id, kind) {
        account_id -> Uid,
        kind -> Text,
        tenant_id -> Uid,
        is_mail -> Bool,
        is_in_product -> Bool,
        updated_at -> Stamp,
    }
}
diesel::allow_tables_to_appear_in_same_query!(session, account, refresh_token);
