-- Devices whose maker vouches for them, questions that wait for a device, and what sessions have shown.
CREATE TABLE attested_device (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('key', 'tpm')),
    name_hash BLOB NOT NULL,
    label_sealed BLOB NOT NULL,
    model TEXT NOT NULL,
    body TEXT NOT NULL,
    counter INTEGER NOT NULL,
    evidence_hash TEXT NOT NULL,
    policy_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE UNIQUE INDEX attested_device_name ON attested_device (name_hash);
CREATE INDEX attested_device_account ON attested_device (account_id, id);
CREATE TABLE attestation_ask (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'enrol' OR kind = 'prove' OR kind = 'tpm' OR kind = 'quote'),
    state TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX attestation_ask_session ON attestation_ask (session_id, kind);
CREATE INDEX attestation_ask_expiry ON attestation_ask (expires_at);
CREATE TABLE session_trust (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    device_id BLOB NOT NULL,
    key_point BLOB NOT NULL,
    seq INTEGER NOT NULL,
    claims TEXT NOT NULL,
    level INTEGER NOT NULL,
    proved_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    policy_hash TEXT NOT NULL
) STRICT;
CREATE INDEX session_trust_device ON session_trust (account_id, device_id);
CREATE INDEX session_trust_expiry ON session_trust (expires_at, level);
