-- One application per person: vetting, state, and what was decided by whom.
CREATE TABLE application (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'interview', 'scoring', 'admitted', 'review', 'declined')),
    locale text NOT NULL CHECK (locale IN ('zh-CN', 'en')),
    vetting_state text NOT NULL CHECK (vetting_state IN ('open', 'passed', 'flagged')),
    vetting jsonb NOT NULL,
    vetting_flags jsonb NOT NULL,
    decision_id uuid,
    reviewer_id uuid,
    review_note bytea,
    created_at timestamptz NOT NULL,
    submitted_at timestamptz,
    decided_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX application_account ON application (tenant_id, account_id);
CREATE INDEX application_state ON application (tenant_id, state, id);
ALTER TABLE application ENABLE ROW LEVEL SECURITY;
ALTER TABLE application FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON application USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
