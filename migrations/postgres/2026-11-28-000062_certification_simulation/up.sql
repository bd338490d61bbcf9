-- Simulated conversations and what is known of a person, cell by cell.
CREATE TABLE simulation (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    skill text NOT NULL,
    scenario text NOT NULL,
    mode text NOT NULL CHECK (mode IN ('practice', 'exam')),
    locale text NOT NULL CHECK (locale IN ('zh-CN', 'en')),
    seed bigint NOT NULL,
    sop_hash text NOT NULL,
    customers_hash text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'passed', 'failed')),
    turns jsonb NOT NULL,
    judged jsonb,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX simulation_account ON simulation (tenant_id, account_id, skill, id);
CREATE TABLE mastery (
    tenant_id uuid NOT NULL,
    account_id uuid NOT NULL,
    skill text NOT NULL,
    cells jsonb NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, account_id, skill)
);
ALTER TABLE simulation ENABLE ROW LEVEL SECURITY;
ALTER TABLE simulation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON simulation USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE mastery ENABLE ROW LEVEL SECURITY;
ALTER TABLE mastery FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON mastery USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
