-- What work is worth: rates of a project from a day on, surges paid from funded pools, and the terms locked at an offer.
CREATE TABLE project_rate (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    effective_at timestamptz NOT NULL,
    price_minor bigint NOT NULL CHECK (price_minor > 0),
    step_milli bigint NOT NULL CHECK (step_milli >= 0),
    minute_milli bigint NOT NULL CHECK (minute_milli >= 0),
    most_minor bigint NOT NULL CHECK (most_minor >= price_minor),
    applied bigint NOT NULL CHECK (applied IN (0, 1)),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX project_rate_by_day ON project_rate (project_id, effective_at);
CREATE TABLE surge_pool (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    gap_bp bigint NOT NULL CHECK (gap_bp >= 0),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at >= starts_at),
    state text NOT NULL CHECK (state IN ('open', 'ended')),
    funded_minor bigint NOT NULL CHECK (funded_minor > 0),
    currency text NOT NULL CHECK (currency IN ('CNY', 'USD', 'EUR')),
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX surge_pool_by_project ON surge_pool (project_id, state, ends_at);
ALTER TABLE task_budget ADD COLUMN step_milli bigint NOT NULL DEFAULT 0;
ALTER TABLE task_budget ADD COLUMN minute_milli bigint NOT NULL DEFAULT 0;
ALTER TABLE task_budget ADD COLUMN most_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE task_budget ADD COLUMN surge_bp bigint NOT NULL DEFAULT 10000;
ALTER TABLE task_budget ADD COLUMN surge_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE task_budget ADD COLUMN pool_id uuid;
ALTER TABLE task_budget ADD COLUMN floor_hourly bigint NOT NULL DEFAULT 0;
ALTER TABLE task_budget ADD COLUMN charged_minor bigint;
ALTER TABLE task_budget ADD COLUMN order_id uuid;
-- Capacity orders, and the peak minutes of theirs that workers booked.
CREATE TABLE capacity_order (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    base_per_hour bigint NOT NULL CHECK (base_per_hour > 0),
    burst_per_hour bigint NOT NULL CHECK (burst_per_hour >= base_per_hour),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    budget_minor bigint NOT NULL CHECK (budget_minor > 0),
    currency text NOT NULL CHECK (currency IN ('CNY', 'USD', 'EUR')),
    standby_minutes bigint NOT NULL CHECK (standby_minutes >= 0),
    standby_from_at timestamptz,
    standby_until_at timestamptz,
    standby_milli bigint NOT NULL CHECK (standby_milli >= 0),
    released_minor bigint NOT NULL CHECK (released_minor >= 0),
    state text NOT NULL CHECK (state IN ('reserved', 'live', 'closed', 'canceled')),
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX capacity_order_by_id ON capacity_order (id);
CREATE INDEX capacity_order_by_project ON capacity_order (project_id, state, ends_at);
CREATE TABLE standby (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    project_id uuid NOT NULL,
    worker_id uuid NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
    state text NOT NULL CHECK (state IN ('booked', 'paid', 'canceled')),
    most_minor bigint NOT NULL CHECK (most_minor > 0),
    milli bigint NOT NULL CHECK (milli >= 0),
    paid_seconds bigint NOT NULL CHECK (paid_seconds >= 0),
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX standby_by_order ON standby (order_id, id);
CREATE INDEX standby_by_worker ON standby (worker_id, ends_at);
CREATE INDEX standby_over ON standby (state, ends_at);
ALTER TABLE project_rate ENABLE ROW LEVEL SECURITY;
ALTER TABLE project_rate FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON project_rate USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE surge_pool ENABLE ROW LEVEL SECURITY;
ALTER TABLE surge_pool FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON surge_pool USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE capacity_order ENABLE ROW LEVEL SECURITY;
ALTER TABLE capacity_order FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON capacity_order USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE standby ENABLE ROW LEVEL SECURITY;
ALTER TABLE standby FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON standby USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
