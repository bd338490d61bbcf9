-- The wider room: more parts, recordings for each of them, how long the room was, what its page noticed, prints of answers.
CREATE TABLE interview_part_wide (
    tenant_id BLOB NOT NULL,
    interview_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'typing' OR kind = 'syllables' OR kind = 'words' OR kind = 'read_aloud' OR kind = 'talk' OR kind = 'dialogue' OR kind = 'business' OR kind = 'security'),
    state TEXT NOT NULL CHECK (state IN ('open', 'done')),
    form TEXT NOT NULL,
    steps INTEGER NOT NULL,
    answer BLOB,
    features TEXT,
    opened_at INTEGER,
    done_at INTEGER,
    PRIMARY KEY (tenant_id, interview_id, kind)
) STRICT;
INSERT INTO interview_part_wide SELECT tenant_id, interview_id, kind, state, form, steps, answer, features, opened_at, done_at FROM interview_part;
DROP TABLE interview_part;
ALTER TABLE interview_part_wide RENAME TO interview_part;
CREATE TABLE upload_wide (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    interview_id BLOB NOT NULL,
    purpose TEXT NOT NULL CHECK (purpose = 'syllables' OR purpose = 'words' OR purpose = 'read_aloud' OR purpose = 'talk'),
    mime TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state = 'open' OR state = 'done' OR state = 'redo' OR state = 'dropped'),
    next INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    result TEXT,
    created_at INTEGER NOT NULL,
    closed_at INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT;
INSERT INTO upload_wide SELECT tenant_id, id, account_id, interview_id, purpose, mime, state, next, bytes, result, created_at, closed_at FROM upload;
DROP TABLE upload;
ALTER TABLE upload_wide RENAME TO upload;
CREATE INDEX upload_interview ON upload (tenant_id, interview_id, id);
CREATE UNIQUE INDEX upload_open ON upload (tenant_id, interview_id) WHERE state = 'open';
ALTER TABLE interview ADD COLUMN lengths TEXT;
ALTER TABLE interview ADD COLUMN signals TEXT;
CREATE TABLE interview_print (
    tenant_id BLOB NOT NULL,
    print TEXT NOT NULL,
    interview_id BLOB NOT NULL,
    part TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, print, interview_id, part)
) STRICT;
