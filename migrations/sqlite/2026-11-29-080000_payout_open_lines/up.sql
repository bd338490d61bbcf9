-- Lines that stand in no statement yet, worker by worker: a month is closed in that order. Closed lines leave the index.
DROP INDEX adjustment_open;
CREATE INDEX adjustment_open ON adjustment (worker_id, day) WHERE statement_id IS NULL;
-- A row is hardly more than its key: kept once, not beside an index of itself.
CREATE TABLE stated_next (
    tenant_id BLOB NOT NULL,
    earning_id BLOB NOT NULL,
    statement_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, earning_id)
) STRICT, WITHOUT ROWID;
INSERT INTO stated_next SELECT tenant_id, earning_id, statement_id FROM stated;
DROP TABLE stated;
ALTER TABLE stated_next RENAME TO stated;
