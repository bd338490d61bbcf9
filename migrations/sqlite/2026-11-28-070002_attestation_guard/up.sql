-- Guards of cameras that run, and the cases of those that ended work.
CREATE TABLE guard_run (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    memory TEXT NOT NULL,
    next_challenge TEXT NOT NULL,
    steps TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    is_over INTEGER NOT NULL CHECK (is_over IN (0, 1)),
    started_at INTEGER NOT NULL
) STRICT;
CREATE INDEX guard_run_due ON guard_run (is_over, due_at);
CREATE TABLE guard_incident (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    session_id BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state = 'open' OR state = 'proposed' OR state = 'confirmed' OR state = 'dismissed'),
    opened_at INTEGER NOT NULL,
    reasons TEXT NOT NULL,
    timeline TEXT NOT NULL,
    proposed_by_id BLOB,
    decided_by_id BLOB,
    decided_at INTEGER
) STRICT;
CREATE INDEX guard_incident_account ON guard_incident (account_id, id);
