-- The rows that make work durable: outbox, jobs, leases, event streams, idempotency keys.
CREATE TABLE outbox (
    id BLOB NOT NULL PRIMARY KEY,
    tenant_id BLOB NOT NULL,
    topic TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state = 'ready' OR state = 'done' OR state = 'dead'),
    attempts INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    last_error TEXT
) STRICT;
CREATE INDEX outbox_ready ON outbox (state, next_at);
CREATE TABLE outbox_done (
    consumer TEXT NOT NULL,
    event_id BLOB NOT NULL,
    done_at INTEGER NOT NULL,
    PRIMARY KEY (consumer, event_id)
) STRICT;
CREATE TABLE job (
    id BLOB NOT NULL PRIMARY KEY,
    queue TEXT NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state = 'ready' OR state = 'running' OR state = 'done' OR state = 'dead'),
    attempts INTEGER NOT NULL,
    run_at INTEGER NOT NULL,
    lease_owner TEXT,
    lease_until_at INTEGER,
    created_at INTEGER NOT NULL,
    finished_at INTEGER,
    last_error TEXT
) STRICT;
CREATE INDEX job_ready ON job (state, queue, run_at);
CREATE UNIQUE INDEX job_open_key ON job (queue, key) WHERE state IN ('ready', 'running');
CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    fence INTEGER NOT NULL,
    until_at INTEGER NOT NULL
) STRICT;
CREATE TABLE stream (
    owner_id BLOB NOT NULL PRIMARY KEY,
    epoch TEXT NOT NULL,
    head INTEGER NOT NULL,
    trimmed INTEGER NOT NULL
) STRICT;
CREATE TABLE stream_event (
    owner_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (owner_id, seq)
) STRICT;
CREATE INDEX stream_event_age ON stream_event (created_at);
CREATE TABLE idempotency (
    owner_id BLOB NOT NULL,
    key TEXT NOT NULL,
    route TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (owner_id, key)
) STRICT;
CREATE INDEX idempotency_age ON idempotency (created_at);
