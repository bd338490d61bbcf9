-- What was paid to the tax office, filing by filing.
CREATE TABLE remittance (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    levy text NOT NULL CHECK (levy IN ('income_tax', 'worker_vat', 'fee_vat')),
    filing text NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'done')),
    accounts bigint NOT NULL CHECK (accounts >= 0),
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    currency text NOT NULL CHECK (currency IN ('CNY', 'USD', 'EUR')),
    made_by_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX remittance_once ON remittance (tenant_id, levy, filing);
ALTER TABLE remittance ENABLE ROW LEVEL SECURITY;
ALTER TABLE remittance FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON remittance USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
