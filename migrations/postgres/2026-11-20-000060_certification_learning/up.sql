-- Who may learn, what was learned, and the exams taken.
CREATE TABLE learner (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    admitted_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id)
);
CREATE TABLE lesson (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    skill text NOT NULL,
    n bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('learning', 'done')),
    tries bigint NOT NULL,
    correct bigint NOT NULL,
    total bigint NOT NULL,
    updated_at timestamptz NOT NULL,
    done_at timestamptz,
    PRIMARY KEY (tenant_id, account_id, skill, n)
);
CREATE TABLE exam (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    skill text NOT NULL,
    locale text NOT NULL CHECK (locale IN ('zh-CN', 'en')),
    course_hash text NOT NULL,
    seed bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'passed', 'failed', 'expired')),
    answers jsonb,
    score bigint,
    max_score bigint,
    decision_id uuid,
    started_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    submitted_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX exam_open ON exam (tenant_id, account_id, skill) WHERE state = 'open';
CREATE INDEX exam_account ON exam (tenant_id, account_id, skill, started_at);
ALTER TABLE learner ENABLE ROW LEVEL SECURITY;
ALTER TABLE learner FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON learner USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE lesson ENABLE ROW LEVEL SECURITY;
ALTER TABLE lesson FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON lesson USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE exam ENABLE ROW LEVEL SECURITY;
ALTER TABLE exam FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON exam USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
