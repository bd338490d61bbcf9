-- Contacts behind widgets, their conversations, and the messages: masked text only.

CREATE TABLE contact (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    project_id BLOB NOT NULL,
    secret_hash BLOB NOT NULL,
    label TEXT NOT NULL,
    page TEXT,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX contact_secret ON contact (tenant_id, secret_hash);

CREATE TABLE conversation (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    project_id BLOB NOT NULL,
    contact_id BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    task_id BLOB,
    worker_id BLOB,
    next_seq INTEGER NOT NULL,
    read_seq INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    closed_at INTEGER,
    closed_by TEXT CHECK (closed_by = 'customer' OR closed_by = 'worker' OR closed_by = 'system'),
    rating INTEGER CHECK (rating BETWEEN 1 AND 5),
    rating_comment TEXT,
    rated_at INTEGER,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX conversation_by_id ON conversation (id);
CREATE INDEX conversation_by_contact ON conversation (tenant_id, contact_id, state);
CREATE INDEX conversation_by_project ON conversation (tenant_id, project_id, state);
CREATE INDEX conversation_by_worker ON conversation (worker_id, state);

CREATE TABLE message (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    sender TEXT NOT NULL CHECK (sender = 'customer' OR sender = 'worker' OR sender = 'bot' OR sender = 'system'),
    worker_id BLOB,
    body TEXT NOT NULL,
    verdict_id BLOB,
    verdict TEXT,
    override_reason TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CHECK (sender <> 'worker' OR (verdict_id IS NOT NULL AND worker_id IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX message_order ON message (tenant_id, conversation_id, seq);
