//! Tables of audit.

diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    audit_entry (id) {
        tenant_id -> Uid,
        id -> Uid,
        created_at -> Stamp,
        actor_id -> Nullable<Uid>,
        actor_role -> Nullable<Text>,
        session_id -> Nullable<Uid>,
        action -> Text,
        object_kind -> Text,
        object_id -> Uid,
        detail_hash -> Binary,
        leaf_hash -> Binary,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    audit_detail (entry_id) {
        tenant_id -> Uid,
        entry_id -> Uid,
        salt -> Binary,
        detail -> Text,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    audit_pending (id) {
        id -> Uid,
        source -> Text,
        leaf_hash -> Binary,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    audit_leaf (seq) {
        seq -> BigInt,
        source -> Text,
        ref_id -> Uid,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    audit_tile (level, number) {
        level -> BigInt,
        number -> BigInt,
        hashes -> Binary,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    audit_checkpoint (size) {
        size -> BigInt,
        root -> Binary,
        created_at -> Stamp,
        signature -> Binary,
        public_key -> Binary,
    }
}
diesel::table! {
    use diesel::sql_types::*;
    audit_cosignature (size, witness) {
        size -> BigInt,
        witness -> Text,
        seen -> BigInt,
        signature -> Binary,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    decision (id) {
        tenant_id -> Uid,
        id -> Uid,
        kind -> Text,
        subject_id -> Nullable<Uid>,
        policy -> Text,
        policy_hash -> Text,
        engine -> Text,
        created_at -> Stamp,
        body_hash -> Binary,
        leaf_hash -> Binary,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    decision_body (decision_id) {
        tenant_id -> Uid,
        decision_id -> Uid,
        salt -> Binary,
        body -> Text,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    policy_version (tenant_id, kind, name, hash) {
        tenant_id -> Uid,
        kind -> Text,
        name -> Text,
        hash -> Text,
        body -> Text,
        state -> Text,
        source -> Text,
        effective_from_at -> Stamp,
        created_at -> Stamp,
    }
}

diesel::allow_tables_to_appear_in_same_query!(audit_entry, audit_detail, audit_leaf);
diesel::allow_tables_to_appear_in_same_query!(decision, decision_body);
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    appeal_case (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        kind -> Text,
        subject_id -> Uid,
        ref_kind -> Text,
        ref_id -> Uid,
        state -> Text,
        first_judge_id -> Nullable<Uid>,
        first_code -> Nullable<Text>,
        guarded -> BigInt,
        evidence -> Doc,
        evidence_hash -> Text,
        words -> Nullable<Binary>,
        opened_at -> Stamp,
        answer_by_at -> Nullable<Stamp>,
        decide_by_at -> Nullable<Stamp>,
        judge_id -> Nullable<Uid>,
        outcome -> Nullable<Text>,
        resolved_by -> Nullable<Text>,
        rule -> Nullable<Text>,
        award_minor -> Nullable<BigInt>,
        note -> Nullable<Binary>,
        resolved_at -> Nullable<Stamp>,
    }
}
