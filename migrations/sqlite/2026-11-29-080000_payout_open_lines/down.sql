DROP INDEX adjustment_open;
CREATE INDEX adjustment_open ON adjustment (statement_id, day, worker_id);
CREATE TABLE stated_before (
    tenant_id BLOB NOT NULL,
    earning_id BLOB NOT NULL,
    statement_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, earning_id)
) STRICT;
INSERT INTO stated_before SELECT tenant_id, earning_id, statement_id FROM stated;
DROP TABLE stated;
ALTER TABLE stated_before RENAME TO stated;
