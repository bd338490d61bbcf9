-- Certificates: what a worker may serve, until when, and the evidence behind it.
CREATE TABLE certificate (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    skill TEXT NOT NULL,
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 5),
    state TEXT NOT NULL CHECK (state = 'valid' OR state = 'suspended' OR state = 'expired' OR state = 'revoked'),
    holder_initial TEXT NOT NULL,
    evidence_hash TEXT NOT NULL,
    decision_id BLOB NOT NULL,
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX certificate_current ON certificate (tenant_id, account_id, skill) WHERE state IN ('valid', 'suspended');
CREATE INDEX certificate_account ON certificate (tenant_id, account_id, id);
CREATE INDEX certificate_due ON certificate (state, expires_at);
