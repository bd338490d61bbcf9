-- How an enterprise's own systems take part in a project: keys by version (made from the root key, never stored), the
-- address its messages go to, and what was done with a hidden value without showing it.
CREATE TABLE channel (
    tenant_id uuid NOT NULL,
    project_id uuid NOT NULL,
    identity_version bigint NOT NULL,
    inbound_version bigint NOT NULL,
    hook_version bigint NOT NULL,
    hook_url text,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, project_id)
);
CREATE TABLE handover (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('call', 'send', 'reply')),
    token_id uuid,
    token text,
    message_id uuid,
    account_id uuid,
    state text NOT NULL CHECK (state IN ('recorded', 'queued', 'delivered', 'failed')),
    status bigint,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX handover_conversation ON handover (tenant_id, conversation_id, created_at);
ALTER TABLE contact ADD COLUMN via text NOT NULL DEFAULT 'widget' CHECK (via IN ('widget', 'inbound'));
ALTER TABLE conversation ADD COLUMN context jsonb;
ALTER TABLE channel ENABLE ROW LEVEL SECURITY;
ALTER TABLE channel FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON channel USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE handover ENABLE ROW LEVEL SECURITY;
ALTER TABLE handover FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON handover USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
