-- Every version of every rule file that was ever in force, by the hash of its bytes. Platform rules are readable by all.
CREATE TABLE policy_version (
    tenant_id uuid NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    hash text NOT NULL,
    body text NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'active', 'retired')),
    source text NOT NULL CHECK (source IN ('file', 'console')),
    effective_from_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, kind, name, hash)
);
CREATE INDEX policy_version_by_hash ON policy_version (hash);
CREATE UNIQUE INDEX policy_version_active ON policy_version (tenant_id, kind, name) WHERE state = 'active';
ALTER TABLE policy_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE policy_version FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON policy_version
    USING (tidecrew_may(tenant_id) OR tenant_id = '00000000-0000-0000-0000-000000000001')
    WITH CHECK (tidecrew_may(tenant_id));
