DROP TRIGGER earning_no_change ON earning;
CREATE TABLE stated (
    tenant_id uuid NOT NULL,
    earning_id uuid NOT NULL,
    statement_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, earning_id)
);
SET LOCAL app.platform = 'on';
INSERT INTO stated SELECT tenant_id, encode(substring(pieces FROM n * 16 + 1 FOR 16), 'hex')::uuid, id
    FROM statement, generate_series(0, length(pieces) / 16 - 1) AS n;
SET LOCAL app.platform = 'off';
ALTER TABLE stated ENABLE ROW LEVEL SECURITY;
ALTER TABLE stated FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON stated USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE statement DROP COLUMN pieces;
