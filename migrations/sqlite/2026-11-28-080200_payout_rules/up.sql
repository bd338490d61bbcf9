-- What an earning's price came from, and what else moves a worker's pay: surge, quality, floor, standby, holds.
ALTER TABLE earning ADD COLUMN piece_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE earning ADD COLUMN steps INTEGER NOT NULL DEFAULT 0;
ALTER TABLE earning ADD COLUMN step_milli INTEGER NOT NULL DEFAULT 0;
ALTER TABLE earning ADD COLUMN seconds INTEGER NOT NULL DEFAULT 0;
ALTER TABLE earning ADD COLUMN minute_milli INTEGER NOT NULL DEFAULT 0;
ALTER TABLE earning ADD COLUMN most_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE earning ADD COLUMN surge_bp INTEGER NOT NULL DEFAULT 10000;
ALTER TABLE earning ADD COLUMN surge_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE earning ADD COLUMN vat_minor INTEGER NOT NULL DEFAULT 0;
ALTER TABLE earning ADD COLUMN floor_hourly INTEGER NOT NULL DEFAULT 0;
ALTER TABLE earning ADD COLUMN order_id BLOB;
ALTER TABLE earning ADD COLUMN started_at INTEGER;
CREATE INDEX earning_by_order ON earning (order_id, id);
CREATE TABLE adjustment (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    worker_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'quality' OR kind = 'floor' OR kind = 'standby' OR kind = 'held' OR kind = 'released' OR kind = 'interest' OR kind = 'back_pay'),
    amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
    currency TEXT NOT NULL CHECK (currency = 'CNY' OR currency = 'USD' OR currency = 'EUR'),
    day TEXT NOT NULL,
    project_id BLOB,
    ref_kind TEXT NOT NULL,
    ref_id BLOB NOT NULL,
    decision_id BLOB,
    policy_hash TEXT NOT NULL,
    facts TEXT NOT NULL,
    statement_id BLOB,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX adjustment_by_worker ON adjustment (worker_id, id);
CREATE INDEX adjustment_by_ref ON adjustment (ref_id, id);
CREATE INDEX adjustment_open ON adjustment (statement_id, day, worker_id);
-- Time at the desk, as presence told it.
CREATE TABLE work_span (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    worker_id BLOB NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL CHECK (until_at > from_at),
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX work_span_by_worker ON work_span (worker_id, until_at);
-- How finished work was judged; one score per task and judge.
CREATE TABLE judged (
    tenant_id BLOB NOT NULL,
    task_id BLOB NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('customer', 'quality')),
    worker_id BLOB NOT NULL,
    score_bp INTEGER NOT NULL CHECK (score_bp BETWEEN 0 AND 10000),
    judged_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, task_id, source)
) STRICT;
CREATE INDEX judged_by_worker ON judged (worker_id, judged_at);
