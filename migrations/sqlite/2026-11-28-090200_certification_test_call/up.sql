-- Test calls: a person plays the customer, others score what was said, and only then a certificate opens live work.
ALTER TABLE certificate ADD COLUMN live_at INTEGER;
UPDATE certificate SET live_at = issued_at;
CREATE TABLE test_call (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    certificate_id BLOB NOT NULL,
    skill TEXT NOT NULL,
    scenario TEXT NOT NULL,
    locale TEXT NOT NULL CHECK (locale IN ('zh-CN', 'en')),
    policy_hash TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state = 'wanted' OR state = 'calling' OR state = 'scoring' OR state = 'passed' OR state = 'failed'),
    assessor_id BLOB,
    lines TEXT NOT NULL,
    decision_id BLOB,
    asked_at INTEGER NOT NULL,
    lease_at INTEGER,
    ended_at INTEGER,
    settled_at INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX test_call_open ON test_call (tenant_id, account_id, skill) WHERE state IN ('wanted', 'calling', 'scoring');
CREATE INDEX test_call_account ON test_call (tenant_id, account_id, id);
CREATE INDEX test_call_state ON test_call (tenant_id, state, skill, id);
CREATE TABLE test_score (
    tenant_id BLOB NOT NULL,
    call_id BLOB NOT NULL,
    scorer_id BLOB NOT NULL,
    marks TEXT NOT NULL,
    scored_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, call_id, scorer_id)
) STRICT;
