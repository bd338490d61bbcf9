-- How people type, as moments by class of keys: a sealed profile each, what a session showed, and questions to prove oneself.
CREATE TABLE rhythm_profile (
    id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    profile_sealed bytea NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE TABLE rhythm_session (
    id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    memory jsonb NOT NULL,
    asked_id uuid,
    updated_at timestamptz NOT NULL
);
CREATE TABLE rhythm_recheck (
    id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    session_id uuid NOT NULL,
    reasons jsonb NOT NULL,
    asked_at timestamptz NOT NULL,
    passed_at timestamptz
);
CREATE INDEX rhythm_recheck_account ON rhythm_recheck (account_id, asked_at);
ALTER TABLE rhythm_profile ENABLE ROW LEVEL SECURITY;
ALTER TABLE rhythm_profile FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON rhythm_profile USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE rhythm_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE rhythm_session FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON rhythm_session USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE rhythm_recheck ENABLE ROW LEVEL SECURITY;
ALTER TABLE rhythm_recheck FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON rhythm_recheck USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
