-- Guards of cameras that run, and the cases of those that ended work.
CREATE TABLE guard_run (
    id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    memory jsonb NOT NULL,
    next_challenge jsonb NOT NULL,
    steps jsonb NOT NULL,
    due_at timestamptz NOT NULL,
    is_over boolean NOT NULL,
    started_at timestamptz NOT NULL
);
CREATE INDEX guard_run_due ON guard_run (is_over, due_at);
CREATE TABLE guard_incident (
    id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    session_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'proposed', 'confirmed', 'dismissed')),
    opened_at timestamptz NOT NULL,
    reasons jsonb NOT NULL,
    timeline jsonb NOT NULL,
    proposed_by_id uuid,
    decided_by_id uuid,
    decided_at timestamptz
);
CREATE INDEX guard_incident_account ON guard_incident (account_id, id);
ALTER TABLE guard_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE guard_run FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON guard_run USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE guard_incident ENABLE ROW LEVEL SECURITY;
ALTER TABLE guard_incident FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON guard_incident USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
