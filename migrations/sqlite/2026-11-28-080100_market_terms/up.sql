-- What work is worth: rates of a project from a day on, surges paid from funded pools, and the terms locked at an offer.
CREATE TABLE project_rate (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    project_id BLOB NOT NULL,
    effective_at INTEGER NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor > 0),
    step_milli INTEGER NOT NULL CHECK (step_milli >= 0),
    minute_milli INTEGER NOT NULL CHECK (minute_milli >= 0),
    most_minor INTEGER NOT NULL CHECK (most_minor >= price_minor),
    applied INTEGER NOT NULL CHECK (applied IN (0, 1)),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX project_rate_by_day ON project_rate (project_id, effective_at);
CREATE TABLE surge_pool (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    project_id BLOB NOT NULL,
    gap_bp INTEGER NOT NULL CHECK (gap_bp >= 0),
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL CHECK (ends_at >= starts_at),
    state TEXT NOT NULL CHECK (state IN ('open', 'ended')),
    funded_minor INTEGER NOT NULL CHECK (funded_minor > 0),
    currency TEXT NOT NULL CHECK (currency = 'CNY' OR currency = 'USD' OR currency = 'EUR'),
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX surge_pool_by_project ON surge_pool (project_id, state, ends_at);
ALTER TABLE task_budget ADD COLUMN step_milli INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task_budget ADD COLUMN minute_milli INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task_budget ADD COLUMN most_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task_budget ADD COLUMN surge_bp INTEGER NOT NULL DEFAULT 10000;
ALTER TABLE task_budget ADD COLUMN surge_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task_budget ADD COLUMN pool_id BLOB;
ALTER TABLE task_budget ADD COLUMN floor_hourly INTEGER NOT NULL DEFAULT 0;
ALTER TABLE task_budget ADD COLUMN charged_minor INTEGER;
ALTER TABLE task_budget ADD COLUMN order_id BLOB;
-- Capacity orders, and the peak minutes of theirs that workers booked.
CREATE TABLE capacity_order (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    project_id BLOB NOT NULL,
    base_per_hour INTEGER NOT NULL CHECK (base_per_hour > 0),
    burst_per_hour INTEGER NOT NULL CHECK (burst_per_hour >= base_per_hour),
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    budget_minor INTEGER NOT NULL CHECK (budget_minor > 0),
    currency TEXT NOT NULL CHECK (currency = 'CNY' OR currency = 'USD' OR currency = 'EUR'),
    standby_minutes INTEGER NOT NULL CHECK (standby_minutes >= 0),
    standby_from_at INTEGER,
    standby_until_at INTEGER,
    standby_milli INTEGER NOT NULL CHECK (standby_milli >= 0),
    released_minor INTEGER NOT NULL CHECK (released_minor >= 0),
    state TEXT NOT NULL CHECK (state = 'reserved' OR state = 'live' OR state = 'closed' OR state = 'canceled'),
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX capacity_order_by_id ON capacity_order (id);
CREATE INDEX capacity_order_by_project ON capacity_order (project_id, state, ends_at);
CREATE TABLE standby (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    order_id BLOB NOT NULL,
    project_id BLOB NOT NULL,
    worker_id BLOB NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
    state TEXT NOT NULL CHECK (state = 'booked' OR state = 'paid' OR state = 'canceled'),
    most_minor INTEGER NOT NULL CHECK (most_minor > 0),
    milli INTEGER NOT NULL CHECK (milli >= 0),
    paid_seconds INTEGER NOT NULL CHECK (paid_seconds >= 0),
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX standby_by_order ON standby (order_id, id);
CREATE INDEX standby_by_worker ON standby (worker_id, ends_at);
CREATE INDEX standby_over ON standby (state, ends_at);
