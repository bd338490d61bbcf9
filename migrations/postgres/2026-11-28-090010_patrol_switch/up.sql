-- Whether patrol is in service; one row, of the platform.
CREATE TABLE patrol_switch (
    tenant_id uuid NOT NULL PRIMARY KEY,
    down_since_at timestamptz,
    reason text,
    changed_by_id uuid NOT NULL,
    changed_at timestamptz NOT NULL
);
ALTER TABLE patrol_switch ENABLE ROW LEVEL SECURITY;
ALTER TABLE patrol_switch FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON patrol_switch USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
