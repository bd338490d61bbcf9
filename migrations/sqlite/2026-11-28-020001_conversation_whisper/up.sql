-- What a supervisor told a worker beside a conversation, masked.
CREATE TABLE whisper (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX whisper_conversation ON whisper (tenant_id, conversation_id, id);
