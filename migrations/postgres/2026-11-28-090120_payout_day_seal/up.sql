-- Days of the journal, sealed one after the other.
CREATE TABLE day_seal (
    tenant_id uuid NOT NULL,
    day text NOT NULL,
    lines bigint NOT NULL CHECK (lines >= 0),
    root text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, day)
);
ALTER TABLE day_seal ENABLE ROW LEVEL SECURITY;
ALTER TABLE day_seal FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON day_seal USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
