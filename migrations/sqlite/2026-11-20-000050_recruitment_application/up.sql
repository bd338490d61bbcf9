-- One application per person: vetting, state, and what was decided by whom.
CREATE TABLE application (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state = 'draft' OR state = 'interview' OR state = 'scoring' OR state = 'admitted' OR state = 'review' OR state = 'declined'),
    locale TEXT NOT NULL CHECK (locale IN ('zh-CN', 'en')),
    vetting_state TEXT NOT NULL CHECK (vetting_state = 'open' OR vetting_state = 'passed' OR vetting_state = 'flagged'),
    vetting TEXT NOT NULL,
    vetting_flags TEXT NOT NULL,
    decision_id BLOB,
    reviewer_id BLOB,
    review_note BLOB,
    created_at INTEGER NOT NULL,
    submitted_at INTEGER,
    decided_at INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX application_account ON application (tenant_id, account_id);
CREATE INDEX application_state ON application (tenant_id, state, id);
