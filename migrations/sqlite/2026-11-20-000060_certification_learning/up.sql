-- Who may learn, what was learned, and the exams taken.
CREATE TABLE learner (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    admitted_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id)
) STRICT;
CREATE TABLE lesson (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    skill TEXT NOT NULL,
    n INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('learning', 'done')),
    tries INTEGER NOT NULL,
    correct INTEGER NOT NULL,
    total INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    done_at INTEGER,
    PRIMARY KEY (tenant_id, account_id, skill, n)
) STRICT;
CREATE TABLE exam (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    skill TEXT NOT NULL,
    locale TEXT NOT NULL CHECK (locale IN ('zh-CN', 'en')),
    course_hash TEXT NOT NULL,
    seed INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state = 'open' OR state = 'passed' OR state = 'failed' OR state = 'expired'),
    answers TEXT,
    score INTEGER,
    max_score INTEGER,
    decision_id BLOB,
    started_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    submitted_at INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX exam_open ON exam (tenant_id, account_id, skill) WHERE state = 'open';
CREATE INDEX exam_account ON exam (tenant_id, account_id, skill, started_at);
