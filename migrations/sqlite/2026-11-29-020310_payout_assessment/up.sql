-- Assessors are paid for test calls: a further kind of line.
CREATE TABLE adjustment_next (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    worker_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'quality' OR kind = 'floor' OR kind = 'standby' OR kind = 'held' OR kind = 'released' OR kind = 'interest' OR kind = 'back_pay' OR kind = 'assessment'),
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
INSERT INTO adjustment_next SELECT tenant_id, id, worker_id, kind, amount_minor, currency, day, project_id, ref_kind, ref_id, decision_id, policy_hash, facts, statement_id, created_at FROM adjustment;
DROP TABLE adjustment;
ALTER TABLE adjustment_next RENAME TO adjustment;
CREATE INDEX adjustment_by_worker ON adjustment (worker_id, id);
CREATE INDEX adjustment_by_ref ON adjustment (ref_id, id);
CREATE INDEX adjustment_open ON adjustment (statement_id, day, worker_id);
