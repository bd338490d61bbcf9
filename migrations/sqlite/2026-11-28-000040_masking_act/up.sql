-- A value may be acted on without being seen: called, or sent to the enterprise's own system.
CREATE TABLE token_use_next (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    token_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'check' OR kind = 'reveal' OR kind = 'call' OR kind = 'send'),
    purpose TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
INSERT INTO token_use_next SELECT * FROM token_use WHERE kind IN ('check', 'reveal', 'call', 'send');
DROP TABLE token_use;
ALTER TABLE token_use_next RENAME TO token_use;
CREATE INDEX token_use_token ON token_use (tenant_id, token_id, kind, created_at);
CREATE INDEX token_use_account ON token_use (account_id, kind, created_at);
