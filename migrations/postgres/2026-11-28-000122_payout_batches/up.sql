-- Where a worker's pay goes: sealed, with a hint of its last digits.
CREATE TABLE payee (
    tenant_id uuid NOT NULL,
    worker_id uuid NOT NULL,
    sealed bytea NOT NULL,
    hint text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, worker_id)
);
-- Payouts that are approved and sent together.
CREATE TABLE payout_batch (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    period text NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'approved', 'submitted', 'canceled')),
    payouts bigint NOT NULL CHECK (payouts > 0),
    sum_minor bigint NOT NULL CHECK (sum_minor > 0),
    currency text NOT NULL CHECK (currency IN ('CNY', 'USD', 'EUR')),
    approvals_needed bigint NOT NULL CHECK (approvals_needed BETWEEN 1 AND 2),
    policy_hash text NOT NULL,
    made_by_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
-- Who approved a batch: each person once.
CREATE TABLE payout_approval (
    tenant_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    account_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, batch_id, account_id)
);
-- A payment of a statement's net. A further attempt is a further row; one attempt only is not over.
CREATE TABLE payout (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    batch_id uuid NOT NULL,
    statement_id uuid NOT NULL,
    worker_id uuid NOT NULL,
    attempt bigint NOT NULL CHECK (attempt > 0),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL CHECK (currency IN ('CNY', 'USD', 'EUR')),
    state text NOT NULL CHECK (state IN ('created', 'approved', 'submitted', 'accepted', 'awaiting_payee', 'unknown', 'settled', 'rejected', 'returned', 'canceled')),
    sealed bytea NOT NULL,
    reason text,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX payout_attempt ON payout (statement_id, attempt);
CREATE INDEX payout_by_batch ON payout (batch_id, id);
CREATE INDEX payout_by_worker ON payout (worker_id, id);
-- Booked lines of bank files and what they were taken for.
CREATE TABLE bank_line (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    bank_ref text NOT NULL,
    payout_id uuid,
    outcome text NOT NULL,
    amount_minor bigint NOT NULL,
    currency text NOT NULL,
    incoming bigint NOT NULL CHECK (incoming IN (0, 1)),
    day text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX bank_line_outcome ON bank_line (outcome, id);
ALTER TABLE payee ENABLE ROW LEVEL SECURITY;
ALTER TABLE payee FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON payee USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE payout_batch ENABLE ROW LEVEL SECURITY;
ALTER TABLE payout_batch FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON payout_batch USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE payout_approval ENABLE ROW LEVEL SECURITY;
ALTER TABLE payout_approval FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON payout_approval USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE payout ENABLE ROW LEVEL SECURITY;
ALTER TABLE payout FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON payout USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE bank_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE bank_line FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON bank_line USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
