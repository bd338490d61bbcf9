-- What somebody contests: evidence frozen when it began, a judge who did not judge before, and a clock. Words are sealed.
CREATE TABLE appeal_case (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    subject_id uuid NOT NULL,
    ref_kind text NOT NULL,
    ref_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('noticed', 'open', 'resolved')),
    first_judge_id uuid,
    first_code text,
    guarded bigint NOT NULL CHECK (guarded IN (0, 1)),
    evidence jsonb NOT NULL,
    evidence_hash text NOT NULL,
    words bytea,
    opened_at timestamptz NOT NULL,
    answer_by_at timestamptz,
    decide_by_at timestamptz,
    judge_id uuid,
    outcome text CHECK (outcome IN ('for_subject', 'against_subject')),
    resolved_by text CHECK (resolved_by IN ('judge', 'window', 'clock')),
    rule text,
    award_minor bigint,
    note bytea,
    resolved_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX appeal_case_by_id ON appeal_case (id);
CREATE INDEX appeal_case_by_subject ON appeal_case (subject_id, id);
CREATE INDEX appeal_case_by_state ON appeal_case (state, id);
CREATE INDEX appeal_case_by_kind ON appeal_case (tenant_id, kind, opened_at);
ALTER TABLE appeal_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE appeal_case FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON appeal_case USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
