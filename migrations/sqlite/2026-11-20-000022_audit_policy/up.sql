-- Every version of every rule file that was ever in force, by the hash of its bytes. Platform rules are readable by all.
CREATE TABLE policy_version (
    tenant_id BLOB NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state = 'draft' OR state = 'active' OR state = 'retired'),
    source TEXT NOT NULL CHECK (source IN ('file', 'console')),
    effective_from_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, kind, name, hash)
) STRICT;
CREATE INDEX policy_version_by_hash ON policy_version (hash);
CREATE UNIQUE INDEX policy_version_active ON policy_version (tenant_id, kind, name) WHERE state = 'active';
