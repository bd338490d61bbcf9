-- What a worker is paid for a period, line by line in the body, with tax and what it follows from. Never changed.
CREATE TABLE statement (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    worker_id uuid NOT NULL,
    period text NOT NULL,
    gross_minor bigint NOT NULL CHECK (gross_minor >= 0),
    held_minor bigint NOT NULL CHECK (held_minor >= 0),
    tax_minor bigint NOT NULL CHECK (tax_minor >= 0),
    net_minor bigint NOT NULL CHECK (net_minor >= 0),
    currency text NOT NULL CHECK (currency IN ('CNY', 'USD', 'EUR')),
    decision_id uuid NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX statement_once ON statement (worker_id, period);
CREATE INDEX statement_by_period ON statement (period, id);
-- Which statement an earning stands in: in one only.
CREATE TABLE stated (
    tenant_id uuid NOT NULL,
    earning_id uuid NOT NULL,
    statement_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, earning_id)
);
ALTER TABLE statement ENABLE ROW LEVEL SECURITY;
ALTER TABLE statement FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON statement USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE stated ENABLE ROW LEVEL SECURITY;
ALTER TABLE stated FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON stated USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
