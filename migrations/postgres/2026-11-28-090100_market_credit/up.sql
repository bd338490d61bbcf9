-- Enterprises that pay afterwards: how much they may owe, and their invoices.
CREATE TABLE credit_line (
    tenant_id uuid NOT NULL PRIMARY KEY,
    limit_minor bigint NOT NULL CHECK (limit_minor >= 0),
    days bigint NOT NULL CHECK (days BETWEEN 1 AND 180),
    changed_at timestamptz NOT NULL
);
CREATE TABLE postpaid (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    paid_minor bigint NOT NULL CHECK (paid_minor >= 0),
    credited_minor bigint NOT NULL CHECK (credited_minor >= 0),
    currency text NOT NULL CHECK (currency IN ('CNY', 'USD', 'EUR')),
    state text NOT NULL CHECK (state IN ('open', 'closed')),
    due_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (paid_minor + credited_minor <= amount_minor)
);
CREATE INDEX postpaid_by_id ON postpaid (id);
ALTER TABLE credit_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE credit_line FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON credit_line USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE postpaid ENABLE ROW LEVEL SECURITY;
ALTER TABLE postpaid FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON postpaid USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
