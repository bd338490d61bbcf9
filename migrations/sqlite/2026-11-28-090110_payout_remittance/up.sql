-- What was paid to the tax office, filing by filing.
CREATE TABLE remittance (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    levy TEXT NOT NULL CHECK (levy IN ('income_tax', 'worker_vat', 'fee_vat')),
    filing TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'done')),
    accounts INTEGER NOT NULL CHECK (accounts >= 0),
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    currency TEXT NOT NULL CHECK (currency IN ('CNY', 'USD', 'EUR')),
    made_by_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX remittance_once ON remittance (tenant_id, levy, filing);
