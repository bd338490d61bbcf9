-- Telephones that serve as a second camera of a session, and pictures kept for a case.
CREATE TABLE guard_camera (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    secret_hash BLOB NOT NULL,
    is_joined INTEGER NOT NULL CHECK (is_joined IN (0, 1)),
    report TEXT NOT NULL,
    reported_at INTEGER,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX guard_camera_session ON guard_camera (session_id);
CREATE UNIQUE INDEX guard_camera_secret ON guard_camera (secret_hash);
CREATE TABLE guard_evidence (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    picture_sealed BLOB NOT NULL,
    taken_at INTEGER NOT NULL,
    delete_at INTEGER NOT NULL
) STRICT;
CREATE INDEX guard_evidence_session ON guard_evidence (session_id);
CREATE INDEX guard_evidence_delete ON guard_evidence (delete_at);
