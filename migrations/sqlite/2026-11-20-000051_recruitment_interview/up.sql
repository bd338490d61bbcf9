-- The interview and its parts. `seed` chose the forms; `bank_hash` names the items they came from.
CREATE TABLE interview (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    application_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state = 'open' OR state = 'scoring' OR state = 'scored'),
    locale TEXT NOT NULL CHECK (locale IN ('zh-CN', 'en')),
    bank_hash TEXT NOT NULL,
    seed INTEGER NOT NULL,
    result TEXT,
    created_at INTEGER NOT NULL,
    submitted_at INTEGER,
    scored_at INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX interview_application ON interview (tenant_id, application_id);
CREATE INDEX interview_account ON interview (tenant_id, account_id);
CREATE TABLE interview_part (
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
