-- How an enterprise's own systems take part in a project: keys by version (made from the root key, never stored), the
-- address its messages go to, and what was done with a hidden value without showing it.
CREATE TABLE channel (
    tenant_id BLOB NOT NULL,
    project_id BLOB NOT NULL,
    identity_version INTEGER NOT NULL,
    inbound_version INTEGER NOT NULL,
    hook_version INTEGER NOT NULL,
    hook_url TEXT,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, project_id)
) STRICT;
CREATE TABLE handover (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    project_id BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind = 'call' OR kind = 'send' OR kind = 'reply'),
    token_id BLOB,
    token TEXT,
    message_id BLOB,
    account_id BLOB,
    state TEXT NOT NULL CHECK (state = 'recorded' OR state = 'queued' OR state = 'delivered' OR state = 'failed'),
    status INTEGER,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX handover_conversation ON handover (tenant_id, conversation_id, created_at);
ALTER TABLE contact ADD COLUMN via TEXT NOT NULL DEFAULT 'widget' CHECK (via IN ('widget', 'inbound'));
ALTER TABLE conversation ADD COLUMN context TEXT;
