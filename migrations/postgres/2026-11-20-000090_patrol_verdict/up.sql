-- What patrol said about each message that was sent, held or received. No text: a keyed hash of it and places in it.
CREATE TABLE verdict (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    author_id uuid,
    side text NOT NULL CHECK (side IN ('agent', 'customer')),
    text_hash bytea NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('pass', 'note', 'warn', 'alert', 'block')),
    hits jsonb NOT NULL,
    override_reason text,
    policy_id text NOT NULL,
    policy_hash text NOT NULL,
    engine text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX verdict_conversation ON verdict (tenant_id, conversation_id, id);
ALTER TABLE verdict ENABLE ROW LEVEL SECURITY;
ALTER TABLE verdict FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON verdict USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
