-- What enterprises ask for and pay for: projects, money set aside per task, deposits.
CREATE TABLE project (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('chat')),
    skill TEXT NOT NULL,
    masking_policy TEXT NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor > 0),
    currency TEXT NOT NULL CHECK (currency = 'CNY' OR currency = 'USD' OR currency = 'EUR'),
    fee_bp INTEGER NOT NULL CHECK (fee_bp BETWEEN 0 AND 10000),
    sensitivity INTEGER NOT NULL CHECK (sensitivity BETWEEN 1 AND 3),
    state TEXT NOT NULL CHECK (state IN ('live', 'paused')),
    origins TEXT NOT NULL,
    widget_token TEXT NOT NULL,
    version INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX project_by_id ON project (id);
CREATE UNIQUE INDEX project_widget_token ON project (widget_token);
-- The price and fee of a task's piece, locked when its money was reserved.
CREATE TABLE task_budget (
    tenant_id BLOB NOT NULL,
    task_id BLOB NOT NULL,
    project_id BLOB NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor > 0),
    currency TEXT NOT NULL CHECK (currency = 'CNY' OR currency = 'USD' OR currency = 'EUR'),
    fee_bp INTEGER NOT NULL CHECK (fee_bp BETWEEN 0 AND 10000),
    state TEXT NOT NULL CHECK (state = 'reserved' OR state = 'settled' OR state = 'voided'),
    attempt INTEGER NOT NULL,
    transfer_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, task_id)
) STRICT;
CREATE TABLE deposit (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL CHECK (currency = 'CNY' OR currency = 'USD' OR currency = 'EUR'),
    reference TEXT NOT NULL,
    actor_id BLOB,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
