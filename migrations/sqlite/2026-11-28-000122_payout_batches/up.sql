-- Where a worker's pay goes: sealed, with a hint of its last digits.
CREATE TABLE payee (
    tenant_id BLOB NOT NULL,
    worker_id BLOB NOT NULL,
    sealed BLOB NOT NULL,
    hint TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, worker_id)
) STRICT;
-- Payouts that are approved and sent together.
CREATE TABLE payout_batch (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    period TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state = 'draft' OR state = 'approved' OR state = 'submitted' OR state = 'canceled'),
    payouts INTEGER NOT NULL CHECK (payouts > 0),
    sum_minor INTEGER NOT NULL CHECK (sum_minor > 0),
    currency TEXT NOT NULL CHECK (currency = 'CNY' OR currency = 'USD' OR currency = 'EUR'),
    approvals_needed INTEGER NOT NULL CHECK (approvals_needed BETWEEN 1 AND 2),
    policy_hash TEXT NOT NULL,
    made_by_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
-- Who approved a batch: each person once.
CREATE TABLE payout_approval (
    tenant_id BLOB NOT NULL,
    batch_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, batch_id, account_id)
) STRICT;
-- A payment of a statement's net. A further attempt is a further row; one attempt only is not over.
CREATE TABLE payout (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    batch_id BLOB NOT NULL,
    statement_id BLOB NOT NULL,
    worker_id BLOB NOT NULL,
    attempt INTEGER NOT NULL CHECK (attempt > 0),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL CHECK (currency = 'CNY' OR currency = 'USD' OR currency = 'EUR'),
    state TEXT NOT NULL CHECK (state = 'created' OR state = 'approved' OR state = 'submitted' OR state = 'accepted' OR state = 'awaiting_payee' OR state = 'unknown' OR state = 'settled' OR state = 'rejected' OR state = 'returned' OR state = 'canceled'),
    sealed BLOB NOT NULL,
    reason TEXT,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX payout_attempt ON payout (statement_id, attempt);
CREATE INDEX payout_by_batch ON payout (batch_id, id);
CREATE INDEX payout_by_worker ON payout (worker_id, id);
-- Booked lines of bank files and what they were taken for.
CREATE TABLE bank_line (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    bank_ref TEXT NOT NULL,
    payout_id BLOB,
    outcome TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    incoming INTEGER NOT NULL CHECK (incoming IN (0, 1)),
    day TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX bank_line_outcome ON bank_line (outcome, id);
