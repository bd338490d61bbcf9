-- How each closed conversation did by the form in force.
CREATE TABLE evaluation (
    tenant_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    project_id uuid NOT NULL,
    worker_id uuid,
    form_id text NOT NULL,
    form_hash text NOT NULL,
    score bigint NOT NULL,
    result text NOT NULL CHECK (result IN ('passed', 'failed')),
    items jsonb NOT NULL,
    evidence jsonb NOT NULL,
    sampled text NOT NULL CHECK (sampled IN ('yes', 'no')),
    closed_at timestamptz NOT NULL,
    evaluated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id)
);
CREATE INDEX evaluation_worker ON evaluation (worker_id, conversation_id);
ALTER TABLE evaluation ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON evaluation USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
-- What people gave for a conversation of the sample.
CREATE TABLE evaluation_review (
    tenant_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    reviewer_id uuid NOT NULL,
    points jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id, reviewer_id)
);
ALTER TABLE evaluation_review ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_review FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON evaluation_review USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
-- What is out of the ordinary, one open group per worker and cause.
CREATE TABLE exception (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    worker_id uuid,
    cause text NOT NULL CHECK (cause IN ('self_harm', 'escalation', 'customer_abuse', 'risk', 'blocks', 'override', 'quality', 'lease', 'unjudged')),
    state text NOT NULL CHECK (state IN ('open', 'done')),
    weight bigint NOT NULL,
    count bigint NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    handled_by_id uuid,
    handled_at timestamptz,
    outcome text CHECK (outcome IN ('noted', 'coached', 'retrain', 'false_alarm')),
    note text,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX exception_open ON exception (state, weight);
CREATE UNIQUE INDEX exception_group ON exception (tenant_id, cause, worker_id) WHERE state = 'open';
ALTER TABLE exception ENABLE ROW LEVEL SECURITY;
ALTER TABLE exception FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON exception USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
-- Evidence of a group: where it lies, by which rules.
CREATE TABLE exception_item (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    exception_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    message_id uuid,
    rules jsonb NOT NULL,
    detail text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX exception_item_group ON exception_item (tenant_id, exception_id, id);
ALTER TABLE exception_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE exception_item FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON exception_item USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
-- Drafts of one worker that were stopped lately.
CREATE INDEX verdict_author ON verdict (tenant_id, author_id, created_at);
