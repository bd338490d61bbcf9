-- Simulated conversations and what is known of a person, cell by cell.
CREATE TABLE simulation (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    skill TEXT NOT NULL,
    scenario TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('practice', 'exam')),
    locale TEXT NOT NULL CHECK (locale IN ('zh-CN', 'en')),
    seed INTEGER NOT NULL,
    sop_hash TEXT NOT NULL,
    customers_hash TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state = 'open' OR state = 'passed' OR state = 'failed'),
    turns TEXT NOT NULL,
    judged TEXT,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX simulation_account ON simulation (tenant_id, account_id, skill, id);
CREATE TABLE mastery (
    tenant_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    skill TEXT NOT NULL,
    cells TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account_id, skill)
) STRICT;
