-- The procedure a conversation runs, and every step of it as evidence and as a priced unit.
CREATE TABLE procedure_run (
    tenant_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    sop_hash text NOT NULL,
    state jsonb NOT NULL,
    begun_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id)
);
CREATE TABLE procedure_step (
    tenant_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    step text NOT NULL,
    what text NOT NULL,
    worker_id uuid NOT NULL,
    ms bigint NOT NULL,
    weight bigint NOT NULL,
    evidence jsonb NOT NULL,
    done_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id, seq)
);
ALTER TABLE procedure_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE procedure_run FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON procedure_run USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE procedure_step ENABLE ROW LEVEL SECURITY;
ALTER TABLE procedure_step FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON procedure_step USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
