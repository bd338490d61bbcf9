-- Copies of their data that people asked for.
CREATE TABLE privacy_export (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('person', 'customer')),
    subject_id uuid NOT NULL,
    asked_by_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'running', 'ready', 'failed', 'expired')),
    done bigint NOT NULL,
    total bigint NOT NULL,
    found bigint NOT NULL,
    bytes bigint NOT NULL,
    parts bigint NOT NULL,
    created_at timestamptz NOT NULL,
    ready_at timestamptz,
    expires_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX privacy_export_subject ON privacy_export (subject_id, id);
ALTER TABLE privacy_export ENABLE ROW LEVEL SECURITY;
ALTER TABLE privacy_export FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON privacy_export USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
-- Erasures asked for; the certificate of each.
CREATE TABLE privacy_erasure (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('person', 'customer')),
    subject_id uuid NOT NULL,
    asked_by_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'withdrawn')),
    blocked jsonb NOT NULL,
    progress jsonb NOT NULL,
    due_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    done_at timestamptz,
    certificate text,
    signature text,
    entry_id uuid,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX privacy_erasure_open ON privacy_erasure (subject_id) WHERE state IN ('waiting', 'running');
CREATE INDEX privacy_erasure_due ON privacy_erasure (state, due_at);
ALTER TABLE privacy_erasure ENABLE ROW LEVEL SECURITY;
ALTER TABLE privacy_erasure FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON privacy_erasure USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
-- Whose data may not be deleted now.
CREATE TABLE legal_hold (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('person', 'customer', 'enterprise')),
    target_id uuid NOT NULL,
    reason text NOT NULL,
    state text NOT NULL CHECK (state IN ('proposed', 'active', 'lifting', 'lifted', 'lapsed')),
    placed_by_id uuid NOT NULL,
    confirmed_by_id uuid,
    lifted_by_id uuid,
    lift_confirmed_by_id uuid,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX legal_hold_state ON legal_hold (state, target_id);
ALTER TABLE legal_hold ENABLE ROW LEVEL SECURITY;
ALTER TABLE legal_hold FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON legal_hold USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
-- When each clock last ran, by its table.
CREATE TABLE retention_run (
    name text NOT NULL,
    ran_at timestamptz NOT NULL,
    deleted bigint NOT NULL,
    total bigint NOT NULL,
    held bigint NOT NULL,
    kept bigint NOT NULL,
    oldest_at timestamptz,
    PRIMARY KEY (name)
);
