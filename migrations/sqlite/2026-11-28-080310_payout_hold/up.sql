-- Pay that is held until an appeal is over.
CREATE TABLE hold (
    tenant_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    worker_id BLOB NOT NULL,
    earning_id BLOB NOT NULL,
    task_id BLOB NOT NULL,
    project_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('rejection', 'penalty')),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    state TEXT NOT NULL CHECK (state = 'held' OR state = 'won' OR state = 'lost'),
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, case_id)
) STRICT;
CREATE INDEX hold_by_worker ON hold (worker_id, state);
CREATE UNIQUE INDEX hold_once ON hold (earning_id, kind);
CREATE INDEX hold_by_tenant ON hold (tenant_id, created_at);
-- Figures about everybody's hourly pay, one row a day.
CREATE TABLE public_earning (
    tenant_id BLOB NOT NULL,
    day TEXT NOT NULL,
    figures TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, day)
) STRICT;
