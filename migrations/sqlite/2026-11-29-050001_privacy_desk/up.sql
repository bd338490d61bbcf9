-- Copies of their data that people asked for.
CREATE TABLE privacy_export (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'customer')),
    subject_id BLOB NOT NULL,
    asked_by_id BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state = 'waiting' OR state = 'running' OR state = 'ready' OR state = 'failed' OR state = 'expired'),
    done INTEGER NOT NULL,
    total INTEGER NOT NULL,
    found INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    parts INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    ready_at INTEGER,
    expires_at INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX privacy_export_subject ON privacy_export (subject_id, id);
-- Erasures asked for; the certificate of each.
CREATE TABLE privacy_erasure (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'customer')),
    subject_id BLOB NOT NULL,
    asked_by_id BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state = 'waiting' OR state = 'running' OR state = 'done' OR state = 'withdrawn'),
    blocked TEXT NOT NULL,
    progress TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    done_at INTEGER,
    certificate TEXT,
    signature TEXT,
    entry_id BLOB,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX privacy_erasure_open ON privacy_erasure (subject_id) WHERE state IN ('waiting', 'running');
CREATE INDEX privacy_erasure_due ON privacy_erasure (state, due_at);
-- Whose data may not be deleted now.
CREATE TABLE legal_hold (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'person' OR kind = 'customer' OR kind = 'enterprise'),
    target_id BLOB NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state = 'proposed' OR state = 'active' OR state = 'lifting' OR state = 'lifted' OR state = 'lapsed'),
    placed_by_id BLOB NOT NULL,
    confirmed_by_id BLOB,
    lifted_by_id BLOB,
    lift_confirmed_by_id BLOB,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX legal_hold_state ON legal_hold (state, target_id);
-- When each clock last ran, by its table.
CREATE TABLE retention_run (
    name TEXT NOT NULL,
    ran_at INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    total INTEGER NOT NULL,
    held INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    oldest_at INTEGER,
    PRIMARY KEY (name)
) STRICT;
