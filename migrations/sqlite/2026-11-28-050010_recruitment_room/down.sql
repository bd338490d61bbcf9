DROP TABLE interview_print;
ALTER TABLE interview DROP COLUMN signals;
ALTER TABLE interview DROP COLUMN lengths;
DELETE FROM upload_chunk WHERE upload_id IN (SELECT id FROM upload WHERE purpose <> 'read_aloud');
DELETE FROM upload WHERE purpose <> 'read_aloud';
CREATE TABLE upload_narrow (
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
INSERT INTO upload_narrow SELECT tenant_id, id, account_id, interview_id, purpose, mime, state, next, bytes, result, created_at, closed_at FROM upload;
DROP TABLE upload;
ALTER TABLE upload_narrow RENAME TO upload;
CREATE INDEX upload_interview ON upload (tenant_id, interview_id, id);
CREATE UNIQUE INDEX upload_open ON upload (tenant_id, interview_id) WHERE state = 'open';
DELETE FROM interview_part WHERE kind NOT IN ('typing', 'read_aloud', 'dialogue', 'security');
CREATE TABLE interview_part_narrow (
    tenant_id BLOB NOT NULL,
    interview_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'typing' OR kind = 'read_aloud' OR kind = 'dialogue' OR kind = 'security'),
    state TEXT NOT NULL CHECK (state IN ('open', 'done')),
    form TEXT NOT NULL,
    steps INTEGER NOT NULL,
    answer BLOB,
    features TEXT,
    opened_at INTEGER,
    done_at INTEGER,
    PRIMARY KEY (tenant_id, interview_id, kind)
) STRICT;
INSERT INTO interview_part_narrow SELECT tenant_id, interview_id, kind, state, form, steps, answer, features, opened_at, done_at FROM interview_part;
DROP TABLE interview_part;
ALTER TABLE interview_part_narrow RENAME TO interview_part;
