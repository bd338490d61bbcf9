-- Who asked to set a new password: one row per account, gone once it was used.
CREATE TABLE password_reset (
    account_id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    code_id uuid NOT NULL,
    code_at timestamptz NOT NULL,
    tries bigint NOT NULL,
    sent bigint NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX password_reset_age ON password_reset (created_at);
ALTER TABLE password_reset ENABLE ROW LEVEL SECURITY;
ALTER TABLE password_reset FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON password_reset USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
