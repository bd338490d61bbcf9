-- Who serves what: tasks, the offers made for them, workers' presence, and the pieces that are paid.

CREATE TABLE task (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    skill text NOT NULL,
    units bigint NOT NULL,
    sensitivity bigint NOT NULL,
    priority bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('pending', 'reserved', 'assigned', 'wrapping', 'completed', 'canceled')),
    attempt bigint NOT NULL,
    worker_id uuid,
    hold text,
    not_before_at timestamptz NOT NULL,
    lease_ends_at timestamptz,
    created_at timestamptz NOT NULL,
    waiting_since_at timestamptz NOT NULL,
    answered_at timestamptz,
    first_reply_at timestamptz,
    wrapping_at timestamptz,
    ended_at timestamptz,
    wrap_code text,
    wrap_note text,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX task_by_id ON task (id);
CREATE INDEX task_by_conversation ON task (tenant_id, conversation_id);
CREATE INDEX task_by_project ON task (tenant_id, project_id, created_at);
CREATE INDEX task_by_worker ON task (worker_id, state);
CREATE INDEX task_by_lease ON task (state, lease_ends_at);
CREATE INDEX task_by_change ON task (changed_at);

CREATE TABLE reservation (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    task_id uuid NOT NULL,
    worker_id uuid NOT NULL,
    attempt bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('pending', 'accepted', 'rejected', 'timeout', 'rescinded', 'canceled')),
    offered_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    decline_reason text,
    why jsonb NOT NULL,
    policy_hash text NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX reservation_once ON reservation (tenant_id, task_id, attempt);
CREATE INDEX reservation_by_task ON reservation (task_id, state);
CREATE INDEX reservation_by_worker ON reservation (worker_id, state);
CREATE INDEX reservation_by_expiry ON reservation (state, expires_at);

CREATE TABLE presence (
    worker_id uuid NOT NULL PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('offline', 'available', 'break', 'suspended')),
    since_at timestamptz NOT NULL,
    idle_since_at timestamptz NOT NULL,
    lease_ends_at timestamptz,
    capacity bigint NOT NULL,
    used bigint NOT NULL CHECK (used >= 0),
    offers bigint NOT NULL CHECK (offers >= 0),
    missed bigint NOT NULL,
    posture bigint NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE INDEX presence_by_state ON presence (state, lease_ends_at);
CREATE INDEX presence_by_change ON presence (changed_at);

CREATE TABLE presence_skill (
    worker_id uuid NOT NULL,
    skill text NOT NULL,
    level bigint NOT NULL,
    PRIMARY KEY (worker_id, skill)
);
CREATE INDEX presence_skill_by_skill ON presence_skill (skill);

CREATE TABLE piece (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    task_id uuid NOT NULL,
    project_id uuid NOT NULL,
    worker_id uuid NOT NULL,
    attempt bigint NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX piece_once ON piece (tenant_id, task_id);
CREATE INDEX piece_by_worker ON piece (worker_id, created_at);

ALTER TABLE task ENABLE ROW LEVEL SECURITY;
ALTER TABLE task FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON task USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));

ALTER TABLE reservation ENABLE ROW LEVEL SECURITY;
ALTER TABLE reservation FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON reservation USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));

ALTER TABLE piece ENABLE ROW LEVEL SECURITY;
ALTER TABLE piece FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON piece USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
