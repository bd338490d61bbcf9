-- The platform's double-entry ledger. Accounts have owners across tenants, so no row here belongs to one tenant.
CREATE TABLE ledger_account (
    id BLOB NOT NULL PRIMARY KEY,
    code TEXT NOT NULL CHECK (code = '1010' OR code = '1020' OR code = '1040' OR code = '1050' OR code = '2010' OR code = '2015' OR code = '2020' OR code = '2021' OR code = '2022' OR code = '2030' OR code = '2031' OR code = '2040' OR code = '2041' OR code = '2042' OR code = '2050' OR code = '2051' OR code = '2060' OR code = '4010' OR code = '5010' OR code = '5020' OR code = '5030' OR code = '5040'),
    owner_id BLOB NOT NULL,
    currency TEXT NOT NULL CHECK (currency = 'CNY' OR currency = 'USD' OR currency = 'EUR'),
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX ledger_account_name ON ledger_account (code, owner_id, currency);
-- Running totals, kept for accounts that must not overdraw; the totals of all others are folds of the journal.
CREATE TABLE ledger_balance (
    account_id BLOB NOT NULL PRIMARY KEY,
    debits_pending INTEGER NOT NULL CHECK (debits_pending >= 0),
    debits_posted INTEGER NOT NULL CHECK (debits_posted >= 0),
    credits_pending INTEGER NOT NULL CHECK (credits_pending >= 0),
    credits_posted INTEGER NOT NULL CHECK (credits_posted >= 0),
    version INTEGER NOT NULL
) STRICT;
-- The journal. Rows are only ever added; a correction is a further row.
CREATE TABLE ledger_transfer (
    id BLOB NOT NULL PRIMARY KEY,
    entry_id BLOB NOT NULL,
    chain_id BLOB NOT NULL,
    debit_id BLOB NOT NULL,
    credit_id BLOB NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL CHECK (currency = 'CNY' OR currency = 'USD' OR currency = 'EUR'),
    phase TEXT NOT NULL CHECK (phase = 'posted' OR phase = 'pending' OR phase = 'settled' OR phase = 'voided'),
    pending_id BLOB,
    expires_at INTEGER,
    kind TEXT NOT NULL,
    ref_kind TEXT NOT NULL,
    ref_id BLOB NOT NULL,
    effective_at INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    corrects_id BLOB,
    CHECK (debit_id <> credit_id)
) STRICT;
CREATE UNIQUE INDEX ledger_transfer_order ON ledger_transfer (entry_id);
CREATE UNIQUE INDEX ledger_transfer_once ON ledger_transfer (pending_id) WHERE pending_id IS NOT NULL;
CREATE INDEX ledger_transfer_debit ON ledger_transfer (debit_id, entry_id);
CREATE INDEX ledger_transfer_credit ON ledger_transfer (credit_id, entry_id);
CREATE INDEX ledger_transfer_ref ON ledger_transfer (ref_id, entry_id);
-- Pending transfers that are neither settled nor voided yet.
CREATE TABLE ledger_pending (
    transfer_id BLOB NOT NULL PRIMARY KEY,
    expires_at INTEGER
) STRICT;
CREATE INDEX ledger_pending_expiry ON ledger_pending (expires_at);
CREATE TRIGGER ledger_transfer_no_update BEFORE UPDATE ON ledger_transfer BEGIN SELECT RAISE(ABORT, 'ledger_transfer is append-only'); END;
CREATE TRIGGER ledger_transfer_no_delete BEFORE DELETE ON ledger_transfer BEGIN SELECT RAISE(ABORT, 'ledger_transfer is append-only'); END;
