-- What an earning's price came from, and what else moves a worker's pay: surge, quality, floor, standby, holds.
ALTER TABLE earning ADD COLUMN piece_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE earning ADD COLUMN steps bigint NOT NULL DEFAULT 0;
ALTER TABLE earning ADD COLUMN step_milli bigint NOT NULL DEFAULT 0;
ALTER TABLE earning ADD COLUMN seconds bigint NOT NULL DEFAULT 0;
ALTER TABLE earning ADD COLUMN minute_milli bigint NOT NULL DEFAULT 0;
ALTER TABLE earning ADD COLUMN most_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE earning ADD COLUMN surge_bp bigint NOT NULL DEFAULT 10000;
ALTER TABLE earning ADD COLUMN surge_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE earning ADD COLUMN vat_minor bigint NOT NULL DEFAULT 0;
ALTER TABLE earning ADD COLUMN floor_hourly bigint NOT NULL DEFAULT 0;
ALTER TABLE earning ADD COLUMN order_id uuid;
ALTER TABLE earning ADD COLUMN started_at timestamptz;
CREATE INDEX earning_by_order ON earning (order_id, id);
CREATE TABLE adjustment (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    worker_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('quality', 'floor', 'standby', 'held', 'released', 'interest', 'back_pay')),
    amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
    currency text NOT NULL CHECK (currency IN ('CNY', 'USD', 'EUR')),
    day text NOT NULL,
    project_id uuid,
    ref_kind text NOT NULL,
    ref_id uuid NOT NULL,
    decision_id uuid,
    policy_hash text NOT NULL,
    facts jsonb NOT NULL,
    statement_id uuid,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX adjustment_by_worker ON adjustment (worker_id, id);
CREATE INDEX adjustment_by_ref ON adjustment (ref_id, id);
CREATE INDEX adjustment_open ON adjustment (statement_id, day, worker_id);
-- Time at the desk, as presence told it.
CREATE TABLE work_span (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    worker_id uuid NOT NULL,
    from_at timestamptz NOT NULL,
    until_at timestamptz NOT NULL CHECK (until_at > from_at),
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX work_span_by_worker ON work_span (worker_id, until_at);
-- How finished work was judged; one score per task and judge.
CREATE TABLE judged (
    tenant_id uuid NOT NULL,
    task_id uuid NOT NULL,
    source text NOT NULL CHECK (source IN ('customer', 'quality')),
    worker_id uuid NOT NULL,
    score_bp bigint NOT NULL CHECK (score_bp BETWEEN 0 AND 10000),
    judged_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, task_id, source)
);
CREATE INDEX judged_by_worker ON judged (worker_id, judged_at);
ALTER TABLE adjustment ENABLE ROW LEVEL SECURITY;
ALTER TABLE adjustment FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON adjustment USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE work_span ENABLE ROW LEVEL SECURITY;
ALTER TABLE work_span FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON work_span USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE judged ENABLE ROW LEVEL SECURITY;
ALTER TABLE judged FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON judged USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
