-- What a supervisor told a worker beside a conversation, masked.
CREATE TABLE whisper (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    account_id uuid NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX whisper_conversation ON whisper (tenant_id, conversation_id, id);
ALTER TABLE whisper ENABLE ROW LEVEL SECURITY;
ALTER TABLE whisper FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON whisper USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
