-- What patrol said about each message that was sent, held or received. No text: a keyed hash of it and places in it.
CREATE TABLE verdict (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    author_id BLOB,
    side TEXT NOT NULL CHECK (side IN ('agent', 'customer')),
    text_hash BLOB NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome = 'pass' OR outcome = 'note' OR outcome = 'warn' OR outcome = 'alert' OR outcome = 'block'),
    hits TEXT NOT NULL,
    override_reason TEXT,
    policy_id TEXT NOT NULL,
    policy_hash TEXT NOT NULL,
    engine TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX verdict_conversation ON verdict (tenant_id, conversation_id, id);
