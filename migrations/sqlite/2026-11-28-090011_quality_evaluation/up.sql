-- How each closed conversation did by the form in force.
CREATE TABLE evaluation (
    tenant_id BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    project_id BLOB NOT NULL,
    worker_id BLOB,
    form_id TEXT NOT NULL,
    form_hash TEXT NOT NULL,
    score INTEGER NOT NULL,
    result TEXT NOT NULL CHECK (result IN ('passed', 'failed')),
    items TEXT NOT NULL,
    evidence TEXT NOT NULL,
    sampled TEXT NOT NULL CHECK (sampled IN ('yes', 'no')),
    closed_at INTEGER NOT NULL,
    evaluated_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id)
) STRICT;
CREATE INDEX evaluation_worker ON evaluation (worker_id, conversation_id);
-- What people gave for a conversation of the sample.
CREATE TABLE evaluation_review (
    tenant_id BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    reviewer_id BLOB NOT NULL,
    points TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, conversation_id, reviewer_id)
) STRICT;
-- What is out of the ordinary, one open group per worker and cause.
CREATE TABLE exception (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    worker_id BLOB,
    cause TEXT NOT NULL CHECK (cause = 'self_harm' OR cause = 'escalation' OR cause = 'customer_abuse' OR cause = 'risk' OR cause = 'blocks' OR cause = 'override' OR cause = 'quality' OR cause = 'lease' OR cause = 'unjudged'),
    state TEXT NOT NULL CHECK (state IN ('open', 'done')),
    weight INTEGER NOT NULL,
    count INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    handled_by_id BLOB,
    handled_at INTEGER,
    outcome TEXT CHECK (outcome = 'noted' OR outcome = 'coached' OR outcome = 'retrain' OR outcome = 'false_alarm'),
    note TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX exception_open ON exception (state, weight);
CREATE UNIQUE INDEX exception_group ON exception (tenant_id, cause, worker_id) WHERE state = 'open';
-- Evidence of a group: where it lies, by which rules.
CREATE TABLE exception_item (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    exception_id BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    message_id BLOB,
    rules TEXT NOT NULL,
    detail TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX exception_item_group ON exception_item (tenant_id, exception_id, id);
-- Drafts of one worker that were stopped lately.
CREATE INDEX verdict_author ON verdict (tenant_id, author_id, created_at);
