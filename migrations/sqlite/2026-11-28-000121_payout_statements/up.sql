-- What a worker is paid for a period, line by line in the body, with tax and what it follows from. Never changed.
CREATE TABLE statement (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    worker_id BLOB NOT NULL,
    period TEXT NOT NULL,
    gross_minor INTEGER NOT NULL CHECK (gross_minor >= 0),
    held_minor INTEGER NOT NULL CHECK (held_minor >= 0),
    tax_minor INTEGER NOT NULL CHECK (tax_minor >= 0),
    net_minor INTEGER NOT NULL CHECK (net_minor >= 0),
    currency TEXT NOT NULL CHECK (currency = 'CNY' OR currency = 'USD' OR currency = 'EUR'),
    decision_id BLOB NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX statement_once ON statement (worker_id, period);
CREATE INDEX statement_by_period ON statement (period, id);
-- Which statement an earning stands in: in one only.
CREATE TABLE stated (
    tenant_id BLOB NOT NULL,
    earning_id BLOB NOT NULL,
    statement_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, earning_id)
) STRICT;
