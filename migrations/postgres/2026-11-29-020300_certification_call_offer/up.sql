-- Test calls are offered: to one assessor at a time, with a lease, and to the next when it runs out.
CREATE TABLE test_call_offer (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    call_id uuid NOT NULL,
    part text NOT NULL CHECK (part IN ('customer', 'scorer')),
    worker_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'taken', 'declined', 'done')),
    offered_at timestamptz NOT NULL,
    until_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);
CREATE INDEX test_call_offer_call ON test_call_offer (tenant_id, call_id, part, id);
CREATE INDEX test_call_offer_worker ON test_call_offer (tenant_id, worker_id, until_at);
ALTER TABLE test_call_offer ENABLE ROW LEVEL SECURITY;
ALTER TABLE test_call_offer FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON test_call_offer USING (tidecrew_may(tenant_id)) WITH CHECK (tidecrew_may(tenant_id));
