-- Who serves what: tasks, the offers made for them, workers' presence, and the pieces that are paid.

CREATE TABLE task (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    project_id BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    skill TEXT NOT NULL,
    units INTEGER NOT NULL,
    sensitivity INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state = 'pending' OR state = 'reserved' OR state = 'assigned' OR state = 'wrapping' OR state = 'completed' OR state = 'canceled'),
    attempt INTEGER NOT NULL,
    worker_id BLOB,
    hold TEXT,
    not_before_at INTEGER NOT NULL,
    lease_ends_at INTEGER,
    created_at INTEGER NOT NULL,
    waiting_since_at INTEGER NOT NULL,
    answered_at INTEGER,
    first_reply_at INTEGER,
    wrapping_at INTEGER,
    ended_at INTEGER,
    wrap_code TEXT,
    wrap_note TEXT,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX task_by_id ON task (id);
CREATE INDEX task_by_conversation ON task (tenant_id, conversation_id);
CREATE INDEX task_by_project ON task (tenant_id, project_id, created_at);
CREATE INDEX task_by_worker ON task (worker_id, state);
CREATE INDEX task_by_lease ON task (state, lease_ends_at);
CREATE INDEX task_by_change ON task (changed_at);

CREATE TABLE reservation (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    task_id BLOB NOT NULL,
    worker_id BLOB NOT NULL,
    attempt INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state = 'pending' OR state = 'accepted' OR state = 'rejected' OR state = 'timeout' OR state = 'rescinded' OR state = 'canceled'),
    offered_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    decline_reason TEXT,
    why TEXT NOT NULL,
    policy_hash TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX reservation_once ON reservation (tenant_id, task_id, attempt);
CREATE INDEX reservation_by_task ON reservation (task_id, state);
CREATE INDEX reservation_by_worker ON reservation (worker_id, state);
CREATE INDEX reservation_by_expiry ON reservation (state, expires_at);

CREATE TABLE presence (
    worker_id BLOB NOT NULL PRIMARY KEY,
    state TEXT NOT NULL CHECK (state = 'offline' OR state = 'available' OR state = 'break' OR state = 'suspended'),
    since_at INTEGER NOT NULL,
    idle_since_at INTEGER NOT NULL,
    lease_ends_at INTEGER,
    capacity INTEGER NOT NULL,
    used INTEGER NOT NULL CHECK (used >= 0),
    offers INTEGER NOT NULL CHECK (offers >= 0),
    missed INTEGER NOT NULL,
    posture INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;
CREATE INDEX presence_by_state ON presence (state, lease_ends_at);
CREATE INDEX presence_by_change ON presence (changed_at);

CREATE TABLE presence_skill (
    worker_id BLOB NOT NULL,
    skill TEXT NOT NULL,
    level INTEGER NOT NULL,
    PRIMARY KEY (worker_id, skill)
) STRICT;
CREATE INDEX presence_skill_by_skill ON presence_skill (skill);

CREATE TABLE piece (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    task_id BLOB NOT NULL,
    project_id BLOB NOT NULL,
    worker_id BLOB NOT NULL,
    attempt INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE UNIQUE INDEX piece_once ON piece (tenant_id, task_id);
CREATE INDEX piece_by_worker ON piece (worker_id, created_at);
