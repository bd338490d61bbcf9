CREATE TABLE consent_new (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose = 'service_terms' OR purpose = 'interview_recording' OR purpose = 'automated_scoring' OR purpose = 'device_attestation' OR purpose = 'marketing_mail'),
    version TEXT NOT NULL,
    is_granted INTEGER NOT NULL CHECK (is_granted IN (0, 1)),
    session_id BLOB,
    created_at INTEGER NOT NULL
) STRICT;
INSERT INTO consent_new SELECT id, tenant_id, account_id, purpose, version, is_granted, session_id, created_at FROM consent WHERE purpose <> 'camera_guard';
DROP TABLE consent;
ALTER TABLE consent_new RENAME TO consent;
CREATE INDEX consent_account ON consent (account_id, purpose, created_at);
