-- Contacts behind widgets, their conversations, and the messages: masked text only.

CREATE TABLE contact (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    secret_hash bytea NOT NULL,
    label text NOT NULL,
    page text,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX contact_secret ON contact (tenant_id, secret_hash);

CREATE TABLE conversation (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    contact_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'closed')),
    task_id uuid,
    worker_id uuid,
    next_seq bigint NOT NULL,
    read_seq bigint NOT NULL,
    opened_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    closed_at timestamptz,
    closed_by text CHECK (closed_by IN ('customer', 'worker', 'system')),
    rating bigint CHECK (rating BETWEEN 1 AND 5),
    rating_comment text,
    rated_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX conversation_by_id ON conversation (id);
CREATE INDEX conversation_by_contact ON conversation (tenant_id, contact_id, state);
CREATE INDEX conversation_by_project ON conversation (tenant_id, project_id, state);
CREATE INDEX conversation_by_worker ON conversation (worker_id, state);

CREATE TABLE message (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    sender text NOT NULL CHECK (sender IN ('customer', 'worker', 'bot', 'system')),
    worker_id uuid,
    body text NOT NULL,
    verdict_id uuid,
    verdict jsonb,
    override_reason text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (sender <> 'worker' OR (verdict_id IS NOT NULL AND worker_id IS NOT NULL))
);
CREATE UNIQUE INDEX message_order ON message (tenant_id, conversation_id, seq);

ALTER TABLE contact ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON contact USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));

ALTER TABLE conversation ENABLE ROW LEVEL SECURITY;
ALTER TABLE conversation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON conversation USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));

ALTER TABLE message ENABLE ROW LEVEL SECURITY;
ALTER TABLE message FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON message USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
