-- The platform's double-entry ledger. Accounts have owners across tenants, so no row here belongs to one tenant.
CREATE TABLE ledger_account (
    id uuid NOT NULL PRIMARY KEY,
    code text NOT NULL CHECK (code IN ('1010', '1020', '1040', '1050', '2010', '2015', '2020', '2021', '2022', '2030', '2031', '2040', '2041', '2042', '2050', '2051', '2060', '4010', '5010', '5020', '5030', '5040')),
    owner_id uuid NOT NULL,
    currency text NOT NULL CHECK (currency IN ('CNY', 'USD', 'EUR')),
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX ledger_account_name ON ledger_account (code, owner_id, currency);
-- Running totals, kept for accounts that must not overdraw; the totals of all others are folds of the journal.
CREATE TABLE ledger_balance (
    account_id uuid NOT NULL PRIMARY KEY,
    debits_pending bigint NOT NULL CHECK (debits_pending >= 0),
    debits_posted bigint NOT NULL CHECK (debits_posted >= 0),
    credits_pending bigint NOT NULL CHECK (credits_pending >= 0),
    credits_posted bigint NOT NULL CHECK (credits_posted >= 0),
    version bigint NOT NULL
);
-- The journal. Rows are only ever added; a correction is a further row.
CREATE TABLE ledger_transfer (
    id uuid NOT NULL PRIMARY KEY,
    entry_id uuid NOT NULL,
    chain_id uuid NOT NULL,
    debit_id uuid NOT NULL,
    credit_id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL CHECK (currency IN ('CNY', 'USD', 'EUR')),
    phase text NOT NULL CHECK (phase IN ('posted', 'pending', 'settled', 'voided')),
    pending_id uuid,
    expires_at timestamptz,
    kind text NOT NULL,
    ref_kind text NOT NULL,
    ref_id uuid NOT NULL,
    effective_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    corrects_id uuid,
    CHECK (debit_id <> credit_id)
);
CREATE UNIQUE INDEX ledger_transfer_order ON ledger_transfer (entry_id);
CREATE UNIQUE INDEX ledger_transfer_once ON ledger_transfer (pending_id) WHERE pending_id IS NOT NULL;
CREATE INDEX ledger_transfer_debit ON ledger_transfer (debit_id, entry_id);
CREATE INDEX ledger_transfer_credit ON ledger_transfer (credit_id, entry_id);
CREATE INDEX ledger_transfer_ref ON ledger_transfer (ref_id, entry_id);
-- Pending transfers that are neither settled nor voided yet.
CREATE TABLE ledger_pending (
    transfer_id uuid NOT NULL PRIMARY KEY,
    expires_at timestamptz
);
CREATE INDEX ledger_pending_expiry ON ledger_pending (expires_at);
CREATE TRIGGER ledger_transfer_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfer FOR EACH STATEMENT EXECUTE FUNCTION tidecrew_append_only();
