-- The interview and its parts. `seed` chose the forms; `bank_hash` names the items they came from.
CREATE TABLE interview (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    application_id uuid NOT NULL,
    account_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'scoring', 'scored')),
    locale text NOT NULL CHECK (locale IN ('zh-CN', 'en')),
    bank_hash text NOT NULL,
    seed bigint NOT NULL,
    result jsonb,
    created_at timestamptz NOT NULL,
    submitted_at timestamptz,
    scored_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX interview_application ON interview (tenant_id, application_id);
CREATE INDEX interview_account ON interview (tenant_id, account_id);
CREATE TABLE interview_part (
    tenant_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('typing', 'read_aloud', 'dialogue', 'security')),
    state text NOT NULL CHECK (state IN ('open', 'done')),
    form text NOT NULL,
    steps bigint NOT NULL,
    answer bytea,
    features jsonb,
    opened_at timestamptz,
    done_at timestamptz,
    PRIMARY KEY (tenant_id, interview_id, kind)
);
ALTER TABLE interview ENABLE ROW LEVEL SECURITY;
ALTER TABLE interview FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON interview USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE interview_part ENABLE ROW LEVEL SECURITY;
ALTER TABLE interview_part FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON interview_part USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
