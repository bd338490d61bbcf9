-- Devices whose maker vouches for them, questions that wait for a device, and what sessions have shown.
CREATE TABLE attested_device (
    id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('key', 'tpm')),
    name_hash bytea NOT NULL,
    label_sealed bytea NOT NULL,
    model text NOT NULL,
    body jsonb NOT NULL,
    counter bigint NOT NULL,
    evidence_hash text NOT NULL,
    policy_hash text NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE UNIQUE INDEX attested_device_name ON attested_device (name_hash);
CREATE INDEX attested_device_account ON attested_device (account_id, id);
CREATE TABLE attestation_ask (
    id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    session_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('enrol', 'prove', 'tpm', 'quote')),
    state jsonb NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX attestation_ask_session ON attestation_ask (session_id, kind);
CREATE INDEX attestation_ask_expiry ON attestation_ask (expires_at);
CREATE TABLE session_trust (
    id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    device_id uuid NOT NULL,
    key_point bytea NOT NULL,
    seq bigint NOT NULL,
    claims jsonb NOT NULL,
    level bigint NOT NULL,
    proved_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    policy_hash text NOT NULL
);
CREATE INDEX session_trust_device ON session_trust (account_id, device_id);
CREATE INDEX session_trust_expiry ON session_trust (expires_at, level);
ALTER TABLE attested_device ENABLE ROW LEVEL SECURITY;
ALTER TABLE attested_device FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON attested_device USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE attestation_ask ENABLE ROW LEVEL SECURITY;
ALTER TABLE attestation_ask FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON attestation_ask USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE session_trust ENABLE ROW LEVEL SECURITY;
ALTER TABLE session_trust FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON session_trust USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
