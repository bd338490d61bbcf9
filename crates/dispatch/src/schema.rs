//! Tables of dispatch.

diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    task (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        project_id -> Uid,
        conversation_id -> Uid,
        skill -> Text,
        units -> BigInt,
        sensitivity -> BigInt,
        priority -> BigInt,
        state -> Text,
        attempt -> BigInt,
        worker_id -> Nullable<Uid>,
        hold -> Nullable<Text>,
        not_before_at -> Stamp,
        lease_ends_at -> Nullable<Stamp>,
        created_at -> Stamp,
        waiting_since_at -> Stamp,
        answered_at -> Nullable<Stamp>,
        first_reply_at -> Nullable<Stamp>,
        wrapping_at -> Nullable<Stamp>,
        ended_at -> Nullable<Stamp>,
        wrap_code -> Nullable<Text>,
        wrap_note -> Nullable<Text>,
        changed_at -> Stamp,
        contact_id -> Nullable<Uid>,
        affinity_id -> Nullable<Uid>,
        due_at -> Nullable<Stamp>,
        follows_id -> Nullable<Uid>,
        target_id -> Nullable<Uid>,
        except_id -> Nullable<Uid>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    task_step (tenant_id, task_id, worker_id, step) {
        tenant_id -> Uid,
        task_id -> Uid,
        worker_id -> Uid,
        step -> Text,
        title_zh -> Text,
        title_en -> Text,
        weight -> BigInt,
        done_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    reservation (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        task_id -> Uid,
        worker_id -> Uid,
        attempt -> BigInt,
        state -> Text,
        offered_at -> Stamp,
        expires_at -> Stamp,
        ended_at -> Nullable<Stamp>,
        decline_reason -> Nullable<Text>,
        why -> Doc,
        policy_hash -> Text,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    presence (worker_id) {
        worker_id -> Uid,
        state -> Text,
        since_at -> Stamp,
        idle_since_at -> Stamp,
        lease_ends_at -> Nullable<Stamp>,
        capacity -> BigInt,
        used -> BigInt,
        offers -> BigInt,
        missed -> BigInt,
        posture -> BigInt,
        changed_at -> Stamp,
        pieces -> BigInt,
        pieces_today -> BigInt,
        pieces_day -> BigInt,
        worked_ms -> BigInt,
        worked_day -> BigInt,
        run_ms -> BigInt,
        left_at -> Nullable<Stamp>,
        session_id -> Nullable<Uid>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    presence_skill (worker_id, skill) {
        worker_id -> Uid,
        skill -> Text,
        level -> BigInt,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    piece (tenant_id, id) {
        tenant_id -> Uid,
        id -> Uid,
        task_id -> Uid,
        project_id -> Uid,
        worker_id -> Uid,
        attempt -> BigInt,
        created_at -> Stamp,
    }
}

diesel::allow_tables_to_appear_in_same_query!(task, reservation, presence, presence_skill, piece);
