//! Tables of privacy.

diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    privacy_export (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        kind -> Text,
        subject_id -> Uid,
        asked_by_id -> Uid,
        state -> Text,
        done -> BigInt,
        total -> BigInt,
        found -> BigInt,
        bytes -> BigInt,
        parts -> BigInt,
        created_at -> Stamp,
        ready_at -> Nullable<Stamp>,
        expires_at -> Nullable<Stamp>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    privacy_erasure (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        kind -> Text,
        subject_id -> Uid,
        asked_by_id -> Uid,
        state -> Text,
        blocked -> Doc,
        progress -> Doc,
        due_at -> Stamp,
        created_at -> Stamp,
        done_at -> Nullable<Stamp>,
        certificate -> Nullable<Text>,
        signature -> Nullable<Text>,
        entry_id -> Nullable<Uid>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    legal_hold (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        kind -> Text,
        target_id -> Uid,
        reason -> Text,
        state -> Text,
        placed_by_id -> Uid,
        confirmed_by_id -> Nullable<Uid>,
        lifted_by_id -> Nullable<Uid>,
        lift_confirmed_by_id -> Nullable<Uid>,
        created_at -> Stamp,
        changed_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    retention_run (name) {
        name -> Text,
        ran_at -> Stamp,
        deleted -> BigInt,
        total -> BigInt,
        held -> BigInt,
        kept -> BigInt,
        oldest_at -> Nullable<Stamp>,
    }
}
