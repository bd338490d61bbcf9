-- Sessions with their posture, the refresh tokens of each, passkeys and their ceremonies.
CREATE TABLE session (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    device TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    end_reason TEXT CHECK (end_reason = 'signed_out' OR end_reason = 'revoked' OR end_reason = 'reused' OR end_reason = 'suspended' OR end_reason = 'expired'),
    posture_level INTEGER NOT NULL,
    posture_expires_at INTEGER NOT NULL,
    posture_cap_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_account ON session (account_id, id);
CREATE INDEX session_expiry ON session (ended_at, expires_at);
CREATE TABLE refresh_token (
    token_hash BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX refresh_token_session ON refresh_token (session_id, created_at);
CREATE TABLE passkey (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    credential_hash BLOB NOT NULL,
    label_sealed BLOB NOT NULL,
    credential TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE UNIQUE INDEX passkey_credential ON passkey (credential_hash);
CREATE INDEX passkey_account ON passkey (account_id, id);
CREATE TABLE ceremony (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('enrol', 'attest')),
    state TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX ceremony_session ON ceremony (session_id, kind);
CREATE INDEX ceremony_expiry ON ceremony (expires_at);
