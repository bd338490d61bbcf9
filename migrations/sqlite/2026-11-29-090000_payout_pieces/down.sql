DROP TRIGGER earning_no_update;
DROP TRIGGER earning_no_delete;
CREATE TABLE stated (
    tenant_id BLOB NOT NULL,
    earning_id BLOB NOT NULL,
    statement_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, earning_id)
) STRICT, WITHOUT ROWID;
INSERT INTO stated WITH RECURSIVE one (tenant_id, id, pieces, n) AS (
    SELECT tenant_id, id, pieces, 0 FROM statement WHERE length(pieces) > 0
    UNION ALL SELECT tenant_id, id, pieces, n + 1 FROM one WHERE (n + 2) * 16 <= length(pieces)
) SELECT tenant_id, substr(pieces, n * 16 + 1, 16), id FROM one;
ALTER TABLE statement DROP COLUMN pieces;
