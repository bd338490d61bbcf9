-- What workers contest of quality, one case each.
CREATE TABLE contest (
    tenant_id BLOB NOT NULL,
    case_id BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    worker_id BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('item', 'verdict')),
    name TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state = 'open' OR state = 'won' OR state = 'lost'),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, case_id)
) STRICT;
CREATE UNIQUE INDEX contest_once ON contest (tenant_id, conversation_id, kind, name);
-- Conversations of the sample whose answer is known.
CREATE TABLE gold (
    tenant_id BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    points TEXT NOT NULL,
    set_by_id BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id)
) STRICT;
CREATE INDEX gold_conversation ON gold (conversation_id);
