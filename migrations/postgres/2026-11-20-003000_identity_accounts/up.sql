-- Who acts: tenants, accounts, and sign-ups that wait for their code.
CREATE TABLE tenant (
    id uuid NOT NULL PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('platform', 'enterprise')),
    name text NOT NULL,
    created_at timestamptz NOT NULL
);
INSERT INTO tenant (id, kind, name, created_at) VALUES ('00000000-0000-0000-0000-000000000001', 'platform', 'Tidecrew', '2026-11-20T00:00:00Z');
CREATE TABLE account (
    id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    role text NOT NULL CHECK (role IN ('worker', 'member', 'owner', 'admin')),
    state text NOT NULL CHECK (state IN ('active', 'suspended')),
    email_index bytea NOT NULL,
    email_sealed bytea NOT NULL,
    name_sealed bytea NOT NULL,
    locale text NOT NULL CHECK (locale IN ('zh-CN', 'en')),
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX account_email ON account (email_index);
CREATE INDEX account_tenant ON account (tenant_id, id);
CREATE INDEX account_role ON account (role, id);
CREATE TABLE sign_up (
    id uuid NOT NULL PRIMARY KEY,
    email_index bytea NOT NULL,
    email_sealed bytea NOT NULL,
    name_sealed bytea NOT NULL,
    kind text NOT NULL CHECK (kind IN ('worker', 'enterprise')),
    enterprise_name text,
    locale text NOT NULL CHECK (locale IN ('zh-CN', 'en')),
    password_hash text NOT NULL,
    code_id uuid NOT NULL,
    code_at timestamptz NOT NULL,
    tries bigint NOT NULL,
    sent bigint NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX sign_up_email ON sign_up (email_index, id);
CREATE INDEX sign_up_age ON sign_up (created_at);
ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tenant USING (tidecrew_may(id)) WITH CHECK (tidecrew_may(id));
ALTER TABLE account ENABLE ROW LEVEL SECURITY;
ALTER TABLE account FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON account USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
