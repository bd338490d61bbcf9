-- The rhythm of typing is a purpose of its own.
CREATE TABLE consent_new (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('service_terms', 'identity_check', 'interview_recording', 'automated_scoring', 'device_attestation', 'camera_guard', 'typing_rhythm', 'marketing_mail')),
    version TEXT NOT NULL,
    is_granted INTEGER NOT NULL CHECK (is_granted IN (0, 1)),
    session_id BLOB,
    created_at INTEGER NOT NULL
) STRICT;
INSERT INTO consent_new SELECT id, tenant_id, account_id, purpose, version, is_granted, session_id, created_at FROM consent;
DROP TABLE consent;
ALTER TABLE consent_new RENAME TO consent;
CREATE INDEX consent_account ON consent (account_id, purpose, created_at);
