//! The table of wrapped data keys.

diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    data_key (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        kind -> Text,
        owner_id -> Uid,
        wrapped -> Nullable<Binary>,
        created_at -> Stamp,
        destroyed_at -> Nullable<Stamp>,
    }
}
