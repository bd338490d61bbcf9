-- A new interview policy scores what was measured before again.
CREATE TABLE rescore_run (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    policy_hash text NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'done', 'superseded')),
    total bigint NOT NULL,
    done bigint NOT NULL,
    changed bigint NOT NULL,
    advanced bigint NOT NULL,
    erased bigint NOT NULL,
    cursor_id uuid,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE rescore_result (
    tenant_id uuid NOT NULL,
    run_id uuid NOT NULL,
    interview_id uuid NOT NULL,
    was_total bigint NOT NULL,
    now_total bigint NOT NULL,
    was_outcome text NOT NULL,
    now_outcome text NOT NULL,
    decision_id uuid,
    PRIMARY KEY (tenant_id, run_id, interview_id)
);
ALTER TABLE rescore_run ENABLE ROW LEVEL SECURITY;
ALTER TABLE rescore_run FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON rescore_run USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE rescore_result ENABLE ROW LEVEL SECURITY;
ALTER TABLE rescore_result FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON rescore_result USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
