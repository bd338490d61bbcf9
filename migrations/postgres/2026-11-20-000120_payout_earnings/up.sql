-- What workers earned: one row per task, with everything its amount follows from.
CREATE TABLE earning (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    task_id uuid NOT NULL,
    piece_id uuid,
    project_id uuid NOT NULL,
    worker_id uuid NOT NULL,
    price_minor bigint NOT NULL CHECK (price_minor > 0),
    fee_bp bigint NOT NULL CHECK (fee_bp BETWEEN 0 AND 10000),
    fee_minor bigint NOT NULL CHECK (fee_minor >= 0),
    quality_bp bigint NOT NULL CHECK (quality_bp >= 0),
    amount_minor bigint NOT NULL CHECK (amount_minor > 0),
    currency text NOT NULL CHECK (currency IN ('CNY', 'USD', 'EUR')),
    state text NOT NULL CHECK (state IN ('accrued')),
    day text NOT NULL,
    decision_id uuid NOT NULL,
    earned_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX earning_once ON earning (tenant_id, task_id);
CREATE INDEX earning_by_worker ON earning (worker_id, id);
CREATE INDEX earning_by_worker_day ON earning (worker_id, day);
CREATE INDEX earning_by_project_day ON earning (tenant_id, project_id, day);
ALTER TABLE earning ENABLE ROW LEVEL SECURITY;
ALTER TABLE earning FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON earning USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
