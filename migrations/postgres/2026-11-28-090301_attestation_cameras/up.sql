-- Telephones that serve as a second camera of a session, and pictures kept for a case.
CREATE TABLE guard_camera (
    id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    session_id uuid NOT NULL,
    secret_hash bytea NOT NULL,
    is_joined boolean NOT NULL,
    report jsonb NOT NULL,
    reported_at timestamptz,
    expires_at timestamptz NOT NULL
);
CREATE INDEX guard_camera_session ON guard_camera (session_id);
CREATE UNIQUE INDEX guard_camera_secret ON guard_camera (secret_hash);
CREATE TABLE guard_evidence (
    id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    session_id uuid NOT NULL,
    picture_sealed bytea NOT NULL,
    taken_at timestamptz NOT NULL,
    delete_at timestamptz NOT NULL
);
CREATE INDEX guard_evidence_session ON guard_evidence (session_id);
CREATE INDEX guard_evidence_delete ON guard_evidence (delete_at);
ALTER TABLE guard_camera ENABLE ROW LEVEL SECURITY;
ALTER TABLE guard_camera FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON guard_camera USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE guard_evidence ENABLE ROW LEVEL SECURITY;
ALTER TABLE guard_evidence FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON guard_evidence USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
