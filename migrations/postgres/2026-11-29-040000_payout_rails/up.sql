-- Which way a payout leaves, when its rail is spoken to next, and how much has been said about it.
ALTER TABLE payout ADD COLUMN rail text NOT NULL DEFAULT 'bank' CHECK (rail IN ('bank', 'alipay', 'wechat'));
ALTER TABLE payout ADD COLUMN tries bigint NOT NULL DEFAULT 0 CHECK (tries >= 0);
ALTER TABLE payout ADD COLUMN next_at timestamptz;
ALTER TABLE payout ADD COLUMN news bigint NOT NULL DEFAULT 0 CHECK (news >= 0);
CREATE INDEX payout_due ON payout (next_at, id) WHERE next_at IS NOT NULL;
-- What was said about a payout and what it made of it. Never changed.
CREATE TABLE payout_step (
    tenant_id uuid NOT NULL,
    payout_id uuid NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    source text NOT NULL,
    said text NOT NULL,
    state text NOT NULL,
    alert bigint NOT NULL CHECK (alert IN (0, 1)),
    reason text,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, payout_id, seq)
);
CREATE INDEX payout_step_alerts ON payout_step (created_at) WHERE alert = 1;
-- Files to and from banks, and how far each has come.
CREATE TABLE rail_file (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    rail text NOT NULL CHECK (rail IN ('bank')),
    kind text NOT NULL CHECK (kind IN ('order', 'status', 'statement')),
    name text NOT NULL,
    batch_id uuid,
    sha256 text NOT NULL,
    state text NOT NULL CHECK (state IN ('ready', 'unsure', 'taken', 'refused', 'torn')),
    tries bigint NOT NULL CHECK (tries >= 0),
    next_at timestamptz,
    problem text,
    heard jsonb,
    created_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX rail_file_by_time ON rail_file (created_at, id);
CREATE INDEX rail_file_due ON rail_file (next_at, id) WHERE next_at IS NOT NULL;
ALTER TABLE payout_step ENABLE ROW LEVEL SECURITY;
ALTER TABLE payout_step FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON payout_step USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
ALTER TABLE rail_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE rail_file FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON rail_file USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
