-- Automated decisions: what was decided under which policy, and (erasable) from what and why.
CREATE TABLE decision (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    subject_id BLOB,
    policy TEXT NOT NULL,
    policy_hash TEXT NOT NULL,
    engine TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    body_hash BLOB NOT NULL,
    leaf_hash BLOB NOT NULL
) STRICT;
CREATE INDEX decision_by_tenant ON decision (tenant_id, id);
CREATE INDEX decision_by_subject ON decision (subject_id, id);
CREATE INDEX decision_by_kind ON decision (kind, id);
CREATE TABLE decision_body (
    tenant_id BLOB NOT NULL,
    decision_id BLOB NOT NULL PRIMARY KEY,
    salt BLOB NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
