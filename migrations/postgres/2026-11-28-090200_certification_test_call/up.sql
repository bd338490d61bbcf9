-- Test calls: a person plays the customer, others score what was said, and only then a certificate opens live work.
ALTER TABLE certificate ADD COLUMN live_at timestamptz;
UPDATE certificate SET live_at = issued_at;
CREATE TABLE test_call (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    certificate_id uuid NOT NULL,
    skill text NOT NULL,
    scenario text NOT NULL,
    locale text NOT NULL CHECK (locale IN ('zh-CN', 'en')),
    policy_hash text NOT NULL,
    state text NOT NULL CHECK (state IN ('wanted', 'calling', 'scoring', 'passed', 'failed')),
    assessor_id uuid,
    lines jsonb NOT NULL,
    decision_id uuid,
    asked_at timestamptz NOT NULL,
    lease_at timestamptz,
    ended_at timestamptz,
    settled_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX test_call_open ON test_call (tenant_id, account_id, skill) WHERE state IN ('wanted', 'calling', 'scoring');
CREATE INDEX test_call_account ON test_call (tenant_id, account_id, id);
CREATE INDEX test_call_state ON test_call (tenant_id, state, skill, id);
CREATE TABLE test_score (
    tenant_id uuid NOT NULL,
    call_id uuid NOT NULL,
    scorer_id uuid NOT NULL,
    marks jsonb NOT NULL,
    scored_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, call_id, scorer_id)
);
ALTER TABLE test_call ENABLE ROW LEVEL SECURITY;
ALTER TABLE test_call FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON test_call USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE test_score ENABLE ROW LEVEL SECURITY;
ALTER TABLE test_score FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON test_score USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
