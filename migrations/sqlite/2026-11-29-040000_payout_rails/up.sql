-- Which way a payout leaves, when its rail is spoken to next, and how much has been said about it.
ALTER TABLE payout ADD COLUMN rail TEXT NOT NULL DEFAULT 'bank' CHECK (rail = 'bank' OR rail = 'alipay' OR rail = 'wechat');
ALTER TABLE payout ADD COLUMN tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0);
ALTER TABLE payout ADD COLUMN next_at INTEGER;
ALTER TABLE payout ADD COLUMN news INTEGER NOT NULL DEFAULT 0 CHECK (news >= 0);
CREATE INDEX payout_due ON payout (next_at, id) WHERE next_at IS NOT NULL;
-- What was said about a payout and what it made of it. Never changed.
CREATE TABLE payout_step (
    tenant_id BLOB NOT NULL,
    payout_id BLOB NOT NULL,
    seq INTEGER NOT NULL CHECK (seq > 0),
    source TEXT NOT NULL,
    said TEXT NOT NULL,
    state TEXT NOT NULL,
    alert INTEGER NOT NULL CHECK (alert IN (0, 1)),
    reason TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, payout_id, seq)
) STRICT;
CREATE INDEX payout_step_alerts ON payout_step (created_at) WHERE alert = 1;
-- Files to and from banks, and how far each has come.
CREATE TABLE rail_file (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    rail TEXT NOT NULL CHECK (rail IN ('bank')),
    kind TEXT NOT NULL CHECK (kind = 'order' OR kind = 'status' OR kind = 'statement'),
    name TEXT NOT NULL,
    batch_id BLOB,
    sha256 TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state = 'ready' OR state = 'unsure' OR state = 'taken' OR state = 'refused' OR state = 'torn'),
    tries INTEGER NOT NULL CHECK (tries >= 0),
    next_at INTEGER,
    problem TEXT,
    heard TEXT,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX rail_file_by_time ON rail_file (created_at, id);
CREATE INDEX rail_file_due ON rail_file (next_at, id) WHERE next_at IS NOT NULL;
