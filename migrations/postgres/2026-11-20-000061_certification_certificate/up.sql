-- Certificates: what a worker may serve, until when, and the evidence behind it.
CREATE TABLE certificate (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    skill text NOT NULL,
    level bigint NOT NULL CHECK (level BETWEEN 1 AND 5),
    state text NOT NULL CHECK (state IN ('valid', 'suspended', 'expired', 'revoked')),
    holder_initial text NOT NULL,
    evidence_hash text NOT NULL,
    decision_id uuid NOT NULL,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX certificate_current ON certificate (tenant_id, account_id, skill) WHERE state IN ('valid', 'suspended');
CREATE INDEX certificate_account ON certificate (tenant_id, account_id, id);
CREATE INDEX certificate_due ON certificate (state, expires_at);
ALTER TABLE certificate ENABLE ROW LEVEL SECURITY;
ALTER TABLE certificate FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON certificate USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
