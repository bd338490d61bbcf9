-- The procedure a conversation runs, and every step of it as evidence and as a priced unit.
CREATE TABLE procedure_run (
    tenant_id BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    sop_hash TEXT NOT NULL,
    state TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id)
) STRICT;
CREATE TABLE procedure_step (
    tenant_id BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    step TEXT NOT NULL,
    what TEXT NOT NULL,
    worker_id BLOB NOT NULL,
    ms INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    evidence TEXT NOT NULL,
    done_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id, seq)
) STRICT;
