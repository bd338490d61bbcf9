-- Wrapped data keys. A destroyed key keeps its row, so that it is never made anew for the same owner.
CREATE TABLE data_key (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    owner_id uuid NOT NULL,
    wrapped bytea,
    created_at timestamptz NOT NULL,
    destroyed_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
);
CREATE UNIQUE INDEX data_key_owner ON data_key (tenant_id, kind, owner_id);
ALTER TABLE data_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE data_key FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON data_key USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
