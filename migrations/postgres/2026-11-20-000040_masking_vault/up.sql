-- What stands behind the tokens 〔手机·1〕 of a conversation, what is known of a contact, and who asked for originals.
CREATE TABLE mask_token (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    label text NOT NULL,
    name text NOT NULL,
    ordinal bigint NOT NULL CHECK (ordinal > 0),
    digest bytea NOT NULL,
    sealed bytea NOT NULL,
    issued_to text NOT NULL CHECK (issued_to IN ('customer', 'worker')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX mask_token_number ON mask_token (tenant_id, conversation_id, name, ordinal);
CREATE UNIQUE INDEX mask_token_value ON mask_token (tenant_id, conversation_id, digest);
-- What detection remembers between the turns of a conversation.
CREATE TABLE mask_state (
    tenant_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    sealed bytea NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id)
);
CREATE TABLE known_value (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    contact_id uuid NOT NULL,
    label text NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX known_value_contact ON known_value (tenant_id, contact_id);
-- Each look at or comparison with an original, written before the answer is given.
CREATE TABLE token_use (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    token_id uuid NOT NULL,
    account_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('check', 'reveal')),
    purpose text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX token_use_token ON token_use (tenant_id, token_id, kind, created_at);
CREATE INDEX token_use_account ON token_use (account_id, kind, created_at);
ALTER TABLE mask_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE mask_token FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON mask_token USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE mask_state ENABLE ROW LEVEL SECURITY;
ALTER TABLE mask_state FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON mask_state USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE known_value ENABLE ROW LEVEL SECURITY;
ALTER TABLE known_value FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON known_value USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE token_use ENABLE ROW LEVEL SECURITY;
ALTER TABLE token_use FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON token_use USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
