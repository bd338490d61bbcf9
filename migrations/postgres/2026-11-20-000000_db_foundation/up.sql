-- The rows that make work durable: outbox, jobs, leases, event streams, idempotency keys.

-- The second wall between tenants: every tenant table's policy asks this function.
CREATE FUNCTION tidecrew_may(tenant uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT current_setting('app.platform', true) = 'on'
        OR tenant = NULLIF(current_setting('app.tenant', true), '')::uuid
$$;

CREATE TABLE outbox (
    id uuid NOT NULL PRIMARY KEY,
    tenant_id uuid NOT NULL,
    topic text NOT NULL,
    body jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('ready', 'done', 'dead')),
    attempts bigint NOT NULL,
    created_at timestamptz NOT NULL,
    next_at timestamptz NOT NULL,
    last_error text
);
CREATE INDEX outbox_ready ON outbox (state, next_at);
CREATE TABLE outbox_done (
    consumer text NOT NULL,
    event_id uuid NOT NULL,
    done_at timestamptz NOT NULL,
    PRIMARY KEY (consumer, event_id)
);
CREATE TABLE job (
    id uuid NOT NULL PRIMARY KEY,
    queue text NOT NULL,
    key text NOT NULL,
    body jsonb NOT NULL,
    state text NOT NULL CHECK (state IN ('ready', 'running', 'done', 'dead')),
    attempts bigint NOT NULL,
    run_at timestamptz NOT NULL,
    lease_owner text,
    lease_until_at timestamptz,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    last_error text
);
CREATE INDEX job_ready ON job (state, queue, run_at);
CREATE UNIQUE INDEX job_open_key ON job (queue, key) WHERE state IN ('ready', 'running');
CREATE TABLE lease (
    name text NOT NULL PRIMARY KEY,
    owner text NOT NULL,
    fence bigint NOT NULL,
    until_at timestamptz NOT NULL
);
CREATE TABLE stream (
    owner_id uuid NOT NULL PRIMARY KEY,
    epoch text NOT NULL,
    head bigint NOT NULL,
    trimmed bigint NOT NULL
);
CREATE TABLE stream_event (
    owner_id uuid NOT NULL,
    seq bigint NOT NULL,
    kind text NOT NULL,
    body jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (owner_id, seq)
);
CREATE INDEX stream_event_age ON stream_event (created_at);
CREATE TABLE idempotency (
    owner_id uuid NOT NULL,
    key text NOT NULL,
    route text NOT NULL,
    body_hash text NOT NULL,
    answer jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (owner_id, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);
