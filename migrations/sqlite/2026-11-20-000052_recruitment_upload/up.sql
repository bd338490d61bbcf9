-- Resumable uploads: chunks in order, each with its hash; the bytes are sealed in the blob store.
CREATE TABLE upload (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    interview_id BLOB NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('read_aloud')),
    mime TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state = 'open' OR state = 'done' OR state = 'redo' OR state = 'dropped'),
    next INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    result TEXT,
    created_at INTEGER NOT NULL,
    closed_at INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX upload_interview ON upload (tenant_id, interview_id, id);
CREATE UNIQUE INDEX upload_open ON upload (tenant_id, interview_id) WHERE state = 'open';
CREATE TABLE upload_chunk (
    tenant_id BLOB NOT NULL,
    upload_id BLOB NOT NULL,
    n INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, upload_id, n)
) STRICT;
