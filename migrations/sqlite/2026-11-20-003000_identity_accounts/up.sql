-- Who acts: tenants, accounts, and sign-ups that wait for their code.
CREATE TABLE tenant (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('platform', 'enterprise')),
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
INSERT INTO tenant (id, kind, name, created_at) VALUES (x'00000000000000000000000000000001', 'platform', 'Tidecrew', 1795132800000000);
CREATE TABLE account (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    role TEXT NOT NULL CHECK (role = 'worker' OR role = 'member' OR role = 'owner' OR role = 'admin'),
    state TEXT NOT NULL CHECK (state IN ('active', 'suspended')),
    email_index BLOB NOT NULL,
    email_sealed BLOB NOT NULL,
    name_sealed BLOB NOT NULL,
    locale TEXT NOT NULL CHECK (locale IN ('zh-CN', 'en')),
    password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX account_email ON account (email_index);
CREATE INDEX account_tenant ON account (tenant_id, id);
CREATE INDEX account_role ON account (role, id);
CREATE TABLE sign_up (
    id BLOB NOT NULL PRIMARY KEY,
    email_index BLOB NOT NULL,
    email_sealed BLOB NOT NULL,
    name_sealed BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('worker', 'enterprise')),
    enterprise_name TEXT,
    locale TEXT NOT NULL CHECK (locale IN ('zh-CN', 'en')),
    password_hash TEXT NOT NULL,
    code_id BLOB NOT NULL,
    code_at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_up_email ON sign_up (email_index, id);
CREATE INDEX sign_up_age ON sign_up (created_at);
