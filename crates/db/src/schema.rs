//! Tables of the foundation.

diesel::table! {
    use crate::sql::*;
    use diesel::sql_types::*;
    outbox (id) {
        id -> Uid,
        tenant_id -> Uid,
        topic -> Text,
        body -> Doc,
        state -> Text,
        attempts -> BigInt,
        created_at -> Stamp,
        next_at -> Stamp,
        last_error -> Nullable<Text>,
    }
}
diesel::table! {
    use crate::sql::*;
    use diesel::sql_types::*;
    outbox_done (consumer, event_id) {
        consumer -> Text,
        event_id -> Uid,
        done_at -> Stamp,
    }
}
diesel::table! {
    use crate::sql::*;
    use diesel::sql_types::*;
    job (id) {
        id -> Uid,
        queue -> Text,
        key -> Text,
        body -> Doc,
        state -> Text,
        attempts -> BigInt,
        run_at -> Stamp,
        lease_owner -> Nullable<Text>,
        lease_until_at -> Nullable<Stamp>,
        created_at -> Stamp,
        finished_at -> Nullable<Stamp>,
        last_error -> Nullable<Text>,
    }
}
diesel::table! {
    use crate::sql::*;
    use diesel::sql_types::*;
    lease (name) {
        name -> Text,
        owner -> Text,
        fence -> BigInt,
        until_at -> Stamp,
    }
}
diesel::table! {
    use crate::sql::*;
    use diesel::sql_types::*;
    stream (owner_id) {
        owner_id -> Uid,
        epoch -> Text,
        head -> BigInt,
        trimmed -> BigInt,
    }
}
diesel::table! {
    use crate::sql::*;
    use diesel::sql_types::*;
    stream_event (owner_id, seq) {
        owner_id -> Uid,
        seq -> BigInt,
        kind -> Text,
        body -> Doc,
        created_at -> Stamp,
    }
}
diesel::table! {
    use crate::sql::*;
    use diesel::sql_types::*;
    idempotency (owner_id, key) {
        owner_id -> Uid,
        key -> Text,
        route -> Text,
        body_hash -> Text,
        answer -> Doc,
        created_at -> Stamp,
    }
}
