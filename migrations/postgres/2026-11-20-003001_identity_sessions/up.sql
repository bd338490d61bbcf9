-- Sessions with their posture, the refresh tokens of each, passkeys and their ceremonies.
CREATE TABLE session (
    id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    device text NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    end_reason text CHECK (end_reason IN ('signed_out', 'revoked', 'reused', 'suspended', 'expired')),
    posture_level bigint NOT NULL,
    posture_expires_at timestamptz NOT NULL,
    posture_cap_at timestamptz NOT NULL
);
CREATE INDEX session_account ON session (account_id, id);
CREATE INDEX session_expiry ON session (ended_at, expires_at);
CREATE TABLE refresh_token (
    token_hash bytea NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    session_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX refresh_token_session ON refresh_token (session_id, created_at);
CREATE TABLE passkey (
    id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    credential_hash bytea NOT NULL,
    label_sealed bytea NOT NULL,
    credential jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE UNIQUE INDEX passkey_credential ON passkey (credential_hash);
CREATE INDEX passkey_account ON passkey (account_id, id);
CREATE TABLE ceremony (
    id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    session_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('enrol', 'attest')),
    state jsonb NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX ceremony_session ON ceremony (session_id, kind);
CREATE INDEX ceremony_expiry ON ceremony (expires_at);
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE session FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON session USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE refresh_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE refresh_token FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON refresh_token USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE passkey ENABLE ROW LEVEL SECURITY;
ALTER TABLE passkey FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON passkey USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE ceremony ENABLE ROW LEVEL SECURITY;
ALTER TABLE ceremony FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON ceremony USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
