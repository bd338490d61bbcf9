-- Invoices and credit notes: what the journal said when a month was over. And money that enterprises take out.
CREATE TABLE invoice (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    period text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    sum_minor bigint NOT NULL CHECK (sum_minor >= 0),
    fee_minor bigint NOT NULL CHECK (fee_minor >= 0),
    currency text NOT NULL CHECK (currency IN ('CNY', 'USD', 'EUR')),
    from_at timestamptz NOT NULL,
    until_at timestamptz NOT NULL,
    lines jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX invoice_once ON invoice (tenant_id, period, kind);
CREATE TABLE refund (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL CHECK (currency IN ('CNY', 'USD', 'EUR')),
    state text NOT NULL CHECK (state IN ('instructed', 'settled', 'returned')),
    bank_ref text,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX refund_by_id ON refund (id);
ALTER TABLE invoice ENABLE ROW LEVEL SECURITY;
ALTER TABLE invoice FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON invoice USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE refund ENABLE ROW LEVEL SECURITY;
ALTER TABLE refund FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON refund USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
