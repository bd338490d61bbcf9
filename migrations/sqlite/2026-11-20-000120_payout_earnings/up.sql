-- What workers earned: one row per task, with everything its amount follows from.
CREATE TABLE earning (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    task_id BLOB NOT NULL,
    piece_id BLOB,
    project_id BLOB NOT NULL,
    worker_id BLOB NOT NULL,
    price_minor INTEGER NOT NULL CHECK (price_minor > 0),
    fee_bp INTEGER NOT NULL CHECK (fee_bp BETWEEN 0 AND 10000),
    fee_minor INTEGER NOT NULL CHECK (fee_minor >= 0),
    quality_bp INTEGER NOT NULL CHECK (quality_bp >= 0),
    amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL CHECK (currency = 'CNY' OR currency = 'USD' OR currency = 'EUR'),
    state TEXT NOT NULL CHECK (state IN ('accrued')),
    day TEXT NOT NULL,
    decision_id BLOB NOT NULL,
    earned_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX earning_once ON earning (tenant_id, task_id);
CREATE INDEX earning_by_worker ON earning (worker_id, id);
CREATE INDEX earning_by_worker_day ON earning (worker_id, day);
CREATE INDEX earning_by_project_day ON earning (tenant_id, project_id, day);
