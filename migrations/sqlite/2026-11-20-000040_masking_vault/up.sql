-- What stands behind the tokens 〔手机·1〕 of a conversation, what is known of a contact, and who asked for originals.
CREATE TABLE mask_token (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    label TEXT NOT NULL,
    name TEXT NOT NULL,
    ordinal INTEGER NOT NULL CHECK (ordinal > 0),
    digest BLOB NOT NULL,
    sealed BLOB NOT NULL,
    issued_to TEXT NOT NULL CHECK (issued_to IN ('customer', 'worker')),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX mask_token_number ON mask_token (tenant_id, conversation_id, name, ordinal);
CREATE UNIQUE INDEX mask_token_value ON mask_token (tenant_id, conversation_id, digest);
-- What detection remembers between the turns of a conversation.
CREATE TABLE mask_state (
    tenant_id BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    sealed BLOB NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id)
) STRICT;
CREATE TABLE known_value (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    contact_id BLOB NOT NULL,
    label TEXT NOT NULL,
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX known_value_contact ON known_value (tenant_id, contact_id);
-- Each look at or comparison with an original, written before the answer is given.
CREATE TABLE token_use (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    token_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('check', 'reveal')),
    purpose TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX token_use_token ON token_use (tenant_id, token_id, kind, created_at);
CREATE INDEX token_use_account ON token_use (account_id, kind, created_at);
