-- Enterprises that pay afterwards: how much they may owe, and their invoices.
CREATE TABLE credit_line (
    tenant_id BLOB NOT NULL PRIMARY KEY,
    limit_minor INTEGER NOT NULL CHECK (limit_minor >= 0),
    days INTEGER NOT NULL CHECK (days BETWEEN 1 AND 180),
    changed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE postpaid (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    paid_minor INTEGER NOT NULL CHECK (paid_minor >= 0),
    credited_minor INTEGER NOT NULL CHECK (credited_minor >= 0),
    currency TEXT NOT NULL CHECK (currency = 'CNY' OR currency = 'USD' OR currency = 'EUR'),
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    due_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (paid_minor + credited_minor <= amount_minor)
) STRICT;
CREATE INDEX postpaid_by_id ON postpaid (id);
