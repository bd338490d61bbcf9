-- What workers contest of quality, one case each.
CREATE TABLE contest (
    tenant_id uuid NOT NULL,
    case_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    worker_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('item', 'verdict')),
    name text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'won', 'lost')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, case_id)
);
CREATE UNIQUE INDEX contest_once ON contest (tenant_id, conversation_id, kind, name);
ALTER TABLE contest ENABLE ROW LEVEL SECURITY;
ALTER TABLE contest FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON contest USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
-- Conversations of the sample whose answer is known.
CREATE TABLE gold (
    tenant_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    points jsonb NOT NULL,
    set_by_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id)
);
CREATE INDEX gold_conversation ON gold (conversation_id);
ALTER TABLE gold ENABLE ROW LEVEL SECURITY;
ALTER TABLE gold FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON gold USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
