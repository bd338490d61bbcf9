-- What was paid to the tax office, filing by filing.
CREATE TABLE remittance (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    levy TEXT NOT NULL CHECK (levy = 'income_tax' OR levy = 'worker_vat' OR levy = 'fee_vat'),
    filing TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'done')),
    accounts INTEGER NOT NULL CHECK (accounts >= 0),
    amount_minor INTEGER NOT NULL CHECK (amount_minor >= 0),
    currency TEXT NOT NULL CHECK (currency = 'CNY' OR currency = 'USD' OR currency = 'EUR'),
    made_by_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX remittance_once ON remittance (tenant_id, levy, filing);
