-- Test calls are offered: to one assessor at a time, with a lease, and to the next when it runs out.
CREATE TABLE test_call_offer (
    tenant_id BLOB NOT NULL,
    id BLOB NOT NULL,
    call_id BLOB NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('customer', 'scorer')),
    worker_id BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state = 'open' OR state = 'taken' OR state = 'declined' OR state = 'done'),
    offered_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT;
CREATE INDEX test_call_offer_call ON test_call_offer (tenant_id, call_id, part, id);
CREATE INDEX test_call_offer_worker ON test_call_offer (tenant_id, worker_id, until_at);
