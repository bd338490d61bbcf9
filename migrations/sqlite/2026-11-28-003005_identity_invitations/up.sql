-- Who was asked to work for an enterprise and has not answered yet.
CREATE TABLE invitation (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    email_index BLOB NOT NULL,
    email_sealed BLOB NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('member', 'owner')),
    locale TEXT NOT NULL CHECK (locale IN ('zh-CN', 'en')),
    invited_by_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX invitation_email ON invitation (tenant_id, email_index);
CREATE INDEX invitation_expiry ON invitation (expires_at);
