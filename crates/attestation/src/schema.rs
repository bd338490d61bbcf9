//! Tables of this crate.

diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    attested_device (id) {
        id -> Uid,
        tenant_id -> Uid,
        account_id -> Uid,
        kind -> Text,
        name_hash -> Binary,
        label_sealed -> Binary,
        model -> Text,
        body -> Doc,
        counter -> BigInt,
        evidence_hash -> Text,
        policy_hash -> Text,
        created_at -> Stamp,
        used_at -> Nullable<Stamp>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    attestation_ask (id) {
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
    session_trust (id) {
        id -> Uid,
        tenant_id -> Uid,
        account_id -> Uid,
        device_id -> Uid,
        key_point -> Binary,
        seq -> BigInt,
        claims -> Doc,
        level -> BigInt,
        proved_at -> Stamp,
        expires_at -> Stamp,
        policy_hash -> Text,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    guard_run (id) {
        id -> Uid,
        tenant_id -> Uid,
        account_id -> Uid,
        memory -> Doc,
        next_challenge -> Doc,
        steps -> Doc,
        due_at -> Stamp,
        is_over -> Bool,
        started_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    guard_incident (id) {
        id -> Uid,
        tenant_id -> Uid,
        account_id -> Uid,
        session_id -> Uid,
        state -> Text,
        opened_at -> Stamp,
        reasons -> Doc,
        timeline -> Doc,
        proposed_by_id -> Nullable<Uid>,
        decided_by_id -> Nullable<Uid>,
        decided_at -> Nullable<Stamp>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    guard_camera (id) {
        id -> Uid,
        tenant_id -> Uid,
        account_id -> Uid,
        session_id -> Uid,
        secret_hash -> Binary,
        is_joined -> Bool,
        report -> Doc,
        reported_at -> Nullable<Stamp>,
        expires_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    guard_evidence (id) {
        id -> Uid,
        tenant_id -> Uid,
        account_id -> Uid,
        session_id -> Uid,
        picture_sealed -> Binary,
        taken_at -> Stamp,
        delete_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    rhythm_profile (id) {
        id -> Uid,
        tenant_id -> Uid,
        profile_sealed -> Binary,
        updated_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    rhythm_session (id) {
        id -> Uid,
        tenant_id -> Uid,
        account_id -> Uid,
        memory -> Doc,
        asked_id -> Nullable<Uid>,
        updated_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    rhythm_recheck (id) {
        id -> Uid,
        tenant_id -> Uid,
        account_id -> Uid,
        session_id -> Uid,
        reasons -> Doc,
        asked_at -> Stamp,
        passed_at -> Nullable<Stamp>,
    }
}
diesel::allow_tables_to_appear_in_same_query!(attested_device, session_trust);
