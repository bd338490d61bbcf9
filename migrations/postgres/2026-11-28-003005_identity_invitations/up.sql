-- Who was asked to work for an enterprise and has not answered yet.
CREATE TABLE invitation (
    id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    email_index bytea NOT NULL,
    email_sealed bytea NOT NULL,
    role text NOT NULL CHECK (role IN ('member', 'owner')),
    locale text NOT NULL CHECK (locale IN ('zh-CN', 'en')),
    invited_by_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX invitation_email ON invitation (tenant_id, email_index);
CREATE INDEX invitation_expiry ON invitation (expires_at);
ALTER TABLE invitation ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON invitation USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
