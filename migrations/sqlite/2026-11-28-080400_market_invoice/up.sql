-- Invoices and credit notes: what the journal said when a month was over. And money that enterprises take out.
CREATE TABLE invoice (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    period TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit_note')),
    sum_minor INTEGER NOT NULL CHECK (sum_minor >= 0),
    fee_minor INTEGER NOT NULL CHECK (fee_minor >= 0),
    currency TEXT NOT NULL CHECK (currency = 'CNY' OR currency = 'USD' OR currency = 'EUR'),
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    lines TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX invoice_once ON invoice (tenant_id, period, kind);
CREATE TABLE refund (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL CHECK (currency = 'CNY' OR currency = 'USD' OR currency = 'EUR'),
    state TEXT NOT NULL CHECK (state = 'instructed' OR state = 'settled' OR state = 'returned'),
    bank_ref TEXT,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX refund_by_id ON refund (id);
