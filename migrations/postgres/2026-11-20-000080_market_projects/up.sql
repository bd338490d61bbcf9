-- What enterprises ask for and pay for: projects, money set aside per task, deposits.
CREATE TABLE project (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    channel text NOT NULL CHECK (channel IN ('chat')),
    skill text NOT NULL,
    masking_policy text NOT NULL,
    price_minor bigint NOT NULL CHECK (price_minor > 0),
    currency text NOT NULL CHECK (currency IN ('CNY', 'USD', 'EUR')),
    fee_bp bigint NOT NULL CHECK (fee_bp BETWEEN 0 AND 10000),
    sensitivity bigint NOT NULL CHECK (sensitivity BETWEEN 1 AND 3),
    state text NOT NULL CHECK (state IN ('live', 'paused')),
    origins jsonb NOT NULL,
    widget_token text NOT NULL,
    version bigint NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX project_by_id ON project (id);
CREATE UNIQUE INDEX project_widget_token ON project (widget_token);
-- The price and fee of a task's piece, locked when its money was reserved.
CREATE TABLE task_budget (
    tenant_id uuid NOT NULL,
    task_id uuid NOT NULL,
    project_id uuid NOT NULL,
    price_minor bigint NOT NULL CHECK (price_minor > 0),
    currency text NOT NULL CHECK (currency IN ('CNY', 'USD', 'EUR')),
    fee_bp bigint NOT NULL CHECK (fee_bp BETWEEN 0 AND 10000),
    state text NOT NULL CHECK (state IN ('reserved', 'settled', 'voided')),
    attempt bigint NOT NULL,
    transfer_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, task_id)
);
CREATE TABLE deposit (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL CHECK (currency IN ('CNY', 'USD', 'EUR')),
    reference text NOT NULL,
    actor_id uuid,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
ALTER TABLE project ENABLE ROW LEVEL SECURITY;
ALTER TABLE project FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON project USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE task_budget ENABLE ROW LEVEL SECURITY;
ALTER TABLE task_budget FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON task_budget USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE deposit ENABLE ROW LEVEL SECURITY;
ALTER TABLE deposit FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON deposit USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
