//! Tables of ledger.

diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    ledger_account (id) {
        id -> Uid,
        code -> Text,
        owner_id -> Uid,
        currency -> Text,
        created_at -> Stamp,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    ledger_balance (account_id) {
        account_id -> Uid,
        debits_pending -> BigInt,
        debits_posted -> BigInt,
        credits_pending -> BigInt,
        credits_posted -> BigInt,
        version -> BigInt,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    ledger_transfer (id) {
        id -> Uid,
        entry_id -> Uid,
        chain_id -> Uid,
        debit_id -> Uid,
        credit_id -> Uid,
        amount_minor -> BigInt,
        currency -> Text,
        phase -> Text,
        pending_id -> Nullable<Uid>,
        expires_at -> Nullable<Stamp>,
        kind -> Text,
        ref_kind -> Text,
        ref_id -> Uid,
        effective_at -> Stamp,
        recorded_at -> Stamp,
        corrects_id -> Nullable<Uid>,
    }
}
diesel::table! {
    use db::sql::*;
    use diesel::sql_types::*;
    ledger_pending (transfer_id) {
        transfer_id -> Uid,
        expires_at -> Nullable<Stamp>,
    }
}
diesel::allow_tables_to_appear_in_same_query!(ledger_account, ledger_balance);
